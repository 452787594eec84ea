//! Employers, inside construction and outside: what they owe, and signs of trouble (steps 7.1, 8).

use serde::{Deserialize, Serialize};

use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::ids::NameId;
use crate::intake::facts::{Signal, SignalKind};
use crate::oversight::partial::add;
use crate::wages::worker_periods::WorkerPeriods;

/// Sums over the worker-periods of one employer. They add over chunks cut between workers.
///
/// Example: [`employer_totals`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmployerSums {
    /// Worker-periods.
    pub worker_periods: u64,
    /// Distinct workers.
    pub workers: u64,
    /// Distinct workers with arrears.
    pub workers_owed: u64,
    /// Due, in fen.
    pub due_fen: i64,
    /// Paid of it, in fen.
    pub paid_fen: i64,
    /// Overdue and unpaid, in fen.
    pub arrears_fen: i64,
    /// Unpaid and not yet due, in fen.
    pub not_yet_due_fen: i64,
}

impl EmployerSums {
    /// Adds another line.
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.worker_periods += other.worker_periods;
        self.workers += other.workers;
        self.workers_owed += other.workers_owed;
        add(&mut self.due_fen, other.due_fen)?;
        add(&mut self.paid_fen, other.paid_fen)?;
        add(&mut self.arrears_fen, other.arrears_fen)?;
        add(&mut self.not_yet_due_fen, other.not_yet_due_fen)
    }
}

/// The sums of employers, made from any chunk of workers. [`NameId::NONE`] is the unknown one.
///
/// Example: [`employer_totals`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmployerPartial {
    /// Rising by employer.
    employers: Vec<(NameId, EmployerSums)>,
    /// The worker at hand, kept for its room.
    #[serde(skip)]
    scratch: Vec<(NameId, EmployerSums)>,
}

impl EmployerPartial {
    /// Adds all worker-periods of one worker: those from `first_row` on.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where a sum does not fit.
    pub fn add_worker(
        &mut self,
        periods: &WorkerPeriods,
        first_row: usize,
        as_of: Day,
    ) -> Result<()> {
        let mut own = std::mem::take(&mut self.scratch);
        own.clear();
        for row in first_row..periods.len() {
            let arrears = periods.arrears(row, as_of);
            let sums = EmployerSums {
                worker_periods: 1,
                workers: 0,
                workers_owed: 0,
                due_fen: periods.due_fen[row],
                paid_fen: periods.paid_fen[row],
                arrears_fen: arrears.arrears_fen,
                not_yet_due_fen: arrears.not_yet_due_fen,
            };
            merge_into(&mut own, periods.employer[row], &sums)?;
        }
        for (employer, sums) in &mut own {
            sums.workers = 1;
            sums.workers_owed = u64::from(sums.arrears_fen > 0);
            merge_into(&mut self.employers, *employer, sums)?;
        }
        self.scratch = own;
        Ok(())
    }

    /// The same with employers under other ids.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where two get one id and their sums do not fit.
    pub fn renumbered(&self, employer: impl Fn(NameId) -> NameId) -> Result<Self> {
        let mut renumbered = Self::default();
        for (own, sums) in &self.employers {
            merge_into(&mut renumbered.employers, employer(*own), sums)?;
        }
        Ok(renumbered)
    }

    /// The largest employer number of all, where one is known.
    #[must_use]
    pub fn last_employer(&self) -> Option<NameId> {
        self.employers.iter().filter_map(|employer| employer.0.get()).max()
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where a sum does not fit.
    pub fn merge(mut self, other: &Self) -> Result<Self> {
        for (employer, sums) in &other.employers {
            merge_into(&mut self.employers, *employer, sums)?;
        }
        Ok(self)
    }

    /// The sums of an employer; nothing where no worker-period was added.
    #[must_use]
    pub fn employer(&self, employer: NameId) -> EmployerSums {
        let found = self.employers.binary_search_by_key(&employer, |entry| entry.0);
        found.map_or_else(|_| EmployerSums::default(), |place| self.employers[place].1)
    }
}

/// Adds to the entry of `employer` in a list that is rising.
fn merge_into(
    list: &mut Vec<(NameId, EmployerSums)>,
    employer: NameId,
    sums: &EmployerSums,
) -> Result<()> {
    match list.binary_search_by_key(&employer, |entry| entry.0) {
        Ok(place) => list[place].1.merge(sums),
        Err(place) => {
            list.insert(place, (employer, *sums));
            Ok(())
        }
    }
}

/// What signals say of one employer. They add.
///
/// Example: [`employer_totals`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SignalSums {
    /// Number of signals by kind, in the order of [`SignalKind::ALL`].
    pub count: [u64; 5],
    /// Amounts where stated, in fen, all kinds.
    pub amount_fen: i64,
    /// The most days overdue of any signal; `None` where none states them.
    pub max_overdue_days: Option<u32>,
    /// The latest signal.
    pub latest_day: Option<Day>,
}

