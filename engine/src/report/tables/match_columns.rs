//! Columns of what was paid on time, of the three-way match and of incidence: of a project, and as
//! sums of many.

use arrow_array::ArrayRef;

use super::arrays;
use super::{Column, Kind};
use crate::basics::error::Result;
use crate::oversight::deposit::rate::ratio_e4;
use crate::oversight::totals::Totals;

/// Worker-periods paid on time and matched, and employers.
pub(super) const PERIODS: &[Column] = &[
    Column::new(
        "periods_fallen_due",
        Kind::Count,
        "Worker-periods with something due, past their due date.",
    ),
    Column::new(
        "periods_on_time",
        Kind::Count,
        "Of `periods_fallen_due`, those paid in full by their due date.",
    ),
    Column::or_null(
        "on_time_rate",
        Kind::Ratio,
        "`periods_on_time` ÷ `periods_fallen_due`; null where that is 0.",
    ),
    Column::new("fallen_due", Kind::Money, "Of `due`, what is past its due date, in yuan."),
    Column::or_null(
        "on_time_amount_rate",
        Kind::Ratio,
        "What was paid of `fallen_due` by its due date ÷ `fallen_due`; null where that is 0.",
    ),
    Column::new(
        "periods_compared",
        Kind::Count,
        "Worker-periods past their due date whose `match_class` is not `nothing`.",
    ),
    Column::new(
        "periods_matched",
        Kind::Count,
        "Of `periods_compared`, those whose `match_class` is `matched`.",
    ),
    Column::or_null(
        "match_rate",
        Kind::Ratio,
        "`periods_matched` ÷ `periods_compared`; null where that is 0.",
    ),
    Column::new(
        "employers",
        Kind::Count,
        "Pairs of employer and project with a worker-period; unknown employers are none.",
    ),
    Column::new("employers_in_arrears", Kind::Count, "Of `employers`, those with arrears."),
];

/// How many projects and employers are in arrears, per thousand.
pub(super) const INCIDENCE: &[Column] = &[
    Column::new("projects_in_arrears", Kind::Count, "Of `projects`, those with arrears."),
    Column::or_null(
        "projects_incidence",
        Kind::Ratio,
        "`projects_in_arrears` per thousand `projects`; null where there are none.",
    ),
    Column::or_null(
        "employers_incidence",
        Kind::Ratio,
        "`employers_in_arrears` per thousand `employers`; null where there are none.",
    ),
];

/// The arrays of [`PERIODS`].
pub(super) fn periods(lines: &[&Totals]) -> Result<Vec<ArrayRef>> {
    let fallen_due = lines.iter().map(|line| line.fallen_due_fen);
    let on_time = |line: &Totals| ratio_e4(line.fallen_due_on_time_fen, line.fallen_due_fen);
    Ok(vec![
        count(lines, |line| line.periods_fallen_due),
        count(lines, |line| line.periods_on_time),
        ratio(lines, "on_time_rate", |line| {
            ratio_of(line.periods_on_time, line.periods_fallen_due)
        })?,
        arrays::money(fallen_due, "fallen_due of a line of totals")?,
        ratio(lines, "on_time_amount_rate", on_time)?,
        count(lines, |line| line.periods_compared),
        count(lines, |line| line.periods_matched),
        ratio(lines, "match_rate", |line| ratio_of(line.periods_matched, line.periods_compared))?,
        count(lines, |line| line.employers),
        count(lines, |line| line.employers_in_arrears),
    ])
}

/// The arrays of [`INCIDENCE`].
pub(super) fn incidence(lines: &[&Totals]) -> Result<Vec<ArrayRef>> {
    Ok(vec![
        count(lines, |line| line.projects_in_arrears),
        ratio(lines, "projects_incidence", |line| {
            ratio_of(line.projects_in_arrears.saturating_mul(1000), line.projects)
        })?,
        ratio(lines, "employers_incidence", |line| {
            ratio_of(line.employers_in_arrears.saturating_mul(1000), line.employers)
        })?,
    ])
}

/// A column of counts.
fn count(lines: &[&Totals], of: fn(&Totals) -> u64) -> ArrayRef {
    arrays::counts(lines.iter().map(|line| whole(of(line))))
}

/// A column of ratios.
fn ratio(
    lines: &[&Totals],
    what: &'static str,
    of: impl Fn(&Totals) -> Result<Option<i64>>,
) -> Result<ArrayRef> {
    let ratios = lines.iter().map(|line| of(line)).collect::<Result<Vec<Option<i64>>>>()?;
    arrays::ratio(ratios.into_iter().map(|ratio| ratio.map(i128::from)), what)
}

/// A ratio of two counts, in ten-thousandths.
fn ratio_of(part: u64, all: u64) -> Result<Option<i64>> {
    ratio_e4(whole(part), whole(all))
}

/// A count as a signed number; more than 2^63 cannot be.
fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
