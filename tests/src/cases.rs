//! Golden cases: small worlds worked out by hand, one folder each (`datasets/cases/README.md`).

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// One golden case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// `chapter/case`.
    pub name: String,
    /// The folder of the case.
    pub folder: PathBuf,
    /// The day of the report, `YYYY-MM-DD`.
    pub as_of: String,
    /// The text of `policy.toml`, where the case has one.
    pub policy: Option<String>,
    /// The expected output tables as canonical CSV, by table.
    pub expected: BTreeMap<String, String>,
}

impl Case {
    /// The folder of the input tables.
    #[must_use]
    pub fn inputs(&self) -> PathBuf {
        self.folder.join("in")
    }

    /// Reads the case in a folder.
    ///
    /// # Errors
    ///
    /// What the file system says, or which part of the case is missing.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let story = fs::read_to_string(folder.join("case.md"))?;
        let as_of = story.lines().find_map(|line| line.strip_prefix("as_of: "));
        let as_of =
            as_of.ok_or_else(|| broken(folder, "case.md has no line `as_of: YYYY-MM-DD`"))?;
        let policy = folder.join("policy.toml");
        let policy = policy.exists().then(|| fs::read_to_string(&policy)).transpose()?;
        let mut expected = BTreeMap::new();
        for file in entries(&folder.join("expected"))? {
            let name = file_stem(&file);
            expected.insert(name, fs::read_to_string(&file)?);
        }
        if expected.is_empty() {
            return Err(broken(folder, "expected/ holds no table"));
        }
        let mut names: Vec<_> =
            folder.iter().rev().take(2).map(|part| part.to_string_lossy()).collect();
        names.reverse();
        let as_of = as_of.trim().to_string();
        Ok(Self { name: names.join("/"), folder: folder.into(), as_of, policy, expected })
    }
}

/// All golden cases, by name.
///
/// # Errors
///
/// What the file system says, or which case is incomplete.
pub fn all() -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for chapter in entries(&crate::root().join("datasets/cases"))? {
        if chapter.is_dir() {
            for folder in entries(&chapter)?.iter().filter(|entry| entry.is_dir()) {
                cases.push(Case::read(folder)?);
            }
        }
    }
    Ok(cases)
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let listed = fs::read_dir(folder).map_err(|error| broken(folder, &error.to_string()))?;
    let mut paths: Vec<PathBuf> =
        listed.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    Ok(paths)
}

fn file_stem(file: &Path) -> String {
    file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn broken(folder: &Path, what: &str) -> io::Error {
    io::Error::other(format!("{}: {what}", folder.display()))
}
