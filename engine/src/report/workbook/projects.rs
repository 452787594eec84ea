//! Projects: wages paid and owed, and the six systems; one line a project.

use super::View;
use super::cell::Cell;
use super::register::{self, Register};
use super::sheet::{Column, FIRST_ROW, Look, Sheet, range};
use super::words::{say, word_or};
use crate::basics::error::Result;
use crate::intake::facts::{Investment, Project, ProjectStatus};
use crate::oversight::six_systems::{System, SystemState};
use crate::oversight::totals::ProjectTotals;

/// Comparisons of one sheet that a spreadsheet still makes at once: lines of the register times
/// projects.
const COMPARED_CELLS: usize = 100_000_000;

/// The columns of money.
pub(super) const COLUMNS: [Column; 20] = [
    Column::new("project_number", 7, Look::Count),
    Column::new("project_id", 12, Look::Text),
    Column::new("project_name", 18, Look::Wrapped),
    Column::new("contractor", 20, Look::Wrapped),
    Column::new("region", 8, Look::Text),
    Column::new("workers", 8, Look::Count),
    Column::total("due", 15, Look::Money),
    Column::total("paid", 15, Look::Money),
    Column::total("not_yet_due", 13, Look::Money),
    Column::total("arrears", 14, Look::Money),
    Column::total("engine_arrears", 14, Look::Money),
    Column::total("register_arrears", 14, Look::Money),
    Column::new("check", 12, Look::Check),
    Column::total("workers_owed", 9, Look::Count),
    Column::new("oldest_due_date", 11, Look::Day),
    Column::total("covered", 14, Look::Money),
    Column::total("uncovered", 14, Look::Money),
    Column::total("deposit_required", 14, Look::Money),
    Column::total("deposit_held", 14, Look::Money),
    Column::total("deposit_shortfall", 14, Look::Money),
];

/// Positions of columns that other sheets name.
pub(super) const DUE: u16 = 6;
pub(super) const PAID: u16 = 7;
pub(super) const NOT_YET_DUE: u16 = 8;
pub(super) const ARREARS: u16 = 9;
pub(super) const CHECK: u16 = 12;
pub(super) const DEPOSIT_REQUIRED: u16 = 17;
pub(super) const DEPOSIT_HELD: u16 = 18;
pub(super) const DEPOSIT_SHORTFALL: u16 = 19;

/// The columns of the six systems, which are also those of the form.
pub(super) const SYSTEM_COLUMNS: [Column; 24] = [
    Column::new("number", 5, Look::Count),
    Column::new("project_id", 12, Look::Text),
    Column::new("project_name", 18, Look::Wrapped),
    Column::new("region", 8, Look::Text),
    Column::new("investment", 9, Look::Text),
    Column::new("status", 7, Look::Text),
    Column::new("contractor", 20, Look::Wrapped),
    Column::new("contractor_id", 20, Look::Text),
    Column::new("deposit", 9, Look::Text),
    Column::new("wage_account", 9, Look::Text),
    Column::new("paid_by_general_contractor", 9, Look::Text),
    Column::new("real_name", 9, Look::Text),
    Column::new("monthly_full_payment", 9, Look::Text),
    Column::new("notice_board", 9, Look::Text),
    Column::total("systems_in_place", 7, Look::Count),
    Column::total("systems_missing", 7, Look::Count),
    Column::total("deposit_required", 14, Look::Money),
    Column::total("deposit_held", 14, Look::Money),
    Column::total("deposit_shortfall", 14, Look::Money),
    Column::new("wage_account_balance", 14, Look::Money),
    Column::total("workers", 8, Look::Count),
    Column::total("workers_owed", 8, Look::Count),
    Column::total("arrears", 14, Look::Money),
    Column::new("oldest_due_date", 11, Look::Day),
];

/// How many projects are compared with the register line by line.
pub(super) fn compared(projects: usize, lines: usize) -> usize {
    projects.min(COMPARED_CELLS / lines.max(1))
}

/// The sheet of money; gives it and the last row of its lines.
pub(super) fn sheet<'s>(
    view: &View<'s>,
    register: &Register,
    register_last: u32,
) -> Result<(Sheet<'s>, u32)> {
    let rows = view.run.figures.projects.as_slice();
    let listed = &rows[..rows.len().min(view.limits.rows)];
    let last = FIRST_ROW - 1 + u32::try_from(listed.len().max(1)).unwrap_or(u32::MAX);
    let mut sheet = view.sheet("sheet_projects")?;
    sheet.list(sheet.say("title_projects"), &view.note(), &COLUMNS, 3, last)?;
    let compared = compared(listed.len(), register.entries.len());
    let whole = register.entries.get(view.limits.rows.saturating_sub(1)).map(|own| own.project);
    for (place, row) in listed.iter().enumerate() {
        let is_whole = register.entries.len() <= view.limits.rows
            || whole.is_some_and(|project| row.project < project);
        let cells = cells(view, row, register_last, is_whole && place < compared);
        sheet.line(&COLUMNS, &cells)?;
    }
    if listed.is_empty() {
        sheet.line(&COLUMNS, &[Cell::Empty, Cell::text(sheet.say("none"))])?;
    }
    let sums = sums(listed, compared);
    sheet.totals(&COLUMNS, FIRST_ROW, &sums)?;
    sheet.mark(CHECK, FIRST_ROW, last)?;
    sheet.printed(u16::try_from(COLUMNS.len()).unwrap_or(u16::MAX))?;
    Ok((sheet, last))
}

