//! `ledger`: a data set that is kept, row by row and day by day.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Subcommand;

use super::reconcile::{self, Shown};
use super::watch::Watch;
use super::{DONE, policy, print};
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::intake::source::Inputs;
use crate::intake::tables::TableName;
use crate::ledger::folder::Folder;
use crate::ledger::{Commit, Ledger, Point, feed, open_to_write};
use crate::pipeline::Run;
use crate::reconciliation::Reconciliation;
use crate::report::sink;

#[derive(Debug, Subcommand)]
pub(super) enum LedgerVerb {
    /// Begin a ledger without rows.
    Init {
        /// Folder of the ledger: new or empty.
        ledger: PathBuf,
        /// The day it stands at, as 2025-12-31; rows dated after it wait.
        #[arg(long, value_name = "DAY")]
        as_of: Day,
        /// A policy file or the name of a built-in policy.
        #[arg(long, value_name = "FILE|NAME", default_value = "cn")]
        policy: String,
    },
    /// Add rows, take rows back, or both at once: a correction. All of it is kept, or nothing.
    Add {
        /// Folder of the ledger.
        ledger: PathBuf,
        /// Folder with the rows to add: one file or folder of parts a table.
        upload: Option<PathBuf>,
        /// Rows to take back, by the column `row` of `findings`: attendance:120,130-140.
        #[arg(long, value_name = "TABLE:ROWS", required_unless_present = "upload")]
        withdraw: Vec<Rows>,
        /// File (CSV) to write to which figures changed, from what to what, and which rows did it.
        #[arg(long, value_name = "FILE")]
        changes: Option<PathBuf>,
        /// Number of threads; all there are if not given.
        #[arg(long)]
        threads: Option<NonZeroUsize>,
        /// Show nothing but errors.
        #[arg(long, short)]
        quiet: bool,
    },
    /// Move the day.
    Advance {
        /// Folder of the ledger.
        ledger: PathBuf,
        /// The day to move to.
        #[arg(long, value_name = "DAY")]
        as_of: Day,
        /// File (CSV) to write to which figures changed, from what to what.
        #[arg(long, value_name = "FILE")]
        changes: Option<PathBuf>,
        /// Number of threads; all there are if not given.
        #[arg(long)]
        threads: Option<NonZeroUsize>,
        /// Show nothing but errors.
        #[arg(long, short)]
        quiet: bool,
    },
    /// Show a summary of the result and write its tables.
    Report {
        /// Folder of the ledger.
        ledger: PathBuf,
        /// The state after this commit (0 the first) or as of this day, instead of the latest.
        #[arg(long, value_name = "COMMIT|DAY")]
        at: Option<Point>,
        /// Folder to write the tables and summary.json to: new, empty, or an earlier result.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// How tables are written: parquet, csv or arrow.
        #[arg(long, default_value = "parquet")]
        format: sink::Format,
        /// Also compute and write what covers the arrears of each worker on each project.
        #[arg(long)]
        detail: bool,
        /// Exit with 4 where a row was set aside or a deadline lies in a year without calendar.
        #[arg(long)]
        strict: bool,
        /// Show the summary as JSON.
        #[arg(long)]
        json: bool,
        /// Show ids in full.
        #[arg(long)]
        show_ids: bool,
        /// Number of threads; all there are if not given.
        #[arg(long)]
        threads: Option<NonZeroUsize>,
        /// Show nothing but errors.
        #[arg(long, short)]
        quiet: bool,
    },
    /// Show how two states differ: two commits, or the rows of today on two days.
    Diff {
        /// Folder of the ledger.
        ledger: PathBuf,
        /// The earlier state: a commit or a day.
        #[arg(long, value_name = "COMMIT|DAY")]
        from: Point,
        /// The later state; the latest if not given.
        #[arg(long, value_name = "COMMIT|DAY")]
        to: Option<Point>,
        /// File (CSV) to write to; if not given it is shown.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Number of threads; all there are if not given.
        #[arg(long)]
        threads: Option<NonZeroUsize>,
    },
}

/// Rows of a table by their positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rows {
    table: TableName,
    rows: Vec<u64>,
}

/// Rows that one argument may name.
const MOST_ROWS: u64 = 10_000_000;

impl FromStr for Rows {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let refused = || format!("met `{text}`, expected rows such as attendance:120,130-140");
        let (table, ranges) = text.split_once(':').ok_or_else(refused)?;
        let table = TableName::from_word(table).ok_or_else(refused)?;
        let mut rows = Vec::new();
        for range in ranges.split(',') {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let number = |text: &str| text.trim().parse::<u64>().map_err(|_| refused());
            let (first, last) = (number(first)?, number(last)?);
            if last < first || last - first >= MOST_ROWS {
                return Err(refused());
            }
            rows.extend(first..=last);
        }
        Ok(Self { table, rows })
    }
}

