//! Errors of the engine as exceptions.

use anxin::Error;
use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyValueError};
use pyo3::prelude::*;

create_exception!(
    anxin,
    AnxinError,
    PyException,
    "The call cannot be carried out.\n\n`code` is one of a short list that does not change \
     (`missing_column`, `policy`, …); the message says what was met and where, what was expected, \
     and what to do."
);

/// The exception of an error of the engine.
pub(crate) fn raised(error: Error) -> PyErr {
    coded(error.code(), error.to_string())
}

/// The exception of a call with arguments of no use.
pub(crate) fn usage(message: String) -> PyErr {
    PyValueError::new_err(message)
}

fn coded(code: &'static str, message: String) -> PyErr {
    Python::attach(|py| {
        let error = AnxinError::new_err(message);
        match error.value(py).setattr("code", code) {
            Ok(()) => error,
            Err(other) => other,
        }
    })
}

/// Adds the exception to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("AnxinError", module.py().get_type::<AnxinError>())
}
