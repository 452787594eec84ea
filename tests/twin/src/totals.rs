//! 7, figures: sums by worker, project, contractor and region.

use std::collections::BTreeMap;

use crate::deposit::Required;
use crate::punches::Key;
use crate::step2::World;
use crate::step3::Periods;
use crate::step4::Transfer;
use crate::step5;
use crate::waterfall::Cover;

/// The sums that every level has.
#[derive(Debug, Clone, Default)]
pub struct Totals {
    /// How many.
    pub projects: i128,
    /// Fen.
    pub due: i128,
    /// Fen.
    pub paid: i128,
    /// Fen.
    pub arrears: i128,
    /// Fen.
    pub not_yet_due: i128,
    /// Fen.
    pub paid_on_time: i128,
    /// Fen.
    pub advance: i128,
    /// Engagements.
    pub workers: i128,
    /// Engagements with arrears.
    pub workers_owed: i128,
    /// Fen, of one engagement.
    pub largest_arrears: i128,
    /// Of the periods in arrears.
    pub oldest_due_date: Option<i128>,
    /// How many periods are in arrears.
    pub periods_in_arrears: i128,
    /// Fen.
    pub required: Option<i128>,
    /// Fen; none below the level of projects.
    pub held: Option<i128>,
    /// Fen.
    pub shortfall: Option<i128>,
    /// Fen by the five steps of the waterfall.
    pub covered: [i128; 5],
}

fn earlier(left: Option<i128>, right: Option<i128>) -> Option<i128> {
    left.into_iter().chain(right).min()
}

fn known_sum(left: Option<i128>, right: Option<i128>) -> Option<i128> {
    match (left, right) {
        (None, None) => None,
        _ => Some(left.unwrap_or(0) + right.unwrap_or(0)),
    }
}

impl Totals {
    /// Adds the sums of another part.
    pub fn add(&mut self, other: &Totals) {
        self.projects += other.projects;
        self.due += other.due;
        self.paid += other.paid;
        self.arrears += other.arrears;
        self.not_yet_due += other.not_yet_due;
        self.paid_on_time += other.paid_on_time;
        self.advance += other.advance;
        self.workers += other.workers;
        self.workers_owed += other.workers_owed;
        self.largest_arrears = self.largest_arrears.max(other.largest_arrears);
        self.oldest_due_date = earlier(self.oldest_due_date, other.oldest_due_date);
        self.periods_in_arrears += other.periods_in_arrears;
        self.required = known_sum(self.required, other.required);
        self.held = known_sum(self.held, other.held);
        self.shortfall = known_sum(self.shortfall, other.shortfall);
        for (sum, part) in self.covered.iter_mut().zip(other.covered) {
            *sum += part;
        }
    }

    /// Fen covered by all steps.
    pub fn covered_in_all(&self) -> i128 {
        self.covered.iter().sum()
    }
}

/// Sums of every engagement.
pub fn of_engagements(
    world: &World,
    periods: &Periods,
    transfers: &[Transfer],
    covers: &[Cover],
    as_of: i128,
) -> BTreeMap<Key, Totals> {
    let mut sums: BTreeMap<Key, Totals> = BTreeMap::new();
    for key in &world.engagements {
        sums.insert(key.clone(), Totals { workers: 1, ..Totals::default() });
    }
    for ((key, _), period) in periods {
        let sum = sums.entry(key.clone()).or_default();
        let arrears = step5::arrears(period, as_of);
        sum.due += period.due;
        sum.paid += period.paid;
        sum.paid_on_time += period.paid_on_time;
        sum.not_yet_due += step5::not_yet_due(period, as_of);
        sum.arrears += arrears;
        if arrears > 0 {
            sum.periods_in_arrears += 1;
            sum.oldest_due_date = earlier(sum.oldest_due_date, Some(period.due_date));
        }
    }
    for transfer in transfers {
        if let [key] = transfer.pays.as_slice() {
            sums.entry(key.clone()).or_default().advance += transfer.advance;
        }
    }
    for cover in covers {
        sums.entry(cover.key.clone()).or_default().covered[step(cover.source)] += cover.amount;
    }
    for sum in sums.values_mut() {
        sum.largest_arrears = sum.arrears;
        sum.workers_owed = i128::from(sum.arrears > 0);
    }
    sums
}

fn step(source: &str) -> usize {
    match source {
        "wage_account" => 0,
        "project_deposit" => 1,
        "contractor_deposit" => 2,
        "emergency_fund" => 4,
        _ => 3,
    }
}

/// Sums of every project with an engagement or a row.
pub fn of_projects(
    world: &World,
    engagements: &BTreeMap<Key, Totals>,
    required: &BTreeMap<String, Required>,
    held: &BTreeMap<String, i128>,
) -> BTreeMap<String, Totals> {
    let mut sums: BTreeMap<String, Totals> = BTreeMap::new();
    for id in world.projects.keys() {
        sums.insert(id.clone(), Totals::default());
    }
    for ((_, project), part) in engagements {
        sums.entry(project.clone()).or_default().add(part);
    }
    for (id, sum) in &mut sums {
        let held = held.get(id).copied().unwrap_or(0);
        sum.projects = 1;
        sum.required = required.get(id).and_then(|required| required.required);
        sum.held = Some(held);
        sum.shortfall = sum.required.map(|required| (required - held).max(0));
    }
    sums
}

/// General contractor and management area.
pub type ContractorKey = (Option<String>, Option<String>);
