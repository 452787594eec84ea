//! Cells become typed columns; what cannot be read becomes a fault, never an error.

pub mod cells;
mod checker;
mod columns;
mod text;

use std::fmt::Write as _;

use arrow_array::{Array, Int64Array, LargeStringArray, StringArray, StringViewArray};

pub(crate) use checker::Checker;
pub(crate) use columns::accepted;

/// Consecutive rows of a table, checked and typed.
///
/// Example: [`Opened`](crate::intake::read::Opened).
#[derive(Debug)]
pub struct TypedBatch {
    /// Position of the first row: file number times 2^40 plus the row in the file, both from 0.
    pub first_position: u64,
    /// Number of rows, at most 65,536.
    pub len: usize,
    /// The columns of the contract, by position.
    pub columns: Vec<TypedColumn>,
    /// What is wrong, sorted by row, then column.
    pub faults: Vec<Fault>,
    /// Where not all rows are read that stand here: which of them are.
    pub part: Option<PartRows>,
}

impl TypedBatch {
    /// Position of a row.
    #[must_use]
    pub fn position(&self, row: usize) -> u64 {
        let row = self.part.as_ref().map_or(row as u64, |part| u64::from(part.rows[row]));
        self.first_position + row
    }

    /// Rows that stand here, whether they are read or not.
    #[must_use]
    pub fn rows_read(&self) -> usize {
        self.part.as_ref().map_or(self.len, |part| part.of)
    }
}

/// The rows of a batch that are read where others are not.
///
/// Example: [`Opened`](crate::intake::read::Opened).
#[derive(Debug)]
pub struct PartRows {
    /// Counted from the first position, in order.
    pub rows: Vec<u32>,
    /// Rows that stand there.
    pub of: usize,
}

/// One cell that is missing or cannot be read; it is null in its column.
///
/// # Example
///
/// ```
/// use anxin::intake::check::FaultKind;
/// use anxin::intake::read::{Opened, ReadOptions};
/// use anxin::{Format, Source, TableName};
///
/// let text = "date,day_class\n2026-02-30,holiday\n,workday\n";
/// let source = Source::bytes("calendar.csv", Format::Csv, text.into());
/// let opened = Opened::open(TableName::Calendar, &source, &ReadOptions::default())?;
/// opened.read_unit(0, None, &mut |batch| {
///     assert_eq!((batch.faults[0].row, batch.faults[0].kind), (0, FaultKind::Bad));
///     assert_eq!(batch.faults[0].met, "2026-02-30");
///     assert_eq!((batch.faults[1].row, batch.faults[1].kind), (1, FaultKind::Missing));
///     Ok(())
/// })?;
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Row in the batch.
    pub row: u32,
    /// Position of the column in the contract.
    pub column: u8,
    /// What is wrong.
    pub kind: FaultKind,
    /// The cell as met, at most 60 characters.
    pub met: String,
}

/// What is wrong with a cell.
///
/// Example: [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// A required cell is null or empty.
    Missing,
    /// The cell cannot be read as its column's kind.
    Bad,
}

/// The cells of one column.
///
/// Example: [`Opened`](crate::intake::read::Opened).
#[derive(Clone, Debug)]
pub enum TypedColumn {
    /// The file has no such column, or it was not asked for.
    Absent,
    /// Ids, accounts and text.
    Text(TextColumn),
    /// Money in fen, numbers times `10^decimals`, times in seconds; null is [`Self::NUMBER_NULL`].
    Number(Vec<i64>),
    /// Ints, days, months, bools (0, 1), code positions, regions; null is [`Self::SMALL_NULL`].
    Small(Vec<i32>),
}

impl TypedColumn {
    /// Null in [`Self::Number`].
    pub const NUMBER_NULL: i64 = i64::MIN;
    /// Null in [`Self::Small`].
    pub const SMALL_NULL: i32 = i32::MIN;
}

/// The words of a dictionary.
pub type Words = StringArray;

