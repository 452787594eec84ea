//! Tables of any format become typed batches.

#[cfg(feature = "csv")]
mod csv;
#[cfg(feature = "csv")]
mod csv_pieces;
#[cfg(feature = "csv")]
mod decode;
pub mod fence;
#[cfg(feature = "csv")]
mod foreign;
pub(crate) mod handed_over;
mod ipc;
mod ipc_layout;
mod ipc_schema;
mod memory;
pub(crate) mod parallel;
#[cfg(feature = "parquet")]
mod parquet;
pub(crate) mod plain;
mod plan;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::SchemaRef;

use crate::basics::error::{Error, Result};
use crate::intake::check::{Checker, Fault, TypedBatch};
use crate::intake::rows_of::RowsOf;
use crate::intake::source::{Blob, Format, Part, PartData, Source};
use crate::intake::tables::TableName;
use crate::intake::withdrawn::TableLog;
use plan::Plan;

/// Most rows of a batch that is handed over.
pub const BATCH_ROWS: usize = 65_536;
/// Bits of a position that tell the row in its file.
pub const ROW_BITS: u32 = 40;

/// What a reader may accept beyond the contract.
///
/// # Example
///
/// ```
/// use anxin::intake::read::{Opened, ReadOptions};
/// use anxin::{Error, Source, TableName};
/// use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
/// use std::sync::Arc;
///
/// let text = |cell| Arc::new(StringArray::from(vec![cell])) as ArrayRef;
/// let mut columns: Vec<_> = ["payroll_id", "worker_id", "project_id", "period"]
///     .map(|name| (name, text("2025-03")))
///     .into();
/// columns.push(("net", Arc::new(Float64Array::from(vec![4500.0]))));
/// let source = Source::batches(vec![RecordBatch::try_from_iter(columns).unwrap()]);
///
/// let refused = Opened::open(TableName::Payroll, &source, &ReadOptions::default());
/// assert!(matches!(refused, Err(Error::ColumnType { column: "net", .. })));
/// let options = ReadOptions { accept_float_money: true };
/// assert_eq!(Opened::open(TableName::Payroll, &source, &options)?.rows(), Some(1));
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Read floating-point columns of money and numbers by their shortest decimal text.
    pub accept_float_money: bool,
}

/// A source opened for one table: its headers are known, its rows are not read yet.
///
/// # Example
///
/// ```
/// use anxin::intake::check::TypedColumn;
/// use anxin::intake::read::{Opened, ReadOptions};
/// use anxin::intake::source::{Format, Source};
/// use anxin::intake::tables::{TableName, calendar};
///
/// let text = "日期,日期类型,备注\n2026-02-17,法定节假日,春节\n";
/// let source = Source::bytes("calendar.csv", Format::Csv, text.into());
/// let opened = Opened::open(TableName::Calendar, &source, &ReadOptions::default())?;
/// assert_eq!(opened.unknown_columns(), ["备注"]);
/// let rows = opened.read_unit(0, None, &mut |batch| {
///     let TypedColumn::Small(classes) = &batch.columns[calendar::DAY_CLASS] else { panic!() };
///     assert_eq!(classes, &[2]); // `holiday` is the third word
///     Ok(())
/// })?;
/// assert_eq!(rows, 1);
/// # Ok::<(), anxin::Error>(())
/// ```
pub struct Opened {
    table: TableName,
    names: Vec<String>,
    files: Vec<Arc<OpenFile>>,
    /// Files, the first ones, that stay open where rows are added to the table.
    staying: usize,
    units: Vec<Unit>,
    unknown: Vec<String>,
    rows: Option<u64>,
    is_rereadable: bool,
    /// First row of each file that was taken apart, as long as they stand before all others.
    taken: Vec<(u64, usize)>,
    /// Of a table of a ledger: its parts, and its rows that were taken back.
    log: Option<TableLog>,
    /// Of a part of a data set: the rows that are read.
    rows_of: Option<RowsOf>,
    /// And the number in the table of each that was.
    own_rows: Vec<u64>,
}

struct OpenFile {
    plan: Plan,
    content: Content,
    /// Where it is known before reading.
    rows: Option<u64>,
}

enum Content {
    #[cfg(feature = "parquet")]
    Parquet(parquet::ParquetFile),
    Ipc(ipc::IpcFile),
    #[cfg(feature = "csv")]
    Csv(csv::CsvFile),
    #[cfg(feature = "csv")]
    Taken(foreign::TakenRows),
    Batches(memory::Batches),
    Reader(memory::Once),
}

