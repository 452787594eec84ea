//! Punches (step 1a). A minute at the gate is a minute of pay: all here are under flexible hours.

use anxin_datasets::civil::time_text;

use super::specimen::pay;
use super::{About, Class, Planter, Specimen, Terms};

pub(super) const CLASSES: [Class; 5] = [
    Class { code: "punch_not_presence", plant: punch_not_presence },
    Class { code: "duplicate_punch", plant: duplicate_punch },
    Class { code: "punch_repeat", plant: punch_repeat },
    Class { code: "punch_unpaired", plant: punch_unpaired },
    Class { code: "punches_beside_attendance", plant: punches_beside_attendance },
];

const HOUR: i64 = 3_600;

/// Adds a punch at a second of the day. Gives its row.
fn punch(p: &mut Planter, s: &Specimen, (day, second): (i64, i64), direction: &str) -> usize {
    let time = time_text(day, second);
    let row = p.push("punches", &[("punched_at", &time), ("direction", direction)]);
    p.set("punches", row, &s.ids());
    row
}

/// The day is worth so many minutes more on the sheet and in the bank.
fn earn_day(p: &mut Planter, s: &mut Specimen, minutes: i64) {
    let minutes_before = 480 * i64::try_from(s.days.len()).unwrap_or(0);
    let fen = pay(s.rate_fen, minutes_before + minutes);
    p.earn(s, fen);
    p.one_more_day(s);
}

/// A type that proves no presence, on a day of its own; or the type before or after.
fn punch_not_presence(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen_of(&Terms::flexible());
    let day = s.free_day();
    let start = p.random.between(6 * HOUR, 9 * HOUR);
    if is_near {
        let kind = p.random.pick(&["001", "006", ""]);
        for (second, direction) in [(start, "in"), (start + 8 * HOUR, "out")] {
            let row = punch(p, &s, (day, second), direction);
            p.set("punches", row, &[("punch_type", kind)]);
        }
        earn_day(p, &mut s, 480);
        return p.record("punch_not_presence", false, "punches", s.about());
    }
    let row = punch(p, &s, (day, start), "in");
    let kind = p.random.pick(&["007", "008", "009"]);
    p.set("punches", row, &[("punch_type", kind)]);
    p.fault("punch_not_presence", "punches", About { row: Some(row), ..s.about() });
}

/// One punch twice; or out and in again at one second.
fn duplicate_punch(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen_of(&Terms::flexible());
    let day = s.free_day();
    let start = p.random.between(6 * HOUR, 9 * HOUR);
    let first = punch(p, &s, (day, start), "in");
    punch(p, &s, (day, start + 8 * HOUR), "out");
    if is_near {
        punch(p, &s, (day, start + 4 * HOUR), "out");
        punch(p, &s, (day, start + 4 * HOUR), "in");
    } else {
        p.copy("punches", first, &[]);
    }
    earn_day(p, &mut s, 480);
    p.record("duplicate_punch", !is_near, "punches", s.about());
}

/// The same direction 120 seconds after; or without directions 121 seconds after, or another one.
fn punch_repeat(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen_of(&Terms::flexible());
    let day = s.free_day();
    let start = p.random.between(6 * HOUR, 9 * HOUR);
    let after = p.random.between(1, 120);
    let minutes = match (is_near, p.random.chance(500)) {
        (false, is_directed) => {
            let (into, out) = if is_directed { ("in", "out") } else { ("", "") };
            punch(p, &s, (day, start), into);
            let second = if is_directed { 120 } else { after };
            let row = punch(p, &s, (day, start + second), into);
            punch(p, &s, (day, start + 8 * HOUR), out);
            p.fault("punch_repeat", "punches", About { row: Some(row), ..s.about() });
            480
        }
        (true, true) => {
            for second in [0, 8 * HOUR, 8 * HOUR + 121, 8 * HOUR + 242] {
                punch(p, &s, (day, start + second), "");
            }
            p.record("punch_repeat", false, "punches", s.about());
            482
        }
        (true, false) => {
            for (second, direction) in [(0, "in"), (30, "out"), (60, "in"), (8 * HOUR, "out")] {
                punch(p, &s, (day, start + second), direction);
            }
            p.record("punch_repeat", false, "punches", s.about());
            479
        }
    };
    earn_day(p, &mut s, minutes);
}

/// A punch without partner, a pair of sixteen hours and a second; or of sixteen hours.
fn punch_unpaired(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen_of(&Terms::flexible());
    let day = s.free_day();
    let start = p.random.between(600, 7 * HOUR);
    if is_near {
        punch(p, &s, (day, start), "in");
        punch(p, &s, (day, start + 16 * HOUR), "out");
        earn_day(p, &mut s, 960);
        return p.record("punch_unpaired", false, "punches", s.about_month());
    }
    match p.random.below(3) {
        0 => {
            punch(p, &s, (day, start), "in");
        }
        1 => {
            punch(p, &s, (day, start), "out");
        }
        _ => {
            punch(p, &s, (day, start), "in");
            punch(p, &s, (day, start + 16 * HOUR + 1), "out");
        }
    }
    p.fault("punch_unpaired", "punches", s.about_month());
}

/// A pair on a day that attendance tells of, be it of no minutes; or on the free day.
fn punches_beside_attendance(p: &mut Planter, is_near: bool) {
    let mut s = p.specimen_of(&Terms::flexible());
    let start = p.random.between(6 * HOUR, 9 * HOUR);
    let day = match (is_near, p.random.chance(500)) {
        (false, true) => s.days[s.days.len() / 2],
        (false, false) => {
            let day = s.free_day();
            p.attend(&s, day, 0);
            day
        }
        (true, _) => {
            earn_day(p, &mut s, 480);
            s.free_day()
        }
    };
    punch(p, &s, (day, start), "in");
    punch(p, &s, (day, start + 8 * HOUR), "out");
    p.record("punches_beside_attendance", !is_near, "punches", s.about_month());
}
