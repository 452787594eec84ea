//! `causes`: which link of the chain broke, one row a part of the arrears of a worker-period.

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, ranges};
use crate::basics::error::Result;
use crate::oversight::causes::{Cause, CauseName, LiableFirst};
use crate::reconciliation::Reconciliation;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("worker_id", Kind::Id, "The worker."),
    Column::new("project_id", Kind::Id, "The project."),
    Column::new("period", Kind::Period, "The wage month."),
    Column::new("cause", Kind::Code, "The first broken link of the chain."),
    Column::new("liable_first", Kind::Code, "Who must pay first, whoever bears it in the end."),
    Column::new("amount", Kind::Money, "How much of the arrears it is, in yuan; above zero."),
];

/// What the rows are sorted by.
pub(super) const SORT_KEY: &[&str] =
    &["worker_id", "project_id", "period", "cause", "liable_first"];

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let names = &reconciliation.keyed.names;
    let workers = NameColumn::new(&names.workers);
    let projects = NameColumn::new(&names.projects);
    let causes = Words::new(CauseName::ALL.iter().map(|cause| cause.word()));
    let liable = Words::new(LiableFirst::ALL.iter().map(|liable| liable.word()));
    let engagements = &reconciliation.keyed.engagements;
    let lines = reconciliation.causes.as_slice();
    let columns = ranges(lines.len()).map(move |rows| -> Result<Vec<ArrayRef>> {
        let lines: &[Cause] = &lines[rows];
        let engagement = |line: &Cause| line.engagement.index();
        let cause = |line: &Cause| CauseName::ALL.iter().position(|&own| own == line.cause);
        let first =
            |line: &Cause| LiableFirst::ALL.iter().position(|&own| own == line.liable_first);
        Ok(vec![
            workers.array(lines.iter().map(|line| engagements.worker[engagement(line)].0))?,
            projects.array(lines.iter().map(|line| engagements.project[engagement(line)].0))?,
            arrays::months(lines.iter().map(|line| Some(line.month))),
            causes.array(lines.iter().map(cause))?,
            liable.array(lines.iter().map(first))?,
            arrays::money(lines.iter().map(|line| line.amount_fen), "amount of a cause")?,
        ])
    });
    Batches::new(OutputTable::Causes, columns)
}
