//! Attendance streams by and is folded into the timesheet, batch by batch (step 2).
//!
//! Threads share names and engagements: a batch is first looked up under a read lock, and only what
//! is new is added under the write lock. The lines that its rows go into are the thread's own,
//! until they are handed over to those of all.
//!
//! Ids are hashed as rarely as can be: those alone that the roster does not guess; words of a
//! dictionary and whole numbers the first time that each is met.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{PoisonError, RwLock};

use super::check::{FaultKind, TextColumn, TypedBatch, TypedColumn};
use super::ids::{Ids, Known, Met, MonthLine, NONE};
use super::key::{Engaged, Spaces};
use super::lines::{Extra, Lines};
use super::read::ROW_BITS;
use super::roster::{Roster, Short};
use super::rows::NAME_NULL;
use super::tables::Space;
use super::tables::attendance;
use super::timesheet::{BLOCK_LINES, CELL_SHIFTS};
use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::intake::timesheet::NO_QUANTITY;

/// What threads share while attendance comes in.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// Names of all spaces.
    pub spaces: Spaces,
    /// Pairs of worker and project.
    pub engaged: Engaged,
    /// The timesheet in the making, as far as it was handed over.
    pub lines: Lines,
}

/// A row of attendance that was set aside, for the findings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetAside {
    /// Position in the table: file number times 2^40 plus the row in the file.
    pub position: u64,
    /// Column of the faulty cell.
    pub column: u8,
    /// Whether a required cell is missing (else one cannot be read).
    pub is_missing: bool,
    /// The cell as met.
    pub met: String,
    /// Worker, where readable, by order of appearance.
    pub worker: u32,
    /// Project, where readable.
    pub project: u32,
    /// Day, where readable.
    pub day: Option<Day>,
}

/// What one thread keeps of the attendance it has seen.
#[derive(Debug, Default)]
pub struct Folder {
    /// Rows that did not go into a cell, of lines that were handed over.
    pub extras: Vec<Extra>,
    /// Rows dated after `as_of`: by day their number and smallest position.
    pub late: BTreeMap<Day, (u64, u64)>,
    /// Faulty cells.
    pub set_aside: Vec<SetAside>,
    /// Rows seen.
    pub rows_read: u64,
    /// Rows seen of each file.
    pub file_rows: Vec<u64>,
    /// Rows with a faulty cell where a required one is missing, and others.
    pub rows_faulty: [u64; 2],
    /// The order of the uploads.
    roster: Roster,
    /// Whether guessing pays on this data; looked at again from time to time.
    guesses: Guessing,
    /// Rows that need something new.
    pending: Vec<u32>,
    /// The day that was split last.
    day: Option<(i32, Month, u8)>,
    /// What is known of the ids of workers and projects met last.
    known: [Known; 2],
    /// Whose row it is that is not on the roster.
    unlisted: Met,
    /// The lines that it fills.
    own: Lines,
    /// Rows that did not go into a cell of these.
    own_extras: Vec<Extra>,
    /// Whether what is known of lines is of its own ones, not of those of all.
    knows_own: bool,
    /// Whether others fill lines beside it: then it hands its own over from time to time.
    has_company: bool,
}

/// Rows that wait for something new at most, before it is added.
const MOST_PENDING: usize = 1024;
/// Lines that are handed over at once: so much memory each thread takes beside what all share.
pub const HANDED_OVER_LINES: usize = if cfg!(test) { 300 } else { 64 * BLOCK_LINES };

/// Whether guessing the next engagement pays.
#[derive(Debug)]
struct Guessing {
    is_on: bool,
    /// Rows guessed right.
    hits: u32,
    /// Rows of known engagements that were looked for in the wrong place.
    astray: u32,
    batches_off: u32,
}

impl Default for Guessing {
    fn default() -> Self {
        Self { is_on: true, hits: 0, astray: 0, batches_off: 0 }
    }
}

/// The columns of a batch of attendance.
struct Columns<'a> {
    workers: &'a TextColumn,
    projects: &'a TextColumn,
    days: &'a [i32],
    minutes: &'a [i32],
    shifts: Option<&'a TextColumn>,
    quantities: Option<&'a [i64]>,
    sources: Option<&'a [i32]>,
    /// Whether neither shifts nor sources are told.
    are_minutes_alone: bool,
}

