//! Rows of an output table from several parts of a run, in the order of the whole.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type};
use arrow_array::{Array as _, ArrayRef, Int64Array, PrimitiveArray, RecordBatch, StringArray};
use arrow_cast::cast;
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::interleave::interleave;

use super::pieces::{in_cluster, of_arrow, plain};
use crate::basics::error::Result;
use crate::reconciliation::Reconciliation;
use crate::report::tables::{BATCH_ROWS, Batches, OutputTable, batches};

/// Rows of a batch on disk: one of each part is in memory at a time.
const PART_ROWS: usize = 8_192;

/// The name of the column that orders rows of one sort key; no table has it.
const PLACE: &str = "anxin_place";

/// Writes the rows of a table, ids and words as plain text, with the places of those that share
/// their sort key, in their order.
pub(super) fn write_rows(
    run: &Reconciliation,
    table: OutputTable,
    places: Option<&[i64]>,
    file: BufWriter<File>,
) -> Result<()> {
    let schema = in_cluster(&table.schema());
    let in_file = with_place(&schema, places.is_some());
    let mut writer = StreamWriter::try_new(file, &in_file).map_err(of_arrow)?;
    let mut before = 0;
    for batch in batches(run, table) {
        let mut batch = plain(&schema, &batch?)?;
        if let Some(places) = places {
            let own = places[before..before + batch.num_rows()].to_vec();
            before += batch.num_rows();
            let mut columns = batch.columns().to_vec();
            columns.push(Arc::new(Int64Array::from(own)));
            batch = RecordBatch::try_new(Arc::clone(&in_file), columns).map_err(of_arrow)?;
        }
        for first in (0..batch.num_rows()).step_by(PART_ROWS) {
            let len = PART_ROWS.min(batch.num_rows() - first);
            writer.write(&batch.slice(first, len)).map_err(of_arrow)?;
        }
    }
    writer.finish().map_err(of_arrow)
}

/// A schema with the column that orders rows of one sort key, where they have one.
fn with_place(schema: &SchemaRef, has_place: bool) -> SchemaRef {
    if !has_place {
        return Arc::clone(schema);
    }
    let place = Arc::new(Field::new(PLACE, DataType::Int64, false));
    let fields: Vec<_> = schema.fields().iter().cloned().chain([place]).collect();
    Arc::new(Schema::new(fields))
}

/// Rows of one part, in their order.
pub(super) enum Part<'a> {
    /// As [`write_rows`] wrote them.
    Written(Box<StreamReader<BufReader<BufReader<File>>>>),
    /// Those of a run.
    Held(Batches<'a>),
}

impl Part<'_> {
    /// Rows that were written.
    pub fn written(file: BufReader<File>) -> Result<Self> {
        let reader = StreamReader::try_new_buffered(file, None).map_err(of_arrow)?;
        Ok(Self::Written(Box::new(reader)))
    }

    fn next(&mut self, schema: &SchemaRef) -> Result<Option<RecordBatch>> {
        match self {
            Self::Written(reader) => reader.next().transpose().map_err(of_arrow),
            Self::Held(batches) => batches.next().map(|batch| plain(schema, &batch?)).transpose(),
        }
    }
}

/// The rows of all parts of a table, in the order of its sort key. In the table of workers those of
/// `cover` are covered as it says.
pub(super) fn sorted_rows<'a>(
    table: OutputTable,
    parts: Vec<Part<'a>>,
    cover: &'a [(&'a str, i128, i128)],
) -> Result<Batches<'a>> {
    let mut sorted = Sorted::new(table, parts)?;
    let mut cover = (table == OutputTable::WorkerTotals).then(|| cover.iter().peekable());
    let schema = table.schema();
    let rows = std::iter::from_fn(move || {
        let columns = sorted.block().transpose()?;
        Some(columns.and_then(|mut columns| {
            if let Some(cover) = &mut cover {
                put_cover(&sorted.schema, &mut columns, cover)?;
            }
            let types = schema.fields().iter().map(|field| field.data_type());
            let typed = columns.iter().zip(types).map(|(column, own)| cast(column, own));
            typed.collect::<std::result::Result<Vec<_>, _>>().map_err(of_arrow)
        }))
    });
    Ok(Batches::of_columns(table, rows))
}

/// Puts what covers the arrears of workers into their rows.
fn put_cover<'c>(
    schema: &SchemaRef,
    columns: &mut [ArrayRef],
    cover: &mut std::iter::Peekable<impl Iterator<Item = &'c (&'c str, i128, i128)>>,
) -> Result<()> {
    let place = |name: &str| schema.index_of(name).map_err(of_arrow);
    let [worker, covered, uncovered] =
        [place("worker_id")?, place("covered")?, place("uncovered")?];
    let workers = columns[worker].as_string::<i32>().clone();
    let own = [covered, uncovered].map(|place| columns[place].as_primitive::<Decimal128Type>());
    let mut fen: [Vec<i128>; 2] = own.map(|own| own.values().to_vec());
    for row in 0..workers.len() {
        let worker = workers.value(row);
        while cover.next_if(|known| known.0 < worker).is_some() {}
        if let Some(known) = cover.next_if(|known| known.0 == worker) {
            (fen[0][row], fen[1][row]) = (known.1, known.2);
        }
    }
    for (place, fen) in [covered, uncovered].into_iter().zip(fen) {
        let typed = PrimitiveArray::<Decimal128Type>::from_iter_values(fen)
            .with_data_type(columns[place].data_type().clone());
        columns[place] = Arc::new(typed);
    }
    Ok(())
}

