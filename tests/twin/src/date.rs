//! Days, months and their text. A day is the number of days since 1970-01-01, a month `12 * year +
//! month - 1`.

/// The day of a civil date, where there is such a date.
pub fn day_of(year: i128, month: i128, day: i128) -> Option<i128> {
    let fits = (1..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1;
    (fits && day <= length_of_month(year * 12 + month - 1)).then(|| count(year, month, day))
}

/// Counts days by whole years and months, each from its own length.
fn count(year: i128, month: i128, day: i128) -> i128 {
    let years = year - 1;
    let before = years * 365 + years / 4 - years / 100 + years / 400;
    let months: i128 = (1..month).map(|other| length_of_month(year * 12 + other - 1)).sum();
    before + months + day - 1 - 719_162
}

fn is_leap(year: i128) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days a month has.
pub fn length_of_month(month: i128) -> i128 {
    match month % 12 + 1 {
        2 if is_leap(month / 12) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Year, month and day of a day.
pub fn civil(day: i128) -> (i128, i128, i128) {
    let mut year = 1 + (day + 719_162) / 366;
    while count(year + 1, 1, 1) <= day {
        year += 1;
    }
    let mut month = 1;
    while month < 12 && count(year, month + 1, 1) <= day {
        month += 1;
    }
    (year, month, day - count(year, month, 1) + 1)
}

/// The year of a day.
pub fn year_of(day: i128) -> i128 {
    civil(day).0
}

/// The month of a day.
pub fn month_of(day: i128) -> i128 {
    let (year, month, _) = civil(day);
    year * 12 + month - 1
}

/// The first day of a month.
pub fn first_day(month: i128) -> i128 {
    count(month / 12, month % 12 + 1, 1)
}

/// The last day of a month.
pub fn last_day(month: i128) -> i128 {
    first_day(month) + length_of_month(month) - 1
}

/// The same day of another month, or that month's last day.
pub fn add_months(day: i128, months: i128) -> i128 {
    let (_, _, day_of_month) = civil(day);
    clamped(month_of(day) + months, day_of_month)
}

/// A day of a month, or the month's last day where it is shorter.
pub fn clamped(month: i128, day_of_month: i128) -> i128 {
    first_day(month) + day_of_month.min(length_of_month(month)) - 1
}

/// 0 is Monday, 6 is Sunday.
pub fn weekday(day: i128) -> i128 {
    (day + 3).rem_euclid(7)
}

/// `2025-03-01`.
pub fn iso(day: i128) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_from_1970_and_back() {
        assert_eq!(day_of(1970, 1, 1), Some(0));
        assert_eq!(day_of(2000, 3, 1), Some(11_017));
        assert_eq!(day_of(2025, 2, 29), None);
        for day in -40_000..60_000 {
            let (year, month, day_of_month) = civil(day);
            assert_eq!(day_of(year, month, day_of_month), Some(day));
        }
        assert_eq!(weekday(0), 3);
    }

    #[test]
    fn months_are_clamped() {
        let day = day_of(2025, 3, 31).unwrap();
        assert_eq!(iso(add_months(day, -1)), "2025-02-28");
        assert_eq!(iso(add_months(day, 11)), "2026-02-28");
        assert_eq!(iso(last_day(month_of(day))), "2025-03-31");
    }
}
