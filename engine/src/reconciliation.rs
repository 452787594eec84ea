//! The result of a run, kept compact: fen and dense ids; tables are made from it while they are read.

use crate::basics::calendar::Calendar;
use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::basics::finding::Code;
use crate::basics::ids::{ProjectId, WorkerId};
use crate::basics::policy::Policy;
use crate::intake::accounts::finding;
use crate::intake::keyed::Keyed;
use crate::intake::tables::TableName;
use crate::oversight::Figures;
use crate::wages::allocations::Allocations;
use crate::wages::due::DueNotes;
use crate::wages::worker_periods::WorkerPeriods;

/// What a run found.
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
    /// Step 7.
    pub(crate) figures: Figures,
    /// All findings but those that worker-periods carry as flags, in no order.
    pub(crate) findings: Vec<Finding>,
    /// Rows and money, table by table.
    pub(crate) accounting: Vec<AccountingLine>,
    /// Headers that mean no column, table by table.
    pub(crate) unknown_columns: Vec<(TableName, Vec<String>)>,
}

/// Results of neighbouring workers.
#[derive(Clone, Debug, Default)]
pub struct Chunk {
    /// Steps 3, 5 and 6.
    pub periods: WorkerPeriods,
    /// Step 5.
    pub allocations: Allocations,
}

/// A row that could not be used, or something doubtful.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// The table, one of `tables.md`.
    pub table: &'static str,
    /// The worker, `NONE` where it is about none.
    pub worker: WorkerId,
    /// The project, `NONE` where it is about none.
    pub project: ProjectId,
    /// The wage month.
    pub month: Option<Month>,
    /// The money it is about, in fen.
    pub amount_fen: Option<i64>,
    /// For a reader; never compared.
    pub detail: Box<str>,
    /// Position of the row in the table as handed over, 0-based.
    pub row: Option<u64>,
}

/// A line of the table `accounting`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountingLine {
    /// Input table.
    pub table: &'static str,
    /// `money` or `rows`.
    pub what: &'static str,
    /// `read`, `used`, or the code (fate) rows were set aside with.
    pub code: &'static str,
    /// Number of rows.
    pub rows: u64,
    /// Sum in fen; `None` for `rows`.
    pub amount_fen: Option<i128>,
}

/// Findings of step 3 with amounts of their own.
pub fn findings_of_periods(keyed: &Keyed, notes: &DueNotes, found: &mut Vec<Finding>) {
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

/// Findings of step 7, and the years whose calendar a day could not be moved by.
pub fn findings_of_figures(
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

impl Reconciliation {
    /// A fingerprint of the rows of each input table, read once more for it.
    pub(crate) fn input_fingerprints(
        &self,
    ) -> Result<std::collections::BTreeMap<&'static str, u128>> {
        Ok(std::collections::BTreeMap::new())
    }

    /// The two equations of step 6, over the whole run.
    ///
    /// # Errors
    ///
    /// [`Error::Unbalanced`] where one does not hold: a fault of the program.
    pub(crate) fn check_balance(&self) -> Result<()> {
        let sum = |fen: &mut dyn Iterator<Item = i64>| fen.map(i128::from).sum::<i128>();
        let periods = || self.chunks.iter().map(|chunk| &chunk.periods);
        let due = sum(&mut periods().flat_map(|periods| periods.due_fen.iter().copied()));
        let paid = sum(&mut periods().flat_map(|periods| periods.paid_fen.iter().copied()));
        let left = sum(&mut periods().flat_map(|periods| {
            (0..periods.len()).map(|row| {
                let arrears = periods.arrears(row, self.as_of);
                arrears.arrears_fen + arrears.not_yet_due_fen
            })
        }));
        if due != paid + left {
            let what = format!("due {due} fen, paid {paid} and unpaid {left} fen");
            return Err(Error::Unbalanced { what });
        }
        let transfers = &self.keyed.transfers;
        let over = |fen: &dyn Fn(usize) -> i64| sum(&mut (0..transfers.len()).map(fen));
        let amount = over(&|row| transfers.amount_fen[row]);
        let advance = over(&|row| transfers.advance_fen[row]);
        let taken_back = over(&|row| transfers.taken_back_fen[row]);
        let set_aside = over(&|row| transfers.set_aside_fen(row));
        if amount != paid + advance + taken_back + set_aside {
            let what = format!(
                "transfers of {amount} fen, paid {paid}, advance {advance}, taken back \
                 {taken_back}, set aside {set_aside} fen"
            );
            return Err(Error::Unbalanced { what });
        }
        Ok(())
    }
}
