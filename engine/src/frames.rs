//! Frames of Polars in and out: buffers change hands by the Arrow C data interface, bytes stay.
//!
//! | Function | Purpose |
//! | --- | --- |
//! | [`Source::frame`] | a frame as an input |
//! | [`Batches::into_frame`] | an output table as a frame |
//! | [`batches_of`], [`frame_of`] | the same for record batches of any kind |
//!
//! Ids and text (views of strings), money (decimals of 128 bits), numbers and dates keep their
//! buffers, both ways. Words of short lists become categories, which Polars numbers anew, and
//! categories and enumerations become dictionaries. Each batch of a result is a chunk of a frame.
//! A frame whose columns are cut at different rows is put together first, which copies it.

#![expect(unsafe_code, reason = "the C data interface hands over raw structs")]

use std::fmt::Display;
use std::mem::transmute;
use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi, to_ffi};
use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, make_array};
use arrow_schema::{Field, Schema};
use polars::prelude::{CompatLevel, DataFrame, IntoLazy, Series};
use polars_arrow::array::Array;
use polars_arrow::ffi::{
    ArrowArray, ArrowSchema, export_array_to_c, export_field_to_c, import_array_from_c,
    import_field_from_c,
};

use crate::basics::error::{Error, Result};
use crate::intake::source::Source;
use crate::report::tables::Batches;

impl Source {
    /// A frame of Polars, taken without a copy; a lazy one is collected here.
    ///
    /// Collecting runs the plan to its end on the engine in memory of Polars: what it filters away
    /// is never held, what is left lies in memory as long as this source lives. Headers and types
    /// are checked where the source is read, as those of record batches are.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where the plan of a lazy frame fails, or a column is of a type that Arrow
    /// does not know.
    ///
    /// # Example
    ///
    /// One of two workers, and what he is owed:
    ///
    /// ```
    /// use anxin::{Day, Error, Inputs, Policy, Source, TableName, reconcile};
    /// use polars::prelude::{IntoLazy, col, df, lit};
    ///
    /// let sheets = df!(
    ///     "payroll_id" => ["S1", "S1"], "worker_id" => ["W1", "W2"], "project_id" => ["P1", "P1"],
    ///     "period" => ["2025-03", "2025-03"], "net" => [4500_i64, 100],
    /// )?;
    /// let of_one = sheets.lazy().filter(col("worker_id").eq(lit("W1")));
    /// let inputs = Inputs::default().with(TableName::Payroll, Source::frame(of_one.clone())?);
    /// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    /// let result = reconcile(&inputs, &Policy::default(), as_of)?;
    /// let periods = result.worker_periods().into_frame()?;
    /// let due = periods.column("due")?;
    /// assert_eq!((periods.height(), due.dtype().to_string().as_str()), (1, "decimal[18,2]"));
    ///
    /// let failing = of_one.filter(col("no_such_column").is_null());
    /// assert!(matches!(Source::frame(failing), Err(Error::Decode { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn frame(frame: impl IntoLazy) -> Result<Self> {
        let frame = frame.lazy().collect().map_err(|error| fault(&error))?;
        Ok(Self::batches(batches_of(frame)?))
    }
}

impl Batches<'_> {
    /// The rows as a frame of Polars, one chunk a batch.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where an amount has more than 16 digits before the point.
    ///
    /// Example: [`Source::frame`].
    pub fn into_frame(self) -> Result<DataFrame> {
        let schema = self.schema();
        let batches: Vec<RecordBatch> = self.collect::<Result<_>>()?;
        frame_of(&schema, &batches)
    }
}

