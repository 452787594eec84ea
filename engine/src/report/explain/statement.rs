//! What an explanation holds, as data.
//!
//! Money is text in yuan with two decimals, dates are `YYYY-MM-DD`, periods `YYYY-MM`; words are
//! those of the tables. `None` means not known or not there.

use serde::Serialize;

/// All that was asked for of one worker.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The worker.
    pub worker_id: String,
    /// The day it is about.
    pub as_of: String,
    /// Name of the policy it followed.
    pub policy: String,
    /// One a worker-period, by project, then period.
    pub statements: Vec<Statement>,
}

/// One worker, project and month.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The worker.
    pub worker_id: String,
    /// The project.
    pub project_id: String,
    /// The wage month.
    pub period: String,
    /// Employer of the contract that sets the due date.
    pub employer_id: Option<String>,
    /// Whether an attended day lies in a year without calendar and so earned nothing yet.
    pub provisional: bool,
    /// Every day of the month.
    pub calendar: Vec<CalendarDay>,
    /// Days with minutes above zero.
    pub attended_days: u8,
    /// Minutes, after the cap of 1440 a day.
    pub attended_minutes: u32,
    /// Contracts in force on some day of the month, the earliest first.
    pub contracts: Vec<ContractTerms>,
    /// How each contract's wage came about.
    pub wage_lines: Vec<WageLine>,
    /// Allowances, bonuses and deductions.
    pub adjustments: Vec<AdjustmentLine>,
    /// What the law left of the deductions; `None` where there was none.
    pub deductions: Option<DeductionLimits>,
    /// Due by attendance.
    pub attendance_due: String,
    /// Lines of the payroll sheet.
    pub payroll: Vec<PayrollSheetLine>,
    /// Due by the payroll sheet.
    pub payroll_due: String,
    /// What is due.
    pub due: String,
    /// Which of the two it is.
    pub due_source: &'static str,
    /// The policy by which it was chosen.
    pub due_rule: &'static str,
    /// How the due date came about.
    pub due_date: DueDate,
    /// Every transfer that paid it, or that is the worker's and not another project's.
    pub transfers: Vec<TransferLine>,
    /// Paid: what the transfers below allocate to this period.
    pub paid: String,
    /// Of that, on or before the due date.
    pub paid_on_time: String,
    /// Day of the latest payment of a period paid in full.
    pub settled_date: Option<String>,
    /// Unpaid and overdue.
    pub arrears: String,
    /// Unpaid and not yet overdue.
    pub not_yet_due: String,
    /// Days from the due date to `as_of`, where something is in arrears.
    pub overdue_days: Option<u32>,
    /// Their bracket.
    pub age_bracket: Option<String>,
    /// Findings about it.
    pub findings: Vec<FindingLine>,
    /// What covers the worker's arrears on this project, all periods together.
    pub cover: Vec<CoverLine>,
    /// The law behind each part.
    pub laws: Vec<Law>,
    /// `due − paid − arrears − not_yet_due`: always `0.00`.
    pub residual: String,
    /// Name of the worker, where known.
    pub worker_name: Option<String>,
    /// The day it is about.
    pub as_of: String,
    /// Name of the policy it followed.
    pub policy: String,
}

/// A day of the month.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CalendarDay {
    /// The day.
    pub date: String,
    /// `workday`, `rest_day` or `holiday`; `None` in a year without calendar.
    pub day_class: Option<&'static str>,
    /// Minutes; `None` without a row, which differs from 0.
    pub minutes: Option<u16>,
    /// Pieces.
    pub quantity: Option<String>,
    /// The contract in force.
    pub contract_id: Option<String>,
    /// Which of the engagement's terms they are; several may have one id.
    #[serde(skip)]
    pub(in crate::report) terms: Option<usize>,
}

/// The terms of a contract.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContractTerms {
    /// Its id.
    pub contract_id: String,
    /// The employer.
    pub employer_id: Option<String>,
    /// The team.
    pub team_id: Option<String>,
    /// `hourly`, `daily`, `monthly` or `piece`.
    pub pay_basis: &'static str,
    /// Yuan per hour, day, month or piece, four decimals.
    pub rate: String,
    /// First day.
    pub start_date: String,
    /// Last day; `None`: open.
    pub end_date: Option<String>,
    /// Hours system, the policy's where the contract has none.
    pub hours_system: &'static str,
    /// Length of one 工.
    pub daily_minutes: u16,
    /// Days of this month on which it is the contract in force.
    pub days_in_force: u32,
    /// Which of the engagement's terms they are, as on the days of the calendar.
    #[serde(skip)]
    pub(in crate::report) terms: usize,
}

