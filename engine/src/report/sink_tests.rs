use std::sync::atomic::{AtomicU32, Ordering};

use super::*;
use crate::report::sample::reconciliation;

/// A folder of its own, removed when dropped.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("anxin-sink-{}-{number}", std::process::id()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    /// Names in a folder, in order.
    fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.0.join(folder)).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort_unstable();
        names
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// All cells of a table as its files of the three formats give them.
fn cells(path: &Path, format: Format) -> String {
    let file = File::open(path).unwrap();
    let (schema, batches): (SchemaRef, Vec<RecordBatch>) = match format {
        Format::Csv => return fs::read_to_string(path).unwrap(),
        Format::Arrow => {
            let reader = arrow_ipc::reader::FileReader::try_new(file, None).unwrap();
            (reader.schema(), reader.map(|batch| batch.unwrap()).collect())
        }
        Format::Parquet => {
            let reader =
                parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file);
            let reader = reader.unwrap();
            let schema = Arc::clone(reader.schema());
            (schema, reader.build().unwrap().map(|batch| batch.unwrap()).collect())
        }
    };
    let mut writer = csv::Writer::new(Vec::new(), &schema).unwrap();
    for batch in &batches {
        writer.batch(batch).unwrap();
    }
    String::from_utf8(writer.into_inner()).unwrap()
}

#[test]
fn every_format_holds_the_same_cells() {
    let place = Place::new();
    let reconciliation = reconciliation();
    for format in Format::ALL {
        reconciliation.write(&place.0.join(format.name()), format, true).unwrap();
        assert_eq!(place.names(format.name()).len(), OutputTable::ALL.len() + 1);
    }
    assert_eq!(place.names(""), ["arrow", "csv", "parquet"]);
    for table in OutputTable::ALL {
        let [parquet, arrow, csv] = Format::ALL.map(|format| {
            cells(&place.0.join(format.name()).join(file_name(table, format)), format)
        });
        assert_eq!(parquet, csv);
        assert_eq!(arrow, csv);
    }
    let summary = fs::read_to_string(place.0.join("csv").join(SUMMARY)).unwrap();
    assert_eq!(summary, fs::read_to_string(place.0.join("arrow").join(SUMMARY)).unwrap());
    assert!(summary.contains("\"arrears\": \"600.00\""));
}

#[test]
fn equal_runs_give_equal_files() {
    let place = Place::new();
    for name in ["a", "b"] {
        reconciliation().write(&place.0.join(name), Format::Parquet, false).unwrap();
    }
    assert!(!place.names("a").contains(&"cover.parquet".to_owned()));
    for name in place.names("a") {
        let bytes = |folder: &str| fs::read(place.0.join(folder).join(&name)).unwrap();
        assert_eq!(bytes("a"), bytes("b"), "{name}");
    }
}

#[test]
fn an_error_in_the_middle_leaves_nothing_and_spares_the_earlier_result() {
    let place = Place::new();
    let target = place.0.join("out");
    let mut too_large = reconciliation();
    too_large.accounting[4].amount_fen = Some(i128::MAX);
    let error = too_large.write(&target, Format::Csv, false).unwrap_err();
    assert_eq!(error.code(), "amount_overflow");
    assert!(place.names("").is_empty());

    reconciliation().write(&target, Format::Csv, false).unwrap();
    let before = fs::read(target.join("accounting.csv")).unwrap();
    too_large.write(&target, Format::Csv, false).unwrap_err();
    assert_eq!(fs::read(target.join("accounting.csv")).unwrap(), before);
    assert_eq!(place.names(""), ["out"]);
}

#[test]
fn a_cancelled_write_leaves_nothing() {
    let place = Place::new();
    let mut calls = 0;
    let mut stop_at_third = |_: OutputTable, _: u64| {
        calls += 1;
        if calls == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let reconciliation = reconciliation();
    let target = place.0.join("out");
    let error = write(&reconciliation, &target, Format::Csv, false, &mut stop_at_third);
    assert!(matches!(error, Err(Error::Cancelled)));
    assert!(place.names("").is_empty());
}

#[test]
fn only_an_earlier_result_or_an_empty_folder_is_replaced() {
    let place = Place::new();
    let target = place.0.join("out");
    let reconciliation = reconciliation();
    fs::create_dir(&target).unwrap();
    reconciliation.write(&target, Format::Csv, true).unwrap();
    // Another format: nothing of the earlier result stays.
    reconciliation.write(&target, Format::Parquet, false).unwrap();
    assert!(place.names("out").iter().all(|name| !name.ends_with(".csv")));
    assert_eq!(place.names(""), ["out"]);

    fs::write(target.join("notes.txt"), "mine").unwrap();
    let error = reconciliation.write(&target, Format::Csv, false).unwrap_err();
    assert!(error.to_string().contains("`notes.txt`"), "{error}");
    assert_eq!(fs::read(target.join("notes.txt")).unwrap(), b"mine");

    fs::remove_file(target.join("notes.txt")).unwrap();
    fs::remove_file(target.join(SUMMARY)).unwrap();
    let error = reconciliation.write(&target, Format::Csv, false).unwrap_err();
    assert!(error.to_string().contains("no summary.json"), "{error}");

    let file = place.0.join("file");
    fs::write(&file, "mine").unwrap();
    let error = reconciliation.write(&file, Format::Csv, false).unwrap_err();
    assert_eq!(error.code(), "output");
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    assert_eq!(place.names(""), ["file", "out"]);
}

#[test]
fn a_folder_whose_parent_is_missing_is_refused() {
    let place = Place::new();
    let error = reconciliation().write(&place.0.join("no/out"), Format::Csv, false).unwrap_err();
    assert_eq!(error.code(), "output");
    assert!(place.names("").is_empty());
}

#[test]
fn output_inside_the_input_is_refused() {
    let place = Place::new();
    let input = place.0.join("in");
    fs::create_dir_all(input.join("deep")).unwrap();
    for inside in ["in", "in/out", "in/deep/out", "in/deep/../out", "in/../in/out"] {
        assert!(refuse_inside(&place.0.join(inside), &input).is_err(), "{inside}");
    }
    for outside in ["out", "in2", "in/../out"] {
        refuse_inside(&place.0.join(outside), &input).unwrap();
    }
}
