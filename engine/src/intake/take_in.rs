//! Steps 1, 2 and 4 in order: tables in, the keyed data set, findings and accounting out.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use super::accounts;
use super::attendance_sources::{PunchedByHand, source_of_day};
use super::check::TypedBatch;
use super::duplicates::set_duplicates_aside;
use super::fingerprint::{Fingerprinter, Fingerprints};
use super::fold::{Folder, Shared};
use super::key::Spaces;
use super::keyed::Keyed;
use super::lines::Extra;
use super::punches::{Direction, Punch, PunchDay, PunchVerdict, punched};
use super::read::parallel::{read_in_order, read_units};
use super::read::{Opened, ReadOptions};
use super::rows::{NAME_NULL, Rows};
use super::settled::Settlement;
use super::source::Inputs;
use super::tables::{Kind, Space, TableName};
use super::tables::{contracts, punches};
use super::timesheet::DAY_MINUTES;
use super::transfer_step::TransferStep;
use super::verdicts::{row_day, set_doubtful_aside};
use crate::basics::calendar::Calendar;
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::finding::Code;
use crate::basics::finding::{AccountingLine, Finding};
use crate::basics::policy::Policy;
use crate::intake::timesheet::NO_QUANTITY;

/// What intake hands on.
///
/// Example: [`take_in`].
#[derive(Debug)]
pub struct TakenIn {
    /// The data set, keyed.
    pub keyed: Keyed,
    /// The built-in calendar with the rows of the table.
    pub calendar: Calendar,
    /// Findings of steps 1, 2 and 4.
    pub findings: Vec<Finding>,
    /// Rows and money, table by table.
    pub accounting: Vec<AccountingLine>,
    /// Row of each deposit in its table, in the order of [`Keyed::deposits`].
    pub deposit_rows: Vec<u64>,
    /// The inputs, to be read again.
    pub opened: Vec<Opened>,
    /// Fingerprints of those that can be read again, where they were asked for.
    pub fingerprints: Option<Fingerprints>,
    /// Step 4, where it was to be kept; its findings are then not among the others.
    pub(crate) step: Option<TransferStep>,
    /// The engagement of each pair of worker and project that a kept timesheet knows, in the order
    /// of their appearance; `None` where the timesheet of this run is not the one that was kept.
    pub(crate) rank: Option<Vec<u32>>,
}

/// Told how far reading is: rows so far.
pub type OnRows<'a> = dyn Fn(TableName, u64) -> Result<()> + Sync + 'a;

/// Steps 1, 2 and 4.
///
/// # Errors
///
/// What the readers give, [`Error::MissingTable`], [`Error::TooMany`], [`Error::AmountOverflow`].
///
/// # Example
///
/// ```
/// use anxin::intake::take_in::take_in;
/// use anxin::{Code, Day, Format, Inputs, Policy, Source, TableName};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\n\
///              S1,W2,P1,2025-03,4500.00\nS1,W1,P1,2025-03,soon\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let taken = take_in(&inputs, &Policy::default(), as_of, 1, &|_, _| Ok(()))?;
///
/// let keyed = &taken.keyed;
/// let engagement = keyed.engagements.find(
///     anxin::basics::ids::WorkerId(keyed.names.workers.find("W2").unwrap()),
///     anxin::basics::ids::ProjectId(keyed.names.projects.find("P1").unwrap()),
/// );
/// assert_eq!(keyed.payroll.of(engagement)[0].net_fen, 4_500_00);
/// let bad = taken.findings.iter().find(|finding| finding.code == Code::BadCell).unwrap();
/// assert_eq!((bad.table, bad.row), ("payroll", Some(1)));
/// let line = taken.accounting.iter().find(|line| line.code == "bad_cell").unwrap();
/// assert_eq!((line.table, line.what, line.rows), ("payroll", "rows", 1));
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn take_in(
    inputs: &Inputs,
    policy: &Policy,
    as_of: Day,
    threads: usize,
    on_rows: &OnRows<'_>,
) -> Result<TakenIn> {
    take_in_with(
        inputs,
        policy,
        as_of,
        &How { threads, fingerprints: false, keeps: false, on_rows },
    )
}