/// Whether two dictionaries are one: the same buffers, not only the same words.
#[must_use]
pub(crate) fn is_same(a: &Words, b: &Words) -> bool {
    a.offsets().ptr_eq(b.offsets()) && a.values().ptr_eq(b.values())
}

/// Text without blanks around it and without full-width letters, digits and blanks.
///
/// # Example
///
/// ```
/// use anxin::intake::check::TextColumn;
///
/// let words = vec!["W1", "W2"].into();
/// let column = TextColumn::Dictionary { keys: vec![1, 0, u32::MAX], values: words };
/// let mut scratch = String::new();
/// assert_eq!(column.get(0, &mut scratch), Some("W2"));
/// assert_eq!((column.get(2, &mut scratch), column.len()), (None, 3));
/// ```
#[derive(Clone, Debug)]
pub enum TextColumn {
    /// As it came, or rewritten.
    Utf8(StringArray),
    /// As it came.
    LargeUtf8(LargeStringArray),
    /// As it came.
    View(StringViewArray),
    /// A word for each row. No key points to an empty word.
    Dictionary {
        /// Positions in `values`; `u32::MAX` is null.
        keys: Vec<u32>,
        /// The words.
        values: StringArray,
    },
    /// Whole numbers, which mean their decimal text.
    Integer(Int64Array),
}

impl TextColumn {
    /// The text of a row; `None` where it is null or empty. `scratch` holds the text of a number.
    pub fn get<'a>(&'a self, row: usize, scratch: &'a mut String) -> Option<&'a str> {
        if self.is_null(row) {
            return None;
        }
        Some(match self {
            Self::Utf8(array) => array.value(row),
            Self::LargeUtf8(array) => array.value(row),
            Self::View(array) => array.value(row),
            Self::Dictionary { keys, values } => values.value(keys[row] as usize),
            Self::Integer(array) => {
                scratch.clear();
                let _ = write!(scratch, "{}", array.value(row));
                scratch
            }
        })
    }

    /// The whole numbers of a column that holds nothing else; `None` where a row is null.
    pub(crate) fn whole_numbers(&self) -> Option<&[i64]> {
        match self {
            Self::Integer(array) if array.null_count() == 0 => Some(array.values()),
            _ => None,
        }
    }

    /// Whether a row is null or empty.
    #[must_use]
    pub fn is_null(&self, row: usize) -> bool {
        match self {
            Self::Utf8(array) => array.is_null(row) || array.value_length(row) == 0,
            Self::LargeUtf8(array) => array.is_null(row) || array.value_length(row) == 0,
            Self::View(array) => array.is_null(row) || array.value(row).is_empty(),
            Self::Dictionary { keys, .. } => keys[row] == u32::MAX,
            Self::Integer(array) => array.is_null(row),
        }
    }

    /// Whether any row is null or empty.
    #[must_use]
    pub fn has_gaps(&self) -> bool {
        match self {
            // The lower half of a view is the length of its text.
            Self::View(array) => {
                let is_empty = |view: &u128| *view & u128::from(u32::MAX) == 0;
                array.null_count() > 0 || array.views().iter().any(is_empty)
            }
            Self::Integer(array) => array.null_count() > 0,
            Self::Utf8(array) => array.null_count() > 0 || has_empty(array.offsets()),
            Self::LargeUtf8(array) => array.null_count() > 0 || has_empty(array.offsets()),
            Self::Dictionary { keys, .. } => keys.contains(&u32::MAX),
        }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Utf8(array) => array.len(),
            Self::LargeUtf8(array) => array.len(),
            Self::View(array) => array.len(),
            Self::Dictionary { keys, .. } => keys.len(),
            Self::Integer(array) => array.len(),
        }
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Whether any text is empty; without a way out, so that many are compared at a time.
fn has_empty<O: PartialEq>(offsets: &[O]) -> bool {
    offsets.windows(2).fold(false, |met, pair| met | (pair[0] == pair[1]))
}

/// The first 60 characters of a cell.
pub(crate) fn met(text: &str) -> String {
    text.chars().take(60).collect()
}
