//! Columns of `project_totals`, `contractor_totals` and `region_totals`: people, systems, cases,
//! credit.

use arrow_array::ArrayRef;

use super::arrays::{self, Words};
use super::{Column, Kind};
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::oversight::cases::{CaseSubject, rate_e4};
use crate::oversight::credit::contractors::{ContractorCredit, Grade};
use crate::oversight::deposit::clause::DepositClauseName;
use crate::oversight::deposit::rate;
use crate::oversight::real_name::RealNameSums;
use crate::oversight::six_systems::{Standing, System, SystemState};
use crate::oversight::totals::{ProjectTotals, RegionTotals, Totals};
use crate::reconciliation::Reconciliation;

const RECOVERED: Column = Column::new(
    "recovered_since_case",
    Kind::Money,
    "Paid since a case of the project opened, to what fell due before it, in yuan.",
);

/// Counts and rates of engagements, and who recorded their attendance: in all three tables.
pub(super) const PEOPLE: &[Column] = &[
    Column::new("registered", Kind::Count, "Engagements whose worker has an `id_number`."),
    Column::new("attended", Kind::Count, "Engagements with attended minutes."),
    Column::new("registered_attended", Kind::Count, "Engagements that are both."),
    Column::new("contracted", Kind::Count, "Engagements with a contract."),
    Column::new("account_bound", Kind::Count, "Engagements whose worker has a registered account."),
    Column::new(
        "payroll_confirmed",
        Kind::Count,
        "Engagements with payroll lines that are not back pay, all of them confirmed.",
    ),
    Column::or_null("real_name_rate", Kind::Ratio, "`registered` ÷ `workers`."),
    Column::or_null("attendance_rate", Kind::Ratio, "`registered_attended` ÷ `registered`."),
    Column::or_null("contract_rate", Kind::Ratio, "`contracted` ÷ `workers`."),
    Column::or_null("account_rate", Kind::Ratio, "`account_bound` ÷ `workers`."),
    Column::or_null("confirmed_rate", Kind::Ratio, "`payroll_confirmed` ÷ `workers`."),
    Column::new("device_days", Kind::Count, "Attended days that a device recorded."),
    Column::new("manual_days", Kind::Count, "Attended days that people recorded."),
    Column::new("system_days", Kind::Count, "Attended days that the platform made."),
    Column::new("device_minutes", Kind::Count, "Attended minutes that a device recorded."),
    Column::new("manual_minutes", Kind::Count, "Attended minutes that people recorded."),
    Column::new("system_minutes", Kind::Count, "Attended minutes that the platform made."),
];

/// What follows in `project_totals`.
pub(super) const PROJECT: &[Column] = &[
    Column::or_null(
        "latest_device_date",
        Kind::Date,
        "Latest day with attendance of a device; null where there is none.",
    ),
    Column::or_null(
        "updated",
        Kind::Bool,
        "Whether that lies in the update window; null where the works do not go on.",
    ),
    Column::new("system_deposit", Kind::Code, "How the wage deposit stands."),
    Column::new("system_wage_account", Kind::Code, "How the wage account stands."),
    Column::new(
        "system_paid_by_general_contractor",
        Kind::Code,
        "How payment by the general contractor stands.",
    ),
    Column::new("system_real_name", Kind::Code, "How real-name management stands."),
    Column::new(
        "system_monthly_full_payment",
        Kind::Code,
        "How full payment month by month stands.",
    ),
    Column::new("system_notice_board", Kind::Code, "How the notice board stands."),
    RECOVERED,
];

/// What follows in `contractor_totals` and `region_totals`.
pub(super) const ROLL_UP: &[Column] = &[
    Column::new("projects_active", Kind::Count, "Projects whose works go on."),
    Column::new(
        "projects_updated",
        Kind::Count,
        "Of them, those with attendance of a device in the update window.",
    ),
    Column::or_null("update_rate", Kind::Ratio, "`projects_updated` ÷ `projects_active`."),
    in_place("deposit_in_place", "Projects that have the wage deposit."),
    in_place("deposit_obliged", "Projects that must have it: in place or missing."),
    rate_of("deposit_in_place_rate"),
    in_place("wage_account_in_place", "Projects that have a wage account."),
    in_place("wage_account_obliged", "Projects that must have it."),
    rate_of("wage_account_in_place_rate"),
    in_place("paid_by_general_contractor_in_place", "Projects paid by the general contractor."),
    in_place("paid_by_general_contractor_obliged", "Projects that must be."),
    rate_of("paid_by_general_contractor_in_place_rate"),
    in_place("real_name_in_place", "Projects with real-name management."),
    in_place("real_name_obliged", "Projects that must have it."),
    rate_of("real_name_in_place_rate"),
    in_place("monthly_full_payment_in_place", "Projects where nothing that fell due is open."),
    in_place("monthly_full_payment_obliged", "Projects where something fell due."),
    rate_of("monthly_full_payment_in_place_rate"),
    in_place("notice_board_in_place", "Projects with a complete notice board."),
    in_place("notice_board_obliged", "Projects that must have it."),
    rate_of("notice_board_in_place_rate"),
    in_place("systems_exempt", "Systems of projects that need not be there, or not yet."),
    in_place("systems_unknown", "Systems of projects of which the data do not say."),
    RECOVERED,
];

