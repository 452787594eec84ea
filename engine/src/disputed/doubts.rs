//! Which records about a worker can be read in more than one way.

use std::collections::BTreeSet;

use super::names;
use crate::basics::day::{Day, Month};
use crate::basics::ids::{EngagementId, WorkerId};
use crate::basics::policy::Policy;
use crate::intake::keyed::Keyed;
use crate::intake::terms::Contract;
use crate::intake::timesheet::SheetCell;
use crate::intake::transfer_step::TransferStep;
use crate::reconciliation::Reconciliation;
use crate::wages::worker_periods::Flag;

/// A record, or records, with several readings; the first one, 0, is that of the run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doubt {
    /// Contracts of one engagement and one start that differ, by their places: each may be the one
    /// in force; the run takes the last.
    TwoRates(Places),
    /// A payout that a rule leaves to several engagements, by its place, and those of this worker
    /// with the month that it names there: it is of none of them, or of one.
    Payout(u32, Vec<(EngagementId, Option<Month>)>),
    /// A day with a punch without partner: the minutes that are counted now, or a whole day.
    Stamp { now: SheetCell, whole_minutes: u16 },
}

/// The first of neighbouring places, and the one after the last.
pub(super) type Places = (usize, usize);

impl Doubt {
    /// How many ways there are to read it.
    pub(super) const fn readings(&self) -> usize {
        match self {
            Self::TwoRates((start, end)) => *end - *start,
            Self::Payout(_, candidates) => candidates.len() + 1,
            Self::Stamp { .. } => 2,
        }
    }

    /// The document that would settle it.
    pub(super) const fn document(&self) -> &'static str {
        match self {
            Self::TwoRates(_) => "signed_contract",
            Self::Payout(..) => "payee_of_transfer",
            Self::Stamp { .. } => "site_record_of_day",
        }
    }

    /// Its word and the ids that it is about.
    pub(super) fn text(&self, keyed: &Keyed) -> String {
        match self {
            Self::TwoRates((start, end)) => {
                let ids = keyed.contracts.rows[*start..*end].iter();
                let mut ids: Vec<&str> = ids
                    .filter_map(|contract| keyed.names.contracts.get(contract.contract.0))
                    .collect();
                ids.sort_unstable();
                format!("two_rates {}", ids.join(" "))
            }
            Self::Payout(transfer, _) => {
                let id = keyed.transfers.id[*transfer as usize];
                let id = keyed.names.transfers.get(id.0).unwrap_or_default();
                format!("ambiguous_payout {id}")
            }
            Self::Stamp { now, .. } => {
                let project = names(keyed, now.engagement).1;
                let day = now.month.first_day().plus_days(i32::from(now.day));
                format!("forgotten_stamp {project} {day}")
            }
        }
    }
}

/// All doubts of a run with the worker whom each concerns, in the order of workers.
pub(super) fn doubts(
    result: &Reconciliation,
    step: Option<&TransferStep>,
    policy: &Policy,
) -> Vec<(WorkerId, Doubt)> {
    let keyed = &result.keyed;
    let worker = |engagement: EngagementId| keyed.engagements.worker[engagement.index()];
    let mut all = Vec::new();
    for engagement in tied(result) {
        let own = two_rates(keyed, engagement).into_iter();
        all.extend(own.map(|places| (worker(engagement), Doubt::TwoRates(places))));
    }
    let payouts = step.map(|step| step.ambiguous(keyed, policy)).unwrap_or_default();
    for (transfer, mut candidates) in payouts {
        candidates.sort_unstable();
        for own in candidates.chunk_by(|a, b| worker(a.0) == worker(b.0)) {
            all.push((worker(own[0].0), Doubt::Payout(transfer, own.to_vec())));
        }
    }
    for &(engagement, day) in &keyed.unpaired_days {
        all.extend(stamp(keyed, engagement, day).map(|doubt| (worker(engagement), doubt)));
    }
    all.sort_unstable();
    all
}

/// Engagements with a worker-period of which contracts tie for being in force.
fn tied(result: &Reconciliation) -> BTreeSet<EngagementId> {
    let periods = result.chunks.iter().map(|chunk| &chunk.periods);
    let tied = periods.flat_map(|periods| {
        let rows = (0..periods.len()).filter(|&row| periods.has(row, Flag::OverlappingContracts));
        rows.map(|row| periods.engagement[row])
    });
    tied.collect()
}

/// Contracts of an engagement that begin on one day and differ in more than their ids.
fn two_rates(keyed: &Keyed, engagement: EngagementId) -> Vec<Places> {
    let mut start = keyed.contracts.offsets[engagement.index()] as usize;
    let mut found = Vec::new();
    for own in keyed.contracts.of(engagement).chunk_by(|a, b| a.start_day == b.start_day) {
        let end = start + own.len();
        if own.iter().any(|contract| !is_alike(contract, &own[0])) {
            found.push((start, end));
        }
        start = end;
    }
    found
}

/// Whether two contracts say the same of wages.
fn is_alike(one: &Contract, other: &Contract) -> bool {
    let terms = |of: &Contract| Contract { contract: other.contract, ..of.clone() };
    terms(one) == terms(other)
}

/// A day without all its punches, where its month has a row and a contract says how long a day is.
fn stamp(keyed: &Keyed, engagement: EngagementId, day: Day) -> Option<Doubt> {
    let month = day.month();
    let row = keyed.timesheet.row_of(engagement, month)?;
    let place = u8::try_from(day.day_of_month().checked_sub(1)?).ok()?;
    let minutes = keyed.timesheet.minutes_of(row, place);
    let own = keyed.contracts.of(engagement).iter();
    let in_force = own.filter(|own| own.start_day <= day && day <= own.end_day);
    let whole_minutes = in_force.map(|own| own.daily_minutes).max()?;
    let now = SheetCell { engagement, month, day: place, line: keyed.timesheet.line(row), minutes };
    (minutes.unwrap_or(0) < whole_minutes).then_some(Doubt::Stamp { now, whole_minutes })
}
