//! Files in, tables out.

use std::cell::RefCell;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anxin::intake::foreign::Taken;
use anxin::intake::foreign::rows::{Note, TextRows};
use anxin::intake::source::Slices;
use anxin::report::csv::Writer;
use anxin::report::sink;
use anxin::report::tables::{Batches, OutputTable, batches};
use anxin::{Format, Merged, Reconciliation, Source, TableName};
use bytes::Bytes;
use js_sys::Uint8Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::{File, FileReaderSync};

use crate::error::{raised, usage};
use crate::object;
use crate::threads::{AtHome, aside};

/// The files of a data set, recognised as those of a folder are: by name, else by content.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Inputs {
    files: Vec<(String, Arc<dyn Slices>)>,
    tables: Vec<(TableName, Source)>,
    /// What became of them: workbooks are taken apart once.
    kept: RefCell<Option<anxin::Inputs>>,
    blocks: Blocks,
}

#[wasm_bindgen]
impl Inputs {
    /// No files yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A file in memory; `name` may hold folders.
    #[wasm_bindgen(js_name = addBytes)]
    pub fn add_bytes(&mut self, name: String, bytes: Vec<u8>) {
        self.push(name, Arc::new(Bytes::from(bytes)));
    }

    /// A file that the browser holds, read in slices as it is needed. Works in a worker alone.
    ///
    /// # Errors
    ///
    /// Where files cannot be read at once: outside of a worker.
    #[wasm_bindgen(js_name = addFile)]
    pub fn add_file(&mut self, name: String, file: File) -> Result<(), JsValue> {
        let reader = FileReaderSync::new()?;
        let number = self.files.len();
        // A size in bytes is a whole number below 2^53.
        let length = format!("{:.0}", file.size()).parse().unwrap_or(0);
        let (file, blocks) = (AtHome::new(HeldFile { file, reader }), Arc::clone(&self.blocks));
        self.push(name, Arc::new(Held { number, length, file, blocks }));
        Ok(())
    }

    /// A table of that name, whatever its file is called; the ending of `file` says its format.
    ///
    /// # Errors
    ///
    /// `TypeError` where there is no such table, or the ending says no format.
    #[wasm_bindgen(js_name = addTable)]
    pub fn add_table(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "InputTable")] table: &str,
        file: &str,
        bytes: Vec<u8>,
    ) -> Result<(), JsValue> {
        let name = input_table(table)?;
        let format = Format::of(file).ok_or_else(|| {
            usage(&format!("{file}: expected parquet, arrow, feather, ipc, arrows or csv"))
        })?;
        self.kept.take();
        self.tables.push((name, Source::bytes(file, format, bytes.into())));
        Ok(())
    }

    /// Which tables there are, what each file was taken for and why, and what was left out.
    ///
    /// # Errors
    ///
    /// What the files give that cannot be taken apart.
    #[wasm_bindgen(unchecked_return_type = "Recognised")]
    pub fn recognised(&self) -> Result<JsValue, JsValue> {
        object(&Recognised::of(&self.taken().map_err(raised)?))
    }
}

impl Inputs {
    fn push(&mut self, name: String, file: Arc<dyn Slices>) {
        self.kept.take();
        self.files.push((name, file));
    }

    /// The files as they were handed over.
    pub(crate) const fn files(&self) -> &anxin::bundle::Files {
        &self.files
    }

    /// The data set.
    pub(crate) fn taken(&self) -> anxin::Result<anxin::Inputs> {
        if let Some(kept) = &*self.kept.borrow() {
            return Ok(kept.clone());
        }
        let files = self.files.clone();
        let inputs = aside(|| anxin::Inputs::files(files))?;
        let tables = self.tables.iter().rev();
        let all = tables.fold(inputs, |all, (table, source)| all.with_more(*table, source.clone()));
        *self.kept.borrow_mut() = Some(all.clone());
        Ok(all)
    }
}

/// An input table by its name.
pub(crate) fn input_table(word: &str) -> Result<TableName, JsValue> {
    let known = || TableName::ALL.map(TableName::word).join(", ");
    TableName::from_word(word)
        .ok_or_else(|| usage(&format!("met the table `{word}`, expected one of {}", known())))
}

/// What became of the files of a data set.
#[derive(Serialize)]
struct Recognised<'a> {
    tables: Vec<&'static str>,
    files: Vec<TakenFile<'a>>,
    ignored: &'a [String],
}

/// A file that was recognised by its content.
#[derive(Serialize)]
struct TakenFile<'a> {
    file: &'a str,
    sort: &'a str,
    why: &'a [String],
    tables: Vec<TakenTable<'a>>,
    notes: Vec<TakenNote<'a>>,
    unknown: &'a [String],
}

/// Rows of one of our tables that a sheet gave.
#[derive(Serialize)]
struct TakenTable<'a> {
    table: &'static str,
    sheet: &'a str,
    rows: usize,
}

/// Something about a place of a file.
#[derive(Serialize)]
struct TakenNote<'a> {
    kind: &'static str,
    place: String,
    text: &'a str,
}

impl<'a> Recognised<'a> {
    fn of(inputs: &'a anxin::Inputs) -> Self {
        let files = inputs.taken.iter().map(|taken| TakenFile {
            file: &taken.file,
            sort: &taken.sort,
            why: &taken.why,
            tables: taken.tables.iter().map(TakenTable::of).collect(),
            notes: taken.notes.iter().map(|note| TakenNote::of(taken, note)).collect(),
            unknown: &taken.unknown,
        });
        Self {
            tables: inputs.tables().map(TableName::word).collect(),
            files: files.collect(),
            ignored: &inputs.ignored,
        }
    }
}

