//! The timesheet: one 64-byte line per worker-month (step 2).
//!
//! ```text
//! line of engagement 7, 2025-03   | day 1 | day 2 | … | day 31 | spare |   32 cells of 16 bits
//! one cell                        | minutes + 1: 11 bits | shift: 5 bits |   0 = no row
//! ```
//!
//! While attendance streams by, a cell takes the first row of its day. Further rows of a day, rows
//! of a shift beyond the thirtieth and rows that no device made go to a side list; when all have
//! been seen they are counted together with the cell, so that it does not matter which row came
//! first.
//!
//! Uploads come by the day, wages are reckoned by the worker. Lines that are being filled stand in
//! blocks with the cells of a day side by side, so that an upload touches few cache lines; at the
//! end each block is turned, once, into a cache line a worker-month.

use std::ops::Range;
use std::sync::atomic::{AtomicI64, AtomicU16, Ordering};

use crate::basics::day::Month;
use crate::basics::ids::EngagementId;

/// Minutes of the days of a month; [`NO_ROW`] where there is no attendance row.
pub type MonthMinutes = [u16; 31];

/// No attendance row on that day, which differs from a row of 0 minutes.
pub const NO_ROW: u16 = u16::MAX;

/// No quantity known on that day.
pub const NO_QUANTITY: i64 = i64::MIN;

/// Minutes of a day at most.
pub const DAY_MINUTES: u16 = 1440;
/// Shifts that have a number of their own in a cell; 0 is "no shift given".
pub const CELL_SHIFTS: u32 = 30;
/// Lines of a block.
const BLOCK_LINES: usize = 4096;
/// Cells from a day of a block to the next: a cache line more than its lines, or the days of a line
/// would crowd into one set of the cache.
const DAY_STRIDE: usize = BLOCK_LINES + 32;

/// Months that an engagement has slots for at first, beginning with the first one met.
const FIRST_MONTHS: u32 = 12;

/// Worker-months that are being filled: the cells of a day, then those of the next. It has the room
/// of as many lines, which take it over at the end.
#[derive(Clone, Debug)]
struct Block(Vec<Cells>);

/// Cells of one cache line.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Cells([AtomicU16; 32]);

/// One worker-month that no thread writes to any more: a cell a day.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Line([u16; 32]);

const _ALL_DAYS_HAVE_ROOM: () = assert!(31 * DAY_STRIDE <= 32 * BLOCK_LINES);

impl Clone for Cells {
    fn clone(&self) -> Self {
        Self(std::array::from_fn(|place| self.0[place].load(Ordering::Relaxed).into()))
    }
}

impl Block {
    /// One without rows.
    fn new() -> Self {
        Self(std::iter::repeat_with(Cells::default).take(BLOCK_LINES).collect())
    }

    /// The cell of a day of one of its lines.
    #[inline]
    fn cell(&self, line: usize, day: u8) -> &AtomicU16 {
        let place = usize::from(day) * DAY_STRIDE + line;
        &self.0[place / 32].0[place % 32]
    }

    /// The first `count` lines, a cache line each.
    fn turned(self, count: usize) -> Vec<Line> {
        let days = self.0.iter().flat_map(|cells| &cells.0);
        let days: Vec<u16> = days.map(|cell| cell.load(Ordering::Relaxed)).collect();
        let mut lines: Vec<Line> = self.0.into_iter().map(|_| Line([0; 32])).collect();
        lines.truncate(count);
        // As many lines as stand in one cache line of a day.
        for (few, own) in lines.chunks_mut(32).enumerate() {
            for day in 0..31 {
                let cells = &days[day * DAY_STRIDE + few * 32..][..own.len()];
                for (line, &cell) in own.iter_mut().zip(cells) {
                    line.0[day] = cell;
                }
            }
        }
        lines
    }
}

/// Pieces of a worker-month, a day each; only for engagements with a piece contract.
#[derive(Debug)]
struct QuantityLine([AtomicI64; 31]);

