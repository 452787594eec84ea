//! Workbooks of Excel as sheets of cells.
//!
//! A workbook is looked over before its reader sees it: how much it unpacks to, and in the older
//! form how far its cells reach, so that no file can ask for more memory than it is worth.

use std::io::Cursor;

use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Reader, SheetType, Xls, Xlsx};

use super::grid::{CELLS, COLUMNS, Grid, Merge, Row, Text, Value};
use super::{biff, zip};
use crate::intake::read::fence::fenced;

/// Most merged cells of a sheet that are looked at.
const MERGES: usize = 4_000;

/// The sheets of a workbook of Excel 2007 and later.
///
/// # Errors
///
/// In words: what cannot be read, or is too large.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::workbook::xlsx;
///
/// assert!(xlsx(b"PK\x03\x04").is_err());
/// ```
pub fn xlsx(bytes: &[u8]) -> Result<Vec<Grid>, String> {
    let zip::Unpacked { archive, may_have_merges } = zip::unpacked(bytes)?;
    guarded(|| {
        let mut book: Xlsx<_> =
            Xlsx::new(Cursor::new(archive.as_slice())).map_err(|e| e.to_string())?;
        let sheets: Vec<String> = names(book.sheets_metadata());
        let mut grids = Vec::new();
        let mut left = CELLS;
        for name in sheets {
            let mut cells = Cells::default();
            let mut reader = book.worksheet_cells_reader(&name).map_err(|e| e.to_string())?;
            while let Some(cell) = reader.next_cell().map_err(|e| e.to_string())? {
                let (row, column) = cell.get_position();
                if let Some(value) = of_ref(cell.get_value()) {
                    left = left.checked_sub(1).ok_or_else(too_many)?;
                    cells.push(row, column, value);
                }
            }
            drop(reader);
            let merges = match may_have_merges {
                true => book.merge_cells_by_sheet_name(&name).unwrap_or_default(),
                false => Vec::new(),
            };
            grids.push(grid(&name, cells, &merges)?);
        }
        Ok(grids)
    })
}

/// The sheets of a workbook of Excel 97 to 2003.
///
/// # Errors
///
/// In words: what cannot be read, or is too large.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::workbook::xls;
///
/// assert!(xls(b"no compound file").unwrap_err().contains("compound file"));
/// ```
pub fn xls(bytes: &[u8]) -> Result<Vec<Grid>, String> {
    biff::look_over(bytes)?;
    guarded(|| {
        let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
        let sheets: Vec<String> = names(book.sheets_metadata());
        let mut grids = Vec::new();
        let mut left = CELLS;
        for name in sheets {
            let range = book.worksheet_range(&name).map_err(|e| e.to_string())?;
            let (first_row, first_column) = range.start().unwrap_or_default();
            let mut cells = Cells::default();
            for (row, column, value) in range.used_cells() {
                if let Some(value) = of_data(value) {
                    left = left.checked_sub(1).ok_or_else(too_many)?;
                    let place = |at: usize, first: u32| {
                        u32::try_from(at).unwrap_or(u32::MAX).saturating_add(first)
                    };
                    cells.push(place(row, first_row), place(column, first_column), value);
                }
            }
            let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
            grids.push(grid(&name, cells, &merges)?);
        }
        Ok(grids)
    })
}

/// Names of the sheets that hold cells.
fn names(sheets: &[calamine::Sheet]) -> Vec<String> {
    let is_cells = |sheet: &&calamine::Sheet| sheet.typ == SheetType::WorkSheet;
    sheets.iter().filter(is_cells).map(|sheet| sheet.name.clone()).collect()
}

fn too_many() -> String {
    format!("more than {CELLS} cells")
}

/// Runs a reader of others; where it panics at damaged data, the file cannot be read.
fn guarded<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    fenced(read).unwrap_or_else(|| Err("the workbook is damaged".to_owned()))
}

/// Cells by row as they come: nearly always in order.
#[derive(Default)]
struct Cells {
    rows: Vec<Row>,
    is_unordered: bool,
    last_column: u32,
}

