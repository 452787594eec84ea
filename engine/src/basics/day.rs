//! Civil days and months.

use std::fmt;

/// A civil day, as days since 1970-01-01 (Arrow's `Date32`).
///
/// # Example
///
/// ```
/// use anxin::Day;
///
/// let day = Day::from_ymd(2025, 10, 6).unwrap();
/// assert_eq!(day.to_string(), "2025-10-06");
/// assert_eq!(day.month().to_string(), "2025-10");
/// assert_eq!("2025-10-06".parse::<Day>().unwrap(), day);
/// assert_eq!(Day::from_ymd(2025, 2, 29), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// A calendar month, as months since 1970-01.
///
/// # Example
///
/// ```
/// use anxin::basics::day::{Day, Month};
///
/// let february = Month::from_ym(2024, 2);
/// assert_eq!((february.to_string().as_str(), february.days()), ("2024-02", 29));
/// assert_eq!(february.plus(12).last_day(), Day::from_ymd(2025, 2, 28).unwrap());
/// assert_eq!(february.day_clamped(31), Day::from_ymd(2024, 2, 29).unwrap());
/// assert_eq!("2024-02".parse::<Month>().unwrap(), february);
/// assert!("2024-13".parse::<Month>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Day {
    /// Later than every date of the data: the end of what is open.
    pub const OPEN: Self = Self(i32::MAX);
    /// Not given, or not known.
    pub const NONE: Self = Self(i32::MIN);
    /// Years that a date may have: 1900 to 2199. Others are typing errors.
    pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

    /// The day `year`-`month`-`day`; `None` where there is no such day or it lies outside
    /// [`Self::YEARS`].
    #[must_use]
    pub const fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 {
            return None;
        }
        let month = Month::from_ym(year, month);
        if day > month.days() {
            None
        } else {
            Some(Self(month.first_day().0 + day.cast_signed() - 1))
        }
    }

    /// Year, month (1–12) and day of the month (1–31).
    #[must_use]
    pub const fn ymd(self) -> (i32, u32, u32) {
        // Days are counted from 0000-03-01, so that a leap day ends its year; eras have 400 years.
        let shifted = self.0 as i64 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + (month <= 2) as i64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a year of an i32 of days fits, month and day are at most 12 and 31"
        )]
        (year as i32, month as u32, day as u32)
    }

    /// The month the day lies in.
    #[must_use]
    pub const fn month(self) -> Month {
        let (year, month, _) = self.ymd();
        Month::from_ym(year, month)
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub const fn day_of_month(self) -> u32 {
        self.ymd().2
    }

    /// The day, or `None` where it is [`Self::NONE`].
    #[must_use]
    pub const fn get(self) -> Option<Self> {
        if self.0 == Self::NONE.0 { None } else { Some(self) }
    }

    /// The day `days` later (earlier where negative).
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The same day of the month `months` later, clamped to its end.
    #[must_use]
    pub const fn plus_months(self, months: i32) -> Self {
        let (_, _, day) = self.ymd();
        self.month().plus(months).day_clamped(day)
    }
}

impl Month {
    /// The month of a year; `month` is 1 to 12.
    #[must_use]
    pub const fn from_ym(year: i32, month: u32) -> Self {
        Self((year - 1970) * 12 + month.cast_signed() - 1)
    }

    /// Year and month (1–12).
    #[must_use]
    pub const fn ym(self) -> (i32, u32) {
        (1970 + self.0.div_euclid(12), self.0.rem_euclid(12).cast_unsigned() + 1)
    }

    /// Its first day.
    #[must_use]
    pub const fn first_day(self) -> Day {
        let (year, month) = self.ym();
        // Years begin in March, so that the leap day comes last.
        let year = if month <= 2 { year - 1 } else { year };
        let month_from_march = (month + 9) % 12;
        let day_of_year = (153 * month_from_march.cast_signed() + 2) / 5;
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Day(era * 146_097 + day_of_era - 719_468)
    }

    /// Its last day.
    #[must_use]
    pub const fn last_day(self) -> Day {
        Day(self.plus(1).first_day().0 - 1)
    }

    /// Number of its days, 28 to 31.
    #[must_use]
    pub const fn days(self) -> u32 {
        (self.plus(1).first_day().0 - self.first_day().0).cast_unsigned()
    }

    /// The month `months` later.
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    /// Its day number `day`, clamped to its end.
    #[must_use]
    pub const fn day_clamped(self, day: u32) -> Day {
        let day = if day > self.days() { self.days() } else { day };
        Day(self.first_day().0 + day.cast_signed() - 1)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = self.ym();
        write!(f, "{year:04}-{month:02}")
    }
}

impl std::str::FromStr for Day {
    type Err = String;

    /// Reads `YYYY-MM-DD`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("met `{text}`, expected a date like 2025-12-31");
        let number = |range| text.get(range).and_then(|part: &str| part.parse::<u32>().ok());
        let bytes = text.as_bytes();
        let plain = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let (Some(year), Some(month), Some(day), true) =
            (number(0..4), number(5..7), number(8..10), plain)
        else {
            return Err(wrong());
        };
        Self::from_ymd(year.cast_signed(), month, day).ok_or_else(wrong)
    }
}

impl std::str::FromStr for Month {
    type Err = String;

    /// Reads `YYYY-MM`.
    fn from_str(text: &str) -> Result<Self, String> {
        format!("{text}-01")
            .parse::<Day>()
            .map(Day::month)
            .map_err(|_| format!("met `{text}`, expected a month like 2025-12"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_1900_to_2199_comes_back() {
        let first = Day::from_ymd(1900, 1, 1).unwrap();
        let last = Day::from_ymd(2199, 12, 31).unwrap();
        for number in first.0..=last.0 {
            let (year, month, day) = Day(number).ymd();
            assert_eq!(Day::from_ymd(year, month, day), Some(Day(number)));
        }
        assert_eq!(Day(0).to_string(), "1970-01-01");
        assert_eq!(Day(20_454).to_string(), "2026-01-01");
    }

    #[test]
    fn february_has_its_leap_day() {
        assert_eq!(Month::from_ym(2024, 2).days(), 29);
        assert_eq!(Month::from_ym(2100, 2).days(), 28);
        assert_eq!(Month::from_ym(2000, 2).days(), 29);
        assert_eq!(Month::from_ym(2025, 2).day_clamped(31).to_string(), "2025-02-28");
    }
}
