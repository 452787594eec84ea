//! `findings`: what could not be used and what is doubtful, one row each.
//!
//! Findings of step 3 that a worker-period carries as a flag become rows here, while the table is
//! read: code by code in the order of the words, the flags of a code merged with the findings that
//! were listed with it.

use std::cmp::Ordering;
use std::fmt;

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, groups};
use crate::basics::day::Month;
use crate::basics::error::Result;
use crate::basics::finding::{Code, Finding};
use crate::basics::ids::{ProjectId, WorkerId};
use crate::basics::money::Fen;
use crate::intake::terms::Engagements;
use crate::reconciliation::Reconciliation;
use crate::wages::worker_periods::{Flag, WorkerPeriods};

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("code", Kind::Code, "What it is about."),
    Column::new("table", Kind::Code, "The input table."),
    Column::or_null(
        "row",
        Kind::Count,
        "Position in the table as handed over, 0-based; null where it is about no single row.",
    ),
    Column::or_null("worker_id", Kind::Id, "The worker; null where it is about none."),
    Column::or_null("project_id", Kind::Id, "The project; null where it is about none."),
    Column::or_null("period", Kind::Period, "The wage month; null where it is about none."),
    Column::or_null("amount", Kind::Money, "The money it is about, in yuan; null where none."),
    Column::or_null("detail", Kind::Text, "For a reader; never compared."),
];

/// What the rows are sorted by.
pub(super) const SORT_KEY: &[&str] =
    &["code", "table", "worker_id", "project_id", "period", "amount", "detail", "row"];

impl Flag {
    /// The input table its finding names.
    ///
    /// **Choice:** the table whose rows raise the question, see `docs/choices.md` 11 and 12.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            Self::OverlappingContracts => "contracts",
            Self::AttendanceWithoutContract
            | Self::AttendanceOutsideContract
            | Self::CalendarYearMissing
            | Self::PieceWithoutQuantity
            | Self::PieceOvertimeNotPriced
            | Self::AttendanceWithoutPayroll => "attendance",
            Self::MinimumWageUnknown => "adjustments",
            Self::PayrollWithoutAttendance
            | Self::PayrollBelowAttendance
            | Self::PayrollAboveAttendance
            | Self::PayrollUnconfirmed
            | Self::DaysMismatch => "payroll",
        }
    }

    /// The money its finding is about, in fen, from the period's columns.
    ///
    /// **Choice:** `docs/choices.md` 13.
    #[must_use]
    pub fn amount_fen(self, periods: &WorkerPeriods, row: usize) -> Option<i64> {
        let (attendance_fen, payroll_fen) =
            (periods.attendance_due_fen[row], periods.payroll_due_fen[row]);
        match self {
            Self::PayrollWithoutAttendance | Self::PayrollUnconfirmed => Some(payroll_fen),
            Self::AttendanceWithoutPayroll => Some(attendance_fen),
            // Both are zero or more, so that the difference fits.
            Self::PayrollBelowAttendance | Self::PayrollAboveAttendance => {
                Some((attendance_fen - payroll_fen).abs())
            }
            _ => None,
        }
    }

    /// A few words for a reader: what was met.
    pub(in crate::report) const fn detail(self, periods: &WorkerPeriods, row: usize) -> Detail<'_> {
        Detail::Flagged(self, periods, row)
    }
}

/// A few words for a reader, written where they are read.
#[derive(Clone, Copy)]
pub(in crate::report) enum Detail<'a> {
    /// As they were found.
    Listed(&'a str),
    /// What a flag of a worker-period says.
    Flagged(Flag, &'a WorkerPeriods, usize),
}

impl fmt::Display for Detail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (flag, periods, row) = match *self {
            Self::Listed(text) => return f.write_str(text),
            Self::Flagged(flag, periods, row) => (flag, periods, row),
        };
        match flag {
            Flag::PayrollBelowAttendance | Flag::PayrollAboveAttendance => write!(
                f,
                "payroll {}, attendance {}",
                Fen(periods.payroll_due_fen[row]),
                Fen(periods.attendance_due_fen[row])
            ),
            Flag::DaysMismatch => write!(f, "attended {} days", periods.attended_days[row]),
            Flag::AttendanceWithoutContract
            | Flag::AttendanceOutsideContract
            | Flag::AttendanceWithoutPayroll
            | Flag::CalendarYearMissing => {
                write!(f, "attended {} minutes in the period", periods.attended_minutes[row])
            }
            _ => Ok(()),
        }
    }
}

/// A row of the table.
struct Row<'a> {
    code: Code,
    table: &'static str,
    row: Option<u64>,
    worker: WorkerId,
    project: ProjectId,
    month: Option<Month>,
    amount_fen: Option<i64>,
    detail: Detail<'a>,
}