/// Runs the verb.
pub(super) fn run(verb: &LedgerVerb, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<u8> {
    match verb {
        LedgerVerb::Init { ledger, as_of, policy } => {
            let policy = policy::named(policy)?;
            let made = Ledger::init(Box::new(Folder::writer(ledger)?), &policy, *as_of)?;
            print(stdout, &format!("commit 0: as of {as_of}, policy {}\n", made.policy().name))?;
            Ok(DONE)
        }
        LedgerVerb::Add { ledger, upload, withdraw, changes, threads, quiet } => {
            let mut commit = Commit::default();
            if let Some(upload) = upload {
                sink::refuse_inside(ledger, upload)?;
                let inputs = Inputs::folder(upload)?;
                for name in inputs.ignored.iter().filter(|_| !quiet) {
                    // What was added is told by the result too, should nobody listen here.
                    let _unheard = writeln!(stderr, "warning: {name}: no table, not added");
                }
                reconcile::tell_checks(&inputs, *quiet, stderr);
                commit = commit.with_rows(&inputs);
            }
            for Rows { table, rows } in withdraw {
                commit = commit.without_rows(*table, rows.clone());
            }
            commit_to(ledger, commit, changes.as_deref(), *threads, *quiet, stdout)
        }
        LedgerVerb::Advance { ledger, as_of, changes, threads, quiet } => {
            let commit = Commit::default().on_day(*as_of);
            commit_to(ledger, commit, changes.as_deref(), *threads, *quiet, stdout)
        }
        LedgerVerb::Diff { ledger, from, to, out, threads } => {
            let ledger = opened(ledger, *threads)?;
            let today = Point::Day(ledger.as_of());
            let mut text = feed::HEADER.to_owned();
            ledger.diff(*from, to.unwrap_or(today), &mut |one| {
                feed::push(&mut text, &one.changed, &one.cause);
                Ok(())
            })?;
            match out {
                Some(out) => sink::write_text(out, &text)?,
                None => print(stdout, &text)?,
            }
            Ok(DONE)
        }
        LedgerVerb::Report { .. } => report(verb, stdout, stderr),
    }
}

/// A ledger to read from.
fn opened(ledger: &Path, threads: Option<NonZeroUsize>) -> Result<Ledger> {
    Ok(Ledger::open(Box::new(Folder::reader(ledger)))?.with_run(how(threads)))
}

fn how(threads: Option<NonZeroUsize>) -> Run {
    Run { threads: threads.map(usize::from), ..Run::default() }
}

/// The result of a state of a ledger.
fn state(ledger: &Ledger, point: Option<Point>) -> Result<Reconciliation> {
    let result = match point {
        Some(Point::Commit(commit)) => ledger.at(commit)?,
        Some(Point::Day(day)) => ledger.on(day)?,
        None => ledger.on(ledger.as_of())?,
    };
    result.ok_or(Error::MissingTable)
}

/// Commits, writes the changes where they are asked for, and tells what was done.
fn commit_to(
    path: &Path,
    commit: Commit,
    changes: Option<&Path>,
    threads: Option<NonZeroUsize>,
    is_quiet: bool,
    stdout: &mut dyn Write,
) -> Result<u8> {
    let mut ledger = open_to_write(path)?.with_run(how(threads));
    let before = TableName::ALL.map(|table| ledger.rows(table));
    let number = ledger.commits();
    match changes {
        Some(file) => {
            let changes = ledger.commit(commit)?;
            let mut text = feed::HEADER.to_owned();
            changes.iter().for_each(|one| feed::push(&mut text, &one.changed, &one.cause));
            sink::write_text(file, &text)?;
        }
        None => ledger.append(commit)?,
    }
    if is_quiet {
        return Ok(DONE);
    }
    let mut text = format!("commit {number}: as of {}\n", ledger.as_of());
    for (table, before) in TableName::ALL.into_iter().zip(before) {
        let now = ledger.rows(table);
        let (added, taken) = (now.0 - before.0, now.1 - before.1);
        if added + taken > 0 {
            let name = table.word();
            text += &format!("  {name}: {added} rows added, {taken} taken back, {} stand\n", {
                now.0 - now.1
            });
        }
    }
    print(stdout, &text)?;
    Ok(DONE)
}

/// Shows the summary of a state and writes its tables.
fn report(verb: &LedgerVerb, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<u8> {
    let LedgerVerb::Report {
        ledger,
        at,
        out,
        format,
        detail,
        strict,
        json,
        show_ids,
        threads,
        quiet,
    } = verb
    else {
        return Ok(DONE);
    };
    if let Some(out) = out {
        sink::refuse_inside(out, ledger)?;
    }
    sink::refuse_occupied(out.as_deref(), None)?;
    let watch = Watch::new(*quiet);
    let run = Run { on_progress: Some(watch.on_progress()), ..how(*threads) };
    let ledger = opened(ledger, *threads)?.with_run(run);
    let result = state(&ledger, *at)?;
    let mut summary = match out {
        Some(out) => {
            let mut on_batch = |table, rows| watch.on_batch(table, rows);
            sink::write(&result, out, *format, *detail, &mut on_batch)?
        }
        None => result.summary()?,
    };
    watch.end();
    if *json && !quiet {
        summary.digests = result.digests()?;
    }
    let shown = Shown { is_quiet: *quiet, is_json: *json, show_ids: *show_ids, is_strict: *strict };
    reconcile::show(&result, &summary, &shown, stdout, stderr)
}
