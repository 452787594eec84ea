//! Does the command say what was met, where, and what to do? Exit codes, messages, no partial
//! output.
//!
//! Runs the built binary: the one `ANXIN_BIN` names, else it is built first.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "cli/compare.rs"]
mod compare;
#[path = "cli/damage.rs"]
mod damage;
#[path = "cli/disputed.rs"]
mod disputed;
#[path = "cli/help.rs"]
mod help;
#[cfg(target_os = "linux")]
#[path = "cli/interrupt.rs"]
mod interrupt;
#[path = "cli/ledger.rs"]
mod ledger;
#[path = "cli/parts.rs"]
mod parts;
#[path = "cli/people.rs"]
mod people;
#[path = "cli/types.rs"]
mod types;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use anxin_tests::folder::{self, Folder};
use anxin_tests::root;

const PAYROLL: &str =
    "payroll_id,worker_id,project_id,period,net,confirmed\nS1,W1,P1,2025-03,4500.00,true\n";

fn binary() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        if let Some(path) = std::env::var_os("ANXIN_BIN") {
            return PathBuf::from(path);
        }
        let words = ["build", "-p", "anxin", "--features", "cli", "--bin", "anxin"];
        let mut build = Command::new(env!("CARGO"));
        build.args(words).args(["--profile", "test", "--message-format", "json"]);
        let built = build.current_dir(root()).output().unwrap();
        let told = String::from_utf8_lossy(&built.stderr).into_owned();
        assert!(built.status.success(), "the command does not build:\n{told}");
        let text = String::from_utf8_lossy(&built.stdout).into_owned();
        let lines = text.split("\"executable\":\"").skip(1);
        let path = lines.filter_map(|rest| rest.split('"').next()).last();
        PathBuf::from(path.expect("cargo names the binary"))
    })
}

/// A data set of one line, and a place for results.
struct Desk {
    folder: Folder,
}

impl Desk {
    fn new(tables: &[(&str, &str)]) -> Self {
        let folder = Folder::new("cli").unwrap();
        fs::create_dir(folder.join("in")).unwrap();
        for (name, text) in tables {
            fs::write(folder.join("in").join(name), text).unwrap();
        }
        Self { folder }
    }

    fn out(&self) -> PathBuf {
        self.folder.join("out")
    }

    fn command(&self) -> Command {
        self.command_for("csv")
    }

    fn command_for(&self, format: &str) -> Command {
        let mut command = Command::new(binary());
        command.arg("reconcile").arg(self.folder.join("in"));
        command.args(["--as-of", "2025-12-31", "--format", format, "--out"]).arg(self.out());
        command
    }

    fn run(&self, more: &[&str]) -> Output {
        self.command().args(more).output().unwrap()
    }

    /// What stands beside the input folder; a refused run leaves nothing.
    fn left(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|name| name != "in" && name != "policy.toml").collect()
    }

    /// The run ends with a code and words in its message, and leaves nothing behind.
    fn refuses(&self, more: &[&str], code: i32, words: &[&str]) {
        let output = self.run(more);
        says(&output, code, words);
        assert_eq!(self.left(), Vec::<String>::new(), "something was left behind");
    }
}

fn says(output: &Output, code: i32, words: &[&str]) {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert!(!told.contains("panicked"), "{told}");
    for word in words {
        assert!(told.contains(word), "no {word:?} in: {told}");
    }
    if ![0, 2, 4].contains(&code) {
        // One clear error and nothing else.
        assert!(told.starts_with("error[") && told.lines().count() == 1, "{told}");
    }
}

#[test]
fn a_run_writes_its_tables_and_ends_with_0() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    let output = desk.run(&["--detail", "--threads", "2"]);
    says(&output, 0, &[]);
    let periods = fs::read_to_string(desk.out().join("worker_periods.csv")).unwrap();
    assert!(periods.contains("W1,P1,2025-03-01"), "{periods}");
    for name in ["summary.json", "findings.csv", "accounting.csv", "cover.csv"] {
        assert!(desk.out().join(name).exists(), "no {name}");
    }
    assert_eq!(desk.left(), ["out"], "nothing else stands beside the result");
}