impl Clone for QuantityLine {
    fn clone(&self) -> Self {
        Self(std::array::from_fn(|day| self.0[day].load(Ordering::Relaxed).into()))
    }
}

/// Where the months of an engagement have their lines: `slots[start..start + length]`.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    first_month: i32,
    length: u32,
}

/// A row that did not go into a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Extra {
    /// Its worker-month.
    pub line: u32,
    /// Day of the month, 0-based.
    pub day: u8,
    /// 0 a device, 1 a person, 2 the platform: a device's row is the record before others.
    pub source: u8,
    /// Minutes.
    pub minutes: u16,
    /// Number of its shift; 0: none given.
    pub shift: u32,
    /// Thousandths of a piece; [`NO_QUANTITY`] where not known or not wanted.
    pub quantity_e3: i64,
}

/// The lines while they are being filled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    blocks: Vec<Block>,
    /// Engagement (by order of appearance) and month of each line.
    keys: Vec<(u32, Month)>,
    spans: Vec<Span>,
    slots: Vec<u32>,
    quantities: Quantities,
    /// Whether one thread alone puts rows, so that it need not ask whether it came first.
    is_alone: bool,
}

/// Pieces of the lines that keep them.
#[derive(Clone, Debug, Default)]
struct Quantities {
    /// By line: place in `lines`, or `u32::MAX`; what is beyond the end keeps none.
    place: Vec<u32>,
    lines: Vec<QuantityLine>,
}

impl Quantities {
    /// Those of a line, a day each, if it keeps them.
    #[inline]
    fn of(&self, line: u32) -> Option<&[AtomicI64; 31]> {
        match self.place.get(line as usize) {
            None | Some(&u32::MAX) => None,
            Some(&place) => Some(&self.lines[place as usize].0),
        }
    }

    /// Lets a line keep them; `None` where numbers ran out.
    fn add(&mut self, line: u32) -> Option<()> {
        let place = u32::try_from(self.lines.len()).ok().filter(|&place| place != u32::MAX)?;
        self.lines.push(QuantityLine(std::array::from_fn(|_| NO_QUANTITY.into())));
        self.place.resize(line as usize, u32::MAX);
        self.place.push(place);
        Some(())
    }

    /// Pieces of a day.
    fn quantity(&self, line: u32, day: u8) -> i64 {
        let own = self.of(line).map(|days| days[usize::from(day)].load(Ordering::Relaxed));
        own.unwrap_or(NO_QUANTITY)
    }
}

/// A day that has something to say: counted again, or too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DayNote {
    /// Its worker-month.
    pub line: u32,
    /// Day of the month, 0-based.
    pub day: u8,
    /// Rows uploaded again, not counted.
    pub uncounted_rows: u32,
    /// Their minutes.
    pub uncounted_minutes: u32,
    /// Minutes of the counted rows before the cap.
    pub counted_minutes: u32,
}

impl Lines {
    /// Number of worker-months.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Engagement (by order of appearance) and month of a line.
    #[must_use]
    pub fn key(&self, line: u32) -> (u32, Month) {
        self.keys[line as usize]
    }

    /// The line of an engagement's month, if it has one.
    #[inline]
    #[must_use]
    pub fn find(&self, engagement: u32, month: Month) -> Option<u32> {
        let span = self.spans.get(engagement as usize)?;
        let place = month.0.wrapping_sub(span.first_month).cast_unsigned();
        if place >= span.length {
            return None;
        }
        let line = self.slots[(span.start + place) as usize];
        if line == u32::MAX { None } else { Some(line) }
    }

