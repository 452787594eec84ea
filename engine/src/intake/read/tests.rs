use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    Date32Array, DictionaryArray, Int8Array, Int32Array, Int64Array, RecordBatchIterator,
    StringArray,
};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::{DataType, Field, Schema};
use bytes::Bytes;

use super::*;
use crate::intake::check::{FaultKind, TypedColumn};
use crate::intake::tables::{attendance, workers};

/// What a test compares: positions of the rows, their worker ids, their minutes, and faults.
#[derive(Debug, Default, PartialEq)]
struct Seen {
    rows: Vec<(u64, String, i32)>,
    faults: Vec<(u64, u8, FaultKind, String)>,
}

fn open(table: TableName, source: &Source) -> Result<Opened> {
    Opened::open(table, source, &ReadOptions::default())
}

fn see(opened: &Opened) -> Result<Seen> {
    let mut seen = Seen::default();
    for unit in 0..opened.units() {
        opened.read_unit(unit, None, &mut |batch| {
            assert!(batch.len <= BATCH_ROWS);
            let TypedColumn::Text(ids) = &batch.columns[attendance::WORKER_ID] else { panic!() };
            let TypedColumn::Small(minutes) = &batch.columns[attendance::MINUTES] else { panic!() };
            let mut scratch = String::new();
            for (row, &minutes) in minutes.iter().enumerate() {
                let id = ids.get(row, &mut scratch).unwrap_or_default().to_owned();
                seen.rows.push((batch.first_position + row as u64, id, minutes));
            }
            for fault in &batch.faults {
                let position = batch.first_position + u64::from(fault.row);
                seen.faults.push((position, fault.column, fault.kind, fault.met.clone()));
            }
            Ok(())
        })?;
    }
    Ok(seen)
}

fn csv(text: impl Into<Bytes>) -> Source {
    Source::bytes("attendance.csv", Format::Csv, text.into())
}

/// `rows` rows of attendance of `workers` workers; ids as a dictionary or as plain text.
fn attendance_batch(
    first: usize,
    rows: usize,
    workers: usize,
    has_dictionary: bool,
) -> RecordBatch {
    let id = |row: usize| format!("W{}", (first + row) % workers);
    let ids: ArrayRef = if has_dictionary {
        let ids: Vec<String> = (0..rows).map(id).collect();
        Arc::new(ids.iter().map(|id| Some(id.as_str())).collect::<DictionaryArray<Int32Type>>())
    } else {
        Arc::new((0..rows).map(|row| Some(id(row))).collect::<StringArray>())
    };
    let minutes = (0..rows).map(|row| i32::try_from((first + row) % 1_441).unwrap_or(0));
    RecordBatch::try_from_iter([
        ("worker_id", ids),
        ("备注", Arc::new(StringArray::from(vec!["x"; rows])) as ArrayRef),
        ("project_id", Arc::new(StringArray::from(vec!["P1"; rows])) as ArrayRef),
        ("minutes", Arc::new(Int32Array::from_iter_values(minutes)) as ArrayRef),
        ("work_date", Arc::new(Date32Array::from(vec![20_000; rows])) as ArrayRef),
    ])
    .unwrap()
}

fn expected(count: usize, workers: usize) -> Vec<(u64, String, i32)> {
    let minutes = |row: usize| i32::try_from(row % 1_441).unwrap_or(0);
    (0..count).map(|row| (row as u64, format!("W{}", row % workers), minutes(row))).collect()
}

fn ipc_file(batches: &[RecordBatch]) -> Vec<u8> {
    let mut writer = FileWriter::try_new(Vec::new(), &batches[0].schema()).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.into_inner().unwrap()
}

fn ipc_stream(batches: &[RecordBatch]) -> Vec<u8> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batches[0].schema()).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.into_inner().unwrap()
}

