//! What was earned and what falls due when, one row per engagement and month (step 3).

use std::ops::Range;

use super::due_date::due_date;
use super::in_force::{deciding, in_force};
use super::payroll::{self, Deductions, Sheet};
use super::rules::{MonthDays, Rules};
use super::wage::wage;
use super::worker_periods::{Flag, SHEET_BIT, WorkerPeriods};
use crate::basics::calendar::Calendar;
use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::basics::finding::Code;
use crate::basics::ids::{EngagementId, NameId};
use crate::basics::policy::HoursSystem;
use crate::basics::region::Region;
use crate::intake::keyed::Keyed;
use crate::intake::terms::{Adjustment, Contract, PayBasis, PayrollLine};
use crate::intake::timesheet::{MonthMinutes, NO_QUANTITY, NO_ROW};

/// A finding of step 3 whose amount no column of the worker-period holds.
///
/// Example: [`due()`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueFinding {
    /// Its code.
    pub code: Code,
    /// The engagement.
    pub engagement: EngagementId,
    /// The period.
    pub month: Month,
    /// The amount, in fen.
    pub amount_fen: i64,
}

/// What step 3 makes beside the worker-periods.
///
/// Example: [`due()`].
#[derive(Clone, Debug, Default)]
pub struct DueNotes {
    /// Findings with amounts of their own.
    pub findings: Vec<DueFinding>,
    /// Years whose calendar a due date lacked, in no order, possibly more than once.
    pub years_missing: Vec<i32>,
}

/// Wages due, appended to `periods`: one row per month of the engagement that has attendance, a
/// payroll line that is not back pay, or an adjustment.
///
/// Step 3. In: the timesheet, contracts, payroll lines and adjustments of one engagement. Out: rows
/// in the order of months.
///
/// Holds: every `due_fen` is zero or more.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where a sum does not fit in 64 bits of fen.
///
/// # Example
///
/// ```
/// use anxin::basics::ids::EngagementId;
/// use anxin::intake::take_in::take_in;
/// use anxin::wages::due::{DueNotes, due, rules};
/// use anxin::wages::worker_periods::{DueSourceWord, WorkerPeriods};
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName};
///
/// let csv = |name, text: &'static str| Source::bytes(name, Format::Csv, text.into());
/// let attendance = "worker_id,project_id,work_date,minutes\nW1,P1,2025-03-03,480\n";
/// let contracts = "contract_id,worker_id,project_id,pay_basis,rate,start_date\n\
///                  C1,W1,P1,daily,300,2025-03-01\n";
/// let inputs = Inputs::default()
///     .with(TableName::Attendance, csv("attendance.csv", attendance))
///     .with(TableName::Contracts, csv("contracts.csv", contracts));
/// let (policy, as_of) = (Policy::default(), Day::from_ymd(2025, 12, 31).unwrap());
/// let taken = take_in(&inputs, &policy, as_of, 1, &|_, _| Ok(()))?;
///
/// let rules = rules(&taken.keyed, &policy, &taken.calendar, as_of);
/// let (mut periods, mut notes) = (WorkerPeriods::default(), DueNotes::default());
/// due(&taken.keyed, EngagementId(0), &rules, &mut periods, &mut notes)?;
/// assert_eq!((periods.len(), periods.due_fen[0]), (1, 300_00));
/// assert_eq!(periods.due_source[0], DueSourceWord::Attendance);
/// assert_eq!(periods.due_day[0].to_string(), "2025-04-30");
/// assert_eq!(periods.arrears(0, as_of).arrears_fen, 300_00);
/// assert!(notes.findings.is_empty());
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn due(
    keyed: &Keyed,
    engagement: EngagementId,
    rules: &Rules<'_>,
    periods: &mut WorkerPeriods,
    notes: &mut DueNotes,
) -> Result<()> {
    let contracts = keyed.contracts.of(engagement);
    let sheet_rows = keyed.timesheet.months_of(engagement);
    keyed.timesheet.fetch(sheet_rows.clone());
    let mut sheet_rows = sheet_rows.peekable();
    let mut lines = keyed.payroll.of(engagement);
    let mut adjustments = keyed.adjustments.of(engagement);
    let own_line = |line: &&PayrollLine| !line.is_back_pay;
    loop {
        let attended = sheet_rows.peek().map(|&row| keyed.timesheet.month(row));
        let on_payroll = lines.iter().find(own_line).map(|line| line.month);
        let adjusted = adjustments.first().map(|adjustment| adjustment.month);
        let Some(month) = [attended, on_payroll, adjusted].into_iter().flatten().min() else {
            return Ok(());
        };
        let attendance = if attended == Some(month) { sheet_rows.next() } else { None };
        let own_lines = take_while(&mut lines, |line| line.month <= month);
        let documents = Documents {
            contracts,
            lines: from(own_lines, |line| line.month < month),
            adjustments: take_while(&mut adjustments, |adjustment| adjustment.month <= month),
        };
        append((keyed, rules), (engagement, month), attendance, documents, (periods, notes))?;
    }
}

