//! Workdays, rest days and statutory holidays of 2018 to 2026, and the rows that replace them.

use std::collections::{BTreeMap, BTreeSet};

use crate::date;

/// What kind of day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Ordinary work, also on a weekend by notice.
    Workday,
    /// Weekends and days off that are no statutory holiday.
    RestDay,
    /// Statutory holidays.
    Holiday,
}

/// The day a deadline needs lies in a year without a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownYear(pub i128);

struct Year {
    year: i128,
    /// Statutory days.
    holidays: &'static str,
    /// Days from Monday to Friday that are off and no statutory days.
    rest: &'static str,
    /// Saturdays and Sundays that are worked.
    work: &'static str,
}

const YEARS: [Year; 9] = [
    Year {
        year: 2018,
        holidays: "0101 0216-0218 0405 0501 0618 0924 1001-1003",
        rest: "0215 0219-0221 0406 0430 1004-1005 1231",
        work: "0211 0224 0408 0428 0929-0930 1229",
    },
    Year {
        year: 2019,
        holidays: "0101 0205-0207 0405 0501 0607 0913 1001-1003",
        rest: "0204 0208 0502-0503 1004 1007",
        work: "0202-0203 0428 0505 0929 1012",
    },
    Year {
        year: 2020,
        holidays: "0101 0125-0127 0404 0501 0625 1001-1003",
        rest: "0124 0128-0131 0406 0504-0505 0626 1005-1008",
        work: "0119 0203 0426 0509 0628 0927 1010",
    },
    Year {
        year: 2021,
        holidays: "0101 0212-0214 0404 0501 0614 0921 1001-1003",
        rest: "0211 0215-0217 0405 0503-0505 0920 1004-1007",
        work: "0207 0220 0425 0508 0918 0926 1009",
    },
    Year {
        year: 2022,
        holidays: "0101 0201-0203 0405 0501 0603 0910 1001-1003",
        rest: "0103 0131 0204 0404 0502-0504 0912 1004-1007",
        work: "0129-0130 0402 0424 0507 1008-1009",
    },
    Year {
        year: 2023,
        holidays: "0101 0122-0124 0405 0501 0622 0929 1001-1003",
        rest: "0102 0125-0127 0502-0503 0623 1004-1006",
        work: "0128-0129 0423 0506 0625 1007-1008",
    },
    Year {
        year: 2024,
        holidays: "0101 0210-0212 0404 0501 0610 0917 1001-1003",
        rest: "0213-0216 0405 0502-0503 0916 1004 1007",
        work: "0204 0218 0407 0428 0511 0914 0929 1012",
    },
    Year {
        year: 2025,
        holidays: "0101 0128-0131 0404 0501-0502 0531 1001-1003 1006",
        rest: "0203-0204 0505 0602 1007-1008",
        work: "0126 0208 0427 0928 1011",
    },
    Year {
        year: 2026,
        holidays: "0101 0216-0219 0405 0501-0502 0619 0925 1001-1003",
        rest: "0102 0220 0223 0406 0504-0505 1005-1007",
        work: "0104 0214 0228 0509 0920 1010",
    },
];

/// The class of every known day.
#[derive(Debug)]
pub struct Calendar {
    classes: BTreeMap<i128, Class>,
    known_years: BTreeSet<i128>,
}

impl Calendar {
    /// The built-in calendar with single days replaced.
    pub fn new(replaced: &BTreeMap<i128, Class>) -> Calendar {
        let mut classes = BTreeMap::new();
        for year in &YEARS {
            fill(year, &mut classes);
        }
        classes.extend(replaced);
        let mut days_of_year: BTreeMap<i128, i128> = BTreeMap::new();
        for day in classes.keys() {
            *days_of_year.entry(date::year_of(*day)).or_default() += 1;
        }
        let length = |year: i128| date::last_day(year * 12 + 11) - date::first_day(year * 12) + 1;
        let known = days_of_year.into_iter().filter(|(year, days)| *days == length(*year));
        Calendar { classes, known_years: known.map(|(year, _)| year).collect() }
    }

    /// The class of a day; none in a year that is not known in full.
    pub fn class(&self, day: i128) -> Option<Class> {
        let known = self.known_years.contains(&date::year_of(day));
        if known { self.classes.get(&day).copied() } else { None }
    }

    /// The last workday on or before a day.
    pub fn workday_on_or_before(&self, day: i128) -> Result<i128, UnknownYear> {
        let mut candidate = day;
        loop {
            match self.class(candidate) {
                Some(Class::Workday) => return Ok(candidate),
                Some(_) => candidate -= 1,
                None => return Err(UnknownYear(date::year_of(candidate))),
            }
        }
    }

    /// The day that many workdays after a day, which itself does not count.
    pub fn workdays_after(&self, day: i128, workdays: i128) -> Result<i128, UnknownYear> {
        let mut candidate = day;
        let mut left = workdays;
        while left > 0 {
            candidate += 1;
            match self.class(candidate) {
                Some(Class::Workday) => left -= 1,
                Some(_) => {}
                None => return Err(UnknownYear(date::year_of(candidate))),
            }
        }
        Ok(candidate)
    }
}

