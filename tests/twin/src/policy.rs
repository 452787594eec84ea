//! The built-in policy: wages, deposits by region; and which row of it applies.

use std::collections::BTreeMap;

use crate::cells;
use crate::fraction::Fraction;

/// All values that a policy file may change and this crate uses.
#[derive(Debug, Clone)]
pub struct Policy {
    /// `standard`, `comprehensive`, `flexible`, `none`.
    pub default_hours_system: String,
    /// Percent.
    pub overtime_workday: i128,
    /// Percent.
    pub overtime_rest_day: i128,
    /// Percent.
    pub overtime_holiday: i128,
    /// 21.75.
    pub paid_days_per_month: Fraction,
    /// `deduct_absence`, `paid_days`, `hours_worked`.
    pub monthly_proration: String,
    /// `evidence`, `attendance`, `payroll`, `greater`.
    pub due_source: String,
    /// Of the attendance due.
    pub payroll_tolerance: Fraction,
    /// `due`, `deducted`.
    pub unexplained_deduction: String,
    /// `count`, `set_aside`.
    pub foreign_payee: String,
    /// Day of the month.
    pub default_pay_day: i128,
    /// Months after the period.
    pub default_pay_month_offset: i128,
    /// Days after the last contract's end.
    pub pay_on_termination_days: i128,
    /// Of the gross.
    pub damage_deduction_cap: Fraction,
    /// Seconds, inclusive.
    pub punch_debounce_seconds: i128,
    /// Minutes, inclusive.
    pub punch_max_shift_minutes: i128,
    /// Upper ends of the age brackets.
    pub brackets_days: Vec<i128>,
    /// Days after the end of a month within which a debit without a sheet may pay it.
    pub window_days: i128,
    /// Steps of work of a payout; here only too few for its lines matter.
    pub payout_steps: i128,
    /// Digits of the region code that make a management area.
    pub area_digits: usize,
    /// Days within which a device must have sent something.
    pub update_window_days: i128,
    /// Days before its end in which a deposit is expiring.
    pub deposit_expiring_days: i128,
    /// Months whose record makes the grade.
    pub grade_window_months: i128,
    /// Punishments that make the grade C.
    pub grade_c_punishments: i128,
    /// Months of a listing.
    pub blacklist_months: i128,
    /// Months in arrears to one worker.
    pub crime_months: i128,
    /// Workers in arrears.
    pub crime_workers: i128,
    /// Amounts of the crime: region, fen for one worker, fen for ten.
    pub crimes: Vec<(String, i128, i128)>,
    /// Rules of early warning by code.
    pub warnings: BTreeMap<String, Rule>,
    /// By region and day.
    pub minimum_wages: Vec<MinimumWage>,
    /// By region, day and kind of works.
    pub deposits: Vec<DepositRow>,
}

/// A rule of early warning.
#[derive(Debug, Clone, Default)]
pub struct Rule {
    /// `general`, `key`.
    pub level: String,
    /// What it is about.
    pub subject: String,
    /// What is compared.
    pub figure: String,
    /// `above`, `at_least`, `below`, `at_most`, `is`.
    pub comparison: String,
    /// A number or word as text.
    pub threshold: String,
    /// Days from opening to deadline.
    pub mend_days: i128,
    /// Law and article.
    pub basis: String,
}

/// The monthly minimum wage of a region from a day on.
#[derive(Debug, Clone)]
pub struct MinimumWage {
    /// Empty = everywhere.
    pub region: String,
    /// First day.
    pub valid_from: i128,
    /// Fen; none where the row gives only an hourly one.
    pub monthly_fen: Option<i128>,
}

/// What a clause does to the rate and the cap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clause {
    /// Replaces the rate.
    pub rate: Option<Fraction>,
    /// Takes that share off the rate.
    pub cut: Option<Fraction>,
    /// Adds that share to the rate.
    pub raise: Option<Fraction>,
    /// Fen.
    pub cap_fen: Option<i128>,
    /// No cap at all.
    pub uncapped: bool,
    /// Nothing is required.
    pub exempt: bool,
    /// The figure is not sourced.
    pub provisional: bool,
}

impl Clause {
    /// The rate after the clause.
    pub fn applied(&self, base_rate: Fraction) -> Result<Fraction, String> {
        let mut rate = self.rate.unwrap_or(base_rate);
        if let Some(cut) = self.cut {
            rate = rate.times(Fraction::whole(1).minus(cut)?)?;
        }
        if let Some(raise) = self.raise {
            rate = rate.times(Fraction::whole(1).plus(raise)?)?;
        }
        Ok(rate)
    }
}

/// A step of the rate by the size of the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Exclusive, in fen; none = without end.
    pub below_fen: Option<i128>,
    /// Its rate and cap.
    pub clause: Clause,
}

