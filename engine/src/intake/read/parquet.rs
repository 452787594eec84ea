//! Parquet, one row group a unit.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use bytes::Bytes;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::arrow::{ARROW_SCHEMA_META_KEY, ProjectionMask};
use parquet::basic::Encoding;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{ColumnChunkMetaData, PageIndexPolicy, ParquetMetaData};
use parquet::file::reader::{ChunkReader, Length};

use super::fence::fenced;
use super::plan::Plan;
use super::{BATCH_ROWS, OnColumns, Piece, decode_error, hand_over, ipc_schema};
use crate::basics::error::Result;
use crate::intake::source::{Blob, BlobReader, Format};

/// A file whose footer is known.
pub(super) struct ParquetFile {
    chunks: Chunks,
    metadata: ArrowReaderMetadata,
}

impl ParquetFile {
    pub(super) fn open(name: &str, blob: Blob) -> Result<(Self, Vec<Piece>)> {
        let chunks = Chunks { len: blob.len()?, blob };
        chunks.blob.open()?;
        let wrong = |reason: ParquetError| decode_error(name, Format::Parquet, reason);
        let plain = options().with_skip_arrow_metadata(true);
        let mut metadata = ArrowReaderMetadata::load(&chunks, plain).map_err(wrong)?;
        if has_arrow_schema(metadata.metadata()) {
            metadata = ArrowReaderMetadata::try_new(metadata.metadata().clone(), options())
                .map_err(wrong)?;
        }
        let mut pieces = Vec::new();
        for (number, group) in metadata.metadata().row_groups().iter().enumerate() {
            let rows = u64::try_from(group.num_rows())
                .map_err(|reason| decode_error(name, Format::Parquet, reason))?;
            if !group.columns().iter().all(|chunk| is_inside(chunk, chunks.len)) {
                let reason = format!("row group {number} has a column beyond the end of the file");
                return Err(decode_error(name, Format::Parquet, reason));
            }
            pieces.push(Piece { pieces: number..number + 1, rows: Some(rows) });
        }
        Ok((Self { chunks, metadata }, pieces))
    }

    pub(super) fn schema(&self) -> SchemaRef {
        self.metadata.schema().clone()
    }

    /// Lets text keep its dictionaries where the file has them, and else be views of its pages;
    /// nothing else stays in dictionaries, as pandas has numbers.
    pub(super) fn with_text(self, plan: &Plan) -> Self {
        let planned = plan.fields();
        let schema = self.metadata.schema();
        let leaves = leaf_of_root(self.metadata.metadata());
        let fields: Vec<Field> = (schema.fields().iter().enumerate())
            .map(|(number, field)| {
                let is_text = matches!(
                    value_type(field.data_type()),
                    DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
                );
                let leaf = leaves.get(number).copied().flatten();
                let field = field.as_ref().clone();
                match leaf.filter(|_| is_text && planned.contains(&number)) {
                    Some(leaf) if self.has_dictionaries(leaf) => field.with_data_type(
                        DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
                    ),
                    Some(_) => field.with_data_type(DataType::Utf8View),
                    None => {
                        let values = value_type(field.data_type()).clone();
                        field.with_data_type(values)
                    }
                }
            })
            .collect();
        let wanted = Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()));
        let chosen = ArrowReaderMetadata::try_new(
            self.metadata.metadata().clone(),
            options().with_schema(wanted),
        );
        // A schema that the reader will not take is no loss but of speed.
        let metadata = chosen.unwrap_or(self.metadata);
        Self { chunks: self.chunks, metadata }
    }

    /// Whether all values of a column stand in dictionaries.
    fn has_dictionaries(&self, leaf: usize) -> bool {
        let groups = self.metadata.metadata().row_groups();
        !groups.is_empty() && groups.iter().all(|group| is_dictionary(group.column(leaf)))
    }

    pub(super) fn read(
        &self,
        name: &str,
        groups: &Range<usize>,
        fields: &[usize],
        on_columns: &mut OnColumns<'_>,
    ) -> Result<()> {
        let wrong = |reason: &dyn std::fmt::Display| decode_error(name, Format::Parquet, reason);
        let schema = self.metadata.parquet_schema();
        let mask = ProjectionMask::roots(schema, fields.iter().copied());
        let mut reader = ParquetRecordBatchReaderBuilder::new_with_metadata(
            self.chunks.clone(),
            self.metadata.clone(),
        )
        .with_batch_size(BATCH_ROWS)
        .with_row_groups(groups.clone().collect())
        .with_projection(mask)
        .build()
        .map_err(|reason| wrong(&reason))?;
        let within: Vec<usize> = (0..fields.len()).collect();
        let mut rows = 0_usize;
        // Pages carry no sizes that could be checked before: the decoder stops at some damaged ones
        // by a panic of its own. Nothing is kept of a decoder that did.
        while let Some(batch) =
            fenced(|| reader.next()).ok_or_else(|| wrong(&"a page is damaged"))?
        {
            let batch = batch.map_err(|reason| wrong(&reason))?;
            rows += batch.num_rows();
            hand_over(&batch, &within, on_columns)?;
        }
        let told: i64 = groups
            .clone()
            .filter_map(|group| self.metadata.metadata().row_groups().get(group))
            .map(parquet::file::metadata::RowGroupMetaData::num_rows)
            .sum();
        if i64::try_from(rows) != Ok(told) {
            return Err(wrong(&format!("has {rows} rows where its footer tells {told}")));
        }
        Ok(())
    }
}

