//! Civil dates as day numbers, and the calendar of the People's Republic for 2024–2026.

/// The day number (days since 1970-01-01) of a date.
///
/// ```
/// use anxin_datasets::civil::{day, day_text};
/// assert_eq!(day(1970, 1, 1), 0);
/// assert_eq!(day_text(day(2025, 2, 28) + 1), "2025-03-01");
/// ```
#[must_use]
pub fn day(year: i64, month: i64, day_of_month: i64) -> i64 {
    // Years begin in March, so that the leap day is the last one.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day_of_month - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of month of a day number.
#[must_use]
pub fn date(day_number: i64) -> (i64, i64, i64) {
    let shifted = day_number + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, of_year - (153 * from_march + 2) / 5 + 1)
}

/// The month number (months since year 0) of a year and month.
#[must_use]
pub fn month(year: i64, month_of_year: i64) -> i64 {
    year * 12 + month_of_year - 1
}

/// The month number of a day.
#[must_use]
pub fn month_of_day(day_number: i64) -> i64 {
    let (year, month_of_year, _) = date(day_number);
    month(year, month_of_year)
}

/// The first day of a month number.
#[must_use]
pub fn first_day(month_number: i64) -> i64 {
    day(month_number.div_euclid(12), month_number.rem_euclid(12) + 1, 1)
}

/// The number of days of a month number.
#[must_use]
pub fn month_days(month_number: i64) -> i64 {
    first_day(month_number + 1) - first_day(month_number)
}

/// A day as `2025-03-01`.
#[must_use]
pub fn day_text(day_number: i64) -> String {
    let (year, month_of_year, day_of_month) = date(day_number);
    format!("{year:04}-{month_of_year:02}-{day_of_month:02}")
}

/// A month number as `2025-03`.
#[must_use]
pub fn month_text(month_number: i64) -> String {
    format!("{:04}-{:02}", month_number.div_euclid(12), month_number.rem_euclid(12) + 1)
}

/// A day and a second of the day as `2025-03-01 07:58:03`.
#[must_use]
pub fn time_text(day_number: i64, second: i64) -> String {
    let (day_number, second) = (day_number + second.div_euclid(86_400), second.rem_euclid(86_400));
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    format!("{} {hour:02}:{minute:02}:{:02}", day_text(day_number), second % 60)
}

/// `workday`, `rest_day` or `holiday`, for the years 2024–2026; in other years weekends are rest
/// days.
///
/// **Basis:** the State Council's arrangements for 2024, 2025 and 2026; the statutory days of the
/// regulation on public holidays (11 days in 2024, 13 since 2025).
///
/// ```
/// use anxin_datasets::civil::{day, day_class};
/// assert_eq!(day_class(day(2025, 1, 28)), "holiday"); // New Year's Eve, statutory since 2025
/// assert_eq!(day_class(day(2025, 2, 4)), "rest_day"); // moved
/// assert_eq!(day_class(day(2025, 1, 26)), "workday"); // a Sunday that makes up for it
/// ```
#[must_use]
pub fn day_class(day_number: i64) -> &'static str {
    let (year, month_of_year, day_of_month) = date(day_number);
    let key = month_of_year * 100 + day_of_month;
    let (statutory, rest, work): (&[i64], &[(i64, i64)], &[i64]) = match year {
        2024 => (
            &[101, 210, 211, 212, 404, 501, 610, 917, 1001, 1002, 1003],
            &[(210, 217), (404, 406), (501, 505), (610, 610), (915, 917), (1001, 1007)],
            &[204, 218, 407, 428, 511, 914, 929, 1012],
        ),
        2025 => (
            &[101, 128, 129, 130, 131, 404, 501, 502, 531, 1001, 1002, 1003, 1006],
            &[(128, 204), (404, 406), (501, 505), (531, 602), (1001, 1008)],
            &[126, 208, 427, 928, 1011],
        ),
        2026 => (
            &[101, 216, 217, 218, 219, 405, 501, 502, 619, 925, 1001, 1002, 1003],
            &[(101, 103), (215, 223), (404, 406), (501, 505), (619, 621), (925, 927), (1001, 1007)],
            &[104, 214, 228, 509, 920, 1010],
        ),
        _ => (&[], &[], &[]),
    };
    if statutory.contains(&key) {
        "holiday"
    } else if work.contains(&key) {
        "workday"
    } else if rest.iter().any(|&(from, to)| (from..=to).contains(&key)) || weekday(day_number) >= 5
    {
        "rest_day"
    } else {
        "workday"
    }
}

/// 0 for Monday to 6 for Sunday.
#[must_use]
pub fn weekday(day_number: i64) -> i64 {
    (day_number + 3).rem_euclid(7)
}

/// The pay day of a month's wages: `pay_day` of the month `offset` later, clamped to its end, then
/// back to the last workday on or before.
#[must_use]
pub fn due_day(month_number: i64, pay_day: i64, offset_months: i64) -> i64 {
    let paid_month = month_number + offset_months;
    let mut day_number = first_day(paid_month) + pay_day.min(month_days(paid_month)) - 1;
    while day_class(day_number) != "workday" {
        day_number -= 1;
    }
    day_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_day_numbers_undo_each_other() {
        for number in (day(1999, 12, 1)..day(2101, 1, 1)).step_by(13) {
            let (year, month_of_year, day_of_month) = date(number);
            assert_eq!(day(year, month_of_year, day_of_month), number);
        }
    }

    #[test]
    fn workdays_of_the_years_are_those_of_the_arrangements() {
        for (year, expected) in [(2024, 251), (2025, 248), (2026, 248)] {
            let days = day(year, 1, 1)..day(year + 1, 1, 1);
            assert_eq!(days.filter(|&d| day_class(d) == "workday").count(), expected);
        }
    }

    #[test]
    fn pay_days_go_back_to_the_last_workday() {
        assert_eq!(day_text(due_day(month(2025, 7), 31, 1)), "2025-08-29");
        assert_eq!(day_text(due_day(month(2025, 9), 5, 1)), "2025-09-30");
        assert_eq!(day_text(due_day(month(2026, 1), 15, 1)), "2026-02-14");
    }
}
