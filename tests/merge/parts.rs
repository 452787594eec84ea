//! Does a run in parts, within a limit of memory, give the bytes of one run?
//!
//! Every table with its details and the summary, on random worlds, on the golden cases and on files
//! that are taken apart; the number of parts changes nothing.

use std::fs;
use std::ops::ControlFlow;

use anxin::parted::in_place::InParts;
use anxin::report::sink::Format;
use anxin::report::tables::OutputTable;
use anxin::{Day, Inputs, Policy, Run, reconcile};
use anxin_tests::cases;
use anxin_tests::folder::{Folder, files};
use anxin_tests::tables::difference;
use anxin_tests::worlds;

use super::{read_policy, seeds};

/// One run, and the same in parts; the code of the error where parts are refused.
fn differ(inputs: &Inputs, policy: &Policy, as_of: Day, parts: u32, format: Format) -> Met {
    let folder = Folder::new("parts").unwrap();
    let whole = reconcile(inputs, policy, as_of).unwrap();
    let run = Run { threads: Some(2), fingerprints: true, ..Run::default() };
    let met = InParts::reconcile(&run, inputs, policy, as_of, parts, folder.path());
    let in_parts = match met {
        Ok(in_parts) => in_parts,
        Err(error) => return Met::Refused(error.to_string()),
    };
    let [one, other] = ["one", "other"].map(|name| folder.join(name));
    whole.write(&one, format, true).unwrap();
    in_parts.write(&other, format, true, &mut |_, _| ControlFlow::Continue(())).unwrap();
    let (one, other) = (files(&one).unwrap(), files(&other).unwrap());
    assert_eq!(one.len(), OutputTable::ALL.len() + 1);
    let names = |files: &[(String, Vec<u8>)]| -> Vec<String> {
        files.iter().map(|file| file.0.clone()).collect()
    };
    assert_eq!(names(&one), names(&other));
    for ((name, one), (_, other)) in one.iter().zip(&other) {
        if one != other {
            let texts = [one, other].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            let told =
                (name.ends_with(".csv")).then(|| difference(name, &texts[0], &texts[1])).flatten();
            return Met::Differs(
                told.unwrap_or_else(|| format!("{name}: {} {}", texts[0], texts[1])),
            );
        }
    }
    assert_eq!(in_parts.digests().unwrap(), whole.digests().unwrap());
    drop(in_parts);
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 2, "the temporary folder is gone");
    Met::Same
}

#[derive(Debug, PartialEq, Eq)]
enum Met {
    Same,
    Differs(String),
    Refused(String),
}

#[test]
fn random_worlds_in_parts_give_the_bytes_of_one_run() {
    let (mut refused, mut same) = (0, 0);
    for seed in seeds() {
        let (mut world, policy) = worlds::of_seed(seed);
        let mut policy = read_policy(policy);
        let as_of: Day = world.as_of().parse().unwrap();
        let parts = [1, 2, 3, 7][usize::try_from(seed % 4).unwrap()];
        let format = [Format::Csv, Format::Parquet][usize::from(seed % 5 == 4)];
        // What is refused is taken out, once each.
        for _ in 0..3 {
            let folder = Folder::new("world").unwrap();
            world.write_csv(folder.path()).unwrap();
            let inputs = Inputs::folder(folder.path()).unwrap();
            match differ(&inputs, &policy, as_of, parts, format) {
                Met::Same => {
                    same += 1;
                    break;
                }
                Met::Refused(text) if text.contains("about workers with") => {
                    policy = Policy::default();
                }
                Met::Refused(text) if text.contains("debits for wages") => {
                    worlds::empty(&mut world, "account_entries");
                }
                other => panic!("seed {seed}, {parts} parts: {other:?}"),
            }
            refused += 1;
        }
    }
    assert_eq!(same, seeds().count());
    // Both ways were walked.
    assert!(refused > 0 && refused < 2 * same, "{refused} refused");
}

#[test]
fn golden_cases_in_parts_give_the_bytes_of_one_run() {
    let mut same = 0;
    for case in cases::all().unwrap() {
        let inputs = Inputs::folder(case.inputs()).unwrap();
        let as_of: Day = case.as_of.parse().unwrap();
        let policy = read_policy(case.policy.as_deref());
        match differ(&inputs, &policy, as_of, 3, Format::Csv) {
            Met::Same => same += 1,
            Met::Refused(text) => {
                let is_known = ["debits for wages", "earlier run", "rule"];
                assert!(is_known.iter().any(|known| text.contains(known)), "{}: {text}", case.name);
            }
            Met::Differs(what) => panic!("{}: {what}", case.name),
        }
    }
    assert!(same > 20, "{same}");
}
