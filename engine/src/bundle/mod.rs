//! Bundles of evidence: a result in one file that strangers can check.
//!
//! A bundle holds the tables, the policy, and a manifest with the SHA-256 of everything, what was
//! handed over included. Its root, 32 bytes, stands for all of it, and for the lines of each
//! worker: his slip can be held against the root without the lines of others. What that proves,
//! and what it does not, is told in `docs/bundle.md`.
//!
//! | module | purpose |
//! | --- | --- |
//! | `archive` | a ZIP file in which no byte is free |
//! | `manifest` | what was handed over and what came out |
//! | `hash` | how parts are hashed; the secret of an office |
//! | `lines` | the lines of every worker, and his leaf |
//! | `tree` | the tree over the leaves |
//! | `slip` | what one worker is given |
//! | `compare` | everything computed again |
//! | `verification` | all that can be checked, side by side |
//! | `folder` | a folder as files |

mod archive;
mod compare;
mod folder;
mod hash;
mod lines;
mod manifest;
mod slip;
mod tree;
mod verification;

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use self::archive::Entry;
pub use self::compare::{Compared, Kind, Verdict};
pub use self::folder::folder;
use self::hash::Hash;
pub use self::hash::Secret;
use self::lines::{Lines, Salts, TABLES};
pub use self::manifest::{HeldFile, InputFile, Manifest};
pub use self::slip::{Slip, SlipLines};
pub use self::verification::{Damage, Verification, verify};
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::policy::Policy;
use crate::intake::source::{Inputs, Slices};
use crate::pipeline::reconcile;
use crate::report::csv;
use crate::report::digest::{hex, sha256};
use crate::report::summary::PolicyName;
use crate::report::tables::{OutputTable, batches};

/// The number of the form that is written and read.
pub const FORMAT: u32 = 1;

/// A data set as files: names with slashes, and their bytes.
pub type Files = Vec<(String, Arc<dyn Slices>)>;

const MANIFEST: &str = "manifest.json";
const ROOT: &str = "root";
const POLICY: &str = "policy.toml";
const SUMMARY: &str = "summary.json";

/// Something is not as it was written.
fn damaged(place: &str, what: &str) -> Error {
    Error::Decode { place: place.to_owned(), format: "a bundle", reason: what.to_owned() }
}

/// Something is not as it was written, and in which file of a bundle where that is known.
#[derive(Debug)]
struct Fault {
    name: Option<String>,
    error: Box<Error>,
}

impl Fault {
    fn of_all(place: &str, what: &str) -> Self {
        Self { name: None, error: Box::new(damaged(place, what)) }
    }

    fn of_file(place: &str, name: &str, what: &str) -> Self {
        let error = Box::new(damaged(place, &format!("{name}: {what}")));
        Self { name: Some(name.to_owned()), error }
    }

    /// An error whose message names the file by itself.
    fn in_file(name: &'static str) -> impl FnOnce(Error) -> Self {
        move |error| Self { name: Some(name.to_owned()), error: Box::new(error) }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self { name: None, error: Box::new(error) }
    }
}

/// The name of a table in a bundle.
fn name_of(table: OutputTable) -> String {
    format!("tables/{}.csv", table.name())
}

/// Reconciles `files` and puts what came out, what went in and the rules into one archive. The same
/// files, policy, day and secret give the same bytes.
///
/// # Errors
///
/// What [`crate::reconcile`] says of files that cannot be used; [`Error::Input`] where a file
/// changed while it was read; [`Error::TooMany`] where the archive would pass 4 GiB.
///
/// # Example
///
/// ```
/// use std::sync::Arc;
///
/// use anxin::bundle::{Bundle, Files, Secret, bundle};
/// use anxin::{Day, Policy};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let files: Files = vec![("payroll.csv".to_owned(), Arc::new(bytes::Bytes::from(sheet)))];
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let secret = Secret::from_bytes([7; 32]);
/// let bytes = bundle(&files, &Policy::default(), as_of, &secret)?;
///
/// let bundle = Bundle::open(bytes.into(), "evidence.zip")?;
/// assert_eq!((bundle.manifest().as_of, bundle.manifest().workers), (as_of, 1));
/// assert_eq!(bundle.manifest().inputs[0].tables, ["payroll"]);
/// assert_eq!(bundle.root().len(), 64);
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn bundle(files: &Files, policy: &Policy, as_of: Day, secret: &Secret) -> Result<Vec<u8>> {
    let outputs = computed(files, policy, as_of)?;
    let held = |entry: &Entry| HeldFile {
        name: entry.name.clone(),
        bytes: entry.bytes.len() as u64,
        sha256: sha256(&entry.bytes),
    };
    let mut manifest = Manifest {
        format: FORMAT,
        engine_version: env!("CARGO_PKG_VERSION").to_owned(),
        as_of,
        policy: PolicyName { name: policy.name.clone(), fingerprint: policy.fingerprint() },
        inputs: outputs.inputs,
        files: outputs.entries.iter().map(held).collect(),
        workers: 0,
        workers_root: String::new(),
        salt: String::new(),
    };
    let salts = Salts { secret, contents: manifest.contents() };
    let lines = lines_of(&outputs.entries, "the result")?;
    let mut leaves = lines.leaves(&salts);
    leaves.sort_unstable();
    manifest.workers = leaves.len() as u64;
    manifest.workers_root = hex(&tree::root(&leaves));
    manifest.salt = hex(&salts.of_manifest());
    let root = root_of(&manifest).ok_or_else(|| damaged("the result", "it has no root"))?;
    let own = |name: &str, bytes: Vec<u8>| Entry { name: name.to_owned(), bytes: bytes.into() };
    let mut entries = vec![
        own(MANIFEST, manifest.to_json()),
        own(ROOT, format!("{}\n", hex(&root)).into_bytes()),
    ];
    entries.extend(outputs.entries.iter().cloned());
    archive::written(&entries)
}

