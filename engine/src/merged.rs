//! Partial results of counties become the result of a city.
//!
//! Facts are put together by name, sums are added, and what needs a whole management area
//! (deposits, the waterfall, the totals above projects) is computed once, from all of them, by the
//! same stages as in a run.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use crate::basics::calendar::Calendar;
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::ids::{ContractorId, NameId, ProjectId, WorkerId};
use crate::basics::policy::Policy;
use crate::intake::cases::contractor_of_employer;
use crate::intake::earlier::earlier_warnings;
use crate::intake::facts::{
    AccountEntry, Case, ContractorEvent, Deposit, DepositScope, Given, Project, Signal,
};
use crate::intake::key::{Interner, Names};
use crate::intake::keyed::{Directory, Keyed};
use crate::intake::source::Source;
use crate::intake::terms::Engagements;
use crate::oversight::credit::crime::{CrimeRules, Debtor};
use crate::oversight::deposit::required::DepositFacts;
use crate::oversight::partial::{Partial, add};
use crate::oversight::people::{PeopleInputs, PeoplePartial, people_figures};
use crate::oversight::warnings::state::Warnings;
use crate::oversight::{FigureInputs, figures};
use crate::reconciliation::{Chunk, Reconciliation, findings_of_figures};
use crate::report::digest::{TableDigest, digest};
use crate::report::run_partial::{DayEntry, RunPartial, day_key, policy_name};
use crate::report::run_sums::RunSums;
use crate::report::sink;
use crate::report::summary::{Summary, summary_of};
use crate::report::tables::{Batches, OutputTable, batches};
use crate::wages::batch_payouts::BatchPayouts;

/// The result of several runs together: all that is told without naming a worker.
///
/// Example: [`RunPartial`].
#[derive(Debug)]
pub struct Merged {
    /// Facts and figures of projects; it has no workers, transfers or worker-periods.
    pub(crate) reconciliation: Reconciliation,
    pub(crate) run: RunSums,
}

impl Merged {
    /// The tables it has, in the order in which they are written.
    pub const TABLES: [OutputTable; 13] = [
        OutputTable::ProjectTotals,
        OutputTable::ContractorTotals,
        OutputTable::RegionTotals,
        OutputTable::LabourCostMonths,
        OutputTable::DepositStatus,
        OutputTable::DepositDays,
        OutputTable::Matches,
        OutputTable::SixSystems,
        OutputTable::CaseTotals,
        OutputTable::EmployerTotals,
        OutputTable::RollupTotals,
        OutputTable::MonthTotals,
        OutputTable::Warnings,
    ];

    /// The record batches of one of [`Self::TABLES`]; any other table has no rows.
    #[must_use]
    pub fn batches(&self, table: OutputTable) -> Batches<'_> {
        batches(&self.reconciliation, table)
    }

    /// The summary. A worker of two parts is counted in each, and so are rows set aside of a table
    /// that two parts were given; it has no fingerprints of inputs.
    #[must_use]
    pub fn summary(&self) -> Summary {
        summary_of(&self.reconciliation, &self.run)
    }

    /// Digests of [`Self::TABLES`]: equal to those of one run over all data.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where an amount does not fit in its column.
    pub fn digests(&self) -> Result<Vec<TableDigest>> {
        Self::TABLES.into_iter().map(|table| digest(&self.reconciliation, table)).collect()
    }

    /// What merges with further runs: merging in steps gives what merging at once gives.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where the movements of an account on a day do not fit.
    pub fn partial(&self) -> Result<RunPartial> {
        RunPartial::of(&self.reconciliation, self.run.clone())
    }

    /// Writes [`Self::TABLES`] and `summary.json` into `folder`, whole or not at all.
    ///
    /// # Errors
    ///
    /// As [`Reconciliation::write`].
    pub fn write(&self, folder: &Path, format: sink::Format) -> Result<Summary> {
        let go_on = &mut |_, _| std::ops::ControlFlow::Continue(());
        let summary = || Ok(self.summary());
        let rows = |table| Ok(self.batches(table));
        sink::write_tables(&rows, folder, format, &Self::TABLES, summary, go_on)
    }

    /// The result without workers, for what reads projects alone.
    #[cfg(feature = "cli")]
    pub(crate) const fn reconciliation(&self) -> &Reconciliation {
        &self.reconciliation
    }
}

