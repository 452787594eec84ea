//! The input fingerprint: one number per table that neither order nor split of its rows changes.
//!
//! Per table it is the sum modulo 2^128 of a 128-bit number of each row. It finds accidents (a file
//! forgotten, a row changed), not forgers. The number of a row depends on nothing but the bytes of
//! its parsed cells: not on the machine, its byte order or this program's version. It is made of
//! two lanes of 64 bits, which never meet:
//!
//! ```text
//! lane      start               factor
//! 0         243F6A8885A308D3    9E3779B97F4A7C15     digits of π, 2^64 ÷ golden ratio
//! 1         B7E151628AED2A6B    6A09E667F3BCC909     digits of e, of √2
//!
//! take(w)   s ← (s xor w) × factor mod 2^64;  s ← s xor (s >> 32)
//! text      from the start: take each 8 bytes, the first the lowest, the last filled with zeros;
//!           take the number of bytes; take 0  → the number of the text, a word per lane
//! row from the start: take the number of the table's name; for each cell, in the order of the
//! contract, take 0 for null, or 1 and the integer (two's complement), or 2 and the number of its
//! text; take the number of cells; take 0 of a row  lane 1 × 2^64 + lane 0
//! ```

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use crate::basics::error::Result;
use crate::intake::check::{Fault, FaultKind, TextColumn, TypedBatch, TypedColumn, Words, is_same};
use crate::intake::read::Opened;
use crate::intake::read::parallel::each;
use crate::intake::tables::{Kind, Table, TableName};

/// Where the lanes start.
const STARTS: [u64; 2] = [0x243F_6A88_85A3_08D3, 0xB7E1_5162_8AED_2A6B];
/// What each take multiplies by; odd, so that no two words are taken to one.
const FACTORS: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0x6A09_E667_F3BC_C909];

/// Two lanes while words are being taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lanes([u64; 2]);

impl Lanes {
    const START: Self = Self(STARTS);

    /// Takes a word a lane. Where size counts more than speed a call a word would be a third of a
    /// whole run.
    #[inline(always)]
    fn take(&mut self, words: [u64; 2]) {
        let mixed = |place: usize| {
            let mixed = (self.0[place] ^ words[place]).wrapping_mul(FACTORS[place]);
            mixed ^ (mixed >> 32)
        };
        self.0 = [mixed(0), mixed(1)];
    }

    /// Takes one word in both lanes.
    #[inline(always)]
    fn take_both(&mut self, word: u64) {
        self.take([word, word]);
    }
}

/// The number of a text, to be kept where one text stands in many rows.
///
/// # Example
///
/// ```
/// use anxin::intake::fingerprint::TextHash;
///
/// assert_ne!(TextHash::of("W1"), TextHash::of("W1\0"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextHash([u64; 2]);

impl TextHash {
    /// The number of `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut lanes = Lanes::START;
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        words.iter().for_each(|&word| lanes.take_both(u64::from_le_bytes(word)));
        if !rest.is_empty() {
            lanes.take_both(last_word(text.as_bytes(), rest));
        }
        lanes.take_both(text.len() as u64);
        lanes.take_both(0);
        Self(lanes.0)
    }
}

/// Fewer than eight bytes at the end of a text as a word, the first of them lowest. They are read
/// in one piece or two that overlap: a copy of a length that varies is a call.
fn last_word(text: &[u8], rest: &[u8]) -> u64 {
    let bits = |bytes: usize| 8 * bytes;
    if let Some(&end) = text.last_chunk::<8>() {
        return u64::from_le_bytes(end) >> bits(8 - rest.len());
    }
    if let (Some(&start), Some(&end)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        let (start, end) = (u32::from_le_bytes(start), u32::from_le_bytes(end));
        return u64::from(start) | u64::from(end) << bits(rest.len() - 4);
    }
    let at = |place: usize| rest.get(place).map_or(0, |&byte| u64::from(byte) << bits(place));
    at(0) | at(1) | at(2)
}

