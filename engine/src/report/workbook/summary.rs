//! The first sheet: the figures of the run, each beside what formulas over the other sheets give.

use super::cell::{Cell, letters};
use super::lists::{self, Listed};
use super::projects;
use super::register::{self, Register, cause_word, liable_word};
use super::sheet::{FIRST_ROW, Look, Sheet, check, range};
use super::words::{filled, say, word_or};
use super::{POLICY_ROW, View};
use crate::basics::error::Result;
use crate::basics::finding::Code;
use crate::oversight::causes::{CauseName, LiableFirst};
use crate::report::explain::finding_meaning;
use crate::report::run_sums::RunSums;
use crate::report::summary::Summary;

/// Where the lines of the other sheets end, and what they leave out.
#[derive(Clone, Debug, Default)]
pub(super) struct Ends {
    pub(super) register: u32,
    pub(super) projects: u32,
    pub(super) causes: u32,
    /// Whether every line of the register is listed, and so of the other sheets.
    pub(super) all_register: bool,
    pub(super) all_projects: bool,
    pub(super) all_causes: bool,
    /// Lines to say what is not in the workbook.
    pub(super) notes: Vec<String>,
}

/// Writes the first sheet.
pub(super) fn sheet<'s>(
    view: &View<'s>,
    summary: &Summary,
    register: &Register,
    ends: &Ends,
) -> Result<Sheet<'s>> {
    let mut sheet = view.sheet("sheet_summary")?;
    sheet.title(sheet.say("title_summary"))?;
    head(view, summary, &mut sheet)?;
    let sums = RunSums::of(view.run);
    money(view, &sums, register, ends, &mut sheet)?;
    ageing(view, &sums, ends, &mut sheet)?;
    causes(view, ends, &mut sheet)?;
    sheet.section(sheet.say("section_notes"))?;
    for key in ["note_formulas", "note_covered", "note_digits"] {
        sheet.note(sheet.say(key))?;
    }
    if !view.show_ids {
        sheet.note(sheet.say("note_detail"))?;
    }
    for note in &ends.notes {
        sheet.note(note)?;
    }
    accounting(view, &mut sheet)?;
    sheet.widths([30, 20, 20, 18, 40])?;
    sheet.worksheet.set_portrait();
    Ok(sheet)
}

/// Day, policy, version.
fn head(view: &View<'_>, summary: &Summary, sheet: &mut Sheet<'_>) -> Result<()> {
    let text = |text: &str| [(Cell::text(text), Look::Text)];
    sheet.labelled(sheet.say("as_of"), &[(Cell::Day(view.run.as_of), Look::Day)])?;
    let row = sheet.labelled(sheet.say("policy"), &text(&summary.policy.name))?;
    debug_assert_eq!(row, POLICY_ROW);
    sheet.labelled(sheet.say("fingerprint"), &text(&summary.policy.fingerprint))?;
    sheet.labelled(sheet.say("version"), &text(&format!("anxin {}", summary.engine_version)))?;
    let masked = if view.show_ids { "are_shown" } else { "are_masked" };
    sheet.labelled(sheet.say("masked"), &text(say(masked, view.lang)))?;
    Ok(())
}

/// The headers of figures that are computed twice; gives the row of the first.
fn compared(sheet: &mut Sheet<'_>) -> Result<u32> {
    sheet.heads(&["figure", "engine", "formula", "check", "from"])?;
    Ok(sheet.row)
}

/// A figure: what the engine says, a formula, whether they agree, and what the formula is over.
fn figure(
    view: &View<'_>,
    sheet: &mut Sheet<'_>,
    label: &str,
    engine: Cell,
    formula: Option<&str>,
    over: &str,
) -> Result<u32> {
    let look = if matches!(engine, Cell::Count(_)) { Look::Count } else { Look::Money };
    // An amount that a spreadsheet cannot keep is not computed with.
    let (again, check) = match formula.filter(|_| engine.decimal().is_some()) {
        Some(formula) => (Cell::formula(formula, engine.clone()), check("B{r}", "C{r}", view.lang)),
        None => (Cell::Empty, Cell::text(say("not_checked", view.lang))),
    };
    let cells =
        [(engine, look), (again, look), (check, Look::Check), (Cell::text(over), Look::Wrapped)];
    sheet.labelled(label, &cells)
}

