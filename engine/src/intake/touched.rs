//! A commit of attendance on a timesheet that stands: the cells it touches, and what hangs on them.
//!
//! Rows of engagements that have attendance already change cells, latest days and the count of rows
//! read; names, engagements and all other tables stay as they are. Where a commit brings more than
//! that (a name, a finding, a day with something to say, a shift beside another) it is not told
//! here: then all is taken in anew.

use std::sync::PoisonError;

use super::accounts;
use super::kept_fold::{Cells, Fold, KeptFold, Reading};
use super::keyed::Keyed;
use super::read::{Opened, ReadOptions};
use super::source::Inputs;
use super::tables::TableName;
use super::take_in::OnRows;
use super::timesheet::{DAY_MINUTES, SheetCell};
use crate::basics::day::{Day, Month};
use crate::basics::error::Result;
use crate::basics::finding::AccountingLine;
use crate::basics::ids::EngagementId;

/// What a commit of attendance changes of the data set.
#[derive(Debug)]
pub(crate) struct Touched {
    /// In the order of engagements, months, days.
    cells: Vec<SheetCell>,
    /// Latest day of a device, of engagements that have another one now.
    latest: Vec<(EngagementId, Day)>,
    /// Attendance, to be read again.
    opened: Opened,
    /// Rows that are read, and those that were before.
    rows: [u64; 2],
}

/// The run that a commit follows.
pub(crate) struct Standing<'a> {
    /// Its data set.
    pub keyed: &'a Keyed,
    /// Its inputs.
    pub opened: &'a [Opened],
    /// [`TakenIn::rank`](super::take_in::TakenIn::rank) of it.
    pub rank: &'a [u32],
    /// How its tables are read.
    pub options: ReadOptions,
    /// Its day.
    pub as_of: Day,
}

/// What must not change beside the cells.
#[derive(PartialEq, Eq)]
struct Beside {
    extras: usize,
    faulty: [u64; 2],
    late: u64,
    engagements: usize,
}

