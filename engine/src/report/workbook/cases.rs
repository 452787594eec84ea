//! Cases: complaints and clues, one line each.

use super::View;
use super::cell::Cell;
use super::sheet::{Column, FIRST_ROW, Look, Sheet};
use super::words::say;
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::intake::facts::Case;

/// The columns, which are also those of the form.
pub(super) const COLUMNS: [Column; 15] = [
    Column::new("number", 6, Look::Count),
    Column::new("case_id", 16, Look::Text),
    Column::new("region", 9, Look::Text),
    Column::new("project_id", 14, Look::Text),
    Column::new("project_name", 20, Look::Wrapped),
    Column::new("employer", 22, Look::Wrapped),
    Column::new("received_date", 11, Look::Day),
    Column::new("case_due_date", 11, Look::Day),
    Column::new("closed_date", 11, Look::Day),
    Column::new("case_state", 12, Look::Text),
    Column::new("case_days", 9, Look::Count),
    Column::total("case_workers", 9, Look::Count),
    Column::total("amount_claimed", 14, Look::Money),
    Column::total("amount_recovered", 14, Look::Money),
    Column::total("amount_open", 14, Look::Money),
];

/// The state of a case on the day of the report.
fn state(case: &Case, as_of: Day) -> &'static str {
    match case.closed_day {
        Some(day) if day <= as_of => "closed",
        _ if case.due_day.is_some_and(|day| day < as_of) => "overdue",
        _ => "open",
    }
}

/// Claimed and not recovered, in fen; nothing where the claim is not known.
fn open_fen(case: &Case) -> Option<i64> {
    let claimed_fen = case.claimed_fen?;
    Some(claimed_fen.saturating_sub(case.recovered_fen.unwrap_or(0)).max(0))
}

/// The cells of a case.
pub(super) fn cells(view: &View<'_>, case: &Case, number: usize) -> Vec<Cell> {
    let keyed = &view.run.keyed;
    let as_of = view.run.as_of;
    let of_project = keyed.projects.get(case.project.index()).and_then(|project| project.region);
    let region = case.region.or(of_project.filter(|_| case.project.is_some()));
    let closed_day = case.closed_day.filter(|&day| day <= as_of);
    let days = closed_day.unwrap_or(as_of).0.saturating_sub(case.received_day.0);
    let open = match open_fen(case) {
        None => Cell::Empty,
        known => Cell::formula("MAX(0,ROUND(M{r}-N{r},2))", Cell::fen(known)),
    };
    vec![
        Cell::count(number),
        Cell::text(keyed.names.cases.get(case.case.0).unwrap_or_default()),
        Cell::text(region.map_or(String::new(), |region| region.to_string())),
        Cell::text(view.project(case.project)),
        Cell::text(view.project_name(case.project)),
        Cell::text(view.employer(case.employer)),
        Cell::Day(case.received_day),
        Cell::day(case.due_day),
        Cell::day(closed_day),
        Cell::text(say(state(case, as_of), view.lang)),
        if days < 0 { Cell::Empty } else { Cell::count(days) },
        case.workers.map_or(Cell::Empty, Cell::count),
        Cell::fen(case.claimed_fen),
        Cell::fen(case.recovered_fen),
        open,
    ]
}

/// The engine's sums of the columns that are added up.
fn sums(cases: &[Case]) -> Vec<Cell> {
    let sum = |of: &dyn Fn(&Case) -> Option<i64>| {
        Cell::Fen(cases.iter().filter_map(of).map(i128::from).sum())
    };
    let workers = cases.iter().filter_map(|case| case.workers).map(i64::from).sum::<i64>();
    vec![
        Cell::Count(workers),
        sum(&|case| case.claimed_fen),
        sum(&|case| case.recovered_fen),
        sum(&open_fen),
    ]
}

/// The sheet of the cases.
pub(super) fn sheet<'s>(view: &View<'s>) -> Result<Sheet<'s>> {
    let cases = view.run.keyed.cases.as_slice();
    let listed = &cases[..cases.len().min(view.limits.rows)];
    let mut sheet = view.sheet("sheet_cases")?;
    let last = FIRST_ROW - 1 + u32::try_from(listed.len().max(1)).unwrap_or(u32::MAX);
    sheet.list(sheet.say("title_cases"), &view.note(), &COLUMNS, 2, last)?;
    for (place, case) in listed.iter().enumerate() {
        sheet.line(&COLUMNS, &cells(view, case, place + 1))?;
    }
    if listed.is_empty() {
        sheet.line(&COLUMNS, &[Cell::Empty, Cell::text(sheet.say("none"))])?;
    }
    sheet.totals(&COLUMNS, FIRST_ROW, &sums(listed))?;
    sheet.printed(u16::try_from(COLUMNS.len()).unwrap_or(u16::MAX))?;
    Ok(sheet)
}