/// What comes out of a run.
struct Outputs {
    /// Policy, summary and tables, as they stand in a bundle.
    entries: Vec<Entry>,
    /// What went in.
    inputs: Vec<InputFile>,
}

/// A run over files.
fn computed(files: &Files, policy: &Policy, as_of: Day) -> Result<Outputs> {
    let before = sums(files)?;
    let inputs = Inputs::files(files.clone())?;
    let tables_of = tables_of(&inputs)?;
    let result = reconcile(&inputs, policy, as_of)?;
    let fault = |error: &dyn std::fmt::Display| Error::Output {
        place: "the bundle".to_owned(),
        reason: error.to_string(),
        advice: "this is a fault of the program: please report it",
    };
    let summary = serde_json::to_string_pretty(&result.summary()?).map_err(|e| fault(&e))?;
    let entry = |name: String, bytes: Vec<u8>| Entry { name, bytes: bytes.into() };
    let mut entries = vec![
        entry(POLICY.to_owned(), policy.to_toml().into_bytes()),
        entry(SUMMARY.to_owned(), (summary + "\n").into_bytes()),
    ];
    for table in OutputTable::ALL {
        let batches = batches(&result, table);
        let mut writer = csv::Writer::new(Vec::new(), &batches.schema()).map_err(|e| fault(&e))?;
        for batch in batches {
            writer.batch(&batch?).map_err(|e| fault(&e))?;
        }
        entries.push(entry(name_of(table), writer.into_inner()));
    }
    if let Some(((name, ..), _)) = before.iter().zip(sums(files)?).find(|(a, b)| *a != b) {
        return Err(Error::Input {
            place: name.clone(),
            met: "a file that changed while it was read".to_owned(),
            expected: "files that stay as they are",
            advice: "start again when nobody writes to it",
        });
    }
    let input = |(name, bytes, sha256): (String, u64, String)| {
        let tables = tables_of.get(&name).cloned().unwrap_or_default();
        InputFile { name, tables, bytes, sha256 }
    };
    Ok(Outputs { entries, inputs: before.into_iter().map(input).collect() })
}

/// The tables that each file has rows of.
fn tables_of(inputs: &Inputs) -> Result<BTreeMap<String, Vec<String>>> {
    let mut tables_of: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for table in inputs.tables() {
        let Some(source) = inputs.get(table) else { continue };
        for part in source.parts()? {
            let tables = tables_of.entry(part.name).or_default();
            if tables.last().is_none_or(|last| last != table.word()) {
                tables.push(table.word().to_owned());
            }
        }
    }
    Ok(tables_of)
}

/// Bytes of a file that are hashed at a time.
const PIECE_BYTES: usize = 1 << 20;

/// Name, length and SHA-256 of every file, in the order of the names.
fn sums(files: &Files) -> Result<Vec<(String, u64, String)>> {
    let mut sums = Vec::with_capacity(files.len());
    for (name, file) in files {
        let (mut sum, mut at, length) = (Sha256::new(), 0_u64, file.length());
        while at < length {
            let piece = usize::try_from(length - at).unwrap_or(usize::MAX).min(PIECE_BYTES);
            let bytes = file.slice(at, piece);
            sum.update(bytes.map_err(|source| Error::Io { place: name.clone(), source })?);
            at += piece as u64;
        }
        let name = name.trim_start_matches('/').replace('\\', "/");
        sums.push((name, length, hex(&sum.finalize())));
    }
    sums.sort();
    Ok(sums)
}

