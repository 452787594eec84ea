//! By worker: steps 1 to 6 over the workers of a bucket, and what the rest needs of them.

use serde::{Deserialize, Serialize};

use super::compare::{PAYEES, TEAMS, counted_pieces};
use super::pieces::{Piece, table_piece};
use super::{CUT, Cluster, OF_WORKERS, Own};
use crate::basics::day::{Day, Month};
use crate::basics::error::Result;
use crate::basics::finding::{Code, Finding};
use crate::basics::policy::{WarningLevel, WarningSubject};
use crate::intake::key::Names;
use crate::intake::keyed::Keyed;
use crate::intake::settled::PartOf;
use crate::intake::source::Inputs;
use crate::intake::tables::TableName;
use crate::oversight::causes::overdue;
use crate::reconciliation::Reconciliation;
use crate::report::run_partial::RunPartial;

/// What a bucket of workers gives to the end of the run.
pub(super) const SUMS: &str = "sums";

/// Facts that the steps of a worker read.
pub(super) const NEEDED: [TableName; 3] =
    [TableName::Projects, TableName::Calendar, TableName::Cases];

/// A run over the workers of a bucket.
pub(super) struct Worked {
    /// With the findings that stand in its rows alone.
    pub run: Reconciliation,
    /// For the end of the run.
    pub sums: Sums,
    /// The partial result.
    pub partial: RunPartial,
    /// What is to be compared with the transfers of other buckets.
    pub compared: Vec<Piece>,
}

/// What a bucket of workers gives to the end of the run.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Sums {
    /// The partial result, as text; nothing where it stays on this machine.
    pub partial: String,
    /// Worker-periods in arrears.
    pub overdue: Vec<OverduePeriod>,
    /// Payouts that came back.
    pub came_back: Vec<Back>,
    /// Registered accounts that wage accounts may have paid.
    pub registered: Vec<String>,
    /// Findings about no row of one worker: told by several buckets, or added up over them.
    pub findings: Vec<FindingText>,
    /// Table, what, code, rows, sum in fen.
    pub accounting: Vec<(String, String, String, u64, Option<i128>)>,
    /// Key, general and overdue warnings about workers.
    pub warnings: [u64; 3],
}

/// A worker-period in arrears.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OverduePeriod {
    pub worker: String,
    pub project: String,
    pub month: Month,
    pub due_day: Day,
    pub arrears_fen: i64,
    pub sheet_gap_fen: i64,
    pub employer: Option<String>,
}

/// A payout that came back.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Back {
    pub worker: String,
    pub project: Option<String>,
    pub named_month: Option<Month>,
    pub paid_day: Day,
    pub amount_fen: i64,
}

/// A finding by names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct FindingText {
    pub code: String,
    pub table: String,
    pub worker: Option<String>,
    pub project: Option<String>,
    pub month: Option<Month>,
    pub amount_fen: Option<i64>,
    pub detail: String,
    /// The row in the table, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
}

/// A name as text.
pub(super) fn text(names: &Names, number: u32) -> Option<String> {
    names.get(number).map(str::to_owned)
}

impl FindingText {
    pub(super) fn of(finding: &Finding, workers: &Names, projects: &Names) -> Self {
        Self {
            code: finding.code.word().to_owned(),
            table: finding.table.to_owned(),
            worker: text(workers, finding.worker.0),
            project: text(projects, finding.project.0),
            month: finding.month,
            amount_fen: finding.amount_fen,
            detail: finding.detail.to_string(),
            row: finding.row,
        }
    }
}

/// Whether a finding stands in the rows of one worker's bucket alone.
fn is_of_bucket(finding: &Finding) -> bool {
    let is_cut = CUT.iter().any(|table| table.word() == finding.table);
    let is_shared = matches!(finding.code, Code::AfterAsOf | Code::IdTypesDiffer);
    is_cut && !is_shared
}

/// Whether a finding has to be put together from those of all buckets.
fn is_of_all(finding: &Finding) -> bool {
    let is_cut = CUT.iter().any(|table| table.word() == finding.table);
    match finding.code {
        Code::AfterAsOf => is_cut,
        Code::IdTypesDiffer | Code::UnknownProject => true,
        Code::CalendarYearMissing => finding.table == TableName::Calendar.word(),
        _ => false,
    }
}

impl Cluster {
    /// Steps 1 to 6 for the workers of a bucket: rows of the tables [`OF_WORKERS`], what is to be
    /// compared with the transfers of other buckets, and sums.
    ///
    /// # Errors
    ///
    /// As [`Run::reconcile`](crate::Run::reconcile).
    ///
    /// Example: [`Cluster`].
    pub fn work(&self, pieces: &[Piece]) -> Result<Vec<Piece>> {
        let inputs = self.inputs(Own::Pieces(pieces), &NEEDED, PartOf::Workers)?;
        let Worked { run, sums, mut compared, .. } = self.worked(&inputs)?;
        compared.push(Piece::noted(0, SUMS, &sums)?);
        for table in OF_WORKERS {
            compared.push(table_piece(&run, table)?);
        }
        Ok(compared)
    }

