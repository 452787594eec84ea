//! A run in parts on one machine: in a limit of memory, over tables that are read where they stand.
//!
//! What the exchanges of a cluster move, here stays where it is. Of a table that is cut a part
//! reads all rows and takes its own, as often as there are parts; transfers, whose part is known
//! only when they are settled, by a list of two bytes a row. What is learnt of them goes through a
//! temporary folder, and so do the rows of the tables of workers, which at last are merged.
//!
//! Holds: every table, the rows of findings among them, is that of one run.

use std::path::Path;
use std::sync::Arc;

use super::debits::DEBIT_FACTS;
use super::finish::{All, Finished, worker_cover};
use super::pieces::Piece;
use super::scan::{Scanned, bucket_number};
use super::scratch::Scratch;
use super::sorted_rows::{Part, sorted_rows, write_rows};
use super::transfers::{Met, Reversed};
use super::work::{NEEDED, Worked};
use super::{CUT, Cluster, OF_WORKERS, Own, refuse_compared_rules};
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::policy::Policy;
use crate::intake::check::TypedBatch;
use crate::intake::fingerprint::Fingerprints;
use crate::intake::key::Spaces;
use crate::intake::read::Opened;
use crate::intake::read::parallel::{each, with_threads};
use crate::intake::rows::Rows;
use crate::intake::rows_of::{Assigned, RowsOf, RowsOfTables};
use crate::intake::settled::{PartOf, Settled};
use crate::intake::source::Inputs;
use crate::intake::tables::TableName;
use crate::intake::tables::transfers as columns;
use crate::pipeline::Run;
#[cfg(feature = "cli")]
use crate::reconciliation::Reconciliation;
use crate::report::digest::{TableDigest, digest_of};
use crate::report::sink::{Format, OnBatch, write_tables};
use crate::report::summary::Summary;
use crate::report::tables::{Batches, OutputTable, batches};

/// Most parts of a run: their numbers, and those of transfers to be looked up, are two bytes.
pub const MOST_PARTS: u32 = 10_000;

/// Lines about transfers: by the id that they are settled with, and by their worker.
const BY_ID: &str = "transfers-by-id";
const BY_WORKER: &str = "transfers-by-worker";
/// Transfers that are compared with those of other parts.
const COMPARED: &str = "compared";

/// A finished run in parts. Its tables are read from a temporary folder, which goes with it.
///
/// # Example
///
/// ```
/// use anxin::parted::in_place::InParts;
/// use anxin::{Day, Format, Inputs, Policy, Run, Source, TableName};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net,confirmed\n\
///              S1,W1,P1,2025-03,4500.00,true\nS1,W2,P1,2025-03,1200.00,true\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// let (policy, day) = (Policy::default(), Day::from_ymd(2025, 12, 31).unwrap());
///
/// let whole = Run::default().reconcile(&inputs, &policy, day)?;
/// let temporary = std::env::temp_dir();
/// let parts = InParts::reconcile(&Run::default(), &inputs, &policy, day, 3, &temporary)?;
/// assert_eq!(parts.digests()?, whole.digests()?);
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Debug)]
pub struct InParts {
    scratch: Scratch,
    parts: u32,
    finished: Finished,
    fingerprints: Fingerprints,
    threads: usize,
}

impl InParts {
    /// Reconciles `inputs` in so many parts, with a temporary folder inside `temporary`.
    ///
    /// # Errors
    ///
    /// Those of [`Run::reconcile`]; [`Error::Input`] for what is not done in parts: tables that can
    /// be read only once, a table of earlier warnings, debits for wages of which no transfers tell,
    /// a rule about workers that counts findings which compare transfers; [`Error::Output`] where
    /// the temporary folder cannot be written.
    pub fn reconcile(
        run: &Run,
        inputs: &Inputs,
        policy: &Policy,
        as_of: Day,
        parts: u32,
        temporary: &Path,
    ) -> Result<Self> {
        refuse(inputs)?;
        refuse_compared_rules(policy)?;
        let tables = inputs.tables().filter_map(|table| Some((table, inputs.get(table)?.clone())));
        let cluster = Cluster {
            policy: policy.clone(),
            as_of,
            buckets: parts.clamp(1, MOST_PARTS),
            tables: tables.collect(),
            run: run.clone(),
            is_in_place: true,
        };
        let scratch = Scratch::inside(temporary)?;
        let threads = run.threads();
        with_threads(threads, || cluster.in_place(inputs, scratch))
    }

    /// Number of its parts.
    #[must_use]
    pub const fn parts(&self) -> u32 {
        self.parts
    }

