//! The command `anxin`, as a function: arguments in, text out, an exit code back.
//!
//! | code | means |
//! | --- | --- |
//! | 0 | done |
//! | 2 | wrong usage |
//! | 3 | the input or the policy cannot be used |
//! | 4 | done, but attended days in a year without calendar earned nothing; with `--strict` also any row set aside and any deadline in such a year |
//! | 5 | could not write |
//! | 6 | the accounts do not balance: a fault of the program |
//! | 130 | cancelled |
//!
//! Errors stand on standard error as `error[code]: message`. Ids of people and projects are masked
//! in what is shown, unless `--show-ids`; tables hold them in full, workbooks and forms mask those
//! of workers. An interrupt (Ctrl-C) ends the run at its next batch of rows: nothing is left of
//! what was being written, and an earlier result stays.

mod arguments;
mod bench;
mod bundle;
mod check;
mod diff;
mod disputed;
mod explain;
mod layout;
mod ledger;
mod merge;
mod plan;
mod policy;
mod reconcile;
mod watch;
mod what_if;

use std::ffi::OsString;
use std::io::{self, Write};

use clap::Parser as _;

use crate::basics::error::{Error, Result};
use arguments::{Arguments, Verb};

/// Done.
pub const DONE: u8 = 0;
/// Wrong usage.
pub const USAGE: u8 = 2;
/// The input or the policy cannot be used.
pub const INPUT: u8 = 3;
/// Done, with something missing that must not pass unseen.
pub const INCOMPLETE: u8 = 4;
/// Could not write.
pub const OUTPUT: u8 = 5;
/// The accounts do not balance.
pub const UNBALANCED: u8 = 6;
/// Cancelled.
pub const CANCELLED: u8 = 130;

/// Prepares the process, once and for all, for [`run`]: an interrupt (Ctrl-C) ends a run with
/// [`CANCELLED`] after it has put its things away, and a panic of a decoder at damaged data, which
/// is told as an error, is not printed as well. Without it [`run`] does the same, but an interrupt
/// ends the process at once.
///
/// # Example
///
/// ```
/// anxin::command::prepare();
/// let args = ["anxin", "--version"].map(Into::into);
/// assert_eq!(anxin::command::run(args, &mut Vec::new(), &mut Vec::new()), 0);
/// ```
pub fn prepare() {
    watch::process();
}

/// Runs the command with `args` (the first is its name) and gives its exit code.
///
/// # Example
///
/// ```
/// let (mut out, mut err) = (Vec::new(), Vec::new());
/// let args = ["anxin", "policy", "show", "cn"].map(Into::into);
/// assert_eq!(anxin::command::run(args, &mut out, &mut err), 0);
/// assert!(out.starts_with(b"name = \"cn\"\n"));
///
/// let args = ["anxin", "reconcile"].map(Into::into);
/// assert_eq!(anxin::command::run(args, &mut out, &mut err), 2);
/// ```
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> u8 {
    let arguments = match Arguments::try_parse_from(args) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error, stdout, stderr),
    };
    let done = match &arguments.verb {
        Verb::Reconcile(verb) => reconcile::run(verb, stdout, stderr),
        Verb::Plan(verb) => plan::run(verb, stdout),
        Verb::WhatIf(verb) => what_if::run(verb, stdout),
        Verb::Diff(verb) => diff::run(verb, stdout),
        Verb::Disputed(verb) => disputed::run(verb, stdout),
        Verb::Merge(verb) => merge::run(verb, stdout, stderr),
        Verb::Check(verb) => check::run(verb, stdout),
        Verb::Explain(verb) => explain::run(verb, stdout),
        Verb::Policy(verb) => policy::run(verb, stdout),
        Verb::Ledger(ledger) => ledger::run(&ledger.verb, stdout, stderr),
        Verb::Bundle(verb) => bundle::run(verb, stdout),
        Verb::Verify(verb) => bundle::verify(verb, stdout),
        Verb::Slip(verb) => bundle::slip(verb, stdout),
        Verb::HashIds(verb) => bundle::hash_ids(verb, stdout),
        Verb::BenchCore(verb) => bench::run(verb, stdout),
    };
    ended(done, stdout, stderr)
}

/// The exit code of what a verb came to; an error is told.
fn ended(done: Result<u8>, stdout: &mut dyn Write, stderr: &mut dyn Write) -> u8 {
    match done.and_then(|code| stdout.flush().map(|()| code).map_err(unwritten)) {
        Ok(code) => code,
        Err(error) => {
            // Where standard error is closed as well there is nobody to tell.
            let _unheard = writeln!(stderr, "error[{}]: {error}", error.code());
            exit_code(&error)
        }
    }
}

/// The exit code of an error.
const fn exit_code(error: &Error) -> u8 {
    match error {
        Error::Output { .. } => OUTPUT,
        Error::Unbalanced { .. } => UNBALANCED,
        Error::Cancelled => CANCELLED,
        _ => INPUT,
    }
}

/// What clap says: help and version are no errors.
fn usage(error: &clap::Error, stdout: &mut dyn Write, stderr: &mut dyn Write) -> u8 {
    let text = error.render().to_string();
    let text = match text.strip_prefix("error: ") {
        Some(rest) => format!("error[usage]: {rest}"),
        None => text,
    };
    if error.use_stderr() {
        // Where standard error is closed there is nobody to tell.
        let _unheard = stderr.write_all(text.as_bytes());
        return USAGE;
    }
    let done = print(stdout, &text).map(|()| DONE);
    ended(done, stdout, stderr)
}

/// Standard output that cannot be written.
fn unwritten(error: io::Error) -> Error {
    Error::Output {
        place: "standard output".to_owned(),
        reason: error.to_string(),
        advice: "check where it leads",
    }
}

/// Writes text to standard output.
fn print(stdout: &mut dyn Write, text: &str) -> Result<()> {
    stdout.write_all(text.as_bytes()).map_err(unwritten)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;

#[cfg(test)]
#[path = "bundle_tests.rs"]
mod bundle_tests;