    /// Steps 1 to 6 for the workers of a data set.
    pub(super) fn worked(&self, inputs: &Inputs) -> Result<Worked> {
        let mut run = self.run.reconcile(inputs, &self.policy, self.as_of)?;
        let transfers = run.opened.iter().find(|own| own.table() == TableName::Transfers);
        let number =
            |row: u32| Some(transfers.filter(|_| self.is_in_place)?.position(u64::from(row)));
        let compared = counted_pieces(&run.keyed, self.buckets, &number)?;
        debug_assert!(compared.iter().all(|piece| [PAYEES, TEAMS].contains(&piece.part.as_str())));
        if !self.is_in_place {
            run.findings.iter_mut().for_each(|finding| finding.row = None);
        }
        let (sums, partial) = self.sums(&mut run)?;
        run.findings.retain(is_of_bucket);
        Ok(Worked { run, sums, partial, compared })
    }

    /// What the end of the run needs of these workers.
    fn sums(&self, run: &mut Reconciliation) -> Result<(Sums, RunPartial)> {
        let is_worker = [WarningSubject::Worker, WarningSubject::WorkerPeriod];
        run.warnings.warnings.retain(|warning| is_worker.contains(&warning.subject.kind));
        let mut warnings = [0; 3];
        for warning in &run.warnings.warnings {
            match self.policy.warning[warning.rule].level {
                WarningLevel::Key => warnings[0] += 1,
                WarningLevel::General => warnings[1] += 1,
            }
            warnings[2] += u64::from(warning.is_overdue(self.as_of));
        }
        let is_cut = |table: &str| CUT.iter().any(|own| own.word() == table);
        let mut partial = run.partial()?;
        // Rows of facts are counted where the facts are read once.
        partial.run.set_aside.retain(|line| is_cut(line.table));
        let accounting = run.accounting.iter().filter(|line| is_cut(line.table));
        let names = &run.keyed.names;
        let shared = run.findings.iter().filter(|finding| is_of_all(finding));
        let (text, overdue) = match self.is_in_place {
            true => (String::new(), Vec::new()),
            false => (partial.to_json()?, overdue_periods(run)),
        };
        let sums = Sums {
            partial: text,
            overdue,
            came_back: came_back(&run.keyed),
            registered: self.registered(&run.keyed)?,
            findings: shared
                .map(|finding| {
                    FindingText::of(&unplaced(run, finding), &names.workers, &names.projects)
                })
                .collect(),
            accounting: accounting
                .map(|line| {
                    let words = (line.table.to_owned(), line.what.to_owned(), line.code.to_owned());
                    (words.0, words.1, words.2, line.rows, line.amount_fen)
                })
                .collect(),
            warnings,
        };
        Ok((sums, partial))
    }

    /// Accounts of these workers that stand on the other side of a movement on a wage account.
    fn registered(&self, keyed: &Keyed) -> Result<Vec<String>> {
        let column = crate::intake::tables::account_entries::COUNTER_ACCOUNT;
        let (rows, spaces) = self.fact(TableName::AccountEntries)?;
        let mut accounts: Vec<&str> = (0..rows.len())
            .filter_map(|row| {
                super::name(&rows, &spaces, crate::intake::tables::Space::Account, column, row)
            })
            .collect();
        accounts.sort_unstable();
        accounts.dedup();
        let own = keyed.pay_account.iter().filter_map(|account| {
            let name = keyed.names.accounts.get(account.0)?;
            accounts.binary_search(&name).is_ok().then(|| name.to_owned())
        });
        let mut own: Vec<String> = own.collect();
        own.sort_unstable();
        own.dedup();
        Ok(own)
    }
}

/// A finding without the place of its row in a file that was taken apart.
fn unplaced(run: &Reconciliation, finding: &Finding) -> Finding {
    let opened = run.opened.iter().find(|opened| opened.table().word() == finding.table);
    let place = opened.zip(finding.row).and_then(|(opened, row)| opened.place_of(row));
    let detail = place.and_then(|place| finding.detail.strip_prefix(&place)?.strip_prefix(": "));
    let detail = detail.unwrap_or(&finding.detail).into();
    Finding { detail, ..finding.clone() }
}

/// Worker-periods in arrears, by name.
fn overdue_periods(run: &Reconciliation) -> Vec<OverduePeriod> {
    let names = &run.keyed.names;
    let mut all = Vec::new();
    for chunk in &run.chunks {
        let mut rows = Vec::new();
        overdue(&run.keyed, &chunk.periods, run.as_of, &mut rows);
        let periods = &chunk.periods;
        let employers = (0..periods.len())
            .filter(|&row| periods.arrears(row, run.as_of).arrears_fen > 0)
            .map(|row| periods.employer[row]);
        all.extend(rows.iter().zip(employers).map(|(row, employer)| OverduePeriod {
            worker: text(&names.workers, row.worker.0).unwrap_or_default(),
            project: text(&names.projects, row.project.0).unwrap_or_default(),
            month: row.month,
            due_day: row.due_day,
            arrears_fen: row.arrears_fen,
            sheet_gap_fen: row.sheet_gap_fen,
            employer: text(&names.employers, employer.0),
        }));
    }
    all
}

/// Payouts that came back, by name.
fn came_back(keyed: &Keyed) -> Vec<Back> {
    let back = keyed.transfers.came_back.iter().map(|back| {
        let engagement = back.engagement.get();
        let project = engagement.map(|own| keyed.engagements.project[own.index()]);
        Back {
            worker: text(&keyed.names.workers, back.worker.0).unwrap_or_default(),
            project: project.and_then(|project| text(&keyed.names.projects, project.0)),
            named_month: back.named_month,
            paid_day: back.paid_day,
            amount_fen: back.amount_fen,
        }
    });
    back.collect()
}
