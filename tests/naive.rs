//! Would an honest clerk get the same? The engine against a second, slow implementation that was
//! written from the documents alone, on random worlds: every table, every cell.
//!
//! 200 worlds, or as many as fit into `ANXIN_MINUTES`; `ANXIN_SEED=n` begins at that seed. A world
//! on which the two differ is kept.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

mod ways;

use std::io::Write as _;
use std::time::{Duration, Instant};

use anxin_tests::folder::Folder;
use anxin_tests::laws::{self, Asked};
use anxin_tests::{tables, worlds};

const WORLDS: u64 = 200;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn differ(seed: u64) -> Option<String> {
    let (world, policy) = worlds::of_seed(seed);
    let folder = Folder::new("naive").unwrap();
    world.write_csv(folder.path()).unwrap();
    let (folder_path, as_of) = (folder.path().into(), world.as_of());
    let asked = Asked { folder: folder_path, as_of, policy, threads: None, batch_rows: None };
    match (ways::twin(&asked), ways::engine(&asked)) {
        (Ok(twin), Ok(engine)) => tables::differences_as_sets(&twin, &engine),
        (Err(_), Err(_)) => None,
        (twin, engine) => {
            Some(format!("twin: {:?}; engine: {:?}\n", twin.map(drop), engine.map(drop)))
        }
    }
}

#[test]
fn engine_and_twin_agree_on_random_worlds() {
    let first = number("ANXIN_SEED").unwrap_or(1000);
    let end = number("ANXIN_MINUTES").map(|minutes| Duration::from_secs(60 * minutes));
    let start = Instant::now();
    let mut seed = first;
    while end.map_or(seed < first + WORLDS, |end| start.elapsed() < end) {
        if let Some(text) = differ(seed) {
            let kept = laws::keep(seed).unwrap();
            panic!(
                "seed {seed}: expected is the twin, found the engine\n{text}the world is kept in {}; \
                 ANXIN_SEED={seed} begins here again",
                kept.display()
            );
        }
        seed += 1;
    }
    assert!(seed > first, "no world was compared: give ANXIN_MINUTES at least 1");
    writeln!(std::io::stderr(), "{} worlds compared, seeds {first} to {}", seed - first, seed - 1)
        .unwrap();
}
