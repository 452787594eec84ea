//! Columns of deposits in time: of a project, and as sums of many.

use arrow_array::ArrayRef;

use super::arrays::{self, Words};
use super::{Column, Kind};
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::oversight::deposit::in_time::{DepositSums, Return, Timeliness};
use crate::oversight::totals::{ProjectTotals, Totals};

/// The deposit of one project in time.
pub(super) const DEPOSIT: &[Column] = &[
    Column::new("deposit_status", Kind::Code, "Whether enough was there by the deadline."),
    Column::or_null(
        "deposit_filled_date",
        Kind::Date,
        "First day on which enough was held; null where that never was, or always.",
    ),
    Column::or_null(
        "deposit_late_days",
        Kind::Count,
        "Days from the deadline until enough was held, else to `as_of`; null where in time.",
    ),
    Column::or_null(
        "deposit_first_uncovered_date",
        Kind::Date,
        "First day after the deadline on which less is held than required; it may lie ahead.",
    ),
    Column::or_null(
        "deposit_uncovered_days",
        Kind::Count,
        "Days after the deadline up to `as_of` on which less was held than required.",
    ),
    Column::new("deposit_return", Kind::Code, "Whether the deposit may be returned."),
    Column::or_null(
        "deposit_notice_end_date",
        Kind::Date,
        "Last day of the public notice; null where nothing is held or the works go on.",
    ),
    Column::or_null(
        "deposit_return_date",
        Kind::Date,
        "Day by which it is returned if asked for at once; null in arrears or where not known.",
    ),
];

/// Deposits: sums and counts of projects.
pub(super) const DEPOSIT_SUMS: &[Column] = &[
    Column::new("deposit_cash", Kind::Money, "Of `deposit_held`, cash, in yuan."),
    Column::new("deposit_bank_guarantee", Kind::Money, "Of it, bank guarantees, in yuan."),
    Column::new("deposit_insurance_bond", Kind::Money, "Of it, insurance bonds, in yuan."),
    Column::new("deposit_other_security", Kind::Money, "Of it, other security, in yuan."),
    Column::new("deposits_cash", Kind::Count, "Deposits in cash, or shares of them."),
    Column::new("deposits_bank_guarantee", Kind::Count, "Bank guarantees, or shares of them."),
    Column::new("deposits_insurance_bond", Kind::Count, "Insurance bonds, or shares of them."),
    Column::new("deposits_other_security", Kind::Count, "Other security, or shares of it."),
    Column::or_null(
        "deposit_guarantee_share",
        Kind::Ratio,
        "`deposit_bank_guarantee` ÷ `deposit_held`; null where nothing is held.",
    ),
    Column::new(
        "deposit_expiring",
        Kind::Money,
        "Of `deposit_held`, what ends within the days of the policy while the works go on.",
    ),
    Column::new(
        "deposit_expired",
        Kind::Money,
        "Amounts of deposits that have ended while the works go on, in yuan.",
    ),
    Column::new(
        "deposit_too_short",
        Kind::Money,
        "Of `deposit_held`, guarantees that end before the works or within a year, in yuan.",
    ),
    Column::new(
        "deposit_not_topped_up",
        Kind::Money,
        "Drawn from deposits, not topped up and past the deadline, in yuan.",
    ),
];

/// Projects by how their deposit stands to its deadline.
pub(super) const DEPOSIT_COUNTS: &[Column] = &[
    Column::new(
        "deposits_obliged",
        Kind::Count,
        "Projects that must have a deposit: enough was there, or the deadline has passed.",
    ),
    Column::new("deposits_on_time", Kind::Count, "Of them, those with enough by the deadline."),
    Column::new("deposits_late", Kind::Count, "Of them, those with enough after it."),
];

/// The arrays of [`DEPOSIT`].
pub(super) fn deposit(rows: &[ProjectTotals]) -> Result<Vec<ArrayRef>> {
    let statuses = Words::new(Timeliness::ALL.iter().map(|status| status.word()));
    let status = |row: &ProjectTotals| {
        Timeliness::ALL.iter().position(|&status| status == row.deposit.status)
    };
    let returns = Words::new(Return::ALL.iter().map(|returned| returned.word()));
    let returned = |row: &ProjectTotals| {
        Return::ALL.iter().position(|&returned| returned == row.deposit.returned)
    };
    let days = |day: fn(&ProjectTotals) -> Option<Day>| {
        arrays::days(rows.iter().map(|row| day(row).unwrap_or(Day::NONE)))
    };
    let count = |count: fn(&ProjectTotals) -> Option<i32>| {
        arrays::counts_or_null(rows.iter().map(|row| count(row).map(i64::from)))
    };
    Ok(vec![
        statuses.array(rows.iter().map(status))?,
        days(|row| row.deposit.filled_day),
        count(|row| row.deposit.late_days),
        days(|row| row.deposit.first_uncovered_day),
        count(|row| row.deposit.uncovered_days),
        returns.array(rows.iter().map(returned))?,
        days(|row| row.deposit.notice_end_day),
        days(|row| row.deposit.return_by_day),
    ])
}

/// The arrays of [`DEPOSIT_SUMS`].
pub(super) fn deposit_sums(lines: &[&Totals]) -> Result<Vec<ArrayRef>> {
    let money = |what, fen: &dyn Fn(&DepositSums) -> i64| {
        arrays::money(lines.iter().map(|line| fen(&line.deposits)), what)
    };
    let count = |kind: usize| {
        let counts = lines.iter().map(|line| line.deposits.count[kind]);
        arrays::counts(counts.map(arrays::whole_count))
    };
    let shares = lines.iter().map(|line| line.deposits.guarantee_share_e4());
    let shares = shares.collect::<Result<Vec<Option<i64>>>>()?;
    let mut columns = Vec::with_capacity(DEPOSIT_SUMS.len());
    for kind in 0..4 {
        columns.push(money("deposit held by kind", &|sums| sums.held_fen[kind])?);
    }
    columns.extend((0..4).map(count));
    columns.push(arrays::ratio(
        shares.into_iter().map(|share| share.map(i128::from)),
        "deposit_guarantee_share",
    )?);
    columns.push(money("deposit_expiring", &|sums| sums.expiring_fen)?);
    columns.push(money("deposit_expired", &|sums| sums.expired_fen)?);
    columns.push(money("deposit_too_short", &|sums| sums.too_short_fen)?);
    columns.push(money("deposit_not_topped_up", &|sums| sums.not_topped_up_fen)?);
    Ok(columns)
}

/// The arrays of [`DEPOSIT_COUNTS`].
pub(super) fn deposit_counts(lines: &[&Totals]) -> Vec<ArrayRef> {
    let count = |count: fn(&DepositSums) -> u64| {
        arrays::counts(lines.iter().map(|line| arrays::whole_count(count(&line.deposits))))
    };
    vec![count(|sums| sums.obliged), count(|sums| sums.on_time), count(|sums| sums.late)]
}
