//! The working calendar with its three day classes.
//!
//! **Basis:** 全国年节及纪念日放假办法 (2013; 2024-11-10, in force 2025-01-01) names the statutory
//! holidays; the State Council's notice of each year names the moved days. The days below are the
//! facts of those notices, checked against the collection NateScarlet/holiday-cn.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::day::{Day, Month};

/// What kind of day it is for wages (Labour Law Art. 44): they are paid at 150, 200 and 300
/// percent.
///
/// Example: [`Calendar`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayClass {
    /// An ordinary working day, moved working days (调休上班) included.
    Workday,
    /// A weekly rest day or a moved day off (休息日).
    RestDay,
    /// A statutory holiday (法定节假日).
    Holiday,
}

/// Classes of days, two bits a day; a year counts only when all its days are known.
///
/// There is no silent fallback to weekends: a day of an unknown year has no class.
///
/// **Choice:** a day off that compensates a statutory holiday on a weekend (2026-04-06) is a rest
/// day.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::calendar::{Calendar, DayClass};
///
/// let calendar = Calendar::builtin();
/// let day = |year, month, day| Day::from_ymd(year, month, day).unwrap();
/// assert_eq!(calendar.class(day(2026, 4, 5)), Some(DayClass::Holiday));
/// assert_eq!(calendar.class(day(2026, 4, 6)), Some(DayClass::RestDay));
/// assert_eq!(calendar.class(day(2027, 1, 1)), None);
/// assert_eq!(calendar.last_workday_on_or_before(day(2026, 1, 3)), Some(day(2025, 12, 31)));
/// assert_eq!(calendar.workdays_after(day(2026, 2, 10), 20), Some(day(2026, 3, 16)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Number of the first day of `words`; a first of January.
    first_day: i32,
    /// 32 days a word, the earliest in the lowest bits; 0 is unknown.
    words: Vec<u64>,
    /// Known years, rising.
    years: Vec<i32>,
    /// Days of years that are not known as a whole.
    loose: BTreeMap<Day, DayClass>,
}

/// The notices of one year. Days are written as month × 100 + day, ranges include both ends.
struct Notice {
    year: i32,
    /// Statutory holidays.
    holiday: &'static [(u32, u32)],
    /// Days off, the statutory ones included.
    off: &'static [(u32, u32)],
    /// Weekend days that are worked (and a Monday that a notice names).
    work: &'static [u32],
}

/// Breaks that begin in December stand in the year in which each of their days lies.
const NOTICES: [Notice; 9] = [
    Notice {
        year: 2018,
        holiday: &[
            (101, 101),
            (216, 218),
            (405, 405),
            (501, 501),
            (618, 618),
            (924, 924),
            (1001, 1003),
        ],
        off: &[
            (101, 101),
            (215, 221),
            (405, 407),
            (429, 501),
            (618, 618),
            (924, 924),
            (1001, 1007),
            (1230, 1231),
        ],
        work: &[211, 224, 408, 428, 929, 930, 1229],
    },
    Notice {
        year: 2019,
        holiday: &[
            (101, 101),
            (205, 207),
            (405, 405),
            (501, 501),
            (607, 607),
            (913, 913),
            (1001, 1003),
        ],
        off: &[
            (101, 101),
            (204, 210),
            (405, 405),
            (501, 504),
            (607, 607),
            (913, 913),
            (1001, 1007),
        ],
        work: &[202, 203, 428, 505, 929, 1012],
    },
    // The break of the Spring Festival was prolonged by notice to 2 February.
    Notice {
        year: 2020,
        holiday: &[(101, 101), (125, 127), (404, 404), (501, 501), (625, 625), (1001, 1003)],
        off: &[(101, 101), (124, 202), (404, 406), (501, 505), (625, 627), (1001, 1008)],
        work: &[119, 203, 426, 509, 628, 927, 1010],
    },
    Notice {
        year: 2021,
        holiday: &[
            (101, 101),
            (212, 214),
            (404, 404),
            (501, 501),
            (614, 614),
            (921, 921),
            (1001, 1003),
        ],
        off: &[
            (101, 103),
            (211, 217),
            (403, 405),
            (501, 505),
            (612, 614),
            (919, 921),
            (1001, 1007),
        ],
        work: &[207, 220, 425, 508, 918, 926, 1009],
    },
    Notice {
        year: 2022,
        holiday: &[
            (101, 101),
            (201, 203),
            (405, 405),
            (501, 501),
            (603, 603),
            (910, 910),
            (1001, 1003),
        ],
        off: &[
            (101, 103),
            (131, 206),
            (403, 405),
            (430, 504),
            (603, 605),
            (910, 912),
            (1001, 1007),
            (1231, 1231),
        ],
        work: &[129, 130, 402, 424, 507, 1008, 1009],
    },
    Notice {
        year: 2023,
        holiday: &[
            (101, 101),
            (122, 124),
            (405, 405),
            (501, 501),
            (622, 622),
            (929, 929),
            (1001, 1003),
        ],
        off: &[(101, 102), (121, 127), (405, 405), (429, 503), (622, 624), (929, 1006)],
        work: &[128, 129, 423, 506, 625, 1007, 1008],
    },
    Notice {
        year: 2024,
        holiday: &[
            (101, 101),
            (210, 212),
            (404, 404),
            (501, 501),
            (610, 610),
            (917, 917),
            (1001, 1003),
        ],
        off: &[
            (101, 101),
            (210, 217),
            (404, 406),
            (501, 505),
            (610, 610),
            (915, 917),
            (1001, 1007),
        ],
        work: &[204, 218, 407, 428, 511, 914, 929, 1012],
    },
    Notice {
        year: 2025,
        holiday: &[
            (101, 101),
            (128, 131),
            (404, 404),
            (501, 502),
            (531, 531),
            (1001, 1003),
            (1006, 1006),
        ],
        off: &[(101, 101), (128, 204), (404, 406), (501, 505), (531, 602), (1001, 1008)],
        work: &[126, 208, 427, 928, 1011],
    },
    Notice {
        year: 2026,
        holiday: &[
            (101, 101),
            (216, 219),
            (405, 405),
            (501, 502),
            (619, 619),
            (925, 925),
            (1001, 1003),
        ],
        off: &[
            (101, 103),
            (215, 223),
            (404, 406),
            (501, 505),
            (619, 621),
            (925, 927),
            (1001, 1007),
        ],
        work: &[104, 214, 228, 509, 920, 1010],
    },
];

