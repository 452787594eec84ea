//! The door: a table as a file, a folder of parts, bytes or record batches.
//!
//! No other module of the room opens a file.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use arrow_array::{RecordBatch, RecordBatchReader};
use bytes::Bytes;

use crate::basics::error::{Error, Result};
#[cfg(feature = "csv")]
use crate::intake::foreign::{FILE_BYTES, Taken, folder, rows::TextRows};
use crate::intake::kept_fold::KeptFold;
use crate::intake::rows_of::RowsOfTables;
use crate::intake::tables::TableName;
use crate::intake::withdrawn::Withdrawn;

/// How a file is written.
///
/// Example: [`Format::of`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC, random-access form (`.arrow`, `.feather`).
    ArrowFile,
    /// Arrow IPC, streaming form (`.arrows`).
    ArrowStream,
    /// Text with commas, semicolons or tabs; UTF-8, UTF-16 with a mark, or GB18030.
    Csv,
}

impl Format {
    /// Endings of file names, each with its format.
    const ENDINGS: [(&'static str, Self); 6] = [
        ("parquet", Self::Parquet),
        ("arrow", Self::ArrowFile),
        ("feather", Self::ArrowFile),
        ("ipc", Self::ArrowFile),
        ("arrows", Self::ArrowStream),
        ("csv", Self::Csv),
    ];

    /// Its word in messages.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Parquet => "Parquet",
            Self::ArrowFile => "Arrow IPC file",
            Self::ArrowStream => "Arrow IPC stream",
            Self::Csv => "CSV",
        }
    }

    /// The format of a file of that name, by its ending.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::intake::source::Format;
    ///
    /// assert_eq!(Format::of("payroll.CSV"), Some(Format::Csv));
    /// assert_eq!(Format::of("payroll.txt"), None);
    /// ```
    #[must_use]
    pub fn of(file_name: &str) -> Option<Self> {
        let (_, ending) = file_name.rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        Self::ENDINGS.iter().find(|(known, _)| *known == ending).map(|&(_, format)| format)
    }
}

type BoxedReader = Box<dyn RecordBatchReader + Send>;

/// A table that can be opened; all but [`Source::reader`] can be read again.
///
/// # Example
///
/// ```
/// use anxin::intake::source::{Format, Source};
///
/// let source = Source::bytes("calendar.csv", Format::Csv, "date,day_class\n".into());
/// assert!(source.is_rereadable());
/// ```
#[derive(Clone)]
pub struct Source {
    inner: Inner,
}

#[derive(Clone)]
enum Inner {
    Path(PathBuf),
    Stored {
        name: String,
        format: Format,
        blob: Blob,
    },
    Batches(Arc<[RecordBatch]>),
    Reader(Arc<Mutex<Option<BoxedReader>>>),
    #[cfg(feature = "csv")]
    Taken(TakenPart),
    Many(Vec<Source>),
}

/// The rows of one table in a file that was taken apart.
#[cfg(feature = "csv")]
#[derive(Clone)]
pub(crate) struct TakenPart {
    taken: Arc<Taken>,
    place: usize,
}

#[cfg(feature = "csv")]
impl TakenPart {
    /// The rows.
    pub(crate) fn rows(&self) -> &TextRows {
        &self.taken.tables[self.place]
    }

    /// Where in its file a row stands.
    pub(crate) fn place(&self, row: usize) -> Option<String> {
        (row < self.rows().len()).then(|| self.taken.place(self.rows(), row))
    }
}