/// Takes the cells of one row, in the order of the table's contract, and gives its number.
///
/// A decimal is taken as a whole number of its smallest unit, a date as days since 1970-01-01, a
/// month as months, a time as seconds, a bool as 0 or 1, a region as its digits times 1,000,000
/// plus its code, a code as its English word.
///
/// # Example
///
/// ```
/// use anxin::intake::fingerprint::{RowHasher, TableFingerprint};
///
/// let rows = RowHasher::of_table("attendance");
/// let number = |worker: &str, minutes: Option<i64>| {
///     let mut row = rows;
///     row.text(worker);
///     match minutes {
///         Some(minutes) => row.integer(minutes),
///         None => row.null(),
///     }
///     row.finish()
/// };
/// let mut first = TableFingerprint::default();
/// first.add(number("W1", Some(480)));
/// first.add(number("W2", None));
/// let mut second = TableFingerprint::default();
/// second.add(number("W2", None));
/// second.merge(TableFingerprint { sum: number("W1", Some(480)) });
/// assert_eq!(first, second);
/// assert_eq!(first.to_string().len(), 32);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowHasher {
    lanes: Lanes,
    cells: u64,
}

impl RowHasher {
    /// Ready for the first cell of a row of `table`; a copy of it serves each row.
    #[must_use]
    pub fn of_table(table: &str) -> Self {
        let mut lanes = Lanes::START;
        lanes.take(TextHash::of(table).0);
        Self { lanes, cells: 0 }
    }

    /// A cell that is null or not there.
    #[inline]
    pub fn null(&mut self) {
        self.lanes.take_both(0);
        self.cells += 1;
    }

    /// A cell that is a whole number.
    #[inline]
    pub fn integer(&mut self, value: i64) {
        self.lanes.take_both(1);
        self.lanes.take_both(value.cast_unsigned());
        self.cells += 1;
    }

    /// A cell that is a whole number, or null where it is `null`.
    #[inline]
    fn integer_or_null(&mut self, value: i64, null: i64) {
        if value == null { self.null() } else { self.integer(value) }
    }

    /// A cell that is text.
    #[inline]
    pub fn text(&mut self, value: &str) {
        self.hashed_text(TextHash::of(value));
    }

    /// A cell that is text whose number is known: the same as [`RowHasher::text`].
    #[inline]
    pub fn hashed_text(&mut self, value: TextHash) {
        self.lanes.take_both(2);
        self.lanes.take(value.0);
        self.cells += 1;
    }

    /// The number of the row.
    #[inline]
    #[must_use]
    pub fn finish(mut self) -> u128 {
        self.lanes.take_both(self.cells);
        self.lanes.take_both(0);
        let [low, high] = self.lanes.0;
        u128::from(high) << 64 | u128::from(low)
    }
}

/// The fingerprint of a table: the numbers of its rows added up modulo 2^128; 32 hex digits as
/// text.
///
/// Example: [`fingerprint`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableFingerprint {
    /// The sum; 0 of a table without rows.
    pub sum: u128,
}

impl TableFingerprint {
    /// Adds a row by its number.
    #[inline]
    pub const fn add(&mut self, row: u128) {
        self.sum = self.sum.wrapping_add(row);
    }

    /// Adds the rows of another part of the table.
    pub const fn merge(&mut self, other: Self) {
        self.add(other.sum);
    }
}

impl fmt::Display for TableFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.sum)
    }
}

/// Fingerprint of each input table, by its name.
pub type Fingerprints = BTreeMap<&'static str, TableFingerprint>;

/// The fingerprint of one unit of an opened table; those of all its units merge into the table's.
///
/// A cell that cannot be read is null, and what was met there (its first 60 characters) is taken
/// behind the cells of its row. A word of a dictionary is hashed once a batch.
///
/// # Errors
///
/// What [`Opened::read_unit`] gives.
///
/// # Example
///
/// ```
/// use anxin::intake::fingerprint::fingerprint;
/// use anxin::intake::read::{Opened, ReadOptions};
/// use anxin::intake::source::{Format, Source};
/// use anxin::intake::tables::TableName;
///
/// let of = |text: &'static str| {
///     let source = Source::bytes("workers.csv", Format::Csv, text.into());
///     let opened = Opened::open(TableName::Workers, &source, &ReadOptions::default()).unwrap();
///     fingerprint(&opened, 0).unwrap()
/// };
/// let first = of("worker_id,worker_name\nW1,Li\nW2,Wu\n");
/// assert_eq!(first, of("worker_name,worker_id\nWu,W2\nLi , W1\n"));
/// assert_ne!(first, of("worker_id,worker_name\nW1,Li\n"));
/// ```
pub fn fingerprint(opened: &Opened, unit: usize) -> Result<TableFingerprint> {
    let mut taken = Fingerprinter::new(opened.table());
    opened.read_unit(unit, None, &mut |batch| {
        taken.take(&batch);
        Ok(())
    })?;
    Ok(taken.sum)
}

