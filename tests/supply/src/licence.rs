//! Licences as packages state them.

use std::collections::BTreeSet;

/// Whether an expression (SPDX; `/` is read as `OR`, as older packages write it) can be met by
/// licences that are allowed. What cannot be read is not met.
///
/// ```
/// use anxin_supply::licence::is_met;
///
/// let allowed = ["MIT".to_owned(), "Zlib".to_owned()].into();
/// assert!(is_met("MIT OR Apache-2.0", &allowed));
/// assert!(is_met("GPL-3.0/MIT", &allowed));
/// assert!(!is_met("MIT AND GPL-3.0", &allowed));
/// assert!(is_met("(MIT OR GPL-3.0) AND Zlib", &allowed));
/// assert!(!is_met("MIT WITH Some-exception", &allowed));
/// assert!(!is_met("", &allowed) && !is_met("(MIT", &allowed) && !is_met("MIT Zlib", &allowed));
/// ```
#[must_use]
pub fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any(&mut rest, allowed).is_some_and(|is_met| is_met && rest.is_empty())
}

/// The expression as SPDX writes it.
///
/// ```
/// assert_eq!(anxin_supply::licence::spdx("MIT/Apache-2.0"), "MIT OR Apache-2.0");
/// ```
#[must_use]
pub fn spdx(expression: &str) -> String {
    let parts: Vec<&str> = expression.split('/').map(str::trim).collect();
    parts.join(" OR ")
}

/// Alternatives.
fn any(words: &mut &[&str], allowed: &BTreeSet<String>) -> Option<bool> {
    let mut is_met = all(words, allowed)?;
    while let ["OR", rest @ ..] = words {
        *words = rest;
        is_met |= all(words, allowed)?;
    }
    Some(is_met)
}

/// What must hold together.
fn all(words: &mut &[&str], allowed: &BTreeSet<String>) -> Option<bool> {
    let mut is_met = one(words, allowed)?;
    while let ["AND", rest @ ..] = words {
        *words = rest;
        is_met &= one(words, allowed)?;
    }
    Some(is_met)
}

fn one(words: &mut &[&str], allowed: &BTreeSet<String>) -> Option<bool> {
    match *words {
        ["(", rest @ ..] => {
            *words = rest;
            let is_met = any(words, allowed)?;
            let [")", rest @ ..] = *words else { return None };
            *words = rest;
            Some(is_met)
        }
        [")" | "OR" | "AND" | "WITH", ..] | [] => None,
        [name, "WITH", exception, rest @ ..] => {
            *words = rest;
            Some(allowed.contains(&format!("{name} WITH {exception}")))
        }
        [name, rest @ ..] => {
            *words = rest;
            Some(allowed.contains(*name))
        }
    }
}
