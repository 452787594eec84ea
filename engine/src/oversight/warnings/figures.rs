//! Figures that rules of early warning may name, subject by subject, and how each is read.
//!
//! To add one: a line in the list of its subject. A list is what a policy may name, what the
//! documentation shows and what is read; there is no second one.

use super::people::{self, CaseCounts, Known};
use super::value::{Value, ValueKind};
use crate::basics::day::Day;
use crate::basics::finding::Code;
use crate::basics::policy::WarningSubject;
use crate::intake::facts::Project;
use crate::oversight::code_counts::CodeCounts;
use crate::oversight::deposit::rate::ratio_e4;
use crate::oversight::partial::ProjectSums;
use crate::oversight::totals::{ProjectTotals, Totals};

/// A figure: its name, what it is, and how it is read from a row of its subject; `None` is not
/// known, and raises nothing.
///
/// Example: [`of_policy`](super::rules::WarningRules::of_policy).
#[derive(Debug)]
pub struct Figure<R> {
    /// Its name; of a column of the subject's table the name of that column.
    pub name: &'static str,
    /// What it is.
    pub kind: ValueKind,
    /// What it says, in a sentence.
    pub meaning: &'static str,
    /// Its value.
    pub read: fn(&R) -> Option<Value>,
}

/// What is known of a project.
///
/// Example: [`of_policy`](super::rules::WarningRules::of_policy).
#[derive(Clone, Debug)]
pub struct ProjectRow {
    /// Its totals.
    pub row: ProjectTotals,
    /// Its sums.
    pub sums: ProjectSums,
    /// What its row in `projects` says.
    pub facts: Project,
    /// What payment guarantees in force stand for it or its contractor, in fen; `None` where the
    /// data set has none at all.
    pub payment_guarantee_fen: Option<i64>,
    /// Worker-periods past their due date with a payroll line that no transfer pays.
    pub payroll_without_transfer: u64,
    /// Worker-periods past their due date that a transfer pays and no payroll line names.
    pub transfer_without_payroll: u64,
    /// The day of the report.
    pub as_of: Day,
}

/// A line of totals, of a project or of many, with its cases.
///
/// Example: [`of_policy`](super::rules::WarningRules::of_policy).
#[derive(Clone, Copy, Debug)]
pub struct TotalsRow {
    /// The totals.
    pub totals: Totals,
    /// Its cases.
    pub cases: CaseCounts,
    /// What is known of workers at all.
    pub known: Known,
    /// The day of the report.
    pub as_of: Day,
}

/// What is known of a worker over all his projects.
///
/// Example: [`of_policy`](super::rules::WarningRules::of_policy).
#[derive(Clone, Copy, Debug, Default)]
pub struct WorkerRow {
    /// Due, in fen.
    pub due_fen: i64,
    /// Paid of it, in fen.
    pub paid_fen: i64,
    /// Overdue and unpaid, in fen.
    pub arrears_fen: i64,
    /// Worker-periods in arrears.
    pub periods_in_arrears: u32,
    /// Days since the oldest due date of what is in arrears.
    pub overdue_days: i32,
    /// The largest due of one calendar year, in fen.
    pub largest_year_fen: i64,
    /// Findings about him.
    pub findings: CodeCounts,
}

/// A worker-period.
///
/// Example: [`of_policy`](super::rules::WarningRules::of_policy).
#[derive(Clone, Copy, Debug)]
pub struct PeriodRow {
    /// Due, in fen.
    pub due_fen: i64,
    /// Paid of it, in fen.
    pub paid_fen: i64,
    /// Overdue and unpaid, in fen.
    pub arrears_fen: i64,
    /// Days since the due date where something is in arrears.
    pub overdue_days: i32,
}

/// An account.
///
/// Example: [`of_policy`](super::rules::WarningRules::of_policy).
#[derive(Clone, Copy, Debug)]
pub struct AccountRow {
    /// Of a wage account what it holds, in fen.
    pub balance_fen: Option<i64>,
    /// Workers whose wages it received, where they are three or more; `None` where that is not
    /// known.
    pub payees: Option<u32>,
}

pub(super) const fn figure<R>(
    name: &'static str,
    kind: ValueKind,
    meaning: &'static str,
    read: fn(&R) -> Option<Value>,
) -> Figure<R> {
    Figure { name, kind, meaning, read }
}

