//! On which thread what is done.
//!
//! An object of JavaScript lives on one thread: that of the worker which is asked. Where a page has
//! started more of them, the engine works on those, and the worker's own thread meanwhile does what
//! it alone can: it reads files and tells how far a run is. With one thread all of it is a call.

use std::fmt;
use std::sync::Arc;

use send_wrapper::SendWrapper;

/// An object of JavaScript, which whoever holds it may ask for from any thread.
pub(crate) struct AtHome<T: 'static>(Option<Arc<SendWrapper<T>>>);

impl<T: 'static> AtHome<T> {
    /// At home on this thread.
    pub(crate) fn new(object: T) -> Self {
        Self(Some(Arc::new(SendWrapper::new(object))))
    }

    /// What `work` makes of the object; `None` where nobody is at home.
    pub(crate) fn with<R: Send + 'static>(
        &self,
        work: impl FnOnce(&T) -> R + Send + 'static,
    ) -> Option<R> {
        let object = self.0.as_ref()?;
        if object.valid() {
            return Some(work(object));
        }
        #[cfg(feature = "threads")]
        {
            let object = Arc::clone(object);
            let (tell, told) = std::sync::mpsc::sync_channel(1);
            pool::errand(Box::new(move || {
                // Whoever asked waits for it.
                let _heard = tell.send(work(&object));
            }));
            told.recv().ok()
        }
        #[cfg(not(feature = "threads"))]
        None
    }
}

impl<T: 'static> fmt::Debug for AtHome<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AtHome")
    }
}

/// The last one to leave may stand on any thread; the object goes at home.
#[cfg(feature = "threads")]
impl<T: 'static> Drop for AtHome<T> {
    fn drop(&mut self) {
        if let Some(object) = self.0.take()
            && !object.valid()
        {
            pool::errand(Box::new(move || drop(object)));
        }
    }
}

/// Threads that the engine may use.
pub(crate) fn count() -> usize {
    #[cfg(feature = "threads")]
    return pool::count();
    #[cfg(not(feature = "threads"))]
    1
}

/// Does the engine's work on the threads that there are, and what it asks for on this one.
#[cfg(not(feature = "threads"))]
pub(crate) fn aside<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[cfg(feature = "threads")]
pub(crate) use pool::aside;

#[cfg(feature = "threads")]
mod pool {
    use std::io;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{Sender, channel};
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use js_sys::Function;
    use rayon::{ThreadBuilder, ThreadPoolBuilder};
    use wasm_bindgen::prelude::*;

    use crate::error::usage;

    /// Something to be done at home.
    type Errand = Box<dyn FnOnce() + Send>;

    /// Threads that were started; none: all work is done at home.
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    /// Threads that wait for a worker to be them.
    static WAITING: Mutex<Vec<ThreadBuilder>> = Mutex::new(Vec::new());
    /// Where errands are taken, while somebody is at home.
    static DOOR: Mutex<Option<Sender<Option<Errand>>>> = Mutex::new(None);

    fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
        shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts so many threads, and comes back when all are there. Each time `start` is called, one
    /// more worker is to call `runThread`; it must not need this one for that, which waits.
    ///
    /// # Errors
    ///
    /// `TypeError` where threads have been started before, or one cannot be.
    #[wasm_bindgen(js_name = startThreads)]
    pub fn start_threads(
        count: usize,
        #[wasm_bindgen(unchecked_param_type = "() => void")] start: &Function,
    ) -> Result<(), JsValue> {
        let pool = ThreadPoolBuilder::new().num_threads(count).spawn_handler(|thread| {
            locked(&WAITING).push(thread);
            let refused = |_| io::Error::other("no worker can be started");
            start.call0(&JsValue::NULL).map(drop).map_err(refused)
        });
        pool.build_global().map_err(|error| usage(&error.to_string()))?;
        COUNT.store(count, Ordering::Relaxed);
        Ok(())
    }

    /// Is one of the threads; never comes back.
    ///
    /// # Errors
    ///
    /// `TypeError` where none waits.
    #[wasm_bindgen(js_name = runThread)]
    pub fn run_thread() -> Result<(), JsValue> {
        let thread = locked(&WAITING).pop();
        thread.ok_or_else(|| usage("no thread waits for a worker"))?.run();
        Ok(())
    }

    pub(crate) fn count() -> usize {
        COUNT.load(Ordering::Relaxed).max(1)
    }

    /// Has something done at home; where nobody is there it is dropped.
    pub(super) fn errand(errand: Errand) {
        if let Some(door) = &*locked(&DOOR) {
            let _heard = door.send(Some(errand));
        }
    }

    /// Does the engine's work on the threads that were started, and what it asks for on this one.
    pub(crate) fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
        let is_home = COUNT.load(Ordering::Relaxed) > 0 && rayon::current_thread_index().is_none();
        if !is_home {
            return work();
        }
        let (door, errands) = channel();
        *locked(&DOOR) = Some(door.clone());
        let mut done = None;
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| {
                done = Some(work());
                let _heard = door.send(None);
            });
            while let Ok(Some(errand)) = errands.recv() {
                errand();
            }
        });
        *locked(&DOOR) = None;
        done.unwrap_or_else(|| unreachable!("the work was done before it was told to be"))
    }
}
