//! Figures of people, systems, cases, employers and credit that rules may name.

use super::figures::{Figure, TotalsRow, figure, money, rate};
use super::value::{Value, ValueKind};
use crate::oversight::cases::CaseSums;
use crate::oversight::credit::contractors::ContractorCredit;
use crate::oversight::deposit::rate::rate_e4;
use crate::oversight::employers::EmployerTotals;
use crate::oversight::real_name::RealNameSums;

/// Cases of a project, contractor, region or employer.
///
/// Example: [`of_policy`](super::rules::WarningRules::of_policy).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseCounts {
    /// Received.
    pub received: u64,
    /// Closed.
    pub closed: u64,
    /// Open and past their due date.
    pub overdue: u64,
}

impl CaseCounts {
    /// The counts of a line of `case_totals`.
    pub(super) const fn of(sums: &CaseSums) -> Self {
        Self { received: sums.received, closed: sums.closed, overdue: sums.overdue }
    }

    /// Adds those of another project.
    pub(super) const fn add(&mut self, other: Self) {
        self.received += other.received;
        self.closed += other.closed;
        self.overdue += other.overdue;
    }
}

/// What a data set says of workers at all: what it says of nobody is not known of anybody.
///
/// Example: [`of_policy`](super::rules::WarningRules::of_policy).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Someone has an `id_number`.
    pub registration: bool,
    /// Someone has a registered account.
    pub accounts: bool,
}

/// What is known of an employer.
///
/// Example: [`of_policy`](super::rules::WarningRules::of_policy).
#[derive(Clone, Copy, Debug)]
pub struct EmployerRow {
    /// Its line of `employer_totals`.
    pub totals: EmployerTotals,
    /// Its cases.
    pub cases: CaseCounts,
    /// Amounts of the crime it reaches.
    pub crime: CrimeCounts,
}

/// What is known of a contractor in an area beside his totals.
///
/// Example: [`of_policy`](super::rules::WarningRules::of_policy).
#[derive(Clone, Copy, Debug)]
pub struct ContractorRow {
    /// His credit.
    pub credit: Option<ContractorCredit>,
    /// Amounts of the crime he reaches in the province of the area.
    pub crime: CrimeCounts,
}

/// Provinces in which a debtor reaches an amount of the crime.
///
/// Example: [`of_policy`](super::rules::WarningRules::of_policy).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CrimeCounts {
    /// That of one worker.
    pub one_worker: u32,
    /// That of ten workers.
    pub ten_workers: u32,
}

/// Of every line of totals: projects, contractors, regions.
pub const PEOPLE: &[Figure<TotalsRow>] = &[
    figure("registered", ValueKind::Count, "Engagements with an id number.", |t| {
        known_count(t.known.registration, sums(t).registered)
    }),
    figure("real_name_rate", ValueKind::Ratio, "`registered` ÷ engagements.", |t| {
        known_rate(t, t.known.registration, sums(t).registered)
    }),
    figure("attendance_rate", ValueKind::Ratio, "Of the registered, those who attended.", |t| {
        rate(sums(t).registered_attended.cast_signed(), sums(t).registered)
    }),
    figure("contract_rate", ValueKind::Ratio, "Engagements with a contract ÷ all.", |t| {
        known_rate(t, true, sums(t).contracted)
    }),
    figure(
        "account_rate",
        ValueKind::Ratio,
        "Engagements with a registered account ÷ all.",
        |t| known_rate(t, t.known.accounts, sums(t).account_bound),
    ),
    figure(
        "confirmed_rate",
        ValueKind::Ratio,
        "Engagements with all lines confirmed ÷ all.",
        |t| known_rate(t, true, sums(t).payroll_confirmed),
    ),
    figure(
        "evidence_missing",
        ValueKind::Count,
        "Worker-periods with minutes and nothing that says what they earn.",
        |t| Some(Value::count(sums(t).periods_without_evidence)),
    ),
    figure("projects_active", ValueKind::Count, "Projects whose works go on.", |t| {
        Some(Value::count(t.totals.real_name.projects_active))
    }),
    figure(
        "update_rate",
        ValueKind::Ratio,
        "Of them, those with device attendance of late.",
        |t| {
            let people = &t.totals.real_name;
            rate(people.projects_updated.cast_signed(), people.projects_active)
        },
    ),
    figure("recovered_since_case", ValueKind::Money, "Paid since a case opened.", |t| {
        money(t.totals.recovered_since_case_fen)
    }),
    figure("cases_received", ValueKind::Count, "Cases received.", |t| {
        Some(Value::count(t.cases.received))
    }),
    figure("cases_overdue", ValueKind::Count, "Cases open past their due date.", |t| {
        Some(Value::count(t.cases.overdue))
    }),
    figure("closing_rate", ValueKind::Ratio, "Cases closed ÷ received.", |t| {
        rate(t.cases.closed.cast_signed(), t.cases.received)
    }),
];

