//! Record batches in memory, and readers of them.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{Schema, SchemaRef};

use super::{OnColumns, Piece, grouped, hand_over};
use crate::basics::error::{Error, Result};

/// Record batches of one schema.
pub(super) struct Batches {
    schema: SchemaRef,
    batches: Arc<[RecordBatch]>,
}

impl Batches {
    /// The schema is that of the first batch.
    pub(super) fn open(name: &str, batches: Arc<[RecordBatch]>) -> Result<(Self, Vec<Piece>)> {
        let empty = || Arc::new(Schema::empty());
        let schema = batches.first().map_or_else(empty, |batch| batch.schema());
        let names_and_types = |schema: &Schema| -> Vec<_> {
            let fields = schema.fields().iter();
            fields.map(|field| (field.name().clone(), field.data_type().clone())).collect()
        };
        let first = names_and_types(&schema);
        for (number, batch) in batches.iter().enumerate() {
            if !Arc::ptr_eq(&batch.schema(), &schema) && names_and_types(&batch.schema()) != first {
                return Err(Error::Input {
                    place: name.to_owned(),
                    met: format!("record batch {number} with other columns than the first"),
                    expected: "record batches of one schema",
                    advice: "give each schema as its own table or cast the columns",
                });
            }
        }
        let pieces = grouped(batches.iter().map(|batch| batch.num_rows() as u64));
        Ok((Self { schema, batches }, pieces))
    }

    pub(super) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    pub(super) fn read(
        &self,
        pieces: &Range<usize>,
        fields: &[usize],
        on_columns: &mut OnColumns<'_>,
    ) -> Result<()> {
        for batch in self.batches.get(pieces.clone()).unwrap_or_default() {
            hand_over(batch, fields, on_columns)?;
        }
        Ok(())
    }
}

type BoxedReader = Box<dyn RecordBatchReader + Send>;

/// A reader of record batches, taken by the first who reads.
pub(super) struct Once {
    schema: SchemaRef,
    reader: Arc<Mutex<Option<BoxedReader>>>,
}

impl Once {
    pub(super) fn open(name: &str, reader: Arc<Mutex<Option<BoxedReader>>>) -> Result<Self> {
        let schema = {
            let guard = reader.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            guard.as_ref().map(|reader| reader.schema())
        };
        let schema = schema.ok_or_else(|| was_read(name))?;
        Ok(Self { schema, reader })
    }

    pub(super) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    pub(super) fn read(
        &self,
        name: &str,
        fields: &[usize],
        on_columns: &mut OnColumns<'_>,
    ) -> Result<()> {
        let taken = {
            let mut guard = self.reader.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            guard.take()
        };
        for batch in taken.ok_or_else(|| was_read(name))? {
            let batch = batch.map_err(|reason| Error::Input {
                place: name.to_owned(),
                met: format!("the reader stopped: {reason}"),
                expected: "record batches to the end",
                advice: "repair what feeds the reader",
            })?;
            if batch.num_columns() != self.schema.fields().len() {
                return Err(Error::Input {
                    place: name.to_owned(),
                    met: "a record batch with other columns than the reader's schema".to_owned(),
                    expected: "record batches of one schema",
                    advice: "repair what feeds the reader",
                });
            }
            hand_over(&batch, fields, on_columns)?;
        }
        Ok(())
    }
}

fn was_read(name: &str) -> Error {
    Error::Input {
        place: name.to_owned(),
        met: "a reader that was read already".to_owned(),
        expected: "an input for each pass",
        advice: "give record batches, bytes or a file to read more than once",
    }
}
