//! CSV, a unit a file or a piece of it: any separator, quotes, any line ends, ragged rows.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{ArrayRef, StringArray};
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::csv_pieces::Stretch;
use super::decode::{Characters, Text, characters};
use super::plan::Plan;
use super::{BATCH_ROWS, OnColumns, Piece, decode_error};
use crate::basics::error::{Error, Result};
use crate::intake::check::{Fault, FaultKind, met};
use crate::intake::source::{Blob, Format};

/// Most bytes of one row: a longer one is a quote that was never closed.
const RECORD_BYTES: usize = 16 << 20;
/// Most columns: those of the largest spreadsheets.
const COLUMNS: usize = 16_384;
/// Bytes of text after which a batch is handed over.
const BATCH_BYTES: usize = 32 << 20;

/// A file whose header is known.
pub(super) struct CsvFile {
    blob: Blob,
    characters: Characters,
    delimiter: u8,
    schema: SchemaRef,
    /// Neighbouring rows that are read by themselves; none where the file is read as one.
    stretches: Vec<Stretch>,
    /// By field its position in the contract.
    positions: Vec<Option<u8>>,
    /// The last field that is a column of the contract.
    last_field: Option<usize>,
}

impl CsvFile {
    pub(super) fn open(name: &str, blob: Blob) -> Result<(Self, Vec<Piece>)> {
        let (characters, stretches) = characters(name, &blob)?;
        let mut text = Text::new(name, &blob, characters, None)?;
        let delimiter = delimiter(text.next(name)?.unwrap_or_default());
        let mut rows = Rows::new(name, Text::new(name, &blob, characters, None)?, delimiter);
        let Some(header) = rows.next()? else {
            return Err(decode_error(name, Format::Csv, "has no header line"));
        };
        if header.len() > COLUMNS {
            let reason = format!("has {} columns; at most {COLUMNS} are read", header.len());
            return Err(decode_error(name, Format::Csv, reason));
        }
        let fields: Vec<Field> = (0..header.len())
            .map(|number| String::from_utf8_lossy(header.cell(number)).trim().to_owned())
            .map(|name| Field::new(name, DataType::Utf8, true))
            .collect();
        let positions = vec![None; fields.len()];
        let schema = Arc::new(Schema::new(fields));
        // The first row of the first stretch is the header.
        let rows = (stretches.iter().enumerate())
            .map(|(place, own)| (place, own.rows.saturating_sub(u64::from(place == 0))));
        let mut pieces: Vec<Piece> = rows
            .map(|(place, rows)| Piece { pieces: place..place + 1, rows: Some(rows) })
            .collect();
        if pieces.is_empty() {
            pieces.push(Piece { pieces: 0..0, rows: None });
        }
        let last_field = None;
        let file = Self { blob, characters, delimiter, schema, stretches, positions, last_field };
        Ok((file, pieces))
    }

    pub(super) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Takes over where in the contract each field stands.
    pub(super) fn with_plan(mut self, plan: &Plan) -> Self {
        self.positions = plan.positions(self.positions.len());
        self.last_field = self.positions.iter().rposition(Option::is_some);
        self
    }

    pub(super) fn read(
        &self,
        name: &str,
        pieces: &Range<usize>,
        fields: &[usize],
        on_columns: &mut OnColumns<'_>,
    ) -> Result<()> {
        let stretch = self.stretches.get(pieces.start);
        let text = Text::new(name, &self.blob, self.characters, stretch)?;
        let mut rows = Rows::new(name, text, self.delimiter);
        rows.number = stretch.map_or(0, |own| own.before);
        if pieces.start == 0 {
            rows.next()?;
        }
        let mut batch = Batch::new(self, fields);
        while let Some(record) = rows.next()? {
            batch.push(record);
            if batch.rows == BATCH_ROWS || batch.bytes >= BATCH_BYTES {
                batch.hand_over(name, on_columns)?;
            }
        }
        batch.hand_over(name, on_columns)
    }
}

/// The sign between cells: the one of comma, semicolon and tab that the first line has most of.
fn delimiter(text: &[u8]) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut is_quoted = false;
    for &byte in text {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            _ if is_quoted => {}
            _ => counts.iter_mut().filter(|(sign, _)| *sign == byte).for_each(|(_, n)| *n += 1),
        }
    }
    // The first of equals, so a file of one column has commas.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |&(sign, _)| sign)
}

/// One row: the bytes of its cells, one after the other.
struct Record<'a> {
    bytes: &'a [u8],
    ends: &'a [usize],
}

impl<'a> Record<'a> {
    const fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell; empty where the row is too short.
    fn cell(&self, field: usize) -> &'a [u8] {
        let start = if field == 0 { Some(0) } else { self.ends.get(field - 1).copied() };
        match (start, self.ends.get(field)) {
            (Some(start), Some(&end)) => &self.bytes[start..end],
            _ => &[],
        }
    }
}

