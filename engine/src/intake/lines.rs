//! The timesheet in the making: worker-months that attendance streams into (step 2).
//!
//! Each thread fills lines of its own, so that no cell is shared while rows stream by; what it has
//! filled is then taken over by the lines of all ([`Lines::absorb`]). Which line has which number
//! depends on the threads; no result does.
//!
//! Uploads come by the day, wages are reckoned by the worker. Lines that are being filled stand in
//! blocks with the cells of a day side by side, so that an upload touches few cache lines; at the
//! end each block is turned, once, into a cache line a worker-month.

use std::ops::Range;

use super::read::parallel::mapped;
use super::timesheet::{
    BLOCK_LINES, CELL_SHIFTS, DAY_MINUTES, Line, NO_QUANTITY, Quantities, Timesheet,
};
use crate::basics::day::Month;

/// Cells from a day of a block to the next: a cache line more than its lines, or the days of a line
/// would crowd into one set of the cache.
const DAY_STRIDE: usize = BLOCK_LINES + 32;

/// Months that an engagement has slots for at first, beginning with the first one met.
const FIRST_MONTHS: u32 = 12;

/// No line, and no engagement.
const NONE: u32 = u32::MAX;
/// The key of a line that is nobody's: it was joined with another, or was never used.
const NOBODY: (u32, Month) = (NONE, Month(0));

/// Worker-months that are being filled: the cells of a day, then those of the next. It has the room
/// of as many lines, which take it over at the end.
#[derive(Clone, Debug, Default)]
struct Block(Vec<Line>);

const _ALL_DAYS_HAVE_ROOM: () = assert!(31 * DAY_STRIDE <= 32 * BLOCK_LINES);

impl Block {
    /// One without rows.
    fn new() -> Self {
        Self(vec![Line([0; 32]); BLOCK_LINES])
    }

    /// The cell of a day of one of its lines.
    #[inline]
    fn cell(&self, line: usize, day: u8) -> u16 {
        let place = usize::from(day) * DAY_STRIDE + line;
        self.0[place / 32].0[place % 32]
    }

    /// The same, to be filled.
    #[inline]
    fn cell_mut(&mut self, line: usize, day: u8) -> &mut u16 {
        let place = usize::from(day) * DAY_STRIDE + line;
        &mut self.0[place / 32].0[place % 32]
    }

    /// The first `count` lines, a cache line each.
    fn turned(self, count: usize) -> Vec<Line> {
        let Self(mut lines) = self;
        let days: Vec<u16> = lines.iter().flat_map(|cells| cells.0).collect();
        lines.truncate(count);
        lines.fill(Line([0; 32]));
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

/// Lines while they are being filled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines {
    blocks: Vec<Block>,
    /// Engagement (by order of appearance) and month of each line, or [`NOBODY`].
    keys: Vec<(u32, Month)>,
    spans: Vec<Span>,
    slots: Vec<u32>,
    quantities: Quantities,
}

impl Lines {
    /// Number of lines, those that are nobody's among them.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.keys.len()
    }

    /// Engagement (by order of appearance) and month of a line.
    #[must_use]
    pub fn key(&self, line: u32) -> (u32, Month) {
        self.keys[line as usize]
    }

