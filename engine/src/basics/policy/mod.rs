//! Rules as data: every number that comes from a document lives in a policy.
//!
//! Keys, units, ranges and the choice of rows: `docs/policy.md`.

mod credit;
mod deposit;
mod keys;
mod payouts;
mod read;
mod show;
mod value;
mod words;

pub use keys::KeyChange;

use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::day::Day;
use super::error::Result;
use super::region::Region;

pub use credit::CreditRules;
pub use payouts::BatchPayoutRules;

/// All rules of a run. `Policy::default()` is the built-in policy `cn`.
///
/// # Example
///
/// ```
/// use anxin::basics::policy::{DueSource, Policy, WageRules};
///
/// let built_in = Policy::default();
/// let wages = WageRules { due_source: DueSource::Greater, ..built_in.wages.clone() };
/// let ours = Policy { name: "ours".into(), wages, ..built_in };
/// let read = Policy::from_toml("name = 'ours'\nwages.due_source = 'greater'", "ours.toml")?;
/// assert_eq!(read, ours);
/// assert_eq!(read.fingerprint(), ours.fingerprint());
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its name, for reports.
    pub name: String,
    /// How wages are computed (step 3).
    pub wages: WageRules,
    /// How punches become minutes (step 1a).
    pub attendance: AttendanceRules,
    /// How money may be written.
    pub money: MoneyRules,
    /// Ages of arrears (step 6).
    pub ageing: AgeingRules,
    /// Figures of step 7.
    pub figures: FigureRules,
    /// Grades, lists and the crime of refusing to pay (step 7.9).
    pub credit: CreditRules,
    /// Debits that pay a whole sheet (step 4.4).
    pub batch_payouts: BatchPayoutRules,
    /// Local minimum wages, any order.
    pub minimum_wage: Vec<MinimumWage>,
    /// Amounts from which refusing to pay is a crime, any order.
    pub crime: Vec<CrimeThreshold>,
    /// Deposit rules, any order; the national fallback has region [`Region::EVERYWHERE`].
    pub deposit: Vec<DepositRule>,
    /// Rules of early warning, those that are switched off too, by code.
    pub warning: Vec<WarningRule>,
}

/// Step 3: percent, days and choices of the computation of wages.
///
/// Example: [`Policy`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WageRules {
    /// For contracts that name no hours system.
    pub default_hours_system: HoursSystem,
    /// Percent for minutes beyond the agreed day.
    pub overtime_workday_percent: u32,
    /// Percent for minutes on a rest day.
    pub overtime_rest_day_percent: u32,
    /// Percent for minutes on a statutory holiday.
    pub overtime_holiday_percent: u32,
    /// Days by which a monthly wage is divided (21.75).
    pub paid_days_per_month: Decimal,
    /// How a monthly wage is cut for absence.
    pub monthly_proration: MonthlyProration,
    /// Which of attendance and payroll is due.
    pub due_source: DueSource,
    /// Difference between sheet and attendance that is not reported, as a part of the latter.
    pub payroll_tolerance: Decimal,
    /// What becomes of the gap between gross and net that no column explains.
    pub unexplained_deduction: UnexplainedDeduction,
    /// What becomes of a transfer to another account than the worker's.
    pub foreign_payee: ForeignPayee,
    /// Day of the month on which wages fall due where no contract says it (clamped).
    pub default_pay_day: u32,
    /// Months after the period.
    pub default_pay_month_offset: u32,
    /// Days after the end of the last contract.
    pub pay_on_termination_days: u32,
    /// Part of gross that damages may take.
    pub damage_deduction_cap: Decimal,
}

/// Step 1a.
///
/// # Example
///
/// ```
/// use anxin::Policy;
///
/// let policy = Policy::from_toml("attendance.punch_debounce_seconds = 60", "our.toml")?;
/// assert_eq!(policy.attendance.punch_debounce_seconds, 60);
/// assert_eq!(policy.attendance.punch_max_shift_minutes, 960); // of the built-in policy
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttendanceRules {
    /// Same direction within so many seconds is a repeat.
    pub punch_debounce_seconds: u32,
    /// The longest stretch that counts.
    pub punch_max_shift_minutes: u32,
}

/// How money may be written.
///
/// # Example
///
/// ```
/// use anxin::Policy;
///
/// assert!(!Policy::default().money.accept_float_money);
/// let policy = Policy::from_toml("money.accept_float_money = true", "our.toml")?;
/// assert!(policy.money.accept_float_money);
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyRules {
    /// Whether floating point columns may hold money.
    pub accept_float_money: bool,
}