impl<'a> TakenTable<'a> {
    fn of(rows: &'a TextRows) -> Self {
        Self { table: rows.table.word(), sheet: &rows.sheet, rows: rows.len() }
    }
}

impl<'a> TakenNote<'a> {
    fn of(taken: &Taken, note: &'a Note) -> Self {
        Self { kind: note.kind.word(), place: taken.place_of(note), text: &note.text }
    }
}

/// Blocks of files of a browser: which file, which block, its bytes; the one used last at the end.
type Blocks = Arc<Mutex<Vec<((usize, u64), Bytes)>>>;

/// Bytes of a block.
const BLOCK_BYTES: u64 = 1 << 20;
/// Blocks that are kept: one for each column of a wide table.
const BLOCKS: usize = 64;

/// A file of a browser, read in blocks that are kept for a while: a reader asks for a page of each
/// column in turn, and every question to the browser takes as long as a hundred pages in memory.
#[derive(Debug)]
struct Held {
    number: usize,
    length: u64,
    file: AtHome<HeldFile>,
    blocks: Blocks,
}

impl Held {
    fn kept(&self) -> MutexGuard<'_, Vec<((usize, u64), Bytes)>> {
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The block in which a place of the file lies, from there on.
    fn rest_of_block(&self, place: u64) -> io::Result<Bytes> {
        let key = (self.number, place / BLOCK_BYTES);
        let take_out = |kept: &mut Vec<((usize, u64), Bytes)>| {
            let found = kept.iter().position(|block| block.0 == key)?;
            Some(kept.remove(found).1)
        };
        let known = take_out(&mut self.kept());
        let block = match known {
            Some(block) => block,
            None => {
                let read = self.file.with(move |file| file.block(key.1));
                let gone = || io::Error::other("the worker that holds the file is gone");
                read.ok_or_else(gone)??
            }
        };
        let mut kept = self.kept();
        if kept.len() >= BLOCKS {
            kept.remove(0);
        }
        kept.push((key, block.clone()));
        let from = usize::try_from(place % BLOCK_BYTES).unwrap_or(usize::MAX);
        Ok(block.slice(from.min(block.len())..))
    }
}

impl Slices for Held {
    fn length(&self) -> u64 {
        self.length
    }

    fn slice(&self, start: u64, length: usize) -> io::Result<Bytes> {
        // A damaged file may name any length.
        if start.saturating_add(length as u64) > self.length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut part = self.rest_of_block(start)?;
        if part.len() >= length {
            return Ok(part.slice(..length));
        }
        let mut bytes = Vec::with_capacity(length);
        loop {
            part.truncate(length - bytes.len());
            if part.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            bytes.extend_from_slice(&part);
            if bytes.len() == length {
                return Ok(bytes.into());
            }
            part = self.rest_of_block(start + bytes.len() as u64)?;
        }
    }
}

#[derive(Debug)]
struct HeldFile {
    file: File,
    reader: FileReaderSync,
}

impl HeldFile {
    /// A block from the browser.
    fn block(&self, at: u64) -> io::Result<Bytes> {
        let refused = |_| io::Error::other("the browser cannot read the file any more");
        let place = |at: u64| format!("{at}").parse::<f64>().unwrap_or(f64::MAX);
        let start = at.saturating_mul(BLOCK_BYTES);
        let end = start.saturating_add(BLOCK_BYTES);
        let part = self.file.slice_with_f64_and_f64(place(start), place(end)).map_err(refused)?;
        let read = self.reader.read_as_array_buffer(&part).map_err(refused)?;
        Ok(Uint8Array::new(&read).to_vec().into())
    }
}

/// What output tables are made from.
pub(crate) enum Output<'a> {
    /// A run.
    Run(&'a Reconciliation),
    /// Several runs put together.
    Merged(&'a Merged),
}

impl<'a> Output<'a> {
    /// A table as an Arrow IPC stream.
    pub(crate) fn arrow(&self, table: &str) -> Result<Vec<u8>, JsValue> {
        let table = output_table(table)?;
        aside(|| sink::write_stream(self.batches(table), Vec::new())).map_err(raised)
    }

    /// A table as canonical CSV.
    pub(crate) fn csv(&self, table: &str) -> Result<Vec<u8>, JsValue> {
        let table = output_table(table)?;
        aside(|| {
            let batches = self.batches(table);
            // Memory takes whatever is written.
            let failed = |source| anxin::Error::Io { place: table.name().to_owned(), source };
            let mut writer = Writer::new(Vec::new(), &batches.schema()).map_err(failed)?;
            for batch in batches {
                writer.batch(&batch?).map_err(failed)?;
            }
            Ok(writer.into_inner())
        })
        .map_err(raised)
    }

    fn batches(&self, table: OutputTable) -> Batches<'a> {
        match self {
            Self::Run(run) => batches(run, table),
            Self::Merged(merged) => merged.batches(table),
        }
    }
}

/// An output table by its name.
fn output_table(name: &str) -> Result<OutputTable, JsValue> {
    let known = || OutputTable::ALL.map(OutputTable::name).join(", ");
    let table = OutputTable::ALL.into_iter().find(|table| table.name() == name);
    table.ok_or_else(|| usage(&format!("met the table `{name}`, expected one of {}", known())))
}
