//! Columns of the wage account: of a project, and as sums of many.

use arrow_array::ArrayRef;

use super::arrays;
use super::{Column, Kind};
use crate::basics::error::Result;
use crate::oversight::deposit::rate::ratio_e4;
use crate::oversight::labour_cost::LabourCostSums;
use crate::oversight::totals::Totals;

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
