//! Files as people and their systems write them, taken apart into rows of our tables.
//!
//! A file is recognised by its content and headers ([`recognise`]), turned into rows of text under
//! the names of our columns ([`rows`]) and then read by the same checks as a table of our own. What
//! is no row (titles, totals, signatures) is noted, sums and balances are checked, never trusted.
//! `docs/formats.md` lists what is read and how.
//!
//! | module | of what |
//! | --- | --- |
//! | [`text`], [`grid`] | delimited text and sheets as cells at their places |
//! | [`workbook`] | workbooks, looked over before they are unpacked |
//! | [`bank_export`], [`mt940`], [`camt`], [`statement`] | statements of accounts and their sums |
//! | [`pain`], [`nacha`], [`xml`] | payment orders, their fate, returns |
//! | [`month_grid`] | 考勤表 with a column a day |
//! | [`clocks`] | logs and sheets of clocks |
//! | [`platform`] | JSON of real-name platforms |
//! | [`header`], [`sorts`], [`sheet`], [`totals`] | sheets with a header line |
//! | [`settings`], [`explained`] | what people know and files do not say |

#[cfg(feature = "banks")]
pub mod bank_export;
#[cfg(feature = "xlsx")]
mod biff;
#[cfg(feature = "xlsx")]
mod bytes;
#[cfg(feature = "banks")]
pub mod camt;
pub mod clocks;
pub mod convert;
pub mod decimal;
pub mod explained;
pub mod folder;
pub mod grid;
pub mod header;
pub mod month_grid;
#[cfg(feature = "banks")]
pub mod mt940;
#[cfg(feature = "banks")]
pub mod nacha;
#[cfg(feature = "banks")]
pub mod pain;
#[cfg(feature = "banks")]
pub mod platform;
pub mod recognise;
pub mod rows;
pub mod settings;
pub mod sheet;
pub mod sorts;
#[cfg(feature = "banks")]
pub mod statement;
pub mod text;
pub mod totals;
#[cfg(feature = "xlsx")]
pub mod workbook;
#[cfg(feature = "banks")]
pub mod xml;
#[cfg(feature = "xlsx")]
mod zip;

use crate::basics::error::{Error, Result};
use crate::intake::tables::TableName;
use recognise::{Sort, recognised};
use rows::{Note, NoteKind, TextRows};

/// Most bytes of a file that is taken apart in memory.
pub const FILE_BYTES: u64 = 256 << 20;

/// Most lines of a statement, a payment file or a log that are read line by line.
const LINES: usize = 2_000_000;

/// The text of a file that is read line by line.
fn lines_of<'a>(file: &str, bytes: &'a [u8], sort: Sort) -> Result<std::borrow::Cow<'a, str>> {
    let text = text::decoded(bytes);
    let count = text.bytes().filter(|byte| *byte == b'\n').count();
    if count > LINES {
        return Err(decode(file, sort, &format!("{count} lines; at most {LINES} are read")));
    }
    Ok(text)
}

/// What became of a file.
///
/// Example: [`take()`].
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Its path from the folder of the data set.
    pub file: String,
    /// What it was taken for, in words.
    pub sort: String,
    /// Why.
    pub why: Vec<String>,
    /// Its rows by table and sheet; empty where it is nothing of ours.
    pub tables: Vec<TextRows>,
    /// Lines left out, checks, values taken from elsewhere.
    pub notes: Vec<Note>,
    /// Headers that mean nothing; of a file that is nothing of ours those of its likeliest lines.
    pub unknown: Vec<String>,
    /// Whether its rows are movements that a bank tells of.
    pub is_statement: bool,
    /// What banks say of payments that stand in other files: the payment, its state, in words.
    pub answers: Vec<(String, &'static str, String)>,
}

/// What is known beside the code: layouts of banks, headers that people have explained.
///
/// Example: [`take_with`].
#[derive(Clone, Debug)]
pub struct Knowledge {
    /// Layouts of banks, the built-in ones last.
    #[cfg(feature = "banks")]
    pub layouts: Vec<bank_export::Layout>,
    /// Headers that people have explained.
    pub headers: explained::Explained,
}

impl Default for Knowledge {
    fn default() -> Self {
        Self {
            #[cfg(feature = "banks")]
            layouts: bank_export::built_in(),
            headers: explained::Explained::default(),
        }
    }
}

/// Takes a file apart; `hint` is the table that the folder or the name of the file says it is.
///
/// A file that is nothing of ours has no tables, and says so.
///
/// # Errors
///
/// [`Error::Decode`] where a file of a known format cannot be read, [`Error::Feature`] where the
/// reader is not built in.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::take;
///
/// let text = "某项目工资表\n姓名,身份证号,工资月份,实发工资\n甲,A1,2025-03,90.00\n";
/// let taken = take("三月.csv", text.as_bytes(), None)?;
/// assert_eq!(taken.tables[0].len(), 1);
/// assert!(take("letter.txt", b"Dear sirs", None)?.tables.is_empty());
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn take(file: &str, bytes: &[u8], hint: Option<TableName>) -> Result<Taken> {
    take_with(file, bytes, hint, &Knowledge::default())
}