/// Puts partial results together; their order does not matter.
///
/// A project, deposit or account of two parts must be told alike in both, or in one alone: what a
/// part says of it is its whole record. Events of contractors have no key: of equal ones as many
/// count as the part that has most of them says.
///
/// Holds: where no worker is in two parts, every table is that of one run over all data.
///
/// # Errors
///
/// [`Error::Input`] where there is no part, parts differ in day, policy or calendar, or tell one
/// thing in two ways; [`Error::AmountOverflow`] where a sum does not fit.
///
/// # Example
///
/// ```
/// use anxin::Policy;
/// use anxin::merged::merge;
///
/// assert_eq!(merge(&[], &Policy::default()).unwrap_err().code(), "input");
/// ```
pub fn merge(parts: &[RunPartial], policy: &Policy) -> Result<Merged> {
    merge_after(parts, policy, None)
}

/// As [`merge`], with the table `warnings` of an earlier merge: what was open then keeps its day of
/// opening.
///
/// # Errors
///
/// Those of [`merge`], and what reading the table gives.
///
/// Example: [`merge`].
pub fn merge_after(
    parts: &[RunPartial],
    policy: &Policy,
    earlier: Option<&Source>,
) -> Result<Merged> {
    let Gathered { keyed, sums, run, calendar, as_of } = gathered(parts, policy, &[])?;
    let mut reconciliation = of_facts(keyed, sums, calendar, policy, as_of, Beside::default())?;
    let earlier = earlier.map(earlier_warnings).transpose()?.unwrap_or_default();
    reconciliation.warn(earlier, false)?;
    Ok(Merged { reconciliation, run })
}

/// Facts and sums of all parts, before step 7.
pub(crate) struct Gathered {
    /// The facts; a project has one engagement, that of all its workers.
    pub keyed: Keyed,
    /// The sums.
    pub sums: Sums,
    /// Those of the summary.
    pub run: RunSums,
    /// The calendar of all parts.
    pub calendar: Calendar,
    /// Their day.
    pub as_of: Day,
}

/// Puts facts and sums of parts together; `accounts` get numbers beside those of the parts.
///
/// # Errors
///
/// Those of [`merge`].
pub(crate) fn gathered(
    parts: &[RunPartial],
    policy: &Policy,
    accounts: &[String],
) -> Result<Gathered> {
    let (as_of, calendar) = same_run(parts, policy)?;
    let mut union = Union::new(parts, accounts);
    for (place, part) in parts.iter().enumerate() {
        union.add(part).map_err(|what| Error::Input {
            place: format!("partial result {} of {}", place + 1, parts.len()),
            met: format!("{what}, told otherwise by a part before it"),
            expected: "one record of a project, deposit, case or wage account",
            advice: "give each part the same whole record of it, or give it to one part alone",
        })?;
    }
    let mut sums = Sums { recovered_fen: union.recovered_fen(parts)?, ..Sums::default() };
    let mut run = RunSums::default();
    for part in parts {
        sums.partial = sums.partial.merge(union.renumbered(part)?)?;
        sums.people = sums.people.merge(&union.renumbered_people(part)?)?;
        run.merge(&part.run);
    }
    Ok(Gathered { keyed: union.keyed()?, sums, run, calendar, as_of })
}

/// Sums of all parts.
#[derive(Default)]
pub(crate) struct Sums {
    /// Of projects and months.
    pub partial: Partial,
    /// Of employers and debtors.
    pub people: PeoplePartial,
    /// By project, paid since a case of it opened, in fen.
    pub recovered_fen: Vec<i64>,
}

/// What is known of workers beside sums: nothing, where parts of several counties are merged.
#[derive(Default)]
pub(crate) struct Beside {
    /// Overdue arrears of the engagements that stand after those of projects, in fen. Where there
    /// are none each project's arrears are covered as one.
    pub owed_fen: Option<Vec<i64>>,
    /// Worker-periods in arrears.
    pub chunks: Vec<Chunk>,
}

