//! What a commit changed: the rows of both states that differ, and texts where they are asked for.

use std::sync::Arc;

use crate::differences::Caused;
use crate::differences::rows::Causes;
use crate::report::differing::Differing;

/// The figures that a commit changed, each with its cause, in the order of
/// [`changes`](crate::report::changes::changes()).
///
/// Kept are record batches of the rows that differ, as they were and as they are; texts, keys and
/// causes are made while they are read.
///
/// # Example
///
/// ```
/// use anxin::ledger::{Changes, Commit, Ledger, disk::Memory};
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName};
///
/// let sheet = |net: &str| {
///     let rows = format!("payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,{net}\n");
///     let source = Source::bytes("payroll.csv", Format::Csv, rows.into());
///     Commit::default().with_rows(&Inputs::default().with(TableName::Payroll, source))
/// };
/// let day = Day::from_ymd(2025, 12, 31).unwrap();
/// let mut ledger = Ledger::init(Box::new(Memory::default()), &Policy::default(), day)?;
/// assert!(ledger.commit(sheet("4500.00"))?.is_empty());
/// let correction = sheet("4600.00").without_rows(TableName::Payroll, vec![0]);
/// let changes: Changes = ledger.commit(correction)?;
/// assert_eq!(changes.iter().count(), changes.len());
/// let first = changes.iter().next().unwrap();
/// assert_eq!((first.changed.column, &*first.cause), ("payroll_due", "payroll 0-1"));
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Changes {
    rows: Vec<Differing>,
    causes: Causes,
}

impl Changes {
    /// Rows that differ, table by table, and what changed them.
    pub(super) fn of(rows: Vec<Vec<Differing>>, causes: Causes) -> Self {
        Self { rows: rows.into_iter().flatten().collect(), causes }
    }

    /// How many figures changed; a row that came or went counts as one.
    ///
    /// Example: [`Changes`].
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.iter().map(Differing::len).sum()
    }

    /// Whether none did.
    ///
    /// Example: [`Changes`].
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The figures one by one.
    ///
    /// Example: [`Changes`].
    pub fn iter(&self) -> impl Iterator<Item = Caused> + '_ {
        // Cells of one row, and most often of some more, have one cause.
        let mut last: Option<[Arc<str>; 3]> = None;
        self.rows.iter().flat_map(Differing::changes).map(move |changed| {
            let is_near = |[worker, project, _]: &[Arc<str>; 3]| {
                *worker == changed.worker && *project == changed.project
            };
            let cause = match last.as_ref().filter(|last| is_near(last)) {
                Some([.., cause]) => Arc::clone(cause),
                None => self.causes.of(&changed).into(),
            };
            let names = [&changed.worker, &changed.project, &cause];
            last = Some(names.map(Arc::clone));
            Caused { changed, cause }
        })
    }
}
