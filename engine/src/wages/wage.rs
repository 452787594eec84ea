//! The wage of one contract in one period, exact until its one rounding (steps 3.3 and 3.4).

use super::rules::{MonthDays, Rules, lanes};
use crate::basics::error::{Error, Result};
use crate::basics::money::div_half_up;
use crate::basics::policy::{HoursSystem, MonthlyProration};
use crate::intake::terms::{Contract, PayBasis};
use crate::intake::timesheet::{MonthMinutes, NO_QUANTITY, NO_ROW};

/// What a contract earned in a period, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wage {
    /// Rounded half up, in fen.
    pub wage_fen: i64,
    /// Weighted minutes `W`, in percent-minutes.
    pub weighted: i64,
    /// Overtime `O`, in percent-minutes.
    pub overtime: i64,
    /// Absence `A` in minutes, where `deduct_absence` applied.
    pub absence_minutes: Option<i64>,
    /// The exact wage in fen is `numerator / denominator`.
    pub numerator: i128,
    /// Above zero.
    pub denominator: i128,
}

impl Wage {
    /// Nothing was earned.
    pub const NOTHING: Self = Self {
        wage_fen: 0,
        weighted: 0,
        overtime: 0,
        absence_minutes: None,
        numerator: 0,
        denominator: 1,
    };
}

/// Sums of minutes over the days a contract was in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    /// On workdays, up to the agreed length of each day.
    within: i64,
    /// On workdays, beyond it.
    beyond: i64,
    /// On rest days.
    rest: i64,
    /// On statutory holidays.
    holiday: i64,
}

/// Adds up the minutes of the days `in_force`, by class of day.
fn sums(minutes: &MonthMinutes, in_force: u32, days: &MonthDays, agreed_minutes: u16) -> Sums {
    let in_force = if days.known() & !in_force == 0 { [u16::MAX; 31] } else { lanes(in_force) };
    let [workdays, rest_days, holidays] = &days.lanes;
    // 31 days of 1440 minutes fit into 16 bits.
    let (mut worked, mut within, mut rest, mut holiday) = (0_u16, 0_u16, 0_u16, 0_u16);
    for place in 0..31 {
        let met = if minutes[place] == NO_ROW { 0 } else { minutes[place] & in_force[place] };
        worked += met & workdays[place];
        within += (met & workdays[place]).min(agreed_minutes);
        rest += met & rest_days[place];
        holiday += met & holidays[place];
    }
    let beyond = (worked - within).into();
    Sums { within: within.into(), beyond, rest: rest.into(), holiday: holiday.into() }
}

/// Number of days in a set of days.
const fn count(days: u32) -> i64 {
    days.count_ones() as i64
}

/// The wage of `contract` for the days `in_force` of a month.
///
/// Steps 3.3 and 3.4. Basis: Labour Law Art. 44 (150, 200, 300 percent); 人社部发〔2025〕2号 (21.75
/// days). Choice: a day's agreed length is `daily_minutes`; days of a year without calendar earn
/// nothing.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where the wage does not fit in 64 bits of fen.
pub fn wage(
    contract: &Contract,
    minutes: &MonthMinutes,
    quantities: Option<&[i64; 31]>,
    in_force: u32,
    days: &MonthDays,
    rules: &Rules<'_>,
) -> Result<Wage> {
    let agreed_minutes = i64::from(contract.daily_minutes);
    let sums = sums(minutes, in_force, days, contract.daily_minutes);
    let policy = &rules.policy.wages;
    let hours_system = contract.hours_system.unwrap_or(policy.default_hours_system);
    let weighted = weighted(&sums, hours_system, in_force, days, agreed_minutes, rules);
    if contract.pay_basis == PayBasis::Piece {
        return piece_wage(contract, quantities, in_force & days.known(), weighted);
    }
    if sums == Sums::default() {
        return Ok(Wage::NOTHING);
    }
    let overtime = match hours_system {
        HoursSystem::Flexible | HoursSystem::None => 0,
        HoursSystem::Standard | HoursSystem::Comprehensive => weighted - 100 * sums.within,
    };
    let rate = i128::from(contract.rate_e4);
    let agreed = i128::from(agreed_minutes);
    // Fen are hundredths of `rate_e4`, weights are percent: both hundreds stand in the denominator.
    let (exact, absence_minutes) = match contract.pay_basis {
        PayBasis::Hourly => (ratio(rate, i128::from(weighted), 100 * 100 * 60), None),
        PayBasis::Daily => (ratio(rate, i128::from(weighted), 100 * 100 * agreed), None),
        PayBasis::Monthly | PayBasis::Piece => {
            let month =
                Monthly { contract, sums: &sums, overtime, weighted, in_force, days, rules };
            let (parts, absence) = month.parts();
            (parts.and_then(|parts| ratio(rate, parts, month.denominator())), absence)
        }
    };
    let Some((numerator, denominator)) = exact else { return Err(OVERFLOW) };
    let wage_fen = rounded(numerator, denominator)?;
    Ok(Wage { wage_fen, weighted, overtime, absence_minutes, numerator, denominator })
}

/// A wage that does not fit.
const OVERFLOW: Error = Error::AmountOverflow { what: "wage of a contract in a period" };

/// `rate × parts / denominator`, not reduced; `None` where it does not fit.
fn ratio(rate: i128, parts: i128, denominator: i128) -> Option<(i128, i128)> {
    Some((rate.checked_mul(parts)?, denominator))
}

/// The one rounding of a wage.
fn rounded(numerator: i128, denominator: i128) -> Result<i64> {
    i64::try_from(div_half_up(numerator, denominator)).map_err(|_| OVERFLOW)
}