/// A piece of a file that is decoded by itself.
#[derive(Clone)]
struct Unit {
    file: usize,
    /// Row groups, record batches or stretches of rows; empty for a whole file.
    pieces: Range<usize>,
    first_row: u64,
}

/// A piece of a file: which row groups or batches, and how many rows where known.
struct Piece {
    pieces: Range<usize>,
    rows: Option<u64>,
}

/// Record batches of the columns asked for, as a format hands them over.
type OnColumns<'a> = dyn FnMut(&[ArrayRef], usize, Vec<Fault>) -> Result<()> + 'a;

impl Opened {
    /// Opens `source` as `table` and resolves its headers.
    ///
    /// # Errors
    ///
    /// [`Error::ColumnTwice`], [`Error::MissingColumn`] and [`Error::ColumnType`] for headers;
    /// [`Error::Io`], [`Error::Decode`] and [`Error::Feature`] for files.
    pub fn open(table: TableName, source: &Source, options: &ReadOptions) -> Result<Self> {
        let mut opened = Self {
            table,
            names: Vec::new(),
            files: Vec::new(),
            staying: 0,
            units: Vec::new(),
            unknown: Vec::new(),
            rows: Some(0),
            is_rereadable: source.is_rereadable(),
            taken: Vec::new(),
            log: None,
            rows_of: None,
            own_rows: Vec::new(),
        };
        for part in source.parts()? {
            opened.add(part, options)?;
        }
        Ok(opened)
    }

    /// The same with the parts of `source` after those that it has, which `source` has too.
    ///
    /// What came last is opened again: it may have been in memory, and is kept elsewhere by now.
    ///
    /// # Errors
    ///
    /// As [`Opened::open`].
    pub(crate) fn with_more(&self, source: &Source, options: &ReadOptions) -> Result<Self> {
        let files = &self.files[..self.staying];
        let mut opened = Self {
            table: self.table,
            names: self.names[..files.len()].to_vec(),
            files: files.to_vec(),
            staying: self.files.len(),
            units: self.units[..self.first_unit(files.len())].to_vec(),
            unknown: self.unknown.clone(),
            rows: files.iter().map(|file| file.rows).sum(),
            is_rereadable: source.is_rereadable(),
            taken: self.taken.iter().filter(|taken| taken.1 < files.len()).copied().collect(),
            log: None,
            rows_of: None,
            own_rows: Vec::new(),
        };
        for part in source.parts()?.into_iter().skip(files.len()) {
            opened.add(part, options)?;
        }
        Ok(opened)
    }

    fn add(&mut self, part: Part, options: &ReadOptions) -> Result<()> {
        let Part { name, data } = part;
        let (schema, content, pieces) = open_part(&name, data)?;
        let plan = Plan::new(self.table, &name, &schema, options)?;
        for header in &plan.unknown {
            if !self.unknown.contains(header) {
                self.unknown.push(header.clone());
            }
        }
        #[cfg(feature = "csv")]
        if let (Content::Taken(_), Some(first)) = (&content, self.rows) {
            self.taken.push((first, self.files.len()));
        }
        let mut first_row = 0;
        let all = pieces.iter().map(|piece| piece.rows).sum();
        for Piece { pieces, rows } in pieces {
            self.units.push(Unit { file: self.files.len(), pieces, first_row });
            first_row += rows.unwrap_or(0);
        }
        self.rows = self.rows.zip(all).map(|(sum, rows)| sum + rows);
        let content = content.with_plan(&plan);
        self.files.push(Arc::new(OpenFile { plan, content, rows: all }));
        self.names.push(name);
        Ok(())
    }

    /// The same as a table of a ledger, whose parts are the files.
    pub(crate) fn with_log(mut self, log: Option<&TableLog>) -> Self {
        self.log = log.cloned();
        self
    }

    /// The same with some of its rows alone.
    pub(crate) fn with_rows_of(mut self, rows_of: Option<&RowsOf>) -> Self {
        if matches!(rows_of, Some(RowsOf::Nobody)) {
            self.units.clear();
            self.rows = Some(0);
        }
        self.rows_of = rows_of.cloned();
        self
    }

    /// Keeps the numbers in the table of the rows that were read, in the order of reading.
    pub(crate) fn keep_own_rows(&mut self, rows: Vec<u64>) {
        self.own_rows = rows;
    }

    /// Whether some of its rows alone are read.
    pub(crate) const fn is_part(&self) -> bool {
        self.rows_of.is_some()
    }

    /// The position in the table as handed over of a row by its number among those that are read.
    pub(crate) fn position(&self, read: u64) -> u64 {
        if self.rows_of.is_some() {
            let own = usize::try_from(read).ok().and_then(|read| self.own_rows.get(read));
            return own.copied().unwrap_or(read);
        }
        self.log.as_ref().map_or(read, |log| log.position(read))
    }

