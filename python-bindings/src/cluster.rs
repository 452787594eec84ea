//! The exchanges of a run over a cluster: pieces in, pieces out. What moves them is Python's.

use anxin::parted::{self, Cluster, Piece};
use anxin::report::tables::OutputTable;
use anxin::{Result, TableName};
use arrow_array::RecordBatch;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};
use pyo3_arrow::ffi::to_schema_pycapsule;
use pyo3_arrow::input::AnyRecordBatch;

use crate::error::{raised, usage};
use crate::{PyPolicy, day};

/// Bucket, part, rows, notes.
type Given<'py> = (u32, String, Bound<'py, PyBytes>, Bound<'py, PyBytes>);
type Taken = (u32, String, Vec<u8>, Vec<u8>);

/// What every machine of a cluster knows.
#[pyclass(name = "Cluster", module = "anxin._anxin", frozen)]
#[derive(Debug)]
pub(crate) struct PyCluster(Cluster);

#[pymethods]
impl PyCluster {
    #[new]
    fn new(
        policy: &PyPolicy,
        as_of: &str,
        buckets: u32,
        tables: Vec<(String, AnyRecordBatch)>,
    ) -> PyResult<Self> {
        let mut known = Vec::new();
        for (table, data) in tables {
            known.push((name(&table)?, batches(&table, data)?));
        }
        Cluster::new(policy.0.clone(), day(as_of)?, buckets, known).map(Self).map_err(raised)
    }

    fn route<'py>(
        &self,
        py: Python<'py>,
        table: &str,
        data: AnyRecordBatch,
    ) -> PyResult<Vec<Given<'py>>> {
        let (name, read) = (name(table)?, batches(table, data)?);
        let routed = py.detach(|| -> Result<Vec<Piece>> {
            let pieces = read.iter().map(|batch| self.0.route(name, batch));
            Ok(pieces.collect::<Result<Vec<_>>>()?.concat())
        });
        Ok(given(py, routed.map_err(raised)?))
    }

    fn same_id<'py>(&self, py: Python<'py>, pieces: Vec<Taken>) -> PyResult<Vec<Given<'py>>> {
        let pieces = taken(pieces);
        let found = py.detach(|| self.0.same_id(&pieces));
        Ok(given(py, found.map_err(raised)?))
    }

    fn reversed<'py>(&self, py: Python<'py>, pieces: Vec<Taken>) -> PyResult<Vec<Given<'py>>> {
        let pieces = taken(pieces);
        let found = py.detach(|| self.0.reversed(&pieces));
        Ok(given(py, found.map_err(raised)?))
    }

    fn look_up<'py>(
        &self,
        py: Python<'py>,
        wanted: Vec<Taken>,
        pieces: Vec<Taken>,
    ) -> PyResult<Vec<Given<'py>>> {
        let (wanted, pieces) = (taken(wanted), taken(pieces));
        let found = py.detach(|| self.0.look_up(&wanted, &pieces));
        Ok(given(py, found.map_err(raised)?))
    }

    fn place<'py>(
        &self,
        py: Python<'py>,
        known: Vec<Taken>,
        pieces: Vec<Taken>,
    ) -> PyResult<Vec<Given<'py>>> {
        let (known, pieces) = (taken(known), taken(pieces));
        let found = py.detach(|| self.0.place(&known, &pieces));
        Ok(given(py, found.map_err(raised)?))
    }

    fn open_debits<'py>(
        &self,
        py: Python<'py>,
        bucket: u32,
        pieces: Vec<Taken>,
    ) -> PyResult<Vec<Given<'py>>> {
        let pieces = taken(pieces);
        let found = py.detach(|| self.0.open_debits(bucket, &pieces));
        Ok(given(py, found.map_err(raised)?))
    }

    fn refuse_open_debits(&self, pieces: Vec<Taken>) -> PyResult<()> {
        self.0.refuse_open_debits(&taken(pieces)).map_err(raised)
    }

    fn work<'py>(&self, py: Python<'py>, pieces: Vec<Taken>) -> PyResult<Vec<Given<'py>>> {
        let pieces = taken(pieces);
        let found = py.detach(|| self.0.work(&pieces));
        Ok(given(py, found.map_err(raised)?))
    }

    fn compare<'py>(&self, py: Python<'py>, pieces: Vec<Taken>) -> PyResult<Vec<Given<'py>>> {
        let pieces = taken(pieces);
        let found = py.detach(|| self.0.compare(&pieces));
        Ok(given(py, found.map_err(raised)?))
    }

    fn finish<'py>(&self, py: Python<'py>, pieces: Vec<Taken>) -> PyResult<Vec<Given<'py>>> {
        let pieces = taken(pieces);
        let found = py.detach(|| self.0.finish(&pieces));
        Ok(given(py, found.map_err(raised)?))
    }
}

/// The schema of an output table on a cluster.
#[pyclass(name = "ClusterSchema", module = "anxin._anxin", frozen)]
#[derive(Debug)]
pub(crate) struct ClusterSchema(OutputTable);

#[pymethods]
impl ClusterSchema {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = parted::in_cluster(&self.0.schema());
        Ok(to_schema_pycapsule(py, schema.as_ref())?)
    }
}

/// The schema of an output table on a cluster.
#[pyfunction]
pub(crate) fn cluster_schema(table: &str) -> PyResult<ClusterSchema> {
    let found = OutputTable::ALL.into_iter().find(|own| own.name() == table);
    found.map(ClusterSchema).ok_or_else(|| usage(format!("met the table `{table}`")))
}

/// Input tables that are cut, and output tables whose rows stand in the bucket of their worker.
#[pyfunction]
pub(crate) fn cluster_tables() -> (Vec<&'static str>, Vec<&'static str>) {
    let cut = parted::CUT.into_iter().map(TableName::word).collect();
    (cut, parted::OF_WORKERS.into_iter().map(OutputTable::name).collect())
}

fn name(table: &str) -> PyResult<TableName> {
    let known = || TableName::ALL.map(TableName::word).join(", ");
    TableName::from_word(table)
        .ok_or_else(|| usage(format!("met the table `{table}`, expected one of {}", known())))
}

fn batches(table: &str, data: AnyRecordBatch) -> PyResult<Vec<RecordBatch>> {
    let reader = data.into_reader()?;
    let schema = reader.schema();
    let read: std::result::Result<Vec<_>, _> = reader.collect();
    let mut read = read.map_err(|error| usage(format!("{table}: {error}")))?;
    if read.is_empty() {
        read.push(RecordBatch::new_empty(schema));
    }
    Ok(read)
}

fn taken(pieces: Vec<Taken>) -> Vec<Piece> {
    let piece = |(bucket, part, rows, notes)| Piece { bucket, part, rows, notes };
    pieces.into_iter().map(piece).collect()
}

fn given(py: Python<'_>, pieces: Vec<Piece>) -> Vec<Given<'_>> {
    let piece = |one: Piece| {
        (one.bucket, one.part, PyBytes::new(py, &one.rows), PyBytes::new(py, &one.notes))
    };
    pieces.into_iter().map(piece).collect()
}
