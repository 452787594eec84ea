//! Attendance, payroll and transfers beside each other (step 7.2).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::wages::payroll::beyond_tolerance;
use crate::wages::worker_periods::WorkerPeriods;

/// How the three records of a worker-period stand to each other: each has exactly one word.
///
/// Example: [`MatchState::of`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchClass {
    /// All that are compared are there, and their amounts agree within the tolerance.
    Matched,
    /// All that are compared are there, and amounts differ.
    AmountsDiffer,
    /// All are there and the others agree, but nothing prices the attendance.
    NotPriced,
    /// The others are there, no transfer pays the period.
    NoTransfer,
    /// The others are there, no payroll line is.
    NoPayroll,
    /// The others are there, no attendance is.
    NoAttendance,
    /// Attendance alone.
    AttendanceOnly,
    /// Payroll alone.
    PayrollOnly,
    /// None of them.
    Nothing,
}

impl MatchClass {
    /// All classes.
    pub const ALL: [Self; 9] = [
        Self::Matched,
        Self::AmountsDiffer,
        Self::NotPriced,
        Self::NoTransfer,
        Self::NoPayroll,
        Self::NoAttendance,
        Self::AttendanceOnly,
        Self::PayrollOnly,
        Self::Nothing,
    ];

    /// The word in the tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::AmountsDiffer => "amounts_differ",
            Self::NotPriced => "not_priced",
            Self::NoTransfer => "no_transfer",
            Self::NoPayroll => "no_payroll",
            Self::NoAttendance => "no_attendance",
            Self::AttendanceOnly => "attendance_only",
            Self::PayrollOnly => "payroll_only",
            Self::Nothing => "nothing",
        }
    }
}

/// Which records a line of `matches` compares.
///
/// Example: [`MatchState::of`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Records {
    /// All three.
    All,
    /// Attendance and payroll.
    AttendancePayroll,
    /// Attendance and transfers.
    AttendanceTransfers,
    /// Payroll and transfers.
    PayrollTransfers,
}

impl Records {
    /// All of them, in the order of their words.
    pub const ALL: [Self; 4] =
        [Self::All, Self::AttendancePayroll, Self::AttendanceTransfers, Self::PayrollTransfers];

    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::AttendancePayroll => "attendance_payroll",
            Self::AttendanceTransfers => "attendance_transfers",
            Self::PayrollTransfers => "payroll_transfers",
        }
    }
}

/// What is there of a worker-period and which amounts agree, in eight bits; the classes follow.
///
/// Example: [`MatchState::of`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MatchState(u8);

/// Minutes were attended, or attendance makes something due.
const ATTENDANCE: u8 = 1;
/// Attendance makes something due.
const PRICED: u8 = 2;
/// A payroll line that is not back pay.
const PAYROLL: u8 = 4;
/// A transfer pays the period.
const TRANSFERS: u8 = 8;
/// Attendance and payroll agree.
const ATTENDANCE_PAYROLL: u8 = 16;
/// Attendance and transfers agree.
const ATTENDANCE_TRANSFERS: u8 = 32;
/// Payroll and transfers agree.
const PAYROLL_TRANSFERS: u8 = 64;
/// The due date has passed.
const FALLEN_DUE: u8 = 128;

