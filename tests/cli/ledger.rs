//! A ledger by the command: from day to day what one run is; killed at any moment, before or after.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use anxin_datasets::Random;
use anxin_tests::folder::Folder;

use super::{binary, says};

/// The payroll sheet of a month.
fn upload(folder: &Path, name: &str, rows: &[(&str, &str)]) -> String {
    let mut text = String::from("payroll_id,worker_id,project_id,period,net,confirmed\n");
    rows.iter().for_each(|(worker, net)| text += &format!("S1,{worker},P1,2025-03,{net},true\n"));
    fs::create_dir_all(folder.join(name)).unwrap();
    fs::write(folder.join(name).join("payroll.csv"), text).unwrap();
    folder.join(name).display().to_string()
}

fn ledger(words: &[&str]) -> Output {
    Command::new(binary()).arg("ledger").args(words).output().unwrap()
}

/// A ledger that was begun in a folder of its own.
fn begun() -> (Folder, String) {
    let folder = Folder::new("cli-ledger").unwrap();
    let path = folder.join("ledger").display().to_string();
    says(&ledger(&["init", &path, "--as-of", "2025-12-31"]), 0, &[]);
    (folder, path)
}

fn tables(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut tables: Vec<_> = entries
        .map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap()))
        .map(|(name, text)| (name.rsplit('/').next().unwrap_or_default().to_owned(), text))
        .collect();
    tables.sort();
    tables
}

#[test]
fn rows_that_came_day_by_day_are_reported_as_one_run() {
    let (folder, path) = begun();
    let first = upload(folder.path(), "first", &[("W1", "4500.00"), ("W2", "100.00")]);
    let second = upload(folder.path(), "second", &[("W1", "4600.00")]);
    says(&ledger(&["add", &path, &first]), 0, &[]);
    let changes = folder.join("changes.csv").display().to_string();
    let words = ["add", &path, &second, "--withdraw", "payroll:0", "--changes", &changes];
    let added = ledger(&words);
    says(&added, 0, &[]);
    let told = String::from_utf8(added.stdout).unwrap();
    assert!(told.contains("payroll: 1 rows added, 1 taken back, 2 stand"), "{told}");
    let changes = fs::read_to_string(changes).unwrap();
    let line = "worker_periods,changed,\"W1,P1,2025-03-01\",due,4500.00,4600.00,payroll 0 2\n";
    assert!(changes.contains(line), "{changes}");

    let out = |name: &str| folder.join(name).display().to_string();
    says(&ledger(&["report", &path, "--out", &out("kept"), "--format", "csv"]), 0, &[]);
    let whole = upload(folder.path(), "whole", &[("W2", "100.00"), ("W1", "4600.00")]);
    let mut run = Command::new(binary());
    run.args(["reconcile", &whole, "--as-of", "2025-12-31", "--format", "csv", "--out"]);
    says(&run.arg(out("run")).output().unwrap(), 0, &[]);
    assert_eq!(tables(&folder.join("kept")), tables(&folder.join("run")));

    let words = ["report", &path, "--at", "1", "--out", &out("before"), "--format", "csv"];
    says(&ledger(&words), 0, &[]);
    assert_ne!(tables(&folder.join("before")), tables(&folder.join("run")));
    let diff = String::from_utf8(ledger(&["diff", &path, "--from", "1"]).stdout).unwrap();
    assert!(diff.contains(line.trim_end_matches("payroll 0 2\n")), "{diff}");
    // As of a day on which nothing was due yet.
    let diff = ledger(&["diff", &path, "--from", "2025-04-01", "--to", "2025-12-31"]);
    let diff = String::from_utf8(diff.stdout).unwrap();
    assert!(diff.contains(",arrears,0.00,4600.00,"), "{diff}");
}

#[test]
fn what_a_ledger_cannot_take_is_told_and_leaves_it_as_it_was() {
    let (folder, path) = begun();
    let good = upload(folder.path(), "good", &[("W1", "4500.00")]);
    says(&ledger(&["add", &path, &good]), 0, &[]);
    let log = fs::read(folder.join("ledger").join("log")).unwrap();
    let bad = folder.join("bad").display().to_string();
    fs::create_dir(&bad).unwrap();
    fs::write(folder.join("bad").join("payroll.csv"), "payroll_id,worker_id\nS1,W1\n").unwrap();
    let nowhere = folder.join("nowhere").display().to_string();
    for (words, expected) in [
        (&["init", &path, "--as-of", "2025-12-31"][..], "error[input]"),
        (&["add", &path, &bad], "error[missing_column]"),
        (&["add", &path, "--withdraw", "payroll:1"], "row 1 of 1 to be taken back"),
        (&["add", &nowhere, &good], "no ledger"),
        (&["report", &nowhere], "no ledger"),
        (&["report", &path, "--at", "7"], "commit 7 of a ledger with 2 commits"),
    ] {
        says(&ledger(words), 3, &[expected]);
    }
    assert!(!folder.join("nowhere").exists(), "no folder is made by adding to it");
    for words in [&["add", &path][..], &["add", &path, "--withdraw", "wages:1"], &["diff", &path]] {
        says(&ledger(words), 2, &["error[usage]"]);
    }
    assert_eq!(fs::read(folder.join("ledger").join("log")).unwrap(), log);
    fs::write(folder.join("ledger").join("log"), "anxin-ledger 2\n").unwrap();
    says(&ledger(&["add", &path, &good]), 3, &["format 2; this version reads format 1"]);
}

#[test]
fn a_killed_writer_leaves_the_state_before_or_after_and_no_lock() {
    let (folder, path) = begun();
    let mut random = Random::new(7);
    let (mut kept, mut killed) = (0_u64, 0);
    for number in 0..30 {
        let worker = format!("W{number}");
        let rows = upload(folder.path(), "next", &[(&worker, "1.00")]);
        let mut add = Command::new(binary());
        add.args(["ledger", "add", &path, &rows]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = add.spawn().unwrap();
        std::thread::sleep(Duration::from_micros(random.next() % 60_000));
        // It may have ended by itself.
        let _ended = child.kill();
        let is_acknowledged = child.wait().unwrap().success();
        killed += u64::from(!is_acknowledged);
        let shown = ledger(&["report", &path, "--at", &(kept + 1).to_string(), "--quiet"]);
        let is_kept = shown.status.code() == Some(0);
        assert!(is_kept || !is_acknowledged, "an acknowledged commit is gone");
        kept += u64::from(is_kept);
        let beyond = ledger(&["report", &path, "--at", &(kept + 1).to_string(), "--quiet"]);
        says(&beyond, 3, &[&format!("a ledger with {} commits", kept + 1)]);
    }
    assert!(killed > 0, "none was killed in time");
    let rows = upload(folder.path(), "last", &[("W99", "1.00")]);
    says(&ledger(&["add", &path, &rows]), 0, &[]);
}
