//! What a run will need, told before it: rows counted, worker-months estimated from some workers.

use std::collections::BTreeMap;

use super::work::NEEDED;
use super::{CUT, Cluster, Own};
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::policy::Policy;
use crate::intake::read::parallel::with_threads;
use crate::intake::read::{Opened, ReadOptions};
use crate::intake::rows_of::RowsOf;
use crate::intake::settled::PartOf;
use crate::intake::source::Inputs;
use crate::intake::tables::TableName;
use crate::pipeline::Run;

/// What every run needs, however small: the program, and batches that are being decoded.
const BASE_BYTES: u64 = 400 << 20;
/// For a worker-month.
const WORKER_MONTH_BYTES: u64 = 64;
/// For a transfer.
const TRANSFER_BYTES: u64 = 100;

/// What a run in parts needs for any of them.
const PART_BASE_BYTES: u64 = 192 << 20;
/// And for each transfer of the whole: the part it is in, twice.
const ASSIGNED_BYTES: u64 = 6;
/// A part holds its rows as a run does, and while they go to disk some of them twice: of four
/// bytes of a run it needs five.
const PART_QUARTERS: u64 = 5;

/// Attendance rows of a sample at least.
const SAMPLE_ROWS: u64 = 400_000;
/// One worker in so many is looked at, at least.
const SAMPLE_MOST: u32 = 256;

/// What a run over a data set will need.
///
/// # Example
///
/// ```
/// use anxin::{Day, Format, Inputs, Plan, Policy, Run, Source, TableName};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// let day = Day::from_ymd(2025, 12, 31).unwrap();
/// let plan = Plan::of(&Run::default(), &inputs, &Policy::default(), day)?;
/// assert_eq!(plan.rows, [(TableName::Payroll, 1)]);
/// assert!(plan.memory_bytes >= 400 << 20);
/// // One run fits into a gibibyte; into one byte nothing does.
/// assert_eq!(plan.parts(1 << 30)?, None);
/// assert_eq!(plan.parts(1).unwrap_err().code(), "input");
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Rows of every table, as they stand.
    pub rows: Vec<(TableName, u64)>,
    /// Workers; estimated where `sample` is not 1.
    pub workers: u64,
    /// Worker-periods; estimated where `sample` is not 1.
    pub worker_months: u64,
    /// One worker in so many was looked at.
    pub sample: u32,
    /// What one run over all will need at most, in bytes.
    pub memory_bytes: u64,
}

impl Plan {
    /// Counts rows and looks at a sample of the workers: all attendance is read, and of one worker
    /// in some hundred thousand rows what he worked is folded.
    ///
    /// # Errors
    ///
    /// What reading the tables gives.
    pub fn of(run: &Run, inputs: &Inputs, policy: &Policy, as_of: Day) -> Result<Self> {
        let options = ReadOptions { accept_float_money: policy.money.accept_float_money };
        let mut rows = Vec::new();
        for table in inputs.tables() {
            rows.push((table, counted(inputs, table, &options)?));
        }
        let attended = rows.iter().find(|row| row.0 == TableName::Attendance);
        let sample = attended.map_or(1, |(_, rows)| rows / SAMPLE_ROWS);
        let sample = u32::try_from(sample).unwrap_or(SAMPLE_MOST).clamp(1, SAMPLE_MOST);
        let tables = inputs.tables().filter_map(|table| Some((table, inputs.get(table)?.clone())));
        let cluster = Cluster {
            policy: policy.clone(),
            as_of,
            buckets: sample,
            tables: tables.collect(),
            run: run.clone(),
            is_in_place: true,
        };
        let threads = run.threads();
        let (workers, worker_months) = with_threads(threads, || cluster.sampled())?;
        let mut plan = Self {
            rows,
            workers: workers.saturating_mul(sample.into()),
            worker_months: worker_months.saturating_mul(sample.into()),
            sample,
            memory_bytes: 0,
        };
        plan.memory_bytes = BASE_BYTES.saturating_add(plan.growing_bytes());
        Ok(plan)
    }

    /// Transfers.
    #[must_use]
    pub fn transfers(&self) -> u64 {
        self.rows.iter().find(|row| row.0 == TableName::Transfers).map_or(0, |row| row.1)
    }

