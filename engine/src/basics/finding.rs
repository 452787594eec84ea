//! Findings and accounting lines, and the codes they carry, in order of precedence.
//!
//! Of several faults of one row the first of this list is the one it is set aside with. Tests,
//! documentation and cases follow the same order.

use super::day::Month;
use super::ids::{ProjectId, WorkerId};

/// What a finding is about. [`Code::word`] never changes once released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// A required cell is null or empty; the row is set aside.
    MissingRequired,
    /// A cell cannot be read as its column's kind; the row is set aside.
    BadCell,
    /// A contract ends before it starts; the row is set aside.
    ContractDatesReversed,
    /// A negative transfer that does not name what it reverses; the row is set aside.
    NegativeAmount,
    /// A row in another currency than the data set's; the row is set aside.
    OtherCurrency,
    /// A deposit without project, contractor or (emergency fund) region; the row is set aside.
    DepositWithoutScope,
    /// A punch of a type that proves no presence (007, 008, 009); the row is set aside.
    PunchNotPresence,
    /// Rows dated after `as_of`, per table and day; the rows are set aside.
    AfterAsOf,
    /// A row equal to one already counted; the row is set aside.
    DuplicateRow,
    /// A row with the key of another and different content; the row is set aside.
    ConflictingDuplicate,
    /// A transfer equal to one already counted; set aside.
    Duplicate,
    /// A transfer that has not settled; set aside.
    Pending,
    /// A transfer that the bank returned; set aside.
    Returned,
    /// A transfer that failed; set aside.
    Failed,
    /// A transfer that no rule puts down to one engagement; set aside.
    Unmatched,
    /// A transfer that names a worker or project without engagement; set aside as unmatched.
    TransferWithoutEngagement,
    /// A transfer to another account than the worker's registered one.
    PayeeNotWorker,
    /// Adjustments without id that are equal in all columns; all count.
    EqualAdjustments,
    /// One id column holds integers in one place and text in another.
    IdTypesDiffer,
    /// A punch equal to another; the row is set aside.
    DuplicatePunch,
    /// A punch of the same direction within the debounce; the row is set aside.
    PunchRepeat,
    /// Punches of a day without a partner; the rows are set aside.
    PunchUnpaired,
    /// A day with attendance and punches: punches are compared, not added.
    PunchesBesideAttendance,
    /// A worker with an engagement and no row in `workers`.
    UnknownWorker,
    /// A project with an engagement and no row in `projects`.
    UnknownProject,
    /// Rows of a worker-day uploaded again; counted once.
    DuplicateAttendance,
    /// More than 1440 minutes on a day, capped on one project, reported over several.
    DayOver24h,
    /// Two contracts with one start date are in force on one day.
    OverlappingContracts,
    /// Minutes on a project where the worker has no contract; they earn nothing.
    AttendanceWithoutContract,
    /// Minutes on a day that no contract of the engagement covers; they earn nothing.
    AttendanceOutsideContract,
    /// A day in a year without calendar: minutes earn nothing, a deadline is not moved.
    CalendarYearMissing,
    /// An attended day under a piece contract without a quantity.
    PieceWithoutQuantity,
    /// Minutes beyond the agreed day under a piece contract; overtime is not priced.
    PieceOvertimeNotPriced,
    /// Damage deductions where no local minimum wage is known; the 20 % limit alone applies.
    MinimumWageUnknown,
    /// Deductions beyond what the law allows; they stay due.
    DeductionOverLimit,
    /// A payroll line whose net is below gross less deductions.
    PayrollNetShort,
    /// A payroll line without attended minutes.
    PayrollWithoutAttendance,
    /// Earned wages without a payroll line.
    AttendanceWithoutPayroll,
    /// The sheet is below what attendance earns, beyond the tolerance.
    PayrollBelowAttendance,
    /// The sheet is above what attendance earns, beyond the tolerance.
    PayrollAboveAttendance,
    /// A payroll line that the worker has not confirmed.
    PayrollUnconfirmed,
    /// The days on the sheet differ from the attended days.
    DaysMismatch,
    /// A reversal that names no settled transfer; it takes nothing back.
    ReversalWithoutOriginal,
    /// Reversals of more than the original amount.
    OverReversal,
    /// Same payer, payee, amount and day under different ids.
    PossibleDuplicatePayment,
    /// One account receives the wages of three or more workers.
    SharedPayeeAccount,
    /// A wage paid from another account than the project's wage account.
    PaidOutsideWageAccount,
    /// A payment to an engagement without any attended day.
    TransferWithoutAttendance,
    /// One team, one day, one round amount for at least five workers.
    RoundFlatPayment,
    /// A wage account without an opening entry: its balance is the sum of its movements.
    BalanceFromMovements,
    /// A deposit of which more was drawn than it holds.
    OverdrawnDeposit,
}

