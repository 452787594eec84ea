//! The changes as canonical CSV.

use std::fmt::Write as _;

use crate::report::changes::{Changed, quoted};

/// The first line.
pub const HEADER: &str = "table,change,key,column,from,to,cause\n";

/// Appends a change; `cause` is empty where it is not known.
///
/// # Example
///
/// ```
/// use anxin::ledger::feed;
/// use anxin::report::changes::{Change, Changed};
/// use anxin::report::tables::OutputTable;
///
/// let changed = Changed {
///     table: OutputTable::WorkerPeriods,
///     key: "W1,P1,2025-03-01".into(),
///     worker: "W1".into(),
///     project: "P1".into(),
///     change: Change::Changed,
///     column: "due",
///     from: "4500.00".to_owned(),
///     to: "4600.00".to_owned(),
/// };
/// let mut text = String::new();
/// feed::push(&mut text, &changed, "payroll 0-1");
/// let line = "worker_periods,changed,\"W1,P1,2025-03-01\",due,4500.00,4600.00,payroll 0-1\n";
/// assert_eq!(text, line);
/// ```
pub fn push(text: &mut String, changed: &Changed, cause: &str) {
    let (table, change) = (changed.table.name(), changed.change.word());
    let _infallible = write!(text, "{table},{change}");
    for cell in [&*changed.key, changed.column, &changed.from, &changed.to, cause] {
        text.push(',');
        quoted(text, cell);
    }
    text.push('\n');
}
