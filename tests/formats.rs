//! Are the files that other systems write read to the last cent, and are broken ones refused?
//!
//! Real files stand in the folder that `ANXIN_REAL_DATA` names, by default `../shared/data`; where
//! it is absent the tests of it say so and count nothing. Samples of our own and damaged bytes need
//! no folder.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test may end where it stands")]

use std::fs;
use std::io::{Read, Write as _};
use std::path::PathBuf;

use anxin::intake::foreign::rows::{Note, NoteKind, TextRows};
use anxin::intake::foreign::{Taken, camt, mt940, take, xml};
use anxin::intake::tables::{account_entries, payroll, punches, transfers, workers};
use anxin::{Day, Inputs, Policy, TableName, reconcile};
use anxin_tests::root;

#[path = "formats/banks.rs"]
mod banks;
#[path = "formats/calendars.rs"]
mod calendars;
#[path = "formats/visit.rs"]
mod visit;

/// A file of the folder of real files; `None`, said loudly, where the folder is absent.
fn real(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("ANXIN_REAL_DATA").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| root().join("../shared/data"));
    if !folder.exists() {
        let text = format!("NOT RUN: {name}: no folder {}\n", folder.display());
        std::io::stderr().write_all(text.as_bytes()).unwrap();
        return None;
    }
    let bytes = fs::read(folder.join(name)).unwrap();
    if !name.ends_with(".gz") {
        return Some(bytes);
    }
    let mut whole = Vec::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut whole).unwrap();
    Some(whole)
}

fn taken(name: &str) -> Option<Taken> {
    Some(take(name, &real(name)?, None).unwrap())
}

fn table(taken: &Taken, table: TableName) -> &TextRows {
    let mut found = taken.tables.iter().filter(|rows| rows.table == table);
    let rows = found.next().expect("a table");
    assert!(found.next().is_none(), "two tables {}", table.word());
    rows
}

fn notes(taken: &Taken, kind: NoteKind) -> Vec<&Note> {
    taken.notes.iter().filter(|note| note.kind == kind).collect()
}

/// Count and sum of movements in one direction, opening balances aside.
fn moved(taken: &Taken, direction: &str) -> (usize, i128) {
    use account_entries::{AMOUNT, DIRECTION, PURPOSE};
    let mut rows = table(taken, TableName::AccountEntries).clone();
    rows.retain(|rows, row| {
        rows.get(row, DIRECTION) == Some(direction) && rows.get(row, PURPOSE) != Some("opening")
    });
    let (sum, unread) = rows.sum_fen(AMOUNT);
    assert_eq!(unread, 0);
    (rows.len(), sum)
}

#[test]
fn nacha_payroll_of_a_hundred_thousand_credits_agrees_with_its_control() {
    let Some(taken) = taken("ach-moov/PPD-200-batches-100000-entries.ach.gz") else { return };
    let rows = table(&taken, TableName::Transfers);
    assert_eq!(rows.len(), 100_199);
    assert_eq!(rows.sum_fen(transfers::AMOUNT), (20_123_398_766, 0));
    assert!(notes(&taken, NoteKind::CheckFails).is_empty());
    let control = notes(&taken, NoteKind::CheckHolds);
    assert!(control[0].text.contains("200 batches, 100199 records, hash 8405463990"));
    let mut ids: Vec<_> =
        (0..rows.len()).map(|row| rows.get(row, transfers::TRANSFER_ID).unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 100_199, "every payment keeps an id of its own");
}

#[test]
fn nacha_return_is_the_payment_it_names_returned() {
    let Some(taken) = taken("ach-moov/test_return-PPD-custom-reason-code.ach") else { return };
    let rows = table(&taken, TableName::Transfers);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows.sum_fen(transfers::AMOUNT), (106_161, 0));
    assert_eq!(rows.get(0, transfers::STATUS), Some("returned"));
    assert_eq!(rows.get(0, transfers::TRANSFER_ID), Some("092221172022300"));
    assert!(notes(&taken, NoteKind::Taken)[0].text.contains("R97"));
}

