//! A figure as a rule compares it: its value, and the threshold beside it.

use std::fmt;

use rust_decimal::Decimal;

use crate::basics::money::Fen;
use crate::basics::policy::WarningComparison;

/// The value of a figure.
///
/// Example: [`Asked`].
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
/// Example: [`Asked`].
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

    /// Digits after the point: its unit is that part of one.
    const fn decimals(self) -> u32 {
        match self {
            Self::Money => 2,
            Self::Ratio => 4,
            Self::Count | Self::Days | Self::Word | Self::Bool => 0,
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
    /// Whether it is in the unit of a figure of `kind`.
    pub(super) const fn is_of(self, kind: ValueKind) -> bool {
        matches!(
            (self, kind),
            (Self::Money(_), ValueKind::Money)
                | (Self::Ratio(_), ValueKind::Ratio)
                | (Self::Count(_), ValueKind::Count | ValueKind::Days)
                | (Self::Word(_), ValueKind::Word)
                | (Self::Bool(_), ValueKind::Bool)
        )
    }

    /// A count that fits.
    #[must_use]
    pub fn count(count: u64) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

/// What a comparison asks of a figure of one kind, worked out once for all its values.
///
/// Exact: a threshold finer than the figure is rounded to the next value that meets it.
///
/// # Example
///
/// ```
/// use anxin::basics::policy::WarningComparison;
/// use anxin::oversight::warnings::value::{Asked, Value, ValueKind};
/// use rust_decimal::Decimal;
///
/// let above = WarningComparison::Above(Decimal::new(50_000, 0));
/// let asked = Asked::of(&above, ValueKind::Money);
/// assert!(!asked.is_met_by(Value::Money(50_000_00)));
/// assert!(asked.is_met_by(Value::Money(50_000_01)));
/// let word = WarningComparison::Is("false".into());
/// assert!(Asked::of(&word, ValueKind::Bool).is_met_by(Value::Bool(false)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// A number in the unit of the figure, from the first to the last.
    Number(i128, i128),
    /// A word, or `true` or `false`.
    Word(&'a str),
}

impl<'a> Asked<'a> {
    /// Asks what is asked of a number and none meets.
    const NOTHING: Self = Self::Number(1, 0);

    /// What `comparison` asks of a figure of `kind`.
    #[must_use]
    pub fn of(comparison: &'a WarningComparison, kind: ValueKind) -> Self {
        match comparison {
            WarningComparison::Above(threshold) => {
                Self::Number(around(*threshold, kind)[0] + 1, i128::MAX)
            }
            WarningComparison::AtLeast(threshold) => {
                Self::Number(around(*threshold, kind)[1], i128::MAX)
            }
            WarningComparison::Below(threshold) => {
                Self::Number(i128::MIN, around(*threshold, kind)[1] - 1)
            }
            WarningComparison::AtMost(threshold) => {
                Self::Number(i128::MIN, around(*threshold, kind)[0])
            }
            WarningComparison::Is(word) => match kind {
                ValueKind::Word | ValueKind::Bool => Self::Word(word),
                ValueKind::Count | ValueKind::Days => word
                    .parse()
                    .map_or(Self::NOTHING, |count: i64| Self::Number(count.into(), count.into())),
                ValueKind::Money | ValueKind::Ratio => Self::NOTHING,
            },
        }
    }

    /// Whether a value of that kind is what is asked: to the fen, to the ten-thousandth, to the
    /// day.
    #[must_use]
    pub fn is_met_by(self, value: Value) -> bool {
        match (self, value) {
            (
                Self::Number(first, last),
                Value::Money(number) | Value::Ratio(number) | Value::Count(number),
            ) => (first..=last).contains(&i128::from(number)),
            (Self::Word(word), Value::Word(own)) => own == word,
            (Self::Word(word), Value::Bool(own)) => word == if own { "true" } else { "false" },
            _ => false,
        }
    }
}

/// The last value of `kind` not above `threshold`, and the first not below it, in its unit.
fn around(threshold: Decimal, kind: ValueKind) -> [i128; 2] {
    // A threshold of 96 bits leaves room for the four digits of a ratio.
    let (scale, decimals) = (threshold.scale(), kind.decimals());
    let number = threshold.mantissa() * 10_i128.pow(decimals.saturating_sub(scale));
    let unit = 10_i128.pow(scale.saturating_sub(decimals));
    let below = number.div_euclid(unit);
    [below, below + i128::from(number.rem_euclid(unit) > 0)]
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
/// Example: [`Asked`].
#[must_use]
pub fn threshold(comparison: &WarningComparison, kind: ValueKind) -> String {
    match comparison {
        WarningComparison::Above(number)
        | WarningComparison::AtLeast(number)
        | WarningComparison::Below(number)
        | WarningComparison::AtMost(number) => {
            let exact = number.normalize();
            let decimals = exact.scale().max(kind.decimals()) as usize;
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
        let met = |text: &str, kind, value: Value| {
            [Above(number(text)), AtLeast(number(text)), Below(number(text)), AtMost(number(text))]
                .map(|comparison| Asked::of(&comparison, kind).is_met_by(value))
        };
        let ratio = |text: &str| met(text, ValueKind::Ratio, Value::Ratio(9_000));
        assert_eq!(ratio("0.9"), [false, true, false, true]);
        assert_eq!(ratio("0.90001"), [false, false, true, true]);
        assert_eq!(ratio("0.89999"), [true, true, false, false]);
        assert_eq!(ratio("0.9000000000000000000000000001"), [false, false, true, true]);
        let fen = |text: &str| met(text, ValueKind::Money, Value::Money(-105));
        assert_eq!(fen("-1.05"), [false, true, false, true]);
        assert_eq!(fen("-1.051"), [true, true, false, false]);
        assert_eq!(fen("-1.049"), [false, false, true, true]);
        let days = |text: &str| met(text, ValueKind::Days, Value::Count(0));
        assert_eq!(days("0"), [false, true, false, true]);
        assert_eq!(days("0.5"), [false, false, true, true]);
        assert_eq!(days("-0.5"), [true, true, false, false]);
        let huge = Above(number("79228162514264337593543950335"));
        assert!(!Asked::of(&huge, ValueKind::Ratio).is_met_by(Value::Ratio(i64::MAX)));
        let low = Below(number("-79228162514264337593543950335"));
        assert!(!Asked::of(&low, ValueKind::Money).is_met_by(Value::Money(i64::MIN)));
        let is = |word: &str, kind, value| Asked::of(&Is(word.into()), kind).is_met_by(value);
        assert!(is("3", ValueKind::Count, Value::Count(3)));
        assert!(!is("4", ValueKind::Count, Value::Count(3)));
        assert!(!is("three", ValueKind::Count, Value::Count(3)));
        assert!(is("exempt", ValueKind::Word, Value::Word("exempt")));
        assert!(!is("exempt", ValueKind::Word, Value::Word("held")));
        assert!(is("true", ValueKind::Bool, Value::Bool(true)));
        assert!(!is("true", ValueKind::Bool, Value::Bool(false)));
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
