//! The second, filtered read: which rows a finding about a worker-day is about (step 0.3).
//!
//! The timesheet holds no row numbers. Where a day has something to say, attendance is read once
//! more and the positions of that day's rows are kept; an input that can be read only once gives
//! none.

use std::collections::BTreeMap;
use std::sync::RwLock;

use super::check::TypedBatch;
use super::fold::{Folder, Shared};
use super::lines::{DayNote, Extra};
use super::read::Opened;
use super::read::parallel::read_units;
use crate::basics::day::Day;
use crate::basics::error::Result;

/// Positions of the rows of one worker-day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayRows {
    /// Smallest position among the rows that count.
    pub counted: Option<u64>,
    /// Smallest position among the rows uploaded again.
    pub uncounted: Option<u64>,
}

/// A row of a day that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    line: u32,
    day: u8,
    shift: u32,
    minutes: u16,
    quantity_e3: i64,
    /// A device's row is the record before others.
    is_made_up: bool,
    position: u64,
}

/// The rows of the days in `notes`, by line and day; empty where attendance cannot be read again.
/// `folders` folded it, and know where its engagements stand.
///
/// # Errors
///
/// What the readers give.
pub fn positions(
    opened: &Opened,
    shared: &RwLock<Shared>,
    notes: &[DayNote],
    folders: &mut [Folder],
    as_of: Day,
) -> Result<BTreeMap<(u32, u8), DayRows>> {
    if notes.is_empty() || !opened.is_rereadable() {
        return Ok(BTreeMap::new());
    }
    let wanted = Wanted::new(notes);
    let mut seekers: Vec<(&mut Folder, Vec<Found>)> =
        folders.iter_mut().map(|folder| (folder, Vec::new())).collect();
    read_units(opened, None, &mut seekers, |(folder, found), batch: TypedBatch| {
        let is_wanted = |line, day| wanted.has(line, day);
        folder.seek(&batch, shared, as_of, is_wanted, |extra: Extra, position| {
            found.push(Found {
                line: extra.line,
                day: extra.day,
                shift: extra.shift,
                minutes: extra.minutes,
                quantity_e3: extra.quantity_e3,
                is_made_up: extra.source != 0,
                position,
            });
        });
        Ok(())
    })?;
    let mut found: Vec<Found> = seekers.into_iter().flat_map(|seeker| seeker.1).collect();
    found.sort_unstable();
    let mut days: BTreeMap<(u32, u8), DayRows> = BTreeMap::new();
    let same = |a: &Found, b: &Found| {
        (a.line, a.day, a.shift, a.minutes, a.quantity_e3)
            == (b.line, b.day, b.shift, b.minutes, b.quantity_e3)
    };
    for rows in found.chunk_by(same) {
        let day = days.entry((rows[0].line, rows[0].day)).or_default();
        day.counted = earliest(day.counted, Some(rows[0].position));
        day.uncounted = earliest(day.uncounted, rows[1..].iter().map(|row| row.position).min());
    }
    Ok(days)
}

/// The smaller of what is there.
fn earliest(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    a.into_iter().chain(b).min()
}

/// The days looked for: one bit a day, by line.
struct Wanted {
    days: Vec<u32>,
}

impl Wanted {
    fn new(notes: &[DayNote]) -> Self {
        let lines = notes.iter().map(|note| note.line as usize + 1).max().unwrap_or(0);
        let mut days = vec![0; lines];
        for note in notes {
            days[note.line as usize] |= 1 << note.day;
        }
        Self { days }
    }

    #[inline]
    fn has(&self, line: u32, day: u8) -> bool {
        self.days.get(line as usize).is_some_and(|days| days & (1 << day) != 0)
    }
}