    /// The lines that are somebody's: number, engagement, month.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = (u32, u32, Month)> + '_ {
        let lines = 0..u32::try_from(self.keys.len()).unwrap_or(NONE);
        let line = |line: u32| (line, self.keys[line as usize].0, self.keys[line as usize].1);
        lines.map(line).filter(|line| line.1 != NONE)
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
        if line == NONE { None } else { Some(line) }
    }

    /// The line of an engagement's month, a new one where it has none; `None` where numbers ran
    /// out.
    pub fn find_or_add(&mut self, engagement: u32, month: Month, pieces: bool) -> Option<u32> {
        if let Some(line) = self.find(engagement, month) {
            return Some(line);
        }
        let line = u32::try_from(self.keys.len()).ok().filter(|&line| line != NONE)?;
        let slot = self.slot(engagement, month)?;
        self.slots[slot] = line;
        self.keys.push((engagement, month));
        if self.keys.len() > self.blocks.len() * BLOCK_LINES {
            self.blocks.push(Block::new());
        }
        if pieces {
            self.quantities.add(line, [NO_QUANTITY; 31])?;
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
        self.slots.resize(self.slots.len() + length as usize, NONE);
        for old in 0..span.length {
            let month = span.first_month + old.cast_signed();
            let place = (month - first_month).cast_unsigned();
            self.slots[(start + place) as usize] = self.slots[(span.start + old) as usize];
        }
        self.spans[engagement] = Span { start, first_month, length };
        Some((start + (month.0 - first_month).cast_unsigned()) as usize)
    }

    /// Puts a row into its cell; `false` where it belongs on the side list instead.
    #[inline]
    #[must_use]
    pub fn put(&mut self, row: &Extra) -> bool {
        if row.source != 0 || row.shift > CELL_SHIFTS {
            return false;
        }
        #[expect(clippy::cast_possible_truncation, reason = "shift was just compared with 30")]
        let value = (row.minutes + 1) | ((row.shift as u16) << 11);
        if !self.take(row.line, row.day, value) {
            return false;
        }
        if let Some(days) = self.quantities.of_mut(row.line) {
            days[usize::from(row.day)] = row.quantity_e3;
        }
        true
    }

    /// Takes a row out that was put into its cell, for which `next` of the same day steps in;
    /// `false` where another row is there.
    #[must_use]
    pub fn take_out(&mut self, row: &Extra, next: Option<&Extra>) -> bool {
        let is_there = self.taken(row.line, row.day).as_ref() == Some(row);
        if is_there {
            *self.cell_mut(row.line, row.day) = 0;
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
    pub fn put_minutes(&mut self, line: u32, day: u8, minutes: u16) -> bool {
        self.take(line, day, minutes + 1)
    }

    /// Whether any line keeps quantities.
    #[must_use]
    pub const fn keeps_quantities(&self) -> bool {
        !self.quantities.is_empty()
    }

    /// Takes a cell that is free.
    #[inline]
    fn take(&mut self, line: u32, day: u8, value: u16) -> bool {
        let cell = self.cell_mut(line, day);
        let is_free = *cell == 0;
        if is_free {
            *cell = value;
        }
        is_free
    }

    /// The cell of a day.
    #[inline]
    fn cell(&self, line: u32, day: u8) -> u16 {
        let line = line as usize;
        self.blocks[line / BLOCK_LINES].cell(line % BLOCK_LINES, day)
    }

    /// The same, to be filled.
    #[inline]
    fn cell_mut(&mut self, line: u32, day: u8) -> &mut u16 {
        let line = line as usize;
        self.blocks[line / BLOCK_LINES].cell_mut(line % BLOCK_LINES, day)
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
        (self.cell(line, day) & 0x7FF).checked_sub(1)
    }

    /// The row in a cell, as if it stood on the side list.
    pub(super) fn taken(&self, line: u32, day: u8) -> Option<Extra> {
        let value = self.cell(line, day);
        let minutes = (value & 0x7FF).checked_sub(1)?;
        let shift = u32::from(value >> 11);
        let quantity_e3 = self.quantities.quantity(line, day);
        Some(Extra { line, day, source: 0, minutes, shift, quantity_e3 })
    }

    /// Takes over what another thread has filled, with its side list, which names lines by their
    /// numbers here afterwards; `None` where numbers ran out.
    ///
    /// A worker-month that both have is joined cell by cell: a row whose cell is taken goes to the
    /// side list. Blocks that are mostly new are taken over as they stand.
    #[must_use]
    pub fn absorb(&mut self, mut other: Self, extras: &mut Vec<Extra>) -> Option<()> {
        if self.keys.is_empty() {
            *self = other;
            return Some(());
        }
        let mut joined = Vec::new();
        let mut numbers = vec![NONE; other.keys.len()];
        for (line, engagement, month) in other.all() {
            if let Some(known) = self.find(engagement, month) {
                numbers[line as usize] = known;
                self.join(known, &other, line, &mut joined);
            }
        }
        for place in 0..other.blocks.len() {
            let is_new = |line: &usize| numbers[*line] == NONE && other.keys[*line].0 != NONE;
            if 2 * other.lines_of(place).filter(is_new).count() > BLOCK_LINES {
                self.take_block(&mut other, place, &mut numbers)?;
            }
        }
        for (line, engagement, month) in other.all() {
            if numbers[line as usize] == NONE {
                let own = self.find_or_add(engagement, month, other.has_quantities(line))?;
                numbers[line as usize] = own;
                self.join(own, &other, line, &mut joined);
            }
        }
        extras.iter_mut().for_each(|extra| extra.line = numbers[extra.line as usize]);
        extras.append(&mut joined);
        Some(())
    }

    /// Puts the rows in the cells of a line of others into those of one of these.
    fn join(&mut self, own: u32, other: &Self, line: u32, extras: &mut Vec<Extra>) {
        let rows = (0..31).filter_map(|day| other.taken(line, day));
        for row in rows.map(|row| Extra { line: own, ..row }) {
            if !self.put(&row) {
                extras.push(row);
            }
        }
    }

    /// The lines of a block.
    fn lines_of(&self, block: usize) -> Range<usize> {
        block * BLOCK_LINES..self.keys.len().min((block + 1) * BLOCK_LINES)
    }

    /// Takes over a block of others as it stands; its lines without a number yet get one, the
    /// others are nobody's here.
    fn take_block(&mut self, other: &mut Self, block: usize, numbers: &mut [u32]) -> Option<()> {
        self.keys.resize(self.blocks.len() * BLOCK_LINES, NOBODY);
        self.blocks.push(std::mem::take(&mut other.blocks[block]));
        for line in other.lines_of(block) {
            let number = u32::try_from(self.keys.len()).ok().filter(|&number| number != NONE)?;
            let (engagement, month) = other.keys[line];
            if engagement == NONE || numbers[line] != NONE {
                self.keys.push(NOBODY);
                continue;
            }
            let slot = self.slot(engagement, month)?;
            self.slots[slot] = number;
            self.keys.push((engagement, month));
            if let Some(days) = other.quantities.of(u32::try_from(line).ok()?) {
                self.quantities.add(number, *days)?;
            }
            numbers[line] = number;
        }
        Some(())
    }

    /// Counts the side list: afterwards every cell holds the minutes of its day.
    ///
    /// Step 2. Rows equal in shift, minutes and (for piece contracts) quantity are one record;
    /// different ones are shifts and add up, to at most 1440 minutes a day. Returns the days that
    /// have something to say, in the order of lines and days.
    pub fn settle(&mut self, extras: &mut [Extra]) -> Vec<DayNote> {
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
            *self.cell_mut(line, day) = minutes + 1;
            self.settle_quantity(line, day, &records);
        }
        notes
    }

    /// The pieces of a day are those of its records; not known where none knows them.
    fn settle_quantity(&mut self, line: u32, day: u8, records: &[Extra]) {
        if let Some(days) = self.quantities.of_mut(line) {
            let known = records.iter().map(|row| row.quantity_e3).filter(|&q| q != NO_QUANTITY);
            let sum = known.reduce(i64::saturating_add).unwrap_or(NO_QUANTITY);
            days[usize::from(day)] = sum;
        }
    }

    /// Groups the lines by engagement, now numbered by `rank` (order of appearance → final number).
    #[must_use]
    pub fn into_timesheet(self, rank: &[u32]) -> Timesheet {
        // Nothing is looked up any more: what that took is given back first.
        let Self { blocks, keys, quantities, .. } = self;
        let mut offsets = vec![0_u32; rank.len() + 1];
        for &(engagement, _) in keys.iter().filter(|key| key.0 != NONE) {
            offsets[rank[engagement as usize] as usize + 1] += 1;
        }
        for place in 1..offsets.len() {
            offsets[place] += offsets[place - 1];
        }
        let mut next = offsets.clone();
        let mut order = vec![0_u32; offsets.last().map_or(0, |&end| end as usize)];
        for (line, &(engagement, _)) in (0_u32..).zip(&keys).filter(|line| line.1.0 != NONE) {
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
        let blocks = blocks.into_iter().enumerate().collect();
        let blocks = mapped(blocks, |(place, block)| block.turned(count(place * BLOCK_LINES)));
        Timesheet::new(offsets, order, month, blocks, quantities)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::ids::EngagementId;
    use crate::intake::timesheet::NO_ROW;

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
        let mut lines = Lines::default();
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

    /// Rows as several threads fill them, each into lines of its own, and as one does.
    fn shared_out(rows: &[(u32, Month, Extra)], threads: usize) -> [(Lines, Vec<Extra>); 2] {
        let mut own: Vec<(Lines, Vec<Extra>)> = vec![Default::default(); threads];
        let mut one = (Lines::default(), Vec::new());
        for (place, &(engagement, month, row)) in rows.iter().enumerate() {
            for (lines, extras) in [&mut own[place * threads / rows.len()], &mut one] {
                let line = lines.find_or_add(engagement, month, engagement % 7 == 0).unwrap();
                let row = Extra { line, ..row };
                if !lines.put(&row) {
                    extras.push(row);
                }
            }
        }
        let mut all = (Lines::default(), Vec::new());
        for (lines, mut extras) in own {
            all.0.absorb(lines, &mut extras).unwrap();
            all.1.append(&mut extras);
        }
        [all, one]
    }

    /// Minutes, pieces and notes of every day, by engagement and month.
    fn told((mut lines, mut extras): (Lines, Vec<Extra>), engagements: u32) -> Vec<String> {
        let notes = lines.settle(&mut extras);
        let noted = notes.iter().map(|note| {
            let (engagement, month) = lines.key(note.line);
            let note = DayNote { line: 0, ..*note };
            format!("{engagement} {month} {note:?}")
        });
        let mut told: Vec<String> = noted.collect();
        told.sort_unstable();
        let rank: Vec<u32> = (0..engagements).collect();
        let sheet = lines.into_timesheet(&rank);
        for engagement in rank {
            for row in sheet.months_of(EngagementId(engagement)) {
                let (minutes, quantities) = (sheet.minutes(row), sheet.quantities(row));
                told.push(format!("{engagement} {} {minutes:?} {quantities:?}", sheet.month(row)));
            }
        }
        told
    }

    #[test]
    fn lines_of_several_threads_are_those_of_one() {
        let mut state = 7_u64;
        let mut next = |bound: u32| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            u32::try_from((state >> 33) % u64::from(bound)).unwrap()
        };
        // By day, so that threads share few months; by chance, so that they share all.
        for (engagements, is_by_day, threads) in
            [(9_000, true, 2), (9_000, true, 3), (9_000, false, 2), (40, false, 5), (40, true, 1)]
        {
            let rows: Vec<(u32, Month, Extra)> = (0..engagements * 8)
                .map(|place| {
                    let time = if is_by_day { place / 90 } else { next(engagements * 8) / 90 };
                    let month = Month(600 + i32::try_from(time / 300).unwrap());
                    let day = u8::try_from(time % 28).unwrap();
                    let minutes = u16::try_from(next(3) * 600).unwrap();
                    let (shift, source) = (next(34), u8::from(next(20) == 0));
                    let engagement = next(engagements);
                    let quantity_e3 =
                        if engagement % 7 == 0 { i64::from(next(5)) } else { NO_QUANTITY };
                    let row = Extra { line: 0, day, source, minutes, shift, quantity_e3 };
                    (engagement, month, row)
                })
                .collect();
            let [all, one] = shared_out(&rows, threads);
            assert!(engagements < 100 || !all.1.is_empty());
            assert_eq!(told(all, engagements), told(one, engagements), "{engagements} {threads}");
        }
    }

    #[test]
    fn whole_blocks_are_taken_over_and_lines_go_on_behind_them() {
        let count = u32::try_from(2 * BLOCK_LINES).unwrap();
        let filled = |engagements: Range<u32>| {
            let mut lines = Lines::default();
            for engagement in engagements {
                let line = lines.find_or_add(engagement, Month(600), false).unwrap();
                assert!(lines.put_minutes(line, 4, u16::try_from(engagement % 1441).unwrap()));
            }
            lines
        };
        let mut lines = filled(0..10);
        lines.absorb(filled(5..count), &mut Vec::new()).unwrap();
        // Ten lines, the rest of their block, and all of the others.
        assert_eq!(lines.len(), 3 * BLOCK_LINES - 5);
        assert_eq!(lines.all().count(), 2 * BLOCK_LINES);
        let line = lines.find_or_add(count, Month(600), false).unwrap();
        assert_eq!((line as usize, lines.key(line)), (lines.len() - 1, (count, Month(600))));
        assert!(lines.put_minutes(line, 4, 7));
        let rank: Vec<u32> = (0..=count).collect();
        let sheet = lines.into_timesheet(&rank);
        for engagement in 0..count {
            let row = sheet.months_of(EngagementId(engagement)).start;
            assert_eq!(u32::from(sheet.minutes(row)[4]), engagement % 1441);
        }
        assert_eq!(sheet.len(), 2 * BLOCK_LINES + 1);
    }
}