impl<'a> Columns<'a> {
    /// The columns by their places; `None` where a required one is absent.
    fn of(batch: &'a TypedBatch) -> Option<Self> {
        let text = |place: usize| match &batch.columns[place] {
            TypedColumn::Text(column) => Some(column),
            _ => None,
        };
        let small = |place: usize| match &batch.columns[place] {
            TypedColumn::Small(column) => Some(column.as_slice()),
            _ => None,
        };
        let quantities = match &batch.columns[attendance::QUANTITY] {
            TypedColumn::Number(column) => Some(column.as_slice()),
            _ => None,
        };
        let (shifts, sources) = (text(attendance::SHIFT), small(attendance::SOURCE));
        Some(Self {
            workers: text(attendance::WORKER_ID)?,
            projects: text(attendance::PROJECT_ID)?,
            days: small(attendance::WORK_DATE)?,
            minutes: small(attendance::MINUTES)?,
            shifts,
            quantities,
            sources,
            are_minutes_alone: shifts.is_none() && sources.is_none(),
        })
    }
}

impl Folder {
    /// One of so many.
    #[must_use]
    pub fn one_of(folders: usize) -> Self {
        Self { has_company: folders > 1, ..Self::default() }
    }

    /// Folds a batch into its own lines; what is dated after `as_of` or faulty is set aside.
    ///
    /// # Errors
    ///
    /// [`Error::TooMany`] where ids or worker-months exceed what 32 bits can number.
    pub fn fold(&mut self, batch: &TypedBatch, shared: &RwLock<Shared>, as_of: Day) -> Result<()> {
        self.rows_read += batch.len as u64;
        let file = usize::try_from(batch.first_position >> ROW_BITS).unwrap_or(0);
        if self.file_rows.len() <= file {
            self.file_rows.resize(file + 1, 0);
        }
        self.file_rows[file] += batch.rows_read() as u64;
        let Some(columns) = Columns::of(batch) else { return Ok(()) };
        self.know_lines(true);
        let mut row = 0;
        while row < batch.len {
            self.pending.clear();
            row = {
                let shared = shared.read().unwrap_or_else(PoisonError::into_inner);
                self.fold_known(batch, row, &columns, &shared, as_of)?
            };
            if !self.pending.is_empty() {
                let mut shared = shared.write().unwrap_or_else(PoisonError::into_inner);
                self.fold_new(&columns, &mut shared)?;
            }
        }
        if !batch.faults.is_empty() {
            let mut shared = shared.write().unwrap_or_else(PoisonError::into_inner);
            self.keep_faults(batch, &columns, &mut shared)?;
        }
        self.guesses.learn();
        if self.has_company && self.own.len() >= HANDED_OVER_LINES {
            self.hand_over(&mut shared.write().unwrap_or_else(PoisonError::into_inner))?;
        }
        Ok(())
    }

    /// Hands its lines over to those of all, and the rows that did not go into a cell of them.
    ///
    /// # Errors
    ///
    /// [`Error::TooMany`] where worker-months exceed what 32 bits can number.
    pub fn hand_over(&mut self, shared: &mut Shared) -> Result<()> {
        let own = std::mem::take(&mut self.own);
        shared.lines.absorb(own, &mut self.own_extras).ok_or(TOO_MANY_LINES)?;
        self.extras.append(&mut self.own_extras);
        self.forget_lines();
        Ok(())
    }

    /// From here on what is known of lines is of its own ones, or of those of all.
    fn know_lines(&mut self, own: bool) {
        if self.knows_own != own {
            self.forget_lines();
            self.knows_own = own;
        }
    }

    /// Forgets which line each worker was met on last.
    fn forget_lines(&mut self) {
        self.roster.forget_lines();
    }

    /// Takes rows out that were folded, `extras` among them, and gives them; `None` where that
    /// cannot be done without reading the others again: a row that was set aside or waits for its
    /// day.
    pub fn unfold(
        &mut self,
        batch: &TypedBatch,
        shared: &RwLock<Shared>,
        as_of: Day,
        extras: &mut Vec<Extra>,
    ) -> Option<Vec<Extra>> {
        let mut rows = Vec::new();
        self.seek(batch, shared, as_of, |_, _| true, |row, _| rows.push(row));
        if rows.len() != batch.len {
            return None;
        }
        let mut shared = shared.write().unwrap_or_else(PoisonError::into_inner);
        for row in &rows {
            let is_beside = |other: &Extra| (other.line, other.day) == (row.line, row.day);
            if let Some(place) = extras.iter().position(|other| other == row) {
                extras.swap_remove(place);
            } else {
                let fits = |other: &Extra| other.source == 0 && other.shift <= CELL_SHIFTS;
                let next = extras.iter().position(|other| is_beside(other) && fits(other));
                let next = next.map(|place| extras.swap_remove(place));
                shared.lines.take_out(row, next.as_ref()).then_some(())?;
            }
            self.rows_read = self.rows_read.checked_sub(1)?;
        }
        Some(rows)
    }

