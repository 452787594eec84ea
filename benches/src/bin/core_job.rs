//! The core job once, from files or from memory, with ids as text, dictionaries or integers; or the
//! floor beneath it. One line of JSON on standard output; `peers/side_by_side.py` runs it.
//!
//! ```text
//! core_job DIR [--source file|memory] [--ids text|dictionary] [--threads N]
//! core_job DIR --floor decode|bytes [--threads N]
//! ```
//!
//! `--ids dictionary` holds worker and project ids in memory as the dictionaries of the file;
//! integers are taken as the files have them. What is timed is from opened inputs to the table of
//! due, paid and arrears in memory. The floors: decoding the columns of the four tables, text as
//! views or dictionaries; reading the bytes of the four files.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anxin::{Day, Inputs, Policy, Run, Source, TableName};
use anxin_benches::child::own_figures;
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray as _;
use arrow_array::types::Decimal128Type;
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The tables of the job.
const TABLES: [(TableName, &str); 4] = [
    (TableName::Attendance, "attendance"),
    (TableName::Contracts, "contracts"),
    (TableName::Transfers, "transfers"),
    (TableName::Calendar, "calendar"),
];
/// The columns of the result.
const COLUMNS: [&str; 6] = ["worker_id", "project_id", "period", "due", "paid", "arrears"];

/// What is asked for.
struct Asked {
    dir: PathBuf,
    is_memory: bool,
    has_dictionaries: bool,
    floor: Option<String>,
    threads: usize,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match asked(&words).and_then(|asked| run(&asked)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when even the message cannot be written.
            let _unheard = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn asked(words: &[String]) -> Outcome<Asked> {
    let (dir, options) = words.split_first().ok_or("usage: core_job DIR [options]")?;
    let mut asked = Asked {
        dir: dir.into(),
        is_memory: false,
        has_dictionaries: false,
        floor: None,
        threads: 2,
    };
    for pair in options.chunks(2) {
        match pair.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["--source", "file"] | ["--ids", "text"] => {}
            ["--source", "memory"] => asked.is_memory = true,
            ["--ids", "dictionary"] => asked.has_dictionaries = true,
            ["--threads", threads] => asked.threads = threads.parse()?,
            ["--floor", floor @ ("decode" | "bytes")] => asked.floor = Some(floor.to_owned()),
            _ => return Err(format!("{}: not understood", pair.join(" ")).into()),
        }
    }
    Ok(asked)
}

fn run(asked: &Asked) -> Outcome<()> {
    let (time, rows, sums, cpu_ms) = match asked.floor.as_deref() {
        Some("bytes") => timed(|| touched(asked).map(|bytes| (bytes, [0; 3])))?,
        Some(_) => timed(|| decoded(asked).map(|rows| (rows, [0; 3])))?,
        None => job(asked)?,
    };
    let (_, peak_kib) = own_figures();
    let [due, paid, arrears] = sums;
    writeln!(
        io::stdout(),
        "{{\"microseconds\": {}, \"cpu_ms\": {cpu_ms}, \"peak_kib\": {peak_kib}, \"rows\": {rows}, \
         \"due\": {due}, \"paid\": {paid}, \"arrears\": {arrears}}}",
        time.as_micros(),
    )?;
    Ok(())
}

/// How long `work` took, what it gives, and the milliseconds of processor time it took.
fn timed<A, B>(work: impl FnOnce() -> Outcome<(A, B)>) -> Outcome<(Duration, A, B, u64)> {
    let (before, start) = (own_figures().0, Instant::now());
    let (a, b) = work()?;
    let time = start.elapsed();
    Ok((time, a, b, (own_figures().0 - before) * 10))
}

/// The job: rows of the result, and its sums in fen.
fn job(asked: &Asked) -> Outcome<(Duration, usize, [i128; 3], u64)> {
    let policy = include_str!("../../../engine/policies/core_job.toml");
    let policy = Policy::from_toml(policy, "core_job")?;
    let as_of = Day::from_ymd(2026, 12, 31).ok_or("no such day")?;
    let inputs = if asked.is_memory { in_memory(asked)? } else { Inputs::folder(&asked.dir)? };
    let run = Run { threads: Some(asked.threads), ..Run::default() };
    let (time, table, _result, cpu_ms) = timed(|| {
        let result = run.reconcile(&inputs, &policy, as_of)?;
        let table = result.worker_periods().select(&COLUMNS).collect::<Result<Vec<_>, _>>()?;
        Ok((table, result))
    })?;
    let sum = |column: usize| -> i128 {
        let of_batch = |batch: &RecordBatch| -> i128 {
            batch.column(column).as_primitive::<Decimal128Type>().values().iter().sum()
        };
        table.iter().map(of_batch).sum()
    };
    let rows = table.iter().map(RecordBatch::num_rows).sum();
    Ok((time, rows, [sum(3), sum(4), sum(5)], cpu_ms))
}

/// The tables as record batches.
fn in_memory(asked: &Asked) -> Outcome<Inputs> {
    let mut inputs = Inputs::default();
    for (table, name) in TABLES {
        let metadata =
            metadata(&asked.dir, name, if asked.has_dictionaries { ids } else { as_is })?;
        let groups = (0..metadata.metadata().num_row_groups()).collect();
        let mut batches = Vec::new();
        decode(&asked.dir, name, &metadata, groups, |batch| batches.push(batch))?;
        inputs = inputs.with(table, Source::batches(batches));
    }
    Ok(inputs)
}

fn path(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}.parquet"))
}

