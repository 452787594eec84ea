//! Do partial results of parts merge into the result of the whole, byte for byte?
//!
//! Worlds are put together from parts that share contractors, deposits of contractors and wage
//! accounts, but no worker; one run over all is held against the merge of a run over each.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "merge/parts.rs"]
mod parts;

use std::fs;

use anxin::merged::{Merged, merge};
use anxin::report::run_partial::RunPartial;
use anxin::report::sink::Format;
use anxin::{Day, Inputs, Policy, Reconciliation, reconcile};
use anxin_datasets::{Spec, World, world};
use anxin_tests::folder::Folder;
use anxin_tests::tables::{Sheet, difference};
use anxin_tests::worlds;
use serde_json::Value;

/// Tables of facts; all others hold rows of workers.
const FACTS: [&str; 5] =
    ["projects", "deposits", "account_entries", "contractor_events", "contractors"];

/// Rules on subjects that no built-in rule is about.
const RULES: &str = "[[warning]]\ncode = \"contractor_owes\"\nlevel = \"key\"\n\
    subject = \"contractor\"\nfigure = \"arrears\"\nabove = 0\nmend_days = 5\nbasis = \"b\"\n\
    [[warning]]\ncode = \"region_late\"\nlevel = \"general\"\nsubject = \"region\"\n\
    figure = \"on_time_rate\"\nbelow = 1\nmend_days = 5\nbasis = \"b\"\n\
    [[warning]]\ncode = \"account_low\"\nlevel = \"general\"\nsubject = \"account\"\n\
    figure = \"balance\"\nbelow = \"1000000\"\nmend_days = 5\nbasis = \"b\"\n";

fn seeds() -> std::ops::Range<u64> {
    let count = std::env::var("ANXIN_SEEDS").ok().and_then(|text| text.parse().ok());
    0..count.unwrap_or(24)
}

/// A run, and its inputs for as long as it is looked at.
struct Ran {
    result: Reconciliation,
    _inputs: Folder,
}

impl Ran {
    fn partial(&self) -> anxin::Result<RunPartial> {
        self.result.partial()
    }
}

fn run(world: &World, policy: &Policy) -> Ran {
    let folder = Folder::new("merge").unwrap();
    world.write_csv(folder.path()).unwrap();
    let as_of: Day = world.as_of().parse().unwrap();
    let inputs = Inputs::folder(folder.path()).unwrap();
    Ran { result: reconcile(&inputs, policy, as_of).unwrap(), _inputs: folder }
}

fn read_policy(text: Option<&str>) -> Policy {
    text.map_or_else(Policy::default, |text| Policy::from_toml(text, "policy.toml").unwrap())
}

/// The tables of a merge and its summary without what only a run has, as text.
fn written(write: impl Fn(&std::path::Path)) -> Vec<(String, String)> {
    let folder = Folder::new("merged").unwrap();
    let out = folder.join("out");
    write(&out);
    let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    let mut tables: Vec<_> = Merged::TABLES
        .iter()
        .map(|table| (table.name().to_string(), read(&format!("{}.csv", table.name()))))
        .collect();
    let mut summary: Value = serde_json::from_str(&read("summary.json")).unwrap();
    // Warnings about workers are in a run alone; the colours are in both.
    let counted = summary["warnings"].as_object_mut().unwrap();
    ["key", "general", "overdue"].iter().for_each(|key| drop(counted.remove(*key)));
    let summary = summary.as_object_mut().unwrap();
    ["inputs", "set_aside"].iter().for_each(|key| drop(summary.remove(*key)));
    tables.push(("summary".to_string(), serde_json::to_string_pretty(summary).unwrap()));
    tables
}

