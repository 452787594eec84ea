//! Faults and near misses planted at random places of a clean world, and what was planted.
//!
//! For each finding code there is one function: it plants the fault, or beside it a value just
//! inside the rule: one day, one fen, one digit, one second, one worker less. What it plants is
//! written by hand from the pages of the contract; nothing here knows the engine, its calendar or
//! its policy. What a fault leads to beside its own finding is planted, and so declared, with it.

pub mod figures;
mod intake;
mod intent;
mod means;
mod payments;
pub mod payouts;
mod people;
mod punches;
pub mod score;
mod sheets;
mod specimen;
mod transfers;
pub mod warned;

use std::collections::BTreeSet;
use std::path::Path;

use anxin_datasets::civil::{first_day, month};
use anxin_datasets::table::yuan;
use anxin_datasets::{Planted, Random, Spec, World};

use crate::corruptions;
use crate::worlds::table_mut;
pub use figures::FIGURES;
pub use intent::INTENTS;
pub use specimen::{Specimen, Terms};
pub use warned::WARNED;

/// A finding code and what plants it: the fault, or its near miss.
#[derive(Debug, Clone, Copy)]
pub struct Class {
    /// The finding code.
    pub code: &'static str,
    /// Plants the fault, or the near miss where the flag is set.
    pub plant: fn(&mut Planter, bool),
}

/// Every class of fault whose definition is exact, in the order of the codes.
#[must_use]
pub fn classes() -> Vec<Class> {
    let rooms: [&[Class]; 7] = [
        &intake::CLASSES,
        &transfers::CLASSES,
        &punches::CLASSES,
        &people::CLASSES,
        &sheets::CLASSES,
        &payments::CLASSES,
        &payouts::CLASSES,
    ];
    rooms.into_iter().chain([&means::CLASSES[..]]).flatten().copied().collect()
}

/// A world with what was planted in it, and tables that no generated world has.
#[derive(Debug)]
pub struct FaultyWorld {
    /// The world and the truth about it.
    pub world: World,
    /// Published rates, as CSV.
    pub published_rates: String,
}

impl FaultyWorld {
    /// Writes all tables as CSV into a folder.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn write_csv(&self, folder: &Path) -> std::io::Result<()> {
        self.world.write_csv(folder)?;
        std::fs::write(folder.join("published_rates.csv"), &self.published_rates)
    }
}

/// First wage months of the worlds: three months each, over the turn of a year too.
const FIRST_MONTHS: [(i64, i64); 6] =
    [(2024, 3), (2024, 6), (2024, 11), (2025, 1), (2025, 3), (2025, 7)];

/// The world of a seed with so many faults of each class and as many near misses, rows in any
/// order.
#[must_use]
pub fn of_seed(seed: u64, classes: &[Class], of_each: usize) -> FaultyWorld {
    let mut planter = Planter::new(seed);
    for class in classes {
        for _ in 0..of_each {
            (class.plant)(&mut planter, false);
            (class.plant)(&mut planter, true);
        }
    }
    planter.finished()
}

/// A project of the clean world whose wage account is known.
#[derive(Debug, Clone)]
struct Site {
    project: String,
    wage_account: String,
}

/// Plants faults in a world and writes down what it planted.
#[derive(Debug)]
pub struct Planter {
    world: World,
    random: Random,
    seed: u64,
    sites: Vec<Site>,
    /// The first of three wage months.
    first_month: i64,
    /// Makes names that stand once.
    running: i64,
    /// Days after the books that have been used: of one day and table there is one finding.
    days_after: i64,
    rates: String,
}

/// What a finding is about.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The row, where it is one.
    pub row: Option<usize>,
    /// The worker.
    pub worker: Option<String>,
    /// The project.
    pub project: Option<String>,
    /// The wage month.
    pub period: Option<String>,
    /// The money in fen.
    pub amount_fen: Option<i64>,
}

