use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::{Int8Type, UInt16Type};
use arrow_array::{
    BooleanArray, Date32Array, Date64Array, Decimal32Array, Decimal64Array, Decimal128Array,
    Decimal256Array, DictionaryArray, Float32Array, Float64Array, Int16Array, Int32Array,
    LargeStringArray, NullArray, StringArray, StringViewArray, TimestampMicrosecondArray,
    TimestampMillisecondArray, TimestampNanosecondArray, TimestampSecondArray, UInt8Array,
    UInt64Array,
};

use super::*;
use crate::intake::check::TextColumn;
use crate::intake::tables::{
    TableName, attendance, calendar, contracts, payroll, projects, punches, transfers,
};

const N: i64 = TypedColumn::NUMBER_NULL;
const S: i32 = TypedColumn::SMALL_NULL;

fn column(table: TableName, position: usize) -> &'static Column {
    &table.table().columns[position]
}

fn numbers(table: TableName, position: usize, array: impl Array + 'static) -> (Vec<i64>, Vec<u32>) {
    let array: ArrayRef = Arc::new(array);
    let column = column(table, position);
    assert!(accepted(column.kind, array.data_type(), true).is_ok());
    match typed(column, &array, &mut None) {
        (TypedColumn::Number(values), bad) => (values, bad),
        other => panic!("no numbers: {other:?}"),
    }
}

fn smalls(table: TableName, position: usize, array: impl Array + 'static) -> (Vec<i32>, Vec<u32>) {
    let array: ArrayRef = Arc::new(array);
    let column = column(table, position);
    assert!(accepted(column.kind, array.data_type(), true).is_ok());
    match typed(column, &array, &mut None) {
        (TypedColumn::Small(values), bad) => (values, bad),
        other => panic!("no small numbers: {other:?}"),
    }
}

#[test]
fn money_comes_from_every_type_of_the_contract() {
    let amount = |array: ArrayRef| {
        let column = column(TableName::Transfers, transfers::AMOUNT);
        assert!(accepted(column.kind, array.data_type(), true).is_ok());
        match typed(column, &array, &mut None) {
            (TypedColumn::Number(values), bad) => (values, bad),
            other => panic!("no numbers: {other:?}"),
        }
    };
    let expected = (vec![1_234_500, N, -50], vec![]);
    let at = |precision, scale| {
        Decimal128Array::from(vec![Some(123_450_000), None, Some(-5_000)])
            .with_precision_and_scale(precision, scale)
            .unwrap()
    };
    assert_eq!(amount(Arc::new(at(18, 4))), expected);
    let wide = Decimal256Array::from(vec![
        Some(i256::from_i128(123_450_000)),
        None,
        Some(i256::from_i128(-5_000)),
    ]);
    assert_eq!(amount(Arc::new(wide.with_precision_and_scale(40, 4).unwrap())), expected);
    let narrow = Decimal32Array::from(vec![Some(1_234_500), None, Some(-50)]);
    assert_eq!(amount(Arc::new(narrow.with_precision_and_scale(9, 2).unwrap())), expected);
    let narrow = Decimal64Array::from(vec![Some(123_450), None, Some(-5)]);
    assert_eq!(amount(Arc::new(narrow.with_precision_and_scale(9, 1).unwrap())), expected);
    let texts = vec![Some("12,345"), None, Some("-0.5")];
    assert_eq!(amount(Arc::new(StringArray::from(texts.clone()))), expected);
    assert_eq!(amount(Arc::new(LargeStringArray::from(texts.clone()))), expected);
    assert_eq!(amount(Arc::new(StringViewArray::from(texts.clone()))), expected);
    let dictionary: DictionaryArray<Int8Type> = texts.into_iter().collect();
    assert_eq!(amount(Arc::new(dictionary)), expected);
    let floats = Float64Array::from(vec![Some(12_345.0), None, Some(-0.5)]);
    assert_eq!(amount(Arc::new(floats)), expected);
    let floats = Float32Array::from(vec![Some(12_345.0), None, Some(-0.5)]);
    assert_eq!(amount(Arc::new(floats)), expected);
    assert_eq!(amount(Arc::new(Int16Array::from(vec![7]))), (vec![700], vec![]));
    assert_eq!(amount(Arc::new(UInt64Array::from(vec![7, u64::MAX]))), (vec![700, N], vec![1]));
    assert_eq!(amount(Arc::new(NullArray::new(2))), (vec![N, N], vec![]));
}

#[test]
fn a_part_of_a_fen_is_refused_and_so_is_what_does_not_fit() {
    let decimals =
        Decimal128Array::from(vec![10_001, 10_010, i128::MAX / 10, i128::from(i64::MIN) * 10]);
    let decimals = decimals.with_precision_and_scale(38, 3).unwrap();
    let read = numbers(TableName::Transfers, transfers::AMOUNT, decimals);
    assert_eq!(read, (vec![N, 1_001, N, N], vec![0, 2, 3]));
    let wide = Decimal256Array::from(vec![i256::MAX, i256::from_i128(5)]);
    let wide = wide.with_precision_and_scale(76, 0).unwrap();
    let read = numbers(TableName::Transfers, transfers::AMOUNT, wide);
    assert_eq!(read, (vec![N, 500], vec![0]));
    let floats = Float64Array::from(vec![0.1, 0.125, f64::NAN, 1e16]);
    let read = numbers(TableName::Transfers, transfers::AMOUNT, floats);
    assert_eq!(read, (vec![10, N, N, 1_000_000_000_000_000_000], vec![1, 2]));
}