    /// The first day of the rows after `as_of`.
    pub fn first_late_day(&self) -> Option<Day> {
        self.late.keys().next().copied()
    }

    /// Takes over what another folder kept, but for the rows that did not go into a cell.
    pub fn absorb(&mut self, other: Self) {
        self.rows_read += other.rows_read;
        for (own, more) in self.rows_faulty.iter_mut().zip(other.rows_faulty) {
            *own += more;
        }
        self.file_rows.resize(self.file_rows.len().max(other.file_rows.len()), 0);
        for (own, more) in self.file_rows.iter_mut().zip(other.file_rows) {
            *own += more;
        }
        self.set_aside.extend(other.set_aside);
        for (day, (count, first)) in other.late {
            let late = self.late.entry(day).or_insert((0, u64::MAX));
            *late = (late.0 + count, late.1.min(first));
        }
    }

    /// A copy without what serves to find engagements fast.
    pub fn rested(&self) -> Self {
        Self {
            late: self.late.clone(),
            set_aside: self.set_aside.clone(),
            rows_read: self.rows_read,
            file_rows: self.file_rows.clone(),
            rows_faulty: self.rows_faulty,
            ..Self::default()
        }
    }

    /// Lets go of what served to find engagements fast.
    pub fn rest(&mut self) {
        self.roster = Roster::default();
        self.pending = Vec::new();
        self.known = Default::default();
    }

    /// Gives the rows that were folded and whose line and day `is_wanted`, with their positions,
    /// without folding them again.
    pub fn seek(
        &mut self,
        batch: &TypedBatch,
        shared: &RwLock<Shared>,
        as_of: Day,
        is_wanted: impl Fn(u32, u8) -> bool,
        mut on_row: impl FnMut(Extra, u64),
    ) {
        let Some(columns) = Columns::of(batch) else { return };
        self.know_lines(false);
        let shared = shared.read().unwrap_or_else(PoisonError::into_inner);
        let mut known = std::mem::take(&mut self.known);
        let [workers, projects] = &mut known;
        let mut workers = Ids::new(columns.workers, workers);
        let mut projects = Ids::new(columns.projects, projects);
        let mut faulty = batch.faults.iter().map(|fault| fault.row as usize).peekable();
        for row in 0..batch.len {
            while faulty.next_if(|&place| place < row).is_some() {}
            if faulty.peek() == Some(&row) || columns.days[row] > as_of.0 {
                continue;
            }
            let (month, day) = self.split(columns.days[row]);
            let project = projects.find(row, &shared, Space::Project);
            let met = self.met(&mut workers, project, row, &shared);
            let line = met.and_then(|met| met.line.find(met.engagement, month, &shared.lines));
            let Some(line) = line.filter(|&line| is_wanted(line, day)) else { continue };
            let shift = columns.shifts.map_or(Some(0), |shifts| shift_number(shifts, row, &shared));
            if let Some(shift) = shift {
                let pieces = shared.lines.has_quantities(line);
                let position = batch.position(row);
                on_row(columns.extra(row, line, day, shift, pieces), position);
            }
        }
        self.known = known;
        self.guesses.learn();
    }

    /// Puts the rows of known engagements into their cells, from `row` on until enough wait that
    /// need something new; gives the row that is next.
    ///
    /// Uploads come by the day and the project, so rows are taken in runs that have both alike.
    fn fold_known(
        &mut self,
        batch: &TypedBatch,
        mut row: usize,
        columns: &Columns<'_>,
        shared: &Shared,
        as_of: Day,
    ) -> Result<usize> {
        let mut known = std::mem::take(&mut self.known);
        let mut own = std::mem::take(&mut self.own);
        let [workers, projects] = &mut known;
        let mut workers = Ids::new(columns.workers, workers);
        let mut projects = Ids::new(columns.projects, projects);
        let behind = batch.faults.partition_point(|fault| (fault.row as usize) < row);
        let mut faulty = batch.faults[behind..].iter().map(|fault| fault.row as usize).peekable();
        while row < batch.len && self.pending.len() < MOST_PENDING {
            while faulty.next_if(|&place| place < row).is_some() {}
            if faulty.next_if_eq(&row).is_some() {
                row += 1;
                continue;
            }
            let end = faulty.peek().map_or(batch.len, |&place| place.min(batch.len));
            let run = projects.run(columns.days, row..end.min(row + MOST_PENDING));
            row = run.end;
            let number = columns.days[run.start];
            if number > as_of.0 {
                let late = self.late.entry(Day(number)).or_insert((0, u64::MAX));
                late.0 += run.len() as u64;
                late.1 = late.1.min(batch.position(run.start));
                continue;
            }
            let project = projects.find(run.start, shared, Space::Project);
            let whose = (&mut workers, project);
            self.fold_run(columns, run, whose, shared, &mut own)?;
        }
        (self.known, self.own) = (known, own);
        Ok(row)
    }

