//! An open ledger beside one run over the same rows: a day's upload, and single corrections.
//!
//! ```text
//! ledger DIR [--threads N]
//! ```
//!
//! The tables of DIR (attendance as Parquet, with ids as text) become a ledger in a new
//! folder; then, each in turn, one run over DIR, the upload of one more day (its rows are those of
//! the last day), a row of attendance of that day corrected, twenty times, and a row of transfers
//! taken back, with the changes and without. Durable: each commit is on the disk when its time is
//! taken. Milliseconds, and those of the processors (user and system, to ten) behind a stroke; of
//! corrections for one of them. At last rows of one more day, one a commit, of which the time is
//! told hundred by hundred: it must not grow with the number of commits.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anxin::ledger::folder::Folder;
use anxin::ledger::{Commit, Ledger};
use anxin::{Day, Format, Inputs, Policy, Run, Source, TableName};
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray as _;
use arrow_array::types::Date32Type;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Rows of a day's upload at most.
const UPLOAD_ROWS: usize = 27_000;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [dir] => run(dir.as_ref(), 2),
        [dir, "--threads", threads] => {
            threads.parse().map_err(Into::into).and_then(|threads| run(dir.as_ref(), threads))
        }
        _ => Err("usage: ledger DIR [--threads N]".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when even the message cannot be written.
            let _unheard = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// A row of attendance: worker, project, day.
type Row = (String, String, i32);

/// The rows of the last day, at most as many as an upload has.
fn last_day(file: &Path) -> Outcome<Vec<Row>> {
    let (mut last, mut rows) = (i32::MIN, Vec::new());
    for batch in ParquetRecordBatchReaderBuilder::try_new(File::open(file)?)?.build()? {
        let batch: RecordBatch = batch?;
        let column = |name: &str| batch.column_by_name(name).ok_or(format!("no column {name}"));
        let workers = column("worker_id")?.as_string_opt::<i32>().ok_or("ids are text")?;
        let projects = column("project_id")?.as_string_opt::<i32>().ok_or("ids are text")?;
        let days = column("work_date")?.as_primitive::<Date32Type>();
        for row in 0..batch.num_rows() {
            let day = days.value(row);
            if day > last {
                rows.clear();
                last = day;
            }
            if day == last && rows.len() < UPLOAD_ROWS {
                rows.push((workers.value(row).into(), projects.value(row).into(), day));
            }
        }
    }
    Ok(rows)
}

/// Rows as an upload, `by` days later and with other minutes.
fn upload(rows: &[Row], by: i32, minutes: u32) -> Commit {
    let mut text = String::from("worker_id,project_id,work_date,minutes\n");
    for (worker, project, day) in rows {
        text += &format!("{worker},{project},{},{minutes}\n", Day(day + by));
    }
    let source = Source::bytes("upload.csv", Format::Csv, text.into());
    Commit { add: vec![(TableName::Attendance, source)], ..Commit::default() }
}

/// Corrections of which the time of one is told.
const CORRECTIONS: u32 = 20;

/// Hundreds of commits of one row each.
const HUNDREDS: usize = 10;

/// Milliseconds that some work took, on the clock and of the processors.
struct Took {
    clock_us: u128,
    processors_ms: u64,
}

impl Took {
    /// `clock/processors` of one of so many.
    fn one_of(&self, count: u32) -> String {
        let clock_us = self.clock_us / u128::from(count);
        let (whole, tenth) = (clock_us / 1000, clock_us % 1000 / 100);
        let processors_us = self.processors_ms * 1000 / u64::from(count);
        let (own, part) = (processors_us / 1000, processors_us % 1000 / 100);
        format!("{whole}.{tenth}/{own}.{part}")
    }
}

/// Time of the processors that this process took; 0 where the system does not tell it.
fn processors_ms() -> u64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u64>);
    // A tick is ten milliseconds wherever this is measured.
    ticks.map(|ticks| ticks.unwrap_or(0) * 10).sum()
}

/// Time of some work.
fn timed<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(Took, T)> {
    let (start, before_ms) = (Instant::now(), processors_ms());
    let done = work()?;
    let clock_us = start.elapsed().as_micros();
    Ok((Took { clock_us, processors_ms: processors_ms() - before_ms }, done))
}

/// Commits one after the other; gives how many changes were told.
fn committed(ledger: &mut Ledger, commits: Vec<Commit>, with_changes: bool) -> Outcome<usize> {
    let mut told = 0;
    for commit in commits {
        if with_changes {
            told += ledger.commit(commit)?.len();
        } else {
            ledger.append(commit)?;
        }
    }
    Ok(told)
}

fn run(dir: &Path, threads: usize) -> Outcome<()> {
    let as_of = Day::from_ymd(2026, 12, 31).ok_or("no such day")?;
    let run = Run { threads: Some(threads), ..Run::default() };
    let inputs = Inputs::folder(dir)?;
    let rows = last_day(&dir.join("attendance.parquet"))?;
    let place: PathBuf = dir.join(format!("ledger-{}", std::process::id()));
    let place = std::env::temp_dir().join(place.file_name().unwrap_or_default());
    let mut ledger = Ledger::init(Box::new(Folder::writer(&place)?), &Policy::default(), as_of)?
        .with_run(run.clone());
    let first = timed(|| Ok(ledger.append(Commit::default().with_rows(&inputs))?))?.0;
    let mut out = io::stdout().lock();
    writeln!(out, "first rows {} ms, then per round", first.one_of(1))?;
    for round in 1..=3 {
        let batch = timed(|| Ok(run.reconcile(&inputs, &Policy::default(), as_of)?))?.0;
        writeln!(out, "batch {}", batch.one_of(1))?;
        for with_changes in [true, false] {
            let by = round * 2 + i32::from(with_changes);
            let mut position = ledger.rows(TableName::Attendance).0;
            let days = vec![upload(&rows, by, 480)];
            let mut corrections = Vec::new();
            for number in 0..CORRECTIONS {
                let row = upload(&rows[..1], by, 400 + number);
                corrections.push(row.without_rows(TableName::Attendance, vec![position]));
                // What is corrected next is the row that was added here.
                let next = ledger.rows(TableName::Attendance).0 + rows.len() as u64;
                position = next + u64::from(number);
            }
            let taken = Commit::default();
            let taken = vec![taken.without_rows(TableName::Transfers, vec![u64::try_from(by)?])];
            let kinds = [("day", days), ("correction", corrections), ("transfer", taken)];
            let told = if with_changes { "with changes" } else { "without" };
            write!(out, "  {told}:")?;
            for (name, commits) in kinds {
                let count = u32::try_from(commits.len())?;
                let (took, changes) = timed(|| committed(&mut ledger, commits, with_changes))?;
                let workers = ledger.workers_computed();
                let took = took.one_of(count);
                write!(out, " {name} {took} ({changes} changes, {workers} workers)")?;
            }
            writeln!(out)?;
        }
    }
    write!(out, "a row more:")?;
    for hundred in rows.chunks(100).take(HUNDREDS) {
        let commits = hundred.chunks(1).map(|row| upload(row, 8, 480)).collect();
        let took = timed(|| committed(&mut ledger, commits, false))?.0;
        write!(out, " {}", took.one_of(u32::try_from(hundred.len())?))?;
    }
    writeln!(out)?;
    drop(ledger);
    std::fs::remove_dir_all(place)?;
    Ok(())
}
