//! Early warnings: figures of subjects that cross the thresholds of the policy's rules (step 8).
//!
//! | module | purpose |
//! | --- | --- |
//! | [`value`] | values of figures, and how they are compared |
//! | [`figures`] | the figures a rule may name, and how each is read |
//! | [`people`] | figures of people, cases, employers and credit |
//! | [`rules`] | rules of a policy with the figure each compares |
//! | [`state`] | since when, until when; what has gone; the colours of projects |

pub mod figures;
pub mod people;
pub mod rules;
pub mod state;
pub mod value;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::basics::day::{Day, Month};
use crate::basics::finding::{Code, Finding};
use crate::basics::ids::{ContractorId, EngagementId, NameId, ProjectId, WorkerId};
use crate::basics::policy::{DepositKind, WarningSubject};
use crate::basics::region::Region;
use crate::intake::earlier::SubjectKey;
use crate::intake::facts::{Deposit, DepositScope, Project};
use crate::intake::read::parallel::mapped;
use crate::intake::terms::Engagements;
use crate::oversight::Figures;
use crate::oversight::area::{ByContractor, area_of, contractor_projects};
use crate::oversight::cases::CaseSubject;
use crate::oversight::credit::crime::Debtor;
use crate::oversight::deposit::held::available_fen;
use crate::oversight::matches::MatchClass;
use crate::oversight::partial::Partial;
use crate::oversight::people::PeopleFigures;
use crate::wages::worker_periods::WorkerPeriods;
use figures::{AccountRow, PeriodRow, ProjectRow, TotalsRow, WorkerRow};
use people::{CaseCounts, ContractorRow, CrimeCounts, EmployerRow, Known};
use rules::{Read, Rule, WarningRules};
use value::Value;

/// What warnings are made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WarningInputs<'a> {
    /// The rules, with their figures.
    pub rules: &'a WarningRules<'a>,
    /// Step 7.
    pub figures: &'a Figures,
    /// Cases, employers and credit.
    pub people: &'a PeopleFigures,
    /// Sums of projects.
    pub partial: &'a Partial,
    /// Projects; the position is the id.
    pub projects: &'a [Project],
    /// Deposits; the position is the order of their ids.
    pub deposits: &'a [Deposit],
    /// Who worked where.
    pub engagements: &'a Engagements,
    /// Worker-periods in the order of workers.
    pub periods: &'a [&'a WorkerPeriods],
    /// Findings but those that worker-periods carry as flags, any order.
    pub findings: &'a [Finding],
    /// Accounts that received the wages of three or more workers, with their number, by account;
    /// `None` where that is not known.
    pub shared_payees: Option<&'a [(NameId, u32)]>,
    /// The workers that are asked about, rising; `None`: all.
    pub workers: Option<&'a [Range<WorkerId>]>,
    /// Digits of a region that make a management area.
    pub area_digits: u8,
    /// The day of the report.
    pub as_of: Day,
}

impl WarningInputs<'_> {
    /// Whether a worker is asked about.
    pub fn asks(&self, worker: WorkerId) -> bool {
        self.workers.is_none_or(|workers| {
            let place = workers.partition_point(|own| own.end <= worker);
            workers.get(place).is_some_and(|own| own.start <= worker)
        })
    }
}

/// A rule that a subject meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Met {
    /// Position of the rule in the policy.
    pub rule: usize,
    /// What it is about.
    pub subject: SubjectKey,
    /// The value of the figure.
    pub value: Value,
}

/// Every rule that a subject meets, by rule and subject.
///
/// Step 8. A figure that is not known meets nothing. Contractors and regions that are not known
/// are no subjects. Groups of workers do not depend on each other.
///
/// **Basis:** Decree 724 Art. 38 (monitoring and early warning); the rules carry their own.
#[must_use]
pub(crate) fn met_rules(inputs: &WarningInputs<'_>) -> Vec<Met> {
    let mut met = Vec::new();
    of_projects(inputs, &mut met);
    of_lines(inputs, &mut met);
    of_employers(inputs, &mut met);
    of_accounts(inputs, &mut met);
    if !inputs.rules.of(WarningSubject::WorkerPeriod).is_empty() {
        let found = mapped(inputs.periods.to_vec(), |own| of_worker_periods(inputs, own));
        met.extend(found.into_iter().flatten());
    }
    // Merged results name no worker, and know no account of one.
    if !inputs.rules.of(WarningSubject::Worker).is_empty() && inputs.shared_payees.is_some() {
        let findings = findings_of_workers(inputs);
        let found = mapped(groups(inputs), |own| of_workers(inputs, &findings, own));
        met.extend(found.into_iter().flatten());
    }
    met.sort_by_key(|met| (met.rule, met.subject));
    met
}

/// A subject without project, month and region.
const fn plain(kind: WarningSubject, id: u32) -> SubjectKey {
    SubjectKey { kind, id, project: None, month: None, region: None }
}