/// The fingerprint of each table that can be read again, unit by unit side by side.
///
/// # Errors
///
/// As [`fingerprint`].
pub(crate) fn fingerprints(tables: &[Opened]) -> Result<Fingerprints> {
    let rereadable = tables.iter().filter(|opened| opened.is_rereadable());
    let read = rereadable.map(|opened| {
        let parts = each((0..opened.units()).collect(), |unit| fingerprint(opened, unit))?;
        let mut sum = TableFingerprint::default();
        parts.into_iter().for_each(|part| sum.merge(part));
        Ok((opened.table().word(), sum))
    });
    read.collect()
}

/// Rows that are taken together, so that their lanes stay near.
const BLOCK_ROWS: usize = 1024;

/// Takes the rows of a table, batch by batch, in any order.
#[derive(Debug)]
pub(crate) struct Fingerprinter {
    table: &'static Table,
    start: RowHasher,
    /// The lanes of the rows of a block.
    rows: Vec<RowHasher>,
    /// By column: the dictionary met last and the numbers of its words.
    words: Vec<Option<(Words, Vec<TextHash>)>>,
    /// The fingerprint of the rows taken so far.
    pub sum: TableFingerprint,
}

impl Fingerprinter {
    /// Has taken no row of `table` yet.
    pub fn new(table: TableName) -> Self {
        let table = table.table();
        Self {
            table,
            start: RowHasher::of_table(table.name.word()),
            rows: Vec::new(),
            words: table.columns.iter().map(|_| None).collect(),
            sum: TableFingerprint::default(),
        }
    }

    /// Takes the rows of a batch.
    pub fn take(&mut self, batch: &TypedBatch) {
        let mut sum = self.sum;
        self.each(batch, &mut |number| sum.add(number));
        self.sum = sum;
    }

    /// Gives the number of each row of a batch, in their order, and takes none.
    pub fn each(&mut self, batch: &TypedBatch, on_row: &mut impl FnMut(u128)) {
        let Self { table, start, rows, words, .. } = self;
        let columns: Vec<CellsOf<'_>> = (table.columns.iter().zip(&batch.columns).zip(words))
            .map(|((column, cells), words)| CellsOf::new(column.kind, cells, words))
            .collect();
        let is_bad = |fault: &&Fault| fault.kind == FaultKind::Bad;
        let mut bad = batch.faults.iter().filter(is_bad).peekable();
        for first in (0..batch.len).step_by(BLOCK_ROWS) {
            let range = first..(first + BLOCK_ROWS).min(batch.len);
            rows.clear();
            rows.resize(range.len(), *start);
            columns.iter().for_each(|column| column.take(range.clone(), rows));
            while let Some(fault) = bad.next_if(|fault| (fault.row as usize) < range.end) {
                if let Some(row) = rows.get_mut((fault.row as usize).wrapping_sub(first)) {
                    row.text(&fault.met);
                }
            }
            rows.iter().for_each(|row| on_row(row.finish()));
        }
    }
}

