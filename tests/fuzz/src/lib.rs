//! What reads bytes of strangers, one function each: for the targets of cargo-fuzz and for the
//! short run of `cargo ci`.
//!
//! A reader may refuse; it must not panic, take unbounded memory, or refuse without naming the
//! file.

use std::panic;
use std::sync::Arc;

use anxin::intake::foreign::{bank_export, settings::Settings, take};
use anxin::intake::read::{Opened, ReadOptions, fence};
use anxin::report::run_partial::RunPartial;
use anxin::{Error, Format, Policy, Result, Source, TableName};

/// A reader: its name, the name of the file that it is given, and how it is called.
pub struct Reader {
    /// Its name, that of its folder in the corpus.
    pub name: &'static str,
    /// The name of the file in messages.
    pub file: &'static str,
    read: fn(&str, &[u8]) -> Result<usize>,
}

/// All readers of bytes.
pub const READERS: [Reader; 18] = [
    Reader {
        name: "csv",
        file: "payroll.csv",
        read: |file, bytes| table(file, Format::Csv, bytes),
    },
    Reader {
        name: "parquet",
        file: "payroll.parquet",
        read: |file, bytes| table(file, Format::Parquet, bytes),
    },
    Reader {
        name: "arrow_file",
        file: "payroll.arrow",
        read: |file, bytes| table(file, Format::ArrowFile, bytes),
    },
    Reader {
        name: "arrow_stream",
        file: "payroll.arrows",
        read: |file, bytes| table(file, Format::ArrowStream, bytes),
    },
    Reader { name: "xlsx", file: "book.xlsx", read: foreign },
    Reader { name: "xls", file: "book.xls", read: foreign },
    Reader { name: "sheet", file: "sheet.csv", read: foreign },
    Reader { name: "month_grid", file: "days.csv", read: foreign },
    Reader { name: "attlog", file: "1_attlog.dat", read: foreign },
    Reader { name: "clock_sheet", file: "clock.csv", read: foreign },
    Reader { name: "bank_export", file: "bank.csv", read: foreign },
    Reader { name: "camt", file: "camt.xml", read: foreign },
    Reader { name: "pain", file: "pain.xml", read: foreign },
    Reader { name: "mt940", file: "statement.sta", read: foreign },
    Reader { name: "nacha", file: "pay.ach", read: foreign },
    Reader { name: "platform", file: "platform.json", read: foreign },
    Reader { name: "policy", file: "policy.toml", read: policy },
    Reader { name: "partial", file: "partial.json", read: partial },
];

/// The reader of that name.
///
/// # Panics
///
/// Where there is none.
#[must_use]
pub fn reader(name: &str) -> &'static Reader {
    let found = READERS.iter().find(|reader| reader.name == name);
    found.unwrap_or_else(|| panic!("no reader {name}"))
}

/// Puts a panic hook before the one in force: of a panic behind the fence of the engine, which
/// becomes an error, nothing is told; the targets of cargo-fuzz would end at it. Every other panic
/// goes on to the hook that was in force.
pub fn silent_inside_the_fence() {
    let told = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        if !fence::is_inside() {
            told(what);
        }
    }));
}

impl Reader {
    /// Reads the bytes to the end: the number of rows, or `None` where they are refused.
    ///
    /// # Panics
    ///
    /// Where a refusal does not name the file, beside whatever the reader should not do.
    #[must_use]
    pub fn feed(&self, bytes: &[u8]) -> Option<usize> {
        match (self.read)(self.file, bytes) {
            Ok(rows) => Some(rows),
            Err(error) => {
                let text = error.to_string();
                assert!(text.contains(self.file), "{}: {text} names no file", self.name);
                assert!(text.len() > self.file.len() + 12, "{}: {text} gives no reason", self.name);
                None
            }
        }
    }
}

fn rows(opened: &Opened) -> Result<usize> {
    let mut rows = 0;
    for unit in 0..opened.units() {
        let read = opened.read_unit(unit, None, &mut |_| Ok(()))?;
        rows += usize::try_from(read).unwrap_or(usize::MAX);
    }
    Ok(rows)
}

/// A table of its own name.
fn table(file: &str, format: Format, bytes: &[u8]) -> Result<usize> {
    let source = Source::bytes(file, format, bytes.to_vec().into());
    rows(&Opened::open(TableName::Payroll, &source, &ReadOptions::default())?)
}

/// A file that is taken apart, and the checks that its rows go through.
fn foreign(file: &str, bytes: &[u8]) -> Result<usize> {
    let taken = Arc::new(take(file, bytes, None)?);
    let mut count = 0;
    for (place, table) in taken.tables.iter().enumerate() {
        let source = Source::taken(Arc::clone(&taken), place);
        count += rows(&Opened::open(table.table, &source, &ReadOptions::default())?)?;
    }
    for note in &taken.notes {
        assert!(note.text.len() < 1_000 && taken.place_of(note).starts_with(file));
    }
    Ok(count)
}

/// The files of a user that are TOML: a policy, settings of files, layouts of banks.
fn policy(file: &str, bytes: &[u8]) -> Result<usize> {
    let text = String::from_utf8_lossy(bytes);
    let _settings = Settings::read(file, &text);
    let _layouts = bank_export::layouts(file, &text);
    Policy::from_toml(&text, file).map(|_| 1)
}

/// The partial result of another run, and what is made of it.
fn partial(file: &str, bytes: &[u8]) -> Result<usize> {
    let text = std::str::from_utf8(bytes).map_err(|error| Error::Decode {
        place: file.to_owned(),
        format: "partial result",
        reason: error.to_string(),
    })?;
    let part = RunPartial::from_json(text, file)?;
    // What holds together may still not add up: an error, never a panic.
    let _merged = anxin::merged::merge(&[part], &Policy::default());
    Ok(1)
}
