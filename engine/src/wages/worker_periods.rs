//! The columns that steps 3, 5 and 6 fill: one row per engagement and month.

use std::ops::Range;

use super::arrears::{Arrears, arrears};
use crate::basics::day::{Day, Month};
use crate::basics::finding::Code;
use crate::basics::ids::{EngagementId, NameId};

/// Worker-periods of a chunk of workers, sorted by engagement, then month.
///
/// All columns have one length. Arrears are not kept: they follow from due, paid and the due date
/// (see [`WorkerPeriods::arrears`]).
///
/// Example: [`due`](crate::wages::due::due).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkerPeriods {
    /// Whose period it is.
    pub engagement: Vec<EngagementId>,
    /// The wage month.
    pub month: Vec<Month>,
    /// Employer of the contract that sets the due date; `NONE` where no contract does.
    pub employer: Vec<NameId>,
    /// Day by which the wage must be paid.
    pub due_day: Vec<Day>,
    /// Days with minutes above zero.
    pub attended_days: Vec<u8>,
    /// Minutes after the cap of 1440 a day.
    pub attended_minutes: Vec<u32>,
    /// Due by attendance, in fen. Zero or more.
    pub attendance_due_fen: Vec<i64>,
    /// Due by the payroll sheet, in fen. Zero or more.
    pub payroll_due_fen: Vec<i64>,
    /// Due, in fen. Zero or more.
    pub due_fen: Vec<i64>,
    /// Which of the two it is.
    pub due_source: Vec<DueSourceWord>,
    /// Paid, in fen: between zero and due.
    pub paid_fen: Vec<i64>,
    /// Of that, paid on or before the due date.
    pub paid_on_time_fen: Vec<i64>,
    /// Latest payment of a period paid in full, else [`Day::NONE`].
    pub settled_day: Vec<Day>,
    /// What there is to say about the period: bits of [`Flag`], and [`SHEET_BIT`].
    pub flags: Vec<u32>,
}

/// The bit of [`WorkerPeriods::flags`] that says that there is a payroll line beside back pay.
pub const SHEET_BIT: u32 = 1 << 31;

/// The output column `due_source` (step 3.6).
///
/// Example: [`due`](crate::wages::due::due).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DueSourceWord {
    /// A payroll sheet that the worker confirmed.
    PayrollConfirmed,
    /// The payroll sheet.
    Payroll,
    /// Attendance.
    Attendance,
    /// Nothing is due.
    None,
    /// Minutes without anything that says what they earn.
    EvidenceMissing,
}

impl DueSourceWord {
    /// All words.
    pub const ALL: [Self; 5] = [
        Self::PayrollConfirmed,
        Self::Payroll,
        Self::Attendance,
        Self::None,
        Self::EvidenceMissing,
    ];

    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::PayrollConfirmed => "payroll_confirmed",
            Self::Payroll => "payroll",
            Self::Attendance => "attendance",
            Self::None => "none",
            Self::EvidenceMissing => "evidence_missing",
        }
    }
}

/// Findings of step 3 that a worker-period carries as one bit; their amounts follow from its
/// columns.
///
/// # Example
///
/// ```
/// use anxin::wages::worker_periods::{Flag, WorkerPeriods};
///
/// let flags = vec![Flag::PayrollUnconfirmed.bit() | Flag::DaysMismatch.bit()];
/// let periods = WorkerPeriods { flags, ..WorkerPeriods::default() };
/// assert!(periods.has(0, Flag::DaysMismatch) && !periods.has(0, Flag::MinimumWageUnknown));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Flag {
    /// `overlapping_contracts`
    OverlappingContracts,
    /// `attendance_without_contract`
    AttendanceWithoutContract,
    /// `attendance_outside_contract`
    AttendanceOutsideContract,
    /// `calendar_year_missing` for attended days; the period is provisional.
    CalendarYearMissing,
    /// `piece_without_quantity`
    PieceWithoutQuantity,
    /// `piece_overtime_not_priced`
    PieceOvertimeNotPriced,
    /// `minimum_wage_unknown`
    MinimumWageUnknown,
    /// `payroll_without_attendance`
    PayrollWithoutAttendance,
    /// `attendance_without_payroll`
    AttendanceWithoutPayroll,
    /// `payroll_below_attendance`
    PayrollBelowAttendance,
    /// `payroll_above_attendance`
    PayrollAboveAttendance,
    /// `payroll_unconfirmed`
    PayrollUnconfirmed,
    /// `days_mismatch`
    DaysMismatch,
}

impl Flag {
    /// All flags.
    pub const ALL: [Self; 13] = [
        Self::OverlappingContracts,
        Self::AttendanceWithoutContract,
        Self::AttendanceOutsideContract,
        Self::CalendarYearMissing,
        Self::PieceWithoutQuantity,
        Self::PieceOvertimeNotPriced,
        Self::MinimumWageUnknown,
        Self::PayrollWithoutAttendance,
        Self::AttendanceWithoutPayroll,
        Self::PayrollBelowAttendance,
        Self::PayrollAboveAttendance,
        Self::PayrollUnconfirmed,
        Self::DaysMismatch,
    ];

