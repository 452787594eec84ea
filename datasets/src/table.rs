//! Tables of text cells, and how they are written.

use std::fs;
use std::io;
use std::path::Path;

use crate::shape::{TableShape, shape_of};

/// One cell: its text, or nothing.
pub type Cell = Option<String>;

/// One column of text cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The canonical name.
    pub name: &'static str,
    /// One cell a row; `None` is null.
    pub cells: Vec<Cell>,
}

/// One input table as columns of text.
///
/// # Example
///
/// ```
/// use anxin_datasets::Table;
/// let mut table = Table::new("workers");
/// table.push(&[("worker_id", Some("W1".into())), ("worker_name", Some("Ann, the first".into()))]);
/// assert_eq!(table.cell(0, "pay_account"), None);
/// assert_eq!(table.csv(), "worker_id,worker_name,id_number,pay_account\nW1,\"Ann, the first\",,\n");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The canonical name.
    pub name: &'static str,
    /// The columns, all of one length.
    pub columns: Vec<Column>,
}

impl Table {
    /// An empty table with the columns of its shape.
    ///
    /// # Panics
    ///
    /// When there is no input table of that name.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let shape = shape_of(name);
        assert!(shape.is_some(), "{name} is no input table");
        let columns = shape.map_or(&[][..], |s| s.columns);
        let columns = columns.iter().map(|c| Column { name: c.name, cells: Vec::new() }).collect();
        Self { name: shape.map_or("", |s| s.name), columns }
    }

    /// The shape of the table.
    #[must_use]
    pub fn shape(&self) -> Option<&'static TableShape> {
        shape_of(self.name)
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.cells.len())
    }

    /// Adds a row: the named cells, null elsewhere. Gives the number of the row.
    ///
    /// # Panics
    ///
    /// When the table has no column of a name.
    pub fn push(&mut self, cells: &[(&str, Cell)]) -> usize {
        let row = self.rows();
        for column in &mut self.columns {
            column.cells.push(None);
        }
        for (name, cell) in cells {
            self.set(row, name, cell.clone());
        }
        row
    }

    /// Adds a copy of a row. Gives the number of the copy.
    pub fn push_copy(&mut self, row: usize) -> usize {
        for column in &mut self.columns {
            let cell = column.cells[row].clone();
            column.cells.push(cell);
        }
        self.rows() - 1
    }

    /// The text of a cell; `None` for null and for a column the table does not have.
    #[must_use]
    pub fn cell(&self, row: usize, column: &str) -> Option<&str> {
        self.columns.iter().find(|c| c.name == column)?.cells.get(row)?.as_deref()
    }

    /// Replaces a cell.
    ///
    /// # Panics
    ///
    /// When the table has no column of that name.
    pub fn set(&mut self, row: usize, column: &str, cell: Cell) {
        let place = self.columns.iter().position(|c| c.name == column);
        assert!(place.is_some(), "{} has no column {column}", self.name);
        if let Some(place) = place {
            self.columns[place].cells[row] = cell;
        }
    }

    /// All cells of a row, in column order.
    #[must_use]
    pub fn row(&self, row: usize) -> Vec<Option<&str>> {
        self.columns.iter().map(|column| column.cells[row].as_deref()).collect()
    }

    /// The table with only these rows, in this order.
    #[must_use]
    pub fn with_rows(&self, rows: &[usize]) -> Self {
        let columns = self.columns.iter().map(|column| Column {
            name: column.name,
            cells: rows.iter().map(|&row| column.cells[row].clone()).collect(),
        });
        Self { name: self.name, columns: columns.collect() }
    }

    /// The table as CSV: a header, LF, RFC 4180 quotes, null = empty.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut text = String::new();
        let names: Vec<&str> = self.columns.iter().map(|column| column.name).collect();
        csv_line(&mut text, &names, "\n");
        for row in 0..self.rows() {
            let cells: Vec<&str> =
                self.columns.iter().map(|c| c.cells[row].as_deref().unwrap_or("")).collect();
            csv_line(&mut text, &cells, "\n");
        }
        text
    }

    /// Writes the table as CSV into a file.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn write_csv(&self, file: &Path) -> io::Result<()> {
        fs::write(file, self.csv())
    }
}

/// Adds one CSV line to a text.
pub(crate) fn csv_line(text: &mut String, cells: &[&str], end: &str) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push_str(end);
}

/// Fen as yuan with two decimals.
///
/// ```
/// assert_eq!(anxin_datasets::table::yuan(-5), "-0.05");
/// assert_eq!(anxin_datasets::table::yuan(123_450), "1234.50");
/// ```
#[must_use]
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", fen.unsigned_abs() / 100, fen.unsigned_abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled_and_line_ends_kept() {
        let mut text = String::new();
        csv_line(&mut text, &["a\"b", "c\nd", " e "], "\r\n");
        assert_eq!(text, "\"a\"\"b\",\"c\nd\", e \r\n");
    }

    #[test]
    fn a_copy_of_a_row_equals_it() {
        let mut table = Table::new("calendar");
        let row = table.push(&[("date", Some("2025-01-01".into()))]);
        let copy = table.push_copy(row);
        assert_eq!(table.row(row), table.row(copy));
    }
}
