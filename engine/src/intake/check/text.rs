//! Ids, accounts and text: passed on as they came where nothing needs to change.

use std::fmt::Write as _;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type, UInt64Type};
use arrow_array::{Array, ArrayRef, Int64Array, StringArray};
use arrow_schema::DataType;

use super::TextColumn;
use super::cells::normal;

/// Most digits that a floating-point number keeps.
const FLOAT_DIGITS: usize = 15;

/// A column of text and the rows that cannot be read.
pub(super) struct Converted {
    pub(super) column: TextColumn,
    pub(super) bad_rows: Vec<u32>,
}

/// A plain array (no dictionary) of an accepted type as text.
pub(super) fn convert(array: &ArrayRef, is_account: bool) -> Converted {
    let good = |column| Converted { column, bad_rows: Vec::new() };
    match array.data_type() {
        DataType::Utf8 => {
            let array = array.as_string::<i32>();
            let bytes = used(array.values(), array.offsets());
            good(if is_clean(bytes, is_account) {
                TextColumn::Utf8(array.clone())
            } else {
                rewritten(array.iter(), array.len(), is_account)
                    .unwrap_or_else(|| TextColumn::Utf8(array.clone()))
            })
        }
        DataType::LargeUtf8 => {
            let array = array.as_string::<i64>();
            let bytes = used(array.values(), array.offsets());
            good(if is_clean(bytes, is_account) {
                TextColumn::LargeUtf8(array.clone())
            } else {
                rewritten(array.iter(), array.len(), is_account)
                    .unwrap_or_else(|| TextColumn::LargeUtf8(array.clone()))
            })
        }
        DataType::Utf8View => {
            let array = array.as_string_view();
            let all_clean =
                array.iter().flatten().all(|text| is_clean(text.as_bytes(), is_account));
            good(if all_clean {
                TextColumn::View(array.clone())
            } else {
                rewritten(array.iter(), array.len(), is_account)
                    .unwrap_or_else(|| TextColumn::View(array.clone()))
            })
        }
        DataType::Null => good(TextColumn::Utf8(StringArray::new_null(array.len()))),
        DataType::Float32 => {
            let array = array.as_primitive::<Float32Type>();
            floats(array.iter().map(|cell| cell.map(|value| value.to_string())))
        }
        DataType::Float64 => {
            let array = array.as_primitive::<Float64Type>();
            floats(array.iter().map(|cell| cell.map(|value| value.to_string())))
        }
        _ => good(integers(array)),
    }
}

fn used<'a, O: arrow_array::OffsetSizeTrait>(
    values: &'a [u8],
    offsets: &arrow_buffer::OffsetBuffer<O>,
) -> &'a [u8] {
    let first = offsets.first().map_or(0, |offset| offset.as_usize());
    let last = offsets.last().map_or(0, |offset| offset.as_usize());
    &values[first..last]
}

/// Whether every byte is printable ASCII (of an account: and no hyphen): nothing to normalise.
fn is_clean(bytes: &[u8], is_account: bool) -> bool {
    // Without a way out inside a block, so that blocks are compared many bytes at a time.
    let unclean = |byte: u8| byte.wrapping_sub(b'!') > b'~' - b'!';
    let block_is_clean = |block: &[u8]| {
        if is_account {
            !block.iter().fold(false, |met, &byte| met | unclean(byte) | (byte == b'-'))
        } else {
            !block.iter().fold(false, |met, &byte| met | unclean(byte))
        }
    };
    bytes.chunks(256).all(block_is_clean)
}

/// The normalised cells; `None` where none differs from what it was.
fn rewritten<'a>(
    cells: impl Iterator<Item = Option<&'a str>> + Clone,
    len: usize,
    is_account: bool,
) -> Option<TextColumn> {
    let is_same = |text: &str| normal(text, is_account) == text;
    if cells.clone().flatten().all(is_same) {
        return None;
    }
    let mut builder = StringBuilder::with_capacity(len, len * 8);
    for cell in cells {
        match cell {
            Some(text) => builder.append_value(normal(text, is_account)),
            None => builder.append_null(),
        }
    }
    Some(TextColumn::Utf8(builder.finish()))
}

/// Whole numbers of at most 15 digits; more have lost digits, fractions are no ids.
fn floats(cells: impl Iterator<Item = Option<String>>) -> Converted {
    let mut bad_rows = Vec::new();
    let whole = |text: String| {
        let digits = text.strip_prefix('-').unwrap_or(&text).len();
        if digits <= FLOAT_DIGITS { text.parse::<i64>().ok() } else { None }
    };
    let numbers: Int64Array = (0_u32..)
        .zip(cells)
        .map(|(row, cell)| {
            let number = cell.map(whole);
            if number == Some(None) {
                bad_rows.push(row);
            }
            number.flatten()
        })
        .collect();
    Converted { column: TextColumn::Integer(numbers), bad_rows }
}

fn integers(array: &ArrayRef) -> TextColumn {
    if let Some(column) = super::columns::int64(array) {
        return TextColumn::Integer(column);
    }
    // Beyond 64 bits with a sign: their decimal text.
    let array = array.as_primitive::<UInt64Type>();
    let mut builder = StringBuilder::with_capacity(array.len(), array.len() * 20);
    let mut digits = String::new();
    for cell in array {
        match cell {
            Some(number) => {
                digits.clear();
                let _ = write!(digits, "{number}");
                builder.append_value(&digits);
            }
            None => builder.append_null(),
        }
    }
    TextColumn::Utf8(builder.finish())
}