/// The rows of a file, header included.
struct Rows<'a> {
    name: &'a str,
    text: Text,
    core: Reader,
    block: Vec<u8>,
    block_start: usize,
    is_at_end: bool,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    number: u64,
}

impl<'a> Rows<'a> {
    fn new(name: &'a str, text: Text, delimiter: u8) -> Self {
        Self {
            name,
            text,
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            block: Vec::new(),
            block_start: 0,
            is_at_end: false,
            bytes: vec![0; 1 << 12],
            ends: vec![0; 64],
            number: 0,
        }
    }

    fn next(&mut self) -> Result<Option<Record<'_>>> {
        let (mut bytes_len, mut ends_len) = (0, 0);
        loop {
            let was_at_end = self.is_at_end && self.block_start == self.block.len();
            if self.block_start == self.block.len() && !self.is_at_end {
                self.refill()?;
            }
            let (result, read, written, ended) = self.core.read_record(
                &self.block[self.block_start..],
                &mut self.bytes[bytes_len..],
                &mut self.ends[ends_len..],
            );
            self.block_start += read;
            bytes_len += written;
            ends_len += ended;
            match result {
                ReadRecordResult::InputEmpty if self.is_at_end && !was_at_end && written > 0 => {
                    // The line end put behind the last line went into a cell.
                    return Err(self.wrong("is never closed"));
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if bytes_len >= RECORD_BYTES => {
                    return Err(self.wrong("is longer than 16 MiB"));
                }
                ReadRecordResult::OutputFull => self.bytes.resize(self.bytes.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => {
                    self.number += 1;
                    let (bytes, ends) = (&self.bytes[..bytes_len], &self.ends[..ends_len]);
                    return Ok(Some(Record { bytes, ends }));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// The next block; behind the last one a line end, which only an open quote takes for text.
    fn refill(&mut self) -> Result<()> {
        self.block.clear();
        self.block_start = 0;
        match self.text.next(self.name)? {
            Some(block) => self.block.extend_from_slice(block),
            None => {
                self.block.push(b'\n');
                self.is_at_end = true;
            }
        }
        Ok(())
    }

    fn wrong(&self, what: &str) -> Error {
        let reason = format!("the quoted cell that begins in record {} {what}", self.number);
        decode_error(self.name, Format::Csv, reason)
    }
}

/// Rows that wait to be handed over.
struct Batch<'a> {
    file: &'a CsvFile,
    fields: &'a [usize],
    offsets: Vec<Vec<i32>>,
    cells: Vec<Vec<u8>>,
    faults: Vec<Fault>,
    rows: usize,
    bytes: usize,
}

impl<'a> Batch<'a> {
    fn new(file: &'a CsvFile, fields: &'a [usize]) -> Self {
        let offsets = vec![vec![0]; fields.len()];
        let cells = vec![Vec::new(); fields.len()];
        Self { file, fields, offsets, cells, faults: Vec::new(), rows: 0, bytes: 0 }
    }

    fn push(&mut self, record: Record<'_>) {
        let extra = (self.file.positions.len()..record.len())
            .map(|field| record.cell(field))
            .find(|cell| !String::from_utf8_lossy(cell).trim().is_empty());
        for (place, &field) in self.fields.iter().enumerate() {
            let mut cell = record.cell(field);
            let lost = if self.is_damaged(cell) {
                Some(cell)
            } else {
                extra.filter(|_| self.file.last_field == Some(field))
            };
            if let Some(lost) = lost {
                self.fault(field, lost);
                cell = &[];
            }
            self.cells[place].extend_from_slice(cell);
            self.bytes += cell.len();
            let end = i32::try_from(self.cells[place].len()).unwrap_or(i32::MAX);
            self.offsets[place].push(end);
        }
        self.rows += 1;
    }

    /// Whether decoding met bytes that have no meaning in the file's characters.
    fn is_damaged(&self, cell: &[u8]) -> bool {
        self.file.characters != Characters::Utf8
            && !cell.is_ascii()
            && cell.windows(3).any(|bytes| bytes == "\u{fffd}".as_bytes())
    }

    fn fault(&mut self, field: usize, cell: &[u8]) {
        if let Some(column) = self.file.positions[field] {
            let row = u32::try_from(self.rows).unwrap_or(u32::MAX);
            let met = met(&String::from_utf8_lossy(cell));
            self.faults.push(Fault { row, column, kind: FaultKind::Bad, met });
        }
    }

    fn hand_over(&mut self, name: &str, on_columns: &mut OnColumns<'_>) -> Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(self.fields.len());
        for (offsets, cells) in self.offsets.iter_mut().zip(&mut self.cells) {
            let offsets = std::mem::replace(offsets, vec![0]);
            let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
            let cells = Buffer::from_vec(std::mem::take(cells));
            let array = StringArray::try_new(offsets, cells, None)
                .map_err(|reason| decode_error(name, Format::Csv, reason))?;
            arrays.push(Arc::new(array));
        }
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        on_columns(&arrays, rows, std::mem::take(&mut self.faults))
    }
}