/// A column that rows are sorted by; null comes first.
enum KeyColumn {
    Text(StringArray),
    Number(Vec<Option<i128>>),
}

impl KeyColumn {
    fn of(column: &ArrayRef) -> Self {
        let numbers = match column.data_type() {
            DataType::Utf8 => return Self::Text(column.as_string::<i32>().clone()),
            DataType::Date32 => {
                let days = column.as_primitive::<Date32Type>().iter();
                days.map(|day| day.map(i128::from)).collect()
            }
            DataType::Int64 => {
                let counts = column.as_primitive::<Int64Type>().iter();
                counts.map(|count| count.map(i128::from)).collect()
            }
            _ => column.as_primitive::<Decimal128Type>().iter().collect(),
        };
        Self::Number(numbers)
    }

    fn compare(&self, row: usize, other: &Self, at: usize) -> std::cmp::Ordering {
        let text = |texts: &StringArray, row: usize| texts.is_null(row);
        match (self, other) {
            (Self::Text(own), Self::Text(other)) => match (text(own, row), text(other, at)) {
                (false, false) => own.value(row).cmp(other.value(at)),
                (is_null, other) => other.cmp(&is_null),
            },
            (Self::Number(own), Self::Number(other)) => own[row].cmp(&other[at]),
            // A column is of one type in all parts.
            _ => std::cmp::Ordering::Equal,
        }
    }
}

/// A part, and the row of it that comes next.
struct Reading<'a> {
    part: Part<'a>,
    key: Vec<KeyColumn>,
    rows: usize,
    row: usize,
    /// The place of its batch among those of the block.
    place: usize,
}

/// Parts that are merged.
struct Sorted<'a> {
    schema: SchemaRef,
    key: Vec<usize>,
    /// Those with rows, the one with the smallest next row last.
    readings: Vec<Reading<'a>>,
    /// Batches that rows of the block are from.
    batches: Vec<RecordBatch>,
}

impl<'a> Sorted<'a> {
    fn new(table: OutputTable, parts: Vec<Part<'a>>) -> Result<Self> {
        let schema = in_cluster(&table.schema());
        let place = |name: &&str| schema.index_of(name).map_err(of_arrow);
        let key = table.sort_key().iter().map(place).collect::<Result<Vec<_>>>()?;
        let mut sorted = Self { schema, key, readings: Vec::new(), batches: Vec::new() };
        for part in parts {
            let reading = Reading { part, key: Vec::new(), rows: 0, row: 0, place: 0 };
            if let Some(reading) = sorted.filled(reading)? {
                sorted.put(reading);
            }
        }
        Ok(sorted)
    }

    /// A part with its next batch; `None` where it has no more.
    fn filled(&mut self, mut reading: Reading<'a>) -> Result<Option<Reading<'a>>> {
        while let Some(batch) = reading.part.next(&self.schema)? {
            if batch.num_rows() > 0 {
                // The place, where there is one, comes last.
                let key =
                    self.key.iter().copied().chain(self.schema.fields().len()..batch.num_columns());
                reading.key = key.map(|place| KeyColumn::of(batch.column(place))).collect();
                (reading.rows, reading.row) = (batch.num_rows(), 0);
                reading.place = self.batches.len();
                self.batches.push(batch);
                return Ok(Some(reading));
            }
        }
        Ok(None)
    }

    /// Puts a part where its next row stands among those of the others.
    fn put(&mut self, reading: Reading<'a>) {
        let place = self.readings.partition_point(|other| compare(other, &reading).is_gt());
        self.readings.insert(place, reading);
    }

    /// The columns of the next rows, as many as a batch holds; `None` at the end.
    fn block(&mut self) -> Result<Option<Vec<ArrayRef>>> {
        let mut rows: Vec<(usize, usize)> = Vec::with_capacity(BATCH_ROWS);
        while let Some(mut first) = self.readings.pop() {
            let is_next = |first: &Reading<'_>| {
                first.row < first.rows
                    && self.readings.last().is_none_or(|other| compare(first, other).is_le())
            };
            while rows.len() < BATCH_ROWS && is_next(&first) {
                rows.push((first.place, first.row));
                first.row += 1;
            }
            let is_full = rows.len() == BATCH_ROWS;
            let is_done = first.row == first.rows;
            let left = if is_done { self.filled(first)? } else { Some(first) };
            if let Some(left) = left {
                self.put(left);
            }
            if is_full {
                break;
            }
        }
        if rows.is_empty() {
            return Ok(None);
        }
        let columns = (0..self.schema.fields().len()).map(|place| {
            let own: Vec<_> =
                self.batches.iter().map(|batch| batch.column(place).as_ref()).collect();
            interleave(&own, &rows).map_err(of_arrow)
        });
        let columns = columns.collect::<Result<Vec<_>>>()?;
        // Batches that are read further stay, in their places.
        let mut kept = Vec::with_capacity(self.readings.len());
        for reading in &mut self.readings {
            kept.push(self.batches[reading.place].clone());
            reading.place = kept.len() - 1;
        }
        self.batches = kept;
        Ok(Some(columns))
    }
}

/// The order of the next rows of two parts.
fn compare(one: &Reading<'_>, other: &Reading<'_>) -> std::cmp::Ordering {
    let columns = one.key.iter().zip(&other.key);
    let orders = columns.map(|(own, others)| own.compare(one.row, others, other.row));
    orders.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
}