#[test]
fn money_below_zero_is_bad_but_for_transfers_and_net() {
    let texts = || StringArray::from(vec!["-1", "0"]);
    let bad = (vec![N, 0], vec![0]);
    assert_eq!(numbers(TableName::Payroll, payroll::GROSS, texts()), bad);
    assert_eq!(numbers(TableName::Contracts, contracts::RATE, texts()), bad);
    assert_eq!(numbers(TableName::Attendance, attendance::QUANTITY, texts()), bad);
    let good = (vec![-100, 0], vec![]);
    assert_eq!(numbers(TableName::Payroll, payroll::NET, texts()), good);
    let amount = crate::intake::tables::adjustments::AMOUNT;
    assert_eq!(numbers(TableName::Adjustments, amount, texts()), (vec![N, N], vec![0, 1]));
}

#[test]
fn ints_keep_their_range_and_categories_their_words() {
    let minutes = |array| smalls(TableName::Attendance, attendance::MINUTES, array);
    let array = Int32Array::from(vec![Some(0), Some(1_440), Some(1_441), Some(-1), None]);
    assert_eq!(minutes(array), (vec![0, 1_440, S, S, S], vec![2, 3]));
    let decimals =
        Decimal128Array::from(vec![4_800, 4_805]).with_precision_and_scale(9, 1).unwrap();
    let read = smalls(TableName::Attendance, attendance::MINUTES, decimals);
    assert_eq!(read, (vec![480, S], vec![1]));
    let read = smalls(TableName::Contracts, contracts::PAY_DAY, UInt8Array::from(vec![31, 32]));
    assert_eq!(read, (vec![31, S], vec![1]));
    let texts = StringArray::from(vec!["01", "99", "房建", "0", "100", "别的", " 市政 "]);
    let read = smalls(TableName::Projects, projects::CATEGORY, texts);
    assert_eq!(read, (vec![1, 99, 1, S, S, S, 2], vec![3, 4, 5]));
}

#[test]
fn dates_and_months_come_from_every_type_of_the_contract() {
    let day = Day::from_ymd(2025, 3, 1).unwrap().0;
    let month = Day(day).month().0;
    let seconds = i64::from(day) * 86_400;
    let arrays: Vec<ArrayRef> = vec![
        Arc::new(Date32Array::from(vec![Some(day), None, Some(i32::MAX)])),
        Arc::new(Date64Array::from(vec![Some(seconds * 1_000), None, Some(i64::MIN)])),
        Arc::new(TimestampSecondArray::from(vec![Some(seconds + 86_399), None, Some(i64::MAX)])),
        Arc::new(TimestampMillisecondArray::from(vec![
            Some(seconds * 1_000),
            None,
            Some(i64::MAX),
        ])),
        Arc::new(TimestampMicrosecondArray::from(vec![
            Some(seconds * 1_000_000),
            None,
            Some(i64::MIN),
        ])),
        Arc::new(
            // Eight in the evening before, in UTC.
            TimestampSecondArray::from(vec![Some(seconds - 14_400), None, Some(i64::MAX)])
                .with_timezone("+00:00"),
        ),
        Arc::new(StringArray::from(vec![Some("2025-03-01"), Some("  "), Some("1.3.2025")])),
    ];
    for array in arrays {
        let date = column(TableName::Calendar, calendar::DATE);
        let (TypedColumn::Small(days), bad) = typed(date, &array, &mut None) else { panic!() };
        assert_eq!((days, bad), (vec![day, S, S], vec![2]), "{:?}", array.data_type());
        let period = column(TableName::Payroll, payroll::PERIOD);
        let (TypedColumn::Small(months), bad) = typed(period, &array, &mut None) else { panic!() };
        assert_eq!((months, bad), (vec![month, S, S], vec![2]), "{:?}", array.data_type());
    }
}

#[test]
fn times_are_civil_and_a_zone_is_turned_to_china() {
    let at = |array: ArrayRef| {
        let column = column(TableName::Punches, punches::PUNCHED_AT);
        let (TypedColumn::Number(values), bad) = typed(column, &array, &mut None) else { panic!() };
        (values, bad)
    };
    let array = TimestampNanosecondArray::from(vec![Some(1_999_999_999), Some(-1), None]);
    assert_eq!(at(Arc::new(array.clone())), (vec![1, -1, N], vec![]));
    let array = array.with_timezone("Europe/Berlin");
    assert_eq!(at(Arc::new(array)), (vec![28_801, 28_799, N], vec![]));
    let texts = StringArray::from(vec!["1970-01-01 00:00:05", "1970-01-01"]);
    assert_eq!(at(Arc::new(texts)), (vec![5, N], vec![1]));
}