/// Money and people.
fn money(
    view: &View<'_>,
    sums: &RunSums,
    register: &Register,
    ends: &Ends,
    sheet: &mut Sheet<'_>,
) -> Result<()> {
    sheet.section(sheet.say("section_money"))?;
    let first = compared(sheet)?;
    let lang = view.lang;
    let (of_register, of_projects) = (say("sheet_register", lang), say("sheet_projects", lang));
    let on_register = |column| range(of_register, column, FIRST_ROW, ends.register);
    let on_projects = |column| range(of_projects, column, FIRST_ROW, ends.projects);
    let sum = |range: String| Some(format!("ROUND(SUM({range}),2)"));
    let project_sum = |column| sum(on_projects(column)).filter(|_| ends.all_projects);
    let residual = format!("ROUND(C{}-C{}-C{}-C{},2)", first, first + 1, first + 2, first + 3);
    let count = format!("COUNTIF({},\">0\")", on_projects(projects::ARREARS));
    let periods = format!("COUNTIF({},\">0\")", on_register(register::ARREARS));
    let owed = format!("SUM({})", on_register(register::IS_FIRST));
    let by_register = |column| (sum(on_register(column)), Some((of_register, column)));
    let by_projects = |column| (project_sum(column), Some((of_projects, column)));
    let on = |sheet, column| Some((sheet, column));
    let all = |formula: String, is_whole: bool| Some(formula).filter(|_| is_whole);
    let formulas = [
        by_projects(projects::DUE),
        by_projects(projects::PAID),
        by_register(register::ARREARS),
        by_projects(projects::NOT_YET_DUE),
        (all(residual, ends.all_projects), None),
        by_register(register::COVERED),
        by_register(register::UNCOVERED),
        (all(periods, ends.all_register), on(of_register, register::ARREARS)),
        (Some(owed), on(of_register, register::IS_FIRST)),
        (all(count, ends.all_projects), on(of_projects, projects::ARREARS)),
        by_projects(projects::DEPOSIT_REQUIRED),
        by_projects(projects::DEPOSIT_HELD),
        by_projects(projects::DEPOSIT_SHORTFALL),
    ];
    for ((word, engine), (formula, over)) in engines(view, sums, register).into_iter().zip(formulas)
    {
        let over = over.map_or(String::new(), |(sheet, column): (&str, u16)| {
            filled("at_column", lang, &[sheet, &letters(column)])
        });
        figure(view, sheet, say(word, lang), engine, formula.as_deref(), &over)?;
    }
    sheet.mark(3, first, sheet.row - 1)
}

/// What the engine says of money and people, by the key of its label.
fn engines(view: &View<'_>, sums: &RunSums, register: &Register) -> [(&'static str, Cell); 13] {
    let rows = &view.run.figures.projects;
    let in_arrears = rows.iter().filter(|row| row.totals.arrears_fen > 0).count();
    let owed = rows.iter().map(|row| row.totals.workers_owed).sum::<u64>();
    [
        ("due", Cell::Fen(sums.due_fen)),
        ("paid", Cell::Fen(sums.paid_fen)),
        ("arrears", Cell::Fen(sums.arrears_fen)),
        ("not_yet_due", Cell::Fen(sums.not_yet_due_fen)),
        ("residual", Cell::Fen(0)),
        ("covered", known(view, |row| Some(row.covered.covered_fen))),
        ("uncovered", known(view, |row| Some(row.covered.uncovered_fen))),
        ("periods_in_arrears", Cell::count(register.entries.len())),
        ("workers_owed", Cell::count(owed)),
        ("projects_in_arrears", Cell::count(in_arrears)),
        ("deposit_required", known(view, |row| row.deposit_required_fen)),
        ("deposit_held", known(view, |row| row.deposit_held_fen)),
        ("deposit_shortfall", known(view, |row| row.deposit_shortfall_fen)),
    ]
}

/// The sum over projects of what is known.
fn known(view: &View<'_>, of: impl Fn(&crate::oversight::totals::Totals) -> Option<i64>) -> Cell {
    let rows = view.run.figures.projects.iter();
    Cell::Fen(rows.filter_map(|row| of(&row.totals)).map(i128::from).sum())
}

