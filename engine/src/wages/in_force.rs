//! Which contract is in force on which days of a month (step 3.1).

use super::rules::MonthDays;
use crate::intake::terms::Contract;

/// The days of a month on which one contract is the one in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InForce<'a> {
    /// Its place among the contracts of the engagement.
    pub place: usize,
    /// The contract.
    pub contract: &'a Contract,
    /// The days, as bits; zero where later contracts take all of them.
    pub days: u32,
    /// Whether on one of the other days it lost to a contract of the same start by its id alone.
    pub is_tied: bool,
}

/// The contracts of an engagement from the latest start to the earliest, each with its days.
#[derive(Clone, Debug)]
pub struct InForceDays<'a> {
    contracts: &'a [Contract],
    days: &'a MonthDays,
    /// Contracts not yet looked at.
    left: usize,
    /// Days that none of the contracts looked at covers.
    open: u32,
}

/// The days of `days` on which each of `contracts` is in force, the latest start first.
///
/// Step 3.1: the latest `start_date` counts, of equal ones the greatest `contract_id`. `contracts`
/// stand in the order of (`start_day`, `contract`).
///
/// Holds: no day is given twice; days given and [`InForceDays::uncovered`] together are the month.
///
/// **Choice:** the law leaves open which of two contracts counts; the later one is taken to replace
/// the earlier one.
#[must_use]
pub const fn in_force<'a>(contracts: &'a [Contract], days: &'a MonthDays) -> InForceDays<'a> {
    InForceDays { contracts, days, left: contracts.len(), open: days.all }
}

/// The contract in force on the latest day of the month that has one (step 3.7).
#[must_use]
pub fn deciding<'a>(contracts: &'a [Contract], days: &MonthDays) -> Option<&'a Contract> {
    in_force(contracts, days)
        .filter(|own| own.days != 0)
        .max_by_key(|own| u32::BITS - own.days.leading_zeros())
        .map(|own| &contracts[own.place])
}

impl InForceDays<'_> {
    /// The days that no contract given so far covers; once all were given: without a contract.
    #[must_use]
    pub const fn uncovered(&self) -> u32 {
        self.open
    }

    /// Whether the contract at `place` ties, on one of the days that later ones took, with one of
    /// the same start for being the one in force.
    fn ties_on(&self, place: usize, taken: u32) -> bool {
        if taken == 0 {
            return false;
        }
        let start_day = self.contracts[place].start_day;
        let later = self.contracts[place + 1..].iter();
        let days_of =
            |all: u32, other: &Contract| all | self.days.between(other.start_day, other.end_day);
        let overruled = later.clone().filter(|other| other.start_day > start_day).fold(0, days_of);
        let tied = later.filter(|other| other.start_day == start_day).fold(0, days_of);
        taken & tied & !overruled != 0
    }
}

impl<'a> Iterator for InForceDays<'a> {
    type Item = InForce<'a>;

    fn next(&mut self) -> Option<InForce<'a>> {
        let place = self.left.checked_sub(1)?;
        self.left = place;
        let contract = &self.contracts[place];
        let own = self.days.between(contract.start_day, contract.end_day);
        let is_tied = self.ties_on(place, own & !self.open);
        let days = own & self.open;
        self.open &= !own;
        Some(InForce { place, contract, days, is_tied })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::calendar::Calendar;
    use crate::basics::day::{Day, Month};
    use crate::wages::sample::contract;

    const MARCH: Month = Month(662);

    /// From day `first` of March 2025 to day `last`, 0 being open.
    fn from_to(id: u32, first: i32, last: i32) -> Contract {
        let day = |day: i32| MARCH.first_day().plus_days(day - 1);
        let end_day = if last == 0 { Day::OPEN } else { day(last) };
        Contract { start_day: day(first), end_day, ..contract(id) }
    }

    fn days(contracts: &[Contract]) -> (Vec<(usize, u32, bool)>, u32) {
        let month = MonthDays::new(MARCH, &Calendar::builtin());
        let mut iterator = in_force(contracts, &month);
        let own = iterator.by_ref().map(|own| (own.place, own.days, own.is_tied)).collect();
        (own, iterator.uncovered())
    }

    #[test]
    fn the_latest_start_takes_the_day_and_the_earlier_one_comes_back_after_it() {
        let contracts = [from_to(0, 1, 0), from_to(1, 3, 4)];
        assert_eq!(days(&contracts), (vec![(1, 0b1100, false), (0, 0x7FFF_FFF3, false)], 0));
        let month = MonthDays::new(MARCH, &Calendar::builtin());
        assert_eq!(deciding(&contracts, &month), Some(&contracts[0]));
    }

    #[test]
    fn of_equal_starts_the_last_one_counts_and_the_tie_is_told() {
        assert_eq!(days(&[from_to(0, 1, 2), from_to(1, 1, 2)]).0, [(1, 3, false), (0, 0, true)]);
        // A still later contract rules on 2 March and after; 1 March keeps the tie.
        let partly = [from_to(0, 1, 3), from_to(1, 1, 3), from_to(2, 2, 0)];
        assert_eq!(days(&partly).0[2], (0, 0, true));
        // Here it rules on all days of the month on which the two tie.
        let overruled = [from_to(0, -5, 3), from_to(1, -5, 3), from_to(2, 1, 0)];
        assert!(days(&overruled).0.iter().all(|&(_, _, is_tied)| !is_tied));
    }

    #[test]
    fn a_day_without_contract_is_uncovered() {
        assert_eq!(days(&[from_to(0, 2, 30)]).1, 1 | 1 << 30);
        assert_eq!(days(&[]), (vec![], 0x7FFF_FFFF));
        assert_eq!(deciding(&[], &MonthDays::new(MARCH, &Calendar::builtin())), None);
    }
}
