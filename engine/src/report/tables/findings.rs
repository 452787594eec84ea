//! `findings`: what could not be used and what is doubtful, one row each.
//!
//! Findings of step 3 that a worker-period carries as a flag become rows here, while the table is
//! read: code by code in the order of the words, the flags of a code merged with the findings that
//! were listed with it.

use std::cmp::Ordering;

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, groups};
use crate::basics::error::Result;
use crate::basics::finding::Code;
use crate::basics::finding::Finding;
use crate::basics::money::Fen;
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
    pub(in crate::report) fn detail(self, periods: &WorkerPeriods, row: usize) -> String {
        match self {
            Self::PayrollBelowAttendance | Self::PayrollAboveAttendance => format!(
                "payroll {}, attendance {}",
                Fen(periods.payroll_due_fen[row]),
                Fen(periods.attendance_due_fen[row])
            ),
            Self::DaysMismatch => format!("attended {} days", periods.attended_days[row]),
            Self::AttendanceWithoutContract
            | Self::AttendanceOutsideContract
            | Self::AttendanceWithoutPayroll
            | Self::CalendarYearMissing => {
                format!("attended {} minutes in the period", periods.attended_minutes[row])
            }
            _ => String::new(),
        }
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
        let code = |row: &Finding| Code::ALL.iter().position(|&code| code == row.code);
        let amount = |row: &Finding| row.amount_fen.map(i128::from);
        let position = |row: &Finding| row.row.and_then(|row| i64::try_from(row).ok());
        Ok(vec![
            codes.array(rows.iter().map(code))?,
            tables.array(rows.iter().map(|row| tables.find(row.table)))?,
            arrays::counts_or_null(rows.iter().map(position)),
            workers.array(rows.iter().map(|row| row.worker.0))?,
            projects.array(rows.iter().map(|row| row.project.0))?,
            arrays::months(rows.iter().map(|row| row.month)),
            arrays::money_or_null(rows.iter().map(amount), "amount of a finding")?,
            arrays::texts(rows.iter().map(|row| &*row.detail)),
        ])
    });
    Batches::new(OutputTable::Findings, columns)
}

/// All findings in the order of the table: two sorted streams, merged while they are read.
fn rows(reconciliation: &Reconciliation) -> impl Iterator<Item = Finding> + Send {
    let mut listed: Vec<&Finding> = reconciliation.findings.iter().collect();
    listed.sort_unstable_by(|a, b| order(a, b));
    let mut listed = listed.into_iter().cloned().peekable();
    let mut flagged = flagged(reconciliation).peekable();
    std::iter::from_fn(move || {
        let is_listed = match (listed.peek(), flagged.peek()) {
            (Some(listed), Some(flagged)) => order(listed, flagged).is_le(),
            (listed, _) => listed.is_some(),
        };
        if is_listed { listed.next() } else { flagged.next() }
    })
}

/// Order of the rows: null first, text by its bytes.
fn order(a: &Finding, b: &Finding) -> Ordering {
    // A number is the rank of its name; that of "none" is the largest, and none comes first.
    let ids = |row: &Finding| (row.worker.0.wrapping_add(1), row.project.0.wrapping_add(1));
    a.code
        .word()
        .cmp(b.code.word())
        .then_with(|| a.table.cmp(b.table))
        .then_with(|| ids(a).cmp(&ids(b)))
        .then_with(|| (a.month, a.amount_fen).cmp(&(b.month, b.amount_fen)))
        .then_with(|| a.detail.cmp(&b.detail))
        .then_with(|| a.row.cmp(&b.row))
}

/// What worker-periods carry as flags, in the order of the table: code by code, and of one code in
/// the order of the worker-periods, which is that of worker, project, period.
fn flagged(reconciliation: &Reconciliation) -> impl Iterator<Item = Finding> + Send {
    let mut flags = Flag::ALL;
    flags.sort_unstable_by_key(|flag| flag.code().word());
    let engagements = &reconciliation.keyed.engagements;
    flags.into_iter().flat_map(move |flag| {
        reconciliation.chunks.iter().flat_map(move |chunk| {
            let periods = &chunk.periods;
            let flagged = (0..periods.len()).filter(move |&row| periods.has(row, flag));
            flagged.map(move |row| {
                let engagement = periods.engagement[row].index();
                Finding {
                    code: flag.code(),
                    table: flag.table(),
                    worker: engagements.worker[engagement],
                    project: engagements.project[engagement],
                    month: Some(periods.month[row]),
                    amount_fen: flag.amount_fen(periods, row),
                    detail: flag.detail(periods, row).into_boxed_str(),
                    row: None,
                }
            })
        })
    })
}
