//! What may be asked of the command.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::basics::day::{Day, Month};
use crate::report::explain::Lang;
use crate::report::sink::Format;

/// Payroll reconciliation: what was worked, what was promised and what was paid.
#[derive(Debug, Parser)]
#[command(name = "anxin", version, subcommand_required = true, arg_required_else_help = false)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Compute due, paid and arrears of a data set, show a summary and write the tables.
    Reconcile(Reconcile),
    /// Say what a run will need: rows, worker-months, memory.
    Plan(Plan),
    /// Compute one data set under several policies and show their figures side by side.
    WhatIf(WhatIf),
    /// Show how two runs differ, figure by figure, and what made each differ: rows, the day, a key
    /// of the policy.
    Diff(Diff),
    /// Show which arrears hang on records that can be read in two ways, between which sums they
    /// lie, and what would settle it.
    Disputed(Disputed),
    /// Put partial results of several runs together, show a summary and write the tables.
    Merge(Merge),
    /// List what would be set aside and why, and headers that were not understood.
    Check(Check),
    /// Show how the figures of a worker, or the fate of a transfer, came about.
    Explain(Explain),
    /// Show or check the rules of a run.
    Policy(Policy),
    /// Keep a data set: add rows, take rows back, move the day; every state can be computed again.
    Ledger(Ledger),
    /// Reconcile, and put result, rules and the sums of what went in into one file as evidence.
    Bundle(Bundle),
    /// Check a bundle, compute it again from the data set, hold a worker's slip against its root.
    Verify(Verify),
    /// Write the slip of a worker: his lines, and what shows that they stand in a bundle.
    Slip(Slip),
    /// Show ids under a keyed hash, for offices that hold the same key.
    HashIds(HashIds),
    /// Time the core job: from opened inputs to due, paid and arrears in memory.
    BenchCore(BenchCore),
}

#[derive(Debug, Args)]
pub(super) struct Reconcile {
    /// Folder with one file or folder of parts a table.
    pub(super) dir: PathBuf,
    /// The day of the report, as 2025-12-31; rows dated after it are set aside.
    #[arg(long, value_name = "DAY")]
    pub(super) as_of: Day,
    /// A policy file (TOML, or JSON by its ending) or the name of a built-in policy.
    #[arg(long, value_name = "FILE|NAME", default_value = "cn")]
    pub(super) policy: String,
    /// Folder to write the tables and summary.json to: new, empty, or an earlier result.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// File to write the partial result to: what of it `anxin merge` puts together with others.
    #[arg(long, value_name = "FILE")]
    pub(super) partial: Option<PathBuf>,
    /// Workbook (XLSX) to write for people: summary, register of arrears, projects, with formulas.
    #[arg(long, value_name = "FILE")]
    pub(super) workbook: Option<PathBuf>,
    /// Folder to write the forms to that are passed upward, as CSV and XLSX: arrears, the six
    /// systems, cases. New, empty, or earlier forms.
    #[arg(long, value_name = "DIR")]
    pub(super) forms: Option<PathBuf>,
    /// Language of the workbook and the forms: zh or en.
    #[arg(long, default_value = "zh")]
    pub(super) lang: Lang,
    /// How tables are written: parquet, csv or arrow.
    #[arg(long, default_value = "parquet")]
    pub(super) format: Format,
    /// The warnings of an earlier run, its folder or its file `warnings`: what was open then keeps
    /// its day of opening, and what has gone is told as cleared.
    #[arg(long, value_name = "DIR|FILE")]
    pub(super) earlier: Option<PathBuf>,
    /// Number of threads; all there are if not given. It changes no result.
    #[arg(long)]
    pub(super) threads: Option<NonZeroUsize>,
    /// Keep to so much memory, as 512MiB or 1GiB: where one run needs more it is done in parts,
    /// with the same result.
    #[arg(long, value_name = "SIZE", conflicts_with_all = ["partial", "workbook", "forms", "earlier"])]
    pub(super) memory: Option<Size>,
    /// Folder for what a run in parts keeps meanwhile; the system's if not given.
    #[arg(long, value_name = "DIR", requires = "memory")]
    pub(super) temp: Option<PathBuf>,
    /// Also compute and write what covers the arrears of each worker on each project.
    #[arg(long)]
    pub(super) detail: bool,
    /// Exit with 4 where a row was set aside or a deadline lies in a year without calendar.
    #[arg(long)]
    pub(super) strict: bool,
    /// Show the summary as JSON, with digests of the tables.
    #[arg(long)]
    pub(super) json: bool,
    /// Show ids in full, in the workbook and the forms too.
    #[arg(long)]
    pub(super) show_ids: bool,
    /// Show nothing but errors.
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) bytes: u64,
}

