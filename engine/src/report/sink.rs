//! A folder with all tables and `summary.json`: whole, or not at all.
//!
//! Everything is written into a new folder beside the target, made durable, and renamed once. An
//! earlier result is moved aside first and removed last; whatever fails in between, it is put back.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray as _;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use super::csv;
use super::summary::Summary;
use super::tables::{Batches, OutputTable, batches};
use crate::basics::error::{Error, Result};
use crate::intake::read::parallel::each;
use crate::reconciliation::Reconciliation;

/// How tables are written.
///
/// # Example
///
/// ```
/// use anxin::report::sink::Format;
///
/// assert_eq!(Format::default().name(), "parquet");
/// assert_eq!("csv".parse(), Ok(Format::Csv));
/// let refusal = "xls".parse::<Format>().unwrap_err();
/// assert_eq!(refusal, "met `xls`, expected parquet, csv or arrow");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Parquet, Snappy, ids and codes in dictionaries.
    #[default]
    Parquet,
    /// Arrow IPC files.
    Arrow,
    /// Canonical CSV.
    Csv,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Parquet, Self::Arrow, Self::Csv];

    /// Its name, which is also the end of the names of its files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Arrow => "arrow",
            Self::Csv => "csv",
        }
    }
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let known = Self::ALL.into_iter().find(|format| format.name() == text);
        known.ok_or_else(|| format!("met `{text}`, expected parquet, csv or arrow"))
    }
}

/// What is asked for after each batch that was written: the table, its rows so far, and whether to
/// go on. Tables are written side by side, so that their batches come mixed.
pub type OnBatch<'a> = dyn FnMut(OutputTable, u64) -> ControlFlow<()> + Send + 'a;

/// The file with the summary; an output folder is known by it.
const SUMMARY: &str = "summary.json";

impl Reconciliation {
    /// Writes all tables and `summary.json` into `folder`, which is made new or replaces an earlier
    /// result. With `detail` the tables of one line a contract and source are written too.
    ///
    /// Whole or not at all: on any error nothing is left behind and an earlier result stays.
    ///
    /// # Errors
    ///
    /// [`Error::Output`] where `folder` holds anything that is no result of an earlier run, or
    /// cannot be written; [`Error::AmountOverflow`] where a sum does not fit in its column;
    /// [`Error::Feature`] for Parquet without that feature.
    pub fn write(&self, folder: &Path, format: Format, detail: bool) -> Result<()> {
        write(self, folder, format, detail, &mut |_, _| ControlFlow::Continue(())).map(drop)
    }
}

/// As [`Reconciliation::write`]; `on_batch` may stop it, which leaves nothing behind. Gives the
/// summary that was written.
///
/// # Errors
///
/// Those of [`Reconciliation::write`], and [`Error::Cancelled`] where `on_batch` breaks.
///
/// # Example
///
/// ```
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
/// use anxin::report::sink::{Format as Files, write};
/// use std::ops::ControlFlow;
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let result = reconcile(&inputs, &Policy::default(), as_of)?;
///
/// let out = std::env::temp_dir().join(format!("anxin-example-{}", std::process::id()));
/// let mut tables = Vec::new();
/// let mut on_batch = |table: anxin::report::tables::OutputTable, _| {
///     tables.push(table.name());
///     ControlFlow::Continue(())
/// };
/// let summary = write(&result, &out, Files::Csv, false, &mut on_batch)?;
/// assert_eq!(summary.totals.due, "4500.00");
/// assert!(tables.contains(&"worker_periods"));
/// let periods = std::fs::read_to_string(out.join("worker_periods.csv")).unwrap();
/// assert!(periods.contains("\nW1,P1,2025-03-01,"));
/// # std::fs::remove_dir_all(out).unwrap();
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn write(
    reconciliation: &Reconciliation,
    folder: &Path,
    format: Format,
    detail: bool,
    on_batch: &mut OnBatch<'_>,
) -> Result<Summary> {
    let tables = OutputTable::ALL.into_iter().filter(|table| detail || !table.is_detail());
    let tables: Vec<OutputTable> = tables.collect();
    let summary = || reconciliation.summary();
    let rows = |table| Ok(batches(reconciliation, table));
    write_tables(&rows, folder, format, &tables, summary, on_batch)
}

/// Gives the rows of a table.
pub(crate) type RowsOfTable<'r, 'b> = dyn Fn(OutputTable) -> Result<Batches<'b>> + Sync + 'r;

