//! `diff`: how two runs differ, and what made each figure differ.

use std::io::Write;

use super::arguments::Diff;
use super::watch::Watch;
use super::{DONE, policy, print};
use crate::basics::error::Result;
use crate::differences::{Side, differences};
use crate::intake::source::Inputs;
use crate::ledger::feed;
use crate::pipeline::Run;
use crate::report::sink;

/// Runs the verb.
pub(super) fn run(arguments: &Diff, stdout: &mut dyn Write) -> Result<u8> {
    let rules = policy::named(&arguments.policy)?;
    let later = arguments.policy_after.as_deref().map(policy::named).transpose()?;
    if let Some(out) = &arguments.out {
        let folders = [Some(&arguments.before), arguments.after.as_ref()];
        folders.into_iter().flatten().try_for_each(|folder| sink::refuse_inside(out, folder))?;
    }
    let inputs = Inputs::folder(&arguments.before)?;
    let others = arguments.after.as_ref().map(Inputs::folder).transpose()?;
    let before = Side { inputs: &inputs, policy: &rules, as_of: arguments.as_of };
    let after = Side {
        inputs: others.as_ref().unwrap_or(&inputs),
        policy: later.as_ref().unwrap_or(&rules),
        as_of: arguments.as_of_after.unwrap_or(arguments.as_of),
    };
    let watch = Watch::new(false);
    let run = Run {
        threads: arguments.threads.map(usize::from),
        on_progress: Some(watch.on_progress()),
        ..Run::default()
    };
    let mut text = feed::HEADER.to_owned();
    differences(&run, before, after, &mut |one| {
        feed::push(&mut text, &one.changed, &one.cause);
        watch.go_on()
    })?;
    watch.end();
    match &arguments.out {
        Some(out) => sink::write_text(out, &text)?,
        None => print(stdout, &text)?,
    }
    Ok(DONE)
}
