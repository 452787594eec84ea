//! How each contract's wage of a period came about, made on demand (table `wage_lines`).

use std::ops::Range;

use super::in_force::in_force;
use super::rules::Rules;
use super::wage::wage;
use crate::basics::day::Month;
use crate::basics::error::Result;
use crate::basics::ids::{EngagementId, NameId};
use crate::intake::keyed::Keyed;
use crate::intake::terms::PayBasis;
use crate::intake::timesheet::{MonthMinutes, NO_QUANTITY, NO_ROW};

/// One row per engagement, month and contract in force on attended days.
///
/// All columns have one length; rows are in the order of engagement, month, contract and its
/// start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WageLines {
    /// Whose wage it is.
    pub engagement: Vec<EngagementId>,
    /// The wage month.
    pub month: Vec<Month>,
    /// The contract, a name of the space of contracts.
    pub contract: Vec<NameId>,
    /// Its place among the contracts of the engagement.
    pub contract_place: Vec<u32>,
    /// What its rate is for.
    pub pay_basis: Vec<PayBasis>,
    /// Its rate in ten-thousandths of a yuan.
    pub rate_e4: Vec<i64>,
    /// Weighted minutes `W` in percent-minutes; 0 for piece work.
    pub weighted_minutes: Vec<i64>,
    /// Overtime `O` in percent-minutes.
    pub overtime_minutes: Vec<i64>,
    /// Absence `A` in minutes; `None` where `deduct_absence` did not apply.
    pub absence_minutes: Vec<Option<i64>>,
    /// The exact wage in fen is `numerator / denominator`, in lowest terms; 0/1 for nothing.
    pub numerator: Vec<i128>,
    /// Above zero.
    pub denominator: Vec<i128>,
    /// The wage in fen, rounded half up.
    pub wage_fen: Vec<i64>,
}

impl WageLines {
    /// Number of lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.engagement.len()
    }
}

/// The wage lines of neighbouring engagements, by the stage functions that make their dues.
///
/// Steps 3.1, 3.3 and 3.4. One row per worker-period and contract with minutes above zero (piece:
/// or a quantity) on days it was in force.
///
/// Holds: the `wage_fen` of a worker-period add up to the wage that step 3.5 starts from.
///
/// # Errors
///
/// [`Error::AmountOverflow`](crate::Error::AmountOverflow) where a wage does not fit.
pub fn wage_lines(keyed: &Keyed, engagements: Range<u32>, rules: &Rules<'_>) -> Result<WageLines> {
    let mut lines = WageLines::default();
    for engagement in engagements.map(EngagementId) {
        for row in keyed.timesheet.months_of(engagement) {
            lines.append_month(keyed, engagement, row, rules)?;
        }
    }
    Ok(lines)
}

impl WageLines {
    /// The lines of one month of the timesheet.
    fn append_month(
        &mut self,
        keyed: &Keyed,
        engagement: EngagementId,
        row: usize,
        rules: &Rules<'_>,
    ) -> Result<()> {
        let month = keyed.timesheet.month(row);
        let minutes = keyed.timesheet.minutes(row);
        let quantities = keyed.timesheet.quantities(row);
        let days = rules.month(month);
        let mut own: Vec<_> = in_force(keyed.contracts.of(engagement), &days)
            .filter(|own| has_work(own.contract.pay_basis, own.days, &minutes, quantities.as_ref()))
            .collect();
        own.sort_unstable_by_key(|own| (own.contract.contract, own.place));
        for own in own {
            let contract = own.contract;
            let earned = wage(contract, &minutes, quantities.as_ref(), own.days, &days, rules)?;
            let divisor = greatest_common_divisor(earned.numerator, earned.denominator);
            self.engagement.push(engagement);
            self.month.push(month);
            self.contract.push(contract.contract);
            self.contract_place.push(u32::try_from(own.place).unwrap_or(u32::MAX));
            self.pay_basis.push(contract.pay_basis);
            self.rate_e4.push(contract.rate_e4);
            self.weighted_minutes.push(earned.weighted);
            self.overtime_minutes.push(earned.overtime);
            self.absence_minutes.push(earned.absence_minutes);
            self.numerator.push(earned.numerator / divisor);
            self.denominator.push(earned.denominator / divisor);
            self.wage_fen.push(earned.wage_fen);
        }
        Ok(())
    }
}

/// Whether any of the days has minutes above zero or, for piece work, a quantity above zero.
fn has_work(
    pay_basis: PayBasis,
    days: u32,
    minutes: &MonthMinutes,
    quantities: Option<&[i64; 31]>,
) -> bool {
    let mut own = (0..31).filter(|place| days & (1 << place) != 0);
    let quantities = quantities.filter(|_| pay_basis == PayBasis::Piece);
    own.any(|place| {
        let quantity = quantities.map_or(NO_QUANTITY, |quantities| quantities[place]);
        (minutes[place] != NO_ROW && minutes[place] > 0) || quantity > 0
    })
}