#[cfg(feature = "parquet")]
fn parquet_file(batches: &[RecordBatch], has_dictionary: bool) -> Vec<u8> {
    parquet_packed(batches, has_dictionary, ::parquet::basic::Compression::UNCOMPRESSED)
}

#[cfg(feature = "parquet")]
fn parquet_packed(
    batches: &[RecordBatch],
    has_dictionary: bool,
    compression: ::parquet::basic::Compression,
) -> Vec<u8> {
    use ::parquet::arrow::ArrowWriter;
    use ::parquet::file::properties::WriterProperties;
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(has_dictionary)
        .set_compression(compression)
        .set_max_row_group_row_count(Some(100_000))
        .build();
    let mut writer =
        ArrowWriter::try_new(Vec::new(), batches[0].schema(), Some(properties)).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.into_inner().unwrap()
}

/// The same rows in every binary format there is.
fn binary_files(batches: &[RecordBatch]) -> Vec<(Format, Vec<u8>)> {
    vec![
        (Format::ArrowFile, ipc_file(batches)),
        (Format::ArrowStream, ipc_stream(batches)),
        #[cfg(feature = "parquet")]
        (Format::Parquet, parquet_file(batches, true)),
    ]
}

#[test]
fn units_may_be_read_by_several_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Opened>();
}

#[test]
fn record_batches_are_grouped_and_cut_and_keep_their_positions() {
    let sizes = [10, 40_000, 40_000, 150_000, 5];
    let mut first = 0;
    let batches: Vec<_> = sizes
        .iter()
        .map(|&rows| {
            first += rows;
            attendance_batch(first - rows, rows, 97, first % 2 == 0)
        })
        .collect();
    // All of one kind: text and dictionaries are different schemas.
    let error = open(TableName::Attendance, &Source::batches(batches.clone())).unwrap_err();
    assert_eq!(error.code(), "input");
    let plain: Vec<_> = {
        let mut first = 0;
        let batch = |&rows: &usize| {
            first += rows;
            attendance_batch(first - rows, rows, 97, false)
        };
        sizes.iter().map(batch).collect()
    };
    let opened = open(TableName::Attendance, &Source::batches(plain)).unwrap();
    assert_eq!((opened.units(), opened.rows()), (3, Some(230_015)));
    assert_eq!(see(&opened).unwrap().rows, expected(230_015, 97));
    assert_eq!(opened.unknown_columns(), ["备注"]);
}

#[test]
fn arrow_files_and_streams_say_the_same() {
    for has_dictionary in [false, true] {
        let batches: Vec<_> =
            (0..3).map(|n| attendance_batch(n * 50_000, 50_000, 7, has_dictionary)).collect();
        let file = Source::bytes("a.arrow", Format::ArrowFile, ipc_file(&batches[..1]).into());
        let opened = open(TableName::Attendance, &file).unwrap();
        assert_eq!((opened.units(), opened.rows()), (1, Some(50_000)));
        assert_eq!(see(&opened).unwrap().rows, expected(50_000, 7));
        // The ending does not decide which of the two a file is.
        for format in [Format::ArrowFile, Format::ArrowStream] {
            let stream = Source::bytes("a", format, ipc_stream(&batches).into());
            let opened = open(TableName::Attendance, &stream).unwrap();
            assert_eq!((opened.units(), opened.rows()), (2, Some(150_000)));
            assert_eq!(see(&opened).unwrap().rows, expected(150_000, 7));
        }
    }
}

#[test]
fn a_stream_may_replace_its_dictionary() {
    let batches =
        [attendance_batch(0, 70_000, 5, true), attendance_batch(70_000, 70_000, 11, true)];
    let stream = Source::bytes("a.arrows", Format::ArrowStream, ipc_stream(&batches).into());
    let opened = open(TableName::Attendance, &stream).unwrap();
    assert_eq!(opened.units(), 2);
    let rows = see(&opened).unwrap().rows;
    assert_eq!(rows[..70_000], expected(70_000, 5));
    assert_eq!(rows[70_000..], expected(140_000, 11)[70_000..]);
}