#[test]
fn truths_codes_and_regions_come_from_text_and_integers() {
    let confirmed = |array: ArrayRef| {
        let column = column(TableName::Payroll, payroll::CONFIRMED);
        let (TypedColumn::Small(values), bad) = typed(column, &array, &mut None) else { panic!() };
        (values, bad)
    };
    let array = BooleanArray::from(vec![Some(true), Some(false), None]);
    assert_eq!(confirmed(Arc::new(array)), (vec![1, 0, S], vec![]));
    assert_eq!(confirmed(Arc::new(Int32Array::from(vec![1, 0, 2]))), (vec![1, 0, S], vec![2]));
    let array = StringArray::from(vec!["是", "N", "?"]);
    assert_eq!(confirmed(Arc::new(array)), (vec![1, 0, S], vec![2]));
    let read = smalls(TableName::Transfers, transfers::STATUS, Int32Array::from(vec![20, 20, 31]));
    assert_eq!(read, (vec![0, 0, S], vec![2]));
    let read =
        smalls(TableName::Projects, projects::REGION_CODE, Int32Array::from(vec![520_100, 5]));
    assert_eq!(read, (vec![4_005_201, S], vec![1]));
}

#[test]
fn dictionaries_of_words_are_read_once_a_word() {
    let mut builder = StringDictionaryBuilder::<UInt16Type>::new();
    for word in [Some("工作日"), Some("休息日"), None, Some("?"), Some("工作日")] {
        builder.append_option(word);
    }
    let read = smalls(TableName::Calendar, calendar::DAY_CLASS, builder.finish());
    assert_eq!(read, (vec![0, 1, S, S, 0], vec![3]));
    // A dictionary far larger than its rows is looked up row by row.
    let words: StringArray = (0..100).map(|n| Some(format!("2025-01-{n:02}"))).collect();
    let keys = Int32Array::from(vec![Some(1), None, Some(99)]);
    let array = DictionaryArray::new(keys, Arc::new(words));
    let read = smalls(TableName::Calendar, calendar::DATE, array);
    assert_eq!(read, (vec![Day::from_ymd(2025, 1, 1).unwrap().0, S, S], vec![2]));
}

#[test]
fn dictionaries_of_ids_keep_their_keys_and_share_their_words() {
    let column = column(TableName::Transfers, transfers::WORKER_ID);
    let values: ArrayRef = Arc::new(StringArray::from(vec!["a", "b "]));
    let array = |keys: Vec<Option<i32>>| -> ArrayRef {
        Arc::new(DictionaryArray::new(Int32Array::from(keys), values.clone()))
    };
    let mut words = None;
    let (first, _) = typed(column, &array(vec![Some(1), None]), &mut words);
    let (second, _) = typed(column, &array(vec![Some(0)]), &mut words);
    let of = |column: TypedColumn| match column {
        TypedColumn::Text(TextColumn::Dictionary { keys, values }) => (keys, values),
        other => panic!("no dictionary: {other:?}"),
    };
    let ((first_keys, first_values), (second_keys, second_values)) = (of(first), of(second));
    assert_eq!((first_keys, second_keys), (vec![1, u32::MAX], vec![0]));
    assert_eq!(first_values.value(1), "b");
    assert_eq!(first_values.value_data().as_ptr(), second_values.value_data().as_ptr());
    let nothing: ArrayRef = Arc::new(DictionaryArray::new(
        Int32Array::from(vec![Some(0), None]),
        Arc::new(NullArray::new(1)),
    ));
    let (TypedColumn::Text(text), bad) = typed(column, &nothing, &mut None) else { panic!() };
    assert!(text.is_null(0) && text.is_null(1) && bad.is_empty());
}

#[test]
fn types_that_lose_or_mean_something_else_are_refused() {
    use crate::intake::tables::Space;
    let is_refused = |kind, met: DataType| accepted(kind, &met, false).is_err();
    assert!(is_refused(Kind::Money, DataType::Float64));
    // As damage leaves it: no writer makes it, and showing a cell of it would panic.
    assert!(is_refused(Kind::Money, DataType::Decimal128(4, 12)));
    assert!(accepted(Kind::Money, &DataType::Float64, true).is_ok());
    assert!(is_refused(Kind::Text(Space::Text), DataType::Int64));
    assert!(is_refused(Kind::Id(Space::Worker), DataType::Boolean));
    assert!(is_refused(Kind::Date, DataType::Int64));
    assert!(is_refused(Kind::Time, DataType::Date32));
    assert!(is_refused(Kind::Bool, DataType::Float64));
    assert!(is_refused(Kind::Money, DataType::Boolean));
    let of = |values| DataType::Dictionary(Box::new(DataType::Int8), Box::new(values));
    assert!(is_refused(Kind::Text(Space::Text), of(DataType::Int64)));
    assert!(is_refused(Kind::Text(Space::Text), of(of(DataType::Utf8))));
    assert!(!is_refused(Kind::Text(Space::Text), of(DataType::Utf8View)));
}