/// How tables are taken in. Nothing here changes what is.
pub(crate) struct How<'a> {
    /// Threads that fold attendance.
    pub threads: usize,
    /// Whether fingerprints are taken on the way.
    pub fingerprints: bool,
    /// Whether step 4 is kept, to be done again under other rules.
    pub keeps: bool,
    /// Told how far reading is.
    pub on_rows: &'a OnRows<'a>,
}

/// As [`take_in`], with fingerprints of the inputs where they are asked for.
///
/// # Errors
///
/// As [`take_in`].
pub(crate) fn take_in_with(
    inputs: &Inputs,
    policy: &Policy,
    as_of: Day,
    how: &How<'_>,
) -> Result<TakenIn> {
    let mut intake = Intake::open(inputs, policy, as_of, how)?;
    let kept = intake.fold_on(inputs.kept_fold.as_ref())?;
    intake.read_tables()?;
    intake.engage(TableName::Contracts)?;
    intake.is_kept = kept.is_some() && !intake.shared.engaged.has_any_pieces();
    let mut folded = match kept {
        Some(folded) if !intake.shared.engaged.has_any_pieces() => folded,
        Some(_) => {
            // The lines of piece contracts keep quantities: all from the beginning.
            intake.shared = Shared::default();
            intake.findings.clear();
            intake.read_tables()?;
            intake.engage(TableName::Contracts)?;
            intake.fold_attendance()?
        }
        None => intake.fold_attendance()?,
    };
    let punched = intake.add_punches(&mut folded.extras)?;
    intake.engage(TableName::Payroll)?;
    intake.engage(TableName::Adjustments)?;
    intake.finish(folded, &punched)
}

/// Of a table of which some rows alone are read: their numbers in the table.
struct OwnRows {
    is_part: bool,
    /// Rows that stand before the next batch.
    before: u64,
    rows: Vec<u64>,
}

impl OwnRows {
    const fn of(opened: &Opened) -> Self {
        Self { is_part: opened.is_part(), before: 0, rows: Vec::new() }
    }

    fn add(&mut self, batch: &TypedBatch) {
        if self.is_part {
            let number = |row| self.before + (batch.position(row) - batch.first_position);
            self.rows.extend((0..batch.len).map(number));
            self.before += batch.rows_read() as u64;
        }
    }
}

/// Tables while they come in.
pub(super) struct Intake<'a> {
    pub(super) opened: BTreeMap<TableName, Opened>,
    pub(super) policy: &'a Policy,
    pub(super) as_of: Day,
    pub(super) threads: usize,
    pub(super) on_rows: &'a OnRows<'a>,
    pub(super) fingerprints: Option<Fingerprints>,
    pub(super) keeps: bool,
    pub(super) shared: Shared,
    pub(super) tables: BTreeMap<TableName, Rows>,
    pub(super) findings: Vec<Finding>,
    /// Of a part of a larger data set.
    pub(super) settlement: Option<Arc<Settlement>>,
    /// Whether the timesheet goes on from one that is kept.
    pub(super) is_kept: bool,
}

/// What attendance left beside the timesheet.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// What each thread kept.
    pub(super) folders: Vec<Folder>,
    /// Rows that did not go into a cell.
    pub(super) extras: Vec<Extra>,
}

/// What punches left.
#[derive(Default)]
pub(super) struct PunchNotes {
    /// Row, verdict.
    pub(super) aside: Vec<(usize, Code)>,
    /// Line and day of punches on a day with attendance, and their smallest row.
    pub(super) beside: Vec<(u32, u8, u32)>,
    /// Line, day, minutes and smallest row of the days that punches alone made.
    pub(super) days: Vec<(u32, u8, u32, u32)>,
    /// Engagement (by order of appearance), day and smallest row of unpaired punches.
    pub(super) unpaired: Vec<(u32, Day, u32)>,
    /// Days that punches alone made and no device sent.
    pub(super) by_hand: Vec<PunchedByHand>,
}

