//! From a file to a [`Policy`]: what the file leaves out comes from the policy it extends.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::super::error::Result;
use super::credit::credit;
use super::deposit::deposits;
use super::payouts::batch_payouts;
use super::value::{Cell, Section, Value};
use super::words::{
    DUE_SOURCE, FOREIGN_PAYEE, HOURS_SYSTEM, MONTHLY_PRORATION, UNEXPLAINED_DEDUCTION,
    WARNING_LEVEL, WARNING_SUBJECT,
};
use super::{
    AgeingRules, AttendanceRules, CrimeThreshold, FigureRules, MinimumWage, MoneyRules, Policy,
    WageRules, WarningComparison, WarningRule,
};

/// Reads a whole file; `builtin` is asked for only where the file extends `cn`.
pub(super) fn policy<'b>(
    root: Value,
    place: &str,
    builtin: impl FnOnce() -> &'b Policy,
) -> Result<Policy> {
    let mut file = Cell::root(place, root).section()?;
    let extends =
        file.or("extends", Some(true), |cell| cell.word(&[("cn", true), ("none", false)]))?;
    let base = extends.then(builtin);
    let policy = Policy {
        name: file.or("name", base.map(|base| base.name.clone()), Cell::text)?,
        wages: wages(file.section("wages")?, base.map(|base| &base.wages))?,
        attendance: attendance(file.section("attendance")?, base.map(|base| &base.attendance))?,
        money: money(file.section("money")?, base.map(|base| &base.money))?,
        ageing: ageing(file.section("ageing")?, base.map(|base| &base.ageing))?,
        figures: figures(file.section("figures")?, base.map(|base| &base.figures))?,
        credit: credit(file.section("credit")?, base.map(|base| &base.credit))?,
        batch_payouts: batch_payouts(
            file.section("batch_payouts")?,
            base.map(|base| &base.batch_payouts),
        )?,
        minimum_wage: minimum_wages(&mut file, base)?,
        crime: crimes(&mut file, base)?,
        deposit: deposits(&mut file, base)?,
        warning: warnings(&mut file, base)?,
    };
    file.finish()?;
    Ok(policy)
}

/// A rate from 0 to 1.
pub(super) fn rate(cell: Cell<'_>) -> Result<Decimal> {
    cell.between(Decimal::ZERO, Decimal::ONE, 6)
}

fn wages(mut file: Section<'_>, base: Option<&WageRules>) -> Result<WageRules> {
    let [overtime_workday_percent, overtime_rest_day_percent, overtime_holiday_percent] =
        overtime_percents(&mut file, base)?;
    let rules = WageRules {
        default_hours_system: file.word_or(
            "default_hours_system",
            base.map(|base| base.default_hours_system),
            HOURS_SYSTEM,
        )?,
        overtime_workday_percent,
        overtime_rest_day_percent,
        overtime_holiday_percent,
        paid_days_per_month: file.or(
            "paid_days_per_month",
            base.map(|base| base.paid_days_per_month),
            |cell| cell.between(Decimal::ONE, Decimal::from(31), 2),
        )?,
        monthly_proration: file.word_or(
            "monthly_proration",
            base.map(|base| base.monthly_proration),
            MONTHLY_PRORATION,
        )?,
        due_source: file
            .or("due_source", base.map(|base| base.due_source), |cell| cell.word(DUE_SOURCE))?,
        payroll_tolerance: file.or(
            "payroll_tolerance",
            base.map(|base| base.payroll_tolerance),
            rate,
        )?,
        unexplained_deduction: file.word_or(
            "unexplained_deduction",
            base.map(|base| base.unexplained_deduction),
            UNEXPLAINED_DEDUCTION,
        )?,
        foreign_payee: file.word_or(
            "foreign_payee",
            base.map(|base| base.foreign_payee),
            FOREIGN_PAYEE,
        )?,
        default_pay_day: file.whole_or(
            "default_pay_day",
            base.map(|base| base.default_pay_day),
            1..=31,
        )?,
        default_pay_month_offset: file.whole_or(
            "default_pay_month_offset",
            base.map(|base| base.default_pay_month_offset),
            0..=12,
        )?,
        pay_on_termination_days: file.whole_or(
            "pay_on_termination_days",
            base.map(|base| base.pay_on_termination_days),
            0..=366,
        )?,
        damage_deduction_cap: file.or(
            "damage_deduction_cap",
            base.map(|base| base.damage_deduction_cap),
            rate,
        )?,
    };
    file.finish()?;
    Ok(rules)
}

