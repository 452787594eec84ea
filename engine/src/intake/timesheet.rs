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

use std::ops::Range;

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
pub(super) const BLOCK_LINES: usize = 4096;

/// One worker-month: a cell a day.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Line(pub(super) [u16; 32]);

/// Pieces of the lines that keep them: those of engagements with a piece contract.
#[derive(Clone, Debug, Default)]
pub(super) struct Quantities {
    /// By line: place in `lines`, or `u32::MAX`; what is beyond the end keeps none.
    place: Vec<u32>,
    lines: Vec<[i64; 31]>,
}

impl Quantities {
    /// Whether no line keeps any.
    pub(super) const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Where the pieces of a line stand, if it keeps them.
    #[inline]
    fn place(&self, line: u32) -> Option<usize> {
        self.place.get(line as usize).filter(|&&place| place != u32::MAX).map(|&at| at as usize)
    }

    /// Those of a line, a day each, if it keeps them.
    #[inline]
    pub(super) fn of(&self, line: u32) -> Option<&[i64; 31]> {
        self.place(line).map(|place| &self.lines[place])
    }

    /// The same, to be changed.
    #[inline]
    pub(super) fn of_mut(&mut self, line: u32) -> Option<&mut [i64; 31]> {
        self.place(line).map(|place| &mut self.lines[place])
    }

    /// Lets a line that comes after all that keep pieces keep these; `None` where numbers ran out.
    pub(super) fn add(&mut self, line: u32, days: [i64; 31]) -> Option<()> {
        let place = u32::try_from(self.lines.len()).ok().filter(|&place| place != u32::MAX)?;
        self.lines.push(days);
        self.place.resize(line as usize, u32::MAX);
        self.place.push(place);
        Some(())
    }

    /// Pieces of a day.
    pub(super) fn quantity(&self, line: u32, day: u8) -> i64 {
        self.of(line).map_or(NO_QUANTITY, |days| days[usize::from(day)])
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
    /// One of these lines, of which those of engagement `e` are `offsets[e]..offsets[e + 1]`.
    pub(super) const fn new(
        offsets: Vec<u32>,
        line: Vec<u32>,
        month: Vec<Month>,
        blocks: Vec<Vec<Line>>,
        quantities: Quantities,
    ) -> Self {
        Self { offsets, line, month, blocks, quantities }
    }

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
    /// months. Lines that are new come after all that there are.
    pub(crate) fn put(&mut self, cells: &[SheetCell]) {
        let known = self.blocks.iter().map(Vec::len).sum();
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
        let end = fresh.iter().map(|cell| cell.line as usize + 1).max().unwrap_or(0);
        let first = blocks.len().saturating_sub(1);
        blocks.resize(end.div_ceil(BLOCK_LINES), Vec::new());
        for (place, block) in blocks.iter_mut().enumerate().skip(first) {
            block.resize(BLOCK_LINES.min(end - place * BLOCK_LINES), Line([0; 32]));
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
        self.quantities.of(self.line[row]).copied()
    }

    /// First and last month of all rows.
    #[must_use]
    pub fn month_range(&self) -> Option<(Month, Month)> {
        Some((*self.month.iter().min()?, *self.month.iter().max()?))
    }
}
