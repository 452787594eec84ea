//! All that can be checked of a bundle, side by side: nothing that fails hides what comes after it.

use bytes::Bytes;
use serde::Serialize;

use super::compare::{Compared, Verdict};
use super::manifest::Manifest;
use super::{Bundle, Files, Secret};
use crate::basics::error::Result;

/// What was checked of a bundle, and how it stands.
///
/// Example: [`verify`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Whether all that was asked for agrees.
    pub agrees: bool,
    /// Where its bytes are not as they were written; then nothing else is known.
    pub damage: Option<Damage>,
    /// The root that its bytes lead to, 64 hexadecimal digits.
    pub root: Option<String>,
    /// Whether that is the root that is known from elsewhere; `None` where none was given.
    pub root_agrees: Option<bool>,
    /// Whether the root over workers is that of its tables; `None` where no secret was given.
    pub workers_agree: Option<bool>,
    /// What it says of itself.
    pub manifest: Option<Manifest>,
    /// Every input and output beside what was computed again; empty where no data were given.
    pub compared: Vec<Compared>,
}

/// Bytes of a bundle that are not as they were written.
///
/// Example: [`verify`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Damage {
    /// The file of the bundle; `None` where it is in what holds the files together.
    pub name: Option<String>,
    /// What is wrong, with its place.
    pub message: String,
}

/// Checks a bundle: every byte; with `root` whether it is the one that is meant; with `secret`
/// the root over its workers; with `data` everything computed again, under the policy and the day
/// of the bundle. `place` stands in messages.
///
/// # Errors
///
/// What [`crate::reconcile`] says of data that cannot be used. What differs or is damaged is no
/// error: it stands in what is given back.
///
/// # Example
///
/// ```
/// use std::sync::Arc;
///
/// use anxin::bundle::{Files, Secret, bundle, verify};
/// use anxin::{Day, Policy};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let files: Files = vec![("payroll.csv".to_owned(), Arc::new(bytes::Bytes::from(sheet)))];
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let secret = Secret::from_bytes([7; 32]);
/// let mut bytes = bundle(&files, &Policy::default(), as_of, &secret)?;
///
/// let held = verify(&bytes.clone().into(), "b.zip", Some(&files), None, Some(&secret))?;
/// assert!(held.agrees && held.workers_agree == Some(true));
/// assert_eq!(held.compared[0].name, "payroll.csv");
/// let other = verify(&bytes.clone().into(), "b.zip", None, Some(&"0".repeat(64)), None)?;
/// assert!(!other.agrees && other.root_agrees == Some(false) && other.damage.is_none());
///
/// let figure = bytes.windows(7).position(|figure| figure == b"4500.00").unwrap();
/// bytes[figure] ^= 1;
/// let damaged = verify(&bytes.into(), "b.zip", None, None, None)?;
/// assert!(!damaged.agrees && damaged.damage.unwrap().name.is_some());
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn verify(
    bytes: &Bytes,
    place: &str,
    data: Option<&Files>,
    root: Option<&str>,
    secret: Option<&Secret>,
) -> Result<Verification> {
    let bundle = match Bundle::checked(bytes, place) {
        Ok(bundle) => bundle,
        Err(fault) => {
            return Ok(Verification {
                agrees: false,
                damage: Some(Damage { name: fault.name, message: fault.error.to_string() }),
                root: None,
                root_agrees: None,
                workers_agree: None,
                manifest: None,
                compared: Vec::new(),
            });
        }
    };
    let compared = match data {
        Some(files) => bundle.compare(files)?,
        None => Vec::new(),
    };
    let root_agrees = root.map(|root| root == bundle.root());
    let workers_agree = secret.map(|secret| bundle.check_workers(secret).is_ok());
    let agrees = root_agrees != Some(false)
        && workers_agree != Some(false)
        && compared.iter().all(|line| line.verdict == Verdict::Agrees);
    Ok(Verification {
        agrees,
        damage: None,
        root: Some(bundle.root().to_owned()),
        root_agrees,
        workers_agree,
        manifest: Some(bundle.manifest().clone()),
        compared,
    })
}