/// Step 6.
///
/// Example: [`Policy::from_json`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgeingRules {
    /// Upper ends of the brackets, rising, in days; what is beyond the last is the last bracket.
    pub brackets_days: Vec<u32>,
}

/// Step 7.
///
/// # Example
///
/// ```
/// use anxin::Policy;
///
/// let policy = Policy::from_toml("figures.area_digits = 6", "our.toml")?;
/// assert_eq!(policy.figures.area_digits, 6); // counties, not prefectures
/// assert!(Policy::from_toml("figures.area_digits = 5", "our.toml").is_err());
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureRules {
    /// Digits of the region code that make a management area.
    pub area_digits: u8,
    /// Days within which device attendance counts as up to date.
    pub update_window_days: u32,
    /// Days before its end from which a deposit is expiring.
    pub deposit_expiring_days: u32,
}

/// Hours systems of contracts.
///
/// # Example
///
/// ```
/// use anxin::Policy;
/// use anxin::basics::policy::HoursSystem;
///
/// assert_eq!(Policy::default().wages.default_hours_system, HoursSystem::Standard);
/// let policy = Policy::from_toml("wages.default_hours_system = 'comprehensive'", "our.toml")?;
/// assert_eq!(policy.wages.default_hours_system, HoursSystem::Comprehensive);
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoursSystem {
    /// 标准工时: overtime by day.
    Standard,
    /// 综合计算工时: overtime by period.
    Comprehensive,
    /// 不定时: no overtime.
    Flexible,
    /// No system agreed: no overtime.
    None,
}

/// How a monthly wage is cut for absence (step 3.4).
///
/// # Example
///
/// ```
/// use anxin::Policy;
/// use anxin::basics::policy::MonthlyProration;
///
/// assert_eq!(Policy::default().wages.monthly_proration, MonthlyProration::DeductAbsence);
/// let policy = Policy::from_toml("wages.monthly_proration = 'paid_days'", "our.toml")?;
/// assert_eq!(policy.wages.monthly_proration, MonthlyProration::PaidDays);
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthlyProration {
    /// The month's wage less its absences.
    DeductAbsence,
    /// Paid days over 21.75.
    PaidDays,
    /// Hours worked over 21.75 days.
    HoursWorked,
}

/// Which of the two dues counts (step 3.6).
///
/// Example: [`Policy`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueSource {
    /// The confirmed sheet, else the greater.
    Evidence,
    /// Attendance.
    Attendance,
    /// The payroll sheet.
    Payroll,
    /// The greater.
    Greater,
}

/// What becomes of an unexplained deduction (step 3.5).
///
/// # Example
///
/// ```
/// use anxin::Policy;
/// use anxin::basics::policy::UnexplainedDeduction;
///
/// assert_eq!(Policy::default().wages.unexplained_deduction, UnexplainedDeduction::Due);
/// let policy = Policy::from_toml("wages.unexplained_deduction = 'deducted'", "our.toml")?;
/// assert_eq!(policy.wages.unexplained_deduction, UnexplainedDeduction::Deducted);
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnexplainedDeduction {
    /// It stays due.
    Due,
    /// Net is taken.
    Deducted,
}

/// What becomes of a transfer to a foreign account (step 4.3).
///
/// # Example
///
/// ```
/// use anxin::Policy;
/// use anxin::basics::policy::ForeignPayee;
///
/// assert_eq!(Policy::default().wages.foreign_payee, ForeignPayee::Count);
/// let policy = Policy::from_toml("wages.foreign_payee = 'set_aside'", "our.toml")?;
/// assert_eq!(policy.wages.foreign_payee, ForeignPayee::SetAside);
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForeignPayee {
    /// It counts as paid, with a finding.
    Count,
    /// It is set aside.
    SetAside,
}

/// A local minimum wage.
///
/// Example: [`Policy::minimum_wage`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinimumWage {
    /// Where.
    pub region: Region,
    /// From when.
    pub valid_from: Day,
    /// Yuan a month.
    pub monthly: Decimal,
    /// Yuan an hour, where known.
    pub hourly: Option<Decimal>,
}

/// Amounts of 法释〔2013〕3号 Art. 3.
///
/// Example: [`Policy::crime_threshold`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrimeThreshold {
    /// Where.
    pub region: Region,
    /// Yuan owed to one worker over three periods.
    pub one_worker: Decimal,
    /// Yuan owed to ten workers.
    pub ten_workers: Decimal,
}

