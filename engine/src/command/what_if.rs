//! `what-if`: one data set under several policies, side by side.

use std::fs;
use std::io::Write;

use super::arguments::WhatIf;
use super::layout::{Columns, grouped};
use super::watch::Watch;
use super::{DONE, policy, print};
use crate::basics::error::{Error, Result};
use crate::basics::policy::Policy;
use crate::intake::source::Inputs;
use crate::pipeline::Run;
use crate::report::policies::Policies;
use crate::report::sink;

/// The file of the figures.
const FILE: &str = "what_if.csv";

/// Figures that are shown.
const SHOWN: [&str; 6] =
    ["due", "paid", "arrears", "uncovered", "workers_owed", "projects_in_arrears"];

/// Runs the verb.
pub(super) fn run(arguments: &WhatIf, stdout: &mut dyn Write) -> Result<u8> {
    let policies: Vec<Policy> =
        arguments.policy.iter().map(|name| policy::named(name)).collect::<Result<_>>()?;
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
    let mut found = Policies::of(&policies);
    run.what_if(&inputs, &policies, arguments.as_of, &mut |place, result| {
        found.set(place, result);
        watch.go_on()
    })?;
    watch.end();
    if let Some(out) = &arguments.out {
        fs::create_dir_all(out).map_err(|error| Error::Output {
            place: out.display().to_string(),
            reason: error.to_string(),
            advice: "check that the folder may be written to",
        })?;
        sink::write_text(&out.join(FILE), &found.to_csv())?;
    }
    if !arguments.quiet {
        print(stdout, &text(&policies, &found))?;
    }
    Ok(DONE)
}

/// The policies as lines: figures, then their differences to the first.
fn text(policies: &[Policy], found: &Policies) -> String {
    let table = |is_difference: bool| {
        let mut columns = Columns::default();
        columns.row(["policy", SHOWN[0], SHOWN[1], SHOWN[2], SHOWN[3], SHOWN[4], SHOWN[5]]);
        for (place, policy) in policies.iter().enumerate().skip(usize::from(is_difference)) {
            let cells = SHOWN.map(|figure| {
                let (value, difference) = found.value(place, figure).unwrap_or_default();
                grouped(if is_difference { &difference } else { &value })
            });
            let [due, paid, arrears, uncovered, workers, projects] = &cells;
            columns.row([&policy.name, due, paid, arrears, uncovered, workers, projects]);
        }
        columns.text(|place| place > 0)
    };
    let first = format!("Figures under each policy\n\n{}", table(false));
    if policies.len() < 2 {
        return first;
    }
    format!("{first}\nDifferences to the first\n\n{}", table(true))
}
