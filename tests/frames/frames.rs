//! Do frames of Polars go in and come out as tables of Arrow do, over the same bytes?

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::collections::BTreeSet;
use std::sync::Arc;

use anxin::frames::{batches_of, frame_of};
use anxin::intake::check::{TextColumn, TypedColumn};
use anxin::intake::read::{Opened, ReadOptions};
use anxin::intake::tables::{payroll, transfers};
use anxin::report::csv::Writer;
use anxin::report::tables::{OutputTable, batches};
use anxin::{Day, Error, Inputs, Policy, Reconciliation, Source, TableName, reconcile};
use anxin_tests::cases::{self, Case};
use anxin_tests::tables::{self, Sheet, Tables};
use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type};
use arrow_array::{Array as _, ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType as ArrowType, Field, Schema};
use polars::prelude::{
    Categories, DataFrame, DataType, FrozenCategories, Int32Chunked, Int128Chunked, IntoLazy,
    IntoSeries, NamedFrom, NewChunkedArray as _, PlSmallStr, Series, col, df, lit,
};
use polars_arrow::array::{PrimitiveArray, Utf8ViewArray};
use polars_arrow::types::NativeType;

const AS_OF: &str = "2025-12-31";

/// Cells of a column as what they look like: days, amounts, truths, words of a list, else text.
fn series(name: &str, cells: &[Option<&str>]) -> Series {
    let name = PlSmallStr::from_str(name);
    let given = || cells.iter().flatten();
    let is_word = |cell: &&str| cell.chars().all(|sign| sign.is_ascii_lowercase() || sign == '_');
    if given().next().is_none() {
        return Series::new(name, cells);
    }
    if given().all(|cell| cell.len() == 10 && cell.parse::<Day>().is_ok()) {
        let days = cells.iter().map(|cell| cell.map(|cell| cell.parse::<Day>().unwrap().0));
        return Int32Chunked::from_iter_options(name, days).into_date().into_series();
    }
    if given().all(|cell| cell.len() < 15 && cell.contains('.') && tables::fen(cell).is_ok()) {
        let amounts = cells.iter().map(|cell| cell.map(|cell| tables::fen(cell).unwrap()));
        let amounts = Int128Chunked::from_iter_options(name, amounts);
        return amounts.into_decimal_unchecked(18, 2).into_series();
    }
    if given().all(|cell| ["true", "false"].contains(cell)) {
        let truths: Vec<_> = cells.iter().map(|cell| cell.map(|cell| cell == "true")).collect();
        return Series::new(name, truths);
    }
    let text = Series::new(name, cells);
    if given().all(is_word) {
        return text.cast(&DataType::from_categories(Categories::global())).unwrap();
    }
    text
}

/// A table of a case as a frame of two chunks.
fn frame(text: &str) -> DataFrame {
    let sheet = Sheet::read(text);
    let column = |(place, name): (usize, &String)| {
        let cells = sheet.rows.iter().map(|row| row.get(place).map(String::as_str));
        let cells: Vec<_> = cells.map(|cell| cell.filter(|cell| !cell.is_empty())).collect();
        series(name, &cells).into()
    };
    let columns = sheet.header.iter().enumerate().map(column).collect();
    let whole = DataFrame::new(sheet.rows.len(), columns).unwrap();
    let half = whole.height() / 2;
    let rest = whole.slice(i64::try_from(half).unwrap(), whole.height());
    whole.head(Some(half)).vstack(&rest).unwrap()
}

/// A case over frames, every second one lazy; notes the types of their columns.
fn run(case: &Case, types: &mut BTreeSet<String>) -> Result<Reconciliation, Error> {
    let mut inputs = Inputs::default();
    for table in TableName::ALL {
        let file = case.inputs().join(format!("{}.csv", table.word()));
        let Ok(text) = std::fs::read_to_string(file) else { continue };
        let frame = frame(&text);
        types.extend(frame.columns().iter().map(|column| column.dtype().to_string()));
        let is_lazy = inputs.tables().count() % 2 == 1;
        let source = if is_lazy { Source::frame(frame.lazy()) } else { Source::frame(frame) };
        inputs = inputs.with(table, source?);
    }
    let policy = match &case.policy {
        Some(text) => Policy::from_toml(text, "policy.toml")?,
        None => Policy::default(),
    };
    reconcile(&inputs, &policy, case.as_of.parse().unwrap())
}

