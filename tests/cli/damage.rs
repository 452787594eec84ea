//! Files whose inside is damaged: the decoder may stop by a panic of its own, which is told as one
//! error and nothing else.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use anxin::intake::read::{Opened, ReadOptions};
use anxin::{Error, Source, TableName};
use anxin_datasets::Random;
use arrow_array::{ArrayRef, RecordBatch, StringArray};

use super::types::write;
use super::{Desk, PAYROLL};

/// A payroll sheet of some hundred rows.
fn sheet() -> RecordBatch {
    let text = |cell: &dyn Fn(u32) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values((0..300).map(cell)))
    };
    RecordBatch::try_from_iter([
        ("payroll_id", text(&|_| "S1".to_owned())),
        ("worker_id", text(&|row| format!("W{row}"))),
        ("project_id", text(&|row| format!("P{}", row % 7))),
        ("period", text(&|_| "2025-03".to_owned())),
        ("net", text(&|row| format!("{row}.25"))),
    ])
    .unwrap()
}

/// What reading a file ends with.
fn reason(file: &Path) -> Option<String> {
    let read = || {
        let source = Source::path(file);
        let opened = Opened::open(TableName::Payroll, &source, &ReadOptions::default())?;
        opened.read_unit(0, None, &mut |_| Ok(()))
    };
    match read() {
        Err(Error::Decode { reason, .. }) => Some(reason),
        _ => None,
    }
}

#[test]
fn a_panic_of_the_decoder_is_one_error_at_the_command() {
    let desk = Desk::new(&[]);
    let file = desk.folder.join("in/payroll.parquet");
    write(&file, &sheet());
    let whole = fs::read(&file).unwrap();
    let mut random = Random::new(1);
    // Tried here first: among damaged files those whose decoder panics are few.
    let mut panicked = 0;
    for _ in 0..4_000 {
        let mut bytes = whole.clone();
        bytes[random.below(whole.len())] = u8::try_from(random.below(256)).unwrap();
        fs::write(&file, &bytes).unwrap();
        if reason(&file).is_some_and(|reason| reason == "a page is damaged") {
            desk.refuses(&[], 3, &["error[decode]", "payroll.parquet", "damaged", "leave it out"]);
            panicked += 1;
            if panicked == 3 {
                return;
            }
        }
    }
    panic!("{panicked} of 4,000 damaged files made the decoder panic: is the fence still needed?");
}

#[test]
fn a_file_that_is_not_what_its_name_says_is_refused() {
    let desk = Desk::new(&[]);
    for (name, bytes) in [
        ("payroll.parquet", PAYROLL.as_bytes()),
        ("payroll.arrow", PAYROLL.as_bytes()),
        ("payroll.parquet", &[0; 4_096]),
        ("payroll.arrow", b""),
    ] {
        let file = desk.folder.join("in").join(name);
        fs::write(&file, bytes).unwrap();
        desk.refuses(&[], 3, &["error[decode]", name, "cannot be read as", "leave it out"]);
        fs::remove_file(file).unwrap();
    }
}
