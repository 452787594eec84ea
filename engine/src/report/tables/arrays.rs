//! Columns of the engine as Arrow arrays.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeSet;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use arrow_array::builder::StringViewBuilder;
use arrow_array::types::Int16Type;
use arrow_array::{
    Array as _, ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Int16Array,
    Int64Array, StringArray, StringViewArray, UInt32Array,
};
use arrow_select::take::take;

use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::intake::key::Names;

/// Digits of a decimal column.
pub(super) const PRECISION: u8 = 18;
/// Digits of a column of large whole numbers.
pub(super) const WHOLE_PRECISION: u8 = 38;
/// One more than the largest unscaled value of 18 digits.
const LIMIT: u128 = 1_000_000_000_000_000_000;

/// The names of one space. As soon as many were asked for they are laid out once, and a batch only
/// points at them.
#[derive(Debug)]
pub(super) struct NameColumn<'a> {
    names: &'a Names,
    asked: Cell<usize>,
    laid_out: OnceCell<StringViewArray>,
}

/// All names are laid out where one part in so many of them was asked for.
const MANY: usize = 4;

impl<'a> NameColumn<'a> {
    /// The names of a space.
    pub(super) const fn new(names: &'a Names) -> Self {
        Self { names, asked: Cell::new(0), laid_out: OnceCell::new() }
    }

    /// The names behind `numbers`; null for `u32::MAX`.
    pub(super) fn array(&self, numbers: impl Iterator<Item = u32>) -> Result<ArrayRef> {
        let numbers: Vec<u32> = numbers.collect();
        self.asked.set(self.asked.get().saturating_add(numbers.len()));
        if self.asked.get() < self.names.len() / MANY {
            return Ok(names(self.names, numbers.into_iter()));
        }
        let count = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let all = || (0..count).map(|number| self.names.get(number)).collect();
        let positions: UInt32Array = if numbers.contains(&u32::MAX) {
            numbers.iter().map(|&number| (number != u32::MAX).then_some(number)).collect()
        } else {
            numbers.into()
        };
        take(self.laid_out.get_or_init(all), &positions, None).map_err(|error| fault(&error))
    }
}

/// The names behind `numbers`, each of which is met about once; null for `u32::MAX`.
///
/// Names are laid out anew for each batch: those of all transfers at once would be a second copy.
pub(super) fn names(names: &Names, numbers: impl Iterator<Item = u32>) -> ArrayRef {
    Arc::new(numbers.map(|number| names.get(number)).collect::<StringViewArray>())
}

/// The words of a column of codes: one dictionary for all batches of a table.
#[derive(Clone, Debug)]
pub(super) struct Words {
    words: Arc<StringArray>,
}

impl Words {
    /// Words in a given order; a key is a position in it.
    pub(super) fn new<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        Self { words: Arc::new(StringArray::from_iter_values(words)) }
    }

    /// Words as they occur, in the order of their bytes; [`Self::find`] gives the keys.
    pub(super) fn occurring<'w>(words: impl Iterator<Item = &'w str>) -> Self {
        Self::new(words.collect::<BTreeSet<_>>().into_iter())
    }

    /// The key of a word of [`Self::occurring`].
    pub(super) fn find(&self, word: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.words.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.words.value(middle).cmp(word) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// The words with these keys.
    pub(super) fn array(&self, keys: impl Iterator<Item = Option<usize>>) -> Result<ArrayRef> {
        let keys: Int16Array =
            keys.map(|key| key.and_then(|key| i16::try_from(key).ok())).collect();
        let words: ArrayRef = Arc::clone(&self.words) as ArrayRef;
        match DictionaryArray::<Int16Type>::try_new(keys, words) {
            Ok(array) => Ok(Arc::new(array)),
            Err(error) => Err(fault(&error)),
        }
    }
}

/// Amounts in fen as a column of yuan.
pub(super) fn money(fen: impl Iterator<Item = i64>, what: &'static str) -> Result<ArrayRef> {
    let mut values = Vec::with_capacity(fen.size_hint().0);
    let mut fits = true;
    values.extend(fen.map(|fen| {
        fits &= u128::from(fen.unsigned_abs()) < LIMIT;
        i128::from(fen)
    }));
    if fits { decimal(values.into(), 2) } else { Err(Error::AmountOverflow { what }) }
}

/// Sums in fen, null where there is none, as a column of yuan.
pub(super) fn money_or_null(
    fen: impl Iterator<Item = Option<i128>>,
    what: &'static str,
) -> Result<ArrayRef> {
    let values: Decimal128Array = fen.collect();
    let fits = values.iter().flatten().all(|fen| fen.unsigned_abs() < LIMIT);
    if fits { decimal(values, 2) } else { Err(Error::AmountOverflow { what }) }
}

