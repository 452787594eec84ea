//! Step 2, key: engagements, and what each worked on each day.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::{Book, Finding};
use crate::cells::Cell;
use crate::date;
use crate::policy::Policy;
use crate::punches::{self, Key, PunchedDay};
use crate::step1::{Record, Tables};

/// One engagement's day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Work {
    /// At most 1440.
    pub minutes: i128,
    /// Thousandths of a piece; none where no row says.
    pub quantity: Option<i128>,
}

/// Everything known about the engagements.
#[derive(Debug, Default)]
pub struct World {
    /// Used rows by id.
    pub projects: BTreeMap<String, Record>,
    /// Used rows by id.
    pub workers: BTreeMap<String, Record>,
    /// By engagement, in order of start and id.
    pub contracts: BTreeMap<Key, Vec<Record>>,
    /// By engagement and day.
    pub work: BTreeMap<Key, BTreeMap<i128, Work>>,
    /// By engagement and month, back pay included.
    pub payroll: BTreeMap<Key, BTreeMap<i128, Vec<Record>>>,
    /// By engagement and month.
    pub adjustments: BTreeMap<Key, BTreeMap<i128, Vec<Record>>>,
    /// All of them.
    pub engagements: BTreeSet<Key>,
}

impl World {
    /// A known text of a project.
    pub fn project_text(&self, project: &str, column: &str) -> Option<&str> {
        self.projects.get(project).and_then(|record| record.text(column))
    }

    /// A known text of a worker.
    pub fn worker_text(&self, worker: &str, column: &str) -> Option<&str> {
        self.workers.get(worker).and_then(|record| record.text(column))
    }

    /// The contract in force on a day: the latest start, then the greatest id.
    pub fn in_force(&self, key: &Key, day: i128) -> Option<&Record> {
        let contracts = self.contracts.get(key)?;
        contracts.iter().rev().find(|contract| covers(contract, day))
    }
}

/// Whether a day lies between a contract's dates.
pub fn covers(contract: &Record, day: i128) -> bool {
    contract.value("start_date") <= day && contract.number("end_date").is_none_or(|end| day <= end)
}

fn key_of(record: &Record) -> Key {
    (record.id("worker_id"), record.id("project_id"))
}

/// Puts the used rows under their engagements.
pub fn world(tables: &Tables, policy: &Policy, book: &mut Book) -> World {
    let mut world = World::default();
    for record in tables.of("projects") {
        world.projects.insert(record.id("project_id"), record.clone());
    }
    for record in tables.of("workers") {
        world.workers.insert(record.id("worker_id"), record.clone());
    }
    for record in tables.of("contracts") {
        world.contracts.entry(key_of(record)).or_default().push(record.clone());
    }
    for contracts in world.contracts.values_mut() {
        contracts
            .sort_by_key(|contract| (contract.number("start_date"), contract.id("contract_id")));
    }
    for record in tables.of("payroll") {
        let months = world.payroll.entry(key_of(record)).or_default();
        months.entry(record.value("period")).or_default().push(record.clone());
    }
    for record in tables.of("adjustments") {
        let months = world.adjustments.entry(key_of(record)).or_default();
        months.entry(record.value("period")).or_default().push(record.clone());
    }
    let punched = punches::punched_days(tables, policy, book);
    work(tables, punched, &mut world, book);
    world.engagements.extend(world.contracts.keys().cloned());
    world.engagements.extend(world.payroll.keys().cloned());
    world.engagements.extend(world.adjustments.keys().cloned());
    world.engagements.extend(world.work.keys().cloned());
    // A punch without a partner tells no minutes, but it tells who was where (choices 119).
    world.engagements.extend(tables.of("punches").iter().map(key_of));
    equal_adjustments(&world, book);
    unknown(&world, book);
    world
}

/// One day of one engagement with the rows that count.
#[derive(Debug)]
struct Day {
    work: Work,
    table: &'static str,
    row: i128,
    is_over: bool,
}

fn work(
    tables: &Tables,
    punched: BTreeMap<Key, BTreeMap<i128, PunchedDay>>,
    world: &mut World,
    book: &mut Book,
) {
    let mut rows: BTreeMap<(Key, i128), Vec<&Record>> = BTreeMap::new();
    for record in tables.of("attendance") {
        rows.entry((key_of(record), record.value("work_date"))).or_default().push(record);
    }
    let mut days: BTreeMap<(Key, i128), Day> = BTreeMap::new();
    for ((key, day), records) in rows {
        let contracts = world.contracts.get(&key);
        let has_piece = contracts.is_some_and(|contracts| {
            contracts.iter().any(|contract| contract.text("pay_basis") == Some("piece"))
        });
        let counted = counted_rows(&key, day, records, has_piece, book);
        days.insert((key, day), attended(&counted));
    }
    for (key, punched_days) in punched {
        for (day, punched) in punched_days {
            add_punched(&mut days, &key, day, &punched, book);
        }
    }
    over_24_hours(&mut days, book);
    for ((key, day), of_day) in days {
        world.work.entry(key).or_default().insert(day, of_day.work);
    }
}

