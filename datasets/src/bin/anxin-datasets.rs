//! Writes worlds, big data sets and the samples. `anxin-datasets` without arguments prints how.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anxin_datasets::big::{Format, RegionSpec, core_job, parts_per_million, region};
use anxin_datasets::{Spec, samples, world};

const USAGE: &str = "\
usage: anxin-datasets world --out DIR [--seed N] [--projects N] [--workers N] [--months N]
                      [--split N] [--clean yes]
       anxin-datasets region --out DIR [--scale F] [--months N] [--seed N] [--faults F]
                      [--format csv|parquet]
       anxin-datasets core-job --out DIR [--rows N] [--months N] [--seed N] [--format csv|parquet]
       anxin-datasets samples --out DIR

world     a small world with known faults: tables in DIR/in, the truth in DIR/truth/truth.csv
region    a whole field of data: at scale 1, 240,000 registered workers on 2,921 projects;
          with --faults 0.02 one row in fifty is faulty
core-job  attendance, contracts, transfers and calendar of a job of so many attendance rows
samples   the readable sample site in its three variants
Parquet needs the feature `parquet`.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match words.first().map(String::as_str) {
        Some(command) => run(command, &Options(&words[1..])),
        None => Err(USAGE.to_owned()),
    };
    let (text, code) = match outcome {
        Ok(text) => (text, ExitCode::SUCCESS),
        Err(text) => (text, ExitCode::from(2)),
    };
    // Nothing is left to do when even the message cannot be written.
    let _ = writeln!(io::stderr(), "{text}");
    code
}

/// `--name value` pairs.
struct Options<'a>(&'a [String]);

impl Options<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        let place = self.0.iter().position(|word| word.strip_prefix("--") == Some(name))?;
        self.0.get(place + 1).map(String::as_str)
    }

    fn number<T: std::str::FromStr>(&self, name: &str, default: T) -> Result<T, String> {
        match self.text(name) {
            None => Ok(default),
            Some(text) => {
                text.parse().map_err(|_| format!("--{name}: found {text}, expected a number"))
            }
        }
    }

    fn out(&self) -> Result<&Path, String> {
        self.text("out").map(Path::new).ok_or_else(|| format!("--out is missing\n\n{USAGE}"))
    }

    fn format(&self, default: Format) -> Result<Format, String> {
        match self.text("format") {
            None => Ok(default),
            Some("csv") => Ok(Format::Csv),
            Some("parquet") => Ok(Format::Parquet),
            Some(other) => Err(format!("--format: found {other}, expected csv or parquet")),
        }
    }

    /// Refuses a name that the command does not know, so that a slip of the pen is seen.
    fn check(&self, known: &[&str]) -> Result<(), String> {
        for pair in self.0.chunks(2) {
            let name = pair[0].strip_prefix("--").unwrap_or(&pair[0]);
            if !known.contains(&name) || pair.len() < 2 {
                return Err(format!("{}: not understood\n\n{USAGE}", pair[0]));
            }
        }
        Ok(())
    }
}

fn run(command: &str, options: &Options) -> Result<String, String> {
    let said = |error: io::Error| error.to_string();
    match command {
        "world" => {
            options.check(&["out", "seed", "projects", "workers", "months", "split", "clean"])?;
            write_world(options)
        }
        "region" => {
            options.check(&["out", "seed", "scale", "months", "faults", "format"])?;
            let parts = |name: &str, default: &str| {
                parts_per_million(options.text(name).unwrap_or(default))
                    .ok_or_else(|| format!("--{name}: expected a number such as 0.01"))
            };
            let spec = RegionSpec {
                scale_parts: parts("scale", "1")?,
                months: options.number("months", 12)?,
                seed: options.number("seed", 7)?,
                fault_parts: parts("faults", "0")?,
            };
            region(options.out()?, &spec, options.format(Format::Csv)?).map_err(said)
        }
        "core-job" => {
            options.check(&["out", "seed", "rows", "months", "format"])?;
            let (seed, months) = (options.number("seed", 7)?, options.number("months", 12)?);
            let rows = options.number("rows", 10_000_000)?;
            core_job(options.out()?, rows, months, seed, options.format(Format::Parquet)?)
                .map_err(said)
        }
        "samples" => {
            options.check(&["out"])?;
            samples::write(options.out()?).map_err(said)?;
            Ok(format!("{} files", samples::files().len()))
        }
        _ => Err(USAGE.to_owned()),
    }
}

fn write_world(options: &Options) -> Result<String, String> {
    let said = |error: io::Error| error.to_string();
    let usual = Spec::default();
    let mut spec = Spec {
        seed: options.number("seed", usual.seed)?,
        projects: options.number("projects", usual.projects)?,
        workers_per_project: options.number("workers", usual.workers_per_project)?,
        ..usual
    };
    spec = spec.clone().over(options.number("months", spec.months)?);
    if options.text("clean") == Some("yes") {
        spec = spec.clean();
    }
    let made = world(&spec);
    let out = options.out()?;
    let (input, truth) = (out.join("in"), out.join("truth"));
    match options.number("split", 1)? {
        0 | 1 => made.write_csv(&input).map_err(said)?,
        parts => made.split(parts).write_csv(&input).map_err(said)?,
    }
    fs::create_dir_all(&truth).map_err(said)?;
    made.write_truth(&truth.join("truth.csv")).map_err(said)?;
    Ok(format!("as of {}: {} things planted", made.as_of(), made.truth.len()))
}