/// Ten-thousandths as a column of ratios.
pub(super) fn ratio(
    ratio_e4: impl Iterator<Item = Option<i128>>,
    what: &'static str,
) -> Result<ArrayRef> {
    let values: Decimal128Array = ratio_e4.collect();
    let fits = values.iter().flatten().all(|ratio| ratio.unsigned_abs() < LIMIT);
    if fits { decimal(values, 4) } else { Err(Error::AmountOverflow { what }) }
}

/// Whole numbers of up to 38 digits.
pub(super) fn whole(numbers: impl Iterator<Item = i128>, what: &'static str) -> Result<ArrayRef> {
    let values: Vec<i128> = numbers.collect();
    let limit = 10_u128.pow(u32::from(WHOLE_PRECISION));
    if values.iter().any(|number| number.unsigned_abs() >= limit) {
        return Err(Error::AmountOverflow { what });
    }
    match Decimal128Array::from(values).with_precision_and_scale(WHOLE_PRECISION, 0) {
        Ok(array) => Ok(Arc::new(array)),
        Err(error) => Err(fault(&error)),
    }
}

/// `values` with the precision and scale of a column.
fn decimal(values: Decimal128Array, scale: i8) -> Result<ArrayRef> {
    match values.with_precision_and_scale(PRECISION, scale) {
        Ok(array) => Ok(Arc::new(array)),
        Err(error) => Err(fault(&error)),
    }
}

/// Days; [`Day::NONE`] is null.
pub(super) fn days(days: impl Iterator<Item = Day>) -> ArrayRef {
    Arc::new(days.map(|day| day.get().map(|day| day.0)).collect::<Date32Array>())
}

/// Months as their first days.
pub(super) fn months(months: impl Iterator<Item = Option<Month>>) -> ArrayRef {
    Arc::new(months.map(|month| month.map(|month| month.first_day().0)).collect::<Date32Array>())
}

/// Whole numbers.
pub(super) fn counts(counts: impl Iterator<Item = i64>) -> ArrayRef {
    Arc::new(counts.collect::<Vec<_>>().into_iter().collect::<Int64Array>())
}

/// Whole numbers, null where not known.
pub(super) fn counts_or_null(counts: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(counts.collect::<Int64Array>())
}

/// Yes, no, or null.
pub(super) fn bools(bools: impl Iterator<Item = Option<bool>>) -> ArrayRef {
    Arc::new(bools.collect::<BooleanArray>())
}

/// A column of text for a reader in the making; empty is null.
struct TextColumn(StringViewBuilder);

impl TextColumn {
    fn push(&mut self, text: &str) {
        self.0.append_option(Some(text).filter(|text| !text.is_empty()));
    }

    fn finish(mut self) -> ArrayRef {
        Arc::new(self.0.finish())
    }
}

/// Text for a reader; empty is null.
pub(super) fn texts<'t>(texts: impl Iterator<Item = &'t str>) -> ArrayRef {
    let mut column = TextColumn(StringViewBuilder::with_capacity(texts.size_hint().0));
    texts.for_each(|text| column.push(text));
    column.finish()
}

/// The same of what is written down first.
pub(super) fn shown(texts: impl Iterator<Item = impl fmt::Display>) -> ArrayRef {
    let mut column = TextColumn(StringViewBuilder::with_capacity(texts.size_hint().0));
    let mut written = String::new();
    for text in texts {
        written.clear();
        let _infallible = write!(written, "{text}");
        column.push(&written);
    }
    column.finish()
}

/// A number of rows or things; more than 2^63 cannot be.
pub(super) fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number of things that were counted; more than 2^63 cannot be.
pub(super) fn whole_count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What Arrow refuses of our own columns.
pub(super) fn fault(error: &dyn std::fmt::Display) -> Error {
    Error::Output {
        place: "output tables".to_owned(),
        reason: error.to_string(),
        advice: "this is a fault of the program: please report it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_of_more_than_18_digits_is_refused() {
        let most = 999_999_999_999_999_999;
        assert!(money([most, -most].into_iter(), "x").is_ok());
        for fen in [most + 1, -most - 1, i64::MIN] {
            let error = money([0, fen].into_iter(), "sum of x").unwrap_err();
            assert_eq!(error.code(), "amount_overflow");
            assert!(money_or_null([Some(i128::from(fen))].into_iter(), "x").is_err());
        }
    }

    #[test]
    fn words_are_found_in_the_order_of_their_bytes() {
        let words = Words::occurring(["b", "a", "c", "a"].into_iter());
        assert_eq!(
            ["a", "b", "c", "d"].map(|word| words.find(word)),
            [Some(0), Some(1), Some(2), None]
        );
    }
}