/// Adds the rules of a subject that hold.
fn add(
    rules: &[Rule<'_>],
    subject: SubjectKey,
    met: &mut Vec<Met>,
    read: impl Fn(&Read) -> Option<Value>,
) {
    for rule in rules {
        if let Some(value) = read(&rule.read).filter(|value| rule.holds(*value)) {
            met.push(Met { rule: rule.place, subject, value });
        }
    }
}

fn of_projects(inputs: &WarningInputs<'_>, met: &mut Vec<Met>) {
    let rules = inputs.rules.of(WarningSubject::Project);
    let known = known(inputs.figures);
    let guarantees = inputs.rules.reads("payment_guarantee_held").then(|| guarantees_fen(inputs));
    for row in &inputs.figures.projects {
        let place = row.project.index();
        let lines = inputs.partial.matches_of(row.project);
        let of_class = |class| lines.map_or(0, |lines| lines.fallen_due_of(class));
        let project = ProjectRow {
            payroll_without_transfer: of_class(MatchClass::NoTransfer),
            transfer_without_payroll: of_class(MatchClass::NoPayroll),
            row: *row,
            sums: inputs.partial.project(row.project),
            facts: inputs.projects[place].clone(),
            payment_guarantee_fen: guarantees
                .as_ref()
                .and_then(Option::as_ref)
                .map(|fen| fen[place]),
            as_of: inputs.as_of,
        };
        let cases = cases_of(inputs, CaseSubject::Project(row.project));
        let totals = TotalsRow { totals: row.totals, cases, known, as_of: inputs.as_of };
        add(rules, plain(WarningSubject::Project, row.project.0), met, |read| match read {
            Read::Project(read) => read(&project),
            Read::Totals(read) => read(&totals),
            Read::Findings(code) => {
                Some(Value::Count(i64::from(project.sums.counts.findings.of(*code))))
            }
            _ => None,
        });
    }
}

/// Payment guarantees in force by project, those of its contractor included, in fen; `None` where
/// there is no payment guarantee at all, in force or not.
fn guarantees_fen(inputs: &WarningInputs<'_>) -> Option<Vec<i64>> {
    let mut sums = vec![0_i64; inputs.projects.len()];
    let is_guarantee = |deposit: &&Deposit| deposit.kind == DepositKind::PaymentGuarantee;
    let mut guarantees = inputs.deposits.iter().filter(is_guarantee).peekable();
    guarantees.peek()?;
    let by_contractor = ByContractor::new(inputs.projects);
    let mut scope = Vec::new();
    for deposit in guarantees {
        let fen = available_fen(deposit, inputs.as_of);
        match deposit.scope {
            DepositScope::Project(project) => {
                scope.clear();
                scope.push(project);
            }
            DepositScope::Contractor(contractor, region) => {
                let area = region.prefix(inputs.area_digits);
                contractor_projects(inputs.projects, &by_contractor, contractor, area, &mut scope);
            }
            DepositScope::Region(_) => continue,
        }
        for project in &scope {
            let sum = &mut sums[project.index()];
            *sum = sum.saturating_add(fen);
        }
    }
    Some(sums)
}

/// What the data set says of workers at all.
fn known(figures: &Figures) -> Known {
    let mut known = Known::default();
    for row in &figures.projects {
        let sums = &row.totals.real_name.sums;
        known.registration |= sums.registered > 0;
        known.accounts |= sums.account_bound > 0;
    }
    known
}

/// The cases of a subject.
fn cases_of(inputs: &WarningInputs<'_>, subject: CaseSubject) -> CaseCounts {
    let lines = &inputs.people.cases;
    let place = lines.binary_search_by(|line| line.subject.order(subject));
    place.map_or_else(|_| CaseCounts::default(), |place| CaseCounts::of(&lines[place].sums))
}

/// The cases of the projects of each contractor in an area.
fn cases_by_area(
    inputs: &WarningInputs<'_>,
) -> BTreeMap<(ContractorId, Option<Region>), CaseCounts> {
    let mut counts: BTreeMap<_, CaseCounts> = BTreeMap::new();
    for line in &inputs.people.cases {
        let CaseSubject::Project(project) = line.subject else { continue };
        let Some(project) = inputs.projects.get(project.index()) else { continue };
        let area = area_of(project.region, inputs.area_digits);
        counts.entry((project.contractor, area)).or_default().add(CaseCounts::of(&line.sums));
    }
    counts
}

/// Amounts of the crime that a debtor reaches in the provinces that are asked for.
fn crime_of(
    inputs: &WarningInputs<'_>,
    debtor: Debtor,
    is_asked: impl Fn(Option<Region>) -> bool,
) -> CrimeCounts {
    let mut counts = CrimeCounts::default();
    let flags = inputs.people.flags.iter().filter(|flag| flag.debtor == debtor);
    for flag in flags.filter(|flag| is_asked(flag.province)) {
        counts.one_worker += u32::from(flag.is_one_worker);
        counts.ten_workers += u32::from(flag.is_ten_workers);
    }
    counts
}

/// Contractors and regions.
fn of_lines(inputs: &WarningInputs<'_>, met: &mut Vec<Met>) {
    let (as_of, known) = (inputs.as_of, known(inputs.figures));
    let of_contractors = inputs.rules.of(WarningSubject::Contractor);
    let of_regions = inputs.rules.of(WarningSubject::Region);
    let of_totals = |totals, cases, read: &Read| match read {
        Read::Totals(read) => read(&TotalsRow { totals, cases, known, as_of }),
        _ => None,
    };
    let cases_of_area = cases_by_area(inputs);
    let contractors = inputs.figures.contractors.iter().enumerate();
    for (place, row) in contractors.filter(|(_, row)| row.contractor.is_some()) {
        let province = row.area.map(|area| area.prefix(2));
        let own = ContractorRow {
            credit: inputs.people.contractors.get(place).copied().flatten(),
            crime: crime_of(inputs, Debtor::Contractor(row.contractor), |of| of == province),
        };
        let cases = cases_of_area.get(&(row.contractor, row.area)).copied().unwrap_or_default();
        let subject =
            SubjectKey { region: row.area, ..plain(WarningSubject::Contractor, row.contractor.0) };
        add(of_contractors, subject, met, |read| match read {
            Read::Contractor(read) => read(&own),
            other => of_totals(row.totals, cases, other),
        });
    }
    for row in inputs.figures.regions.iter().filter(|row| row.region.is_some()) {
        let cases = cases_of(inputs, CaseSubject::Region(row.level, row.region));
        let subject = SubjectKey {
            region: row.region,
            ..plain(WarningSubject::Region, u32::from(row.level))
        };
        add(of_regions, subject, met, |read| of_totals(row.totals, cases, read));
    }
}

/// Employers, of construction or not.
fn of_employers(inputs: &WarningInputs<'_>, met: &mut Vec<Met>) {
    let rules = inputs.rules.of(WarningSubject::Employer);
    for totals in inputs.people.employers.iter().filter(|row| row.employer.is_some()) {
        let row = EmployerRow {
            totals: *totals,
            cases: cases_of(inputs, CaseSubject::Employer(totals.employer)),
            crime: crime_of(inputs, Debtor::Employer(totals.employer), |_| true),
        };
        add(rules, plain(WarningSubject::Employer, totals.employer.0), met, |read| match read {
            Read::Employer(read) => read(&row),
            _ => None,
        });
    }
}

/// Wage accounts, and accounts that receive the wages of several workers.
fn of_accounts(inputs: &WarningInputs<'_>, met: &mut Vec<Met>) {
    let rules = inputs.rules.of(WarningSubject::Account);
    let accounts = &inputs.figures.accounts;
    let wage = accounts.account.iter().zip(&accounts.balance_fen);
    let mut rows: Vec<(NameId, AccountRow)> = wage
        .map(|(&account, &balance_fen)| {
            let payees = inputs.shared_payees.map(|_| 0);
            (account, AccountRow { balance_fen, payees })
        })
        .collect();
    for &(account, workers) in inputs.shared_payees.unwrap_or_default() {
        match accounts.position(account) {
            Some(place) => rows[place].1.payees = Some(workers),
            None => {
                rows.push((account, AccountRow { balance_fen: None, payees: Some(workers) }));
            }
        }
    }
    for (account, row) in rows {
        add(rules, plain(WarningSubject::Account, account.0), met, |read| match read {
            Read::Account(read) => read(&row),
            _ => None,
        });
    }
}

fn of_worker_periods(inputs: &WarningInputs<'_>, periods: &WorkerPeriods) -> Vec<Met> {
    let rules = inputs.rules.of(WarningSubject::WorkerPeriod);
    let mut met = Vec::new();
    for row in 0..periods.len() {
        let (worker, project) = of_engagement(inputs, periods.engagement[row]);
        let period = PeriodRow {
            due_fen: periods.due_fen[row],
            paid_fen: periods.paid_fen[row],
            arrears_fen: periods.arrears(row, inputs.as_of).arrears_fen,
            overdue_days: inputs.as_of.0.saturating_sub(periods.due_day[row].0),
        };
        let subject = SubjectKey {
            project: Some(project),
            month: Some(periods.month[row]),
            ..plain(WarningSubject::WorkerPeriod, worker.0)
        };
        add(rules, subject, &mut met, |read| match read {
            Read::WorkerPeriod(read) => read(&period),
            _ => None,
        });
    }
    met
}

/// Worker and project of an engagement.
fn of_engagement(inputs: &WarningInputs<'_>, engagement: EngagementId) -> (WorkerId, ProjectId) {
    let place = engagement.index();
    (inputs.engagements.worker[place], inputs.engagements.project[place])
}

/// Findings about the workers that are asked about, by worker.
fn findings_of_workers(inputs: &WarningInputs<'_>) -> Vec<(WorkerId, Code)> {
    let mut findings: Vec<(WorkerId, Code)> = inputs
        .findings
        .iter()
        .filter_map(|finding| Some((finding.worker.get()?, finding.code)))
        .filter(|finding| inputs.asks(finding.0))
        .collect();
    findings.sort_unstable_by_key(|finding| finding.0);
    findings
}

/// Neighbouring workers: their engagements, and their worker-periods.
type Group<'a> = (Range<usize>, &'a [&'a WorkerPeriods]);

/// All workers in groups, each with the worker-periods of one list or of none.
fn groups<'a>(inputs: &WarningInputs<'a>) -> Vec<Group<'a>> {
    let engagements = inputs.engagements;
    let (mut groups, mut start) = (Vec::new(), 0);
    for place in 0..inputs.periods.len() {
        // Those between two lists have no period.
        let next = inputs.periods[place + 1..].iter().find_map(|next| next.engagement.first());
        let end = next.map_or(engagements.worker.len(), |next| {
            let worker = engagements.worker[next.index()];
            engagements.worker.partition_point(|own| *own < worker)
        });
        groups.push((start..end, std::slice::from_ref(&inputs.periods[place])));
        start = end;
    }
    if start < engagements.worker.len() {
        groups.push((start..engagements.worker.len(), &[]));
    }
    groups
}

