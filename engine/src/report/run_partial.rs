//! What of a run merges with other runs: sums of projects, and the facts that deposits and the
//! waterfall need. It names no worker and no account of a worker.
//!
//! Facts stand as they do in the engine, with ids as positions in lists of names; what a project,
//! a deposit or a sum gains is carried without a word here.

use serde::{Deserialize, Serialize};

use super::run_sums::RunSums;
use super::summary::PolicyName;
use crate::basics::calendar::DayClass;
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::ids::{NameId, ProjectId, WorkerId};
use crate::basics::policy::Policy;
use crate::intake::facts::{
    AccountEntry, Case, ContractorEvent, Deposit, DepositScope, EntryPurpose, Given, Project,
    Signal,
};
use crate::intake::key::Names;
use crate::intake::keyed::Keyed;
use crate::oversight::credit::crime::Debtor;
use crate::oversight::partial::Partial;
use crate::oversight::people::PeoplePartial;
use crate::reconciliation::Reconciliation;

/// The version of the file that this code writes and reads.
const VERSION: u32 = 1;

/// The part of a run that merges: any cutting of the data by worker, and any order of merging, give
/// the totals of one run.
///
/// # Example
///
/// ```
/// use anxin::merged::merge;
/// use anxin::report::run_partial::RunPartial;
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
///
/// let (policy, as_of) = (Policy::default(), Day::from_ymd(2025, 12, 31).unwrap());
/// let county = |worker: &str, net: &str| {
///     let sheet = format!("payroll_id,worker_id,project_id,period,net\nS1,{worker},P1,2025-03,{net}");
///     let source = Source::bytes("payroll.csv", Format::Csv, sheet.into_bytes().into());
///     let inputs = Inputs::default().with(TableName::Payroll, source);
///     reconcile(&inputs, &policy, as_of)?.partial()
/// };
/// let text = county("W1", "100.00")?.to_json()?;
/// assert!(!text.contains("W1"));
/// let first = RunPartial::from_json(&text, "first.json")?;
/// let city = merge(&[first, county("W2", "20.50")?], &policy)?;
/// assert_eq!(city.summary().totals.arrears, "120.50");
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunPartial {
    /// Version of the file.
    anxin_partial: u32,
    /// Version of the engine that made it.
    pub engine_version: String,
    /// The day it is about.
    pub as_of: Day,
    /// The rules it followed.
    pub policy: PolicyName,
    /// Dates by which its calendar differs from the built-in one.
    pub(crate) calendar: Vec<(Day, DayClass)>,
    /// What the ids are positions of.
    pub(crate) names: NameLists,
    /// One for each name.
    pub(crate) projects: Vec<Project>,
    /// One for each name.
    pub(crate) deposits: Vec<Deposit>,
    /// By contractor, day, kind.
    pub(crate) contractor_events: Vec<ContractorEvent>,
    /// By account and day.
    pub(crate) account_entries: Vec<DayEntry>,
    /// Projects on which a worker with a registered account worked.
    pub(crate) registered_projects: Vec<ProjectId>,
    /// Cases, one for each name.
    pub(crate) cases: Vec<Case>,
    /// By employer, day, kind.
    pub(crate) signals: Vec<Signal>,
    /// Which inputs were given at all.
    pub(crate) given: Given,
    /// Paid since a case of the project opened, in fen.
    pub(crate) recovered_since_case_fen: Vec<(ProjectId, i64)>,
    /// Sums of employers and debtors.
    pub(crate) people: PeoplePartial,
    /// Sums of projects and months.
    pub(crate) sums: Partial,
    /// Sums of the summary.
    pub(crate) run: RunSums,
}

/// Names in the order of their bytes; an id is a position.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NameLists {
    pub(crate) projects: Vec<String>,
    pub(crate) contractors: Vec<String>,
    /// Wage accounts.
    pub(crate) accounts: Vec<String>,
    pub(crate) deposits: Vec<String>,
    pub(crate) employers: Vec<String>,
    pub(crate) cases: Vec<String>,
}

/// Movements of an account on one day with one purpose, direction and project, without the accounts
/// on the other side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DayEntry {
    /// Their sum.
    pub(crate) entry: AccountEntry,
    /// Of debits, what went to an account that a worker has registered, in fen; zero or less.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) registered_fen: i64,
    /// Of debits, what names no account on the other side, in fen; zero or less.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) unnamed_fen: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "asked for by the derive")]
const fn is_zero(fen: &i64) -> bool {
    *fen == 0
}

/// What is read first of a file: another version has another rest.
#[derive(Deserialize)]
struct Header {
    anxin_partial: Option<u32>,
}

impl Reconciliation {
    /// What of this run merges with other runs.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where the movements of an account on a day do not fit.
    pub fn partial(&self) -> Result<RunPartial> {
        RunPartial::of(self, RunSums::of(self))
    }
}

