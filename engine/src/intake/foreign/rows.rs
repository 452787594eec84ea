//! Rows of one of our tables as text, each with the place it came from, and notes beside them.

use std::borrow::Cow;
use std::fmt;

use crate::intake::tables::{Kind, TableName};

/// A cell of a row, where it can be as a part of the file it stands in.
///
/// Example: [`Cell::text`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing is known.
    #[default]
    Null,
    /// Text, read by the checks of step 1 as if a table had held it.
    Text(Cow<'a, str>),
    /// What cannot be right whatever its kind, as met: digits that a number has lost.
    Bad(Cow<'a, str>),
}

impl<'a> Cell<'a> {
    /// A cell of text; blank text is null.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::intake::foreign::rows::Cell;
    ///
    /// assert_eq!(Cell::text(" 3月 "), Cell::Text("3月".into()));
    /// assert_eq!(Cell::text("\u{3000}"), Cell::Null);
    /// ```
    #[must_use]
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = match text.into() {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        if text.is_empty() { Self::Null } else { Self::Text(text) }
    }

    /// Its text, where it has one that can be read.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Bad(_) => None,
        }
    }
}

/// Where in its file a row stands.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::rows::Line;
///
/// assert_eq!(Line::row(12).to_string(), "row 12");
/// assert_eq!(Line { number: 7, column: 28 }.to_string(), "cell AB7");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// Line of the text or row of the sheet, from 1; 0 where there is none.
    pub number: u32,
    /// Column of the sheet from 1, where one row of it makes several of ours; else 0.
    pub column: u32,
}

impl Line {
    /// A line or a row of a sheet.
    #[must_use]
    pub const fn row(number: u32) -> Self {
        Self { number, column: 0 }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.column == 0 {
            return write!(f, "row {}", self.number);
        }
        // Letters as spreadsheets name columns: A, …, Z, AA.
        let (mut rest, mut letters) = (self.column, Vec::new());
        while rest > 0 {
            rest -= 1;
            letters.push(b'A' + u8::try_from(rest % 26).unwrap_or(0));
            rest /= 26;
        }
        letters.reverse();
        write!(f, "cell {}{}", String::from_utf8_lossy(&letters), self.number)
    }
}

/// How a column of ours came about.
///
/// Example: [`TextRows`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// Position of the column in the table's contract.
    pub position: usize,
    /// The header it was read from, or in brackets how it was made.
    pub from: String,
}

/// Rows of one table out of one file or sheet.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::rows::{Cell, Line, TextRows};
/// use anxin::intake::tables::{TableName, calendar};
///
/// let mut rows = TextRows::new(TableName::Calendar, "");
/// rows.map(calendar::DATE, "日期");
/// rows.map(calendar::DAY_CLASS, "类型");
/// rows.push(Line::row(2), ["2026-02-17", "节假日"].map(Cell::text));
/// assert_eq!((rows.len(), rows.width()), (1, 2));
/// assert_eq!(rows.get(0, calendar::DATE), Some("2026-02-17"));
/// ```
#[derive(Clone, Debug)]
pub struct TextRows {
    /// The table.
    pub table: TableName,
    /// The sheet of the workbook, else empty.
    pub sheet: String,
    /// The columns, in the order of the cells of a row.
    pub columns: Vec<Mapped>,
    /// Where each row stands.
    pub lines: Vec<Line>,
    /// The project's name, where the file names it and gives no id.
    pub project_name: Option<String>,
    /// Whether workers are called by their names, and not by ids.
    pub is_named: bool,
    /// Other numbers of workers, each with the id that stands in the rows.
    pub numbers: Vec<(String, String)>,
    /// Row after row.
    cells: Vec<Stored>,
    /// The texts of all cells, one behind the other.
    texts: String,
}

/// A cell as a part of all texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Stored {
    start: usize,
    length: usize,
    state: State,
}

/// What is known of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Null,
    Text,
    Bad,
}

impl TextRows {
    /// No rows yet.
    #[must_use]
    pub fn new(table: TableName, sheet: &str) -> Self {
        Self {
            table,
            sheet: sheet.to_owned(),
            columns: Vec::new(),
            lines: Vec::new(),
            project_name: None,
            is_named: false,
            numbers: Vec::new(),
            cells: Vec::new(),
            texts: String::new(),
        }
    }

    /// Adds a column; before the first row.
    pub fn map(&mut self, position: usize, from: &str) {
        self.columns.push(Mapped { position, from: from.to_owned() });
    }