impl Beside {
    /// Overdue arrears of every engagement, in fen.
    fn arrears_fen(&self, keyed: &Keyed, partial: &Partial) -> Vec<i64> {
        let of_project = |&project: &ProjectId| partial.project(project).arrears_fen;
        match &self.owed_fen {
            Some(owed_fen) => [vec![0; keyed.projects.len()], owed_fen.clone()].concat(),
            None => keyed.engagements.project.iter().map(of_project).collect(),
        }
    }
}

/// Step 7, from facts and sums alone.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where a sum does not fit.
pub(crate) fn of_facts(
    keyed: Keyed,
    sums: Sums,
    calendar: Calendar,
    policy: &Policy,
    as_of: Day,
    beside: Beside,
) -> Result<Reconciliation> {
    let Sums { partial, people: people_sums, recovered_fen } = sums;
    let with_cover = beside.owed_fen.is_some();
    let arrears_fen = beside.arrears_fen(&keyed, &partial);
    let chunks = beside.chunks;
    let figures = figures(&FigureInputs {
        projects: &keyed.projects,
        deposits: &keyed.deposits,
        events: &keyed.contractor_events,
        entries: &keyed.account_entries,
        partial: &partial,
        // Of each project its arrears as one: the waterfall divides among projects first. Its one
        // worker has a registered account where a worker of it had one.
        worker_of_engagement: &keyed.engagements.worker,
        pay_account: &keyed.pay_account,
        project_of_engagement: &keyed.engagements.project,
        arrears_fen: &arrears_fen,
        policy,
        calendar: &calendar,
        as_of,
        given: keyed.given,
        recovered_since_case_fen: &recovered_fen,
        with_cover,
    })?;
    let facts = DepositFacts {
        projects: &keyed.projects,
        events: &keyed.contractor_events,
        calendar: &calendar,
        policy,
    };
    let people = people_figures(&PeopleInputs {
        keyed: &keyed,
        partial: &people_sums,
        rules: &CrimeRules::new(&keyed.projects, policy)?,
        periods: &chunks.iter().map(|chunk| &chunk.periods).collect::<Vec<_>>(),
        contractors: &figures.contractors,
        deposit: facts,
        policy,
        as_of,
    })?;
    let mut findings = Vec::new();
    findings_of_figures(&keyed, &figures, &[], &[], &mut findings);
    Ok(Reconciliation {
        payouts: BatchPayouts::default(),
        as_of,
        policy: policy.clone(),
        calendar,
        keyed,
        chunks,
        partial,
        people_sums,
        people,
        causes: Vec::new(),
        figures,
        warnings: Warnings::default(),
        earlier: Vec::new(),
        findings,
        accounting: Vec::new(),
        opened: Vec::new(),
        fingerprints: OnceLock::new(),
    })
}

/// Day and calendar of the parts, which must be of one day, policy and calendar.
fn same_run(parts: &[RunPartial], policy: &Policy) -> Result<(Day, Calendar)> {
    let refuse = |place: usize, met: String, expected, advice| {
        let place = format!("partial result {place} of {}", parts.len());
        Err(Error::Input { place, met, expected, advice })
    };
    let Some(first) = parts.first() else {
        return refuse(0, "no partial result".to_owned(), "one or more", "name their files");
    };
    let expected = policy_name(policy);
    for (place, part) in parts.iter().enumerate() {
        let place = place + 1;
        if part.policy.fingerprint != expected.fingerprint {
            let met = format!(
                "policy {} ({}), not {} ({})",
                part.policy.name, part.policy.fingerprint, expected.name, expected.fingerprint
            );
            let advice = "name the policy of the runs, or run them again under this one";
            return refuse(place, met, "results of the policy of this merge", advice);
        }
        if part.as_of != first.as_of {
            let met = format!("as of {}, the first one {}", part.as_of, first.as_of);
            return refuse(place, met, "results of one day", "run them again as of one day");
        }
        if part.calendar != first.calendar {
            let met = "another calendar than the first one".to_owned();
            let advice = "give every part the same table `calendar`";
            return refuse(place, met, "results of one calendar", advice);
        }
    }
    let calendar = Calendar::builtin().with_rows(first.calendar.iter().copied());
    Ok((first.as_of, calendar))
}

