//! All together: steps 7 and 8, from sums of all buckets and their periods in arrears.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::compare::{COMPARED, Found};
use super::pieces::{Piece, cover_piece, table_piece, text_source};
use super::work::{Back, FindingText, SUMS, Sums};
use super::{CUT, Cluster, Own};
use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::basics::finding::{AccountingLine, Code, Finding};
use crate::basics::ids::{EngagementId, NameId, ProjectId, WorkerId};
use crate::basics::policy::Policy;
use crate::basics::policy::WarningSubject;
use crate::intake::key::{Interner, Names};
use crate::intake::keyed::Keyed;
use crate::intake::rows::NAME_NULL;
use crate::intake::settled::PartOf;
use crate::intake::source::Inputs;
use crate::intake::tables::TableName;
use crate::intake::transfers::CameBack;
use crate::merged::{Beside, Gathered, Merged, gathered, merge, of_facts};
use crate::oversight::causes::{Overdue, causes_of, overdue};
use crate::reconciliation::{Chunk, Reconciliation, count_findings, name_places};
use crate::report::run_partial::RunPartial;
use crate::report::summary::Summary;
use crate::report::tables::OutputTable;
use crate::wages::worker_periods::{DueSourceWord, WorkerPeriods};

/// The summary, as text.
pub const SUMMARY: &str = "summary";
/// Workers in arrears, and what covers these: for the table `worker_totals`.
pub const WORKER_COVER: &str = "worker_cover";

/// Tables beside those of [`Merged::TABLES`].
const BESIDE: [OutputTable; 5] = [
    OutputTable::Cover,
    OutputTable::Causes,
    OutputTable::CreditFlags,
    OutputTable::Findings,
    OutputTable::Accounting,
];

/// The end of a run in parts.
#[derive(Debug)]
pub(super) struct Finished {
    /// Facts, figures, and what stands across workers.
    pub(super) merged: Merged,
    /// Key, general and overdue warnings about workers.
    warnings: [u64; 3],
    /// The run over the facts alone.
    pub(super) facts: Reconciliation,
}

impl Finished {
    /// The summary, without fingerprints of the inputs.
    pub(super) fn summary(&self) -> Summary {
        let mut summary = self.merged.summary();
        summary.warnings.key += self.warnings[0];
        summary.warnings.general += self.warnings[1];
        summary.warnings.overdue += self.warnings[2];
        summary
    }
}

/// What all buckets gave.
#[derive(Default)]
pub(super) struct All {
    parts: Vec<RunPartial>,
    workers: Interner,
    projects: Interner,
    employers: Interner,
    overdue: Vec<Owed>,
    came_back: Vec<Back>,
    registered: Vec<String>,
    findings: Vec<FindingText>,
    accounting: Vec<AccountingLine>,
    warnings: [u64; 3],
    compared: Found,
}

/// A worker-period in arrears, its names as numbers of those of [`All`].
struct Owed {
    worker: u32,
    project: u32,
    /// [`NAME_NULL`] where there is none.
    employer: u32,
    month: Month,
    due_day: Day,
    arrears_fen: i64,
    sheet_gap_fen: i64,
}

/// The number of a name.
fn number(names: &mut Interner, name: &str) -> Result<u32> {
    let what = "workers in arrears";
    names.intern(name).ok_or(Error::TooMany { what, limit: u64::from(u32::MAX) })
}

impl All {
    fn of(pieces: &[Piece]) -> Result<Self> {
        let mut all = Self::new()?;
        for piece in pieces {
            match piece.part.as_str() {
                COMPARED => all.add_compared(piece.read()?)?,
                SUMS => {
                    let sums: Sums = piece.read()?;
                    all.parts.push(RunPartial::from_json(&sums.partial, SUMS)?);
                    all.add(sums)?;
                }
                _ => {}
            }
        }
        Ok(all)
    }

    /// Nothing yet.
    pub(super) fn new() -> Result<Self> {
        let mut all = Self::default();
        // The two that stand for the workers of a project come first in any order of names.
        number(&mut all.workers, "")?;
        number(&mut all.workers, "\u{1}")?;
        Ok(all)
    }

