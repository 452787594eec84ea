//! Administrative divisions (GB/T 2260) and their prefixes.

use std::fmt;

/// A region code of 0, 2, 4 or 6 digits; 0 digits means everywhere.
///
/// # Example
///
/// ```
/// use anxin::basics::region::Region;
///
/// let county: Region = Region::parse("520102").unwrap();
/// let province = Region::parse("520000").unwrap();
/// assert_eq!(province.to_string(), "52");
/// assert!(province.contains(county) && !county.contains(province));
/// assert!(Region::EVERYWHERE.contains(county));
/// assert_eq!(county.prefix(4).to_string(), "5201");
/// assert_eq!(Region::parse("5201023"), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region {
    digits: u8,
    code: u32,
}

impl Region {
    /// The region without digits, which contains all.
    pub const EVERYWHERE: Self = Self { digits: 0, code: 0 };

    /// Reads 2, 4 or 6 digits; trailing `00` pairs are dropped; `000000` is everywhere.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if !matches!(bytes.len(), 2 | 4 | 6) || !bytes.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let mut code = text.parse::<u32>().ok()?;
        let mut digits = bytes.len();
        while digits > 0 && code.is_multiple_of(100) {
            code /= 100;
            digits -= 2;
        }
        u8::try_from(digits).ok().map(|digits| Self { digits, code })
    }

    /// Number of digits: 0, 2, 4 or 6.
    #[must_use]
    pub const fn digits(self) -> u8 {
        self.digits
    }

    /// Whether `other` lies in this region (a region contains itself).
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.digits <= other.digits && other.prefix(self.digits) == self
    }

    /// The first `digits` digits (the whole code where it is shorter).
    #[must_use]
    pub fn prefix(self, digits: u8) -> Self {
        if digits >= self.digits {
            return self;
        }
        Self { digits, code: self.code / 10_u32.pow(u32::from(self.digits - digits)) }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.digits {
            0 => Ok(()),
            digits => write!(f, "{:0width$}", self.code, width = usize::from(digits)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_pairs_at_the_end_are_dropped_and_inner_ones_stay() {
        for (text, shown) in
            [("150000", "15"), ("659001", "659001"), ("4600", "46"), ("000000", "")]
        {
            assert_eq!(Region::parse(text).map(|region| region.to_string()), Some(shown.into()));
        }
        assert_eq!(Region::parse("15A1"), None);
    }
}
