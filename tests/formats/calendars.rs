//! Holidays, moved working days and divisions as others publish them, day by day and code by code.

use std::collections::BTreeMap;

use anxin::basics::calendar::{Calendar, DayClass};
use anxin::basics::day::Day;
use anxin::basics::region::Region;
use serde_json::Value;

use super::real;

fn json(name: &str) -> Option<Value> {
    Some(serde_json::from_slice(&real(name)?).unwrap())
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn days_of(year: i32) -> impl Iterator<Item = Day> {
    (Day::from_ymd(year, 1, 1).unwrap().0..Day::from_ymd(year + 1, 1, 1).unwrap().0).map(Day)
}

/// Whether a day is worked by a list of those that differ from the week.
fn is_worked(listed: &BTreeMap<Day, bool>, day: Day) -> bool {
    // The first of January 1970 was a Thursday.
    listed.get(&day).copied().unwrap_or((day.0 + 3).rem_euclid(7) < 5)
}

/// Days of the years 2007 to 2027 that differ from the week, and whether they are worked.
fn of_notices() -> Option<BTreeMap<Day, bool>> {
    let mut listed = BTreeMap::new();
    for year in 2007..=2027 {
        let file = json(&format!("holiday-cn/{year}.json"))?;
        for entry in file["days"].as_array().unwrap() {
            let is_off = entry["isOffDay"].as_bool().unwrap();
            listed.insert(day(entry["date"].as_str().unwrap()), !is_off);
        }
    }
    Some(listed)
}

#[test]
fn two_collections_and_the_built_in_calendar_agree_day_by_day() {
    let Some(notices) = of_notices() else { return };
    let other = json("chinese-days-npm/chinese-days.json").unwrap();
    let mut listed = BTreeMap::new();
    for (part, is_worked) in [("workdays", true), ("holidays", false)] {
        listed.extend(other[part].as_object().unwrap().keys().map(|text| (day(text), is_worked)));
    }
    let calendar = Calendar::builtin();
    let mut compared = 0;
    for day in (2007..=2026).flat_map(days_of) {
        assert_eq!(is_worked(&notices, day), is_worked(&listed, day), "{day}");
        if let Some(class) = calendar.class(day) {
            assert_eq!(is_worked(&notices, day), class == DayClass::Workday, "{day}");
            compared += 1;
        }
    }
    let known: usize = calendar.years().iter().map(|&year| days_of(year).count()).sum();
    assert_eq!(compared, known);
    for (year, count) in [(2024, 251), (2025, 248), (2026, 248)] {
        let worked = days_of(year).filter(|day| calendar.class(*day) == Some(DayClass::Workday));
        assert_eq!(worked.count(), count, "{year}");
    }
}

#[test]
fn every_division_is_a_region_within_its_province() {
    let Some(all) = json("gb2260-lcn/data.json") else { return };
    let all = all.as_array().unwrap();
    let mut counts = [0; 3];
    for entry in all {
        let code = entry["code"].as_str().unwrap();
        let region = Region::parse(code).unwrap();
        counts[usize::from(region.digits() / 2) - 1] += 1;
        assert!(Region::parse(&code[..2]).unwrap().contains(region), "{code}");
    }
    assert_eq!((all.len(), counts), (3_225, [34, 342, 2_849]));
}