/// The same where attendance differs in `months` alone, which rise, from what it was when
/// `standing` came of it: the other months are taken over.
///
/// All are paid as they were; gives whether step 5 would pay them so, by the same transfers, if it
/// does so with the worker's other engagements. The notes are those of these months.
///
/// # Errors
///
/// As [`due()`].
pub(crate) fn due_again(
    (keyed, rules): (&Keyed, &Rules<'_>),
    engagement: EngagementId,
    months: impl Iterator<Item = Month>,
    (standing, mut rows): (&WorkerPeriods, Range<usize>),
    (periods, notes): (&mut WorkerPeriods, &mut DueNotes),
) -> Result<bool> {
    let mut are_paid = true;
    for month in months {
        let same = rows.start + standing.month[rows.clone()].partition_point(|own| *own < month);
        periods.push_rows(standing, rows.start..same);
        let is_known = standing.month[same..rows.end].first() == Some(&month);
        rows.start = same + usize::from(is_known);
        let documents = Documents {
            contracts: keyed.contracts.of(engagement),
            lines: of_month(keyed.payroll.of(engagement), month, |line| line.month),
            adjustments: of_month(keyed.adjustments.of(engagement), month, |own| own.month),
        };
        let attendance = keyed.timesheet.row_of(engagement, month);
        let row = periods.len();
        append((keyed, rules), (engagement, month), attendance, documents, (periods, notes))?;
        are_paid &= is_known && periods.pay_as(row, standing, same);
    }
    if !rows.is_empty() {
        periods.push_rows(standing, rows);
    }
    Ok(are_paid)
}

/// Step 3.7 anew for the rows from `first` on, under rules that set another day of pay.
pub(crate) fn due_days_again(
    (keyed, rules): (&Keyed, &Rules<'_>),
    first: usize,
    (periods, notes): (&mut WorkerPeriods, &mut DueNotes),
) {
    for row in first..periods.len() {
        let (engagement, month) = (periods.engagement[row], periods.month[row]);
        let contracts = keyed.contracts.of(engagement);
        let days = rules.month(month);
        let deciding = deciding(contracts, &days);
        let last_attended = || match keyed.timesheet.row_of(engagement, month) {
            Some(attendance) => Attended::of(&keyed.timesheet.minutes(attendance)).last_day(&days),
            None => Day::NONE,
        };
        let (due_day, missing_year) = due_date(month, deciding, contracts, last_attended, rules);
        periods.due_day[row] = due_day;
        notes.years_missing.extend(missing_year);
    }
}

/// Rows of a month among rows in the order of months.
fn of_month<T>(rows: &[T], month: Month, month_of: impl Fn(&T) -> Month) -> &[T] {
    let end = rows.partition_point(|row| month_of(row) <= month);
    from(&rows[..end], |row| month_of(row) < month)
}

/// What else than attendance says what is due.
struct Documents<'a> {
    contracts: &'a [Contract],
    lines: &'a [PayrollLine],
    adjustments: &'a [Adjustment],
}

/// One period: `attendance` is its row of the timesheet.
fn append(
    (keyed, rules): (&Keyed, &Rules<'_>),
    (engagement, month): (EngagementId, Month),
    attendance: Option<usize>,
    Documents { contracts, lines, adjustments }: Documents<'_>,
    (periods, notes): (&mut WorkerPeriods, &mut DueNotes),
) -> Result<()> {
    let region = keyed.projects[keyed.engagements.project[engagement.index()].index()].region;
    let minutes = attendance.map_or([NO_ROW; 31], |row| keyed.timesheet.minutes(row));
    let quantities = attendance.and_then(|row| keyed.timesheet.quantities(row));
    let days = rules.month(month);
    let mut period = Period {
        engagement,
        month,
        region,
        contracts,
        lines,
        adjustments,
        minutes: &minutes,
        quantities: quantities.as_ref(),
        days: &days,
        rules,
        flags: 0,
    };
    period.append(periods, notes)
}

/// Splits off the leading rows for which `is_in` holds.
fn take_while<'a, T>(rows: &mut &'a [T], is_in: impl Fn(&T) -> bool) -> &'a [T] {
    let (taken, left) = rows.split_at(rows.partition_point(is_in));
    *rows = left;
    taken
}

