//! The result of a run, kept compact: fen and dense ids; tables are made from it while they are
//! read.

pub(crate) mod balance;
pub(crate) mod before;

use std::ops::Range;
use std::sync::OnceLock;

use rust_decimal::Decimal;

use balance::{PeriodSums, TransferSums};

use crate::basics::calendar::Calendar;
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::finding::{AccountingLine, Code, Finding};
use crate::basics::ids::{ProjectId, WorkerId};
use crate::basics::money::Fen;
use crate::basics::policy::{Policy, WarningSubject};
use crate::intake::accounts::finding;
use crate::intake::earlier::{EarlierWarning, SubjectKey};
use crate::intake::facts::PublishedRate;
use crate::intake::fingerprint::{Fingerprints, fingerprints};
#[cfg(feature = "csv")]
use crate::intake::foreign::rows::NoteKind;
use crate::intake::keyed::Keyed;
use crate::intake::read::Opened;
use crate::intake::source::Inputs;
use crate::intake::tables::TableName;
use crate::oversight::Figures;
use crate::oversight::causes::Cause;
use crate::oversight::partial::Partial;
use crate::oversight::people::{PeopleFigures, PeoplePartial};
use crate::oversight::published::check_published_rate;
use crate::oversight::warnings::rules::WarningRules;
use crate::oversight::warnings::state::{Warnings, carried, colours, opened, paint};
use crate::oversight::warnings::{WarningInputs, met_rules};
use crate::wages::allocations::Allocations;
use crate::wages::batch_payouts::{BatchPayouts, MORE_SOLUTIONS, Outcome, Payout};
use crate::wages::due::DueNotes;
use crate::wages::worker_periods::WorkerPeriods;

/// What a run found.
///
/// # Example
///
/// ```
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let result = reconcile(&inputs, &Policy::default(), as_of)?;
///
/// assert_eq!(result.summary()?.totals.arrears, "4500.00");
/// let batch = result.worker_periods().next().unwrap()?;
/// assert_eq!((batch.num_rows(), batch.schema().field(0).name().as_str()), (1, "worker_id"));
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Debug)]
pub struct Reconciliation {
    /// The day it is about.
    pub(crate) as_of: Day,
    /// The rules it followed.
    pub(crate) policy: Policy,
    /// The working calendar: built in, with the rows of the table.
    pub(crate) calendar: Calendar,
    /// The data set, keyed.
    pub(crate) keyed: Keyed,
    /// Worker-periods and allocations, chunk by chunk in the order of workers.
    pub(crate) chunks: Vec<Chunk>,
    /// Sums of projects and months: what merges with other runs.
    pub(crate) partial: Partial,
    /// Sums of employers and debtors, which merge too.
    pub(crate) people_sums: PeoplePartial,
    /// Step 7.
    pub(crate) figures: Figures,
    /// Step 8.
    pub(crate) warnings: Warnings,
    /// What an earlier run left open.
    pub(crate) earlier: Vec<EarlierWarning>,
    /// Step 7.10, by engagement and month.
    pub(crate) causes: Vec<Cause>,
    /// Step 7: cases, employers and credit.
    pub(crate) people: PeopleFigures,
    /// Step 4.4: debits for wages without transfers of their own.
    pub(crate) payouts: BatchPayouts,
    /// All findings but those that worker-periods carry as flags, in no order.
    pub(crate) findings: Vec<Finding>,
    /// Rows and money, table by table.
    pub(crate) accounting: Vec<AccountingLine>,
    /// The inputs, to be read again: for fingerprints, and for headers that mean no column.
    pub(crate) opened: Vec<Opened>,
    /// Their fingerprints, once asked for.
    pub(crate) fingerprints: OnceLock<Fingerprints>,
}

/// Results of neighbouring workers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chunk {
    /// Steps 3, 5 and 6.
    pub periods: WorkerPeriods,
    /// Step 5.
    pub allocations: Allocations,
}

/// Counts findings by project: those of tables that name workers, so that a table of facts given to
/// several parts of a data set counts nothing twice; of them those of which `is_counted` holds.
pub(crate) fn count_findings(
    found: &[Finding],
    is_counted: impl Fn(&str) -> bool,
    partial: &mut Partial,
) {
    let facts = ["projects", "account_entries", "deposits"];
    let is_counted = |table| !facts.contains(&table) && is_counted(table);
    for finding in found.iter().filter(|finding| is_counted(finding.table)) {
        if let Some(project) = finding.project.get() {
            partial.add_finding(project, finding.code);
        }
    }
}

