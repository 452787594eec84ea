//! `policy show` and `policy check`, and the policy that other verbs name.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::arguments::{Policy as Arguments, PolicyVerb};
use super::{DONE, print};
use crate::basics::error::{Error, Result};
use crate::basics::policy::Policy;
use crate::oversight::warnings::rules::WarningRules;

/// Runs the verb.
pub(super) fn run(arguments: &Arguments, stdout: &mut dyn Write) -> Result<u8> {
    match &arguments.verb {
        PolicyVerb::Show { policy } => print(stdout, &named(policy)?.to_toml())?,
        PolicyVerb::Check { file } => {
            let policy = read(file)?;
            WarningRules::of_policy(&policy)?;
            let text = format!("policy {} {}\n", policy.name, policy.fingerprint());
            print(stdout, &text)?;
        }
    }
    Ok(DONE)
}

/// The policy of a file, or the built-in one of that name.
pub(super) fn named(name: &str) -> Result<Policy> {
    let builtin = Policy::default();
    if name == builtin.name { Ok(builtin) } else { read(Path::new(name)) }
}

/// The policy of a file.
fn read(file: &Path) -> Result<Policy> {
    let place = file.display().to_string();
    let text =
        fs::read_to_string(file).map_err(|source| Error::Io { place: place.clone(), source })?;
    if file.extension().is_some_and(|end| end.eq_ignore_ascii_case("json")) {
        Policy::from_json(&text, &place)
    } else {
        Policy::from_toml(&text, &place)
    }
}
