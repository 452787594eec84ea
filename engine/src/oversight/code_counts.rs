//! How often each finding code was met: a sum like any other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::basics::finding::Code;

/// Number of findings by code. Sums of parts are the sum of the whole.
///
/// Serialised as the codes that were met, by word, so that a new code changes no stored sum.
///
/// # Example
///
/// ```
/// use anxin::Code;
/// use anxin::oversight::code_counts::CodeCounts;
///
/// let mut counts = CodeCounts::default();
/// counts.add(Code::DaysMismatch);
/// counts.merge(&counts.clone());
/// assert_eq!(counts.of(Code::DaysMismatch), 2);
/// assert_eq!(serde_json::to_string(&counts).unwrap(), r#"{"days_mismatch":2}"#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, u32>", into = "BTreeMap<&'static str, u32>")]
pub struct CodeCounts([u32; Code::ALL.len()]);

impl Default for CodeCounts {
    fn default() -> Self {
        Self([0; Code::ALL.len()])
    }
}

impl CodeCounts {
    /// One more finding of a code.
    pub const fn add(&mut self, code: Code) {
        let count = &mut self.0[code as usize];
        *count = count.saturating_add(1);
    }

    /// Adds the findings of another part.
    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(&other.0) {
            *count = count.saturating_add(*more);
        }
    }

    /// How often a code was met.
    #[must_use]
    pub const fn of(&self, code: Code) -> u32 {
        self.0[code as usize]
    }
}

impl From<CodeCounts> for BTreeMap<&'static str, u32> {
    fn from(counts: CodeCounts) -> Self {
        let met = Code::ALL.iter().filter(|code| counts.of(**code) > 0);
        met.map(|code| (code.word(), counts.of(*code))).collect()
    }
}

impl TryFrom<BTreeMap<String, u32>> for CodeCounts {
    type Error = String;

    fn try_from(met: BTreeMap<String, u32>) -> Result<Self, String> {
        let mut counts = Self::default();
        for (word, count) in met {
            let code = Code::ALL.iter().find(|code| code.word() == word);
            let code = code.ok_or_else(|| format!("`{word}` is no finding code"))?;
            counts.0[*code as usize] = count;
        }
        Ok(counts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_come_back_from_their_text_and_an_unknown_code_is_refused() {
        let mut counts = CodeCounts::default();
        Code::ALL.iter().for_each(|code| counts.add(*code));
        let text = serde_json::to_string(&counts).unwrap();
        assert_eq!(serde_json::from_str::<CodeCounts>(&text).unwrap(), counts);
        let refused = serde_json::from_str::<CodeCounts>(r#"{"no_code":1}"#).unwrap_err();
        assert!(refused.to_string().contains("no_code"));
    }
}
