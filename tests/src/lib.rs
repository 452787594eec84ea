//! What the tests of whole runs share: golden cases, comparison of tables, folders for a test.

pub mod cases;
pub mod checks;
pub mod corruptions;
pub mod enriched;
pub mod faults;
pub mod folder;
pub mod laws;
pub mod oversight_checks;
pub mod people;
pub mod social_checks;
pub mod tables;
pub mod worlds;

use std::path::PathBuf;

/// The root of the repository.
///
/// # Panics
///
/// When the crate does not stand in a folder of the repository.
#[must_use]
pub fn root() -> PathBuf {
    let parent = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    assert!(parent.is_some(), "the crate of the tests stands in a folder of the repository");
    parent.map(PathBuf::from).unwrap_or_default()
}
