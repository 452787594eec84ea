//! Twenty policies over one data set, beside a run of its own under each.
//!
//! ```text
//! what_if DIR [--threads N] [--rounds N]
//! ```
//!
//! Each round takes in turns: steps 1, 2 and 4 alone (`take_in`); one run (`run`), and of it the
//! time from the first to the last chunk of steps 3, 5 and 6 (`wages`); twenty policies that
//! differ in the day of pay (`days`), and in the percent of overtime (`rates`), so that every
//! amount is another; twenty that differ in what step 4 does by turns (`payees`).
//! Milliseconds of wall clock, and of processor time of all threads after the stroke.

use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anxin::basics::policy::ForeignPayee;
use anxin::intake::take_in::take_in;
use anxin::{Day, Inputs, Policy, Progress, Run, Stage};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Policies of a what-if run.
const POLICIES: usize = 20;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        [dir] => rounds(dir.as_ref(), 2, 3),
        [dir, "--threads", threads] => parsed(threads).and_then(|n| rounds(dir.as_ref(), n, 3)),
        [dir, "--threads", threads, "--rounds", count] => parsed(threads)
            .and_then(|threads| parsed(count).and_then(|n| rounds(dir.as_ref(), threads, n))),
        _ => Err("usage: what_if DIR [--threads N] [--rounds N]".into()),
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

fn parsed(number: &str) -> Outcome<usize> {
    Ok(number.parse()?)
}

/// Clock ticks (hundredths of a second) that all threads of this process have had.
fn ticks() -> Outcome<u64> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).try_fold(0, |sum, ticks| Ok(sum + ticks.parse::<u64>()?))
}

/// Milliseconds of some work: wall clock, processor.
fn timed<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(u128, u64, T)> {
    let (start, before) = (Instant::now(), ticks()?);
    let done = work()?;
    Ok((start.elapsed().as_millis(), (ticks()? - before) * 10, done))
}

fn rounds(dir: &Path, threads: usize, count: usize) -> Outcome<()> {
    let as_of = Day::from_ymd(2026, 12, 31).ok_or("no such day")?;
    let inputs = Inputs::folder(dir)?;
    let days: Vec<Policy> = (1..=POLICIES)
        .map(|day| {
            let mut policy = Policy { name: format!("day {day}"), ..Policy::default() };
            policy.wages.default_pay_day = u32::try_from(day).unwrap_or(31);
            policy
        })
        .collect();
    let mut rates = days.clone();
    for (policy, percent) in rates.iter_mut().zip(150..) {
        policy.wages.default_pay_day = 15;
        policy.wages.overtime_workday_percent = percent;
    }
    let mut payees = days.clone();
    for policy in payees.iter_mut().step_by(2) {
        policy.wages.foreign_payee = ForeignPayee::SetAside;
    }
    let mut out = io::stdout().lock();
    for _ in 0..count {
        // The pool of threads is that of a run.
        let (wall, busy, taken) =
            timed(|| Ok(take_in(&inputs, &days[0], as_of, threads, &|_, _| Ok(()))?))?;
        drop(taken);
        write!(out, "take_in {wall}/{busy}")?;
        let stretch = Arc::new(Mutex::new(None::<(Instant, Instant)>));
        let told = Arc::clone(&stretch);
        let on_progress = move |progress: &Progress| {
            if progress.stage == Stage::Wages {
                let mut stretch = told.lock().unwrap_or_else(PoisonError::into_inner);
                let now = Instant::now();
                *stretch = Some((stretch.map_or(now, |known| known.0), now));
            }
            ControlFlow::Continue(())
        };
        let run = Run { threads: Some(threads), ..Run::default() };
        let own = Run { on_progress: Some(Arc::new(on_progress)), ..run.clone() };
        let (wall, busy, result) = timed(|| Ok(own.reconcile(&inputs, &days[0], as_of)?))?;
        drop(result);
        let wages = *stretch.lock().unwrap_or_else(PoisonError::into_inner);
        let wages = wages.map_or(0, |(first, last)| last.duration_since(first).as_millis());
        write!(out, "  run {wall}/{busy} wages {wages}")?;
        let asked = [("one", &days[..1]), ("days", &days), ("rates", &rates), ("payees", &payees)];
        for (name, policies) in asked {
            let (wall, busy, ()) = timed(|| {
                run.what_if(&inputs, policies, as_of, &mut |_, _| Ok(()))?;
                Ok(())
            })?;
            write!(out, "  {name} {wall}/{busy}")?;
        }
        writeln!(out)?;
        out.flush()?;
    }
    Ok(())
}
