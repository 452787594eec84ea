//! Who watches a run: a progress bar on a terminal, and an interrupt that ends it.

use std::io::{self, IsTerminal as _};
use std::ops::ControlFlow;
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use crate::basics::error::{Error, Result};
use crate::intake::read::fence;
use crate::pipeline::{OnProgress, Progress, Stage};
use crate::report::tables::OutputTable;

/// Whether the process was interrupted.
static IS_INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Lets the process, once and for all, end at an interrupt as soon as the run asks, and keep
/// silent about panics that are caught and told as errors.
pub(super) fn process() {
    // Where no handler can be set an interrupt ends the process at once, as the system does it.
    let _as_the_system_does = ctrlc::set_handler(|| IS_INTERRUPTED.store(true, Ordering::Relaxed));
    let told = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        if !fence::is_inside() {
            told(what);
        }
    }));
}

/// What a run asks and tells while it goes on.
pub(super) struct Watch {
    /// Shown where somebody looks.
    bar: Option<ProgressBar>,
}

impl Watch {
    /// With a progress bar where standard error is a terminal and `quiet` is not asked for.
    pub(super) fn new(quiet: bool) -> Self {
        if quiet || !io::stderr().is_terminal() {
            return Self { bar: None };
        }
        let bar = ProgressBar::no_length();
        if let Ok(style) = ProgressStyle::with_template("{msg:26} {wide_bar} {human_pos} {elapsed}")
        {
            bar.set_style(style);
        }
        Self { bar: Some(bar) }
    }

    /// What the steps of a run call.
    pub(super) fn on_progress(&self) -> OnProgress {
        let bar = self.bar.clone();
        Arc::new(move |progress: &Progress| {
            let name = match progress.stage {
                Stage::Reading(table) => table.word(),
                Stage::Wages => "wages",
            };
            show(bar.as_ref(), || name.to_owned(), progress.done, progress.total);
            asked()
        })
    }

    /// What is called for each batch of a table that was written.
    pub(super) fn on_batch(&self, table: OutputTable, rows: u64) -> ControlFlow<()> {
        show(self.bar.as_ref(), || format!("writing {}", table.name()), rows, None);
        asked()
    }

    /// Between two pieces of work that nothing else asks in.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`] where the process was interrupted.
    pub(super) fn go_on(&self) -> Result<()> {
        if asked().is_break() { Err(Error::Cancelled) } else { Ok(()) }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.end();
    }
}

fn show(bar: Option<&ProgressBar>, name: impl Fn() -> String, done: u64, total: Option<u64>) {
    let Some(bar) = bar else { return };
    bar.set_message(name());
    bar.set_position(done);
    match total {
        Some(total) => bar.set_length(total),
        None => bar.unset_length(),
    }
}

/// Whether to go on.
fn asked() -> ControlFlow<()> {
    if IS_INTERRUPTED.load(Ordering::Relaxed) {
        ControlFlow::Break(())
    } else {
        ControlFlow::Continue(())
    }
}
