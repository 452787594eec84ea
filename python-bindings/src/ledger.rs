//! A ledger that is kept, and runs beside each other: what changed, what if, what it needs.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use anxin::differences::{Caused, Side, differences};
use anxin::ledger::folder::Folder;
use anxin::ledger::{Commit, Ledger, Point, open_to_write};
use anxin::report::policies::Policies;
use anxin::{Error, Policy, TableName};
use pyo3::prelude::*;

use crate::error::{raised, usage};
use crate::run::Watched;
use crate::tables::PyInputs;
use crate::{PyPolicy, Run, day, json};

/// Table, change, key, column, from, to, cause.
type Change = (String, String, String, String, String, String, String);

fn change(one: Caused) -> Change {
    let Caused { changed, cause } = one;
    let table = changed.table.name().to_owned();
    let word = changed.change.word().to_owned();
    let (key, column) = (changed.key.to_string(), changed.column.to_owned());
    (table, word, key, column, changed.from, changed.to, cause.to_string())
}

/// A ledger in a folder; closed, it holds none.
#[pyclass(name = "Ledger", module = "anxin._anxin", frozen)]
#[derive(Debug)]
pub(crate) struct PyLedger(Mutex<Option<Ledger>>);

impl PyLedger {
    fn holding(made: anxin::Result<Ledger>) -> PyResult<Self> {
        made.map(|ledger| Self(Mutex::new(Some(ledger)))).map_err(raised)
    }

    /// Asks the ledger while no other thread does.
    fn ask<T: Send>(
        &self,
        py: Python<'_>,
        ask: impl FnOnce(&Ledger) -> anxin::Result<T> + Send,
    ) -> PyResult<T> {
        // Whoever waits here must not hold what the one it waits for may need: the interpreter.
        py.detach(|| {
            let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            ask(held.as_ref().ok_or_else(closed)?)
        })
        .map_err(raised)
    }

    /// Works on the ledger in a run that can be watched and stopped.
    fn work<T: Send>(
        &self,
        py: Python<'_>,
        watched: &Watched,
        work: impl FnOnce(&mut Ledger) -> anxin::Result<T> + Send,
    ) -> PyResult<T> {
        watched.run(py, |run| {
            let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let mut ledger = held.take().ok_or_else(closed)?.with_run(run.clone());
            let done = work(&mut ledger);
            // Nobody listens to this run any more.
            *held = Some(ledger.with_run(anxin::Run::default()));
            done
        })
    }
}

fn closed() -> Error {
    Error::Input {
        place: "the ledger".to_owned(),
        met: "one that is closed".to_owned(),
        expected: "one that is open",
        advice: "open it again",
    }
}

#[pymethods]
impl PyLedger {
    #[staticmethod]
    fn init(py: Python<'_>, path: PathBuf, policy: &PyPolicy, as_of: &str) -> PyResult<Self> {
        let as_of = day(as_of)?;
        let made = py.detach(|| Ledger::init(Box::new(Folder::writer(path)?), &policy.0, as_of));
        Self::holding(made)
    }

    #[staticmethod]
    fn open(py: Python<'_>, path: PathBuf, is_read_only: bool) -> PyResult<Self> {
        Self::holding(py.detach(|| match is_read_only {
            true => Ledger::open(Box::new(Folder::reader(path))),
            false => open_to_write(&path),
        }))
    }

    fn close(&self, py: Python<'_>) {
        py.detach(|| drop(self.0.lock().unwrap_or_else(PoisonError::into_inner).take()));
    }

    fn is_closed(&self, py: Python<'_>) -> bool {
        py.detach(|| self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none())
    }

    fn commits(&self, py: Python<'_>) -> PyResult<u64> {
        self.ask(py, |ledger| Ok(ledger.commits()))
    }

    fn as_of(&self, py: Python<'_>) -> PyResult<String> {
        self.ask(py, |ledger| Ok(ledger.as_of().to_string()))
    }

    fn sum(&self, py: Python<'_>) -> PyResult<String> {
        self.ask(py, |ledger| Ok(ledger.sum().to_owned()))
    }

    fn policy(&self, py: Python<'_>) -> PyResult<PyPolicy> {
        self.ask(py, |ledger| Ok(PyPolicy(ledger.policy().clone())))
    }

    /// Rows ever added to a table, and how many of them were taken back.
    fn rows(&self, py: Python<'_>, table: &str) -> PyResult<(u64, u64)> {
        let table = named(table)?;
        self.ask(py, |ledger| Ok(ledger.rows(table)))
    }

    #[expect(clippy::too_many_arguments, reason = "the arguments of a call of Python")]
    fn commit(
        &self,
        py: Python<'_>,
        inputs: &PyInputs,
        withdraw: Vec<(String, Vec<u64>)>,
        as_of: Option<&str>,
        policy: Option<&PyPolicy>,
        threads: Option<usize>,
        on_progress: Option<Py<PyAny>>,
    ) -> PyResult<u64> {
        let mut commit = Commit::default().with_rows(&inputs.taken()?);
        for (table, rows) in withdraw {
            commit = commit.without_rows(named(&table)?, rows);
        }
        commit.as_of = as_of.map(day).transpose()?;
        commit.policy = policy.map(|policy| policy.0.clone());
        self.work(py, &Watched { threads, on_progress }, |ledger| {
            let number = ledger.commits();
            ledger.append(commit).map(|()| number)
        })
    }

    fn report(
        &self,
        py: Python<'_>,
        at: Option<&str>,
        threads: Option<usize>,
        on_progress: Option<Py<PyAny>>,
    ) -> PyResult<Run> {
        let at = at.map(point).transpose()?;
        let result = self.work(py, &Watched { threads, on_progress }, |ledger| {
            let found = match at {
                Some(Point::Commit(commit)) => ledger.at(commit)?,
                Some(Point::Day(day)) => ledger.on(day)?,
                None => ledger.on(ledger.as_of())?,
            };
            found.ok_or(Error::MissingTable)
        })?;
        Ok(Run(Arc::new(result)))
    }

