//! A limit of memory: what a run needs is told before it, and the limit changes no byte.

use std::fs;
use std::process::{Command, Output};

use anxin_tests::folder::files;

use super::{Desk, PAYROLL, binary, says};

fn plan(desk: &Desk, more: &[&str]) -> Output {
    let mut command = Command::new(binary());
    command.arg("plan").arg(desk.folder.join("in")).args(["--as-of", "2025-12-31"]);
    command.args(more).output().unwrap()
}

#[test]
fn a_limit_of_memory_changes_no_byte_and_leaves_nothing() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    says(&desk.run(&[]), 0, &[]);
    let whole = files(&desk.out()).unwrap();
    let temp = desk.folder.join("temp");
    fs::create_dir(&temp).unwrap();
    // Below what one run needs at most, so that it is done in parts; and above it.
    for limit in ["390MiB", "2GiB"] {
        let output = desk.run(&["--memory", limit, "--temp", temp.to_str().unwrap()]);
        says(&output, 0, &[]);
        assert!(files(&desk.out()).unwrap() == whole, "{limit}");
        assert_eq!(files(&temp).unwrap(), []);
    }
    let told = |more: &[&str]| {
        let output = desk.run(&[more, &["--json"]].concat());
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(told(&[]), told(&["--memory", "390MiB"]));
}

#[test]
fn a_limit_that_cannot_be_kept_is_refused_before_anything_is_written() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    desk.refuses(&["--memory", "10MiB"], 3, &["10 MiB", "anxin plan"]);
    desk.refuses(&["--memory", "ten"], 2, &["met `ten`", "MiB"]);
    desk.refuses(&["--memory", "1GiB", "--workbook", "b.xlsx"], 2, &["--workbook"]);
    let nowhere = desk.folder.join("no/such");
    let words = ["--memory", "390MiB", "--temp", nowhere.to_str().unwrap()];
    desk.refuses(&words, 5, &["temporary folder", "no/such"]);
}

#[test]
fn a_plan_says_rows_worker_periods_and_memory() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    let output = plan(&desk, &["--memory", "390MiB"]);
    says(&output, 0, &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    let expected = ["payroll", "1 workers, 1 worker-periods", "at most 401 MiB"];
    assert!(expected.iter().all(|word| text.contains(word)), "{text}");
    let output = plan(&desk, &["--memory", "390MiB", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&json["rows"]["payroll"], &json["worker_months"]), (&1.into(), &1.into()));
    assert_eq!((&json["memory_bytes"], &json["parts"]), (&419_430_464_u64.into(), &1.into()));
    says(&plan(&desk, &["--memory", "1MiB"]), 3, &["the limit of memory", "1 MiB"]);
}