impl Code {
    /// All codes, in order of precedence.
    pub const ALL: [Self; 51] = [
        Self::MissingRequired,
        Self::BadCell,
        Self::ContractDatesReversed,
        Self::NegativeAmount,
        Self::OtherCurrency,
        Self::DepositWithoutScope,
        Self::PunchNotPresence,
        Self::AfterAsOf,
        Self::DuplicateRow,
        Self::ConflictingDuplicate,
        Self::Duplicate,
        Self::Pending,
        Self::Returned,
        Self::Failed,
        Self::Unmatched,
        Self::TransferWithoutEngagement,
        Self::PayeeNotWorker,
        Self::EqualAdjustments,
        Self::IdTypesDiffer,
        Self::DuplicatePunch,
        Self::PunchRepeat,
        Self::PunchUnpaired,
        Self::PunchesBesideAttendance,
        Self::UnknownWorker,
        Self::UnknownProject,
        Self::DuplicateAttendance,
        Self::DayOver24h,
        Self::OverlappingContracts,
        Self::AttendanceWithoutContract,
        Self::AttendanceOutsideContract,
        Self::CalendarYearMissing,
        Self::PieceWithoutQuantity,
        Self::PieceOvertimeNotPriced,
        Self::MinimumWageUnknown,
        Self::DeductionOverLimit,
        Self::PayrollNetShort,
        Self::PayrollWithoutAttendance,
        Self::AttendanceWithoutPayroll,
        Self::PayrollBelowAttendance,
        Self::PayrollAboveAttendance,
        Self::PayrollUnconfirmed,
        Self::DaysMismatch,
        Self::ReversalWithoutOriginal,
        Self::OverReversal,
        Self::PossibleDuplicatePayment,
        Self::SharedPayeeAccount,
        Self::PaidOutsideWageAccount,
        Self::TransferWithoutAttendance,
        Self::RoundFlatPayment,
        Self::BalanceFromMovements,
        Self::OverdrawnDeposit,
    ];