#[cfg(feature = "csv")]
#[test]
fn a_long_csv_is_read_in_pieces_with_the_rows_of_one() {
    let bad = |id: usize| if id % 100_000 == 7 { "x" } else { "480" };
    let rows: String = (0..420_000).map(|id| format!("W{id},P,2025-03-01,{}\n", bad(id))).collect();
    // A quote anywhere, and the file is read as one.
    let read = |header: &str| {
        let text = format!("{header}\n{rows}");
        let source = Source::bytes("a.csv", Format::Csv, text.into());
        let opened = open(TableName::Attendance, &source).unwrap();
        let seen = see(&opened).unwrap();
        (opened.units(), opened.rows(), seen.rows, seen.faults)
    };
    let pieces = read("worker_id,project_id,work_date,minutes");
    let one = read("worker_id,project_id,work_date,\"minutes\"");
    assert!(pieces.0 > 1 && one.0 == 1);
    assert_eq!((pieces.1, one.1), (Some(420_000), None));
    assert!(pieces.2 == one.2 && pieces.3 == one.3 && one.3.len() == 5);
}

#[test]
fn a_reader_is_read_once() {
    let batches = [attendance_batch(0, 10, 3, false), attendance_batch(10, 10, 3, false)];
    let schema = batches[0].schema();
    let reader = RecordBatchIterator::new(batches.map(Ok), schema);
    let source = Source::reader(Box::new(reader));
    let opened = open(TableName::Attendance, &source).unwrap();
    assert!(!opened.is_rereadable());
    assert_eq!((opened.units(), opened.rows()), (1, None));
    assert_eq!(see(&opened).unwrap().rows, expected(20, 3));
    assert!(see(&opened).unwrap_err().to_string().contains("read already"));
    assert!(open(TableName::Attendance, &source).is_err());
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_keeps_dictionaries_and_reads_row_groups_apart() {
    use crate::intake::check::TextColumn;
    let batches = [attendance_batch(0, 250_000, 97, false)];
    for has_dictionary in [true, false] {
        let file = parquet_file(&batches, has_dictionary);
        let source = Source::bytes("a.parquet", Format::Parquet, file.into());
        let opened = open(TableName::Attendance, &source).unwrap();
        assert_eq!((opened.units(), opened.rows()), (3, Some(250_000)));
        assert_eq!(see(&opened).unwrap().rows, expected(250_000, 97));
        let read = opened.read_unit(1, Some(&[attendance::WORKER_ID]), &mut |batch| {
            assert!(matches!(batch.columns[attendance::MINUTES], TypedColumn::Absent));
            let TypedColumn::Text(ids) = &batch.columns[attendance::WORKER_ID] else { panic!() };
            assert_eq!(matches!(ids, TextColumn::Dictionary { .. }), has_dictionary);
            assert_eq!(matches!(ids, TextColumn::View(_)), !has_dictionary);
            Ok(())
        });
        assert_eq!(read.unwrap(), 100_000);
    }
}

#[cfg(feature = "zstd")]
#[test]
fn every_codec_that_writers_use_is_read() {
    use ::parquet::basic::Compression;
    let batches = [attendance_batch(0, 1_000, 97, false)];
    for codec in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::BROTLI(Default::default()),
        Compression::LZ4_RAW,
        Compression::ZSTD(Default::default()),
    ] {
        let file = parquet_packed(&batches, true, codec);
        let source = Source::bytes("a.parquet", Format::Parquet, file.into());
        let opened = open(TableName::Attendance, &source).unwrap();
        assert_eq!(see(&opened).unwrap().rows, expected(1_000, 97), "{codec}");
    }
    let zstd = arrow_ipc::writer::IpcWriteOptions::default()
        .try_with_compression(Some(arrow_ipc::CompressionType::ZSTD))
        .unwrap();
    let schema = batches[0].schema();
    let mut writer = FileWriter::try_new_with_options(Vec::new(), &schema, zstd).unwrap();
    writer.write(&batches[0]).unwrap();
    let file = writer.into_inner().unwrap();
    let source = Source::bytes("a.arrow", Format::ArrowFile, file.into());
    assert_eq!(
        see(&open(TableName::Attendance, &source).unwrap()).unwrap().rows,
        expected(1_000, 97)
    );
}