/// A deposit rule (step 7.4).
///
/// Example: [`Policy::deposit_rule`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepositRule {
    /// Where; the longest prefix wins.
    pub region: Region,
    /// From which reference date on.
    pub valid_from: Day,
    /// Kinds of works (national list, 1–99) it is for; empty: all. A rule with the project's
    /// category wins.
    pub categories: Vec<u8>,
    /// Rising by `below`; the last has none.
    pub tiers: Vec<DepositTier>,
    /// Yuan of contract from which a project without permit is in scope.
    pub scope_line: Decimal,
    /// Whether the annual contract amount is the base where the works last over 12 months.
    pub annual: bool,
    /// Yuan; none: no cap.
    pub cap: Option<Decimal>,
    /// Yuan.
    pub minimum: Decimal,
    /// From the second project in progress in the area on.
    pub several_projects: Option<DepositClause>,
    /// Yuan of contract below which the deposit may be waived; 0: never.
    pub waiver_below: Decimal,
    /// Works shorter than so many months may be waived; 0: never.
    pub waiver_months: u32,
    /// Clean for 24 months.
    pub clean_24_months: Option<DepositClause>,
    /// Clean for 36 months, with real name and wage account.
    pub clean_36_months: Option<DepositClause>,
    /// Arrears in the 24 months before.
    pub arrears_24_months: Option<DepositClause>,
    /// Blacklisted.
    pub blacklisted: Option<DepositClause>,
    /// The lowest rate that a reduction may reach.
    pub floor_rate: Decimal,
    /// Kinds that count as held; none: all.
    pub accepts: Option<Vec<DepositKind>>,
    /// Whether the figures are a stand-in for a rule that was not seen.
    pub provisional: bool,
    /// Yuan that are required whatever the contract: a small scheme, as for rented workshops; none:
    /// the rate decides.
    pub amount: Option<Decimal>,
}

/// A tier of a deposit rule: the whole base takes the clause of the tier it falls in.
///
/// # Example
///
/// ```
/// use anxin::{Day, Policy};
/// use anxin::basics::region::Region;
///
/// let day = Day::from_ymd(2025, 6, 1).unwrap();
/// let policy = Policy::default();
/// let anhui = policy.deposit_rule(Region::parse("34"), 0, day);
/// assert_eq!(anhui.tiers[0].below, Some(300_000_000.into()));
/// assert_eq!(anhui.tiers[1].below, None); // the last tier is open
/// assert_eq!(anhui.tiers[1].clause.cap, Some(5_000_000.into()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepositTier {
    /// Yuan, exclusive; none: no upper end.
    pub below: Option<Decimal>,
    /// Its rate, and its own cap where it has one.
    pub clause: DepositClause,
}

/// What a tier or a history clause does to rate and cap. All empty: nothing.
///
/// Example: [`rate_under`](crate::oversight::deposit::rate::rate_under).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DepositClause {
    /// Replaces the rate.
    pub rate: Option<Decimal>,
    /// Lowers the rate by this part of it.
    pub cut: Option<Decimal>,
    /// Raises the rate by this part of it.
    pub raise: Option<Decimal>,
    /// Yuan; replaces the region's cap.
    pub cap: Option<Decimal>,
    /// No cap.
    pub uncapped: bool,
    /// Nothing is required.
    pub exempt: bool,
    /// The clause's figure is a stand-in.
    pub provisional: bool,
}

/// Kinds of money that stand behind wages, in the order the waterfall takes them.
///
/// Example: [`available_fen`](crate::oversight::deposit::held::available_fen).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepositKind {
    /// 现金
    Cash,
    /// 银行保函
    BankGuarantee,
    /// 保单
    InsuranceBond,
    /// Other accepted security.
    OtherSecurity,
    /// 工程款支付担保: not a wage deposit.
    PaymentGuarantee,
    /// 应急周转金
    EmergencyFund,
}

impl DepositKind {
    /// The word in policies and tables.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(anxin::basics::policy::DepositKind::Cash.word(), "cash");
    /// ```
    #[must_use]
    pub fn word(self) -> &'static str {
        words::word_of(words::DEPOSIT_KIND, &self)
    }
}

