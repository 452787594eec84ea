//! What is true of the figures of step 7 in every output: labour cost, deposits day by day.

use anxin_datasets::civil;

use crate::checks::{Checked, sheet, sums};
use crate::tables::{Sheet, Tables, fen};

/// Money columns of `project_totals` that roll up, beside those of the waterfall.
pub const MONEY: [&str; 18] = [
    "labour_cost_expected",
    "labour_cost_due",
    "labour_cost_on_time",
    "labour_cost_late",
    "labour_cost_overdue",
    "labour_cost_unassigned",
    "labour_cost_not_known",
    "due_within_month",
    "debits_other_purpose",
    "debits_other_payee",
    "deposit_cash",
    "deposit_bank_guarantee",
    "deposit_insurance_bond",
    "deposit_other_security",
    "deposit_expiring",
    "deposit_expired",
    "deposit_too_short",
    "deposit_not_topped_up",
];

/// Counts of `project_totals` that roll up.
pub const COUNTS: [&str; 4] = [
    "deposits_cash",
    "deposits_bank_guarantee",
    "deposits_insurance_bond",
    "deposits_other_security",
];

/// Counts of projects by the word of a column: column of the roll-ups, column of projects, words.
const BY_WORD: [(&str, &str, &[&str]); 7] = [
    ("wage_accounts_obliged", "wage_account_status", &["on_time", "late", "opened", "missing"]),
    ("wage_accounts_opened", "wage_account_status", &["on_time", "late", "opened"]),
    ("wage_accounts_on_time", "wage_account_status", &["on_time"]),
    ("wage_accounts_exempt", "wage_account_status", &["exempt"]),
    ("deposits_obliged", "deposit_status", &["on_time", "late", "missing"]),
    ("deposits_on_time", "deposit_status", &["on_time"]),
    ("deposits_late", "deposit_status", &["late"]),
];

fn same(what: &str, left: i128, right: i128) -> Checked {
    if left == right { Ok(()) } else { Err(format!("{what}: {left} is not {right}")) }
}

/// The sum of a column of counts.
fn count(of: &Sheet, column: &str) -> Result<i128, String> {
    let cells = (0..of.rows.len()).map(|row| of.cell(row, column).parse::<i128>());
    cells.sum::<Result<i128, _>>().map_err(|_| format!("{column}: a cell that is no count"))
}

/// Labour cost: the parts of a month are what is expected of it, the months are the figures of
/// their project, and every level is the sum of the projects.
///
/// # Errors
///
/// The first sum that does not hold.
pub fn labour_cost(tables: &Tables) -> Checked {
    let months = sheet(tables, "labour_cost_months")?;
    for row in 0..months.rows.len() {
        let at = |name| fen(months.cell(row, name));
        let parts = at("received_on_time")? + at("received_late")? + at("short")?;
        let rest = at("not_yet_due")? + at("not_known")?;
        same(&format!("labour_cost_months row {row}"), at("expected")?, parts + rest)?;
        let is_short = !months.cell(row, "overdue_days").is_empty();
        if is_short != (at("short")? > 0) {
            return Err(format!("labour_cost_months row {row}: overdue_days without short"));
        }
    }
    let projects = sheet(tables, "project_totals")?;
    for (month, figure) in [
        ("expected", "labour_cost_expected"),
        ("received_on_time", "labour_cost_on_time"),
        ("received_late", "labour_cost_late"),
        ("short", "labour_cost_overdue"),
        ("not_known", "labour_cost_not_known"),
    ] {
        if sums(&months, &["project_id"], month)? != sums(&projects, &["project_id"], figure)? {
            return Err(format!("{figure} is not the sum of the months"));
        }
    }
    levels(tables, &projects)
}

/// Every level of the roll-ups is the sum of the projects.
fn levels(tables: &Tables, projects: &Sheet) -> Checked {
    let regions = sheet(tables, "region_totals")?;
    let place = regions.column("level").ok_or("region_totals: no level")?;
    let of_level = |level: &str| {
        let mut lines = regions.clone();
        lines.rows.retain(|row| row.get(place).is_some_and(|cell| cell == level));
        lines
    };
    let contractors = sheet(tables, "contractor_totals")?;
    for lines in ["2", "4", "6"].map(of_level).iter().chain([&contractors]) {
        for money in MONEY {
            same(money, lines.sum(money)?, projects.sum(money)?)?;
        }
        for name in COUNTS {
            same(name, count(lines, name)?, count(projects, name)?)?;
        }
        for (name, column, words) in BY_WORD {
            let is_one = |row: &usize| words.contains(&projects.cell(*row, column));
            let met = (0..projects.rows.len()).filter(is_one).count();
            same(name, count(lines, name)?, i128::try_from(met).unwrap_or(-1))?;
        }
    }
    Ok(())
}

/// Deposits: the kinds add up to what is held, and the steps of a project follow each other day by
/// day, the last of them holding what is held on the day of the report.
///
/// # Errors
///
/// The first that does not hold.
pub fn deposit_days(tables: &Tables) -> Checked {
    let projects = sheet(tables, "project_totals")?;
    for row in 0..projects.rows.len() {
        let at = |name: &str| fen(projects.cell(row, name));
        let kinds = at("deposit_cash")? + at("deposit_bank_guarantee")?;
        let kinds = kinds + at("deposit_insurance_bond")? + at("deposit_other_security")?;
        same(&format!("project_totals row {row}: kinds"), kinds, at("deposit_held")?)?;
    }
    let steps = sheet(tables, "deposit_days")?;
    for row in 0..steps.rows.len() {
        let of = |row: usize, name: &str| steps.cell(row, name).to_string();
        let (from, to) = (day(&of(row, "from_date"))?, day(&of(row, "to_date"))?);
        if from > to || fen(&of(row, "required"))? <= 0 {
            return Err(format!("deposit_days row {row}: {}", steps.rows[row].join(",")));
        }
        let is_next = row > 0 && of(row - 1, "project_id") == of(row, "project_id");
        if is_next && day(&of(row - 1, "to_date"))? + 1 != from {
            return Err(format!("deposit_days row {row}: a day is missing or stands twice"));
        }
        if is_next && of(row - 1, "held") == of(row, "held") {
            return Err(format!("deposit_days row {row}: a step that changes nothing"));
        }
    }
    Ok(())
}

/// A date as days since 1970-01-01.
fn day(text: &str) -> Result<i64, String> {
    let parts: Vec<i64> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    match parts[..] {
        [year, month, day_of_month] => Ok(civil::day(year, month, day_of_month)),
        _ => Err(format!("{text:?} is no date")),
    }
}
