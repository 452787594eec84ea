//! The ids of a column of attendance: what is known of them, from row to row and batch to batch.
//!
//! Words of a dictionary, and whole numbers that lie near each other, have a place each: what is
//! known of them is found there. Other ids are known by their text.

use std::ops::Range;

use super::check::{TextColumn, Words, is_same};
use super::fold::Shared;
use super::lines::Lines;
use super::roster::Short;
use super::tables::Space;
use crate::basics::day::Month;

/// No engagement.
pub(super) const NONE: u32 = u32::MAX;

/// Ids kept of those that came lately.
const LATELY: usize = 256;
/// Whole numbers that lie further apart have no places.
const MOST_PLACES: i64 = 1 << 22;
/// Whole numbers get their places in stretches of so many.
const STRETCH: i64 = 1 << 12;

/// What is known of the ids of a column, from batch to batch.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The words of the dictionary met last, kept to know them again.
    values: Option<Words>,
    /// The whole number that has the first place.
    first: i64,
    /// Of each place the number of the id, of workers the entry of the roster that he was met with
    /// last; [`NONE`] where it was not looked up or not known yet.
    numbers: Vec<u32>,
    /// The id without a place that was met last, and its number.
    last: Option<(Short, u32)>,
    /// Ids without places that came lately, and their numbers; each has one cell.
    lately: Vec<Option<(Short, u32)>>,
}

/// A worker on a project, and where he was met last.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Met {
    pub project: u32,
    pub engagement: u32,
    pub line: MonthLine,
}

/// A month of an engagement and its line in the timesheet, kept from row to row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MonthLine {
    month: Month,
    line: u32,
}

impl Default for MonthLine {
    fn default() -> Self {
        Self::NONE
    }
}

impl MonthLine {
    /// No line is known.
    pub const NONE: Self = Self { month: Month(i32::MIN), line: NONE };

    /// The line of an engagement's month: the one kept, else looked up.
    #[inline]
    pub fn find(&mut self, engagement: u32, month: Month, lines: &Lines) -> Option<u32> {
        if self.month != month {
            *self = Self { month, line: lines.find(engagement, month)? };
        }
        Some(self.line)
    }

    /// The same, a new line where it has none; `None` where numbers ran out.
    #[inline]
    pub fn find_or_add(
        &mut self,
        engagement: u32,
        month: Month,
        lines: &mut Lines,
        shared: &Shared,
    ) -> Option<u32> {
        if self.month != month {
            let pieces = shared.engaged.has_pieces(engagement);
            *self = Self { month, line: lines.find_or_add(engagement, month, pieces)? };
        }
        Some(self.line)
    }
}

impl Known {
    /// Gives the words of a dictionary places; what is known of them is kept where they have them
    /// already.
    fn hold(&mut self, values: &Words) {
        if self.values.as_ref().is_some_and(|held| is_same(held, values)) {
            return;
        }
        self.values = Some(values.clone());
        self.numbers.clear();
        self.numbers.resize(values.offsets().len() - 1, NONE);
    }

    /// Gives whole numbers places, if all that have them then lie near each other.
    fn reach(&mut self, numbers: &[i64]) {
        if self.values.take().is_some() {
            self.numbers.clear();
        }
        let ends = |(least, most): (i64, i64), &number: &i64| (least.min(number), most.max(number));
        let (least, most) = numbers.iter().fold((i64::MAX, i64::MIN), ends);
        if least > most || (self.place(least).is_some() && self.place(most).is_some()) {
            return;
        }
        let known = i64::try_from(self.numbers.len()).unwrap_or(i64::MAX);
        let (mut first, mut last) = (least.div_euclid(STRETCH) * STRETCH, most);
        if known > 0 {
            (first, last) = (first.min(self.first), last.max(self.first + (known - 1)));
        }
        let Some(count) = last.checked_sub(first).filter(|&count| count < MOST_PLACES) else {
            return;
        };
        let before = if known > 0 { self.first - first } else { 0 };
        let before = usize::try_from(before).unwrap_or(0);
        self.numbers.splice(0..0, std::iter::repeat_n(NONE, before));
        let count = (count / STRETCH + 1) * STRETCH;
        self.numbers.resize(usize::try_from(count).unwrap_or(0), NONE);
        self.first = first;
    }