/// A rule of early warning (step 8).
///
/// # Example
///
/// ```
/// use anxin::Policy;
/// use anxin::basics::policy::{WarningComparison, WarningLevel};
///
/// let row = "[[warning]]\ncode = 'labour_cost_late'\nlevel = 'key'\nsubject = 'project'\n\
///            figure = 'labour_cost_overdue'\nabove = '0'\nmend_days = 15\n\
///            basis = 'Decree 724 Art. 29'\n";
/// let policy = Policy::from_toml(row, "our.toml")?;
/// let rule = policy.warning.iter().find(|rule| rule.code == "labour_cost_late").unwrap();
/// assert_eq!((rule.level, rule.mend_days, rule.enabled), (WarningLevel::Key, 15, true));
/// assert_eq!(rule.comparison, WarningComparison::Above(0.into()));
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarningRule {
    /// Its name.
    pub code: String,
    /// How grave it is.
    pub level: WarningLevel,
    /// What it is about: `project`, `contractor` …
    pub subject: WarningSubject,
    /// The column of the subject's table that is compared.
    pub figure: String,
    /// When it is raised.
    pub comparison: WarningComparison,
    /// Days from its opening to its deadline.
    pub mend_days: u32,
    /// Law and article.
    pub basis: String,
    /// Whether it is looked at.
    pub enabled: bool,
}

/// What a warning is about: each has figures of its own.
///
/// Example: [`Policy::from_toml`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningSubject {
    /// A wage account, or one that is paid wages.
    Account,
    /// A general contractor in a management area.
    Contractor,
    /// An employer, of construction or not.
    Employer,
    /// A project.
    Project,
    /// A region of 2, 4 or 6 digits.
    Region,
    /// A worker.
    Worker,
    /// A worker, project and month.
    WorkerPeriod,
}

impl WarningSubject {
    /// All of them, in the order of their words.
    pub const ALL: [Self; 7] = [
        Self::Account,
        Self::Contractor,
        Self::Employer,
        Self::Project,
        Self::Region,
        Self::Worker,
        Self::WorkerPeriod,
    ];

    /// The word in policies and in the table `warnings`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Contractor => "contractor",
            Self::Employer => "employer",
            Self::Project => "project",
            Self::Region => "region",
            Self::Worker => "worker",
            Self::WorkerPeriod => "worker_period",
        }
    }
}

/// How grave a warning is.
///
/// Example: [`WarningRule`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningLevel {
    /// 一般性: to be cleared.
    General,
    /// 关键性: registered and supervised, with a deadline.
    Key,
}

impl WarningLevel {
    /// The word in policies and in the table `warnings`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Key => "key",
        }
    }
}

/// When a warning is raised: the figure is … the threshold.
///
/// Example: [`WarningRule`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WarningComparison {
    /// Greater.
    Above(Decimal),
    /// Greater or equal.
    AtLeast(Decimal),
    /// Less.
    Below(Decimal),
    /// Less or equal.
    AtMost(Decimal),
    /// Equal to a word, `true` or `false`.
    Is(String),
}

impl WarningComparison {
    /// The word in policies and in the table `warnings`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Above(_) => "above",
            Self::AtLeast(_) => "at_least",
            Self::Below(_) => "below",
            Self::AtMost(_) => "at_most",
            Self::Is(_) => "is",
        }
    }
}

#[expect(clippy::expect_used, reason = "the text is part of the program; a test reads it")]
static BUILTIN: LazyLock<Policy> = LazyLock::new(|| {
    builtin(include_str!("../../../policies/cn.toml")).expect("the built-in policy is valid")
});

/// Reads the policy that extends nothing.
fn builtin(text: &str) -> Result<Policy> {
    read::policy(value::Value::from_toml(text, "cn")?, "cn", || &BUILTIN)
}

impl Default for Policy {
    /// The built-in policy `cn`.
    fn default() -> Self {
        BUILTIN.clone()
    }
}

impl Policy {
    /// Reads a policy file in TOML; what it leaves out comes from the built-in policy.
    ///
    /// `place` names the file in errors.
    ///
    /// # Errors
    ///
    /// [`Error::Policy`](super::error::Error::Policy) names the key (rows count from 0:
    /// `deposit[0].tiers[1].rate`), or the line of a file that is not TOML: an unknown or missing
    /// key, a value of the wrong type or out of range, a floating point number, entries that
    /// contradict each other.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::basics::policy::Policy;
    ///
    /// let error = Policy::from_toml("[wages]\ndefault_pay_day = 32", "our.toml").unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "policy our.toml: `wages.default_pay_day`: met 32, expected a whole number from 1 to 31"
    /// );
    /// ```
    pub fn from_toml(text: &str, place: &str) -> Result<Self> {
        read::policy(value::Value::from_toml(text, place)?, place, || &BUILTIN)
    }

