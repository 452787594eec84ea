//! Arrow in and out: input tables from any producer, output tables as streams.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anxin::report::tables::{Batches, OutputTable, batches};
use anxin::{Inputs, Merged, Reconciliation, Source, TableName};
use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{ArrowError, Field};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};
use pyo3_arrow::input::AnyRecordBatch;

use crate::error::{raised, usage};

/// The input tables of a run, put together one by one.
#[pyclass(name = "Inputs", module = "anxin._anxin", frozen)]
#[derive(Debug)]
pub(crate) struct PyInputs(Mutex<Inputs>);

#[pymethods]
impl PyInputs {
    #[new]
    fn new() -> Self {
        Self(Mutex::new(Inputs::default()))
    }

    /// All tables of a folder.
    #[staticmethod]
    fn folder(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let inputs = py.detach(|| Inputs::folder(path)).map_err(raised)?;
        Ok(Self(Mutex::new(inputs)))
    }

    /// A file, or a folder of parts.
    fn add_path(&self, table: &str, path: PathBuf) -> PyResult<()> {
        self.add(table, Source::path(path))
    }

    /// An Arrow producer that is in memory: its batches are taken as they are.
    fn add_batches(&self, py: Python<'_>, table: &str, data: AnyRecordBatch) -> PyResult<()> {
        let reader = data.into_reader()?;
        let schema = reader.schema();
        let read: Result<Vec<_>, ArrowError> = py.detach(|| reader.collect());
        let mut read = read.map_err(|error| usage(format!("{table}: {error}")))?;
        if read.is_empty() {
            read.push(RecordBatch::new_empty(schema));
        }
        self.add(table, Source::batches(read))
    }

    /// An Arrow producer that is read once, batch by batch, while the run goes on.
    fn add_stream(&self, table: &str, data: AnyRecordBatch) -> PyResult<()> {
        self.add(table, Source::reader(data.into_reader()?))
    }

    /// Warnings of an earlier run: its folder, or its table.
    fn add_earlier(&self, path: PathBuf) -> PyResult<()> {
        let warnings = Inputs::earlier_of(path).map_err(raised)?;
        self.change(|inputs| inputs.with_earlier(warnings));
        Ok(())
    }
}

impl PyInputs {
    /// What was put together. A stream in it can be read by one run only.
    pub(crate) fn taken(&self) -> PyResult<Inputs> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn add(&self, table: &str, source: Source) -> PyResult<()> {
        let known = || TableName::ALL.map(TableName::word).join(", ");
        let name = TableName::from_word(table).ok_or_else(|| {
            usage(format!("met the table `{table}`, expected one of {}", known()))
        })?;
        self.change(|inputs| inputs.with_more(name, source));
        Ok(())
    }

    fn change(&self, change: impl FnOnce(Inputs) -> Inputs) {
        let mut inputs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *inputs = change(std::mem::take(&mut *inputs));
    }
}

/// What output tables are made from.
#[derive(Clone, Debug)]
pub(crate) enum Output {
    /// A run.
    Run(Arc<Reconciliation>),
    /// Several runs put together.
    Merged(Arc<Merged>),
}

impl Output {
    fn batches(&self, table: OutputTable) -> Batches<'_> {
        match self {
            Self::Run(run) => batches(run, table),
            Self::Merged(merged) => merged.batches(table),
        }
    }
}

/// An output table: an Arrow producer that makes its batches while they are read.
#[pyclass(name = "Table", module = "anxin._anxin", frozen)]
#[derive(Debug)]
pub(crate) struct PyTable {
    output: Output,
    table: OutputTable,
}

impl PyTable {
    /// The table of that name.
    pub(crate) fn new(output: Output, name: &str) -> PyResult<Self> {
        let table = OutputTable::ALL.into_iter().find(|table| table.name() == name);
        let known = || OutputTable::ALL.map(OutputTable::name).join(", ");
        let table = table
            .ok_or_else(|| usage(format!("met the table `{name}`, expected one of {}", known())))?;
        Ok(Self { output, table })
    }
}

#[pymethods]
impl PyTable {
    #[getter]
    fn name(&self) -> &'static str {
        self.table.name()
    }

    /// Name and meaning of each column.
    #[getter]
    fn columns(&self) -> Vec<(&'static str, &'static str)> {
        self.table.columns().iter().map(|column| (column.name, column.meaning)).collect()
    }

    #[getter]
    fn sort_key(&self) -> Vec<&'static str> {
        self.table.sort_key().to_vec()
    }

    fn count_rows(&self, py: Python<'_>) -> PyResult<usize> {
        py.detach(|| {
            self.output.batches(self.table).try_fold(0, |sum, batch| Ok(sum + batch?.num_rows()))
        })
        .map_err(raised)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.table.schema().as_ref())?)
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = self.table.schema();
        let batches = Making::new(self.output.clone(), self.table);
        let structs = batches.map(|batch| Ok(Arc::new(StructArray::from(batch?)) as ArrayRef));
        let row = Field::new_struct("", schema.fields().clone(), false);
        let stream = Box::new(ArrayIterator::new(structs, Arc::new(row)));
        Ok(to_stream_pycapsule(py, stream, requested_schema)?)
    }
}

/// Batches made by a thread of their own, one ahead of who reads them.
struct Making {
    made: Receiver<anxin::Result<RecordBatch>>,
}

impl Making {
    fn new(output: Output, table: OutputTable) -> Self {
        let (give, made) = sync_channel(1);
        thread::spawn(move || {
            for batch in output.batches(table) {
                if give.send(batch).is_err() {
                    // Nobody reads on.
                    return;
                }
            }
        });
        Self { made }
    }
}

impl Iterator for Making {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.made.recv().ok()?;
        Some(batch.map_err(|error| ArrowError::ExternalError(Box::new(error))))
    }
}
