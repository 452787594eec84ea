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
#[cfg(all(feature = "parallel", not(target_family = "wasm")))]
pub fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    match pool {
        Ok(pool) => pool.install(work),
        // A machine that refuses threads still has the one we are on.
        Err(_) => work(),
    }
}

/// Runs `work` on the thread that calls: the one there is, or one of those that a page has started
/// once for all runs.
///
/// # Errors
///
/// What `work` gives.
#[cfg(any(not(feature = "parallel"), target_family = "wasm"))]
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
pub fn mapped<P: Send, T: Send>(parts: Vec<P>, work: impl Fn(P) -> T + Sync + Send) -> Vec<T> {
    let places: Vec<Mutex<(Option<P>, Option<T>)>> =
        parts.into_iter().map(|part| Mutex::new((Some(part), None))).collect();
    for_each(places.len(), &|place| {
        // Nobody else comes to this place.
        let mut held = places[place].lock().unwrap_or_else(PoisonError::into_inner);
        held.1 = held.0.take().map(&work);
    });
    let made = places.into_iter().map(|place| place.into_inner());
    made.filter_map(|held| held.unwrap_or_else(PoisonError::into_inner).1).collect()
}

/// Runs `work` on each of `parts`, which do not depend on each other.
pub fn side_by_side<P: Send>(parts: Vec<P>, work: impl Fn(P) + Sync + Send) {
    mapped(parts, work);
}

/// Runs `work` for each number below `count`, on the threads of the pool that calls. It knows
/// nothing of what is worked on, so that a program holds it once.
#[cfg(feature = "parallel")]
fn for_each(count: usize, work: &(dyn Fn(usize) + Sync)) {
    use rayon::prelude::*;
    if has_threads() {
        (0..count).into_par_iter().with_max_len(1).for_each(work);
    } else {
        (0..count).for_each(work);
    }
}

/// Runs `work` for each number below `count`.
#[cfg(not(feature = "parallel"))]
fn for_each(count: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..count).for_each(work);
}

/// Whether there is a pool: in a browser that of the page alone, of which the caller is a thread.
#[cfg(feature = "parallel")]
fn has_threads() -> bool {
    cfg!(not(target_family = "wasm")) || rayon::current_thread_index().is_some()
}

/// Sorts `rows` by `compare`, which leaves no two of them equal.
#[cfg(all(feature = "parallel", not(target_family = "wasm")))]
pub fn sort<T: Send>(rows: &mut [T], compare: impl Fn(&T, &T) -> std::cmp::Ordering + Sync + Send) {
    use rayon::prelude::*;
    rows.par_sort_unstable_by(compare);
}

/// Sorts `rows` by `compare`, which leaves no two of them equal. In a browser, too, by one thread:
/// the other way is long.
#[cfg(any(not(feature = "parallel"), target_family = "wasm"))]
pub fn sort<T>(rows: &mut [T], compare: impl Fn(&T, &T) -> std::cmp::Ordering) {
    rows.sort_unstable_by(compare);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::types::Int32Type;
    use arrow_array::{ArrayRef, Date32Array, DictionaryArray, Int64Array, RecordBatch};
    use arrow_array::{Int32Array, StringArray};

    use crate::basics::day::Day;
    use crate::basics::finding::Code;
    use crate::basics::ids::EngagementId;
    use crate::basics::policy::Policy;
    use crate::intake::read::BATCH_ROWS;
    use crate::intake::source::{Inputs, Source};
    use crate::intake::tables::TableName;
    use crate::intake::take_in::take_in;

    /// Ids of a batch: numbers as they are, in words of a dictionary of its own, as text.
    fn ids(numbers: &[i64], form: usize) -> ArrayRef {
        let words = numbers.iter().map(|number| format!("{number}"));
        match form {
            0 => Arc::new(Int64Array::from(numbers.to_vec())),
            1 => {
                let words: Vec<String> = words.collect();
                let words = words.iter().map(String::as_str);
                Arc::new(words.collect::<DictionaryArray<Int32Type>>())
            }
            _ => Arc::new(StringArray::from_iter_values(words)),
        }
    }

    /// Rows of a day after the other, of most workers in one order, some of them twice.
    fn batches(form: usize) -> Vec<RecordBatch> {
        let mut state = 3_u64;
        let mut next = |bound: i64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            i64::try_from(state >> 33).unwrap() % bound
        };
        let rows = i64::try_from(BATCH_ROWS).unwrap();
        let mut batch = |batch: i64| {
            let places: Vec<i64> = (batch * rows..(batch + 1) * rows).collect();
            let column = |of: &mut dyn FnMut(i64) -> i64| -> Vec<i64> {
                places.iter().map(|&place| of(place)).collect()
            };
            let worker =
                column(&mut |place| 100 + (place % 700) * 7 % 701 + i64::from(next(40) == 0));
            let project = column(&mut |place| 5 + place % 700 / 90 + i64::from(next(90) == 0));
            let day = |place: i64| i32::try_from(19_000 + place / 700).unwrap();
            let days: Vec<i32> = places.iter().map(|&place| day(place)).collect();
            let minutes = |_| i32::try_from(next(3)).unwrap() * 240;
            let minutes: Vec<i32> = places.iter().map(minutes).collect();
            RecordBatch::try_from_iter([
                ("worker_id", ids(&worker, form)),
                ("project_id", ids(&project, form)),
                ("work_date", Arc::new(Date32Array::from(days)) as ArrayRef),
                ("minutes", Arc::new(Int32Array::from(minutes)) as ArrayRef),
            ])
        };
        (0..4).map(|number| batch(number).unwrap()).collect()
    }

    #[test]
    fn threads_and_forms_of_ids_change_no_cell() {
        let mut met = Vec::new();
        for form in 0..3 {
            let source = Source::batches(batches(form));
            let inputs = Inputs::default().with(TableName::Attendance, source);
            for threads in [1, 2, 3] {
                let as_of = Day::from_ymd(2025, 12, 31).unwrap();
                let policy = Policy::default();
                let taken = take_in(&inputs, &policy, as_of, threads, &|_, _| Ok(())).unwrap();
                let (keyed, mut findings) = (taken.keyed, taken.findings);
                findings.sort();
                let sheet = &keyed.timesheet;
                let engagements = 0..u32::try_from(keyed.engagements.len()).unwrap();
                let rows = engagements.flat_map(|own| sheet.months_of(EngagementId(own)));
                let months = rows.map(|row| (sheet.month(row), sheet.minutes(row)));
                let months: Vec<_> = months.collect();
                let copies = findings.iter().filter(|one| one.code == Code::DuplicateAttendance);
                let met_here = (months.len(), copies.count());
                assert!(met_here.0 > 5_000 && met_here.1 > 10, "{met_here:?}");
                met.push((months, findings, taken.accounting, keyed.attendance_sources));
            }
        }
        assert!(met.iter().all(|other| *other == met[0]));
    }
}