    /// The line of an engagement's month, a new one where it has none; `None` where numbers ran
    /// out.
    pub fn find_or_add(&mut self, engagement: u32, month: Month, pieces: bool) -> Option<u32> {
        if let Some(line) = self.find(engagement, month) {
            return Some(line);
        }
        let line = u32::try_from(self.keys.len()).ok().filter(|&line| line != u32::MAX)?;
        let slot = self.slot(engagement, month)?;
        self.slots[slot] = line;
        self.keys.push((engagement, month));
        if self.keys.len() > self.blocks.len() * BLOCK_LINES {
            self.blocks.push(Block::new());
        }
        if pieces {
            self.quantities.add(line)?;
        }
        Some(line)
    }

    /// The slot of an engagement's month; its span begins with a year and grows, doubling, to hold
    /// it.
    fn slot(&mut self, engagement: u32, month: Month) -> Option<usize> {
        let engagement = engagement as usize;
        if self.spans.len() <= engagement {
            self.spans.resize(engagement + 1, Span::default());
        }
        let span = self.spans[engagement];
        let place = month.0.wrapping_sub(span.first_month).cast_unsigned();
        if place < span.length {
            return Some((span.start + place) as usize);
        }
        let start = u32::try_from(self.slots.len()).ok()?;
        let (first_month, length) = if span.length == 0 {
            (month.0, FIRST_MONTHS)
        } else {
            let last = span.first_month + span.length.cast_signed() - 1;
            let grown = if month.0 < span.first_month {
                (month.0.min(last - 2 * span.length.cast_signed() + 1), last)
            } else {
                let wanted = span.first_month + 2 * span.length.cast_signed() - 1;
                (span.first_month, month.0.max(wanted))
            };
            (grown.0, (grown.1 - grown.0 + 1).cast_unsigned())
        };
        self.slots.resize(self.slots.len() + length as usize, u32::MAX);
        for old in 0..span.length {
            let month = span.first_month + old.cast_signed();
            let place = (month - first_month).cast_unsigned();
            self.slots[(start + place) as usize] = self.slots[(span.start + old) as usize];
        }
        self.spans[engagement] = Span { start, first_month, length };
        Some((start + (month.0 - first_month).cast_unsigned()) as usize)
    }

    /// Lets rows be put by one thread alone, until the end.
    pub const fn keep_to_one_thread(&mut self) {
        self.is_alone = true;
    }

    /// Puts a row into its cell; `false` where it belongs on the side list instead.
    ///
    /// Several threads may put rows into one line at once: the first takes the cell.
    #[inline]
    #[must_use]
    pub fn put(&self, row: &Extra) -> bool {
        if row.source != 0 || row.shift > CELL_SHIFTS {
            return false;
        }
        #[expect(clippy::cast_possible_truncation, reason = "shift was just compared with 30")]
        let value = (row.minutes + 1) | ((row.shift as u16) << 11);
        if !self.take(row.line, row.day, value) {
            return false;
        }
        if let Some(days) = self.quantities.of(row.line) {
            days[usize::from(row.day)].store(row.quantity_e3, Ordering::Relaxed);
        }
        true
    }

    /// Takes a row out that was put into its cell, for which `next` of the same day steps in;
    /// `false` where another row is there.
    #[must_use]
    pub fn take_out(&self, row: &Extra, next: Option<&Extra>) -> bool {
        let is_there = self.taken(row.line, row.day).as_ref() == Some(row);
        if is_there {
            self.cell(row.line, row.day).store(0, Ordering::Relaxed);
        }
        is_there && next.is_none_or(|next| self.put(next))
    }

    /// Whether no cell of a line holds a row.
    #[must_use]
    pub fn is_blank(&self, line: u32) -> bool {
        (0..31_u8).all(|day| self.minutes(line, day).is_none())
    }

    /// Puts a row of a device that tells no shift, on a timesheet without quantities: as
    /// [`Self::put`].
    #[inline]
    #[must_use]
    pub fn put_minutes(&self, line: u32, day: u8, minutes: u16) -> bool {
        self.take(line, day, minutes + 1)
    }

    /// Whether any line keeps quantities.
    #[must_use]
    pub const fn keeps_quantities(&self) -> bool {
        !self.quantities.lines.is_empty()
    }

