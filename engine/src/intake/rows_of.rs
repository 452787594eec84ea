//! A table of which a run reads some rows alone: those of a part of a data set.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, UInt32Array};
use arrow_select::take::take;

use super::check::{Fault, PartRows, TextColumn, TypedBatch, TypedColumn};
use super::read::ROW_BITS;
use super::tables::TableName;

/// Which rows of each table are read; of a table that is not named, all.
pub(crate) type RowsOfTables = BTreeMap<TableName, RowsOf>;

/// Which rows of a table are read; by their own numbers in all that is said of them.
#[derive(Clone, Debug)]
pub(crate) enum RowsOf {
    /// None; its headers are known.
    Nobody,
    /// Those whose name in a column falls into a bucket; rows without a name into the first.
    Hashed {
        /// Place of the column.
        column: usize,
        /// The bucket.
        bucket: u32,
        /// Number of buckets.
        buckets: u32,
    },
    /// Those that were put into a bucket before.
    Assigned(Arc<Assigned>, u16),
}

impl RowsOf {
    /// The rows of the workers of a bucket.
    pub fn workers(table: TableName, bucket: u32, buckets: u32) -> Self {
        let columns = table.table().columns;
        match columns.iter().position(|column| column.name == "worker_id") {
            Some(column) => Self::Hashed { column, bucket, buckets },
            None => Self::Nobody,
        }
    }

    /// The rows of a batch that are read.
    pub(super) fn of(&self, batch: TypedBatch) -> TypedBatch {
        let rows: Vec<u32> = match self {
            Self::Nobody => Vec::new(),
            Self::Hashed { column, bucket, buckets } => {
                hashed(&batch.columns[*column], batch.len, *bucket, *buckets)
            }
            Self::Assigned(assigned, bucket) => assigned.rows(&batch, *bucket),
        };
        taken(batch, rows)
    }
}

/// The bucket of each row of a table, by its file and its place there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Assigned {
    files: Vec<Vec<u16>>,
}

impl Assigned {
    /// Stands for a row that is in no bucket.
    pub const NOWHERE: u16 = u16::MAX;

    /// Puts the row at `position` into a bucket.
    pub fn put(&mut self, position: u64, bucket: u16) {
        let (file, row) = place(position);
        if self.files.len() <= file {
            self.files.resize_with(file + 1, Vec::new);
        }
        let rows = &mut self.files[file];
        if rows.len() <= row {
            rows.resize(row + 1, Self::NOWHERE);
        }
        rows[row] = bucket;
    }

    /// The positions of the rows of a bucket, in order.
    pub fn positions(&self, bucket: u16) -> Vec<u64> {
        let files = (0_u64..).zip(&self.files);
        let rows = files.flat_map(|(file, rows)| {
            let numbered = (0_u64..).zip(rows);
            let own = numbered.filter(move |(_, own)| **own == bucket);
            own.map(move |(row, _)| (file << ROW_BITS) + row)
        });
        rows.collect()
    }

    /// The rows of a batch that are in a bucket.
    fn rows(&self, batch: &TypedBatch, bucket: u16) -> Vec<u32> {
        let (file, first) = place(batch.first_position);
        let own = self.files.get(file).and_then(|rows| rows.get(first..));
        let own = own.unwrap_or_default();
        let numbered = (0_u32..).zip(own.iter().take(batch.len));
        numbered.filter(|(_, own)| **own == bucket).map(|(row, _)| row).collect()
    }
}

/// File, and row in it.
fn place(position: u64) -> (usize, usize) {
    let row = position & ((1 << ROW_BITS) - 1);
    let number = |part: u64| usize::try_from(part).unwrap_or(usize::MAX);
    (number(position >> ROW_BITS), number(row))
}

/// The bucket of a name among so many, the same on every machine.
///
/// # Example
///
/// ```
/// use anxin::intake::rows_of::bucket_of;
///
/// assert_eq!(bucket_of("W1", 8), bucket_of("W1", 8));
/// assert!(bucket_of("W1", 8) < 8);
/// assert_eq!(bucket_of("W1", 0), 0);
/// ```
#[must_use]
pub fn bucket_of(name: &str, buckets: u32) -> u32 {
    // A share of all hashes for each bucket: no division.
    u32::try_from(((hash_of(name) >> 32) * u64::from(buckets)) >> 32).unwrap_or(0)
}

/// A hash of a name, the same on every machine.
pub(crate) fn hash_of(name: &str) -> u64 {
    const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| {
        let hash = (hash ^ word).wrapping_mul(PRIME);
        hash ^ (hash >> 32)
    };
    let words = name.as_bytes().chunks_exact(8);
    let rest = words.remainder();
    let mut last = [0_u8; 8];
    last[..rest.len()].copy_from_slice(rest);
    let hash = words.fold(mix(PRIME, name.len() as u64), |hash, word| {
        mix(hash, word.try_into().map_or(0, u64::from_le_bytes))
    });
    mix(mix(hash, u64::from_le_bytes(last)), 0)
}

/// The rows whose name falls into a bucket.
fn hashed(column: &TypedColumn, len: usize, bucket: u32, buckets: u32) -> Vec<u32> {
    let rows = 0..u32::try_from(len).unwrap_or(u32::MAX);
    let TypedColumn::Text(column) = column else {
        // No file has the column: no row has a name.
        return if bucket == 0 { rows.collect() } else { Vec::new() };
    };
    match column {
        TextColumn::Dictionary { keys, values } if values.len() <= len => {
            let words = (0..values.len()).map(|word| bucket_of(values.value(word), buckets));
            let is_own: Vec<bool> = words.map(|own| own == bucket).collect();
            let is_own = |key: u32| is_own.get(key as usize).copied().unwrap_or(bucket == 0);
            rows.zip(keys).filter(|(_, key)| is_own(**key)).map(|(row, _)| row).collect()
        }
        column => {
            let mut scratch = String::new();
            let mut is_own = |row: u32| {
                let name = column.get(row as usize, &mut scratch);
                name.map_or(0, |name| bucket_of(name, buckets)) == bucket
            };
            rows.filter(|&row| is_own(row)).collect()
        }
    }
}