impl<'a> Intake<'a> {
    /// Opens every table that was given.
    fn open(inputs: &Inputs, policy: &'a Policy, as_of: Day, how: &How<'a>) -> Result<Self> {
        let options = ReadOptions { accept_float_money: policy.money.accept_float_money };
        let mut opened = BTreeMap::new();
        for table in inputs.tables() {
            if let Some(source) = inputs.get(table) {
                let log = inputs.withdrawn.as_ref().and_then(|tables| tables.get(&table));
                let rows_of = inputs.rows_of.as_ref().and_then(|tables| tables.get(&table));
                let own = Opened::open(table, source, &options)?.with_log(log);
                opened.insert(table, own.with_rows_of(rows_of));
            }
        }
        let evidence = [TableName::Attendance, TableName::Punches, TableName::Payroll];
        if !evidence.iter().any(|table| opened.contains_key(table)) {
            return Err(Error::MissingTable);
        }
        Ok(Self {
            opened,
            policy,
            as_of,
            threads: how.threads,
            on_rows: how.on_rows,
            fingerprints: how.fingerprints.then(Fingerprints::new),
            keeps: how.keeps,
            shared: Shared::default(),
            tables: BTreeMap::new(),
            findings: Vec::new(),
            settlement: inputs.settlement.clone(),
            is_kept: false,
        })
    }

    /// Step 1 for all tables but attendance: read, checked, duplicates set aside.
    fn read_tables(&mut self) -> Result<()> {
        for (&table, opened) in &mut self.opened {
            for column in opened.id_types_differ() {
                let detail = table.table().columns[column].name.into();
                let finding = accounts::finding(Code::IdTypesDiffer, table);
                self.findings.push(Finding { detail, ..finding });
            }
            if table == TableName::Attendance {
                continue;
            }
            let mut rows = Rows::new(table);
            let spaces = &mut self.shared.spaces;
            let wanted = self.fingerprints.as_mut().filter(|_| opened.is_rereadable());
            let mut taken = wanted.is_some().then(|| Fingerprinter::new(table));
            let mut own_rows = OwnRows::of(opened);
            read_in_order(opened, |batch| {
                if let Some(taken) = &mut taken {
                    taken.take(&batch);
                }
                own_rows.add(&batch);
                rows.push(&batch, spaces)?;
                (self.on_rows)(table, rows.len() as u64)
            })?;
            opened.keep_own_rows(own_rows.rows);
            if let Some((all, taken)) = wanted.zip(taken) {
                all.insert(table.word(), taken.sum);
            }
            if table == TableName::Punches {
                set_doubtful_punches_aside(&mut rows, spaces, self.as_of);
            } else {
                set_doubtful_aside(&mut rows, spaces, self.as_of);
                match self.settlement.as_ref().filter(|_| table == TableName::Transfers) {
                    Some(settlement) => settlement.set_doubles_aside(&mut rows),
                    None => set_duplicates_aside(&mut rows, spaces),
                }
            }
            self.tables.insert(table, rows);
        }
        self.id_types_between_tables();
        Ok(())
    }

    /// One id that is a number in one table and text in another.
    fn id_types_between_tables(&mut self) {
        for space in Space::ALL {
            let mut forms: Vec<(TableName, usize, bool, bool)> = Vec::new();
            for (&table, opened) in &self.opened {
                for (place, column) in table.table().columns.iter().enumerate() {
                    if column.kind.space() == Some(space) && is_id(column.kind) {
                        let met = opened.id_forms(place);
                        forms.push((table, place, met.has_integers, met.has_text));
                    }
                }
            }
            let mixed = forms.iter().any(|form| form.2) && forms.iter().any(|form| form.3);
            let within = forms.iter().any(|form| form.2 && form.3);
            if mixed && !within {
                let first = forms.iter().find(|form| form.2);
                if let Some(&(table, place, ..)) = first {
                    let detail = table.table().columns[place].name.into();
                    let finding = accounts::finding(Code::IdTypesDiffer, table);
                    self.findings.push(Finding { detail, ..finding });
                }
            }
        }
    }