/// The lines of every worker in the tables among some files.
fn lines_of<'a>(entries: &'a [Entry], place: &str) -> Result<Lines<'a>> {
    let mut texts = [""; TABLES.len()];
    for (text, table) in texts.iter_mut().zip(TABLES) {
        let name = name_of(table);
        let entry = entries.iter().find(|entry| entry.name == name);
        let entry = entry.ok_or_else(|| damaged(place, &format!("{name} is missing")))?;
        *text = std::str::from_utf8(&entry.bytes)
            .map_err(|_| damaged(place, &format!("{name}: it is no text")))?;
    }
    Lines::of(texts).ok_or_else(|| damaged(place, "a table is no canonical CSV with `worker_id`"))
}

/// The root that a manifest leads to.
fn root_of(manifest: &Manifest) -> Option<Hash> {
    let workers = hash::of_hex(&manifest.workers_root)?;
    let Manifest { as_of, policy, engine_version, .. } = manifest;
    let own = manifest.hash();
    Some(manifest::root(&own, &workers, *as_of, &policy.fingerprint, engine_version))
}

/// A bundle whose bytes were all checked against its own manifest and root.
///
/// Example: [`bundle()`].
#[derive(Clone)]
pub struct Bundle {
    manifest: Manifest,
    root: String,
    policy: Policy,
    /// The files but manifest and root.
    entries: Vec<Entry>,
    place: String,
}

impl std::fmt::Debug for Bundle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What it holds is about people.
        f.debug_struct("Bundle").field("root", &self.root).finish_non_exhaustive()
    }
}

impl Bundle {
    /// Opens a bundle and checks every byte of it: headers, checksums, the form of the manifest,
    /// length and SHA-256 of every file, the fingerprint of the policy, the root. `place` stands in
    /// messages. Whether it is *the* bundle tells its root alone, held against one that is known
    /// from elsewhere.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where something is not as it was written, with the file it is in;
    /// [`Error::Input`] for a bundle of a later form.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::bundle::Bundle;
    ///
    /// let error = Bundle::open("PK".into(), "evidence.zip").unwrap_err();
    /// assert_eq!(error.code(), "decode");
    /// ```
    pub fn open(bytes: Bytes, place: &str) -> Result<Self> {
        Self::checked(&bytes, place).map_err(|fault| *fault.error)
    }

    /// As [`Bundle::open`], knowing the file that is damaged.
    fn checked(bytes: &Bytes, place: &str) -> std::result::Result<Self, Fault> {
        let mut entries = archive::read(bytes, place)?;
        if entries.len() < 2 || entries[0].name != MANIFEST || entries[1].name != ROOT {
            return Err(Fault::of_all(place, "it does not begin with manifest.json and root"));
        }
        let manifest =
            Manifest::from_json(&entries[0].bytes, place).map_err(Fault::in_file(MANIFEST))?;
        let root = root_of(&manifest).map(|root| hex(&root));
        let root =
            root.ok_or_else(|| Fault::of_file(place, MANIFEST, "workers_root is no hash"))?;
        if entries[1].bytes != format!("{root}\n") {
            return Err(Fault::of_file(place, ROOT, "it is not the root of manifest.json"));
        }
        entries.drain(..2);
        let unlisted = |name: &str| Fault::of_file(place, name, "not as manifest.json lists it");
        for (entry, known) in entries.iter().zip(&manifest.files) {
            let met = (&entry.name, entry.bytes.len() as u64, sha256(&entry.bytes));
            if met != (&known.name, known.bytes, known.sha256.clone()) {
                return Err(unlisted(&known.name));
            }
        }
        if entries.len() != manifest.files.len() {
            return Err(Fault::of_all(place, "it holds other files than manifest.json lists"));
        }
        lines_of(&entries, place)?;
        let text = entries.iter().find(|entry| entry.name == POLICY).map(|entry| &entry.bytes[..]);
        let text = text.and_then(|text| std::str::from_utf8(text).ok());
        let text = text.ok_or_else(|| unlisted(POLICY))?;
        let policy = Policy::from_toml(text, place).map_err(Fault::in_file(POLICY))?;
        if policy.fingerprint() != manifest.policy.fingerprint {
            return Err(Fault::of_file(place, POLICY, "it has another fingerprint"));
        }
        Ok(Self { manifest, root, policy, entries, place: place.to_owned() })
    }

