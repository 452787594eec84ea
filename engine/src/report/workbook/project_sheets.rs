//! A sheet a project: its facts, its sums with checks, and its lines of the register.

use super::View;
use super::cell::{Cell, letters};
use super::projects::states;
use super::register::{self, Register, lines_of};
use super::sheet::{Look, Sheet, check, refused};
use super::words::{filled, word_or};
use crate::basics::error::Result;
use crate::intake::facts::Project;
use crate::oversight::six_systems::System;
use crate::oversight::totals::ProjectTotals;

/// Characters that the name of a sheet takes.
const NAME_CHARACTERS: usize = 31;

/// The row of the headers of the lines.
const HEAD_ROW: u32 = 12;

/// Columns of the sums above the lines.
const LABEL: [u16; 2] = [6, 9];
const ENGINE: u16 = register::DUE;
const AGAIN: u16 = register::PAID;
const CHECK: u16 = register::ARREARS;

/// The projects that get a sheet: those most in arrears, in the order of their arrears; and the
/// number of those that do not.
pub(super) fn chosen<'v>(view: &View<'v>) -> (Vec<&'v ProjectTotals>, usize) {
    let rows = view.run.figures.projects.iter();
    let mut owing: Vec<_> = rows.filter(|row| row.totals.arrears_fen > 0).collect();
    owing.sort_by_key(|row| (std::cmp::Reverse(row.totals.arrears_fen), row.project));
    let more = owing.len().saturating_sub(view.limits.project_sheets);
    owing.truncate(view.limits.project_sheets);
    (owing, more)
}

/// The name of the sheet of a project: its place among them, and its id as far as a name may hold
/// it.
pub(super) fn name(place: usize, id: &str) -> String {
    let is_refused = |letter: char| {
        matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') || letter.is_control()
    };
    let mut name = format!("{place}. ");
    for letter in id.chars() {
        let letter = if is_refused(letter) { '_' } else { letter };
        if name.encode_utf16().count() + letter.len_utf16() > NAME_CHARACTERS {
            break;
        }
        name.push(letter);
    }
    name.trim_end().to_owned()
}

/// The sheet of a project.
pub(super) fn sheet<'s>(
    view: &View<'s>,
    register: &Register,
    row: &ProjectTotals,
    place: usize,
) -> Result<Sheet<'s>> {
    let id = view.project(row.project);
    let mut sheet = Sheet::new(&name(place, id), view.lang, view.styles)?;
    let entries = register.of_project(row.project);
    let first = HEAD_ROW + 1;
    let last = HEAD_ROW + lines_of(entries.len(), view.limits.project_rows);
    sheet.title(&format!(
        "{}　{id} {}",
        sheet.say("title_project"),
        view.project_name(row.project)
    ))?;
    sheet.note(&view.note())?;
    sheet.widths(register::COLUMNS.iter().map(|column| column.width))?;
    // What is the same in every line stands above them.
    for column in 1..=3 {
        sheet.worksheet.set_column_hidden(column).map_err(refused)?;
    }
    view.narrow(&mut sheet)?;
    facts(view, &mut sheet, row)?;
    money(view, &mut sheet, row, first, last)?;
    sheet.row = HEAD_ROW;
    let words: Vec<&str> = register::COLUMNS.iter().map(|column| column.word).collect();
    sheet.heads(&words)?;
    register::lines(view, &mut sheet, entries, view.limits.project_rows)?;
    register::totals(&mut sheet, first, entries)?;
    sheet.row += 1;
    sheet.note(sheet.say("signatures"))?;
    sheet.mark(register::CHECK, first, last)?;
    sheet.head_of_lines(HEAD_ROW, register::COLUMNS.len(), 7, last)?;
    sheet.printed(register::PRINTED_COLUMNS)?;
    Ok(sheet)
}

/// What is known of the project: pairs of label and value, two lines.
fn facts(view: &View<'_>, sheet: &mut Sheet<'_>, row: &ProjectTotals) -> Result<()> {
    let project = view.run.keyed.projects.get(row.project.index()).unwrap_or(&Project::UNKNOWN);
    let region = project.region.map_or(String::new(), |region| region.to_string());
    let status = project.status.map_or("", super::projects::status_key);
    let contractor = format!(
        "{} {}",
        view.contractor(project.contractor),
        view.contractor_id(project.contractor)
    );
    let states = states(view, row);
    let systems = System::ALL.into_iter().zip(states).map(|(system, state)| {
        format!("{} {}", word_or(system.word(), view.lang), word_or(state.word(), view.lang))
    });
    let systems = systems.collect::<Vec<_>>().join("；");
    for (key, value) in [
        ("contractor", contractor.trim().to_owned()),
        ("region", region),
        ("status", word_or(status, view.lang)),
        ("sheet_systems", systems),
    ] {
        let value = if value.is_empty() { sheet.say("not_known").to_owned() } else { value };
        sheet.note(&format!("{}：{value}", sheet.say(key)))?;
    }
    Ok(())
}

/// Sums of the project: the engine's, by formula over the lines, and whether they agree.
fn money(
    view: &View<'_>,
    sheet: &mut Sheet<'_>,
    row: &ProjectTotals,
    first: u32,
    last: u32,
) -> Result<()> {
    let totals = &row.totals;
    let engine_letter = letters(ENGINE);
    let again_letter = letters(AGAIN);
    sheet.label_over(8, LABEL, sheet.say("figure"))?;
    for (column, word) in [(ENGINE, "engine"), (AGAIN, "formula"), (CHECK, "check")] {
        let word = Cell::text(sheet.say(word));
        sheet.put(8, column, &word, Look::Text, true)?;
    }
    let sum = |column: u16| {
        let letter = letters(column);
        format!("ROUND(SUM({letter}{first}:{letter}{last}),2)")
    };
    let figures = [
        ("arrears", Cell::fen(Some(totals.arrears_fen)), register::ARREARS),
        ("uncovered", Cell::fen(Some(totals.covered.uncovered_fen)), register::UNCOVERED),
        ("workers_owed", Cell::count(totals.workers_owed), register::IS_FIRST),
    ];
    for (row, (word, engine, column)) in (9_u32..).zip(figures) {
        let look = if matches!(engine, Cell::Count(_)) { Look::Count } else { Look::Money };
        let again = Cell::formula(sum(column), engine.clone());
        let agrees =
            check(&format!("{engine_letter}{row}"), &format!("{again_letter}{row}"), view.lang);
        sheet.label_over(row, LABEL, sheet.say(word))?;
        sheet.put(row, ENGINE, &engine, look, false)?;
        sheet.put(row, AGAIN, &again, look, false)?;
        sheet.put(row, CHECK, &agrees, Look::Check, false)?;
    }
    sheet.mark(CHECK, 9, 11)
}

/// What the summary says of projects without a sheet, if there are any.
pub(super) fn note_of_others(view: &View<'_>, more: usize) -> Option<String> {
    let sheets = view.limits.project_sheets.to_string();
    (more > 0).then(|| filled("note_sheets_left", view.lang, &[&sheets, &more.to_string()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_hold_what_a_spreadsheet_takes() {
        assert_eq!(name(1, "P1"), "1. P1");
        assert_eq!(name(2, "a/b:c*[d]?\\'e"), "2. a_b_c__d____e");
        let long = name(12, &"长".repeat(60));
        assert_eq!(long.chars().count(), NAME_CHARACTERS);
    }
}
