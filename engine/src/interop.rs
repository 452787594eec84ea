//! Frames of Polars in and out: buffers change hands by the Arrow C data interface, bytes stay.
//!
//! Ids and text (string views), money (decimals of 128 bits), numbers and dates keep their
//! buffers; words of short lists become categories, which Polars numbers anew. Several batches of a
//! result become several chunks of a frame. A frame whose columns are cut at different rows is put
//! together first.

#![expect(unsafe_code, reason = "the C data interface hands over raw structs")]

use std::mem::transmute;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi, to_ffi};
use arrow_array::{ArrayRef, RecordBatch, make_array};
use arrow_schema::{Field, Schema};
use polars::prelude::{CompatLevel, DataFrame, IntoLazy, Series};
use polars_arrow::array::Array;
use polars_arrow::ffi::{
    ArrowArray, ArrowSchema, export_array_to_c, export_field_to_c, import_array_from_c,
    import_field_from_c,
};
use std::sync::Arc;

use crate::basics::error::{Error, Result};
use crate::intake::source::Source;
use crate::reconciliation::Reconciliation;
use crate::report::tables::{Batches, OutputTable, batches};

impl Source {
    /// A frame of Polars, lazy ones collected, taken without a copy.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where a lazy frame fails, or has columns that Arrow does not know.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::{Day, Inputs, Policy, Source, TableName, reconcile};
    /// use polars::prelude::{IntoLazy, col, df, lit};
    ///
    /// let sheets = df!(
    ///     "payroll_id" => ["S1", "S1"], "worker_id" => ["W1", "W2"], "project_id" => ["P1", "P1"],
    ///     "period" => ["2025-03", "2025-03"], "net" => [4500_i64, 100],
    /// )?;
    /// let of_one = sheets.lazy().filter(col("worker_id").eq(lit("W1")));
    /// let inputs = Inputs::default().with(TableName::Payroll, Source::frame(of_one)?);
    /// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    /// let result = reconcile(&inputs, &Policy::default(), as_of)?;
    /// let periods = result.worker_periods().into_frame()?;
    /// assert_eq!((periods.height(), periods.column("due")?.dtype().to_string().as_str()),
    ///     (1, "decimal[18,2]"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn frame(frame: impl IntoLazy) -> Result<Self> {
        let frame = frame.lazy().collect().map_err(|error| fault(&error))?;
        Ok(Self::batches(batches_of(frame)?))
    }
}

impl Reconciliation {
    /// An output table as a frame of Polars.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where an amount has more than 16 digits before the point.
    ///
    /// Example: [`Source::frame`].
    pub fn frame(&self, table: OutputTable) -> Result<DataFrame> {
        batches(self, table).into_frame()
    }
}

impl Batches<'_> {
    /// The rows as a frame of Polars, one chunk a batch.
    ///
    /// # Errors
    ///
    /// As [`Reconciliation::frame`].
    ///
    /// Example: [`Source::frame`].
    pub fn into_frame(self) -> Result<DataFrame> {
        let schema = self.schema();
        let read: Vec<RecordBatch> = self.collect::<Result<_>>()?;
        frame_of(&schema, &read)
    }
}

/// The record batches of a frame, over its buffers.
fn batches_of(mut frame: DataFrame) -> Result<Vec<RecordBatch>> {
    if frame.should_rechunk() {
        frame.rechunk_mut();
    }
    let schema = frame.schema().to_arrow(CompatLevel::newest());
    let fields: Vec<Field> =
        schema.iter_values().map(field_of).collect::<std::result::Result<_, _>>()?;
    let schema = Arc::new(Schema::new(fields));
    let chunks = frame.iter_chunks(CompatLevel::newest(), false);
    let mut read: Vec<RecordBatch> = Vec::new();
    for chunk in chunks {
        let columns = chunk.into_arrays().into_iter().zip(schema.fields());
        let columns = columns.map(|(array, field)| into_arrow(array, field));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns);
        read.push(batch.map_err(|error| fault(&error))?);
    }
    if read.is_empty() {
        read.push(RecordBatch::new_empty(schema));
    }
    Ok(read)
}

