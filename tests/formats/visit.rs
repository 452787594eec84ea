//! The folder of a site visit: its figures are those worked out by hand in its README.

use std::fs;

use anxin::intake::foreign::rows::NoteKind;
use anxin::{Day, Inputs, Policy, TableName, reconcile};
use anxin_tests::{folder::Folder, root};

fn result() -> anxin::Reconciliation {
    let inputs = Inputs::folder(root().join("datasets/samples/visit")).unwrap();
    assert_eq!(inputs.ignored, ["README.md", "情况说明.txt"]);
    let as_of = Day::from_ymd(2025, 6, 15).unwrap();
    reconcile(&inputs, &Policy::default(), as_of).unwrap()
}

/// A written table as lines of cells; no cell of these holds a comma in quotes before the last.
fn written(table: &str) -> Vec<Vec<String>> {
    let folder = Folder::new("visit").unwrap();
    let out = folder.join("out");
    result().write(&out, anxin::report::sink::Format::Csv, false).unwrap();
    let text = fs::read_to_string(out.join(format!("{table}.csv"))).unwrap();
    let cells = |line: &str| line.split(',').map(str::to_owned).collect();
    text.lines().map(cells).collect()
}

#[test]
fn the_figures_of_the_visit_are_those_worked_out_by_hand() {
    let totals = result().summary().unwrap().totals;
    let found = [&totals.due, &totals.paid, &totals.arrears, &totals.not_yet_due, &totals.advance];
    assert_eq!(found, ["141010.00", "119430.00", "9820.00", "11760.00", "0.00"]);
    let lines = written("worker_periods");
    let column = |name: &str| lines[0].iter().position(|header| header == name).unwrap();
    let (period, due, paid) = (column("period"), column("due"), column("paid"));
    let owed = column("arrears");
    let fen = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    for (month, sums) in [
        ("2025-03-01", [6_050_000, 6_020_000, 30_000]),
        ("2025-04-01", [6_225_000, 5_273_000, 952_000]),
        ("2025-05-01", [1_826_000, 650_000, 0]),
    ] {
        let own = || lines.iter().filter(|line| line[period] == month);
        let sum = |column: usize| own().map(|line| fen(&line[column])).sum::<i64>();
        assert_eq!([sum(due), sum(paid), sum(owed)], sums, "{month}");
    }
    let mut owing: Vec<(&str, i64)> = Vec::new();
    for line in lines.iter().skip(1).filter(|line| fen(&line[owed]) > 0) {
        match owing.iter_mut().find(|known| known.0 == line[0]) {
            Some(known) => known.1 += fen(&line[owed]),
            None => owing.push((&line[0], fen(&line[owed]))),
        }
    }
    // 甲三, 乙二, 甲四, in the order of their numbers.
    let sums: Vec<i64> = owing.iter().map(|known| known.1).collect();
    assert_eq!(sums, [32_000, 630_000, 320_000]);
}

#[test]
fn what_is_left_out_of_the_visit_is_what_its_page_says() {
    let mut found: Vec<(String, String, u64)> = Vec::new();
    for line in written("findings").into_iter().skip(1) {
        match found.iter_mut().find(|known| (&known.0, &known.1) == (&line[0], &line[1])) {
            Some(known) => known.2 += 1,
            None => found.push((line[0].clone(), line[1].clone(), 1)),
        }
    }
    let count = |code: &str, table: &str| {
        found.iter().find(|known| known.0 == code && known.1 == table).map_or(0, |known| known.2)
    };
    for (code, table, expected) in [
        ("bad_cell", "punches", 4),
        ("punch_unpaired", "punches", 2),
        ("duplicate", "transfers", 8),
        ("conflicting_duplicate", "transfers", 1),
        ("failed", "transfers", 1),
        ("returned", "transfers", 1),
        ("other_currency", "transfers", 3),
        ("unmatched", "transfers", 1),
        ("file_sum_differs", "payroll", 1),
        ("missing_required", "punches", 0),
        ("unknown_worker", "workers", 0),
    ] {
        assert_eq!(count(code, table), expected, "{code}");
    }
}

#[test]
fn every_file_of_the_visit_says_what_it_was_taken_for() {
    let inputs = Inputs::folder(root().join("datasets/samples/visit")).unwrap();
    let tables = |file: &str| {
        let taken = inputs.taken.iter().find(|taken| taken.file.ends_with(file)).unwrap();
        assert!(!taken.why.is_empty() && !taken.sort.is_empty(), "{file}");
        let rows = taken.tables.iter().map(|rows| (rows.table, rows.len()));
        (taken.sort.clone(), rows.collect::<Vec<_>>())
    };
    use TableName::{AccountEntries, Attendance, Contracts, Payroll, Punches, Transfers, Workers};
    for (file, sort, found) in [
        ("1_attlog.dat", "clock log", vec![(Punches, 33)]),
        ("2025年3月考勤表.xlsx", "XLSX workbook", vec![(Attendance, 74), (Attendance, 81)]),
        ("2025年4月考勤表.xlsx", "XLSX workbook", vec![(Attendance, 80), (Attendance, 80)]),
        ("考勤机_木工班.xls", "XLS workbook", vec![(Punches, 17)]),
        ("钉钉打卡_电工班.xlsx", "XLSX workbook", vec![(Punches, 8)]),
        ("海康原始记录.csv", "delimited text", vec![(Punches, 8)]),
        ("海康门禁事件.json", "JSON", vec![(Punches, 4)]),
        ("平台考勤.jsonl", "JSON", vec![(Punches, 8)]),
        ("2025年3月工资表.xls", "XLS workbook", vec![(Payroll, 9)]),
        ("2025年4月工资表.xlsx", "XLSX workbook", vec![(Payroll, 10)]),
        ("平台工资单_5月.json", "JSON", vec![(Payroll, 2)]),
        ("代发指令_3月.xml", "pain message", vec![(Transfers, 9)]),
        ("代发回执_3月.xml", "pain message", vec![]),
        ("专户对账单_4月.xml", "camt statement", vec![(AccountEntries, 4), (Transfers, 9)]),
        ("专户对账单_5月.sta", "MT940 statement", vec![(AccountEntries, 13), (Transfers, 12)]),
        ("专户明细_6月.csv", "delimited text", vec![(AccountEntries, 2), (Transfers, 1)]),
        ("境外代发.ach", "NACHA file", vec![(Transfers, 2)]),
        ("境外代发_退回.ach", "NACHA file", vec![(Transfers, 1)]),
        (
            "花名册.xlsx",
            "XLSX workbook",
            vec![
                (Workers, 4),
                (Contracts, 4),
                (Workers, 4),
                (Contracts, 4),
                (Workers, 2),
                (Contracts, 2),
            ],
        ),
    ] {
        assert_eq!(tables(file), (sort.to_owned(), found), "{file}");
    }
    let roster = inputs.taken.iter().find(|taken| taken.file == "花名册.xlsx").unwrap();
    assert_eq!(roster.unknown, ["序号", "开户行"], "what is used is not called unused");
    let fails = |taken: &&std::sync::Arc<anxin::intake::foreign::Taken>| {
        taken.notes.iter().any(|note| note.kind == NoteKind::CheckFails)
    };
    let failing: Vec<&str> =
        inputs.taken.iter().filter(fails).map(|taken| taken.file.as_str()).collect();
    assert_eq!(failing, ["工资/2025年4月工资表.xlsx"]);
}