    /// Adds what was found by comparing the transfers of a bucket.
    pub(super) fn add_compared(&mut self, mut found: Found) -> Result<()> {
        self.name_workers(&found.findings)?;
        self.compared.findings.append(&mut found.findings);
        self.compared.shared.append(&mut found.shared);
        Ok(())
    }

    /// Adds what a bucket of workers gave.
    pub(super) fn add(&mut self, sums: Sums) -> Result<()> {
        self.overdue.reserve(sums.overdue.len());
        for period in &sums.overdue {
            let employer = match &period.employer {
                Some(employer) => number(&mut self.employers, employer)?,
                None => NAME_NULL,
            };
            self.overdue.push(Owed {
                worker: number(&mut self.workers, &period.worker)?,
                project: number(&mut self.projects, &period.project)?,
                employer,
                month: period.month,
                due_day: period.due_day,
                arrears_fen: period.arrears_fen,
                sheet_gap_fen: period.sheet_gap_fen,
            });
        }
        for back in &sums.came_back {
            number(&mut self.workers, &back.worker)?;
        }
        self.name_workers(&sums.findings)?;
        self.came_back.extend(sums.came_back);
        self.registered.extend(sums.registered);
        self.findings.extend(sums.findings);
        self.accounting.extend(sums.accounting.iter().filter_map(line_of));
        for (sum, more) in self.warnings.iter_mut().zip(sums.warnings) {
            *sum += more;
        }
        Ok(())
    }

    /// Adds a partial result to those before it.
    pub(super) fn add_partial(&mut self, partial: RunPartial, policy: &Policy) -> Result<()> {
        self.parts.push(partial);
        if self.parts.len() > 1 {
            self.parts = vec![merge(&self.parts, policy)?.partial()?];
        }
        Ok(())
    }

    /// Adds the worker-periods in arrears of a run.
    pub(super) fn add_overdue(&mut self, run: &Reconciliation) -> Result<()> {
        let (names, engagements) = (&run.keyed.names, &run.keyed.engagements);
        let mut of_engagement = (EngagementId::NONE, 0, 0);
        for chunk in &run.chunks {
            let mut rows = Vec::new();
            overdue(&run.keyed, &chunk.periods, run.as_of, &mut rows);
            let periods = &chunk.periods;
            let employers = (0..periods.len())
                .filter(|&row| periods.arrears(row, run.as_of).arrears_fen > 0)
                .map(|row| periods.employer[row]);
            for (row, employer) in rows.iter().zip(employers) {
                if of_engagement.0 != row.engagement {
                    let place = row.engagement.index();
                    let worker = names.workers.get(engagements.worker[place].0);
                    let project = names.projects.get(engagements.project[place].0);
                    let worker = number(&mut self.workers, worker.unwrap_or_default())?;
                    let project = number(&mut self.projects, project.unwrap_or_default())?;
                    of_engagement = (row.engagement, worker, project);
                }
                let employer = match names.employers.get(employer.0) {
                    Some(employer) => number(&mut self.employers, employer)?,
                    None => NAME_NULL,
                };
                self.overdue.push(Owed {
                    worker: of_engagement.1,
                    project: of_engagement.2,
                    employer,
                    month: row.month,
                    due_day: row.due_day,
                    arrears_fen: row.arrears_fen,
                    sheet_gap_fen: row.sheet_gap_fen,
                });
            }
        }
        Ok(())
    }

    fn name_workers(&mut self, findings: &[FindingText]) -> Result<()> {
        let named = findings.iter().filter_map(|finding| finding.worker.as_deref());
        named.map(|worker| number(&mut self.workers, worker)).try_for_each(|named| named.map(drop))
    }

    /// Puts everything into the order of the names; gives those of the workers.
    fn ranked(&mut self) -> (Names, Places) {
        self.registered.sort_unstable();
        self.registered.dedup();
        self.compared.shared.sort_unstable();
        let (workers, rank) = std::mem::take(&mut self.workers).into_ranked();
        let (projects, project_rank) = std::mem::take(&mut self.projects).into_ranked();
        for period in &mut self.overdue {
            period.worker = rank[period.worker as usize];
            period.project = project_rank[period.project as usize];
        }
        self.overdue.sort_unstable_by_key(|period| (period.worker, period.project, period.month));
        (workers, Places { projects, employers: std::mem::take(&mut self.employers) })
    }
}

