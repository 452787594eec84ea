//! The compiled half of the Python package `anxin`: functions and their registration.
//!
//! Each function converts, calls the engine without the interpreter's lock, and converts back.
//! What makes the package pleasant (keyword arguments, data frames, charts) is Python, in
//! `python/anxin`.

mod cluster;
mod error;
mod evidence;
mod ledger;
mod run;
mod tables;

use std::path::PathBuf;
use std::sync::Arc;

use anxin::report::explain::Lang;
use anxin::report::run_partial::RunPartial;
use anxin::report::sink;
use anxin::report::tables::OutputTable;
use anxin::{Day, Merged, Month, Policy, TableName, merged};
use pyo3::prelude::*;
use serde::Serialize;

use cluster::{ClusterSchema, PyCluster};
use error::{raised, usage};
use evidence::{PyBundle, PySecret};
use ledger::{PyLedger, PyPlan};
use run::Watched;
use tables::{Output, PyInputs, PyTable};

/// A policy: every number of the law as data.
#[pyclass(name = "Policy", module = "anxin._anxin", frozen, from_py_object)]
#[derive(Clone, Debug)]
struct PyPolicy(Policy);

#[pymethods]
impl PyPolicy {
    /// The built-in policy `cn`.
    #[staticmethod]
    fn builtin() -> Self {
        Self(Policy::default())
    }

    #[staticmethod]
    fn from_toml(text: &str, place: &str) -> PyResult<Self> {
        Policy::from_toml(text, place).map(Self).map_err(raised)
    }

    #[staticmethod]
    fn from_json(text: &str, place: &str) -> PyResult<Self> {
        Policy::from_json(text, place).map(Self).map_err(raised)
    }

    #[getter]
    fn name(&self) -> &str {
        &self.0.name
    }

    #[getter]
    fn fingerprint(&self) -> String {
        self.0.fingerprint()
    }

    fn to_toml(&self) -> String {
        self.0.to_toml()
    }
}

/// A finished run.
#[pyclass(module = "anxin._anxin", frozen)]
#[derive(Debug)]
struct Run(Arc<anxin::Reconciliation>);

#[pymethods]
impl Run {
    fn table(&self, name: &str) -> PyResult<PyTable> {
        PyTable::new(Output::Run(Arc::clone(&self.0)), name)
    }

    /// The summary as JSON text.
    fn summary(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.0.summary()).map_err(raised).and_then(|summary| json(&summary))
    }

    /// SHA-256 of the canonical CSV form of every table, as JSON text.
    fn digests(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.0.digests()).map_err(raised).and_then(|digests| json(&digests))
    }

    #[pyo3(signature = (worker_id, project_id=None, period=None))]
    fn explain(
        &self,
        py: Python<'_>,
        worker_id: &str,
        project_id: Option<&str>,
        period: Option<&str>,
    ) -> PyResult<Explanation> {
        let period = period.map(month).transpose()?;
        let told = py.detach(|| self.0.explain(worker_id, project_id, period));
        told.map(Explanation).map_err(raised)
    }

    fn why_not(&self, py: Python<'_>, transfer_id: &str) -> PyResult<WhyNot> {
        py.detach(|| self.0.why_not(transfer_id)).map(WhyNot).map_err(raised)
    }

    /// What of the run merges with other runs, as text.
    fn partial(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.0.partial()?.to_json()).map_err(raised)
    }

    fn write(&self, py: Python<'_>, folder: PathBuf, format: &str, detail: bool) -> PyResult<()> {
        let format = file_format(format)?;
        py.detach(|| self.0.write(&folder, format, detail)).map_err(raised)
    }
}

/// Runs of several counties, put together.
#[pyclass(name = "MergedRun", module = "anxin._anxin", frozen)]
#[derive(Debug)]
struct PyMerged(Arc<Merged>);

#[pymethods]
impl PyMerged {
    fn table(&self, name: &str) -> PyResult<PyTable> {
        PyTable::new(Output::Merged(Arc::clone(&self.0)), name)
    }

    fn summary(&self) -> PyResult<String> {
        json(&self.0.summary())
    }

    fn digests(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.0.digests()).map_err(raised).and_then(|digests| json(&digests))
    }

    fn partial(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.0.partial()?.to_json()).map_err(raised)
    }

    fn write(&self, py: Python<'_>, folder: PathBuf, format: &str) -> PyResult<()> {
        let format = file_format(format)?;
        py.detach(|| self.0.write(&folder, format).map(drop)).map_err(raised)
    }
}

/// A statement a worker can check by hand.
#[pyclass(module = "anxin._anxin", frozen)]
#[derive(Debug)]
struct Explanation(anxin::report::explain::Explanation);

#[pymethods]
impl Explanation {
    fn json(&self) -> PyResult<String> {
        json(&self.0)
    }

    fn text(&self, lang: &str) -> PyResult<String> {
        Ok(self.0.to_text(language(lang)?))
    }