/// Parquet has no timestamps in seconds; the writer tells them in the Arrow schema it leaves.
#[cfg(feature = "parquet")]
#[test]
fn types_that_parquet_does_not_know_come_back() {
    use crate::intake::tables::calendar;
    let seconds = arrow_array::TimestampSecondArray::from(vec![20_000 * 86_400 + 5]);
    let words: ArrayRef = Arc::new(StringArray::from(vec!["workday"]));
    let columns = [("date", Arc::new(seconds) as ArrayRef), ("day_class", words)];
    let file = parquet_file(&[RecordBatch::try_from_iter(columns).unwrap()], true);
    let source = Source::bytes("calendar.parquet", Format::Parquet, file.into());
    let opened = open(TableName::Calendar, &source).unwrap();
    let rows = opened.read_unit(0, None, &mut |batch| {
        let TypedColumn::Small(days) = &batch.columns[calendar::DATE] else { panic!() };
        assert_eq!(days, &[20_000]);
        Ok(())
    });
    assert_eq!(rows.unwrap(), 1);
}

/// Categories of pandas may be numbers: they are read as the numbers that they are.
#[cfg(feature = "parquet")]
#[test]
fn dictionaries_of_numbers_in_parquet_are_read_as_numbers() {
    use arrow_array::types::Int8Type;
    let plain = attendance_batch(0, 1_000, 97, true);
    let key = |row: usize| i8::try_from(row % 64).ok().filter(|_| !row.is_multiple_of(9));
    let keys: Int8Array = (0..1_000).map(key).collect();
    let words: ArrayRef = Arc::new(Int32Array::from_iter_values(100..164));
    let minutes = DictionaryArray::<Int8Type>::new(keys, words);
    let days = Int8Array::from(vec![1; 1_000]);
    let words: ArrayRef = Arc::new(Date32Array::from(vec![19_999, 20_000]));
    let columns = [
        ("worker_id", plain.column(0).clone()),
        ("project_id", plain.column(2).clone()),
        ("minutes", Arc::new(minutes) as ArrayRef),
        ("work_date", Arc::new(DictionaryArray::<Int8Type>::new(days, words)) as ArrayRef),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let met = |format, file: Vec<u8>| {
        let source = Source::bytes("a", format, file.into());
        let opened = open(TableName::Attendance, &source).unwrap();
        see(&opened).unwrap().rows
    };
    let rows = met(Format::Parquet, parquet_file(std::slice::from_ref(&batch), true));
    assert_eq!((rows.len(), rows[1].2, rows[999].2), (1_000, 101, rows[0].2));
    assert_eq!(rows, met(Format::ArrowFile, ipc_file(&[batch])));
}

#[test]
fn no_column_asked_for_still_counts_rows() {
    let batches = [attendance_batch(0, 100, 3, true)];
    let mut sources = vec![Source::batches(batches.to_vec())];
    for (format, bytes) in binary_files(&batches) {
        sources.push(Source::bytes("a", format, bytes.into()));
    }
    if cfg!(feature = "csv") {
        sources.push(csv(
            "worker_id,project_id,work_date,minutes\n".to_owned() + &"a,b,c,d\n".repeat(100)
        ));
    }
    for source in sources {
        let opened = open(TableName::Attendance, &source).unwrap();
        let rows = opened.read_unit(0, Some(&[]), &mut |batch| {
            assert!(batch.faults.is_empty());
            Ok(())
        });
        assert_eq!(rows.unwrap(), 100, "{source:?}");
    }
}

#[test]
fn truncated_and_foreign_files_are_errors_that_name_them() {
    let batches = [attendance_batch(0, 1_000, 9, true)];
    for (format, bytes) in binary_files(&batches) {
        for len in [0, 3, 8, 20, bytes.len() / 2, bytes.len() - 9, bytes.len() - 20] {
            let cut = Source::bytes("cut.bin", format, Bytes::copy_from_slice(&bytes[..len]));
            let error = open(TableName::Attendance, &cut).unwrap_err();
            assert_eq!(error.code(), "decode", "{format:?} {len}: {error}");
            assert!(error.to_string().starts_with("cut.bin: "), "{error}");
        }
        let foreign =
            Source::bytes("x", format, Bytes::from_static(b"worker_id,minutes\nW1,480\n"));
        assert_eq!(open(TableName::Attendance, &foreign).unwrap_err().code(), "decode");
    }
}

/// A damaged file gives an error or other rows, and never stops the program.
#[test]
fn damaged_files_do_not_panic() {
    let batches = [attendance_batch(0, 300, 9, true)];
    let mut state = 1_u64;
    let mut next = |limit: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % limit
    };
    for (format, bytes) in binary_files(&batches) {
        for _ in 0..ROUNDS {
            let mut damaged = bytes.clone();
            for _ in 0..=next(3) {
                let place = next(damaged.len());
                damaged[place] = u8::try_from(next(256)).unwrap_or(0);
            }
            let source = Source::bytes("damaged", format, damaged.into());
            if let Ok(opened) = open(TableName::Attendance, &source) {
                for unit in 0..opened.units() {
                    let _ = opened.read_unit(unit, None, &mut |_| Ok(()));
                }
            }
        }
    }
}