/// Findings of step 3 with amounts of their own.
pub(crate) fn findings_of_periods(keyed: &Keyed, notes: &DueNotes, found: &mut Vec<Finding>) {
    found.extend(notes.findings.iter().map(|note| {
        let table = match note.code {
            Code::DeductionOverLimit => TableName::Adjustments,
            _ => TableName::Payroll,
        };
        Finding {
            worker: keyed.engagements.worker[note.engagement.index()],
            project: keyed.engagements.project[note.engagement.index()],
            month: Some(note.month),
            amount_fen: Some(note.amount_fen),
            ..finding(note.code, table)
        }
    }));
}

/// Findings of step 4.4: debits that are not the sum of payroll lines in one way.
pub(crate) fn findings_of_payouts(keyed: &Keyed, payouts: &BatchPayouts, found: &mut Vec<Finding>) {
    for (debit, &payout) in keyed.batch_debits.iter().zip(&payouts.payout_of_debit) {
        let payout = &payouts.payouts[payout as usize];
        let (code, amount_fen) = match payout.outcome {
            Outcome::Unique => continue,
            Outcome::Alternatives => (Code::BatchPayoutAlternatives, debit.amount_fen),
            Outcome::Impossible => (Code::BatchPayoutImpossible, payout.difference_fen()),
            Outcome::Undecided => (Code::BatchPayoutUndecided, debit.amount_fen),
        };
        found.push(Finding {
            project: debit.project,
            amount_fen: Some(amount_fen),
            row: Some(u64::from(debit.row)),
            detail: detail(keyed, debit.entry.0, payout).into(),
            ..finding(code, TableName::AccountEntries)
        });
    }
}

/// What a reader wants to know of a debit that pays nobody.
fn detail(keyed: &Keyed, entry: u32, payout: &Payout) -> String {
    let entry = keyed.names.entries.get(entry).unwrap_or_default();
    let (lines, open) = (payout.lines, Fen(payout.open_fen));
    let ways = match payout.solutions {
        Some(0) if payout.is_together => ", none left beside other debits".to_owned(),
        Some(0) | None => String::new(),
        Some(count) if count > MORE_SOLUTIONS => format!(", more than {MORE_SOLUTIONS} ways"),
        Some(count) => format!(", {count} ways"),
    };
    format!("{entry}: {lines} lines open with {open}{ways}")
}

/// Lines of the accounting for step 4.4: debits and their money by outcome.
pub(crate) fn account_payouts(
    keyed: &Keyed,
    payouts: &BatchPayouts,
    accounting: &mut Vec<AccountingLine>,
) {
    let mut sums = [(0_u64, 0_i128); Outcome::ALL.len()];
    for (debit, &payout) in keyed.batch_debits.iter().zip(&payouts.payout_of_debit) {
        let sum = &mut sums[payouts.payouts[payout as usize].outcome as usize];
        *sum = (sum.0 + 1, sum.1 + i128::from(debit.amount_fen));
    }
    let lines = Outcome::ALL.iter().zip(sums).filter(|(_, (rows, _))| *rows > 0);
    accounting.extend(lines.map(|(outcome, (rows, amount_fen))| AccountingLine {
        table: TableName::AccountEntries.word(),
        what: "money",
        code: outcome.word(),
        rows,
        amount_fen: Some(amount_fen),
    }));
    accounting.sort_unstable();
}

/// Findings of step 7, and the years whose calendar a day could not be moved by.
pub(crate) fn findings_of_figures(
    keyed: &Keyed,
    figures: &Figures,
    deposit_rows: &[u64],
    years_missing: &[i32],
    found: &mut Vec<Finding>,
) {
    let mut years = [years_missing, &figures.calendar_years_missing].concat();
    years.sort_unstable();
    years.dedup();
    found.extend(years.into_iter().map(|year| Finding {
        detail: year.to_string().into(),
        ..finding(Code::CalendarYearMissing, TableName::Calendar)
    }));
    found.extend(figures.overdrawn.iter().map(|overdrawn| {
        let place = overdrawn.deposit as usize;
        let project = match keyed.deposits[place].scope {
            crate::intake::facts::DepositScope::Project(project) => project,
            _ => ProjectId::NONE,
        };
        Finding {
            project,
            amount_fen: Some(overdrawn.excess_fen),
            row: deposit_rows.get(place).copied(),
            detail: keyed.names.deposits.get(keyed.deposit_id[place].0).unwrap_or_default().into(),
            ..finding(Code::OverdrawnDeposit, TableName::Deposits)
        }
    }));
    let accounts = &figures.accounts;
    for place in 0..accounts.account.len() {
        if accounts.is_from_movements[place] {
            let account = keyed.names.accounts.get(accounts.account[place].0);
            found.push(Finding {
                amount_fen: accounts.balance_fen[place],
                detail: account.unwrap_or_default().into(),
                ..finding(Code::BalanceFromMovements, TableName::AccountEntries)
            });
        }
    }
}

