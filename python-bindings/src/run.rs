//! A run beside the interpreter: its thread works, the calling thread listens for Ctrl-C.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use anxin::{Error, Progress, Stage};
use pyo3::prelude::*;

use crate::error::raised;

/// How often the calling thread looks for Ctrl-C.
const LOOK: Duration = Duration::from_millis(50);

/// A run that can be watched and stopped.
pub(crate) struct Watched {
    /// Threads at most.
    pub threads: Option<usize>,
    /// Told (`stage`, `done`, `total`); called in the thread that asked for the run.
    pub on_progress: Option<Py<PyAny>>,
}

impl Watched {
    /// Carries out `work` without the interpreter's lock. An interrupt, or an exception of the
    /// callback, ends it at its next batch of rows and is raised.
    pub(crate) fn run<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&anxin::Run) -> anxin::Result<T> + Send,
    ) -> PyResult<T> {
        let is_stopped = Arc::new(AtomicBool::new(false));
        // One place: news that nobody has time for is left out.
        let (news, heard) = sync_channel(1);
        let run = self.engine_run(Arc::clone(&is_stopped), news);
        let (give, taken) = sync_channel(1);
        py.detach(move || {
            thread::scope(move |scope| {
                scope.spawn(move || {
                    // The receiver waits until this comes.
                    let _received = give.send(work(&run));
                });
                let mut raised_here = None;
                loop {
                    match taken.recv_timeout(LOOK) {
                        Ok(done) => {
                            return raised_here.map_or_else(|| done.map_err(raised), Err);
                        }
                        Err(RecvTimeoutError::Timeout) => {
                            let looked = Python::attach(|py| {
                                py.check_signals()?;
                                heard.try_recv().map_or(Ok(()), |told| self.told(py, &told))
                            });
                            if let Err(error) = looked {
                                is_stopped.store(true, Ordering::Relaxed);
                                raised_here.get_or_insert(error);
                            }
                        }
                        // The thread panicked; the scope passes that on.
                        Err(RecvTimeoutError::Disconnected) => {
                            let what = "the run ended without a result".to_owned();
                            return Err(raised(Error::Unbalanced { what }));
                        }
                    }
                }
            })
        })
    }

    fn engine_run(&self, is_stopped: Arc<AtomicBool>, news: SyncSender<Progress>) -> anxin::Run {
        let is_told = self.on_progress.is_some();
        let on_progress = move |progress: &Progress| {
            if is_stopped.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            if is_told {
                let _left_out = news.try_send(*progress);
            }
            ControlFlow::Continue(())
        };
        let on_progress: anxin::OnProgress = Arc::new(on_progress);
        anxin::Run {
            threads: self.threads,
            on_progress: Some(on_progress),
            ..anxin::Run::default()
        }
    }

    fn told(&self, py: Python<'_>, progress: &Progress) -> PyResult<()> {
        let Some(callback) = &self.on_progress else { return Ok(()) };
        let stage = match progress.stage {
            Stage::Reading(table) => table.word(),
            Stage::Wages => "wages",
        };
        callback.call1(py, (stage, progress.done, progress.total)).map(drop)
    }
}
