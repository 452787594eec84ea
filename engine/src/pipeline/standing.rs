//! What steps 3 and 5 made before a commit of attendance or under another policy, to be taken over
//! where they would make it again.

use std::ops::Range;

use super::{CountedByWorker, Worked};
use crate::basics::day::Month;
use crate::basics::error::Result;
use crate::basics::ids::EngagementId;
use crate::basics::policy::{Policy, WageRules};
use crate::intake::keyed::Keyed;
use crate::intake::transfer_step::TransferRules;
use crate::reconciliation::Chunk;
use crate::wages::due::{DueFinding, DueNotes, due_again, due_days_again};
use crate::wages::rules::Rules;

/// An engagement and a month.
pub(super) type WorkerMonth = (EngagementId, Month);

/// A run under another policy, of which the next one takes over what stands.
pub(super) struct StandingRun {
    /// Steps 3 and 5, some workers each; a chunk is let go of once it was taken over.
    pub chunks: Vec<Chunk>,
    /// What else it left.
    pub left: Left,
    /// Its rules.
    pub policy: Policy,
}

/// What a run leaves to the next beside its result.
pub(super) struct Left {
    /// Transfer and what it could not place, in the order of workers.
    pub advances: Vec<(u32, i64)>,
    /// What step 3 noted.
    pub notes: DueNotes,
    /// The transfers of each worker; `None` after the first of several policies.
    pub paid: Option<CountedByWorker>,
}

/// Which rules are those that steps 3 and 5 were carried out by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stands {
    /// Those for what is due.
    pub due: bool,
    /// Those for the day on which a period falls due.
    pub due_days: bool,
    /// Those of step 4, so that every transfer pays whom it paid.
    pub transfers: bool,
}

impl Stands {
    /// All rules.
    pub const ALL: Self = Self { due: true, due_days: true, transfers: true };

    /// What stands from one policy to another.
    pub fn between(was: &Policy, now: &Policy) -> Self {
        // Step 4, and step 3.7; a rule that is not named here says what is due.
        let others = WageRules {
            foreign_payee: now.wages.foreign_payee,
            default_pay_day: now.wages.default_pay_day,
            default_pay_month_offset: now.wages.default_pay_month_offset,
            pay_on_termination_days: now.wages.pay_on_termination_days,
            ..was.wages.clone()
        };
        let due_days = |policy: &Policy| {
            let WageRules { default_pay_day, default_pay_month_offset, .. } = policy.wages;
            (default_pay_day, default_pay_month_offset, policy.wages.pay_on_termination_days)
        };
        Self {
            due: others == now.wages && was.minimum_wage == now.minimum_wage,
            due_days: due_days(was) == due_days(now),
            transfers: TransferRules::of(was) == TransferRules::of(now)
                && was.batch_payouts == now.batch_payouts,
        }
    }
}

impl Left {
    /// What stands of the workers of `chunk`, whose engagements are `own`.
    pub fn of_chunk<'a>(
        &'a self,
        keyed: &Keyed,
        own: &Range<usize>,
        (chunk, stands): (&'a Chunk, Stands),
    ) -> StandingChunk<'a> {
        let workers = &keyed.transfers.worker;
        let first_of =
            |advance: &(u32, i64)| keyed.engagements.of(workers[advance.0 as usize]).start;
        let findings = &self.notes.findings;
        let advances = if stands.transfers { self.advances.as_slice() } else { &[] };
        StandingChunk {
            chunk,
            advances: within(advances, own, first_of),
            findings: within(findings, own, |finding| finding.engagement.index()),
            years_missing: &self.notes.years_missing,
            touched: &[],
            stands,
            done: Done::default(),
        }
    }
}

/// The rows whose place lies within `own`; places rise.
pub(super) fn within<'a, T>(
    rows: &'a [T],
    own: &Range<usize>,
    place: impl Fn(&T) -> usize,
) -> &'a [T] {
    let until = |end: usize| rows.partition_point(|row| place(row) < end);
    &rows[until(own.start)..until(own.end)]
}

/// What stands of some workers; documents and day must be those it came of, and rules and transfers
/// but for what `stands` says.
pub(super) struct StandingChunk<'a> {
    /// Steps 3 and 5.
    pub chunk: &'a Chunk,
    /// Transfer and what it could not place, in the order of workers.
    pub advances: &'a [(u32, i64)],
    /// What step 3 noted.
    pub findings: &'a [DueFinding],
    /// Years whose calendar a due date lacked, of these workers or others.
    pub years_missing: &'a [i32],
    /// The months whose attendance is another now, rising; none of them has lost all of it.
    pub touched: &'a [WorkerMonth],
    /// Which rules stand.
    pub stands: Stands,
    /// How much of each list is of workers that are done.
    pub done: Done,
}