impl Notice {
    fn class(&self, day: Day) -> DayClass {
        let (_, month, day_of_month) = day.ymd();
        let date = month * 100 + day_of_month;
        let within = |ranges: &[(u32, u32)]| {
            ranges.iter().any(|&(first, last)| (first..=last).contains(&date))
        };
        // 1970-01-01 was a Thursday; Monday is 0.
        let weekday = (day.0 + 3).rem_euclid(7);
        if within(self.holiday) {
            DayClass::Holiday
        } else if within(self.off) {
            DayClass::RestDay
        } else if weekday < 5 || self.work.contains(&date) {
            DayClass::Workday
        } else {
            DayClass::RestDay
        }
    }
}

fn days_of_year(year: i32) -> impl Iterator<Item = Day> {
    (Month::from_ym(year, 1).first_day().0..=Month::from_ym(year, 12).last_day().0).map(Day)
}

impl Calendar {
    /// The calendar of the People's Republic, 2018 to 2026.
    #[must_use]
    pub fn builtin() -> Self {
        let mut days = BTreeMap::new();
        for notice in &NOTICES {
            days.extend(days_of_year(notice.year).map(|day| (day, notice.class(day))));
        }
        Self::from_days(days)
    }

    /// This calendar with single dates replaced or added; of two rows of one date the later counts.
    ///
    /// A year that was not known becomes known with the row that completes it. Dates outside
    /// [`Day::YEARS`] change nothing.
    #[must_use]
    pub fn with_rows(&self, rows: impl Iterator<Item = (Day, DayClass)>) -> Self {
        let mut days = self.loose.clone();
        for &year in &self.years {
            days.extend(days_of_year(year).filter_map(|day| Some((day, self.class(day)?))));
        }
        days.extend(rows.filter(|(day, _)| Day::YEARS.contains(&day.ymd().0)));
        Self::from_days(days)
    }

    /// The dates by which this calendar differs from the built-in one, in order: what
    /// [`Self::with_rows`] needs to make it again.
    #[must_use]
    pub fn rows_beyond_builtin(&self) -> Vec<(Day, DayClass)> {
        let builtin = Self::builtin();
        let mut rows: Vec<(Day, DayClass)> =
            self.loose.iter().map(|(&day, &class)| (day, class)).collect();
        for &year in &self.years {
            let days = days_of_year(year).filter_map(|day| Some((day, self.class(day)?)));
            rows.extend(days.filter(|&(day, class)| builtin.class(day) != Some(class)));
        }
        rows.sort_unstable();
        rows
    }