/// Of two numbers that are zero or more, the second above zero.
const fn greatest_common_divisor(mut a: i128, mut b: i128) -> i128 {
    while a != 0 {
        (a, b) = (b % a, a);
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::calendar::Calendar;
    use crate::basics::policy::{HoursSystem, Policy};
    use crate::intake::terms::Contract;
    use crate::wages::due::{DueNotes, due, rules};
    use crate::wages::sample::{Work, contract, keyed};
    use crate::wages::worker_periods::WorkerPeriods;

    const MARCH: Month = Month(662);

    fn lines(work: Work) -> WageLines {
        let keyed = keyed(&[work]);
        let (policy, calendar) = (Policy::default(), Calendar::builtin());
        let rules = rules(&keyed, &policy, &calendar, MARCH.plus(1).last_day());
        wage_lines(&keyed, 0..1, &rules).unwrap()
    }

    #[test]
    fn a_day_and_two_hours_at_the_weights_of_the_law() {
        // 3 March 2025, a Monday: 480 + 120 × 1.5 = 660 minutes of 480.
        let attendance = vec![(MARCH, 3, 600, NO_QUANTITY)];
        let lines = lines(Work { contracts: vec![contract(0)], attendance, ..Work::default() });
        let hours = HoursSystem::Standard;
        assert_eq!(Policy::default().wages.default_hours_system, hours);
        assert_eq!((lines.weighted_minutes[0], lines.overtime_minutes[0]), (66_000, 18_000));
        assert_eq!(
            (lines.numerator[0], lines.denominator[0], lines.wage_fen[0]),
            (41_250, 1, 41_250)
        );
    }

    #[test]
    fn the_exact_wage_stands_in_lowest_terms_and_is_rounded_half_up() {
        // 1 minute at 300.00 a day of 480: 62.5 fen.
        let attendance = vec![(MARCH, 3, 1, NO_QUANTITY)];
        let lines = lines(Work { contracts: vec![contract(0)], attendance, ..Work::default() });
        assert_eq!((lines.numerator[0], lines.denominator[0], lines.wage_fen[0]), (125, 2, 63));
    }

    #[test]
    fn a_contract_without_a_minute_has_no_line_and_pieces_have_one() {
        let first_day = MARCH.first_day();
        let piece = Contract { pay_basis: PayBasis::Piece, ..contract(3) };
        let early = Contract { end_day: first_day.plus_days(9), ..piece.clone() };
        let late = Contract { start_day: first_day.plus_days(10), ..contract(1) };
        let attendance = vec![(MARCH, 3, 0, 1_500), (MARCH, 20, 0, NO_QUANTITY)];
        let contracts = vec![early, late];
        let lines = lines(Work { contracts, attendance, ..Work::default() });
        assert_eq!(lines.contract, [NameId(3)]);
        assert_eq!((lines.weighted_minutes[0], lines.wage_fen[0]), (0, 45_000));
    }

    #[test]
    fn lines_are_in_the_order_of_contracts_and_nothing_earned_is_0_over_1() {
        let month = Month::from_ym(2031, 3);
        let first_day = month.first_day();
        let early = Contract { end_day: first_day.plus_days(9), ..contract(4) };
        let late = Contract { start_day: first_day.plus_days(10), ..contract(2) };
        let attendance = vec![(month, 3, 480, NO_QUANTITY), (month, 20, 480, NO_QUANTITY)];
        let lines = lines(Work { contracts: vec![early, late], attendance, ..Work::default() });
        assert_eq!(lines.contract, [NameId(2), NameId(4)]);
        assert_eq!((lines.numerator, lines.denominator), (vec![0, 0], vec![1, 1]));
    }

    /// Numbers that look random and are the same each time.
    fn number(seed: &mut u64, below: u64) -> u64 {
        *seed =
            seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*seed >> 33) % below
    }

    fn random_work(seed: &mut u64) -> Work {
        let mut work = Work::default();
        for place in 0..number(seed, 4) {
            let bases = [PayBasis::Hourly, PayBasis::Daily, PayBasis::Monthly, PayBasis::Piece];
            let systems = [None, Some(HoursSystem::Comprehensive), Some(HoursSystem::Flexible)];
            let start_day =
                MARCH.first_day().plus_days(i32::try_from(number(seed, 50)).unwrap() - 20);
            let length_days = i32::try_from(number(seed, 60)).unwrap();
            work.contracts.push(Contract {
                start_day,
                end_day: start_day.plus_days(length_days),
                rate_e4: i64::try_from(number(seed, 90_000_000)).unwrap(),
                pay_basis: bases[usize::try_from(number(seed, 4)).unwrap()],
                hours_system: systems[usize::try_from(number(seed, 3)).unwrap()],
                ..contract(u32::try_from(place).unwrap())
            });
        }
        work.contracts.sort_by_key(|own| (own.start_day, own.contract));
        for day in 1..=30 {
            if number(seed, 3) > 0 {
                let minutes = u16::try_from(number(seed, 800)).unwrap();
                let quantity = i64::try_from(number(seed, 9_000)).unwrap();
                work.attendance.push((
                    MARCH.plus(day % 2),
                    u8::try_from(day).unwrap(),
                    minutes,
                    quantity,
                ));
            }
        }
        work
    }

    #[test]
    fn the_lines_of_a_period_add_up_to_what_due_computes() {
        let (policy, calendar) = (Policy::default(), Calendar::builtin());
        let mut seed = 7;
        let mut earned_fen = 0;
        for _ in 0..300 {
            let keyed = keyed(&[random_work(&mut seed)]);
            let rules = rules(&keyed, &policy, &calendar, MARCH.plus(2).first_day());
            let mut periods = WorkerPeriods::default();
            due(&keyed, EngagementId(0), &rules, &mut periods, &mut DueNotes::default()).unwrap();
            let lines = wage_lines(&keyed, 0..1, &rules).unwrap();
            for (row, &month) in periods.month.iter().enumerate() {
                let own = lines.month.iter().zip(&lines.wage_fen).filter(|(of, _)| **of == month);
                let sum_fen: i64 = own.map(|(_, &fen)| fen).sum();
                // Without adjustments the wage is what is due by attendance.
                assert_eq!(sum_fen, periods.attendance_due_fen[row]);
                earned_fen += sum_fen;
            }
        }
        assert!(earned_fen > 0);
    }
}
