//! `allocations`: which part of which transfer paid which period, one row each.

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, ranges};
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

/// Where an allocation stands.
#[derive(Clone, Copy)]
struct Place {
    transfer: u32,
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
    let transfers = NameColumn::new(&names.transfers);
    let workers = NameColumn::new(&names.workers);
    let projects = NameColumn::new(&names.projects);
    let passes = Words::new([Pass::Named.word(), Pass::Oldest.word()].into_iter());
    let chunks = reconciliation.chunks.as_slice();
    let order = sorted(chunks);
    let columns = ranges(order.len()).map(move |rows| -> Result<Vec<ArrayRef>> {
        let places = || order[rows.clone()].iter().map(|place| place.of(chunks));
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
            transfers.array(places().map(transfer))?,
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
fn sorted(chunks: &[Chunk]) -> Vec<Place> {
    let mut order =
        Vec::with_capacity(chunks.iter().map(|chunk| chunk.allocations.transfer.len()).sum());
    for (chunk, part) in (0_u32..).zip(chunks) {
        let places = (0_u32..).zip(&part.allocations.transfer);
        order.extend(places.map(|(row, &transfer)| Place { transfer, chunk, row }));
    }
    let key = |place: &Place| {
        let (part, row) = place.of(chunks);
        (part.engagement[row], part.month[row], part.pass[row], part.amount_fen[row])
    };
    order.sort_unstable_by(|a, b| a.transfer.cmp(&b.transfer).then_with(|| key(a).cmp(&key(b))));
    order
}