/// What the rows of a commit that adds and takes back attendance alone change; `None` where all has
/// to be taken in anew.
///
/// # Errors
///
/// What reading the rows gives.
pub(crate) fn touched(
    kept: &KeptFold,
    inputs: &Inputs,
    standing: &Standing<'_>,
    (threads, on_rows): (usize, &OnRows<'_>),
) -> Result<Option<Touched>> {
    let table = TableName::Attendance;
    let log = inputs.withdrawn.as_ref().and_then(|tables| tables.get(&table));
    let known = standing.opened.iter().find(|opened| opened.table() == table);
    let (Some(source), Some(log), Some(known)) = (inputs.get(table), log, known) else {
        return Ok(None);
    };
    if !known.log().is_some_and(|known| known.begins(log)) {
        return Ok(None);
    }
    let opened = known.with_more(source, &standing.options)?.with_log(Some(log));
    if !is_told_alike(known, &opened) {
        return Ok(None);
    }
    let as_of = standing.as_of;
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    // An error leaves nothing behind that is half done.
    let Some(mut fold) = kept.take().filter(|fold| fold.begins(log, as_of)) else {
        return Ok(None);
    };
    let (beside, before) = (fold.beside(), fold.rows_read());
    let mut rows = Cells::new();
    if !fold.take_out(&opened, log, &mut rows)? {
        return Ok(None);
    }
    fold.go_on(&opened, &Reading { as_of, threads, on_rows }, Some(&mut rows))?;
    fold.log = log.clone();
    rows.sort_unstable();
    rows.dedup();
    if fold.has_blank(&rows) {
        return Ok(None);
    }
    let is_plain = fold.beside() == beside && !fold.has_beside(&rows);
    let touched = is_plain.then(|| fold.cells(&rows, standing.rank));
    let touched = touched.filter(|cells| !is_over_a_day(cells, standing.keyed)).map(|cells| {
        let latest = fold.latest(&cells, standing.keyed);
        Touched { cells, latest, opened, rows: [before, fold.rows_read()] }
    });
    *kept = Some(fold);
    Ok(touched)
}

/// Whether ids are told in the same forms in both.
fn is_told_alike(known: &Opened, opened: &Opened) -> bool {
    let columns = known.table().table().columns.iter().enumerate();
    let ids = columns.filter(|(_, column)| column.kind.space().is_some());
    let forms = |of: &Opened, place| {
        let forms = of.id_forms(place);
        (forms.has_integers, forms.has_text)
    };
    ids.map(|(place, _)| place).all(|place| forms(known, place) == forms(opened, place))
}

/// Whether a worker has or had more than 24 hours on a touched day over all his projects.
fn is_over_a_day(cells: &[SheetCell], keyed: &Keyed) -> bool {
    let engagements = &keyed.engagements;
    let worker = |cell: &SheetCell| engagements.worker[cell.engagement.index()];
    cells.chunk_by(|a, b| worker(a) == worker(b)).any(|own| {
        let all = engagements.of(worker(&own[0]));
        all.len() > 1
            && own.iter().any(|cell| {
                let mut sums = [0_u32; 2];
                for place in all.clone() {
                    let other = EngagementId(u32::try_from(place).unwrap_or(u32::MAX));
                    let row = keyed.timesheet.row_of(other, cell.month);
                    let before = row.and_then(|row| keyed.timesheet.minutes_of(row, cell.day));
                    let of_day = (other, cell.month, cell.day);
                    let met = own.iter().find(|own| (own.engagement, own.month, own.day) == of_day);
                    let after = met.map_or(before, |own| own.minutes);
                    sums[0] += u32::from(before.unwrap_or(0));
                    sums[1] += u32::from(after.unwrap_or(0));
                }
                sums.iter().any(|&sum| sum > u32::from(DAY_MINUTES))
            })
    })
}

/// The date of a day of a month.
fn date(month: Month, day: u8) -> Day {
    month.first_day().plus_days(i32::from(day))
}

impl Fold {
    /// Rows that are read.
    fn rows_read(&self) -> u64 {
        self.folded.folders.iter().map(|folder| folder.rows_read).sum()
    }

    fn beside(&self) -> Beside {
        let mut beside = Beside {
            extras: self.folded.extras.len(),
            faulty: [0; 2],
            late: 0,
            engagements: self.shared.engaged.pairs().len(),
        };
        for folder in &self.folded.folders {
            beside.faulty[0] += folder.rows_faulty[0];
            beside.faulty[1] += folder.rows_faulty[1];
            beside.late += folder.late.values().map(|late| late.0).sum::<u64>();
        }
        beside
    }

    /// Whether the side list has rows of any of these days, which are in order.
    fn has_beside(&self, rows: &[(u32, u8)]) -> bool {
        let is_there =
            |extra: &super::lines::Extra| rows.binary_search(&(extra.line, extra.day)).is_ok();
        self.folded.extras.iter().any(is_there)
    }

    /// The cells of these lines and days as they are now.
    fn cells(&self, rows: &[(u32, u8)], rank: &[u32]) -> Vec<SheetCell> {
        let lines = &self.shared.lines;
        let cell = |&(line, day): &(u32, u8)| {
            let (engagement, month) = lines.key(line);
            let engagement = EngagementId(rank[engagement as usize]);
            SheetCell { engagement, month, day, line, minutes: lines.minutes(line, day) }
        };
        let mut cells: Vec<SheetCell> = rows.iter().map(cell).collect();
        cells.sort_unstable();
        cells
    }

    /// Latest days of a device that are others now.
    fn latest(&self, cells: &[SheetCell], keyed: &Keyed) -> Vec<(EngagementId, Day)> {
        let mut latest = Vec::new();
        for own in cells.chunk_by(|a, b| a.engagement == b.engagement) {
            let engagement = own[0].engagement;
            let known = keyed.attendance_sources.latest_device_day_of(engagement);
            let came = own.iter().filter(|cell| cell.minutes.is_some());
            let came = came.map(|cell| date(cell.month, cell.day)).max();
            let is_gone = own
                .iter()
                .any(|cell| cell.minutes.is_none() && known == Some(date(cell.month, cell.day)));
            let day = if is_gone { self.last_day(own, keyed) } else { known.max(came) };
            if day != known {
                latest.push((engagement, day.unwrap_or(Day::NONE)));
            }
        }
        latest
    }

    /// The latest day on which a device has a row of an engagement, of which these cells are.
    fn last_day(&self, own: &[SheetCell], keyed: &Keyed) -> Option<Day> {
        let lines = &self.shared.lines;
        let rows = keyed.timesheet.months_of(own[0].engagement);
        let mut all: Vec<u32> = rows.map(|row| keyed.timesheet.line(row)).collect();
        all.extend(own.iter().map(|cell| cell.line));
        let last = |&line: &u32| {
            let day = (0..31_u8).rev().find(|&day| lines.minutes(line, day).is_some())?;
            Some(date(lines.key(line).1, day))
        };
        let in_cells = all.iter().filter_map(last).max();
        let extras = self.folded.extras.iter();
        let extras = extras.filter(|extra| extra.source == 0 && all.contains(&extra.line));
        let beside = extras.map(|extra| date(lines.key(extra.line).1, extra.day)).max();
        in_cells.max(beside)
    }
}

impl Touched {
    /// Brings data set, inputs and accounting to what one run over the rows that stand now would
    /// have them.
    pub(crate) fn apply(
        self,
        keyed: &mut Keyed,
        opened: &mut [Opened],
        accounting: &mut [AccountingLine],
    ) {
        keyed.timesheet.put(&self.cells);
        for (engagement, day) in self.latest {
            keyed.attendance_sources.latest_device_day[engagement.index()] = day;
        }
        let table = TableName::Attendance;
        if let Some(own) = opened.iter_mut().find(|opened| opened.table() == table) {
            *own = self.opened;
        }
        let [before, after] = self.rows;
        accounts::count_rows(accounting, table, before, after);
    }

    /// The engagements it touches, rising, each once.
    pub(crate) fn engagements(&self) -> impl Iterator<Item = EngagementId> + '_ {
        self.cells.chunk_by(|a, b| a.engagement == b.engagement).map(|own| own[0].engagement)
    }

    /// The months of engagements that it touches, rising, each once.
    pub(crate) fn months(&self) -> Vec<(EngagementId, Month)> {
        let mut months: Vec<_> =
            self.cells.iter().map(|cell| (cell.engagement, cell.month)).collect();
        months.dedup();
        months
    }
}