/// Findings of published rates that their counts do not give; one without a denominator is none.
pub(crate) fn findings_of_published_rates(rates: &[PublishedRate], found: &mut Vec<Finding>) {
    for rate in rates {
        let mut percent = Decimal::new(rate.percent_e4, 4);
        percent.rescale(u32::from(rate.decimals));
        let check = check_published_rate(rate.numerator, rate.denominator, percent);
        if let Some(check) = check.filter(|check| !check.is_right) {
            let (counted, of) = (rate.numerator, rate.denominator);
            let (name, computed) = (&rate.name, check.computed_percent);
            found.push(Finding {
                row: Some(rate.row),
                detail: format!("{name}: {counted} of {of} is {computed} %, published {percent} %")
                    .into(),
                ..finding(Code::PublishedRateDiffers, TableName::PublishedRates)
            });
        }
    }
}

/// Names the places of findings, and adds those of files that were taken apart whose own sums,
/// counts or balances differ from their lines: at most [`FILE_SUMS`] a file, of the table of its
/// rows.
///
/// **Choice:** 141. What a file tells of itself is checked, never used.
#[cfg(feature = "csv")]
pub(crate) fn findings_of_files(inputs: &Inputs, opened: &[Opened], found: &mut Vec<Finding>) {
    name_places(opened, found);
    for taken in &inputs.taken {
        let mut tables: Vec<TableName> = taken.tables.iter().map(|rows| rows.table).collect();
        tables.sort_unstable();
        let Some(&table) = tables.first() else { continue };
        let fails = taken.notes.iter().filter(|note| note.kind == NoteKind::CheckFails);
        found.extend(fails.take(FILE_SUMS).map(|note| {
            let of_sheet = taken.tables.iter().find(|rows| rows.sheet == note.sheet);
            let table = of_sheet.map_or(table, |rows| rows.table);
            let detail = format!("{}: {}", taken.place_of(note), note.text).into();
            Finding { detail, ..finding(Code::FileSumDiffers, table) }
        }));
    }
}

/// Without readers of such files there are none.
#[cfg(not(feature = "csv"))]
pub(crate) fn findings_of_files(_: &Inputs, opened: &[Opened], found: &mut Vec<Finding>) {
    name_places(opened, found);
}

/// Most findings of one file about its own sums.
#[cfg(feature = "csv")]
const FILE_SUMS: usize = 100;

/// Puts before the words of a finding where in its file the row stands, for files that were taken
/// apart: the row of a sheet is not the row of the table. In a ledger a row is named by its
/// position in the log, which attendance has already.
pub(crate) fn name_places(opened: &[Opened], found: &mut [Finding]) {
    for finding in found {
        let of_table = opened.iter().find(|opened| opened.table().word() == finding.table);
        if let Some(opened) = of_table.filter(|opened| opened.table() != TableName::Attendance) {
            finding.row = finding.row.map(|row| opened.position(row));
        }
        let place = of_table.zip(finding.row).and_then(|(opened, row)| opened.place_of(row));
        if let Some(place) = place {
            let gap = if finding.detail.is_empty() { "" } else { ": " };
            finding.detail = format!("{place}{gap}{}", finding.detail).into();
        }
    }
}
/// Subjects of which a merge of partial results knows nothing: it has no workers.
const OF_WORKERS: [WarningSubject; 2] = [WarningSubject::Worker, WarningSubject::WorkerPeriod];

