//! The canonical CSV form of the output tables: what *same bytes* means.
//!
//! A header, lines that end in LF, null as nothing, decimals with all their places, days as
//! `2025-12-31`, `true` and `false`, and quotes (RFC 4180) around a cell alone where it holds a
//! comma, a quote or a line break. No text of an output table is empty, so that nothing stands for
//! null alone.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::io::{self, Write};

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Decimal128Type, Int16Type, Int64Type};
use arrow_array::{
    Array, ArrayAccessor, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int16Array,
    Int64Array, RecordBatch, StringArray, StringViewArray,
};
use arrow_schema::{DataType, Schema};

use crate::basics::day::Day;

/// Writes record batches of output tables as canonical CSV.
///
/// # Example
///
/// ```
/// use anxin::report::csv::Writer;
/// use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
/// use std::sync::Arc;
///
/// let names: ArrayRef = Arc::new(StringArray::from(vec![Some("W1"), None]));
/// let rows: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
/// let batch = RecordBatch::try_from_iter([("worker_id", names), ("rows", rows)]).unwrap();
/// let mut writer = Writer::new(Vec::new(), &batch.schema())?;
/// writer.batch(&batch)?;
/// assert_eq!(writer.into_inner(), b"worker_id,rows\nW1,1\n,2\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    line: String,
}

/// Lines are handed on in pieces of about this many bytes.
const PIECE_BYTES: usize = 1 << 16;

impl<W: Write> Writer<W> {
    /// A writer that has written the header of `schema`.
    ///
    /// # Errors
    ///
    /// What `out` says.
    pub fn new(out: W, schema: &Schema) -> io::Result<Self> {
        let mut writer = Self { out, line: String::with_capacity(PIECE_BYTES + 4096) };
        for (place, field) in schema.fields().iter().enumerate() {
            if place > 0 {
                writer.line.push(',');
            }
            quoted(&mut writer.line, field.name());
        }
        writer.line.push('\n');
        writer.flush()?;
        Ok(writer)
    }

    /// Writes the rows of a batch.
    ///
    /// # Errors
    ///
    /// What the output says; [`io::ErrorKind::Unsupported`] for a column of a type that no output
    /// table has.
    pub fn batch(&mut self, batch: &RecordBatch) -> io::Result<()> {
        let columns = batch.columns().iter().map(Cells::of).collect::<io::Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            for (place, cells) in columns.iter().enumerate() {
                if place > 0 {
                    self.line.push(',');
                }
                cells.push(&mut self.line, row);
            }
            self.line.push('\n');
            if self.line.len() >= PIECE_BYTES {
                self.flush()?;
            }
        }
        self.flush()
    }

    /// Gives the output back.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(self.line.as_bytes())?;
        self.line.clear();
        Ok(())
    }
}

