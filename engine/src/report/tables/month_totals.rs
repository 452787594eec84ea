//! `month_totals`: one row a wage month.

use arrow_array::ArrayRef;

use super::arrays;
use super::{Batches, Column, Kind, OutputTable, ranges};
use crate::basics::day::Month;
use crate::basics::error::Result;
use crate::oversight::months::MonthSums;
use crate::reconciliation::Reconciliation;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("period", Kind::Period, "The wage month."),
    Column::new("worker_periods", Kind::Count, "Worker-periods."),
    Column::new("worker_periods_owed", Kind::Count, "Worker-periods with arrears."),
    Column::new("worker_periods_on_time", Kind::Count, "Worker-periods paid in full and on time."),
    Column::new("attended_days", Kind::Count, "Attended days."),
    Column::new("attended_minutes", Kind::Count, "Attended minutes."),
    Column::new("due", Kind::Money, "Due, in yuan."),
    Column::new("paid", Kind::Money, "Paid, in yuan."),
    Column::new(
        "paid_on_time",
        Kind::Money,
        "Of `paid`, what came on or before its due date, in yuan.",
    ),
    Column::new("arrears", Kind::Money, "Unpaid and overdue, in yuan."),
    Column::new("not_yet_due", Kind::Money, "Unpaid and not yet overdue, in yuan."),
];

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let rows = reconciliation.figures.months.as_slice();
    let columns = ranges(rows.len()).map(move |range| -> Result<Vec<ArrayRef>> {
        let rows: &[(Month, MonthSums)] = &rows[range];
        let count = |count: fn(&MonthSums) -> u64| {
            let counts = rows.iter().map(|row| count(&row.1));
            arrays::counts(counts.map(|count| i64::try_from(count).unwrap_or(i64::MAX)))
        };
        let money = |what, fen: fn(&MonthSums) -> i64| {
            arrays::money(rows.iter().map(|row| fen(&row.1)), what)
        };
        Ok(vec![
            arrays::months(rows.iter().map(|row| Some(row.0))),
            count(|sums| sums.worker_periods),
            count(|sums| sums.worker_periods_owed),
            count(|sums| sums.worker_periods_on_time),
            count(|sums| sums.attended_days),
            count(|sums| sums.attended_minutes),
            money("due of a month", |sums| sums.due_fen)?,
            money("paid of a month", |sums| sums.paid_fen)?,
            money("paid_on_time of a month", |sums| sums.paid_on_time_fen)?,
            money("arrears of a month", |sums| sums.arrears_fen)?,
            money("not_yet_due of a month", |sums| sums.not_yet_due_fen)?,
        ])
    });
    Batches::new(OutputTable::MonthTotals, columns)
}