impl std::str::FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.len() - text.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
        let (number, unit) = text.split_at(digits);
        let unit_bytes: Option<u64> = match unit.trim() {
            "B" | "" => Some(1),
            "KiB" => Some(1 << 10),
            "MiB" => Some(1 << 20),
            "GiB" => Some(1 << 30),
            "kB" => Some(1_000),
            "MB" => Some(1_000_000),
            "GB" => Some(1_000_000_000),
            _ => None,
        };
        let bytes = number.parse().ok().zip(unit_bytes);
        let bytes = bytes.and_then(|(number, unit): (u64, u64)| number.checked_mul(unit));
        let expected = "a whole number with B, KiB, MiB, GiB, kB, MB or GB";
        bytes
            .map(|bytes| Self { bytes })
            .ok_or_else(|| format!("met `{text}`, expected {expected}"))
    }
}

#[derive(Debug, Args)]
pub(super) struct Plan {
    /// Folder with one file or folder of parts a table.
    pub(super) dir: PathBuf,
    /// The day of the report, as 2025-12-31; rows dated after it are set aside.
    #[arg(long, value_name = "DAY")]
    pub(super) as_of: Day,
    /// A policy file or the name of a built-in policy.
    #[arg(long, value_name = "FILE|NAME", default_value = "cn")]
    pub(super) policy: String,
    /// Also say in how many parts a run keeps to so much memory, as 512MiB.
    #[arg(long, value_name = "SIZE")]
    pub(super) memory: Option<Size>,
    /// Number of threads; all there are if not given.
    #[arg(long)]
    pub(super) threads: Option<NonZeroUsize>,
    /// Show it as JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct WhatIf {
    /// Folder with one file or folder of parts a table.
    pub(super) dir: PathBuf,
    /// A policy file or the name of a built-in policy; once for each. The others are compared with
    /// the first.
    #[arg(long, value_name = "FILE|NAME", required = true)]
    pub(super) policy: Vec<String>,
    /// The day of the report, as 2025-12-31; rows dated after it are set aside.
    #[arg(long, value_name = "DAY")]
    pub(super) as_of: Day,
    /// Folder to write the figures to, as `what_if.csv`; it is made where there is none.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Number of threads; all there are if not given. It changes no result.
    #[arg(long)]
    pub(super) threads: Option<NonZeroUsize>,
    /// Show nothing but errors.
    #[arg(long, short)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// Folder with one file or folder of parts a table.
    pub(super) before: PathBuf,
    /// Folder of the later data set; the same if not given.
    pub(super) after: Option<PathBuf>,
    /// The day of the report, as 2025-12-31; rows dated after it are set aside.
    #[arg(long, value_name = "DAY")]
    pub(super) as_of: Day,
    /// The later day; the same if not given.
    #[arg(long, value_name = "DAY")]
    pub(super) as_of_after: Option<Day>,
    /// A policy file or the name of a built-in policy.
    #[arg(long, value_name = "FILE|NAME", default_value = "cn")]
    pub(super) policy: String,
    /// The later policy; the same if not given.
    #[arg(long, value_name = "FILE|NAME")]
    pub(super) policy_after: Option<String>,
    /// File (CSV) to write to; if not given it is shown.
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Number of threads; all there are if not given. It changes no result.
    #[arg(long)]
    pub(super) threads: Option<NonZeroUsize>,
}

