//! What travels between machines: rows of a table, or what was noted of them, as bytes for a
//! bucket.

use std::io::Cursor;
use std::sync::Arc;

use arrow_array::types::Decimal128Type;
use arrow_array::{ArrayRef, Date32Array, PrimitiveArray, RecordBatch, StringArray, UInt32Array};
use arrow_cast::cast;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use arrow_select::concat::concat_batches;
use arrow_select::take::take_record_batch;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::basics::error::{Error, Result};
use crate::intake::source::Source;
use crate::reconciliation::Reconciliation;
use crate::report::tables::{OutputTable, batches};

/// Rows of a table.
pub(super) type Batch = RecordBatch;

/// Bytes for a bucket.
///
/// # Example
///
/// ```
/// use anxin::parted::Piece;
///
/// let piece = Piece { bucket: 3, part: "attendance".to_owned(), ..Piece::default() };
/// assert!(piece.rows.is_empty() && piece.notes.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// Where it goes: what has one bucket is worked on together.
    pub bucket: u32,
    /// What it holds: a table by its name, or one of [`super::Cluster`]'s own words.
    pub part: String,
    /// Rows: an Arrow IPC stream, or nothing.
    pub rows: Vec<u8>,
    /// What is known of them: JSON, or nothing.
    pub notes: Vec<u8>,
}

impl Piece {
    /// What was noted, without rows.
    pub(super) fn noted(bucket: u32, part: &str, notes: &impl Serialize) -> Result<Self> {
        let notes = serde_json::to_vec(notes).map_err(|error| fault(&error))?;
        Ok(Self { bucket, part: part.to_owned(), rows: Vec::new(), notes })
    }

    /// Rows of `batch` at `places`, with what is known of each.
    pub(super) fn of_rows(
        bucket: u32,
        part: &str,
        batch: &RecordBatch,
        places: Vec<u32>,
    ) -> Result<Self> {
        let taken = match places.len() == batch.num_rows() {
            // All of them, in their order.
            true => batch.clone(),
            false => take_record_batch(batch, &UInt32Array::from(places)).map_err(of_arrow)?,
        };
        let rows = encode(&batch.schema(), [Ok(taken)])?;
        Ok(Self { bucket, part: part.to_owned(), rows, notes: Vec::new() })
    }

    /// The record batches of its rows.
    pub(super) fn batches(&self) -> Result<Vec<RecordBatch>> {
        decode(&self.rows)
    }

    /// What was noted.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.notes).map_err(|error| fault(&error))
    }
}

/// An output table as a piece; ids and words as plain text, which every cluster knows.
pub(super) fn table_piece(run: &Reconciliation, table: OutputTable) -> Result<Piece> {
    let schema = in_cluster(&table.schema());
    let rows = batches(run, table).map(|batch| plain(&schema, &batch?));
    let rows = encode(&schema, rows)?;
    Ok(Piece { bucket: 0, part: table.name().to_owned(), rows, notes: Vec::new() })
}

/// A batch with ids and words as plain text.
pub(super) fn plain(schema: &SchemaRef, batch: &RecordBatch) -> Result<RecordBatch> {
    let columns = batch.columns().iter().zip(schema.fields());
    let columns = columns.map(|(column, field)| cast(column, field.data_type()));
    let columns = columns.collect::<std::result::Result<Vec<_>, _>>().map_err(of_arrow)?;
    RecordBatch::try_new(Arc::clone(schema), columns).map_err(of_arrow)
}

