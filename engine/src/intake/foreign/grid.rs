//! A sheet as it stands: cells at their places, nothing interpreted yet.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use arrayvec::ArrayString;

/// Most cells with content of one file.
pub const CELLS: usize = 4_000_000;
/// Most columns of a sheet: those of the largest spreadsheets.
pub const COLUMNS: u32 = 16_384;

/// Bytes of a text that stands where it is; with them a cell is as large as with a longer one.
const SHORT: usize = 22;

/// The text of a cell: most are short, and cost no memory of their own.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::grid::Text;
///
/// let (short, long) = (Text::from("990100197901011054"), Text::from("a".repeat(90)));
/// assert_eq!((&*short, long.len()), ("990100197901011054", 90));
/// assert_eq!(Text::shown(&0.25), Text::from("0.25"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(Kept);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kept {
    Short(ArrayString<SHORT>),
    Long(Box<str>),
}

impl Text {
    /// What a value shows itself as.
    #[must_use]
    pub fn shown(value: &dyn fmt::Display) -> Self {
        let mut short = ArrayString::new();
        match fmt::write(&mut short, format_args!("{value}")) {
            Ok(()) => Self(Kept::Short(short)),
            Err(_) => Self(Kept::Long(value.to_string().into())),
        }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Kept::Short(text) => text,
            Kept::Long(text) => text,
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        match ArrayString::from(text) {
            Ok(short) => Self(Kept::Short(short)),
            Err(_) => Self(Kept::Long(text.into())),
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        if text.len() <= SHORT { Self::from(text.as_str()) } else { Self(Kept::Long(text.into())) }
    }
}

/// The content of a cell.
///
/// Example: [`Grid`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, trimmed, not empty.
    Text(Text),
    /// A number by its shortest decimal text.
    Number(Text),
    /// A day, or a day with a time: `2025-03-01` or `2025-03-01 07:58:03`.
    Time(Text),
    /// Yes or no.
    Bool(bool),
    /// An error of the spreadsheet, such as `#REF!`.
    Error(Text),
}

impl Value {
    /// As text.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Time(text) | Self::Error(text) => {
                Cow::Borrowed(text)
            }
            Self::Bool(truth) => Cow::Borrowed(if *truth { "是" } else { "否" }),
        }
    }
}

/// A row with content.
///
/// Example: [`Grid`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number in the sheet, or the line of the text it begins on, from 1.
    pub number: u32,
    /// Columns from 0, rising, with their content.
    pub cells: Vec<(u32, Value)>,
    /// Cells of the line, blank ones too; 0 in a workbook, which does not say.
    pub width: u32,
}

impl Row {
    /// The content of a column.
    #[must_use]
    pub fn get(&self, column: u32) -> Option<&Value> {
        let place = self.cells.binary_search_by_key(&column, |cell| cell.0).ok()?;
        Some(&self.cells[place].1)
    }

    /// All its text, one blank between cells.
    #[must_use]
    pub fn joined(&self) -> String {
        self.cells.iter().map(|cell| cell.1.text()).collect::<Vec<_>>().join(" ")
    }
}

/// Cells that stand as one.
///
/// Example: [`Grid`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// First row, from 1.
    pub first_row: u32,
    /// Last row.
    pub last_row: u32,
    /// First column, from 0.
    pub first_column: u32,
    /// Last column.
    pub last_column: u32,
}

/// A sheet.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::grid::{Grid, Merge, Row, Value};
///
/// let text = |text: &str| Value::Text(text.into());
/// let merge = Merge { first_row: 1, last_row: 2, first_column: 0, last_column: 0 };
/// let grid = Grid {
///     rows: vec![
///         Row { number: 1, cells: vec![(0, text("甲")), (1, text("1"))], width: 0 },
///         Row { number: 2, cells: vec![(1, text("2"))], width: 0 },
///     ],
///     merges: vec![merge],
///     ..Grid::default()
/// };
/// assert_eq!(grid.merged(1, 0), Some(&text("甲")));
/// assert_eq!((grid.rows[1].get(0), grid.width()), (None, 2));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Name of the sheet; empty for a text file.
    pub name: String,
    /// Rows with content, by number.
    pub rows: Vec<Row>,
    /// Merged cells.
    pub merges: Vec<Merge>,
}

impl Grid {
    /// The content of a cell, or of the merged cell it belongs to.
    #[must_use]
    pub fn merged(&self, place: usize, column: u32) -> Option<&Value> {
        let row = self.rows.get(place)?;
        if let Some(value) = row.get(column) {
            return Some(value);
        }
        let merge = self.merge_at(row.number, column)?;
        let first = self.rows.binary_search_by_key(&merge.first_row, |row| row.number).ok()?;
        self.rows[first].get(merge.first_column)
    }

    /// The merged cell that a place belongs to.
    #[must_use]
    pub fn merge_at(&self, number: u32, column: u32) -> Option<Merge> {
        self.merges.iter().copied().find(|merge| {
            (merge.first_row..=merge.last_row).contains(&number)
                && (merge.first_column..=merge.last_column).contains(&column)
        })
    }

    /// The widest row's last column and one more.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.rows
            .iter()
            .filter_map(|row| row.cells.last())
            .map(|cell| cell.0 + 1)
            .max()
            .unwrap_or(0)
    }
}

/// Text without blanks, line breaks and full width: how labels are compared.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::grid::squeezed;
///
/// assert_eq!(squeezed("合　 计："), "合计:");
/// ```
#[must_use]
pub fn squeezed(text: &str) -> String {
    text.chars().map(crate::intake::tables::fold).filter(|c| !c.is_whitespace()).collect()
}