    /// The parts of a table of a ledger.
    pub(crate) const fn log(&self) -> Option<&TableLog> {
        self.log.as_ref()
    }

    /// The first unit of a file and of those after it.
    pub(crate) fn first_unit(&self, file: usize) -> usize {
        self.units.partition_point(|unit| unit.file < file)
    }

    /// The position of the first row of each file, where it is known before they are read.
    pub(crate) fn file_starts(&self) -> Option<&[u64]> {
        self.log.as_ref().map(TableLog::starts)
    }

    /// The table it was opened as.
    #[must_use]
    pub const fn table(&self) -> TableName {
        self.table
    }

    /// Number of pieces that can be decoded independently, in row order.
    #[must_use]
    pub const fn units(&self) -> usize {
        self.units.len()
    }

    /// Number of rows, where it is known before reading.
    #[must_use]
    pub const fn rows(&self) -> Option<u64> {
        self.rows
    }

    /// Whether units can be read more than once.
    #[must_use]
    pub const fn is_rereadable(&self) -> bool {
        self.is_rereadable
    }

    /// Headers that mean no column, each once.
    #[must_use]
    pub fn unknown_columns(&self) -> &[String] {
        &self.unknown
    }

    /// Files in row order: the number of one is the upper part of a position.
    #[must_use]
    pub fn files(&self) -> &[String] {
        &self.names
    }

    /// What each file was read as that was not taken apart: its name, and the columns of the
    /// contract by position, each with the header that means it.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[(usize, String)])> {
        let is_table = |place: usize| match &self.files[place].content {
            #[cfg(feature = "csv")]
            Content::Taken(_) => false,
            _ => true,
        };
        let tables = (0..self.files.len()).filter(move |&place| is_table(place));
        tables.map(|place| (self.names[place].as_str(), self.files[place].plan.headers.as_slice()))
    }

    /// Where in its file a row of the table stands, for files that were taken apart.
    #[cfg(feature = "csv")]
    #[must_use]
    pub fn place_of(&self, row: u64) -> Option<String> {
        let at = self.taken.partition_point(|taken| taken.0 <= row);
        let &(first, file) = self.taken.get(at.checked_sub(1)?)?;
        match &self.files.get(file)?.content {
            Content::Taken(rows) => rows.part().place(usize::try_from(row - first).ok()?),
            _ => None,
        }
    }

    /// Without a reader that takes files apart there are no such rows.
    #[cfg(not(feature = "csv"))]
    #[must_use]
    pub const fn place_of(&self, _: u64) -> Option<String> {
        None
    }

    /// Whether any file has the column at `position`.
    #[must_use]
    pub fn has_column(&self, position: usize) -> bool {
        self.files.iter().any(|file| file.plan.column(position).is_some())
    }

    /// Whether any file holds the id column at `position` as integers, and whether any as text.
    #[must_use]
    pub fn id_forms(&self, position: usize) -> IdForms {
        let mut forms = IdForms::default();
        for column in self.files.iter().filter_map(|file| file.plan.column(position)) {
            forms.has_integers |= column.is_number;
            forms.has_text |= column.is_text;
        }
        forms
    }

    /// Positions of id and account columns that one file holds as integers and another as text.
    #[must_use]
    pub fn id_types_differ(&self) -> Vec<usize> {
        let columns = self.table.table().columns;
        (0..columns.len())
            .filter(|&position| columns[position].kind.space().is_some())
            .filter(|&position| {
                let forms = self.id_forms(position);
                forms.has_integers && forms.has_text
            })
            .collect()
    }

    /// Decodes one unit in batches of at most [`BATCH_ROWS`] rows, checks them and hands them over
    /// in row order; with `columns` only the columns at these positions. Gives the number of rows.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] and [`Error::Decode`] where the file cannot be read, [`Error::Input`] where it
    /// can be read only once and was, and whatever `on_batch` gives.
    pub fn read_unit(
        &self,
        unit: usize,
        columns: Option<&[usize]>,
        on_batch: &mut dyn FnMut(TypedBatch) -> Result<()>,
    ) -> Result<u64> {
        let stands = |file, first, len| Some(self.log.as_ref()?.stretches(file, first, len));
        self.read_stretches(unit, columns, &stands, on_batch)
    }

    /// The rows at these positions of a ledger, in order, whether they stand or not. Units without
    /// any of them are not read.
    ///
    /// # Errors
    ///
    /// As [`Opened::read_unit`].
    pub(crate) fn read_rows(
        &self,
        rows: &[u64],
        on_batch: &mut dyn FnMut(TypedBatch) -> Result<()>,
    ) -> Result<()> {
        let Some(log) = &self.log else { return Ok(()) };
        let wanted = TableLog::new(log.starts().to_vec(), rows.to_vec());
        for (place, unit) in self.units.iter().enumerate() {
            let next = self.units.get(place + 1).filter(|next| next.file == unit.file);
            let end = next.map_or(u64::MAX, |next| next.first_row);
            if wanted.has_any(unit.file, unit.first_row, end) {
                let are_wanted = |file, first, len| Some(wanted.gaps(file, first, len));
                self.read_stretches(place, None, &are_wanted, on_batch)?;
            }
        }
        Ok(())
    }

    /// Reads of a unit the stretches of rows that are chosen of each batch; all where `None`.
    fn read_stretches(
        &self,
        unit: usize,
        columns: Option<&[usize]>,
        chosen: &dyn Fn(usize, u64, usize) -> Option<Vec<(usize, usize)>>,
        on_batch: &mut dyn FnMut(TypedBatch) -> Result<()>,
    ) -> Result<u64> {
        let Some(unit) = self.units.get(unit) else { return Ok(0) };
        let OpenFile { plan, content, .. } = self.files[unit.file].as_ref();
        let projection = plan.projection(columns);
        let mut checker = Checker::new(self.table);
        let mut row = unit.first_row;
        let first = (unit.file as u64) << ROW_BITS;
        let first_row = unit.first_row;
        let mut on_batch = |batch: TypedBatch| match &self.rows_of {
            Some(rows_of) => on_batch(rows_of.of(batch)),
            None => on_batch(batch),
        };
        let mut on_columns = |arrays: &[ArrayRef], len: usize, faults: Vec<Fault>| {
            let by_position = projection.by_position(arrays);
            let start = row;
            row += len as u64;
            let stretches = chosen(unit.file, start, len);
            let Some(stretches) = stretches.filter(|all| all.as_slice() != [(0, len)]) else {
                return on_batch(checker.check(first + start, len, &by_position, faults));
            };
            for (from, to) in stretches {
                let own = by_position
                    .iter()
                    .map(|column| column.as_ref().map(|column| column.slice(from, to - from)));
                let (own, faults) = (own.collect::<Vec<_>>(), faults_of(&faults, from, to));
                on_batch(checker.check(first + start + from as u64, to - from, &own, faults))?;
            }
            Ok(())
        };
        content.read(&self.names[unit.file], &unit.pieces, &projection.fields, &mut on_columns)?;
        Ok(row - first_row)
    }
}