    /// Its bit.
    #[must_use]
    pub const fn bit(self) -> u32 {
        1 << self as u8
    }

    /// The code of the finding it stands for.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::OverlappingContracts => Code::OverlappingContracts,
            Self::AttendanceWithoutContract => Code::AttendanceWithoutContract,
            Self::AttendanceOutsideContract => Code::AttendanceOutsideContract,
            Self::CalendarYearMissing => Code::CalendarYearMissing,
            Self::PieceWithoutQuantity => Code::PieceWithoutQuantity,
            Self::PieceOvertimeNotPriced => Code::PieceOvertimeNotPriced,
            Self::MinimumWageUnknown => Code::MinimumWageUnknown,
            Self::PayrollWithoutAttendance => Code::PayrollWithoutAttendance,
            Self::AttendanceWithoutPayroll => Code::AttendanceWithoutPayroll,
            Self::PayrollBelowAttendance => Code::PayrollBelowAttendance,
            Self::PayrollAboveAttendance => Code::PayrollAboveAttendance,
            Self::PayrollUnconfirmed => Code::PayrollUnconfirmed,
            Self::DaysMismatch => Code::DaysMismatch,
        }
    }
}

impl WorkerPeriods {
    /// Whether a row is that of another list, to the last column.
    pub(crate) fn is_same_row(&self, row: usize, other: &Self, at: usize) -> bool {
        self.engagement[row] == other.engagement[at]
            && self.month[row] == other.month[at]
            && self.employer[row] == other.employer[at]
            && self.due_day[row] == other.due_day[at]
            && self.attended_days[row] == other.attended_days[at]
            && self.attended_minutes[row] == other.attended_minutes[at]
            && self.attendance_due_fen[row] == other.attendance_due_fen[at]
            && self.payroll_due_fen[row] == other.payroll_due_fen[at]
            && self.due_fen[row] == other.due_fen[at]
            && self.due_source[row] == other.due_source[at]
            && self.paid_fen[row] == other.paid_fen[at]
            && self.paid_on_time_fen[row] == other.paid_on_time_fen[at]
            && self.settled_day[row] == other.settled_day[at]
            && self.flags[row] == other.flags[at]
    }

    /// Whether each row differs from that of another list; `None` where they are not about the
    /// same engagements and months.
    pub(crate) fn differing_rows(&self, other: &Self) -> Option<Vec<bool>> {
        fn mark<T: PartialEq>(differs: &mut [bool], was: &[T], is: &[T]) {
            for (differs, (was, is)) in differs.iter_mut().zip(was.iter().zip(is)) {
                *differs |= was != is;
            }
        }
        if self.engagement != other.engagement || self.month != other.month {
            return None;
        }
        // Column by column: the rows are neighbours there.
        let mut differs = vec![false; self.len()];
        mark(&mut differs, &self.employer, &other.employer);
        mark(&mut differs, &self.due_day, &other.due_day);
        mark(&mut differs, &self.attended_days, &other.attended_days);
        mark(&mut differs, &self.attended_minutes, &other.attended_minutes);
        mark(&mut differs, &self.attendance_due_fen, &other.attendance_due_fen);
        mark(&mut differs, &self.payroll_due_fen, &other.payroll_due_fen);
        mark(&mut differs, &self.due_fen, &other.due_fen);
        mark(&mut differs, &self.due_source, &other.due_source);
        mark(&mut differs, &self.paid_fen, &other.paid_fen);
        mark(&mut differs, &self.paid_on_time_fen, &other.paid_on_time_fen);
        mark(&mut differs, &self.settled_day, &other.settled_day);
        mark(&mut differs, &self.flags, &other.flags);
        Some(differs)
    }

    /// Appends a row of another list.
    pub(crate) fn push_row(&mut self, other: &Self, row: usize) {
        self.engagement.push(other.engagement[row]);
        self.month.push(other.month[row]);
        self.employer.push(other.employer[row]);
        self.due_day.push(other.due_day[row]);
        self.attended_days.push(other.attended_days[row]);
        self.attended_minutes.push(other.attended_minutes[row]);
        self.attendance_due_fen.push(other.attendance_due_fen[row]);
        self.payroll_due_fen.push(other.payroll_due_fen[row]);
        self.due_fen.push(other.due_fen[row]);
        self.due_source.push(other.due_source[row]);
        self.paid_fen.push(other.paid_fen[row]);
        self.paid_on_time_fen.push(other.paid_on_time_fen[row]);
        self.settled_day.push(other.settled_day[row]);
        self.flags.push(other.flags[row]);
    }

