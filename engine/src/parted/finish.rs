//! All together: steps 7 and 8, from sums of all buckets and their periods in arrears.

use std::collections::BTreeMap;

use super::compare::{COMPARED, Found};
use super::pieces::{Piece, cover_piece, table_piece, text_source};
use super::work::{Back, FindingText, OverduePeriod, SUMS, Sums};
use super::{CUT, Cluster};
use crate::basics::error::{Error, Result};
use crate::basics::finding::{AccountingLine, Code, Finding};
use crate::basics::ids::{EngagementId, NameId, ProjectId, WorkerId};
use crate::basics::policy::WarningSubject;
use crate::intake::key::{Interner, Names};
use crate::intake::keyed::Keyed;
use crate::intake::settled::PartOf;
use crate::intake::tables::TableName;
use crate::intake::transfers::CameBack;
use crate::merged::{Beside, Gathered, Merged, gathered, of_facts};
use crate::oversight::causes::{Overdue, causes_of};
use crate::pipeline::Run;
use crate::reconciliation::{Chunk, Reconciliation, count_findings};
use crate::report::run_partial::RunPartial;
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

/// What all buckets gave.
#[derive(Default)]
struct All {
    parts: Vec<RunPartial>,
    overdue: Vec<OverduePeriod>,
    came_back: Vec<Back>,
    registered: Vec<String>,
    findings: Vec<FindingText>,
    accounting: Vec<AccountingLine>,
    warnings: [u64; 3],
    compared: Found,
}

impl All {
    fn of(pieces: &[Piece]) -> Result<Self> {
        let mut all = Self::default();
        for piece in pieces {
            if piece.part == COMPARED {
                let mut found: Found = piece.read()?;
                all.compared.findings.append(&mut found.findings);
                all.compared.shared.append(&mut found.shared);
            }
            if piece.part != SUMS {
                continue;
            }
            let sums: Sums = piece.read()?;
            all.parts.push(RunPartial::from_json(&sums.partial, SUMS)?);
            all.overdue.extend(sums.overdue);
            all.came_back.extend(sums.came_back);
            all.registered.extend(sums.registered);
            all.findings.extend(sums.findings);
            let known = sums.accounting.iter().filter_map(line_of);
            all.accounting.extend(known);
            for (sum, more) in all.warnings.iter_mut().zip(sums.warnings) {
                *sum += more;
            }
        }
        all.registered.sort_unstable();
        all.registered.dedup();
        let place =
            |period: &OverduePeriod| (period.worker.clone(), period.project.clone(), period.month);
        all.overdue.sort_by_cached_key(place);
        all.compared.shared.sort_unstable();
        Ok(all)
    }
}

impl Cluster {
    /// Steps 7 and 8 from what [`Cluster::work`] gave under the name `sums`, of all buckets, and
    /// from what [`Cluster::compare`] gave: the tables of projects and above, what stands across
    /// workers, and the summary.
    ///
    /// # Errors
    ///
    /// Those of [`merge`](crate::merged::merge), and of reading the facts.
    ///
    /// Example: [`Cluster`].
    pub fn finish(&self, pieces: &[Piece]) -> Result<Vec<Piece>> {
        let mut all = All::of(pieces)?;
        let facts = self.facts(&all)?;
        all.parts.push(facts.partial()?);
        let shared: Vec<String> = all.compared.shared.iter().map(|one| one.0.clone()).collect();
        let gathered = gathered(&all.parts, &self.policy, &shared)?;
        let Gathered { mut keyed, mut sums, run, calendar, as_of } = gathered;
        let workers = add_workers(&mut keyed, &all)?;
        let compared = in_numbers(&all.compared.findings, &workers, &keyed.names.projects);
        count_findings(&compared, |_| true, &mut sums.partial);
        let (chunk, owed_fen) = periods(&keyed, &all);
        let beside = Beside { owed_fen: Some(owed_fen), chunks: vec![chunk] };
        let overdue = overdue_rows(&keyed, &all);
        let mut reconciliation = of_facts(keyed, sums, calendar, &self.policy, as_of, beside)?;
        let figures = &reconciliation.figures;
        reconciliation.causes = causes_of(&reconciliation.keyed, &overdue, figures, as_of)?;
        reconciliation.warn(Vec::new(), true)?;
        let is_worker = [WarningSubject::Worker, WarningSubject::WorkerPeriod];
        let warnings = &mut reconciliation.warnings.warnings;
        warnings.retain(|warning| !is_worker.contains(&warning.subject.kind));
        let of_facts = self.findings(&mut reconciliation, &facts, &all);
        reconciliation.findings = of_facts;
        reconciliation.findings.extend(compared);
        reconciliation.accounting = accounting(&facts, all.accounting);
        let merged = Merged { reconciliation, run };
        let mut summary = merged.summary();
        summary.warnings.key += all.warnings[0];
        summary.warnings.general += all.warnings[1];
        summary.warnings.overdue += all.warnings[2];
        let mut given = vec![Piece::noted(0, SUMMARY, &summary)?];
        let run = &merged.reconciliation;
        for table in Merged::TABLES.into_iter().chain(BESIDE) {
            given.push(table_piece(run, table)?);
        }
        given.push(worker_cover(run)?);
        Ok(given)
    }

