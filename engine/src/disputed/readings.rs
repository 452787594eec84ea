//! The arrears of a worker under the readings of the doubts about him.

use super::doubts::Doubt;
use crate::basics::day::{Day, Month};
use crate::basics::error::Result;
use crate::basics::ids::{EngagementId, WorkerId};
use crate::intake::keyed::Keyed;
use crate::intake::timesheet::SheetCell;
use crate::wages::allocated::{Payment, Scratch, allocated};
use crate::wages::allocations::Allocations;
use crate::wages::due::{DueNotes, due};
use crate::wages::rules::Rules;
use crate::wages::worker_periods::WorkerPeriods;

/// The arrears of a worker-period, as the run has them and over all readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Interval {
    pub engagement: EngagementId,
    pub month: Month,
    pub arrears_fen: i64,
    pub least_fen: i64,
    /// `None` where there are too many readings of contracts.
    pub most_fen: Option<i64>,
    pub is_exact: bool,
}

/// What a worker's periods are under one reading of each doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Read {
    due_fen: Vec<i64>,
    due_day: Vec<Day>,
    arrears_fen: Vec<i64>,
}

/// The intervals of all periods of a worker.
///
/// No payment more, and no attended minute less, raises the arrears of any month as long as no due
/// date moves, so that under each reading of the contracts two readings of the rest suffice: all
/// payouts paid and no stamp forgotten, and the opposite. Where a due date moves, or a payout may
/// pay several projects of one worker, steps 3 and 5 are carried out under each reading, where
/// they are at most `most_readings`; where they are more, arrears lie between nothing and the due.
///
/// # Errors
///
/// As [`due`].
pub(super) fn intervals(
    keyed: &mut Keyed,
    rules: &Rules<'_>,
    worker: WorkerId,
    doubts: &[&Doubt],
    (paid, most_readings): (&[u32], usize),
) -> Result<Vec<Interval>> {
    let mut work = Work { keyed, rules, worker, doubts, paid };
    let own = vec![0; doubts.len()];
    let (periods, read) = work.under(&own)?;
    let is_few = |wanted: fn(&Doubt) -> bool| {
        let own = doubts.iter().filter(|doubt| wanted(doubt));
        own.fold(1_usize, |all, doubt| all.saturating_mul(doubt.readings())) <= most_readings
    };
    let nothing = || vec![0; read.arrears_fen.len()];
    let (least_fen, most_fen, is_exact) = if is_few(is_of_rates) {
        let low = work.each(work.all(|doubt| usize::from(is_of_money(doubt))), is_of_rates)?;
        let high = work.each(work.all(|doubt| usize::from(is_of_time(doubt))), is_of_rates)?;
        let is_moved = low.iter().chain(&high).any(|one| one.due_day != read.due_day);
        let is_one = doubts.iter().all(|doubt| is_of_rates(doubt) || doubt.readings() == 2);
        if is_one && !is_moved {
            (least(&low), Some(most(&high)), true)
        } else if is_few(|_| true) {
            let all = work.each(own, |_| true)?;
            (least(&all), Some(most(&all)), true)
        } else {
            (nothing(), Some(if is_moved { largest_due(&high) } else { most(&high) }), false)
        }
    } else {
        (nothing(), None, false)
    };
    let interval = |row: usize| Interval {
        engagement: periods.engagement[row],
        month: periods.month[row],
        arrears_fen: read.arrears_fen[row],
        least_fen: least_fen[row],
        most_fen: most_fen.as_ref().map(|most_fen| most_fen[row]),
        is_exact,
    };
    Ok((0..periods.len()).map(interval).collect())
}

const fn is_of_rates(doubt: &Doubt) -> bool {
    matches!(doubt, Doubt::TwoRates(_))
}

const fn is_of_money(doubt: &Doubt) -> bool {
    matches!(doubt, Doubt::Payout(..))
}

const fn is_of_time(doubt: &Doubt) -> bool {
    matches!(doubt, Doubt::Stamp { .. })
}

/// Row by row, what `choose` makes of a column of all readings.
fn over(all: &[Read], column: fn(&Read) -> &[i64], choose: fn(i64, i64) -> i64) -> Vec<i64> {
    let mut found = all.first().map_or_else(Vec::new, |one| column(one).to_vec());
    for one in all {
        for (own, &other) in found.iter_mut().zip(column(one)) {
            *own = choose(*own, other);
        }
    }
    found
}

fn least(all: &[Read]) -> Vec<i64> {
    over(all, |one| &one.arrears_fen, i64::min)
}

fn most(all: &[Read]) -> Vec<i64> {
    over(all, |one| &one.arrears_fen, i64::max)
}