    /// Reads a policy in JSON: the same keys and values, dates as text.
    ///
    /// # Errors
    ///
    /// As [`Policy::from_toml`]; also for a key that stands twice.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::basics::policy::Policy;
    ///
    /// let policy = Policy::from_json(r#"{"ageing": {"brackets_days": [60]}}"#, "our.json")?;
    /// assert_eq!(policy.ageing.brackets_days, [60]);
    /// # Ok::<(), anxin::Error>(())
    /// ```
    pub fn from_json(text: &str, place: &str) -> Result<Self> {
        read::policy(value::Value::from_json(text, place)?, place, || &BUILTIN)
    }

    /// The deposit rule for a project of `region` and `category` (0: not known) on its reference
    /// day.
    ///
    /// The most special row in force wins: one with the category, then the longer region, then
    /// the later date. Where none is in force, the earliest national row for all categories is
    /// taken; a policy without one falls back on the built-in one.
    ///
    /// **Basis:** 人社部发〔2021〕65号 Art. 13: the provinces fix the rates.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::Day;
    /// use anxin::basics::policy::Policy;
    /// use anxin::basics::region::Region;
    ///
    /// let policy = Policy::default();
    /// let day = Day::from_ymd(2025, 6, 1).unwrap();
    /// let changsha = Region::parse("430100");
    /// let railway = policy.deposit_rule(changsha, 4, day);
    /// assert_eq!(railway.cap, Some(2_500_000.into()));
    /// assert_eq!(policy.deposit_rule(changsha, 1, day).cap, Some(1_000_000.into()));
    /// assert!(policy.deposit_rule(None, 1, day).provisional);
    /// ```
    #[must_use]
    pub fn deposit_rule(
        &self,
        region: Option<Region>,
        category: u8,
        reference_day: Day,
    ) -> &DepositRule {
        let region = region.unwrap_or(Region::EVERYWHERE);
        self.deposit
            .iter()
            .filter(|rule| rule.valid_from <= reference_day && rule.region.contains(region))
            .filter(|rule| rule.categories.is_empty() || rule.categories.contains(&category))
            .max_by_key(|rule| (!rule.categories.is_empty(), rule.region.digits(), rule.valid_from))
            .or_else(|| deposit::national_on(&self.deposit, reference_day))
            .unwrap_or_else(|| &BUILTIN.deposit[0])
    }

    /// The minimum wage of `region` on `day`: the longest region, then the latest date; `None`
    /// where not known.
    ///
    /// **Basis:** Labour Law Art. 48.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::Day;
    /// use anxin::basics::policy::Policy;
    /// use anxin::basics::region::Region;
    ///
    /// let row = "[[minimum_wage]]\nregion = '52'\nvalid_from = 2025-02-01\nmonthly = '2130'";
    /// let policy = Policy::from_toml(row, "our.toml")?;
    /// let day = Day::from_ymd(2025, 3, 1).unwrap();
    /// let wage = policy.minimum_wage(Region::parse("520102"), day);
    /// assert_eq!(wage.map(|wage| wage.monthly), Some(2130.into()));
    /// assert_eq!(policy.minimum_wage(Region::parse("430102"), day), None);
    /// # Ok::<(), anxin::Error>(())
    /// ```
    #[must_use]
    pub fn minimum_wage(&self, region: Option<Region>, day: Day) -> Option<&MinimumWage> {
        let region = region.unwrap_or(Region::EVERYWHERE);
        self.minimum_wage
            .iter()
            .filter(|wage| wage.valid_from <= day && wage.region.contains(region))
            .max_by_key(|wage| (wage.region.digits(), wage.valid_from))
    }

    /// The amounts of `region`: the longest region, else the national lower bound.
    ///
    /// **Basis:** 法释〔2013〕3号 Art. 3.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::basics::policy::Policy;
    /// use anxin::basics::region::Region;
    ///
    /// let policy = Policy::default();
    /// assert_eq!(policy.crime_threshold(Region::parse("410100")).one_worker, 8000.into());
    /// assert_eq!(policy.crime_threshold(None).ten_workers, 30000.into());
    /// ```
    #[must_use]
    pub fn crime_threshold(&self, region: Option<Region>) -> &CrimeThreshold {
        let region = region.unwrap_or(Region::EVERYWHERE);
        self.crime
            .iter()
            .filter(|crime| crime.region.contains(region))
            .max_by_key(|crime| crime.region.digits())
            .unwrap_or_else(|| &BUILTIN.crime[0])
    }
}

#[cfg(test)]
mod tests;
