//! `labour_cost_months`: labour cost expected and received, one row a project and month.

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn};
use super::{Batches, Column, Kind, OutputTable, ranges};
use crate::basics::error::Result;
use crate::oversight::labour_cost::LabourCostMonth;
use crate::reconciliation::Reconciliation;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("project_id", Kind::Id, "The project."),
    Column::new("period", Kind::Period, "The month."),
    Column::new("due_date", Kind::Date, "Last day on which its labour cost comes in time."),
    Column::new("expected", Kind::Money, "Labour cost that must come, in yuan."),
    Column::new("received_on_time", Kind::Money, "Of it, what came on or before `due_date`."),
    Column::new("received_late", Kind::Money, "Of it, what came after `due_date`, in yuan."),
    Column::new("short", Kind::Money, "Of it, what is overdue, in yuan."),
    Column::new("not_yet_due", Kind::Money, "Of it, what may still come in time, in yuan."),
    Column::new("not_known", Kind::Money, "Of it, what no movement on record tells of."),
    Column::or_null(
        "settled_date",
        Kind::Date,
        "Day on which the last of it came; null where some is missing.",
    ),
    Column::or_null(
        "overdue_days",
        Kind::Count,
        "Days from `due_date` to `as_of` where something is short; null where nothing is.",
    ),
];

/// What the rows are sorted by.
pub(super) const SORT_KEY: &[&str] = &["project_id", "period"];

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let projects = NameColumn::new(&reconciliation.keyed.names.projects);
    let as_of = reconciliation.as_of;
    let rows = reconciliation.figures.labour_cost.months.as_slice();
    let columns = ranges(rows.len()).map(move |range| -> Result<Vec<ArrayRef>> {
        let rows: &[LabourCostMonth] = &rows[range];
        let money =
            |what, fen: &dyn Fn(&LabourCostMonth) -> i64| arrays::money(rows.iter().map(fen), what);
        Ok(vec![
            projects.array(rows.iter().map(|row| row.project.0))?,
            arrays::months(rows.iter().map(|row| Some(row.month))),
            arrays::days(rows.iter().map(|row| row.due_day)),
            money("expected of a month", &|row| row.expected_fen)?,
            money("received_on_time of a month", &|row| row.on_time_fen)?,
            money("received_late of a month", &|row| row.late_fen)?,
            money("short of a month", &|row| row.short_fen(as_of))?,
            money("not_yet_due of a month", &|row| row.not_yet_due_fen(as_of))?,
            money("not_known of a month", &|row| row.not_known_fen())?,
            arrays::days(rows.iter().map(|row| row.settled_day)),
            arrays::counts_or_null(rows.iter().map(|row| row.overdue_days(as_of).map(i64::from))),
        ])
    });
    Batches::new(OutputTable::LabourCostMonths, columns)
}
