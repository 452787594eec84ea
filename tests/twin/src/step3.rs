//! Step 3, due: what each engagement earned in each month, and when it falls due.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::{Book, Finding};
use crate::calendar::{Calendar, UnknownYear};
use crate::date;
use crate::fraction::Fraction;
use crate::policy::Policy;
use crate::punches::Key;
use crate::step1::Record;
use crate::step2::{Work, World, covers};
use crate::wage::{self, WageLine};

/// One engagement's month.
#[derive(Debug, Clone, Default)]
pub struct WorkerPeriod {
    /// Of the contract that gives the due date.
    pub employer: Option<String>,
    /// Day.
    pub due_date: i128,
    /// Days with minutes.
    pub attended_days: i128,
    /// After the cap of a day.
    pub attended_minutes: i128,
    /// Fen.
    pub attendance_due: i128,
    /// Fen.
    pub payroll_due: i128,
    /// Fen.
    pub due: i128,
    /// Where the due comes from.
    pub due_source: String,
    /// Days without a calendar earned nothing.
    pub provisional: bool,
    /// A payroll line beside back pay names it.
    pub has_line: bool,
    /// Fen, filled in by step 5.
    pub paid: i128,
    /// Fen, filled in by step 5.
    pub paid_on_time: i128,
    /// Latest day of an allocation, filled in by step 5.
    pub last_paid: Option<i128>,
}

impl WorkerPeriod {
    /// What is still to be paid, in fen.
    pub fn open(&self) -> i128 {
        self.due - self.paid
    }
}

/// The months of all engagements.
pub type Periods = BTreeMap<(Key, i128), WorkerPeriod>;

/// What step 3 works with.
#[derive(Debug)]
pub struct Setting<'a> {
    /// Engagements and their rows.
    pub world: &'a World,
    /// Day classes.
    pub calendar: &'a Calendar,
    /// Values.
    pub policy: &'a Policy,
    /// The day of the run.
    pub as_of: i128,
}

/// Every worker-period with its due, and the wage of every contract in it.
pub fn due(setting: &Setting, book: &mut Book) -> Result<(Periods, Vec<WageLine>), String> {
    let mut periods = Periods::new();
    let mut wage_lines = Vec::new();
    let mut unknown_years = BTreeSet::new();
    for key in &setting.world.engagements {
        for month in months(setting.world, key) {
            let period =
                one_period(setting, key, month, &mut wage_lines, &mut unknown_years, book)?;
            periods.insert((key.clone(), month), period);
        }
    }
    book.unknown_years.extend(unknown_years);
    Ok((periods, wage_lines))
}

fn months(world: &World, key: &Key) -> BTreeSet<i128> {
    let mut months = BTreeSet::new();
    if let Some(days) = world.work.get(key) {
        months.extend(days.keys().map(|day| date::month_of(*day)));
    }
    if let Some(adjustments) = world.adjustments.get(key) {
        months.extend(adjustments.keys());
    }
    if let Some(payroll) = world.payroll.get(key) {
        let is_own = |records: &[Record]| records.iter().any(|line| !line.is("is_back_pay"));
        months.extend(payroll.iter().filter(|(_, lines)| is_own(lines)).map(|(month, _)| month));
    }
    months
}

fn one_period(
    setting: &Setting,
    key: &Key,
    month: i128,
    wage_lines: &mut Vec<WageLine>,
    unknown_years: &mut BTreeSet<i128>,
    book: &mut Book,
) -> Result<WorkerPeriod, String> {
    let days = date::first_day(month)..=date::last_day(month);
    let none = BTreeMap::new();
    let all_work = setting.world.work.get(key).unwrap_or(&none);
    let work: BTreeMap<i128, Work> =
        all_work.range(days).map(|(day, work)| (*day, work.clone())).collect();
    let mut period = WorkerPeriod {
        attended_days: work.values().map(|work| i128::from(work.minutes > 0)).sum(),
        attended_minutes: work.values().map(|work| work.minutes).sum(),
        ..WorkerPeriod::default()
    };
    period.provisional = find_days(setting, key, month, &work, book);
    let lines = wage::wages(setting, key, month, &work)?;
    let mut wage_fen = 0;
    for line in &lines {
        wage_fen += line.wage.half_up()?;
    }
    wage_lines.extend(lines);
    period.attendance_due = after_adjustments(setting, key, month, wage_fen, book)?;
    choose_due(setting, key, month, wage_fen, &mut period, book)?;
    due_date(setting, key, month, &work, &mut period, unknown_years);
    Ok(period)
}

