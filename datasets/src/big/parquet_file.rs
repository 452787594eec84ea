//! A Parquet file that is written batch by batch.

use std::fs::File;
use std::io;
use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, Int32Builder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::sink::{Type, Value};
use crate::civil::first_day;

const BATCH_ROWS: usize = 65_536;
const GROUP_ROWS: usize = 1_000_000;

enum Builder {
    Text(StringBuilder),
    Int(Int32Builder),
    Money(Decimal128Builder),
    Day(Date32Builder),
    Bool(BooleanBuilder),
}

pub(super) struct ParquetFile {
    schema: SchemaRef,
    builders: Vec<Builder>,
    rows: usize,
    writer: ArrowWriter<File>,
}

impl ParquetFile {
    pub(super) fn open(file: File, columns: &[(&str, Type)]) -> io::Result<Self> {
        let field = |(name, kind): &(&str, Type)| {
            let data_type = match kind {
                Type::Text => DataType::Utf8,
                Type::Int => DataType::Int32,
                Type::Money => DataType::Decimal128(16, 2),
                Type::Day | Type::Month => DataType::Date32,
                Type::Bool => DataType::Boolean,
            };
            Field::new(*name, data_type, true)
        };
        let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
        let builders = columns.iter().map(|(_, kind)| builder(*kind)).collect::<Result<_, _>>();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .build();
        let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties))?;
        Ok(Self { schema, builders: builders.map_err(io::Error::other)?, rows: 0, writer })
    }

    pub(super) fn row(&mut self, cells: &[Value]) -> io::Result<()> {
        for (builder, cell) in self.builders.iter_mut().zip(cells) {
            append(builder, *cell)?;
        }
        self.rows += 1;
        if self.rows == BATCH_ROWS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        let arrays = self.builders.iter_mut().map(finish).collect();
        let batch = RecordBatch::try_new(self.schema.clone(), arrays).map_err(io::Error::other)?;
        self.rows = 0;
        self.writer.write(&batch)?;
        Ok(())
    }

    pub(super) fn close(mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.flush()?;
        }
        self.writer.close()?;
        Ok(())
    }
}

fn builder(kind: Type) -> Result<Builder, ArrowError> {
    Ok(match kind {
        Type::Text => Builder::Text(StringBuilder::new()),
        Type::Int => Builder::Int(Int32Builder::new()),
        Type::Money => Builder::Money(Decimal128Builder::new().with_precision_and_scale(16, 2)?),
        Type::Day | Type::Month => Builder::Day(Date32Builder::new()),
        Type::Bool => Builder::Bool(BooleanBuilder::new()),
    })
}

fn append(builder: &mut Builder, cell: Value) -> io::Result<()> {
    let small = |number: i64| i32::try_from(number).map_err(io::Error::other);
    match (builder, cell) {
        (Builder::Text(b), Value::Text(text)) => b.append_value(text),
        (Builder::Int(b), Value::Int(number)) => b.append_value(small(number)?),
        (Builder::Money(b), Value::Fen(fen)) => b.append_value(i128::from(fen)),
        (Builder::Day(b), Value::Day(day)) => b.append_value(small(day)?),
        (Builder::Day(b), Value::Month(month)) => b.append_value(small(first_day(month))?),
        (Builder::Bool(b), Value::Bool(value)) => b.append_value(value),
        (Builder::Text(b), _) => b.append_null(),
        (Builder::Int(b), _) => b.append_null(),
        (Builder::Money(b), _) => b.append_null(),
        (Builder::Day(b), _) => b.append_null(),
        (Builder::Bool(b), _) => b.append_null(),
    }
    Ok(())
}

fn finish(builder: &mut Builder) -> ArrayRef {
    match builder {
        Builder::Text(b) => Arc::new(b.finish()),
        Builder::Int(b) => Arc::new(b.finish()),
        Builder::Money(b) => Arc::new(b.finish()),
        Builder::Day(b) => Arc::new(b.finish()),
        Builder::Bool(b) => Arc::new(b.finish()),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    use crate::big::{Format, core_job};

    #[test]
    fn a_job_in_parquet_has_the_rows_it_says() {
        let folder = tempfile::tempdir().unwrap();
        let said = core_job(folder.path(), 20_000, 2, 7, Format::Parquet).unwrap();
        let file = File::open(folder.path().join("attendance.parquet")).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        let rows: usize = reader.map(|batch| batch.unwrap().num_rows()).sum();
        assert!(said.contains(&format!("attendance {rows},")), "{said}: {rows}");
        assert!((18_000..22_000).contains(&rows));
    }
}