    /// Step 2: the used rows of a table make engagements.
    fn engage(&mut self, table: TableName) -> Result<()> {
        let Some(rows) = self.tables.get(&table) else { return Ok(()) };
        let place = |name| rows.table.columns.iter().position(|column| column.name == name);
        let (Some(worker), Some(project)) = (place("worker_id"), place("project_id")) else {
            return Ok(());
        };
        let engaged = &mut self.shared.engaged;
        for row in rows.used() {
            let pair = (rows.name(worker, row), rows.name(project, row));
            let engagement = engaged.find_or_add(pair.0, pair.1).ok_or(TOO_MANY)?;
            if table == TableName::Contracts
                && rows.word(contracts::PAY_BASIS, row) == Some("piece")
            {
                engaged.set_pieces(engagement);
            }
        }
        Ok(())
    }

    /// Step 2: attendance streams into the timesheet.
    fn fold_attendance(&mut self) -> Result<Folded> {
        let Some(opened) = self.opened.get(&TableName::Attendance) else {
            return Ok(Folded::default());
        };
        let wanted = self.fingerprints.is_some() && opened.is_rereadable();
        let fingerprinter = || wanted.then(|| Fingerprinter::new(TableName::Attendance));
        let mut folders: Vec<(Folder, Option<Fingerprinter>)> = (0..self.threads)
            .take(opened.units().max(1))
            .map(|_| (Folder::one_of(self.threads.min(opened.units())), fingerprinter()))
            .collect();
        let shared = RwLock::new(std::mem::take(&mut self.shared));
        let (as_of, on_rows) = (self.as_of, self.on_rows);
        read_units(opened, None, &mut folders, |(folder, fingerprint), batch| {
            if let Some(fingerprint) = fingerprint {
                fingerprint.take(&batch);
            }
            folder.fold(&batch, &shared, as_of)?;
            on_rows(TableName::Attendance, folder.rows_read)
        })?;
        if let Some(all) = self.fingerprints.as_mut().filter(|_| wanted) {
            let sum = all.entry(TableName::Attendance.word()).or_default();
            folders.iter().filter_map(|own| own.1.as_ref()).for_each(|own| sum.merge(own.sum));
        }
        let mut folders: Vec<Folder> = folders.into_iter().map(|(folder, _)| folder).collect();
        self.shared = shared.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        folders.iter_mut().try_for_each(|folder| folder.hand_over(&mut self.shared))?;
        let extras = folders.iter_mut().flat_map(|folder| folder.extras.drain(..)).collect();
        Ok(Folded { folders, extras })
    }

    /// Step 1a: punches become minutes on days without attendance, in a cell or on the side list.
    fn add_punches(&mut self, extras: &mut [Extra]) -> Result<PunchNotes> {
        let Some(rows) = self.tables.get(&TableName::Punches) else {
            return Ok(PunchNotes::default());
        };
        extras.sort_unstable();
        let mut all = Vec::new();
        for row in rows.used() {
            let worker = rows.name(punches::WORKER_ID, row);
            let project = rows.name(punches::PROJECT_ID, row);
            let engagement = self.shared.engaged.find_or_add(worker, project).ok_or(TOO_MANY)?;
            all.push(punch(rows, row, engagement, &self.shared.spaces));
        }
        let done = punched(&mut all, &self.policy.attendance);
        let mut notes = PunchNotes::default();
        for (punch, verdict) in all.iter().zip(&done.verdicts) {
            let code = match verdict {
                PunchVerdict::Used => continue,
                PunchVerdict::Duplicate => Code::DuplicatePunch,
                PunchVerdict::Repeat => Code::PunchRepeat,
                PunchVerdict::Unpaired => Code::PunchUnpaired,
            };
            notes.aside.push((punch.row as usize, code));
            if code == Code::PunchUnpaired {
                notes.unpaired.push((punch.engagement, day_of(punch.second), punch.row));
            }
        }
        let by_hand = all.iter().any(|punch| punch.source != 0);
        for day in &done.days {
            let pieces = self.shared.engaged.has_pieces(day.engagement);
            let month = day.day.month();
            let lines = &mut self.shared.lines;
            let line = lines.find_or_add(day.engagement, month, pieces).ok_or(TOO_MANY)?;
            let place = u8::try_from(day.day.day_of_month() - 1).unwrap_or(0);
            let minutes = day.minutes.min(u32::from(DAY_MINUTES));
            let minutes = u16::try_from(minutes).unwrap_or(DAY_MINUTES);
            let extra =
                Extra { line, day: place, source: 0, minutes, shift: 0, quantity_e3: NO_QUANTITY };
            let waits = extras.binary_search_by_key(&(line, place), |row| (row.line, row.day));
            if waits.is_ok() || !lines.put(&extra) {
                notes.beside.push((line, place, day.row));
            } else {
                notes.days.push((line, place, day.minutes, day.row));
                let source = if by_hand { source(&all, &done.verdicts, day) } else { 0 };
                if source != 0 {
                    notes.by_hand.push(PunchedByHand { line, day: place, source, minutes });
                }
            }
        }
        Ok(notes)
    }
}