    fn from_days(days: BTreeMap<Day, DayClass>) -> Self {
        let mut count_of_year = BTreeMap::new();
        for day in days.keys() {
            *count_of_year.entry(day.ymd().0).or_insert(0_usize) += 1;
        }
        let years: Vec<i32> = count_of_year
            .into_iter()
            .filter(|&(year, count)| count == days_of_year(year).count())
            .map(|(year, _)| year)
            .collect();
        let first_day = years.first().map_or(0, |&year| Month::from_ym(year, 1).first_day().0);
        let mut calendar = Self { first_day, words: Vec::new(), years, loose: BTreeMap::new() };
        for (day, class) in days {
            if calendar.years.binary_search(&day.ymd().0).is_ok() {
                calendar.set(day, class);
            } else {
                calendar.loose.insert(day, class);
            }
        }
        calendar
    }

    /// Sets a day not before `first_day` that has no class yet.
    fn set(&mut self, day: Day, class: DayClass) {
        let (word, shift) = self.position(day);
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        let bits: u64 = match class {
            DayClass::Workday => 1,
            DayClass::RestDay => 2,
            DayClass::Holiday => 3,
        };
        self.words[word] |= bits << shift;
    }

    /// Word and shift of a day; a day before the first has a word far beyond the last.
    const fn position(&self, day: Day) -> (usize, u32) {
        let offset = day.0.wrapping_sub(self.first_day).cast_unsigned();
        ((offset / 32) as usize, offset % 32 * 2)
    }

    /// The class of a day, `None` where its year is not known.
    #[must_use]
    pub fn class(&self, day: Day) -> Option<DayClass> {
        let (word, shift) = self.position(day);
        match self.words.get(word)? >> shift & 3 {
            1 => Some(DayClass::Workday),
            2 => Some(DayClass::RestDay),
            3 => Some(DayClass::Holiday),
            _ => None,
        }
    }

    /// The last workday not after `day`, `None` where the walk meets a year that is not known.
    ///
    /// **Basis:** Decree 724 Art. 14, 工资支付暂行规定 Art. 7: wages due on a day off are paid before it.
    #[must_use]
    pub fn last_workday_on_or_before(&self, day: Day) -> Option<Day> {
        let mut day = day;
        while self.class(day)? != DayClass::Workday {
            day = day.plus_days(-1);
        }
        Some(day)
    }

    /// The workday `count` workdays after `day`, which itself is not counted; `day` where `count`
    /// is 0.
    ///
    /// `None` where the walk meets a year that is not known.
    #[must_use]
    pub fn workdays_after(&self, day: Day, count: u32) -> Option<Day> {
        let mut day = day;
        let mut left = count;
        while left > 0 {
            day = day.plus_days(1);
            if self.class(day)? == DayClass::Workday {
                left -= 1;
            }
        }
        Some(day)
    }

    /// Number of workdays of a month, `None` where its year is not known.
    #[must_use]
    pub fn workdays(&self, month: Month) -> Option<u32> {
        let mut count = 0;
        for day in month.first_day().0..=month.last_day().0 {
            count += u32::from(self.class(Day(day))? == DayClass::Workday);
        }
        Some(count)
    }