/// Facts of all parts by name; ids are ranks among all names.
struct Union {
    projects: BTreeMap<String, Project>,
    contractors: Vec<String>,
    accounts: Vec<String>,
    deposits: BTreeMap<String, Option<Deposit>>,
    project_names: Vec<String>,
    events: Vec<ContractorEvent>,
    employers: Vec<String>,
    cases: BTreeMap<String, Case>,
    signals: Vec<Signal>,
    given: Given,
    /// By account.
    entries: BTreeMap<NameId, Vec<DayEntry>>,
    /// By project the worker that stands for all of them.
    registered: Vec<WorkerId>,
}

/// All names of the parts, each once, in the order of their bytes.
fn sorted<'p>(lists: impl Iterator<Item = &'p Vec<String>>) -> Vec<String> {
    let mut all: Vec<String> = lists.flatten().cloned().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The place of a name that is there.
fn rank(all: &[String], name: Option<&String>) -> u32 {
    let place = name.and_then(|name| all.binary_search(name).ok());
    place.and_then(|place| u32::try_from(place).ok()).unwrap_or(u32::MAX)
}

impl Union {
    /// All names, no facts yet.
    fn new(parts: &[RunPartial], accounts: &[String]) -> Self {
        let project_names = sorted(parts.iter().map(|part| &part.names.projects));
        let deposits = sorted(parts.iter().map(|part| &part.names.deposits));
        let registered = vec![WorkerId(1); project_names.len()];
        let more_accounts = accounts.to_vec();
        let unknown = |name: &String| (name.clone(), Project::UNKNOWN);
        Self {
            projects: project_names.iter().map(unknown).collect(),
            contractors: sorted(parts.iter().map(|part| &part.names.contractors)),
            accounts: {
                let more = std::iter::once(&more_accounts);
                sorted(parts.iter().map(|part| &part.names.accounts).chain(more))
            },
            deposits: deposits.into_iter().map(|name| (name, None)).collect(),
            project_names,
            events: Vec::new(),
            entries: BTreeMap::new(),
            employers: sorted(parts.iter().map(|part| &part.names.employers)),
            registered,
            cases: BTreeMap::new(),
            signals: Vec::new(),
            given: Given::default(),
        }
    }

    fn project(&self, part: &RunPartial, id: ProjectId) -> ProjectId {
        ProjectId(rank(&self.project_names, part.names.projects.get(id.index())))
    }

    fn contractor(&self, part: &RunPartial, id: ContractorId) -> ContractorId {
        ContractorId(rank(&self.contractors, part.names.contractors.get(id.index())))
    }

    fn employer(&self, part: &RunPartial, id: NameId) -> NameId {
        NameId(rank(&self.employers, part.names.employers.get(id.index())))
    }

    fn account(&self, part: &RunPartial, id: NameId) -> NameId {
        NameId(rank(&self.accounts, part.names.accounts.get(id.index())))
    }

    /// Adds the facts of a part.
    ///
    /// # Errors
    ///
    /// What is told otherwise already.
    fn add(&mut self, part: &RunPartial) -> std::result::Result<(), String> {
        for (name, project) in part.names.projects.iter().zip(&part.projects) {
            let project = Project {
                contractor: self.contractor(part, project.contractor),
                wage_account: self.account(part, project.wage_account),
                ..project.clone()
            };
            match self.projects.get_mut(name) {
                Some(known) if !known.is_known => *known = project,
                Some(known) if project.is_known && *known != project => {
                    return Err(format!("project `{name}`"));
                }
                _ => {}
            }
        }
        for (name, deposit) in part.names.deposits.iter().zip(&part.deposits) {
            let scope = match deposit.scope {
                DepositScope::Project(id) => DepositScope::Project(self.project(part, id)),
                DepositScope::Contractor(id, region) => {
                    DepositScope::Contractor(self.contractor(part, id), region)
                }
                other => other,
            };
            let deposit = Deposit { scope, ..deposit.clone() };
            match self.deposits.get_mut(name) {
                Some(Some(known)) if *known != deposit => return Err(format!("deposit `{name}`")),
                Some(known) => *known = Some(deposit),
                None => {}
            }
        }
        for &project in &part.registered_projects {
            let project = self.project(part, project);
            self.registered[project.index()] = WorkerId(0);
        }
        self.add_events(part);
        self.add_cases(part)?;
        self.add_entries(part)
    }

    /// Of equal events and signals as many as the part that has most of them says.
    fn add_events(&mut self, part: &RunPartial) {
        let events = part.contractor_events.iter().map(|event| ContractorEvent {
            contractor: self.contractor(part, event.contractor),
            ..event.clone()
        });
        let events: Vec<_> = events.collect();
        add_most(&mut self.events, events);
        let signals = part.signals.iter().map(|signal| Signal {
            employer: self.employer(part, signal.employer),
            ..signal.clone()
        });
        let signals: Vec<_> = signals.collect();
        add_most(&mut self.signals, signals);
    }

    /// A case is told whole, by one part or alike by several.
    fn add_cases(&mut self, part: &RunPartial) -> std::result::Result<(), String> {
        self.given.deposits |= part.given.deposits;
        self.given.wage_account |= part.given.wage_account;
        for (name, case) in part.names.cases.iter().zip(&part.cases) {
            let case = Case {
                case: NameId::NONE,
                project: self.project(part, case.project),
                employer: self.employer(part, case.employer),
                ..case.clone()
            };
            let known = self.cases.entry(name.clone()).or_insert_with(|| case.clone());
            if *known != case {
                return Err(format!("case `{name}`"));
            }
        }
        Ok(())
    }

    /// The movements of an account are told whole, by one part or alike by several; what of them
    /// went to registered accounts each part knows of its own workers.
    fn add_entries(&mut self, part: &RunPartial) -> std::result::Result<(), String> {
        let mut told: BTreeMap<NameId, Vec<DayEntry>> = BTreeMap::new();
        for day in &part.account_entries {
            let account = self.account(part, day.entry.account);
            let project = self.project(part, day.entry.project);
            let entry = AccountEntry { account, project, ..day.entry.clone() };
            told.entry(account).or_default().push(DayEntry { entry, ..day.clone() });
        }
        for (account, mut days) in told {
            days.sort_by_key(|day| day_key(&day.entry));
            let Some(known) = self.entries.get_mut(&account) else {
                self.entries.insert(account, days);
                continue;
            };
            let facts = |day: &DayEntry| (day.entry.clone(), day.unnamed_fen);
            if !known.iter().map(facts).eq(days.iter().map(facts)) {
                let name = self.accounts.get(account.index());
                return Err(format!("wage account `{}`", name.map_or("", String::as_str)));
            }
            for (known, more) in known.iter_mut().zip(&days) {
                let most_fen = known.entry.movement_fen - known.unnamed_fen;
                let both_fen = known.registered_fen.saturating_add(more.registered_fen);
                known.registered_fen = both_fen.max(most_fen.min(0));
            }
        }
        Ok(())
    }

    /// The sums of a part under the ids of all.
    fn renumbered(&self, part: &RunPartial) -> Result<Partial> {
        let employer =
            |id: NameId| NameId(rank(&self.employers, part.names.employers.get(id.index())));
        part.sums.renumbered(|id| self.project(part, id), employer)
    }

    /// The sums of employers and debtors of a part under the ids of all.
    fn renumbered_people(&self, part: &RunPartial) -> Result<PeoplePartial> {
        let employer = |id: NameId| self.employer(part, id);
        Ok(PeoplePartial {
            employers: part.people.employers.renumbered(employer)?,
            crime: part.people.crime.renumbered(|debtor| match debtor {
                Debtor::Contractor(id) => Debtor::Contractor(self.contractor(part, id)),
                Debtor::Employer(id) => Debtor::Employer(self.employer(part, id)),
            })?,
        })
    }

    /// What was recovered since a case opened, by project.
    fn recovered_fen(&self, parts: &[RunPartial]) -> Result<Vec<i64>> {
        let mut sums_fen = vec![0; self.project_names.len()];
        for part in parts {
            for &(project, fen) in &part.recovered_since_case_fen {
                add(&mut sums_fen[self.project(part, project).index()], fen)?;
            }
        }
        Ok(sums_fen)
    }

    /// The facts as a data set without workers.
    fn keyed(self) -> Result<Keyed> {
        let mut events = self.events;
        events.sort_by_key(|event| {
            (event.contractor, event.event_day, event.kind, event.until_day, event.region)
        });
        let names = Directory {
            projects: ranked(self.project_names)?,
            contractors: ranked(self.contractors)?,
            accounts: ranked(self.accounts)?,
            deposits: ranked(self.deposits.keys().cloned().collect())?,
            employers: ranked(self.employers)?,
            cases: ranked(self.cases.keys().cloned().collect())?,
            ..Directory::default()
        };
        let count = u32::try_from(self.deposits.len()).unwrap_or(u32::MAX);
        let mut signals = self.signals;
        signals.sort_by_key(|signal| {
            let rest = (signal.amount_fen, signal.overdue_days);
            (signal.employer, signal.signal_day, signal.kind, rest)
        });
        let numbered = (0_u32..).zip(self.cases.into_values());
        let cases = numbered.map(|(number, case)| Case { case: NameId(number), ..case });
        let projects = u32::try_from(self.projects.len()).unwrap_or(u32::MAX);
        Ok(Keyed {
            engagements: Engagements {
                worker: self.registered,
                project: (0..projects).map(ProjectId).collect(),
                of_worker: vec![0; 3],
            },
            pay_account: vec![REGISTERED, NameId::NONE],
            projects: self.projects.into_values().collect(),
            deposit_id: (0..count).map(NameId).collect(),
            deposits: self.deposits.into_values().flatten().collect(),
            contractor_events: events,
            cases: cases.collect(),
            signals,
            given: self.given,
            contractor_of_employer: contractor_of_employer(&names),
            names,
            account_entries: self.entries.into_values().flatten().flat_map(by_payee).collect(),
            ..Keyed::default()
        })
    }
}

/// Adds of `more` what `all` does not hold as often yet.
fn add_most<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
    let mut is_met = vec![false; all.len()];
    for one in more {
        let met = (0..is_met.len()).find(|&place| !is_met[place] && all[place] == one);
        match met {
            Some(place) => is_met[place] = true,
            None => all.push(one),
        }
    }
}

