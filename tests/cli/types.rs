//! Columns of a type that cannot be read: what was met, where, what was expected, what to do.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Float64Array, Int64Array, ListArray,
    RecordBatch, StringArray,
};

use super::{Desk, says};

/// Writes a batch as the format that the name ends in.
pub(super) fn write(path: &Path, batch: &RecordBatch) {
    let file = File::create(path).unwrap();
    if path.extension().is_some_and(|end| end == "parquet") {
        let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch.schema(), None).unwrap();
        writer.write(batch).unwrap();
        writer.close().unwrap();
    } else {
        let mut writer = arrow_ipc::writer::FileWriter::try_new(file, &batch.schema()).unwrap();
        writer.write(batch).unwrap();
        writer.finish().unwrap();
    }
}

/// One row of text, some of its columns replaced.
fn row(texts: &[(&str, &str)], others: &[(&str, &ArrayRef)]) -> RecordBatch {
    let columns = texts.iter().map(|(name, text)| {
        let other = others.iter().find(|other| other.0 == *name);
        let text = || Arc::new(StringArray::from(vec![*text])) as ArrayRef;
        (*name, other.map_or_else(text, |other| Arc::clone(other.1)))
    });
    RecordBatch::try_from_iter(columns).unwrap()
}

const PAYROLL: [(&str, &str); 6] = [
    ("payroll_id", "S1"),
    ("worker_id", "W1"),
    ("project_id", "P1"),
    ("period", "2025-03"),
    ("net", "4500.00"),
    ("confirmed", "true"),
];
const ATTENDANCE: [(&str, &str); 5] = [
    ("worker_id", "W1"),
    ("project_id", "P1"),
    ("work_date", "2025-03-03"),
    ("minutes", "480"),
    ("shift", "day"),
];
const TRANSFERS: [(&str, &str); 5] = [
    ("transfer_id", "T1"),
    ("worker_id", "W1"),
    ("amount", "20.00"),
    ("paid_date", "2025-04-03"),
    ("status", "settled"),
];

#[test]
fn a_column_of_a_wrong_type_is_named_with_what_to_do() {
    let float: ArrayRef = Arc::new(Float64Array::from(vec![4500.25]));
    let truth: ArrayRef = Arc::new(BooleanArray::from(vec![true]));
    let number: ArrayRef = Arc::new(Int64Array::from(vec![20_250_303]));
    let day: ArrayRef = Arc::new(Date32Array::from(vec![20_000]));
    let bytes: ArrayRef = Arc::new(BinaryArray::from(vec![&b"W1"[..]]));
    let list = [Some([Some(1), Some(2)])];
    let list: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(list));
    let exact = "binary fractions are not exact";
    let (words, dates) = ("text or integers", "dates, timestamps or text");
    let money = "decimals, integers or text";
    let advice = "write the column in one of these types";
    type Case<'a> =
        (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a ArrayRef, &'a str, &'a str, &'a str);
    let cases: [Case<'_>; 11] = [
        ("payroll", &PAYROLL, "net", &float, "Float64", money, exact),
        ("transfers", &TRANSFERS, "amount", &float, "Float64", money, "`[money]`"),
        ("attendance", &ATTENDANCE, "minutes", &float, "Float64", "whole decimals", exact),
        ("attendance", &ATTENDANCE, "worker_id", &list, "List(", words, advice),
        ("attendance", &ATTENDANCE, "worker_id", &bytes, "Binary", words, advice),
        ("payroll", &PAYROLL, "net", &list, "List(", money, advice),
        ("attendance", &ATTENDANCE, "work_date", &truth, "Boolean", dates, advice),
        ("payroll", &PAYROLL, "period", &truth, "Boolean", dates, advice),
        ("transfers", &TRANSFERS, "paid_date", &number, "Int64", dates, advice),
        ("transfers", &TRANSFERS, "status", &day, "Date32", words, advice),
        ("attendance", &ATTENDANCE, "shift", &number, "Int64", "expected text;", advice),
    ];
    for (table, texts, column, array, met, expected, advice) in cases {
        for ending in ["parquet", "arrow"] {
            // The table is wrong beside one that could be reconciled.
            let beside = if table == "payroll" { "projects.csv" } else { "payroll.csv" };
            let text = if table == "payroll" { "project_id\nP1\n" } else { super::PAYROLL };
            let desk = Desk::new(&[(beside, text)]);
            let name = format!("{table}.{ending}");
            write(&desk.folder.join("in").join(&name), &row(texts, &[(column, array)]));
            let column = format!("`{column}`");
            let words = ["error[column_type]", table, &name, &column, met, expected, advice];
            desk.refuses(&[], 3, &words);
        }
    }
}

#[test]
fn floating_money_is_read_where_the_policy_accepts_it() {
    let desk = Desk::new(&[]);
    let float: ArrayRef = Arc::new(Float64Array::from(vec![4500.25]));
    write(&desk.folder.join("in/payroll.parquet"), &row(&PAYROLL, &[("net", &float)]));
    let policy = desk.folder.join("policy.toml");
    std::fs::write(&policy, "[money]\naccept_float_money = true\n").unwrap();
    says(&desk.run(&["--policy", &policy.to_string_lossy()]), 0, &[]);
    let periods = std::fs::read_to_string(desk.out().join("worker_periods.csv")).unwrap();
    assert!(periods.contains(",4500.25,"), "{periods}");
}