    /// Takes a cell that is free.
    #[inline]
    fn take(&self, line: u32, day: u8, value: u16) -> bool {
        let cell = self.cell(line, day);
        if cell.load(Ordering::Relaxed) != 0 {
            return false;
        }
        if self.is_alone {
            cell.store(value, Ordering::Relaxed);
            return true;
        }
        cell.compare_exchange(0, value, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    /// The cell of a day.
    #[inline]
    fn cell(&self, line: u32, day: u8) -> &AtomicU16 {
        let line = line as usize;
        self.blocks[line / BLOCK_LINES].cell(line % BLOCK_LINES, day)
    }

    /// Whether the line keeps quantities.
    #[inline]
    #[must_use]
    pub fn has_quantities(&self, line: u32) -> bool {
        self.quantities.of(line).is_some()
    }

    /// Minutes of a day; `None` where it has no row.
    #[must_use]
    pub fn minutes(&self, line: u32, day: u8) -> Option<u16> {
        (self.cell(line, day).load(Ordering::Relaxed) & 0x7FF).checked_sub(1)
    }

    /// The row in a cell, as if it stood on the side list.
    pub(super) fn taken(&self, line: u32, day: u8) -> Option<Extra> {
        let value = self.cell(line, day).load(Ordering::Relaxed);
        let minutes = (value & 0x7FF).checked_sub(1)?;
        Some(Extra {
            line,
            day,
            source: 0,
            minutes,
            shift: u32::from(value >> 11),
            quantity_e3: self.quantities.quantity(line, day),
        })
    }

    /// Counts the side list: afterwards every cell holds the minutes of its day.
    ///
    /// Step 2. Rows equal in shift, minutes and (for piece contracts) quantity are one record;
    /// different ones are shifts and add up, to at most 1440 minutes a day. Returns the days that
    /// have something to say, in the order of lines and days.
    pub fn settle(&self, extras: &mut [Extra]) -> Vec<DayNote> {
        extras.sort_unstable();
        let mut notes = Vec::new();
        let mut records = Vec::new();
        for rows in extras.chunk_by(|a, b| (a.line, a.day) == (b.line, b.day)) {
            let (line, day) = (rows[0].line, rows[0].day);
            records.clear();
            records.extend(self.taken(line, day));
            records.extend_from_slice(rows);
            let all = records.len();
            let all_minutes: u32 = records.iter().map(|row| u32::from(row.minutes)).sum();
            records.sort_unstable_by_key(|row| (row.shift, row.minutes, row.quantity_e3));
            records.dedup_by_key(|row| (row.shift, row.minutes, row.quantity_e3));
            let counted_minutes: u32 = records.iter().map(|row| u32::from(row.minutes)).sum();
            let uncounted_rows = u32::try_from(all - records.len()).unwrap_or(u32::MAX);
            if uncounted_rows > 0 || counted_minutes > u32::from(DAY_MINUTES) {
                let uncounted_minutes = all_minutes - counted_minutes;
                let note =
                    DayNote { line, day, uncounted_rows, uncounted_minutes, counted_minutes };
                notes.push(note);
            }
            let minutes = u16::try_from(counted_minutes).unwrap_or(u16::MAX).min(DAY_MINUTES);
            self.cell(line, day).store(minutes + 1, Ordering::Relaxed);
            self.settle_quantity(line, day, &records);
        }
        notes
    }

    /// The pieces of a day are those of its records; not known where none knows them.
    fn settle_quantity(&self, line: u32, day: u8, records: &[Extra]) {
        if let Some(days) = self.quantities.of(line) {
            let known = records.iter().map(|row| row.quantity_e3).filter(|&q| q != NO_QUANTITY);
            let sum = known.reduce(i64::saturating_add).unwrap_or(NO_QUANTITY);
            days[usize::from(day)].store(sum, Ordering::Relaxed);
        }
    }

    /// Groups the lines by engagement, now numbered by `rank` (order of appearance → final number).
    #[must_use]
    pub fn into_timesheet(self, rank: &[u32]) -> Timesheet {
        // Nothing is looked up any more: what that took is given back first.
        let Self { blocks, keys, quantities, .. } = self;
        let mut offsets = vec![0_u32; rank.len() + 1];
        for &(engagement, _) in &keys {
            offsets[rank[engagement as usize] as usize + 1] += 1;
        }
        for place in 1..offsets.len() {
            offsets[place] += offsets[place - 1];
        }
        let mut next = offsets.clone();
        let mut order = vec![0_u32; keys.len()];
        for (line, &(engagement, _)) in (0_u32..).zip(&keys) {
            let place = &mut next[rank[engagement as usize] as usize];
            order[*place as usize] = line;
            *place += 1;
        }
        for pair in offsets.windows(2) {
            order[pair[0] as usize..pair[1] as usize]
                .sort_unstable_by_key(|&line| keys[line as usize].1);
        }
        let month = order.iter().map(|&line| keys[line as usize].1).collect();
        let count = |first: usize| (keys.len() - first).min(BLOCK_LINES);
        let blocks = blocks.into_iter().enumerate();
        let blocks =
            blocks.map(|(place, block)| block.turned(count(place * BLOCK_LINES))).collect();
        Timesheet { offsets, line: order, month, blocks, quantities }
    }
}

/// A cell as a timesheet in the making has it, of which the side list says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SheetCell {
    /// Whose.
    pub engagement: EngagementId,
    /// When.
    pub month: Month,
    /// Day of the month, 0-based.
    pub day: u8,
    /// The line of engagement and month.
    pub line: u32,
    /// Minutes; `None`: no row.
    pub minutes: Option<u16>,
}

/// Attended minutes, one row per engagement and month with attendance, grouped by engagement.
///
/// # Example
///
/// ```
/// use anxin::basics::ids::EngagementId;
/// use anxin::intake::take_in::take_in;
/// use anxin::intake::timesheet::NO_ROW;
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName};
///
/// let rows = "worker_id,project_id,work_date,minutes\n\
///             W1,P1,2025-03-03,480\nW1,P1,2025-03-04,0\n";
/// let source = Source::bytes("attendance.csv", Format::Csv, rows.into());
/// let inputs = Inputs::default().with(TableName::Attendance, source);
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let sheet = take_in(&inputs, &Policy::default(), as_of, 1, &|_, _| Ok(()))?.keyed.timesheet;
///
/// let row = sheet.months_of(EngagementId(0)).start;
/// assert_eq!(sheet.month(row).to_string(), "2025-03");
/// // No row differs from a row of 0 minutes.
/// assert_eq!(sheet.minutes(row)[1..5], [NO_ROW, 480, 0, NO_ROW]);
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Timesheet {
    /// Rows of engagement `e` are `offsets[e]..offsets[e + 1]`.
    offsets: Vec<u32>,
    /// Line of each row.
    line: Vec<u32>,
    /// Month of each row.
    month: Vec<Month>,
    blocks: Vec<Vec<Line>>,
    quantities: Quantities,
}

