//! Threads: units of a table read, and parts of other work done, by several of them.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::Opened;
use crate::basics::error::Result;
use crate::intake::check::TypedBatch;

/// Hands every batch of a table to one of `states`, each of which is used by one thread at a time.
///
/// Which state gets which batch differs from run to run: what is made of them must not.
///
/// # Errors
///
/// The error of the first unit, in their order, that has one.
pub fn read_units<S: Send>(
    opened: &Opened,
    columns: Option<&[usize]>,
    states: &mut [S],
    on_batch: impl Fn(&mut S, TypedBatch) -> Result<()> + Sync,
) -> Result<()> {
    read_units_from(opened, 0, columns, states, on_batch)
}

/// As [`read_units`], from a unit on.
///
/// # Errors
///
/// As [`read_units`].
pub fn read_units_from<S: Send>(
    opened: &Opened,
    first: usize,
    columns: Option<&[usize]>,
    states: &mut [S],
    on_batch: impl Fn(&mut S, TypedBatch) -> Result<()> + Sync,
) -> Result<()> {
    let stretches = Stretches::new(first..opened.units(), states.len());
    let work = |(own, state): (usize, &mut S)| {
        while let Some(unit) = stretches.next(own) {
            let read = opened.read_unit(unit, columns, &mut |batch| on_batch(state, batch));
            if let Err(error) = read {
                stretches.end_at(unit);
                return Err((unit, error));
            }
        }
        Ok(())
    };
    let results = mapped(states.iter_mut().enumerate().collect(), work);
    let first =
        results.into_iter().filter_map(std::result::Result::err).min_by_key(|error| error.0);
    first.map_or(Ok(()), |(_, error)| Err(error))
}

/// Units that are left, a stretch for each state: neighbours in a table mostly tell of the same
/// workers and months, which a thread then learns once.
struct Stretches(Mutex<Vec<Range<usize>>>);

impl Stretches {
    /// As many stretches of about equal length.
    fn new(units: Range<usize>, count: usize) -> Self {
        let cut = |part: usize| units.start + units.len() * part / count.max(1);
        Self(Mutex::new((0..count).map(|part| cut(part)..cut(part + 1)).collect()))
    }

    /// The next unit of a stretch; of one that is read to its end, the last unit of the longest.
    fn next(&self, own: usize) -> Option<usize> {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        left.get_mut(own)?.next().or_else(|| {
            let longest = left.iter_mut().max_by_key(|stretch| stretch.len())?;
            longest.next_back()
        })
    }

    /// Leaves those before `unit` alone: one of them may have an error that comes first.
    fn end_at(&self, unit: usize) {
        let mut left = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        left.iter_mut().for_each(|stretch| stretch.end = stretch.end.min(unit));
    }
}

/// The batches of a table in row order, one at a time in memory.
///
/// # Errors
///
/// As [`Opened::read_unit`], or what `on_batch` gives.
pub fn read_in_order(
    opened: &Opened,
    mut on_batch: impl FnMut(TypedBatch) -> Result<()>,
) -> Result<()> {
    for unit in 0..opened.units() {
        opened.read_unit(unit, None, &mut on_batch)?;
    }
    Ok(())
}

/// Runs `work` with a pool of so many threads.
///
/// # Errors
///
/// What `work` gives.
#[cfg(feature = "parallel")]
pub fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    match pool {
        Ok(pool) => pool.install(work),
        // A machine that refuses threads still has the one we are on.
        Err(_) => work(),
    }
}

/// Runs `work` on the one thread there is.
///
/// # Errors
///
/// What `work` gives.
#[cfg(not(feature = "parallel"))]
pub fn with_threads<T>(_: usize, work: impl FnOnce() -> Result<T>) -> Result<T> {
    work()
}

/// The results of `work` for each of `parts`, in their order.
///
/// # Errors
///
/// The first error in the order of `parts`.
pub fn each<P: Send, T: Send>(
    parts: Vec<P>,
    work: impl Fn(P) -> Result<T> + Sync + Send,
) -> Result<Vec<T>> {
    mapped(parts, work).into_iter().collect()
}

/// What `work` makes of each of `parts`, in their order.
#[cfg(feature = "parallel")]
pub fn mapped<P: Send, T: Send>(parts: Vec<P>, work: impl Fn(P) -> T + Sync + Send) -> Vec<T> {
    use rayon::prelude::*;
    parts.into_par_iter().with_max_len(1).map(work).collect()
}

/// What `work` makes of each of `parts`, in their order.
#[cfg(not(feature = "parallel"))]
pub fn mapped<P, T>(parts: Vec<P>, work: impl Fn(P) -> T) -> Vec<T> {
    parts.into_iter().map(work).collect()
}

/// Sorts `rows` by `compare`, which leaves no two of them equal.
#[cfg(feature = "parallel")]
pub fn sort<T: Send>(rows: &mut [T], compare: impl Fn(&T, &T) -> std::cmp::Ordering + Sync + Send) {
    use rayon::prelude::*;
    rows.par_sort_unstable_by(compare);
}

/// Sorts `rows` by `compare`, which leaves no two of them equal.
#[cfg(not(feature = "parallel"))]
pub fn sort<T>(rows: &mut [T], compare: impl Fn(&T, &T) -> std::cmp::Ordering) {
    rows.sort_unstable_by(compare);
}

/// Runs `work` on each of `parts`, which do not depend on each other.
pub fn side_by_side<P: Send>(parts: Vec<P>, work: impl Fn(P) + Sync + Send) {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        parts.into_par_iter().with_max_len(1).for_each(work);
    }
    #[cfg(not(feature = "parallel"))]
    parts.into_iter().for_each(work);
}