    fn html(&self, lang: &str) -> PyResult<String> {
        Ok(self.0.to_html(language(lang)?))
    }
}

/// What became of a transfer, and why.
#[pyclass(module = "anxin._anxin", frozen)]
#[derive(Debug)]
struct WhyNot(anxin::report::explain::WhyNot);

#[pymethods]
impl WhyNot {
    fn json(&self) -> PyResult<String> {
        json(&self.0)
    }

    fn text(&self, lang: &str) -> PyResult<String> {
        Ok(self.0.to_text(language(lang)?))
    }
}

/// Reconciles; see `anxin.reconcile`.
#[pyfunction]
fn reconcile(
    py: Python<'_>,
    inputs: &PyInputs,
    policy: &PyPolicy,
    as_of: &str,
    threads: Option<usize>,
    on_progress: Option<Py<PyAny>>,
) -> PyResult<Run> {
    let (inputs, policy, as_of) = (inputs.taken()?, policy.0.clone(), day(as_of)?);
    let watched = Watched { threads, on_progress };
    let run = watched.run(py, move |run| run.reconcile(&inputs, &policy, as_of))?;
    Ok(Run(Arc::new(run)))
}

/// Puts partial results together; see `anxin.merge`.
#[pyfunction]
fn merge(py: Python<'_>, parts: Vec<(String, String)>, policy: &PyPolicy) -> PyResult<PyMerged> {
    let merged = py.detach(|| {
        let read = parts.iter().map(|(place, text)| RunPartial::from_json(text, place));
        merged::merge(&read.collect::<anxin::Result<Vec<_>>>()?, &policy.0)
    });
    merged.map(|merged| PyMerged(Arc::new(merged))).map_err(raised)
}

/// The command `anxin`: arguments (the first is its name), exit code back.
#[pyfunction]
fn command(py: Python<'_>, args: Vec<std::ffi::OsString>) -> u8 {
    py.detach(|| {
        anxin::command::prepare();
        anxin::command::run(args, &mut std::io::stdout(), &mut std::io::stderr())
    })
}

/// Names of the input tables.
#[pyfunction]
fn input_tables() -> Vec<&'static str> {
    TableName::ALL.into_iter().map(TableName::word).collect()
}

/// Names of the output tables, and whether each is written with detail alone.
#[pyfunction]
fn output_tables() -> Vec<(&'static str, bool)> {
    OutputTable::ALL.into_iter().map(|table| (table.name(), table.is_detail())).collect()
}

fn json(value: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| usage(error.to_string()))
}

fn day(text: &str) -> PyResult<Day> {
    text.parse().map_err(|_| usage(format!("as_of: met `{text}`, expected a day, YYYY-MM-DD")))
}

fn month(text: &str) -> PyResult<Month> {
    text.parse().map_err(|_| usage(format!("period: met `{text}`, expected a month, YYYY-MM")))
}

fn language(text: &str) -> PyResult<Lang> {
    text.parse().map_err(|error| usage(format!("lang: {error}")))
}

fn file_format(text: &str) -> PyResult<sink::Format> {
    text.parse().map_err(|error| usage(format!("format: {error}")))
}

#[pymodule]
fn _anxin(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    error::register(module)?;
    module.add_class::<PyPolicy>()?;
    module.add_class::<PyInputs>()?;
    module.add_class::<PyTable>()?;
    module.add_class::<Run>()?;
    module.add_class::<PyMerged>()?;
    module.add_class::<Explanation>()?;
    module.add_class::<WhyNot>()?;
    module.add_class::<PyCluster>()?;
    module.add_class::<ClusterSchema>()?;
    module.add_class::<PyLedger>()?;
    module.add_class::<PyPlan>()?;
    module.add_class::<PySecret>()?;
    module.add_class::<PyBundle>()?;
    module.add_function(wrap_pyfunction!(reconcile, module)?)?;
    module.add_function(wrap_pyfunction!(merge, module)?)?;
    module.add_function(wrap_pyfunction!(ledger::diff, module)?)?;
    module.add_function(wrap_pyfunction!(ledger::what_if, module)?)?;
    module.add_function(wrap_pyfunction!(ledger::disputed, module)?)?;
    module.add_function(wrap_pyfunction!(ledger::plan, module)?)?;
    module.add_function(wrap_pyfunction!(evidence::verify, module)?)?;
    module.add_function(wrap_pyfunction!(evidence::slip_root, module)?)?;
    module.add_function(wrap_pyfunction!(evidence::checked_root, module)?)?;
    module.add_function(wrap_pyfunction!(command, module)?)?;
    module.add_function(wrap_pyfunction!(cluster::cluster_schema, module)?)?;
    module.add_function(wrap_pyfunction!(cluster::cluster_tables, module)?)?;
    module.add_function(wrap_pyfunction!(input_tables, module)?)?;
    module.add_function(wrap_pyfunction!(output_tables, module)?)
}