/// A column whose type is known.
#[derive(Clone, Copy)]
pub(super) enum Cells<'a> {
    Views(&'a StringViewArray),
    Texts(&'a StringArray),
    Codes(&'a Int16Array, &'a StringArray),
    Decimals(&'a Decimal128Array, u32),
    Days(&'a Date32Array),
    Integers(&'a Int64Array),
    Bools(&'a BooleanArray),
}

impl<'a> Cells<'a> {
    /// A column of a type that an output table has.
    pub(super) fn of(array: &'a ArrayRef) -> io::Result<Self> {
        let unknown = || {
            let text = format!("no canonical CSV for a column of type {}", array.data_type());
            io::Error::new(io::ErrorKind::Unsupported, text)
        };
        Ok(match array.data_type() {
            DataType::Utf8View => Self::Views(array.as_string_view()),
            DataType::Utf8 => Self::Texts(array.as_string()),
            DataType::Dictionary(_, _) => {
                let codes = array.as_dictionary_opt::<Int16Type>().ok_or_else(unknown)?;
                let words = codes.values().as_string_opt().ok_or_else(unknown)?;
                Self::Codes(codes.keys(), words)
            }
            DataType::Decimal128(_, scale) => {
                let scale = u32::try_from(*scale).map_err(|_| unknown())?;
                Self::Decimals(array.as_primitive::<Decimal128Type>(), scale)
            }
            DataType::Date32 => Self::Days(array.as_primitive::<Date32Type>()),
            DataType::Int64 => Self::Integers(array.as_primitive::<Int64Type>()),
            DataType::Boolean => Self::Bools(array.as_boolean()),
            _ => return Err(unknown()),
        })
    }

    /// A text or the word of a code; `None` where null or of another type.
    fn word(&self, row: usize) -> Option<&'a str> {
        match self {
            Self::Views(cells) => cells.is_valid(row).then(|| cells.value(row)),
            Self::Texts(cells) => cells.is_valid(row).then(|| cells.value(row)),
            Self::Codes(keys, words) => keys.is_valid(row).then(|| {
                let key = usize::try_from(keys.value(row)).unwrap_or(usize::MAX);
                if key < words.len() { words.value(key) } else { "" }
            }),
            _ => None,
        }
    }

    /// How two cells of one column stand: null first, texts by bytes, all else by value.
    pub(super) fn compare(&self, row: usize, other: &Self, at: usize) -> Ordering {
        match (*self, *other) {
            (Self::Decimals(was, _), Self::Decimals(is, _)) => value(was, row).cmp(&value(is, at)),
            (Self::Days(was), Self::Days(is)) => value(was, row).cmp(&value(is, at)),
            (Self::Integers(was), Self::Integers(is)) => value(was, row).cmp(&value(is, at)),
            (Self::Bools(was), Self::Bools(is)) => value(was, row).cmp(&value(is, at)),
            // Of one list of words the same number is the same word.
            (Self::Codes(was, words), Self::Codes(is, others))
                if std::ptr::eq(words, others) && value(was, row) == value(is, at) =>
            {
                Ordering::Equal
            }
            _ => self.word(row).cmp(&other.word(at)),
        }
    }

    /// The text of a cell as it is, without quotes; empty where null.
    pub(super) fn text(&self, row: usize) -> String {
        let mut text = String::new();
        match self.word(row) {
            Some(word) => text.push_str(word),
            None => self.push(&mut text, row),
        }
        text
    }

    /// Appends the cell of `row`; a `String` takes all that is written.
    pub(super) fn push(&self, line: &mut String, row: usize) {
        match self {
            Self::Views(_) | Self::Texts(_) | Self::Codes(..) => {
                quoted(line, self.word(row).unwrap_or_default());
            }
            Self::Decimals(cells, scale) if cells.is_valid(row) => {
                decimal(line, cells.value(row), *scale);
            }
            Self::Days(cells) if cells.is_valid(row) => {
                let _infallible = write!(line, "{}", Day(cells.value(row)));
            }
            Self::Integers(cells) if cells.is_valid(row) => {
                let _infallible = write!(line, "{}", cells.value(row));
            }
            Self::Bools(cells) if cells.is_valid(row) => {
                line.push_str(if cells.value(row) { "true" } else { "false" });
            }
            _ => {}
        }
    }
}

/// The value of a cell; `None` where null.
fn value<A: ArrayAccessor>(cells: A, row: usize) -> Option<A::Item> {
    cells.is_valid(row).then(|| cells.value(row))
}

/// Appends `text`, in quotes where RFC 4180 asks for them.
fn quoted(line: &mut String, text: &str) {
    if !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        line.push_str(text);
        return;
    }
    line.push('"');
    for part in text.split_inclusive('"') {
        line.push_str(part);
        if part.ends_with('"') {
            line.push('"');
        }
    }
    line.push('"');
}

/// Appends `unscaled / 10^scale` with all its places.
fn decimal(line: &mut String, unscaled: i128, scale: u32) {
    let unit = 10_u128.pow(scale);
    let size = unscaled.unsigned_abs();
    let sign = if unscaled < 0 { "-" } else { "" };
    let places = scale as usize;
    let _infallible = if places == 0 {
        write!(line, "{sign}{size}")
    } else {
        write!(line, "{sign}{}.{:0places$}", size / unit, size % unit)
    };
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::DictionaryArray;
    use arrow_schema::Field;

    use super::*;

    fn text(columns: Vec<(&str, ArrayRef)>) -> String {
        let batch = RecordBatch::try_from_iter_with_nullable(
            columns.into_iter().map(|(name, array)| (name, array, true)),
        )
        .unwrap();
        let mut writer = Writer::new(Vec::new(), &batch.schema()).unwrap();
        writer.batch(&batch).unwrap();
        String::from_utf8(writer.into_inner()).unwrap()
    }

    #[test]
    fn every_kind_of_column_has_one_text() {
        let codes: DictionaryArray<Int16Type> =
            [Some("counted"), None, Some("a,b")].into_iter().collect();
        let money = Decimal128Array::from(vec![Some(5), None, Some(-123_456)])
            .with_precision_and_scale(18, 2)
            .unwrap();
        let shown = text(vec![
            ("id", Arc::new(StringViewArray::from(vec![Some("W\"1"), None, Some("x\ny")])) as _),
            ("code", Arc::new(codes) as _),
            ("amount", Arc::new(money) as _),
            ("day", Arc::new(Date32Array::from(vec![Some(20_453), None, Some(0)])) as _),
            ("count", Arc::new(Int64Array::from(vec![Some(-1), None, Some(7)])) as _),
            ("yes", Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)])) as _),
        ]);
        assert_eq!(
            shown,
            "id,code,amount,day,count,yes\n\
             \"W\"\"1\",counted,0.05,2025-12-31,-1,true\n\
             ,,,,,\n\
             \"x\ny\",\"a,b\",-1234.56,1970-01-01,7,false\n"
        );
    }

    #[test]
    fn a_table_without_rows_is_its_header() {
        let schema = Schema::new(vec![Field::new("a", DataType::Int64, true)]);
        let writer = Writer::new(Vec::new(), &schema).unwrap();
        assert_eq!(writer.into_inner(), b"a\n");
    }

    #[test]
    fn a_type_that_no_table_has_is_refused() {
        let array: ArrayRef = Arc::new(arrow_array::UInt8Array::from(vec![1]));
        let batch = RecordBatch::try_from_iter([("a", array)]).unwrap();
        let mut writer = Writer::new(Vec::new(), &batch.schema()).unwrap();
        assert_eq!(writer.batch(&batch).unwrap_err().kind(), io::ErrorKind::Unsupported);
    }
}