const ROUNDS: usize = 1_000;

#[test]
fn headers_must_be_there_once_and_of_a_type() {
    let batch = |name: &str| {
        let text = || Arc::new(StringArray::from(vec!["x"])) as ArrayRef;
        RecordBatch::try_from_iter([("date", text()), (name, text())]).unwrap()
    };
    let open = |batch| open(TableName::Calendar, &Source::batches(vec![batch])).unwrap_err();
    let error = open(batch("日期")).to_string();
    assert!(error.contains("`date` and `日期` both mean `date`"), "{error}");
    let error = open(batch("x")).to_string();
    assert!(error.contains("`day_class` is missing") && error.contains("dayClass"), "{error}");
    let floats: ArrayRef = Arc::new(arrow_array::Float64Array::from(vec![1.0]));
    let error = open(
        RecordBatch::try_from_iter([("date", floats.clone()), ("day_class", floats)]).unwrap(),
    );
    assert_eq!(error.code(), "column_type");
}

#[test]
fn float_money_needs_leave() {
    let of = |array: ArrayRef| (array.data_type().clone(), array);
    let text = of(Arc::new(StringArray::from(vec!["x"])));
    let float = of(Arc::new(arrow_array::Float64Array::from(vec![1.5])));
    let columns = [
        ("payroll_id", &text),
        ("worker_id", &text),
        ("project_id", &text),
        ("period", &text),
        ("net", &float),
    ];
    let fields: Vec<_> =
        columns.iter().map(|(name, (kind, _))| Field::new(*name, kind.clone(), true)).collect();
    let arrays = columns.iter().map(|(_, (_, array))| array.clone()).collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap();
    let source = Source::batches(vec![batch]);
    let error = open(TableName::Payroll, &source).unwrap_err().to_string();
    assert!(error.contains("accept_float_money") && error.contains(&DataType::Float64.to_string()));
    let options = ReadOptions { accept_float_money: true };
    assert!(Opened::open(TableName::Payroll, &source, &options).is_ok());
}