impl Reconciliation {
    /// Step 8: warnings, those that are gone since an `earlier` run, and the colours of projects.
    ///
    /// Without `has_workers` nothing is known of workers: earlier warnings about them are left out.
    ///
    /// # Errors
    ///
    /// [`Error::Policy`] where a rule names a figure that its subject does not have.
    pub(crate) fn warn(
        &mut self,
        mut earlier: Vec<EarlierWarning>,
        has_workers: bool,
    ) -> Result<()> {
        let policy = self.policy.clone();
        let rules = WarningRules::of_policy(&policy)?;
        let opened = |earlier: &[EarlierWarning]| opened(earlier, &self.keyed.names, &self.policy);
        if !has_workers {
            earlier.retain(|one| {
                let is_payees = one.figure() == "payees";
                !is_payees && OF_WORKERS.iter().all(|kind| one.subject_word() != kind.word())
            });
        }
        let periods: Vec<_> = self.chunks.iter().map(|chunk| &chunk.periods).collect();
        let met = met_rules(&self.warning_inputs(&rules, &periods, (has_workers, None)));
        self.warnings = carried(&met, &opened(&earlier), &self.policy, self.as_of);
        self.colour(&rules);
        self.earlier = earlier;
        Ok(())
    }

    /// What warnings are made of, with the worker-periods of all workers or of some.
    fn warning_inputs<'r>(
        &'r self,
        rules: &'r WarningRules<'r>,
        periods: &'r [&'r WorkerPeriods],
        (has_workers, workers): (bool, Option<&'r [Range<WorkerId>]>),
    ) -> WarningInputs<'r> {
        WarningInputs {
            rules,
            figures: &self.figures,
            people: &self.people,
            partial: &self.partial,
            projects: &self.keyed.projects,
            deposits: &self.keyed.deposits,
            engagements: &self.keyed.engagements,
            periods,
            findings: &self.findings,
            shared_payees: has_workers.then_some(self.keyed.shared_payees.as_slice()),
            workers,
            area_digits: self.policy.figures.area_digits,
            as_of: self.as_of,
        }
    }

    /// As [`Self::warn`] after a commit that touched the workers of some chunks alone: what was
    /// said of the others stands.
    ///
    /// # Errors
    ///
    /// As [`Self::warn`].
    pub(crate) fn warn_again(
        &mut self,
        before: &Warnings,
        touched: &[usize],
        workers: &[Range<WorkerId>],
    ) -> Result<()> {
        let policy = self.policy.clone();
        let rules = WarningRules::of_policy(&policy)?;
        let periods: Vec<_> = touched.iter().map(|&place| &self.chunks[place].periods).collect();
        let inputs = self.warning_inputs(&rules, &periods, (true, Some(workers)));
        let met = met_rules(&inputs);
        let stands = |subject: &SubjectKey| {
            OF_WORKERS.contains(&subject.kind) && !inputs.asks(WorkerId(subject.id))
        };
        let mut found = carried(&met, &[], &policy, self.as_of);
        let others = before.warnings.iter().filter(|warning| stands(&warning.subject));
        found.warnings.extend(others);
        found.warnings.sort_by_key(|warning| (warning.rule, warning.subject));
        self.warnings = found;
        self.colour(&rules);
        Ok(())
    }

    /// Colours projects by their warnings.
    fn colour(&mut self, rules: &WarningRules<'_>) {
        let rows = &self.figures.projects;
        let colours = colours(&self.warnings.warnings, rules, rows, self.as_of);
        let area_digits = self.policy.figures.area_digits;
        paint(&mut self.figures, &colours, &self.keyed.projects, area_digits);
    }

    /// A fingerprint of the rows of each input table, read once more for it when first asked for; a
    /// table that can be read only once has none.
    ///
    /// # Errors
    ///
    /// What the readers give.
    pub(crate) fn input_fingerprints(&self) -> Result<&Fingerprints> {
        if let Some(known) = self.fingerprints.get() {
            return Ok(known);
        }
        let read = fingerprints(&self.opened)?;
        Ok(self.fingerprints.get_or_init(|| read))
    }

    /// The two equations of step 6, and that of the causes, over the whole run.
    ///
    /// # Errors
    ///
    /// [`Error::Unbalanced`] where one does not hold: a fault of the program.
    pub(crate) fn check_balance(&self) -> Result<()> {
        let of_chunk = |chunk: &Chunk| PeriodSums::of(&chunk.periods, self.as_of);
        let transfers = &self.keyed.transfers;
        let of_transfers = TransferSums::of(transfers);
        balance::check(
            self.chunks.iter().map(of_chunk).sum(),
            (of_transfers, transfers),
            &self.causes,
        )
    }
}
