//! The ids of a column of attendance: what is known of them, from row to row and batch to batch.

use std::ops::Range;

use super::check::{TextColumn, Words, is_same};
use super::fold::Shared;
use super::roster::Short;
use super::tables::Space;
use super::timesheet::Lines;
use crate::basics::day::Month;

/// No engagement.
pub(super) const NONE: u32 = u32::MAX;

/// Ids kept of those that came lately.
const LATELY: usize = 256;

/// What is known of the ids of a column, from batch to batch.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The words of the dictionary met last, kept to know them again.
    values: Option<Words>,
    /// Number of each word; [`NONE`] where it was not looked up or not known yet.
    numbers: Vec<u32>,
    /// Of workers: where each word was met last.
    met: Vec<Met>,
    /// The id met last without a dictionary, and its number.
    last: Option<(Short, u32)>,
    /// Ids that came lately without a dictionary, and their numbers; each has one place.
    lately: Vec<Option<(Short, u32)>>,
}

/// Where a worker was met last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    pub project: u32,
    pub engagement: u32,
    pub line: MonthLine,
    /// Its entry of the roster; [`NONE`] where it has none.
    pub entry: u32,
}

/// Nowhere yet.
const NOT_MET: Met = Met { project: NONE, engagement: NONE, line: MonthLine::NONE, entry: NONE };

/// A month of an engagement and its line in the timesheet, kept from row to row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MonthLine {
    pub month: Month,
    pub line: u32,
}

impl MonthLine {
    /// No line is known.
    pub const NONE: Self = Self { month: Month(i32::MIN), line: NONE };

    /// The line of an engagement's month: the one kept, else looked up; [`NONE`] where it is new.
    #[inline]
    pub fn find(&mut self, engagement: u32, month: Month, lines: &Lines) -> u32 {
        if self.month != month {
            let Some(line) = lines.find(engagement, month) else { return NONE };
            *self = Self { month, line };
        }
        self.line
    }
}

impl Known {
    /// Makes `values` the dictionary; what is known of its words is kept where it is that already.
    fn hold(&mut self, values: &Words) {
        if self.values.as_ref().is_some_and(|held| is_same(held, values)) {
            return;
        }
        let count = values.offsets().len() - 1;
        self.values = Some(values.clone());
        self.numbers.clear();
        self.numbers.resize(count, NONE);
        self.met.clear();
        self.met.resize(count, NOT_MET);
    }
}

/// An id column, and what is known of its ids.
pub(super) struct Ids<'a> {
    column: &'a TextColumn,
    /// The key of each row where there is a dictionary.
    keys: Option<&'a [u32]>,
    /// Where the text of each row ends behind that of the row before, and all text, where the
    /// column has both.
    texts: Option<(&'a [i32], &'a [u8])>,
    known: &'a mut Known,
}

impl<'a> Ids<'a> {
    /// The ids of a column; `known` keeps what is known of them.
    pub fn new(column: &'a TextColumn, known: &'a mut Known) -> Self {
        let keys = match column {
            TextColumn::Dictionary { keys, values } => {
                known.hold(values);
                Some(keys.as_slice())
            }
            _ => None,
        };
        let texts = match column {
            TextColumn::Utf8(array) => Some((array.value_offsets(), array.value_data())),
            _ => None,
        };
        Self { column, keys, texts, known }
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
        let length = if let Some(keys) = self.keys {
            let first = (&keys[start], &first_day);
            keys[rows.clone()].iter().zip(days).position(|next| next != first)
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

    /// Where the word of a row was met last; `None` where there is no dictionary.
    #[inline]
    pub fn met(&mut self, row: usize) -> Option<&mut Met> {
        self.known.met.get_mut(self.keys?[row] as usize)
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
        let Some(keys) = self.keys else { return self.find_text(row, shared, space) };
        let Some(&number) = self.known.numbers.get(keys[row] as usize) else { return NONE };
        if number != NONE {
            return number;
        }
        let number = self.look_up(row, shared, space);
        self.known.numbers[keys[row] as usize] = number;
        number
    }

    /// As [`Self::find`], without a dictionary: neighbours often have one of a few ids.
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