    /// Puts the rows of a day and a project into their cells; what needs something new waits.
    #[inline]
    fn fold_run(
        &mut self,
        columns: &Columns<'_>,
        run: Range<usize>,
        (workers, project): (&mut Ids<'_>, u32),
        shared: &Shared,
        own: &mut Lines,
    ) -> Result<()> {
        let (month, day) = self.split(columns.days[run.start]);
        for row in run {
            if let Some(met) = self.met(workers, project, row, shared) {
                let line = met.line.find_or_add(met.engagement, month, own, shared);
                let line = line.ok_or(TOO_MANY_LINES)?;
                let are_minutes_alone = columns.are_minutes_alone && !own.keeps_quantities();
                if (are_minutes_alone && own.put_minutes(line, day, columns.minutes(row)))
                    || self.put(columns, (row, line, day), shared, own)
                {
                    continue;
                }
            }
            // Rows of a batch are at most 65,536.
            self.pending.push(u32::try_from(row).unwrap_or(u32::MAX));
        }
        Ok(())
    }

    /// Month and day of the month (0-based) of a day; neighbours mostly share it.
    #[inline]
    fn split(&mut self, number: i32) -> (Month, u8) {
        if let Some((day, month, place)) = self.day
            && day == number
        {
            return (month, place);
        }
        let (year, month, day) = Day(number).ymd();
        let month = Month::from_ym(year, month);
        let place = u8::try_from(day - 1).unwrap_or(0);
        self.day = Some((number, month, place));
        (month, place)
    }

    /// Whose row it is; `None` where he is new.
    ///
    /// A worker whose id has a place is mostly met again on the project that he was met on last.
    #[inline]
    fn met(
        &mut self,
        workers: &mut Ids<'_>,
        project: u32,
        row: usize,
        shared: &Shared,
    ) -> Option<&mut Met> {
        let place = workers.place(row);
        let entry = place.map_or(NONE, |place| workers.number(place));
        if entry != NONE && self.roster.is_on(entry, project) {
            return Some(self.roster.follow(entry));
        }
        let entry = self.guessed(workers, project, row, shared)?;
        if entry == NONE {
            return Some(&mut self.unlisted);
        }
        if let Some(place) = place {
            workers.keep(place, entry);
        }
        Some(self.roster.met(entry))
    }

    /// The entry of the roster of a row: guessed and verified, and only then looked up. [`NONE`]
    /// where nothing is listed, `None` where he is new.
    #[inline]
    fn guessed(
        &mut self,
        workers: &Ids<'_>,
        project: u32,
        row: usize,
        shared: &Shared,
    ) -> Option<u32> {
        if project == NONE {
            return None;
        }
        let key = if self.guesses.is_on { workers.short(row) } else { None };
        if let Some(key) = &key
            && let Some(entry) = self.roster.guess(key, project)
        {
            self.guesses.hits += 1;
            return Some(entry);
        }
        let worker = workers.look_up(row, shared, Space::Worker);
        if worker == NONE {
            return None;
        }
        let engagement = shared.engaged.find(worker, project)?;
        let has_place = workers.place(row).is_some();
        let Some(key) = key.or(has_place.then_some(Short::LONG)) else {
            self.unlisted = Met { project, engagement, line: MonthLine::NONE };
            return Some(NONE);
        };
        let (entry, is_astray) = self.roster.learn(&key, project, engagement);
        self.guesses.astray += u32::from(is_astray);
        Some(entry)
    }

    /// Puts a row of a line and day into its cell or onto the side list; `false` where its shift is
    /// new.
    fn put(
        &mut self,
        columns: &Columns<'_>,
        (row, line, day): (usize, u32, u8),
        shared: &Shared,
        own: &mut Lines,
    ) -> bool {
        let shift = match columns.shifts {
            None => 0,
            Some(shifts) => match shift_number(shifts, row, shared) {
                Some(shift) => shift,
                None => return false,
            },
        };
        let extra = columns.extra(row, line, day, shift, own.has_quantities(line));
        if !own.put(&extra) {
            self.own_extras.push(extra);
        }
        true
    }

    /// Adds what is new: names, engagements, shifts; then puts the rows.
    fn fold_new(&mut self, columns: &Columns<'_>, shared: &mut Shared) -> Result<()> {
        let pending = std::mem::take(&mut self.pending);
        let mut own = std::mem::take(&mut self.own);
        let mut scratch = String::new();
        for &row in &pending {
            let row = row as usize;
            let mut name = |column: &TextColumn, space| match column.get(row, &mut scratch) {
                Some(text) => shared.spaces.of_mut(space).intern(text).ok_or(TOO_MANY_IDS),
                None => Ok(NAME_NULL),
            };
            if let Some(shifts) = columns.shifts {
                name(shifts, Space::Shift)?;
            }
            let worker = name(columns.workers, Space::Worker)?;
            let project = name(columns.projects, Space::Project)?;
            let engagement = shared.engaged.find_or_add(worker, project).ok_or(TOO_MANY_IDS)?;
            let (month, day) = self.split(columns.days[row]);
            let pieces = shared.engaged.has_pieces(engagement);
            let Some(line) = own.find_or_add(engagement, month, pieces) else {
                return Err(TOO_MANY_LINES);
            };
            self.put(columns, (row, line, day), shared, &mut own);
        }
        (self.pending, self.own) = (pending, own);
        Ok(())
    }

    /// Keeps the faulty cells of a batch for the findings.
    fn keep_faults(
        &mut self,
        batch: &TypedBatch,
        columns: &Columns<'_>,
        shared: &mut Shared,
    ) -> Result<()> {
        let mut scratch = String::new();
        for faults in batch.faults.chunk_by(|a, b| a.row == b.row) {
            let row = faults[0].row as usize;
            let is_missing = |fault: &super::check::Fault| fault.kind == FaultKind::Missing;
            self.rows_faulty[usize::from(!faults.iter().any(is_missing))] += 1;
            let mut name = |column: &TextColumn, space| match column.get(row, &mut scratch) {
                Some(text) => shared.spaces.of_mut(space).intern(text).ok_or(TOO_MANY_IDS),
                None => Ok(NAME_NULL),
            };
            let worker = name(columns.workers, Space::Worker)?;
            let project = name(columns.projects, Space::Project)?;
            let day = columns.days[row];
            let day = (day != TypedColumn::SMALL_NULL).then_some(Day(day));
            self.set_aside.extend(faults.iter().map(|fault| SetAside {
                position: batch.position(fault.row as usize),
                column: fault.column,
                is_missing: is_missing(fault),
                met: fault.met.clone(),
                worker,
                project,
                day,
            }));
        }
        Ok(())
    }
}

/// More ids than 32 bits can number.
const TOO_MANY_IDS: Error = Error::TooMany { what: "ids of a table", limit: u32::MAX as u64 };
/// More worker-months than 32 bits can number.
const TOO_MANY_LINES: Error = Error::TooMany { what: "worker-months", limit: u32::MAX as u64 };

/// The number of a row's shift: 0 where none is given, `None` where it is new.
fn shift_number(shifts: &TextColumn, row: usize, shared: &Shared) -> Option<u32> {
    let mut scratch = String::new();
    match shifts.get(row, &mut scratch) {
        None => Some(0),
        Some(shift) => shared.spaces.of(Space::Shift).find(shift).map(|number| number + 1),
    }
}

impl Columns<'_> {
    /// The minutes of a row.
    #[inline]
    fn minutes(&self, row: usize) -> u16 {
        u16::try_from(self.minutes[row]).unwrap_or(0)
    }

    /// A row as the side list has it.
    fn extra(&self, row: usize, line: u32, day: u8, shift: u32, pieces: bool) -> Extra {
        let quantity = self.quantities.filter(|_| pieces).map(|quantities| quantities[row]);
        let source = self.sources.map_or(0, |sources| sources[row].max(0));
        Extra {
            line,
            day,
            source: u8::try_from(source).unwrap_or(u8::MAX),
            minutes: self.minutes(row),
            shift,
            quantity_e3: quantity.unwrap_or(NO_QUANTITY),
        }
    }
}

impl Guessing {
    /// Looks back on a batch: guessing stays on while it goes right more often than astray.
    const fn learn(&mut self) {
        if self.is_on {
            self.is_on = self.hits >= self.astray;
            self.batches_off = 0;
        } else {
            self.batches_off += 1;
            self.is_on = self.batches_off >= 16;
        }
        self.hits = 0;
        self.astray = 0;
    }
}
