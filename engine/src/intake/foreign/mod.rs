//! Files as people and their systems write them, taken apart into rows of our tables.
//!
//! A file is recognised by its content and headers ([`recognise`]), turned into rows of text under
//! the names of our columns ([`rows`]) and then read by the same checks as a table of our own. What
//! is no row (titles, totals, signatures) is noted, sums and balances are checked and never trusted.
//! `docs/formats.md` lists what is read and how.
//!
//! | module | of what |
//! | --- | --- |
//! | [`text`], [`grid`] | delimited text and sheets as cells at their places |
//! | [`workbook`] | workbooks, looked over before they are unpacked |
//! | [`header`], [`sorts`], [`sheet`], [`totals`] | sheets with a header line |

#[cfg(feature = "xlsx")]
mod biff;
#[cfg(feature = "xlsx")]
mod bytes;
pub mod convert;
pub mod decimal;
pub mod folder;
pub mod grid;
pub mod header;
pub mod recognise;
pub mod rows;
pub mod settings;
pub mod sheet;
pub mod sorts;
pub mod text;
pub mod totals;
#[cfg(feature = "xlsx")]
pub mod workbook;
#[cfg(feature = "xlsx")]
mod zip;

use crate::basics::error::{Error, Result};
use crate::intake::tables::TableName;
use recognise::{Sort, recognised};
use rows::{Note, NoteKind, TextRows};

/// Most bytes of a file that is taken apart in memory.
pub const FILE_BYTES: u64 = 256 << 20;

/// What became of a file.
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
    /// Headers that mean nothing.
    pub unknown: Vec<String>,
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
    let found = recognised(bytes);
    let mut taken = Taken {
        file: file.to_owned(),
        sort: found.sort.word().to_owned(),
        why: vec![found.why],
        ..Taken::default()
    };
    match found.sort {
        Sort::Delimited => {
            let grid = text::delimited(&text::decoded(bytes))
                .map_err(|reason| decode(file, found.sort, &reason))?;
            taken.add_sheet(&grid, hint);
        }
        Sort::Xlsx | Sort::Xls => {
            for sheet in &sheets(file, bytes, found.sort)? {
                taken.add_sheet(sheet, hint);
            }
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
    /// Adds what a sheet holds.
    fn add_sheet(&mut self, sheet: &grid::Grid, hint: Option<TableName>) {
        match sheet::read_sheet(&self.file, sheet, hint) {
            Some(found) => {
                self.why.push(on_sheet(&sheet.name, &found.why));
                self.tables.extend(found.tables);
                self.notes.extend(found.notes);
                self.unknown.extend(found.unknown);
            }
            None => {
                self.why.push(on_sheet(&sheet.name, "no line is a header that could be read"));
                if !sheet.rows.is_empty() {
                    let text = format!("{} lines, none a header", sheet.rows.len());
                    let line = rows::Line::default();
                    self.notes.push(Note::new(NoteKind::LeftOut, &sheet.name, line, &text));
                }
            }
        }
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