    /// The summary, as that of one run.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let mut summary = self.finished.summary();
        let inputs = self.fingerprints.iter();
        summary.inputs = inputs.map(|(&table, sum)| (table, sum.to_string())).collect();
        summary
    }

    /// Facts, figures and findings that stand above workers: it has no worker-periods.
    #[cfg(feature = "cli")]
    pub(crate) const fn reconciliation(&self) -> &Reconciliation {
        &self.finished.merged.reconciliation
    }

    /// SHA-256 of every table, as those of one run.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where the temporary folder was changed.
    pub fn digests(&self) -> Result<Vec<TableDigest>> {
        let tables = OutputTable::ALL.into_iter().filter(|table| !table.is_detail());
        let cover = worker_cover(&self.finished.merged.reconciliation);
        let digest = |table| digest_of(table, self.rows(table, &cover)?);
        with_threads(self.threads, || each(tables.collect(), digest))
    }

    /// Writes all tables and `summary.json`, as [`sink::write`](crate::report::sink::write) does.
    ///
    /// # Errors
    ///
    /// Those of [`sink::write`](crate::report::sink::write).
    pub fn write(
        &self,
        folder: &Path,
        format: Format,
        detail: bool,
        on_batch: &mut OnBatch<'_>,
    ) -> Result<Summary> {
        let tables = OutputTable::ALL.into_iter().filter(|table| detail || !table.is_detail());
        let tables: Vec<OutputTable> = tables.collect();
        let cover = worker_cover(&self.finished.merged.reconciliation);
        let rows = |table| self.rows(table, &cover);
        let summary = || Ok(self.summary());
        with_threads(self.threads, || {
            write_tables(&rows, folder, format, &tables, summary, on_batch)
        })
    }

    /// The rows of a table, in their order.
    fn rows<'a>(
        &'a self,
        table: OutputTable,
        cover: &'a [(&'a str, i128, i128)],
    ) -> Result<Batches<'a>> {
        let held = &self.finished.merged.reconciliation;
        if !OF_WORKERS.contains(&table) {
            return Ok(batches(held, table));
        }
        let written =
            (0..self.parts).map(|part| Part::written(self.scratch.open(table.name(), part)?));
        let mut parts = written.collect::<Result<Vec<_>>>()?;
        if matches!(table, OutputTable::Findings | OutputTable::Warnings) {
            parts.push(Part::Held(batches(held, table)));
        }
        sorted_rows(table, parts, cover)
    }
}

/// Refuses what is not done in parts.
fn refuse(inputs: &Inputs) -> Result<()> {
    let met = |place: &str, met: &str, expected, advice| {
        Err(Error::Input { place: place.to_owned(), met: met.to_owned(), expected, advice })
    };
    if inputs.earlier().is_some() {
        let expected = "none: what an earlier run left open is told in one run alone";
        return met("warnings", "a table of an earlier run", expected, "leave out one of the two");
    }
    let once = |table: &TableName| inputs.get(*table).is_some_and(|own| !own.is_rereadable());
    if let Some(table) = inputs.tables().find(once) {
        let expected = "files, bytes or record batches: every part reads them again";
        let advice = "write the stream to a file first";
        return met(table.word(), "a stream that can be read only once", expected, advice);
    }
    Ok(())
}

/// What is known of a row of transfers, and its position.
type Note = (u64, Settled);

impl Cluster {
    /// All parts, one after the other.
    fn in_place(&self, inputs: &Inputs, scratch: Scratch) -> Result<InParts> {
        let assigned = self.settle_transfers(&scratch)?;
        let mut all = All::new()?;
        let mut fingerprints = Fingerprints::new();
        for part in 0..self.buckets {
            self.work_in_place(part, assigned.as_ref(), &scratch, (&mut all, &mut fingerprints))?;
        }
        drop(assigned);
        for part in 0..self.buckets {
            let pieces: Vec<(String, Vec<u8>)> = scratch.lines(COMPARED, part)?;
            let pieces =
                pieces.into_iter().map(|(part, notes)| Piece { part, notes, ..Piece::default() });
            for found in self.compare(&pieces.collect::<Vec<_>>())? {
                all.add_compared(found.read()?)?;
            }
            scratch.remove(COMPARED, part);
        }
        let finished = self.finished(all, Some(inputs))?;
        let facts = finished.facts.fingerprints.get().into_iter().flatten();
        for (table, sum) in facts.filter(|(table, _)| CUT.iter().all(|cut| cut.word() != **table)) {
            fingerprints.entry(table).or_default().merge(*sum);
        }
        let (parts, threads) = (self.buckets, self.run.threads());
        Ok(InParts { scratch, parts, finished, fingerprints, threads })
    }