/// The cells of a project.
fn cells(view: &View<'_>, row: &ProjectTotals, register_last: u32, is_compared: bool) -> Vec<Cell> {
    let totals = &row.totals;
    let project = view.run.keyed.projects.get(row.project.index()).unwrap_or(&Project::UNKNOWN);
    let arrears = || Cell::fen(Some(totals.arrears_fen));
    let name = say("sheet_register", view.lang);
    let of_register = |column| range(name, column, FIRST_ROW, register_last);
    let by_register = format!(
        "ROUND(SUMIFS({},{},A{{r}}),2)",
        of_register(register::ARREARS),
        of_register(register::PROJECT_NUMBER)
    );
    let (by_register, check) = if is_compared {
        (Cell::formula(by_register, arrears()), check(view))
    } else {
        (Cell::Empty, Cell::text(say("not_checked", view.lang)))
    };
    vec![
        Cell::count(row.project.0.saturating_add(1)),
        Cell::text(view.project(row.project)),
        Cell::text(view.project_name(row.project)),
        Cell::text(view.contractor(project.contractor)),
        Cell::text(project.region.map_or(String::new(), |region| region.to_string())),
        Cell::count(totals.workers),
        Cell::fen(Some(totals.due_fen)),
        Cell::fen(Some(totals.paid_fen)),
        Cell::fen(Some(totals.not_yet_due_fen)),
        Cell::formula("ROUND(G{r}-H{r}-I{r},2)", arrears()),
        arrears(),
        by_register,
        check,
        Cell::count(totals.workers_owed),
        Cell::day(totals.oldest_due_day),
        Cell::fen(Some(totals.covered.covered_fen)),
        Cell::formula("ROUND(J{r}-P{r},2)", Cell::fen(Some(totals.covered.uncovered_fen))),
        Cell::fen(totals.deposit_required_fen),
        Cell::fen(totals.deposit_held_fen),
        shortfall(totals.deposit_shortfall_fen, "R", "S"),
    ]
}

/// Whether the three arrears of a project are one.
fn check(view: &View<'_>) -> Cell {
    let (equal, differ) = (say("equal", view.lang), say("differ", view.lang));
    let formula = format!(
        "IF(AND(ROUND(J{{r}}-K{{r}},2)=0,ROUND(L{{r}}-K{{r}},2)=0),\"{equal}\",\"{differ} \"&\
         TEXT(IF(ROUND(J{{r}}-K{{r}},2)=0,L{{r}}-K{{r}},J{{r}}-K{{r}}),\"0.00\"))"
    );
    Cell::formula(formula, Cell::text(equal))
}

/// What of a deposit is missing; nothing where it is not known what is required.
fn shortfall(fen: Option<i64>, required: &str, held: &str) -> Cell {
    match fen {
        None => Cell::Empty,
        known => {
            Cell::formula(format!("MAX(0,ROUND({required}{{r}}-{held}{{r}},2))"), Cell::fen(known))
        }
    }
}

/// The engine's sums of the columns that are added up.
fn sums(rows: &[ProjectTotals], compared: usize) -> Vec<Cell> {
    let sum = |of: &dyn Fn(&ProjectTotals) -> Option<i64>| {
        Cell::Fen(rows.iter().filter_map(of).map(i128::from).sum())
    };
    let arrears = sum(&|row| Some(row.totals.arrears_fen));
    let of_compared = rows[..compared].iter().map(|row| i128::from(row.totals.arrears_fen)).sum();
    vec![
        sum(&|row| Some(row.totals.due_fen)),
        sum(&|row| Some(row.totals.paid_fen)),
        sum(&|row| Some(row.totals.not_yet_due_fen)),
        arrears.clone(),
        arrears,
        Cell::Fen(of_compared),
        Cell::count(rows.iter().map(|row| row.totals.workers_owed).sum::<u64>()),
        sum(&|row| Some(row.totals.covered.covered_fen)),
        sum(&|row| Some(row.totals.covered.uncovered_fen)),
        sum(&|row| row.totals.deposit_required_fen),
        sum(&|row| row.totals.deposit_held_fen),
        sum(&|row| row.totals.deposit_shortfall_fen),
    ]
}