impl Timesheet {
    /// Rows of an engagement, in the order of months.
    #[must_use]
    pub fn months_of(&self, engagement: EngagementId) -> Range<usize> {
        let place = engagement.index();
        self.offsets[place] as usize..self.offsets[place + 1] as usize
    }

    /// Rows of neighbouring engagements.
    #[must_use]
    pub fn rows_of(&self, engagements: Range<usize>) -> Range<usize> {
        self.offsets[engagements.start] as usize..self.offsets[engagements.end] as usize
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.line.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.line.is_empty()
    }

    /// Sets cells as a timesheet in the making now has them; in the order of engagements, then
    /// months. Lines that are new come after all that there are, without a gap.
    pub(crate) fn put(&mut self, cells: &[SheetCell]) {
        let known = self.line.len();
        let mut fresh: Vec<SheetCell> =
            cells.iter().filter(|cell| cell.line as usize >= known).copied().collect();
        fresh.dedup_by_key(|cell| cell.line);
        if !fresh.is_empty() {
            self.add_lines(&fresh);
        }
        for cell in cells {
            let line = cell.line as usize;
            let own = &mut self.blocks[line / BLOCK_LINES][line % BLOCK_LINES];
            own.0[usize::from(cell.day)] = cell.minutes.map_or(0, |minutes| minutes + 1);
        }
    }

