use rust_xlsxwriter::{Format, Workbook};

use super::*;
use crate::intake::foreign::rows::Cell;
use crate::intake::foreign::take;
use crate::intake::tables::{TableName, payroll};

fn book() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("3月").unwrap();
    sheet.merge_range(0, 0, 0, 5, "2025年度工资表", &Format::new()).unwrap();
    for (column, label) in
        (0..).zip(["序号", "姓名", "身份证号", "应发工资", "实发工资(万元)", "签字"])
    {
        sheet.write(1, column, label).unwrap();
    }
    sheet.write(2, 2, "150102199001010012").unwrap();
    sheet.write(2, 3, 1234.5600000000002).unwrap();
    sheet.write(2, 4, 0.12).unwrap();
    sheet.write(3, 2, 150_102_199_001_010_012.0).unwrap();
    sheet.write(3, 3, 1.005).unwrap();
    sheet.write(3, 4, 1).unwrap();
    sheet.write(4, 0, "合计").unwrap();
    sheet.write(4, 4, 1.12).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_payroll_workbook_is_read_with_its_titles_units_and_totals() {
    let taken = take("工资.xlsx", &book(), None).unwrap();
    let rows = &taken.tables[0];
    assert_eq!((rows.table, rows.len()), (TableName::Payroll, 2));
    assert_eq!(rows.get(0, payroll::PERIOD), Some("2025-03"));
    assert_eq!(rows.get(0, payroll::GROSS), Some("1234.56"));
    assert_eq!(rows.get(0, payroll::NET), Some("1200"));
    assert_eq!(rows.get(0, payroll::PAYROLL_ID), Some("2025年度工资表#3月"));
    let lost = rows.place(payroll::WORKER_ID).map(|place| rows.cell(1, place));
    assert!(matches!(lost, Some(Cell::Bad(_))), "{lost:?}");
    assert_eq!(taken.place(rows, 1), "工资.xlsx, 3月, row 4");
    assert!(taken.notes.iter().any(|note| note.text.contains("实发工资(万元) 11200.00, as")));
}

#[test]
fn a_cut_workbook_is_an_error_and_no_panic() {
    let whole = book();
    for length in (4..whole.len()).step_by(whole.len() / 40) {
        let error = xlsx(&whole[..length]).unwrap_err();
        assert!(!error.is_empty());
    }
    let mut state = 7_u64;
    for _ in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..8 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = usize::try_from(state >> 33).unwrap() % bytes.len();
            bytes[at] = u8::try_from((state >> 24) & 0xff).unwrap();
        }
        let _read_or_refused = xlsx(&bytes);
    }
}

#[test]
fn times_are_days_clocks_or_both() {
    let at = |serial: f64| {
        of_time(&ExcelDateTime::new(serial, calamine::ExcelDateTimeType::DateTime, false))
    };
    assert_eq!(at(45_717.0), Value::Time("2025-03-01".into()));
    assert_eq!(at(45_717.331_979_166_67), Value::Time("2025-03-01 07:58:03".into()));
    assert_eq!(at(0.25), Value::Text("06:00:00".into()));
    assert_eq!(at(-1.0), Value::Number("-1".into()));
}