#[derive(Debug, Args)]
pub(super) struct Disputed {
    /// Folder with one file or folder of parts a table.
    pub(super) dir: PathBuf,
    /// The day of the report, as 2025-12-31; rows dated after it are set aside.
    #[arg(long, value_name = "DAY")]
    pub(super) as_of: Day,
    /// A policy file or the name of a built-in policy.
    #[arg(long, value_name = "FILE|NAME", default_value = "cn")]
    pub(super) policy: String,
    /// File (CSV) to write the disputed worker-periods to; if not given the totals alone are shown.
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Number of threads; all there are if not given. It changes no result.
    #[arg(long)]
    pub(super) threads: Option<NonZeroUsize>,
    /// Show nothing but errors.
    #[arg(long)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct Merge {
    /// Files written by `anxin reconcile --partial`, in any order.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// The policy of the runs: a file, or the name of a built-in policy.
    #[arg(long, value_name = "FILE|NAME", default_value = "cn")]
    pub(super) policy: String,
    /// Folder to write the tables and summary.json to: new, empty, or an earlier result.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// The warnings of an earlier merge, its folder or its file `warnings`.
    #[arg(long, value_name = "DIR|FILE")]
    pub(super) earlier: Option<PathBuf>,
    /// File to write the merged partial result to, for a further merge.
    #[arg(long, value_name = "FILE")]
    pub(super) partial: Option<PathBuf>,
    /// How tables are written: parquet, csv or arrow.
    #[arg(long, default_value = "parquet")]
    pub(super) format: Format,
    /// Exit with 4 where a row was set aside or a deadline lies in a year without calendar.
    #[arg(long)]
    pub(super) strict: bool,
    /// Show the summary as JSON.
    #[arg(long)]
    pub(super) json: bool,
    /// Show ids in full.
    #[arg(long)]
    pub(super) show_ids: bool,
    /// Show nothing but errors.
    #[arg(long, short)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Folder with one file or folder of parts a table.
    pub(super) dir: PathBuf,
    /// Look at it as of this day; if not given, no row is set aside for its date.
    #[arg(long, value_name = "DAY")]
    pub(super) as_of: Option<Day>,
    /// A policy file or the name of a built-in policy.
    #[arg(long, value_name = "FILE|NAME", default_value = "cn")]
    pub(super) policy: String,
}

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Folder with one file or folder of parts a table.
    pub(super) dir: PathBuf,
    /// The day of the report, as 2025-12-31.
    #[arg(long, value_name = "DAY")]
    pub(super) as_of: Day,
    /// The worker, by id.
    #[arg(long, value_name = "ID", required_unless_present = "transfer")]
    pub(super) worker: Option<String>,
    /// Only this project.
    #[arg(long, value_name = "ID", conflicts_with = "transfer")]
    pub(super) project: Option<String>,
    /// Only this wage month, as 2025-03.
    #[arg(long, value_name = "MONTH", conflicts_with = "transfer")]
    pub(super) period: Option<Month>,
    /// A transfer instead of a worker: what became of it and why, by id.
    #[arg(long, value_name = "ID", conflicts_with = "worker")]
    pub(super) transfer: Option<String>,
    /// Language of the statement: zh or en.
    #[arg(long, default_value = "en")]
    pub(super) lang: Lang,
    /// Form of the statement: text, json, html (pages of A4) or xlsx (sheets with formulas).
    #[arg(long, default_value = "text")]
    pub(super) format: Form,
    /// File to write it to; it is replaced where it exists. A workbook needs one.
    #[arg(long, value_name = "FILE", required_if_eq("format", "xlsx"))]
    pub(super) out: Option<PathBuf>,
    /// A policy file or the name of a built-in policy.
    #[arg(long, value_name = "FILE|NAME", default_value = "cn")]
    pub(super) policy: String,
    /// Number of threads; all there are if not given.
    #[arg(long)]
    pub(super) threads: Option<NonZeroUsize>,
    /// Short for `--format json`.
    #[arg(long, conflicts_with = "format")]
    pub(super) json: bool,
}