/// Writes these tables of a result and its summary.
///
/// # Errors
///
/// As [`write`].
pub(crate) fn write_tables(
    rows_of: &RowsOfTable<'_, '_>,
    folder: &Path,
    format: Format,
    tables: &[OutputTable],
    summary: impl FnOnce() -> Result<Summary>,
    on_batch: &mut OnBatch<'_>,
) -> Result<Summary> {
    let new = NewFolder::beside(folder, RESULT)?;
    let summary = summary()?;
    let asked = Asked { on_batch: Mutex::new(on_batch), is_over: AtomicBool::new(false) };
    // A writer holds the rows of a group until it is full: of the long tables one at a time.
    let (long, short) = tables.iter().partition(|table| LONG_TABLES.contains(table));
    each(vec![long, short], |tables: Vec<OutputTable>| {
        tables.into_iter().try_for_each(|table| {
            let path = new.temporary.join(file_name(table, format));
            write_table(rows_of(table)?, table, &path, format, &asked)
        })
    })?;
    let path = new.temporary.join(SUMMARY);
    let written =
        serde_json::to_vec_pretty(&summary).map_err(io::Error::from).and_then(|mut text| {
            text.push(b'\n');
            let mut file = File::create_new(&path)?;
            file.write_all(&text)?;
            file.sync_all()
        });
    written.map_err(|error| refused(&path, error))?;
    new.commit()?;
    Ok(summary)
}

/// Tables with a row for each worker-month or transfer.
const LONG_TABLES: [OutputTable; 3] =
    [OutputTable::WorkerPeriods, OutputTable::TransferFates, OutputTable::Allocations];

/// Whoever is asked whether to go on, one table at a time.
struct Asked<'a, 'b> {
    on_batch: Mutex<&'a mut OnBatch<'b>>,
    /// Whether the answer was no once.
    is_over: AtomicBool,
}

impl Asked<'_, '_> {
    /// Whether to go on behind these rows of `table`.
    fn go_on(&self, table: OutputTable, rows: u64) -> Result<()> {
        let mut on_batch = self.on_batch.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_over.load(Ordering::Relaxed) || on_batch(table, rows).is_break() {
            self.is_over.store(true, Ordering::Relaxed);
            return Err(Error::Cancelled);
        }
        Ok(())
    }
}

/// Writes one table.
fn write_table(
    batches: Batches<'_>,
    table: OutputTable,
    path: &Path,
    format: Format,
    asked: &Asked<'_, '_>,
) -> Result<()> {
    let mut file = TableFile::create(path, format, &batches.schema())?;
    let mut rows = 0;
    for batch in batches {
        let batch = batch?;
        file.batch(&batch).map_err(|error| refused(path, error))?;
        rows += batch.num_rows() as u64;
        asked.go_on(table, rows)?;
    }
    file.finish().map_err(|error| refused(path, error))
}

/// Writes a table as an Arrow IPC stream, in the types of files: ids and texts as `Utf8`.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where an amount does not fit in its column, [`Error::Output`] where
/// `out` refuses.
///
/// # Example
///
/// ```
/// use anxin::report::sink::write_stream;
/// use anxin::report::tables::{OutputTable, batches};
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let result = reconcile(&inputs, &Policy::default(), as_of)?;
///
/// let stream = write_stream(batches(&result, OutputTable::WorkerTotals), Vec::new())?;
/// let read = arrow_ipc::reader::StreamReader::try_new(&stream[..], None).unwrap();
/// assert_eq!(read.map(|batch| batch.unwrap().num_rows()).sum::<usize>(), 1);
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn write_stream<W: Write>(batches: Batches<'_>, out: W) -> Result<W> {
    let refused_by = |error| refused(Path::new("the stream"), error);
    let schema = in_file(&batches.schema());
    let writer = arrow_ipc::writer::StreamWriter::try_new(out, &schema);
    let mut writer = writer.map_err(|error| refused_by(of_arrow(error)))?;
    for batch in batches {
        let batch = cast_to(&schema, &batch?).map_err(refused_by)?;
        writer.write(&batch).map_err(|error| refused_by(of_arrow(error)))?;
    }
    writer.into_inner().map_err(|error| refused_by(of_arrow(error)))
}