/// The deposit rule of a region from a day on.
#[derive(Debug, Clone)]
pub struct DepositRow {
    /// Empty = everywhere.
    pub region: String,
    /// First day.
    pub valid_from: i128,
    /// Kinds of works; empty = all.
    pub categories: Vec<String>,
    /// Required whatever the contract, in fen.
    pub amount_fen: Option<i128>,
    /// In order of size.
    pub tiers: Vec<Tier>,
    /// Fen.
    pub scope_line_fen: i128,
    /// The annual amount is the base of long works.
    pub annual: bool,
    /// Fen.
    pub cap_fen: Option<i128>,
    /// Fen.
    pub minimum_fen: i128,
    /// From the second project in the area on.
    pub several_projects: Option<Clause>,
    /// Fen, exclusive.
    pub waiver_below_fen: i128,
    /// Works shorter than that.
    pub waiver_months: i128,
    /// Two years without arrears.
    pub clean_24_months: Option<Clause>,
    /// Three years without arrears.
    pub clean_36_months: Option<Clause>,
    /// Arrears in two years.
    pub arrears_24_months: Option<Clause>,
    /// On the list.
    pub blacklisted: Option<Clause>,
    /// Lowest rate after a cut.
    pub floor_rate: Fraction,
    /// Kinds of deposit; none = all.
    pub accepts: Option<Vec<String>>,
    /// The row is not sourced.
    pub provisional: bool,
}

/// A decimal of a policy as a fraction.
pub fn decimal(text: &str) -> Option<Fraction> {
    cells::decimal(text, 6).map(|value| Fraction::new(value, 1_000_000))
}

fn known(text: &str) -> Fraction {
    decimal(text).unwrap_or(Fraction::ZERO)
}

fn rate(text: &str) -> Clause {
    Clause { rate: decimal(text), ..Clause::default() }
}

fn cut(text: &str) -> Clause {
    Clause { cut: decimal(text), ..Clause::default() }
}

fn raise(text: &str, uncapped: bool) -> Clause {
    Clause { raise: decimal(text), uncapped, ..Clause::default() }
}

fn yuan(yuan: i128) -> i128 {
    yuan * 100
}

fn first_of(year: i128, month: i128) -> i128 {
    crate::date::first_day(year * 12 + month - 1)
}

fn tier(clause: Clause) -> Vec<Tier> {
    vec![Tier { below_fen: None, clause }]
}

/// The national row: it serves where no other does, on any day.
pub fn national() -> DepositRow {
    DepositRow {
        region: String::new(),
        valid_from: first_of(2021, 11),
        categories: Vec::new(),
        amount_fen: None,
        tiers: tier(rate("0.02")),
        scope_line_fen: yuan(3_000_000),
        annual: false,
        cap_fen: None,
        minimum_fen: 0,
        several_projects: None,
        waiver_below_fen: yuan(3_000_000),
        waiver_months: 0,
        clean_24_months: Some(cut("0.5")),
        clean_36_months: Some(Clause { exempt: true, ..Clause::default() }),
        arrears_24_months: Some(raise("0.5", false)),
        blacklisted: Some(raise("1.0", false)),
        floor_rate: known("0.005"),
        accepts: None,
        provisional: true,
    }
}

/// A province's row: the national values where nothing else is said.
fn province(region: &str, year: i128, month: i128, rate_text: &str, cap_yuan: i128) -> DepositRow {
    let words = ["cash", "bank_guarantee", "insurance_bond"];
    DepositRow {
        region: region.to_string(),
        valid_from: first_of(year, month),
        tiers: tier(rate(rate_text)),
        cap_fen: Some(yuan(cap_yuan)),
        accepts: Some(words.map(String::from).to_vec()),
        provisional: false,
        ..national()
    }
}

fn guizhou() -> DepositRow {
    DepositRow {
        several_projects: Some(rate("0.015")),
        waiver_below_fen: yuan(4_000_000),
        clean_24_months: Some(rate("0.005")),
        arrears_24_months: Some(rate("0.03")),
        blacklisted: Some(Clause { uncapped: true, ..rate("0.04") }),
        ..province("52", 2025, 3, "0.02", 10_000_000)
    }
}

fn fujian() -> DepositRow {
    DepositRow {
        several_projects: Some(rate("0.01")),
        waiver_below_fen: yuan(4_000_000),
        waiver_months: 3,
        clean_24_months: Some(rate("0.005")),
        arrears_24_months: Some(raise("0.5", true)),
        blacklisted: Some(raise("1.0", true)),
        ..province("35", 2024, 7, "0.015", 5_000_000)
    }
}

fn hebei() -> DepositRow {
    DepositRow {
        several_projects: Some(cut("0.5")),
        clean_24_months: Some(Clause { provisional: true, ..cut("0.5") }),
        ..province("13", 2022, 3, "0.02", 5_000_000)
    }
}

