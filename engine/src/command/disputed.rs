//! `disputed`: which arrears are certain, and between which sums the others lie.

use std::io::Write;

use super::arguments::Disputed;
use super::layout::{Columns, grouped};
use super::watch::Watch;
use super::{DONE, policy, print};
use crate::basics::error::Result;
use crate::disputed;
use crate::intake::source::Inputs;
use crate::pipeline::Run;
use crate::report::sink;
use crate::report::summary::yuan;

/// Runs the verb.
pub(super) fn run(arguments: &Disputed, stdout: &mut dyn Write) -> Result<u8> {
    let rules = policy::named(&arguments.policy)?;
    if let Some(out) = &arguments.out {
        sink::refuse_inside(out, &arguments.dir)?;
    }
    let inputs = Inputs::folder(&arguments.dir)?;
    let watch = Watch::new(arguments.quiet);
    let run = Run {
        threads: arguments.threads.map(usize::from),
        on_progress: Some(watch.on_progress()),
        ..Run::default()
    };
    let found = disputed::disputed(&run, &inputs, &rules, arguments.as_of)?;
    watch.end();
    if let Some(out) = &arguments.out {
        sink::write_text(out, &found.to_csv())?;
    }
    if !arguments.quiet {
        print(stdout, &text(&found))?;
    }
    Ok(DONE)
}

/// The totals as lines.
fn text(found: &disputed::Disputed) -> String {
    let money = |fen| grouped(&yuan(fen));
    let most = found.most_fen().map_or_else(|| "not bounded".to_owned(), money);
    let mut columns = Columns::default();
    columns.row(["arrears", &money(found.arrears_fen)]);
    columns.row(["  at least", &money(found.least_fen())]);
    columns.row(["  at most", &most]);
    columns.row(["worker-periods disputed", &found.periods.len().to_string()]);
    columns.text(|place| place > 0)
}