/// Stands for every account that a worker has registered; no name.
const REGISTERED: NameId = NameId(u32::MAX - 1);
/// Stands for every other account; no name.
const OTHER: NameId = NameId(u32::MAX - 2);

/// Movements of a day as one for each kind of account on the other side.
fn by_payee(day: DayEntry) -> impl Iterator<Item = AccountEntry> {
    let DayEntry { entry, registered_fen, unnamed_fen } = day;
    let other_fen = entry.movement_fen - registered_fen - unnamed_fen;
    let is_debit = entry.movement_fen < 0;
    let parts = if is_debit {
        [(REGISTERED, registered_fen), (NameId::NONE, unnamed_fen), (OTHER, other_fen)]
    } else {
        [(NameId::NONE, entry.movement_fen), (REGISTERED, 0), (OTHER, 0)]
    };
    // A movement of nothing is one all the same: the account is on record.
    let has_any = move |place: usize, fen: i64| fen != 0 || (!is_debit && place == 0);
    let parts = parts.into_iter().enumerate().filter(move |(place, part)| has_any(*place, part.1));
    parts.map(move |(_, (counter_account, movement_fen))| AccountEntry {
        counter_account,
        movement_fen,
        ..entry.clone()
    })
}

/// Sorted names as a space of their own.
fn ranked(sorted: Vec<String>) -> Result<Names> {
    let mut interner = Interner::default();
    for name in sorted {
        let what = "names of partial results";
        let limit = u64::from(u32::MAX);
        interner.intern(&name).ok_or(Error::TooMany { what, limit })?;
    }
    Ok(interner.into_ranked().0)
}
