//! Where the rows of a big table go: CSV by lines, or Parquet by row groups.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::faults::Faults;
#[cfg(feature = "parquet")]
use super::parquet_file::ParquetFile;
use crate::civil::{day_text, month_text};
use crate::table::yuan;

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// UTF-8, LF, RFC 4180.
    Csv,
    /// Parquet with Snappy; needs the feature `parquet`.
    Parquet,
}

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Int,
    Money,
    Day,
    Month,
    Bool,
}

/// One cell. Money in fen, dates as day numbers, months as month numbers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Null,
    Text(&'a str),
    Int(i64),
    Fen(i64),
    Day(i64),
    Month(i64),
    Bool(bool),
}

/// A table that is being written.
pub(super) struct Sink {
    file: TableFile,
    /// Which rows go wrong on their way.
    faults: Option<Faults>,
}

enum TableFile {
    Csv(CsvFile),
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetFile>),
}

impl Sink {
    /// Opens `folder/table.csv` or `folder/table.parquet`.
    pub(super) fn open(
        folder: &Path,
        table: &str,
        columns: &[(&str, Type)],
        format: Format,
    ) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let file = match format {
            Format::Csv => {
                let file = File::create(folder.join(format!("{table}.csv")))?;
                let mut file = BufWriter::with_capacity(1 << 18, file);
                let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
                writeln!(file, "{}", names.join(","))?;
                let (day, month) = ((i64::MIN, String::new()), (i64::MIN, String::new()));
                TableFile::Csv(CsvFile { file, day, month })
            }
            #[cfg(feature = "parquet")]
            Format::Parquet => {
                let file = File::create(folder.join(format!("{table}.parquet")))?;
                TableFile::Parquet(Box::new(ParquetFile::open(file, columns)?))
            }
            #[cfg(not(feature = "parquet"))]
            Format::Parquet => {
                let reason = "built without Parquet; build with --features parquet";
                return Err(io::Error::other(reason));
            }
        };
        Ok(Self { file, faults: None })
    }

    /// Lets some rows go wrong.
    pub(super) fn with_faults(mut self, faults: Option<Faults>) -> Self {
        self.faults = faults;
        self
    }

    /// Writes a row, its cells in the order of the columns.
    pub(super) fn row(&mut self, cells: &[Value]) -> io::Result<()> {
        let file = &mut self.file;
        match &mut self.faults {
            Some(faults) => faults.write(cells, |cells| file.row(cells)),
            None => file.row(cells),
        }
    }

    /// Writes what is left and closes the file.
    pub(super) fn close(self) -> io::Result<()> {
        match self.file {
            TableFile::Csv(mut file) => file.file.flush(),
            #[cfg(feature = "parquet")]
            TableFile::Parquet(file) => file.close(),
        }
    }
}

impl TableFile {
    fn row(&mut self, cells: &[Value]) -> io::Result<()> {
        match self {
            Self::Csv(file) => file.row(cells),
            #[cfg(feature = "parquet")]
            Self::Parquet(file) => file.row(cells),
        }
    }
}

/// A CSV file that is being written. Its cells never need quotes.
pub(super) struct CsvFile {
    file: BufWriter<File>,
    /// The last day written, and its text.
    day: (i64, String),
    month: (i64, String),
}

impl CsvFile {
    fn row(&mut self, cells: &[Value]) -> io::Result<()> {
        for (place, cell) in cells.iter().enumerate() {
            if place > 0 {
                self.file.write_all(b",")?;
            }
            match *cell {
                Value::Null => {}
                Value::Text(text) => self.file.write_all(text.as_bytes())?,
                Value::Int(number) => write!(self.file, "{number}")?,
                Value::Fen(fen) => self.file.write_all(yuan(fen).as_bytes())?,
                Value::Day(day) => {
                    if self.day.0 != day {
                        self.day = (day, day_text(day));
                    }
                    self.file.write_all(self.day.1.as_bytes())?;
                }
                Value::Month(month) => {
                    if self.month.0 != month {
                        self.month = (month, month_text(month));
                    }
                    self.file.write_all(self.month.1.as_bytes())?;
                }
                Value::Bool(true) => self.file.write_all(b"true")?,
                Value::Bool(false) => self.file.write_all(b"false")?,
            }
        }
        self.file.write_all(b"\n")
    }
}
