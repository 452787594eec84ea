//! What transfers show beside their fate (steps 4.1 and 4.3).

use super::accounts::{fate_code, finding};
use super::compared::{Compared, possible_duplicates, round_flat_payments, shared_accounts};
use super::keyed::Keyed;
use super::resolve::{is_foreign, original};
use super::rows::{NAME_NULL, Rows};
use super::settled::{CountedTransfer, Settled, Settlement};
use super::tables::TableName;
use super::tables::transfers as columns;
use super::transfers::Fate;
use crate::basics::day::{Day, Month};
use crate::basics::finding::Code;
use crate::basics::finding::Finding;
use crate::basics::ids::{EngagementId, NameId, ProjectId, WorkerId};

/// All findings of transfers, in no order; notes the accounts that receive the wages of three or
/// more workers, with their number, by account.
///
/// In a part of a larger data set nothing is compared: what is to be compared elsewhere is noted.
///
/// Choice: `docs/choices.md` 25 to 27 say which transfers are looked at.
pub fn transfer_findings(
    rows: &Rows,
    keyed: &mut Keyed,
    settlement: Option<&Settlement>,
    found: &mut Vec<Finding>,
) {
    let settled = settlement.map_or(&[][..], |settlement| &settlement.rows);
    let scan = Scan { settled, ..Scan::new(rows, keyed) };
    for place in 0..keyed.transfers.len() {
        scan.by_itself(place, found);
    }
    let counted: Vec<usize> = (0..keyed.transfers.len())
        .filter(|&place| keyed.transfers.fate[place] == Fate::Counted)
        .collect();
    if settlement.is_some() {
        keyed.counted = counted.into_iter().map(|place| scan.counted(place)).collect();
        return;
    }
    possible_duplicates(&scan, &counted, found);
    round_flat_payments(&scan, &counted, found);
    keyed.shared_payees = shared_accounts(&scan, &counted, found);
}

/// The table of transfers as handed over, and what became of its rows.
struct Scan<'a> {
    rows: &'a Rows,
    keyed: &'a Keyed,
    /// By project: whether it has an engagement.
    is_engaged: Vec<bool>,
    /// Empty, or by row what was settled before.
    settled: &'a [Settled],
}

impl<'a> Scan<'a> {
    fn new(rows: &'a Rows, keyed: &'a Keyed) -> Self {
        Self { rows, keyed, is_engaged: engaged_projects(keyed), settled: &[] }
    }

    /// What was settled before of a transfer.
    fn settled(&self, place: usize) -> Option<&Settled> {
        self.settled.get(self.keyed.transfers.row[place] as usize)
    }

    /// What a comparison elsewhere needs of a counted transfer.
    fn counted(&self, place: usize) -> CountedTransfer {
        CountedTransfer {
            payer: NameId(self.payer(place)),
            payee: NameId(self.payee(place)),
            team: self.team(place),
            month: self.month(place),
            place: u32::try_from(place).unwrap_or(u32::MAX),
        }
    }

    /// The period that the row names.
    fn month(&self, place: usize) -> Option<Month> {
        let row = self.keyed.transfers.row[place] as usize;
        self.rows.small_value(columns::PERIOD, row).map(Month)
    }