/// Leaves out the leading rows for which `is_out` holds.
fn from<T>(rows: &[T], is_out: impl Fn(&T) -> bool) -> &[T] {
    &rows[rows.partition_point(is_out)..]
}

/// One engagement and month, while step 3 works on it.
struct Period<'a> {
    engagement: EngagementId,
    month: Month,
    region: Option<Region>,
    contracts: &'a [Contract],
    lines: &'a [PayrollLine],
    adjustments: &'a [Adjustment],
    minutes: &'a MonthMinutes,
    quantities: Option<&'a [i64; 31]>,
    days: &'a MonthDays,
    rules: &'a Rules<'a>,
    flags: u32,
}

/// Attendance of a month in three numbers.
#[derive(Clone, Copy, Debug, Default)]
struct Attended {
    /// Days with minutes above zero, as bits.
    days: u32,
    /// Minutes.
    minutes: u32,
}

impl Attended {
    /// Days with attended minutes, and their minutes.
    fn of(minutes: &MonthMinutes) -> Self {
        let (first, others) = minutes.split_at(16);
        let ([first_days, first_minutes], [other_days, other_minutes]) =
            (bits_and_sum(first), bits_and_sum(others));
        Self {
            days: u32::from(first_days) | u32::from(other_days) << 16,
            minutes: u32::from(first_minutes) + u32::from(other_minutes),
        }
    }

    /// The last of the days, in a month of these days; [`Day::NONE`] where there is none.
    fn last_day(&self, days: &MonthDays) -> Day {
        match 31 - self.days.leading_zeros().cast_signed() {
            -1 => Day::NONE,
            place => days.first_day.plus_days(place),
        }
    }
}

/// The days of up to sixteen with minutes, as bits, and their minutes: 16 bits hold both.
fn bits_and_sum(minutes: &[u16]) -> [u16; 2] {
    const BITS: [u16; 16] =
        [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768];
    let mut both = [0; 2];
    for (&met, bit) in minutes.iter().zip(BITS) {
        let met = if met == NO_ROW { 0 } else { met };
        both[0] |= if met == 0 { 0 } else { bit };
        both[1] += met;
    }
    both
}