/// The names by which periods in arrears tell their projects and employers.
struct Places {
    projects: Names,
    employers: Interner,
}

impl Cluster {
    /// Steps 7 and 8 from what [`Cluster::work`] gave under the name `sums`, of all buckets, and
    /// from what [`Cluster::compare`] gave: the tables of projects and above, what stands across
    /// workers, and the summary.
    ///
    /// # Errors
    ///
    /// Those of [`merge`], and of reading the facts.
    ///
    /// Example: [`Cluster`].
    pub fn finish(&self, pieces: &[Piece]) -> Result<Vec<Piece>> {
        let finished = self.finished(All::of(pieces)?, None)?;
        let run = &finished.merged.reconciliation;
        let mut given = vec![Piece::noted(0, SUMMARY, &finished.summary())?];
        for table in Merged::TABLES.into_iter().chain(BESIDE) {
            given.push(table_piece(run, table)?);
        }
        given.push(cover_piece(WORKER_COVER, &worker_cover(run))?);
        Ok(given)
    }

    /// Steps 7 and 8; `given` is the data set as it was given, where rows keep their numbers.
    pub(super) fn finished(&self, mut all: All, given: Option<&Inputs>) -> Result<Finished> {
        let (workers, places) = all.ranked();
        let facts = self.facts(&all, given)?;
        all.parts.push(facts.partial()?);
        let shared: Vec<String> = all.compared.shared.iter().map(|one| one.0.clone()).collect();
        let gathered = gathered(&all.parts, &self.policy, &shared)?;
        let Gathered { mut keyed, mut sums, run, calendar, as_of } = gathered;
        let overdue = add_workers(&mut keyed, &all, workers, &places);
        let workers = &keyed.names.workers;
        let mut compared = in_numbers(&all.compared.findings, workers, &keyed.names.projects);
        name_places(&facts.opened, &mut compared);
        count_findings(&compared, |_| true, &mut sums.partial);
        let (chunk, owed_fen) = periods(&keyed, &all, &overdue, &places);
        let beside = Beside { owed_fen: Some(owed_fen), chunks: vec![chunk] };
        let mut reconciliation = of_facts(keyed, sums, calendar, &self.policy, as_of, beside)?;
        let figures = &reconciliation.figures;
        reconciliation.causes = causes_of(&reconciliation.keyed, &overdue, figures, as_of)?;
        drop(overdue);
        reconciliation.warn(Vec::new(), true)?;
        let is_worker = [WarningSubject::Worker, WarningSubject::WorkerPeriod];
        let warnings = &mut reconciliation.warnings.warnings;
        warnings.retain(|warning| !is_worker.contains(&warning.subject.kind));
        let of_facts = self.findings(&mut reconciliation, &facts, &all);
        reconciliation.findings = of_facts;
        reconciliation.findings.extend(compared);
        reconciliation.accounting = accounting(&facts, all.accounting);
        let merged = Merged { reconciliation, run };
        Ok(Finished { merged, warnings: all.warnings, facts })
    }

    /// A run over the facts alone; the accounts that workers have registered are known in it.
    fn facts(&self, all: &All, given: Option<&Inputs>) -> Result<Reconciliation> {
        let kept: Vec<TableName> = self.tables.iter().map(|table| table.0).collect();
        let own = match self.is_in_place {
            true => Own::InPlace(BTreeMap::new(), Vec::new()),
            false => Own::Pieces(&[]),
        };
        let mut inputs = self.inputs(own, &kept, PartOf::Facts)?;
        #[cfg(feature = "csv")]
        if let Some(given) = given {
            inputs.taken.clone_from(&given.taken);
        }
        #[cfg(not(feature = "csv"))]
        let _ = given;
        if !all.registered.is_empty() {
            let rows: Vec<[Option<&str>; 2]> = all
                .registered
                .iter()
                .map(|account| [Some(account.as_str()), Some(account.as_str())])
                .collect();
            let workers = text_source(["worker_id", "pay_account"], &rows)?;
            let mut rows_of = inputs.rows_of.as_deref().cloned().unwrap_or_default();
            rows_of.remove(&TableName::Workers);
            inputs = inputs.with(TableName::Workers, workers);
            inputs.rows_of = Some(Arc::new(rows_of));
        }
        self.run.reconcile(&inputs, &self.policy, self.as_of)
    }

