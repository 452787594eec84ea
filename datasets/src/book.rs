//! Small workbooks, written byte by byte: one content gives the same file on every machine.
//!
//! The samples need workbooks that do not change with the version of a library, and tests need
//! archives that lie; both are made here. Nothing is packed.

mod archive;
mod xls;
mod xlsx;

pub use archive::{Member, archive, crc32};
pub use xls::xls;
pub use xlsx::xlsx;

/// The content of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Text.
    Text(String),
    /// A number by its decimal text.
    Number(String),
    /// A day number (days since 1970-01-01), shown as a date; a plain number in an XLS.
    Day(i64),
}

/// A sheet: cells by row and column, both from 0, and blocks of merged cells.
///
/// # Example
///
/// ```
/// use anxin_datasets::book::{Sheet, xlsx};
///
/// let mut sheet = Sheet::new("花名册");
/// sheet.line(0, &["姓名", "日工资"]);
/// sheet.line(1, &["甲一", "#320"]);
/// assert!(xlsx(&[sheet]).starts_with(b"PK"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Row, column, content; in any order, each place once.
    pub cells: Vec<(u32, u32, Content)>,
    /// First row, first column, last row, last column.
    pub merges: Vec<(u32, u32, u32, u32)>,
}

impl Sheet {
    /// An empty sheet.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Writes a line of cells from column 0 on: empty ones are left out, `#1.50` is the number
    /// 1.50, anything else text.
    pub fn line<T: AsRef<str>>(&mut self, row: u32, cells: &[T]) {
        for (column, text) in (0_u32..).zip(cells) {
            let text = text.as_ref();
            let content = match text.strip_prefix('#') {
                _ if text.is_empty() => continue,
                Some(number) => Content::Number(number.to_owned()),
                None => Content::Text(text.to_owned()),
            };
            self.cells.push((row, column, content));
        }
    }

    /// Writes a text over merged cells of one row.
    pub fn title(&mut self, row: u32, columns: u32, text: &str) {
        self.cells.push((row, 0, Content::Text(text.to_owned())));
        self.merges.push((row, 0, row, columns.max(2) - 1));
    }

    /// Its cells by row, then column.
    fn sorted(&self) -> Vec<&(u32, u32, Content)> {
        let mut cells: Vec<_> = self.cells.iter().collect();
        cells.sort_by_key(|cell| (cell.0, cell.1));
        cells
    }
}

/// Texts of all sheets, each once, in the order in which they are met.
fn shared(sheets: &[Sheet]) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for (_, _, content) in sheets.iter().flat_map(Sheet::sorted) {
        if let Content::Text(text) = content
            && !found.contains(&text.as_str())
        {
            found.push(text);
        }
    }
    found
}

/// A day as spreadsheets count it: 1970-01-01 is 25569.
const fn serial(day: i64) -> i64 {
    day + 25_569
}