/// Of a project alone.
pub const PROJECT: &[Figure<ProjectRow>] = &[
    figure("wage_account_balance", ValueKind::Money, "Balance of its wage account.", |p| {
        p.row.wage_account_balance_fen.map(Value::Money)
    }),
    figure("deposit_clause", ValueKind::Word, "The clause that decided on the deposit.", |p| {
        Some(Value::Word(p.row.deposit_clause.word()))
    }),
    figure(
        "deposit_provisional",
        ValueKind::Bool,
        "Whether the deposit rests on a stand-in for a rule that was not seen.",
        |p| {
            let is_known = p.row.totals.deposit_required_fen.is_some();
            is_known.then_some(Value::Bool(p.row.is_deposit_provisional))
        },
    ),
    figure(
        "payment_guarantee_held",
        ValueKind::Money,
        "Payment guarantees in force for it or its contractor; not known where no table has any.",
        |p| p.payment_guarantee_fen.map(Value::Money),
    ),
    figure("real_name_in_place", ValueKind::Bool, "As its row says.", |p| {
        p.facts.real_name_in_place.map(Value::Bool)
    }),
    figure("paid_by_general_contractor", ValueKind::Bool, "As its row says.", |p| {
        p.facts.paid_by_general_contractor.map(Value::Bool)
    }),
    figure("notice_board_complete", ValueKind::Bool, "As its row says.", |p| {
        p.facts.notice_board_complete.map(Value::Bool)
    }),
    figure("payroll_officer_named", ValueKind::Bool, "As its row says.", |p| {
        p.facts.payroll_officer_named.map(Value::Bool)
    }),
    figure("partly_paid_periods", ValueKind::Count, "Overdue worker-periods paid in part.", |p| {
        Some(Value::count(p.sums.counts.partly_paid))
    }),
    figure(
        "unpaid_for_two_months",
        ValueKind::Count,
        "Attended worker-periods with something due, nothing paid and the month after over.",
        |p| Some(Value::count(p.sums.counts.unpaid_for_two_months)),
    ),
    figure(
        "workers_three_in_arrears",
        ValueKind::Count,
        "Workers with three or more of their months there in arrears.",
        |p| Some(Value::count(p.sums.counts.engagements_three_in_arrears)),
    ),
    figure(
        "without_payroll_rate",
        ValueKind::Ratio,
        "Attended worker-periods that earned something and have no payroll line ÷ attended ones.",
        |p| {
            let without = i64::from(p.sums.counts.findings.of(Code::AttendanceWithoutPayroll));
            rate(without, p.sums.counts.attended)
        },
    ),
    figure(
        "payroll_without_transfer",
        ValueKind::Count,
        "Worker-periods past their due date with a payroll line that no transfer pays.",
        |p| Some(Value::count(p.payroll_without_transfer)),
    ),
    figure(
        "transfer_without_payroll",
        ValueKind::Count,
        "Worker-periods past their due date that a transfer pays and no payroll line names.",
        |p| Some(Value::count(p.transfer_without_payroll)),
    ),
    figure("wage_account_status", ValueKind::Word, "Whether it was opened in time.", |p| {
        Some(Value::Word(p.row.account.status.word()))
    }),
    figure(
        "wage_account_runway",
        ValueKind::Ratio,
        "Balance of its wage account ÷ what falls due within a month from it.",
        |p| p.row.account.runway_e4.map(Value::Ratio),
    ),
    figure("unpaid_coverage", ValueKind::Ratio, "Balance ÷ all that is unpaid from it.", |p| {
        p.row.account.unpaid_coverage_e4.map(Value::Ratio)
    }),
    figure("deposit_status", ValueKind::Word, "Whether enough was there in time.", |p| {
        Some(Value::Word(p.row.deposit.status.word()))
    }),
    figure(
        "deposit_overdue_shortfall",
        ValueKind::Money,
        "Deposit required and not held once the deadline, where known, has passed; 0.00 before.",
        |p| {
            let is_due = p.as_of > p.row.deposit_deadline_day?;
            p.row.totals.deposit_shortfall_fen.map(|fen| Value::Money(if is_due { fen } else { 0 }))
        },
    ),
    figure(
        "deposit_late_days",
        ValueKind::Days,
        "Days from the deadline until enough was held.",
        |p| p.row.deposit.late_days.map(|days| Value::Count(i64::from(days))),
    ),
    figure(
        "deposit_uncovered_days",
        ValueKind::Days,
        "Days after the deadline on which less was held than required.",
        |p| p.row.deposit.uncovered_days.map(|days| Value::Count(i64::from(days))),
    ),
    figure("deposit_return", ValueKind::Word, "Whether the deposit may be returned.", |p| {
        Some(Value::Word(p.row.deposit.returned.word()))
    }),
];

