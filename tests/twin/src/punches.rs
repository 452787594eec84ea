//! Step 1a, punches to minutes.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::{Book, Finding};
use crate::date;
use crate::policy::Policy;
use crate::step1::{Record, Tables};

/// Worker and project.
pub type Key = (String, String);

/// What the punches of one engagement and day came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PunchedDay {
    /// Whole minutes.
    pub minutes: i128,
    /// Smallest position of a counted punch whose stretch belongs to the day.
    pub row: i128,
}

#[derive(Debug, Clone)]
struct Punch {
    second: i128,
    row: i128,
}

/// A pair of punches that counts.
#[derive(Debug, Clone)]
struct Pair {
    start: i128,
    end: i128,
    row: i128,
}

/// What became of one engagement's punches.
#[derive(Debug, Default)]
struct Paired {
    pairs: Vec<Pair>,
    unpaired: Vec<Punch>,
    repeats: Vec<Punch>,
}

/// The punched days of every engagement.
pub fn punched_days(
    tables: &Tables,
    policy: &Policy,
    book: &mut Book,
) -> BTreeMap<Key, BTreeMap<i128, PunchedDay>> {
    let mut by_engagement: BTreeMap<Key, Vec<&Record>> = BTreeMap::new();
    for record in distinct(tables, book) {
        let key = (record.id("worker_id"), record.id("project_id"));
        by_engagement.entry(key).or_default().push(record);
    }
    let mut days = BTreeMap::new();
    for (key, records) in by_engagement {
        let mut paired = Paired::default();
        directed(&records, policy, &mut paired);
        undirected(&records, policy, &mut paired);
        note(&key, &records, &paired, book);
        let punched = united(paired.pairs);
        if !punched.is_empty() {
            days.insert(key, punched);
        }
    }
    days
}

/// Equal punches are one, that of the smallest position.
fn distinct<'a>(tables: &'a Tables, book: &mut Book) -> Vec<&'a Record> {
    let mut seen = BTreeSet::new();
    let mut distinct = Vec::new();
    for record in tables.of("punches") {
        let texts = ["worker_id", "project_id", "direction", "punch_type"]
            .map(|column| record.text(column));
        if seen.insert((texts, record.number("punched_at"))) {
            distinct.push(record);
        } else {
            book.findings.push(record.finding("duplicate_punch", "punches"));
            book.count("punches", "duplicate_punch", 1);
        }
    }
    distinct
}

/// Punches with one of the given directions, in time order; at one second `out` before `in`.
fn in_order<'a>(records: &[&'a Record], is_directed: bool) -> Vec<(&'a str, Punch)> {
    let mut punches: Vec<&Record> = records
        .iter()
        .copied()
        .filter(|record| record.text("direction").is_some() == is_directed)
        .collect();
    punches.sort_by_key(|record| {
        let is_in = record.text("direction") == Some("in");
        (record.value("punched_at"), is_in, record.text("punch_type"), record.row)
    });
    let punch = |record: &'a Record| {
        let punch = Punch { second: record.value("punched_at"), row: record.row };
        (record.text("direction").unwrap_or(""), punch)
    };
    punches.into_iter().map(punch).collect()
}

fn directed(records: &[&Record], policy: &Policy, paired: &mut Paired) {
    let mut open: Option<Punch> = None;
    let mut last: Option<(&str, i128)> = None;
    for (direction, punch) in in_order(records, true) {
        let near = |(same, second): (&str, i128)| {
            same == direction && punch.second - second <= policy.punch_debounce_seconds
        };
        if last.is_some_and(near) {
            paired.repeats.push(punch);
            continue;
        }
        last = Some((direction, punch.second));
        if direction == "in" {
            paired.unpaired.extend(open.take());
            open = Some(punch);
        } else if let Some(first) = open.take() {
            pair(first, punch, policy, paired);
        } else {
            paired.unpaired.push(punch);
        }
    }
    paired.unpaired.extend(open);
}

fn undirected(records: &[&Record], policy: &Policy, paired: &mut Paired) {
    let mut last: Option<i128> = None;
    let mut by_day: BTreeMap<i128, Vec<Punch>> = BTreeMap::new();
    for (_, punch) in in_order(records, false) {
        if last.is_some_and(|second| punch.second - second <= policy.punch_debounce_seconds) {
            paired.repeats.push(punch);
            continue;
        }
        last = Some(punch.second);
        by_day.entry(punch.second.div_euclid(86_400)).or_default().push(punch);
    }
    for punches in by_day.into_values() {
        for couple in punches.chunks(2) {
            match couple {
                [first, second] => pair(first.clone(), second.clone(), policy, paired),
                odd => paired.unpaired.extend(odd.iter().cloned()),
            }
        }
    }
}

fn pair(first: Punch, second: Punch, policy: &Policy, paired: &mut Paired) {
    if second.second - first.second > policy.punch_max_shift_minutes * 60 {
        paired.unpaired.extend([first, second]);
    } else {
        let row = first.row.min(second.row);
        paired.pairs.push(Pair { start: first.second, end: second.second, row });
    }
}

