//! What is planted is found, and nothing else: faults of every finding code and as many near misses
//! at random places of clean worlds, planted by code that knows nothing of the engine.
//!
//! 24 worlds, or as many as fit into `ANXIN_MINUTES`; `ANXIN_SEED=n` begins at that seed. The table
//! of the figures is printed: `docs/precision.md` keeps those of a long run.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod ways;

use std::fs;
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anxin::report::sink::Format;
use anxin::{Inputs, Policy, Run, Source, TableName};
use anxin_datasets::{Planted, Random, Table};
use anxin_tests::faults::payouts::ENTRY;
use anxin_tests::faults::score::{self, Scores};
use anxin_tests::faults::{self, FaultyWorld, figures, warned};
use anxin_tests::folder::Folder;
use anxin_tests::laws::Asked;
use anxin_tests::tables::{Tables, differences_as_sets};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};

const WORLDS: u64 = 24;

/// Faults of each class in a world, and as many near misses.
const OF_EACH: usize = 2;

/// What no table of text can hold: it is planted when the tables are handed over.
const BY_TYPE: &str = "id_types_differ";
/// What files tell of their own sums: planted in copies of samples, with near misses, by `formats`.
const BY_FILE: &str = "file_sum_differs";
/// What hangs on the steps of a search and on no value: a golden case of `batch_payouts` has it.
const BY_CASE: &str = "batch_payout_undecided";
/// A table and a column of ids there, of which no finding hangs on which.
const ID_COLUMNS: [(TableName, &str); 3] = [
    (TableName::Signals, "employer_id"),
    (TableName::Cases, "employer_id"),
    (TableName::ContractorEvents, "contractor_id"),
];

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// The tables that the engine makes of a world.
fn reconciled(folder: &Folder, as_of: &str, given: &[(TableName, RecordBatch)]) -> Tables {
    let mut inputs = Inputs::folder(folder.path()).unwrap();
    for (table, batch) in given {
        inputs = inputs.with(*table, Source::batches(vec![batch.clone()]));
    }
    let result = Run::default().reconcile(&inputs, &Policy::default(), as_of.parse().unwrap());
    let out = folder.join("out");
    result.unwrap().write(&out, Format::Csv, true).unwrap();
    let file = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        (name, fs::read_to_string(&path).unwrap())
    };
    let mut tables: Tables = fs::read_dir(&out).unwrap().map(file).collect();
    fs::remove_dir_all(&out).unwrap();
    // Wage accounts of other classes are debited with sums that no sheet has.
    if let Some(findings) = tables.get_mut("findings") {
        let is_asked = |line: &&str| !line.starts_with("batch_payout") || line.contains(ENTRY);
        *findings = findings.lines().filter(is_asked).map(|line| format!("{line}\n")).collect();
    }
    tables
}

fn findings(world: &FaultyWorld) -> String {
    let folder = written(world);
    reconciled(&folder, &world.world.as_of(), &[]).remove("findings").unwrap()
}

/// A table whose ids of one column are numbers: integers, or text of digits.
fn numbered(table: &Table, name: &str, is_integer: bool) -> RecordBatch {
    let columns = table.columns.iter().map(|column| {
        let number = |(cell, row): (&Option<String>, i64)| cell.as_ref().map(|_| 900 + row);
        let numbers = column.cells.iter().zip(0..).map(number);
        let cells: ArrayRef = match (column.name == name, is_integer) {
            (true, true) => Arc::new(numbers.collect::<Int64Array>()),
            (true, false) => {
                let texts = numbers.map(|number| number.map(|number| number.to_string()));
                Arc::new(texts.collect::<StringArray>())
            }
            _ => Arc::new(column.cells.iter().map(Option::as_deref).collect::<StringArray>()),
        };
        (column.name, cells, true)
    });
    RecordBatch::try_from_iter_with_nullable(columns).unwrap()
}

/// Hands one table of the world over with numbers for ids: integers, which the other tables do not
/// have, or their digits.
fn plant_numbers(world: &mut FaultyWorld, seed: u64) -> (TableName, RecordBatch) {
    let is_fault = seed.is_multiple_of(2);
    let (table, column) = Random::new(seed).pick(&ID_COLUMNS);
    let batch = numbered(world.world.table(table.word()).unwrap(), column, is_fault);
    world.world.truth.push(Planted {
        kind: BY_TYPE,
        is_fault,
        table: table.word(),
        row: None,
        worker_id: None,
        project_id: None,
        period: None,
        amount: None,
    });
    (table, batch)
}

fn written(world: &FaultyWorld) -> Folder {
    let folder = Folder::new("faults").unwrap();
    world.write_csv(folder.path()).unwrap();
    folder
}

/// Counts over worlds of every class, and what was wrong in each world.
fn counted(seeds: impl Iterator<Item = u64>) -> (Scores, Vec<String>) {
    let (mut scores, mut wrong) = (Scores::new(), Vec::new());
    for seed in seeds {
        let mut world = faults::of_seed(seed, &faults::classes(), OF_EACH);
        let given = plant_numbers(&mut world, seed);
        let tables = reconciled(&written(&world), &world.world.as_of(), &[given]);
        let lines = score::count(&mut scores, &world.world.truth, &tables["findings"]);
        if !lines.is_empty() {
            wrong.push(format!("seed {seed}:\n  {}", lines.join("\n  ")));
        }
    }
    (scores, wrong)
}

/// The seeds of a run: so many, or as many as fit into the time asked for.
fn seeds(worlds: u64) -> impl Iterator<Item = u64> {
    let first = number("ANXIN_SEED").unwrap_or(1);
    let end = number("ANXIN_MINUTES").map(|minutes| Duration::from_secs(60 * minutes));
    let start = Instant::now();
    (first..)
        .take_while(move |&seed| end.map_or(seed < first + worlds, |end| start.elapsed() < end))
}