/// Findings about single days; true where days without a calendar were attended.
fn find_days(
    setting: &Setting,
    key: &Key,
    month: i128,
    work: &BTreeMap<i128, Work>,
    book: &mut Book,
) -> bool {
    let mut codes: BTreeMap<&str, &str> = BTreeMap::new();
    let contracts = setting.world.contracts.get(key).map_or(&[][..], Vec::as_slice);
    for day in date::first_day(month)..=date::last_day(month) {
        let mut starts: Vec<i128> = contracts
            .iter()
            .filter(|contract| covers(contract, day))
            .map(|contract| contract.value("start_date"))
            .collect();
        starts.sort_unstable();
        if starts.len() > 1 && starts[starts.len() - 1] == starts[starts.len() - 2] {
            codes.insert("overlapping_contracts", "contracts");
        }
        let Some(of_day) = work.get(&day) else { continue };
        let contract = setting.world.in_force(key, day);
        let is_piece = contract.is_some_and(|c| c.text("pay_basis") == Some("piece"));
        let has_pieces = is_piece && of_day.quantity.is_some_and(|quantity| quantity > 0);
        let is_unknown = setting.calendar.class(day).is_none();
        if is_unknown && (of_day.minutes > 0 || has_pieces) {
            codes.insert("calendar_year_missing", "attendance");
        }
        if of_day.minutes == 0 {
            continue;
        }
        if contracts.is_empty() {
            codes.insert("attendance_without_contract", "attendance");
        } else if contract.is_none() {
            codes.insert("attendance_outside_contract", "attendance");
        }
        let Some(contract) = contract.filter(|_| is_piece) else { continue };
        if of_day.quantity.is_none() {
            codes.insert("piece_without_quantity", "attendance");
        }
        let system = wage::hours_system(contract, setting.policy);
        let is_counted = !matches!(system, "flexible" | "none");
        if is_counted && of_day.minutes > wage::daily_minutes(contract) {
            codes.insert("piece_overtime_not_priced", "attendance");
        }
    }
    for (code, table) in &codes {
        book.findings.push(Finding::of_period(code, table, key, month));
    }
    codes.contains_key("calendar_year_missing")
}

/// 3.5: gross, lawful deductions, and what is left as due.
fn after_adjustments(
    setting: &Setting,
    key: &Key,
    month: i128,
    wage_fen: i128,
    book: &mut Book,
) -> Result<i128, String> {
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    let months = setting.world.adjustments.get(key);
    for record in months.and_then(|months| months.get(&month)).into_iter().flatten() {
        let kind = record.text("kind").unwrap_or("");
        *sums.entry(kind).or_default() += record.value("amount");
    }
    if wage_fen <= 0 {
        return Ok(0);
    }
    let sum = |kind: &str| sums.get(kind).copied().unwrap_or(0);
    let gross = wage_fen + sum("allowance") + sum("bonus");
    let damage = sum("damage_deduction");
    let region = setting.world.project_text(&key.1, "region_code").unwrap_or("");
    let region = crate::cells::prefix(region);
    let minimum = setting.policy.minimum_wage_fen(region, date::first_day(month));
    if damage > 0 && minimum.is_none() {
        let code = "minimum_wage_unknown";
        book.findings.push(Finding::of_period(code, "adjustments", key, month));
    }
    let lawful = lawful_damage(damage, gross, minimum, setting.policy.damage_deduction_cap)?;
    let not_deducted = damage - lawful + sum("other_deduction");
    if not_deducted > 0 {
        let finding = Finding::of_period("deduction_over_limit", "adjustments", key, month);
        book.findings.push(Finding { amount: Some(not_deducted), ..finding });
    }
    Ok((gross - lawful - sum("statutory_deduction")).max(0))
}

fn lawful_damage(
    damage: i128,
    gross: i128,
    minimum: Option<i128>,
    cap: Fraction,
) -> Result<i128, String> {
    let share = cap.times(Fraction::whole(gross))?.floor();
    let above_minimum = minimum.map_or(share, |minimum| gross - minimum);
    Ok(damage.min(share).min(above_minimum).max(0))
}

/// The payroll lines of a month that are no back pay.
fn own_lines<'a>(world: &'a World, key: &Key, month: i128) -> Vec<&'a Record> {
    let lines = world.payroll.get(key).and_then(|months| months.get(&month));
    lines.into_iter().flatten().filter(|line| !line.is("is_back_pay")).collect()
}

/// The due of a payroll line, and by how much its net falls short.
fn line_due(line: &Record, policy: &Policy) -> (i128, i128) {
    let net = line.value("net");
    let Some(gross) = line.number("gross") else { return (net.max(0), 0) };
    let stated = gross - line.value("deductions");
    let is_unexplained = line.number("deductions").is_none() && net < gross;
    let takes_net = is_unexplained && policy.unexplained_deduction == "deducted";
    let due = if takes_net { net } else { net.max(stated) };
    (due.max(0), (stated - net).max(0))
}

