//! The result of a run, kept compact: fen and dense ids; tables are made from it while they are read.

use crate::basics::day::{Day, Month};
use crate::basics::finding::Code;
use crate::basics::ids::{ProjectId, WorkerId};
use crate::basics::policy::Policy;
use crate::intake::keyed::Keyed;
use crate::wages::allocations::Allocations;
use crate::wages::worker_periods::WorkerPeriods;

/// What a run found.
#[derive(Debug)]
pub struct Reconciliation {
    /// The day it is about.
    pub(crate) as_of: Day,
    /// The rules it followed.
    pub(crate) policy: Policy,
    /// The data set, keyed.
    pub(crate) keyed: Keyed,
    /// Worker-periods and allocations, chunk by chunk in the order of workers.
    pub(crate) chunks: Vec<Chunk>,
    /// All findings but those that worker-periods carry as flags, in no order.
    pub(crate) findings: Vec<Finding>,
    /// Rows and money, table by table.
    pub(crate) accounting: Vec<AccountingLine>,
}

/// Results of neighbouring workers.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// Steps 3, 5 and 6.
    pub periods: WorkerPeriods,
    /// Step 5.
    pub allocations: Allocations,
}

/// A row that could not be used, or something doubtful.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// The table, one of `tables.md`.
    pub table: &'static str,
    /// The worker, `NONE` where it is about none.
    pub worker: WorkerId,
    /// The project, `NONE` where it is about none.
    pub project: ProjectId,
    /// The wage month.
    pub month: Option<Month>,
    /// The money it is about, in fen.
    pub amount_fen: Option<i64>,
    /// For a reader; never compared.
    pub detail: Box<str>,
    /// Position of the row in the table as handed over, 0-based.
    pub row: Option<u64>,
}

/// A line of the table `accounting`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountingLine {
    /// Input table.
    pub table: &'static str,
    /// `money` or `rows`.
    pub what: &'static str,
    /// `read`, `used`, or the code (fate) rows were set aside with.
    pub code: &'static str,
    /// Number of rows.
    pub rows: u64,
    /// Sum in fen; `None` for `rows`.
    pub amount_fen: Option<i128>,
}