/// Record batches as canonical CSV, words of dictionaries written out.
fn csv(schema: &Schema, batches: &[RecordBatch]) -> String {
    let fields = schema.fields().iter().map(|field| {
        let is_word = matches!(field.data_type(), ArrowType::Dictionary(..));
        let known = if is_word { &ArrowType::Utf8 } else { field.data_type() };
        Field::new(field.name(), known.clone(), true)
    });
    let plain = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let mut writer = Writer::new(Vec::new(), &plain).unwrap();
    for batch in batches {
        let columns = batch.columns().iter().map(written_out).collect();
        writer.batch(&RecordBatch::try_new(Arc::clone(&plain), columns).unwrap()).unwrap();
    }
    String::from_utf8(writer.into_inner()).unwrap()
}

fn written_out(column: &ArrayRef) -> ArrayRef {
    let Some(words) = column.as_any_dictionary_opt() else { return Arc::clone(column) };
    if words.values().is_empty() {
        return arrow_array::new_null_array(&ArrowType::Utf8, column.len());
    }
    let (keys, values) = (words.normalized_keys(), words.values());
    let word = |row: usize| {
        let key = keys[row];
        match values.as_string_view_opt() {
            Some(values) => values.value(key),
            None => values.as_string::<i32>().value(key),
        }
    };
    let cells = (0..column.len()).map(|row| column.is_valid(row).then(|| word(row)));
    Arc::new(cells.collect::<StringArray>())
}

/// An output table of a run as CSV, as batches and as a frame.
fn both_ways(run: &Reconciliation, table: OutputTable) -> (String, String) {
    let own: Vec<RecordBatch> = batches(run, table).collect::<Result<_, _>>().unwrap();
    let own = csv(&table.schema(), &own);
    let frame = batches(run, table).into_frame().unwrap();
    let through = batches_of(frame).unwrap();
    (own, csv(&through[0].schema(), &through))
}

#[test]
fn golden_cases_through_frames_give_the_tables_of_arrow() {
    let cases = cases::all().unwrap();
    assert!(cases.len() > 150, "only {} cases found", cases.len());
    let (mut report, mut types) = (String::new(), BTreeSet::new());
    for case in &cases {
        let run = run(case, &mut types).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let mut met = Tables::new();
        for table in OutputTable::ALL {
            let (own, through) = both_ways(&run, table);
            assert_eq!(own, through, "{}: {}", case.name, table.name());
            met.insert(table.name().to_owned(), through);
        }
        if let Some(text) = tables::differences(&case.expected, &met) {
            report.push_str(&format!("== {}\n{text}", case.name));
        }
    }
    assert_eq!(report, "");
    let types: Vec<&str> = types.iter().map(String::as_str).collect();
    assert_eq!(types, ["bool", "cat", "date", "decimal[18,2]", "str"]);
}

/// Where the values of a column of a frame lie, of its first chunk.
fn values<T: NativeType>(frame: &DataFrame, name: &str) -> *const u8 {
    let series = frame.column(name).unwrap().as_materialized_series();
    let array = series.chunks()[0].as_any().downcast_ref::<PrimitiveArray<T>>().unwrap();
    array.values().as_ptr().cast()
}

/// Where the views and the first buffer of a column of text lie, of its first chunk.
fn texts(frame: &DataFrame, name: &str) -> (*const u8, Option<*const u8>) {
    let series = frame.column(name).unwrap().as_materialized_series();
    let array = series.chunks()[0].as_any().downcast_ref::<Utf8ViewArray>().unwrap();
    let first = array.data_buffers().first().map(|buffer| buffer.as_ptr());
    (array.views().as_ptr().cast(), first)
}

/// Two payroll lines, with ids too long for a view.
fn sheets() -> DataFrame {
    let (worker, net) = ("worker_id", Some("1234.56"));
    let ids = [Some("a worker whose id is long"), Some("another worker with a long id")];
    let net = series("net", &[net, Some("0.01")]);
    let days = series("sign_date", &[Some("2025-04-20"), None]);
    let columns = vec![
        series("payroll_id", &[Some("S1"), Some("S2")]).into(),
        series(worker, &ids).into(),
        series("project_id", &[Some("P1"), Some("P1")]).into(),
        series("period", &[Some("2025-03"), Some("2025-03")]).into(),
        net.into(),
        days.into(),
        Series::new(PlSmallStr::from_str("lines"), [7_i64, 8]).into(),
    ];
    DataFrame::new(2, columns).unwrap()
}

