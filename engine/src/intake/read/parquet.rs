//! Parquet, one row group a unit.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Encoding;
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{ColumnChunkMetaData, PageIndexPolicy, ParquetMetaData};
use parquet::file::reader::{ChunkReader, Length};

use super::plan::Plan;
use super::{BATCH_ROWS, OnColumns, Piece, decode_error, hand_over};
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
        let metadata = ArrowReaderMetadata::load(&chunks, options())
            .map_err(|reason| decode_error(name, Format::Parquet, reason))?;
        let mut pieces = Vec::new();
        for (number, group) in metadata.metadata().row_groups().iter().enumerate() {
            let rows = u64::try_from(group.num_rows())
                .map_err(|reason| decode_error(name, Format::Parquet, reason))?;
            pieces.push(Piece { pieces: number..number + 1, rows: Some(rows) });
        }
        Ok((Self { chunks, metadata }, pieces))
    }

    pub(super) fn schema(&self) -> SchemaRef {
        self.metadata.schema().clone()
    }

    /// Lets text keep its dictionaries where the file has them, and else be views of its pages.
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
                    None => field,
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
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(
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
        for batch in reader {
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
        let mut reader =
            self.blob.open().map_err(|reason| ParquetError::External(reason.into()))?;
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
