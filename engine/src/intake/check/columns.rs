//! Arrow arrays of any accepted type become typed columns.

use std::fmt::{Display, Write as _};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type,
    Decimal256Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, Int64Array, PrimitiveArray};
use arrow_buffer::i256;
use arrow_schema::{DataType, TimeUnit};

use super::TypedColumn;
use super::cells::{self, CHINA_SECONDS};
use super::text::{self, Converted, Words};
use crate::basics::day::Day;
use crate::intake::tables::{Column, Kind};

/// Why a type is refused: what was expected, and what to do.
pub(crate) type Refusal = (&'static str, &'static str);

/// Whether cells of `met` can be read as `kind`.
pub(crate) fn accepted(kind: Kind, met: &DataType, float_money: bool) -> Result<(), Refusal> {
    if let DataType::Dictionary(_, values) = met {
        let is_nested = matches!(**values, DataType::Dictionary(..));
        return if is_nested { Err(refusal(kind)) } else { accepted(kind, values, float_money) };
    }
    if *met == DataType::Null || is_text(met) {
        return Ok(());
    }
    if has_more_decimals_than_digits(met) {
        return Err((refusal(kind).0, "a decimal has at most as many decimals as digits"));
    }
    let is_float = matches!(met, DataType::Float32 | DataType::Float64);
    let is_accepted = match kind {
        Kind::Id(_) | Kind::Account | Kind::Region => met.is_integer() || is_float,
        Kind::Text(_) => false,
        Kind::Money | Kind::Number { .. } | Kind::Int { .. } => {
            if is_float && !float_money {
                return Err((
                    refusal(kind).0,
                    "binary fractions are not exact: write decimals, or accept them by the policy: \
                     `accept_float_money = true` under `[money]`",
                ));
            }
            met.is_integer() || is_float || is_decimal(met)
        }
        Kind::Date | Kind::Period => {
            matches!(met, DataType::Date32 | DataType::Date64 | DataType::Timestamp(..))
        }
        Kind::Time => matches!(met, DataType::Timestamp(..)),
        Kind::Bool => *met == DataType::Boolean || met.is_integer(),
        Kind::Code(_) => met.is_integer(),
    };
    if is_accepted { Ok(()) } else { Err(refusal(kind)) }
}

const fn refusal(kind: Kind) -> Refusal {
    let expected = match kind {
        Kind::Id(_) | Kind::Account | Kind::Region | Kind::Code(_) => "text or integers",
        Kind::Text(_) => "text",
        Kind::Money | Kind::Number { .. } => "decimals, integers or text",
        Kind::Int { .. } => "integers, whole decimals or text",
        Kind::Date | Kind::Period => "dates, timestamps or text",
        Kind::Time => "timestamps or text",
        Kind::Bool => "booleans, 0/1 or text",
    };
    (expected, "write the column in one of these types")
}