fn note(key: &Key, records: &[&Record], paired: &Paired, book: &mut Book) {
    let rows: BTreeMap<i128, &Record> =
        records.iter().map(|record| (record.row, *record)).collect();
    for punch in &paired.repeats {
        if let Some(record) = rows.get(&punch.row) {
            book.findings.push(record.finding("punch_repeat", "punches"));
        }
        book.count("punches", "punch_repeat", 1);
    }
    for _ in &paired.pairs {
        book.count("punches", "used", 2);
    }
    let mut by_day: BTreeMap<i128, i128> = BTreeMap::new();
    for punch in &paired.unpaired {
        let row = by_day.entry(punch.second.div_euclid(86_400)).or_insert(punch.row);
        *row = punch.row.min(*row);
        book.count("punches", "punch_unpaired", 1);
    }
    for (day, row) in by_day {
        let finding = Finding::of_period("punch_unpaired", "punches", key, date::month_of(day));
        book.findings.push(Finding { row: Some(row), ..finding });
    }
}

/// Pairs that meet are one stretch; its seconds belong to the date it begins on.
fn united(mut pairs: Vec<Pair>) -> BTreeMap<i128, PunchedDay> {
    pairs.sort_by_key(|pair| (pair.start, pair.end));
    let mut stretches: Vec<Pair> = Vec::new();
    for pair in pairs {
        match stretches.last_mut() {
            Some(stretch) if pair.start <= stretch.end => {
                stretch.end = stretch.end.max(pair.end);
                stretch.row = stretch.row.min(pair.row);
            }
            _ => stretches.push(pair),
        }
    }
    let mut seconds: BTreeMap<i128, (i128, i128)> = BTreeMap::new();
    for stretch in stretches {
        let day = seconds.entry(stretch.start.div_euclid(86_400)).or_insert((0, stretch.row));
        *day = (day.0 + stretch.end - stretch.start, day.1.min(stretch.row));
    }
    let minutes = |(day, (seconds, row))| (day, PunchedDay { minutes: seconds / 60, row });
    seconds.into_iter().map(minutes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cells::Cell;

    fn run(punches: &[(&str, &str)]) -> (BTreeMap<i128, i128>, BTreeMap<String, i128>) {
        let mut rows = Vec::new();
        for (row, (time, direction)) in (0..).zip(punches) {
            let mut cells = BTreeMap::from([
                ("worker_id", Cell::Text("W".into())),
                ("project_id", Cell::Text("P".into())),
                ("punched_at", crate::cells::read("time", time).unwrap()),
            ]);
            if !direction.is_empty() {
                cells.insert("direction", Cell::Text((*direction).into()));
            }
            rows.push(Record { row, cells });
        }
        let mut tables = Tables::default();
        tables.rows.insert("punches", rows);
        let mut book = Book::default();
        let days = punched_days(&tables, &Policy::built_in(), &mut book);
        let days = days.into_values().flatten().map(|(day, punched)| (day, punched.minutes));
        let first = date::day_of(2025, 3, 1).unwrap();
        let codes = book.rows.into_iter().map(|((_, code), rows)| (code, rows));
        (days.map(|(day, minutes)| (day - first + 1, minutes)).collect(), codes.collect())
    }

    #[test]
    fn a_night_shift_belongs_to_its_first_day() {
        let (days, codes) = run(&[
            ("2025-03-01 22:00", "in"),
            ("2025-03-01 22:02:00", "in"),
            ("2025-03-02 06:00", "out"),
            ("2025-03-02 06:00", "out"),
            ("2025-03-02 20:00", "in"),
        ]);
        assert_eq!(days, BTreeMap::from([(1, 480)]));
        let expected =
            [("duplicate_punch", 1), ("punch_repeat", 1), ("punch_unpaired", 1), ("used", 2)];
        assert_eq!(codes, expected.map(|(code, rows)| (code.to_string(), rows)).into());
    }

    #[test]
    fn sixteen_hours_are_a_pair_and_a_second_more_is_none() {
        let (days, _) = run(&[("2025-03-01 04:00", "in"), ("2025-03-01 20:00", "out")]);
        assert_eq!(days, BTreeMap::from([(1, 960)]));
        let (days, codes) = run(&[("2025-03-01 04:00", "in"), ("2025-03-01 20:00:01", "out")]);
        assert!(days.is_empty());
        assert_eq!(codes, BTreeMap::from([("punch_unpaired".to_string(), 2)]));
    }

    #[test]
    fn punches_without_direction_pair_within_a_date() {
        let (days, codes) = run(&[
            ("2025-03-01 08:00", ""),
            ("2025-03-01 08:01", ""),
            ("2025-03-01 12:00:59", ""),
            ("2025-03-01 13:00", ""),
            ("2025-03-02 01:00", ""),
        ]);
        assert_eq!(days, BTreeMap::from([(1, 240)]));
        assert_eq!(codes["punch_unpaired"], 2);
    }
}