    /// Adds a row; missing cells are null, further ones are dropped.
    pub fn push<'c>(&mut self, line: Line, cells: impl IntoIterator<Item = Cell<'c>>) {
        let width = self.width();
        self.lines.push(line);
        let mut cells = cells.into_iter();
        for _ in 0..width {
            // Most cells of some columns are as the one above them, whose text serves again.
            let above = self.cells.len().checked_sub(width).map(|place| self.cells[place]);
            let stored = self.stored(&cells.next().unwrap_or_default(), above);
            self.cells.push(stored);
        }
    }

    /// Keeps the text of a cell, unless it is that of `above`.
    fn stored(&mut self, cell: &Cell<'_>, above: Option<Stored>) -> Stored {
        let (text, state) = match cell {
            Cell::Null => return Stored::default(),
            Cell::Text(text) => (text, State::Text),
            Cell::Bad(text) => (text, State::Bad),
        };
        if let Some(above) = above
            && self.text_of(above) == text.as_ref()
        {
            return Stored { state, ..above };
        }
        let start = self.texts.len();
        self.texts.push_str(text);
        Stored { start, length: text.len(), state }
    }

    fn text_of(&self, stored: Stored) -> &str {
        self.texts.get(stored.start..stored.start + stored.length).unwrap_or_default()
    }

    /// Number of rows.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether it has no rows.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Number of columns.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.columns.len()
    }

    /// The cell of a row in the column at this place.
    #[must_use]
    pub fn cell(&self, row: usize, place: usize) -> Cell<'_> {
        let stored = self.cells.get(row * self.width() + place).copied().unwrap_or_default();
        let text = || Cow::Borrowed(self.text_of(stored));
        match stored.state {
            State::Null => Cell::Null,
            State::Text => Cell::Text(text()),
            State::Bad => Cell::Bad(text()),
        }
    }

    /// The place among the columns of the one at this position of the contract.
    #[must_use]
    pub fn place(&self, position: usize) -> Option<usize> {
        self.columns.iter().position(|column| column.position == position)
    }

    /// The text of a row in the column at this position of the contract.
    #[must_use]
    pub fn get(&self, row: usize, position: usize) -> Option<&str> {
        let place = self.place(position)?;
        let stored = *self.cells.get(row * self.width() + place)?;
        (stored.state == State::Text).then(|| self.text_of(stored))
    }

    /// Replaces a cell of a column that is there.
    pub fn set(&mut self, row: usize, position: usize, cell: &Cell<'_>) {
        let width = self.width();
        if let Some(place) = self.place(position)
            && row < self.len()
        {
            self.cells[row * width + place] = self.stored(cell, None);
        }
    }

    /// Gives a column a value in every row in which it has none; adds the column if need be.
    pub fn fill<'v>(
        &mut self,
        position: usize,
        from: &str,
        value: impl Fn(&Self, usize) -> Cell<'v>,
    ) {
        let width = self.width();
        let mut above = None;
        if let Some(place) = self.place(position) {
            for row in 0..self.len() {
                if self.cells[row * width + place].state == State::Null {
                    let stored = self.stored(&value(self, row), above);
                    above = Some(stored);
                    self.cells[row * width + place] = stored;
                }
            }
            return;
        }
        let mut wider = Vec::with_capacity(self.cells.len() + self.len());
        for row in 0..self.len() {
            let stored = self.stored(&value(self, row), above);
            above = Some(stored);
            wider.extend_from_slice(&self.cells[row * width..(row + 1) * width]);
            wider.push(stored);
        }
        self.cells = wider;
        self.map(position, from);
    }

    /// Keeps the rows for which `keep` holds.
    pub fn retain(&mut self, keep: impl Fn(&Self, usize) -> bool) {
        let kept: Vec<bool> = (0..self.len()).map(|row| keep(self, row)).collect();
        let width = self.width();
        let (mut row, mut cell) = (0, 0);
        self.lines.retain(|_| {
            row += 1;
            kept[row - 1]
        });
        self.cells.retain(|_| {
            cell += 1;
            kept[(cell - 1) / width.max(1)]
        });
    }

    /// Sums a money column in fen; rows that cannot be read are left out and counted.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::intake::foreign::rows::{Cell, Line, TextRows};
    /// use anxin::intake::tables::{TableName, transfers};
    ///
    /// let mut rows = TextRows::new(TableName::Transfers, "");
    /// rows.map(transfers::AMOUNT, "金额");
    /// rows.push(Line::row(1), [Cell::text("1,234.56")]);
    /// rows.push(Line::row(2), [Cell::text("?")]);
    /// assert_eq!(rows.sum_fen(transfers::AMOUNT), (123_456, 1));
    /// ```
    #[must_use]
    pub fn sum_fen(&self, position: usize) -> (i128, usize) {
        debug_assert!(self.table.table().columns[position].kind == Kind::Money);
        let mut sum = (0, 0);
        for row in 0..self.len() {
            let read = self.get(row, position).and_then(crate::intake::check::cells::money_fen);
            match read {
                Some(fen) => sum.0 += i128::from(fen),
                None => sum.1 += 1,
            }
        }
        sum
    }
}