/// The wage of one contract.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WageLine {
    /// The contract.
    pub contract_id: String,
    /// `hourly`, `daily`, `monthly` or `piece`.
    pub pay_basis: &'static str,
    /// Weighted minutes in percent-minutes, as in the table.
    pub weighted_minutes: i64,
    /// Overtime in percent-minutes.
    pub overtime_minutes: i64,
    /// Absence in minutes, where it was deducted.
    pub absence_minutes: Option<i64>,
    /// How the weighted minutes came about, numbers put in; `None` for piece work.
    pub weighted_formula: Option<String>,
    /// The formula in symbols.
    pub formula: String,
    /// What the symbols are, in the order in which they occur.
    pub symbols: Vec<Symbol>,
    /// The formula with numbers put in; its value is the exact wage in yuan.
    pub numbers: String,
    /// The exact wage in fen: numerator, in lowest terms.
    pub numerator: String,
    /// Denominator.
    pub denominator: String,
    /// Rounded half up to a fen, once.
    pub wage: String,
    /// Which of the engagement's terms they are, as on the days of the calendar.
    #[serde(skip)]
    pub(in crate::report) terms: usize,
    /// The weighted minutes in symbols.
    #[serde(skip)]
    pub(in crate::report) weighted_symbols: Option<String>,
}

/// A symbol of a formula.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Symbol {
    /// The symbol.
    pub symbol: &'static str,
    /// Its number, or how that is made.
    pub value: String,
}

/// An allowance, bonus or deduction.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdjustmentLine {
    /// Its kind.
    pub kind: &'static str,
    /// Amount.
    pub amount: String,
    /// `added`, `deducted`, `limited`, `not_lawful` or `no_wage` (nothing was earned).
    pub treatment: &'static str,
}

/// Limits of deductions and what they left.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeductionLimits {
    /// Part of gross that damages may take.
    pub damage_cap: String,
    /// The local minimum wage a month; `None` where not known.
    pub minimum_wage: Option<String>,
    /// Of the damages, what could not be deducted.
    pub damage_not_lawful: String,
    /// Of all deductions, what could not be deducted and stays due.
    pub not_lawful: String,
}

/// A line of a payroll sheet.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PayrollSheetLine {
    /// The sheet.
    pub payroll_id: String,
    /// Gross.
    pub gross: Option<String>,
    /// Deductions.
    pub deductions: Option<String>,
    /// Net.
    pub net: String,
    /// Signed by the worker.
    pub confirmed: bool,
    /// Pays an earlier month; never a due.
    pub is_back_pay: bool,
    /// Days on the sheet.
    pub days: Option<String>,
    /// What the line makes due.
    pub due: String,
}

/// How a due date came about.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DueDate {
    /// The contract that sets it; `None`: the policy.
    pub contract_id: Option<String>,
    /// Day of the month.
    pub pay_day: u32,
    /// Whether that is the policy's.
    pub pay_day_is_policy: bool,
    /// Months after the period.
    pub pay_month_offset: u32,
    /// Whether that is the policy's.
    pub pay_month_offset_is_policy: bool,
    /// The day so named, clamped to the end of its month.
    pub nominal_date: String,
    /// The last workday on or before it; the same day where the calendar of its year is not known.
    pub moved_date: String,
    /// Whether a calendar was missing to move it.
    pub calendar_missing: bool,
    /// The end of all contracts, where the wage falls due earlier for it.
    pub termination_date: Option<String>,
    /// The last attended day, where the wage cannot fall due before it.
    pub last_attended_date: Option<String>,
    /// The due date.
    pub due_date: String,
}

/// A transfer and where each fen of it went.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TransferLine {
    /// The transfer.
    pub transfer_id: String,
    /// Row in the table as handed over, 0-based.
    pub row: u32,
    /// Day of payment.
    pub paid_date: String,
    /// Amount.
    pub amount: String,
    /// What became of it.
    pub fate: &'static str,
    /// The rule by which it is his.
    pub match_rule: Option<&'static str>,
    /// The project it is bound to; `None`: all of the worker's.
    pub project_id: Option<String>,
    /// The period it names.
    pub named_period: Option<String>,
    /// What it pays, period by period.
    pub allocations: Vec<AllocationLine>,
    /// What no period could take.
    pub advance: String,
    /// Taken back.
    pub taken_back: String,
    /// Set aside under its fate.
    pub set_aside: String,
}

/// A part of a transfer.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AllocationLine {
    /// The project.
    pub project_id: String,
    /// The period.
    pub period: String,
    /// `named` or `oldest`.
    pub pass: &'static str,
    /// Amount.
    pub amount: String,
    /// Whether it pays the period of this statement.
    pub is_here: bool,
}

/// A finding.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FindingLine {
    /// What it is about.
    pub code: &'static str,
    /// The input table.
    pub table: &'static str,
    /// Row in the table as handed over, 0-based.
    pub row: Option<u64>,
    /// The money it is about.
    pub amount: Option<String>,
    /// For a reader.
    pub detail: String,
    /// One sentence on the code.
    pub meaning: &'static str,
}

/// Money that covers arrears.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CoverLine {
    /// What kind of means.
    pub source: &'static str,
    /// Which one.
    pub source_id: Option<String>,
    /// How much of the arrears.
    pub amount: String,
}

/// A law and the part of the statement that rests on it.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Law {
    /// The part.
    pub about: &'static str,
    /// Document and article, in English.
    pub basis: &'static str,
    /// The same in Chinese.
    pub basis_zh: &'static str,
}