    /// Findings of facts and figures, and those that stand across buckets, once each.
    fn findings(
        &self,
        reconciliation: &mut Reconciliation,
        facts: &Reconciliation,
        all: &All,
    ) -> Vec<Finding> {
        let is_cut = |table: &str| CUT.iter().any(|own| own.word() == table);
        let names = &facts.keyed.names;
        let is_own = |finding: &&Finding| {
            let is_of_figures = matches!(
                finding.code,
                Code::OverdrawnDeposit | Code::BalanceFromMovements | Code::IdTypesDiffer
            );
            let is_of_file = finding.code == Code::FileSumDiffers;
            let is_of_fact = !is_cut(finding.table) && !is_of_figures;
            is_of_file || (is_of_fact && finding.code != Code::CalendarYearMissing)
        };
        let of_facts: Vec<FindingText> = (facts.findings.iter().filter(is_own))
            .map(|finding| FindingText::of(finding, &names.workers, &names.projects))
            .collect();
        let (late, mut once): (Vec<FindingText>, Vec<FindingText>) = (all.findings.iter().cloned())
            .partition(|finding| finding.code == Code::AfterAsOf.word());
        once.sort_unstable();
        once.dedup();
        let years: Vec<String> = once
            .iter()
            .filter(|finding| finding.code == Code::CalendarYearMissing.word())
            .map(|finding| finding.detail.clone())
            .collect();
        let mut found = std::mem::take(&mut reconciliation.findings);
        let is_told = |finding: &Finding| years.iter().any(|year| **year == *finding.detail);
        found.retain(|one| one.code != Code::CalendarYearMissing || !is_told(one));
        let (workers, projects) =
            (&reconciliation.keyed.names.workers, &reconciliation.keyed.names.projects);
        found.iter_mut().for_each(|finding| give_row(finding, &facts.findings));
        found.extend(in_numbers(&of_facts, workers, projects));
        let mut others = in_numbers(&once, workers, projects);
        others.extend(in_numbers(&late_days(late), workers, projects));
        name_places(&facts.opened, &mut others);
        found.extend(others);
        if !self.is_in_place {
            found.iter_mut().for_each(|finding| finding.row = None);
        }
        found
    }
}

/// Gives a finding of a deposit the row and the place that the run over the facts knows.
fn give_row(finding: &mut Finding, known: &[Finding]) {
    if finding.code != Code::OverdrawnDeposit {
        return;
    }
    let is_same = |one: &&Finding| {
        one.code == finding.code
            && one.amount_fen == finding.amount_fen
            && one.detail.ends_with(&*finding.detail)
    };
    if let Some(known) = known.iter().find(is_same) {
        (finding.row, finding.detail) = (known.row, known.detail.clone());
    }
}

/// Rows of a day, what they add up to in fen, and the first of them.
type Late = (u64, Option<i64>, Option<u64>);

/// Rows after the day of the report, each table and day once.
fn late_days(late: Vec<FindingText>) -> Vec<FindingText> {
    let mut days: BTreeMap<(String, String), Late> = BTreeMap::new();
    for finding in late {
        // `2026-01-05: 3 rows`, as `accounts::findings` writes it.
        let (day, rest) = finding.detail.split_once(": ").unwrap_or((&finding.detail, ""));
        let rows = rest.split(' ').next().and_then(|rows| rows.parse::<u64>().ok()).unwrap_or(0);
        let first = (0, finding.amount_fen, finding.row);
        let sum = days.entry((finding.table, day.to_owned())).or_insert(first);
        if sum.0 > 0 {
            let both = sum.1.zip(finding.amount_fen);
            sum.1 = both.and_then(|(one, other)| one.checked_add(other));
        }
        sum.0 += rows;
        sum.2 = sum.2.into_iter().chain(finding.row).min();
    }
    let finding = |((table, day), (rows, amount_fen, row))| FindingText {
        code: Code::AfterAsOf.word().to_owned(),
        table,
        worker: None,
        project: None,
        month: None,
        amount_fen,
        detail: format!("{day}: {rows} rows"),
        row,
    };
    days.into_iter().map(finding).collect()
}