/// The cells of a column of a batch, words already as numbers.
enum CellsOf<'a> {
    Null,
    Texts(&'a TextColumn),
    Words(&'a [u32], &'a [TextHash]),
    Codes(&'a [i32], Vec<TextHash>),
    Numbers(&'a [i64]),
    Small(&'a [i32]),
}

impl<'a> CellsOf<'a> {
    /// The cells of a column; `words` are kept from batch to batch where they stay the same.
    fn new(
        kind: Kind,
        cells: &'a TypedColumn,
        words: &'a mut Option<(Words, Vec<TextHash>)>,
    ) -> Self {
        match (cells, kind) {
            (TypedColumn::Absent, _) => Self::Null,
            (TypedColumn::Text(TextColumn::Dictionary { keys, values }), _) => {
                if !words.as_ref().is_some_and(|(held, _)| is_same(held, values)) {
                    let hash = |word: Option<&str>| TextHash::of(word.unwrap_or_default());
                    *words = Some((values.clone(), values.iter().map(hash).collect()));
                }
                Self::Words(keys, words.as_ref().map_or(&[], |words| &words.1))
            }
            (TypedColumn::Text(texts), _) => Self::Texts(texts),
            (TypedColumn::Number(numbers), _) => Self::Numbers(numbers),
            (TypedColumn::Small(positions), Kind::Code(words)) => {
                Self::Codes(positions, words.iter().map(|word| TextHash::of(word.word)).collect())
            }
            (TypedColumn::Small(numbers), _) => Self::Small(numbers),
        }
    }

    /// Takes the cells of a range of rows.
    fn take(&self, range: Range<usize>, rows: &mut [RowHasher]) {
        match self {
            Self::Null => rows.iter_mut().for_each(RowHasher::null),
            Self::Texts(texts) => take_texts(texts, range, rows),
            Self::Words(keys, words) => {
                for (row, &key) in rows.iter_mut().zip(&keys[range]) {
                    take_word(row, words.get(key as usize));
                }
            }
            Self::Codes(positions, words) => {
                for (row, &position) in rows.iter_mut().zip(&positions[range]) {
                    let place = usize::try_from(position).ok();
                    take_word(row, place.and_then(|place| words.get(place)));
                }
            }
            Self::Numbers(numbers) => {
                for (row, &number) in rows.iter_mut().zip(&numbers[range]) {
                    row.integer_or_null(number, TypedColumn::NUMBER_NULL);
                }
            }
            Self::Small(numbers) => {
                let null = i64::from(TypedColumn::SMALL_NULL);
                for (row, &number) in rows.iter_mut().zip(&numbers[range]) {
                    row.integer_or_null(i64::from(number), null);
                }
            }
        }
    }
}

/// Takes a word by its number; one that there is not is null.
#[inline]
fn take_word(row: &mut RowHasher, word: Option<&TextHash>) {
    match word {
        Some(&word) => row.hashed_text(word),
        None => row.null(),
    }
}

/// Takes texts that stand in no dictionary.
fn take_texts(texts: &TextColumn, range: Range<usize>, rows: &mut [RowHasher]) {
    let mut scratch = String::new();
    for (row, place) in rows.iter_mut().zip(range) {
        match texts.get(place, &mut scratch) {
            Some(text) => row.text(text),
            None => row.null(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[Option<&str>]) -> u128 {
        let mut row = RowHasher::of_table("workers");
        for cell in cells {
            match cell {
                Some(text) => row.text(text),
                None => row.null(),
            }
        }
        row.finish()
    }

    /// Worked out from the description above by another program.
    #[test]
    fn the_number_of_a_row_is_the_one_of_the_description() {
        let mut full = RowHasher::of_table("attendance");
        full.text("W1");
        full.null();
        full.integer(-480);
        full.text("上海市浦东新区");
        let fingerprint = TableFingerprint { sum: full.finish() };
        assert_eq!(fingerprint.to_string(), "59963647debc1540b2d9eb2368f36b39");
        let empty = TableFingerprint { sum: RowHasher::of_table("").finish() };
        assert_eq!(empty.to_string(), "571118d51137dfa9a66ee8266928d478");
    }

    #[test]
    fn a_text_is_taken_in_words_of_eight_bytes_filled_up_with_zeros() {
        let text: String = (0..40).map(|at| char::from(b'0' + at)).collect();
        for end in 0..=text.len() {
            for start in end.saturating_sub(24)..=end {
                let part = &text[start..end];
                let mut lanes = Lanes::START;
                for chunk in part.as_bytes().chunks(8) {
                    let mut word = [0; 8];
                    word[..chunk.len()].copy_from_slice(chunk);
                    lanes.take_both(u64::from_le_bytes(word));
                }
                lanes.take_both(part.len() as u64);
                lanes.take_both(0);
                assert_eq!(TextHash::of(part), TextHash(lanes.0), "{part}");
            }
        }
    }

    #[test]
    fn cells_that_look_alike_are_told_apart() {
        let mut numbers = vec![
            row(&[Some("ab"), Some("c")]),
            row(&[Some("a"), Some("bc")]),
            row(&[Some("abc"), None]),
            row(&[None, Some("abc")]),
            row(&[Some("abc"), Some("")]),
            row(&[Some("abc")]),
            row(&[Some("abc\0"), None]),
            row(&[None]),
            row(&[]),
            RowHasher::of_table("projects").finish(),
        ];
        for value in [0, 1, 2, -1] {
            let mut number = RowHasher::of_table("workers");
            number.integer(value);
            numbers.push(number.finish());
        }
        let count = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), count);
    }

    #[test]
    fn each_lane_tells_neighbouring_rows_apart_on_its_own() {
        let mut lanes = [Vec::new(), Vec::new()];
        for worker in 0..300 {
            for minutes in 0..300 {
                let mut row = RowHasher::of_table("attendance");
                row.integer(worker);
                row.integer(minutes);
                let number = row.finish();
                lanes[0].push(number & u128::from(u64::MAX));
                lanes[1].push(number >> 64);
            }
        }
        for mut lane in lanes {
            lane.sort_unstable();
            lane.dedup();
            assert_eq!(lane.len(), 90_000);
        }
    }

    #[test]
    fn order_and_split_do_not_matter_and_a_row_more_does() {
        let numbers: Vec<u128> =
            (0..9).map(|number| row(&[Some(&number.to_string()), None])).collect();
        let of = |numbers: &[u128]| {
            let mut fingerprint = TableFingerprint::default();
            numbers.iter().for_each(|&number| fingerprint.add(number));
            fingerprint
        };
        let whole = of(&numbers);
        let (first, second) = numbers.split_at(4);
        let mut merged = of(second);
        merged.merge(of(first));
        assert_eq!(merged, whole);
        assert_ne!(of(&[&numbers[..], &numbers[..1]].concat()), whole);
    }

    #[test]
    fn a_dictionary_gives_what_plain_text_gives_and_an_integer_its_digits() {
        use arrow_array::{Int64Array, StringArray};
        let of = |texts: TextColumn| {
            let mut rows = vec![RowHasher::of_table("workers"); 3];
            let cells = TypedColumn::Text(texts);
            CellsOf::new(Kind::Account, &cells, &mut None).take(0..3, &mut rows);
            rows.iter().map(|row| row.finish()).collect::<Vec<_>>()
        };
        let plain = of(TextColumn::Utf8(StringArray::from(vec![Some("7"), None, Some("12")])));
        let values = StringArray::from(vec!["12", "7"]);
        assert_eq!(of(TextColumn::Dictionary { keys: vec![1, u32::MAX, 0], values }), plain);
        let integers = Int64Array::from(vec![Some(7), None, Some(12)]);
        assert_eq!(of(TextColumn::Integer(integers)), plain);
    }

    #[cfg(feature = "csv")]
    #[test]
    fn cells_count_as_parsed_and_a_cell_that_cannot_be_read_as_met() {
        use crate::intake::read::ReadOptions;
        use crate::intake::source::{Format, Source};
        use crate::intake::tables::TableName;
        let of = |rows: &str| {
            let text = format!("worker_id,project_id,work_date,minutes,source\n{rows}");
            let source = Source::bytes("attendance.csv", Format::Csv, text.into());
            let options = ReadOptions::default();
            let opened = Opened::open(TableName::Attendance, &source, &options).unwrap();
            let mut whole = TableFingerprint::default();
            for unit in 0..opened.units() {
                whole.merge(fingerprint(&opened, unit).unwrap());
            }
            whole
        };
        let first = of("W1,P1,2025-03-03,480,device\nW2,P1,2025-03-03,0,\n");
        assert_eq!(first, of("W2 ,P1,2025/3/3,0,\nW1,P1,20250303,480,device\n"));
        assert_ne!(first, of("W1,P1,2025-03-03,480,manual\nW2,P1,2025-03-03,0,\n"));
        assert_ne!(of("W1,P1,x,480,\n"), of("W1,P1,y,480,\n"));
        assert_ne!(of("W1,P1,x,480,\n"), of("W1,P1,,480,\n"));
        assert_eq!(of(""), TableFingerprint::default());
    }
}