#[test]
fn threads_change_no_file() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    let mut seen = Vec::new();
    for threads in ["1", "2", "8"] {
        says(&desk.run(&["--threads", threads]), 0, &[]);
        let mut files: Vec<_> =
            fs::read_dir(desk.out()).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        seen.push(files.iter().map(|path| fs::read(path).unwrap()).collect::<Vec<_>>());
    }
    assert!(seen[0] == seen[1] && seen[1] == seen[2]);
}

#[test]
fn wrong_usage_ends_with_2() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    desk.refuses(&["--no-such"], 2, &["--no-such"]);
    desk.refuses(&["--as-of", "31.12.2025"], 2, &["as-of"]);
    desk.refuses(&["--threads", "0"], 2, &["threads"]);
    says(&Command::new(binary()).output().unwrap(), 2, &[]);
}

#[test]
fn a_folder_without_dues_or_a_folder_that_is_none_ends_with_3() {
    Desk::new(&[("workers.csv", "worker_id\nW1\n")]).refuses(&[], 3, &["attendance", "payroll"]);
    let desk = Desk::new(&[]);
    fs::remove_dir(desk.folder.join("in")).unwrap();
    says(&desk.run(&[]), 3, &["in"]);
}

#[test]
fn a_missing_required_column_is_named_with_what_was_found() {
    let text = "payroll_id,worker_id,project_id,month,amount\nS1,W1,P1,2025-03,4500.00\n";
    let desk = Desk::new(&[("payroll.csv", text)]);
    desk.refuses(&[], 3, &["missing_column", "payroll.csv", "period", "amount", "alias"]);
}

#[test]
fn two_headers_of_one_meaning_are_named() {
    let text = "payroll_id,worker_id,project_id,period,net,实发工资\nS1,W1,P1,2025-03,1.00,2.00\n";
    let desk = Desk::new(&[("payroll.csv", text)]);
    desk.refuses(&[], 3, &["column_twice", "`net`", "实发工资", "remove"]);
}

#[test]
fn a_truncated_parquet_file_is_named() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    says(&desk.command_for("parquet").output().unwrap(), 0, &[]);
    let whole = fs::read(desk.out().join("worker_periods.parquet")).unwrap();
    fs::remove_dir_all(desk.out()).unwrap();
    for length in [0, 3, 8, whole.len() / 2, whole.len() - 1] {
        fs::write(desk.folder.join("in/attendance.parquet"), &whole[..length]).unwrap();
        desk.refuses(&[], 3, &["attendance.parquet", "Parquet"]);
    }
    // Whole again, but another table: its columns are not those of attendance.
    fs::write(desk.folder.join("in/attendance.parquet"), &whole).unwrap();
    desk.refuses(&[], 3, &["attendance.parquet", "work_date"]);
}

#[test]
fn a_cell_of_the_wrong_kind_is_a_finding_and_the_run_goes_on() {
    let text = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,12.5,4500.00\n";
    let desk = Desk::new(&[("payroll.csv", text)]);
    says(&desk.run(&[]), 0, &[]);
    let findings = fs::read_to_string(desk.out().join("findings.csv")).unwrap();
    assert!(findings.contains("bad_cell,payroll,0"), "{findings}");
}

#[test]
fn a_policy_that_cannot_be_used_names_the_key() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    let file = desk.folder.join("policy.toml");
    let named = file.to_string_lossy().into_owned();
    for (text, words) in [
        ("[wages]\nno_such = 1\n", ["no_such", "wages"]),
        ("[wages]\ndue_source = \"guess\"\n", ["due_source", "guess"]),
        ("[wages\n", ["policy.toml", "expected"]),
        ("[wages]\ndefault_pay_day = 99\n", ["default_pay_day", "99"]),
    ] {
        fs::write(&file, text).unwrap();
        desk.refuses(&["--policy", &named], 3, &words);
    }
    fs::remove_file(&file).unwrap();
    desk.refuses(&["--policy", &named], 3, &["policy.toml", "check that the path exists"]);
    fs::write(&file, b"name = \"\xff\xfe\"\n").unwrap();
    desk.refuses(&["--policy", &named], 3, &["policy.toml", "UTF-8"]);
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    desk.refuses(&["--policy", &named], 3, &["policy.toml", "irectory"]);
}