impl Planter {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let (year, month_of_year) = random.pick(&FIRST_MONTHS);
        let first_month = month(year, month_of_year);
        let projects = 3 + random.below(3);
        let spec = Spec { seed, projects, workers_per_project: 10, first_month, ..Spec::default() };
        let mut world = corruptions::quiet_of(&spec.over(3));
        world.truth.clear();
        without_coincidences(&mut world);
        let sites = sites(&world);
        let rates = "rate_id,numerator,denominator,published_percent,decimals\n".to_owned();
        Self { world, random, seed, sites, first_month, running: 0, days_after: 0, rates }
    }

    fn finished(self) -> FaultyWorld {
        // Rows of a table that is none of the world's keep their places.
        let (mut world, mut truth) = (self.world, Vec::new());
        std::mem::swap(&mut world.truth, &mut truth);
        let (outside, within) = truth.into_iter().partition(|p| world.table(p.table).is_none());
        world.truth = within;
        let mut world = world.shuffled(self.seed);
        world.truth.extend::<Vec<Planted>>(outside);
        FaultyWorld { world, published_rates: self.rates }
    }

    fn as_of_day(&self) -> i64 {
        first_day(self.first_month + 3) + 14
    }

    /// A number that no other thing planted has.
    fn number(&mut self) -> i64 {
        self.running += 1;
        self.running
    }

    fn site(&mut self) -> Site {
        let place = self.random.below(self.sites.len());
        self.sites[place].clone()
    }

    /// Adds a row: the named cells, empty text is null. Gives its number.
    fn push(&mut self, table: &str, cells: &[(&str, &str)]) -> usize {
        let row = table_mut(&mut self.world, table).map_or(0, |table| table.push(&[]));
        self.set(table, row, cells);
        row
    }

    /// Adds a copy of a row with other cells. Gives its number.
    fn copy(&mut self, table: &str, row: usize, cells: &[(&str, &str)]) -> usize {
        let copy = table_mut(&mut self.world, table).map_or(0, |table| table.push_copy(row));
        self.set(table, copy, cells);
        copy
    }

    fn set(&mut self, table: &str, row: usize, cells: &[(&str, &str)]) {
        let Some(table) = table_mut(&mut self.world, table) else { return };
        for (column, text) in cells {
            table.set(row, column, Some((*text).to_owned()).filter(|text| !text.is_empty()));
        }
    }

    fn cell(&self, table: &str, row: usize, column: &str) -> String {
        let table = self.world.table(table);
        table.and_then(|table| table.cell(row, column)).unwrap_or_default().to_owned()
    }

    /// Writes down a finding that has to come.
    fn fault(&mut self, kind: &'static str, table: &'static str, about: About) {
        self.record(kind, true, table, about);
    }

    /// Writes down a near miss, or the finding that has to come.
    fn record(&mut self, kind: &'static str, is_fault: bool, table: &'static str, about: About) {
        let About { row, worker, project, period, amount_fen } = about;
        let amount = amount_fen.map(yuan);
        let (worker_id, project_id) = (worker, project);
        let planted = Planted { kind, is_fault, table, row, worker_id, project_id, period, amount };
        self.world.truth.push(planted);
    }
}

/// Two months that earn the same, paid on one day, are doubtful by themselves: one is left unpaid.
fn without_coincidences(world: &mut World) {
    let Some(transfers) = table_mut(world, "transfers") else { return };
    let mut met = BTreeSet::new();
    let mut is_first = |row: &usize| {
        let cell = |column| transfers.cell(*row, column).unwrap_or_default().to_owned();
        met.insert(["payer_account", "payee_account", "amount", "paid_date"].map(cell))
    };
    let rows: Vec<usize> = (0..transfers.rows()).filter(|row| is_first(row)).collect();
    *transfers = transfers.with_rows(&rows);
}

/// Projects of the world with a wage account.
fn sites(world: &World) -> Vec<Site> {
    let Some(projects) = world.table("projects") else { return Vec::new() };
    let site = |row: usize| {
        let cell = |column| projects.cell(row, column).map(str::to_owned);
        Some(Site { project: cell("project_id")?, wage_account: cell("wage_account")? })
    };
    (0..projects.rows()).filter_map(site).collect()
}
