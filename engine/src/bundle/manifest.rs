//! The manifest: what was handed over, what came out, and under which rules.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::hash::{Hash, Parts};
use super::{FORMAT, archive, damaged};
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::report::summary::PolicyName;

/// What a bundle says of itself, as JSON of one form: keys in this order, indented by two.
///
/// Example: [`super::bundle()`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Number of the form.
    pub format: u32,
    /// Version of the engine that computed it.
    pub engine_version: String,
    /// The day it is about.
    pub as_of: Day,
    /// The rules it followed.
    pub policy: PolicyName,
    /// Every file that was handed over, by its name.
    pub inputs: Vec<InputFile>,
    /// Every other file of the bundle, in order.
    pub files: Vec<HeldFile>,
    /// Workers with a leaf.
    pub workers: u64,
    /// Root over their leaves, 64 hexadecimal digits.
    pub workers_root: String,
    /// Of the secret: the hash of the manifest tells nobody what else stands here.
    pub salt: String,
}

/// A file that was handed over.
///
/// Example: [`super::bundle()`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputFile {
    /// Its name in the data set, with slashes.
    pub name: String,
    /// The tables it has rows of; none where nothing of it was read.
    pub tables: Vec<String>,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256, 64 hexadecimal digits.
    pub sha256: String,
}

/// A file of a bundle.
///
/// Example: [`super::bundle()`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldFile {
    /// Its name in the bundle.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256, 64 hexadecimal digits.
    pub sha256: String,
}

/// The number of the form alone, whatever else there is.
#[derive(Deserialize)]
struct OnlyFormat {
    format: u32,
}

impl Manifest {
    /// As JSON.
    pub(super) fn to_json(&self) -> Vec<u8> {
        // Strings and numbers: there is nothing that could not be written.
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }

    /// The manifest of that JSON, which must be of the one form.
    pub(super) fn from_json(json: &[u8], place: &str) -> Result<Self> {
        let refused = |what: &str| damaged(place, &format!("manifest.json: {what}"));
        let format = serde_json::from_slice::<OnlyFormat>(json);
        let format = format.map_err(|error| refused(&error.to_string()))?.format;
        if format != FORMAT {
            return Err(Error::Input {
                place: place.to_owned(),
                met: format!("a bundle of format {format}"),
                expected: "format 1",
                advice: "use the version of the engine that wrote it, or a later one",
            });
        }
        let manifest: Self =
            serde_json::from_slice(json).map_err(|error| refused(&error.to_string()))?;
        if manifest.to_json() != json {
            return Err(refused("it is not in the form in which manifests are written"));
        }
        match manifest.files.iter().find(|file| !archive::is_safe(&file.name)) {
            Some(file) => Err(refused(&format!("`{}` is no name of a file", file.name))),
            None => Ok(manifest),
        }
    }

    /// SHA-256 of all but what comes of the secret.
    pub(super) fn contents(&self) -> Hash {
        let bare =
            Self { workers: 0, workers_root: String::new(), salt: String::new(), ..self.clone() };
        Sha256::digest(bare.to_json()).into()
    }

    /// SHA-256 of its JSON.
    pub(super) fn hash(&self) -> Hash {
        Sha256::digest(self.to_json()).into()
    }
}

/// The root of a bundle: of its manifest, the root over its workers, and what a slip tells of the
/// run.
pub(super) fn root(
    manifest: &Hash,
    workers: &Hash,
    as_of: Day,
    policy_fingerprint: &str,
    engine_version: &str,
) -> Hash {
    Parts::of("anxin bundle 1")
        .with(manifest)
        .with(workers)
        .with(as_of.to_string().as_bytes())
        .with(policy_fingerprint.as_bytes())
        .with(engine_version.as_bytes())
        .hash()
}
