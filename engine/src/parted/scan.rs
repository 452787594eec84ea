//! Which transfers have to be looked at beside others: all those that share an id, a reversal and
//! what it names, rows that name no worker.

use super::Cluster;
use crate::basics::error::Result;
use crate::intake::check::{TextColumn, TypedBatch, TypedColumn};
use crate::intake::read::Opened;
use crate::intake::rows_of::{Assigned, bucket_of, hash_of};
use crate::intake::tables::TableName;
use crate::intake::tables::transfers as columns;

/// Transfers by the part that settles them.
#[derive(Default)]
pub(super) struct Scanned {
    /// By the part of their worker: rows that stand for themselves.
    pub by_worker: Assigned,
    /// By a part of their ids: the others.
    pub by_id: Assigned,
    /// Whether there are others.
    pub has_others: bool,
}

/// A row with an id: its hash, its position.
type Hashed = (u64, u64);

impl Cluster {
    /// Reads ids, workers and reversals of all transfers once. Where account entries are given each
    /// row is looked at: it may be behind a debit.
    ///
    /// Of two ids of one hash both are looked at: which rows share an id is said there.
    pub(super) fn scan_transfers(&self) -> Result<Scanned> {
        let mut scanned = Scanned::default();
        let Some(source) = self.source(TableName::Transfers) else { return Ok(scanned) };
        let opened = Opened::open(TableName::Transfers, source, &self.read_options())?;
        let own = [columns::TRANSFER_ID, columns::WORKER_ID, columns::REVERSES];
        let has_entries = self.source(TableName::AccountEntries).is_some();
        let rows = usize::try_from(opened.rows().unwrap_or(0)).unwrap_or(0);
        let mut hashed: Vec<Hashed> = Vec::with_capacity(rows);
        let mut others: Vec<u64> = Vec::new();
        let mut named: Vec<u64> = Vec::new();
        for unit in 0..opened.units() {
            opened.read_unit(unit, Some(&own), &mut |batch: TypedBatch| {
                let mut scratch = String::new();
                for row in 0..batch.len {
                    let position = batch.position(row);
                    let id = text(&batch, columns::TRANSFER_ID, row, &mut scratch).map(hash_of);
                    hashed.extend(id.map(|id| (id, position)));
                    let reverses = text(&batch, columns::REVERSES, row, &mut scratch).map(hash_of);
                    named.extend(reverses);
                    let worker = text(&batch, columns::WORKER_ID, row, &mut scratch);
                    let bucket = worker.map(|worker| bucket_of(worker, self.buckets));
                    match bucket.filter(|_| reverses.is_none() && !has_entries) {
                        Some(bucket) => scanned.by_worker.put(position, bucket_number(bucket)),
                        None => others.push(position),
                    }
                }
                Ok(())
            })?;
        }
        named.sort_unstable();
        hashed.sort_unstable();
        for own in hashed.chunk_by(|a, b| a.0 == b.0) {
            if own.len() > 1 || named.binary_search(&own[0].0).is_ok() {
                others.extend(own.iter().map(|row| row.1));
            }
        }
        drop(named);
        others.sort_unstable();
        others.dedup();
        scanned.has_others = !others.is_empty();
        self.put_others(&mut scanned, hashed, &others);
        Ok(scanned)
    }

    /// Gives the rows at `others` to the parts of their ids.
    fn put_others(&self, scanned: &mut Scanned, hashed: Vec<Hashed>, others: &[u64]) {
        // A row without an id stands for itself in any part.
        others.iter().for_each(|&position| scanned.by_id.put(position, 0));
        for (hash, position) in hashed {
            if others.binary_search(&position).is_ok() {
                let bucket = ((hash >> 32) * u64::from(self.buckets)) >> 32;
                let bucket = u32::try_from(bucket).unwrap_or(0);
                scanned.by_id.put(position, bucket_number(bucket));
            }
        }
        others.iter().for_each(|&position| scanned.by_worker.put(position, Assigned::NOWHERE));
    }
}

/// A bucket as it is kept.
pub(super) fn bucket_number(bucket: u32) -> u16 {
    u16::try_from(bucket).unwrap_or(Assigned::NOWHERE)
}

/// The text of a cell.
fn text<'a>(
    batch: &'a TypedBatch,
    column: usize,
    row: usize,
    scratch: &'a mut String,
) -> Option<&'a str> {
    match &batch.columns[column] {
        TypedColumn::Text(texts) => TextColumn::get(texts, row, scratch),
        _ => None,
    }
}