impl Cells {
    fn push(&mut self, row: u32, column: u32, value: Value) {
        let number = row.saturating_add(1);
        self.last_column = self.last_column.max(column);
        let width = self.rows.last().map_or(0, |last| last.cells.len());
        match self.rows.last_mut() {
            Some(last) if last.number == number => {
                self.is_unordered |= last.cells.last().is_some_and(|cell| cell.0 >= column);
                last.cells.push((column, value));
            }
            last => {
                self.is_unordered |= last.is_some_and(|last| last.number > number);
                let mut cells = Vec::with_capacity(width.max(1));
                cells.push((column, value));
                self.rows.push(Row { number, cells, width: 0 });
            }
        }
    }

    /// Rows by number, cells by column; of two of one place the first.
    fn sorted(mut self) -> Vec<Row> {
        if !self.is_unordered {
            return self.rows;
        }
        self.rows.sort_by_key(|row| row.number);
        let mut rows: Vec<Row> = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            match rows.last_mut().filter(|last| last.number == row.number) {
                Some(last) => last.cells.extend(row.cells),
                None => rows.push(row),
            }
        }
        for row in &mut rows {
            row.cells.sort_by_key(|cell| cell.0);
            row.cells.dedup_by_key(|cell| cell.0);
        }
        rows
    }
}

fn grid(name: &str, cells: Cells, merges: &[Dimensions]) -> Result<Grid, String> {
    if cells.last_column >= COLUMNS {
        return Err(format!("sheet {name}: more than {COLUMNS} columns"));
    }
    let name = name.trim().to_owned();
    let mut grid = Grid { name, rows: cells.sorted(), ..Grid::default() };
    grid.merges = merges
        .iter()
        .take(MERGES)
        .map(|merge| Merge {
            first_row: merge.start.0.saturating_add(1),
            last_row: merge.end.0.saturating_add(1),
            first_column: merge.start.1,
            last_column: merge.end.1,
        })
        .collect();
    Ok(grid)
}

fn of_ref(value: &DataRef<'_>) -> Option<Value> {
    match value {
        DataRef::SharedString(text) => of_text(text),
        other => of_data(&Data::from(other.clone())),
    }
}

fn of_data(value: &Data) -> Option<Value> {
    match value {
        Data::Int(number) => Some(Value::Number(Text::shown(number))),
        // `Display` of a float is its shortest decimal text, without an exponent.
        Data::Float(number) if number.is_finite() => Some(Value::Number(Text::shown(number))),
        Data::Float(_) => Some(Value::Error("not a number".into())),
        Data::String(text) => of_text(text),
        Data::Bool(truth) => Some(Value::Bool(*truth)),
        Data::DateTime(time) => Some(of_time(time)),
        Data::DateTimeIso(text) | Data::DurationIso(text) => {
            Some(Value::Time(text.replace('T', " ").into()))
        }
        Data::Error(error) => Some(Value::Error(Text::shown(error))),
        Data::Empty => None,
    }
}

fn of_text(text: &str) -> Option<Value> {
    let text =
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'));
    (!text.is_empty()).then(|| Value::Text(text.into()))
}

/// A day with its time; a time without a day as its clock alone.
fn of_time(time: &ExcelDateTime) -> Value {
    let serial = time.as_f64();
    if !(0.0..2_958_466.0).contains(&serial) {
        return Value::Number(Text::shown(&serial));
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    // Serial numbers of clock times fall short of the second by a hair.
    let seconds = u32::from(hour) * 3_600
        + u32::from(minute) * 60
        + u32::from(second)
        + u32::from(milli >= 500);
    let seconds = seconds.min(86_399);
    let clock = format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let day = format!("{year:04}-{month:02}-{day:02}");
    if serial < 1.0 {
        Value::Text(clock.into())
    } else if seconds == 0 {
        Value::Time(day.into())
    } else {
        Value::Time(format!("{day} {clock}").into())
    }
}

#[cfg(test)]
#[path = "workbook_tests.rs"]
mod tests;