fn fill(year: &Year, classes: &mut BTreeMap<i128, Class>) {
    for day in date::first_day(year.year * 12)..=date::last_day(year.year * 12 + 11) {
        let weekend = date::weekday(day) >= 5;
        classes.insert(day, if weekend { Class::RestDay } else { Class::Workday });
    }
    for (text, class) in
        [(year.rest, Class::RestDay), (year.work, Class::Workday), (year.holidays, Class::Holiday)]
    {
        for day in days(year.year, text) {
            classes.insert(day, class);
        }
    }
}

/// The days of `0101 0210-0212`.
fn days(year: i128, text: &str) -> Vec<i128> {
    let mut days = Vec::new();
    for range in text.split(' ') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let day = |mmdd: &str| crate::cells::day(&format!("{year}{mmdd}"));
        if let (Some(first), Some(last)) = (day(first), day(last)) {
            days.extend(first..=last);
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cells;

    fn built_in() -> Calendar {
        Calendar::new(&BTreeMap::new())
    }

    fn day(text: &str) -> i128 {
        cells::day(text).unwrap()
    }

    #[test]
    fn workdays_of_each_year() {
        let calendar = built_in();
        let expected = [250, 250, 249, 250, 249, 249, 251, 248, 248];
        for (year, expected) in (2018..=2026).zip(expected) {
            let days = date::first_day(year * 12)..=date::last_day(year * 12 + 11);
            let workdays = days.filter(|day| calendar.class(*day) == Some(Class::Workday)).count();
            assert_eq!(workdays, expected, "{year}");
        }
        assert_eq!(calendar.class(day("2027-01-04")), None);
    }

    #[test]
    fn workdays_of_each_month() {
        let calendar = built_in();
        for (year, expected) in [
            (2024, [22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22]),
            (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
            (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
        ] {
            for (month, expected) in (year * 12..).zip(expected) {
                let days = date::first_day(month)..=date::last_day(month);
                let found = days.filter(|d| calendar.class(*d) == Some(Class::Workday)).count();
                assert_eq!(found, expected, "{month}");
            }
        }
    }

    #[test]
    fn statutory_and_moved_days() {
        let calendar = built_in();
        for (date, class) in [
            ("2026-04-05", Class::Holiday),
            ("2026-04-06", Class::RestDay),
            ("2026-05-02", Class::Holiday),
            ("2024-05-02", Class::RestDay),
            ("2025-01-28", Class::Holiday),
            ("2024-02-09", Class::Workday),
            ("2025-10-07", Class::RestDay),
            ("2018-12-29", Class::Workday),
            ("2018-12-31", Class::RestDay),
            ("2020-02-02", Class::RestDay),
        ] {
            assert_eq!(calendar.class(day(date)), Some(class), "{date}");
        }
    }

    #[test]
    fn due_dates_walk_back() {
        for (nominal, due) in [
            ("2024-02-15", "2024-02-09"),
            ("2024-05-05", "2024-04-30"),
            ("2025-01-28", "2025-01-27"),
            ("2025-08-31", "2025-08-29"),
            ("2025-10-05", "2025-09-30"),
            ("2026-01-03", "2025-12-31"),
            ("2026-02-15", "2026-02-14"),
            ("2026-02-20", "2026-02-14"),
            ("2026-05-10", "2026-05-09"),
            ("2026-09-20", "2026-09-20"),
            ("2026-02-28", "2026-02-28"),
        ] {
            assert_eq!(built_in().workday_on_or_before(day(nominal)), Ok(day(due)), "{nominal}");
        }
        assert_eq!(built_in().workday_on_or_before(day("2027-01-31")), Err(UnknownYear(2027)));
        assert_eq!(built_in().workday_on_or_before(day("2018-01-01")), Err(UnknownYear(2017)));
    }

    #[test]
    fn deadlines_in_workdays() {
        for (from, workdays, expected) in [
            ("2026-02-10", 20, "2026-03-16"),
            ("2025-12-20", 20, "2026-01-19"),
            ("2025-09-26", 10, "2025-10-16"),
            ("2025-01-20", 5, "2025-01-26"),
        ] {
            let found = built_in().workdays_after(day(from), workdays);
            assert_eq!(found, Ok(day(expected)), "{from}");
        }
    }

    #[test]
    fn a_year_is_known_when_all_its_days_are() {
        let mut rows = BTreeMap::from([(day("2027-01-01"), Class::Holiday)]);
        assert_eq!(Calendar::new(&rows).class(day("2027-01-01")), None);
        rows.extend((day("2027-01-02")..=day("2027-12-31")).map(|day| (day, Class::Workday)));
        assert_eq!(Calendar::new(&rows).class(day("2027-01-01")), Some(Class::Holiday));
    }
}
