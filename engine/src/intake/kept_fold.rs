//! Attendance that was folded by an earlier run over the same log: only what was added since is
//! read (step 2).
//!
//! Folding is additive: the timesheet in the making after the parts of a log and those that came
//! later is the timesheet of all of them; and a row that is taken back is read and taken out again.
//! A row that waited for its day cannot be found without reading, nor does the last row of a
//! worker-month leave nothing behind, unless another one comes: then all is folded anew. Piece
//! contracts decide what a line keeps, and are known only after the tables were read: with any,
//! nothing kept is used.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::fold::{Folder, Shared};
use super::lines::Extra;
use super::read::Opened;
use super::read::parallel::read_units_from;
use super::tables::TableName;
use super::take_in::{Folded, Intake, OnRows};
use super::withdrawn::TableLog;
use crate::basics::day::Day;
use crate::basics::error::Result;

/// Rows that are taken out one by one; where there are more, all is folded anew.
const MOST_ROWS: usize = 1000;

/// Where a ledger keeps it from run to run.
pub(crate) type KeptFold = Arc<Mutex<Option<Fold>>>;

/// The timesheet in the making, and what it was made of.
#[derive(Debug, Default)]
pub(crate) struct Fold {
    pub(super) as_of: Option<Day>,
    pub(super) log: TableLog,
    pub(super) shared: Shared,
    pub(super) folded: Folded,
}

/// How rows are folded.
pub(super) struct Reading<'a> {
    pub(super) as_of: Day,
    pub(super) threads: usize,
    pub(super) on_rows: &'a OnRows<'a>,
}

/// Line and day of rows that were folded or taken out.
pub(super) type Cells = Vec<(u32, u8)>;

impl Fold {
    /// Whether what a run as of a day over these parts folds begins with what was folded here.
    pub(super) fn begins(&self, log: &TableLog, as_of: Day) -> bool {
        let first_late = self.folded.folders.iter().filter_map(Folder::first_late_day).min();
        let is_day = self.as_of.is_some_and(|day| {
            // Rows that waited still wait, and none that was folded has to wait.
            day <= as_of && first_late.is_none_or(|late| late > as_of)
        });
        is_day && self.log.begins(log)
    }

    /// Takes out what was taken back since, and tells of which days; `false` where it has to be
    /// folded anew.
    pub(super) fn take_out(
        &mut self,
        opened: &Opened,
        log: &TableLog,
        touched: &mut Cells,
    ) -> Result<bool> {
        let Some(mut rows) = log.withdrawn_since(&self.log) else { return Ok(false) };
        // Rows of parts that are not folded yet are never read.
        let parts = self.log.parts();
        rows.retain(|&row| log.starts().get(parts).is_none_or(|&start| row < start));
        let (Some(as_of), Some(folder)) = (self.as_of, self.folded.folders.last_mut()) else {
            return Ok(rows.is_empty());
        };
        if rows.len() > MOST_ROWS {
            return Ok(false);
        }
        let shared = RwLock::new(std::mem::take(&mut self.shared));
        let extras = &mut self.folded.extras;
        let mut is_done = true;
        opened.read_rows(&rows, &mut |batch| {
            if is_done {
                let gone = folder.unfold(&batch, &shared, as_of, extras);
                is_done = gone.is_some();
                touched.extend(gone.into_iter().flatten().map(|row| (row.line, row.day)));
            }
            Ok(())
        })?;
        folder.rest();
        self.shared = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(is_done)
    }

    /// Whether a line of these cells holds no row any more.
    pub(super) fn has_blank(&self, cells: &[(u32, u8)]) -> bool {
        let is_left = |line: u32| {
            !self.shared.lines.is_blank(line)
                || self.folded.extras.iter().any(|other| other.line == line)
        };
        cells.iter().any(|cell| !is_left(cell.0))
    }

    /// Folds the parts that were not folded yet; where asked, tells of which days rows came.
    pub(super) fn go_on(
        &mut self,
        opened: &Opened,
        reading: &Reading<'_>,
        touched: Option<&mut Cells>,
    ) -> Result<()> {
        let first = opened.first_unit(self.log.parts());
        let left = opened.units().saturating_sub(first);
        let none = || (Folder::one_of(reading.threads.min(left)), Cells::new());
        let mut folders: Vec<(Folder, Cells)> =
            (0..reading.threads).take(left).map(|_| none()).collect();
        let shared = RwLock::new(std::mem::take(&mut self.shared));
        let (as_of, is_asked) = (reading.as_of, touched.is_some());
        read_units_from(opened, first, None, &mut folders, |(folder, cells), batch| {
            folder.fold(&batch, &shared, as_of)?;
            if is_asked {
                folder.hand_over(&mut shared.write().unwrap_or_else(PoisonError::into_inner))?;
                let push = |row: Extra, _| cells.push((row.line, row.day));
                folder.seek(&batch, &shared, as_of, |_, _| true, push);
            }
            (reading.on_rows)(TableName::Attendance, folder.rows_read)
        })?;
        if let Some(touched) = touched {
            folders.iter_mut().for_each(|folder| touched.append(&mut folder.1));
        }
        let mut folders: Vec<Folder> = folders.into_iter().map(|folder| folder.0).collect();
        self.shared = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
        folders.iter_mut().try_for_each(|folder| folder.hand_over(&mut self.shared))?;
        let extras = folders.iter_mut().flat_map(|folder| folder.extras.drain(..));
        self.folded.extras.extend(extras);
        let mut all = self.folded.folders.pop().unwrap_or_default();
        folders.into_iter().for_each(|folder| all.absorb(folder));
        self.folded.folders.push(all);
        Ok(())
    }
}

impl Intake<'_> {
    /// Folds attendance before all else, from where an earlier run left it; `None` where nothing
    /// may be kept.
    pub(super) fn fold_on(&mut self, kept: Option<&KeptFold>) -> Result<Option<Folded>> {
        let Some(kept) = kept.filter(|_| self.fingerprints.is_none()) else { return Ok(None) };
        let Some(opened) = self.opened.get(&TableName::Attendance) else { return Ok(None) };
        let Some(log) = opened.log() else { return Ok(None) };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Self { as_of, threads, on_rows, .. } = *self;
        let reading = Reading { as_of, threads, on_rows };
        // An error leaves nothing behind that is half done.
        let known = kept.take().filter(|fold| fold.begins(log, as_of));
        let mut gone = Cells::new();
        let known = match known {
            Some(mut fold) => fold.take_out(opened, log, &mut gone)?.then_some(fold),
            None => None,
        };
        let known = match known {
            Some(mut fold) => {
                fold.go_on(opened, &reading, None)?;
                (!fold.has_blank(&gone)).then_some(fold)
            }
            None => None,
        };
        let mut fold = match known {
            Some(fold) => fold,
            None => {
                let mut fold = Fold::default();
                fold.go_on(opened, &reading, None)?;
                fold
            }
        };
        (fold.as_of, fold.log) = (Some(self.as_of), log.clone());
        let mut folders: Vec<Folder> = fold.folded.folders.iter().map(Folder::rested).collect();
        // The second read has a folder for each thread.
        folders.resize_with(self.threads.max(1), Folder::default);
        let folded = Folded { folders, extras: fold.folded.extras.clone() };
        self.shared = fold.shared.clone();
        *kept = Some(fold);
        Ok(Some(folded))
    }
}
