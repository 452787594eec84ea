//! A table as it was handed over, as bytes that can be kept and read again.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_ipc::writer::StreamWriter;
use bytes::Bytes;

use super::{Opened, ReadOptions, open_part};
use crate::basics::error::{Error, Result};
use crate::intake::source::{Format, Part, PartData, Source};
use crate::intake::tables::TableName;

/// A part of a table as bytes.
#[derive(Clone, Debug)]
pub(crate) struct HandedOver {
    pub format: Format,
    pub bytes: Bytes,
    /// Rows that it holds.
    pub rows: u64,
}

/// The parts of a table: files byte for byte, what is in memory or was taken apart as an Arrow IPC
/// stream. Each is read once, so that none is kept that cannot be read.
///
/// # Errors
///
/// What opening and reading the table gives.
pub(crate) fn handed_over(
    table: TableName,
    source: &Source,
    options: &ReadOptions,
) -> Result<Vec<HandedOver>> {
    let parts = source.parts()?.into_iter().map(|part| {
        let name = part.name.clone();
        let (format, bytes) = bytes_of(part)?;
        let kept = Source::bytes(&name, format, bytes.clone());
        let opened = Opened::open(table, &kept, options)?;
        let read = |unit| opened.read_unit(unit, None, &mut |_| Ok(()));
        let rows = (0..opened.units()).map(read).sum::<Result<u64>>()?;
        Ok(HandedOver { format, bytes, rows })
    });
    parts.collect()
}

/// The bytes of a part.
fn bytes_of(part: Part) -> Result<(Format, Bytes)> {
    let Part { name, data } = part;
    if let PartData::Stored(format, blob) = &data {
        let length = usize::try_from(blob.len()?).unwrap_or(usize::MAX);
        let bytes = blob.slice(0, length);
        let place = || name.clone();
        return Ok((*format, bytes.map_err(|source| Error::Io { place: place(), source })?));
    }
    let of_arrow = |error: arrow_schema::ArrowError| Error::Decode {
        place: name.clone(),
        format: Format::ArrowStream.word(),
        reason: error.to_string(),
    };
    let (schema, content, pieces) = open_part(&name, data)?;
    let fields: Vec<usize> = (0..schema.fields().len()).collect();
    let mut writer = StreamWriter::try_new(Vec::new(), &schema).map_err(of_arrow)?;
    for piece in pieces {
        content.read(&name, &piece.pieces, &fields, &mut |columns, _, _| {
            let batch = RecordBatch::try_new(Arc::clone(&schema), columns.to_vec());
            writer.write(&batch.map_err(of_arrow)?).map_err(of_arrow)
        })?;
    }
    let bytes = writer.into_inner().map_err(of_arrow)?;
    Ok((Format::ArrowStream, bytes.into()))
}