impl Source {
    /// A file, or a folder of parts that are taken in the order of their names.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self { inner: Inner::Path(path.into()) }
    }

    /// A file held in memory; `name` stands in messages.
    #[must_use]
    pub fn bytes(name: &str, format: Format, bytes: Bytes) -> Self {
        Self::stored(name, format, Blob::Bytes(bytes))
    }

    /// A file whose bytes are fetched as they are needed; `name` stands in messages.
    #[must_use]
    pub fn slices(name: &str, format: Format, slices: Arc<dyn Slices>) -> Self {
        Self::stored(name, format, Blob::Slices(slices))
    }

    /// A file of a known format, whatever its ending.
    pub(crate) fn file(path: PathBuf, format: Format) -> Self {
        Self::stored(&path.display().to_string(), format, Blob::File(path))
    }

    fn stored(name: &str, format: Format, blob: Blob) -> Self {
        Self { inner: Inner::Stored { name: name.to_owned(), format, blob } }
    }

    /// Record batches of one schema, taken without a copy.
    #[must_use]
    pub fn batches(batches: Vec<RecordBatch>) -> Self {
        Self { inner: Inner::Batches(batches.into()) }
    }

    /// A reader of record batches, readable once: later passes (rows of findings) cannot see it
    /// again.
    #[must_use]
    pub fn reader(reader: Box<dyn RecordBatchReader + Send>) -> Self {
        Self { inner: Inner::Reader(Arc::new(Mutex::new(Some(reader)))) }
    }

    /// One of the tables of a file that was taken apart.
    #[cfg(feature = "csv")]
    #[must_use]
    pub fn taken(taken: Arc<Taken>, place: usize) -> Self {
        Self { inner: Inner::Taken(TakenPart { taken, place }) }
    }

    /// The rows of several sources, one after the other.
    #[must_use]
    pub fn many(sources: Vec<Self>) -> Self {
        Self { inner: Inner::Many(sources) }
    }

    /// Whether it can be read more than once.
    #[must_use]
    pub fn is_rereadable(&self) -> bool {
        match &self.inner {
            Inner::Reader(_) => false,
            Inner::Many(sources) => sources.iter().all(Self::is_rereadable),
            _ => true,
        }
    }

    /// What it is, for messages.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.inner {
            Inner::Path(path) => path.display().to_string(),
            Inner::Stored { name, .. } => name.clone(),
            Inner::Batches(_) => "record batches".to_owned(),
            Inner::Reader(_) => "record batch reader".to_owned(),
            #[cfg(feature = "csv")]
            Inner::Taken(part) => part.taken.file.clone(),
            Inner::Many(sources) => sources.iter().map(Self::place).collect::<Vec<_>>().join(", "),
        }
    }

    /// Its parts in row order.
    pub(crate) fn parts(&self) -> Result<Vec<Part>> {
        let part = match &self.inner {
            Inner::Path(path) => return path_parts(path),
            Inner::Stored { name, format, blob } => {
                let data = PartData::Stored(*format, blob.clone());
                Part { name: name.clone(), data }
            }
            Inner::Batches(batches) => {
                Part { name: self.place(), data: PartData::Batches(Arc::clone(batches)) }
            }
            Inner::Reader(reader) => {
                Part { name: self.place(), data: PartData::Reader(Arc::clone(reader)) }
            }
            #[cfg(feature = "csv")]
            Inner::Taken(part) => Part { name: self.place(), data: PartData::Taken(part.clone()) },
            Inner::Many(sources) => {
                let parts: Result<Vec<_>> = sources.iter().map(Self::parts).collect();
                return Ok(parts?.into_iter().flatten().collect());
            }
        };
        Ok(vec![part])
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.place()).finish()
    }
}

/// One file, or what stands for one.
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) data: PartData,
}

pub(crate) enum PartData {
    Stored(Format, Blob),
    Batches(Arc<[RecordBatch]>),
    Reader(Arc<Mutex<Option<BoxedReader>>>),
    #[cfg(feature = "csv")]
    Taken(TakenPart),
}

/// Bytes that are fetched where they are asked for: a file that a browser holds, an object of a
/// store.
///
/// Example: [`Inputs::files`].
pub trait Slices: fmt::Debug + Send + Sync {
    /// Number of its bytes.
    fn length(&self) -> u64;

    /// `length` bytes from `start`.
    ///
    /// # Errors
    ///
    /// Where there are not as many, or they cannot be had.
    fn slice(&self, start: u64, length: usize) -> io::Result<Bytes>;
}

impl Slices for Bytes {
    fn length(&self) -> u64 {
        self.len() as u64
    }

    fn slice(&self, start: u64, length: usize) -> io::Result<Bytes> {
        let short = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let start = usize::try_from(start).map_err(|_| short())?;
        let end = start.checked_add(length).filter(|&end| end <= self.len());
        end.map(|end| Self::slice(self, start..end)).ok_or_else(short)
    }
}

/// Bytes that can be opened again and again.
#[derive(Clone, Debug)]
pub(crate) enum Blob {
    File(PathBuf),
    Bytes(Bytes),
    Slices(Arc<dyn Slices>),
}