    /// What it says of itself.
    ///
    /// Example: [`bundle()`].
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Its root, 64 hexadecimal digits: what to publish, and to compare.
    ///
    /// Example: [`bundle()`].
    #[must_use]
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The bytes of a file of it, by its name in the manifest.
    ///
    /// Example: [`Bundle::slip`].
    #[must_use]
    pub fn file(&self, name: &str) -> Option<Bytes> {
        self.entries.iter().find(|entry| entry.name == name).map(|entry| entry.bytes.clone())
    }

    /// The leaves in the order of the workers, made again with the secret; whether they lead to the
    /// root over workers is checked.
    fn leaves<'a>(&'a self, salts: &Salts<'_>) -> Result<(Lines<'a>, Vec<Hash>)> {
        let lines = lines_of(&self.entries, &self.place)?;
        let mut leaves = lines.leaves(salts);
        leaves.sort_unstable();
        let is_of_secret = hex(&salts.of_manifest()) == self.manifest.salt;
        if !is_of_secret || hex(&tree::root(&leaves)) != self.manifest.workers_root {
            let what = "its root over workers is not that of its tables under this secret";
            return Err(damaged(&self.place, what));
        }
        Ok((lines, leaves))
    }

    /// Checks with the secret of who made it that the root over workers is that of its tables.
    /// Without the secret nobody can, nor guess a worker's lines.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where it is not, or the secret is another one.
    ///
    /// Example: [`Bundle::slip`].
    pub fn check_workers(&self, secret: &Secret) -> Result<()> {
        self.leaves(&Salts { secret, contents: self.manifest.contents() }).map(drop)
    }

    /// The slip of a worker, by his id as it stands in the tables.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where no line names him; [`Error::Decode`] where the secret is not that
    /// of the bundle.
    ///
    /// # Example
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use anxin::bundle::{Bundle, Files, Secret, Slip, bundle};
    /// use anxin::{Day, Policy};
    ///
    /// let sheet = "payroll_id,worker_id,project_id,period,net\n\
    ///              S1,W1,P1,2025-03,4500.00\nS2,W2,P1,2025-03,4700.00\n";
    /// let files: Files = vec![("payroll.csv".to_owned(), Arc::new(bytes::Bytes::from(sheet)))];
    /// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    /// let secret = Secret::from_bytes([7; 32]);
    /// let bytes = bundle(&files, &Policy::default(), as_of, &secret)?;
    /// let bundle = Bundle::open(bytes.into(), "evidence.zip")?;
    /// bundle.check_workers(&secret)?;
    /// assert!(bundle.file("tables/worker_totals.csv").is_some());
    ///
    /// let text = bundle.slip("W1", &secret)?.to_json();
    /// assert!(!text.contains("W2"));
    /// let mut slip = Slip::from_json(&text, "slip.json")?;
    /// slip.check(bundle.root(), "slip.json")?;
    /// slip.lines.worker_totals = slip.lines.worker_totals.replace("4500.00", "4700.00");
    /// assert!(slip.check(bundle.root(), "slip.json").is_err());
    /// assert_ne!(slip.root("slip.json")?, bundle.root());
    /// # Ok::<(), anxin::Error>(())
    /// ```
    pub fn slip(&self, worker_id: &str, secret: &Secret) -> Result<Slip> {
        let salts = Salts { secret, contents: self.manifest.contents() };
        let (lines, leaves) = self.leaves(&salts)?;
        let not_found = || Error::NotFound {
            asked: "this worker".to_owned(),
            advice: "give the id as it stands in worker_totals or transfer_fates",
        };
        let texts = lines.of_worker(worker_id).ok_or_else(not_found)?;
        let salt = salts.of(worker_id);
        let leaf = texts
            .iter()
            .fold(lines::leaf_of(&salt, worker_id), |parts, text| parts.with(text.as_bytes()));
        let index = leaves.binary_search(&leaf.hash()).map_err(|_| not_found())?;
        let [worker_periods, worker_totals, cover, transfer_fates] = texts;
        let manifest = &self.manifest;
        Ok(Slip {
            format: FORMAT,
            worker_id: worker_id.to_owned(),
            as_of: manifest.as_of,
            policy_fingerprint: manifest.policy.fingerprint.clone(),
            engine_version: manifest.engine_version.clone(),
            lines: SlipLines { worker_periods, worker_totals, cover, transfer_fates },
            salt: hex(&salt),
            index: index as u64,
            workers: manifest.workers,
            path: tree::path(&leaves, index).iter().map(|hash| hex(hash)).collect(),
            manifest_sha256: hex(&manifest.hash()),
        })
    }
}

#[cfg(test)]
mod tests;