/// What follows in `contractor_totals` alone.
pub(super) const CREDIT: &[Column] = &[
    Column::or_null(
        "deposit_rate_next",
        Kind::Ratio,
        "Deposit rate of his next project there; null where it is not known.",
    ),
    Column::or_null(
        "deposit_clause_next",
        Kind::Code,
        "The clause that decides it; null where the contractor is not known.",
    ),
    Column::or_null("grade", Kind::Code, "His grade; null where he is not known."),
    Column::or_null(
        "blacklist_candidate",
        Kind::Bool,
        "Whether a human should look at a listing; null where he is not known.",
    ),
    Column::or_null(
        "blacklist_months",
        Kind::Count,
        "Months a listing would last; null where he is no candidate.",
    ),
];

/// What follows in `region_totals` alone.
pub(super) const CASES: &[Column] = &[
    Column::new("cases_received", Kind::Count, "Cases of the region."),
    Column::new("cases_closed", Kind::Count, "Of them, those closed by `as_of`."),
    Column::or_null("closing_rate", Kind::Ratio, "`cases_closed` ÷ `cases_received`."),
];

const fn in_place(name: &'static str, meaning: &'static str) -> Column {
    Column::new(name, Kind::Count, meaning)
}

const fn rate_of(name: &'static str) -> Column {
    Column::or_null(name, Kind::Ratio, "The first of the two counts before ÷ the second.")
}

/// A column of counts.
fn count<T>(rows: &[T], of: impl Fn(&T) -> u64) -> ArrayRef {
    arrays::counts(rows.iter().map(|row| i64::try_from(of(row)).unwrap_or(i64::MAX)))
}

/// A column of ratios of two counts.
fn ratio<T>(
    rows: &[T],
    what: &'static str,
    numerator: impl Fn(&T) -> u64,
    denominator: impl Fn(&T) -> u64,
) -> Result<ArrayRef> {
    let rates = rows.iter().map(|row| rate_e4(numerator(row), denominator(row)));
    let rates = rates.collect::<Result<Vec<_>>>()?;
    arrays::ratio(rates.into_iter().map(|rate| rate.map(i128::from)), what)
}

/// The columns of [`PEOPLE`].
pub(super) fn people(rows: &[&Totals]) -> Result<Vec<ArrayRef>> {
    let sums = |of: fn(&RealNameSums) -> u64| move |row: &&Totals| of(&row.real_name.sums);
    let workers = |row: &&Totals| row.workers;
    Ok(vec![
        count(rows, sums(|sums| sums.registered)),
        count(rows, sums(|sums| sums.attended)),
        count(rows, sums(|sums| sums.registered_attended)),
        count(rows, sums(|sums| sums.contracted)),
        count(rows, sums(|sums| sums.account_bound)),
        count(rows, sums(|sums| sums.payroll_confirmed)),
        ratio(rows, "real_name_rate", sums(|sums| sums.registered), workers)?,
        ratio(
            rows,
            "attendance_rate",
            sums(|sums| sums.registered_attended),
            sums(|sums| sums.registered),
        )?,
        ratio(rows, "contract_rate", sums(|sums| sums.contracted), workers)?,
        ratio(rows, "account_rate", sums(|sums| sums.account_bound), workers)?,
        ratio(rows, "confirmed_rate", sums(|sums| sums.payroll_confirmed), workers)?,
        count(rows, sums(|sums| sums.device_days)),
        count(rows, sums(|sums| sums.manual_days)),
        count(rows, sums(|sums| sums.system_days)),
        count(rows, sums(|sums| sums.device_minutes)),
        count(rows, sums(|sums| sums.manual_minutes)),
        count(rows, sums(|sums| sums.system_minutes)),
    ])
}