/// Of a contractor in an area alone.
pub const CONTRACTOR: &[Figure<ContractorRow>] = &[
    figure("grade", ValueKind::Word, "His grade.", |c| Some(Value::Word(c.credit?.grade.word()))),
    figure("blacklist_candidate", ValueKind::Bool, "Whether a human should look at it.", |c| {
        Some(Value::Bool(c.credit?.is_blacklist_candidate))
    }),
    figure("deposit_rate_next", ValueKind::Ratio, "Deposit rate of his next project.", |c| {
        rate_e4(c.credit?.deposit_rate_next?).ok().map(Value::Ratio)
    }),
    figure("crime_one_worker", ValueKind::Count, CRIME_ONE, |c| {
        Some(Value::Count(i64::from(c.crime.one_worker)))
    }),
    figure("crime_ten_workers", ValueKind::Count, CRIME_TEN, |c| {
        Some(Value::Count(i64::from(c.crime.ten_workers)))
    }),
];

/// Of an employer.
pub const EMPLOYER: &[Figure<EmployerRow>] = &[
    figure("workers", ValueKind::Count, "Distinct workers.", |e| {
        Some(Value::count(e.totals.sums.workers))
    }),
    figure("workers_owed", ValueKind::Count, "Distinct workers in arrears.", |e| {
        Some(Value::count(e.totals.sums.workers_owed))
    }),
    figure("due", ValueKind::Money, "Due over all periods.", |e| money(e.totals.sums.due_fen)),
    figure("paid", ValueKind::Money, "Paid.", |e| money(e.totals.sums.paid_fen)),
    figure("arrears", ValueKind::Money, "Unpaid and overdue.", |e| {
        money(e.totals.sums.arrears_fen)
    }),
    figure("not_yet_due", ValueKind::Money, "Unpaid and not yet overdue.", |e| {
        money(e.totals.sums.not_yet_due_fen)
    }),
    figure("signal_kinds", ValueKind::Count, "Kinds of signals of trouble.", |e| {
        Some(Value::count(e.totals.signals.kinds()))
    }),
    figure("signal_amount", ValueKind::Money, "Amounts of signals where stated.", |e| {
        money(e.totals.signals.amount_fen)
    }),
    figure("signal_days_overdue", ValueKind::Days, "The most days overdue of any signal.", |e| {
        e.totals.signals.max_overdue_days.map(|days| Value::Count(i64::from(days)))
    }),
    figure("cases_received", ValueKind::Count, "Cases received.", |e| {
        Some(Value::count(e.cases.received))
    }),
    figure("cases_overdue", ValueKind::Count, "Cases open past their due date.", |e| {
        Some(Value::count(e.cases.overdue))
    }),
    figure("crime_one_worker", ValueKind::Count, CRIME_ONE, |e| {
        Some(Value::Count(i64::from(e.crime.one_worker)))
    }),
    figure("crime_ten_workers", ValueKind::Count, CRIME_TEN, |e| {
        Some(Value::Count(i64::from(e.crime.ten_workers)))
    }),
];

const CRIME_ONE: &str = "Provinces where arrears of one worker reach the amount of the crime.";
const CRIME_TEN: &str = "Provinces where arrears of ten workers reach the amount of the crime.";

const fn sums(row: &TotalsRow) -> &RealNameSums {
    &row.totals.real_name.sums
}

fn known_count(is_known: bool, count: u64) -> Option<Value> {
    is_known.then(|| Value::count(count))
}

/// A part of all engagements; not known where nothing is known of anybody.
fn known_rate(row: &TotalsRow, is_known: bool, count: u64) -> Option<Value> {
    if is_known { rate(count.cast_signed(), row.totals.workers) } else { None }
}
