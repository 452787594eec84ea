//! The rules of `rules.toml`, and what breaks them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::licence::is_met;
use crate::lock::Package;
use crate::tree::{Id, Tree};
use crate::{Result, fault, root};

/// What is allowed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Licences.
    pub licences: Licences,
    /// Packages that are in nothing that is handed out.
    pub refused: Vec<Refused>,
    /// Older versions that may stand beside the newest of their name.
    pub older: Vec<Older>,
}

/// Licences that are allowed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licences {
    /// By their SPDX names.
    pub allow: BTreeSet<String>,
}

/// Packages that are refused for one reason.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// Their names.
    pub names: Vec<String>,
    /// Why.
    pub reason: String,
}

/// A version that may stand beside a newer one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Older {
    /// Name of the package.
    pub name: String,
    /// The version.
    pub version: String,
    /// Why.
    pub reason: String,
}

impl Rules {
    /// The rules of the project.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn load() -> Result<Self> {
        let path = root().join("tests/supply/rules.toml");
        let text = fs::read_to_string(path).map_err(fault("rules.toml"))?;
        toml::from_str(&text).map_err(fault("rules.toml"))
    }

    /// Packages whose licence is not allowed, or that state none.
    #[must_use]
    pub fn licences_not_allowed(&self, tree: &Tree) -> Vec<String> {
        let allow = &self.licences.allow;
        let wrong = tree.licences.iter().filter(|(_, stated)| !is_met(stated, allow));
        wrong.map(|(id, stated)| format!("{}: `{stated}`", shown(id))).collect()
    }

    /// Licences that are allowed and that no package needs: a list that says more than it must.
    #[must_use]
    pub fn licences_not_needed(&self, tree: &Tree) -> Vec<String> {
        let allow = &self.licences.allow;
        let is_needed = |name: &str| {
            let others = allow.iter().filter(|other| *other != name);
            let without: BTreeSet<String> = others.cloned().collect();
            tree.licences.values().any(|stated| !is_met(stated, &without))
        };
        allow.iter().filter(|name| !is_needed(name)).cloned().collect()
    }

    /// Packages that are refused and there all the same.
    #[must_use]
    pub fn refused(&self, tree: &Tree) -> Vec<String> {
        let is_refused = |name: &str| {
            self.refused.iter().any(|refused| refused.names.iter().any(|known| known == name))
        };
        tree.licences.keys().filter(|id| is_refused(&id.0)).map(shown).collect()
    }

    /// Versions beside a newer one that nobody has looked at, and versions that were looked at and
    /// are gone.
    #[must_use]
    pub fn versions_not_reviewed(&self, tree: &Tree) -> Vec<String> {
        let mut versions: BTreeMap<&str, Vec<&Id>> = BTreeMap::new();
        for id in tree.licences.keys() {
            versions.entry(&id.0).or_default().push(id);
        }
        let mut older = BTreeSet::new();
        for versions in versions.values_mut() {
            versions.sort_by_key(|id| numbers(&id.1));
            let _newest = versions.pop();
            older.extend(versions.iter().map(|id| shown(id)));
        }
        let known = self.older.iter().map(|one| format!("{}@{}", one.name, one.version));
        older.symmetric_difference(&known.collect()).cloned().collect()
    }
}

/// Packages that come from elsewhere than one registry, or of which the lock file has no sum. What
/// lies in a folder of the project comes from nowhere; `tree` says what does.
#[must_use]
pub fn sources_not_allowed(packages: &[Package], tree: &Tree) -> Vec<String> {
    let mut sources = BTreeSet::new();
    let mut wrong = Vec::new();
    let project = root().canonicalize().unwrap_or_default();
    for package in packages {
        let id = (package.name.clone(), package.version.clone());
        let Some(source) = &package.source else {
            let folder = tree.folders.get(&id);
            if !folder.is_some_and(|folder| Path::new(folder).starts_with(&project)) {
                wrong.push(format!("{}: no source", shown(&id)));
            }
            continue;
        };
        sources.insert(source);
        let is_sum = |sum: &String| sum.len() == 64;
        if !source.starts_with("registry+") || !package.checksum.as_ref().is_some_and(is_sum) {
            wrong.push(format!("{}: `{source}`, or no sum", shown(&id)));
        }
    }
    if sources.len() > 1 {
        wrong.push(format!("more than one source: {sources:?}"));
    }
    wrong
}

fn shown((name, version): &Id) -> String {
    format!("{name}@{version}")
}

/// A version to sort by.
fn numbers(version: &str) -> Vec<u64> {
    version.split(['.', '-', '+']).map_while(|part| part.parse().ok()).collect()
}