/// More than 32 bits can number.
const TOO_MANY: Error =
    Error::TooMany { what: "engagements or worker-months", limit: u32::MAX as u64 };

/// Whether a column holds ids, in whichever form.
const fn is_id(kind: Kind) -> bool {
    matches!(kind, Kind::Id(_) | Kind::Account)
}

/// The civil day of a second.
fn day_of(second: i64) -> Day {
    Day(i32::try_from(second.div_euclid(86_400)).unwrap_or(0))
}

/// Who sent the counted punches of a day.
fn source(all: &[Punch], verdicts: &[PunchVerdict], day: &PunchDay) -> u8 {
    let first = all.partition_point(|punch| punch.engagement < day.engagement);
    let own = all[first..].iter().zip(&verdicts[first..]);
    let own = own.take_while(|(punch, _)| punch.engagement == day.engagement);
    source_of_day(
        own.filter(|(punch, verdict)| {
            // Which of two equal punches is the duplicate depends on the order of rows.
            matches!(verdict, PunchVerdict::Used | PunchVerdict::Duplicate)
                && day_of(punch.second) == day.day
        })
        .map(|(punch, _)| punch.source),
    )
}

/// Sets punches aside that prove no presence, and those after `as_of`.
fn set_doubtful_punches_aside(rows: &mut Rows, spaces: &Spaces, as_of: Day) {
    for row in 0..rows.len() {
        let kind = rows.name(punches::PUNCH_TYPE, row);
        let is_no_presence = kind != NAME_NULL && { matches!(punch_type(kind, spaces), 7..=9) };
        if is_no_presence {
            rows.set_aside(row, Code::PunchNotPresence);
        } else if row_day(rows, row).is_some_and(|day| day > as_of) {
            rows.set_aside(row, Code::AfterAsOf);
        }
    }
}

/// The number of a punch type, `001` like `1`; below zero where none is given or it is no number.
fn punch_type(kind: u32, spaces: &Spaces) -> i32 {
    if kind == NAME_NULL {
        return -1;
    }
    let number = spaces.of(Space::Text).name(kind).parse::<u16>();
    number.map_or(i32::MIN | kind.cast_signed(), i32::from)
}

/// A used row of punches.
fn punch(rows: &Rows, row: usize, engagement: u32, spaces: &Spaces) -> Punch {
    Punch {
        engagement,
        second: rows.number(punches::PUNCHED_AT, row).unwrap_or(0),
        direction: match rows.word(punches::DIRECTION, row) {
            Some("in") => Some(Direction::In),
            Some("out") => Some(Direction::Out),
            _ => None,
        },
        kind: punch_type(rows.name(punches::PUNCH_TYPE, row), spaces),
        source: rows
            .small_value(punches::SOURCE, row)
            .and_then(|source| u8::try_from(source).ok())
            .unwrap_or(0),
        row: u32::try_from(row).unwrap_or(u32::MAX),
    }
}
