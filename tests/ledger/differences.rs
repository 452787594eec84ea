//! How two runs differ is what differs between the two; and what is said to have made a figure
//! differ does so alone.

use std::collections::{BTreeMap, BTreeSet};

use anxin::basics::policy::Policy;
use anxin::differences::{Caused, Side, differences};
use anxin::ledger::disk::Memory;
use anxin::ledger::{Commit, Ledger, Point};
use anxin::report::changes::changes;
use anxin::report::tables::OutputTable;
use anxin::{Day, Inputs, Run, reconcile};
use anxin_datasets::{Random, World};
use anxin_tests::enriched;
use anxin_tests::folder::Folder;
use anxin_tests::tables::{Sheet, Tables};

use super::history::{History, holds_all_changes, tables_of};
use super::policies;

fn all(before: Side<'_>, after: Side<'_>) -> Vec<Caused> {
    let mut found = Vec::new();
    differences(&Run::default(), before, after, &mut |caused| {
        found.push(caused);
        Ok(())
    })
    .unwrap();
    found
}

/// The figures that differ are those that two runs of their own tell.
fn are_those_of_two_runs(before: Side<'_>, after: Side<'_>, found: &[Caused], seed: u64) {
    let run = |side: Side<'_>| reconcile(side.inputs, side.policy, side.as_of).unwrap();
    let (first, last) = (run(before), run(after));
    let mut expected = Vec::new();
    changes(&first, &last, &mut |changed| {
        expected.push(changed);
        Ok(())
    })
    .unwrap();
    let changed: Vec<_> = found.iter().map(|one| one.changed.clone()).collect();
    assert!(changed == expected, "seed {seed}: {} and {}", changed.len(), expected.len());
    holds_all_changes(&tables_of(&first), &tables_of(&last), found, seed);
}

/// A world on disk.
struct Given {
    inputs: Inputs,
    policy: Policy,
    as_of: Day,
    world: World,
    _folder: Folder,
}

fn given(seed: u64) -> Given {
    let made = enriched::of_seed(seed);
    let folder = Folder::new("differences").unwrap();
    made.write_csv(folder.path()).unwrap();
    let policy =
        made.policy.map_or_else(Policy::default, |text| Policy::from_toml(text, "policy").unwrap());
    Given {
        inputs: Inputs::folder(folder.path()).unwrap(),
        policy,
        as_of: Day(i32::try_from(made.world.as_of_day).unwrap()),
        world: made.world,
        _folder: folder,
    }
}

/// The rows of each table by the cells of its sort key; keys that stand twice are left out.
fn by_key(tables: &Tables) -> BTreeMap<(String, String), Vec<String>> {
    let mut found = BTreeMap::new();
    let mut twice = BTreeSet::new();
    for table in OutputTable::ALL {
        let sheet = Sheet::read(&tables[table.name()]);
        let key: Vec<usize> =
            table.sort_key().iter().filter_map(|name| sheet.column(name)).collect();
        for row in sheet.rows {
            let cells: Vec<String> = key.iter().map(|&at| row[at].clone()).collect();
            let key = (table.name().to_owned(), cells.join(","));
            if found.insert(key.clone(), row).is_some() {
                twice.insert(key);
            }
        }
    }
    found.retain(|key, _| !twice.contains(key));
    found
}

/// The figures of a result as its tables have them.
struct Figures {
    rows: BTreeMap<(String, String), Vec<String>>,
    columns: BTreeMap<(String, &'static str), usize>,
}

impl Figures {
    fn of(tables: &Tables) -> Self {
        let mut columns = BTreeMap::new();
        for table in OutputTable::ALL {
            for (place, column) in table.columns().iter().enumerate() {
                columns.insert((table.name().to_owned(), column.name), place);
            }
        }
        Self { rows: by_key(tables), columns }
    }