/// Findings in the numbers of the names; those with an unknown code or table are none of ours.
fn in_numbers(findings: &[FindingText], workers: &Names, projects: &Names) -> Vec<Finding> {
    let number = |names: &Names, name: &Option<String>| {
        name.as_deref().and_then(|name| names.find(name)).unwrap_or(u32::MAX)
    };
    let known = findings.iter().filter_map(|finding| {
        Some(Finding {
            code: *Code::ALL.iter().find(|code| code.word() == finding.code)?,
            table: TableName::from_word(&finding.table)?.word(),
            worker: WorkerId(number(workers, &finding.worker)),
            project: ProjectId(number(projects, &finding.project)),
            month: finding.month,
            amount_fen: finding.amount_fen,
            detail: finding.detail.as_str().into(),
            row: finding.row,
        })
    });
    known.collect()
}

/// Names the workers of whom something is told, and their engagements in arrears, after those that
/// stand for projects. Gives the worker-periods in arrears as the causes read them.
fn add_workers(keyed: &mut Keyed, all: &All, workers: Names, places: &Places) -> Vec<Overdue> {
    let of_project = |number: u32| {
        let name = places.projects.get(number);
        name.and_then(|name| keyed.names.projects.find(name)).unwrap_or(u32::MAX)
    };
    let count = u32::try_from(places.projects.len()).unwrap_or(u32::MAX);
    let project_of: Vec<u32> = (0..count).map(of_project).collect();
    let mut overdue = Vec::with_capacity(all.overdue.len());
    for own in all.overdue.chunk_by(|a, b| (a.worker, a.project) == (b.worker, b.project)) {
        let engagement = u32::try_from(keyed.engagements.worker.len()).unwrap_or(u32::MAX);
        let worker = WorkerId(own[0].worker);
        let project = ProjectId(project_of[own[0].project as usize]);
        keyed.engagements.worker.push(worker);
        keyed.engagements.project.push(project);
        overdue.extend(own.iter().map(|period| Overdue {
            engagement: EngagementId(engagement),
            worker,
            project,
            month: period.month,
            due_day: period.due_day,
            arrears_fen: period.arrears_fen,
            sheet_gap_fen: period.sheet_gap_fen,
            has_employer: period.employer != NAME_NULL,
        }));
    }
    keyed.engagements.of_worker = vec![0; workers.len() + 1];
    keyed.pay_account.resize(workers.len(), NameId::NONE);
    let accounts = &keyed.names.accounts;
    let shared = all.compared.shared.iter();
    keyed.shared_payees = shared
        .filter_map(|(account, count)| Some((NameId(accounts.find(account)?), *count)))
        .collect();
    let mut came_back: Vec<CameBack> = all
        .came_back
        .iter()
        .filter_map(|back| {
            let worker = WorkerId(workers.find(&back.worker)?);
            let project = back.project.as_deref();
            let project = project.and_then(|name| keyed.names.projects.find(name));
            let own = project.map(|project| engagement(keyed, worker, ProjectId(project)));
            // What came back of an engagement without arrears explains none.
            let engagement = match own {
                Some(None) => return None,
                Some(Some(own)) => own,
                None => EngagementId::NONE,
            };
            Some(CameBack {
                worker,
                engagement,
                named_month: back.named_month,
                paid_day: back.paid_day,
                amount_fen: back.amount_fen,
            })
        })
        .collect();
    came_back.sort_by_key(|back| (back.worker, back.paid_day));
    keyed.transfers.came_back = came_back;
    keyed.names.workers = workers;
    overdue
}

