//! What is written for people: workbooks, forms and statements as sheets, whole or not at all.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{Desk, PAYROLL, binary, says};

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn a_workbook_and_forms_are_written_and_replaced_and_threads_change_no_byte() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    let (book, forms) = (desk.folder.join("book.xlsx"), desk.folder.join("forms"));
    let mut seen = Vec::new();
    for threads in ["1", "8"] {
        let words = ["--workbook", book.to_str().unwrap(), "--forms", forms.to_str().unwrap()];
        says(&desk.run(&[&words[..], &["--threads", threads]].concat()), 0, &[]);
        let files = names(&forms);
        let expected = ["arrears", "cases", "forms", "six_systems"];
        assert!(expected.iter().all(|name| files.iter().any(|file| file.starts_with(name))));
        assert_eq!(files.len(), 7, "{files:?}");
        let bytes: Vec<_> = files.iter().map(|name| fs::read(forms.join(name)).unwrap()).collect();
        seen.push((fs::read(&book).unwrap(), bytes));
    }
    assert!(seen[0] == seen[1] && seen[0].0.starts_with(b"PK"));
    assert_eq!(names(desk.folder.path()), ["book.xlsx", "forms", "in", "out"]);
    let register = String::from_utf8(seen[0].1[0].clone()).unwrap();
    assert!(register.contains("4500.00"), "{register}");
}

#[test]
fn a_folder_of_strangers_is_refused_before_anything_is_written() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    let (book, inside) = (desk.folder.join("book.xlsx"), desk.folder.join("in/forms"));
    let strange = desk.folder.join("strange");
    fs::create_dir(&strange).unwrap();
    fs::write(strange.join("letter.txt"), "mine").unwrap();
    let words = ["--workbook", book.to_str().unwrap(), "--forms"];
    let output = desk.run(&[&words[..], &[strange.to_str().unwrap()]].concat());
    says(&output, 5, &["letter.txt", "strange"]);
    says(&desk.run(&["--forms", inside.to_str().unwrap()]), 5, &["inside the input folder"]);
    assert_eq!(names(desk.folder.path()), ["in", "strange"]);
    assert_eq!(names(&strange), ["letter.txt"]);
}

#[test]
fn a_statement_as_a_sheet_needs_a_file() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    let explain = |more: &[&str]| {
        let mut command = Command::new(binary());
        command.arg("explain").arg(desk.folder.join("in")).args(["--as-of", "2025-12-31"]);
        command.args(["--format", "xlsx"]).args(more).output().unwrap()
    };
    says(&explain(&["--worker", "W1"]), 2, &["--out"]);
    let page = desk.folder.join("page.xlsx");
    let out = ["--out", page.to_str().unwrap()];
    says(&explain(&[&["--worker", "W1"], &out[..]].concat()), 0, &[]);
    assert!(fs::read(&page).unwrap().starts_with(b"PK"));
    fs::remove_file(&page).unwrap();
    // A transfer that is not there is said to be so; one that is has no sheet.
    says(&explain(&[&["--transfer", "T1"], &out[..]].concat()), 3, &["T1"]);
    assert_eq!(names(desk.folder.path()), ["in"]);
}
