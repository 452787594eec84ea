//! What stands in workbooks and forms, read back without a spreadsheet.

use std::io::Cursor;

use calamine::{Data, Range, Reader as _, Xlsx};

use super::forms::{FORM_FIRST_ROW, Form};
use super::*;
use crate::intake::source::{Format, Inputs, Source};
use crate::report::sample;
use crate::{Policy, reconcile};

const ZH: Options = Options { lang: Lang::Zh, show_ids: true };

/// A run of three workers of one project; the second is called like a formula, and its project.
fn run() -> Reconciliation {
    let csv = |name: &str, text: String| Source::bytes(name, Format::Csv, text.into());
    let payroll = "payroll_id,worker_id,project_id,period,net\n\
                   S1,99010019790101107X,=1+1,2025-03,4500.10\n\
                   S1,99010019790101107X,=1+1,2025-04,4500.20\n\
                   S1,000123456789012345,=1+1,2025-03,300.00\n\
                   S1,W3,@x,2025-03,0.01\n";
    let workers = "worker_id,worker_name\n99010019790101107X,甲三\n000123456789012345,-cmd\n";
    let projects =
        "project_id,project_name,general_contractor_id\n=1+1,+海棠苑,91990000000000211L\n";
    let firms = "contractor_id,contractor_name\n91990000000000211L,北原建设有限公司\n";
    let cases = "case_id,received_date,closed_date,workers,amount_claimed,amount_recovered\n\
                 0012,2025-05-06,2025-06-01,2,5000.00,4999.90\nK2,2025-07-01,,1,300.00,\n";
    let inputs = Inputs::default()
        .with(TableName::Payroll, csv("payroll.csv", payroll.into()))
        .with(TableName::Workers, csv("workers.csv", workers.into()))
        .with(TableName::Projects, csv("projects.csv", projects.into()))
        .with(TableName::Cases, csv("cases.csv", cases.into()))
        .with(TableName::Contractors, csv("contractors.csv", firms.into()));
    reconcile(&inputs, &Policy::default(), sample::day("2025-12-31")).unwrap()
}

