//! Rules as data: every number that comes from a document lives in a policy.

use rust_decimal::Decimal;

use super::day::Day;
use super::region::Region;

/// All rules of a run. `Policy::default()` is the built-in policy `cn`.
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
    /// Local minimum wages, any order.
    pub minimum_wage: Vec<MinimumWage>,
    /// Amounts from which refusing to pay is a crime, any order.
    pub crime: Vec<CrimeThreshold>,
    /// Deposit rules, any order; the national fallback has region [`Region::EVERYWHERE`].
    pub deposit: Vec<DepositRule>,
}

/// Step 3: percent, days and choices of the computation of wages.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttendanceRules {
    /// Same direction within so many seconds is a repeat.
    pub punch_debounce_seconds: u32,
    /// The longest stretch that counts.
    pub punch_max_shift_minutes: u32,
}

/// How money may be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyRules {
    /// Whether floating point columns may hold money.
    pub accept_float_money: bool,
}

/// Step 6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgeingRules {
    /// Upper ends of the brackets, rising, in days; what is beyond the last is the last bracket.
    pub brackets_days: Vec<u32>,
}

/// Step 7.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnexplainedDeduction {
    /// It stays due.
    Due,
    /// Net is taken.
    Deducted,
}

/// What becomes of a transfer to a foreign account (step 4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForeignPayee {
    /// It counts as paid, with a finding.
    Count,
    /// It is set aside.
    SetAside,
}

/// A local minimum wage.
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepositRule {
    /// Where; the longest prefix wins.
    pub region: Region,
    /// From which reference date on.
    pub valid_from: Day,
    /// Kinds of works (national list, 1–99) it is for; empty: all. A rule with the project's category wins.
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
}

/// A tier of a deposit rule: the whole base takes the clause of the tier it falls in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepositTier {
    /// Yuan, exclusive; none: no upper end.
    pub below: Option<Decimal>,
    /// Its rate, and its own cap where it has one.
    pub clause: DepositClause,
}

/// What a tier or a history clause does to rate and cap. All empty: nothing.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