    /// Makes room for lines that are new, one cell of each.
    fn add_lines(&mut self, fresh: &[SheetCell]) {
        let Self { offsets, line, month, blocks, .. } = self;
        for _ in fresh {
            match blocks.last_mut().filter(|block| block.len() < BLOCK_LINES) {
                Some(block) => block.push(Line([0; 32])),
                None => blocks.push(vec![Line([0; 32])]),
            }
        }
        let mut fresh = fresh.iter().peekable();
        let mut lines = Vec::with_capacity(line.len() + fresh.len());
        let mut months = Vec::with_capacity(lines.capacity());
        let mut start = 0;
        for (engagement, end) in (0_u32..).zip(offsets.iter_mut().skip(1)) {
            let own = start..*end as usize;
            start = own.end;
            for row in own {
                let is_before =
                    |cell: &&SheetCell| cell.engagement.0 == engagement && cell.month < month[row];
                while let Some(cell) = fresh.next_if(is_before) {
                    lines.push(cell.line);
                    months.push(cell.month);
                }
                lines.push(line[row]);
                months.push(month[row]);
            }
            while let Some(cell) = fresh.next_if(|cell| cell.engagement.0 == engagement) {
                lines.push(cell.line);
                months.push(cell.month);
            }
            *end = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        }
        (*line, *month) = (lines, months);
    }

    /// The row of an engagement's month, if there is one.
    pub(crate) fn row_of(&self, engagement: EngagementId, month: Month) -> Option<usize> {
        self.months_of(engagement).find(|&row| self.month[row] == month)
    }

    /// Minutes of a day of a row; `None` where there is no attendance.
    pub(crate) fn minutes_of(&self, row: usize, day: u8) -> Option<u16> {
        (self.cells(row)[usize::from(day)] & 0x7FF).checked_sub(1)
    }

    /// The line of a row.
    #[must_use]
    pub fn line(&self, row: usize) -> u32 {
        self.line[row]
    }

    /// The month of a row.
    #[must_use]
    pub fn month(&self, row: usize) -> Month {
        self.month[row]
    }

    /// Minutes of its days, at most 1440 each; [`NO_ROW`] where there is no attendance.
    #[must_use]
    pub fn minutes(&self, row: usize) -> MonthMinutes {
        let cells = self.cells(row);
        // No row is 0, which turns into `NO_ROW`.
        std::array::from_fn(|day| (cells[day] & 0x7FF).wrapping_sub(1))
    }

    /// Brings the lines of neighbouring rows near, all at once: one by one each is waited for.
    pub fn fetch(&self, rows: Range<usize>) {
        let met = rows.fold(0, |met, row| met ^ self.cells(row)[0]);
        std::hint::black_box(met);
    }

    /// The cells of a row.
    #[inline]
    fn cells(&self, row: usize) -> &[u16; 32] {
        let line = self.line[row] as usize;
        &self.blocks[line / BLOCK_LINES][line % BLOCK_LINES].0
    }

    /// Pieces of its days in thousandths, where the engagement has a piece contract.
    #[must_use]
    pub fn quantities(&self, row: usize) -> Option<[i64; 31]> {
        let days = self.quantities.of(self.line[row])?;
        Some(std::array::from_fn(|day| days[day].load(Ordering::Relaxed)))
    }