    /// Appends rows of another list.
    pub(crate) fn push_rows(&mut self, other: &Self, rows: Range<usize>) {
        self.engagement.extend_from_slice(&other.engagement[rows.clone()]);
        self.month.extend_from_slice(&other.month[rows.clone()]);
        self.employer.extend_from_slice(&other.employer[rows.clone()]);
        self.due_day.extend_from_slice(&other.due_day[rows.clone()]);
        self.attended_days.extend_from_slice(&other.attended_days[rows.clone()]);
        self.attended_minutes.extend_from_slice(&other.attended_minutes[rows.clone()]);
        self.attendance_due_fen.extend_from_slice(&other.attendance_due_fen[rows.clone()]);
        self.payroll_due_fen.extend_from_slice(&other.payroll_due_fen[rows.clone()]);
        self.due_fen.extend_from_slice(&other.due_fen[rows.clone()]);
        self.due_source.extend_from_slice(&other.due_source[rows.clone()]);
        self.paid_fen.extend_from_slice(&other.paid_fen[rows.clone()]);
        self.paid_on_time_fen.extend_from_slice(&other.paid_on_time_fen[rows.clone()]);
        self.settled_day.extend_from_slice(&other.settled_day[rows.clone()]);
        self.flags.extend_from_slice(&other.flags[rows]);
    }

    /// Pays `row` as that of another list is paid, which is about the same period; gives whether
    /// step 5 would, by the same transfers, if it does so with the other rows of the worker.
    ///
    /// It would where the due date is the same, and so is the amount due unless something was due
    /// and nothing paid: no transfer that came to such a row, and might have paid it, had anything
    /// left.
    pub(crate) fn pay_as(&mut self, row: usize, other: &Self, at: usize) -> bool {
        let (was_fen, paid_fen) = (other.due_fen[at], other.paid_fen[at]);
        self.paid_fen[row] = paid_fen;
        self.paid_on_time_fen[row] = other.paid_on_time_fen[at];
        self.settled_day[row] = other.settled_day[at];
        let is_same_due = self.due_fen[row] == was_fen || (was_fen > 0 && paid_fen == 0);
        self.due_day[row] == other.due_day[at] && is_same_due
    }

    /// Leaves the rows from `first` on as step 3 does: nothing of them paid.
    pub(crate) fn unpay(&mut self, first: usize) {
        self.paid_fen[first..].fill(0);
        self.paid_on_time_fen[first..].fill(0);
        self.settled_day[first..].fill(Day::NONE);
    }

    /// None yet, with room for `rows`.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            engagement: Vec::with_capacity(rows),
            month: Vec::with_capacity(rows),
            employer: Vec::with_capacity(rows),
            due_day: Vec::with_capacity(rows),
            attended_days: Vec::with_capacity(rows),
            attended_minutes: Vec::with_capacity(rows),
            attendance_due_fen: Vec::with_capacity(rows),
            payroll_due_fen: Vec::with_capacity(rows),
            due_fen: Vec::with_capacity(rows),
            due_source: Vec::with_capacity(rows),
            paid_fen: Vec::with_capacity(rows),
            paid_on_time_fen: Vec::with_capacity(rows),
            settled_day: Vec::with_capacity(rows),
            flags: Vec::with_capacity(rows),
        }
    }

    /// Gives back the room that was not needed.
    pub fn shrink_to_fit(&mut self) {
        self.engagement.shrink_to_fit();
        self.month.shrink_to_fit();
        self.employer.shrink_to_fit();
        self.due_day.shrink_to_fit();
        self.attended_days.shrink_to_fit();
        self.attended_minutes.shrink_to_fit();
        self.attendance_due_fen.shrink_to_fit();
        self.payroll_due_fen.shrink_to_fit();
        self.due_fen.shrink_to_fit();
        self.due_source.shrink_to_fit();
        self.paid_fen.shrink_to_fit();
        self.paid_on_time_fen.shrink_to_fit();
        self.settled_day.shrink_to_fit();
        self.flags.shrink_to_fit();
    }

    /// Number of worker-periods.
    #[must_use]
    pub fn len(&self) -> usize {
        self.engagement.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.engagement.is_empty()
    }

    /// What is owed at `row` on `as_of` (step 6).
    #[must_use]
    pub fn arrears(&self, row: usize, as_of: Day) -> Arrears {
        arrears(self.due_fen[row], self.paid_fen[row], self.due_day[row], as_of)
    }

    /// The codes of what the period says.
    pub fn flag_codes(&self, row: usize) -> impl Iterator<Item = Code> + '_ {
        let flags = if self.flags[row] == 0 { &[][..] } else { &Flag::ALL[..] };
        flags.iter().filter(move |&&flag| self.has(row, flag)).map(|flag| flag.code())
    }

    /// Whether there is a payroll line of the period that is not back pay.
    #[must_use]
    pub fn has_payroll_line(&self, row: usize) -> bool {
        self.flags[row] & SHEET_BIT != 0
    }

    /// Whether the period says `flag`.
    #[must_use]
    pub fn has(&self, row: usize, flag: Flag) -> bool {
        self.flags[row] & flag.bit() != 0
    }
}
