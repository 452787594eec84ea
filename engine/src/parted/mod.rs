//! A run over many machines: pieces of a data set in, pieces of a result out.
//!
//! A data set is cut into buckets four times, and every cut is a function from the pieces of one
//! bucket to pieces for the next; what moves them (Spark, threads, a queue) is no business of ours.
//!
//! | cut | function | what is settled there |
//! | --- | --- | --- |
//! | by `transfer_id` | [`Cluster::same_id`], [`Cluster::reversed`] | rows of one id; reversals |
//! | by worker | [`Cluster::work`] | steps 1 to 6, by a run over the workers of the bucket |
//! | by payee account, and by team | [`Cluster::compare`] | findings that compare transfers |
//! | all together | [`Cluster::finish`] | steps 7 and 8, from sums and periods in arrears |
//!
//! Transfers that name no worker are looked up in between, in tables of ids that are small enough
//! for every machine: [`Cluster::look_up`], [`Cluster::place`]. No rule is written here: each
//! function runs the steps of the engine over a part, with what was settled before. Design and
//! limits: `docs/spark.md`.
//!
//! Holds: the tables are those of one run over all data, but for the column `row` of `findings`.

mod compare;
mod debits;
mod finish;
pub mod in_place;
mod look_up;
mod pieces;
pub mod plan;
mod scan;
mod scratch;
mod sorted_rows;
mod transfers;
mod work;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::policy::{Policy, WarningSubject};
use crate::intake::check::TypedBatch;
use crate::intake::key::Spaces;
use crate::intake::read::{Opened, ReadOptions};
use crate::intake::rows::{NAME_NULL, Rows};
use crate::intake::rows_of::{RowsOf, RowsOfTables, bucket_of};
use crate::intake::settled::{PartOf, Settled, Settlement};
use crate::intake::source::{Inputs, Source};
use crate::intake::tables::{Space, TableName};
use crate::pipeline::Run;
use crate::report::tables::OutputTable;
use pieces::{Batch, without_rows};
pub use pieces::{Piece, in_cluster};

/// Tables that are cut; all others are facts, which every machine has whole.
pub const CUT: [TableName; 7] = [
    TableName::Workers,
    TableName::Contracts,
    TableName::Attendance,
    TableName::Punches,
    TableName::Payroll,
    TableName::Adjustments,
    TableName::Transfers,
];

/// Output tables that [`Cluster::work`] gives, each worker's rows in his bucket.
pub const OF_WORKERS: [OutputTable; 8] = [
    OutputTable::WorkerPeriods,
    OutputTable::WorkerTotals,
    OutputTable::TransferFates,
    OutputTable::Allocations,
    OutputTable::WageLines,
    OutputTable::Population,
    OutputTable::Findings,
    OutputTable::Warnings,
];

/// What every machine of a cluster knows: rules, day, facts, and which tables there are.
///
/// # Example
///
/// ```
/// use anxin::parted::{Cluster, Piece};
/// use anxin::{Day, Policy};
///
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let cluster = Cluster::new(Policy::default(), as_of, 4, Vec::new())?;
/// // No rows of transfers, no pieces.
/// assert!(cluster.same_id(&[Piece::default()])?.is_empty());
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Debug)]
pub struct Cluster {
    policy: Policy,
    as_of: Day,
    buckets: u32,
    /// Facts whole; a table that is cut without rows, or whole where it is read in its place.
    tables: Vec<(TableName, Source)>,
    /// How a bucket is run.
    run: Run,
    /// Whether the tables that are cut are read in their place, and rows keep their numbers.
    is_in_place: bool,
}

/// The rows of the tables that are cut, of a part of a data set.
enum Own<'a> {
    /// Those of pieces.
    Pieces(&'a [Piece]),
    /// Those chosen of the tables in their place, and what is known of the transfers among them.
    InPlace(RowsOfTables, Vec<Settled>),
}

impl Cluster {
    /// A cluster that cuts into so many buckets. `tables` are the facts, and of each table that is
    /// cut ([`CUT`]) a batch that shows its columns.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] where a rule of early warning is about a worker and counts findings that
    /// compare transfers of several workers: these are found where his other figures are not.
    pub fn new(
        policy: Policy,
        as_of: Day,
        buckets: u32,
        tables: Vec<(TableName, Vec<Batch>)>,
    ) -> Result<Self> {
        refuse_compared_rules(&policy)?;
        let tables = tables.into_iter().map(|(table, batches)| match CUT.contains(&table) {
            true => (table, Source::batches(without_rows(&batches))),
            false => (table, Source::batches(batches)),
        });
        let run = Run { threads: Some(1), ..Run::default() };
        let (tables, buckets) = (tables.collect(), buckets.max(1));
        Ok(Self { policy, as_of, buckets, tables, run, is_in_place: false })
    }

    /// The pieces of a batch of a table that is cut: by worker, transfers by their id.
    ///
    /// # Errors
    ///
    /// [`Error::MissingColumn`], [`Error::ColumnTwice`], [`Error::ColumnType`] for its columns.
    ///
    /// Example: [`Cluster`].
    pub fn route(&self, table: TableName, batch: &Batch) -> Result<Vec<Piece>> {
        let key = match table {
            TableName::Transfers => "transfer_id",
            _ => "worker_id",
        };
        let place = table.table().columns.iter().position(|column| column.name == key);
        let place = place.unwrap_or(0);
        let source = Source::batches(vec![batch.clone()]);
        let (rows, spaces) = self.read(table, &source, Some(&[place]))?;
        let space = table.table().columns[place].kind.space().unwrap_or(Space::Text);
        let bucket = |row| name(&rows, &spaces, space, place, row);
        let buckets = (0..rows.len()).map(|row| self.bucket(bucket(row)));
        let parts = by_bucket(buckets);
        parts
            .into_iter()
            .map(|(bucket, places)| Piece::of_rows(bucket, table.word(), batch, places))
            .collect()
    }