impl<'a> Row<'a> {
    fn listed(finding: &'a Finding) -> Self {
        Self {
            code: finding.code,
            table: finding.table,
            row: finding.row,
            worker: finding.worker,
            project: finding.project,
            month: finding.month,
            amount_fen: finding.amount_fen,
            detail: Detail::Listed(&finding.detail),
        }
    }

    fn flagged(flag: Flag, (periods, row): (&'a WorkerPeriods, usize), own: &Engagements) -> Self {
        let engagement = periods.engagement[row].index();
        Self {
            code: flag.code(),
            table: flag.table(),
            row: None,
            worker: own.worker[engagement],
            project: own.project[engagement],
            month: Some(periods.month[row]),
            amount_fen: flag.amount_fen(periods, row),
            detail: flag.detail(periods, row),
        }
    }

    /// Order of the rows: null first, text by its bytes.
    fn order(&self, other: &Self) -> Ordering {
        // A number is the rank of its name; that of "none" is the largest, and none comes first.
        let ids = |row: &Self| (row.worker.0.wrapping_add(1), row.project.0.wrapping_add(1));
        self.code
            .word()
            .cmp(other.code.word())
            .then_with(|| self.table.cmp(other.table))
            .then_with(|| ids(self).cmp(&ids(other)))
            .then_with(|| (self.month, self.amount_fen).cmp(&(other.month, other.amount_fen)))
            .then_with(|| match (self.detail, other.detail) {
                (Detail::Listed(one), Detail::Listed(other)) => one.cmp(other),
                (one, other) => one.to_string().cmp(&other.to_string()),
            })
            .then_with(|| self.row.cmp(&other.row))
    }
}

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let names = &reconciliation.keyed.names;
    let workers = NameColumn::new(&names.workers);
    let projects = NameColumn::new(&names.projects);
    let codes = Words::new(Code::ALL.iter().map(|code| code.word()));
    let listed = reconciliation.findings.iter().map(|finding| finding.table);
    let tables = Words::occurring(listed.chain(Flag::ALL.iter().map(|flag| flag.table())));
    let columns = groups(rows(reconciliation)).map(move |rows| -> Result<Vec<ArrayRef>> {
        let amount = |row: &Row<'_>| row.amount_fen.map(i128::from);
        let position = |row: &Row<'_>| row.row.and_then(|row| i64::try_from(row).ok());
        Ok(vec![
            codes.array(rows.iter().map(|row| Some(row.code as usize)))?,
            tables.array(rows.iter().map(|row| tables.find(row.table)))?,
            arrays::counts_or_null(rows.iter().map(position)),
            workers.array(rows.iter().map(|row| row.worker.0))?,
            projects.array(rows.iter().map(|row| row.project.0))?,
            arrays::months(rows.iter().map(|row| row.month)),
            arrays::money_or_null(rows.iter().map(amount), "amount of a finding")?,
            arrays::shown(rows.iter().map(|row| row.detail)),
        ])
    });
    Batches::new(OutputTable::Findings, columns)
}

/// How many rows there are.
pub(super) fn count(reconciliation: &Reconciliation) -> usize {
    let known = Flag::ALL.iter().fold(0, |known, flag| known | flag.bit());
    let flags = reconciliation.chunks.iter().flat_map(|chunk| &chunk.periods.flags);
    let flagged: usize = flags.map(|flags| (flags & known).count_ones() as usize).sum();
    reconciliation.findings.len() + flagged
}

/// All findings in the order of the table: two sorted streams, merged while they are read.
fn rows(reconciliation: &Reconciliation) -> impl Iterator<Item = Row<'_>> + Send {
    let mut listed: Vec<Row<'_>> = reconciliation.findings.iter().map(Row::listed).collect();
    listed.sort_unstable_by(Row::order);
    let mut listed = listed.into_iter().peekable();
    let mut flagged = flagged(reconciliation).peekable();
    std::iter::from_fn(move || {
        let is_listed = match (listed.peek(), flagged.peek()) {
            (Some(listed), Some(flagged)) => listed.order(flagged).is_le(),
            (listed, _) => listed.is_some(),
        };
        if is_listed { listed.next() } else { flagged.next() }
    })
}

/// What worker-periods carry as flags, in the order of the table: code by code, and of one code in
/// the order of the worker-periods, which is that of worker, project, period.
fn flagged(reconciliation: &Reconciliation) -> impl Iterator<Item = Row<'_>> + Send {
    let mut flags = Flag::ALL;
    flags.sort_unstable_by_key(|flag| flag.code().word());
    let engagements = &reconciliation.keyed.engagements;
    flags.into_iter().flat_map(move |flag| {
        reconciliation.chunks.iter().flat_map(move |chunk| {
            let periods = &chunk.periods;
            let flagged = (0..periods.len()).filter(move |&row| periods.has(row, flag));
            flagged.map(move |row| Row::flagged(flag, (periods, row), engagements))
        })
    })
}