/// Places in the lists of [`StandingChunk`].
#[derive(Clone, Copy, Default)]
pub(super) struct Done {
    periods: usize,
    allocations: usize,
    /// Those before were appended, or do not stand.
    kept_allocations: usize,
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
        let (first, first_row) = (self.done.periods, chunk.periods.len());
        let mut is_paid = self.stands.transfers;
        for engagement in own.clone() {
            let engagement = EngagementId(u32::try_from(engagement).unwrap_or(u32::MAX));
            let rows = next(&mut self.done.periods, &self.chunk.periods.engagement, |own| {
                *own == engagement
            });
            let months = next(&mut self.done.touched, self.touched, |own| own.0 == engagement);
            let months = self.touched[months].iter().map(|own| own.1);
            let made = (&mut chunk.periods, &mut worked.notes);
            is_paid &=
                due_again((keyed, rules), engagement, months, (&self.chunk.periods, rows), made)?;
        }
        if !self.stands.due_days {
            due_days_again((keyed, rules), first_row, (&mut chunk.periods, &mut worked.notes));
            let was = &self.chunk.periods.due_day[first..self.done.periods];
            is_paid &= chunk.periods.due_day[first_row..] == *was;
        }
        let lines = next(&mut self.done.allocations, &self.chunk.allocations.engagement, |line| {
            own.contains(&line.index())
        });
        let workers = &keyed.transfers.worker;
        let advances = next(&mut self.done.advances, self.advances, |own_advance| {
            keyed.engagements.of(workers[own_advance.0 as usize]) == own
        });
        if is_paid {
            worked.advances.extend_from_slice(&self.advances[advances]);
        } else {
            chunk.periods.unpay(first_row);
            self.push_lines(chunk, lines.start);
            self.done.kept_allocations = lines.end;
        }
        Ok(is_paid)
    }

    /// Appends the allocations before `end` that stand and were not appended yet.
    fn push_lines(&self, chunk: &mut Chunk, end: usize) {
        let lines = self.done.kept_allocations..end;
        chunk.allocations.push_rows(&self.chunk.allocations, lines);
    }

    /// Appends the last allocations, and to the notes of the touched months those of all others.
    pub fn finish(&self, chunk: &mut Chunk, notes: &mut DueNotes) {
        self.push_lines(chunk, self.done.allocations);
        let is_kept = |own: &WorkerMonth| self.touched.binary_search(own).is_err();
        let kept = self.findings.iter().filter(|own| is_kept(&(own.engagement, own.month)));
        notes.findings.extend(kept.copied());
        // Those of one month come together, in the order in which they were made.
        notes.findings.sort_by_key(|own| (own.engagement, own.month));
        // No attendance of a month moves the calendar of its due date.
        if self.stands.due_days {
            notes.years_missing.extend(self.years_missing);
        }
    }
}

/// The rows from `done` on that belong together, which are done then.
fn next<T>(done: &mut usize, rows: &[T], is_own: impl Fn(&T) -> bool) -> Range<usize> {
    let start = *done;
    *done += rows[start..].iter().take_while(|row| is_own(row)).count();
    start..*done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::day::Day;
    use crate::basics::policy::{DueSource, ForeignPayee, MinimumWage};
    use crate::basics::region::Region;

    /// What stands after a change to the built-in policy: due, due days, transfers.
    fn stands(change: impl FnOnce(&mut Policy)) -> [bool; 3] {
        let mut now = Policy::default();
        change(&mut now);
        let Stands { due, due_days, transfers } = Stands::between(&Policy::default(), &now);
        [due, due_days, transfers]
    }

    #[test]
    fn a_rule_moves_what_it_is_about_and_nothing_else() {
        assert_eq!(stands(|now| now.name.push('!')), [true; 3]);
        assert_eq!(stands(|now| now.figures.area_digits = 2), [true; 3]);
        assert_eq!(stands(|now| now.wages.default_pay_day = 15), [true, false, true]);
        assert_eq!(stands(|now| now.wages.default_pay_month_offset = 2), [true, false, true]);
        assert_eq!(stands(|now| now.wages.pay_on_termination_days = 9), [true, false, true]);
        let set_aside = ForeignPayee::SetAside;
        assert_eq!(stands(|now| now.wages.foreign_payee = set_aside), [true, true, false]);
        assert_eq!(stands(|now| now.batch_payouts.steps = 1), [true, true, false]);
        assert_eq!(stands(|now| now.wages.due_source = DueSource::Greater), [false, true, true]);
        let (region, valid_from) = (Region::EVERYWHERE, Day(0));
        let wage = MinimumWage { region, valid_from, monthly: 2000.into(), hourly: None };
        assert_eq!(stands(|now| now.minimum_wage.push(wage)), [false, true, true]);
    }
}
