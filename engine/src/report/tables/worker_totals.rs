//! `worker_totals`: one row a worker with an engagement.

use std::borrow::Borrow;
use std::ops::Range;

use arrow_array::ArrayRef;

use super::ageing::overdue_days;
use super::arrays::{self, NameColumn};
use super::{Batches, Column, Kind, OutputTable, groups};
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::ids::WorkerId;
use crate::intake::transfers::{Fate, SparseFen};
use crate::reconciliation::{Chunk, Reconciliation};
use crate::wages::arrears::Arrears;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("worker_id", Kind::Id, "The worker."),
    Column::new("due", Kind::Money, "Due over all periods, in yuan."),
    Column::new("paid", Kind::Money, "Paid, in yuan."),
    Column::new("arrears", Kind::Money, "Unpaid and overdue, in yuan."),
    Column::new("not_yet_due", Kind::Money, "Unpaid and not yet overdue, in yuan."),
    Column::new("advance", Kind::Money, "Of counted transfers to him, what no period could take."),
    Column::new("periods_in_arrears", Kind::Count, "His worker-periods with arrears."),
    Column::or_null(
        "oldest_due_date",
        Kind::Date,
        "The earliest due date of his periods in arrears; null where there is none.",
    ),
    Column::or_null(
        "overdue_days",
        Kind::Count,
        "Days from `oldest_due_date` to `as_of`; null where nothing is in arrears.",
    ),
    Column::new("covered", Kind::Money, "Of his arrears, what means at hand would meet, in yuan."),
    Column::new("uncovered", Kind::Money, "Of his arrears, what no source meets, in yuan."),
    Column::new("projects", Kind::Count, "Projects he worked on."),
];

/// What one worker is owed over all his engagements; sums of money in fen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) struct WorkerTotal {
    worker: WorkerId,
    due_fen: i128,
    paid_fen: i128,
    arrears_fen: i128,
    not_yet_due_fen: i128,
    advance_fen: i128,
    periods_in_arrears: usize,
    /// [`Day::NONE`] where nothing is in arrears.
    oldest_due_day: Day,
    covered_fen: i128,
    projects: usize,
}

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    batches_of(reconciliation, worker_totals(reconciliation))
}

/// The batches of some of the rows.
pub(in crate::report) fn batches_of<'a>(
    reconciliation: &'a Reconciliation,
    rows: impl Iterator<Item = WorkerTotal> + Send + 'a,
) -> Batches<'a> {
    let workers = NameColumn::new(&reconciliation.keyed.names.workers);
    let as_of = reconciliation.as_of;
    let columns = groups(rows).map(move |rows| -> Result<Vec<ArrayRef>> {
        let money = |what, fen: fn(&WorkerTotal) -> i128| {
            arrays::money_or_null(rows.iter().map(|row| Some(fen(row))), what)
        };
        let age = |row: &WorkerTotal| {
            row.oldest_due_day.get().map(|day| i64::from(overdue_days(day, as_of)))
        };
        Ok(vec![
            workers.array(rows.iter().map(|row| row.worker.0))?,
            money("due of a worker", |row| row.due_fen)?,
            money("paid of a worker", |row| row.paid_fen)?,
            money("arrears of a worker", |row| row.arrears_fen)?,
            money("not_yet_due of a worker", |row| row.not_yet_due_fen)?,
            money("advance of a worker", |row| row.advance_fen)?,
            arrays::counts(rows.iter().map(|row| arrays::count(row.periods_in_arrears))),
            arrays::days(rows.iter().map(|row| row.oldest_due_day)),
            arrays::counts_or_null(rows.iter().map(age)),
            money("covered of a worker", |row| row.covered_fen)?,
            money("uncovered of a worker", |row| row.arrears_fen - row.covered_fen)?,
            arrays::counts(rows.iter().map(|row| arrays::count(row.projects))),
        ])
    });
    Batches::new(OutputTable::WorkerTotals, columns)
}

/// Every worker with an engagement, one walk over the worker-periods.
///
/// **Choice:** `docs/choices.md` 30: the advance is that of his counted transfers.
pub(in crate::report) fn worker_totals(
    reconciliation: &Reconciliation,
) -> impl Iterator<Item = WorkerTotal> + Send {
    let advance_fen = &reconciliation.keyed.transfers.advance_fen;
    let covered_fen = &reconciliation.figures.engagement_covered_fen;
    let totals = Totals::new(reconciliation, advance_fen, covered_fen);
    totals_of(totals, &reconciliation.chunks, all_workers(reconciliation))
}

/// What totals follow from beside the worker-periods; of two states that differ by a commit, the
/// rest is one.
pub(in crate::report) struct Totals<'a> {
    reconciliation: &'a Reconciliation,
    /// By worker.
    advance_fen: Vec<i128>,
    /// By engagement.
    covered_fen: &'a [i64],
}