    /// The years whose every day is known, rising.
    #[must_use]
    pub fn years(&self) -> &[i32] {
        &self.years
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn months(calendar: &Calendar, year: i32) -> Vec<u32> {
        (1..=12).map(|month| calendar.workdays(Month::from_ym(year, month)).unwrap()).collect()
    }

    #[test]
    fn months_have_the_published_numbers_of_workdays() {
        let calendar = Calendar::builtin();
        let published = [
            (2024, [22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22], 251),
            (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23], 248),
            (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23], 248),
        ];
        for (year, by_month, by_year) in published {
            assert_eq!(months(&calendar, year), by_month);
            assert_eq!(by_month.iter().sum::<u32>(), by_year);
        }
    }

    #[test]
    fn years_have_eleven_statutory_days_and_thirteen_since_2025() {
        let calendar = Calendar::builtin();
        assert_eq!(calendar.years(), (2018..=2026).collect::<Vec<_>>());
        for &year in calendar.years() {
            let count = days_of_year(year)
                .filter(|&day| calendar.class(day) == Some(DayClass::Holiday))
                .count();
            // In 2020 the Mid-Autumn Festival fell on 1 October.
            let expected = match year {
                2020 => 10,
                ..=2024 => 11,
                _ => 13,
            };
            assert_eq!(count, expected, "{year}");
        }
    }

    #[test]
    fn notices_hold_together() {
        for notice in &NOTICES {
            let off = |date: u32| notice.off.iter().any(|&(a, b)| (a..=b).contains(&date));
            for &(first, last) in notice.holiday {
                assert!(off(first) && off(last), "{} {first}: a holiday is off", notice.year);
            }
            for &date in notice.work {
                let day = Day::from_ymd(notice.year, date / 100, date % 100).unwrap();
                assert!(!off(date), "{day} is worked and off");
                // The notice that prolonged the break of 2020 names Monday 3 February as worked.
                let is_weekend = (day.0 + 3).rem_euclid(7) >= 5;
                assert!(is_weekend || date == 203 && notice.year == 2020, "{day}");
            }
            for ranges in [notice.holiday, notice.off] {
                assert!(ranges.iter().all(|&(first, last)| first <= last));
                assert!(ranges.windows(2).all(|pair| pair[0].1 < pair[1].0), "{}", notice.year);
            }
        }
    }

    #[test]
    fn statutory_days_and_moved_days_are_told_apart() {
        use DayClass::{Holiday, RestDay, Workday};
        let calendar = Calendar::builtin();
        for (date, class) in [
            ("2026-04-05", Holiday),
            ("2026-04-06", RestDay),
            ("2026-05-02", Holiday),
            ("2024-05-02", RestDay),
            ("2025-01-28", Holiday),
            ("2024-02-09", Workday),
            ("2025-10-07", RestDay),
            ("2018-12-29", Workday),
            ("2018-12-31", RestDay),
            ("2020-01-31", RestDay),
            ("2020-02-03", Workday),
            ("2020-10-04", RestDay),
            ("2026-02-14", Workday),
        ] {
            assert_eq!(calendar.class(day(date)), Some(class), "{date}");
        }
    }

    #[test]
    fn due_days_go_back_to_a_workday() {
        let calendar = Calendar::builtin();
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
            assert_eq!(calendar.last_workday_on_or_before(day(nominal)), Some(day(due)));
        }
        assert_eq!(calendar.last_workday_on_or_before(day("2018-01-01")), None);
        assert_eq!(calendar.last_workday_on_or_before(day("2027-03-01")), None);
    }

    #[test]
    fn deadlines_count_workdays_after_the_day() {
        let calendar = Calendar::builtin();
        for (from, count, deadline) in [
            ("2026-02-10", 20, "2026-03-16"),
            ("2025-12-20", 20, "2026-01-19"),
            ("2025-09-26", 10, "2025-10-16"),
            ("2025-01-20", 5, "2025-01-26"),
            ("2025-01-20", 0, "2025-01-20"),
        ] {
            assert_eq!(calendar.workdays_after(day(from), count), Some(day(deadline)));
        }
        assert_eq!(calendar.workdays_after(day("2026-12-20"), 20), None);
    }

    #[test]
    fn a_year_is_known_when_all_its_days_are() {
        let builtin = Calendar::builtin();
        let rows: Vec<_> = days_of_year(2028).map(|day| (day, DayClass::Workday)).collect();
        let most = builtin.with_rows(rows[1..].iter().copied());
        assert_eq!(most.years().last(), Some(&2026));
        assert_eq!(most.class(day("2028-06-01")), None);
        let all = most.with_rows(rows[..1].iter().copied());
        assert_eq!(all.years().last(), Some(&2028));
        assert_eq!(all.class(day("2028-12-31")), Some(DayClass::Workday));
        assert_eq!(all.class(day("2027-06-01")), None, "the gap stays unknown");
        assert_eq!(months(&all, 2026), months(&builtin, 2026));
        let earlier = builtin
            .with_rows(days_of_year(2016).map(|day| (day, DayClass::RestDay)))
            .with_rows([(day("2026-04-06"), DayClass::Holiday)].into_iter());
        assert_eq!(earlier.class(day("2016-01-01")), Some(DayClass::RestDay));
        assert_eq!(earlier.class(day("2026-04-06")), Some(DayClass::Holiday));
        assert_eq!(earlier.class(day("2018-02-11")), Some(DayClass::Workday));
    }

    #[test]
    fn days_out_of_reach_have_no_class() {
        let calendar = Calendar::builtin();
        for day in [Day::NONE, Day::OPEN, day("2017-12-31"), day("2027-01-01")] {
            assert_eq!(calendar.class(day), None);
        }
        let same = calendar.with_rows([(Day::NONE, DayClass::Holiday)].into_iter());
        assert_eq!(same, calendar);
    }
}