#[test]
fn a_worker_without_id_is_known_by_the_id_number() {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![110_105_194_912_310_021]));
    let batch = RecordBatch::try_from_iter([("身份证号", numbers)]).unwrap();
    let opened = open(TableName::Workers, &Source::batches(vec![batch])).unwrap();
    let mut scratch = String::new();
    let only = Some(&[workers::WORKER_ID][..]);
    for (wanted, has_number) in [(None, true), (only, false)] {
        opened
            .read_unit(0, wanted, &mut |batch| {
                let TypedColumn::Text(ids) = &batch.columns[workers::WORKER_ID] else { panic!() };
                assert_eq!(ids.get(0, &mut scratch), Some("110105194912310021"));
                let number = &batch.columns[workers::ID_NUMBER];
                assert_eq!(matches!(number, TypedColumn::Text(_)), has_number);
                Ok(())
            })
            .unwrap();
    }
}

#[cfg(feature = "csv")]
mod csv_files {
    use super::*;
    use crate::intake::source::Inputs;
    use crate::intake::tables::calendar;

    const HEADER: &str = "worker_id,project_id,work_date,minutes\n";

    #[test]
    fn marks_signs_quotes_and_line_ends_do_not_matter() {
        let rows = vec![(0, "W1".to_owned(), 480), (1, "W\"2".to_owned(), 60)];
        let plain = format!("{HEADER}W1,P,2025-03-01,480\n\"W\"\"2\",P,2025/3/1,60");
        let utf16 = |big: bool| {
            let units = format!("\u{feff}{plain}").encode_utf16().collect::<Vec<_>>();
            let bytes = units
                .iter()
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
            bytes.collect::<Vec<u8>>()
        };
        for text in [
            plain.clone().into_bytes(),
            format!("\u{feff}{plain}\n").into_bytes(),
            plain.replace('\n', "\r\n").into_bytes(),
            format!("{}\r\n", plain.replace('\n', "\r\n")).into_bytes(),
            format!("{plain}\r").into_bytes(),
            plain.replace(',', ";").into_bytes(),
            plain.replace(',', "\t").into_bytes(),
            plain.replace("\nW1", "\n\n\nW1").into_bytes(),
            utf16(true),
            utf16(false),
        ] {
            let seen = see(&open(TableName::Attendance, &csv(text)).unwrap()).unwrap();
            assert_eq!(seen, Seen { rows: rows.clone(), faults: vec![] });
        }
    }

    #[test]
    fn gb18030_is_known_by_what_utf8_cannot_be() {
        let text = "身份证号,项目编号,出勤日期,工时,备注\n张三,一期,2025/3/1,7.5,好\n";
        // The first byte that is no UTF-8 stands behind many blocks of ASCII.
        let (names, _, _) = encoding_rs::GB18030.encode("李四");
        let mut late = HEADER.as_bytes().to_vec();
        late.extend("W1,P,2025-03-01,480\n".repeat(10_000).bytes());
        late.extend_from_slice(&names);
        late.extend(b",P,2025-03-01,1\n");
        let seen = see(&open(TableName::Attendance, &csv(late)).unwrap()).unwrap();
        assert_eq!(seen.rows[10_000], (10_000, "李四".to_owned(), 1));

        let (bytes, _, had_errors) = encoding_rs::GB18030.encode(text);
        assert!(!had_errors);
        let opened = open(TableName::Attendance, &csv(bytes.to_vec())).unwrap();
        assert_eq!(opened.unknown_columns(), ["备注"]);
        let seen = see(&opened).unwrap();
        assert_eq!(seen.rows, [(0, "张三".to_owned(), 450)]);
    }

    #[test]
    fn bytes_that_mean_nothing_make_a_bad_cell() {
        let mut bytes = HEADER.as_bytes().to_vec();
        bytes.extend(b"\xff\xff,P,2025-03-01,480\nW2,P,2025-03-01,60\n");
        let seen = see(&open(TableName::Attendance, &csv(bytes)).unwrap()).unwrap();
        assert_eq!(seen.rows.len(), 2);
        assert_eq!(seen.faults.len(), 1);
        assert_eq!((seen.faults[0].0, seen.faults[0].1, seen.faults[0].2), (0, 0, FaultKind::Bad));
    }

