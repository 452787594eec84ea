//! Arrow IPC, as a file with a footer or as a stream.
//!
//! Both are a row of messages, each with its place and size, which are checked against the file
//! before any is decoded: the decoder trusts them.

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use arrow_buffer::Buffer;
use arrow_ipc::reader::{FileDecoder, read_footer_length};
use arrow_ipc::{
    Block, MessageHeader, MetadataVersion, RecordBatch as BatchHeader, root_as_footer,
    root_as_message,
};
use arrow_schema::{DataType, SchemaRef};

use super::{OnColumns, Piece, decode_error, grouped, hand_over, ipc_layout, ipc_schema};
use crate::basics::error::{Error, Result};
use crate::intake::source::{Blob, BlobReader, Format};
use ipc_schema::Converted;

const MAGIC: &[u8; 6] = b"ARROW1";
const CONTINUATION: [u8; 4] = [0xff; 4];

/// A file or stream whose messages are known.
pub(super) struct IpcFile {
    blob: Blob,
    format: Format,
    schema: SchemaRef,
    version: MetadataVersion,
    /// Dictionaries and record batches; a dictionary stands before the batches that use it.
    messages: Vec<Message>,
}

/// A message: its place in the file, and what it holds.
struct Message {
    block: Block,
    is_dictionary: bool,
    rows: u64,
}

impl IpcFile {
    /// Opens a file or a stream, whichever the bytes are.
    pub(super) fn open(name: &str, blob: Blob, named: Format) -> Result<(Self, Vec<Piece>)> {
        let mut bytes = Bytes { name, format: named, len: blob.len()?, reader: blob.open()? };
        let start = bytes.at(0, MAGIC.len().min(usize::try_from(bytes.len).unwrap_or(0)))?;
        let is_file = start == MAGIC;
        bytes.format = if is_file { Format::ArrowFile } else { Format::ArrowStream };
        if start.starts_with(b"FEA1") {
            return Err(bytes.wrong("is Feather version 1; write version 2, which is Arrow IPC"));
        }
        if !is_file && named == Format::ArrowFile && !start.starts_with(&CONTINUATION) {
            bytes.format = named;
            return Err(bytes.wrong("does not begin with ARROW1"));
        }
        let (schema, version, messages) = if is_file { bytes.file()? } else { bytes.stream()? };
        let format = bytes.format;
        let pieces = pieces(&messages);
        Ok((Self { blob, format, schema, version, messages }, pieces))
    }

    pub(super) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    pub(super) fn read(
        &self,
        name: &str,
        pieces: &Range<usize>,
        fields: &[usize],
        on_columns: &mut OnColumns<'_>,
    ) -> Result<()> {
        let wrong = |reason: arrow_schema::ArrowError| decode_error(name, self.format, reason);
        let mut decoder =
            FileDecoder::new(self.schema.clone(), self.version).with_projection(fields.to_vec());
        let within: Vec<usize> = (0..fields.len()).collect();
        for (number, message) in self.messages.iter().enumerate().take(pieces.end) {
            if !message.is_dictionary && number < pieces.start {
                continue;
            }
            let data = self.data(name, &message.block)?;
            if message.is_dictionary {
                decoder.read_dictionary(&message.block, &data).map_err(wrong)?;
            } else if let Some(batch) =
                decoder.read_record_batch(&message.block, &data).map_err(wrong)?
            {
                hand_over(&batch, &within, on_columns)?;
            }
        }
        Ok(())
    }

    /// The bytes of a message; those in memory are not copied.
    fn data(&self, name: &str, block: &Block) -> Result<Buffer> {
        let wrong = |reason: &dyn std::fmt::Display| decode_error(name, self.format, reason);
        let offset = u64::try_from(block.offset()).map_err(|e| wrong(&e))?;
        let len = i64::from(block.metaDataLength()) + block.bodyLength();
        let len = usize::try_from(len).map_err(|e| wrong(&e))?;
        self.blob.slice(offset, len).map(Buffer::from).map_err(|e| wrong(&e))
    }
}

/// Units of at least [`super::BATCH_ROWS`] rows; dictionaries go with the batch behind them.
fn pieces(messages: &[Message]) -> Vec<Piece> {
    grouped(messages.iter().map(|message| message.rows))
}

/// The bytes of a file while its messages are looked for.
struct Bytes<'a> {
    name: &'a str,
    format: Format,
    len: u64,
    reader: BlobReader,
}

type Found = (SchemaRef, MetadataVersion, Vec<Message>);