/// The words of a dictionary, normalised once.
pub(super) struct Words {
    /// The dictionary they were made from: kept, so that its address stays its own.
    source: ArrayRef,
    values: StringArray,
    /// For each word its key, `u32::MAX` for null and unreadable ones; `None` where all are kept.
    remap: Option<Vec<u32>>,
    bad: Vec<u32>,
}

impl Words {
    pub(super) fn is_of(&self, values: &ArrayRef) -> bool {
        ArrayRef::ptr_eq(&self.source, values) || self.source.to_data().ptr_eq(&values.to_data())
    }

    pub(super) fn new(source: &ArrayRef, is_account: bool) -> Self {
        let converted = convert(source, is_account);
        let column = &converted.column;
        let has_gaps = (0..source.len()).any(|row| column.is_null(row));
        let remap = has_gaps.then(|| {
            (0_u32..)
                .zip(0..source.len())
                .map(|(key, row)| if column.is_null(row) { u32::MAX } else { key })
                .collect()
        });
        let values = match converted.column {
            TextColumn::Utf8(values) => values,
            other => {
                let mut scratch = String::new();
                let mut builder = StringBuilder::with_capacity(other.len(), other.len() * 8);
                for row in 0..other.len() {
                    builder.append_option(other.get(row, &mut scratch));
                }
                builder.finish()
            }
        };
        Self { source: source.clone(), values, remap, bad: converted.bad_rows }
    }

    /// The column of a dictionary array with these words; `keys` has `u32::MAX` for null.
    pub(super) fn column(&self, mut keys: Vec<u32>) -> Converted {
        let mut bad_rows = Vec::new();
        if let Some(remap) = &self.remap {
            for (row, key) in (0_u32..).zip(&mut keys) {
                if *key != u32::MAX {
                    if self.bad.contains(key) {
                        bad_rows.push(row);
                    }
                    *key = remap[*key as usize];
                }
            }
        }
        let values = self.values.clone();
        Converted { column: TextColumn::Dictionary { keys, values }, bad_rows }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{Float64Array, LargeStringArray, StringViewArray, UInt64Array};

    use super::*;

    fn texts(column: &TextColumn) -> Vec<Option<String>> {
        let mut scratch = String::new();
        (0..column.len()).map(|row| column.get(row, &mut scratch).map(str::to_owned)).collect()
    }

    #[test]
    fn clean_text_is_passed_on_without_a_copy_also_from_a_slice() {
        let array = StringArray::from(vec!["  ", "A-1", "", "B2"]);
        let slice: ArrayRef = Arc::new(array.slice(1, 3));
        let TextColumn::Utf8(out) = convert(&slice, false).column else { panic!("not text") };
        assert_eq!(out.values().as_ptr(), array.values().as_ptr());
        assert_eq!(texts(&TextColumn::Utf8(out)), [Some("A-1".into()), None, Some("B2".into())]);
    }

    #[test]
    fn chinese_text_that_needs_nothing_is_passed_on_too() {
        let array = StringViewArray::from(vec![Some("一个很长很长很长的名字"), None]);
        let array: ArrayRef = Arc::new(array);
        assert!(matches!(convert(&array, false).column, TextColumn::View(_)));
        let array: ArrayRef = Arc::new(LargeStringArray::from(vec!["张 三"]));
        assert!(matches!(convert(&array, false).column, TextColumn::LargeUtf8(_)));
        let TextColumn::Utf8(out) = convert(&array, true).column else { panic!("not text") };
        assert_eq!(out.value(0), "张三");
    }

    #[test]
    fn accounts_lose_blanks_and_hyphens_and_ids_do_not() {
        let array: ArrayRef = Arc::new(StringArray::from(vec!["62-22 01", " ０1 "]));
        assert_eq!(
            texts(&convert(&array, true).column),
            [Some("622201".into()), Some("01".into())]
        );
        assert_eq!(
            texts(&convert(&array, false).column),
            [Some("62-22 01".into()), Some("01".into())]
        );
    }

    #[test]
    fn integers_keep_all_digits_and_floats_only_fifteen() {
        let array: ArrayRef = Arc::new(UInt64Array::from(vec![u64::MAX, 7]));
        assert_eq!(
            texts(&convert(&array, false).column),
            [Some("18446744073709551615".into()), Some("7".into())]
        );
        let array: ArrayRef = Arc::new(Float64Array::from(vec![
            Some(123_456_789_012_345.0),
            Some(1_234_567_890_123_456.0),
            Some(1.5),
            None,
            Some(f64::NAN),
        ]));
        let out = convert(&array, false);
        assert_eq!(out.bad_rows, [1, 2, 4]);
        assert_eq!(texts(&out.column)[0].as_deref(), Some("123456789012345"));
        assert!(texts(&out.column)[1..].iter().all(Option::is_none));
    }

    #[test]
    fn words_without_text_become_null() {
        let values: ArrayRef =
            Arc::new(StringArray::from(vec![Some("a "), None, Some(" "), Some("b")]));
        let words = Words::new(&values, false);
        assert!(words.is_of(&values));
        let out = words.column(vec![0, 1, 2, 3, u32::MAX]);
        assert_eq!(texts(&out.column), [Some("a".into()), None, None, Some("b".into()), None]);
    }
}
