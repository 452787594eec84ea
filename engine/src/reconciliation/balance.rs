//! The two equations of step 6, and that of the causes (step 7.10): what must hold of every run.

use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::intake::transfers::Transfers;
use crate::oversight::causes::Cause;
use crate::wages::worker_periods::WorkerPeriods;

/// Sums of worker-periods, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PeriodSums {
    due: i128,
    paid: i128,
    overdue: i128,
    not_yet_due: i128,
}

impl PeriodSums {
    /// Of neighbouring workers.
    pub(crate) fn of(periods: &WorkerPeriods, as_of: Day) -> Self {
        let mut sums = Self::default();
        for row in 0..periods.len() {
            let arrears = periods.arrears(row, as_of);
            sums.due += i128::from(periods.due_fen[row]);
            sums.paid += i128::from(periods.paid_fen[row]);
            sums.overdue += i128::from(arrears.arrears_fen);
            sums.not_yet_due += i128::from(arrears.not_yet_due_fen);
        }
        sums
    }
}

impl std::iter::Sum for PeriodSums {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |one, other| Self {
            due: one.due + other.due,
            paid: one.paid + other.paid,
            overdue: one.overdue + other.overdue,
            not_yet_due: one.not_yet_due + other.not_yet_due,
        })
    }
}

/// Sums of transfers that no attendance changes, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TransferSums {
    amount: i128,
    taken_back: i128,
    set_aside: i128,
}

impl TransferSums {
    /// Of all transfers.
    pub(crate) fn of(transfers: &Transfers) -> Self {
        let mut sums = Self::default();
        for row in 0..transfers.len() {
            sums.amount += i128::from(transfers.amount_fen[row]);
            sums.set_aside += i128::from(transfers.set_aside_fen(row));
        }
        sums.taken_back = transfers.taken_back_fen.iter().map(i128::from).sum();
        sums
    }
}

/// Holds sums against each other.
///
/// # Errors
///
/// [`Error::Unbalanced`] where an equation does not hold: a fault of the program.
pub(crate) fn check(
    periods: PeriodSums,
    transfers: (TransferSums, &Transfers),
    causes: &[Cause],
) -> Result<()> {
    let PeriodSums { due, paid, overdue, not_yet_due } = periods;
    let left = overdue + not_yet_due;
    if due != paid + left {
        let what = format!("due {due} fen, paid {paid} and unpaid {left} fen");
        return Err(Error::Unbalanced { what });
    }
    let TransferSums { amount, taken_back, set_aside } = transfers.0;
    let advance: i128 = transfers.1.advance_fen.iter().map(i128::from).sum();
    if amount != paid + advance + taken_back + set_aside {
        let what = format!(
            "transfers of {amount} fen, paid {paid}, advance {advance}, taken back {taken_back}, \
             set aside {set_aside} fen"
        );
        return Err(Error::Unbalanced { what });
    }
    let caused: i128 = causes.iter().map(|cause| i128::from(cause.amount_fen)).sum();
    if overdue != caused {
        let what = format!("arrears {overdue} fen, their causes {caused} fen");
        return Err(Error::Unbalanced { what });
    }
    Ok(())
}
