//! What a package is built of, as `cargo tree` tells it without network.
//!
//! It asks for the files of every package of the lock, also of those that no build here needs. A
//! machine on which nothing was built yet lacks some: then all are fetched, once, as locked.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::process::{Command, Stdio};

use crate::{Fault, Result, fault, root};

/// Name and version.
pub type Id = (String, String);

/// A tree of packages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// What each package says of its licence; empty where it says nothing.
    pub licences: BTreeMap<Id, String>,
    /// What each package is built of by itself.
    pub needs: BTreeMap<Id, BTreeSet<Id>>,
    /// Packages whose source lies in a folder, with that folder.
    pub folders: BTreeMap<Id, String>,
}

/// Every package of the project and what it is built and tested with, all features, on this
/// machine.
///
/// # Errors
///
/// Where cargo cannot tell it, or the lock file is not up to date.
pub fn whole() -> Result<Tree> {
    told(&["--workspace", "--all-features", "--edges", "normal,build,dev"])
}

/// What is handed out: the command, the Python package and the module of the browser, and what
/// they are built of.
///
/// # Errors
///
/// As [`whole`].
pub fn of_products() -> Result<Tree> {
    let packages = ["--package", "anxin", "--package", "anxin-python", "--package", "anxin-wasm"];
    told(&[&packages[..], &["--features", "anxin/cli", "--edges", "normal,build"]].concat())
}

/// What the command `anxin` is built of; without `with_build` what it links alone.
///
/// # Errors
///
/// As [`whole`].
pub fn of_command(with_build: bool) -> Result<Tree> {
    let edges = if with_build { "normal,build" } else { "normal,no-proc-macro" };
    told(&["--package", "anxin", "--features", "cli", "--edges", edges])
}

fn told(words: &[&str]) -> Result<Tree> {
    let form = ["tree", "--offline", "--locked", "--prefix", "depth", "--format", " {p}|{l}"];
    let words = [&form[..], words].concat();
    if let Ok(out) = cargo(&words) {
        return read(&out);
    }
    cargo(&["fetch", "--locked"])?;
    read(&cargo(&words)?)
}

/// What cargo writes.
fn cargo(words: &[&str]) -> Result<String> {
    let mut cargo = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()));
    cargo.args(words).current_dir(root());
    let out = cargo.stdin(Stdio::null()).output().map_err(fault("cargo"))?;
    if out.status.success() {
        return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&out.stderr);
    Err(Fault(format!("cargo {}: {said}", words.join(" "))))
}

/// Reads lines `depth name vVERSION (more)|LICENCE (*)`, each below the last one of a lesser depth.
///
/// # Errors
///
/// Where a line is none.
pub fn read(text: &str) -> Result<Tree> {
    let mut tree = Tree::default();
    let mut above: Vec<Id> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let refused = || Fault(format!("cargo tree: met the line `{line}`"));
        let (depth, rest) = line.split_once(' ').ok_or_else(refused)?;
        let depth: usize = depth.parse().map_err(|_| refused())?;
        let (package, licence) = rest.split_once('|').ok_or_else(refused)?;
        let mut words = package.split(' ');
        let name = words.next().ok_or_else(refused)?.to_owned();
        let version = words.next().and_then(|word| word.strip_prefix('v')).ok_or_else(refused)?;
        let id = (name, version.to_owned());
        above.truncate(depth);
        if let Some(parent) = above.last() {
            tree.needs.entry(parent.clone()).or_default().insert(id.clone());
        }
        let folder = words.next().and_then(|word| word.strip_prefix("(/"));
        if let Some(folder) = folder {
            tree.folders.insert(id.clone(), format!("/{}", folder.trim_end_matches(')')));
        }
        let licence = licence.trim_end_matches(" (*)").to_owned();
        tree.licences.insert(id.clone(), licence);
        tree.needs.entry(id.clone()).or_default();
        above.push(id);
    }
    Ok(tree)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_put_below_what_they_belong_to() {
        let text = "0 a v1.0.0 (/x)|MIT\n1 b v2.0.0|Zlib\n2 c v3.0.0 (proc-macro)|\n\
                    1 c v3.0.0 (proc-macro)| (*)\n\n0 d v1.0.0 (/y)|MIT\n1 b v2.0.0|Zlib (*)\n";
        let tree = read(text).unwrap();
        let id = |name: &str, version: &str| (name.to_owned(), version.to_owned());
        assert_eq!(tree.licences.len(), 4);
        assert_eq!(tree.licences[&id("b", "2.0.0")], "Zlib");
        assert_eq!(tree.licences[&id("c", "3.0.0")], "");
        assert_eq!(tree.folders.values().collect::<Vec<_>>(), ["/x", "/y"]);
        let needs = |name: &str| tree.needs[&id(name, "1.0.0")].len();
        assert_eq!((needs("a"), needs("d")), (2, 1));
        assert!(read("0 a").is_err() && read("x a v1|MIT").is_err() && read("0 a 1|MIT").is_err());
    }
}