impl Bytes<'_> {
    fn wrong(&self, reason: impl std::fmt::Display) -> Error {
        decode_error(self.name, self.format, reason)
    }

    fn at(&mut self, offset: u64, len: usize) -> Result<Vec<u8>> {
        if offset.checked_add(len as u64).is_none_or(|end| end > self.len) {
            return Err(self.wrong("is cut off"));
        }
        let mut bytes = vec![0; len];
        let read = self.reader.seek(SeekFrom::Start(offset));
        read.and_then(|_| self.reader.read_exact(&mut bytes)).map_err(|e| self.wrong(e))?;
        Ok(bytes)
    }

    fn file(&mut self) -> Result<Found> {
        let Some(trailer_start) = self.len.checked_sub(10) else {
            return Err(self.wrong("is cut off"));
        };
        let mut trailer = [0; 10];
        trailer.copy_from_slice(&self.at(trailer_start, 10)?);
        let footer_len = read_footer_length(trailer)
            .map_err(|_| self.wrong("is cut off: its footer is missing"))?;
        let Some(footer_start) = trailer_start.checked_sub(footer_len as u64) else {
            return Err(self.wrong("is cut off"));
        };
        let footer = self.at(footer_start, footer_len)?;
        let footer = root_as_footer(&footer).map_err(|e| self.wrong(e))?;
        let schema = footer.schema().ok_or_else(|| self.wrong("has no schema"))?;
        let schema = self.schema(schema)?;
        let mut messages = Vec::new();
        for block in footer.dictionaries().iter().flatten() {
            messages.push(self.message(*block, &schema)?);
        }
        for block in footer.recordBatches().iter().flatten() {
            messages.push(self.message(*block, &schema)?);
        }
        Ok((schema.schema, footer.version(), messages))
    }

    fn stream(&mut self) -> Result<Found> {
        let mut offset = 0;
        let mut schema: Option<(Converted, MetadataVersion)> = None;
        let mut messages = Vec::new();
        while let Some((metadata_len, prefix_len)) = self.prefix(offset)? {
            let metadata = self.at(offset + prefix_len, metadata_len)?;
            let header = root_as_message(&metadata).map_err(|e| self.wrong(e))?;
            let whole_len = prefix_len + metadata_len as u64;
            let body_len = u64::try_from(header.bodyLength()).map_err(|e| self.wrong(e))?;
            if let Some(found) = header.header_as_schema() {
                if schema.is_some() {
                    return Err(self.wrong("has two schemas"));
                }
                schema = Some((self.schema(found)?, header.version()));
            } else {
                let sizes = (i64::try_from(offset), i32::try_from(whole_len));
                let (Ok(place), Ok(whole_len)) = sizes else {
                    return Err(self.wrong("has a message that is too long"));
                };
                let block = Block::new(place, whole_len, header.bodyLength());
                let Some((schema, _)) = &schema else {
                    return Err(self.wrong("has no schema before its first batch"));
                };
                messages.push(self.message(block, schema)?);
            }
            let next = whole_len.checked_add(body_len).and_then(|len| offset.checked_add(len));
            offset = next.ok_or_else(|| self.wrong("is cut off"))?;
        }
        let (schema, version) = schema.ok_or_else(|| self.wrong("has no schema"))?;
        Ok((schema.schema, version, messages))
    }

    /// Length of the next message's metadata and of what stands before it; `None` at the end.
    fn prefix(&mut self, offset: u64) -> Result<Option<(usize, u64)>> {
        if offset == self.len {
            return Ok(None);
        }
        let first = self.at(offset, 4)?;
        let (length, prefix_len) =
            if first == CONTINUATION { (self.at(offset + 4, 4)?, 8) } else { (first, 4) };
        let mut number = [0; 4];
        number.copy_from_slice(&length);
        match i32::from_le_bytes(number) {
            0 => Ok(None),
            length => {
                let length =
                    usize::try_from(length).map_err(|_| self.wrong("is no such stream"))?;
                Ok(Some((length, prefix_len)))
            }
        }
    }

    fn schema(&self, found: arrow_ipc::Schema<'_>) -> Result<Converted> {
        ipc_schema::convert(found).map_err(|reason| self.wrong(reason))
    }

    /// A message at `block`, whose sizes are checked.
    fn message(&mut self, block: Block, schema: &Converted) -> Result<Message> {
        let offset = u64::try_from(block.offset()).map_err(|e| self.wrong(e))?;
        let len = usize::try_from(block.metaDataLength()).map_err(|e| self.wrong(e))?;
        let body_len = u64::try_from(block.bodyLength()).map_err(|e| self.wrong(e))?;
        let whole = offset.checked_add(len as u64).and_then(|end| end.checked_add(body_len));
        if whole.is_none_or(|end| end > self.len) || len < 8 {
            return Err(self.wrong("is cut off"));
        }
        let bytes = self.at(offset, len)?;
        let metadata = if bytes.starts_with(&CONTINUATION) { &bytes[8..] } else { &bytes[4..] };
        let header = root_as_message(metadata).map_err(|e| self.wrong(e))?;
        match header.header_type() {
            MessageHeader::RecordBatch => {
                let batch = header.header_as_record_batch();
                let batch = batch.ok_or_else(|| self.wrong("has an empty record batch"))?;
                let types = schema.schema.fields().iter().map(|field| field.data_type());
                let rows = self.rows(batch, body_len, types)?;
                Ok(Message { block, is_dictionary: false, rows })
            }
            MessageHeader::DictionaryBatch => {
                let found = header.header_as_dictionary_batch();
                let batch = found.and_then(|found| found.data());
                let id = found.map(|found| found.id());
                let words = schema.dictionaries.iter().find(|(known, _)| Some(*known) == id);
                let (Some(batch), Some((_, words))) = (batch, words) else {
                    return Err(self.wrong("has a dictionary of no column"));
                };
                self.rows(batch, body_len, std::iter::once(words))?;
                Ok(Message { block, is_dictionary: true, rows: 0 })
            }
            _ => Err(self.wrong("has a message that is neither batch nor dictionary")),
        }
    }

    /// Rows of a batch whose buffers lie in its body and are large enough.
    fn rows<'t>(
        &self,
        batch: BatchHeader<'_>,
        body_len: u64,
        types: impl Iterator<Item = &'t DataType>,
    ) -> Result<u64> {
        let is_inside = |offset: i64, length: i64| {
            let (Ok(offset), Ok(length)) = (u64::try_from(offset), u64::try_from(length)) else {
                return false;
            };
            offset.checked_add(length).is_some_and(|end| end <= body_len)
        };
        let mut buffers = batch.buffers().into_iter().flatten();
        let are_inside = buffers.all(|buffer| is_inside(buffer.offset(), buffer.length()));
        if !are_inside || !ipc_layout::is_sound(batch, types) {
            return Err(self.wrong("has a buffer that is too short or beyond its end"));
        }
        u64::try_from(batch.length()).map_err(|e| self.wrong(e))
    }
}
