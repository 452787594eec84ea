//! What is true of the three-way match, of the population and of the causes of every run.

use std::collections::{BTreeMap, BTreeSet};

use anxin_datasets::{World, row_day};

use crate::checks::{Checked, sheet};
use crate::tables::{Sheet, Tables};
use crate::worlds::narrow;

/// Classes under which attendance is there, and those under which a transfer is.
const ATTENDED: [&str; 6] =
    ["matched", "amounts_differ", "not_priced", "no_transfer", "no_payroll", "attendance_only"];
const PAID: [&str; 5] = ["matched", "amounts_differ", "not_priced", "no_payroll", "no_attendance"];

/// Sums of the money columns of a match, and the number of worker-periods.
type Sums = [i128; 4];

fn add(sums: &mut Sums, more: Sums) {
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
}

/// A count.
fn count(sheet: &Sheet, row: usize, name: &str) -> Result<i128, String> {
    let cell = sheet.cell(row, name);
    cell.parse().map_err(|_| format!("{name} is {cell:?}, no count"))
}

/// A money cell in fen.
fn fen(sheet: &Sheet, row: usize, name: &str) -> Result<i128, String> {
    crate::tables::fen(sheet.cell(row, name))
}

/// The match of every worker-period is one of the words, in keeping with its amounts; `matches`
/// holds each of them once for every comparison; the figures of projects, contractors and regions
/// count them.
///
/// # Errors
///
/// The first that does not hold.
pub fn matches(tables: &Tables, as_of: &str) -> Checked {
    let periods = sheet(tables, "worker_periods")?;
    let mut by_class: BTreeMap<Vec<String>, Sums> = BTreeMap::new();
    let mut figures: BTreeMap<String, Sums> = BTreeMap::new();
    for row in 0..periods.rows.len() {
        let cell = |name: &str| periods.cell(row, name).to_string();
        let class = cell("match_class");
        let amount = |name| fen(&periods, row, name);
        let (attendance, paid) = (amount("attendance_due")?, amount("paid")?);
        let is_attended = attendance > 0 || count(&periods, row, "attended_minutes")? > 0;
        if is_attended != ATTENDED.contains(&class.as_str())
            || (paid > 0) != PAID.contains(&class.as_str())
        {
            return Err(format!("worker_periods row {row}: {}", periods.rows[row].join(",")));
        }
        let sums = [1, attendance, amount("payroll_due")?, paid];
        let key = vec![cell("project_id"), cell("period"), class.clone()];
        add(by_class.entry(key).or_default(), sums);
        let figure = figures.entry(cell("project_id")).or_default();
        if as_of > cell("due_date").as_str() {
            let (due, on_time) = (amount("due")?, amount("paid_on_time")?);
            let is_due = i128::from(due > 0);
            let is_on_time = i128::from(due > 0 && due == on_time);
            let is_compared = i128::from(class != "nothing");
            add(figure, [is_due, is_on_time, is_compared, i128::from(class == "matched")]);
        }
    }
    classes_agree(&sheet(tables, "matches")?, &by_class)?;
    figures_agree(tables, &figures)
}

/// `matches` against the worker-periods.
fn classes_agree(matches: &Sheet, by_class: &BTreeMap<Vec<String>, Sums>) -> Checked {
    let mut of_all = BTreeMap::new();
    let mut totals: BTreeMap<(Vec<String>, String), Sums> = BTreeMap::new();
    for row in 0..matches.rows.len() {
        let cell = |name: &str| matches.cell(row, name).to_string();
        let amount = |name| fen(matches, row, name);
        let periods = count(matches, row, "worker_periods")?;
        let sums = [periods, amount("attendance_due")?, amount("payroll_due")?, amount("paid")?];
        let month = vec![cell("project_id"), cell("period")];
        add(totals.entry((month.clone(), cell("records"))).or_default(), sums);
        if cell("records") == "all" {
            of_all.insert([month, vec![cell("match_class")]].concat(), sums);
        }
    }
    if of_all != *by_class {
        return Err(format!("matches of all: {of_all:?}, worker-periods: {by_class:?}"));
    }
    let mut months: BTreeMap<Vec<String>, Sums> = BTreeMap::new();
    by_class
        .iter()
        .for_each(|(key, sums)| add(months.entry(key[..2].to_vec()).or_default(), *sums));
    for (month, sums) in months {
        for records in ["all", "attendance_payroll", "attendance_transfers", "payroll_transfers"] {
            let met = totals.get(&(month.clone(), records.to_string()));
            if met != Some(&sums) {
                return Err(format!("{month:?}, {records}: {met:?}, worker-periods: {sums:?}"));
            }
        }
    }
    Ok(())
}

