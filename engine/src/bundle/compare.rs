//! A bundle beside a data set: what of it agrees, and where it first differs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::lines::Records;
use super::manifest::InputFile;
use super::{Bundle, Files, computed};
use crate::basics::error::Result;

/// What is compared.
///
/// Example: [`Bundle::compare`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A file that was handed over.
    Input,
    /// A file that came out: a table, the summary, the policy.
    Output,
}

/// How it stands.
///
/// Example: [`Bundle::compare`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The same bytes.
    Agrees,
    /// Other bytes.
    Differs,
    /// In the bundle alone.
    Missing,
    /// In the data set, or what came of it, alone.
    Added,
}

impl Verdict {
    /// Its word.
    ///
    /// Example: [`Bundle::compare`].
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Differs => "differs",
            Self::Missing => "missing",
            Self::Added => "added",
        }
    }
}

/// One file compared.
///
/// Example: [`Bundle::compare`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// How it stands.
    pub verdict: Verdict,
    /// Of an output that differs: the record where it first does, the header being 1.
    pub record: Option<u64>,
}

impl Bundle {
    /// Computes everything again from `files`, under the policy and the day of the bundle, and
    /// says of each input and each output how it stands. The first line that does not agree is the
    /// first difference: inputs stand before what comes of them.
    ///
    /// # Errors
    ///
    /// What [`crate::reconcile`] says of files that cannot be used.
    ///
    /// # Example
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use anxin::bundle::{Bundle, Files, Secret, Verdict, bundle};
    /// use anxin::{Day, Policy};
    ///
    /// let files = |net: &str| -> Files {
    ///     let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,";
    ///     let sheet = bytes::Bytes::from(format!("{sheet}{net}\n"));
    ///     vec![("payroll.csv".to_owned(), Arc::new(sheet))]
    /// };
    /// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
    /// let secret = Secret::from_bytes([7; 32]);
    /// let bytes = bundle(&files("4500.00"), &Policy::default(), as_of, &secret)?;
    /// let bundle = Bundle::open(bytes.into(), "evidence.zip")?;
    ///
    /// let same = bundle.compare(&files("4500.00"))?;
    /// assert!(same.iter().all(|line| line.verdict == Verdict::Agrees));
    /// let other = bundle.compare(&files("4500.01"))?;
    /// let first = other.iter().find(|line| line.verdict != Verdict::Agrees).unwrap();
    /// assert_eq!((first.name.as_str(), first.verdict.word()), ("payroll.csv", "differs"));
    /// # Ok::<(), anxin::Error>(())
    /// ```
    pub fn compare(&self, files: &Files) -> Result<Vec<Compared>> {
        let outputs = computed(files, &self.policy, self.manifest.as_of)?;
        let mut compared = self.inputs_compared(&outputs.inputs);
        let met = outputs.entries.iter().map(|entry| (entry.name.as_str(), &entry.bytes[..]));
        let met: BTreeMap<_, _> = met.collect();
        for entry in &self.entries {
            let (verdict, record) = match met.get(entry.name.as_str()) {
                None => (Verdict::Missing, None),
                Some(met) if *met == entry.bytes => (Verdict::Agrees, None),
                Some(met) => (Verdict::Differs, Some(first_record(&entry.bytes, met))),
            };
            compared.push(Compared {
                kind: Kind::Output,
                name: entry.name.clone(),
                verdict,
                record,
            });
        }
        let is_held = |name: &str| self.entries.iter().any(|entry| entry.name == name);
        let added = outputs.entries.iter().filter(|entry| !is_held(&entry.name));
        compared.extend(added.map(|entry| Compared {
            kind: Kind::Output,
            name: entry.name.clone(),
            verdict: Verdict::Added,
            record: None,
        }));
        Ok(compared)
    }

    fn inputs_compared(&self, inputs: &[InputFile]) -> Vec<Compared> {
        let line = |name: &str, verdict| Compared {
            kind: Kind::Input,
            name: name.to_owned(),
            verdict,
            record: None,
        };
        let known = &self.manifest.inputs;
        let mut compared: Vec<Compared> = known
            .iter()
            .map(|known| match inputs.iter().find(|met| met.name == known.name) {
                None => line(&known.name, Verdict::Missing),
                Some(met) if (met.bytes, &met.sha256) == (known.bytes, &known.sha256) => {
                    line(&known.name, Verdict::Agrees)
                }
                Some(_) => line(&known.name, Verdict::Differs),
            })
            .collect();
        let is_new = |met: &&InputFile| known.iter().all(|known| known.name != met.name);
        compared.extend(inputs.iter().filter(is_new).map(|met| line(&met.name, Verdict::Added)));
        compared
    }
}

/// The number of the first record, from 1, in which two texts differ.
fn first_record(one: &[u8], other: &[u8]) -> u64 {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let before = String::from_utf8_lossy(&one[..same]);
    let records = Records(&before).count() as u64;
    // A record that was begun is the one that differs.
    if before.is_empty() || before.ends_with('\n') { records + 1 } else { records }
}

#[cfg(test)]
mod tests {
    use super::first_record;

    #[test]
    fn the_first_record_that_differs_is_counted_from_the_header() {
        assert_eq!(first_record(b"a\n1\n2\n", b"a\n1\n3\n"), 3);
        assert_eq!(first_record(b"a\n1\n", b"a\n1\n3\n"), 3);
        assert_eq!(first_record(b"a\n", b"b\n"), 1);
        assert_eq!(first_record(b"a\n\"x\ny\",1\n", b"a\n\"x\ny\",2\n"), 2);
    }
}