    /// The code as it stands in the table `findings`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::MissingRequired => "missing_required",
            Self::BadCell => "bad_cell",
            Self::ContractDatesReversed => "contract_dates_reversed",
            Self::NegativeAmount => "negative_amount",
            Self::OtherCurrency => "other_currency",
            Self::DepositWithoutScope => "deposit_without_scope",
            Self::PunchNotPresence => "punch_not_presence",
            Self::AfterAsOf => "after_as_of",
            Self::DuplicateRow => "duplicate_row",
            Self::ConflictingDuplicate => "conflicting_duplicate",
            Self::Duplicate => "duplicate",
            Self::Pending => "pending",
            Self::Returned => "returned",
            Self::Failed => "failed",
            Self::Unmatched => "unmatched",
            Self::TransferWithoutEngagement => "transfer_without_engagement",
            Self::PayeeNotWorker => "payee_not_worker",
            Self::EqualAdjustments => "equal_adjustments",
            Self::IdTypesDiffer => "id_types_differ",
            Self::DuplicatePunch => "duplicate_punch",
            Self::PunchRepeat => "punch_repeat",
            Self::PunchUnpaired => "punch_unpaired",
            Self::PunchesBesideAttendance => "punches_beside_attendance",
            Self::UnknownWorker => "unknown_worker",
            Self::UnknownProject => "unknown_project",
            Self::DuplicateAttendance => "duplicate_attendance",
            Self::DayOver24h => "day_over_24h",
            Self::OverlappingContracts => "overlapping_contracts",
            Self::AttendanceWithoutContract => "attendance_without_contract",
            Self::AttendanceOutsideContract => "attendance_outside_contract",
            Self::CalendarYearMissing => "calendar_year_missing",
            Self::PieceWithoutQuantity => "piece_without_quantity",
            Self::PieceOvertimeNotPriced => "piece_overtime_not_priced",
            Self::MinimumWageUnknown => "minimum_wage_unknown",
            Self::DeductionOverLimit => "deduction_over_limit",
            Self::PayrollNetShort => "payroll_net_short",
            Self::PayrollWithoutAttendance => "payroll_without_attendance",
            Self::AttendanceWithoutPayroll => "attendance_without_payroll",
            Self::PayrollBelowAttendance => "payroll_below_attendance",
            Self::PayrollAboveAttendance => "payroll_above_attendance",
            Self::PayrollUnconfirmed => "payroll_unconfirmed",
            Self::DaysMismatch => "days_mismatch",
            Self::ReversalWithoutOriginal => "reversal_without_original",
            Self::OverReversal => "over_reversal",
            Self::PossibleDuplicatePayment => "possible_duplicate_payment",
            Self::SharedPayeeAccount => "shared_payee_account",
            Self::PaidOutsideWageAccount => "paid_outside_wage_account",
            Self::TransferWithoutAttendance => "transfer_without_attendance",
            Self::RoundFlatPayment => "round_flat_payment",
            Self::BalanceFromMovements => "balance_from_movements",
            Self::OverdrawnDeposit => "overdrawn_deposit",
        }
    }

    /// One sentence for a reader: what was met and what became of it.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::MissingRequired => "A required cell is null or empty; the row is set aside.",
            Self::BadCell => "A cell cannot be read as its column's kind; the row is set aside.",
            Self::ContractDatesReversed => {
                "A contract ends before it starts; the row is set aside."
            }
            Self::NegativeAmount => {
                "A negative transfer that does not name what it reverses; the row is set aside."
            }
            Self::OtherCurrency => {
                "A row in another currency than the data set's; the row is set aside."
            }
            Self::DepositWithoutScope => {
                "A deposit without project, contractor or (emergency fund) region; the row is set aside."
            }
            Self::PunchNotPresence => {
                "A punch of a type that proves no presence (007, 008, 009); the row is set aside."
            }
            Self::AfterAsOf => {
                "Rows dated after `as_of`, per table and day; the rows are set aside."
            }
            Self::DuplicateRow => "A row equal to one already counted; the row is set aside.",
            Self::ConflictingDuplicate => {
                "A row with the key of another and different content; the row is set aside."
            }
            Self::Duplicate => "A transfer equal to one already counted; set aside.",
            Self::Pending => "A transfer that has not settled; set aside.",
            Self::Returned => "A transfer that the bank returned; set aside.",
            Self::Failed => "A transfer that failed; set aside.",
            Self::Unmatched => "A transfer that no rule puts down to one engagement; set aside.",
            Self::TransferWithoutEngagement => {
                "A transfer that names a worker or project without engagement; set aside as unmatched."
            }
            Self::PayeeNotWorker => {
                "A transfer to another account than the worker's registered one."
            }
            Self::EqualAdjustments => {
                "Adjustments without id that are equal in all columns; all count."
            }
            Self::IdTypesDiffer => "One id column holds integers in one place and text in another.",
            Self::DuplicatePunch => "A punch equal to another; the row is set aside.",
            Self::PunchRepeat => {
                "A punch of the same direction within the debounce; the row is set aside."
            }
            Self::PunchUnpaired => "Punches of a day without a partner; the rows are set aside.",
            Self::PunchesBesideAttendance => {
                "A day with attendance and punches: punches are compared, not added."
            }
            Self::UnknownWorker => "A worker with an engagement and no row in `workers`.",
            Self::UnknownProject => "A project with an engagement and no row in `projects`.",
            Self::DuplicateAttendance => "Rows of a worker-day uploaded again; counted once.",
            Self::DayOver24h => {
                "More than 1440 minutes on a day, capped on one project, reported over several."
            }
            Self::OverlappingContracts => {
                "Two contracts with one start date are in force on one day."
            }
            Self::AttendanceWithoutContract => {
                "Minutes on a project where the worker has no contract; they earn nothing."
            }
            Self::AttendanceOutsideContract => {
                "Minutes on a day that no contract of the engagement covers; they earn nothing."
            }
            Self::CalendarYearMissing => {
                "A day in a year without calendar: minutes earn nothing, a deadline is not moved."
            }
            Self::PieceWithoutQuantity => {
                "An attended day under a piece contract without a quantity."
            }
            Self::PieceOvertimeNotPriced => {
                "Minutes beyond the agreed day under a piece contract; overtime is not priced."
            }
            Self::MinimumWageUnknown => {
                "Damage deductions where no local minimum wage is known; the 20 % limit alone applies."
            }
            Self::DeductionOverLimit => "Deductions beyond what the law allows; they stay due.",
            Self::PayrollNetShort => "A payroll line whose net is below gross less deductions.",
            Self::PayrollWithoutAttendance => "A payroll line without attended minutes.",
            Self::AttendanceWithoutPayroll => "Earned wages without a payroll line.",
            Self::PayrollBelowAttendance => {
                "The sheet is below what attendance earns, beyond the tolerance."
            }
            Self::PayrollAboveAttendance => {
                "The sheet is above what attendance earns, beyond the tolerance."
            }
            Self::PayrollUnconfirmed => "A payroll line that the worker has not confirmed.",
            Self::DaysMismatch => "The days on the sheet differ from the attended days.",
            Self::ReversalWithoutOriginal => {
                "A reversal that names no settled transfer; it takes nothing back."
            }
            Self::OverReversal => "Reversals of more than the original amount.",
            Self::PossibleDuplicatePayment => {
                "Same payer, payee, amount and day under different ids."
            }
            Self::SharedPayeeAccount => "One account receives the wages of three or more workers.",
            Self::PaidOutsideWageAccount => {
                "A wage paid from another account than the project's wage account."
            }
            Self::TransferWithoutAttendance => {
                "A payment to an engagement without any attended day."
            }
            Self::RoundFlatPayment => {
                "One team, one day, one round amount for at least five workers."
            }
            Self::BalanceFromMovements => {
                "A wage account without an opening entry: its balance is the sum of its movements."
            }
            Self::OverdrawnDeposit => "A deposit of which more was drawn than it holds.",
        }
    }
}