/// The batch of these rows, which are in order.
fn taken(batch: TypedBatch, rows: Vec<u32>) -> TypedBatch {
    if rows.len() == batch.len {
        return batch;
    }
    let columns = batch.columns.iter().map(|column| match column {
        TypedColumn::Absent => TypedColumn::Absent,
        TypedColumn::Number(cells) => {
            TypedColumn::Number(rows.iter().map(|&row| cells[row as usize]).collect())
        }
        TypedColumn::Small(cells) => {
            TypedColumn::Small(rows.iter().map(|&row| cells[row as usize]).collect())
        }
        TypedColumn::Text(texts) => TypedColumn::Text(texts_of(texts, &rows)),
    });
    let columns = columns.collect();
    let faults = batch.faults.iter().filter_map(|fault| {
        let row = rows.binary_search(&fault.row).ok()?;
        Some(Fault { row: u32::try_from(row).ok()?, ..fault.clone() })
    });
    let faults = faults.collect();
    let (first_position, len) = (batch.first_position, rows.len());
    let part = Some(PartRows { rows, of: batch.len });
    TypedBatch { first_position, len, columns, faults, part }
}

/// The texts of these rows.
fn texts_of(texts: &TextColumn, rows: &[u32]) -> TextColumn {
    let own = |array: &dyn Array| -> ArrayRef {
        // The rows are those of the array.
        take(array, &UInt32Array::from(rows.to_vec()), None)
            .unwrap_or_else(|_| unreachable!("rows of the batch"))
    };
    match texts {
        TextColumn::Dictionary { keys, values } => {
            let keys = rows.iter().map(|&row| keys[row as usize]).collect();
            TextColumn::Dictionary { keys, values: values.clone() }
        }
        TextColumn::Utf8(array) => TextColumn::Utf8(own(array).to_data().into()),
        TextColumn::LargeUtf8(array) => TextColumn::LargeUtf8(own(array).to_data().into()),
        TextColumn::View(array) => TextColumn::View(own(array).to_data().into()),
        TextColumn::Integer(array) => TextColumn::Integer(own(array).to_data().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;
    use crate::intake::read::{Opened, ReadOptions};
    use crate::intake::source::Source;

    /// Rows of attendance of a bucket: their positions, and the rows of the batches they are of.
    fn positions(opened: &Opened) -> (Vec<u64>, usize) {
        let (mut positions, mut all) = (Vec::new(), 0);
        for unit in 0..opened.units() {
            let read = opened.read_unit(unit, None, &mut |batch| {
                positions.extend((0..batch.len).map(|row| batch.position(row)));
                all += batch.rows_read();
                Ok(())
            });
            read.unwrap();
        }
        (positions, all)
    }

    #[test]
    fn buckets_share_all_rows_and_keep_their_positions() {
        let rows: String = (0..50)
            .map(|row| format!("W{},P1,2025-03-01,60{}\n", row % 7, "x".repeat(row % 2)))
            .collect();
        let text = format!("worker_id,project_id,work_date,minutes\n{rows},P1,2025-03-02,60\n");
        let source = Source::bytes("a.csv", Format::Csv, text.into());
        let open =
            || Opened::open(TableName::Attendance, &source, &ReadOptions::default()).unwrap();
        let mut met = Vec::new();
        for bucket in 0..3 {
            let rows_of = RowsOf::workers(TableName::Attendance, bucket, 3);
            let (own, all) = positions(&open().with_rows_of(Some(&rows_of)));
            assert_eq!(all, 51);
            assert!(own.len() < 51);
            met.extend(own);
        }
        met.sort_unstable();
        assert_eq!(met, (0..51).collect::<Vec<u64>>());
        let mut assigned = Assigned::default();
        (0..51).for_each(|row| assigned.put(row, u16::from(row % 5 == 0)));
        let rows_of = RowsOf::Assigned(Arc::new(assigned), 1);
        let (own, _) = positions(&open().with_rows_of(Some(&rows_of)));
        assert_eq!(own, (0..51).step_by(5).collect::<Vec<u64>>());
        assert!(positions(&open().with_rows_of(Some(&RowsOf::Nobody))).0.is_empty());
    }

    #[test]
    fn faults_stay_with_their_rows() {
        let text = "worker_id,project_id,work_date,minutes\nW1,P1,2025-03-01,60\nW2,P1,bad,60\n";
        let source = Source::bytes("a.csv", Format::Csv, text.into());
        let opened = Opened::open(TableName::Attendance, &source, &ReadOptions::default()).unwrap();
        let mut assigned = Assigned::default();
        (0..2).for_each(|row| assigned.put(row, u16::from(row == 1)));
        let rows_of = RowsOf::Assigned(Arc::new(assigned), 1);
        let opened = opened.with_rows_of(Some(&rows_of));
        let read = opened.read_unit(0, None, &mut |batch| {
            assert_eq!((batch.len, batch.faults[0].row, batch.position(0)), (1, 0, 1));
            Ok(())
        });
        read.unwrap();
    }
}