    #[test]
    fn characters_cut_between_blocks_are_whole_again() {
        for pad in 0..4 {
            let name = "农民工工资".repeat(20_000);
            let text = format!("{HEADER}{}{name},P,2025-03-01,480\n", "x".repeat(pad));
            let seen = see(&open(TableName::Attendance, &csv(text)).unwrap()).unwrap();
            assert_eq!(seen.rows[0].1.len(), pad + name.len());
            assert!(seen.faults.is_empty());
        }
    }

    #[test]
    fn ragged_rows_lose_nothing_in_silence() {
        let text = format!("{HEADER}W1,P\nW2,P,2025-03-01,480,,\nW3,P,2025-03-01,480,,oops\n");
        let seen = see(&open(TableName::Attendance, &csv(text)).unwrap()).unwrap();
        let none = TypedColumn::SMALL_NULL;
        let minutes: Vec<_> = seen.rows.iter().map(|row| row.2).collect();
        assert_eq!(minutes, [none, 480, none]);
        assert_eq!(
            seen.faults,
            [
                (0, 2, FaultKind::Missing, String::new()),
                (0, 3, FaultKind::Missing, String::new()),
                (2, 3, FaultKind::Bad, "oops".to_owned()),
            ]
        );
    }

    #[test]
    fn parts_are_numbered_in_the_order_of_their_names() {
        let folder = std::env::temp_dir().join(format!("anxin-parts-{}", std::process::id()));
        let parts = folder.join("attendance");
        std::fs::create_dir_all(&parts).unwrap();
        let write = |name: &str, ids: std::ops::Range<usize>| {
            let rows: String = ids.map(|id| format!("W{id},P,2025-03-01,{id}\n")).collect();
            std::fs::write(parts.join(name), format!("{HEADER}{rows}")).unwrap();
        };
        write("part-2.csv", 70_000..70_002);
        write("part-1.csv", 0..70_000);
        std::fs::write(parts.join("_SUCCESS"), "").unwrap();
        std::fs::write(folder.join("notes.txt"), "").unwrap();
        let inputs = Inputs::folder(&folder).unwrap();
        assert_eq!(inputs.ignored, ["notes.txt"]);
        let source = inputs.get(TableName::Attendance).unwrap();
        let opened = open(TableName::Attendance, source).unwrap();
        assert_eq!((opened.units(), opened.rows()), (2, Some(70_002)));
        let rows = see(&opened).unwrap().rows;
        assert_eq!(rows[69_999].0, 69_999);
        assert_eq!(
            rows[70_001],
            ((1 << ROW_BITS) + 1, "W70001".to_owned(), TypedColumn::SMALL_NULL)
        );
        assert!(opened.files()[1].ends_with("part-2.csv"));

        std::fs::write(folder.join("attendance.csv"), HEADER).unwrap();
        let error = Inputs::folder(&folder).unwrap_err().to_string();
        assert!(error.contains("attendance.csv") && error.contains("both `attendance`"), "{error}");
        std::fs::write(parts.join("part-3.xlsx"), "").unwrap();
        let error = open(TableName::Attendance, &Source::path(&parts)).unwrap_err();
        assert!(error.to_string().contains("part-3.xlsx"));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_table_that_rows_were_added_to_is_as_if_opened_anew() {
        let part = |number: usize| {
            let note = if number.is_multiple_of(2) { "note" } else { "remark" };
            let text = format!("worker_id,project_id,work_date,minutes,{note}\n");
            let rows = (0..number).map(|id| format!("W{id},P,2025-03-01,{number},x\n"));
            csv(text + &rows.collect::<String>())
        };
        let sources = |count| Source::many((0..count).map(part).collect());
        let mut grown = open(TableName::Attendance, &sources(1)).unwrap();
        for count in [1, 3, 4, 9] {
            let options = ReadOptions::default();
            grown = grown.with_more(&sources(count), &options).unwrap();
            let anew = open(TableName::Attendance, &sources(count)).unwrap();
            let told = |opened: &Opened| {
                let seen = see(opened).unwrap();
                let places = (opened.units(), opened.rows(), opened.is_rereadable());
                let names = (opened.files().to_vec(), opened.unknown_columns().to_vec());
                (places, names, seen.rows, seen.faults)
            };
            assert_eq!(told(&grown), told(&anew), "{count} parts");
        }
    }

    #[test]
    fn integers_in_one_part_and_text_in_another_are_told() {
        let ids: ArrayRef = Arc::new(Int64Array::from(vec![7]));
        let batch = RecordBatch::try_from_iter([
            ("case_id", ids.clone()),
            ("received_date", Arc::new(Date32Array::from(vec![1])) as ArrayRef),
        ])
        .unwrap();
        let folder = std::env::temp_dir().join(format!("anxin-forms-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("a.arrow"), ipc_file(&[batch])).unwrap();
        std::fs::write(folder.join("b.csv"), "case_id,received_date\n7,2025-03-01\n").unwrap();
        let opened = open(TableName::Cases, &Source::path(&folder)).unwrap();
        assert_eq!(opened.id_types_differ(), [crate::intake::tables::cases::CASE_ID]);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn an_open_quote_and_an_empty_file_are_errors() {
        let open_quote = format!("{HEADER}W1,P,2025-03-01,480\n\"W2,P,2025-03-01,480\nW3,P,x,1\n");
        let opened = open(TableName::Attendance, &csv(open_quote)).unwrap();
        let error = see(&opened).unwrap_err().to_string();
        assert!(error.contains("record 2 is never closed"), "{error}");
        for text in ["", "\u{feff}", "\n\n"] {
            let error = open(TableName::Attendance, &csv(text.to_owned())).unwrap_err();
            assert!(error.to_string().contains("has no header line"), "{error}");
        }
        let long = format!("{HEADER}\"{}", "x".repeat(17 << 20));
        let error = see(&open(TableName::Attendance, &csv(long)).unwrap()).unwrap_err();
        assert!(error.to_string().contains("16 MiB"), "{error}");
    }

    #[test]
    fn batches_are_cut_at_their_limit() {
        let text = format!("{HEADER}{}", "W1,P,2025-03-01,480\n".repeat(BATCH_ROWS * 2 + 1));
        let opened = open(TableName::Attendance, &csv(text)).unwrap();
        let mut cuts = Vec::new();
        let rows = opened.read_unit(0, None, &mut |batch| {
            cuts.push((batch.first_position, batch.len));
            Ok(())
        });
        assert_eq!(rows.unwrap(), 131_073);
        assert_eq!(cuts, [(0, 65_536), (65_536, 65_536), (131_072, 1)]);
    }

    #[test]
    fn a_calendar_in_chinese_is_read() {
        let text = "日期,日期类型\n2026年2月17日,法定节假日\n2026/2/14,上班\n";
        let source = Source::bytes("c.csv", Format::Csv, text.into());
        let opened = open(TableName::Calendar, &source).unwrap();
        opened
            .read_unit(0, None, &mut |batch| {
                let TypedColumn::Small(classes) = &batch.columns[calendar::DAY_CLASS] else {
                    panic!()
                };
                assert_eq!(classes, &[2, 0]);
                Ok(())
            })
            .unwrap();
    }
}

#[cfg(not(feature = "csv"))]
#[test]
fn a_missing_feature_is_named() {
    let error = open(TableName::Attendance, &csv("x\n")).unwrap_err().to_string();
    assert!(error.contains("attendance.csv") && error.contains("`csv`"), "{error}");
}
