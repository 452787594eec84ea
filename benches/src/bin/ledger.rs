//! An open ledger beside one run over the same rows: a day's upload, and single corrections.
//!
//! ```text
//! ledger DIR [--threads N]
//! ```
//!
//! The tables of DIR (attendance as Parquet, with ids as text) become a ledger in a new
//! folder; then, each in turn, one run over DIR, the upload of one more day (its rows are those of
//! the last day), a row of attendance corrected and a row of transfers corrected, with the changes
//! and without. Durable: each commit is on the disk when its time is taken. Milliseconds.

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

/// Milliseconds of some work.
fn timed<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(u128, T)> {
    let start = Instant::now();
    let done = work()?;
    Ok((start.elapsed().as_millis(), done))
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
    writeln!(out, "first rows {first} ms, then per round: batch, day, correction, transfer")?;
    for round in 1..=3 {
        let batch = timed(|| Ok(run.reconcile(&inputs, &Policy::default(), as_of)?))?.0;
        write!(out, "batch {batch}")?;
        for with_changes in [true, false] {
            let by = round * 2 + i32::from(with_changes);
            let position = ledger.rows(TableName::Attendance).0;
            let mut commits = vec![("day", upload(&rows, by, 480))];
            let row = upload(&rows[..1], by, 400);
            commits.push(("correction", row.without_rows(TableName::Attendance, vec![position])));
            let transfer = u64::try_from(by)?;
            let taken = Commit::default().without_rows(TableName::Transfers, vec![transfer]);
            commits.push(("transfer", taken));
            for (name, commit) in commits {
                let (took, changes) = timed(|| {
                    Ok(match with_changes {
                        true => ledger.commit(commit)?.len(),
                        false => ledger.append(commit).map(|()| 0)?,
                    })
                })?;
                write!(out, ", {name} {took}")?;
                if with_changes {
                    write!(out, " ({changes} changes)")?;
                }
            }
        }
        writeln!(out)?;
    }
    drop(ledger);
    std::fs::remove_dir_all(place)?;
    Ok(())
}