#[test]
fn strict_ends_with_4_where_a_row_was_set_aside() {
    let desk = Desk::new(&[("payroll.csv", &format!("{PAYROLL}S2,W2,P1,2025-03,,true\n"))]);
    says(&desk.run(&[]), 0, &[]);
    says(&desk.run(&["--strict"]), 4, &["set aside"]);
}

#[test]
fn out_inside_the_input_or_over_other_files_ends_with_5() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    let inside = desk.folder.join("in/out");
    desk.refuses(&["--out", &inside.to_string_lossy()], 2, &["--out"]);
    let mut command = Command::new(binary());
    command.arg("reconcile").arg(desk.folder.join("in"));
    command.args(["--as-of", "2025-12-31", "--out"]).arg(&inside);
    says(&command.output().unwrap(), 5, &["inside the input folder", "beside"]);
    assert!(!inside.exists());
    fs::create_dir(desk.out()).unwrap();
    fs::write(desk.out().join("letter.txt"), "mine").unwrap();
    says(&desk.run(&[]), 5, &["out"]);
    assert_eq!(fs::read_to_string(desk.out().join("letter.txt")).unwrap(), "mine");
    assert_eq!(fs::read_dir(desk.out()).unwrap().count(), 1);
}

#[test]
fn an_earlier_result_is_replaced_whole() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    says(&desk.run(&["--detail"]), 0, &[]);
    fs::write(desk.folder.join("in/payroll.csv"), PAYROLL.replace("4500", "4600")).unwrap();
    says(&desk.run(&[]), 0, &[]);
    let periods = fs::read_to_string(desk.out().join("worker_periods.csv")).unwrap();
    assert!(periods.contains("4600.00") && !desk.out().join("cover.csv").exists());
}

#[test]
#[cfg(unix)]
fn a_full_disk_ends_with_5_and_the_earlier_result_stays() {
    let rows: String = (0..9000).map(|n| format!("S1,W{n},P1,2025-03,4500.00,true\n")).collect();
    for format in ["csv", "parquet", "arrow"] {
        let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
        says(&desk.command_for(format).output().unwrap(), 0, &[]);
        let name = format!("worker_periods.{format}");
        let before = fs::read(desk.out().join(&name)).unwrap();
        fs::write(desk.folder.join("in/payroll.csv"), format!("{PAYROLL}{rows}")).unwrap();
        // A file may grow to 16 blocks of the shell and no further; the signal for it is ignored,
        // so the write fails as on a full disk. It holds for root too.
        let command = desk.command_for(format);
        let words: Vec<String> = std::iter::once(command.get_program())
            .chain(command.get_args())
            .map(|word| format!("'{}'", word.to_string_lossy()))
            .collect();
        let script = format!("trap '' XFSZ; ulimit -f 16; exec {}", words.join(" "));
        let output = Command::new("bash").args(["-c", &script]).output().unwrap();
        says(&output, 5, &[&name, "cannot be written", "has room"]);
        assert!(output.stdout.is_empty(), "a summary of what was not written");
        assert_eq!(fs::read(desk.out().join(&name)).unwrap(), before);
        assert_eq!(desk.left(), ["out"], "something was left beside the earlier result");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_standard_output_without_room_ends_with_5() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    for arguments in [&["policy", "show"][..], &["check", "in"], &["--help"]] {
        let mut command = Command::new(binary());
        command.args(arguments).current_dir(desk.folder.path());
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = command.stdout(full).output().unwrap();
        says(&output, 5, &["error[output]", "standard output", "No space left", "check where"]);
    }
}

#[test]
fn reading_changes_no_input() {
    let desk = Desk::new(&[("payroll.csv", PAYROLL)]);
    let copy = desk.folder.join("in");
    let kept = Folder::new("kept").unwrap();
    folder::copy(&copy, &kept.join("in")).unwrap();
    says(&desk.run(&[]), 0, &[]);
    let text = fs::read_to_string(copy.join("payroll.csv")).unwrap();
    assert_eq!(text, fs::read_to_string(kept.join("in/payroll.csv")).unwrap());
    assert_eq!(fs::read_dir(&copy).unwrap().count(), 1);
}