/// The form of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Text for a terminal.
    Text,
    /// Data.
    Json,
    /// Printed pages.
    Html,
    /// A workbook.
    Xlsx,
}

impl std::str::FromStr for Form {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            "html" => Ok(Self::Html),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(format!("met `{text}`, expected text, json, html or xlsx")),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct Bundle {
    /// Folder with one file or folder of parts a table.
    pub(super) dir: PathBuf,
    /// The day of the report, as 2025-12-31.
    #[arg(long, value_name = "DAY")]
    pub(super) as_of: Day,
    /// A policy file or the name of a built-in policy.
    #[arg(long, value_name = "FILE|NAME", default_value = "cn")]
    pub(super) policy: String,
    /// File with the secret of the office, which salts what is told of each worker.
    #[arg(long, value_name = "FILE")]
    pub(super) secret: PathBuf,
    /// Make the secret, in a file that is not there yet.
    #[arg(long)]
    pub(super) new_secret: bool,
    /// File to write the bundle to (ZIP); it is replaced where it exists.
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The bundle.
    #[arg(required_unless_present = "slip")]
    pub(super) bundle: Option<PathBuf>,
    /// Folder with what was handed over: everything is computed again from it.
    pub(super) data: Option<PathBuf>,
    /// A slip to hold against the root of the bundle, or against --root.
    #[arg(long, value_name = "FILE")]
    pub(super) slip: Option<PathBuf>,
    /// The root, as it was published, that the bundle or the slip must have.
    #[arg(long, value_name = "HEX", required_unless_present = "bundle")]
    pub(super) root: Option<String>,
    /// File with the secret of who made the bundle: checks the root over workers too.
    #[arg(long, value_name = "FILE", requires = "bundle")]
    pub(super) secret: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Slip {
    /// The bundle.
    pub(super) bundle: PathBuf,
    /// The worker, by id as it stands in the tables.
    #[arg(long, value_name = "ID")]
    pub(super) worker: String,
    /// File with the secret that the bundle was made with.
    #[arg(long, value_name = "FILE")]
    pub(super) secret: PathBuf,
    /// File to write the slip to (JSON); it is replaced where it exists.
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct HashIds {
    /// File with ids, one a line.
    pub(super) ids: PathBuf,
    /// File with the key that the offices share: 64 hexadecimal digits.
    #[arg(long, value_name = "FILE")]
    pub(super) key: PathBuf,
    /// Make the key, in a file that is not there yet.
    #[arg(long)]
    pub(super) new_key: bool,
}

#[derive(Debug, Args)]
pub(super) struct Policy {
    #[command(subcommand)]
    pub(super) verb: PolicyVerb,
}

#[derive(Debug, Subcommand)]
pub(super) enum PolicyVerb {
    /// Show a policy in full, as TOML.
    Show {
        /// A policy file or the name of a built-in policy.
        #[arg(value_name = "FILE|NAME", default_value = "cn")]
        policy: String,
    },
    /// Check a policy file and show its fingerprint.
    Check {
        /// The policy file.
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(super) struct Ledger {
    #[command(subcommand)]
    pub(super) verb: super::ledger::LedgerVerb,
}

#[derive(Debug, Args)]
pub(super) struct BenchCore {
    /// Folder with one file or folder of parts a table.
    pub(super) dir: PathBuf,
    /// The day of the report.
    #[arg(long, value_name = "DAY", default_value = "2026-12-31")]
    pub(super) as_of: Day,
    /// A policy file or the name of a built-in policy.
    #[arg(long, value_name = "FILE|NAME", default_value = "cn")]
    pub(super) policy: String,
    /// Number of threads; all there are if not given.
    #[arg(long)]
    pub(super) threads: Option<NonZeroUsize>,
    /// How often; one line each.
    #[arg(long, default_value = "1")]
    pub(super) repeat: NonZeroUsize,
}