/// 3.5 and 3.6: the payroll's due, and which of the two is due.
fn choose_due(
    setting: &Setting,
    key: &Key,
    month: i128,
    wage_fen: i128,
    period: &mut WorkerPeriod,
    book: &mut Book,
) -> Result<(), String> {
    let lines = own_lines(setting.world, key, month);
    let mut short = 0;
    for line in &lines {
        let (due, short_of_line) = line_due(line, setting.policy);
        period.payroll_due += due;
        short += short_of_line;
    }
    let confirmed = !lines.is_empty() && lines.iter().all(|line| line.is("confirmed"));
    let (attendance, payroll) = (period.attendance_due, period.payroll_due);
    let greater =
        if payroll >= attendance { (payroll, "payroll") } else { (attendance, "attendance") };
    let (due, source) = match setting.policy.due_source.as_str() {
        "attendance" => (attendance, "attendance"),
        "payroll" => (payroll, "payroll"),
        "evidence" if confirmed => (payroll, "payroll_confirmed"),
        _ => greater,
    };
    let is_missing = period.attended_minutes > 0 && wage_fen == 0 && lines.is_empty();
    period.due = due;
    period.has_line = !lines.is_empty();
    period.due_source = match source {
        _ if attendance > 0 || payroll > 0 => source,
        _ if is_missing => "evidence_missing",
        _ => "none",
    }
    .to_string();
    find_payroll(setting, key, month, &lines, short, confirmed, period, book)
}

#[expect(clippy::too_many_arguments, reason = "one place for the findings of 3.6")]
fn find_payroll(
    setting: &Setting,
    key: &Key,
    month: i128,
    lines: &[&Record],
    short: i128,
    confirmed: bool,
    period: &WorkerPeriod,
    book: &mut Book,
) -> Result<(), String> {
    let (attendance, payroll) = (period.attendance_due, period.payroll_due);
    let mut find = |code: &str, table: &str, amount: Option<i128>| {
        let finding = Finding::of_period(code, table, key, month);
        book.findings.push(Finding { amount, ..finding });
    };
    if short > 0 {
        find("payroll_net_short", "payroll", Some(short));
    }
    if !lines.is_empty() && period.attended_minutes == 0 {
        find("payroll_without_attendance", "payroll", Some(payroll));
    }
    if lines.is_empty() && attendance > 0 {
        find("attendance_without_payroll", "attendance", Some(attendance));
    }
    let difference = (payroll - attendance).abs();
    let allowed = setting.policy.payroll_tolerance.times(Fraction::whole(attendance))?;
    let is_beyond = Fraction::whole(difference).compare(allowed)?.is_gt();
    if attendance > 0 && payroll > 0 && is_beyond {
        let is_below = payroll < attendance;
        let code = if is_below { "payroll_below_attendance" } else { "payroll_above_attendance" };
        find(code, "payroll", Some(difference));
    }
    if !lines.is_empty() && !confirmed {
        find("payroll_unconfirmed", "payroll", Some(payroll));
    }
    let days: Vec<i128> = lines.iter().filter_map(|line| line.number("days")).collect();
    if !days.is_empty() && days.iter().sum::<i128>() != period.attended_days * 100 {
        find("days_mismatch", "payroll", None);
    }
    Ok(())
}

/// 3.7: the pay day, moved back to a workday; or the end of the last contract where earlier.
fn due_date(
    setting: &Setting,
    key: &Key,
    month: i128,
    work: &BTreeMap<i128, Work>,
    period: &mut WorkerPeriod,
    unknown_years: &mut BTreeSet<i128>,
) {
    let policy = setting.policy;
    let mut days = (date::first_day(month)..=date::last_day(month)).rev();
    let contract = days.find_map(|day| setting.world.in_force(key, day));
    let number = |column: &str| contract.and_then(|contract| contract.number(column));
    period.employer = contract.and_then(|contract| contract.text("employer_id")).map(String::from);
    let pay_day = number("pay_day").unwrap_or(policy.default_pay_day);
    let offset = number("pay_month_offset").unwrap_or(policy.default_pay_month_offset);
    let nominal = date::clamped(month + offset, pay_day);
    let mut due = match setting.calendar.workday_on_or_before(nominal) {
        Ok(workday) => workday,
        Err(UnknownYear(year)) => {
            unknown_years.insert(year);
            nominal
        }
    };
    let end = last_end(setting.world, key);
    if let Some(end) = end.filter(|end| month <= date::month_of(*end)) {
        due = due.min(end + policy.pay_on_termination_days);
    }
    let attended = work.iter().filter(|(_, work)| work.minutes > 0).map(|(day, _)| *day);
    period.due_date = attended.fold(due, i128::max);
}

/// The latest end, where every contract of the engagement has one.
fn last_end(world: &World, key: &Key) -> Option<i128> {
    let contracts = world.contracts.get(key)?;
    let ends: Option<Vec<i128>> = contracts.iter().map(|c| c.number("end_date")).collect();
    ends?.into_iter().max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_deducted_within_the_limits() {
        let cap = crate::policy::decimal("0.20").unwrap();
        for (gross, expected) in [(400_000, 80_000), (220_000, 20_000), (190_000, 0)] {
            assert_eq!(lawful_damage(i128::MAX, gross, Some(200_000), cap), Ok(expected));
        }
        assert_eq!(lawful_damage(500, 400_000, None, cap), Ok(500));
    }
}