/// Arrears by age, the youngest first.
fn ageing(view: &View<'_>, sums: &RunSums, ends: &Ends, sheet: &mut Sheet<'_>) -> Result<()> {
    sheet.section(sheet.say("section_ageing"))?;
    let first = compared(sheet)?;
    let lang = view.lang;
    let name = say("sheet_register", lang);
    let arrears = range(name, register::ARREARS, FIRST_ROW, ends.register);
    let days = range(name, register::OVERDUE_DAYS, FIRST_ROW, ends.register);
    let mut from = 1_u32;
    let uppers = view.run.policy.ageing.brackets_days.iter().map(Some).chain([None]);
    for (upper, (_, fen)) in uppers.zip(&sums.ageing) {
        let (label, formula) = match upper {
            Some(upper) => (
                filled("age_days", lang, &[&format!("{from}–{upper}")]),
                format!("ROUND(SUMIFS({arrears},{days},\">={from}\",{days},\"<={upper}\"),2)"),
            ),
            None => (
                filled("age_over", lang, &[&(from - 1).to_string()]),
                format!("ROUND(SUMIFS({arrears},{days},\">={from}\"),2)"),
            ),
        };
        let formula = Some(formula.as_str()).filter(|_| ends.all_register);
        figure(view, sheet, &label, Cell::Fen(*fen), formula, name)?;
        from = upper.map_or(from, |upper| upper.saturating_add(1));
    }
    sheet.mark(3, first, sheet.row - 1)
}

/// Arrears by cause, and by who pays first.
fn causes(view: &View<'_>, ends: &Ends, sheet: &mut Sheet<'_>) -> Result<()> {
    let lang = view.lang;
    let name = say("sheet_causes", lang);
    let amounts = range(name, lists::AMOUNT, FIRST_ROW, ends.causes);
    let sum_of = |column: u16, word: &str| {
        let words = range(name, column, FIRST_ROW, ends.causes);
        format!("ROUND(SUMIFS({amounts},{words},\"{word}\"),2)")
    };
    sheet.section(sheet.say("section_causes"))?;
    let first = compared(sheet)?;
    for cause in CauseName::ALL {
        let own = view.run.causes.iter().filter(|line| line.cause == cause);
        let fen = own.map(|line| i128::from(line.amount_fen)).sum();
        let word = cause_word(cause, lang);
        let formula = sum_of(lists::CAUSE, &word);
        let formula = Some(formula.as_str()).filter(|_| ends.all_causes);
        figure(view, sheet, &word, Cell::Fen(fen), formula, name)?;
    }
    sheet.mark(3, first, sheet.row - 1)?;
    sheet.section(sheet.say("section_liable"))?;
    let first = compared(sheet)?;
    for liable in LiableFirst::ALL {
        let own = view.run.causes.iter().filter(|line| line.liable_first == liable);
        let fen = own.map(|line| i128::from(line.amount_fen)).sum();
        let word = liable_word(liable, lang);
        let formula = sum_of(lists::LIABLE, &word);
        let formula = Some(formula.as_str()).filter(|_| ends.all_causes);
        figure(view, sheet, &word, Cell::Fen(fen), formula, name)?;
    }
    sheet.mark(3, first, sheet.row - 1)
}

/// Rows of each input table: read, used, set aside.
fn accounting(view: &View<'_>, sheet: &mut Sheet<'_>) -> Result<()> {
    sheet.section(sheet.say("section_rows"))?;
    sheet.heads(&["table", "what", "rows", "amount", "meaning"])?;
    for line in view.run.accounting.iter().filter(|line| line.what == "rows") {
        let word = match line.code {
            "read" => say("rows_read", view.lang),
            "used" => say("rows_used", view.lang),
            code => code,
        };
        let code = Code::ALL.iter().find(|code| code.word() == line.code);
        let meaning =
            code.map_or("", |code| finding_meaning(code.word(), code.meaning(), view.lang));
        let cells = [
            (Cell::text(word), Look::Text),
            (Cell::count(line.rows), Look::Count),
            (line.amount_fen.map_or(Cell::Empty, Cell::Fen), Look::Money),
            (Cell::text(meaning), Look::Wrapped),
        ];
        sheet.labelled(&word_or(line.table, view.lang), &cells)?;
    }
    Ok(())
}

impl Ends {
    /// Says of a sheet that it holds not all of its lines.
    pub(super) fn left_out(&mut self, view: &View<'_>, sheet: &str, listed: Listed, table: &str) {
        if listed.left_out() > 0 {
            let values = [
                say(sheet, view.lang),
                &listed.written.to_string(),
                &listed.left_out().to_string(),
                table,
            ];
            self.notes.push(filled("note_rows_left", view.lang, &values));
        }
    }
}
