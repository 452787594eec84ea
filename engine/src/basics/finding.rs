//! Findings and accounting lines, and the codes they carry, in order of precedence.
//!
//! Of several faults of one row the first of this list is the one it is set aside with. Tests,
//! documentation and cases follow the same order.

use super::day::Month;
use super::ids::{ProjectId, WorkerId};

/// What a finding is about. [`Code::word`] never changes once released.
///
/// # Example
///
/// ```
/// use anxin::Code;
///
/// assert_eq!(Code::ALL[0].word(), "missing_required");
/// assert_eq!(
///     Code::OverdrawnDeposit.meaning(),
///     "A deposit of which more was drawn than it holds."
/// );
/// assert!(Code::BadCell < Code::OverdrawnDeposit); // of two faults of a row the first is named
/// ```
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
    /// A case closed before it was received; it counts as closed, without days.
    CaseDatesReversed,
    /// A published rate that its counts do not give.
    PublishedRateDiffers,
    /// A sum, count or balance that a file tells of itself differs from its lines; the lines count.
    FileSumDiffers,
    /// A debit for wages that payroll lines make in several ways; it pays nobody.
    BatchPayoutAlternatives,
    /// A debit for wages that no set of open payroll lines makes; it pays nobody.
    BatchPayoutImpossible,
    /// A debit for wages that the steps of the policy did not suffice to decide; it pays nobody.
    BatchPayoutUndecided,
}

impl Code {
    /// All codes, in order of precedence.
    pub const ALL: [Self; 57] = [
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
        Self::CaseDatesReversed,
        Self::PublishedRateDiffers,
        Self::FileSumDiffers,
        Self::BatchPayoutAlternatives,
        Self::BatchPayoutImpossible,
        Self::BatchPayoutUndecided,
    ];

    /// The code as it stands in the table `findings`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        TEXTS[self as usize].0
    }

    /// One sentence for a reader: what was met and what became of it.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        TEXTS[self as usize].1
    }
}

/// Word and meaning of each code, in the order of [`Code::ALL`].
const TEXTS: [(&str, &str); Code::ALL.len()] = [
    ("missing_required", "A required cell is null or empty; the row is set aside."),
    ("bad_cell", "A cell cannot be read as its column's kind; the row is set aside."),
    ("contract_dates_reversed", "A contract ends before it starts; the row is set aside."),
    (
        "negative_amount",
        "A negative transfer that does not name what it reverses; the row is set aside.",
    ),
    ("other_currency", "A row in another currency than the data set's; the row is set aside."),
    (
        "deposit_without_scope",
        "A deposit without project, contractor or (emergency fund) region; the row is set aside.",
    ),
    (
        "punch_not_presence",
        "A punch of a type that proves no presence (007, 008, 009); the row is set aside.",
    ),
    ("after_as_of", "Rows dated after `as_of`, per table and day; the rows are set aside."),
    ("duplicate_row", "A row equal to one already counted; the row is set aside."),
    (
        "conflicting_duplicate",
        "A row with the key of another and different content; the row is set aside.",
    ),
    ("duplicate", "A transfer equal to one already counted; set aside."),
    ("pending", "A transfer that has not settled; set aside."),
    ("returned", "A transfer that the bank returned; set aside."),
    ("failed", "A transfer that failed; set aside."),
    ("unmatched", "A transfer that no rule puts down to one engagement; set aside."),
    (
        "transfer_without_engagement",
        "A transfer that names a worker or project without engagement; set aside as unmatched.",
    ),
    ("payee_not_worker", "A transfer to another account than the worker's registered one."),
    ("equal_adjustments", "Adjustments without id that are equal in all columns; all count."),
    ("id_types_differ", "One id column holds integers in one place and text in another."),
    ("duplicate_punch", "A punch equal to another; the row is set aside."),
    ("punch_repeat", "A punch of the same direction within the debounce; the row is set aside."),
    ("punch_unpaired", "Punches of a day without a partner; the rows are set aside."),
    (
        "punches_beside_attendance",
        "A day with attendance and punches: punches are compared, not added.",
    ),
    ("unknown_worker", "A worker with an engagement and no row in `workers`."),
    ("unknown_project", "A project with an engagement and no row in `projects`."),
    ("duplicate_attendance", "Rows of a worker-day uploaded again; counted once."),
    (
        "day_over_24h",
        "More than 1440 minutes on a day, capped on one project, reported over several.",
    ),
    ("overlapping_contracts", "Two contracts with one start date are in force on one day."),
    (
        "attendance_without_contract",
        "Minutes on a project where the worker has no contract; they earn nothing.",
    ),
    (
        "attendance_outside_contract",
        "Minutes on a day that no contract of the engagement covers; they earn nothing.",
    ),
    (
        "calendar_year_missing",
        "A day in a year without calendar: minutes earn nothing, a deadline is not moved.",
    ),
    ("piece_without_quantity", "An attended day under a piece contract without a quantity."),
    (
        "piece_overtime_not_priced",
        "Minutes beyond the agreed day under a piece contract; overtime is not priced.",
    ),
    (
        "minimum_wage_unknown",
        "Damage deductions where no local minimum wage is known; the 20 % limit alone applies.",
    ),
    ("deduction_over_limit", "Deductions beyond what the law allows; they stay due."),
    ("payroll_net_short", "A payroll line whose net is below gross less deductions."),
    ("payroll_without_attendance", "A payroll line without attended minutes."),
    ("attendance_without_payroll", "Earned wages without a payroll line."),
    ("payroll_below_attendance", "The sheet is below what attendance earns, beyond the tolerance."),
    ("payroll_above_attendance", "The sheet is above what attendance earns, beyond the tolerance."),
    ("payroll_unconfirmed", "A payroll line that the worker has not confirmed."),
    ("days_mismatch", "The days on the sheet differ from the attended days."),
    (
        "reversal_without_original",
        "A reversal that names no settled transfer; it takes nothing back.",
    ),
    ("over_reversal", "Reversals of more than the original amount."),
    ("possible_duplicate_payment", "Same payer, payee, amount and day under different ids."),
    ("shared_payee_account", "One account receives the wages of three or more workers."),
    (
        "paid_outside_wage_account",
        "A wage paid from another account than the project's wage account.",
    ),
    ("transfer_without_attendance", "A payment to an engagement without any attended day."),
    ("round_flat_payment", "One team, one day, one round amount for at least five workers."),
    (
        "balance_from_movements",
        "A wage account without an opening entry: its balance is the sum of its movements.",
    ),
    ("overdrawn_deposit", "A deposit of which more was drawn than it holds."),
    (
        "case_dates_reversed",
        "A case closed before it was received; it counts as closed, without days.",
    ),
    ("published_rate_differs", "A published rate that its counts do not give."),
    (
        "file_sum_differs",
        "A sum, count or balance that a file tells of itself differs from its lines; the lines count.",
    ),
    (
        "batch_payout_alternatives",
        "A debit for wages that payroll lines make in several ways; it pays nobody.",
    ),
    (
        "batch_payout_impossible",
        "A debit for wages that no set of open payroll lines makes; it pays nobody.",
    ),
    (
        "batch_payout_undecided",
        "A debit for wages that the steps of the policy did not suffice to decide; it pays nobody.",
    ),
];

/// A row that could not be used, or something doubtful.
///
/// Example: [`take_in`](crate::intake::take_in::take_in).
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
///
/// Example: [`take_in`](crate::intake::take_in::take_in).
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