    fn diff(
        &self,
        py: Python<'_>,
        from_: &str,
        to: Option<&str>,
        threads: Option<usize>,
        on_progress: Option<Py<PyAny>>,
    ) -> PyResult<Vec<Change>> {
        let (from, to) = (point(from_)?, to.map(point).transpose()?);
        self.work(py, &Watched { threads, on_progress }, |ledger| {
            let mut found = Vec::new();
            let to = to.unwrap_or_else(|| Point::Day(ledger.as_of()));
            ledger.diff(from, to, &mut |one| {
                found.push(change(one));
                Ok(())
            })?;
            Ok(found)
        })
    }
}

/// How two runs differ; without `after` both are over the same data set.
#[pyfunction]
pub(crate) fn diff(
    py: Python<'_>,
    before: &PyInputs,
    after: Option<&PyInputs>,
    policies: (PyPolicy, PyPolicy),
    as_of: (String, String),
    threads: Option<usize>,
    on_progress: Option<Py<PyAny>>,
) -> PyResult<Vec<Change>> {
    let (before, after) = (before.taken()?, after.map(PyInputs::taken).transpose()?);
    let days = (day(&as_of.0)?, day(&as_of.1)?);
    Watched { threads, on_progress }.run(py, |run| {
        let side = Side { inputs: &before, policy: &policies.0.0, as_of: days.0 };
        let inputs = after.as_ref().unwrap_or(&before);
        let other = Side { inputs, policy: &policies.1.0, as_of: days.1 };
        let mut found = Vec::new();
        differences(run, side, other, &mut |one| {
            found.push(change(one));
            Ok(())
        })?;
        Ok(found)
    })
}

/// One data set under several policies: the summary of each as JSON text, and all figures side by
/// side as CSV.
#[pyfunction]
pub(crate) fn what_if(
    py: Python<'_>,
    inputs: &PyInputs,
    policies: Vec<PyPolicy>,
    as_of: &str,
    threads: Option<usize>,
    on_progress: Option<Py<PyAny>>,
) -> PyResult<(Vec<String>, String)> {
    let policies: Vec<Policy> = policies.into_iter().map(|policy| policy.0).collect();
    let (inputs, as_of) = (inputs.taken()?, day(as_of)?);
    let found = Watched { threads, on_progress }.run(py, |run| {
        let mut figures = Policies::of(&policies);
        let mut summaries: Vec<_> = policies.iter().map(|_| None).collect();
        run.what_if(&inputs, &policies, as_of, &mut |place, result| {
            figures.set(place, result);
            summaries[place] = Some(result.summary()?);
            Ok(())
        })?;
        Ok((summaries, figures.to_csv()))
    });
    let (summaries, csv) = found?;
    let texts: PyResult<Vec<String>> = summaries.iter().flatten().map(json).collect();
    Ok((texts?, csv))
}

/// Disputed worker-periods as CSV, and all arrears in fen: as the run has them, at least, at most.
type Disputed = (String, i128, i128, Option<i128>);

/// What of the arrears is certain.
#[pyfunction]
pub(crate) fn disputed(
    py: Python<'_>,
    inputs: &PyInputs,
    policy: PyPolicy,
    as_of: &str,
    threads: Option<usize>,
    on_progress: Option<Py<PyAny>>,
) -> PyResult<Disputed> {
    let (inputs, as_of) = (inputs.taken()?, day(as_of)?);
    let watched = Watched { threads, on_progress };
    let found = watched.run(py, |run| anxin::disputed::disputed(run, &inputs, &policy.0, as_of))?;
    Ok((found.to_csv(), found.arrears_fen, found.least_fen(), found.most_fen()))
}

/// What a run will need.
#[pyclass(name = "Plan", module = "anxin._anxin", frozen)]
#[derive(Debug)]
pub(crate) struct PyPlan(anxin::Plan);

#[pymethods]
impl PyPlan {
    #[getter]
    fn rows(&self) -> Vec<(&'static str, u64)> {
        self.0.rows.iter().map(|(table, rows)| (table.word(), *rows)).collect()
    }

    #[getter]
    const fn workers(&self) -> u64 {
        self.0.workers
    }

    #[getter]
    const fn worker_months(&self) -> u64 {
        self.0.worker_months
    }

    #[getter]
    const fn sample(&self) -> u32 {
        self.0.sample
    }

    #[getter]
    const fn memory_bytes(&self) -> u64 {
        self.0.memory_bytes
    }

    fn parts(&self, memory_bytes: u64) -> PyResult<u32> {
        Ok(self.0.parts(memory_bytes).map_err(raised)?.unwrap_or(1))
    }
}

/// Says what a run will need.
#[pyfunction]
pub(crate) fn plan(
    py: Python<'_>,
    inputs: &PyInputs,
    policy: &PyPolicy,
    as_of: &str,
    threads: Option<usize>,
) -> PyResult<PyPlan> {
    let (inputs, policy, as_of) = (inputs.taken()?, policy.0.clone(), day(as_of)?);
    let watched = Watched { threads, on_progress: None };
    watched.run(py, |run| anxin::Plan::of(run, &inputs, &policy, as_of)).map(PyPlan)
}

fn named(table: &str) -> PyResult<TableName> {
    let known = || TableName::ALL.map(TableName::word).join(", ");
    TableName::from_word(table)
        .ok_or_else(|| usage(format!("met the table `{table}`, expected one of {}", known())))
}

fn point(text: &str) -> PyResult<Point> {
    text.parse().map_err(usage)
}