    /// The bucket of a name; what has none goes to the first.
    fn bucket(&self, name: Option<&str>) -> u32 {
        name.map_or(0, |name| bucket_of(name, self.buckets))
    }

    /// The rows of a table as the engine reads them; with `columns` these alone.
    fn read(
        &self,
        table: TableName,
        source: &Source,
        columns: Option<&[usize]>,
    ) -> Result<(Rows, Spaces)> {
        let (mut rows, mut spaces) = (Rows::new(table), Spaces::default());
        let opened = Opened::open(table, source, &self.read_options())?;
        for unit in 0..opened.units() {
            let push = &mut |batch: TypedBatch| rows.push(&batch, &mut spaces);
            opened.read_unit(unit, columns, push)?;
        }
        Ok((rows, spaces))
    }

    fn read_options(&self) -> ReadOptions {
        ReadOptions { accept_float_money: self.policy.money.accept_float_money }
    }

    /// The source of a table.
    fn source(&self, table: TableName) -> Option<&Source> {
        self.tables.iter().find(|own| own.0 == table).map(|own| &own.1)
    }

    /// The rows of a fact.
    fn fact(&self, table: TableName) -> Result<(Rows, Spaces)> {
        match self.source(table) {
            Some(source) => self.read(table, source, None),
            None => Ok((Rows::new(table), Spaces::default())),
        }
    }

    /// A data set of rows of the tables that are cut, the facts of `kept`, and of every other table
    /// that was given its columns alone.
    fn inputs(&self, own: Own<'_>, kept: &[TableName], part: PartOf) -> Result<Inputs> {
        let mut inputs = Inputs::default();
        let mut rows_of = BTreeMap::new();
        let mut settled = Vec::new();
        for (table, source) in &self.tables {
            let is_cut = CUT.contains(table);
            if !is_cut && !kept.contains(table) {
                rows_of.insert(*table, RowsOf::Nobody);
            }
            let source = match &own {
                Own::Pieces(pieces) if is_cut => {
                    let (batches, notes) = rows_of_pieces(*table, pieces)?;
                    settled.extend(notes);
                    let own = (!batches.is_empty()).then(|| Source::batches(batches));
                    Source::many([source.clone()].into_iter().chain(own).collect())
                }
                _ => source.clone(),
            };
            inputs = inputs.with(*table, source);
        }
        if let Own::InPlace(own, notes) = own {
            let cut = CUT.iter().map(|table| (*table, RowsOf::Nobody));
            rows_of.extend(cut);
            rows_of.extend(own);
            settled = notes;
        }
        inputs.rows_of = Some(Arc::new(rows_of));
        inputs.settlement = Some(Arc::new(Settlement { rows: settled, part }));
        Ok(inputs)
    }
}

/// Refuses a rule about workers that counts findings which compare transfers of several workers.
fn refuse_compared_rules(policy: &Policy) -> Result<()> {
    let compared = ["possible_duplicate_payment", "shared_payee_account", "round_flat_payment"];
    let is_beyond = |rule: &&crate::basics::policy::WarningRule| {
        rule.enabled
            && rule.subject == WarningSubject::Worker
            && compared.contains(&rule.figure.as_str())
    };
    if let Some(rule) = policy.warning.iter().find(is_beyond) {
        return Err(Error::Input {
            place: format!("policy {}", policy.name),
            met: format!("the rule `{}` about workers with `{}`", rule.code, rule.figure),
            expected: "rules about workers whose figures one worker's rows give",
            advice: "make the rule about projects, or reconcile on one machine",
        });
    }
    Ok(())
}

/// The rows of a table that pieces hold; of transfers what is known of each.
fn rows_of_pieces(table: TableName, pieces: &[Piece]) -> Result<(Vec<Batch>, Vec<Settled>)> {
    let (mut batches, mut settled) = (Vec::new(), Vec::new());
    for piece in pieces.iter().filter(|piece| piece.part == table.word()) {
        let own = piece.batches()?;
        if table == TableName::Transfers {
            settled.extend(notes_of(piece, &own)?);
        }
        batches.extend(own.into_iter().filter(|batch| batch.num_rows() > 0));
    }
    Ok((batches, settled))
}

/// What is known of the rows of a piece of transfers.
fn notes_of(piece: &Piece, batches: &[Batch]) -> Result<Vec<Settled>> {
    let rows = batches.iter().map(|batch| batch.num_rows()).sum();
    let mut settled: Vec<Settled> = match piece.notes.is_empty() {
        true => Vec::new(),
        false => piece.read()?,
    };
    settled.resize(rows, Settled::default());
    Ok(settled)
}

/// The rows of each bucket, in their order.
fn by_bucket(buckets: impl Iterator<Item = u32>) -> Vec<(u32, Vec<u32>)> {
    let mut rows: Vec<(u32, u32)> = buckets.zip(0_u32..).collect();
    rows.sort_unstable();
    let parts = rows.chunk_by(|a, b| a.0 == b.0);
    parts.map(|part| (part[0].0, part.iter().map(|row| row.1).collect())).collect()
}

/// The text of a name in a row that was read; `None` where null.
fn name<'s>(
    rows: &Rows,
    spaces: &'s Spaces,
    space: Space,
    column: usize,
    row: usize,
) -> Option<&'s str> {
    let number = rows.name(column, row);
    (number != NAME_NULL).then(|| spaces.of(space).name(number))
}