impl<'a> Totals<'a> {
    /// Advances by transfer, and what is covered by engagement.
    pub(in crate::report) fn new(
        reconciliation: &'a Reconciliation,
        advance_fen: &SparseFen,
        covered_fen: &'a [i64],
    ) -> Self {
        let advance_fen = advances(reconciliation, advance_fen);
        Self { reconciliation, advance_fen, covered_fen }
    }

    /// Those of neighbouring workers, whose worker-periods are those of `chunks`.
    pub(in crate::report) fn of(
        &self,
        chunks: &[Chunk],
        workers: Range<WorkerId>,
    ) -> Vec<WorkerTotal> {
        totals_of(self, chunks, workers).collect()
    }
}

/// All workers with a number in the order of engagements.
pub(in crate::report) fn all_workers(reconciliation: &Reconciliation) -> Range<WorkerId> {
    let workers = reconciliation.keyed.engagements.of_worker.len().saturating_sub(1);
    WorkerId(0)..WorkerId(u32::try_from(workers).unwrap_or(u32::MAX))
}

/// Those of neighbouring workers, whose worker-periods are those of `chunks`.
fn totals_of<'a, 'b: 'a>(
    totals: impl Borrow<Totals<'b>> + Send + 'a,
    chunks: &'a [Chunk],
    workers: Range<WorkerId>,
) -> impl Iterator<Item = WorkerTotal> + Send + 'a {
    let reconciliation = totals.borrow().reconciliation;
    let engagements = &reconciliation.keyed.engagements;
    let as_of = reconciliation.as_of;
    let mut walk = Walk { chunks, row: 0 };
    let workers = (workers.start.0..workers.end.0).map(WorkerId);
    let employed = workers.filter(|&worker| !engagements.of(worker).is_empty());
    employed.map(move |worker| {
        let of_worker = engagements.of(worker);
        let Totals { advance_fen, covered_fen, .. } = totals.borrow();
        let mut total = WorkerTotal {
            worker,
            due_fen: 0,
            paid_fen: 0,
            arrears_fen: 0,
            not_yet_due_fen: 0,
            advance_fen: advance_fen[worker.index()],
            periods_in_arrears: 0,
            oldest_due_day: Day::NONE,
            covered_fen: covered_fen[of_worker.clone()].iter().map(|&fen| i128::from(fen)).sum(),
            projects: of_worker.len(),
        };
        while let Some((chunk, row)) = walk.next_before(of_worker.end) {
            total.add(chunk, row, as_of);
        }
        total
    })
}

impl WorkerTotal {
    /// Whose it is.
    pub(in crate::report) const fn worker(&self) -> WorkerId {
        self.worker
    }

    /// Whether he has arrears.
    pub(in crate::report) fn is_owed(&self) -> bool {
        self.arrears_fen > 0
    }

    fn add(&mut self, chunk: &Chunk, row: usize, as_of: Day) {
        let periods = &chunk.periods;
        let Arrears { arrears_fen, not_yet_due_fen, .. } = periods.arrears(row, as_of);
        self.due_fen += i128::from(periods.due_fen[row]);
        self.paid_fen += i128::from(periods.paid_fen[row]);
        self.arrears_fen += i128::from(arrears_fen);
        self.not_yet_due_fen += i128::from(not_yet_due_fen);
        if arrears_fen > 0 {
            self.periods_in_arrears += 1;
            let due_day = periods.due_day[row];
            self.oldest_due_day = self.oldest_due_day.get().map_or(due_day, |day| day.min(due_day));
        }
    }
}

/// A place in the worker-periods of all chunks.
struct Walk<'a> {
    chunks: &'a [Chunk],
    row: usize,
}

impl<'a> Walk<'a> {
    /// The next worker-period, if its engagement stands before `end`.
    fn next_before(&mut self, end: usize) -> Option<(&'a Chunk, usize)> {
        while self.row == self.chunks.first()?.periods.len() {
            self.chunks = &self.chunks[1..];
            self.row = 0;
        }
        let (chunk, row) = (&self.chunks[0], self.row);
        if chunk.periods.engagement[row].index() >= end {
            return None;
        }
        self.row += 1;
        Some((chunk, row))
    }
}

/// What no period could take of the counted transfers of each worker, in fen.
fn advances(reconciliation: &Reconciliation, of_transfer_fen: &SparseFen) -> Vec<i128> {
    let transfers = &reconciliation.keyed.transfers;
    let mut advance_fen = vec![0; workers(reconciliation)];
    for &(row, fen) in of_transfer_fen.rows() {
        let row = row as usize;
        if transfers.fate[row] == Fate::Counted
            && let Some(sum) = advance_fen.get_mut(transfers.worker[row].index())
        {
            *sum += i128::from(fen);
        }
    }
    advance_fen
}

/// Number of workers that have a number.
fn workers(reconciliation: &Reconciliation) -> usize {
    let numbered = reconciliation.keyed.engagements.of_worker.len().saturating_sub(1);
    numbered.max(reconciliation.keyed.names.workers.len())
}