/// Percent on a workday, a rest day and a holiday.
fn overtime_percents(file: &mut Section<'_>, base: Option<&WageRules>) -> Result<[u32; 3]> {
    let range = 100..=1000;
    Ok([
        file.whole_or(
            "overtime_workday",
            base.map(|base| base.overtime_workday_percent),
            range.clone(),
        )?,
        file.whole_or(
            "overtime_rest_day",
            base.map(|base| base.overtime_rest_day_percent),
            range.clone(),
        )?,
        file.whole_or("overtime_holiday", base.map(|base| base.overtime_holiday_percent), range)?,
    ])
}

fn attendance(mut file: Section<'_>, base: Option<&AttendanceRules>) -> Result<AttendanceRules> {
    let rules = AttendanceRules {
        punch_debounce_seconds: file.whole_or(
            "punch_debounce_seconds",
            base.map(|base| base.punch_debounce_seconds),
            0..=86_400,
        )?,
        punch_max_shift_minutes: file.whole_or(
            "punch_max_shift_minutes",
            base.map(|base| base.punch_max_shift_minutes),
            1..=1440,
        )?,
    };
    file.finish()?;
    Ok(rules)
}

fn money(mut file: Section<'_>, base: Option<&MoneyRules>) -> Result<MoneyRules> {
    let rules = MoneyRules {
        accept_float_money: file.or(
            "accept_float_money",
            base.map(|base| base.accept_float_money),
            Cell::bool,
        )?,
    };
    file.finish()?;
    Ok(rules)
}

fn ageing(mut file: Section<'_>, base: Option<&AgeingRules>) -> Result<AgeingRules> {
    let rules = AgeingRules {
        brackets_days: file.or(
            "brackets_days",
            base.map(|base| base.brackets_days.clone()),
            |cell| {
                let whole = cell.clone();
                let mut brackets_days: Vec<u32> = Vec::new();
                for item in cell.list()? {
                    let days = item.clone().whole(1..=36_500)?;
                    if let Some(last) = brackets_days.last().filter(|&&last| last >= days) {
                        return Err(item.refuse(format!("more than the {last} days before it")));
                    }
                    brackets_days.push(days);
                }
                if brackets_days.is_empty() || brackets_days.len() > 20 {
                    return Err(whole.refuse("1 to 20 rising numbers of days"));
                }
                Ok(brackets_days)
            },
        )?,
    };
    file.finish()?;
    Ok(rules)
}

fn figures(mut file: Section<'_>, base: Option<&FigureRules>) -> Result<FigureRules> {
    let rules = FigureRules {
        area_digits: file.or("area_digits", base.map(|base| base.area_digits), |cell| {
            let place = cell.clone();
            match cell.whole(2..=6)? {
                2 => Ok(2),
                4 => Ok(4),
                6 => Ok(6),
                _ => Err(place.refuse("2, 4 or 6")),
            }
        })?,
        update_window_days: file.whole_or(
            "update_window_days",
            base.map(|base| base.update_window_days),
            1..=366,
        )?,
        deposit_expiring_days: file.whole_or(
            "deposit_expiring_days",
            base.map(|base| base.deposit_expiring_days),
            0..=366,
        )?,
    };
    file.finish()?;
    Ok(rules)
}

fn minimum_wages(file: &mut Section<'_>, base: Option<&Policy>) -> Result<Vec<MinimumWage>> {
    let mut wages = base.map(|base| base.minimum_wage.clone()).unwrap_or_default();
    let mut seen = BTreeSet::new();
    for mut row in file.rows("minimum_wage")? {
        let region = row.or("region", None, Cell::region)?;
        let valid_from = row.or("valid_from", None, Cell::date)?;
        if !seen.insert((region, valid_from)) {
            return Err(row.refuse_row(
                format!("region \"{region}\" from {valid_from} a second time"),
                "one row for each region and valid_from",
            ));
        }
        let wage = MinimumWage {
            region,
            valid_from,
            monthly: row.or("monthly", None, Cell::money_above_zero)?,
            hourly: row.or("hourly", Some(None), |cell| {
                if cell.is_word("none") { Ok(None) } else { cell.money_above_zero().map(Some) }
            })?,
        };
        row.finish()?;
        wages.retain(|old| (old.region, old.valid_from) != (region, valid_from));
        wages.push(wage);
    }
    wages.sort_by_key(|wage| (wage.region, wage.valid_from));
    Ok(wages)
}