    /// A run over the facts alone; the accounts that workers have registered are known in it.
    fn facts(&self, all: &All) -> Result<Reconciliation> {
        let kept: Vec<TableName> = self.tables.iter().map(|table| table.0).collect();
        let mut inputs = self.inputs(&[], &kept, PartOf::Facts)?;
        if !all.registered.is_empty() {
            let rows: Vec<[Option<&str>; 2]> = all
                .registered
                .iter()
                .map(|account| [Some(account.as_str()), Some(account.as_str())])
                .collect();
            let workers = text_source(["worker_id", "pay_account"], &rows)?;
            inputs = inputs.with(TableName::Workers, workers);
        }
        let run = Run { threads: Some(1), ..Run::default() };
        run.reconcile(&inputs, &self.policy, self.as_of)
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
            !is_cut(finding.table) && !is_of_figures && finding.code != Code::CalendarYearMissing
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
        for findings in [of_facts, once, late_days(late)] {
            found.extend(in_numbers(&findings, workers, projects));
        }
        found.iter_mut().for_each(|finding| finding.row = None);
        found
    }
}

/// Rows after the day of the report, each table and day once.
fn late_days(late: Vec<FindingText>) -> Vec<FindingText> {
    let mut days: BTreeMap<(String, String), (u64, Option<i64>)> = BTreeMap::new();
    for finding in late {
        // `2026-01-05: 3 rows`, as `accounts::findings` writes it.
        let (day, rest) = finding.detail.split_once(": ").unwrap_or((&finding.detail, ""));
        let rows = rest.split(' ').next().and_then(|rows| rows.parse::<u64>().ok()).unwrap_or(0);
        let sum = days.entry((finding.table, day.to_owned())).or_insert((0, finding.amount_fen));
        if sum.0 > 0 {
            let both = sum.1.zip(finding.amount_fen);
            sum.1 = both.and_then(|(one, other)| one.checked_add(other));
        }
        sum.0 += rows;
    }
    let finding = |((table, day), (rows, amount_fen))| FindingText {
        code: Code::AfterAsOf.word().to_owned(),
        table,
        worker: None,
        project: None,
        month: None,
        amount_fen,
        detail: format!("{day}: {rows} rows"),
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
            row: None,
        })
    });
    known.collect()
}

/// Names the workers of whom something is told, and their engagements in arrears, after those that
/// stand for projects. Gives the names.
fn add_workers(keyed: &mut Keyed, all: &All) -> Result<Names> {
    let mut interner = Interner::default();
    let mut intern = |name: &str| {
        let what = "workers in arrears";
        interner.intern(name).ok_or(Error::TooMany { what, limit: u64::from(u32::MAX) })
    };
    // The two that stand for the workers of a project come first in any order of names.
    intern("")?;
    intern("\u{1}")?;
    for period in &all.overdue {
        intern(&period.worker)?;
    }
    for back in &all.came_back {
        intern(&back.worker)?;
    }
    let findings = all.findings.iter().chain(&all.compared.findings);
    for worker in findings.filter_map(|finding| finding.worker.as_deref()) {
        intern(worker)?;
    }
    let workers = interner.into_ranked().0;
    let pairs = all.overdue.chunk_by(|a, b| (&a.worker, &a.project) == (&b.worker, &b.project));
    for own in pairs {
        let worker = workers.find(&own[0].worker).unwrap_or(u32::MAX);
        let project = keyed.names.projects.find(&own[0].project).unwrap_or(u32::MAX);
        keyed.engagements.worker.push(WorkerId(worker));
        keyed.engagements.project.push(ProjectId(project));
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
    keyed.names.workers = workers.clone();
    Ok(workers)
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
fn periods(keyed: &Keyed, all: &All) -> (Chunk, Vec<i64>) {
    let mut periods = WorkerPeriods::with_capacity(all.overdue.len());
    let mut owed_fen: Vec<i64> = vec![0; keyed.engagements.len() - keyed.projects.len()];
    let rows = overdue_rows(keyed, all);
    for (row, period) in rows.iter().zip(&all.overdue) {
        let employer = period.employer.as_deref();
        let employer = employer.and_then(|name| keyed.names.employers.find(name));
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

/// The worker-periods in arrears as the causes read them.
fn overdue_rows(keyed: &Keyed, all: &All) -> Vec<Overdue> {
    let rows = all.overdue.iter().filter_map(|period| {
        let worker = WorkerId(keyed.names.workers.find(&period.worker)?);
        let project = ProjectId(keyed.names.projects.find(&period.project)?);
        Some(Overdue {
            engagement: engagement(keyed, worker, project)?,
            worker,
            project,
            month: period.month,
            due_day: period.due_day,
            arrears_fen: period.arrears_fen,
            sheet_gap_fen: period.sheet_gap_fen,
            has_employer: period.employer.is_some(),
        })
    });
    rows.collect()
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

/// What covers the arrears of each worker who has some.
fn worker_cover(run: &Reconciliation) -> Result<Piece> {
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
    cover_piece(WORKER_COVER, &workers)
}