/// A frame over the buffers of record batches of one schema.
fn frame_of(schema: &Schema, batches: &[RecordBatch]) -> Result<DataFrame> {
    let mut columns = Vec::with_capacity(schema.fields().len());
    for (place, field) in schema.fields().iter().enumerate() {
        let whole: Vec<ArrayRef> = match batches {
            [] => vec![arrow_array::new_empty_array(field.data_type())],
            batches => batches.iter().map(|batch| Arc::clone(batch.column(place))).collect(),
        };
        let of_schema = FFI_ArrowSchema::try_from(field.as_ref()).map_err(|error| fault(&error))?;
        // SAFETY: both are the struct of the C data interface, handed over whole.
        let of_schema: ArrowSchema = unsafe { transmute(of_schema) };
        // SAFETY: it was just made by a library that keeps to the interface.
        let known = unsafe { import_field_from_c(&of_schema) }.map_err(|error| fault(&error))?;
        let chunks = whole.iter().map(|array| {
            let (data, _) = to_ffi(&array.to_data()).map_err(|error| fault(&error))?;
            // SAFETY: as above, for the struct of arrays.
            let data: ArrowArray = unsafe { transmute(data) };
            // SAFETY: the array is of the type of the field.
            unsafe { import_array_from_c(data, known.dtype().clone()) }
                .map_err(|error| fault(&error))
        });
        let chunks: Vec<Box<dyn Array>> = chunks.collect::<Result<_>>()?;
        let series = Series::try_from((&known, chunks)).map_err(|error| fault(&error))?;
        columns.push(series.into());
    }
    let height = batches.iter().map(RecordBatch::num_rows).sum();
    DataFrame::new(height, columns).map_err(|error| fault(&error))
}

/// A field of Polars as one of ours.
fn field_of(field: &polars_arrow::datatypes::Field) -> Result<Field> {
    // SAFETY: both are the struct of the C data interface, handed over whole.
    let of_schema: FFI_ArrowSchema = unsafe { transmute(export_field_to_c(field)) };
    Field::try_from(&of_schema).map_err(|error| fault(&error))
}

/// An array of Polars as one of ours, over the same buffers.
fn into_arrow(array: Box<dyn Array>, field: &Field) -> Result<ArrayRef> {
    let schema = FFI_ArrowSchema::try_from(field).map_err(|error| fault(&error))?;
    // SAFETY: both are the struct of the C data interface, handed over whole.
    let data: FFI_ArrowArray = unsafe { transmute(export_array_to_c(array)) };
    // SAFETY: the array is of the type of the field, and keeps to the interface.
    let data = unsafe { from_ffi(data, &schema) }.map_err(|error| fault(&error))?;
    Ok(make_array(data))
}