fn crimes(file: &mut Section<'_>, base: Option<&Policy>) -> Result<Vec<CrimeThreshold>> {
    let mut crimes = base.map(|base| base.crime.clone()).unwrap_or_default();
    let mut seen = BTreeSet::new();
    let mut rows = Vec::new();
    for mut row in file.rows("crime")? {
        let region = row.or("region", None, Cell::region)?;
        if !seen.insert(region) {
            return Err(row.refuse_row(
                format!("region \"{region}\" a second time"),
                "one row for each region",
            ));
        }
        rows.push((region, row));
    }
    // The national row first: the others take from it what they leave out.
    rows.sort_by_key(|&(region, _)| region);
    for (region, mut row) in rows {
        let national = crimes.iter().find(|old| old.region.digits() == 0).cloned();
        let national = national.as_ref();
        let crime = CrimeThreshold {
            region,
            one_worker: row.or(
                "one_worker",
                national.map(|national| national.one_worker),
                Cell::money_above_zero,
            )?,
            ten_workers: row.or(
                "ten_workers",
                national.map(|national| national.ten_workers),
                Cell::money_above_zero,
            )?,
        };
        row.finish()?;
        crimes.retain(|old| old.region != region);
        crimes.push(crime);
    }
    crimes.sort_by_key(|crime| crime.region);
    if crimes.first().is_none_or(|first| first.region.digits() != 0) {
        return Err(file.refuse(
            "crime",
            "no row for the whole country",
            "a row with region = \"\"; without `extends` a file must be complete",
        ));
    }
    Ok(crimes)
}

fn warnings(file: &mut Section<'_>, base: Option<&Policy>) -> Result<Vec<WarningRule>> {
    let mut rules = base.map(|base| base.warning.clone()).unwrap_or_default();
    let mut seen = BTreeSet::new();
    for mut row in file.rows("warning")? {
        let code = row.or("code", None, Cell::code)?;
        if !seen.insert(code.clone()) {
            return Err(row.refuse("code", format!("`{code}` a second time"), "one row a code"));
        }
        let old = rules.iter().find(|rule| rule.code == code).cloned();
        let old = old.as_ref();
        let rule = WarningRule {
            level: row.or("level", old.map(|old| old.level), |cell| cell.word(WARNING_LEVEL))?,
            subject: row
                .or("subject", old.map(|old| old.subject), |cell| cell.word(WARNING_SUBJECT))?,
            figure: row.or("figure", old.map(|old| old.figure.clone()), Cell::code)?,
            comparison: comparison(&mut row, old.map(|old| &old.comparison))?,
            mend_days: row
                .or("mend_days", old.map(|old| old.mend_days), |cell| cell.whole(0..=3650))?,
            basis: row.or("basis", old.map(|old| old.basis.clone()), Cell::text)?,
            enabled: row.or("enabled", Some(true), Cell::bool)?,
            code,
        };
        row.finish()?;
        rules.retain(|old| old.code != rule.code);
        rules.push(rule);
    }
    rules.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(rules)
}

fn comparison(row: &mut Section<'_>, old: Option<&WarningComparison>) -> Result<WarningComparison> {
    let mut met = Vec::new();
    if let Some(cell) = row.take("above") {
        met.push(WarningComparison::Above(cell.number()?));
    }
    if let Some(cell) = row.take("at_least") {
        met.push(WarningComparison::AtLeast(cell.number()?));
    }
    if let Some(cell) = row.take("below") {
        met.push(WarningComparison::Below(cell.number()?));
    }
    if let Some(cell) = row.take("at_most") {
        met.push(WarningComparison::AtMost(cell.number()?));
    }
    if let Some(cell) = row.take("is") {
        met.push(WarningComparison::Is(cell.label()?));
    }
    match (met.pop(), old) {
        (Some(only), _) if met.is_empty() => Ok(only),
        (None, Some(old)) => Ok(old.clone()),
        (last, _) => Err(row.refuse_row(
            format!("{} comparisons", met.len() + usize::from(last.is_some())),
            "exactly one of above, at_least, below, at_most, is",
        )),
    }
}