impl Period<'_> {
    /// Steps 3.1 to 3.7 for this period.
    fn append(&mut self, periods: &mut WorkerPeriods, notes: &mut DueNotes) -> Result<()> {
        let attended = Attended::of(self.minutes);
        let wage_fen = self.wages(&attended)?;
        let deductions = self.deductions(wage_fen, notes)?;
        let sheet = payroll::sheet(self.lines, self.rules.policy.wages.unexplained_deduction)?;
        if sheet.net_short_fen > 0 {
            notes.findings.push(self.finding(Code::PayrollNetShort, sheet.net_short_fen));
        }
        let evidence_missing = attended.minutes > 0 && wage_fen == 0 && sheet.lines == 0;
        let (due_fen, due_source) = payroll::due(
            deductions.attendance_due_fen,
            &sheet,
            evidence_missing,
            self.rules.policy.wages.due_source,
        );
        self.compare(&attended, deductions.attendance_due_fen, &sheet);
        let deciding = deciding(self.contracts, self.days);
        let last_attended = || attended.last_day(self.days);
        let (due_day, missing_year) =
            due_date(self.month, deciding, self.contracts, last_attended, self.rules);
        notes.years_missing.extend(missing_year);
        periods.engagement.push(self.engagement);
        periods.month.push(self.month);
        periods.employer.push(deciding.map_or(NameId::NONE, |contract| contract.employer));
        periods.due_day.push(due_day);
        periods.attended_days.push(u8::try_from(attended.days.count_ones()).unwrap_or(31));
        periods.attended_minutes.push(attended.minutes);
        periods.attendance_due_fen.push(deductions.attendance_due_fen);
        periods.payroll_due_fen.push(sheet.due_fen);
        periods.due_fen.push(due_fen);
        periods.due_source.push(due_source);
        periods.paid_fen.push(0);
        periods.paid_on_time_fen.push(0);
        periods.settled_day.push(Day::NONE);
        periods.flags.push(self.flags);
        Ok(())
    }

    /// Step 3.1 and 3.4: the wages of the contracts in force, each on its days.
    fn wages(&mut self, attended: &Attended) -> Result<i64> {
        let days = self.days;
        let mut wage_fen = 0_i64;
        let mut contracts = in_force(self.contracts, days);
        for own in contracts.by_ref() {
            if own.is_tied {
                self.flag(Flag::OverlappingContracts);
            }
            if own.days == 0 {
                continue;
            }
            if own.contract.pay_basis == PayBasis::Piece {
                self.piece_flags(own.contract, own.days);
            }
            let (minutes, quantities) = (self.minutes, self.quantities);
            let earned = wage(own.contract, minutes, quantities, own.days, days, self.rules)?;
            let Some(both_fen) = wage_fen.checked_add(earned.wage_fen) else {
                return Err(OVERFLOW);
            };
            wage_fen = both_fen;
        }
        let left = contracts.uncovered();
        if attended.days & left != 0 {
            self.flag(if self.contracts.is_empty() {
                Flag::AttendanceWithoutContract
            } else {
                Flag::AttendanceOutsideContract
            });
        }
        let pieced = self.quantities.map_or(0, |quantities| {
            (0..31)
                .filter(|&place| quantities[place] > 0)
                .fold(0, |bits, place| bits | (1 << place))
        });
        if (attended.days | pieced) & !days.known() & days.all != 0 {
            self.flag(Flag::CalendarYearMissing);
        }
        Ok(wage_fen)
    }

    /// What cannot be priced under a piece contract.
    fn piece_flags(&mut self, contract: &Contract, in_force: u32) {
        let policy = &self.rules.policy.wages;
        let system = contract.hours_system.unwrap_or(policy.default_hours_system);
        let counts_hours = !matches!(system, HoursSystem::Flexible | HoursSystem::None);
        for place in (0..31).filter(|place| in_force & (1 << place) != 0) {
            let minutes = self.minutes[place];
            if minutes == NO_ROW || minutes == 0 {
                continue;
            }
            let quantity = self.quantities.map_or(NO_QUANTITY, |quantities| quantities[place]);
            if quantity == NO_QUANTITY {
                self.flag(Flag::PieceWithoutQuantity);
            }
            if counts_hours && minutes > contract.daily_minutes {
                self.flag(Flag::PieceOvertimeNotPriced);
            }
        }
    }

    /// Step 3.5: what deductions leave of the wage.
    fn deductions(&mut self, wage_fen: i64, notes: &mut DueNotes) -> Result<Deductions> {
        let deductions = payroll::deductions(
            wage_fen,
            self.adjustments,
            self.region,
            self.days.first_day,
            self.rules.policy,
        )?;
        if deductions.minimum_wage_unknown {
            self.flag(Flag::MinimumWageUnknown);
        }
        if deductions.not_lawful_fen > 0 {
            notes.findings.push(self.finding(Code::DeductionOverLimit, deductions.not_lawful_fen));
        }
        Ok(deductions)
    }

    /// Step 3.6: what sheet and attendance say of each other.
    fn compare(&mut self, attended: &Attended, attendance_due_fen: i64, sheet: &Sheet) {
        if sheet.lines == 0 {
            if attendance_due_fen > 0 {
                self.flag(Flag::AttendanceWithoutPayroll);
            }
            return;
        }
        self.flags |= SHEET_BIT;
        if attended.minutes == 0 {
            self.flag(Flag::PayrollWithoutAttendance);
        }
        if sheet.confirmed < sheet.lines {
            self.flag(Flag::PayrollUnconfirmed);
        }
        let tolerance = self.rules.policy.wages.payroll_tolerance;
        match payroll::beyond_tolerance(attendance_due_fen, sheet.due_fen, tolerance) {
            std::cmp::Ordering::Less => self.flag(Flag::PayrollBelowAttendance),
            std::cmp::Ordering::Greater => self.flag(Flag::PayrollAboveAttendance),
            std::cmp::Ordering::Equal => {}
        }
        let attended_e2 = i64::from(attended.days.count_ones()) * 100;
        if sheet.days_e2.is_some_and(|days_e2| days_e2 != attended_e2) {
            self.flag(Flag::DaysMismatch);
        }
    }

    fn flag(&mut self, flag: Flag) {
        self.flags |= flag.bit();
    }

    fn finding(&self, code: Code, amount_fen: i64) -> DueFinding {
        DueFinding { code, engagement: self.engagement, month: self.month, amount_fen }
    }
}