impl SignalSums {
    /// Adds a signal.
    fn add(&mut self, signal: &Signal) -> Result<()> {
        self.count[signal.kind as usize] += 1;
        self.max_overdue_days = self.max_overdue_days.max(signal.overdue_days);
        self.latest_day = self.latest_day.max(Some(signal.signal_day));
        add(&mut self.amount_fen, signal.amount_fen.unwrap_or(0))
    }

    /// Kinds of which there is a signal: several at once weigh more than one many times.
    #[must_use]
    pub fn kinds(&self) -> u64 {
        SignalKind::ALL.iter().filter(|&&kind| self.count[kind as usize] > 0).count() as u64
    }
}

/// A row of `employer_totals`.
///
/// Example: [`employer_totals`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmployerTotals {
    /// The employer; [`NameId::NONE`] is the line of the unknown.
    pub employer: NameId,
    /// Its worker-periods.
    pub sums: EmployerSums,
    /// Its signals.
    pub signals: SignalSums,
}

/// Rows of `employer_totals`: every employer with a worker-period or a signal, the unknown first.
///
/// Holds: the sums are those of all worker-periods.
///
/// **Basis:** Decree 724 Art. 38 (water, power, property, credit and tax are watched). **Choice:**
/// a signal counts whatever its age, dated on or before `as_of`.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where a sum does not fit.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::NameId;
/// use anxin::intake::facts::{Signal, SignalKind};
/// use anxin::oversight::employers::{EmployerPartial, employer_totals};
///
/// let signal = Signal {
///     employer: NameId(4),
///     kind: SignalKind::Water,
///     signal_day: Day(20_000),
///     amount_fen: Some(1_200_00),
///     overdue_days: Some(95),
/// };
/// let rows = employer_totals(&EmployerPartial::default(), &[signal])?;
/// assert_eq!((rows[0].employer, rows[0].signals.max_overdue_days), (NameId(4), Some(95)));
/// assert_eq!(rows[0].sums.workers, 0);
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn employer_totals(
    partial: &EmployerPartial,
    signals: &[Signal],
) -> Result<Vec<EmployerTotals>> {
    let listed = partial.employers.iter().map(|entry| entry.0);
    let mut employers: Vec<NameId> =
        listed.chain(signals.iter().map(|signal| signal.employer)).collect();
    employers.sort_unstable_by_key(|employer| employer.get());
    employers.dedup();
    employers
        .into_iter()
        .map(|employer| {
            let mut sums = SignalSums::default();
            let first = signals.partition_point(|signal| signal.employer < employer);
            let own = signals[first..].iter().take_while(|signal| signal.employer == employer);
            own.into_iter().try_for_each(|signal| sums.add(signal))?;
            Ok(EmployerTotals { employer, sums: partial.employer(employer), signals: sums })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(employer: u32, kind: SignalKind, days: Option<u32>) -> Signal {
        Signal {
            employer: NameId(employer),
            kind,
            signal_day: Day(10),
            amount_fen: days.map(|days| i64::from(days) * 100),
            overdue_days: days,
        }
    }

    #[test]
    fn a_firm_outside_construction_has_signals_alone() {
        let signals = [
            signal(1, SignalKind::Water, Some(40)),
            signal(1, SignalKind::Tax, None),
            signal(1, SignalKind::Water, Some(90)),
            signal(3, SignalKind::Opinion, None),
        ];
        let rows = employer_totals(&EmployerPartial::default(), &signals).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].signals.count, [2, 0, 0, 1, 0]);
        assert_eq!(rows[0].signals.max_overdue_days, Some(90));
        assert_eq!((rows[0].signals.amount_fen, rows[0].signals.kinds()), (13_000, 2));
        assert_eq!(rows[1].signals.max_overdue_days, None);
        assert_eq!(rows[1].sums, EmployerSums::default());
    }

    #[test]
    fn the_unknown_employer_stands_first_and_merging_adds() {
        let one = |employer, due_fen| {
            let sums = EmployerSums { workers: 1, due_fen, ..EmployerSums::default() };
            EmployerPartial { employers: vec![(employer, sums)], scratch: Vec::new() }
        };
        let parts = [one(NameId(2), 5), one(NameId::NONE, 3), one(NameId(2), 7)];
        let merged = |order: [usize; 3]| {
            order
                .iter()
                .fold(EmployerPartial::default(), |sum, &place| sum.merge(&parts[place]).unwrap())
        };
        assert_eq!(merged([0, 1, 2]), merged([2, 1, 0]));
        let rows = employer_totals(&merged([0, 1, 2]), &[]).unwrap();
        let shown: Vec<_> = rows.iter().map(|row| (row.employer, row.sums.due_fen)).collect();
        assert_eq!(shown, [(NameId::NONE, 3), (NameId(2), 12)]);
    }
}