fn largest_due(all: &[Read]) -> Vec<i64> {
    over(all, |one| &one.due_fen, i64::max)
}

/// Steps 3 and 5 of one worker, with the records as they are read.
struct Work<'a> {
    keyed: &'a mut Keyed,
    rules: &'a Rules<'a>,
    worker: WorkerId,
    doubts: &'a [&'a Doubt],
    paid: &'a [u32],
}

impl Work<'_> {
    /// A reading of every doubt.
    fn all(&self, reading: impl Fn(&Doubt) -> usize) -> Vec<usize> {
        self.doubts.iter().map(|doubt| reading(doubt)).collect()
    }

    /// The periods under all readings of the doubts for which `is_free` holds, the others as
    /// chosen.
    fn each(&mut self, mut chosen: Vec<usize>, is_free: fn(&Doubt) -> bool) -> Result<Vec<Read>> {
        let mut all = Vec::new();
        loop {
            all.push(self.under(&chosen)?.1);
            // The next reading, counted as a number whose digits are the doubts.
            let free = self.doubts.iter().zip(&mut chosen).filter(|(doubt, _)| is_free(doubt));
            let mut is_done = true;
            for (doubt, reading) in free {
                *reading += 1;
                if *reading < doubt.readings() {
                    is_done = false;
                    break;
                }
                *reading = 0;
            }
            if is_done {
                return Ok(all);
            }
        }
    }

    /// The periods under one reading of each doubt.
    fn under(&mut self, chosen: &[usize]) -> Result<(WorkerPeriods, Read)> {
        let mut paid = self.paid.to_vec();
        for (doubt, &reading) in self.doubts.iter().zip(chosen) {
            read(self.keyed, doubt, reading, &mut paid);
        }
        let day = |transfer: &u32| (self.keyed.transfers.paid_day[*transfer as usize], *transfer);
        paid.sort_unstable_by_key(day);
        let payments: Vec<Payment> =
            paid.into_iter().map(|transfer| Payment::of(self.keyed, transfer)).collect();
        let (mut periods, mut notes) = (WorkerPeriods::default(), DueNotes::default());
        let mut done = Ok(());
        for place in self.keyed.engagements.of(self.worker) {
            let engagement = EngagementId(u32::try_from(place).unwrap_or(u32::MAX));
            done = done
                .and_then(|()| due(self.keyed, engagement, self.rules, &mut periods, &mut notes));
        }
        let (lines, advances) = (&mut Allocations::default(), &mut Vec::new());
        let scratch = &mut Scratch::default();
        allocated(&payments, 0, &mut periods, lines, advances, scratch);
        for (doubt, &reading) in self.doubts.iter().zip(chosen) {
            unread(self.keyed, doubt, reading);
        }
        done?;
        let arrears = |row| periods.arrears(row, self.rules.as_of).arrears_fen;
        let read = Read {
            due_fen: periods.due_fen.clone(),
            due_day: periods.due_day.clone(),
            arrears_fen: (0..periods.len()).map(arrears).collect(),
        };
        Ok((periods, read))
    }
}

/// Makes the records say what a reading takes them to say.
fn read(keyed: &mut Keyed, doubt: &Doubt, reading: usize, paid: &mut Vec<u32>) {
    let Some(other) = reading.checked_sub(1) else { return };
    match doubt {
        // The last one counts.
        Doubt::TwoRates((start, end)) => {
            keyed.contracts.rows[start + other..*end].rotate_left(1);
        }
        Doubt::Payout(transfer, candidates) => {
            let (engagement, named_month) = candidates[other];
            keyed.transfers.engagement[*transfer as usize] = engagement;
            keyed.transfers.named_month[*transfer as usize] = named_month;
            paid.push(*transfer);
        }
        Doubt::Stamp { now, whole_minutes } => {
            keyed.timesheet.put(&[SheetCell { minutes: Some(*whole_minutes), ..*now }]);
        }
    }
}

/// Makes them say again what the run took them to say.
fn unread(keyed: &mut Keyed, doubt: &Doubt, reading: usize) {
    let Some(other) = reading.checked_sub(1) else { return };
    match doubt {
        Doubt::TwoRates((start, end)) => {
            keyed.contracts.rows[start + other..*end].rotate_right(1);
        }
        // What does not count is bound to nothing, and the month that it named is asked no more.
        Doubt::Payout(transfer, _) => {
            keyed.transfers.engagement[*transfer as usize] = EngagementId::NONE;
        }
        Doubt::Stamp { now, .. } => keyed.timesheet.put(&[*now]),
    }
}