impl MatchState {
    /// The state of the worker-period at `row`.
    ///
    /// Step 7.2. **Basis:** Decree 724 Art. 28 and 31: attendance, the payroll sheet and the bank
    /// proof of one month belong together. **Choice:** two amounts agree where both are above zero
    /// and differ by at most `tolerance` (policy `payroll_tolerance`) of the first in the order
    /// attendance, payroll, transfers; attendance that earns nothing (no contract in force) proves
    /// presence and no amount.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::Day;
    /// use anxin::basics::day::Month;
    /// use anxin::basics::ids::{EngagementId, NameId};
    /// use anxin::basics::policy::Policy;
    /// use anxin::oversight::matches::{MatchClass, MatchState, Records};
    /// use anxin::wages::worker_periods::{DueSourceWord, SHEET_BIT, WorkerPeriods};
    ///
    /// // 3,000.00 by attendance, 3,020.00 on the sheet, nothing paid yet.
    /// let periods = WorkerPeriods {
    ///     engagement: vec![EngagementId(0)],
    ///     month: vec![Month::from_ym(2025, 9)],
    ///     employer: vec![NameId::NONE],
    ///     due_day: vec![Day(20_000)],
    ///     attended_days: vec![10],
    ///     attended_minutes: vec![4_800],
    ///     attendance_due_fen: vec![3_000_00],
    ///     payroll_due_fen: vec![3_020_00],
    ///     due_fen: vec![3_020_00],
    ///     due_source: vec![DueSourceWord::Payroll],
    ///     paid_fen: vec![0],
    ///     paid_on_time_fen: vec![0],
    ///     settled_day: vec![Day::NONE],
    ///     flags: vec![SHEET_BIT],
    /// };
    /// let tolerance = Policy::default().wages.payroll_tolerance; // 1 %
    /// let state = MatchState::of(&periods, 0, Day(20_001), tolerance);
    /// assert_eq!(state.class(Records::All), MatchClass::NoTransfer);
    /// assert_eq!(state.class(Records::AttendancePayroll), MatchClass::Matched);
    /// assert!(state.has_fallen_due());
    /// ```
    #[must_use]
    pub fn of(periods: &WorkerPeriods, row: usize, as_of: Day, tolerance: Decimal) -> Self {
        let (attendance_fen, payroll_fen) =
            (periods.attendance_due_fen[row], periods.payroll_due_fen[row]);
        let paid_fen = periods.paid_fen[row];
        let agree = |first_fen: i64, second_fen: i64| {
            let is_compared = first_fen > 0 && second_fen > 0;
            is_compared && beyond_tolerance(first_fen, second_fen, tolerance).is_eq()
        };
        let mut state = 0;
        for (is_so, bit) in [
            (periods.attended_minutes[row] > 0 || attendance_fen > 0, ATTENDANCE),
            (attendance_fen > 0, PRICED),
            (periods.has_payroll_line(row), PAYROLL),
            (paid_fen > 0, TRANSFERS),
            (agree(attendance_fen, payroll_fen), ATTENDANCE_PAYROLL),
            (agree(attendance_fen, paid_fen), ATTENDANCE_TRANSFERS),
            (agree(payroll_fen, paid_fen), PAYROLL_TRANSFERS),
            (as_of > periods.due_day[row], FALLEN_DUE),
        ] {
            if is_so {
                state |= bit;
            }
        }
        Self(state)
    }

    const fn has(self, bit: u8) -> bool {
        self.0 & bit != 0
    }

    /// Whether the due date has passed.
    #[must_use]
    pub const fn has_fallen_due(self) -> bool {
        self.has(FALLEN_DUE)
    }

    /// How these records stand to each other.
    #[must_use]
    pub const fn class(self, records: Records) -> MatchClass {
        let (attendance, payroll) = (self.has(ATTENDANCE), self.has(PAYROLL));
        let transfers = self.has(TRANSFERS);
        match records {
            Records::All => self.class_of_all(),
            Records::AttendancePayroll => match (attendance, payroll) {
                (true, true) if !self.has(PRICED) => MatchClass::NotPriced,
                (true, true) if self.has(ATTENDANCE_PAYROLL) => MatchClass::Matched,
                (true, true) => MatchClass::AmountsDiffer,
                (true, false) => MatchClass::NoPayroll,
                (false, true) => MatchClass::NoAttendance,
                (false, false) => MatchClass::Nothing,
            },
            Records::AttendanceTransfers => match (attendance, transfers) {
                (true, true) if !self.has(PRICED) => MatchClass::NotPriced,
                (true, true) if self.has(ATTENDANCE_TRANSFERS) => MatchClass::Matched,
                (true, true) => MatchClass::AmountsDiffer,
                (true, false) => MatchClass::NoTransfer,
                (false, true) => MatchClass::NoAttendance,
                (false, false) => MatchClass::Nothing,
            },
            Records::PayrollTransfers => match (payroll, transfers) {
                (true, true) if self.has(PAYROLL_TRANSFERS) => MatchClass::Matched,
                (true, true) => MatchClass::AmountsDiffer,
                (true, false) => MatchClass::NoTransfer,
                (false, true) => MatchClass::NoPayroll,
                (false, false) => MatchClass::Nothing,
            },
        }
    }

