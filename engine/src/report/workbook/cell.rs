//! What stands in a cell: a value, or a formula beside the value that the engine gives for it.

use crate::basics::day::{Day, Month};
use crate::report::summary::yuan;

/// Digits that a spreadsheet keeps of a number.
const DIGITS: usize = 15;

/// The number of 1970-01-01 in a spreadsheet that counts days from 1899-12-30.
const EPOCH_NUMBER: i32 = 25_569;

/// The first day on which spreadsheets agree: 1900-03-01. Before it they count a day that was not.
const FIRST_NUMBER: i32 = 61;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Nothing: not known, or not there.
    Empty,
    /// Text, whatever it looks like.
    Text(String),
    /// An amount in fen, shown in yuan.
    Fen(i128),
    /// A whole number.
    Count(i64),
    /// A decimal number as text, such as a rate.
    Decimal(String),
    /// A day.
    Day(Day),
    /// A month.
    Month(Month),
    /// A formula, `{r}` standing for the number of its row, and the engine's value of it.
    Formula(String, Box<Cell>),
}

impl Cell {
    /// A text; an empty one is nothing.
    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// An amount in fen, or nothing.
    pub(super) fn fen(fen: Option<i64>) -> Self {
        fen.map_or(Self::Empty, |fen| Self::Fen(i128::from(fen)))
    }

    /// A day, or nothing.
    pub(super) fn day(day: Option<Day>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    /// A count, or nothing beyond 64 bits.
    pub(super) fn count(count: impl TryInto<i64>) -> Self {
        count.try_into().map_or(Self::Empty, Self::Count)
    }

    /// A formula and the engine's value.
    pub(super) fn formula(formula: impl Into<String>, value: Self) -> Self {
        Self::Formula(formula.into(), Box::new(value))
    }

    /// The value that the engine gives.
    pub(super) fn value(&self) -> &Self {
        match self {
            Self::Formula(_, value) => value.value(),
            value => value,
        }
    }

    /// The value as it stands in a file of text.
    pub(super) fn plain(&self) -> String {
        match self.value() {
            Self::Empty | Self::Formula(..) => String::new(),
            Self::Text(text) | Self::Decimal(text) => text.clone(),
            Self::Fen(fen) => yuan(*fen),
            Self::Count(count) => count.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Month(month) => month.to_string(),
        }
    }

    /// The decimal text of the value where a spreadsheet keeps it as a number: amounts in yuan,
    /// days as it counts them. `None`: text it must be.
    pub(super) fn decimal(&self) -> Option<String> {
        let serial = |day: Day| {
            let number = day.0.checked_add(EPOCH_NUMBER)?;
            (number >= FIRST_NUMBER).then(|| number.to_string())
        };
        let text = match self.value() {
            Self::Fen(fen) => yuan(*fen),
            Self::Count(count) => count.to_string(),
            Self::Decimal(text) => text.clone(),
            Self::Day(day) => serial(*day)?,
            Self::Month(month) => serial(month.first_day())?,
            Self::Empty | Self::Text(_) | Self::Formula(..) => return None,
        };
        let digits = text.chars().filter(char::is_ascii_digit).skip_while(|&digit| digit == '0');
        (digits.count() <= DIGITS).then_some(text)
    }
}

/// The binary number nearest to a decimal text, as a spreadsheet keeps it.
///
/// This is the one place where money becomes floating point. Nothing is computed with it: up to
/// fifteen digits the number is read back as the same decimal text, and [`Cell::decimal`] gives no
/// longer ones.
pub(super) fn number(decimal: &str) -> Option<f64> {
    decimal.parse().ok()
}

/// The letters of a column, the first of which is 0.
pub(super) fn letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        let letter = (rest - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(letter).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Whether a spreadsheet could take a text for a formula if it were typed in.
pub(super) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_amount_of_fifteen_digits_is_read_back_and_longer_ones_are_text() {
        let mut seed = 7_u64;
        for place in 0..20_000_u32 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(12_345);
            let fen = i128::from(seed % 10_u64.pow(1 + place % 15));
            let text = Cell::Fen(fen).decimal().unwrap();
            assert_eq!(format!("{:.2}", number(&text).unwrap()), text);
        }
        assert_eq!(Cell::Fen(999_999_999_999_999).decimal().unwrap(), "9999999999999.99");
        assert_eq!(Cell::Fen(1_000_000_000_000_000).decimal(), None);
        assert_eq!(Cell::Fen(-5).decimal().unwrap(), "-0.05");
    }

    #[test]
    fn days_are_counted_as_spreadsheets_do() {
        let day = |text: &str| Cell::Day(text.parse().unwrap()).decimal();
        assert_eq!(day("2025-12-31").unwrap(), "46022");
        assert_eq!(day("1900-03-01").unwrap(), "61");
        assert_eq!(day("1900-02-28"), None);
        let month = Cell::Month("2025-09".parse().unwrap());
        assert_eq!(
            (month.decimal().unwrap().as_str(), month.plain().as_str()),
            ("45901", "2025-09")
        );
    }

    #[test]
    fn columns_have_letters() {
        for (column, text) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), text);
        }
    }

    #[test]
    fn a_formula_is_its_value_elsewhere() {
        let cell = Cell::formula("A{r}*2", Cell::Fen(250));
        assert_eq!((cell.plain().as_str(), cell.decimal().as_deref()), ("2.50", Some("2.50")));
        assert_eq!(Cell::text(""), Cell::Empty);
        assert!(looks_like_formula("=1+1") && looks_like_formula("-x") && !looks_like_formula("x"));
    }
}