/// Of every line of totals: projects, contractors, regions.
pub const TOTALS: &[Figure<TotalsRow>] = &[
    figure("due", ValueKind::Money, "Due over all periods.", |t| money(t.totals.due_fen)),
    figure("paid", ValueKind::Money, "Paid.", |t| money(t.totals.paid_fen)),
    figure("arrears", ValueKind::Money, "Unpaid and overdue.", |t| money(t.totals.arrears_fen)),
    figure("not_yet_due", ValueKind::Money, "Unpaid and not yet overdue.", |t| {
        money(t.totals.not_yet_due_fen)
    }),
    figure("paid_on_time", ValueKind::Money, "Paid on or before the due date.", |t| {
        money(t.totals.paid_on_time_fen)
    }),
    figure("paid_late", ValueKind::Money, "Paid after the due date.", |t| {
        money(t.totals.paid_fen.saturating_sub(t.totals.paid_on_time_fen))
    }),
    figure("advance", ValueKind::Money, "Paid beyond what is due.", |t| {
        money(t.totals.advance_fen)
    }),
    figure("projects", ValueKind::Count, "Projects.", |t| Some(Value::count(t.totals.projects))),
    figure("workers", ValueKind::Count, "Engagements.", |t| Some(Value::count(t.totals.workers))),
    figure("workers_owed", ValueKind::Count, "Engagements with arrears.", |t| {
        Some(Value::count(t.totals.workers_owed))
    }),
    figure("largest_arrears", ValueKind::Money, "The largest arrears of one engagement.", |t| {
        money(t.totals.largest_arrears_fen)
    }),
    figure(
        "overdue_days",
        ValueKind::Days,
        "Days since the oldest due date of what is in arrears; not known where nothing is.",
        |t| {
            let oldest = t.totals.oldest_due_day?;
            Some(Value::Count(i64::from(t.as_of.0) - i64::from(oldest.0)))
        },
    ),
    figure("deposit_required", ValueKind::Money, "Wage deposit required.", |t| {
        t.totals.deposit_required_fen.map(Value::Money)
    }),
    figure("deposit_held", ValueKind::Money, "Wage deposit held.", |t| {
        t.totals.deposit_held_fen.map(Value::Money)
    }),
    figure("deposit_coverage", ValueKind::Ratio, "Deposit held ÷ required.", |t| {
        t.totals.deposit_coverage_e4.map(Value::Ratio)
    }),
    figure("deposit_shortfall", ValueKind::Money, "Deposit required and not held.", |t| {
        t.totals.deposit_shortfall_fen.map(Value::Money)
    }),
    figure("arrears_coverage", ValueKind::Ratio, "Deposit held ÷ arrears.", |t| {
        t.totals.arrears_coverage_e4.map(Value::Ratio)
    }),
    figure(
        "labour_cost_expected",
        ValueKind::Money,
        "Labour cost expected over all months.",
        |t| t.totals.labour_cost.expected_fen.map(Value::Money),
    ),
    figure("labour_cost_due", ValueKind::Money, "Of it, what fell due.", |t| {
        money(t.totals.labour_cost.due_fen)
    }),
    figure("labour_cost_on_time", ValueKind::Money, "Labour cost that came in time.", |t| {
        money(t.totals.labour_cost.on_time_fen)
    }),
    figure("labour_cost_late", ValueKind::Money, "Labour cost that came late.", |t| {
        money(t.totals.labour_cost.late_fen)
    }),
    figure("labour_cost_overdue", ValueKind::Money, "Labour cost due that has not come.", |t| {
        money(t.totals.labour_cost.short_fen)
    }),
    figure("labour_cost_unassigned", ValueKind::Money, "Labour cost beyond all expected.", |t| {
        money(t.totals.labour_cost.unassigned_fen)
    }),
    figure("labour_cost_not_known", ValueKind::Money, "Expected, without any record.", |t| {
        money(t.totals.labour_cost.not_known_fen)
    }),
    figure("due_within_month", ValueKind::Money, "Wages that fall due within a month.", |t| {
        money(t.totals.account.due_within_month_fen)
    }),
    figure(
        "debits_other_purpose",
        ValueKind::Money,
        "Debits for another purpose than wages.",
        |t| money(t.totals.account.other_purpose_fen),
    ),
    figure("debits_other_payee", ValueKind::Money, "Debits to accounts of no worker.", |t| {
        money(t.totals.account.other_payee_fen)
    }),
    figure("wage_accounts_obliged", ValueKind::Count, "Projects that must have one.", |t| {
        Some(Value::count(t.totals.account.obliged))
    }),
    figure(
        "wage_accounts_opened",
        ValueKind::Count,
        "Of them, those whose account is open.",
        |t| Some(Value::count(t.totals.account.opened)),
    ),
    figure("wage_accounts_on_time", ValueKind::Count, "Of them, opened in time.", |t| {
        Some(Value::count(t.totals.account.opened_on_time))
    }),
    figure("wage_accounts_low", ValueKind::Count, "Projects whose account does not last.", |t| {
        Some(Value::count(t.totals.account.low))
    }),
    figure("deposit_expiring", ValueKind::Money, "Deposit held that ends soon.", |t| {
        money(t.totals.deposits.expiring_fen)
    }),
    figure("deposit_expired", ValueKind::Money, "Deposits ended while the works go on.", |t| {
        money(t.totals.deposits.expired_fen)
    }),
    figure("deposit_too_short", ValueKind::Money, "Guarantees that end too early.", |t| {
        money(t.totals.deposits.too_short_fen)
    }),
    figure("deposit_not_topped_up", ValueKind::Money, "Drawn and not topped up in time.", |t| {
        money(t.totals.deposits.not_topped_up_fen)
    }),
    figure("deposits_obliged", ValueKind::Count, "Projects that must have a deposit.", |t| {
        Some(Value::count(t.totals.deposits.obliged))
    }),
    figure("deposits_on_time", ValueKind::Count, "Of them, with enough in time.", |t| {
        Some(Value::count(t.totals.deposits.on_time))
    }),
    figure("deposits_late", ValueKind::Count, "Of them, with enough too late.", |t| {
        Some(Value::count(t.totals.deposits.late))
    }),
    figure("on_time_rate", ValueKind::Ratio, "Worker-periods paid in time ÷ fallen due.", |t| {
        rate(t.totals.periods_on_time.cast_signed(), t.totals.periods_fallen_due)
    }),
    figure("fallen_due", ValueKind::Money, "Due past its due date.", |t| {
        money(t.totals.fallen_due_fen)
    }),
    figure(
        "match_rate",
        ValueKind::Ratio,
        "Worker-periods whose records agree ÷ compared.",
        |t| rate(t.totals.periods_matched.cast_signed(), t.totals.periods_compared),
    ),
    figure("projects_in_arrears", ValueKind::Count, "Projects with arrears.", |t| {
        Some(Value::count(t.totals.projects_in_arrears))
    }),
    figure("employers", ValueKind::Count, "Pairs of employer and project.", |t| {
        Some(Value::count(t.totals.employers))
    }),
    figure("employers_in_arrears", ValueKind::Count, "Of them, those with arrears.", |t| {
        Some(Value::count(t.totals.employers_in_arrears))
    }),
    figure("projects_incidence", ValueKind::Ratio, "Projects in arrears per thousand.", |t| {
        per_thousand(t.totals.projects_in_arrears, t.totals.projects)
    }),
    figure("employers_incidence", ValueKind::Ratio, "Employers in arrears per thousand.", |t| {
        per_thousand(t.totals.employers_in_arrears, t.totals.employers)
    }),
    figure("covered", ValueKind::Money, "Arrears that means at hand would meet.", |t| {
        money(t.totals.covered.covered_fen)
    }),
    figure("uncovered", ValueKind::Money, "Arrears that no source meets.", |t| {
        money(t.totals.covered.uncovered_fen)
    }),
];

