//! What the project is built of, held against `rules.toml`, and the bill of materials of the
//! command.
//!
//! Read are `Cargo.lock`, `rules.toml` and what `cargo tree` says without network. Known faults of
//! the parts (advisories) are not asked for: that needs their database.

pub mod licence;
pub mod lock;
pub mod rules;
pub mod sbom;
pub mod tree;

use std::fmt;
use std::path::{Path, PathBuf};

/// Why something cannot be told.
#[derive(Debug)]
pub struct Fault(pub String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Fault>;

/// A fault out of whatever went wrong at a place.
pub(crate) fn fault<E: fmt::Display>(place: &str) -> impl FnOnce(E) -> Fault {
    move |error| Fault(format!("{place}: {error}"))
}

/// The folder of the project.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
