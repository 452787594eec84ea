//! `explain`: the statement of a worker.

use std::io::Write;

use super::arguments::Explain;
use super::watch::Watch;
use super::{DONE, policy, print};
use crate::basics::error::{Error, Result};
use crate::intake::source::Inputs;
use crate::pipeline::Run;

/// Runs the verb. Who asks for a worker by his id is shown his id.
pub(super) fn run(arguments: &Explain, stdout: &mut dyn Write) -> Result<u8> {
    let policy = policy::named(&arguments.policy)?;
    let inputs = Inputs::folder(&arguments.dir)?;
    let watch = Watch::new(false);
    let run =
        Run { threads: arguments.threads.map(usize::from), on_progress: Some(watch.on_progress()) };
    let reconciliation = run.reconcile(&inputs, &policy, arguments.as_of)?;
    watch.end();
    let project = arguments.project.as_deref();
    let explanation = reconciliation.explain(&arguments.worker, project, arguments.period)?;
    if arguments.json {
        let json = serde_json::to_string_pretty(&explanation).map_err(|error| Error::Output {
            place: "standard output".to_owned(),
            reason: error.to_string(),
            advice: "this is a fault of the program: please report it",
        })?;
        print(stdout, &(json + "\n"))?;
    } else {
        print(stdout, &explanation.to_text(arguments.lang))?;
    }
    Ok(DONE)
}
