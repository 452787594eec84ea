//! Many policies side by side, and what changed between two runs, by the command.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use anxin_tests::folder::Folder;

use super::{PAYROLL, binary, says};

fn anxin(words: &[&str]) -> Output {
    Command::new(binary()).args(words).output().unwrap()
}

/// A data set of a line of payroll, and a policy by which it is due later.
fn given() -> (Folder, String, String) {
    let folder = Folder::new("cli-compare").unwrap();
    let data = folder.join("in");
    fs::create_dir(&data).unwrap();
    fs::write(data.join("payroll.csv"), PAYROLL).unwrap();
    let policy = folder.join("later.toml");
    let text = "name = \"later\"\n[wages]\ndefault_pay_month_offset = 12\ndefault_pay_day = 25\n";
    fs::write(&policy, text).unwrap();
    let text = |path: &Path| path.display().to_string();
    let (data, policy) = (text(&data), text(&policy));
    (folder, data, policy)
}

#[test]
fn policies_stand_side_by_side() {
    let (folder, data, policy) = given();
    let out = folder.join("figures").display().to_string();
    let words = ["what-if", &data, "--as-of", "2025-12-31", "--policy", "cn", "--policy", &policy];
    let shown = anxin(&[&words[..], &["--out", &out]].concat());
    says(&shown, 0, &[]);
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(text.contains("Differences to the first"), "{text}");
    let line = text.lines().rev().find(|line| line.contains("later")).unwrap();
    assert!(line.contains("-4,500.00") && line.contains(" 0.00"), "{text}");
    let csv = fs::read_to_string(folder.join("figures").join("what_if.csv")).unwrap();
    assert!(csv.starts_with("place,policy,fingerprint,figure,value,difference\n0,cn,"), "{csv}");
    assert_eq!(csv.lines().filter(|line| line.starts_with("1,later,")).count(), 20);
    assert!(csv.lines().any(|line| line.ends_with(",arrears,0.00,-4500.00")), "{csv}");

    says(&anxin(&words[..4]), 2, &["--policy"]);
    let inside = format!("{data}/out");
    says(&anxin(&[&words[..], &["--out", &inside]].concat()), 5, &["inside the input folder"]);
}

#[test]
fn what_changed_is_told_with_its_cause() {
    let (folder, data, policy) = given();
    let words = ["diff", &data, "--as-of", "2025-12-31", "--policy-after", &policy];
    let shown = anxin(&words);
    says(&shown, 0, &[]);
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(text.starts_with("table,change,key,column,from,to,cause\n"), "{text}");
    // Either key alone would move the day, to another day than both together.
    let both =
        "policy wages.default_pay_day 31 to 25; policy wages.default_pay_month_offset 1 to 12";
    let line = format!(
        "worker_periods,changed,\"W1,P1,2025-03-01\",due_date,2025-04-30,2026-03-25,{both}\n"
    );
    assert!(text.contains(&line), "{text}");
    // The arrears go by the one of them alone.
    let one = "arrears,4500.00,0.00,policy wages.default_pay_month_offset 1 to 12\n";
    assert!(text.contains(one), "{text}");

    let later = folder.join("later").display().to_string();
    fs::create_dir(&later).unwrap();
    let rows = PAYROLL.replace("4500.00", "4600.00");
    fs::write(folder.join("later").join("payroll.csv"), rows).unwrap();
    let out = folder.join("changes.csv").display().to_string();
    let days = ["--as-of", "2025-04-01", "--as-of-after", "2025-12-31", "--out", &out];
    says(&anxin(&[&["diff", &data, &later], &days[..]].concat()), 0, &[]);
    let text = fs::read_to_string(&out).unwrap();
    let rows = "before payroll 0; after payroll 0";
    assert!(text.contains(&format!("due,4500.00,4600.00,{rows}\n")), "{text}");
    let day = "as_of 2025-04-01 to 2025-12-31";
    assert!(text.contains(&format!("arrears,0.00,4600.00,{day}\n")), "{text}");
    assert!(text.contains(&format!("not_yet_due,4500.00,0.00,{rows}; {day}\n")), "{text}");
}