    /// Steps 1 to 6 of a part; its rows go to disk.
    fn work_in_place(
        &self,
        part: u32,
        assigned: Option<&Arc<Assigned>>,
        scratch: &Scratch,
        (all, fingerprints): (&mut All, &mut Fingerprints),
    ) -> Result<()> {
        let mut rows_of = self.workers_of(part);
        let mut settled = Vec::new();
        if let Some(assigned) = assigned {
            let bucket = bucket_number(part);
            rows_of.insert(TableName::Transfers, RowsOf::Assigned(Arc::clone(assigned), bucket));
            let positions = assigned.positions(bucket);
            settled = with_notes(&positions, scratch.lines(BY_WORKER, part)?);
        }
        let place_of_row: Vec<u32> = settled.iter().map(|known| known.place).collect();
        let inputs = self.inputs(Own::InPlace(rows_of, settled), &NEEDED, PartOf::Workers)?;
        let Worked { mut run, sums, partial, compared } = self.worked(&inputs)?;
        all.add(sums)?;
        all.add_overdue(&run)?;
        all.add_partial(partial, &self.policy)?;
        let cut = |table: &&str| CUT.iter().any(|cut| cut.word() == *table);
        for (table, sum) in run.fingerprints.take().unwrap_or_default() {
            if cut(&table) {
                fingerprints.entry(table).or_default().merge(sum);
            }
        }
        // Rows of one id may be of several parts.
        let place = |&row: &u32| place_of_row.get(row as usize).map_or(0, |&place| place.into());
        let places: Vec<i64> = run.keyed.transfers.row.iter().map(place).collect();
        for piece in compared {
            scratch.add(COMPARED, piece.bucket, [(piece.part, piece.notes)])?;
        }
        each(OF_WORKERS.to_vec(), |table| {
            let places = (table == OutputTable::TransferFates).then_some(places.as_slice());
            write_rows(&run, table, places, scratch.create(table.name(), part)?)
        })?;
        Ok(())
    }

    /// The rows of the workers of a part, of all tables that are cut but transfers.
    fn workers_of(&self, part: u32) -> RowsOfTables {
        let cut = CUT.into_iter().filter(|table| *table != TableName::Transfers);
        cut.map(|table| (table, RowsOf::workers(table, part, self.buckets))).collect()
    }

    /// Steps 1 and 4.1, and 4.2 for rows that name no worker: the part of each transfer. What is
    /// known of it goes to disk.
    fn settle_transfers(&self, scratch: &Scratch) -> Result<Option<Arc<Assigned>>> {
        if self.source(TableName::Transfers).is_none() {
            self.refuse_debits(None)?;
            return Ok(None);
        }
        let Scanned { mut by_worker, by_id, has_others } = self.scan_transfers()?;
        if !has_others {
            self.refuse_debits(None)?;
            return Ok(Some(Arc::new(by_worker)));
        }
        let by_id = self.settle_ids(by_id, scratch)?;
        let mut debited = Assigned::default();
        let mut wanted = Vec::new();
        for part in 0..self.buckets {
            let rows_of = RowsOf::Assigned(Arc::clone(&by_id), bucket_number(part));
            let (mut met, positions) = self.met_in_place(&rows_of, scratch.lines(BY_ID, part)?)?;
            scratch.remove(BY_ID, part);
            let Reversed { transfers, is_asked } = self.set_reversed(&mut met)?;
            wanted.extend(self.wanted(&met, &is_asked)?);
            let bucket = |row: usize| match is_asked[row] {
                // To be looked up, with those of the same part of the table.
                true => self.buckets + part,
                false => self.bucket(met.name(columns::WORKER_ID, row)),
            };
            let buckets: Vec<u32> = (0..met.rows.len()).map(bucket).collect();
            give(&mut by_worker, scratch, BY_WORKER, (&positions, &met.settled), &buckets)?;
            for (&position, bucket) in positions.iter().zip(self.debited(&met, &transfers)?) {
                if let Some(bucket) = bucket {
                    debited.put(position, bucket_number(bucket));
                }
            }
        }
        drop(by_id);
        self.refuse_debits(Some(Arc::new(debited)))?;
        if wanted.is_empty() {
            return Ok(Some(Arc::new(by_worker)));
        }
        self.place_transfers(&wanted, by_worker, scratch).map(Some)
    }

    /// Which row of an id counts, where several rows may share one; the part that settles each.
    fn settle_ids(&self, by_hash: Assigned, scratch: &Scratch) -> Result<Arc<Assigned>> {
        let by_hash = Arc::new(by_hash);
        let mut by_id = Assigned::default();
        for part in 0..self.buckets {
            let rows_of = RowsOf::Assigned(Arc::clone(&by_hash), bucket_number(part));
            let (mut met, positions) = self.met_in_place(&rows_of, Vec::new())?;
            let buckets = self.set_doubles(&mut met);
            give(&mut by_id, scratch, BY_ID, (&positions, &met.settled), &buckets)?;
        }
        Ok(Arc::new(by_id))
    }

