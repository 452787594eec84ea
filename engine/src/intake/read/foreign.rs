//! Rows of files that were taken apart: text columns under the names of the contract.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::StringBuilder;
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use super::{BATCH_ROWS, OnColumns, Piece};
use crate::basics::error::Result;
use crate::intake::check::{Fault, FaultKind, met};
use crate::intake::foreign::rows::{Cell, TextRows};
use crate::intake::source::TakenPart;

/// The rows of one table of one file.
pub(super) struct TakenRows {
    part: TakenPart,
    schema: SchemaRef,
    /// By field its place among the columns of the rows; `None` for a column that is all null.
    places: Vec<Option<usize>>,
    /// By field its position in the contract.
    positions: Vec<usize>,
}

impl TakenRows {
    /// Every required column is there, so that a row without it is set aside and no run is refused.
    pub(super) fn open(part: TakenPart) -> (Self, Vec<Piece>) {
        let rows = part.rows();
        let contract = rows.table.table();
        let mut fields = Vec::new();
        let (mut places, mut positions) = (Vec::new(), Vec::new());
        for (position, column) in contract.columns.iter().enumerate() {
            let place = rows.place(position);
            if place.is_none() && !column.required {
                continue;
            }
            fields.push(Field::new(column.name, DataType::Utf8, true));
            places.push(place);
            positions.push(position);
        }
        let pieces = (0..rows.len()).step_by(BATCH_ROWS).map(|first| {
            let last = (first + BATCH_ROWS).min(rows.len());
            Piece { pieces: first..last, rows: Some((last - first) as u64) }
        });
        let pieces = pieces.collect();
        (Self { schema: Arc::new(Schema::new(fields)), part, places, positions }, pieces)
    }

    pub(super) fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    pub(super) fn part(&self) -> &TakenPart {
        &self.part
    }

    pub(super) fn read(
        &self,
        rows: &Range<usize>,
        fields: &[usize],
        on_columns: &mut OnColumns<'_>,
    ) -> Result<()> {
        let mut faults = Vec::new();
        let arrays: Vec<ArrayRef> =
            fields.iter().map(|&field| self.column(field, rows, &mut faults)).collect();
        on_columns(&arrays, rows.len(), faults)
    }

    fn column(&self, field: usize, rows: &Range<usize>, faults: &mut Vec<Fault>) -> ArrayRef {
        let text: &TextRows = self.part.rows();
        let mut builder = StringBuilder::with_capacity(rows.len(), rows.len() * 12);
        for (at, row) in (0_u32..).zip(rows.clone()) {
            let cell = self.places[field].map(|place| text.cell(row, place));
            match cell {
                Some(Cell::Text(text)) => builder.append_value(text),
                Some(Cell::Bad(bad)) => {
                    let column = u8::try_from(self.positions[field]).unwrap_or(u8::MAX);
                    faults.push(Fault { row: at, column, kind: FaultKind::Bad, met: met(&bad) });
                    builder.append_null();
                }
                Some(Cell::Null) | None => builder.append_null(),
            }
        }
        Arc::new(builder.finish())
    }
}
