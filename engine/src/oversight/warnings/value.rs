//! A figure as a rule compares it: its value, and the threshold beside it.

use std::cmp::Ordering;
use std::fmt;

use rust_decimal::Decimal;

use crate::basics::money::Fen;
use crate::basics::policy::WarningComparison;

/// The value of a figure.
///
/// Example: [`Value::meets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Fen.
    Money(i64),
    /// Ten-thousandths.
    Ratio(i64),
    /// A number of things or days.
    Count(i64),
    /// A word of a short list.
    Word(&'static str),
    /// Yes or no.
    Bool(bool),
}

/// What a figure is, and so what it may be compared with.
///
/// Example: [`Value::meets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Yuan.
    Money,
    /// A part of one.
    Ratio,
    /// A number of things.
    Count,
    /// A number of days.
    Days,
    /// A word.
    Word,
    /// `true` or `false`.
    Bool,
}

impl ValueKind {
    /// Its word in the documentation.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Money => "yuan",
            Self::Ratio => "ratio",
            Self::Count => "count",
            Self::Days => "days",
            Self::Word => "word",
            Self::Bool => "bool",
        }
    }

    /// Whether a figure of this kind can be compared so.
    #[must_use]
    pub const fn fits(self, comparison: &WarningComparison) -> bool {
        let is_word = matches!(comparison, WarningComparison::Is(_));
        match self {
            Self::Money | Self::Ratio => !is_word,
            Self::Count | Self::Days => true,
            Self::Word | Self::Bool => is_word,
        }
    }
}

impl Value {
    /// A count that fits.
    #[must_use]
    pub fn count(count: u64) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// How the number stands to a threshold; `None` for words.
    fn order(self, threshold: &Decimal) -> Option<Ordering> {
        let (number, decimals) = match self {
            Self::Money(fen) => (fen, 2),
            Self::Ratio(e4) => (e4, 4),
            Self::Count(count) => (count, 0),
            Self::Word(_) | Self::Bool(_) => return None,
        };
        // Both in the finer of the two units: a threshold of 96 bits leaves room for four digits.
        let scale = threshold.scale();
        let own = i128::from(number).checked_mul(10_i128.pow(scale.saturating_sub(decimals)));
        let other = threshold.mantissa() * 10_i128.pow(decimals.saturating_sub(scale));
        match own {
            Some(own) => Some(own.cmp(&other)),
            None => Some(Decimal::new(number, decimals).cmp(threshold)),
        }
    }

    /// Whether the comparison holds: to the fen, to the ten-thousandth, to the day.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::basics::policy::WarningComparison;
    /// use anxin::oversight::warnings::value::Value;
    /// use rust_decimal::Decimal;
    ///
    /// let above = WarningComparison::Above(Decimal::new(50_000, 0));
    /// assert!(!Value::Money(50_000_00).meets(&above));
    /// assert!(Value::Money(50_000_01).meets(&above));
    /// assert!(Value::Bool(false).meets(&WarningComparison::Is("false".into())));
    /// ```
    #[must_use]
    pub fn meets(self, comparison: &WarningComparison) -> bool {
        let compared =
            |holds: fn(Ordering) -> bool, threshold| self.order(threshold).is_some_and(holds);
        match comparison {
            WarningComparison::Above(threshold) => compared(Ordering::is_gt, threshold),
            WarningComparison::AtLeast(threshold) => compared(Ordering::is_ge, threshold),
            WarningComparison::Below(threshold) => compared(Ordering::is_lt, threshold),
            WarningComparison::AtMost(threshold) => compared(Ordering::is_le, threshold),
            WarningComparison::Is(word) => match self {
                Self::Word(own) => own == word,
                Self::Bool(own) => *word == if own { "true" } else { "false" },
                Self::Count(own) => word.parse() == Ok(own),
                Self::Money(_) | Self::Ratio(_) => false,
            },
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(fen) => write!(f, "{}", Fen(*fen)),
            Self::Ratio(e4) => write!(f, "{:.4}", Decimal::new(*e4, 4)),
            Self::Count(count) => write!(f, "{count}"),
            Self::Word(word) => f.write_str(word),
            Self::Bool(is) => write!(f, "{is}"),
        }
    }
}

/// The threshold of a comparison as a figure of `kind` is shown.
///
/// Example: [`Value::meets`].
#[must_use]
pub fn threshold(comparison: &WarningComparison, kind: ValueKind) -> String {
    let decimals = match kind {
        ValueKind::Money => 2,
        ValueKind::Ratio => 4,
        _ => 0,
    };
    match comparison {
        WarningComparison::Above(number)
        | WarningComparison::AtLeast(number)
        | WarningComparison::Below(number)
        | WarningComparison::AtMost(number) => {
            let exact = number.normalize();
            let decimals = exact.scale().max(decimals) as usize;
            format!("{exact:.decimals$}")
        }
        WarningComparison::Is(word) => word.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn comparisons_are_exact_at_their_edge() {
        use WarningComparison::{Above, AtLeast, AtMost, Below, Is};
        let met = |text: &str| {
            [Above(number(text)), AtLeast(number(text)), Below(number(text)), AtMost(number(text))]
                .map(|comparison| Value::Ratio(9_000).meets(&comparison))
        };
        assert_eq!(met("0.9"), [false, true, false, true]);
        assert_eq!(met("0.90001"), [false, false, true, true]);
        assert_eq!(met("0.89999"), [true, true, false, false]);
        assert_eq!(met("0.9000000000000000000000000001"), [false, false, true, true]);
        let huge = Above(number("0.9000000000000000000000000001"));
        assert!(Value::Ratio(i64::MAX).meets(&huge) && !Value::Ratio(i64::MIN).meets(&huge));
        assert!(Value::Count(3).meets(&Is("3".into())) && !Value::Count(3).meets(&Is("4".into())));
        assert!(Value::Word("exempt").meets(&Is("exempt".into())));
        assert!(!Value::Word("exempt").meets(&Above(number("0"))));
    }

    #[test]
    fn values_and_thresholds_look_alike() {
        let of = |text: &str, kind| threshold(&WarningComparison::Above(number(text)), kind);
        assert_eq!(of("0", ValueKind::Money), "0.00");
        assert_eq!(of("0.005", ValueKind::Money), "0.005");
        assert_eq!(of("50000.10", ValueKind::Money), "50000.10");
        assert_eq!(of("0.1", ValueKind::Ratio), "0.1000");
        assert_eq!(of("3", ValueKind::Count), "3");
        let values = [Value::Money(-105), Value::Ratio(12_345), Value::Count(7), Value::Bool(true)];
        assert_eq!(values.map(|value| value.to_string()), ["-1.05", "1.2345", "7", "true"]);
    }
}