/// Writes a text to a file, whole or not at all; one that is there is replaced.
///
/// # Errors
///
/// [`Error::Output`] where it cannot be written.
///
/// # Example
///
/// ```
/// use anxin::report::sink::write_text;
///
/// let page = std::env::temp_dir().join(format!("anxin-page-{}.html", std::process::id()));
/// write_text(&page, "first")?;
/// write_text(&page, "second")?;
/// assert_eq!(std::fs::read_to_string(&page).unwrap(), "second");
/// # std::fs::remove_file(&page).unwrap();
/// assert_eq!(write_text(&page.join("no"), "").unwrap_err().code(), "output");
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn write_text(path: &Path, text: &str) -> Result<()> {
    write_bytes(path, text.as_bytes())
}

/// Writes bytes to a file, whole or not at all; one that is there is replaced.
///
/// # Errors
///
/// [`Error::Output`] where it cannot be written.
///
/// Example: [`write_text`].
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<()> {
    let target = resolved(path)?;
    let temporary = free_name(&target, "new")?;
    let written = File::create_new(&temporary)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&temporary, &target));
    written.map_err(|error| {
        // What is left of it has a name of its own and is in nobody's way.
        let _left = fs::remove_file(&temporary);
        refused(&target, error)
    })
}

/// Writes forms into `folder`, which is made new or replaces earlier forms: whole or not at all.
///
/// # Errors
///
/// [`Error::Output`] where `folder` holds anything that is no form, or cannot be written.
///
/// # Example
///
/// ```
/// use anxin::report::explain::Lang;
/// use anxin::report::sink::write_forms;
/// use anxin::report::workbook::Options;
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let result = reconcile(&inputs, &Policy::default(), as_of)?;
///
/// let folder = std::env::temp_dir().join(format!("anxin-forms-{}", std::process::id()));
/// write_forms(&result.forms(Options { lang: Lang::Zh, show_ids: false })?, &folder)?;
/// assert!(folder.join("arrears.xlsx").exists() && folder.join("forms.json").exists());
/// # std::fs::remove_dir_all(folder).unwrap();
/// # Ok::<(), anxin::Error>(())
/// ```
#[cfg(feature = "workbook")]
pub fn write_forms(forms: &[super::workbook::forms::Written], folder: &Path) -> Result<()> {
    let new = NewFolder::beside(folder, FORMS)?;
    for form in forms {
        let path = new.temporary.join(&form.file);
        let written = File::create_new(&path).and_then(|mut file| {
            file.write_all(&form.bytes)?;
            file.sync_all()
        });
        written.map_err(|error| refused(&path, error))?;
    }
    new.commit()
}

/// Refuses an output folder inside (or equal to) the input folder: its tables would be read as
/// input by the next run.
///
/// # Errors
///
/// [`Error::Output`] where `folder` lies inside `input`.
///
/// # Example
///
/// ```
/// use anxin::report::sink::refuse_inside;
///
/// let folder = std::env::temp_dir();
/// assert!(refuse_inside(&folder.join("out"), &folder).is_err());
/// assert!(refuse_inside(&folder, &folder.join("in")).is_ok());
/// ```
pub fn refuse_inside(folder: &Path, input: &Path) -> Result<()> {
    let (folder, input) = (resolved(folder)?, resolved(input)?);
    if folder.starts_with(&input) {
        return Err(Error::Output {
            place: folder.display().to_string(),
            reason: format!("it lies inside the input folder {}", input.display()),
            advice: "name a folder beside the input",
        });
    }
    Ok(())
}

/// Refuses, before a long run, folders that could not be replaced after it.
///
/// # Errors
///
/// [`Error::Output`] where one holds anything but what an earlier run wrote there.
#[cfg(feature = "cli")]
pub(crate) fn refuse_occupied(result: Option<&Path>, forms: Option<&Path>) -> Result<()> {
    for (folder, known) in [(result, RESULT), (forms, FORMS)] {
        if let Some(folder) = folder {
            refuse_foreign(&resolved(folder)?, known)?;
        }
    }
    Ok(())
}

/// Name of the file of a table.
fn file_name(table: OutputTable, format: Format) -> String {
    format!("{}.{}", table.name(), format.name())
}

/// What a folder holds that may be replaced.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// Whether a file is of that kind.
    is_ours: fn(&str) -> bool,
    /// The file that every such folder has.
    mark: &'static str,
}

/// A result of an earlier run.
const RESULT: Known = Known { is_ours, mark: SUMMARY };