fn anhui() -> DepositRow {
    let capped = |text: &str, cap| Clause { cap_fen: Some(yuan(cap)), ..rate(text) };
    DepositRow {
        tiers: vec![
            Tier { below_fen: Some(yuan(300_000_000)), clause: capped("0.02", 3_000_000) },
            Tier { below_fen: None, clause: capped("0.01", 5_000_000) },
        ],
        cap_fen: None,
        clean_24_months: Some(Clause { provisional: true, ..cut("0.5") }),
        clean_36_months: national()
            .clean_36_months
            .map(|clause| Clause { provisional: true, ..clause }),
        ..province("34", 2022, 3, "0.02", 0)
    }
}

fn hunan() -> [DepositRow; 2] {
    let other = province("43", 2022, 1, "0.015", 1_000_000);
    let categories = vec!["04".to_string(), "05".to_string()];
    let transport = DepositRow { categories, cap_fen: Some(yuan(2_500_000)), ..other.clone() };
    [other, transport]
}

impl Policy {
    /// The policy `cn`.
    pub fn built_in() -> Policy {
        let mut deposits = vec![national(), guizhou(), fujian(), hebei(), anhui()];
        deposits.extend(hunan());
        Policy {
            default_hours_system: "standard".to_string(),
            overtime_workday: 150,
            overtime_rest_day: 200,
            overtime_holiday: 300,
            paid_days_per_month: known("21.75"),
            monthly_proration: "deduct_absence".to_string(),
            due_source: "evidence".to_string(),
            payroll_tolerance: known("0.01"),
            unexplained_deduction: "due".to_string(),
            foreign_payee: "count".to_string(),
            default_pay_day: 31,
            default_pay_month_offset: 1,
            pay_on_termination_days: 0,
            damage_deduction_cap: known("0.20"),
            punch_debounce_seconds: 120,
            punch_max_shift_minutes: 960,
            brackets_days: vec![30, 90, 180, 365],
            window_days: 45,
            payout_steps: 6_000_000,
            area_digits: 4,
            update_window_days: 7,
            deposit_expiring_days: 30,
            grade_window_months: 12,
            grade_c_punishments: 3,
            blacklist_months: 36,
            crime_months: 3,
            crime_workers: 10,
            crimes: [
                ("", 5_000, 30_000),
                ("21", 10_000, 50_000),
                ("32", 10_000, 60_000),
                ("41", 8_000, 40_000),
                ("43", 6_000, 40_000),
                ("52", 10_000, 50_000),
            ]
            .map(|(region, one, ten)| (region.to_string(), yuan(one), yuan(ten)))
            .to_vec(),
            warnings: BTreeMap::new(),
            minimum_wages: Vec::new(),
            deposits,
        }
    }

    /// The deposit rule of a region on a day: category, then longer prefix, then later date.
    pub fn deposit_row(&self, region: &str, day: i128, category: Option<&str>) -> &DepositRow {
        let of_category = |row: &DepositRow| match category {
            _ if row.categories.is_empty() => true,
            Some(category) => row.categories.iter().any(|other| other == category),
            None => false,
        };
        let fits = |row: &&DepositRow| {
            row.valid_from <= day && region.starts_with(&row.region) && of_category(row)
        };
        let special =
            |row: &&DepositRow| (!row.categories.is_empty(), row.region.len(), row.valid_from);
        let best = self.deposits.iter().filter(fits).max_by_key(special);
        best.unwrap_or(&self.deposits[0])
    }

    /// The amounts of the crime in a province, or the national ones; rows of longer regions never
    /// apply.
    pub fn crime_fen(&self, province: &str) -> (i128, i128) {
        let row = |region: &str| self.crimes.iter().find(|(other, ..)| other == region);
        row(province).or(row("")).map_or((i128::MAX, i128::MAX), |(_, one, ten)| (*one, *ten))
    }

    /// The monthly minimum wage of a region on a day: longest prefix, then latest date.
    pub fn minimum_wage_fen(&self, region: &str, day: i128) -> Option<i128> {
        let fits = |row: &&MinimumWage| row.valid_from <= day && region.starts_with(&row.region);
        let with_value = self.minimum_wages.iter().filter(|row| row.monthly_fen.is_some());
        let best = with_value.filter(fits).max_by_key(|row| (row.region.len(), row.valid_from));
        best.and_then(|row| row.monthly_fen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_special_row_wins() {
        let policy = Policy::built_in();
        let day = |text: &str| cells::day(text).unwrap();
        let row = |region: &str, text: &str, category: Option<&str>| {
            let row = policy.deposit_row(region, day(text), category);
            (row.region.clone(), row.cap_fen)
        };
        assert_eq!(row("5201", "2025-03-01", None), ("52".to_string(), Some(1_000_000_000)));
        assert_eq!(row("5201", "2025-02-28", None), (String::new(), None));
        assert_eq!(row("4301", "2024-01-01", Some("05")), ("43".to_string(), Some(250_000_000)));
        assert_eq!(row("4301", "2024-01-01", Some("01")), ("43".to_string(), Some(100_000_000)));
        assert_eq!(row("", "2019-01-01", None), (String::new(), None));
    }
}