/// Step 3.4, piece work: rate times quantity, whatever the minutes.
fn piece_wage(
    contract: &Contract,
    quantities: Option<&[i64; 31]>,
    paid: u32,
    weighted: i64,
) -> Result<Wage> {
    let Some(quantities) = quantities else { return Ok(Wage { weighted, ..Wage::NOTHING }) };
    let quantity_e3: i128 = quantities
        .iter()
        .enumerate()
        .filter(|&(place, &quantity)| paid & (1 << place) != 0 && quantity != NO_QUANTITY)
        .map(|(_, &quantity)| i128::from(quantity))
        .sum();
    let numerator = i128::from(contract.rate_e4).checked_mul(quantity_e3).ok_or(OVERFLOW)?;
    let denominator = 100 * 1000;
    let wage_fen = rounded(numerator, denominator)?;
    Ok(Wage { wage_fen, weighted, numerator, denominator, ..Wage::NOTHING })
}

/// Step 3.3: minutes by the weights of the policy, in percent-minutes.
fn weighted(
    sums: &Sums,
    hours_system: HoursSystem,
    in_force: u32,
    days: &MonthDays,
    agreed_minutes: i64,
    rules: &Rules<'_>,
) -> i64 {
    let policy = &rules.policy.wages;
    let overtime = i64::from(policy.overtime_workday_percent);
    let plain = sums.within + sums.beyond;
    match hours_system {
        HoursSystem::Standard => {
            100 * sums.within
                + overtime * sums.beyond
                + i64::from(policy.overtime_rest_day_percent) * sums.rest
                + i64::from(policy.overtime_holiday_percent) * sums.holiday
        }
        HoursSystem::Comprehensive => {
            let planned = agreed_minutes * count(in_force & days.workdays);
            let beyond_plan = (plain + sums.rest - planned).max(0);
            100 * (plain + sums.rest)
                + i64::from(policy.overtime_holiday_percent) * sums.holiday
                + (overtime - 100) * beyond_plan
        }
        HoursSystem::Flexible | HoursSystem::None => 100 * (plain + sums.rest + sums.holiday),
    }
}

/// A monthly wage being prorated.
struct Monthly<'a> {
    contract: &'a Contract,
    sums: &'a Sums,
    overtime: i64,
    weighted: i64,
    in_force: u32,
    days: &'a MonthDays,
    rules: &'a Rules<'a>,
}

impl Monthly<'_> {
    /// The wage is `rate_e4 × parts / denominator`: 100 for fen, 100 for percent, 2 for the half
    /// of a month, the agreed minutes, and the paid days.
    fn denominator(&self) -> i128 {
        2 * 100 * 100 * self.agreed() * self.rules.paid_days
    }

    /// Agreed minutes of a day.
    fn agreed(&self) -> i128 {
        i128::from(self.contract.daily_minutes)
    }

    /// One whole monthly wage.
    fn whole(&self) -> i128 {
        2 * 100 * self.agreed() * self.rules.paid_days
    }

    /// `minutes / (s × 21.75)` of a monthly wage.
    fn minutes(&self, minutes: i64) -> i128 {
        2 * 100 * i128::from(minutes) * self.rules.paid_days_scale
    }

    /// `percent_minutes / (100 × s × 21.75)` of a monthly wage.
    fn percent_minutes(&self, percent_minutes: i64) -> i128 {
        2 * i128::from(percent_minutes) * self.rules.paid_days_scale
    }

    /// The parts of the wage, and the absence where it was deducted.
    fn parts(&self) -> (Option<i128>, Option<i64>) {
        match self.rules.policy.wages.monthly_proration {
            MonthlyProration::HoursWorked => (Some(self.percent_minutes(self.weighted)), None),
            MonthlyProration::PaidDays => (self.paid_days(), None),
            MonthlyProration::DeductAbsence if self.is_complete() => {
                let absence = self.agreed_minutes() * count(self.days.workdays) - self.sums.within;
                (self.deduct_absence(absence), Some(absence))
            }
            MonthlyProration::DeductAbsence => (self.paid_days(), None),
        }
    }

    /// Agreed minutes of a day.
    fn agreed_minutes(&self) -> i64 {
        i64::from(self.contract.daily_minutes)
    }

    /// Whether the contract is in force on every workday of a month that has ended by `as_of`.
    fn is_complete(&self) -> bool {
        let days = self.days;
        let last_day = days.first_day.plus_days(days.all.count_ones().cast_signed() - 1);
        days.workdays != 0
            && days.known() == days.all
            && days.workdays & !self.in_force == 0
            && last_day <= self.rules.as_of
    }

    /// Attended minutes of workdays and whole holidays, within the contract and not after `as_of`.
    fn paid_minutes(&self) -> i64 {
        let past = self.days.between(self.days.first_day, self.rules.as_of);
        self.sums.within + self.agreed_minutes() * count(self.days.holidays & self.in_force & past)
    }

    /// `min(r, r × P / (s × 21.75)) + overtime`.
    fn paid_days(&self) -> Option<i128> {
        self.whole()
            .min(self.minutes(self.paid_minutes()))
            .checked_add(self.percent_minutes(self.overtime))
    }

    /// The wage less absence up to half the workdays, beyond it the paid days.
    fn deduct_absence(&self, absence_minutes: i64) -> Option<i128> {
        let twice_half = self.agreed_minutes() * count(self.days.workdays);
        let base = if 2 * absence_minutes <= twice_half {
            (self.whole() - self.minutes(absence_minutes)).max(0)
        } else {
            self.minutes(self.paid_minutes()).min(self.whole() - self.minutes(twice_half) / 2)
        };
        base.checked_add(self.percent_minutes(self.overtime))
    }
}