/// Forms of an earlier run.
#[cfg(feature = "workbook")]
const FORMS: Known =
    Known { is_ours: super::workbook::forms::is_form_file, mark: super::workbook::forms::CONTENTS };

/// A folder being written beside the place it is meant for; dropped without
/// [`NewFolder::commit`], it disappears.
#[derive(Debug)]
struct NewFolder {
    target: PathBuf,
    temporary: PathBuf,
    known: Known,
}

impl NewFolder {
    /// A new empty folder beside `target`, which must be free or an earlier one of its kind.
    fn beside(target: &Path, known: Known) -> Result<Self> {
        let target = resolved(target)?;
        refuse_foreign(&target, known)?;
        let temporary = free_name(&target, "new")?;
        fs::create_dir(&temporary).map_err(|error| refused(&temporary, error))?;
        Ok(Self { target, temporary, known })
    }

    /// Puts the folder in its place.
    fn commit(self) -> Result<()> {
        let Self { target, temporary, known } = &self;
        sync_folder(temporary).map_err(|error| refused(temporary, error))?;
        // Looked at again: something may have been put there while the tables were written.
        refuse_foreign(target, *known)?;
        let earlier = if target.exists() {
            let aside = free_name(target, "old")?;
            fs::rename(target, &aside).map_err(|error| refused(target, error))?;
            Some(aside)
        } else {
            None
        };
        if let Err(error) = fs::rename(temporary, target) {
            if let Some(aside) = &earlier
                && let Err(lost) = fs::rename(aside, target)
            {
                return Err(refused(aside, lost));
            }
            return Err(refused(target, error));
        }
        if let Some(parent) = target.parent() {
            sync_folder(parent).map_err(|error| refused(parent, error))?;
        }
        match earlier {
            Some(aside) => fs::remove_dir_all(&aside).map_err(|error| refused(&aside, error)),
            None => Ok(()),
        }
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        // After a commit there is nothing under this name. That it cannot be removed is no reason
        // to hide the error that led here.
        let _left_behind = fs::remove_dir_all(&self.temporary);
    }
}

/// Refuses a target that holds anything but the files of an earlier folder of its kind.
fn refuse_foreign(target: &Path, known: Known) -> Result<()> {
    let foreign = |reason: String| {
        Err(Error::Output {
            place: target.display().to_string(),
            reason,
            advice: "name a new folder, an empty one, or one that holds an earlier result alone",
        })
    };
    let entries = match fs::read_dir(target) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return foreign("it is a file".to_owned());
        }
        Err(error) => return Err(refused(target, error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| refused(target, error))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    if let Some(name) = names.iter().find(|name| !(known.is_ours)(name)) {
        return foreign(format!("it holds `{name}`, which is no file of an earlier result"));
    }
    if !names.is_empty() && !names.iter().any(|name| name == known.mark) {
        return foreign(format!("it holds `{}` and no {}", names[0], known.mark));
    }
    Ok(())
}

/// Whether a result has a file of this name.
fn is_ours(name: &str) -> bool {
    let is_table = |(table, end): (&str, &str)| {
        OutputTable::ALL.iter().any(|known| known.name() == table)
            && Format::ALL.iter().any(|known| known.name() == end)
    };
    name == SUMMARY || name.split_once('.').is_some_and(is_table)
}

/// A name beside `target` that nothing has.
fn free_name(target: &Path, end: &str) -> Result<PathBuf> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let process = std::process::id();
    let names =
        (0..1000).map(|try_| target.with_file_name(format!(".{name}.{process}.{try_}.{end}")));
    let mut free = names.filter(|path| !path.exists());
    free.next().ok_or_else(|| Error::Output {
        place: target.display().to_string(),
        reason: "a thousand unfinished folders stand beside it".to_owned(),
        advice: "remove them",
    })
}

/// `path` without links and dots; the last part need not exist.
fn resolved(path: &Path) -> Result<PathBuf> {
    if let Ok(path) = fs::canonicalize(path) {
        return Ok(path);
    }
    let Some(name) = path.file_name() else {
        return Err(Error::Output {
            place: path.display().to_string(),
            reason: "it does not end in the name of a folder".to_owned(),
            advice: "give the folder a name",
        });
    };
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    match fs::canonicalize(parent) {
        Ok(parent) => Ok(parent.join(name)),
        Err(error) => Err(refused(parent, error)),
    }
}

