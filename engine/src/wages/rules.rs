//! The policy and the calendar, made ready for the loops of steps 3 to 6.

use std::borrow::Cow;

use crate::basics::calendar::{Calendar, DayClass};
use crate::basics::day::{Day, Month};
use crate::basics::policy::Policy;
use crate::intake::terms::Contract;

/// What steps 3 to 6 need beside the data.
///
/// # Example
///
/// ```
/// use anxin::basics::calendar::Calendar;
/// use anxin::basics::day::Month;
/// use anxin::wages::rules::Rules;
/// use anxin::{Day, Policy};
///
/// let (policy, calendar) = (Policy::default(), Calendar::builtin());
/// let month = Month::from_ym(2025, 10);
/// let rules = Rules::new(&policy, &calendar, Day::from_ymd(2025, 12, 31).unwrap(), month, month);
/// assert_eq!((rules.paid_days, rules.paid_days_scale), (2_175, 100)); // 21.75
/// let days = rules.month(month);
/// assert_eq!((days.holidays.count_ones(), days.known()), (4, days.all));
/// assert_eq!(days.between(month.first_day(), month.first_day().plus_days(2)), 0b111);
/// ```
#[derive(Clone, Debug)]
pub struct Rules<'a> {
    /// The policy in force.
    pub policy: &'a Policy,
    /// The working calendar.
    pub calendar: &'a Calendar,
    /// The day the run is about.
    pub as_of: Day,
    /// `paid_days_per_month` is `paid_days / paid_days_scale`.
    pub paid_days: i128,
    /// A power of ten.
    pub paid_days_scale: i128,
    /// First month of `months`.
    first_month: Month,
    /// A table for each month that occurs, from the first to the last.
    months: Vec<MonthDays>,
    /// Their due dates where no contract names a day of pay.
    due_days: Vec<DueDay>,
}

/// A day of pay moved to a workday, and the year whose calendar that lacked.
pub(super) type DueDay = (Day, Option<i32>);

/// The days of one month by class, as bits: bit 0 is the first.
///
/// Example: [`Rules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthDays {
    /// Its first day.
    pub first_day: Day,
    /// All its days.
    pub all: u32,
    /// Workdays.
    pub workdays: u32,
    /// Rest days.
    pub rest_days: u32,
    /// Statutory holidays.
    pub holidays: u32,
    /// Workdays, rest days and holidays again, a day each.
    pub lanes: [Lanes; 3],
}

/// All bits of each day that is meant, none of the others.
///
/// Example: [`lanes`].
pub type Lanes = [u16; 31];

/// The days of `bits`, a day each: what is added up for some days is masked, not branched on.
///
/// # Example
///
/// ```
/// use anxin::wages::rules::lanes;
///
/// assert_eq!(lanes(0b101)[..3], [u16::MAX, 0, u16::MAX]);
/// ```
#[must_use]
pub fn lanes(bits: u32) -> Lanes {
    std::array::from_fn(|place| if bits & (1 << place) == 0 { 0 } else { u16::MAX })
}

impl MonthDays {
    /// The classes of the days of `month`; days of a year without calendar have none.
    #[must_use]
    pub fn new(month: Month, calendar: &Calendar) -> Self {
        let first_day = month.first_day();
        let (all, workdays, rest_days, holidays) = (0, 0, 0, 0);
        let mut days = Self { first_day, all, workdays, rest_days, holidays, lanes: [[0; 31]; 3] };
        for offset in 0..month.days() {
            let bit = 1 << offset;
            days.all |= bit;
            match calendar.class(first_day.plus_days(offset.cast_signed())) {
                Some(DayClass::Workday) => days.workdays |= bit,
                Some(DayClass::RestDay) => days.rest_days |= bit,
                Some(DayClass::Holiday) => days.holidays |= bit,
                None => {}
            }
        }
        days.lanes = [days.workdays, days.rest_days, days.holidays].map(lanes);
        days
    }

    /// Days whose class is known.
    #[must_use]
    pub const fn known(&self) -> u32 {
        self.workdays | self.rest_days | self.holidays
    }

    /// The days from `first` to `last`, both included, that lie in the month.
    #[must_use]
    pub fn between(&self, first: Day, last: Day) -> u32 {
        let from = first.0.saturating_sub(self.first_day.0).max(0);
        let to = last.0.saturating_sub(self.first_day.0).min(31);
        if from > to || from > 31 {
            return 0;
        }
        // `from..=to` as bits; 64 bits, because `to` may be 31.
        let upto = |day: i32| (1_u64 << (day + 1)) - 1;
        let bits = upto(to) & !(upto(from) >> 1);
        u32::try_from(bits & u64::from(self.all)).unwrap_or(0)
    }
}

impl<'a> Rules<'a> {
    /// Makes the tables for the months from `first_month` to `last_month`.
    ///
    /// `paid_days_per_month` is taken as the policy has it: above zero.
    #[must_use]
    pub fn new(
        policy: &'a Policy,
        calendar: &'a Calendar,
        as_of: Day,
        first_month: Month,
        last_month: Month,
    ) -> Self {
        let paid_days = policy.wages.paid_days_per_month.normalize();
        let months = || (first_month.0..=last_month.0).map(Month);
        let due_day = |month| moved(month, (None, None), policy, calendar);
        Self {
            policy,
            calendar,
            as_of,
            paid_days: paid_days.mantissa(),
            paid_days_scale: 10_i128.pow(paid_days.scale()),
            first_month,
            months: months().map(|month| MonthDays::new(month, calendar)).collect(),
            due_days: months().map(due_day).collect(),
        }
    }

    /// The due date of `month` by its contract, and the year whose calendar it lacked.
    pub(super) fn due_day(&self, month: Month, contract: Option<&Contract>) -> DueDay {
        let agreed = contract.map_or((None, None), |own| (own.pay_day, own.pay_month_offset));
        let known = usize::try_from(month.0 - self.first_month.0).ok();
        match known.and_then(|place| self.due_days.get(place)) {
            Some(&due_day) if agreed == (None, None) => due_day,
            _ => moved(month, agreed, self.policy, self.calendar),
        }
    }

    /// The days of `month`.
    #[must_use]
    pub fn month(&self, month: Month) -> Cow<'_, MonthDays> {
        let place = usize::try_from(month.0 - self.first_month.0).ok();
        match place.and_then(|place| self.months.get(place)) {
            Some(days) => Cow::Borrowed(days),
            None => Cow::Owned(MonthDays::new(month, self.calendar)),
        }
    }
}

/// The day of pay of `month`, moved to the workday on or before it (step 3.7): `agreed` are the day
/// and the months after the period that a contract names; else those of the policy count.
fn moved(
    month: Month,
    agreed: (Option<u8>, Option<u8>),
    policy: &Policy,
    calendar: &Calendar,
) -> DueDay {
    let pay_day = agreed.0.map_or(policy.wages.default_pay_day, u32::from);
    let offset = agreed.1.map_or(policy.wages.default_pay_month_offset, u32::from);
    let nominal = month.plus(offset.cast_signed()).day_clamped(pay_day);
    match calendar.last_workday_on_or_before(nominal) {
        Some(day) => (day, None),
        None => (nominal, Some(missing_year(nominal, calendar))),
    }
}

/// The year without calendar that keeps `nominal` from being moved: its own, else the one before.
fn missing_year(nominal: Day, calendar: &Calendar) -> i32 {
    let (year, _, _) = nominal.ymd();
    if calendar.class(nominal).is_none() { year } else { year - 1 }
}