/// The faults of rows from `from` up to `to`, counted from there.
fn faults_of(faults: &[Fault], from: usize, to: usize) -> Vec<Fault> {
    let row = |fault: &Fault| fault.row as usize;
    let own = faults.iter().filter(|fault| (from..to).contains(&row(fault)));
    own.map(|fault| {
        let row = u32::try_from(row(fault) - from).unwrap_or(u32::MAX);
        Fault { row, ..fault.clone() }
    })
    .collect()
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened")
            .field("table", &self.table)
            .field("files", &self.names)
            .field("units", &self.units.len())
            .finish_non_exhaustive()
    }
}

/// How the files of a table hold an id column.
///
/// # Example
///
/// ```
/// use anxin::intake::read::{IdForms, Opened, ReadOptions};
/// use anxin::intake::tables::workers;
/// use anxin::{Format, Source, TableName};
///
/// let source = Source::bytes("workers.csv", Format::Csv, "worker_id\n007\n".into());
/// let opened = Opened::open(TableName::Workers, &source, &ReadOptions::default())?;
/// let as_text = IdForms { has_integers: false, has_text: true };
/// assert_eq!(opened.id_forms(workers::WORKER_ID), as_text); // `007` is not the number 7
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IdForms {
    /// A file has it as integers.
    pub has_integers: bool,
    /// A file has it as text.
    pub has_text: bool,
}

fn open_part(name: &str, data: PartData) -> Result<(SchemaRef, Content, Vec<Piece>)> {
    match data {
        PartData::Stored(Format::Parquet, blob) => open_parquet(name, blob),
        PartData::Stored(format @ (Format::ArrowFile | Format::ArrowStream), blob) => {
            let (file, pieces) = ipc::IpcFile::open(name, blob, format)?;
            Ok((file.schema(), Content::Ipc(file), pieces))
        }
        PartData::Stored(Format::Csv, blob) => open_csv(name, blob),
        #[cfg(feature = "csv")]
        PartData::Taken(part) => {
            let (rows, pieces) = foreign::TakenRows::open(part);
            Ok((rows.schema(), Content::Taken(rows), pieces))
        }
        PartData::Batches(batches) => {
            let (file, pieces) = memory::Batches::open(name, batches)?;
            Ok((file.schema(), Content::Batches(file), pieces))
        }
        PartData::Reader(reader) => {
            let file = memory::Once::open(name, reader)?;
            Ok((file.schema(), Content::Reader(file), vec![Piece { pieces: 0..0, rows: None }]))
        }
    }
}

