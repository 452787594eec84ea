//! Is a ledger after any history what one run over its rows is? What does a crash leave?
//!
//! Histories are random: rows of a world come in pieces, in any order and some of them twice, are
//! taken back, corrected and added again; the day moves; the ledger is closed and opened. 16 of
//! them are tried, or as many as fit into `ANXIN_MINUTES`; `ANXIN_SEED=n` begins at that seed.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "ledger/crash.rs"]
mod crash;
#[path = "ledger/days.rs"]
mod days;
#[path = "ledger/differences.rs"]
mod differences;
#[path = "ledger/history.rs"]
mod history;
#[path = "ledger/policies.rs"]
mod policies;

use std::io::Write as _;
use std::time::{Duration, Instant};

use anxin::ledger::Ledger;
use anxin::ledger::disk::{Disk as _, Memory};
use anxin::{Day, Policy};
use anxin_tests::tables::{Tables, differences_as_sets};

use crash::{Crashing, Machine};
use history::{History, Step, sheets, tables_of};

const HISTORIES: u64 = 16;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs `one` on seeds from the first on: `count` of them, or as many as the minutes hold.
fn seeds(count: u64, mut one: impl FnMut(u64)) -> u64 {
    let first = number("ANXIN_SEED").unwrap_or(0);
    let end = number("ANXIN_MINUTES").map(|minutes| Duration::from_secs(60 * minutes));
    let start = Instant::now();
    let mut seed = first;
    while end.map_or(seed < first + count, |end| start.elapsed() < end) {
        one(seed);
        seed += 1;
    }
    seed - first
}

/// A ledger in memory that is closed and opened.
fn reopened(machine: &Machine) -> Ledger {
    Ledger::open(Box::new(machine.clone())).unwrap()
}

/// Holds that a ledger is what one run over the rows that stand is; gives its tables.
fn holds_one_run(
    history: &History,
    ledger: &mut Ledger,
    (seed, number, step): (u64, usize, &Step),
) -> Tables {
    let expected = history.expected();
    let found = sheets(ledger.result().unwrap());
    assert!(
        found == expected,
        "seed {seed}, step {number} ({step:?}): expected is one run, found the ledger\n{}",
        differences_as_sets(&expected, &found).unwrap_or_default()
    );
    found
}

#[test]
fn after_any_history_a_ledger_is_what_one_run_over_its_rows_is() {
    let mut compared = 0;
    let tried = seeds(HISTORIES, |seed| {
        let mut history = History::of_seed(seed);
        let machine = Machine::default();
        let policy = history.policy();
        let mut ledger = Ledger::init(Box::new(machine.clone()), &policy, history.as_of()).unwrap();
        for number in 0..history.steps() {
            let step = history.step();
            let before = sheets(ledger.result().unwrap());
            let changes: Vec<_> = ledger.commit(step.commit()).unwrap().iter().collect();
            if step.reopens {
                ledger = reopened(&machine);
            }
            let found = holds_one_run(&history, &mut ledger, (seed, number, &step));
            if !before.is_empty() && !found.is_empty() {
                history::holds_all_changes(&before, &found, &changes, seed);
            }
            compared += 1;
        }
    });
    assert!(tried > 0, "no history was tried: give ANXIN_MINUTES at least 1");
    writeln!(std::io::stderr(), "{tried} histories, {compared} states compared").unwrap();
}

/// The sums of the states that a history goes through, and what it asks for at each.
fn sums(steps: &[Step], policy: &Policy, as_of: Day) -> Vec<String> {
    let mut ledger = Ledger::init(Box::new(Memory::default()), policy, as_of).unwrap();
    let mut sums = vec![ledger.sum().to_owned()];
    for step in steps {
        ledger.append(step.commit()).unwrap();
        sums.push(ledger.sum().to_owned());
    }
    sums
}

/// Begins or opens the ledger and commits what is missing of the history, until it is done or the
/// machine stops; gives how many states were acknowledged.
fn went_on(machine: &Crashing, steps: &[Step], sums: &[String], start: (&Policy, Day)) -> usize {
    let disk = || Box::new(machine.clone());
    let is_begun = machine.names().is_ok_and(|names| names.iter().any(|name| name == "log"));
    let ledger = match is_begun {
        true => Ledger::open(disk()),
        false => Ledger::init(disk(), start.0, start.1),
    };
    let Ok(mut ledger) = ledger else { return 0 };
    let done = usize::try_from(ledger.commits()).unwrap();
    assert_eq!(ledger.sum(), sums[done - 1], "neither the state before nor the state after");
    for (place, step) in steps.iter().enumerate().skip(done - 1) {
        if ledger.append(step.commit()).is_err() {
            return place + 1;
        }
    }
    steps.len() + 1
}

