//! A progress bar on a terminal.

use std::io::{self, IsTerminal as _};
use std::ops::ControlFlow;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};

use crate::pipeline::{OnProgress, Progress, Stage};

/// What a run calls to show how far it is; `None` where nobody watches.
pub(super) fn on_progress(quiet: bool) -> Option<OnProgress> {
    if quiet || !io::stderr().is_terminal() {
        return None;
    }
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{msg:16} {wide_bar} {human_pos} {elapsed}") {
        bar.set_style(style);
    }
    Some(Arc::new(move |progress: &Progress| {
        bar.set_message(match progress.stage {
            Stage::Reading(table) => table.word(),
            Stage::Wages => "wages",
        });
        bar.set_position(progress.done);
        match progress.total {
            Some(total) => bar.set_length(total),
            None => bar.unset_length(),
        }
        ControlFlow::Continue(())
    }))
}