/// Of a worker.
pub const WORKER: &[Figure<WorkerRow>] = &[
    figure("due", ValueKind::Money, "Due over all periods.", |w| money(w.due_fen)),
    figure("paid", ValueKind::Money, "Paid.", |w| money(w.paid_fen)),
    figure("arrears", ValueKind::Money, "Unpaid and overdue.", |w| money(w.arrears_fen)),
    figure("periods_in_arrears", ValueKind::Count, "Worker-periods with arrears.", |w| {
        Some(Value::Count(i64::from(w.periods_in_arrears)))
    }),
    figure(
        "overdue_days",
        ValueKind::Days,
        "Days since the oldest due date of what is in arrears; not known where nothing is.",
        |w| (w.arrears_fen > 0).then_some(Value::Count(i64::from(w.overdue_days))),
    ),
    figure("largest_year_due", ValueKind::Money, "The largest due of one calendar year.", |w| {
        money(w.largest_year_fen)
    }),
];

/// Of a worker-period.
pub const WORKER_PERIOD: &[Figure<PeriodRow>] = &[
    figure("due", ValueKind::Money, "Due.", |p| money(p.due_fen)),
    figure("paid", ValueKind::Money, "Paid.", |p| money(p.paid_fen)),
    figure("arrears", ValueKind::Money, "Unpaid and overdue.", |p| money(p.arrears_fen)),
    figure(
        "overdue_days",
        ValueKind::Days,
        "Days since the due date; not known where nothing is in arrears.",
        |p| (p.arrears_fen > 0).then_some(Value::Count(i64::from(p.overdue_days))),
    ),
];