#[test]
fn a_crash_at_any_operation_leaves_the_state_before_or_after() {
    let mut points = 0;
    let tried = seeds(2, |seed| {
        let mut history = History::of_seed(seed);
        let (policy, as_of) = (history.policy(), history.as_of());
        let steps: Vec<Step> = (0..4).map(|_| history.step()).collect();
        let sums = sums(&steps, &policy, as_of);
        let mut last = 0;
        // Until the machine outlives the history.
        for operation in 1.. {
            let machine = Crashing::new(Machine::default(), operation, seed);
            let mut known = went_on(&machine, &steps, &sums, (&policy, as_of));
            if !machine.is_off() {
                break;
            }
            // A second crash, while what the first one left is being gone on with.
            let left = machine.after(&mut anxin_datasets::Random::new(seed ^ operation));
            let again = Crashing::new(left, 1 + operation % 5, seed + 1);
            known = known.max(went_on(&again, &steps, &sums, (&policy, as_of)));
            let left = again.after(&mut anxin_datasets::Random::new(seed + operation));
            points += 2;
            let names = left.names().unwrap();
            if known > 0 || names.iter().any(|name| name == "log") {
                let ledger = reopened(&left);
                let done = usize::try_from(ledger.commits()).unwrap();
                assert!(done >= known, "seed {seed}, operation {operation}: a commit was lost");
                assert_eq!(ledger.sum(), sums[done - 1], "seed {seed}, operation {operation}");
            }
            // Nothing is lost and nothing doubled where the rest is committed.
            let whole = Crashing::new(left, u64::MAX, 0);
            assert_eq!(went_on(&whole, &steps, &sums, (&policy, as_of)), steps.len() + 1);
            last = operation;
        }
        assert!(last > 20, "seed {seed}: only {last} operations");
    });
    writeln!(std::io::stderr(), "{points} kill points in {tried} histories").unwrap();
}

#[test]
fn a_file_that_was_changed_is_refused_by_name() {
    let mut history = History::of_seed(1);
    let machine = Machine::default();
    let mut ledger =
        Ledger::init(Box::new(machine.clone()), &history.policy(), history.as_of()).unwrap();
    while machine.names().unwrap().len() < 6 {
        ledger.append(history.step().commit()).unwrap();
    }
    for name in machine.names().unwrap() {
        let changed = machine.with(|disk| {
            let mut bytes = disk.read(&name).unwrap().to_vec();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            let mut other = disk.clone();
            other.write(&name, 0, &bytes).unwrap();
            other
        });
        let error = Ledger::open(Box::new(changed)).unwrap_err();
        assert_eq!(error.code(), "decode", "{name}: {error}");
        assert!(error.to_string().contains(&name) || name == "log", "{error}");
    }
}

#[test]
fn a_commit_that_cannot_be_computed_leaves_the_ledger_as_it_was() {
    let mut history = History::of_seed(2);
    let machine = Machine::default();
    let mut ledger =
        Ledger::init(Box::new(machine.clone()), &history.policy(), history.as_of()).unwrap();
    (0..3).for_each(|_| ledger.append(history.step().commit()).unwrap());
    let (sum, tables) = (ledger.sum().to_owned(), sheets(ledger.result().unwrap()));
    for commit in history.unusable() {
        let what = format!("{commit:?}");
        let error = ledger.commit(commit).expect_err(&what);
        assert!(["input", "missing_column", "decode"].contains(&error.code()), "{error}");
        assert_eq!(ledger.sum(), sum, "{what}");
        assert_eq!(sheets(ledger.result().unwrap()), tables, "{what}");
        assert_eq!(reopened(&machine).sum(), sum, "{what}");
    }
}

#[test]
fn every_commit_can_be_computed_again() {
    let mut history = History::of_seed(3);
    let mut ledger =
        Ledger::init(Box::new(Memory::default()), &history.policy(), history.as_of()).unwrap();
    let mut known = vec![Default::default()];
    for _ in 0..5 {
        ledger.append(history.step().commit()).unwrap();
        known.push(sheets(ledger.result().unwrap()));
    }
    for (number, known) in known.iter().enumerate() {
        let commit = u64::try_from(number).unwrap();
        let again = ledger.at(commit).unwrap();
        assert_eq!(again.as_ref().map(tables_of).unwrap_or_default(), *known, "commit {number}");
    }
    assert_eq!(ledger.at(9).unwrap_err().code(), "not_found");
}
