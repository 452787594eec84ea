//! `merge`: partial results of several runs, put together.

use std::fs;
use std::io::Write;

use super::arguments::Merge;
use super::{policy, reconcile};
use crate::basics::error::{Error, Result};
use crate::intake::source::Inputs;
use crate::merged::merge_after;
use crate::report::run_partial::RunPartial;
use crate::report::sink;

/// Runs the verb.
pub(super) fn run(arguments: &Merge, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<u8> {
    let policy = policy::named(&arguments.policy)?;
    let mut parts = Vec::with_capacity(arguments.files.len());
    for file in &arguments.files {
        let place = file.display().to_string();
        let text = fs::read_to_string(file)
            .map_err(|source| Error::Io { place: place.clone(), source })?;
        parts.push(RunPartial::from_json(&text, &place)?);
    }
    let earlier = arguments.earlier.as_ref().map(Inputs::earlier_of).transpose()?;
    let merged = merge_after(&parts, &policy, earlier.as_ref())?;
    if let Some(out) = &arguments.out {
        merged.write(out, arguments.format)?;
    }
    if let Some(file) = &arguments.partial {
        sink::write_text(file, &merged.partial()?.to_json()?)?;
    }
    let mut summary = merged.summary();
    if arguments.json && !arguments.quiet {
        summary.digests = merged.digests()?;
    }
    let shown = reconcile::Shown {
        is_quiet: arguments.quiet,
        is_json: arguments.json,
        show_ids: arguments.show_ids,
        is_strict: arguments.strict,
    };
    reconcile::show(merged.reconciliation(), &summary, &shown, stdout, stderr)
}