/// The tables of a run, warnings about workers and their accounts left out.
fn of_run(run: &Ran) -> Vec<(String, String)> {
    let mut tables = written(|out| run.result.write(out, Format::Csv, false).unwrap());
    for (_, text) in tables.iter_mut().filter(|(name, _)| name == "warnings") {
        let mut sheet = Sheet::read(text);
        let column = |name: &str| sheet.column(name).unwrap();
        let (subject, figure) = (column("subject"), column("figure"));
        sheet.rows.retain(|row| !row[subject].starts_with("worker") && row[figure] != "payees");
        *text = sheet.csv();
    }
    tables
}

fn of_merge(merged: &Merged) -> Vec<(String, String)> {
    written(|out| {
        merged.write(out, Format::Csv).unwrap();
    })
}

/// Without what findings between workers decide, who may be in two parts.
fn but_warnings(mut tables: Vec<(String, String)>) -> Vec<(String, String)> {
    tables.retain(|(name, _)| name != "warnings" && name != "summary");
    for (_, text) in &mut tables {
        let colours =
            ["colour", "projects_green", "projects_blue", "projects_yellow", "projects_red"];
        *text = Sheet::read(text).without(&colours).csv();
    }
    tables
}

/// The first difference of two results.
fn differ(one: &[(String, String)], other: &[(String, String)]) -> Option<String> {
    let pairs = one.iter().zip(other);
    pairs.filter(|(left, right)| left != right).find_map(|(left, right)| {
        let is_table = left.0 != "summary";
        let text = is_table.then(|| difference(&left.0, &left.1, &right.1)).flatten();
        text.or_else(|| Some(format!("{}:\n{}\n{}", left.0, left.1, right.1)))
    })
}

/// Up to three worlds that share firms and a wage account, each with its own people.
fn parts(seed: u64) -> (Vec<World>, Option<&'static str>) {
    let (first, policy) = worlds::of_seed(seed);
    let mut all = vec![first.clone()];
    for number in 1..2 + seed % 2 {
        let (mut other, _) = worlds::of_seed(seed + number * 1_000_003);
        other.as_of_day = first.as_of_day;
        let mut other = worlds::beside(&other, &format!("~{number}"));
        *worlds::table_mut(&mut other, "calendar").unwrap() =
            first.table("calendar").unwrap().clone();
        let account = first.table("projects").unwrap().cell(0, "wage_account").map(String::from);
        let projects = worlds::table_mut(&mut other, "projects").unwrap();
        if projects.rows() > 0 && account.is_some() {
            projects.set(0, "wage_account", account);
        }
        all.push(other);
    }
    (all, policy)
}

fn together(all: &[World]) -> World {
    all[1..].iter().fold(all[0].clone(), |sum, other| worlds::together(&sum, other))
}

/// Every part with the facts of all of them.
fn with_all_facts(all: &[World]) -> Vec<World> {
    let whole = together(all);
    let mut parts = all.to_vec();
    for part in &mut parts {
        for name in FACTS {
            let facts = whole.table(name).unwrap().clone();
            *worlds::table_mut(part, name).unwrap() = facts;
        }
    }
    parts
}

#[test]
fn parts_merge_into_the_whole_in_any_order() {
    for seed in seeds() {
        let (all, policy) = parts(seed);
        let rules = format!("{}\n{RULES}", policy.unwrap_or_default());
        let policy = read_policy(Some(&rules));
        let whole = of_run(&run(&together(&all), &policy));
        for parts in [all.clone(), with_all_facts(&all)] {
            let mut partials: Vec<RunPartial> =
                parts.iter().map(|part| run(part, &policy).partial().unwrap()).collect();
            let merged = of_merge(&merge(&partials, &policy).unwrap());
            assert_eq!(differ(&whole, &merged), None, "seed {seed}");
            partials.reverse();
            let reversed = merge(&partials, &policy).unwrap();
            assert_eq!(differ(&whole, &of_merge(&reversed)), None, "seed {seed}, reversed");
            // In steps: the first two, then the rest.
            let (first, rest) = partials.split_at(partials.len() - 1);
            let text = merge(first, &policy).unwrap().partial().unwrap().to_json().unwrap();
            let step = RunPartial::from_json(&text, "step.json").unwrap();
            let stepped = merge(&[rest, &[step]].concat(), &policy).unwrap();
            assert_eq!(differ(&whole, &of_merge(&stepped)), None, "seed {seed}, in steps");
        }
    }
}