fn options() -> ArrowReaderOptions {
    ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Skip)
}

fn value_type(data_type: &DataType) -> &DataType {
    match data_type {
        DataType::Dictionary(_, values) => values,
        other => other,
    }
}

/// For each field of the file its one leaf column; `None` for nested fields.
fn leaf_of_root(metadata: &ParquetMetaData) -> Vec<Option<usize>> {
    let schema = metadata.file_metadata().schema_descr();
    let mut leaves = vec![None; schema.root_schema().get_fields().len()];
    for leaf in 0..schema.num_columns() {
        let root = schema.get_column_root_idx(leaf);
        let is_flat = schema.column(leaf).path().parts().len() == 1;
        leaves[root] = is_flat.then_some(leaf);
    }
    leaves
}

/// Whether a column chunk lies in a file of `file_len` bytes: the decoder trusts it.
fn is_inside(chunk: &ColumnChunkMetaData, file_len: u64) -> bool {
    let start = chunk.dictionary_page_offset().unwrap_or_else(|| chunk.data_page_offset());
    match (u64::try_from(start), u64::try_from(chunk.compressed_size())) {
        (Ok(start), Ok(len)) => start.checked_add(len).is_some_and(|end| end <= file_len),
        _ => false,
    }
}

/// Whether the Arrow schema that a writer left beside the Parquet schema is one; it tells types
/// that Parquet does not know, such as timestamps in seconds.
fn has_arrow_schema(metadata: &ParquetMetaData) -> bool {
    let pairs = metadata.file_metadata().key_value_metadata();
    let found = pairs.into_iter().flatten().find(|pair| pair.key == ARROW_SCHEMA_META_KEY);
    let text = found.and_then(|pair| pair.value.as_deref());
    let Some(bytes) = text.and_then(base64) else { return false };
    let message = match bytes.get(..8) {
        Some([0xff, 0xff, 0xff, 0xff, ..]) => &bytes[8..],
        _ => bytes.as_slice(),
    };
    let message = arrow_ipc::root_as_message(message).ok();
    let schema = message.and_then(|message| message.header_as_schema());
    schema.is_some_and(|schema| ipc_schema::convert(schema).is_ok())
}

/// The bytes of base64 text.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for letter in text.trim_end_matches('=').bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// Whether all data pages of a column chunk point into its dictionary.
fn is_dictionary(chunk: &ColumnChunkMetaData) -> bool {
    let points = |encoding: Encoding| {
        matches!(encoding, Encoding::PLAIN_DICTIONARY | Encoding::RLE_DICTIONARY)
    };
    if let Some(mask) = chunk.page_encoding_stats_mask() {
        return mask.encodings().all(points);
    }
    // Without statistics: what the chunk names at all.
    chunk.dictionary_page_offset().is_some() && chunk.encodings().any(points)
}

/// More than a header of a page takes, with statistics of short texts.
const HEADER_BYTES: usize = 1 << 12;

/// The bytes of a file, as the Parquet reader asks for them.
#[derive(Clone, Debug)]
struct Chunks {
    blob: Blob,
    len: u64,
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.len
    }
}

impl ChunkReader for Chunks {
    type T = Positioned;

    fn get_read(&self, start: u64) -> ParquetResult<Self::T> {
        if start > self.len {
            return Err(ParquetError::EOF(format!("{start} lies beyond the end, {}", self.len)));
        }
        // It is opened for every header of a page, and what follows is read in one piece.
        let opened = self.blob.open_ahead(HEADER_BYTES);
        let mut reader = opened.map_err(|reason| ParquetError::External(reason.into()))?;
        io::Seek::seek(&mut reader, io::SeekFrom::Start(start))?;
        Ok(Positioned(reader))
    }

    fn get_bytes(&self, start: u64, length: usize) -> ParquetResult<Bytes> {
        Ok(self.blob.slice(start, length)?)
    }
}

struct Positioned(BlobReader);

impl Read for Positioned {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}
