//! A slip: the lines of one worker, and what shows that they stand under a root.

use serde::{Deserialize, Serialize};

use super::hash::{Hash, of_hex};
use super::lines::leaf_of;
use super::{FORMAT, damaged, manifest, tree};
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::report::digest::hex;

/// What a worker is given: his lines, his salt, and the way from them to the root of the bundle.
/// It can be held against the root without anything of anybody else.
///
/// Example: [`super::Bundle::slip`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    /// Number of the form.
    pub format: u32,
    /// The worker.
    pub worker_id: String,
    /// The day it is about.
    pub as_of: Day,
    /// Fingerprint of the rules.
    pub policy_fingerprint: String,
    /// Version of the engine.
    pub engine_version: String,
    /// His lines.
    pub lines: SlipLines,
    /// His salt, 64 hexadecimal digits.
    pub salt: String,
    /// Place of his leaf, from 0; leaves stand in the order of their hashes, so it tells nothing.
    pub index: u64,
    /// Workers of the bundle.
    pub workers: u64,
    /// The hashes beside the way up, the lowest first.
    pub path: Vec<String>,
    /// SHA-256 of the manifest.
    pub manifest_sha256: String,
}

/// The lines of a worker as canonical CSV with headers.
///
/// Example: [`super::Bundle::slip`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipLines {
    /// Of `worker_periods`.
    pub worker_periods: String,
    /// Of `worker_totals`.
    pub worker_totals: String,
    /// Of `cover`.
    pub cover: String,
    /// Of `transfer_fates`.
    pub transfer_fates: String,
}

impl Slip {
    /// As JSON.
    ///
    /// Example: [`super::Bundle::slip`].
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings and numbers: there is nothing that could not be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The slip of that JSON; `place` stands in messages.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where it is none.
    ///
    /// Example: [`super::Bundle::slip`].
    pub fn from_json(json: &str, place: &str) -> Result<Self> {
        let decode =
            |reason: String| Error::Decode { place: place.to_owned(), format: "a slip", reason };
        let slip: Self = serde_json::from_str(json).map_err(|error| decode(error.to_string()))?;
        if slip.format != FORMAT {
            return Err(decode(format!("format {}, expected 1", slip.format)));
        }
        Ok(slip)
    }

    /// The root that it leads to, 64 hexadecimal digits.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where it leads nowhere: a path that is too short or too long, or a hash
    /// that is none.
    ///
    /// Example: [`super::Bundle::slip`].
    pub fn root(&self, place: &str) -> Result<String> {
        self.climbed().map(|root| hex(&root)).ok_or_else(|| {
            damaged(place, "the slip leads to no root: its salt, path or place is altered")
        })
    }

    /// Holds it against a root that is known from elsewhere.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where it leads to another one, or to none.
    ///
    /// Example: [`super::Bundle::slip`].
    pub fn check(&self, root: &str, place: &str) -> Result<()> {
        let met = self.root(place)?;
        if met == root {
            return Ok(());
        }
        Err(damaged(place, &format!("the slip leads to the root {met}, not to {root}")))
    }

    fn climbed(&self) -> Option<Hash> {
        let mut parts = leaf_of(&of_hex(&self.salt)?, &self.worker_id);
        let SlipLines { worker_periods, worker_totals, cover, transfer_fates } = &self.lines;
        for text in [worker_periods, worker_totals, cover, transfer_fates] {
            parts = parts.with(text.as_bytes());
        }
        let path: Option<Vec<Hash>> = self.path.iter().map(|hash| of_hex(hash)).collect();
        let workers = tree::climbed(parts.hash(), self.index, self.workers, &path?)?;
        let manifest = of_hex(&self.manifest_sha256)?;
        let Self { as_of, policy_fingerprint, engine_version, .. } = self;
        Some(manifest::root(&manifest, &workers, *as_of, policy_fingerprint, engine_version))
    }
}