fn opened(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

fn range(bytes: Vec<u8>, sheet: &str) -> Range<Data> {
    opened(bytes).worksheet_range(sheet).unwrap()
}

fn text(range: &Range<Data>, row: u32, column: u32) -> String {
    range.get_value((row - 1, column)).map_or(String::new(), ToString::to_string)
}

#[test]
fn ids_are_text_with_all_their_signs_and_formulas_of_strangers_are_text() {
    let range = range(run().workbook(ZH).unwrap(), "欠薪台账");
    let row = |row| (0..12).map(|column| text(&range, row, column)).collect::<Vec<_>>();
    // Projects and workers stand in the order of their ids.
    let first = row(FORM_FIRST_ROW);
    assert_eq!(first[1..4], ["=1+1", "+海棠苑", "北原建设有限公司"]);
    assert_eq!(first[5..7], ["-cmd", "000123456789012345"]);
    assert_eq!(row(FORM_FIRST_ROW + 1)[5..7], ["甲三", "99010019790101107X"]);
    let project = range.get_value((FORM_FIRST_ROW - 1, 1));
    assert!(matches!(project, Some(Data::String(_))));
}

#[test]
fn workers_are_masked_unless_asked_for() {
    let masked = Options { show_ids: false, ..ZH };
    let bytes = run().workbook(masked).unwrap();
    let mut book = opened(bytes);
    for sheet in book.sheet_names() {
        for (_, _, cell) in book.worksheet_range(&sheet).unwrap().used_cells() {
            let text = cell.to_string();
            assert!(
                !text.contains("99010019790101107X") && !text.contains("甲三"),
                "{sheet}: {text}"
            );
        }
    }
    let range = book.worksheet_range("欠薪台账").unwrap();
    assert_eq!(text(&range, FORM_FIRST_ROW + 1, 5), "甲*");
    assert_eq!(text(&range, FORM_FIRST_ROW + 1, 6), "9901…7X");
}

#[test]
fn the_same_run_gives_the_same_bytes_and_the_day_of_the_report_is_that_of_its_making() {
    let run = run();
    let bytes = run.workbook(ZH).unwrap();
    assert_eq!(bytes, run.workbook(ZH).unwrap());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut core = String::new();
    let mut file = archive.by_name("docProps/core.xml").unwrap();
    std::io::Read::read_to_string(&mut file, &mut core).unwrap();
    assert!(core.contains("2025-12-31T00:00:00Z"), "{core}");
}

#[test]
fn sheets_stand_in_order_and_say_what_they_leave_out() {
    let limits = Limits { rows: 2, project_sheets: 1, project_rows: 1 };
    let bytes = workbook(&run(), ZH, limits).unwrap();
    let mut book = opened(bytes);
    let names = book.sheet_names();
    let expected = [
        "汇总",
        "欠薪台账",
        "项目汇总",
        "六项制度",
        "欠薪原因",
        "1. =1+1",
        "欠薪案件",
        "预警",
        "数据问题",
    ];
    assert_eq!(names, expected);
    let register = book.worksheet_range("欠薪台账").unwrap();
    // Two lines, the others as one, and totals of all.
    assert_eq!(text(&register, FORM_FIRST_ROW + 2, 2), "其余 2 个人月");
    assert_eq!(text(&register, FORM_FIRST_ROW + 2, 12), "4500.21");
    assert_eq!(text(&register, FORM_FIRST_ROW + 3, 12), "9300.31");
    let own = book.worksheet_range("1. =1+1").unwrap();
    assert!(own.used_cells().any(|(_, _, cell)| *cell == "其余 2 个人月"));
    let summary = book.worksheet_range("汇总").unwrap();
    let told: Vec<String> = summary.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
    for words in [
        "台账未逐行列出的 2 个人月合并为最后一行。",
        "项目明细表只列欠薪最多的 1 个项目，另有 1 个欠薪项目未单列，其明细均在欠薪台账中。",
        "工作表“欠薪原因”只列前 2 行，另有 2 行未列；全部数据见结果表 causes。",
        "未核对",
    ] {
        assert!(told.iter().any(|cell| cell == words), "{words}: {told:?}");
    }
}

#[test]
fn cover_is_laid_on_the_oldest_month_first() {
    let run = sample::reconciliation();
    let register = Register::of(&run);
    assert_eq!(register.entries.len(), 1);
    let entry = register.entries[0];
    assert_eq!((entry.arrears_fen, entry.covered_fen, entry.is_first), (60_000, 25_000, true));
    let mut several = [entry, entry];
    several[1].month = entry.month.plus(1);
    several[0].arrears_fen = 20_000;
    several.iter_mut().for_each(|own| own.is_first = false);
    register::lay_cover(&mut several, &[25_000]);
    assert_eq!(
        several.map(|own| (own.covered_fen, own.is_first)),
        [(20_000, true), (5_000, false)]
    );
}

#[test]
fn forms_are_guarded_where_a_spreadsheet_would_change_them() {
    let forms = run().forms(ZH).unwrap();
    let names: Vec<&str> = forms.iter().map(|form| form.file.as_str()).collect();
    assert_eq!(
        names,
        [
            "arrears.csv",
            "arrears.xlsx",
            "six_systems.csv",
            "six_systems.xlsx",
            "cases.csv",
            "cases.xlsx",
            "forms.json",
        ]
    );
    let register = std::str::from_utf8(&forms[0].bytes).unwrap();
    assert!(register.starts_with('\u{feff}') && register.ends_with("\r\n"));
    let lines: Vec<&str> = register.split("\r\n").collect();
    assert_eq!(
        lines[1],
        "1,'=1+1,'+海棠苑,北原建设有限公司,,'-cmd,\"\t000123456789012345\",2025-03,0,工资表,\
         300.00,0.00,300.00,2025-04-30,245,181–365,0.00,300.00,工资表已列未代发,总承包单位"
    );
    assert!(lines[2].contains(",99010019790101107X,2025-03,"), "{}", lines[2]);
    let contents: serde_json::Value = serde_json::from_slice(&forms[6].bytes).unwrap();
    assert_eq!((contents["forms"][0]["rows"].as_u64(), forms[0].rows), (Some(4), 4));
    assert_eq!(Form::ALL.len() * 2 + 1, forms.len());
}

#[test]
fn a_form_of_more_lines_than_a_sheet_says_so_and_its_csv_holds_all() {
    let limits = Limits { rows: 2, ..Limits::FORM };
    let forms = forms::forms(&run(), ZH, limits).unwrap();
    assert_eq!(std::str::from_utf8(&forms[0].bytes).unwrap().lines().count(), 5);
    assert_eq!((forms[0].rows, forms[1].rows), (4, 4));
    let range = range(forms[1].bytes.clone(), "欠薪台账");
    // Two lines, the others as one, totals of all, and the note below a blank row.
    assert_eq!(text(&range, FORM_FIRST_ROW + 2, 2), "其余 2 个人月");
    assert_eq!(text(&range, FORM_FIRST_ROW + 3, 12), "9300.31");
    let told: Vec<String> = range.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
    let words = "工作表只列前 2 行，另有 2 行未逐行列出；全部数据见 arrears.csv。";
    assert!(told.iter().any(|cell| cell == words), "{told:?}");
}

/// A form as the reader of strange workbooks takes it.
fn taken(form: &str) -> Vec<crate::intake::foreign::rows::TextRows> {
    let forms = run().forms(ZH).unwrap();
    let form = forms.iter().find(|written| written.file == form).unwrap();
    crate::intake::foreign::take(&form.file, &form.bytes, None).unwrap().tables
}

#[test]
fn forms_are_read_again_by_the_reader_of_workbooks() {
    use crate::intake::tables::{cases, workers};
    let tables = taken("cases.xlsx");
    assert_eq!((tables.len(), tables[0].table, tables[0].len()), (1, TableName::Cases, 2));
    let row = |row: usize| {
        [cases::CASE_ID, cases::RECEIVED_DATE, cases::AMOUNT_CLAIMED, cases::AMOUNT_RECOVERED]
            .map(|column| tables[0].get(row, column))
    };
    assert_eq!(row(0), [Some("0012"), Some("2025-05-06"), Some("5000"), Some("4999.9")]);
    assert_eq!(row(1), [Some("K2"), Some("2025-07-01"), Some("300"), None]);
    // Who is in the register is known again by all signs of his id; it is never a payroll sheet.
    let tables = taken("arrears.xlsx");
    assert_eq!((tables.len(), tables[0].table, tables[0].len()), (1, TableName::Workers, 4));
    let ids: Vec<_> = (0..4).map(|row| tables[0].get(row, workers::WORKER_ID).unwrap()).collect();
    let twice = "99010019790101107X";
    assert_eq!(ids, ["000123456789012345", twice, twice, "W3"]);
    assert!(taken("six_systems.xlsx").is_empty());
}