/// The record batches of a frame, over its buffers; one without rows where it has none.
///
/// # Errors
///
/// [`Error::Decode`] where a column is of a type that Arrow does not know.
///
/// # Example
///
/// ```
/// use anxin::frames::{batches_of, frame_of};
/// use polars::prelude::df;
///
/// let frame = df!("worker_id" => ["W1", "W2"], "minutes" => [480_i64, 510])?;
/// let batches = batches_of(frame.clone())?;
/// assert_eq!(frame_of(&batches[0].schema(), &batches)?, frame);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn batches_of(mut frame: DataFrame) -> Result<Vec<RecordBatch>> {
    if frame.should_rechunk() {
        frame.rechunk_mut();
    }
    let compat = CompatLevel::newest();
    let fields = frame.columns().iter().map(|column| field_of(&column.field().to_arrow(compat)));
    let schema = Arc::new(Schema::new(fields.collect::<Result<Vec<_>>>()?));
    let mut batches: Vec<RecordBatch> = Vec::new();
    for chunk in frame.iter_chunks(compat, false) {
        let options = RecordBatchOptions::new().with_row_count(Some(chunk.len()));
        let columns = chunk.into_arrays().into_iter().zip(schema.fields());
        let columns = columns.map(|(array, field)| array_of(array, field));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &options);
        batches.push(batch.map_err(|error| fault(&error))?);
    }
    if batches.is_empty() {
        batches.push(RecordBatch::new_empty(schema));
    }
    Ok(batches)
}

/// A frame over the buffers of record batches of one schema.
///
/// # Errors
///
/// [`Error::Decode`] where Polars does not know the type of a column, two columns have one name, or
/// a batch is not of the schema.
///
/// Example: [`batches_of`].
pub fn frame_of(schema: &Schema, batches: &[RecordBatch]) -> Result<DataFrame> {
    let mut columns = Vec::with_capacity(schema.fields().len());
    for (place, field) in schema.fields().iter().enumerate() {
        let whole: Vec<ArrayRef> = match batches {
            [] => vec![arrow_array::new_empty_array(field.data_type())],
            batches => {
                batches.iter().map(|batch| column(batch, place, field)).collect::<Result<_>>()?
            }
        };
        let exported = FFI_ArrowSchema::try_from(field.as_ref()).map_err(|error| fault(&error))?;
        // SAFETY: both are the struct of the C data interface, handed over whole.
        let exported: ArrowSchema = unsafe { transmute(exported) };
        // SAFETY: a library that keeps to the interface has just made it.
        let known = unsafe { import_field_from_c(&exported) }.map_err(|error| fault(&error))?;
        let chunks = whole.iter().map(|array| {
            let (data, _) = to_ffi(&array.to_data()).map_err(|error| fault(&error))?;
            // SAFETY: as above, for the struct of arrays.
            let data: ArrowArray = unsafe { transmute(data) };
            // SAFETY: the array is of the type of the field.
            let imported = unsafe { import_array_from_c(data, known.dtype().clone()) };
            imported.map_err(|error| fault(&error))
        });
        let chunks: Vec<Box<dyn Array>> = chunks.collect::<Result<_>>()?;
        let series = Series::try_from((&known, chunks)).map_err(|error| fault(&error))?;
        columns.push(series.into());
    }
    let height = batches.iter().map(RecordBatch::num_rows).sum();
    DataFrame::new(height, columns).map_err(|error| fault(&error))
}

/// A column of a batch, of the type of its field.
fn column(batch: &RecordBatch, place: usize, field: &Field) -> Result<ArrayRef> {
    let column = batch.columns().get(place).filter(|own| own.data_type() == field.data_type());
    column.cloned().ok_or_else(|| fault(&format!("a batch has no column {field}")))
}

/// A field of Polars as one of ours.
fn field_of(field: &polars_arrow::datatypes::Field) -> Result<Field> {
    // SAFETY: both are the struct of the C data interface, handed over whole.
    let exported: FFI_ArrowSchema = unsafe { transmute(export_field_to_c(field)) };
    Field::try_from(&exported).map_err(|error| fault(&error))
}

/// An array of Polars as one of ours, over the same buffers; a buffer that does not lie at a
/// multiple of its values' size is copied to one.
fn array_of(array: Box<dyn Array>, field: &Field) -> Result<ArrayRef> {
    let schema = FFI_ArrowSchema::try_from(field).map_err(|error| fault(&error))?;
    // SAFETY: both are the struct of the C data interface, handed over whole.
    let exported: FFI_ArrowArray = unsafe { transmute(export_array_to_c(array)) };
    // SAFETY: the array is of the type of the field, and keeps to the interface.
    let mut data = unsafe { from_ffi(exported, &schema) }.map_err(|error| fault(&error))?;
    data.align_buffers();
    Ok(make_array(data))
}

/// What either library says.
fn fault(reason: &dyn Display) -> Error {
    Error::Decode {
        place: "a frame of Polars".to_owned(),
        format: "Arrow",
        reason: reason.to_string(),
    }
}