/// Workers of one project in several parts: sums of a project come from each.
#[test]
fn a_project_cut_by_worker_merges_into_the_whole() {
    for seed in seeds().step_by(3) {
        let spec = Spec { seed, projects: 3, workers_per_project: 5, ..Spec::default() }.clean();
        let mut whole = world(&spec);
        let named =
            |table: &anxin_datasets::Table, row: usize| table.cell(row, "worker_id").is_some();
        let transfers = worlds::table_mut(&mut whole, "transfers").unwrap();
        let rows: Vec<usize> = (0..transfers.rows()).filter(|&row| named(transfers, row)).collect();
        *transfers = transfers.with_rows(&rows);
        let policy = Policy::default();
        let cut = |part: usize| {
            let mut world = whole.clone();
            for table in &mut world.tables {
                let is_mine = |row: usize| {
                    let bytes = table.cell(row, "worker_id").map(|id| id.bytes().map(usize::from));
                    bytes.is_none_or(|bytes| bytes.sum::<usize>() % 3 == part)
                };
                let rows: Vec<usize> = (0..table.rows()).filter(|&row| is_mine(row)).collect();
                *table = table.with_rows(&rows);
            }
            run(&world, &policy).partial().unwrap()
        };
        let merged = of_merge(&merge(&[cut(2), cut(0), cut(1)], &policy).unwrap());
        let whole = of_run(&run(&whole, &policy));
        assert_eq!(differ(&but_warnings(whole), &but_warnings(merged)), None, "seed {seed}");
    }
}

#[test]
fn a_partial_names_no_worker_and_comes_back_from_its_file() {
    for seed in seeds() {
        let (world, policy) = worlds::of_seed(seed);
        let partial = run(&world, &read_policy(policy)).partial().unwrap();
        let text = partial.to_json().unwrap();
        assert_eq!(RunPartial::from_json(&text, "p.json").unwrap(), partial);
        let workers = world.table("workers").unwrap();
        for row in 0..workers.rows() {
            for column in ["worker_id", "id_number", "pay_account", "worker_name"] {
                let Some(cell) = workers.cell(row, column).filter(|cell| cell.len() > 3) else {
                    continue;
                };
                assert!(!text.contains(&format!("\"{}\"", cell.trim())), "{column} {cell}");
            }
        }
    }
}

/// Every number of the sums reaches a table or the summary: none is carried in vain or lost.
#[test]
fn a_changed_sum_changes_the_result() {
    let (all, policy) = parts(1);
    let policy = read_policy(policy);
    let partials: Vec<_> = all.iter().map(|part| run(part, &policy).partial().unwrap()).collect();
    let honest = of_merge(&merge(&partials, &policy).unwrap());
    let file: Value = serde_json::from_str(&partials[0].to_json().unwrap()).unwrap();
    let mut paths = Vec::new();
    numbers(&file["sums"], "/sums", &mut paths);
    numbers(&file["run"], "/run", &mut paths);
    numbers(&file["people"], "/people", &mut paths);
    let mut blind = Vec::new();
    for path in paths.iter().filter(|path| !IDLE.iter().any(|idle| path.contains(idle))) {
        let mut wrong = file.clone();
        let cell = wrong.pointer_mut(path).unwrap();
        // An extreme lies beyond all others after this.
        *cell = Value::from(cell.as_i64().unwrap() + 100_000_000);
        let Ok(wrong) = RunPartial::from_json(&wrong.to_string(), "wrong.json") else { continue };
        let met = merge(&[&[wrong], &partials[1..]].concat(), &policy);
        if met.is_ok_and(|met| differ(&honest, &of_merge(&met)).is_none()) {
            blind.push(path);
        }
    }
    assert!(paths.len() > 50 && blind.is_empty(), "{} numbers, blind: {blind:?}", paths.len());
}

