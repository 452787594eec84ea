//! How parts are hashed: each behind its length, the first one saying what the whole is.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::basics::error::{Error, Result};
use crate::intake::check::cells::normal;
use crate::report::digest::hex;

/// 32 bytes of SHA-256.
pub(super) type Hash = [u8; 32];

/// SHA-256 of parts, each behind its length in 8 bytes, the largest first: no two lists of parts
/// give the same bytes.
pub(super) struct Parts(Sha256);

impl Parts {
    /// `tag` says what is hashed, so that a hash of one kind is none of another.
    pub(super) fn of(tag: &str) -> Self {
        Self(Sha256::new()).with(tag.as_bytes())
    }

    /// A part more.
    pub(super) fn with(mut self, part: &[u8]) -> Self {
        self.begin(part.len());
        self.go_on(part);
        self
    }

    /// Begins a part of so many bytes, which [`Parts::go_on`] gives.
    pub(super) fn begin(&mut self, length: usize) {
        self.0.update((length as u64).to_be_bytes());
    }

    /// More bytes of the part that was begun.
    pub(super) fn go_on(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash.
    pub(super) fn hash(self) -> Hash {
        self.0.finalize().into()
    }
}

/// 64 hexadecimal digits as bytes.
pub(super) fn of_hex(text: &str) -> Option<Hash> {
    let digits = text.as_bytes();
    let mut hash = Hash::default();
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(hash)
}

/// 32 bytes that an office keeps to itself: of them come the salts of a bundle, and ids under
/// hashes.
///
/// The engine makes none, having no source of chance; the command does.
///
/// # Example
///
/// ```
/// use anxin::bundle::Secret;
///
/// let secret = Secret::from_text(&"0b".repeat(32), "key.txt")?;
/// assert_eq!(secret.hash_id(" Ｗ1"), secret.hash_id("W1"));
/// assert_ne!(secret.hash_id("W1"), secret.hash_id("W2"));
/// assert_eq!(format!("{secret:?}"), "Secret(..)");
/// assert!(Secret::from_text("swordfish", "key.txt").is_err());
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone)]
pub struct Secret(Hash);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Secret {
    /// A secret of 32 bytes from a good source of chance.
    ///
    /// Example: [`Secret`].
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// A secret as text: 64 hexadecimal digits in lower case. `place` stands in messages.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] for any other text, which is not told.
    ///
    /// Example: [`Secret`].
    pub fn from_text(text: &str, place: &str) -> Result<Self> {
        of_hex(text.trim()).map(Self).ok_or_else(|| Error::Input {
            place: place.to_owned(),
            met: "what is no secret".to_owned(),
            expected: "64 hexadecimal digits in lower case",
            advice: "name the file that --new-secret wrote",
        })
    }

    /// An id under the hash of this secret (HMAC-SHA-256), 64 hexadecimal digits: the same of the
    /// same id for all who hold the secret, in the text form in which the engine reads ids.
    ///
    /// Ids have little chance in them: who has the secret finds them all by trying.
    ///
    /// Example: [`Secret`].
    #[must_use]
    pub fn hash_id(&self, id: &str) -> String {
        hex(&self.keyed("anxin id 1", &[normal(id, false).as_bytes()]))
    }

    /// HMAC-SHA-256 of parts, laid out as those of [`Parts`].
    pub(super) fn keyed(&self, tag: &str, parts: &[&[u8]]) -> Hash {
        // A key of any length will do; there is nothing that could fail.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return Hash::default() };
        for part in std::iter::once(tag.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cannot_be_shifted_into_each_other() {
        let of = |a: &str, b: &str| Parts::of("t").with(a.as_bytes()).with(b.as_bytes()).hash();
        assert_ne!(of("ab", "c"), of("a", "bc"));
        assert_ne!(of("", "a"), of("a", ""));
        assert_ne!(Parts::of("t").hash(), Parts::of("t").with(b"").hash());
    }

    #[test]
    fn hexadecimal_digits_are_read_in_one_form_alone() {
        let text = "00ff".repeat(16);
        assert_eq!(of_hex(&text).map(|hash| hex(&hash)), Some(text.clone()));
        for wrong in [&text[2..], &text.to_uppercase(), &text.replace('0', "g"), ""] {
            assert_eq!(of_hex(wrong), None);
        }
    }

    /// Worked out with Python's `hmac` from the description in `bundle.md`.
    #[test]
    fn an_id_under_its_hash_is_the_one_of_the_description() {
        let secret = Secret::from_bytes([7; 32]);
        assert_eq!(
            secret.hash_id("W1"),
            "5405eccf8e31e0dc83ea12aa016113dab396d94ff36f7cf2320464a10052cf88"
        );
        assert_eq!(secret.hash_id("\u{feff} Ｗ１ "), secret.hash_id("W1"));
    }
}
