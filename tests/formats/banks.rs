//! One statement as seven banks and all versions of a message write it; sums that differ.

use std::fs;

use anxin::intake::foreign::rows::NoteKind;
use anxin::intake::foreign::{Taken, take};
use anxin::intake::tables::{account_entries, transfers};
use anxin::{Day, Inputs, Policy, Source, TableName, reconcile};
use anxin_tests::folder::Folder;
use anxin_tests::root;

use super::{moved, notes, table};

fn sample(name: &str) -> Taken {
    let bytes = fs::read(root().join("datasets/samples/banks").join(name)).unwrap();
    take(name, &bytes, None).unwrap()
}

/// The three movements, however they are written.
fn holds_the_statement(taken: &Taken, name: &str) {
    assert_eq!(moved(taken, "credit"), (1, 6_000_000), "{name}");
    assert_eq!(moved(taken, "debit"), (2, 1_130_050), "{name}");
    let entries = table(taken, TableName::AccountEntries);
    let of = |purpose: &str| {
        let is_it = |&row: &usize| entries.get(row, account_entries::PURPOSE) == Some(purpose);
        (0..entries.len()).filter(is_it).count()
    };
    assert_eq!((of("wage"), of("labour_cost"), of("other")), (1, 1, 1), "{name}");
    let account = anxin_datasets::ids::company_account(8_001);
    for row in 0..entries.len() {
        let own = entries.get(row, account_entries::WAGE_ACCOUNT);
        assert_eq!(own, Some(account.as_str()), "{name}");
    }
    let paid = table(taken, TableName::Transfers);
    let worker = anxin_datasets::ids::card(801);
    let wage = (0..paid.len())
        .find(|&row| paid.get(row, transfers::PAYEE_ACCOUNT) == Some(worker.as_str()))
        .unwrap_or_else(|| panic!("{name}: no payment to the worker"));
    let amount = paid.get(wage, transfers::AMOUNT).unwrap();
    assert_eq!(anxin::intake::check::cells::money_fen(amount), Some(630_000), "{name}");
    assert_eq!(paid.get(wage, transfers::STATUS), Some("settled"), "{name}");
    assert!(notes(taken, NoteKind::CheckFails).is_empty(), "{name}");
}

#[test]
fn seven_banks_write_one_statement() {
    for (name, bank) in [
        ("中国农业银行.csv", "中国农业银行"),
        ("中国工商银行.csv", "中国工商银行"),
        ("中国建设银行.xls", "中国建设银行"),
        ("中国银行.csv", "中国银行"),
        ("交通银行.csv", "交通银行"),
        ("招商银行.csv", "招商银行"),
        ("浦发银行.xls", "上海浦东发展银行"),
    ] {
        let taken = sample(name);
        assert!(taken.why.iter().any(|why| why.contains(bank)), "{name}: {:?}", taken.why);
        holds_the_statement(&taken, name);
        let held = notes(&taken, NoteKind::CheckHolds);
        assert!(held.iter().any(|note| note.text.contains("2 of 2 steps")), "{name}: {held:?}");
    }
}

#[test]
fn all_versions_of_reports_statements_and_notices_are_read() {
    for kind in [52, 53, 54] {
        for version in 2..=8 {
            let name = format!("camt/camt.0{kind}.001.{version:02}.xml");
            let taken = sample(&name);
            holds_the_statement(&taken, &name);
            let balanced = notes(&taken, NoteKind::CheckHolds).len();
            assert_eq!(balanced, usize::from(kind == 53), "{name}");
        }
    }
}

#[test]
fn a_status_report_answers_four_orders() {
    let taken = sample("pain.002.001.03.xml");
    let answers: Vec<_> = taken.answers.iter().map(|one| (one.0.as_str(), one.1)).collect();
    // What the payment does not say its group says: accepted is not settled.
    let expected = [("W1", "settled"), ("W2", "pending"), ("W3", "failed"), ("W4", "pending")];
    assert_eq!(answers, expected);
}

/// Findings of a folder with one file, about what the file tells of itself.
fn findings(name: &str, text: &str) -> Vec<(String, String)> {
    let folder = Folder::new("sums").unwrap();
    fs::write(folder.join(name), text).unwrap();
    let inputs = Inputs::folder(folder.path()).unwrap();
    // A run needs something to pay for; the statement alone is no claim.
    let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,1.00\n";
    let source = Source::bytes("payroll.csv", anxin::Format::Csv, sheet.into());
    let inputs = inputs.with_more(TableName::Payroll, source);
    let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    let result = reconcile(&inputs, &Policy::default(), as_of).unwrap();
    let out = folder.join("out");
    result.write(&out, anxin::report::sink::Format::Csv, false).unwrap();
    let text = fs::read_to_string(out.join("findings.csv")).unwrap();
    let lines = text.lines().filter_map(|line| line.strip_prefix("file_sum_differs,"));
    let part =
        |line: &str| line.split_once(',').map(|(table, rest)| (table.to_owned(), rest.to_owned()));
    lines.filter_map(part).collect()
}

#[test]
fn a_sum_that_differs_is_a_finding_and_one_that_agrees_is_none() {
    let read = |name: &str| fs::read_to_string(root().join("datasets/samples").join(name)).unwrap();
    let statement = read("banks/camt/camt.053.001.08.xml");
    assert_eq!(findings("a.xml", &statement), []);
    let off = statement.replace("148699.50", "148699.51");
    let found = findings("a.xml", &off);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "account_entries");
    assert!(found[0].1.contains("a.xml, row 4: statement 1 of"), "{found:?}");
    assert!(found[0].1.contains("148699.50 is 0.01 off"), "{found:?}");

    let orders = read("visit/银行/代发指令_3月.xml");
    assert_eq!(findings("o.xml", &orders), []);
    let off = orders.replace("<NbOfTxs>9</NbOfTxs><CtrlSum>", "<NbOfTxs>8</NbOfTxs><CtrlSum>");
    assert_eq!(findings("o.xml", &off).len(), 2, "of the group and of the message");

    let payroll = read("visit/银行/境外代发.ach");
    assert_eq!(findings("p.ach", &payroll), []);
    let off = payroll.replace("0000162550", "0000162549");
    assert_eq!(findings("p.ach", &off).len(), 2, "of the batch and of the file");

    let list = "交易日期,交易类型,借贷,交易金额,余额,对方账号\n2025-05-09,转入,贷,1.00,1.00,1\n\
                2025-05-10,转入,贷,1.00,2.00,1\n";
    assert_eq!(findings("l.csv", list), []);
    let found = findings("l.csv", &list.replace("2.00", "2.01"));
    assert!(found[0].1.contains("running balance: 0 of 1 steps"), "{found:?}");

    let sheet = "2025年3月工资表\n姓名,身份证号,项目编号,实发工资\n甲,A1,P1,1.00\n合计,,,1.00\n";
    assert_eq!(findings("s.csv", sheet), []);
    let found = findings("s.csv", &sheet.replace("合计,,,1.00", "合计,,,1.01"));
    assert_eq!((found.len(), found[0].0.as_str()), (1, "payroll"));
}