/// The schema of an output table on a cluster.
///
/// Example: [`super::Cluster`].
#[must_use]
pub fn in_cluster(schema: &Schema) -> SchemaRef {
    let fields = schema.fields().iter().map(|field| match field.data_type() {
        DataType::Utf8View | DataType::Dictionary(..) => {
            Field::new(field.name(), DataType::Utf8, field.is_nullable())
        }
        _ => field.as_ref().clone(),
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// Workers with what covers their arrears and what does not, in fen.
pub(super) fn cover_piece(part: &str, workers: &[(&str, i128, i128)]) -> Result<Piece> {
    let money = |fen: fn(&(&str, i128, i128)) -> i128| -> Result<ArrayRef> {
        let values = PrimitiveArray::<Decimal128Type>::from_iter_values(workers.iter().map(fen));
        Ok(Arc::new(values.with_precision_and_scale(18, 2).map_err(of_arrow)?))
    };
    let names: ArrayRef = Arc::new(StringArray::from_iter_values(workers.iter().map(|w| w.0)));
    let columns =
        [("worker_id", names), ("covered", money(|w| w.1)?), ("uncovered", money(|w| w.2)?)];
    let batch = RecordBatch::try_from_iter(columns).map_err(of_arrow)?;
    let rows = encode(&batch.schema(), [Ok(batch)])?;
    Ok(Piece { bucket: 0, part: part.to_owned(), rows, notes: Vec::new() })
}

/// A table of texts.
pub(super) fn text_source<const N: usize>(
    names: [&str; N],
    rows: &[[Option<&str>; N]],
) -> Result<Source> {
    let columns = names.into_iter().enumerate().map(|(place, name)| {
        let texts: StringArray = rows.iter().map(|row| row[place]).collect();
        (name, Arc::new(texts) as ArrayRef, true)
    });
    let batch = RecordBatch::try_from_iter_with_nullable(columns).map_err(of_arrow)?;
    Ok(Source::batches(vec![batch]))
}

/// A table of texts with a day and a number in each row.
pub(super) fn days_source(rows: &[(&str, &str)], day: i32) -> Result<Source> {
    let texts = |text: fn(&(&str, &str)) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(text)))
    };
    let days: ArrayRef = Arc::new(Date32Array::from(vec![day; rows.len()]));
    let minutes: ArrayRef = Arc::new(UInt32Array::from(vec![0; rows.len()]));
    let batch = RecordBatch::try_from_iter([
        ("worker_id", texts(|row| row.0.to_owned())),
        ("project_id", texts(|row| row.1.to_owned())),
        ("work_date", days),
        ("minutes", minutes),
    ]);
    Ok(Source::batches(vec![batch.map_err(of_arrow)?]))
}

/// Batches of one schema without rows.
pub(super) fn without_rows(batches: &[RecordBatch]) -> Vec<RecordBatch> {
    batches.first().map(|batch| RecordBatch::new_empty(batch.schema())).into_iter().collect()
}

/// An Arrow IPC stream.
fn encode(
    schema: &SchemaRef,
    batches: impl IntoIterator<Item = Result<RecordBatch>>,
) -> Result<Vec<u8>> {
    let mut writer = StreamWriter::try_new(Vec::new(), schema).map_err(of_arrow)?;
    for batch in batches {
        writer.write(&batch?).map_err(of_arrow)?;
    }
    writer.into_inner().map_err(of_arrow)
}

/// The record batches of an Arrow IPC stream.
fn decode(bytes: &[u8]) -> Result<Vec<RecordBatch>> {
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let reader = StreamReader::try_new(Cursor::new(bytes), None).map_err(of_arrow)?;
    reader.collect::<std::result::Result<Vec<_>, _>>().map_err(of_arrow)
}

/// What Arrow says of a piece.
pub(super) fn of_arrow(error: ArrowError) -> Error {
    fault(&error)
}

/// A piece that does not hold together.
fn fault(error: &dyn std::fmt::Display) -> Error {
    Error::Decode {
        place: "a piece of an exchange".to_owned(),
        format: "Arrow IPC or JSON",
        reason: error.to_string(),
    }
}

/// Batches of one schema as one; `None` where there is none.
pub(super) fn joined(batches: &[RecordBatch]) -> Result<Option<RecordBatch>> {
    let Some(first) = batches.first() else { return Ok(None) };
    concat_batches(&first.schema(), batches).map(Some).map_err(of_arrow)
}