/// The columns of [`PROJECT`]; `standings` has a row for each project of the run.
pub(super) fn project(
    rows: &[ProjectTotals],
    standings: &[[Standing; 6]],
) -> Result<Vec<ArrayRef>> {
    let states = Words::new(SystemState::ALL.iter().map(|state| state.word()));
    let sums = |row: &ProjectTotals| row.totals.real_name;
    let latest = |row: &ProjectTotals| sums(row).sums.latest_device_day().unwrap_or(Day::NONE);
    let updated = |row: &ProjectTotals| {
        (sums(row).projects_active > 0).then_some(sums(row).projects_updated > 0)
    };
    let mut columns =
        vec![arrays::days(rows.iter().map(latest)), arrays::bools(rows.iter().map(updated))];
    for system in System::ALL {
        let state = |row: &ProjectTotals| standings[row.project.index()][system as usize].state;
        columns.push(states.array(rows.iter().map(|row| Some(state(row) as usize)))?);
    }
    columns.push(arrays::money(
        rows.iter().map(|row| row.totals.recovered_since_case_fen),
        "recovered_since_case",
    )?);
    Ok(columns)
}

/// The columns of [`ROLL_UP`].
pub(super) fn roll_up(rows: &[&Totals]) -> Result<Vec<ArrayRef>> {
    let mut columns = vec![
        count(rows, |row| row.real_name.projects_active),
        count(rows, |row| row.real_name.projects_updated),
        ratio(
            rows,
            "update_rate",
            |row| row.real_name.projects_updated,
            |row| row.real_name.projects_active,
        )?,
    ];
    for system in System::ALL {
        let counts = move |row: &&Totals| row.real_name.systems[system as usize];
        columns.push(count(rows, |row| counts(row).in_place()));
        columns.push(count(rows, |row| counts(row).obliged()));
        columns.push(ratio(
            rows,
            "rate of a system",
            |row| counts(row).in_place(),
            |row| counts(row).obliged(),
        )?);
    }
    for state in [SystemState::Exempt, SystemState::Unknown] {
        let all = |row: &&Totals| -> u64 {
            row.real_name.systems.iter().map(|counts| counts.by_state[state as usize]).sum()
        };
        columns.push(count(rows, all));
    }
    columns.push(arrays::money(
        rows.iter().map(|row| row.recovered_since_case_fen),
        "recovered_since_case",
    )?);
    Ok(columns)
}

/// The columns of [`CREDIT`].
pub(super) fn credit(rows: &[Option<ContractorCredit>]) -> Result<Vec<ArrayRef>> {
    let clauses = Words::new(DepositClauseName::ALL.iter().map(|clause| clause.word()));
    let grades = Words::new(Grade::WORDS.into_iter());
    let rates = rows
        .iter()
        .map(|row| row.and_then(|row| row.deposit_rate_next).map(rate::rate_e4).transpose());
    let rates = rates.collect::<Result<Vec<Option<i64>>>>()?;
    let clause = |row: &Option<ContractorCredit>| {
        let clause = row.as_ref()?.deposit_clause_next;
        DepositClauseName::ALL.iter().position(|&known| known == clause)
    };
    Ok(vec![
        arrays::ratio(rates.into_iter().map(|rate| rate.map(i128::from)), "deposit_rate_next")?,
        clauses.array(rows.iter().map(clause))?,
        grades.array(rows.iter().map(|row| row.map(|row| row.grade as usize)))?,
        arrays::bools(rows.iter().map(|row| row.map(|row| row.is_blacklist_candidate))),
        arrays::counts_or_null(
            rows.iter().map(|row| row.and_then(|row| row.blacklist_months).map(i64::from)),
        ),
    ])
}

/// The columns of [`CASES`].
pub(super) fn cases(
    reconciliation: &Reconciliation,
    rows: &[RegionTotals],
) -> Result<Vec<ArrayRef>> {
    let all = &reconciliation.people.cases;
    let counts: Vec<(u64, u64)> = rows
        .iter()
        .map(|row| {
            let subject = CaseSubject::Region(row.level, row.region);
            let found = all.binary_search_by(|line| line.subject.order(subject));
            found.map_or((0, 0), |at| (all[at].sums.closed, all[at].sums.received))
        })
        .collect();
    Ok(vec![
        count(&counts, |counts| counts.1),
        count(&counts, |counts| counts.0),
        ratio(&counts, "closing_rate", |counts| counts.0, |counts| counts.1)?,
    ])
}
