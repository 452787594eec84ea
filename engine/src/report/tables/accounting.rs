//! `accounting`: rows and money of every input table.

use arrow_array::ArrayRef;

use super::arrays::{self, Words};
use super::{Batches, Column, Kind, OutputTable, groups};
use crate::basics::error::Result;
use crate::basics::finding::AccountingLine;
use crate::reconciliation::Reconciliation;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("table", Kind::Code, "The input table."),
    Column::new("what", Kind::Code, "`rows`, or `money` of transfers and batch payouts."),
    Column::new(
        "code",
        Kind::Code,
        "`read`, `used`, the code or fate of what was set aside, or the outcome of batch payouts.",
    ),
    Column::new("rows", Kind::Count, "Number of rows."),
    Column::or_null("amount", Kind::Money, "Their sum in yuan; null for `rows`."),
];

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let lines = &reconciliation.accounting;
    let tables = Words::occurring(lines.iter().map(|line| line.table));
    let whats = Words::occurring(lines.iter().map(|line| line.what));
    let codes = Words::occurring(lines.iter().map(|line| line.code));
    let mut sorted: Vec<&AccountingLine> = lines.iter().collect();
    sorted.sort_unstable();
    let columns = groups(sorted.into_iter()).map(move |lines| -> Result<Vec<ArrayRef>> {
        Ok(vec![
            tables.array(lines.iter().map(|line| tables.find(line.table)))?,
            whats.array(lines.iter().map(|line| whats.find(line.what)))?,
            codes.array(lines.iter().map(|line| codes.find(line.code)))?,
            arrays::counts(lines.iter().map(|line| i64::try_from(line.rows).unwrap_or(i64::MAX))),
            arrays::money_or_null(
                lines.iter().map(|line| line.amount_fen),
                "money of a line of accounting",
            )?,
        ])
    });
    Batches::new(OutputTable::Accounting, columns)
}