    /// First and last month of all rows.
    #[must_use]
    pub fn month_range(&self) -> Option<(Month, Month)> {
        Some((*self.month.iter().min()?, *self.month.iter().max()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(day: u8, minutes: u16, shift: u32) -> Extra {
        Extra { line: 0, day, source: 0, minutes, shift, quantity_e3: NO_QUANTITY }
    }

    fn filled(rows: &[Extra]) -> (Timesheet, Vec<DayNote>) {
        let mut lines = Lines::default();
        lines.find_or_add(0, Month(600), false).unwrap();
        let mut extras: Vec<Extra> = rows.iter().filter(|row| !lines.put(row)).copied().collect();
        let notes = lines.settle(&mut extras);
        (lines.into_timesheet(&[0]), notes)
    }

    #[test]
    fn a_day_of_zero_minutes_differs_from_a_day_without_a_row() {
        let (sheet, notes) = filled(&[row(3, 0, 0)]);
        assert_eq!((sheet.minutes(0)[3], sheet.minutes(0)[4]), (0, NO_ROW));
        assert!(notes.is_empty());
    }

    #[test]
    fn cells_stay_with_their_lines_when_blocks_are_turned() {
        let count = u32::try_from(BLOCK_LINES).unwrap() + 70;
        let minutes =
            |line: u32, day: u8| u16::try_from((line * 31 + u32::from(day)) % 1441).unwrap();
        for is_alone in [false, true] {
            let mut lines = Lines { is_alone, ..Lines::default() };
            for line in 0..count {
                lines.find_or_add(line, Month(600), false).unwrap();
                for day in (0..31).filter(|day| (line + u32::from(*day)) % 3 > 0) {
                    assert!(lines.put_minutes(line, day, minutes(line, day)));
                    assert!(!lines.put_minutes(line, day, 1));
                }
            }
            let rank: Vec<u32> = (0..count).rev().collect();
            let sheet = lines.into_timesheet(&rank);
            for line in 0..count {
                let row = sheet.months_of(EngagementId(count - 1 - line)).start;
                let met = sheet.minutes(row);
                for day in 0..31_u8 {
                    let is_there = (line + u32::from(day)) % 3 > 0;
                    let expected = if is_there { minutes(line, day) } else { NO_ROW };
                    assert_eq!(met[usize::from(day)], expected, "line {line}, day {day}");
                }
            }
        }
    }

    #[test]
    fn shifts_add_up_and_copies_count_once_in_any_order() {
        let mut rows = vec![row(0, 300, 1), row(0, 300, 2), row(0, 300, 1), row(0, 200, 1)];
        for _ in 0..rows.len() {
            rows.rotate_left(1);
            let (sheet, notes) = filled(&rows);
            assert_eq!(sheet.minutes(0)[0], 800);
            assert_eq!((notes[0].uncounted_rows, notes[0].uncounted_minutes), (1, 300));
        }
    }

    #[test]
    fn a_day_holds_1440_minutes() {
        let (sheet, notes) = filled(&[row(30, 1000, 1), row(30, 600, 31)]);
        assert_eq!(sheet.minutes(0)[30], 1440);
        assert_eq!(notes[0].counted_minutes, 1600);
    }

    #[test]
    fn months_come_in_order_whichever_came_first() {
        let mut lines = Lines::default();
        for month in [600, 590, 612, 601, 589] {
            lines.find_or_add(1, Month(month), false).unwrap();
        }
        lines.find_or_add(0, Month(5), true).unwrap();
        let sheet = lines.into_timesheet(&[1, 0]);
        let months = |engagement: u32| {
            sheet
                .months_of(EngagementId(engagement))
                .map(|row| sheet.month(row).0)
                .collect::<Vec<_>>()
        };
        assert_eq!(months(0), [589, 590, 600, 601, 612]);
        assert_eq!(months(1), [5]);
    }
}
