//! The log: one line a commit, each with the sum of all lines before it.
//!
//! ```text
//! anxin-ledger 1
//! {"commit":0,"as_of":"2025-12-31","policy":{…}}<TAB>sha256 of the sum before and this commit
//! {"commit":1,"add":[{"table":"attendance",…}]}<TAB>…
//! ```
//!
//! A line counts once it is whole. What a crash leaves of a line that was being written has no end
//! or holds bytes of zero: it is no commit, and the next one takes its place. A whole line whose
//! sum is wrong was changed: the ledger is refused.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::basics::error::{Error, Result};
use crate::report::digest::{hex, sha256};

/// The file of the log.
pub(super) const LOG: &str = "log";
/// The newest format that this version reads, and the one that it writes.
pub(super) const FORMAT: u32 = 1;
/// What the first line begins with.
const NAME: &str = "anxin-ledger ";

/// What was committed together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Committed {
    /// Its number, 0 first.
    pub commit: u64,
    /// The day that the ledger is moved to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// The rules from here on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Kept>,
    /// Parts of tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<Part>,
    /// Rows taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdraw: Vec<TakenBack>,
}

/// A file of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    pub file: String,
    pub bytes: u64,
    pub sha256: String,
}

/// Rows of a table in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
    pub table: String,
    pub format: String,
    pub rows: u64,
    pub kept: Kept,
}

/// Rows of a table that are not to be read any more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TakenBack {
    pub table: String,
    /// First and last position of neighbouring rows.
    pub rows: Vec<(u64, u64)>,
}

/// The lines of a log as far as they count.
#[derive(Clone, Debug)]
pub(super) struct Log {
    pub commits: Vec<Committed>,
    /// Bytes of the lines that count.
    pub length: u64,
    /// The sum of the last line.
    sum: String,
}

impl Kept {
    /// A file of these bytes.
    pub fn new(file: String, bytes: &[u8]) -> Self {
        Self { file, bytes: bytes.len() as u64, sha256: sha256(bytes) }
    }
}

impl Log {
    /// A log without commits, and the line it begins with.
    pub fn new() -> (Self, String) {
        let line = format!("{NAME}{FORMAT}\n");
        let sum = sha256(line.as_bytes());
        (Self { commits: Vec::new(), length: line.len() as u64, sum }, line)
    }

    /// Reads a log.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] for a format that this version does not know; [`Error::Decode`] where a
    /// line that was once whole is not any more.
    pub fn read(place: &str, bytes: &[u8]) -> Result<Self> {
        let mut lines = bytes.split_inclusive(|&byte| byte == b'\n');
        let damaged = |what: String| Error::Decode {
            place: place.to_owned(),
            format: "the log of a ledger",
            reason: what,
        };
        let head = lines.next().unwrap_or_default();
        let (mut log, own) = Self::new();
        if head != own.as_bytes() {
            return Err(not_ours(place, head));
        }
        let mut lines = lines.peekable();
        while let Some(line) = lines.next() {
            let is_torn = line.last() != Some(&b'\n') || line.contains(&0);
            if is_torn && lines.peek().is_none() {
                break;
            }
            let number = log.commits.len();
            let commit = log.commit_of(line);
            let commit = commit.ok_or_else(|| damaged(format!("commit {number} was changed")))?;
            if commit.commit != number as u64 {
                return Err(damaged(format!("commit {} stands in place {number}", commit.commit)));
            }
            log.push(commit, line);
        }
        // The beginning is renamed into its place whole.
        match log.commits.is_empty() {
            true => Err(damaged("it has no first commit".to_owned())),
            false => Ok(log),
        }
    }

    /// The commit of a line; `None` where it is not as it was written.
    fn commit_of(&self, line: &[u8]) -> Option<Committed> {
        let line = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
        let (commit, sum) = line.rsplit_once('\t')?;
        (sum == self.next_sum(commit)).then(|| serde_json::from_str(commit).ok())?
    }

    /// The sum of a line with this commit.
    fn next_sum(&self, commit: &str) -> String {
        hex(&Sha256::new().chain_update(&self.sum).chain_update(commit).finalize())
    }

    /// The line that a commit will be.
    pub fn line(&self, commit: &Committed) -> Result<String> {
        let commit = serde_json::to_string(commit).map_err(|error| Error::Output {
            place: LOG.to_owned(),
            reason: error.to_string(),
            advice: "this is a fault of the program: please report it",
        })?;
        let sum = self.next_sum(&commit);
        Ok(format!("{commit}\t{sum}\n"))
    }

    /// Takes over a commit whose line is written.
    pub fn push(&mut self, commit: Committed, line: &[u8]) {
        self.length += line.len() as u64;
        let sum = line.rsplit(|&byte| byte == b'\t').next().unwrap_or_default();
        self.sum = String::from_utf8_lossy(sum).trim_end().to_owned();
        self.commits.push(commit);
    }

    /// The sum of the last line: of all that the ledger holds.
    pub fn sum(&self) -> &str {
        &self.sum
    }
}

/// A first line that is not that of this format.
fn not_ours(place: &str, line: &[u8]) -> Error {
    let line = String::from_utf8_lossy(line);
    let format = line.strip_prefix(NAME).and_then(|rest| rest.trim_end().parse::<u32>().ok());
    match format {
        Some(format) => Error::Input {
            place: place.to_owned(),
            met: format!("a ledger of format {format}; this version reads format {FORMAT}"),
            expected: "a ledger that this version or an earlier one wrote",
            advice: "open it with the version of anxin that wrote it, or a later one",
        },
        None => Error::Decode {
            place: place.to_owned(),
            format: "the log of a ledger",
            reason: "its first line is not `anxin-ledger` and a number".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(count: u64) -> Vec<u8> {
        let (mut log, mut text) = Log::new();
        for commit in 0..count {
            let commit =
                Committed { commit, as_of: Some("2025-01-01".into()), ..Committed::default() };
            let line = log.line(&commit).unwrap();
            log.push(commit, line.as_bytes());
            text += &line;
        }
        text.into_bytes()
    }

    fn commits(bytes: &[u8]) -> usize {
        Log::read("log", bytes).unwrap().commits.len()
    }

    #[test]
    fn a_line_counts_once_it_is_whole() {
        let (two, three) = (written(2), written(3));
        assert_eq!(commits(&three), 3);
        for length in two.len()..three.len() {
            assert_eq!(commits(&three[..length]), 2, "{length}");
            // The length is known, the bytes are not there yet.
            let mut torn = three[..length].to_vec();
            torn.resize(three.len() - 1, 0);
            torn.push(b'\n');
            assert_eq!(commits(&torn), 2 + usize::from(length + 1 == three.len()), "{length}");
        }
    }

    #[test]
    fn a_changed_byte_of_a_whole_line_is_found() {
        let text = written(3);
        for place in 0..text.len() - 1 {
            let mut changed = text.clone();
            changed[place] ^= 1;
            let met = Log::read("log", &changed);
            assert!(met.is_err(), "{place}: {met:?}");
        }
    }

    #[test]
    fn another_format_is_named() {
        let error = Log::read("here", b"anxin-ledger 7\n").unwrap_err();
        assert_eq!(error.code(), "input");
        assert!(error.to_string().contains("format 7; this version reads format 1"), "{error}");
    }
}