/// A sum of wages that does not fit.
const OVERFLOW: Error = Error::AmountOverflow { what: "wages of a worker in a period" };

/// The months that the tables of [`Rules`] should cover.
///
/// # Example
///
/// ```
/// use anxin::intake::take_in::take_in;
/// use anxin::wages::due::months;
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName};
///
/// let rows = "worker_id,project_id,work_date,minutes\n\
///             W1,P1,2025-03-03,480\nW1,P1,2025-06-03,480\n";
/// let source = Source::bytes("attendance.csv", Format::Csv, rows.into());
/// let inputs = Inputs::default().with(TableName::Attendance, source);
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let taken = take_in(&inputs, &Policy::default(), as_of, 1, &|_, _| Ok(()))?;
/// let (first, last) = months(&taken.keyed);
/// assert_eq!((first.to_string(), last.to_string()), ("2025-03".into(), "2025-06".into()));
/// # Ok::<(), anxin::Error>(())
/// ```
#[must_use]
pub fn months(keyed: &Keyed) -> (Month, Month) {
    let sheet = keyed.timesheet.month_range();
    sheet.unwrap_or((Month(0), Month(-1)))
}

/// The rules of a run over `keyed`.
///
/// Example: [`due()`].
#[must_use]
pub fn rules<'a>(
    keyed: &Keyed,
    policy: &'a crate::basics::policy::Policy,
    calendar: &'a Calendar,
    as_of: Day,
) -> Rules<'a> {
    let (first, last) = months(keyed);
    Rules::new(policy, calendar, as_of, first, last)
}