/// An opened [`Blob`].
#[derive(Debug)]
pub(crate) enum BlobReader {
    File(BufReader<File>),
    Bytes(Cursor<Bytes>),
    Slices(BufReader<SlicesReader>),
}

/// Slices read one after the other.
#[derive(Debug)]
pub(crate) struct SlicesReader {
    slices: Arc<dyn Slices>,
    at: u64,
}

impl Read for SlicesReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.slices.length().saturating_sub(self.at);
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let bytes = self.slices.slice(self.at, length)?;
        buffer[..length].copy_from_slice(&bytes);
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for SlicesReader {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        let at = match position {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.slices.length().checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

impl Blob {
    pub(crate) fn open(&self) -> Result<BlobReader> {
        self.open_ahead(if matches!(self, Self::Slices(_)) { 1 << 20 } else { 1 << 16 })
    }

    /// Opens it to be read some bytes ahead.
    pub(crate) fn open_ahead(&self, bytes_ahead: usize) -> Result<BlobReader> {
        match self {
            Self::File(path) => File::open(path)
                .map(|file| BlobReader::File(BufReader::with_capacity(bytes_ahead, file)))
                .map_err(|source| io_error(path, source)),
            Self::Bytes(bytes) => Ok(BlobReader::Bytes(Cursor::new(bytes.clone()))),
            Self::Slices(slices) => {
                let reader = SlicesReader { slices: Arc::clone(slices), at: 0 };
                Ok(BlobReader::Slices(BufReader::with_capacity(bytes_ahead, reader)))
            }
        }
    }

    /// Number of its bytes.
    pub(crate) fn len(&self) -> Result<u64> {
        match self {
            Self::File(path) => {
                fs::metadata(path).map(|meta| meta.len()).map_err(|e| io_error(path, e))
            }
            Self::Bytes(bytes) => Ok(bytes.len() as u64),
            Self::Slices(slices) => Ok(slices.length()),
        }
    }

    /// The first bytes, at most 64 KiB.
    #[cfg(feature = "csv")]
    pub(crate) fn head(&self) -> Result<Bytes> {
        let length = usize::try_from(self.len()?.min(1 << 16)).unwrap_or(0);
        let place = match self {
            Self::File(path) => path.as_path(),
            Self::Bytes(_) | Self::Slices(_) => Path::new("bytes"),
        };
        self.slice(0, length).map_err(|source| io_error(place, source))
    }

    /// `length` bytes from `start`; for bytes in memory without a copy.
    pub(crate) fn slice(&self, start: u64, length: usize) -> io::Result<Bytes> {
        let short = || io::Error::from(io::ErrorKind::UnexpectedEof);
        match self {
            Self::File(path) => {
                let mut file = File::open(path)?;
                if file.metadata()?.len() < start.saturating_add(length as u64) {
                    return Err(short());
                }
                file.seek(SeekFrom::Start(start))?;
                let mut bytes = vec![0; length];
                file.read_exact(&mut bytes)?;
                Ok(bytes.into())
            }
            Self::Bytes(bytes) => Slices::slice(bytes, start, length),
            Self::Slices(slices) => slices.slice(start, length),
        }
    }
}

impl Read for BlobReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(buffer),
            Self::Bytes(bytes) => bytes.read(buffer),
            Self::Slices(slices) => slices.read(buffer),
        }
    }
}

impl Seek for BlobReader {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(position),
            Self::Bytes(bytes) => bytes.seek(position),
            Self::Slices(slices) => slices.seek(position),
        }
    }
}

fn io_error(path: &Path, source: io::Error) -> Error {
    Error::Io { place: path.display().to_string(), source }
}

fn path_parts(path: &Path) -> Result<Vec<Part>> {
    let is_folder = fs::metadata(path).map_err(|source| io_error(path, source))?.is_dir();
    if !is_folder {
        let name = path.display().to_string();
        let Some(format) = Format::of(&name) else {
            return Err(Error::Input {
                place: name,
                met: "an ending that is no format".to_owned(),
                expected: "parquet, arrow, feather, ipc, arrows or csv",
                advice: "write the table in one of these formats",
            });
        };
        return Ok(vec![Part {
            name,
            data: PartData::Stored(format, Blob::File(path.to_owned())),
        }]);
    }
    let mut parts = Vec::new();
    for (name, file) in entries(path)? {
        let place = file.display().to_string();
        let format = Format::of(&name).filter(|_| !file.is_dir());
        // Left out in silence, its rows would be lost.
        let Some(format) = format else {
            return Err(Error::Input {
                place,
                met: "no part of a table".to_owned(),
                expected: "files ending in parquet, arrow, feather, ipc, arrows or csv",
                advice: "write it in one of these formats or move it away",
            });
        };
        parts.push(Part { name: place, data: PartData::Stored(format, Blob::File(file)) });
    }
    if parts.is_empty() {
        return Err(Error::Input {
            place: path.display().to_string(),
            met: "a folder without tables".to_owned(),
            expected: "parts such as part-0.parquet or part-0.csv",
            advice: "put the parts of the table there or name another folder",
        });
    }
    Ok(parts)
}

