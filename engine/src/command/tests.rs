//! The command as a user meets it: arguments in; text, files and an exit code out.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::basics::day::Day;
use crate::basics::policy::Policy;
use crate::intake::source::Inputs;
use crate::pipeline::Run;

pub(super) fn ran(args: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = ["anxin"].iter().chain(args).map(OsString::from);
    let code = run(args, &mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

#[test]
fn wrong_usage_is_2_and_says_so_on_standard_error() {
    for args in [
        &[][..],
        &["recoil"],
        &["reconcile"],
        &["reconcile", "in"],
        &["reconcile", "in", "--as-of", "2025-02-30"],
        &["reconcile", "in", "--as-of", "2025-12-31", "--format", "xls"],
        &["reconcile", "in", "--as-of", "2025-12-31", "--threads", "0"],
        &["bench-core", "in", "--repeat", "0"],
        &["policy", "chek"],
    ] {
        let (code, out, err) = ran(args);
        assert_eq!((code, out.as_str()), (USAGE, ""), "{args:?}: {err}");
        assert!(!err.is_empty(), "{args:?}");
    }
    assert!(ran(&["recoil"]).2.starts_with("error[usage]: "));
}

#[test]
fn help_and_version_go_to_standard_output() {
    for args in [&["--help"][..], &["reconcile", "--help"], &["--version"]] {
        let (code, out, err) = ran(args);
        assert_eq!((code, err.as_str()), (DONE, ""));
        assert!(!out.is_empty());
    }
    assert_eq!(ran(&["--version"]).1, format!("anxin {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_folder_or_policy_that_is_not_there_is_3() {
    for args in [
        &["reconcile", "/nowhere/at/all", "--as-of", "2025-12-31"][..],
        &["check", "/nowhere/at/all"],
        &["bench-core", "/nowhere/at/all"],
        &["policy", "check", "/nowhere/at/all.toml"],
        &["policy", "show", "no_such_policy"],
    ] {
        let (code, out, err) = ran(args);
        assert_eq!((code, out.as_str()), (INPUT, ""), "{args:?}: {err}");
        assert!(err.starts_with("error["), "{err}");
        assert!(err.contains("no_such_policy") || err.contains("/nowhere/at/all"), "{err}");
    }
}

#[test]
fn every_kind_of_error_has_its_exit_code() {
    let output = Error::Output { place: String::new(), reason: String::new(), advice: "" };
    assert_eq!(exit_code(&output), 5);
    assert_eq!(exit_code(&Error::Unbalanced { what: String::new() }), 6);
    assert_eq!(exit_code(&Error::Cancelled), 130);
    assert_eq!(exit_code(&Error::MissingTable), 3);
}

#[test]
fn accounts_that_do_not_balance_are_6_and_say_both_sides() {
    let place = Place::new("");
    let inputs = Inputs::folder(place.0.join("in")).unwrap();
    let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    let mut result = Run::default().reconcile(&inputs, &Policy::default(), as_of).unwrap();
    // A fen from nowhere, as a fault of the program would make it.
    result.chunks[0].periods.paid_fen[0] += 1;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let done = result.check_balance().map(|()| DONE);
    assert_eq!(ended(done, &mut out, &mut err), UNBALANCED);
    let told = String::from_utf8(err).unwrap();
    let start = "error[unbalanced]: accounts do not balance: transfers of 7000 fen, paid 5001, ";
    assert!(told.starts_with(start), "{told}");
    assert!(told.ends_with("nothing was written; please report this input\n"), "{told}");
    assert!(out.is_empty());
}

#[test]
fn a_closed_standard_output_is_5() {
    struct Closed;
    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut err = Vec::new();
    let args = ["anxin", "policy", "show"].map(OsString::from);
    assert_eq!(run(args, &mut Closed, &mut err), OUTPUT);
    assert!(err.starts_with(b"error[output]: standard output"));
}

/// A folder of its own with a small data set in `in`, removed when dropped.
pub(super) struct Place(PathBuf);

impl Place {
    pub(super) fn new(extra_day: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("anxin-command-{}-{number}", std::process::id());
        let place = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(place.0.join("in")).unwrap();
        let attendance = format!(
            "worker_id,project_id,work_date,minutes,天气\n\
             WORKER0001,PROJECT0001,2025-03-03,480,晴\n{extra_day}"
        );
        let contracts = "contract_id,worker_id,project_id,pay_basis,rate,start_date\n\
                         K1,WORKER0001,PROJECT0001,daily,200,2025-01-01\n";
        let transfers = "transfer_id,amount,paid_date,status,worker_id,project_id\n\
                         T1,50.00,2025-04-10,settled,WORKER0001,PROJECT0001\n\
                         T2,20.00,2025-04-11,pending,WORKER0001,PROJECT0001\n";
        for (name, text) in [
            ("attendance.csv", attendance.as_str()),
            ("contracts.csv", contracts),
            ("transfers.csv", transfers),
            ("notes.txt", "mine"),
        ] {
            fs::write(place.0.join("in").join(name), text).unwrap();
        }
        place
    }

    pub(super) fn path(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    /// Reconciles the data set with further arguments.
    fn reconciled(&self, args: &[&str]) -> (u8, String, String) {
        let input = self.path("in");
        let first = ["reconcile", input.as_str(), "--as-of", "2025-12-31"];
        ran(&[&first[..], args].concat())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

#[test]
fn a_summary_shows_totals_and_no_id_in_full() {
    let place = Place::new("");
    let (code, out, err) = place.reconciled(&[]);
    assert_eq!((code, err.as_str()), (DONE, ""));
    for shown in ["200.00", "150.00", "PROJ…01", "since", "pending", "31-90"] {
        assert!(out.contains(shown), "{shown} in {out}");
    }
    assert!(!out.contains("PROJECT0001") && !out.contains("WORKER0001"));
    assert!(place.reconciled(&["--show-ids"]).1.contains("PROJECT0001"));
    assert_eq!(place.reconciled(&["--quiet"]), (DONE, String::new(), String::new()));
}

#[test]
fn json_holds_totals_and_digests() {
    let place = Place::new("");
    let (code, out, _) = place.reconciled(&["--json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, DONE);
    assert_eq!(json["totals"]["arrears"], "150.00");
    assert_eq!(json["digests"].as_array().unwrap().len(), 24);
    let with_threads = place.reconciled(&["--json", "--threads", "3"]).1;
    assert_eq!(out, with_threads);
}

#[test]
fn strict_exits_with_4_where_a_row_was_set_aside() {
    let place = Place::new("");
    let (code, _, err) = place.reconciled(&["--strict"]);
    assert_eq!((code, err.as_str()), (INCOMPLETE, "warning: 1 row(s) were set aside\n"));
}

#[test]
fn days_that_earned_nothing_for_want_of_a_calendar_are_4() {
    let place = Place::new("WORKER0001,PROJECT0001,2010-03-03,480,晴\n");
    let (code, _, err) = place.reconciled(&[]);
    assert_eq!(code, INCOMPLETE);
    assert!(err.starts_with("warning: attended days in a year without calendar"), "{err}");
}

#[test]
fn tables_are_written_to_a_folder_beside_the_input_only() {
    let place = Place::new("");
    let (code, _, err) = place.reconciled(&["--out", &place.path("in/out")]);
    assert_eq!(code, OUTPUT);
    assert!(err.starts_with("error[output]: ") && err.contains("inside the input"), "{err}");

    let out = place.path("out");
    let (code, _, err) = place.reconciled(&["--out", &out, "--format", "csv", "--detail"]);
    assert_eq!((code, err.as_str()), (DONE, ""));
    let periods = fs::read_to_string(Path::new(&out).join("worker_periods.csv")).unwrap();
    assert!(periods.contains("\nWORKER0001,PROJECT0001,2025-03-01,"), "{periods}");
    assert!(Path::new(&out).join("wage_lines.csv").exists());
    assert_eq!(place.reconciled(&["--out", &out]).0, DONE);
    assert!(!Path::new(&out).join("wage_lines.csv").exists());
}

#[test]
fn check_names_what_would_be_set_aside_and_what_was_not_understood() {
    let place = Place::new("WORKER0001,PROJECT0001,soon,480,晴\n");
    let (code, out, _) = ran(&["check", &place.path("in")]);
    assert_eq!(code, DONE);
    let line = |start: &str| {
        let line = out.lines().find(|line| line.trim_start().starts_with(start));
        line.unwrap_or_else(|| panic!("no {start} in {out}")).split_whitespace().collect::<Vec<_>>()
    };
    assert_eq!(line("attendance  read"), ["attendance", "read", "2"]);
    assert_eq!(line("attendance  bad_cell")[2..4], ["1", "1"]);
    assert_eq!(line("transfers   pending")[2..4], ["1", "1"]);
    assert!(out.contains("Headers of attendance that were not understood: 天气"), "{out}");
    assert!(out.contains("notes.txt"), "{out}");
}

#[test]
fn bench_core_prints_one_line_a_run() {
    let place = Place::new("");
    let (code, out, _) = ran(&["bench-core", &place.path("in"), "--repeat", "2"]);
    assert_eq!((code, out.lines().count()), (DONE, 2));
    assert!(out.contains(" rows=1 due_fen=20000 paid_fen=5000 arrears_fen=15000 timed="), "{out}");
}

#[test]
fn a_policy_file_is_checked_and_shown_by_its_fingerprint() {
    let place = Place::new("");
    let file = place.0.join("ours.toml");
    fs::write(&file, "name = \"ours\"\n[ageing]\nbrackets_days = [60]\n").unwrap();
    let file = file.display().to_string();
    let (code, out, _) = ran(&["policy", "check", &file]);
    assert_eq!(code, DONE);
    assert!(out.starts_with("policy ours ") && out.len() == "policy ours ".len() + 65, "{out}");
    assert!(place.reconciled(&["--policy", &file]).1.contains("over_60"));
    fs::write(&file, "nmae = \"ours\"\n").unwrap();
    let (code, _, err) = ran(&["policy", "check", &file]);
    assert_eq!(code, INPUT);
    assert!(err.starts_with("error[policy]: ") && err.contains("nmae"), "{err}");
}

/// The cells of a column of a CSV table without quotes.
fn column(text: &str, name: &str) -> Vec<String> {
    let mut lines = text.lines();
    let place = lines.next().unwrap().split(',').position(|header| header == name).unwrap();
    // `basis` may hold commas in quotes; the columns asked for stand before it or at the end.
    let cell = |line: &str| {
        let (before, after) = match line.split_once('"') {
            Some((before, rest)) => (before, rest.split_once('"').unwrap().1),
            None => (line, ""),
        };
        let mut cells: Vec<_> = before.split(',').collect();
        cells.extend(after.split(',').skip(1));
        cells[place].to_owned()
    };
    lines.map(cell).collect()
}

#[test]
fn a_later_report_keeps_the_opening_and_tells_what_is_cleared_once() {
    let place = Place::new("");
    let report = |day: &str, out: &str, earlier: Option<&str>| {
        let (input, out) = (place.path("in"), place.path(out));
        let mut args = vec!["reconcile", &input, "--as-of", day, "--out", &out, "--format"];
        args.extend(["csv", "--quiet"]);
        let earlier = earlier.map(|name| place.path(name));
        args.extend(earlier.iter().flat_map(|path| ["--earlier", path.as_str()]));
        let (code, _, err) = ran(&args);
        assert_eq!((code, err.as_str()), (DONE, ""));
        let read = |name: &str| fs::read_to_string(Path::new(&out).join(name)).unwrap();
        let text = read("warnings.csv");
        let rows = ["code", "opened_date", "deadline", "state"].map(|name| column(&text, name));
        let colour = column(&read("project_totals.csv"), "colour").remove(0);
        let row = |row: usize| rows.each_ref().map(|cells| cells[row].clone());
        ((0..rows[0].len()).map(row).collect::<Vec<_>>(), colour)
    };
    // March falls due on 2025-04-30; 50.00 of 200.00 came on 2025-04-10.
    let (first, colour) = report("2025-05-01", "first", None);
    let of = |rows: &[[String; 4]], code: &str| {
        rows.iter()
            .find(|row| row[0] == code)
            .map(|row| [&row[1], &row[2], &row[3]].map(String::clone))
    };
    let expected = |opened: &str, deadline: &str, state: &str| {
        Some([opened, deadline, state].map(str::to_owned))
    };
    assert_eq!(of(&first, "arrears"), expected("2025-05-01", "2025-05-16", "open"));
    assert_eq!(colour, "red");
    // Paid in full a fortnight later, but late; one key warning less.
    let (open, _) = report("2025-05-16", "open", Some("first"));
    assert_eq!(of(&open, "arrears"), expected("2025-05-01", "2025-05-16", "open"));
    let (late, _) = report("2025-05-17", "late", Some("first/warnings.csv"));
    assert_eq!(of(&late, "arrears"), expected("2025-05-01", "2025-05-16", "overdue"));
    let transfers = place.path("in/transfers.csv");
    let text = fs::read_to_string(&transfers).unwrap();
    fs::write(&transfers, text + "T3,150.00,2025-05-18,settled,WORKER0001,PROJECT0001\n").unwrap();
    let (paid, colour) = report("2025-05-18", "paid", Some("late"));
    assert_eq!(of(&paid, "arrears"), expected("2025-05-01", "2025-05-16", "cleared"));
    assert_eq!(of(&paid, "paid_late"), expected("2025-05-18", "2025-06-17", "open"));
    // Nothing is owed any more; the payroll sheet is missing still, and its time is over.
    let sheet = of(&paid, "attendance_without_payroll");
    assert_eq!(sheet, expected("2025-05-01", "2025-05-16", "overdue"));
    assert_eq!(colour, "red");
    let (after, _) = report("2025-05-19", "after", Some("paid"));
    assert_eq!(of(&after, "arrears"), None, "told once");
    assert_eq!(of(&after, "paid_late"), expected("2025-05-18", "2025-06-17", "open"));

    let (code, _, err) = place.reconciled(&["--earlier", &place.path("in")]);
    assert_eq!(code, INPUT);
    assert!(err.contains("without a table `warnings`"), "{err}");
    let (code, _, err) = place.reconciled(&["--earlier", &place.path("in/transfers.csv")]);
    assert_eq!(code, INPUT);
    assert!(err.contains("error[missing_column]") && err.contains("`code`"), "{err}");
}

#[test]
fn a_partial_result_merges_into_the_tables_of_the_run() {
    let place = Place::new("");
    let (partial, out) = (place.path("county.json"), place.path("out"));
    let args = ["--partial", &partial, "--out", &out, "--format", "csv", "--quiet"];
    assert_eq!(place.reconciled(&args), (DONE, String::new(), String::new()));
    let text = fs::read_to_string(&partial).unwrap();
    assert!(!text.contains("WORKER0001") && text.contains("PROJECT0001"), "{text}");

    let merged = place.path("merged");
    let (code, shown, err) = ran(&["merge", &partial, "--out", &merged, "--format", "csv"]);
    assert_eq!((code, err.as_str()), (DONE, ""));
    assert!(shown.contains("150.00") && !shown.contains("PROJECT0001"), "{shown}");
    for table in ["project_totals", "contractor_totals", "region_totals", "month_totals"] {
        let read = |folder: &str| {
            fs::read_to_string(Path::new(folder).join(format!("{table}.csv"))).unwrap()
        };
        assert_eq!(read(&out), read(&merged), "{table}");
    }
    assert!(!Path::new(&merged).join("worker_totals.csv").exists());

    assert_eq!(ran(&["merge"]).0, USAGE);
    assert_eq!(ran(&["merge", &place.path("none.json")]).0, INPUT);
    let (code, _, err) = ran(&["merge", &place.path("in/transfers.csv")]);
    assert_eq!(code, INPUT);
    assert!(err.starts_with("error[decode]: "), "{err}");
    let other = place.path("other.toml");
    fs::write(&other, "[ageing]\nbrackets_days = [60]\n").unwrap();
    let (code, _, err) = ran(&["merge", &partial, "--policy", &other]);
    assert_eq!(code, INPUT);
    assert!(err.contains("results of the policy of this merge"), "{err}");
    assert_eq!(place.reconciled(&["--partial", &place.path("in/p.json")]).0, OUTPUT);
}

#[test]
fn a_policy_with_an_unknown_figure_is_refused_with_those_there_are() {
    let place = Place::new("");
    let file = place.path("ours.toml");
    fs::write(&file, "[[warning]]\ncode = \"arrears\"\nfigure = \"areas\"\n").unwrap();
    let (code, _, err) = ran(&["policy", "check", &file]);
    assert_eq!(code, INPUT);
    assert!(err.contains("`areas`") && err.contains("paid_late"), "{err}");
    assert_eq!(place.reconciled(&["--policy", &file]).0, INPUT);
}

#[test]
fn a_statement_is_shown_or_written_in_the_form_asked_for() {
    let place = Place::new("");
    let input = place.path("in");
    let explain = |args: &[&str]| {
        let first = ["explain", input.as_str(), "--as-of", "2025-12-31"];
        ran(&[&first[..], args].concat())
    };
    let worker = ["--worker", "WORKER0001"];
    let (code, text, _) = explain(&worker);
    assert_eq!(code, DONE);
    assert!(text.starts_with("How the wage came about\n"), "{text}");
    let json = explain(&[&worker[..], &["--json"]].concat()).1;
    assert_eq!(json, explain(&[&worker[..], &["--format", "json"]].concat()).1);
    assert!(json.contains("\"residual\": \"0.00\""), "{json}");
    let page = place.path("page.html");
    let out = ["--format", "html", "--lang", "zh", "--out", page.as_str()];
    // A second time it is replaced.
    for _ in 0..2 {
        let (code, shown, err) = explain(&[&worker[..], &out[..]].concat());
        assert_eq!((code, shown.as_str(), err.as_str()), (DONE, "", ""));
    }
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"zh-CN\">"), "{html}");
    let transfer = explain(&["--transfer", "T2", "--format", "text"]).1;
    assert!(transfer.contains("pending: it has not settled (step 4.1)"), "{transfer}");
    assert!(transfer.contains("status: “pending” becomes “settled”"), "{transfer}");
    assert_eq!(explain(&["--transfer", "T9"]).0, INPUT);
    for wrong in [
        &["--transfer", "T2", "--worker", "W"][..],
        &[],
        &["--transfer", "T2", "--period", "2025-03"],
        &["--worker", "W", "--format", "pdf"],
    ] {
        assert_eq!(explain(wrong).0, USAGE, "{wrong:?}");
    }
    let inside = place.path("in/page.html");
    let (code, _, err) = explain(&[&worker[..], &["--out", inside.as_str()]].concat());
    assert_eq!(code, OUTPUT, "{err}");
}