#[cfg(feature = "parquet")]
fn open_parquet(name: &str, blob: Blob) -> Result<(SchemaRef, Content, Vec<Piece>)> {
    let (file, pieces) = parquet::ParquetFile::open(name, blob)?;
    Ok((file.schema(), Content::Parquet(file), pieces))
}

#[cfg(not(feature = "parquet"))]
fn open_parquet(name: &str, _: Blob) -> Result<(SchemaRef, Content, Vec<Piece>)> {
    Err(Error::Feature { place: name.to_owned(), feature: "parquet" })
}

#[cfg(feature = "csv")]
fn open_csv(name: &str, blob: Blob) -> Result<(SchemaRef, Content, Vec<Piece>)> {
    let (file, pieces) = csv::CsvFile::open(name, blob)?;
    Ok((file.schema(), Content::Csv(file), pieces))
}

#[cfg(not(feature = "csv"))]
fn open_csv(name: &str, _: Blob) -> Result<(SchemaRef, Content, Vec<Piece>)> {
    Err(Error::Feature { place: name.to_owned(), feature: "csv" })
}

impl Content {
    /// Lets the format choose how it decodes the columns of the contract.
    fn with_plan(self, plan: &Plan) -> Self {
        match self {
            #[cfg(feature = "parquet")]
            Self::Parquet(file) => Self::Parquet(file.with_text(plan)),
            #[cfg(feature = "csv")]
            Self::Csv(file) => Self::Csv(file.with_plan(plan)),
            // Record batches are as they are, whatever the plan.
            other => {
                let _ = plan;
                other
            }
        }
    }

    fn read(
        &self,
        name: &str,
        pieces: &Range<usize>,
        fields: &[usize],
        on_columns: &mut OnColumns<'_>,
    ) -> Result<()> {
        match self {
            #[cfg(feature = "parquet")]
            Self::Parquet(file) => file.read(name, pieces, fields, on_columns),
            Self::Ipc(file) => file.read(name, pieces, fields, on_columns),
            #[cfg(feature = "csv")]
            Self::Csv(file) => file.read(name, pieces, fields, on_columns),
            #[cfg(feature = "csv")]
            Self::Taken(rows) => rows.read(pieces, fields, on_columns),
            Self::Batches(file) => file.read(pieces, fields, on_columns),
            Self::Reader(file) => file.read(name, fields, on_columns),
        }
    }
}

/// Hands these fields of `batch` over in slices of at most [`BATCH_ROWS`] rows.
fn hand_over(batch: &RecordBatch, fields: &[usize], on_columns: &mut OnColumns<'_>) -> Result<()> {
    let rows = batch.num_rows();
    let columns: Vec<&ArrayRef> = fields.iter().map(|&field| batch.column(field)).collect();
    for start in (0..rows).step_by(BATCH_ROWS) {
        let len = BATCH_ROWS.min(rows - start);
        let slice = |column: &&ArrayRef| {
            if len == rows { ArrayRef::clone(column) } else { column.slice(start, len) }
        };
        let arrays: Vec<ArrayRef> = columns.iter().map(slice).collect();
        on_columns(&arrays, len, Vec::new())?;
    }
    Ok(())
}

fn decode_error(place: &str, format: Format, reason: impl fmt::Display) -> Error {
    Error::Decode { place: place.to_owned(), format: format.word(), reason: reason.to_string() }
}

/// Neighbouring pieces of known sizes, grouped so that each group has at least [`BATCH_ROWS`] rows.
fn grouped(sizes: impl Iterator<Item = u64>) -> Vec<Piece> {
    let mut groups: Vec<Piece> = Vec::new();
    for (number, rows) in sizes.enumerate() {
        match groups.last_mut().filter(|group| group.rows.is_some_and(|r| r < BATCH_ROWS as u64)) {
            Some(group) => {
                group.pieces.end = number + 1;
                group.rows = group.rows.map(|sum| sum + rows);
            }
            None => groups.push(Piece { pieces: number..number + 1, rows: Some(rows) }),
        }
    }
    groups
}

#[cfg(test)]
mod tests;