fn print(title: &str, scores: &Scores) {
    let text = format!("{title}\n\n{}\n", score::table(scores));
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}

#[test]
fn a_clean_world_is_silent() {
    for seed in 1..=WORLDS {
        let met = findings(&faults::of_seed(seed, &[], 0));
        assert_eq!(met.lines().count(), 1, "seed {seed}: nothing was planted, found\n{met}");
    }
}

#[test]
fn every_planted_fault_is_found_and_nothing_else() {
    let mut worlds = 0;
    let seeds = seeds(WORLDS).inspect(|_| worlds += 1);
    let (scores, wrong) = counted(seeds);
    print(&format!("{worlds} worlds, by the letter of the definition"), &scores);
    assert!(worlds > 0, "no world was made: give ANXIN_MINUTES at least 1");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (code, score) in &scores {
        assert!(score.planted > 0 && score.near_misses > 0, "{code}: {score:?}");
        assert_eq!((score.precision(), score.recall()), (10_000, 10_000), "{code}: {score:?}");
    }
}

#[test]
fn every_code_is_planted() {
    let mut planted: Vec<&str> = faults::classes().iter().map(|class| class.code).collect();
    planted.push(BY_TYPE);
    planted.push(BY_FILE);
    planted.push(BY_CASE);
    planted.sort_unstable();
    planted.dedup();
    let mut codes: Vec<&str> = anxin::Code::ALL.iter().map(|code| code.word()).collect();
    codes.sort_unstable();
    assert_eq!(planted, codes);
}

/// Late, short, ended or overdue, by a day or a fen: the figure of what was planted tells it, and
/// no finding does.
#[test]
fn every_planted_figure_is_told_and_nothing_else() {
    let (mut scores, mut wrong) = (Scores::new(), Vec::new());
    for seed in seeds(WORLDS) {
        let world = faults::of_seed(seed, &faults::FIGURES, OF_EACH);
        let tables = reconciled(&written(&world), &world.world.as_of(), &[]);
        let met = figures::met(&tables);
        wrong.extend(score::count(&mut scores, &world.world.truth, &met));
        wrong.extend(tables["findings"].lines().skip(1).map(|line| format!("{seed}: {line}")));
    }
    print("Figures", &scores);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(scores.len(), faults::FIGURES.len());
}

/// A rule of early warning holds where it was planted, and nowhere else of what was planted for it.
#[test]
fn every_planted_warning_is_told_and_nothing_else() {
    let (mut scores, mut wrong) = (Scores::new(), Vec::new());
    for seed in seeds(WORLDS) {
        let world = faults::of_seed(seed, &faults::WARNED, OF_EACH);
        let tables = reconciled(&written(&world), &world.world.as_of(), &[]);
        let lines = score::count(&mut scores, &world.world.truth, &warned::met(&tables));
        wrong.extend(lines.into_iter().map(|line| format!("{seed}: {line}")));
    }
    print("Warnings", &scores);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(scores.len(), faults::WARNED.len());
    let rules = anxin::Policy::default().warning;
    let unknown = |code: &&String| rules.iter().all(|rule| rule.code != **code);
    assert_eq!(scores.keys().find(unknown), None, "no such rule");
}

/// Suspicions by what they are meant to notice: a figure with a floor, not a promise.
#[test]
fn suspicions_are_worth_a_look() {
    let mut scores = Scores::new();
    for seed in seeds(WORLDS) {
        let world = faults::of_seed(seed, &faults::INTENTS, 4 * OF_EACH);
        // What is false or missed here is the figure.
        let _told = score::count(&mut scores, &world.world.truth, &findings(&world));
    }
    print("Suspicions by what they are meant to notice", &scores);
    for (code, score) in &scores {
        assert!(score.precision() >= 7_000 && score.recall() >= 7_000, "{code}: {score:?}");
    }
}

/// The scores notice a finding that is not there, one too many, and one of another row.
#[test]
fn the_count_notices_a_wrong_engine() {
    let world = faults::of_seed(5, &faults::classes(), OF_EACH);
    let met = findings(&world);
    let truth = &world.world.truth;
    assert_eq!(score::count(&mut Scores::new(), truth, &met), Vec::<String>::new());
    let lines: Vec<&str> = met.lines().collect();
    for wrong in 1..lines.len() {
        let mut fewer = lines.clone();
        let lost = fewer.remove(wrong);
        let mut scores = Scores::new();
        let told = score::count(&mut scores, truth, &fewer.join("\n"));
        assert_eq!(told.len(), 1, "{lost} is lost, told {told:?}");
        assert_eq!(scores.values().map(score::Score::missed).sum::<u64>(), 1);
        let more = format!("{met}{lost}\n");
        let told = score::count(&mut Scores::new(), truth, &more);
        assert_eq!(told.len(), 1, "{lost} stands twice, told {told:?}");
    }
}

/// On these worlds too the second implementation finds the same.
#[test]
fn engine_and_twin_agree_on_planted_faults() {
    for seed in 1..=4 {
        let world = faults::of_seed(seed, &faults::classes(), 1);
        let folder = written(&world);
        let as_of = world.world.as_of();
        let path = folder.path().into();
        let asked = Asked { folder: path, as_of, policy: None, threads: None, batch_rows: None };
        let (twin, engine) = (ways::twin(&asked).unwrap(), ways::engine(&asked).unwrap());
        assert_eq!(differences_as_sets(&twin, &engine), None, "seed {seed}");
    }
}