#[test]
fn ids_money_dates_and_numbers_come_in_without_a_copy() {
    for frame in [sheets(), sheets().lazy().collect().unwrap()] {
        let batch = batches_of(frame.clone()).unwrap().remove(0);
        let column = |name: &str| Arc::clone(batch.column_by_name(name).unwrap());
        let ids = column("worker_id");
        let ids = ids.as_string_view();
        let ours = (ids.views().as_ptr().cast(), Some(ids.data_buffers()[0].as_ptr()));
        assert_eq!(ours, texts(&frame, "worker_id"));
        let net = column("net");
        let net = net.as_primitive::<Decimal128Type>();
        assert_eq!(net.values().as_ptr().cast::<u8>(), values::<i128>(&frame, "net"));
        assert_eq!(
            (net.value_as_string(0), net.value_as_string(1)),
            ("1234.56".into(), "0.01".into())
        );
        let days = column("sign_date");
        let days = days.as_primitive::<Date32Type>();
        assert_eq!(days.values().as_ptr().cast::<u8>(), values::<i32>(&frame, "sign_date"));
        assert!(days.is_null(1));
        let lines = column("lines");
        let lines = lines.as_primitive::<Int64Type>().values().as_ptr();
        assert_eq!(lines.cast::<u8>(), values::<i64>(&frame, "lines"));
    }
}

#[test]
fn the_reader_of_the_engine_sees_the_ids_of_a_frame_where_they_lie() {
    let frame = sheets();
    let source = Source::frame(frame.clone()).unwrap();
    let opened = Opened::open(TableName::Payroll, &source, &ReadOptions::default()).unwrap();
    let mut rows = 0;
    opened
        .read_unit(0, None, &mut |batch| {
            let TypedColumn::Text(TextColumn::View(ids)) = &batch.columns[payroll::WORKER_ID]
            else {
                panic!("{:?}", batch.columns[payroll::WORKER_ID]);
            };
            let ours = (ids.views().as_ptr().cast(), Some(ids.data_buffers()[0].as_ptr()));
            assert_eq!(ours, texts(&frame, "worker_id"));
            let TypedColumn::Number(net) = &batch.columns[payroll::NET] else { panic!("net") };
            assert_eq!((net.as_slice(), batch.faults.len()), (&[123_456, 1][..], 0));
            rows += batch.len;
            Ok(())
        })
        .unwrap();
    assert_eq!(rows, 2);
}

#[test]
fn ids_money_dates_and_counts_go_out_without_a_copy_and_codes_become_categories() {
    let inputs = Inputs::default().with(TableName::Payroll, Source::frame(sheets()).unwrap());
    let run = reconcile(&inputs, &Policy::default(), AS_OF.parse().unwrap()).unwrap();
    let table = OutputTable::WorkerPeriods;
    let read: Vec<RecordBatch> = batches(&run, table).collect::<Result<_, _>>().unwrap();
    let frame = frame_of(&table.schema(), &read).unwrap();
    let column = |name: &str| Arc::clone(read[0].column_by_name(name).unwrap());
    let (ids, due, day, days) =
        (column("worker_id"), column("due"), column("due_date"), column("attended_days"));
    let ids = ids.as_string_view();
    let ours = (ids.views().as_ptr().cast(), Some(ids.data_buffers()[0].as_ptr()));
    assert_eq!(ours, texts(&frame, "worker_id"));
    let ours = due.as_primitive::<Decimal128Type>().values().as_ptr();
    assert_eq!(ours.cast::<u8>(), values::<i128>(&frame, "due"));
    let ours = day.as_primitive::<Date32Type>().values().as_ptr();
    assert_eq!(ours.cast::<u8>(), values::<i32>(&frame, "due_date"));
    let ours = days.as_primitive::<Int64Type>().values().as_ptr();
    assert_eq!(ours.cast::<u8>(), values::<i64>(&frame, "attended_days"));
    let source = frame.column("due_source").unwrap();
    assert!(matches!(source.dtype(), DataType::Categorical(..)), "{}", source.dtype());
    assert_eq!(source.get(0).unwrap().to_string(), "\"payroll\"");
    let again = run.worker_periods().into_frame().unwrap();
    assert_eq!((again.height(), again), (2, frame));
}