/// Of an account.
pub const ACCOUNT: &[Figure<AccountRow>] = &[
    figure("balance", ValueKind::Money, "What a wage account holds.", |a| {
        a.balance_fen.map(Value::Money)
    }),
    figure(
        "payees",
        ValueKind::Count,
        "Workers whose wages went to it; 0 where they are fewer than three.",
        |a| a.payees.map(|payees| Value::Count(i64::from(payees))),
    ),
];

/// Subjects whose findings are figures: of each code the number of findings about the subject.
pub const WITH_FINDINGS: [WarningSubject; 2] = [WarningSubject::Project, WarningSubject::Worker];

pub(super) const fn money(fen: i64) -> Option<Value> {
    Some(Value::Money(fen))
}

/// A part of `whole`; not known where that is 0.
pub(super) fn rate(part: i64, whole: u64) -> Option<Value> {
    let whole = i64::try_from(whole).ok()?;
    ratio_e4(part, whole).ok().flatten().map(Value::Ratio)
}

/// A part of `whole` per thousand.
fn per_thousand(part: u64, whole: u64) -> Option<Value> {
    rate(part.checked_mul(1_000)?.cast_signed(), whole)
}

/// Name, kind and meaning of every figure of a subject but the findings, in the order of the lists.
///
/// Example: [`of_policy`](super::rules::WarningRules::of_policy).
#[must_use]
pub fn listed(subject: WarningSubject) -> Vec<(&'static str, ValueKind, &'static str)> {
    fn of<R>(list: &[Figure<R>]) -> Vec<(&'static str, ValueKind, &'static str)> {
        list.iter().map(|figure| (figure.name, figure.kind, figure.meaning)).collect()
    }
    match subject {
        WarningSubject::Account => of(ACCOUNT),
        WarningSubject::Contractor => {
            [of(TOTALS), of(people::PEOPLE), of(people::CONTRACTOR)].concat()
        }
        WarningSubject::Employer => of(people::EMPLOYER),
        WarningSubject::Region => [of(TOTALS), of(people::PEOPLE)].concat(),
        WarningSubject::Project => [of(TOTALS), of(people::PEOPLE), of(PROJECT)].concat(),
        WarningSubject::Worker => of(WORKER),
        WarningSubject::WorkerPeriod => of(WORKER_PERIOD),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_once_and_are_no_finding_codes() {
        for subject in WarningSubject::ALL {
            let mut names: Vec<_> = listed(subject).into_iter().map(|figure| figure.0).collect();
            let codes = Code::ALL.iter().map(|code| code.word());
            if WITH_FINDINGS.contains(&subject) {
                names.extend(codes);
            }
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{}", subject.word());
        }
    }
}
