//! Whether the parts of a record batch are large enough for its columns: the decoder trusts them.

use arrow_ipc::RecordBatch;
use arrow_schema::DataType;

/// Walks the columns of a batch along its nodes (lengths) and buffers.
struct Walk<'a> {
    batch: RecordBatch<'a>,
    node: usize,
    buffer: usize,
    variadic: usize,
}

/// Whether a batch of columns of these types can be decoded.
pub(super) fn is_sound<'t>(
    batch: RecordBatch<'_>,
    mut types: impl Iterator<Item = &'t DataType>,
) -> bool {
    let rows = batch.length();
    let mut walk = Walk { batch, node: 0, buffer: 0, variadic: 0 };
    rows >= 0 && types.all(|data_type| walk.column(data_type, Some(rows)).is_some())
}

impl Walk<'_> {
    /// Passes one column; `None` where it is not sound.
    fn column(&mut self, data_type: &DataType, rows: Option<i64>) -> Option<()> {
        let nodes = self.batch.nodes()?;
        let node = (self.node < nodes.len()).then(|| *nodes.get(self.node))?;
        self.node += 1;
        let rows = rows.unwrap_or(node.length());
        if node.length() != rows || !(0..=rows).contains(&node.null_count()) {
            return None;
        }
        if *data_type == DataType::Null {
            return Some(());
        }
        self.bytes(if node.null_count() > 0 { bits(rows) } else { 0 })?;
        // Without rows there need not be offsets.
        let offsets = if rows == 0 { 0 } else { rows.checked_add(1)? };
        match data_type {
            DataType::Boolean => self.bytes(bits(rows)),
            DataType::Utf8 | DataType::Binary => {
                self.buffer(offsets, 4)?;
                self.bytes(0)
            }
            DataType::LargeUtf8 | DataType::LargeBinary => {
                self.buffer(offsets, 8)?;
                self.bytes(0)
            }
            DataType::Utf8View | DataType::BinaryView => {
                self.buffer(rows, 16)?;
                let counts = self.batch.variadicBufferCounts()?;
                let count = (self.variadic < counts.len()).then(|| counts.get(self.variadic))?;
                self.variadic += 1;
                // Bounded by the number of buffers there are.
                (0..count).try_for_each(|_| self.bytes(0))
            }
            DataType::FixedSizeBinary(width) => self.buffer(rows, i64::from(*width)),
            DataType::Dictionary(keys, _) => self.fixed(keys, rows),
            DataType::List(child) | DataType::Map(child, _) => {
                self.buffer(offsets, 4)?;
                self.column(child.data_type(), None)
            }
            DataType::LargeList(child) => {
                self.buffer(offsets, 8)?;
                self.column(child.data_type(), None)
            }
            DataType::FixedSizeList(child, size) => {
                self.column(child.data_type(), Some(rows.checked_mul(i64::from(*size))?))
            }
            DataType::Struct(children) => {
                children.iter().try_for_each(|child| self.column(child.data_type(), Some(rows)))
            }
            data_type => self.fixed(data_type, rows),
        }
    }

    /// Passes the values of a type of fixed width.
    fn fixed(&mut self, data_type: &DataType, rows: i64) -> Option<()> {
        let width = i64::try_from(data_type.primitive_width()?).ok()?;
        self.buffer(rows, width)
    }

    /// Passes a buffer of at least `least` bytes.
    fn bytes(&mut self, least: i64) -> Option<()> {
        self.buffer(least, 1)
    }

    /// Passes a buffer of whole values of `width` bytes, at least `count` of them; a packed one
    /// cannot be measured here.
    fn buffer(&mut self, count: i64, width: i64) -> Option<()> {
        let buffers = self.batch.buffers()?;
        let buffer = (self.buffer < buffers.len()).then(|| *buffers.get(self.buffer))?;
        self.buffer += 1;
        let bytes = count.checked_mul(width)?;
        let is_sound = if self.batch.compression().is_some() {
            buffer.length() >= bytes.min(1)
        } else {
            buffer.length() >= bytes && buffer.length() % width == 0
        };
        is_sound.then_some(())
    }
}

/// Bytes that hold one bit for each row.
const fn bits(rows: i64) -> i64 {
    rows / 8 + (rows % 8 != 0) as i64
}
