//! `Cargo.lock`: every package of the project, on whatever machine.

use std::fs;

use serde::Deserialize;

use crate::{Result, fault, root};

/// A package of the lock file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it comes from; a package of this project comes from nowhere.
    pub source: Option<String>,
    /// SHA-256 of what comes from there.
    pub checksum: Option<String>,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

/// The packages of the lock file, by name and version.
///
/// # Errors
///
/// Where it cannot be read.
pub fn packages() -> Result<Vec<Package>> {
    let text = fs::read_to_string(root().join("Cargo.lock")).map_err(fault("Cargo.lock"))?;
    parsed(&text)
}

/// The packages of the text of a lock file.
///
/// # Errors
///
/// Where it is none.
pub fn parsed(text: &str) -> Result<Vec<Package>> {
    let mut packages = toml::from_str::<Lock>(text).map_err(fault("Cargo.lock"))?.package;
    packages.sort();
    Ok(packages)
}
