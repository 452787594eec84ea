//! How two results differ: row by row of every table, cell by cell of a row.

use std::sync::Arc;

use super::differing::{Differing, differing};
use super::tables::{OutputTable, batches};
use crate::basics::error::Result;
use crate::intake::read::parallel::each;
use crate::reconciliation::Reconciliation;

/// What became of a row.
///
/// Example: [`Change::word`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is in the later result alone.
    Added,
    /// It is in the earlier result alone.
    Removed,
    /// One of its cells has another value.
    Changed,
}

impl Change {
    /// Its word.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::report::changes::Change;
    ///
    /// assert_eq!(Change::Added.word(), "added");
    /// ```
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// A figure that differs between two results, or a row that only one of them has.
///
/// Example: [`changes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The output table.
    pub table: OutputTable,
    /// The cells of the row's sort key as canonical CSV; one text for all cells of a row.
    pub key: Arc<str>,
    /// The row's `worker_id`; empty where it has none.
    pub worker: Arc<str>,
    /// The row's `project_id`; empty where it has none.
    pub project: Arc<str>,
    /// What became of the row.
    pub change: Change,
    /// The column; empty where a whole row came or went.
    pub column: &'static str,
    /// The earlier value as canonical CSV writes it, without quotes; empty where null.
    pub from: String,
    /// The later value.
    pub to: String,
}

/// Hands over what differs between two results, table by table in the order of the sort keys; of a
/// row that changed, its columns in their order. Tables of detail are left out.
///
/// # Errors
///
/// [`Error::AmountOverflow`](crate::Error::AmountOverflow) where a sum does not fit in its column,
/// and what `on_change` gives.
///
/// # Example
///
/// ```
/// use anxin::report::changes::{Change, changes};
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
///
/// let run = |net: &str| {
///     let sheet = format!("payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,{net}\n");
///     let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
///     let inputs = Inputs::default().with(TableName::Payroll, source);
///     reconcile(&inputs, &Policy::default(), Day::from_ymd(2025, 12, 31).unwrap())
/// };
/// let (before, after) = (run("4500.00")?, run("4600.00")?);
/// let mut arrears = None;
/// changes(&before, &after, &mut |changed| {
///     if changed.table.name() == "worker_periods" && changed.column == "arrears" {
///         arrears = Some(changed);
///     }
///     Ok(())
/// })?;
/// let changed = arrears.unwrap();
/// assert_eq!((&*changed.key, changed.change), ("W1,P1,2025-03-01", Change::Changed));
/// assert_eq!((changed.from.as_str(), changed.to.as_str()), ("4500.00", "4600.00"));
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn changes(
    before: &Reconciliation,
    after: &Reconciliation,
    on_change: &mut dyn FnMut(Changed) -> Result<()>,
) -> Result<()> {
    let all = all_changes(before, after)?;
    all.iter().flatten().flat_map(Differing::changes).try_for_each(on_change)
}

/// The same, table by table.
///
/// # Errors
///
/// As [`changes`].
pub(crate) fn all_changes(
    before: &Reconciliation,
    after: &Reconciliation,
) -> Result<Vec<Vec<Differing>>> {
    let tables = OutputTable::ALL.into_iter().filter(|table| !table.is_detail());
    each(tables.collect(), |table| changes_of(before, after, table))
}

/// What differs in one table.
fn changes_of(
    before: &Reconciliation,
    after: &Reconciliation,
    table: OutputTable,
) -> Result<Vec<Differing>> {
    let sides = [before, after].map(|result| batches(result, table));
    let [before, after] = sides;
    differing(table, [Box::new(before), Box::new(after)])
}

/// Appends a cell, in quotes where RFC 4180 asks for them.
pub(crate) fn quoted(text: &mut String, cell: &str) {
    if cell.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}