/// Figures that count worker-periods, level by level.
fn figures_agree(tables: &Tables, figures: &BTreeMap<String, Sums>) -> Checked {
    let names = ["periods_fallen_due", "periods_on_time", "periods_compared", "periods_matched"];
    let projects = sheet(tables, "project_totals")?;
    let nothing = Sums::default();
    for row in 0..projects.rows.len() {
        let project = projects.cell(row, "project_id");
        let sums = figures.get(project).unwrap_or(&nothing);
        for (name, sum) in names.iter().zip(sums) {
            let met = count(&projects, row, name)?;
            if met != *sum {
                return Err(format!("{name} of {project}: {met}, of its worker-periods: {sum}"));
            }
        }
    }
    let all = names.iter().chain(&["employers", "employers_in_arrears"]);
    for name in all {
        let sum = |lines: &Sheet, level: &str| -> Result<i128, String> {
            let rows = (0..lines.rows.len()).filter(|&row| lines.cell(row, "level") == level);
            rows.map(|row| count(lines, row, name)).sum()
        };
        let of_projects = sum(&projects, "")?;
        let regions = sheet(tables, "region_totals")?;
        let mut met = vec![sum(&sheet(tables, "contractor_totals")?, "")?];
        for level in ["2", "4", "6"] {
            met.push(sum(&regions, level)?);
        }
        // Without any region line there is no project either.
        if met.iter().any(|met| *met != of_projects) {
            return Err(format!("{name}: projects {of_projects}, contractors and regions {met:?}"));
        }
    }
    Ok(())
}

/// Every pair of worker and project that an input row names stands in `population` once, every
/// worker at least once, nobody else, and who has a worker-period is reconciled.
///
/// # Errors
///
/// The first who is lost, doubled or made up.
pub fn population(tables: &Tables, world: &World) -> Checked {
    let population = sheet(tables, "population")?;
    let mut met = BTreeSet::new();
    let mut workers_met = BTreeSet::new();
    for row in 0..population.rows.len() {
        let cell = |name: &str| population.cell(row, name).to_string();
        if cell("outcome") == "excluded" && cell("reason").is_empty() {
            return Err(format!("{} is excluded without a reason", cell("worker_id")));
        }
        workers_met.insert(cell("worker_id"));
        if !met.insert((cell("worker_id"), cell("project_id"))) {
            return Err(format!("{} on {} stands twice", cell("worker_id"), cell("project_id")));
        }
    }
    let (pairs, workers) = named(world);
    let lost: Vec<_> = pairs.difference(&met).collect();
    let lost_workers: Vec<_> = workers.difference(&workers_met).collect();
    if !lost.is_empty() || !lost_workers.is_empty() {
        return Err(format!("read and in no line of the population: {lost:?} {lost_workers:?}"));
    }
    let is_known = |pair: &(String, String)| {
        pairs.contains(pair) || (pair.1.is_empty() && workers.contains(&pair.0))
    };
    let made_up: Vec<_> = met.iter().filter(|pair| !is_known(pair)).collect();
    if !made_up.is_empty() {
        return Err(format!("in the population and in no input: {made_up:?}"));
    }
    let periods = sheet(tables, "worker_periods")?;
    let pair_of = |sheet: &Sheet, row: usize| {
        (sheet.cell(row, "worker_id").to_string(), sheet.cell(row, "project_id").to_string())
    };
    let with_period: BTreeSet<_> =
        (0..periods.rows.len()).map(|row| pair_of(&periods, row)).collect();
    let reconciled: BTreeSet<_> = (0..population.rows.len())
        .filter(|&row| population.cell(row, "outcome") == "reconciled")
        .map(|row| pair_of(&population, row))
        .collect();
    if with_period != reconciled {
        return Err("reconciled are others than those with a worker-period".to_string());
    }
    Ok(())
}

/// Pairs of worker and project, and workers, that rows of a world name.
fn named(world: &World) -> (BTreeSet<(String, String)>, BTreeSet<String>) {
    let tables = ["contracts", "attendance", "punches", "payroll", "adjustments", "transfers"];
    let (mut pairs, mut workers) = (BTreeSet::new(), BTreeSet::new());
    for table in world.tables.iter() {
        let is_pair = tables.contains(&table.name);
        if !is_pair && table.name != "workers" {
            continue;
        }
        for row in 0..table.rows() {
            if row_day(table, row).is_some_and(|day| day > world.as_of_day) {
                continue;
            }
            let id = |name| -> String {
                table.cell(row, name).unwrap_or_default().trim().chars().map(narrow).collect()
            };
            let (worker, project) = (id("worker_id"), id("project_id"));
            if worker.is_empty() {
                continue;
            }
            if is_pair && !project.is_empty() {
                pairs.insert((worker.clone(), project));
            }
            workers.insert(worker);
        }
    }
    (pairs, workers)
}

/// The causes of a worker-period add up to its arrears, and every part is above zero.
///
/// # Errors
///
/// The first that does not hold.
pub fn causes(tables: &Tables) -> Checked {
    let sums = |name: &str, money: &str| -> Result<BTreeMap<Vec<String>, i128>, String> {
        let sheet = sheet(tables, name)?;
        crate::checks::sums(&sheet, &["worker_id", "project_id", "period"], money)
    };
    let (parts, arrears) = (sums("causes", "amount")?, sums("worker_periods", "arrears")?);
    for key in parts.keys().chain(arrears.keys()) {
        if parts.get(key) != arrears.get(key) {
            let (parts, arrears) = (parts.get(key), arrears.get(key));
            return Err(format!("{key:?}: causes {parts:?} fen, arrears {arrears:?} fen"));
        }
    }
    let lines = sheet(tables, "causes")?;
    let amounts = lines.fen("amount")?;
    match amounts.iter().position(|amount| *amount <= 0) {
        Some(row) => Err(format!("causes row {row}: {}", lines.rows[row].join(","))),
        None => Ok(()),
    }
}
