//! 3.3 and 3.4: weighted minutes and the wage of each contract in a month.

use std::collections::BTreeMap;

use crate::calendar::Class;
use crate::date;
use crate::fraction::Fraction;
use crate::policy::Policy;
use crate::punches::Key;
use crate::step1::Record;
use crate::step2::Work;
use crate::step3::Setting;

/// The wage of one contract in one month.
#[derive(Debug, Clone)]
pub struct WageLine {
    /// Worker and project.
    pub key: Key,
    /// Month.
    pub month: i128,
    /// Its id.
    pub contract: String,
    /// Its first day.
    pub start: i128,
    /// `hourly`, `daily`, `monthly`, `piece`.
    pub pay_basis: String,
    /// Ten-thousandths of a yuan.
    pub rate: i128,
    /// W, percent-minutes.
    pub weighted: i128,
    /// O, percent-minutes.
    pub overtime: i128,
    /// A, minutes, where it applied.
    pub absence: Option<i128>,
    /// Exact fen.
    pub wage: Fraction,
}

/// The hours system of a contract.
pub fn hours_system<'a>(contract: &'a Record, policy: &'a Policy) -> &'a str {
    contract.text("hours_system").unwrap_or(&policy.default_hours_system)
}

/// The length of one day's work.
pub fn daily_minutes(contract: &Record) -> i128 {
    contract.number("daily_minutes").unwrap_or(480)
}

/// Sums over the days of a month on which one contract is in force.
#[derive(Debug, Default)]
struct Sums {
    /// Minutes, whatever the calendar.
    minutes: i128,
    /// Thousandths of a piece, whatever the calendar.
    pieces: i128,
    /// The same on days with a calendar.
    earning_minutes: i128,
    earning_pieces: i128,
    /// Percent-minutes without the addition.
    weighted: i128,
    /// Minutes of workdays and rest days.
    ordinary: i128,
    /// Minutes of workdays, at most `s` each.
    within: i128,
    /// Workdays in force.
    workdays: i128,
    /// Workdays of the month, in force or not.
    workdays_of_month: i128,
    /// Holidays in force, not after `as_of`.
    holidays: i128,
}

/// The wage lines of a worker-period, one a contract that was worked under.
pub fn wages(
    setting: &Setting,
    key: &Key,
    month: i128,
    work: &BTreeMap<i128, Work>,
) -> Result<Vec<WageLine>, String> {
    let mut lines = Vec::new();
    for contract in setting.world.contracts.get(key).into_iter().flatten() {
        let sums = sums(setting, key, month, work, contract);
        let is_piece = contract.text("pay_basis") == Some("piece");
        if sums.minutes > 0 || is_piece && sums.pieces > 0 {
            lines.push(wage_line(setting, key, month, contract, &sums)?);
        }
    }
    Ok(lines)
}

fn sums(
    setting: &Setting,
    key: &Key,
    month: i128,
    work: &BTreeMap<i128, Work>,
    contract: &Record,
) -> Sums {
    let policy = setting.policy;
    let s = daily_minutes(contract);
    let system = hours_system(contract, policy);
    let mut sums = Sums::default();
    for day in date::first_day(month)..=date::last_day(month) {
        let class = setting.calendar.class(day);
        sums.workdays_of_month += i128::from(class == Some(Class::Workday));
        let is_in_force =
            setting.world.in_force(key, day).is_some_and(|other| other.row == contract.row);
        if !is_in_force {
            continue;
        }
        let m = work.get(&day).map_or(0, |work| work.minutes);
        let pieces = work.get(&day).and_then(|work| work.quantity).unwrap_or(0);
        sums.minutes += m;
        sums.pieces += pieces;
        let Some(class) = class else { continue };
        sums.earning_minutes += m;
        sums.earning_pieces += pieces;
        sums.weighted += weighted(policy, system, class, m, s);
        match class {
            Class::Workday => {
                sums.workdays += 1;
                sums.within += m.min(s);
                sums.ordinary += m;
            }
            Class::RestDay => sums.ordinary += m,
            Class::Holiday => sums.holidays += i128::from(day <= setting.as_of),
        }
    }
    sums
}