/// As [`take`], with more known than what is built in.
///
/// # Errors
///
/// As [`take`].
///
/// # Example
///
/// ```
/// use anxin::TableName;
/// use anxin::intake::foreign::{Knowledge, take_with};
///
/// let text = "日期类型,日期\n节假日,2026-02-17\n";
/// let hint = Some(TableName::Calendar);
/// let taken = take_with("放假.csv", text.as_bytes(), hint, &Knowledge::default())?;
/// assert_eq!(taken.place(&taken.tables[0], 0), "放假.csv, row 2");
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn take_with(
    file: &str,
    bytes: &[u8],
    hint: Option<TableName>,
    knowledge: &Knowledge,
) -> Result<Taken> {
    let found = recognised(bytes);
    let mut taken = Taken {
        file: file.to_owned(),
        sort: found.sort.word().to_owned(),
        why: vec![found.why],
        ..Taken::default()
    };
    match found.sort {
        Sort::Delimited => match text::delimited(&text::decoded(bytes)) {
            Ok(grid) => {
                taken.why = vec![text::described(bytes)];
                taken.add_grid(&grid, hint, knowledge);
            }
            Err(reason) => taken.leave_out(found.sort, &reason, &["csv", "tsv"], hint)?,
        },
        Sort::Xlsx | Sort::Xls => {
            for sheet in &sheets(file, bytes, found.sort)? {
                taken.add_grid(sheet, hint, knowledge);
            }
        }
        Sort::Mt940 | Sort::Nacha => {
            taken.add_message(found.sort, &lines_of(file, bytes, found.sort)?)?;
        }
        Sort::Camt | Sort::Pain => taken.add_message(found.sort, &text::decoded(bytes))?,
        Sort::Json => taken.add_json(&text::decoded(bytes), hint, knowledge)?,
        Sort::Parquet | Sort::Arrow => {
            taken.why.push("columns are read under the name of a table: call it so".to_owned());
        }
        Sort::Attlog => {
            let (rows, notes) = clocks::attlog(&lines_of(file, bytes, found.sort)?);
            taken.tables.push(rows);
            taken.notes.extend(notes);
        }
        _ => {}
    }
    Ok(taken)
}

#[cfg(feature = "xlsx")]
fn sheets(file: &str, bytes: &[u8], sort: Sort) -> Result<Vec<grid::Grid>> {
    let read = if sort == Sort::Xlsx { workbook::xlsx(bytes) } else { workbook::xls(bytes) };
    read.map_err(|reason| decode(file, sort, &reason))
}

#[cfg(not(feature = "xlsx"))]
fn sheets(file: &str, _: &[u8], _: Sort) -> Result<Vec<grid::Grid>> {
    Err(Error::Feature { place: file.to_owned(), feature: "xlsx" })
}

impl Taken {
    /// A text that cannot be read: an error where its name promises that it can, else nothing of
    /// ours (a letter, a configuration).
    fn leave_out(
        &mut self,
        sort: Sort,
        reason: &str,
        endings: &[&str],
        hint: Option<TableName>,
    ) -> Result<()> {
        let ending = self.file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let promises = ending.is_some_and(|ending| endings.contains(&ending.as_str()));
        if promises || hint.is_some() {
            return Err(decode(&self.file, sort, reason));
        }
        self.why.push(format!("not read as {}: {reason}", sort.word()));
        Ok(())
    }

    /// Adds what a sheet holds: movements in the layout of a bank, or rows under a header.
    fn add_grid(&mut self, sheet: &grid::Grid, hint: Option<TableName>, knowledge: &Knowledge) {
        #[cfg(feature = "banks")]
        if hint.is_none()
            && let Some((found, why, notes)) =
                bank_export::read(&self.file, sheet, &knowledge.layouts)
        {
            self.why.push(on_sheet(&sheet.name, &why));
            self.add_statements(&[found], notes, &sheet.name);
            return;
        }
        self.add_sheet(sheet, hint, knowledge);
    }

    #[cfg(feature = "banks")]
    fn add_statements(&mut self, found: &[statement::Statement], notes: Vec<Note>, sheet: &str) {
        let (tables, more) = statement::tables(found);
        self.is_statement = true;
        self.notes.extend(notes);
        self.notes.extend(more.into_iter().map(|note| Note { sheet: sheet.to_owned(), ..note }));
        for mut rows in tables {
            sheet.clone_into(&mut rows.sheet);
            self.tables.push(rows);
        }
    }

