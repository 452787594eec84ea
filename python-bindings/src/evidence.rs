//! Bundles and slips: bytes in, objects out.

use std::path::PathBuf;
use std::sync::Arc;

use anxin::bundle::{self, Bundle, Files, Secret, Slip};
use bytes::Bytes;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::error::{raised, usage};
use crate::{PyPolicy, day, json};

/// A data set: a folder, or names and bytes.
#[derive(FromPyObject)]
pub(crate) enum Data {
    /// A folder.
    Folder(PathBuf),
    /// Files.
    Files(Vec<(String, Vec<u8>)>),
}

impl Data {
    fn files(self) -> anxin::Result<Files> {
        match self {
            Self::Folder(path) => bundle::folder(&path),
            Self::Files(files) => {
                let file = |(name, bytes): (String, Vec<u8>)| {
                    let bytes: Arc<dyn anxin::intake::source::Slices> =
                        Arc::new(Bytes::from(bytes));
                    (name, bytes)
                };
                Ok(files.into_iter().map(file).collect())
            }
        }
    }
}

/// What an office keeps to itself.
#[pyclass(name = "Secret", module = "anxin._anxin", frozen)]
#[derive(Clone, Debug)]
pub(crate) struct PySecret(Secret);

#[pymethods]
impl PySecret {
    #[staticmethod]
    fn from_text(text: &str, place: &str) -> PyResult<Self> {
        Secret::from_text(text, place).map(Self).map_err(raised)
    }

    fn hash_id(&self, id: &str) -> String {
        self.0.hash_id(id)
    }
}

/// A bundle whose bytes were checked.
#[pyclass(name = "Bundle", module = "anxin._anxin", frozen)]
#[derive(Debug)]
pub(crate) struct PyBundle {
    bundle: Bundle,
    bytes: Bytes,
}

#[pymethods]
impl PyBundle {
    #[staticmethod]
    fn make(
        py: Python<'_>,
        data: Data,
        policy: &PyPolicy,
        as_of: &str,
        secret: &PySecret,
    ) -> PyResult<Self> {
        let (policy, as_of, secret) = (policy.0.clone(), day(as_of)?, secret.0.clone());
        py.detach(|| {
            let bytes: Bytes = bundle::bundle(&data.files()?, &policy, as_of, &secret)?.into();
            let bundle = Bundle::open(bytes.clone(), "the bundle")?;
            Ok(Self { bundle, bytes })
        })
        .map_err(raised)
    }

    #[staticmethod]
    fn open(py: Python<'_>, bytes: Vec<u8>, place: &str) -> PyResult<Self> {
        let bytes = Bytes::from(bytes);
        let bundle = py.detach(|| Bundle::open(bytes.clone(), place)).map_err(raised)?;
        Ok(Self { bundle, bytes })
    }

    #[getter]
    fn root(&self) -> &str {
        self.bundle.root()
    }

    /// What it says of itself, as JSON text.
    fn manifest(&self) -> PyResult<String> {
        json(self.bundle.manifest())
    }

    fn file<'py>(&self, py: Python<'py>, name: &str) -> Option<Bound<'py, PyBytes>> {
        self.bundle.file(name).map(|bytes| PyBytes::new(py, &bytes))
    }

    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.bytes)
    }

    /// The slip of a worker, as JSON text.
    fn slip(&self, py: Python<'_>, worker_id: &str, secret: &PySecret) -> PyResult<String> {
        py.detach(|| Ok(self.bundle.slip(worker_id, &secret.0)?.to_json())).map_err(raised)
    }
}

/// Checks a bundle; what was found, as JSON text.
#[pyfunction]
pub(crate) fn verify(
    py: Python<'_>,
    bytes: Vec<u8>,
    place: &str,
    data: Option<Data>,
    root: Option<&str>,
    secret: Option<&PySecret>,
) -> PyResult<String> {
    let secret = secret.map(|secret| &secret.0);
    let found = py.detach(|| {
        let files = data.map(Data::files).transpose()?;
        bundle::verify(&bytes.into(), place, files.as_ref(), root, secret)
    });
    json(&found.map_err(raised)?)
}

/// The root that a slip leads to; `None` where it leads nowhere.
#[pyfunction]
pub(crate) fn slip_root(text: &str, place: &str) -> PyResult<Option<String>> {
    let slip = Slip::from_json(text, place).map_err(raised)?;
    Ok(slip.root(place).ok())
}

/// Refuses what cannot be a root.
#[pyfunction]
pub(crate) fn checked_root(root: &str) -> PyResult<()> {
    let is_digit = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    if root.len() == 64 && root.bytes().all(is_digit) {
        return Ok(());
    }
    Err(usage(format!("root: met `{root}`, expected 64 hexadecimal digits in lower case")))
}