/// The engagement of a worker on a project among those in arrears.
fn engagement(keyed: &Keyed, worker: WorkerId, project: ProjectId) -> Option<EngagementId> {
    let first = keyed.projects.len();
    let pairs = &keyed.engagements;
    let at = |place: usize| (pairs.worker[place], pairs.project[place]);
    let (mut low, mut high) = (first, pairs.worker.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if at(middle) < (worker, project) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let is_there = low < pairs.worker.len() && at(low) == (worker, project);
    is_there.then(|| EngagementId(u32::try_from(low).unwrap_or(u32::MAX)))
}

/// The worker-periods in arrears as a chunk, and the arrears of their engagements in fen.
fn periods(keyed: &Keyed, all: &All, overdue: &[Overdue], places: &Places) -> (Chunk, Vec<i64>) {
    let mut periods = WorkerPeriods::with_capacity(overdue.len());
    let mut owed_fen: Vec<i64> = vec![0; keyed.engagements.len() - keyed.projects.len()];
    let count = u32::try_from(places.employers.len()).unwrap_or(u32::MAX);
    let of_employer = |number| keyed.names.employers.find(places.employers.name(number));
    let employer_of: Vec<Option<u32>> = (0..count).map(of_employer).collect();
    for (row, period) in overdue.iter().zip(&all.overdue) {
        let employer = employer_of.get(period.employer as usize).copied().flatten();
        periods.engagement.push(row.engagement);
        periods.month.push(row.month);
        periods.employer.push(employer.map_or(NameId::NONE, NameId));
        periods.due_day.push(row.due_day);
        periods.attended_days.push(0);
        periods.attended_minutes.push(0);
        periods.attendance_due_fen.push(0);
        periods.payroll_due_fen.push(0);
        // Of what is due, what is not paid.
        periods.due_fen.push(row.arrears_fen);
        periods.due_source.push(DueSourceWord::None);
        periods.paid_fen.push(0);
        periods.paid_on_time_fen.push(0);
        periods.settled_day.push(crate::basics::day::Day::NONE);
        periods.flags.push(0);
        let owed = &mut owed_fen[row.engagement.index() - keyed.projects.len()];
        // Sums of a project, which are larger, were checked.
        *owed = owed.saturating_add(row.arrears_fen);
    }
    (Chunk { periods, ..Chunk::default() }, owed_fen)
}

/// A line of the accounting by its words.
fn line_of(line: &(String, String, String, u64, Option<i128>)) -> Option<AccountingLine> {
    use crate::intake::transfers::Fate;
    let (table, what, code, rows, amount_fen) = line;
    let codes = Code::ALL.iter().map(|code| code.word());
    let mut codes = codes.chain(Fate::ALL.iter().map(|fate| fate.word())).chain(["read", "used"]);
    Some(AccountingLine {
        table: TableName::from_word(table)?.word(),
        what: ["rows", "money"].into_iter().find(|word| word == what)?,
        code: codes.find(|word| word == code)?,
        rows: *rows,
        amount_fen: *amount_fen,
    })
}

/// Lines of facts, and those of all buckets added up.
fn accounting(facts: &Reconciliation, lines: Vec<AccountingLine>) -> Vec<AccountingLine> {
    let is_cut = |line: &&AccountingLine| CUT.iter().any(|table| table.word() == line.table);
    let own = facts.accounting.iter().filter(|line| !is_cut(line)).cloned();
    let mut sums: BTreeMap<_, (u64, Option<i128>)> = BTreeMap::new();
    for line in own.chain(lines) {
        let sum = sums.entry((line.table, line.what, line.code)).or_insert((0, None));
        sum.0 += line.rows;
        sum.1 = match (sum.1, line.amount_fen) {
            (Some(one), Some(other)) => Some(one + other),
            (one, other) => one.or(other),
        };
    }
    let line = |((table, what, code), (rows, amount_fen))| AccountingLine {
        table,
        what,
        code,
        rows,
        amount_fen,
    };
    sums.into_iter().map(line).collect()
}

/// What covers the arrears of each worker who has some, and what nothing covers, in fen.
pub(super) fn worker_cover(run: &Reconciliation) -> Vec<(&str, i128, i128)> {
    let keyed = &run.keyed;
    let first = keyed.projects.len();
    let mut workers: Vec<(&str, i128, i128)> = Vec::new();
    let figures = &run.figures;
    let places: Vec<usize> = (first..keyed.engagements.len()).collect();
    for own in places.chunk_by(|&a, &b| keyed.engagements.worker[a] == keyed.engagements.worker[b])
    {
        let sum = |fen: &[i64]| own.iter().map(|&place| i128::from(fen[place])).sum();
        let name = keyed.names.workers.get(keyed.engagements.worker[own[0]].0).unwrap_or_default();
        let covered = sum(&figures.engagement_covered_fen);
        workers.push((name, covered, sum(&figures.engagement_uncovered_fen)));
    }
    workers
}