/// Makes the entries of a folder durable, where the system knows how.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// What the file system says of `path`.
fn refused(path: &Path, error: io::Error) -> Error {
    Error::Output {
        place: path.display().to_string(),
        reason: error.to_string(),
        advice: "check that the folder exists, may be written and has room",
    }
}

/// A file that takes the batches of a table.
enum TableFile {
    Csv(csv::Writer<File>),
    Arrow(SchemaRef, Box<arrow_ipc::writer::FileWriter<BufWriter<File>>>),
    #[cfg(feature = "parquet")]
    Parquet(SchemaRef, Box<parquet::arrow::ArrowWriter<File>>),
}

impl TableFile {
    fn create(path: &Path, format: Format, schema: &Schema) -> Result<Self> {
        if format == Format::Parquet && !cfg!(feature = "parquet") {
            return Err(Error::Feature { place: path.display().to_string(), feature: "parquet" });
        }
        let create = || -> io::Result<Self> {
            let file = File::create_new(path)?;
            let schema_in_file = in_file(schema);
            match format {
                Format::Csv => Ok(Self::Csv(csv::Writer::new(file, schema)?)),
                #[cfg(feature = "parquet")]
                Format::Parquet => {
                    let writer = parquet_writer(file, &schema_in_file)?;
                    Ok(Self::Parquet(schema_in_file, Box::new(writer)))
                }
                _ => {
                    let file = BufWriter::new(file);
                    let writer = arrow_ipc::writer::FileWriter::try_new(file, &schema_in_file);
                    Ok(Self::Arrow(schema_in_file, Box::new(writer.map_err(of_arrow)?)))
                }
            }
        };
        create().map_err(|error| refused(path, error))
    }

    fn batch(&mut self, batch: &RecordBatch) -> io::Result<()> {
        match self {
            Self::Csv(writer) => writer.batch(batch),
            Self::Arrow(schema, writer) => writer.write(&cast_to(schema, batch)?).map_err(of_arrow),
            #[cfg(feature = "parquet")]
            Self::Parquet(schema, writer) => {
                writer.write(&cast_to(schema, batch)?).map_err(io::Error::other)
            }
        }
    }

    /// Ends the file and makes it durable.
    fn finish(self) -> io::Result<()> {
        let file = match self {
            Self::Csv(writer) => writer.into_inner(),
            Self::Arrow(_, mut writer) => {
                writer.finish().map_err(of_arrow)?;
                let buffered = writer.into_inner().map_err(of_arrow)?;
                buffered.into_inner().map_err(io::IntoInnerError::into_error)?
            }
            #[cfg(feature = "parquet")]
            Self::Parquet(_, writer) => writer.into_inner().map_err(io::Error::other)?,
        };
        file.sync_all()
    }
}

/// A Parquet writer whose bytes depend on the rows alone.
/// Rows of a row group: the writer holds one in memory until it is full.
#[cfg(feature = "parquet")]
const ROW_GROUP_ROWS: usize = 1 << 18;

#[cfg(feature = "parquet")]
fn parquet_writer(file: File, schema: &SchemaRef) -> io::Result<parquet::arrow::ArrowWriter<File>> {
    let properties = parquet::file::properties::WriterProperties::builder()
        .set_compression(parquet::basic::Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_created_by(format!("anxin version {}", env!("CARGO_PKG_VERSION")))
        .build();
    parquet::arrow::ArrowWriter::try_new(file, Arc::clone(schema), Some(properties))
        .map_err(io::Error::other)
}

/// The schema of files: ids and texts as `Utf8`, which every reader knows.
fn in_file(schema: &Schema) -> SchemaRef {
    let fields = schema.fields().iter().map(|field| match field.data_type() {
        DataType::Utf8View => Field::new(field.name(), DataType::Utf8, field.is_nullable()),
        _ => field.as_ref().clone(),
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// `batch` in the types of a file, whose texts alone differ.
fn cast_to(schema: &SchemaRef, batch: &RecordBatch) -> io::Result<RecordBatch> {
    let columns = batch.columns().iter().map(|column| match column.as_string_view_opt() {
        Some(texts) => Arc::new(texts.iter().collect::<StringArray>()) as ArrayRef,
        None => Arc::clone(column),
    });
    RecordBatch::try_new(Arc::clone(schema), columns.collect()).map_err(of_arrow)
}

/// What Arrow says, as what the file system says where it is that.
fn of_arrow(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        error => io::Error::other(error),
    }
}

#[cfg(test)]
#[path = "sink_tests.rs"]
mod tests;
