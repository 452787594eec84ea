//! Engagements near a transfer, and the one change that would have bound it (step 4.2).
//!
//! Nothing here knows a rule: the matcher is asked again with one thing changed.

use super::again::FIELDS;
use super::keyed::Keyed;
use super::resolve::{Hints, Matcher};
use super::rows::NAME_NULL;
use super::tables::transfers as columns;
use super::transfers::MatchRule;
use crate::basics::ids::{EngagementId, ProjectId, WorkerId};

/// Engagements looked at, at most.
const NEAR_MOST: usize = 200;
/// Sheets of an engagement tried, at most.
const SHEETS_MOST: usize = 24;

/// An engagement that the transfer could have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The engagement.
    pub engagement: EngagementId,
    /// Fields that are given and are its own.
    pub agrees: Vec<usize>,
    /// Fields that are given and are not, with its own value where known.
    pub differs: Vec<(usize, Option<u32>)>,
}

/// A change of one field after which a rule finds whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field.
    pub field: usize,
    /// What should stand there; `None`: nothing.
    pub to: Option<u32>,
    /// The rule that then finds it.
    pub rule: MatchRule,
    /// Whose it then is.
    pub worker: WorkerId,
    /// What it is then bound to; none of a split.
    pub engagement: EngagementId,
}

/// What is near a transfer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nearby {
    /// Those that differ least first, then by number.
    pub near: Vec<Near>,
    /// In the order of [`Nearby::near`], then of the fields; changes to nothing last.
    pub changes: Vec<Change>,
}

/// Looks around: what the rules leave with each given field left out, and who has the name.
#[must_use]
pub fn nearby(keyed: &Keyed, matcher: &mut Matcher<'_>, hints: &Hints) -> Nearby {
    let mut near: Vec<Near> =
        pool(keyed, matcher, hints).into_iter().map(|place| near(keyed, hints, place)).collect();
    near.sort_by_key(|near| (near.differs.len(), std::cmp::Reverse(near.agrees.len())));
    near.truncate(NEAR_MOST);
    let mut changes = Vec::new();
    for near in &near {
        for field in FIELDS {
            changes.extend(bound_by(keyed, matcher, hints, near.engagement, field));
        }
    }
    for field in FIELDS.into_iter().filter(|&field| hints.field(field) != NAME_NULL) {
        let found = matcher.find(&hints.with(field, NAME_NULL));
        if found.rule != MatchRule::None {
            let (rule, worker, engagement) = (found.rule, found.worker, found.engagement);
            changes.push(Change { field, to: None, rule, worker, engagement });
        }
    }
    Nearby { near, changes }
}

/// Engagements worth a look, sorted.
fn pool(keyed: &Keyed, matcher: &mut Matcher<'_>, hints: &Hints) -> Vec<u32> {
    let mut pool = Vec::new();
    let left_out = FIELDS.map(|field| hints.with(field, NAME_NULL));
    for hints in [*hints].iter().chain(&left_out) {
        pool.extend(matcher.left_by_each(hints).into_iter().flat_map(|(_, left)| left));
    }
    let of = |worker: usize| keyed.engagements.of(WorkerId(u32::try_from(worker).unwrap_or(0)));
    if hints.payee_name != NAME_NULL {
        let named = (0..keyed.worker_name.len())
            .filter(|&worker| keyed.worker_name[worker].0 == hints.payee_name);
        pool.extend(named.flat_map(of).map(|place| u32::try_from(place).unwrap_or(u32::MAX)));
    }
    if hints.project != NAME_NULL {
        let project = ProjectId(hints.project);
        let there = (0..keyed.engagements.len())
            .filter(|&place| keyed.engagements.project[place] == project);
        pool.extend(there.map(|place| u32::try_from(place).unwrap_or(u32::MAX)));
    }
    pool.sort_unstable();
    pool.dedup();
    pool
}

/// What an engagement has in common with a transfer.
fn near(keyed: &Keyed, hints: &Hints, place: u32) -> Near {
    let engagement = EngagementId(place);
    let mut near = Near { engagement, agrees: Vec::new(), differs: Vec::new() };
    for field in FIELDS {
        let given = hints.field(field);
        if given == NAME_NULL {
            continue;
        }
        let own = own_values(keyed, engagement, field);
        if own.contains(&given) {
            near.agrees.push(field);
        } else {
            near.differs.push((field, own.first().copied()));
        }
    }
    near
}

/// What an engagement would have in a field; several sheets, else one value or none.
fn own_values(keyed: &Keyed, engagement: EngagementId, field: usize) -> Vec<u32> {
    let place = engagement.index();
    let (worker, project) = (keyed.engagements.worker[place], keyed.engagements.project[place]);
    let own = match field {
        columns::WORKER_ID => worker.0,
        columns::PROJECT_ID => project.0,
        columns::PAYEE_ACCOUNT => keyed.pay_account[worker.index()].0,
        columns::PAYEE_NAME => keyed.worker_name[worker.index()].0,
        columns::PAYER_ACCOUNT => keyed.projects[project.index()].wage_account.0,
        _ => {
            let lines = keyed.payroll.of(engagement).iter().rev();
            let mut sheets: Vec<u32> = lines.map(|line| line.sheet.0).collect();
            sheets.dedup();
            sheets.truncate(SHEETS_MOST);
            return sheets;
        }
    };
    if own == NAME_NULL { Vec::new() } else { vec![own] }
}

/// The engagement's own value in a field, if with it a rule binds the transfer to the engagement.
fn bound_by(
    keyed: &Keyed,
    matcher: &mut Matcher<'_>,
    hints: &Hints,
    engagement: EngagementId,
    field: usize,
) -> Option<Change> {
    own_values(keyed, engagement, field).into_iter().find_map(|own| {
        if own == hints.field(field) {
            return None;
        }
        let found = matcher.find(&hints.with(field, own));
        let is_bound = found.rule != MatchRule::None && found.engagement == engagement;
        let change = Change {
            field,
            to: Some(own),
            rule: found.rule,
            worker: found.worker,
            engagement: found.engagement,
        };
        is_bound.then_some(change)
    })
}