/// The footer of a table, its columns in other types.
fn metadata(
    dir: &Path,
    name: &str,
    as_type: impl Fn(&Field) -> Field,
) -> Outcome<ArrowReaderMetadata> {
    let file = File::open(path(dir, name))?;
    let known = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
    let fields: Vec<Field> = known.schema().fields().iter().map(|field| as_type(field)).collect();
    let options = ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields)));
    Ok(ArrowReaderMetadata::try_new(Arc::clone(known.metadata()), options)?)
}

fn as_is(field: &Field) -> Field {
    field.clone()
}

/// Worker and project ids as dictionaries.
fn ids(field: &Field) -> Field {
    let is_id = matches!(field.name().as_str(), "worker_id" | "project_id");
    if is_id && *field.data_type() == DataType::Utf8 { dictionary(field) } else { field.clone() }
}

/// All text as dictionaries, which is how a file with dictionaries is decoded fastest.
fn texts(field: &Field) -> Field {
    if *field.data_type() == DataType::Utf8 { dictionary(field) } else { field.clone() }
}

/// All text as views, which is how a file without dictionaries is decoded fastest.
fn views(field: &Field) -> Field {
    match field.data_type() {
        DataType::Utf8 => field.clone().with_data_type(DataType::Utf8View),
        _ => field.clone(),
    }
}

fn dictionary(field: &Field) -> Field {
    let keys = Box::new(DataType::Int32);
    field.clone().with_data_type(DataType::Dictionary(keys, Box::new(DataType::Utf8)))
}

/// Decodes row groups batch by batch.
fn decode(
    dir: &Path,
    name: &str,
    metadata: &ArrowReaderMetadata,
    groups: Vec<usize>,
    mut on_batch: impl FnMut(RecordBatch),
) -> Outcome<()> {
    let file = File::open(path(dir, name))?;
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone());
    for batch in reader.with_batch_size(65_536).with_row_groups(groups).build()? {
        on_batch(batch?);
    }
    Ok(())
}

/// Decodes every column of the four tables, row groups on several threads; nothing is kept.
fn decoded(asked: &Asked) -> Outcome<usize> {
    let mut work = Vec::new();
    for (_, name) in TABLES {
        let with_dictionaries = metadata(&asked.dir, name, texts)?;
        // Pages of plain text in a dictionary would be hashed word by word.
        let is_plain = has_plain_pages(&with_dictionaries);
        let metadata =
            if is_plain { metadata(&asked.dir, name, views)? } else { with_dictionaries };
        let groups = metadata.metadata().num_row_groups();
        work.extend((0..groups).map(|group| (name, metadata.clone(), group)));
    }
    let (next, rows) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let worker = || -> Outcome<()> {
        while let Some((name, metadata, group)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
            decode(&asked.dir, name, metadata, vec![*group], |batch| {
                rows.fetch_add(std::hint::black_box(&batch).num_rows(), Ordering::Relaxed);
            })?;
        }
        Ok(())
    };
    on_threads(asked.threads, worker)?;
    Ok(rows.into_inner())
}

/// Whether a text column of the file has pages that do not point into a dictionary.
fn has_plain_pages(metadata: &ArrowReaderMetadata) -> bool {
    use parquet::basic::{Encoding, Type};
    let groups = metadata.metadata().row_groups();
    groups.iter().flat_map(|group| group.columns()).any(|chunk| {
        let points =
            |encoding| matches!(encoding, Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY);
        let pages = chunk.page_encoding_stats_mask();
        let is_plain = pages.is_some_and(|mask| !mask.encodings().all(points));
        chunk.column_type() == Type::BYTE_ARRAY && is_plain
    })
}

/// Reads the four files and adds their bytes up.
fn touched(asked: &Asked) -> Outcome<usize> {
    let next = AtomicUsize::new(0);
    let sum = AtomicUsize::new(0);
    let worker = || -> Outcome<()> {
        while let Some((_, name)) = TABLES.get(next.fetch_add(1, Ordering::Relaxed)) {
            let bytes = fs::read(path(&asked.dir, name))?;
            let ones: u64 = bytes.iter().map(|&byte| u64::from(byte)).sum();
            std::hint::black_box(ones);
            sum.fetch_add(bytes.len(), Ordering::Relaxed);
        }
        Ok(())
    };
    on_threads(asked.threads, worker)?;
    Ok(sum.into_inner())
}

/// Runs `work` on so many threads.
fn on_threads(threads: usize, work: impl Fn() -> Outcome<()> + Sync) -> Outcome<()> {
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(&work)).collect();
        running.into_iter().try_for_each(|thread| match thread.join() {
            Ok(outcome) => outcome,
            Err(_) => Err("a thread ended early".into()),
        })
    })
}