    /// A name of the row behind a transfer; [`NAME_NULL`] where null.
    fn name(&self, column: usize, place: usize) -> u32 {
        self.rows.name(column, self.keyed.transfers.row[place] as usize)
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
                let has_original = self.settled(place).map_or_else(
                    || original(transfers, NameId(self.name(columns::REVERSES, place))).is_some(),
                    |settled| settled.has_original,
                );
                if !has_original {
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
        if let Some(found) = self.settled(place).and_then(|settled| settled.found.as_ref()) {
            return found.names_nobody;
        }
        let worker = self.name(columns::WORKER_ID, place);
        let project = self.name(columns::PROJECT_ID, place);
        names_nobody_engaged(self.keyed, &self.is_engaged, worker, project)
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
}

impl Compared for Scan<'_> {
    fn payer(&self, place: usize) -> u32 {
        self.name(columns::PAYER_ACCOUNT, place)
    }

    fn payee(&self, place: usize) -> u32 {
        self.name(columns::PAYEE_ACCOUNT, place)
    }

    fn worker(&self, place: usize) -> WorkerId {
        self.keyed.transfers.worker[place]
    }

    fn amount_fen(&self, place: usize) -> i64 {
        self.keyed.transfers.amount_fen[place]
    }

    fn paid_day(&self, place: usize) -> Day {
        self.keyed.transfers.paid_day[place]
    }

    fn account(&self, account: u32) -> &str {
        self.keyed.names.accounts.get(account).unwrap_or_default()
    }

    /// A finding about one transfer.
    fn about(&self, place: usize, code: Code) -> Finding {
        let transfers = &self.keyed.transfers;
        let row = transfers.row[place];
        Finding {
            worker: transfers.worker[place],
            project: transfers.project[place],
            month: self.month(place),
            amount_fen: Some(transfers.amount_fen[place]),
            row: Some(u64::from(row)),
            ..finding(code, TableName::Transfers)
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

/// By project: whether it has an engagement.
#[must_use]
pub(crate) fn engaged_projects(keyed: &Keyed) -> Vec<bool> {
    let mut is_engaged = vec![false; keyed.projects.len()];
    for project in &keyed.engagements.project {
        is_engaged[project.index()] = true;
    }
    is_engaged
}

/// Whether the worker, the project or the pair that is named has no engagement.
#[must_use]
pub(crate) fn names_nobody_engaged(
    keyed: &Keyed,
    is_engaged: &[bool],
    worker: u32,
    project: u32,
) -> bool {
    let engagements = &keyed.engagements;
    let no_worker = worker != NAME_NULL && engagements.of(WorkerId(worker)).is_empty();
    let no_project = project != NAME_NULL && !is_engaged[project as usize];
    let no_pair = worker != NAME_NULL
        && project != NAME_NULL
        && !engagements.find(WorkerId(worker), ProjectId(project)).is_some();
    no_worker || no_pair || no_project
}

/// Transfers of which reversals took back more than the amount: the excess on the original.
pub fn over_reversals(
    rows: &Rows,
    keyed: &Keyed,
    settlement: Option<&Settlement>,
    found: &mut Vec<Finding>,
) {
    let scan = Scan::new(rows, keyed);
    let mut say = |place: usize, sum_fen: i128| {
        let excess_fen = sum_fen - i128::from(keyed.transfers.amount_fen[place]);
        if excess_fen > 0 {
            let amount_fen = i64::try_from(excess_fen).ok();
            found.push(Finding { amount_fen, ..scan.about(place, Code::OverReversal) });
        }
    };
    if let Some(settlement) = settlement {
        for (place, &row) in keyed.transfers.row.iter().enumerate() {
            let settled = settlement.rows.get(row as usize);
            if let Some(sum_fen) = settled.and_then(|settled| settled.reversed_fen) {
                say(place, i128::from(sum_fen));
            }
        }
        return;
    }
    over_reversals_of_all(&scan, &mut say);
}

/// Tells of every original what all its reversals take back.
fn over_reversals_of_all(scan: &Scan<'_>, say: &mut impl FnMut(usize, i128)) {
    let transfers = &scan.keyed.transfers;
    let mut taken: Vec<(usize, i64)> = (0..transfers.len())
        .filter(|&place| transfers.fate[place] == Fate::Reversal)
        .filter_map(|place| {
            let original = original(transfers, NameId(scan.name(columns::REVERSES, place)))?;
            Some((original, transfers.amount_fen[place]))
        })
        .collect();
    taken.sort_unstable();
    for group in taken.chunk_by(|a, b| a.0 == b.0) {
        say(group[0].0, group.iter().map(|part| i128::from(part.1)).sum());
    }
}
