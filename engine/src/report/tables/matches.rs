//! `matches`: the three-way match of each project and month, one row a class.

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, groups};
use crate::basics::day::Month;
use crate::basics::error::Result;
use crate::oversight::matches::{MatchClass, MatchLines, MatchSums, Records};
use crate::reconciliation::Reconciliation;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("project_id", Kind::Id, "The project."),
    Column::new("period", Kind::Period, "The wage month."),
    Column::new("records", Kind::Code, "Which records are compared: all three, or two of them."),
    Column::new("match_class", Kind::Code, "How they stand to each other."),
    Column::new("worker_periods", Kind::Count, "Worker-periods of the class; above zero."),
    Column::new("attendance_due", Kind::Money, "Due by attendance in them, in yuan."),
    Column::new("payroll_due", Kind::Money, "Due by the payroll sheet in them, in yuan."),
    Column::new("paid", Kind::Money, "Paid of them, in yuan."),
];

/// What the rows are sorted by.
pub(super) const SORT_KEY: &[&str] = &["project_id", "period", "records", "match_class"];

/// A row: the project's number, then its key and sums.
type Row = (u32, (Month, Records, MatchClass, MatchSums));

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    batches_of(reconciliation, reconciliation.partial.matches().iter().enumerate())
}

/// The batches of lines of projects, which are named by their places.
pub(in crate::report) fn batches_of<'a>(
    reconciliation: &'a Reconciliation,
    lines: impl Iterator<Item = (usize, &'a MatchLines)> + Send + 'a,
) -> Batches<'a> {
    let projects = NameColumn::new(&reconciliation.keyed.names.projects);
    let records = Words::new(Records::ALL.iter().map(|records| records.word()));
    let classes = Words::new(MatchClass::ALL.iter().map(|class| class.word()));
    let rows = lines.flat_map(|(place, lines)| {
        let project = u32::try_from(place).unwrap_or(u32::MAX);
        let (rows, error) = match lines.rows() {
            Ok(rows) => (rows, None),
            Err(error) => (Vec::new(), Some(Err(error))),
        };
        rows.into_iter().map(move |row| Ok((project, row))).chain(error)
    });
    let columns = groups(rows).map(move |rows| -> Result<Vec<ArrayRef>> {
        let rows = rows.into_iter().collect::<Result<Vec<Row>>>()?;
        let sums = || rows.iter().map(|row| row.1.3);
        Ok(vec![
            projects.array(rows.iter().map(|row| row.0))?,
            arrays::months(rows.iter().map(|row| Some(row.1.0))),
            records.array(
                rows.iter().map(|row| Records::ALL.iter().position(|&records| records == row.1.1)),
            )?,
            classes.array(
                rows.iter().map(|row| MatchClass::ALL.iter().position(|&class| class == row.1.2)),
            )?,
            arrays::counts(
                sums().map(|sums| i64::try_from(sums.worker_periods).unwrap_or(i64::MAX)),
            ),
            arrays::money(sums().map(|sums| sums.attendance_due_fen), "attendance_due of a match")?,
            arrays::money(sums().map(|sums| sums.payroll_due_fen), "payroll_due of a match")?,
            arrays::money(sums().map(|sums| sums.paid_fen), "paid of a match")?,
        ])
    });
    Batches::new(OutputTable::Matches, columns)
}