#[test]
fn nacha_control_that_counts_a_batch_too_many_is_told() {
    let Some(taken) = taken("ach-moov/test_20110805A.ach") else { return };
    let failed = notes(&taken, NoteKind::CheckFails);
    assert!(failed[0].text.contains("5 batches (there are 4)"), "{}", failed[0].text);
}

#[test]
fn mt940_of_26_statements_balances_only_with_reversals_of_credits_as_debits() {
    let Some(bytes) = real("mt940-wolph/betterplace/sepa_mt9401.sta") else { return };
    let text = String::from_utf8_lossy(&bytes);
    let (statements, odd) = mt940::statements(&text);
    assert_eq!((statements.len(), odd.len()), (26, 0));
    let entries = || statements.iter().flat_map(|statement| &statement.entries);
    assert_eq!(entries().count(), 97);
    let sum = |is_credit: bool, is_reversal: bool| {
        let same = |entry: &&anxin::intake::foreign::statement::Entry| {
            (entry.is_credit, entry.is_reversal) == (is_credit, is_reversal)
        };
        let fen = |text: &str| anxin::intake::check::cells::money_fen(text).unwrap();
        (
            entries().filter(same).count(),
            entries().filter(same).map(|e| fen(&e.amount)).sum::<i64>(),
        )
    };
    assert_eq!(sum(true, false), (41, 518_847_494));
    assert_eq!(sum(false, false), (54, 1_445_720_108));
    assert_eq!(sum(false, true), (2, 40_976));
    let taken = take("a.sta", &bytes, None).unwrap();
    assert_eq!(notes(&taken, NoteKind::CheckHolds).len(), 26);
    assert!(notes(&taken, NoteKind::CheckFails).is_empty());
}

#[test]
fn mt940_that_was_altered_is_told_not_to_balance() {
    let Some(taken) = taken("mt940-wolph/jejik/abnamro.sta") else { return };
    assert_eq!(moved(&taken, "debit"), (10, 34_593));
    let failed = notes(&taken, NoteKind::CheckFails);
    let off = failed.iter().filter(|note| note.text.contains("does not balance")).count();
    assert_eq!(off, 2, "{failed:?}");
}

#[test]
fn mt940_with_a_thirtieth_of_february_is_told() {
    let Some(taken) = taken("mt940-wolph/self-provided/february_30.sta") else { return };
    assert!(notes(&taken, NoteKind::Odd)[0].text.contains("2016-02-30"));
    assert_eq!(moved(&taken, "debit"), (1, 600));
}