    /// The cell of a figure; of a whole row whether it is there.
    fn cell(&self, one: &Caused) -> Option<String> {
        let table = one.changed.table.name().to_owned();
        let row = self.rows.get(&(table.clone(), one.changed.key.to_string()));
        match one.changed.column {
            "" => Some(row.is_some().to_string()),
            column => row.map(|row| row[self.columns[&(table, column)]].clone()),
        }
    }
}

#[test]
fn the_key_that_is_named_alone_makes_the_figure_what_it_is() {
    let (mut alone, mut together) = (0, 0);
    super::seeds(10, |seed| {
        let world = given(seed);
        let mut random = Random::new(seed ^ 0xD1FF);
        let other = loop {
            let other = policies::of_seed(&world.policy, &mut random, 1);
            if world.policy.differing_keys(&other).len() > 1 {
                break other;
            }
        };
        let before = Side { inputs: &world.inputs, policy: &world.policy, as_of: world.as_of };
        let after = Side { policy: &other, ..before };
        let found = all(before, after);
        are_those_of_two_runs(before, after, &found, seed);

        let run = |policy: &Policy| {
            Figures::of(&tables_of(&reconcile(&world.inputs, policy, world.as_of).unwrap()))
        };
        let first = run(&world.policy);
        let last = run(&other);
        let keys = world.policy.differing_keys(&other);
        let each: Vec<(String, Figures)> = keys
            .iter()
            .map(|key| (key.text(), run(&world.policy.with_key_of(&other, &key.key).unwrap())))
            .collect();
        for one in &found {
            let (from, to) = (first.cell(one), last.cell(one));
            if from == to {
                // A key that stands twice.
                continue;
            }
            let changing: Vec<&String> = each
                .iter()
                .filter(|(_, figures)| figures.cell(one) != from)
                .map(|(text, _)| text)
                .collect();
            let exact = match changing[..] {
                [only] => each.iter().any(|(text, own)| text == only && own.cell(one) == to),
                _ => false,
            };
            let expected: Vec<String> = each
                .iter()
                .filter(|(text, _)| !exact || changing.contains(&text))
                .map(|(text, _)| format!("policy {text}"))
                .collect();
            assert_eq!(*one.cause, *expected.join("; "), "seed {seed}: {:?}", one.changed);
            alone += usize::from(exact);
            together += usize::from(!exact);
        }
    });
    assert!(alone > 100 && together > 0, "{alone} alone, {together} together");
}

#[test]
fn rows_day_and_policy_are_told_apart() {
    let mut causes = BTreeSet::new();
    super::seeds(8, |seed| {
        let world = given(seed);
        let mut random = Random::new(seed ^ 0x40F5);
        // The later data set: a row of a table is gone, and another one stands twice.
        let mut later = world.world.clone();
        for table in later.tables.iter_mut().filter(|table| table.rows() > 1) {
            if random.chance(400) {
                let gone = random.below(table.rows());
                let mut rows: Vec<usize> = (0..table.rows()).filter(|&row| row != gone).collect();
                rows.push(random.below(table.rows()));
                *table = table.with_rows(&rows);
            }
        }
        let folder = Folder::new("differences-later").unwrap();
        later.write_csv(folder.path()).unwrap();
        let inputs = Inputs::folder(folder.path()).unwrap();
        let policy = policies::of_seed(&world.policy, &mut random, 2);
        let before = Side { inputs: &world.inputs, policy: &world.policy, as_of: world.as_of };
        let days = i32::try_from(random.between(-30, 30)).unwrap();
        let after = Side { inputs: &inputs, policy: &policy, as_of: world.as_of.plus_days(days) };
        let found = all(before, after);
        are_those_of_two_runs(before, after, &found, seed);
        for one in &found {
            let words = ["before ", "after ", "as_of ", "policy "];
            let told: Vec<&str> =
                words.into_iter().filter(|word| one.cause.contains(word)).collect();
            assert!(!told.is_empty() || one.cause.contains("on one side"), "{one:?}");
            causes.insert(told.join(""));
        }
    });
    // Each of them alone, and some together.
    for word in ["before ", "as_of ", "policy "] {
        assert!(causes.contains(word), "{word}: {causes:?}");
    }
    assert!(causes.len() > 3, "{causes:?}");
}

#[test]
fn rows_of_two_data_sets_are_named_by_their_places() {
    let side = |name: &str, rows: &str| {
        let head = "payroll_id,worker_id,project_id,period,net,confirmed\n";
        let source = anxin::Source::bytes(name, anxin::Format::Csv, format!("{head}{rows}").into());
        Inputs::default().with(anxin::TableName::Payroll, source)
    };
    let rows = ["S1,W1,P1,2025-03,4500.00,true\n", "S1,W2,P1,2025-03,100.00,true\n"];
    let first = side("first.csv", &rows.concat());
    // The order is another, the line of W1 was corrected, and one of W3 came.
    let lines = [rows[1], "S1,W1,P1,2025-03,4600.00,true\n", "S1,W3,P2,2025-03,9.00,true\n"];
    let second = side("second.csv", &lines.concat());
    let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    let policy = Policy::default();
    let before = Side { inputs: &first, policy: &policy, as_of };
    let found = all(before, Side { inputs: &second, ..before });
    let cause = |worker: &str, column: &str| {
        let own = found.iter().find(|one| {
            one.changed.table == OutputTable::WorkerPeriods
                && (&*one.changed.worker, one.changed.column) == (worker, column)
        });
        own.map(|one| &*one.cause)
    };
    assert_eq!(cause("W1", "due"), Some("before payroll 0; after payroll 1"));
    assert_eq!(cause("W3", ""), Some("after payroll 2"));
    assert_eq!(cause("W2", "due"), None);

    // The same rows in another order: only what counts rows differs.
    let turned = side("turned.csv", &[rows[1], rows[0]].concat());
    let found = all(before, Side { inputs: &turned, ..before });
    assert!(found.iter().all(|one| &*one.cause == "inputs, of which no row differs"), "{found:?}");
}

#[test]
fn two_states_of_a_ledger_differ_by_what_was_committed_between() {
    let mut compared = 0;
    super::seeds(6, |seed| {
        let mut history = History::of_seed(seed);
        let (policy, as_of) = (history.policy(), history.as_of());
        let mut ledger = Ledger::init(Box::new(Memory::default()), &policy, as_of).unwrap();
        let mut random = Random::new(seed ^ 0x1ED);
        for step in 0..6 {
            ledger.append(history.step().commit()).unwrap();
            if random.chance(300) {
                let policy = Some(policies::of_seed(&policy, &mut random, step));
                ledger.append(Commit { policy, ..Commit::default() }).unwrap();
            }
        }
        let commit = |random: &mut Random| random.below(usize::try_from(ledger.commits()).unwrap());
        for _ in 0..2 {
            let [from, to] = [commit(&mut random) as u64, commit(&mut random) as u64];
            let [Some(before), Some(after)] = [from, to].map(|at| ledger.at(at).unwrap()) else {
                continue;
            };
            let mut found = Vec::new();
            let (from, to) = (Point::Commit(from), Point::Commit(to));
            ledger
                .diff(from, to, &mut |caused| {
                    found.push(caused);
                    Ok(())
                })
                .unwrap();
            let mut expected = Vec::new();
            changes(&before, &after, &mut |changed| {
                expected.push(changed);
                Ok(())
            })
            .unwrap();
            let changed: Vec<_> = found.iter().map(|one| one.changed.clone()).collect();
            assert!(changed == expected, "seed {seed}: {from:?} to {to:?}");
            assert!(found.iter().all(|one| !one.cause.is_empty()), "seed {seed}");
            compared += found.len();
        }
    });
    assert!(compared > 0);
}
