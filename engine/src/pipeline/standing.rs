//! What steps 3 and 5 made of neighbouring workers before a commit of attendance, to be taken over
//! where they would make it again.

use std::ops::Range;

use super::Worked;
use crate::basics::day::Month;
use crate::basics::error::Result;
use crate::basics::ids::EngagementId;
use crate::intake::keyed::Keyed;
use crate::reconciliation::Chunk;
use crate::wages::due::{DueNotes, due_again};
use crate::wages::rules::Rules;

/// An engagement and a month.
pub(super) type WorkerMonth = (EngagementId, Month);

/// What stands of some workers; documents, transfers, rules and day must be those it came of.
pub(super) struct StandingChunk<'a> {
    /// Steps 3 and 5.
    pub chunk: &'a Chunk,
    /// Transfer and what it could not place, in the order of workers.
    pub advances: &'a [(u32, i64)],
    /// What step 3 noted.
    pub notes: &'a DueNotes,
    /// The months whose attendance is another now, rising; none of them has lost all of it.
    pub touched: &'a [WorkerMonth],
    /// How much of each list is of workers that are done.
    pub done: Done,
}

/// Places in the lists of [`StandingChunk`].
#[derive(Clone, Copy, Default)]
pub(super) struct Done {
    periods: usize,
    allocations: usize,
    advances: usize,
    touched: usize,
}

impl StandingChunk<'_> {
    /// Step 3 of the next worker, who has the engagements `own`; and step 5, where it would pay his
    /// periods as they are paid. Gives whether it did.
    ///
    /// # Errors
    ///
    /// As [`due`](crate::wages::due::due()).
    pub fn take_over(
        &mut self,
        (keyed, rules): (&Keyed, &Rules<'_>),
        own: Range<usize>,
        chunk: &mut Chunk,
        worked: &mut Worked,
    ) -> Result<bool> {
        let (was, first_row) = (self.done, chunk.periods.len());
        for engagement in own.clone() {
            let engagement = EngagementId(u32::try_from(engagement).unwrap_or(u32::MAX));
            let rows = next(&mut self.done.periods, &self.chunk.periods.engagement, |own| {
                *own == engagement
            });
            let months = next(&mut self.done.touched, self.touched, |own| own.0 == engagement);
            let months: Vec<Month> = self.touched[months].iter().map(|own| own.1).collect();
            let made = (&mut chunk.periods, &mut worked.notes);
            due_again((keyed, rules), engagement, &months, (&self.chunk.periods, rows), made)?;
        }
        let lines = next(&mut self.done.allocations, &self.chunk.allocations.engagement, |line| {
            own.contains(&line.index())
        });
        let workers = &keyed.transfers.worker;
        let advances = next(&mut self.done.advances, self.advances, |own_advance| {
            keyed.engagements.of(workers[own_advance.0 as usize]) == own
        });
        let rows = was.periods..self.done.periods;
        let is_paid = chunk.periods.would_be_paid_as(first_row, &self.chunk.periods, rows.clone());
        if is_paid {
            chunk.periods.pay_as(first_row, &self.chunk.periods, rows);
            chunk.allocations.push_rows(&self.chunk.allocations, lines);
            worked.advances.extend_from_slice(&self.advances[advances]);
        }
        Ok(is_paid)
    }

    /// Adds to the notes of the touched months those of all others.
    pub fn keep_notes(&self, notes: &mut DueNotes) {
        let is_kept = |own: &WorkerMonth| self.touched.binary_search(own).is_err();
        let kept = self.notes.findings.iter().filter(|own| is_kept(&(own.engagement, own.month)));
        notes.findings.extend(kept.copied());
        // Those of one month come together, in the order in which they were made.
        notes.findings.sort_by_key(|own| (own.engagement, own.month));
        // No attendance of a month moves the calendar of its due date.
        notes.years_missing.extend(&self.notes.years_missing);
    }
}

/// The rows from `done` on that belong together, which are done then.
fn next<T>(done: &mut usize, rows: &[T], is_own: impl Fn(&T) -> bool) -> Range<usize> {
    let start = *done;
    *done += rows[start..].iter().take_while(|row| is_own(row)).count();
    start..*done
}