    /// The place of a whole number, if it has one.
    #[inline]
    fn place(&self, number: i64) -> Option<usize> {
        let place = usize::try_from(number.checked_sub(self.first)?).ok()?;
        (place < self.numbers.len()).then_some(place)
    }
}

/// An id column, and what is known of its ids.
pub(super) struct Ids<'a> {
    column: &'a TextColumn,
    /// What gives the id of each row its place.
    places: Places<'a>,
    /// Where the text of each row ends behind that of the row before, and all text, where the
    /// column has both.
    texts: Option<(&'a [i32], &'a [u8])>,
    known: &'a mut Known,
}

/// What gives ids their places.
enum Places<'a> {
    /// Words of a dictionary: the key.
    Keys(&'a [u32]),
    /// Whole numbers: by how much it is greater than the first.
    Numbers(&'a [i64]),
    /// Nothing.
    None,
}

impl<'a> Ids<'a> {
    /// The ids of a column; `known` keeps what is known of them.
    pub fn new(column: &'a TextColumn, known: &'a mut Known) -> Self {
        let places = match (column, column.whole_numbers()) {
            (TextColumn::Dictionary { keys, values }, _) => {
                known.hold(values);
                Places::Keys(keys)
            }
            (_, Some(numbers)) => {
                known.reach(numbers);
                Places::Numbers(numbers)
            }
            _ => Places::None,
        };
        let texts = match column {
            TextColumn::Utf8(array) => Some((array.value_offsets(), array.value_data())),
            _ => None,
        };
        Self { column, places, texts, known }
    }

    /// The place of the id of a row, if it has one.
    #[inline]
    pub fn place(&self, row: usize) -> Option<usize> {
        match self.places {
            Places::Keys(keys) => Some(keys[row] as usize),
            Places::Numbers(numbers) => self.known.place(numbers[row]),
            Places::None => None,
        }
    }

    /// The text of a row in a column of plain texts.
    #[inline]
    fn text(&self, row: usize) -> Option<&'a [u8]> {
        let (ends, all) = self.texts?;
        let [start, end] = ends.get(row..)?.first_chunk()?;
        all.get(usize::try_from(*start).ok()?..usize::try_from(*end).ok()?)
    }

    /// The first of `rows` and those behind it that have its day and its id, too.
    #[inline]
    pub fn run(&self, days: &[i32], rows: Range<usize>) -> Range<usize> {
        let start = rows.start;
        let days = days[rows.clone()].iter();
        let first_day = days.as_slice()[0];
        let length = if let Places::Keys(keys) = self.places {
            let first = (&keys[start], &first_day);
            keys[rows.clone()].iter().zip(days).position(|next| next != first)
        } else if let Places::Numbers(numbers) = self.places {
            let first = (&numbers[start], &first_day);
            numbers[rows.clone()].iter().zip(days).position(|next| next != first)
        } else if let Some(text) = self.text(start) {
            let is_other = |(row, &day)| day != first_day || self.text(row) != Some(text);
            rows.clone().zip(days).position(is_other)
        } else {
            let first = self.short(start);
            let is_other = |(row, &day)| day != first_day || self.short(row) != first;
            if first.is_some() { rows.clone().zip(days).position(is_other) } else { Some(1) }
        };
        start..length.map_or(rows.end, |length| start + length)
    }

    /// The number at a place.
    #[inline]
    pub fn number(&self, place: usize) -> u32 {
        self.known.numbers.get(place).copied().unwrap_or(NONE)
    }

    /// Keeps a number at a place.
    #[inline]
    pub fn keep(&mut self, place: usize, number: u32) {
        if let Some(known) = self.known.numbers.get_mut(place) {
            *known = number;
        }
    }

    /// The id of a row that has one, as numbers; `None` where it is too long.
    #[inline]
    pub fn short(&self, row: usize) -> Option<Short> {
        if let Some(text) = self.text(row) { Short::new(text) } else { self.short_of_other(row) }
    }

    /// As [`Self::short`], in a column that has not all texts one behind the other.
    fn short_of_other(&self, row: usize) -> Option<Short> {
        match self.column {
            TextColumn::Utf8(array) => Short::new(array.value(row).as_bytes()),
            TextColumn::LargeUtf8(array) => Short::new(array.value(row).as_bytes()),
            TextColumn::View(array) => Short::new(array.value(row).as_bytes()),
            TextColumn::Dictionary { keys, values } => {
                let key = keys[row];
                if key == NONE { None } else { Short::new(values.value(key as usize).as_bytes()) }
            }
            TextColumn::Integer(array) => Some(Short::of_number(array.value(row))),
        }
    }

    /// The number of the id of a row that has one; [`NONE`] where it is new.
    #[inline]
    pub fn find(&mut self, row: usize, shared: &Shared, space: Space) -> u32 {
        let Some(place) = self.place(row) else { return self.find_text(row, shared, space) };
        match self.number(place) {
            NONE => {
                let number = self.look_up(row, shared, space);
                self.keep(place, number);
                number
            }
            number => number,
        }
    }

    /// As [`Self::find`], of an id without a place: neighbours often have one of a few ids.
    #[inline]
    fn find_text(&mut self, row: usize, shared: &Shared, space: Space) -> u32 {
        let Some(short) = self.short(row) else { return self.look_up(row, shared, space) };
        if let Some((met, number)) = self.known.last
            && met == short
        {
            return number;
        }
        let number = self.find_lately(row, short, shared, space);
        self.known.last = (number != NONE).then_some((short, number));
        number
    }

    /// The number of an id that is not that of the row before.
    fn find_lately(&mut self, row: usize, short: Short, shared: &Shared, space: Space) -> u32 {
        let place = short.spread(LATELY);
        if let Some(Some((met, number))) = self.known.lately.get(place)
            && *met == short
        {
            return *number;
        }
        let number = self.look_up(row, shared, space);
        if number != NONE {
            self.known.lately.resize(LATELY, None);
            self.known.lately[place] = Some((short, number));
        }
        number
    }

    /// The number of the id of a row, by its hash.
    pub fn look_up(&self, row: usize, shared: &Shared, space: Space) -> u32 {
        let mut scratch = String::new();
        let name = self.column.get(row, &mut scratch);
        name.and_then(|name| shared.spaces.of(space).find(name)).unwrap_or(NONE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_near_each_other_have_places_that_stay_theirs() {
        let mut known = Known::default();
        known.reach(&[70_000, 70_005]);
        let place = known.place(70_005).unwrap();
        known.numbers[place] = 9;
        known.reach(&[3, 100_000]);
        assert_eq!(known.numbers[known.place(70_005).unwrap()], 9);
        assert!([3, 100_000].iter().all(|&number| known.place(number).is_some()));
        assert_eq!(
            (known.place(-1), known.place(i64::MIN), known.place(i64::MAX)),
            (None, None, None)
        );
        // Too far away: nothing changes.
        let count = known.numbers.len();
        for far in [i64::MIN, -MOST_PLACES, MOST_PLACES + 1, i64::MAX] {
            known.reach(&[far, 70_000]);
            assert_eq!((known.numbers.len(), known.place(far)), (count, None));
        }
        let mut known = Known::default();
        known.reach(&[i64::MIN, i64::MIN + 1]);
        assert_eq!(known.place(i64::MIN), Some(0));
    }

    #[test]
    fn a_new_dictionary_is_not_taken_for_the_one_before() {
        let mut known = Known::default();
        let words = Words::from(vec!["a", "b"]);
        known.hold(&words);
        known.numbers[1] = 5;
        known.hold(&words.clone());
        assert_eq!(known.numbers, [NONE, 5]);
        known.hold(&Words::from(vec!["a", "b"]));
        assert_eq!(known.numbers, [NONE, NONE]);
        // Whole numbers after words have places of their own.
        known.numbers[1] = 5;
        known.reach(&[1]);
        assert!(known.numbers.iter().all(|&number| number == NONE));
    }
}