const fn is_text(met: &DataType) -> bool {
    matches!(met, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// Whether it is a decimal that no writer makes: damage, on which showing a cell would panic.
fn has_more_decimals_than_digits(met: &DataType) -> bool {
    match met {
        DataType::Decimal32(digits, decimals)
        | DataType::Decimal64(digits, decimals)
        | DataType::Decimal128(digits, decimals)
        | DataType::Decimal256(digits, decimals) => i16::from(*decimals) > i16::from(*digits),
        _ => false,
    }
}

const fn is_decimal(met: &DataType) -> bool {
    matches!(
        met,
        DataType::Decimal32(..)
            | DataType::Decimal64(..)
            | DataType::Decimal128(..)
            | DataType::Decimal256(..)
    )
}

/// A column of the contract from an array of an accepted type, and the rows that cannot be read.
/// `words` is the dictionary that the column had last.
pub(super) fn typed(
    column: &Column,
    array: &ArrayRef,
    words: &mut Option<Words>,
) -> (TypedColumn, Vec<u32>) {
    match column.kind {
        Kind::Id(_) | Kind::Account | Kind::Text(_) => {
            let is_account = column.kind == Kind::Account;
            let Converted { column, bad_rows } = text_column(array, is_account, words);
            (TypedColumn::Text(column), bad_rows)
        }
        Kind::Money | Kind::Number { .. } | Kind::Time => {
            let read = values(column, array);
            (TypedColumn::Number(read.values), read.bad_rows)
        }
        _ if let Some(read) = small(column.kind, array) => {
            (TypedColumn::Small(read.values), read.bad_rows)
        }
        _ => {
            let read = values(column, array);
            // All values of these kinds fit: they were checked against their range.
            let small = |&value: &i64| i32::try_from(value).unwrap_or(TypedColumn::SMALL_NULL);
            (TypedColumn::Small(read.values.iter().map(small).collect()), read.bad_rows)
        }
    }
}

fn text_column(array: &ArrayRef, is_account: bool, words: &mut Option<Words>) -> Converted {
    let Some(values) = array.as_any_dictionary_opt().map(|dictionary| dictionary.values()) else {
        return text::convert(array, is_account);
    };
    let known = words.take().filter(|words| words.is_of(values));
    let known = known.unwrap_or_else(|| Words::new(values, is_account));
    let column = known.column(keys(array));
    *words = Some(known);
    column
}

/// The keys of a dictionary array, `u32::MAX` for null.
fn keys(array: &ArrayRef) -> Vec<u32> {
    let key = |key: i64| u32::try_from(key).unwrap_or(u32::MAX);
    if let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() {
        let keys = dictionary.keys();
        let plain = |&key: &i32| u32::try_from(key).unwrap_or(u32::MAX);
        return match keys.nulls() {
            None => keys.values().iter().map(plain).collect(),
            Some(_) => keys.iter().map(|cell| cell.as_ref().map_or(u32::MAX, plain)).collect(),
        };
    }
    let Some(dictionary) = array.as_any_dictionary_opt() else { return Vec::new() };
    let keys: ArrayRef = arrow_array::make_array(dictionary.keys().to_data());
    match int64(&keys) {
        Some(keys) => keys.iter().map(|cell| cell.map_or(u32::MAX, key)).collect(),
        None => vec![u32::MAX; array.len()],
    }
}

/// The cells of a column; null and bad ones are told by a value of their own.
struct Read<T> {
    values: Vec<T>,
    bad_rows: Vec<u32>,
}

/// Numbers of any kind, before they are stored; null and bad ones are `i64::MIN`.
type Values = Read<i64>;

/// Days and integers that come in 32 bits and stay so; `None` for other kinds and types.
fn small(kind: Kind, array: &ArrayRef) -> Option<Read<i32>> {
    const NULL: i32 = TypedColumn::SMALL_NULL;
    match (kind, array.data_type()) {
        (Kind::Int { least, most }, DataType::Int32) => {
            let is_inside = |number: &i32| (least..=most).contains(number);
            Some(of_cells::<Int32Type, i32>(array, NULL, |number| Some(number).filter(is_inside)))
        }
        (Kind::Date, DataType::Date32) => Some(of_cells::<Date32Type, i32>(array, NULL, |day| {
            cells::known_day(Day(day)).map(|day| day.0)
        })),
        _ => None,
    }
}

const NULL: i64 = TypedColumn::NUMBER_NULL;

fn values(column: &Column, array: &ArrayRef) -> Values {
    if let Some(dictionary) = array.as_any_dictionary_opt() {
        return of_dictionary(column, dictionary.values(), &keys(array));
    }
    match array.data_type() {
        DataType::Null => Values { values: vec![NULL; array.len()], bad_rows: Vec::new() },
        DataType::Utf8 => of_text(column, array.as_string::<i32>().iter()),
        DataType::LargeUtf8 => of_text(column, array.as_string::<i64>().iter()),
        DataType::Utf8View => of_text(column, array.as_string_view().iter()),
        DataType::Boolean => {
            let cells = array.as_boolean().iter();
            collect(array.len(), cells.map(|cell| cell.map(|truth| Some(i64::from(truth)))))
        }
        DataType::Date32 => of_primitive::<Date32Type>(array, |day| of_day(column.kind, day)),
        DataType::Date64 => of_primitive::<Date64Type>(array, |milliseconds| {
            of_seconds(column.kind, milliseconds.div_euclid(1_000))
        }),
        DataType::Timestamp(unit, zone) => of_timestamps(column.kind, array, *unit, zone.is_some()),
        DataType::Float32 => of_shown(column, array.as_primitive::<Float32Type>().iter()),
        DataType::Float64 => of_shown(column, array.as_primitive::<Float64Type>().iter()),
        met if is_decimal(met) => of_decimals(column, array),
        _ => of_integers(column, array),
    }
}

/// Reads each word once and looks the rows up; a dictionary far larger than the rows is left aside.
fn of_dictionary(column: &Column, words: &ArrayRef, keys: &[u32]) -> Values {
    if words.len() > keys.len().saturating_mul(4) {
        let keys = arrow_array::UInt32Array::from_iter(
            keys.iter().map(|&key| (key != u32::MAX).then_some(key)),
        );
        if let Ok(plain) = arrow_select::take::take(words.as_ref(), &keys, None) {
            return values(column, &plain);
        }
    }
    let read = values(column, words);
    let mut is_bad = vec![false; words.len()];
    read.bad_rows.iter().for_each(|&row| is_bad[row as usize] = true);
    let mut out = Values { values: Vec::with_capacity(keys.len()), bad_rows: Vec::new() };
    for (row, &key) in (0_u32..).zip(keys) {
        let value = if key == u32::MAX { NULL } else { read.values[key as usize] };
        if value == NULL && key != u32::MAX && is_bad[key as usize] {
            out.bad_rows.push(row);
        }
        out.values.push(value);
    }
    out
}

/// Rows of `None` (null), `Some(None)` (bad) and values.
fn collect(len: usize, cells: impl Iterator<Item = Option<Option<i64>>>) -> Values {
    let mut out = Values { values: Vec::with_capacity(len), bad_rows: Vec::new() };
    for (row, cell) in (0_u32..).zip(cells) {
        if cell == Some(None) {
            out.bad_rows.push(row);
        }
        out.values.push(cell.flatten().unwrap_or(NULL));
    }
    out
}

/// A value that is [`NULL`] is bad unless its cell is null.
fn of_primitive<T: ArrowPrimitiveType>(
    array: &ArrayRef,
    value: impl Fn(T::Native) -> Option<i64>,
) -> Values {
    of_cells::<T, i64>(array, NULL, value)
}

/// A value that is `null` is bad unless its cell is null.
fn of_cells<T: ArrowPrimitiveType, V: Copy + PartialEq>(
    array: &ArrayRef,
    null: V,
    value: impl Fn(T::Native) -> Option<V>,
) -> Read<V> {
    let array: &PrimitiveArray<T> = array.as_primitive();
    // One plain loop first: nulls and bad cells are few.
    let cells = array.values().iter();
    let mut values: Vec<V> = cells.map(|&cell| value(cell).unwrap_or(null)).collect();
    if let Some(nulls) = array.nulls().filter(|nulls| nulls.null_count() > 0) {
        for (value, is_valid) in values.iter_mut().zip(nulls.iter()) {
            if !is_valid {
                *value = null;
            }
        }
    }
    let mut bad_rows = Vec::new();
    if values.contains(&null) {
        let bad = (0_u32..).zip(&values).zip(0..array.len());
        let bad = bad.filter(|&((_, &value), at)| value == null && array.is_valid(at));
        bad_rows.extend(bad.map(|((row, _), _)| row));
    }
    Read { values, bad_rows }
}

fn of_day(kind: Kind, day: i32) -> Option<i64> {
    let day = cells::known_day(Day(day))?;
    Some(i64::from(if kind == Kind::Period { day.month().0 } else { day.0 }))
}

fn of_seconds(kind: Kind, seconds: i64) -> Option<i64> {
    let day = cells::day_of_seconds(seconds)?;
    if kind == Kind::Time { Some(seconds) } else { of_day(kind, day.0) }
}

fn of_timestamps(kind: Kind, array: &ArrayRef, unit: TimeUnit, has_zone: bool) -> Values {
    let shift = if has_zone { CHINA_SECONDS } else { 0 };
    let read = |ticks: i64, per_second: i64| {
        of_seconds(kind, ticks.div_euclid(per_second).checked_add(shift)?)
    };
    match unit {
        TimeUnit::Second => of_primitive::<TimestampSecondType>(array, |ticks| read(ticks, 1)),
        TimeUnit::Millisecond => {
            of_primitive::<TimestampMillisecondType>(array, |ticks| read(ticks, 1_000))
        }
        TimeUnit::Microsecond => {
            of_primitive::<TimestampMicrosecondType>(array, |ticks| read(ticks, 1_000_000))
        }
        TimeUnit::Nanosecond => {
            of_primitive::<TimestampNanosecondType>(array, |ticks| read(ticks, 1_000_000_000))
        }
    }
}

/// Decimals that the numbers of a kind have.
const fn decimals(kind: Kind) -> u32 {
    match kind {
        Kind::Money => 2,
        Kind::Number { decimals } => decimals,
        _ => 0,
    }
}

/// A number of a column within its bounds.
fn bounded(column: &Column, value: i64) -> Option<i64> {
    let is_inside = match column.kind {
        Kind::Int { least, most } => (i64::from(least)..=i64::from(most)).contains(&value),
        _ => value != NULL && column.least.is_none_or(|least| value >= least),
    };
    is_inside.then_some(value)
}

fn of_decimals(column: &Column, array: &ArrayRef) -> Values {
    let wanted = decimals(column.kind);
    match array.data_type() {
        DataType::Decimal32(_, scale) => {
            let rescale = Rescale::new(*scale, wanted);
            of_primitive::<Decimal32Type>(array, |value| {
                rescale.apply(i128::from(value)).and_then(|value| bounded(column, value))
            })
        }
        DataType::Decimal64(_, scale) => {
            let rescale = Rescale::new(*scale, wanted);
            of_primitive::<Decimal64Type>(array, |value| {
                rescale.apply(i128::from(value)).and_then(|value| bounded(column, value))
            })
        }
        DataType::Decimal256(_, scale) => {
            let rescale = Rescale::new(*scale, wanted);
            of_primitive::<Decimal256Type>(array, |value| {
                rescale.apply_wide(value).and_then(|value| bounded(column, value))
            })
        }
        _ => {
            let scale =
                if let DataType::Decimal128(_, scale) = array.data_type() { *scale } else { 0 };
            let rescale = Rescale::new(scale, wanted);
            of_primitive::<Decimal128Type>(array, |value| {
                rescale.apply(value).and_then(|value| bounded(column, value))
            })
        }
    }
}

/// From one number of decimals to another; digits that would be lost must be zeros.
struct Rescale {
    /// How many decimals are wanting (positive) or too many.
    places: i32,
}

impl Rescale {
    fn new(scale: i8, wanted: u32) -> Self {
        Self { places: wanted.cast_signed() - i32::from(scale) }
    }

    fn apply(&self, value: i128) -> Option<i64> {
        let factor = 10_i128.checked_pow(self.places.unsigned_abs());
        let scaled = match factor {
            _ if self.places == 0 || value == 0 => value,
            Some(factor) if self.places > 0 => value.checked_mul(factor)?,
            Some(factor) => {
                // Most amounts fit in 64 bits, whose division is many times faster.
                match (i64::try_from(value), i64::try_from(factor)) {
                    (Ok(value), Ok(factor)) => {
                        return (value % factor == 0).then(|| value / factor);
                    }
                    _ if value % factor == 0 => value / factor,
                    _ => return None,
                }
            }
            None => return None,
        };
        i64::try_from(scaled).ok()
    }

    fn apply_wide(&self, value: i256) -> Option<i64> {
        if let Some(value) = value.to_i128() {
            return self.apply(value);
        }
        if self.places >= 0 {
            return None;
        }
        let factor = i256::from_i128(10).checked_pow(self.places.unsigned_abs())?;
        if value.checked_rem(factor)? != i256::ZERO {
            return None;
        }
        i64::try_from(value.checked_div(factor)?.to_i128()?).ok()
    }
}

/// Integers of any width as `i64`; `None` where one does not fit.
pub(super) fn int64(array: &ArrayRef) -> Option<Int64Array> {
    match array.data_type() {
        DataType::Int8 => Some(array.as_primitive::<Int8Type>().unary(i64::from)),
        DataType::Int16 => Some(array.as_primitive::<Int16Type>().unary(i64::from)),
        DataType::Int32 => Some(array.as_primitive::<Int32Type>().unary(i64::from)),
        DataType::Int64 => Some(array.as_primitive::<Int64Type>().clone()),
        DataType::UInt8 => Some(array.as_primitive::<UInt8Type>().unary(i64::from)),
        DataType::UInt16 => Some(array.as_primitive::<UInt16Type>().unary(i64::from)),
        DataType::UInt32 => Some(array.as_primitive::<UInt32Type>().unary(i64::from)),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().try_unary(i64::try_from).ok(),
        _ => None,
    }
}

fn of_integers(column: &Column, array: &ArrayRef) -> Values {
    let Some(numbers) = int64(array) else {
        return of_shown(column, array.as_primitive::<UInt64Type>().iter());
    };
    let numbers: ArrayRef = Arc::new(numbers);
    match column.kind {
        Kind::Money | Kind::Number { .. } | Kind::Int { .. } => {
            let factor = 10_i64.pow(decimals(column.kind));
            of_primitive::<Int64Type>(&numbers, |cell| {
                cell.checked_mul(factor).and_then(|value| bounded(column, value))
            })
        }
        Kind::Bool => {
            of_primitive::<Int64Type>(&numbers, |cell| matches!(cell, 0 | 1).then_some(cell))
        }
        _ => of_shown(column, numbers.as_primitive::<Int64Type>().iter()),
    }
}

/// Numbers read by their shortest decimal text.
fn of_shown<T: Display + PartialEq + Copy>(
    column: &Column,
    cells: impl ExactSizeIterator<Item = Option<T>>,
) -> Values {
    let mut text = String::new();
    let mut last: (Option<T>, Option<i64>) = (None, None);
    let mut read = |cell: T| {
        if last.0 != Some(cell) {
            text.clear();
            let _ = write!(text, "{cell}");
            last = (Some(cell), of_cell(column, &text));
        }
        last.1
    };
    collect(cells.len(), cells.map(|cell| cell.map(&mut read)))
}

fn of_text<'a>(column: &Column, texts: impl ExactSizeIterator<Item = Option<&'a str>>) -> Values {
    // Neighbouring rows often hold the same cell.
    let mut last: (&str, Option<Option<i64>>) = ("", None);
    collect(
        texts.len(),
        texts.map(|cell| {
            let text = cell.unwrap_or_default();
            if text != last.0 {
                let clean = cells::plain(text);
                let read = if clean.is_empty() { None } else { Some(of_cell(column, &clean)) };
                last = (text, read);
            }
            last.1
        }),
    )
}

/// One cell of clean text that is not empty.
fn of_cell(column: &Column, text: &str) -> Option<i64> {
    match column.kind {
        Kind::Money => cells::money_fen(text).and_then(|value| bounded(column, value)),
        Kind::Number { decimals } => {
            cells::number(text, decimals).and_then(|value| bounded(column, value))
        }
        Kind::Int { .. } => {
            let number = cells::number(text, 0).or_else(|| cells::numbered(text, column.words));
            number.and_then(|value| bounded(column, value))
        }
        Kind::Date => cells::day(text).map(|day| i64::from(day.0)),
        Kind::Time => cells::time_seconds(text),
        Kind::Period => cells::month(text).map(|month| i64::from(month.0)),
        Kind::Bool => cells::truth(text).map(i64::from),
        Kind::Code(words) => cells::code(text, words).map(i64::from),
        Kind::Region => cells::region(text).map(i64::from),
        // Text is never read as a number.
        Kind::Id(_) | Kind::Account | Kind::Text(_) => None,
    }
}

#[cfg(test)]
#[path = "columns_tests.rs"]
mod tests;
