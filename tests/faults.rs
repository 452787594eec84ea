//! What is planted is found, and nothing else: faults of every finding code and as many near misses
//! at random places of clean worlds, planted by code that knows nothing of the engine.
//!
//! 24 worlds, or as many as fit into `ANXIN_MINUTES`; `ANXIN_SEED=n` begins at that seed. The table
//! of the figures is printed: `docs/precision.md` keeps those of a long run.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod ways;

use std::fs;
use std::io::Write as _;
use std::time::{Duration, Instant};

use anxin_tests::faults::score::{self, Scores};
use anxin_tests::faults::{self, Class, FaultyWorld};
use anxin_tests::folder::Folder;
use anxin_tests::laws::Asked;
use anxin_tests::tables::differences_as_sets;

const WORLDS: u64 = 24;

/// Codes that no class plants, each with the reason.
const EXCUSED: [(&str, &str); 1] =
    [("id_types_differ", "a world is text; it needs a column of integers")];

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// What the engine finds in a world: the table `findings`.
fn findings(folder: &Folder, as_of: String) -> String {
    let folder = folder.path().into();
    let asked = Asked { folder, as_of, policy: None, threads: None, batch_rows: None };
    ways::engine(&asked).unwrap().remove("findings").unwrap()
}

fn written(world: &FaultyWorld) -> Folder {
    let folder = Folder::new("faults").unwrap();
    world.write_csv(folder.path()).unwrap();
    folder
}

/// Counts over worlds of these classes, and what was wrong in each world.
fn counted(classes: &[Class], seeds: impl Iterator<Item = u64>) -> (Scores, Vec<String>) {
    let (mut scores, mut wrong) = (Scores::new(), Vec::new());
    for seed in seeds {
        let world = faults::of_seed(seed, classes);
        let folder = written(&world);
        let met = findings(&folder, world.world.as_of());
        let lines = score::count(&mut scores, &world.world.truth, &met);
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
        let world = faults::of_seed(seed, &[]);
        let met = findings(&written(&world), world.world.as_of());
        assert_eq!(met.lines().count(), 1, "seed {seed}: nothing was planted, found\n{met}");
    }
}

#[test]
fn every_planted_fault_is_found_and_nothing_else() {
    let mut worlds = 0;
    let seeds = seeds(WORLDS).inspect(|_| worlds += 1);
    let (scores, wrong) = counted(&faults::classes(), seeds);
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
    planted.extend(EXCUSED.map(|(code, _)| code));
    planted.sort_unstable();
    planted.dedup();
    let mut codes: Vec<&str> = anxin::Code::ALL.iter().map(|code| code.word()).collect();
    codes.sort_unstable();
    assert_eq!(planted, codes);
}

/// Suspicions by what they are meant to notice: a figure with a floor, not a promise.
#[test]
fn suspicions_are_worth_a_look() {
    let (scores, _) = counted(&faults::INTENTS, seeds(WORLDS));
    print("Suspicions by what they are meant to notice", &scores);
    for (code, score) in &scores {
        assert!(score.precision() >= 7_000 && score.recall() >= 7_000, "{code}: {score:?}");
    }
}

/// The scores notice a finding that is not there, one too many, and one of another row.
#[test]
fn the_count_notices_a_wrong_engine() {
    let world = faults::of_seed(5, &faults::classes());
    let met = findings(&written(&world), world.world.as_of());
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
        let world = faults::of_seed(seed, &faults::classes());
        let folder = written(&world);
        // The second implementation knows no published rates.
        fs::remove_file(folder.join("published_rates.csv")).unwrap();
        let as_of = world.world.as_of();
        let path = folder.path().into();
        let asked = Asked { folder: path, as_of, policy: None, threads: None, batch_rows: None };
        let (twin, engine) = (ways::twin(&asked).unwrap(), ways::engine(&asked).unwrap());
        assert_eq!(differences_as_sets(&twin, &engine), None, "seed {seed}");
    }
}