impl RunPartial {
    /// The facts and sums of `reconciliation`, with `run` as the sums of its summary.
    pub(crate) fn of(reconciliation: &Reconciliation, run: RunSums) -> Result<Self> {
        let keyed = &reconciliation.keyed;
        let accounts = wage_accounts(&keyed.projects, &keyed.account_entries);
        let number = |name: NameId| {
            let place = accounts.binary_search(&name).ok();
            place.and_then(|place| u32::try_from(place).ok()).map_or(NameId::NONE, NameId)
        };
        let mut projects = keyed.projects.clone();
        for project in &mut projects {
            project.wage_account = number(project.wage_account);
        }
        let mut account_entries = by_day(&keyed.account_entries, &keyed.pay_account)?;
        for day in &mut account_entries {
            day.entry.account = number(day.entry.account);
        }
        let texts = |names: &Names, ids: &[NameId]| -> Vec<String> {
            ids.iter().filter_map(|id| names.get(id.0)).map(str::to_owned).collect()
        };
        let cases: Vec<NameId> = keyed.cases.iter().map(|case| case.case).collect();
        let rows = reconciliation.figures.projects.iter();
        let recovered = rows.map(|row| (row.project, row.totals.recovered_since_case_fen));
        Ok(Self {
            anxin_partial: VERSION,
            engine_version: env!("CARGO_PKG_VERSION").to_owned(),
            as_of: reconciliation.as_of,
            policy: policy_name(&reconciliation.policy),
            calendar: reconciliation.calendar.rows_beyond_builtin(),
            names: NameLists {
                projects: all(&keyed.names.projects),
                contractors: all(&keyed.names.contractors),
                accounts: texts(&keyed.names.accounts, &accounts),
                deposits: texts(&keyed.names.deposits, &keyed.deposit_id),
                employers: all(&keyed.names.employers),
                cases: texts(&keyed.names.cases, &cases),
            },
            projects,
            deposits: keyed.deposits.clone(),
            contractor_events: keyed.contractor_events.clone(),
            account_entries,
            registered_projects: registered_projects(keyed),
            cases: keyed.cases.clone(),
            signals: keyed.signals.clone(),
            given: keyed.given,
            recovered_since_case_fen: recovered.filter(|row| row.1 != 0).collect(),
            people: reconciliation.people_sums.clone(),
            sums: reconciliation.partial.clone(),
            run,
        })
    }

    /// The file: one JSON object, without what is not known.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where a sum does not fit in 64 bits of fen.
    pub fn to_json(&self) -> Result<String> {
        let value = serde_json::to_value(self)
            .map_err(|_| Error::AmountOverflow { what: "sums of a partial result" })?;
        Ok(format!("{}\n", without_nulls(value)))
    }

    /// Reads a file; `place` stands in messages.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] for a file of another kind or version, [`Error::Decode`] for one that does
    /// not hold together.
    pub fn from_json(text: &str, place: &str) -> Result<Self> {
        let decode = |reason: String| Error::Decode {
            place: place.to_owned(),
            format: "partial result",
            reason,
        };
        let header: Header = serde_json::from_str(text).map_err(|e| decode(e.to_string()))?;
        if header.anxin_partial != Some(VERSION) {
            let met = header.anxin_partial.map_or_else(
                || "no partial result of a run".to_owned(),
                |version| format!("a partial result of version {version}"),
            );
            return Err(Error::Input {
                place: place.to_owned(),
                met,
                expected: "a partial result of version 1",
                advice: "make it again with `anxin reconcile --partial` of this version",
            });
        }
        let partial: Self = serde_json::from_str(text).map_err(|e| decode(e.to_string()))?;
        partial.check().map_err(|what| decode(what.to_owned()))?;
        Ok(partial)
    }