/// The table of 3.3 for one day.
fn weighted(policy: &Policy, system: &str, class: Class, m: i128, s: i128) -> i128 {
    match (system, class) {
        ("standard", Class::Workday) => 100 * m.min(s) + policy.overtime_workday * (m - s).max(0),
        ("standard", Class::RestDay) => policy.overtime_rest_day * m,
        ("standard" | "comprehensive", Class::Holiday) => policy.overtime_holiday * m,
        _ => 100 * m,
    }
}

fn wage_line(
    setting: &Setting,
    key: &Key,
    month: i128,
    contract: &Record,
    sums: &Sums,
) -> Result<WageLine, String> {
    let policy = setting.policy;
    let s = daily_minutes(contract);
    let system = hours_system(contract, policy);
    let basis = contract.id("pay_basis");
    let rate = contract.value("rate");
    let mut line = WageLine {
        key: key.clone(),
        month,
        contract: contract.id("contract_id"),
        start: contract.value("start_date"),
        pay_basis: basis.clone(),
        rate,
        weighted: sums.weighted,
        overtime: 0,
        absence: None,
        wage: Fraction::ZERO,
    };
    if system == "comprehensive" {
        let planned = s * sums.workdays;
        line.weighted += (policy.overtime_workday - 100) * (sums.ordinary - planned).max(0);
    }
    if !matches!(system, "flexible" | "none") && basis != "piece" {
        line.overtime = line.weighted - 100 * sums.within;
    }
    let rate_fen = Fraction::new(rate, 100);
    let has_earned = match basis.as_str() {
        "piece" => sums.earning_pieces > 0,
        _ => sums.earning_minutes > 0,
    };
    if has_earned {
        line.wage = match basis.as_str() {
            "hourly" => rate_fen.times(Fraction::new(line.weighted, 100 * 60))?,
            "daily" => rate_fen.times(Fraction::new(line.weighted, 100 * s))?,
            "piece" => rate_fen.times(Fraction::new(sums.earning_pieces, 1000))?,
            _ => monthly(setting, month, s, rate_fen, sums, &mut line)?,
        };
    }
    Ok(line)
}

/// The wage of a monthly contract by the policy's proration.
fn monthly(
    setting: &Setting,
    month: i128,
    s: i128,
    rate: Fraction,
    sums: &Sums,
    line: &mut WageLine,
) -> Result<Fraction, String> {
    let month_minutes = setting.policy.paid_days_per_month.times(Fraction::whole(s))?;
    let for_minutes = |minutes: Fraction| rate.times(minutes)?.divided_by(month_minutes);
    if setting.policy.monthly_proration == "hours_worked" {
        return for_minutes(Fraction::new(line.weighted, 100));
    }
    let overtime = for_minutes(Fraction::new(line.overtime, 100))?;
    let paid = Fraction::whole(sums.within + s * sums.holidays);
    let is_whole = sums.workdays > 0
        && sums.workdays == sums.workdays_of_month
        && date::last_day(month) <= setting.as_of;
    if setting.policy.monthly_proration == "paid_days" || !is_whole {
        return rate.smaller(for_minutes(paid)?)?.plus(overtime);
    }
    let absence = s * sums.workdays - sums.within;
    line.absence = Some(absence);
    let half = Fraction::new(s * sums.workdays, 2);
    let absent = Fraction::whole(absence);
    let regular = if absent.compare(half)?.is_le() {
        rate.minus(for_minutes(absent)?)?.greater(Fraction::ZERO)?
    } else {
        for_minutes(paid)?.smaller(rate.minus(for_minutes(half)?)?)?
    };
    regular.plus(overtime)
}
