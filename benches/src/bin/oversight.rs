//! The whole run with every table, beside the core job alone, on one world.
//!
//! ```text
//! cargo run --release -p anxin-benches --bin oversight -- DIR [--pairs N]
//! ```
//!
//! DIR is made where it does not exist: a region of 240,000 workers over two months with every
//! input table, one row in fifty faulty (about ten million rows of attendance). Then, in turns and
//! each in a process of its own:
//!
//! - *core*: `anxin bench-core` over attendance, contracts and transfers of that world under the
//!   policy of the core job; the time is the one it says: from opened inputs to due, paid and
//!   arrears by worker, project and period in memory, nothing written.
//! - *whole*: `anxin reconcile --out` over all tables of that world under the policy `cn`; the time
//!   is that of the whole process: steps 1 to 9, every output table and the summary on disk.
//!
//! The figure is the median of *whole* over the median of *core*.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anxin_benches::child::{Measured, median, ratio, run, seconds, serve};
use anxin_datasets::big::{Format, RegionSpec, region};

/// The day of the reports: some wages of the second month are overdue, some are not.
const AS_OF: &str = "2025-03-15";
/// The tables of the core job.
const CORE_TABLES: [&str; 3] = ["attendance", "contracts", "transfers"];

fn main() -> ExitCode {
    if let Some(code) = serve() {
        return code;
    }
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [dir] => compare(Path::new(dir), 3),
        [dir, "--pairs", pairs] => match pairs.parse() {
            Ok(pairs) => compare(Path::new(dir), pairs),
            Err(error) => Err(io::Error::other(error)),
        },
        _ => Err(io::Error::other("usage: oversight DIR [--pairs N]")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do when even the message cannot be written.
            let _unheard = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the pairs and prints them, their medians and the figure.
fn compare(dir: &Path, pairs: usize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let world = dir.join("in");
    if !world.exists() {
        let spec = RegionSpec { months: 2, fault_parts: 20_000, ..RegionSpec::default() };
        writeln!(out, "{}", region(&world, &spec, Format::Parquet)?)?;
    }
    let core_dir = dir.join("core");
    link_core(&world, &core_dir)?;
    let policy = dir.join("core_job.toml");
    fs::write(&policy, include_str!("../../../engine/policies/core_job.toml"))?;
    let (mut cores, mut wholes) = (Vec::new(), Vec::new());
    for pair in 1..=pairs {
        let core =
            run(&words(&["bench-core", "--as-of", AS_OF], &[("--policy", &policy)], &core_dir))?;
        let timed = timed(&core.stdout)?;
        let whole_out = dir.join("out");
        let arguments = ["reconcile", "--quiet", "--as-of", AS_OF];
        let whole = run(&words(&arguments, &[("--out", &whole_out)], &world))?;
        writeln!(
            out,
            "pair {pair}: {}; {}",
            shown("core", timed, &core),
            shown("whole", whole.wall, &whole)
        )?;
        cores.push((timed, core.cpu));
        wholes.push((whole.wall, whole.cpu));
    }
    let medians = |times: &[(Duration, Duration)]| {
        let walls = times.iter().map(|time| time.0).collect();
        (median(walls), median(times.iter().map(|time| time.1).collect()))
    };
    let (core, whole) = (medians(&cores), medians(&wholes));
    writeln!(
        out,
        "medians of {pairs}: core {} ({} of processor), whole {} ({}); whole / core {} \
         ({} of processor)",
        seconds(core.0),
        seconds(core.1),
        seconds(whole.0),
        seconds(whole.1),
        ratio(whole.0, core.0),
        ratio(whole.1, core.1),
    )
}

/// The tables of the core job alone, as further names of their files.
fn link_core(world: &Path, core: &Path) -> io::Result<()> {
    fs::create_dir_all(core)?;
    for table in CORE_TABLES {
        let name = format!("{table}.parquet");
        let link = core.join(&name);
        if !link.exists() {
            fs::hard_link(world.join(&name), link)?;
        }
    }
    Ok(())
}

/// Arguments of a run: words, options with a path, and the folder.
fn words(words: &[&str], paths: &[(&str, &Path)], dir: &Path) -> Vec<OsString> {
    let mut all: Vec<OsString> = words.iter().map(OsString::from).collect();
    for (name, path) in paths {
        all.extend([OsString::from(name), path.into()]);
    }
    all.push(dir.into());
    all
}

/// The time that `bench-core` says.
fn timed(stdout: &str) -> io::Result<Duration> {
    let wall = stdout.split_whitespace().find_map(|word| word.strip_prefix("wall_s="));
    let milliseconds = wall.and_then(|wall| wall.replace('.', "").parse().ok());
    let missing = || io::Error::other(format!("no time in `{stdout}`"));
    milliseconds.map(Duration::from_millis).ok_or_else(missing)
}

/// A run in a few words.
fn shown(name: &str, wall: Duration, run: &Measured) -> String {
    let (wall, cpu) = (seconds(wall), seconds(run.cpu));
    format!("{name} {wall}, {cpu} of processor, {} MiB", run.peak_kib / 1024)
}