/// What either library says.
fn fault(error: &dyn std::fmt::Display) -> Error {
    Error::Decode {
        place: "a frame of Polars".to_owned(),
        format: "Arrow",
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;
    use arrow_array::types::{Date32Type, Decimal128Type, Int64Type};
    use polars::prelude::{DataType, NamedFrom, PlSmallStr};
    use polars_arrow::array::{PrimitiveArray, Utf8ViewArray};

    use super::*;
    use crate::report::sample::reconciliation;

    /// Where the values of a primitive column of a frame lie.
    fn values<T: polars_arrow::types::NativeType>(frame: &DataFrame, name: &str) -> *const u8 {
        let series = frame.column(name).unwrap().as_materialized_series();
        let array = series.chunks()[0].as_any().downcast_ref::<PrimitiveArray<T>>().unwrap();
        array.values().as_ptr().cast()
    }

    /// Where the views and the first buffer of a column of text lie.
    fn texts(frame: &DataFrame, name: &str) -> (*const u8, *const u8) {
        let series = frame.column(name).unwrap().as_materialized_series();
        let array = series.chunks()[0].as_any().downcast_ref::<Utf8ViewArray>().unwrap();
        (array.views().as_ptr().cast(), array.data_buffers()[0].as_ptr())
    }

    fn sample() -> DataFrame {
        let long = ["a worker whose id is long", "another worker with a long id"];
        let name = |name: &str| PlSmallStr::from_str(name);
        let columns = vec![
            Series::new(name("id"), long).into(),
            Series::new(name("count"), [1_i64, 2]).into(),
            Series::new(name("money"), [100_i64, 250])
                .cast(&DataType::Decimal(18, 2))
                .unwrap()
                .into(),
            Series::new(name("day"), [1_i32, 2]).cast(&DataType::Date).unwrap().into(),
        ];
        DataFrame::new(2, columns).unwrap()
    }

    #[test]
    fn ids_money_dates_and_numbers_come_in_without_a_copy() {
        let frame = sample();
        let batch = batches_of(frame.clone()).unwrap().remove(0);
        let views = batch.column(0).as_string_view();
        let ours = (views.views().as_ptr().cast(), views.data_buffers()[0].as_ptr());
        assert_eq!(ours, texts(&frame, "id"));
        let count = batch.column(1).as_primitive::<Int64Type>().values().as_ptr();
        assert_eq!(count.cast::<u8>(), values::<i64>(&frame, "count"));
        let money = batch.column(2).as_primitive::<Decimal128Type>();
        assert_eq!(money.values().as_ptr().cast::<u8>(), values::<i128>(&frame, "money"));
        assert_eq!(money.value_as_string(1), "250.00");
        let day = batch.column(3).as_primitive::<Date32Type>().values().as_ptr();
        assert_eq!(day.cast::<u8>(), values::<i32>(&frame, "day"));
    }

    #[test]
    fn ids_money_dates_and_numbers_go_out_without_a_copy_and_words_become_categories() {
        let run = reconciliation();
        let read: Vec<RecordBatch> =
            batches(&run, OutputTable::WorkerPeriods).collect::<Result<_>>().unwrap();
        let frame = frame_of(&OutputTable::WorkerPeriods.schema(), &read).unwrap();
        let column = |name: &str| Arc::clone(read[0].column_by_name(name).unwrap());
        let due = column("due");
        let ours = due.as_primitive::<Decimal128Type>().values().as_ptr();
        assert_eq!(ours.cast::<u8>(), values::<i128>(&frame, "due"));
        let day = column("due_date");
        let ours = day.as_primitive::<Date32Type>().values().as_ptr();
        assert_eq!(ours.cast::<u8>(), values::<i32>(&frame, "due_date"));
        let days = column("attended_days");
        let ours = days.as_primitive::<Int64Type>().values().as_ptr();
        assert_eq!(ours.cast::<u8>(), values::<i64>(&frame, "attended_days"));
        let ids = column("worker_id");
        let series = frame.column("worker_id").unwrap().as_materialized_series();
        let theirs = series.chunks()[0].as_any().downcast_ref::<Utf8ViewArray>().unwrap();
        let ours: *const u8 = ids.as_string_view().views().as_ptr().cast();
        assert_eq!(ours, theirs.views().as_ptr().cast());
        let source = frame.column("due_source").unwrap();
        assert!(matches!(source.dtype(), DataType::Categorical(..)), "{}", source.dtype());
        let word = read[0]
            .column_by_name("due_source")
            .unwrap()
            .as_dictionary::<arrow_array::types::Int16Type>();
        let first =
            word.values().as_string::<i32>().value(usize::try_from(word.keys().value(0)).unwrap());
        assert_eq!(source.get(0).unwrap().to_string(), format!("\"{first}\""));
    }

    #[test]
    fn a_frame_without_rows_keeps_its_columns() {
        let frame = batches_of(sample().head(Some(0))).unwrap();
        assert_eq!((frame.len(), frame[0].num_columns(), frame[0].num_rows()), (1, 4, 0));
        let schema = OutputTable::Allocations.schema();
        let back = frame_of(&schema, &[]).unwrap();
        assert_eq!((back.height(), back.width()), (0, schema.fields().len()));
    }
}