    /// What grows with the data set.
    fn growing_bytes(&self) -> u64 {
        let months = self.worker_months.saturating_mul(WORKER_MONTH_BYTES);
        months.saturating_add(self.transfers().saturating_mul(TRANSFER_BYTES))
    }

    /// In how many parts a run keeps to so many bytes; `None`: all at once.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] where no number of parts does.
    pub fn parts(&self, memory_bytes: u64) -> Result<Option<u32>> {
        if self.memory_bytes <= memory_bytes {
            return Ok(None);
        }
        let base = PART_BASE_BYTES.saturating_add(self.transfers().saturating_mul(ASSIGNED_BYTES));
        let growing = self.growing_bytes().saturating_mul(PART_QUARTERS) / 4;
        let left = memory_bytes.saturating_sub(base);
        let parts = growing.checked_div(left).map(|parts| parts.saturating_add(1));
        let parts = parts.and_then(|parts| u32::try_from(parts).ok());
        let parts = parts.filter(|&parts| parts <= super::in_place::MOST_PARTS);
        parts.map(Some).ok_or_else(|| Error::Input {
            place: "the limit of memory".to_owned(),
            met: format!("{} MiB", memory_bytes >> 20),
            expected: "more than any part of the data set needs",
            advice: "`anxin plan` says what a run needs; allow at least 256 MiB, and 6 bytes for \
                     each transfer beside them",
        })
    }
}

/// The number of rows of a table, read for it where no file tells it before.
fn counted(inputs: &Inputs, table: TableName, options: &ReadOptions) -> Result<u64> {
    let Some(source) = inputs.get(table) else { return Ok(0) };
    let opened = Opened::open(table, source, options)?;
    let is_known = opened.rows().filter(|_| source.is_rereadable());
    if let Some(rows) = is_known.or((!source.is_rereadable()).then_some(0)) {
        return Ok(rows);
    }
    let mut rows = 0;
    for unit in 0..opened.units() {
        opened.read_unit(unit, Some(&[0]), &mut |batch| {
            rows += batch.len as u64;
            Ok(())
        })?;
    }
    Ok(rows)
}

impl Cluster {
    /// Workers and worker-periods of the first bucket.
    fn sampled(&self) -> Result<(u64, u64)> {
        let own: BTreeMap<TableName, RowsOf> = CUT
            .into_iter()
            .filter(|table| *table != TableName::Transfers)
            .map(|table| (table, RowsOf::workers(table, 0, self.buckets)))
            .collect();
        let inputs = self.inputs(Own::InPlace(own, Vec::new()), &NEEDED, PartOf::Workers)?;
        let run = Run { fingerprints: false, ..self.run.clone() };
        let run = run.reconcile(&inputs, &self.policy, self.as_of)?;
        let months = run.chunks.iter().map(|chunk| chunk.periods.len() as u64).sum();
        let engaged = &run.keyed.engagements.worker;
        let workers = engaged.chunk_by(|a, b| a == b).count() as u64;
        Ok((workers, months))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(worker_months: u64, transfers: u64) -> Plan {
        let mut plan = Plan {
            rows: vec![(TableName::Transfers, transfers)],
            workers: 1,
            worker_months,
            sample: 1,
            memory_bytes: 0,
        };
        plan.memory_bytes = BASE_BYTES + plan.growing_bytes();
        plan
    }

    #[test]
    fn parts_are_as_few_as_the_limit_allows() {
        // 400 MiB + 64 × 4,000,000 + 100 × 4,000,000 bytes = 1,026 MiB and a bit.
        let plan = plan(4_000_000, 4_000_000);
        assert_eq!(plan.memory_bytes, 419_430_400 + 656_000_000);
        assert_eq!(plan.parts(2 << 30).unwrap(), None);
        // 1 GiB − 192 MiB − 24 MB = 848,415,232 bytes are left for 820,000,000.
        assert_eq!(plan.parts(1 << 30).unwrap(), Some(1));
        // 512 MiB: 311,544,320 bytes for 820,000,000.
        assert_eq!(plan.parts(512 << 20).unwrap(), Some(3));
        let error = plan.parts(200 << 20).unwrap_err().to_string();
        assert!(error.contains("200 MiB") && error.contains("anxin plan"), "{error}");
    }
}
