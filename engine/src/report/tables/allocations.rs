//! `allocations`: which part of which transfer paid which period, one row each.

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, groups};
use crate::basics::error::Result;
use crate::reconciliation::{Chunk, Reconciliation};
use crate::wages::allocations::{Allocations, Pass};

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("transfer_id", Kind::Id, "The transfer."),
    Column::new("worker_id", Kind::Id, "The worker."),
    Column::new("project_id", Kind::Id, "The project whose period was paid."),
    Column::new("period", Kind::Period, "The wage month that was paid."),
    Column::new(
        "pass",
        Kind::Code,
        "`named`: the transfer names the period; `oldest`: the oldest debt.",
    ),
    Column::new("amount", Kind::Money, "What was paid, in yuan; above zero."),
];

/// Where an allocation stands; in a list of runs, where the first of neighbours of one transfer
/// does.
#[derive(Clone, Copy)]
struct Place {
    chunk: u32,
    row: u32,
}

impl Place {
    fn of(self, chunks: &[Chunk]) -> (&Allocations, usize) {
        (&chunks[self.chunk as usize].allocations, self.row as usize)
    }
}

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let names = &reconciliation.keyed.names;
    let workers = NameColumn::new(&names.workers);
    let projects = NameColumn::new(&names.projects);
    let passes = Words::new([Pass::Named.word(), Pass::Oldest.word()].into_iter());
    let chunks = reconciliation.chunks.as_slice();
    let columns = groups(in_order(chunks)).map(move |rows| -> Result<Vec<ArrayRef>> {
        let places = || rows.iter().map(|place| place.of(chunks));
        let keyed = &reconciliation.keyed;
        let transfer =
            |(part, row): (&Allocations, usize)| keyed.transfers.id[part.transfer[row] as usize].0;
        let worker = |(part, row): (&Allocations, usize)| {
            keyed.engagements.worker[part.engagement[row].index()].0
        };
        let project = |(part, row): (&Allocations, usize)| {
            keyed.engagements.project[part.engagement[row].index()].0
        };
        Ok(vec![
            arrays::names(&names.transfers, places().map(transfer)),
            workers.array(places().map(worker))?,
            projects.array(places().map(project))?,
            arrays::months(places().map(|(part, row)| Some(part.month[row]))),
            passes.array(
                places().map(|(part, row)| Some(usize::from(part.pass[row] == Pass::Oldest))),
            )?,
            arrays::money(
                places().map(|(part, row)| part.amount_fen[row]),
                "amount of an allocation",
            )?,
        ])
    });
    Batches::new(OutputTable::Allocations, columns)
}

/// All allocations in the order of the table: the numbers of transfers, engagements and months are
/// in the order of their names.
///
/// What a transfer paid stands together in its chunk: only where each such run begins is sorted.
fn in_order(chunks: &[Chunk]) -> impl Iterator<Item = Place> + Send {
    let transfer = |run: &Place| {
        let (part, row) = run.of(chunks);
        part.transfer[row]
    };
    let mut runs = runs(chunks);
    runs.sort_unstable_by_key(transfer);
    let key = |place: &Place| {
        let (part, row) = place.of(chunks);
        (part.engagement[row], part.month[row], part.pass[row], part.amount_fen[row])
    };
    let (mut next, mut own) = (0, Vec::new());
    std::iter::from_fn(move || {
        if own.is_empty() {
            let paying = transfer(runs.get(next)?);
            while let Some(&run) = runs.get(next).filter(|run| transfer(run) == paying) {
                let (part, first) = run.of(chunks);
                let rows = part.transfer[first..].iter().take_while(|&&other| other == paying);
                own.extend((run.row..).zip(rows).map(|(row, _)| Place { row, ..run }));
                next += 1;
            }
            own.sort_unstable_by_key(|place| std::cmp::Reverse(key(place)));
        }
        own.pop()
    })
}

/// Where runs of one transfer begin.
fn runs(chunks: &[Chunk]) -> Vec<Place> {
    let runs_of = |part: &Allocations| part.transfer.chunk_by(|a, b| a == b).count();
    let mut runs = Vec::with_capacity(chunks.iter().map(|part| runs_of(&part.allocations)).sum());
    for (chunk, part) in (0_u32..).zip(chunks) {
        let mut row = 0;
        for run in part.allocations.transfer.chunk_by(|a, b| a == b) {
            runs.push(Place { chunk, row });
            row += u32::try_from(run.len()).unwrap_or(u32::MAX);
        }
    }
    runs
}