    /// Step 4.2 for the rows that name no worker.
    fn place_transfers(
        &self,
        wanted: &[Piece],
        by_worker: Assigned,
        scratch: &Scratch,
    ) -> Result<Arc<Assigned>> {
        let mut known = Vec::new();
        for part in 0..self.buckets {
            let own = Own::InPlace(self.workers_of(part), Vec::new());
            known.push(self.known(wanted, &self.inputs(own, &[], PartOf::Workers)?)?);
        }
        let mut by_worker = Arc::new(by_worker);
        for part in 0..self.buckets {
            let asked = self.buckets + part;
            let bucket = bucket_number(asked);
            let rows_of = RowsOf::Assigned(Arc::clone(&by_worker), bucket);
            let notes = scratch.lines(BY_WORKER, asked)?;
            let (mut met, positions) = self.met_in_place(&rows_of, notes)?;
            scratch.remove(BY_WORKER, asked);
            if positions.is_empty() {
                continue;
            }
            let own = [(TableName::Transfers, rows_of)].into_iter().collect();
            let own = Own::InPlace(own, met.settled.clone());
            let inputs = self.inputs(own, &[TableName::Projects], PartOf::Workers)?;
            let buckets = self.set_found(&mut met, &known, inputs)?;
            let by_worker = Arc::make_mut(&mut by_worker);
            give(by_worker, scratch, BY_WORKER, (&positions, &met.settled), &buckets)?;
        }
        Ok(by_worker)
    }

    /// Refuses debits of which no transfers tell.
    fn refuse_debits(&self, debited: Option<Arc<Assigned>>) -> Result<()> {
        if self.source(TableName::AccountEntries).is_none() {
            return Ok(());
        }
        let mut open = Vec::new();
        for part in 0..self.buckets {
            let mut rows_of = RowsOfTables::new();
            if let Some(debited) = &debited {
                let bucket = bucket_number(part);
                let own = RowsOf::Assigned(Arc::clone(debited), bucket);
                rows_of.insert(TableName::Transfers, own);
            }
            let own = Own::InPlace(rows_of, Vec::new());
            let inputs = self.inputs(own, &DEBIT_FACTS, PartOf::Debits)?;
            open.extend(self.open_debits_of(part, &inputs)?);
        }
        self.refuse_open_debits(&open)
    }

    /// Rows of transfers in their place with what is known of them, and their positions.
    fn met_in_place(&self, rows_of: &RowsOf, notes: Vec<Note>) -> Result<(Met, Vec<u64>)> {
        let (mut rows, mut spaces) = (Rows::new(TableName::Transfers), Spaces::default());
        let mut positions = Vec::new();
        if let Some(source) = self.source(TableName::Transfers) {
            let opened = Opened::open(TableName::Transfers, source, &self.read_options())?;
            let opened = opened.with_rows_of(Some(rows_of));
            for unit in 0..opened.units() {
                let push = &mut |batch: TypedBatch| {
                    positions.extend((0..batch.len).map(|row| batch.position(row)));
                    rows.push(&batch, &mut spaces)
                };
                opened.read_unit(unit, None, push)?;
            }
        }
        let settled = with_notes(&positions, notes);
        Ok((Met { rows, spaces, settled }, positions))
    }
}

/// What is known of the rows at these positions, which are in order.
fn with_notes(positions: &[u64], notes: Vec<Note>) -> Vec<Settled> {
    let mut settled = vec![Settled::default(); positions.len()];
    for (position, known) in notes {
        if let Ok(row) = positions.binary_search(&position) {
            settled[row] = known;
        }
    }
    settled
}

/// Gives rows to their buckets, and what is known of them to disk.
fn give(
    assigned: &mut Assigned,
    scratch: &Scratch,
    name: &str,
    (positions, settled): (&[u64], &[Settled]),
    buckets: &[u32],
) -> Result<()> {
    let mut notes: Vec<(u32, u64, &Settled)> = Vec::new();
    for ((&position, known), &bucket) in positions.iter().zip(settled).zip(buckets) {
        assigned.put(position, bucket_number(bucket));
        if *known != Settled::default() {
            notes.push((bucket, position, known));
        }
    }
    notes.sort_unstable_by_key(|note| (note.0, note.1));
    for own in notes.chunk_by(|a, b| a.0 == b.0) {
        scratch.add(name, own[0].0, own.iter().map(|note| (note.1, note.2)))?;
    }
    Ok(())
}