/// The cells of a project in the table of the six systems.
pub(super) fn system_cells(view: &View<'_>, row: &ProjectTotals, number: usize) -> Vec<Cell> {
    let totals = &row.totals;
    let project = view.run.keyed.projects.get(row.project.index()).unwrap_or(&Project::UNKNOWN);
    let word = |key: Option<&'static str>| {
        Cell::text(key.map_or(String::new(), |key| word_or(key, view.lang)))
    };
    let states = states(view, row);
    let count = |wanted: SystemState| {
        let count = states.iter().filter(|&&state| state == wanted).count();
        let formula = format!("COUNTIF(I{{r}}:N{{r}},\"{}\")", say(wanted.word(), view.lang));
        Cell::formula(formula, Cell::count(count))
    };
    let mut cells = vec![
        Cell::count(number),
        Cell::text(view.project(row.project)),
        Cell::text(view.project_name(row.project)),
        Cell::text(project.region.map_or(String::new(), |region| region.to_string())),
        word(project.investment.map(investment_key)),
        word(project.status.map(status_key)),
        Cell::text(view.contractor(project.contractor)),
        Cell::text(view.contractor_id(project.contractor)),
    ];
    cells.extend(states.map(|state| Cell::text(word_or(state.word(), view.lang))));
    cells.extend([
        count(SystemState::InPlace),
        count(SystemState::Missing),
        Cell::fen(totals.deposit_required_fen),
        Cell::fen(totals.deposit_held_fen),
        shortfall(totals.deposit_shortfall_fen, "Q", "R"),
        Cell::fen(row.wage_account_balance_fen),
        Cell::count(totals.workers),
        Cell::count(totals.workers_owed),
        Cell::fen(Some(totals.arrears_fen)),
        Cell::day(totals.oldest_due_day),
    ]);
    cells
}

/// How the six systems of a project stand.
pub(super) fn states(view: &View<'_>, row: &ProjectTotals) -> [SystemState; 6] {
    let standings = view.run.figures.standings.get(row.project.index());
    System::ALL.map(|system| {
        standings.map_or(SystemState::Unknown, |standings| standings[system as usize].state)
    })
}

/// The engine's sums of the columns of the six systems that are added up.
pub(super) fn system_sums(view: &View<'_>, rows: &[ProjectTotals]) -> Vec<Cell> {
    let count = |wanted: SystemState| {
        let states = rows.iter().flat_map(|row| states(view, row));
        Cell::count(states.filter(|&state| state == wanted).count())
    };
    let sum = |of: &dyn Fn(&ProjectTotals) -> Option<i64>| {
        Cell::Fen(rows.iter().filter_map(of).map(i128::from).sum())
    };
    vec![
        count(SystemState::InPlace),
        count(SystemState::Missing),
        sum(&|row| row.totals.deposit_required_fen),
        sum(&|row| row.totals.deposit_held_fen),
        sum(&|row| row.totals.deposit_shortfall_fen),
        Cell::count(rows.iter().map(|row| row.totals.workers).sum::<u64>()),
        Cell::count(rows.iter().map(|row| row.totals.workers_owed).sum::<u64>()),
        sum(&|row| Some(row.totals.arrears_fen)),
    ]
}

/// The sheet of the six systems.
pub(super) fn systems_sheet<'s>(view: &View<'s>) -> Result<Sheet<'s>> {
    let rows = view.run.figures.projects.as_slice();
    let listed = &rows[..rows.len().min(view.limits.rows)];
    let last = FIRST_ROW - 1 + u32::try_from(listed.len().max(1)).unwrap_or(u32::MAX);
    let mut sheet = view.sheet("sheet_systems")?;
    sheet.list(sheet.say("title_systems"), &view.note(), &SYSTEM_COLUMNS, 3, last)?;
    system_lines(view, &mut sheet, listed)?;
    Ok(sheet)
}

/// Lines of the six systems and their totals.
pub(super) fn system_lines(
    view: &View<'_>,
    sheet: &mut Sheet<'_>,
    rows: &[ProjectTotals],
) -> Result<()> {
    for (place, row) in rows.iter().enumerate() {
        sheet.line(&SYSTEM_COLUMNS, &system_cells(view, row, place + 1))?;
    }
    if rows.is_empty() {
        sheet.line(&SYSTEM_COLUMNS, &[Cell::Empty, Cell::text(sheet.say("none"))])?;
    }
    sheet.totals(&SYSTEM_COLUMNS, FIRST_ROW, &system_sums(view, rows))?;
    sheet.printed(u16::try_from(SYSTEM_COLUMNS.len()).unwrap_or(u16::MAX))
}

const fn investment_key(investment: Investment) -> &'static str {
    match investment {
        Investment::Government => "government",
        Investment::StateOwned => "state_owned",
        Investment::Private => "private",
    }
}

pub(super) const fn status_key(status: ProjectStatus) -> &'static str {
    match status {
        ProjectStatus::Preparing => "preparing",
        ProjectStatus::Active => "active",
        ProjectStatus::Suspended => "suspended",
        ProjectStatus::Completed => "completed",
    }
}
