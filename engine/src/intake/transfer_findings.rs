//! What transfers show beside their fate (steps 4.1 and 4.3).

use super::accounts::{fate_code, finding};
use super::keyed::Keyed;
use super::resolve::{is_foreign, original};
use super::rows::{NAME_NULL, Rows};
use super::tables::TableName;
use super::tables::transfers as columns;
use super::transfers::Fate;
use crate::basics::day::Month;
use crate::basics::finding::Code;
use crate::basics::finding::Finding;
use crate::basics::ids::{EngagementId, NameId, ProjectId, WorkerId};

/// A flat amount is a multiple of so many fen (500 yuan).
const FLAT_FEN: i64 = 50_000;
/// So many workers make a flat payment or a shared account worth a look.
const FLAT_WORKERS: usize = 5;
/// So many workers share an account.
const SHARED_WORKERS: usize = 3;

/// All findings of transfers, in no order; gives the accounts that receive the wages of three or
/// more workers, with their number, by account.
///
/// Choice: `docs/choices.md` 25 to 27 say which transfers are looked at.
pub fn transfer_findings(
    rows: &Rows,
    keyed: &Keyed,
    found: &mut Vec<Finding>,
) -> Vec<(NameId, u32)> {
    let scan = Scan::new(rows, keyed);
    for place in 0..keyed.transfers.len() {
        scan.by_itself(place, found);
    }
    let counted: Vec<usize> = (0..keyed.transfers.len())
        .filter(|&place| keyed.transfers.fate[place] == Fate::Counted)
        .collect();
    scan.possible_duplicates(&counted, found);
    scan.round_flat_payments(&counted, found);
    scan.shared_accounts(&counted, found)
}

/// The table of transfers as handed over, and what became of its rows.
struct Scan<'a> {
    rows: &'a Rows,
    keyed: &'a Keyed,
    /// By project: whether it has an engagement.
    is_engaged: Vec<bool>,
}

impl<'a> Scan<'a> {
    fn new(rows: &'a Rows, keyed: &'a Keyed) -> Self {
        let mut is_engaged = vec![false; keyed.projects.len()];
        for project in &keyed.engagements.project {
            is_engaged[project.index()] = true;
        }
        Self { rows, keyed, is_engaged }
    }

    /// A name of the row behind a transfer; [`NAME_NULL`] where null.
    fn name(&self, column: usize, place: usize) -> u32 {
        self.rows.name(column, self.keyed.transfers.row[place] as usize)
    }

    /// A finding about one transfer.
    fn about(&self, place: usize, code: Code) -> Finding {
        let transfers = &self.keyed.transfers;
        let row = transfers.row[place];
        Finding {
            worker: transfers.worker[place],
            project: transfers.project[place],
            month: self.rows.small_value(columns::PERIOD, row as usize).map(Month),
            amount_fen: Some(transfers.amount_fen[place]),
            row: Some(u64::from(row)),
            ..finding(code, TableName::Transfers)
        }
    }

    /// What one transfer shows.
    fn by_itself(&self, place: usize, found: &mut Vec<Finding>) {
        let transfers = &self.keyed.transfers;
        match transfers.fate[place] {
            Fate::Unmatched if self.names_nobody_engaged(place) => {
                found.push(self.about(place, Code::TransferWithoutEngagement));
            }
            Fate::Unmatched => {
                let detail = format!("{} candidates", transfers.candidates[place]).into();
                found.push(Finding { detail, ..self.about(place, Code::Unmatched) });
            }
            Fate::Reversal => {
                let reverses = self.name(columns::REVERSES, place);
                if original(transfers, NameId(reverses)).is_none() {
                    found.push(self.about(place, Code::ReversalWithoutOriginal));
                }
            }
            Fate::Counted => {
                let payee = NameId(self.name(columns::PAYEE_ACCOUNT, place));
                if is_foreign(self.keyed, transfers.worker[place], payee) {
                    found.push(self.about(place, Code::PayeeNotWorker));
                }
                if self.is_outside_wage_account(place) {
                    found.push(self.about(place, Code::PaidOutsideWageAccount));
                }
                if !self.has_attendance(place) {
                    found.push(self.about(place, Code::TransferWithoutAttendance));
                }
            }
            fate => found.extend(fate_code(fate).map(|code| self.about(place, code))),
        }
    }

    /// Whether the worker, the project or the pair it names has no engagement.
    fn names_nobody_engaged(&self, place: usize) -> bool {
        let worker = self.name(columns::WORKER_ID, place);
        let project = self.name(columns::PROJECT_ID, place);
        let engagements = &self.keyed.engagements;
        let no_worker = worker != NAME_NULL && engagements.of(WorkerId(worker)).is_empty();
        let no_project = project != NAME_NULL && !self.is_engaged[project as usize];
        let no_pair = worker != NAME_NULL
            && project != NAME_NULL
            && !engagements.find(WorkerId(worker), ProjectId(project)).is_some();
        no_worker || no_pair || no_project
    }

    /// Positions of the engagements a counted transfer pays.
    fn paid_engagements(&self, place: usize) -> std::ops::Range<usize> {
        let transfers = &self.keyed.transfers;
        match transfers.engagement[place].get() {
            Some(engagement) => engagement.index()..engagement.index() + 1,
            None => self.keyed.engagements.of(transfers.worker[place]),
        }
    }

    /// Whether the payer is none of the known wage accounts of the projects paid.
    fn is_outside_wage_account(&self, place: usize) -> bool {
        let payer = self.name(columns::PAYER_ACCOUNT, place);
        let mut known = self
            .paid_engagements(place)
            .map(|own| self.keyed.engagements.project[own])
            .map(|project| self.keyed.projects[project.index()].wage_account)
            .filter(|account| account.is_some())
            .peekable();
        payer != NAME_NULL && known.peek().is_some() && known.all(|account| account.0 != payer)
    }

