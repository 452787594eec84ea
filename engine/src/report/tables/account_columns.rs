//! Columns of the wage account: of a project, and as sums of many.

use arrow_array::ArrayRef;

use super::arrays::{self, Words};
use super::{Column, Kind};
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::oversight::account_use::{AccountStatus, AccountSums};
use crate::oversight::deposit::rate::ratio_e4;
use crate::oversight::labour_cost::LabourCostSums;
use crate::oversight::totals::{ProjectTotals, Totals};

/// Labour cost expected and received.
pub(super) const LABOUR_COST: &[Column] = &[
    Column::or_null(
        "labour_cost_expected",
        Kind::Money,
        "Labour cost expected over all months, in yuan; null where not known.",
    ),
    Column::new(
        "labour_cost_due",
        Kind::Money,
        "Of it, what fell due before `as_of` in months on record, in yuan.",
    ),
    Column::new(
        "labour_cost_on_time",
        Kind::Money,
        "Labour cost that came on or before its due date, in yuan.",
    ),
    Column::new("labour_cost_late", Kind::Money, "Labour cost that came after it, in yuan."),
    Column::new("labour_cost_overdue", Kind::Money, "Of `labour_cost_due`, what has not come."),
    Column::new(
        "labour_cost_unassigned",
        Kind::Money,
        "Labour cost that came beyond all that is expected, in yuan.",
    ),
    Column::new(
        "labour_cost_not_known",
        Kind::Money,
        "Expected for months of which no movement is on record, in yuan.",
    ),
    Column::or_null(
        "labour_cost_on_time_rate",
        Kind::Ratio,
        "Part of `labour_cost_due` that came in time; null where nothing fell due.",
    ),
];

/// The arrays of [`LABOUR_COST`].
pub(super) fn labour_cost(lines: &[&Totals]) -> Result<Vec<ArrayRef>> {
    let money = |what, fen: fn(&LabourCostSums) -> i64| {
        arrays::money(lines.iter().map(|line| fen(&line.labour_cost)), what)
    };
    let expected = lines.iter().map(|line| line.labour_cost.expected_fen.map(i128::from));
    let rates = lines
        .iter()
        .map(|line| ratio_e4(line.labour_cost.due_on_time_fen, line.labour_cost.due_fen))
        .collect::<Result<Vec<Option<i64>>>>()?;
    Ok(vec![
        arrays::money_or_null(expected, "labour_cost_expected")?,
        money("labour_cost_due", |sums| sums.due_fen)?,
        money("labour_cost_on_time", |sums| sums.on_time_fen)?,
        money("labour_cost_late", |sums| sums.late_fen)?,
        money("labour_cost_overdue", |sums| sums.short_fen)?,
        money("labour_cost_unassigned", |sums| sums.unassigned_fen)?,
        money("labour_cost_not_known", |sums| sums.not_known_fen)?,
        arrays::ratio(
            rates.into_iter().map(|rate| rate.map(i128::from)),
            "labour_cost_on_time_rate",
        )?,
    ])
}

/// Use of wage accounts: sums of projects.
pub(super) const ACCOUNT_SUMS: &[Column] = &[
    Column::new(
        "due_within_month",
        Kind::Money,
        "Of `not_yet_due`, what falls due within a month of `as_of`, in yuan.",
    ),
    Column::new(
        "debits_other_purpose",
        Kind::Money,
        "Debits of the wage account for a known purpose other than wages, in yuan.",
    ),
    Column::new(
        "debits_other_payee",
        Kind::Money,
        "Other debits to an account that no worker has registered, in yuan.",
    ),
];

/// Use of wage accounts: counts of projects.
pub(super) const ACCOUNT_COUNTS: &[Column] = &[
    Column::new(
        "wage_accounts_obliged",
        Kind::Count,
        "Projects that must have a wage account: it is open, or its deadline has passed.",
    ),
    Column::new("wage_accounts_opened", Kind::Count, "Of them, those whose account is open."),
    Column::new(
        "wage_accounts_on_time",
        Kind::Count,
        "Of them, those known to have opened it in time.",
    ),
    Column::new("wage_accounts_exempt", Kind::Count, "Projects that need none."),
    Column::new(
        "wage_accounts_low",
        Kind::Count,
        "Projects whose account holds less than what falls due within a month from it.",
    ),
];

/// The wage account of one project.
pub(super) const ACCOUNT: &[Column] = &[
    Column::new("wage_account_status", Kind::Code, "Whether it was opened in time."),
    Column::or_null(
        "wage_account_deadline",
        Kind::Date,
        "Last day for its opening; null where it is exempt or the signing is not known.",
    ),
    Column::or_null(
        "wage_account_runway",
        Kind::Ratio,
        "Balance ÷ what falls due within a month from the account; null without either.",
    ),
    Column::or_null(
        "unpaid_coverage",
        Kind::Ratio,
        "Balance ÷ all that is unpaid from the account; null without either.",
    ),
];

/// The arrays of [`ACCOUNT_SUMS`].
pub(super) fn account_sums(lines: &[&Totals]) -> Result<Vec<ArrayRef>> {
    let money = |what, fen: fn(&AccountSums) -> i64| {
        arrays::money(lines.iter().map(|line| fen(&line.account)), what)
    };
    Ok(vec![
        money("due_within_month", |sums| sums.due_within_month_fen)?,
        money("debits_other_purpose", |sums| sums.other_purpose_fen)?,
        money("debits_other_payee", |sums| sums.other_payee_fen)?,
    ])
}

/// The arrays of [`ACCOUNT_COUNTS`].
pub(super) fn account_counts(lines: &[&Totals]) -> Vec<ArrayRef> {
    let count = |count: fn(&AccountSums) -> u64| {
        arrays::counts(lines.iter().map(|line| arrays::whole_count(count(&line.account))))
    };
    vec![
        count(|sums| sums.obliged),
        count(|sums| sums.opened),
        count(|sums| sums.opened_on_time),
        count(|sums| sums.exempt),
        count(|sums| sums.low),
    ]
}

/// The arrays of [`ACCOUNT`].
pub(super) fn account(rows: &[ProjectTotals]) -> Result<Vec<ArrayRef>> {
    let words = Words::new(AccountStatus::ALL.iter().map(|status| status.word()));
    let status = |row: &ProjectTotals| {
        AccountStatus::ALL.iter().position(|&status| status == row.account.status)
    };
    let deadline = |row: &ProjectTotals| row.account.deadline_day.unwrap_or(Day::NONE);
    let ratio = |what, e4: fn(&ProjectTotals) -> Option<i64>| {
        arrays::ratio(rows.iter().map(|row| e4(row).map(i128::from)), what)
    };
    Ok(vec![
        words.array(rows.iter().map(status))?,
        arrays::days(rows.iter().map(deadline)),
        ratio("wage_account_runway", |row| row.account.runway_e4)?,
        ratio("unpaid_coverage", |row| row.account.unpaid_coverage_e4)?,
    ])
}