/// Of equal rows one counts: a device row before others, then the smallest position.
fn counted_rows<'a>(
    key: &Key,
    day: i128,
    mut records: Vec<&'a Record>,
    has_piece: bool,
    book: &mut Book,
) -> Vec<&'a Record> {
    records.sort_by_key(|record| {
        let is_device = matches!(record.text("source"), None | Some("device"));
        (!is_device, record.row)
    });
    let mut seen: BTreeSet<(Option<&Cell>, i128, Option<i128>)> = BTreeSet::new();
    let mut counted = Vec::new();
    let mut copies = Vec::new();
    for record in records {
        let quantity = if has_piece { record.number("quantity") } else { None };
        if seen.insert((record.cells.get("shift"), record.value("minutes"), quantity)) {
            counted.push(record);
            book.count("attendance", "used", 1);
        } else {
            copies.push(record.row);
            book.count("attendance", "duplicate_attendance", 1);
        }
    }
    if let Some(row) = copies.into_iter().min() {
        let month = date::month_of(day);
        let finding = Finding::of_period("duplicate_attendance", "attendance", key, month);
        book.findings.push(Finding { row: Some(row), ..finding });
    }
    counted
}

fn attended(counted: &[&Record]) -> Day {
    let minutes: i128 = counted.iter().map(|record| record.value("minutes")).sum();
    let quantities: Vec<i128> =
        counted.iter().filter_map(|record| record.number("quantity")).collect();
    let quantity = if quantities.is_empty() { None } else { Some(quantities.iter().sum()) };
    Day {
        work: Work { minutes: minutes.min(1440), quantity },
        table: "attendance",
        row: counted.iter().map(|record| record.row).min().unwrap_or_default(),
        is_over: minutes > 1440,
    }
}

/// A punched day counts by itself, beside attendance it is proof only.
fn add_punched(
    days: &mut BTreeMap<(Key, i128), Day>,
    key: &Key,
    day: i128,
    punched: &PunchedDay,
    book: &mut Book,
) {
    let place = (key.clone(), day);
    if days.contains_key(&place) {
        let month = date::month_of(day);
        let finding = Finding::of_period("punches_beside_attendance", "punches", key, month);
        book.findings.push(Finding { row: Some(punched.row), ..finding });
        return;
    }
    let work = Work { minutes: punched.minutes.min(1440), quantity: None };
    let is_over = punched.minutes > 1440;
    days.insert(place, Day { work, table: "punches", row: punched.row, is_over });
}

fn over_24_hours(days: &mut BTreeMap<(Key, i128), Day>, book: &mut Book) {
    let mut of_worker: BTreeMap<(String, i128), i128> = BTreeMap::new();
    for (((worker, _), day), of_day) in &*days {
        *of_worker.entry((worker.clone(), *day)).or_default() += of_day.work.minutes;
    }
    for ((key, day), of_day) in days {
        let total = of_worker.get(&(key.0.clone(), *day)).copied().unwrap_or_default();
        if of_day.is_over || total > 1440 && of_day.work.minutes > 0 {
            let month = date::month_of(*day);
            let finding = Finding::of_period("day_over_24h", of_day.table, key, month);
            book.findings.push(Finding { row: Some(of_day.row), ..finding });
        }
    }
}

fn equal_adjustments(world: &World, book: &mut Book) {
    for (key, months) in &world.adjustments {
        for (month, records) in months {
            let mut groups: BTreeMap<(String, i128), i128> = BTreeMap::new();
            for record in records.iter().filter(|record| record.text("adjustment_id").is_none()) {
                *groups.entry((record.id("kind"), record.value("amount"))).or_default() += 1;
            }
            for ((_, amount), count) in groups {
                if count > 1 {
                    let code = "equal_adjustments";
                    let finding = Finding::of_period(code, "adjustments", key, *month);
                    book.findings.push(Finding { amount: Some(amount), ..finding });
                }
            }
        }
    }
}

fn unknown(world: &World, book: &mut Book) {
    let mut workers = BTreeSet::new();
    let mut projects = BTreeSet::new();
    for (worker, project) in &world.engagements {
        if !world.workers.contains_key(worker) && workers.insert(worker) {
            let worker = Some(worker.clone());
            book.findings.push(Finding { worker, ..Finding::new("unknown_worker", "workers") });
        }
        if !world.projects.contains_key(project) && projects.insert(project) {
            let project = Some(project.clone());
            book.findings.push(Finding { project, ..Finding::new("unknown_project", "projects") });
        }
    }
}
