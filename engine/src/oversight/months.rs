//! Sums by wage month (step 7): one line a month, over all projects.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::basics::day::{Day, Month};
use crate::basics::error::Result;
use crate::oversight::partial::add;
use crate::wages::worker_periods::WorkerPeriods;

/// What the worker-periods of one month add up to: a row of `month_totals`.
///
/// Example: [`Months`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthSums {
    /// Worker-periods.
    pub worker_periods: u64,
    /// Of them, those with arrears.
    pub worker_periods_owed: u64,
    /// Of them, those paid in full and on time.
    pub worker_periods_on_time: u64,
    /// Attended days.
    pub attended_days: u64,
    /// Attended minutes.
    pub attended_minutes: u64,
    /// Due, in fen.
    pub due_fen: i64,
    /// Paid of it, in fen.
    pub paid_fen: i64,
    /// Paid on or before the due date, in fen.
    pub paid_on_time_fen: i64,
    /// Overdue and unpaid, in fen.
    pub arrears_fen: i64,
    /// Unpaid and not yet due, in fen.
    pub not_yet_due_fen: i64,
}

/// Sums by month. Any cutting into parts and any order of merging give the same value.
///
/// Holds: over all months every sum is the sum over all projects.
///
/// # Example
///
/// ```
/// use anxin::oversight::months::Months;
///
/// let months = Months::default();
/// assert_eq!(months.rows().count(), 0);
/// assert_eq!(serde_json::to_string(&months).unwrap(), "{}");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Months {
    sums: BTreeMap<Month, MonthSums>,
}

impl Months {
    /// Adds a worker-period as it stands on `as_of`.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where a sum does not fit.
    pub fn add(&mut self, periods: &WorkerPeriods, row: usize, as_of: Day) -> Result<()> {
        let arrears = periods.arrears(row, as_of);
        let (due_fen, paid_on_time_fen) = (periods.due_fen[row], periods.paid_on_time_fen[row]);
        self.sums.entry(periods.month[row]).or_default().merge(&MonthSums {
            worker_periods: 1,
            worker_periods_owed: u64::from(arrears.arrears_fen > 0),
            worker_periods_on_time: u64::from(paid_on_time_fen == due_fen),
            attended_days: u64::from(periods.attended_days[row]),
            attended_minutes: u64::from(periods.attended_minutes[row]),
            due_fen,
            paid_fen: periods.paid_fen[row],
            paid_on_time_fen,
            arrears_fen: arrears.arrears_fen,
            not_yet_due_fen: arrears.not_yet_due_fen,
        })
    }

    /// Adds the months of another part.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where a sum does not fit.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        let mut months = other.sums.iter();
        months.try_for_each(|(month, sums)| self.sums.entry(*month).or_default().merge(sums))
    }

    /// The months in order, with their sums.
    pub fn rows(&self) -> impl Iterator<Item = (Month, &MonthSums)> + '_ {
        self.sums.iter().map(|(month, sums)| (*month, sums))
    }
}

impl MonthSums {
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.worker_periods += other.worker_periods;
        self.worker_periods_owed += other.worker_periods_owed;
        self.worker_periods_on_time += other.worker_periods_on_time;
        self.attended_days += other.attended_days;
        self.attended_minutes += other.attended_minutes;
        add(&mut self.due_fen, other.due_fen)?;
        add(&mut self.paid_fen, other.paid_fen)?;
        add(&mut self.paid_on_time_fen, other.paid_on_time_fen)?;
        add(&mut self.arrears_fen, other.arrears_fen)?;
        add(&mut self.not_yet_due_fen, other.not_yet_due_fen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::error::Error;

    fn of(month: i32, due_fen: i64) -> Months {
        let sums = MonthSums { worker_periods: 1, due_fen, ..MonthSums::default() };
        Months { sums: [(Month(month), sums)].into() }
    }

    #[test]
    fn months_add_up_in_any_order_and_come_back_from_their_text() {
        let parts = [of(660, 5), of(659, 7), of(660, 11)];
        let sum = |order: [usize; 3]| {
            let mut all = Months::default();
            order.iter().for_each(|&part| all.merge(&parts[part]).unwrap());
            all
        };
        let all = sum([0, 1, 2]);
        assert_eq!(sum([2, 1, 0]), all);
        let rows: Vec<_> = all.rows().map(|(month, sums)| (month.0, sums.due_fen)).collect();
        assert_eq!(rows, [(659, 7), (660, 16)]);
        let text = serde_json::to_string(&all).unwrap();
        assert!(text.starts_with("{\"2024-12\":"), "{text}");
        assert_eq!(serde_json::from_str::<Months>(&text).unwrap(), all);
        assert!(serde_json::from_str::<Months>("{\"soon\":{}}").is_err());
    }

    #[test]
    fn a_sum_that_does_not_fit_is_an_error() {
        let mut all = of(1, i64::MAX);
        assert!(matches!(all.merge(&of(1, 1)), Err(Error::AmountOverflow { .. })));
    }
}