/// Something about a file that a reader should know: a line that is no row, a check.
///
/// Example: [`add_note`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The sheet of the workbook, else empty.
    pub sheet: String,
    /// Where it stands; number 0: the file or sheet as a whole.
    pub line: Line,
    /// What it is.
    pub kind: NoteKind,
    /// In words.
    pub text: String,
}

/// What a note is about.
///
/// Example: [`add_note`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteKind {
    /// A title or a line of facts above the header.
    Title,
    /// A line of sums; its amounts are no row.
    Total,
    /// A line below the rows: signatures, remarks.
    Footer,
    /// A line that could not be placed, left out.
    LeftOut,
    /// A value that the file does not hold and where it was taken from.
    Taken,
    /// Sums and counts of lines that nothing in the file could confirm.
    Sums,
    /// Sums, counts or balances that agree.
    CheckHolds,
    /// Sums, counts or balances that do not agree.
    CheckFails,
    /// Something odd that changes no row.
    Odd,
}

impl NoteKind {
    /// Its word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Total => "total",
            Self::Footer => "footer",
            Self::LeftOut => "left out",
            Self::Taken => "taken from",
            Self::Sums => "sums",
            Self::CheckHolds => "check holds",
            Self::CheckFails => "check fails",
            Self::Odd => "odd",
        }
    }
}

/// Most notes of one part of a file; of what comes after them it is only told that there is more.
const NOTES: usize = 10_000;

/// Adds a note unless there are very many: a file of broken lines must not become a book.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::rows::{Line, Note, NoteKind, add_note};
///
/// let mut notes = Vec::new();
/// for row in 1..=20_000 {
///     add_note(&mut notes, Note::new(NoteKind::LeftOut, "", Line::row(row), "?"));
/// }
/// assert_eq!(notes.len(), 10_001);
/// assert!(notes[10_000].text.contains("not listed"));
/// ```
pub fn add_note(notes: &mut Vec<Note>, note: Note) {
    if notes.len() < NOTES {
        notes.push(note);
    } else if notes.len() == NOTES {
        let text = format!("more than {NOTES} notes: those behind this line are not listed");
        notes.push(Note { kind: NoteKind::Odd, text, ..note });
    }
}

impl Note {
    /// A note about a line; `text` is shortened to 200 characters.
    #[must_use]
    pub fn new(kind: NoteKind, sheet: &str, line: Line, text: &str) -> Self {
        let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = match text.char_indices().nth(200) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        };
        Self { sheet: sheet.to_owned(), line, kind, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::tables::payroll;

    #[test]
    fn cells_are_named_as_spreadsheets_do() {
        let cell = |column| Line { number: 7, column }.to_string();
        assert_eq!(
            (cell(1), cell(26), cell(27)),
            ("cell A7".into(), "cell Z7".into(), "cell AA7".into())
        );
        assert_eq!(cell(703), "cell AAA7");
        assert_eq!(Line::row(3).to_string(), "row 3");
    }

    #[test]
    fn a_column_filled_later_stands_behind_the_others() {
        let mut rows = TextRows::new(TableName::Payroll, "");
        rows.map(payroll::WORKER_ID, "身份证号");
        rows.map(payroll::NET, "实发");
        rows.push(Line::row(1), ["A", "1.00"].map(Cell::text));
        rows.push(Line::row(2), ["B"].map(Cell::text));
        rows.fill(payroll::PERIOD, "(title)", |_, row| Cell::text(["2025-03", "2025-04"][row]));
        rows.fill(payroll::NET, "(none)", |_, _| Cell::text("0"));
        rows.set(1, payroll::WORKER_ID, &Cell::Bad("B?".into()));
        assert_eq!(rows.cell(1, 0), Cell::Bad("B?".into()));
        assert_eq!(rows.get(1, payroll::WORKER_ID), None);
        rows.set(1, payroll::WORKER_ID, &Cell::text("B"));
        assert_eq!(rows.get(0, payroll::PERIOD), Some("2025-03"));
        assert_eq!(rows.get(1, payroll::PERIOD), Some("2025-04"));
        assert_eq!(
            (rows.get(0, payroll::NET), rows.get(1, payroll::NET)),
            (Some("1.00"), Some("0"))
        );
        rows.retain(|rows, row| rows.get(row, payroll::WORKER_ID) == Some("B"));
        assert_eq!((rows.len(), rows.get(0, payroll::PERIOD)), (1, Some("2025-04")));
    }
}