    /// How all three stand to each other.
    const fn class_of_all(self) -> MatchClass {
        match (self.has(ATTENDANCE), self.has(PAYROLL), self.has(TRANSFERS)) {
            (true, true, true) if !self.has(PAYROLL_TRANSFERS) => MatchClass::AmountsDiffer,
            (true, true, true) if !self.has(PRICED) => MatchClass::NotPriced,
            (true, true, true)
                if self.has(ATTENDANCE_PAYROLL) && self.has(ATTENDANCE_TRANSFERS) =>
            {
                MatchClass::Matched
            }
            (true, true, true) => MatchClass::AmountsDiffer,
            (true, true, false) => MatchClass::NoTransfer,
            (true, false, true) => MatchClass::NoPayroll,
            (false, true, true) => MatchClass::NoAttendance,
            (true, false, false) => MatchClass::AttendanceOnly,
            (false, true, false) => MatchClass::PayrollOnly,
            // A transfer pays what attendance or payroll make due, so none pays alone.
            (false, false, _) => MatchClass::Nothing,
        }
    }
}

/// Worker-periods of one state, and what they add up to.
///
/// Example: [`MatchLines`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchSums {
    /// Worker-periods.
    pub worker_periods: u64,
    /// Due by attendance, in fen.
    pub attendance_due_fen: i64,
    /// Due by payroll, in fen.
    pub payroll_due_fen: i64,
    /// Paid, in fen.
    pub paid_fen: i64,
}

impl MatchSums {
    /// Adds others.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where a sum does not fit.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        const OVERFLOW: Error = Error::AmountOverflow { what: "sums of the three-way match" };
        self.worker_periods += other.worker_periods;
        for (sum_fen, amount_fen) in [
            (&mut self.attendance_due_fen, other.attendance_due_fen),
            (&mut self.payroll_due_fen, other.payroll_due_fen),
            (&mut self.paid_fen, other.paid_fen),
        ] {
            let Some(both_fen) = sum_fen.checked_add(amount_fen) else { return Err(OVERFLOW) };
            *sum_fen = both_fen;
        }
        Ok(())
    }
}

/// A month and state of a project, and its worker-periods.
///
/// Example: [`MatchLines`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchLine {
    /// The wage month.
    month: Month,
    /// The state they share.
    pub state: MatchState,
    /// What they add up to.
    pub sums: MatchSums,
}

impl MatchLine {
    /// The wage month.
    #[must_use]
    pub const fn month(&self) -> Month {
        self.month
    }
}

/// The lines of one project, by month and state; no two of one key.
///
/// # Example
///
/// ```
/// use anxin::basics::day::Month;
/// use anxin::oversight::matches::{MatchLines, MatchState, MatchSums};
///
/// let (month, state) = (Month::from_ym(2025, 3), MatchState::default());
/// let sums = MatchSums::default();
/// let (mut one, mut other) = (MatchLines::default(), MatchLines::default());
/// one.add(month, state, &sums)?;
/// other.add(month, state, &sums)?;
/// one.merge(&other)?;
/// assert_eq!((one.lines().len(), one.lines()[0].month()), (1, month));
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchLines(Vec<MatchLine>);

impl MatchLines {
    /// Adds worker-periods of one month and state.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where a sum does not fit.
    pub fn add(&mut self, month: Month, state: MatchState, sums: &MatchSums) -> Result<()> {
        let key = (month, state);
        match self.0.binary_search_by_key(&key, |line| (line.month, line.state)) {
            Ok(place) => self.0[place].sums.merge(sums),
            Err(place) => {
                // There are about as many lines as months.
                if self.0.capacity() == 0 {
                    self.0.reserve(12);
                }
                self.0.insert(place, MatchLine { month, state, sums: *sums });
                Ok(())
            }
        }
    }

