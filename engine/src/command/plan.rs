//! `plan`: what a run will need.

use std::fmt::Write as _;
use std::io::Write;

use super::arguments;
use super::layout::{Columns, grouped};
use super::{DONE, policy, print};
use crate::basics::error::Result;
use crate::intake::source::Inputs;
use crate::parted::plan::Plan;
use crate::pipeline::Run;

/// Runs the verb.
pub(super) fn run(arguments: &arguments::Plan, stdout: &mut dyn Write) -> Result<u8> {
    let policy = policy::named(&arguments.policy)?;
    let inputs = Inputs::folder(&arguments.dir)?;
    let run = Run { threads: arguments.threads.map(usize::from), ..Run::default() };
    let plan = Plan::of(&run, &inputs, &policy, arguments.as_of)?;
    let parts = match arguments.memory {
        Some(memory) => Some(plan.parts(memory.bytes)?.unwrap_or(1)),
        None => None,
    };
    let shown = if arguments.json { json(&plan, parts) } else { text(&plan, parts) };
    print(stdout, &shown)?;
    Ok(DONE)
}

/// The plan as data.
fn json(plan: &Plan, parts: Option<u32>) -> String {
    let rows = plan.rows.iter().map(|(table, rows)| (table.word().to_owned(), (*rows).into()));
    let object = serde_json::json!({
        "rows": serde_json::Map::from_iter(rows),
        "workers": plan.workers,
        "worker_months": plan.worker_months,
        "sample": plan.sample,
        "memory_bytes": plan.memory_bytes,
        "parts": parts,
    });
    format!("{object:#}\n")
}

/// The plan for a reader.
fn text(plan: &Plan, parts: Option<u32>) -> String {
    let mut columns = Columns::default();
    columns.row(["table", "rows"]);
    for (table, rows) in &plan.rows {
        columns.row([table.word(), &grouped(&rows.to_string())]);
    }
    let mut text = columns.text(|place| place == 1);
    let about = match plan.sample {
        1 => String::new(),
        sample => format!(" (estimated: one worker in {sample} was looked at)"),
    };
    let (workers, months) =
        (grouped(&plan.workers.to_string()), grouped(&plan.worker_months.to_string()));
    // A `String` takes all that is written.
    let _infallible = writeln!(
        text,
        "\n{workers} workers, {months} worker-periods{about}\n\nOne run needs at most {} MiB.",
        plan.memory_bytes.div_ceil(1 << 20)
    );
    if let Some(parts) = parts {
        let _infallible = match parts {
            1 => writeln!(text, "It fits into the limit at once."),
            parts => writeln!(text, "It keeps to the limit in {parts} parts."),
        };
    }
    text
}