#[test]
fn every_mt940_file_of_the_folder_is_read_or_refused() {
    let Some(_) = real("mt940-wolph/SOURCE.txt") else { return };
    let folder = std::env::var_os("ANXIN_REAL_DATA").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| root().join("../shared/data")).join("mt940-wolph");
    let mut count = 0;
    for part in ["betterplace", "jejik", "self-provided"] {
        for entry in fs::read_dir(folder.join(part)).unwrap() {
            let bytes = fs::read(entry.unwrap().path()).unwrap();
            let (_, _) = mt940::statements(&anxin::intake::foreign::text::decoded(&bytes));
            let _read_or_refused = take("x.sta", &bytes, None);
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
}

#[test]
fn camt_version_4_has_its_returns_and_reversals() {
    let name = "camt-viafintech/053_valid_example_v4.xml";
    let Some(bytes) = real(name) else { return };
    let text = String::from_utf8_lossy(&bytes);
    let root = xml::tree(&text).unwrap();
    let (statements, _) = camt::statements(&root).unwrap();
    let entries = &statements[0].entries;
    let payments = || entries.iter().flat_map(|entry| &entry.payments);
    assert_eq!((entries.len(), payments().count()), (13, 32));
    let returned = |reason: &str| payments().filter(|p| p.return_reason == reason).count();
    assert_eq!((returned("NARR"), returned("MD06")), (3, 2));
    assert_eq!(entries.iter().filter(|entry| entry.is_reversal).count(), 2);
    assert_eq!(statements[0].currency, "CHF");
    let taken = take(name, &bytes, None).unwrap();
    assert_eq!(moved(&taken, "credit").1, 181_056);
    assert_eq!(moved(&taken, "debit").1, 127_295);
    let held = notes(&taken, NoteKind::CheckHolds);
    assert!(held.iter().any(|note| note.text.contains("322152.16 to 322689.77")), "{held:?}");
}

#[test]
fn camt_whose_summary_lies_is_told() {
    let Some(taken) = taken("camt-viafintech/053_valid_example_with_batch.xml") else { return };
    assert_eq!(moved(&taken, "credit"), (2, 768_800));
    assert_eq!(moved(&taken, "debit"), (1, 475_374));
    let failed = notes(&taken, NoteKind::CheckFails);
    assert!(failed.iter().any(|note| note.text.contains("35 entries, 41136.40; there are 3")));
}

#[test]
fn a_message_without_a_statement_is_refused_by_name() {
    let name = "camt-viafintech/general_invalid_namespace.xml";
    let Some(bytes) = real(name) else { return };
    let error = take(name, &bytes, None).unwrap_err().to_string();
    assert!(error.contains("general_invalid_namespace.xml") && error.contains("no statement"));
    let other = take("x.xml", b"<html><p>wages</p></html>", None).unwrap();
    assert!(other.tables.is_empty());
}

#[test]
fn statement_exports_of_chinese_banks_have_their_sums() {
    let folder = "cn-bank-statements-deg";
    let Some(abc) = taken(&format!("{folder}/example-abc_debit-records.csv")) else { return };
    assert_eq!(moved(&abc, "credit"), (3, 1_000_001));
    assert_eq!(moved(&abc, "debit"), (2, 1_235_589));
    assert!(notes(&abc, NoteKind::Odd).iter().any(|note| note.text == "7 of 9 cells"));
    let bocom = taken(&format!("{folder}/example-bocom_debit-records.csv")).unwrap();
    assert_eq!((moved(&bocom, "credit"), moved(&bocom, "debit")), ((3, 1_125), (3, 11_400)));
    let ccb = taken(&format!("{folder}/ccb-debit-example.xls")).unwrap();
    assert_eq!((moved(&ccb, "credit"), moved(&ccb, "debit")), ((0, 0), (6, 70_326)));
    let icbc = taken(&format!("{folder}/example-icbc-debit-v1-records.csv")).unwrap();
    assert_eq!((moved(&icbc, "credit"), moved(&icbc, "debit")), ((5, 284_174), (6, 424_108)));
    let failed = notes(&icbc, NoteKind::CheckFails);
    assert!(failed[0].text.contains("in 1234.56, out 9876.54"), "{}", failed[0].text);
    let wages = table(&icbc, TableName::AccountEntries);
    let wages =
        (0..wages.len()).filter(|&row| wages.get(row, account_entries::PURPOSE) == Some("wage"));
    assert_eq!(wages.count(), 1);
}

#[test]
fn monthly_sheets_of_a_clock_have_their_punches() {
    for (name, people, days, count) in [("campus-a", 3, 16, 24), ("campus-b", 3, 3, 4)] {
        let Some(taken) = taken(&format!("attendance-kq803-northbright/{name}.xls")) else {
            return;
        };
        let rows = table(&taken, TableName::Punches);
        let text = |row, position| rows.get(row, position).unwrap().to_owned();
        let mut worker_days: Vec<(String, String)> = (0..rows.len())
            .map(|row| {
                let at = text(row, punches::PUNCHED_AT);
                assert!(("2017-07-01".."2017-07-08").contains(&&at[..10]), "{at}");
                (text(row, punches::WORKER_ID), at[..10].to_owned())
            })
            .collect();
        worker_days.dedup();
        let mut workers: Vec<_> = worker_days.iter().map(|day| day.0.clone()).collect();
        workers.dedup();
        assert_eq!((workers.len(), worker_days.len(), rows.len()), (people, days, count), "{name}");
    }
}

fn mixed() -> PathBuf {
    root().join("datasets/samples/mixed")
}

#[test]
fn a_folder_of_mixed_files_is_one_data_set() {
    let inputs = Inputs::folder(mixed()).unwrap();
    let tables: Vec<_> = inputs.tables().map(TableName::word).collect();
    let all = [
        "projects",
        "workers",
        "contracts",
        "attendance",
        "punches",
        "payroll",
        "transfers",
        "account_entries",
    ];
    assert_eq!(tables, all);
    assert_eq!(inputs.ignored, ["README.md"]);
    let as_of = Day::from_ymd(2025, 5, 31).unwrap();
    let result = reconcile(&inputs, &Policy::default(), as_of).unwrap();
    let totals = result.summary().unwrap().totals;
    // 1,280.00 and 901.50 of March; 604 minutes of 320.00 a day in April, 124 of them at 150 %.
    assert_eq!(totals.due, "2625.50");
    assert_eq!(totals.paid, "1280.00");
}

#[test]
fn findings_name_the_file_and_the_row_of_the_sheet() {
    let folder = anxin_tests::folder::Folder::new("formats").unwrap();
    let text = "标题\n姓名,身份证号,工资月份,项目编号,实发工资\n甲,A1,2025-03,P1,1.00\n乙,A2,三月,P1,2.00\n";
    fs::write(folder.join("表.csv"), text).unwrap();
    let inputs = Inputs::folder(folder.path()).unwrap();
    let as_of = Day::from_ymd(2025, 5, 31).unwrap();
    let result = reconcile(&inputs, &Policy::default(), as_of).unwrap();
    let out = folder.join("out");
    result.write(&out, anxin::report::sink::Format::Csv, false).unwrap();
    let findings = fs::read_to_string(out.join("findings.csv")).unwrap();
    assert!(findings.contains("bad_cell,payroll,1"), "{findings}");
    assert!(findings.contains("表.csv, row 4: "), "{findings}");
}

/// A workbook with a roster on one sheet and a month of wages on each of two others.
fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let roster = book.add_worksheet();
    roster.set_name("花名册").unwrap();
    for (column, label) in (0..).zip(["姓名", "身份证号", "银行卡号"]) {
        roster.write(0, column, label).unwrap();
    }
    for (column, text) in (0..).zip(["甲", "990100199001010016", "6228480011112223"]) {
        roster.write(1, column, text).unwrap();
    }
    for (name, net) in [("2025年3月", 100.1), ("2025年4月", 200.2)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        let format = rust_xlsxwriter::Format::new();
        sheet.merge_range(0, 0, 0, 3, "钢筋班工资表", &format).unwrap();
        for (column, label) in (0..).zip(["姓名", "身份证号", "应发工资", "实发工资"])
        {
            sheet.write(1, column, label).unwrap();
        }
        sheet.write(2, 0, "甲").unwrap();
        sheet.write(2, 1, "990100199001010016").unwrap();
        sheet.write(2, 2, net).unwrap();
        sheet.write(2, 3, net).unwrap();
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn sheets_of_a_workbook_are_read_each_by_its_header() {
    let taken = take("钢筋班.xlsx", &workbook(), None).unwrap();
    let tables: Vec<_> =
        taken.tables.iter().map(|rows| (rows.table.word(), rows.sheet.as_str())).collect();
    assert_eq!(tables, [("workers", "花名册"), ("payroll", "2025年3月"), ("payroll", "2025年4月")]);
    assert_eq!(taken.tables[0].get(0, workers::PAY_ACCOUNT), Some("6228480011112223"));
    let months: Vec<_> =
        taken.tables[1..].iter().map(|rows| rows.get(0, payroll::PERIOD).unwrap()).collect();
    assert_eq!(months, ["2025-03", "2025-04"]);
    assert_eq!(taken.tables[2].get(0, payroll::NET), Some("200.2"));
}

/// A generator of bytes that needs no crate: the constants are Knuth's.
struct Bytes(u64);

impl Bytes {
    fn next(&mut self) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap()
    }
}

/// One small file of every sort, with a name.
fn every_sort() -> Vec<(&'static str, Vec<u8>)> {
    let read = |name: &str| fs::read(mixed().join(name)).unwrap();
    let camt = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
        <Stmt><Id>1</Id><Acct><Id><Othr><Id>1</Id></Othr></Id></Acct><Ntry><Amt Ccy=\"CNY\">1.00</Amt>\
        <CdtDbtInd>DBIT</CdtDbtInd></Ntry></Stmt></BkToCstmrStmt></Document>";
    let pain = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"><CstmrCdtTrfInitn>\
        <GrpHdr><NbOfTxs>1</NbOfTxs></GrpHdr><PmtInf><CdtTrfTxInf><Amt><InstdAmt Ccy=\"CNY\">1</InstdAmt>\
        </Amt></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>";
    let nacha = format!(
        "{:<94}\n{:<94}\n{:<94}\n{:<94}\n{:<94}\n",
        "101 231380104 1210428822605081505A094101Bank",
        "5220ACME                                        121042882 PPDPAYROLL         260508",
        "622231380104123456789        0000001234               Wade Arnold             0121042880000001",
        "82200000010023138010000000000000000000001234121042882",
        "9000001000001000000010023138010000000000000000000001234",
    );
    vec![
        ("book.xlsx", workbook()),
        ("statement.sta", read("银行/专户四月.sta")),
        ("sheet.csv", read("工资表.csv")),
        ("days.csv", read("考勤/三月.csv")),
        ("clock.dat", read("考勤/1_attlog.dat")),
        ("camt.xml", camt.into()),
        ("pain.xml", pain.into()),
        ("pay.ach", nacha.into()),
    ]
}

#[test]
fn files_cut_anywhere_are_read_or_refused_and_never_panic() {
    for (name, whole) in every_sort() {
        assert!(!take(name, &whole, None).unwrap().tables.is_empty(), "{name}");
        let step = (whole.len() / 200).max(1);
        for length in (0..whole.len()).step_by(step) {
            let _read_or_refused = take(name, &whole[..length], None);
        }
    }
}

#[test]
fn files_with_changed_bytes_are_read_or_refused_and_never_panic() {
    let mut bytes = Bytes(20_251_231);
    for (name, whole) in every_sort() {
        for _ in 0..150 {
            let mut changed = whole.clone();
            for _ in 0..1 + bytes.next() % 12 {
                let at = bytes.next() % changed.len();
                changed[at] = u8::try_from(bytes.next() % 256).unwrap();
            }
            let _read_or_refused = take(name, &changed, None);
        }
    }
    for length in [1, 64, 512, 4096] {
        for _ in 0..40 {
            let noise: Vec<u8> =
                (0..length).map(|_| u8::try_from(bytes.next() % 256).unwrap()).collect();
            let _read_or_refused = take("noise", &noise, None);
        }
    }
}

#[test]
fn an_old_workbook_that_asks_for_the_earth_is_refused() {
    let Some(whole) = real("cn-bank-statements-deg/ccb-debit-example.xls") else { return };
    let mut bytes = Bytes(7);
    for _ in 0..200 {
        let mut changed = whole.clone();
        for _ in 0..4 {
            let at = bytes.next() % changed.len();
            changed[at] = 0xff;
        }
        let _read_or_refused = take("x.xls", &changed, None);
    }
    // The size of the sheet, as it tells it: two billion rows.
    let size = whole.windows(4).position(|part| part == [0x00, 0x02, 0x0e, 0x00]).unwrap();
    let mut huge = whole;
    huge[size + 8..size + 12].copy_from_slice(&[0xff, 0xff, 0xff, 0x7f]);
    let error = take("x.xls", &huge, None).unwrap_err().to_string();
    assert!(error.contains("reaches"), "{error}");
}

#[test]
fn a_message_with_entities_that_grow_is_refused() {
    let mut text = String::from("<!DOCTYPE D [<!ENTITY a \"aaaaaaaaaa\">");
    text.push_str("<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>");
    text.push_str(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">&b;</Document>",
    );
    let text = format!("<?xml version=\"1.0\"?>{text}");
    let error = take("x.xml", text.as_bytes(), None).unwrap_err().to_string();
    assert!(error.contains("entity"), "{error}");
}