/// Every worker of a group, with a worker-period or without.
fn of_workers(
    inputs: &WarningInputs<'_>,
    findings: &[(WorkerId, Code)],
    (engagements, periods): Group<'_>,
) -> Vec<Met> {
    let workers = &inputs.engagements.worker[engagements];
    let Some(first) = workers.first() else { return Vec::new() };
    let rules = inputs.rules.of(WarningSubject::Worker);
    let mut met = Vec::new();
    let mut findings =
        findings[findings.partition_point(|finding| finding.0 < *first)..].iter().peekable();
    let places = |periods: &'_ &WorkerPeriods| 0..periods.len();
    let mut periods =
        periods.iter().flat_map(|periods| places(periods).map(move |at| (*periods, at))).peekable();
    let mut years: Vec<(i32, i64)> = Vec::new();
    for workers in workers.chunk_by(|one, next| one == next) {
        let worker = workers[0];
        if !inputs.asks(worker) {
            continue;
        }
        let mut row = WorkerRow::default();
        years.clear();
        let is_his = |(periods, at): &(&WorkerPeriods, usize)| {
            of_engagement(inputs, periods.engagement[*at]).0 == worker
        };
        while let Some((periods, at)) = periods.next_if(is_his) {
            add_period(&mut row, &mut years, periods, at, inputs.as_of);
        }
        // Those before are of workers without an engagement.
        while findings.next_if(|finding| finding.0 < worker).is_some() {}
        while let Some((_, code)) = findings.next_if(|finding| finding.0 == worker) {
            row.findings.add(*code);
        }
        row.largest_year_fen = years.iter().map(|year| year.1).max().unwrap_or(0);
        add(rules, plain(WarningSubject::Worker, worker.0), &mut met, |read| match read {
            Read::Worker(read) => read(&row),
            Read::Findings(code) => Some(Value::Count(i64::from(row.findings.of(*code)))),
            _ => None,
        });
    }
    met
}

/// Adds a worker-period to what is known of its worker.
fn add_period(
    row: &mut WorkerRow,
    years: &mut Vec<(i32, i64)>,
    periods: &WorkerPeriods,
    at: usize,
    as_of: Day,
) {
    let arrears_fen = periods.arrears(at, as_of).arrears_fen;
    let due_fen = periods.due_fen[at];
    // Sums of a worker fit: those of his projects, which are larger, were checked.
    row.due_fen = row.due_fen.saturating_add(due_fen);
    row.paid_fen = row.paid_fen.saturating_add(periods.paid_fen[at]);
    row.arrears_fen = row.arrears_fen.saturating_add(arrears_fen);
    if arrears_fen > 0 {
        row.periods_in_arrears += 1;
        row.overdue_days = row.overdue_days.max(as_of.0.saturating_sub(periods.due_day[at].0));
    }
    for code in periods.flag_codes(at) {
        row.findings.add(code);
    }
    let year = Month::ym(periods.month[at]).0;
    match years.iter_mut().find(|known| known.0 == year) {
        Some(known) => known.1 = known.1.saturating_add(due_fen),
        None => years.push((year, due_fen)),
    }
}

#[cfg(test)]
mod tests;