/// A row that could not be used, or something doubtful.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// The table, one of `tables.md`.
    pub table: &'static str,
    /// The worker, `NONE` where it is about none.
    pub worker: WorkerId,
    /// The project, `NONE` where it is about none.
    pub project: ProjectId,
    /// The wage month.
    pub month: Option<Month>,
    /// The money it is about, in fen.
    pub amount_fen: Option<i64>,
    /// For a reader; never compared.
    pub detail: Box<str>,
    /// Position of the row in the table as handed over, 0-based.
    pub row: Option<u64>,
}

/// A line of the table `accounting`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountingLine {
    /// Input table.
    pub table: &'static str,
    /// `money` or `rows`.
    pub what: &'static str,
    /// `read`, `used`, or the code (fate) rows were set aside with.
    pub code: &'static str,
    /// Number of rows.
    pub rows: u64,
    /// Sum in fen; `None` for `rows`.
    pub amount_fen: Option<i128>,
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn words_are_lower_snake_case_and_stand_once() {
        let mut words: Vec<_> = Code::ALL.iter().map(|code| code.word()).collect();
        assert!(words.iter().all(|word| {
            word.bytes().all(|b| b == b'_' || b.is_ascii_lowercase() || b.is_ascii_digit())
        }));
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Code::ALL.len());
    }

    #[test]
    fn the_list_is_in_order_of_precedence() {
        assert!(Code::ALL.is_sorted());
    }
}