/// Sums that no table of the merge shows by itself, or only whether they are above a limit.
const IDLE: [&str; 7] = [
    "/sums/workers",
    "/set_aside/",
    "/counts/",
    "/worker_periods",
    "/sums/version",
    "/periods_fallen_due",
    "/crime/places/",
];

fn numbers(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Number(_) => found.push(path.to_string()),
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| numbers(value, &format!("{path}/{key}"), found));
        }
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(at, value)| numbers(value, &format!("{path}/{at}"), found)),
        _ => {}
    }
}

#[test]
fn parts_of_another_day_policy_version_or_record_are_refused() {
    let (all, _) = parts(0);
    let policy = Policy::default();
    let of = |world: &World| run(world, &policy).partial().unwrap();
    let one = of(&all[0]);
    let refused = |parts: &[RunPartial], words: &[&str]| {
        let error = merge(parts, &policy).unwrap_err();
        assert_eq!(error.code(), "input");
        let text = error.to_string();
        words.iter().for_each(|word| assert!(text.contains(word), "no {word:?} in {text}"));
    };
    refused(&[], &["no partial result"]);
    let mut later = all[1].clone();
    later.as_of_day += 1;
    refused(&[one.clone(), of(&later)], &["partial result 2 of 2", "as of", "one day"]);
    let ours = read_policy(Some("[ageing]\nbrackets_days = [60]\n"));
    let other = run(&all[1], &ours).partial().unwrap();
    refused(&[one.clone(), other], &["policy", &ours.fingerprint(), "name the policy"]);

    let told = |table: &str, column: &str, cell: &str| {
        let mut world = all[0].clone();
        let sheet = worlds::table_mut(&mut world, table).unwrap();
        for row in 0..sheet.rows() {
            sheet.set(row, column, Some(cell.to_string()));
        }
        of(&world)
    };
    refused(&[one.clone(), told("projects", "contract_amount", "7.77")], &["project `", "whole"]);
    refused(&[one.clone(), told("deposits", "amount", "7.77")], &["deposit `"]);
    refused(&[one.clone(), told("account_entries", "amount", "7.77")], &["wage account `"]);

    let text = one.to_json().unwrap();
    let read = |text: &str| RunPartial::from_json(text, "county.json").unwrap_err().to_string();
    let newer = text.replacen("\"anxin_partial\":1", "\"anxin_partial\":2", 1);
    assert!(read(&newer).contains("county.json: a partial result of version 2; expected"));
    assert!(read("{}").contains("no partial result of a run"));
    assert!(read(&text[..text.len() / 2]).contains("county.json: cannot be read"));
    let mut broken: Value = serde_json::from_str(&text).unwrap();
    broken["names"]["contractors"] = Value::Array(Vec::new());
    assert!(read(&broken.to_string()).contains("an id has no name"));
}

/// The generator makes what the law is about: shared firms, deposits and accounts.
#[test]
fn the_worlds_share_what_the_law_is_about() {
    let (mut firms, mut shared, mut warned) = (0, 0, 0);
    for seed in seeds() {
        let (all, policy) = parts(seed);
        let merged = of_run(&run(&together(&all), &read_policy(policy)));
        let of = |name: &str| &merged.iter().find(|(table, _)| table == name).unwrap().1;
        let covered = Sheet::read(of("project_totals"));
        shared += covered
            .fen("covered_by_contractor_deposit")
            .unwrap()
            .iter()
            .filter(|fen| **fen > 0)
            .count();
        warned += Sheet::read(of("warnings")).rows.len();
        firms += Sheet::read(of("contractor_totals")).rows.len();
    }
    let told = format!("{firms} lines of contractors, {shared} shared deposits, {warned} warnings");
    assert!(firms > 40 && shared > 1 && warned > 100, "{told}");
}