#[test]
fn what_a_lazy_frame_filters_away_is_not_read() {
    let lazy = sheets().lazy().filter(col("net").gt(lit(1)));
    let inputs = Inputs::default().with(TableName::Payroll, Source::frame(lazy).unwrap());
    let run = reconcile(&inputs, &Policy::default(), AS_OF.parse().unwrap()).unwrap();
    assert_eq!(run.summary().unwrap().totals.due, "1234.56");
    let failing = sheets().lazy().select([col("no_such_column")]);
    let told = Source::frame(failing).unwrap_err();
    assert_eq!(told.code(), "decode");
    assert!(told.to_string().contains("no_such_column"), "{told}");
}

#[test]
fn enumerations_and_categories_are_read_as_their_words() {
    let words = FrozenCategories::new(["returned", "settled"]);
    let enumeration = DataType::from_frozen_categories(words.unwrap());
    for dtype in [enumeration, DataType::from_categories(Categories::global())] {
        let status =
            Series::new(PlSmallStr::from_str("status"), ["settled", "returned", "settled"]);
        let mut frame = df!(
            "transfer_id" => ["T1", "T2", "T3"], "amount" => [100_i64, 200, 300],
            "paid_date" => ["2025-04-20", "2025-04-20", "2025-04-20"],
            "worker_id" => ["W1", "W1", "W1"], "project_id" => ["P1", "P1", "P1"],
        )
        .unwrap();
        frame.with_column(status.cast(&dtype).unwrap().into()).unwrap();
        let source = Source::frame(frame).unwrap();
        let opened = Opened::open(TableName::Transfers, &source, &ReadOptions::default()).unwrap();
        let mut met = Vec::new();
        let mut on_batch = |batch: anxin::intake::check::TypedBatch| {
            if let TypedColumn::Small(codes) = &batch.columns[transfers::STATUS] {
                met.extend_from_slice(codes);
            }
            Ok(())
        };
        opened.read_unit(0, None, &mut on_batch).unwrap();
        assert_eq!((met.len(), met[0] == met[2], met[0] == met[1]), (3, true, false), "{dtype}");
    }
}

/// What reconciling with a payroll frame is refused with.
fn refusal(frame: DataFrame) -> Error {
    let inputs = Inputs::default().with(TableName::Payroll, Source::frame(frame).unwrap());
    reconcile(&inputs, &Policy::default(), AS_OF.parse().unwrap()).unwrap_err()
}

#[test]
fn a_wrong_type_and_a_missing_column_are_refused_by_name() {
    let floats = df!("worker_id" => ["W1"], "project_id" => ["P1"], "payroll_id" => ["S1"],
        "period" => ["2025-03"], "net" => [0.1_f64]);
    let told = refusal(floats.unwrap());
    assert!(matches!(&told, Error::ColumnType { column: "net", .. }), "{told}");
    let told = refusal(sheets().drop("net").unwrap());
    assert!(matches!(&told, Error::MissingColumn { column: "net", .. }), "{told}");
    let told = refusal(DataFrame::empty());
    assert!(matches!(&told, Error::MissingColumn { .. }), "{told}");
}

#[test]
fn a_type_that_arrow_does_not_know_is_refused() {
    let wide = Int128Chunked::new(PlSmallStr::from_str("net"), [1_i128]).into_series();
    let frame = DataFrame::new(1, vec![wide.into()]).unwrap();
    assert!(matches!(Source::frame(frame), Err(Error::Decode { .. })));
}

#[test]
fn a_frame_without_rows_keeps_its_columns() {
    let batches = batches_of(sheets().head(Some(0))).unwrap();
    assert_eq!((batches.len(), batches[0].num_columns(), batches[0].num_rows()), (1, 7, 0));
    let schema = OutputTable::Allocations.schema();
    let frame = frame_of(&schema, &[]).unwrap();
    assert_eq!((frame.height(), frame.width()), (0, schema.fields().len()));
}

#[test]
fn columns_cut_at_different_rows_are_put_together() {
    let mut frame = df!("a" => [1_i64, 2, 3]).unwrap();
    let mut cut = Series::new(PlSmallStr::from_str("b"), ["x"]);
    cut.append(&Series::new(PlSmallStr::from_str("b"), ["y", "z"])).unwrap();
    frame.with_column(cut.into()).unwrap();
    let batches = batches_of(frame.clone()).unwrap();
    assert_eq!(frame_of(&batches[0].schema(), &batches).unwrap(), frame);
    let other = Schema::new(vec![Field::new("a", ArrowType::Utf8, true)]);
    assert_eq!(frame_of(&other, &batches).unwrap_err().code(), "decode");
}