/// What a folder holds, in the order of the names; hidden files are left out.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|source| io_error(folder, source))? {
        let entry = entry.map_err(|source| io_error(folder, source))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !name.starts_with('_') {
            found.push((name, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

/// The tables of a data set.
///
/// # Example
///
/// ```
/// use anxin::intake::source::{Format, Inputs, Source};
/// use anxin::intake::tables::TableName;
///
/// let calendar = Source::bytes("calendar.csv", Format::Csv, "date,day_class\n".into());
/// let inputs = Inputs::default().with(TableName::Calendar, calendar);
/// assert_eq!(inputs.tables().collect::<Vec<_>>(), [TableName::Calendar]);
/// assert!(inputs.get(TableName::Workers).is_none());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    sources: [Option<Source>; TableName::ALL.len()],
    /// The table `warnings` of an earlier run.
    earlier: Option<Source>,
    /// What is known of its transfers, where it is a part of a larger data set.
    pub(crate) settlement: Option<Arc<super::settled::Settlement>>,
    /// Where it is a part of a larger data set that is read where it stands: the rows of it.
    pub(crate) rows_of: Option<Arc<RowsOfTables>>,
    /// Of the tables of a ledger: their parts, and rows that were taken back.
    pub(crate) withdrawn: Option<Arc<Withdrawn>>,
    /// Of a ledger: attendance as an earlier run folded it.
    pub(crate) kept_fold: Option<KeptFold>,
    /// Names in the folder that are no table.
    pub ignored: Vec<String>,
    /// Files that were recognised by their content, and what became of each.
    #[cfg(feature = "csv")]
    pub taken: Vec<Arc<Taken>>,
}

impl Inputs {
    /// The same data set with `source` as that table.
    #[must_use]
    pub fn with(mut self, table: TableName, source: Source) -> Self {
        self.sources[table as usize] = Some(source);
        self
    }

    /// The same data set with the rows of `source` before those that the table has.
    #[must_use]
    pub fn with_more(mut self, table: TableName, source: Source) -> Self {
        let slot = &mut self.sources[table as usize];
        *slot = Some(match slot.take() {
            Some(known) => Source::many(vec![source, known]),
            None => source,
        });
        self
    }

    /// Whether findings about a table are counted here, and in no other part of a data set.
    pub(crate) fn counts(&self, table: &str) -> bool {
        self.settlement.as_ref().is_none_or(|part| part.counts(table))
    }

    /// The source of a table.
    #[must_use]
    pub const fn get(&self, table: TableName) -> Option<&Source> {
        self.sources[table as usize].as_ref()
    }

    /// The same data set with the table `warnings` of an earlier run: what was open then keeps its
    /// day of opening.
    #[must_use]
    pub fn with_earlier(mut self, warnings: Source) -> Self {
        self.earlier = Some(warnings);
        self
    }

    /// The warnings of an earlier run.
    #[must_use]
    pub const fn earlier(&self) -> Option<&Source> {
        self.earlier.as_ref()
    }

    /// The table `warnings` of an earlier run: a file, or the folder of its tables.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where the folder cannot be read, [`Error::Input`] where it holds no
    /// `warnings`.
    pub fn earlier_of(path: impl AsRef<Path>) -> Result<Source> {
        let path = path.as_ref();
        let is_folder = fs::metadata(path).map_err(|source| io_error(path, source))?.is_dir();
        if !is_folder {
            return Ok(Source::path(path));
        }
        let is_warnings = |name: &str| {
            Format::of(name).is_some() && name.rsplit_once('.').is_some_and(|n| n.0 == "warnings")
        };
        let mut files = entries(path)?.into_iter().filter(|(name, _)| is_warnings(name));
        match files.next() {
            Some((_, file)) => Ok(Source::path(file)),
            None => Err(Error::Input {
                place: path.display().to_string(),
                met: "a folder without a table `warnings`".to_owned(),
                expected: "the folder of an earlier result, or its file `warnings`",
                advice: "name the folder that `--out` wrote",
            }),
        }
    }

    /// The tables given, in order.
    pub fn tables(&self) -> impl Iterator<Item = TableName> {
        TableName::ALL.into_iter().filter(|&table| self.get(table).is_some())
    }

    /// The data set in a folder. One file `<table>.<ending>` or one folder `<table>` of parts is
    /// that table; any other file, in folders within it too, is recognised by its content and taken
    /// apart ([`crate::intake::foreign`]). What is nothing of ours is listed in
    /// [`Inputs::ignored`].
    ///
    /// # Errors
    ///
    /// [`Error::Io`] where the folder cannot be read, [`Error::Input`] where two names are the same
    /// table, [`Error::Decode`] where a file of a known format cannot be read.
    pub fn folder(path: impl AsRef<Path>) -> Result<Self> {
        let folder = path.as_ref();
        let mut inputs = Self::default();
        let mut others = Vec::new();
        for (name, path) in entries(folder)? {
            let is_folder = path.is_dir();
            let table = TableName::from_word(stem(&name, is_folder));
            let is_plain = |table| match is_folder {
                true => is_all_parts(&path),
                false => is_plain(&name, &Blob::File(path.clone()), table),
            };
            match table.filter(|&table| is_plain(table)) {
                Some(table) => {
                    let place = folder.display().to_string();
                    inputs = inputs.with_one(table, Source::path(path), &place)?;
                }
                None => files_below(&path, 0, &mut others)?,
            }
        }
        let member = |path: PathBuf| {
            let name = path.strip_prefix(folder).unwrap_or(&path);
            let name = name.to_string_lossy().replace('\\', "/");
            Member { name, place: path.display().to_string(), blob: Blob::File(path) }
        };
        inputs.with_others(others.into_iter().map(member).collect())
    }

    /// The data set in files that are held otherwise than on a disk: dropped on a page, kept in a
    /// store. A name may hold folders (`attendance/part-0.parquet`); all else is as in
    /// [`Inputs::folder`].
    ///
    /// # Errors
    ///
    /// As [`Inputs::folder`].
    ///
    /// # Example
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use anxin::intake::source::{Inputs, Slices};
    /// use anxin::intake::tables::TableName;
    ///
    /// let part = |name: &str, text: &'static str| {
    ///     let bytes: Arc<dyn Slices> = Arc::new(bytes::Bytes::from(text));
    ///     (name.to_owned(), bytes)
    /// };
    /// let inputs = Inputs::files(vec![
    ///     part("calendar/a.csv", "date,day_class\n2025-09-12,rest_day\n"),
    ///     part("calendar/b.csv", "date,day_class\n2025-09-14,workday\n"),
    ///     part("我的花名册.csv", "worker_id,worker_name\nW1,甲一\n"),
    /// ])?;
    /// assert_eq!(inputs.tables().collect::<Vec<_>>(), [TableName::Workers, TableName::Calendar]);
    /// # Ok::<(), anxin::Error>(())
    /// ```
    pub fn files(files: Vec<(String, Arc<dyn Slices>)>) -> Result<Self> {
        let mut tops: BTreeMap<String, Vec<Member>> = BTreeMap::new();
        for (name, slices) in files {
            let name = name.trim_start_matches('/').replace('\\', "/");
            let is_hidden = |part: &str| part.starts_with('.') || part.starts_with('_');
            if !name.split('/').any(is_hidden) {
                let top = name.split('/').next().unwrap_or_default().to_owned();
                let blob = Blob::Slices(slices);
                tops.entry(top).or_default().push(Member { place: name.clone(), name, blob });
            }
        }
        let mut inputs = Self::default();
        let mut others = Vec::new();
        for (top, mut members) in tops {
            members.sort_by(|a, b| a.name.cmp(&b.name));
            let is_folder = members.iter().any(|member| member.name != top);
            let table = TableName::from_word(stem(&top, is_folder));
            let is_part = |member: &Member| Format::of(&member.name).is_some();
            let is_plain = |table| match is_folder {
                true => members.iter().all(is_part),
                false => is_plain(&top, &members[0].blob, table),
            };
            let Some(table) = table.filter(|&table| is_plain(table)) else {
                others.append(&mut members);
                continue;
            };
            let sources = members.iter().filter_map(Member::source).collect();
            inputs = inputs.with_one(table, Source::many(sources), "the files")?;
        }
        inputs.with_others(others)
    }

    /// The same data set with a table that it must not have yet.
    fn with_one(self, table: TableName, source: Source, place: &str) -> Result<Self> {
        match self.get(table) {
            Some(first) => Err(Error::Input {
                place: place.to_owned(),
                met: format!(
                    "{} and {} are both `{}`",
                    first.place(),
                    source.place(),
                    table.word()
                ),
                expected: "one file or folder a table",
                advice: "remove one, or put parts into one folder",
            }),
            None => Ok(self.with(table, source)),
        }
    }

    /// Without a reader for them, other files are left out.
    #[cfg(not(feature = "csv"))]
    fn with_others(mut self, others: Vec<Member>) -> Result<Self> {
        self.ignored.extend(others.into_iter().map(|member| member.name));
        Ok(self)
    }

    /// Files that are no table by name: known by their content, taken apart, put together.
    #[cfg(feature = "csv")]
    fn with_others(mut self, mut others: Vec<Member>) -> Result<Self> {
        others.sort_by_key(|member| {
            let name = member.name.rsplit('/').next().unwrap_or_default();
            (!folder::GUIDES.contains(&name), member.name.clone())
        });
        let mut found = folder::Found::default();
        let mut plain = Vec::new();
        for member in others {
            let head = member.blob.head()?;
            if let Some(table) = folder::plain_table(&member.name, &head) {
                plain.extend(member.source().map(|source| (table, source)));
                continue;
            }
            if found.leave(&member.name, &head) {
                continue;
            }
            let length = member.blob.len()?;
            if length > FILE_BYTES {
                return Err(Error::Input {
                    place: member.place,
                    met: format!("a file of {length} bytes that is no table by its name"),
                    expected: "at most 256 MiB to be taken apart",
                    advice: "write it as a table, cut it into parts, or move it away",
                });
            }
            let bytes = usize::try_from(length).map_err(|_| io::ErrorKind::UnexpectedEof.into());
            let bytes = bytes.and_then(|length| member.blob.slice(0, length));
            let io_error = |source| Error::Io { place: member.place.clone(), source };
            found.add(&member.name, &bytes.map_err(io_error)?)?;
        }
        for (table, source) in plain.into_iter().rev() {
            self = self.with_more(table, source);
        }
        folder::put_together(self, found)
    }
}

/// A file of a data set.
#[derive(Debug)]
struct Member {
    /// Its name below the data set, with slashes.
    name: String,
    /// How messages call it.
    place: String,
    blob: Blob,
}

impl Member {
    /// It as a table, where its ending says how to read it.
    fn source(&self) -> Option<Source> {
        let format = Format::of(&self.name)?;
        Some(Source::stored(&self.place, format, self.blob.clone()))
    }
}

/// What of a name in a data set may be the name of a table.
fn stem(name: &str, is_folder: bool) -> &str {
    match Format::of(name) {
        Some(_) => name.rsplit_once('.').map_or(name, |(stem, _)| stem),
        None if is_folder => name,
        None => "",
    }
}

/// Whether a file that bears the name of a table is read as one: a text whose first line holds none
/// of its headers has lines above them.
fn is_plain(name: &str, blob: &Blob, table: TableName) -> bool {
    #[cfg(feature = "csv")]
    if Format::of(name) == Some(Format::Csv) {
        return !folder::has_lines_above(&blob.head().unwrap_or_default(), table);
    }
    let _ = (name, blob, table);
    true
}

/// Whether a folder that bears the name of a table holds nothing but its parts.
fn is_all_parts(folder: &Path) -> bool {
    let names = entries(folder).unwrap_or_default();
    names.iter().all(|(name, _)| Format::of(name).is_some())
}

/// Levels of folders within a data set that are looked into.
const DEPTH: usize = 8;

/// The files below a path in the order of their names.
fn files_below(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    if depth < DEPTH {
        for (_, path) in entries(path)? {
            files_below(&path, depth + 1, files)?;
        }
    }
    Ok(())
}