    /// Whether every id has its name and every list its length.
    fn check(&self) -> std::result::Result<(), &'static str> {
        let names = &self.names;
        let lists = [&names.projects, &names.contractors, &names.accounts, &names.deposits];
        let lists = lists.into_iter().chain([&names.employers, &names.cases]);
        if lists.into_iter().any(|list| list.windows(2).any(|pair| pair[0] >= pair[1])) {
            return Err("names are not in order");
        }
        if self.projects.len() != names.projects.len()
            || self.deposits.len() != names.deposits.len()
            || self.cases.len() != names.cases.len()
            || self.sums.project_count() > names.projects.len()
        {
            return Err("a list is longer or shorter than its names");
        }
        let is_project =
            |id: ProjectId| id.get().is_none_or(|id| id.index() < names.projects.len());
        let is_account = |id: NameId| id.get().is_none_or(|id| id.index() < names.accounts.len());
        let contractors = names.contractors.len();
        let is_employer = |id: NameId| id.index() < names.employers.len();
        let is_known =
            self.projects.iter().all(|project| {
                project.contractor.get().is_none_or(|id| id.index() < contractors)
                    && is_account(project.wage_account)
            }) && self.deposits.iter().all(|deposit| match deposit.scope {
                DepositScope::Project(project) => project.index() < names.projects.len(),
                DepositScope::Contractor(contractor, _) => contractor.index() < contractors,
                DepositScope::Region(_) => true,
            }) && self.contractor_events.iter().all(|event| event.contractor.index() < contractors)
                && self
                    .account_entries
                    .iter()
                    .all(|day| is_account(day.entry.account) && is_project(day.entry.project))
                && self.registered_projects.iter().all(|&project| is_project(project))
                && self.sums.last_employer().is_none_or(is_employer)
                && self.people.employers.last_employer().is_none_or(is_employer)
                && self.people.crime.all_debtors(|debtor| match debtor {
                    Debtor::Contractor(id) => id.index() < contractors,
                    Debtor::Employer(id) => is_employer(id),
                })
                && self.recovered_since_case_fen.iter().all(|row| is_project(row.0))
                && self.signals.iter().all(|signal| is_employer(signal.employer))
                && self.cases.iter().all(|case| {
                    is_project(case.project) && case.employer.get().is_none_or(is_employer)
                });
        if is_known { Ok(()) } else { Err("an id has no name") }
    }
}

/// Name and fingerprint of a policy.
pub(crate) fn policy_name(policy: &Policy) -> PolicyName {
    PolicyName { name: policy.name.clone(), fingerprint: policy.fingerprint() }
}

/// All names of a space.
fn all(names: &Names) -> Vec<String> {
    let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
    (0..count).filter_map(|number| names.get(number)).map(str::to_owned).collect()
}

/// The accounts that are wage accounts, rising.
fn wage_accounts(projects: &[Project], entries: &[AccountEntry]) -> Vec<NameId> {
    let of_projects = projects.iter().map(|project| project.wage_account);
    let mut accounts: Vec<NameId> = of_projects
        .chain(entries.iter().map(|entry| entry.account))
        .filter(|account| account.is_some())
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
}

/// Movements of one account, day, purpose, direction and project as one.
fn by_day(entries: &[AccountEntry], pay_account: &[NameId]) -> Result<Vec<DayEntry>> {
    const OVERFLOW: Error = Error::AmountOverflow { what: "movements of a wage account on a day" };
    let mut registered: Vec<NameId> = pay_account.to_vec();
    registered.sort_unstable();
    let mut sums: Vec<DayEntry> = Vec::new();
    let mut entries: Vec<&AccountEntry> = entries.iter().collect();
    entries.sort_by_key(|entry| day_key(entry));
    for entry in entries {
        let debit_fen = entry.movement_fen.min(0);
        let payee = entry.counter_account.get();
        let is_registered = payee.is_some_and(|payee| registered.binary_search(&payee).is_ok());
        let own = DayEntry {
            entry: AccountEntry { counter_account: NameId::NONE, ..entry.clone() },
            registered_fen: if is_registered { debit_fen } else { 0 },
            unnamed_fen: if payee.is_none() { debit_fen } else { 0 },
        };
        match sums.last_mut().filter(|sum| day_key(&sum.entry) == day_key(entry)) {
            Some(sum) => {
                let total = sum.entry.movement_fen.checked_add(entry.movement_fen);
                sum.entry.movement_fen = total.ok_or(OVERFLOW)?;
                // Parts of a sum that fits fit.
                sum.registered_fen = sum.registered_fen.saturating_add(own.registered_fen);
                sum.unnamed_fen = sum.unnamed_fen.saturating_add(own.unnamed_fen);
            }
            None => sums.push(own),
        }
    }
    Ok(sums)
}

/// What movements of one sum have in common.
pub(crate) fn day_key(
    entry: &AccountEntry,
) -> (NameId, Day, Option<EntryPurpose>, bool, ProjectId) {
    let is_debit = entry.movement_fen < 0;
    (entry.account, entry.entry_day, entry.purpose, is_debit, entry.project)
}

/// Projects on which a worker with a registered account worked, rising.
fn registered_projects(keyed: &Keyed) -> Vec<ProjectId> {
    let pairs = keyed.engagements.worker.iter().zip(&keyed.engagements.project);
    let is_registered = |worker: &WorkerId| keyed.pay_account[worker.index()].is_some();
    let mut projects: Vec<ProjectId> =
        pairs.filter(|pair| is_registered(pair.0)).map(|pair| *pair.1).collect();
    projects.sort_unstable();
    projects.dedup();
    projects
}

/// A value without the keys that hold nothing.
fn without_nulls(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(kept.map(|(key, value)| (key, without_nulls(value))).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(without_nulls).collect()),
        other => other,
    }
}