    /// Whether any of the engagements paid has an attended day.
    fn has_attendance(&self, place: usize) -> bool {
        self.paid_engagements(place).any(|own| {
            let own = EngagementId(u32::try_from(own).unwrap_or(u32::MAX));
            !self.keyed.timesheet.months_of(own).is_empty()
        })
    }

    /// Same payer, payee, amount and day under different ids.
    fn possible_duplicates(&self, counted: &[usize], found: &mut Vec<Finding>) {
        let transfers = &self.keyed.transfers;
        let mut keys: Vec<_> = counted
            .iter()
            .map(|&place| {
                let payer = self.name(columns::PAYER_ACCOUNT, place);
                let payee = self.name(columns::PAYEE_ACCOUNT, place);
                (payer, payee, transfers.amount_fen[place], transfers.paid_day[place], place)
            })
            .filter(|key| key.0 != NAME_NULL && key.1 != NAME_NULL)
            .collect();
        keys.sort_unstable();
        for group in keys.chunk_by(|a, b| (a.0, a.1, a.2, a.3) == (b.0, b.1, b.2, b.3)) {
            if group.len() > 1 {
                let places = group.iter().map(|key| key.4);
                let code = Code::PossibleDuplicatePayment;
                found.extend(places.map(|place| self.about(place, code)));
            }
        }
    }

    /// One account that receives the wages of three or more workers.
    fn shared_accounts(&self, counted: &[usize], found: &mut Vec<Finding>) -> Vec<(NameId, u32)> {
        let mut shared = Vec::new();
        let transfers = &self.keyed.transfers;
        let mut keys: Vec<(u32, WorkerId, i64)> = counted
            .iter()
            .map(|&place| {
                let payee = self.name(columns::PAYEE_ACCOUNT, place);
                (payee, transfers.worker[place], transfers.amount_fen[place])
            })
            .filter(|key| key.0 != NAME_NULL)
            .collect();
        keys.sort_unstable();
        for group in keys.chunk_by(|a, b| a.0 == b.0) {
            let workers = group.chunk_by(|a, b| a.1 == b.1).count();
            if workers >= SHARED_WORKERS {
                let sum: i128 = group.iter().map(|key| i128::from(key.2)).sum();
                let account = self.keyed.names.accounts.get(group[0].0).unwrap_or_default();
                let count = u32::try_from(workers).unwrap_or(u32::MAX);
                shared.push((NameId(group[0].0), count));
                found.push(Finding {
                    amount_fen: i64::try_from(sum).ok(),
                    detail: format!("{account}: {workers} workers").into(),
                    ..finding(Code::SharedPayeeAccount, TableName::Transfers)
                });
            }
        }
        shared
    }

    /// One team, one day, one round amount for at least five workers.
    fn round_flat_payments(&self, counted: &[usize], found: &mut Vec<Finding>) {
        let transfers = &self.keyed.transfers;
        let mut keys: Vec<_> = counted
            .iter()
            .filter(|&&place| {
                let amount_fen = transfers.amount_fen[place];
                amount_fen > 0 && amount_fen % FLAT_FEN == 0
            })
            .filter_map(|&place| {
                let team = self.team(place).get()?;
                let worker = transfers.worker[place];
                Some((team, transfers.paid_day[place], transfers.amount_fen[place], worker, place))
            })
            .collect();
        keys.sort_unstable();
        for group in keys.chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2)) {
            if group.chunk_by(|a, b| a.3 == b.3).count() >= FLAT_WORKERS {
                let places = group.iter().map(|key| key.4);
                found.extend(places.map(|place| self.about(place, Code::RoundFlatPayment)));
            }
        }
    }

    /// The team of the contract in force on the paid day, else of the last one begun before.
    fn team(&self, place: usize) -> NameId {
        let transfers = &self.keyed.transfers;
        let Some(engagement) = transfers.engagement[place].get() else { return NameId::NONE };
        let paid_day = transfers.paid_day[place];
        let begun = self.keyed.contracts.of(engagement);
        let begun = &begun[..begun.partition_point(|contract| contract.start_day <= paid_day)];
        let in_force = begun.iter().rev().find(|contract| contract.end_day >= paid_day);
        in_force.or_else(|| begun.last()).map_or(NameId::NONE, |contract| contract.team)
    }
}

/// Transfers of which reversals took back more than the amount: the excess on the original.
pub fn over_reversals(rows: &Rows, keyed: &Keyed, found: &mut Vec<Finding>) {
    let transfers = &keyed.transfers;
    let scan = Scan::new(rows, keyed);
    let mut taken: Vec<(usize, i64)> = (0..transfers.len())
        .filter(|&place| transfers.fate[place] == Fate::Reversal)
        .filter_map(|place| {
            let original = original(transfers, NameId(scan.name(columns::REVERSES, place)))?;
            Some((original, transfers.amount_fen[place]))
        })
        .collect();
    taken.sort_unstable();
    for group in taken.chunk_by(|a, b| a.0 == b.0) {
        let place = group[0].0;
        let sum: i128 = group.iter().map(|part| i128::from(part.1)).sum();
        let excess = sum - i128::from(transfers.amount_fen[place]);
        if excess > 0 {
            let amount_fen = i64::try_from(excess).ok();
            found.push(Finding { amount_fen, ..scan.about(place, Code::OverReversal) });
        }
    }
}