    /// Adds what a message of a bank holds.
    #[cfg(feature = "banks")]
    fn add_message(&mut self, sort: Sort, text: &str) -> Result<()> {
        let file = self.file.clone();
        let wrong = |reason: String| decode(&file, sort, &reason);
        match sort {
            Sort::Mt940 => {
                let (found, notes) = mt940::statements(text);
                self.add_statements(&found, notes, "");
            }
            Sort::Camt => {
                let root = xml::tree(text).map_err(wrong)?;
                let (found, notes) = camt::statements(&root).map_err(wrong)?;
                self.add_statements(&found, notes, "");
            }
            Sort::Nacha => {
                let (rows, notes) = nacha::read(text);
                self.tables.push(rows);
                self.notes.extend(notes);
            }
            _ => {
                let root = xml::tree(text).map_err(wrong)?;
                let message = pain::read(&root).map_err(wrong)?;
                self.tables.extend(message.rows);
                self.notes.extend(message.notes);
                let answers = message.answers.into_iter();
                self.answers
                    .extend(answers.map(|answer| (answer.end_to_end, answer.status, answer.words)));
            }
        }
        Ok(())
    }

    #[cfg(not(feature = "banks"))]
    fn add_message(&mut self, _: Sort, _: &str) -> Result<()> {
        Err(Error::Feature { place: self.file.clone(), feature: "banks" })
    }

    /// Adds what records of a platform hold, each list as a sheet.
    #[cfg(feature = "banks")]
    fn add_json(
        &mut self,
        text: &str,
        hint: Option<TableName>,
        knowledge: &Knowledge,
    ) -> Result<()> {
        let grids =
            platform::grids(text).map_err(|reason| decode(&self.file, Sort::Json, &reason))?;
        for sheet in &grids {
            self.add_grid(sheet, hint, knowledge);
        }
        Ok(())
    }

    #[cfg(not(feature = "banks"))]
    fn add_json(&mut self, _: &str, _: Option<TableName>, _: &Knowledge) -> Result<()> {
        Err(Error::Feature { place: self.file.clone(), feature: "banks" })
    }

    /// Adds what a sheet holds under a header line.
    fn add_sheet(&mut self, sheet: &grid::Grid, hint: Option<TableName>, knowledge: &Knowledge) {
        let by_day = match hint {
            None => clocks::monthly(sheet)
                .or_else(|| clocks::daily(sheet))
                .or_else(|| clocks::events(sheet))
                .or_else(|| month_grid::read(&self.file, sheet)),
            Some(TableName::Punches) => clocks::monthly(sheet)
                .or_else(|| clocks::daily(sheet))
                .or_else(|| clocks::events(sheet)),
            Some(TableName::Attendance) => month_grid::read(&self.file, sheet),
            Some(_) => None,
        };
        let by_header = || sheet::read_sheet_with(&self.file, sheet, hint, &knowledge.headers);
        match by_day.or_else(by_header) {
            Some(found) => {
                self.why.push(on_sheet(&sheet.name, &found.why));
                self.tables.extend(found.tables);
                self.notes.extend(found.notes);
                self.add_unknown(found.unknown);
            }
            None if sheet.rows.is_empty() => self.why.push(on_sheet(&sheet.name, "empty")),
            None => {
                self.why.push(on_sheet(&sheet.name, "no line is a header that could be read"));
                self.add_unknown(explained::unknown_labels(sheet));
                if !sheet.rows.is_empty() {
                    let text = format!("{} lines, none a header", sheet.rows.len());
                    let line = rows::Line::default();
                    self.notes.push(Note::new(NoteKind::LeftOut, &sheet.name, line, &text));
                }
            }
        }
    }

    /// Adds headers that mean nothing, each once.
    fn add_unknown(&mut self, labels: Vec<String>) {
        for label in labels {
            if !self.unknown.contains(&label) {
                self.unknown.push(label);
            }
        }
    }

    /// Where a note stands, for messages.
    #[must_use]
    pub fn place_of(&self, note: &Note) -> String {
        let mut place = self.file.clone();
        if !note.sheet.is_empty() {
            place.push_str(&format!(", {}", note.sheet));
        }
        if note.line.number > 0 {
            place.push_str(&format!(", {}", note.line));
        }
        place
    }

    /// What stands at a row of one of its tables, for messages.
    #[must_use]
    pub fn place(&self, rows: &TextRows, row: usize) -> String {
        let line = rows.lines.get(row).copied().unwrap_or_default();
        if rows.sheet.is_empty() {
            format!("{}, {line}", self.file)
        } else {
            format!("{}, {}, {line}", self.file, rows.sheet)
        }
    }
}

/// Words about a sheet.
fn on_sheet(sheet: &str, words: &str) -> String {
    if sheet.is_empty() { words.to_owned() } else { format!("sheet {sheet}: {words}") }
}

/// A file of a known format that cannot be read.
fn decode(file: &str, sort: Sort, reason: &str) -> Error {
    Error::Decode { place: file.to_owned(), format: sort.word(), reason: reason.to_owned() }
}
