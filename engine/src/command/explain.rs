//! `explain`: the statement of a worker, or of a transfer.

use std::io::Write;

use serde::Serialize;

use super::arguments::{Explain, Form};
use super::watch::Watch;
use super::{DONE, policy, unwritten};
use crate::basics::error::{Error, Result};
use crate::intake::source::Inputs;
use crate::pipeline::Run;
use crate::report::sink;

/// Runs the verb. Who asks for a worker by his id is shown his id.
pub(super) fn run(arguments: &Explain, stdout: &mut dyn Write) -> Result<u8> {
    let policy = policy::named(&arguments.policy)?;
    if let Some(out) = &arguments.out {
        sink::refuse_inside(out, &arguments.dir)?;
    }
    let inputs = Inputs::folder(&arguments.dir)?;
    let watch = Watch::new(false);
    let run = Run {
        threads: arguments.threads.map(usize::from),
        on_progress: Some(watch.on_progress()),
        ..Run::default()
    };
    let reconciliation = run.reconcile(&inputs, &policy, arguments.as_of)?;
    watch.end();
    let form = if arguments.json { Form::Json } else { arguments.format };
    let lang = arguments.lang;
    let told = match &arguments.transfer {
        Some(transfer) => {
            let told = reconciliation.why_not(transfer)?;
            match form {
                Form::Text => told.to_text(lang).into_bytes(),
                Form::Json => json(&told)?.into_bytes(),
                Form::Html => told.to_html(lang).into_bytes(),
                Form::Xlsx => return Err(no_sheet(transfer)),
            }
        }
        None => {
            let worker = arguments.worker.as_deref().unwrap_or_default();
            let project = arguments.project.as_deref();
            let told = reconciliation.explain(worker, project, arguments.period)?;
            match form {
                Form::Text => told.to_text(lang).into_bytes(),
                Form::Json => json(&told)?.into_bytes(),
                Form::Html => told.to_html(lang).into_bytes(),
                Form::Xlsx => told.to_workbook(lang)?,
            }
        }
    };
    watch.go_on()?;
    match &arguments.out {
        Some(file) => sink::write_bytes(file, &told)?,
        None => stdout.write_all(&told).map_err(unwritten)?,
    }
    Ok(DONE)
}

/// A transfer has no sum to be computed again, and so no sheet.
fn no_sheet(transfer: &str) -> Error {
    Error::NotFound {
        asked: format!("transfer `{transfer}` as a workbook"),
        advice: "take --format text, json or html",
    }
}

/// The data form.
fn json(told: &impl Serialize) -> Result<String> {
    match serde_json::to_string_pretty(told) {
        Ok(json) => Ok(json + "\n"),
        Err(error) => Err(Error::Output {
            place: "the statement".to_owned(),
            reason: error.to_string(),
            advice: "this is a fault of the program: please report it",
        }),
    }
}