    /// Adds all lines of others.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where a sum does not fit.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if self.0.is_empty() {
            self.0.extend_from_slice(&other.0);
            return Ok(());
        }
        let key = |line: &MatchLine| (line.month, line.state);
        let mut place = 0;
        for line in &other.0 {
            place += self.0[place..].iter().take_while(|own| key(own) < key(line)).count();
            match self.0.get_mut(place).filter(|own| key(own) == key(line)) {
                Some(own) => own.sums.merge(&line.sums)?,
                None => self.0.insert(place, *line),
            }
            place += 1;
        }
        Ok(())
    }

    /// Lines by month and state, no two of one key.
    pub(crate) const fn of(lines: Vec<MatchLine>) -> Self {
        Self(lines)
    }

    /// Lets all lines go and keeps their room.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The lines.
    #[must_use]
    pub fn lines(&self) -> &[MatchLine] {
        &self.0
    }

    /// Worker-periods past their due date of which there is anything, and how many of them match.
    #[must_use]
    pub fn fallen_due(&self) -> (u64, u64) {
        let mut counts = (0, 0);
        for line in self.0.iter().filter(|line| line.state.has_fallen_due()) {
            let count = line.sums.worker_periods;
            match line.state.class(Records::All) {
                MatchClass::Nothing => {}
                MatchClass::Matched => counts = (counts.0 + count, counts.1 + count),
                _ => counts.0 += count,
            }
        }
        counts
    }

    /// Worker-periods past their due date whose payroll and transfers stand to each other as
    /// `class` says.
    #[must_use]
    pub fn fallen_due_of(&self, class: MatchClass) -> u64 {
        let is_class = |line: &&MatchLine| {
            line.state.has_fallen_due() && line.state.class(Records::PayrollTransfers) == class
        };
        self.0.iter().filter(is_class).map(|line| line.sums.worker_periods).sum()
    }

    /// Rows of `matches` for these lines: by month, records and word of the class.
    ///
    /// Holds: for each month and each of [`Records`] the rows add up to all worker-periods.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where a sum does not fit.
    pub fn rows(&self) -> Result<Vec<(Month, Records, MatchClass, MatchSums)>> {
        let mut rows: Vec<(Month, Records, MatchClass, MatchSums)> = Vec::new();
        for of_month in self.0.chunk_by(|a, b| a.month == b.month) {
            for records in Records::ALL {
                let first = rows.len();
                for line in of_month {
                    let class = line.state.class(records);
                    match rows[first..].iter_mut().find(|row| row.2 == class) {
                        Some(row) => row.3.merge(&line.sums)?,
                        None => rows.push((line.month(), records, class, line.sums)),
                    }
                }
                rows[first..].sort_by_key(|row| row.2.word());
            }
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::ids::{EngagementId, NameId};
    use crate::wages::worker_periods::{DueSourceWord, SHEET_BIT};

    /// Minutes, due by attendance, due by the sheet (`None`: no line), paid.
    fn state(minutes: u32, attendance: i64, payroll: Option<i64>, paid: i64) -> MatchState {
        let periods = WorkerPeriods {
            engagement: vec![EngagementId(0)],
            month: vec![Month(600)],
            employer: vec![NameId::NONE],
            due_day: vec![Day(100)],
            attended_days: vec![1],
            attended_minutes: vec![minutes],
            attendance_due_fen: vec![attendance],
            payroll_due_fen: vec![payroll.unwrap_or(0)],
            due_fen: vec![attendance.max(payroll.unwrap_or(0))],
            due_source: vec![DueSourceWord::Payroll],
            paid_fen: vec![paid],
            paid_on_time_fen: vec![0],
            settled_day: vec![Day::NONE],
            flags: vec![if payroll.is_some() { SHEET_BIT } else { 0 }],
        };
        MatchState::of(&periods, 0, Day(101), Decimal::new(1, 2))
    }

    /// Classes of all, attendance × payroll, attendance × transfers, payroll × transfers.
    fn words(state: MatchState) -> [&'static str; 4] {
        Records::ALL.map(|records| state.class(records).word())
    }

    #[test]
    fn every_class_by_hand() {
        let cases = [
            (state(480, 1000, Some(1000), 1000), ["matched", "matched", "matched", "matched"]),
            (
                state(480, 1000, Some(1000), 400),
                ["amounts_differ", "matched", "amounts_differ", "amounts_differ"],
            ),
            (
                state(480, 1000, Some(2000), 2000),
                ["amounts_differ", "amounts_differ", "amounts_differ", "matched"],
            ),
            (state(480, 0, Some(700), 700), ["not_priced", "not_priced", "not_priced", "matched"]),
            (
                state(480, 0, Some(700), 500),
                ["amounts_differ", "not_priced", "not_priced", "amounts_differ"],
            ),
            (
                state(480, 1000, Some(1000), 0),
                ["no_transfer", "matched", "no_transfer", "no_transfer"],
            ),
            (state(480, 900, None, 900), ["no_payroll", "no_payroll", "matched", "no_payroll"]),
            (
                state(0, 0, Some(800), 800),
                ["no_attendance", "no_attendance", "no_attendance", "matched"],
            ),
            (state(480, 900, None, 0), ["attendance_only", "no_payroll", "no_transfer", "nothing"]),
            (
                state(0, 0, Some(800), 0),
                ["payroll_only", "no_attendance", "nothing", "no_transfer"],
            ),
            (state(0, 0, None, 0), ["nothing", "nothing", "nothing", "nothing"]),
            // Pieces of a day without minutes are attendance too.
            (state(0, 900, None, 900), ["no_payroll", "no_payroll", "matched", "no_payroll"]),
            // A line of zero is there and agrees with nothing.
            (
                state(480, 900, Some(0), 900),
                ["amounts_differ", "amounts_differ", "matched", "amounts_differ"],
            ),
        ];
        for (number, (state, expected)) in cases.into_iter().enumerate() {
            assert_eq!(words(state), expected, "case {number}");
        }
    }

    #[test]
    fn amounts_agree_up_to_the_tolerance_of_the_first() {
        let class =
            |payroll, paid| state(480, 10_000, Some(payroll), paid).class(Records::All).word();
        assert_eq!(class(10_100, 10_100), "matched");
        assert_eq!(class(10_101, 10_101), "amounts_differ");
        assert_eq!(class(9_900, 9_900), "matched");
        assert_eq!(class(9_899, 9_899), "amounts_differ");
        // Each agrees with its neighbour, the first and the last do not.
        assert_eq!(class(9_900, 9_801), "amounts_differ");
    }

    #[test]
    fn rows_of_every_comparison_add_up_to_all_worker_periods() {
        let mut lines = MatchLines::default();
        let mut all = MatchSums::default();
        for number in 0..40_i64 {
            let payroll = (number % 3 > 0).then_some(number * 10);
            let minutes = u32::try_from(number % 4).unwrap();
            let state = state(minutes, number % 5 * 100, payroll, number % 7 * 50);
            let sums = MatchSums {
                worker_periods: 1,
                attendance_due_fen: number % 5 * 100,
                payroll_due_fen: payroll.unwrap_or(0),
                paid_fen: number % 7 * 50,
            };
            all.merge(&sums).unwrap();
            lines.add(Month(i32::try_from(600 - number % 2).unwrap()), state, &sums).unwrap();
        }
        let rows = lines.rows().unwrap();
        for records in Records::ALL {
            let mut sum = MatchSums::default();
            let own = rows.iter().filter(|row| row.1 == records);
            own.for_each(|row| sum.merge(&row.3).unwrap());
            assert_eq!(sum, all);
        }
        assert!(rows.is_sorted_by_key(|row| (row.0, row.1.word(), row.2.word())));
    }
}
