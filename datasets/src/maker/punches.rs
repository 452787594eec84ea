//! Clock events: pairs, repeats, missing stamps, night shifts, clocks that do not tell the
//! direction.

use super::{Maker, Worked, some};
use crate::civil::time_text;
use crate::table::Cell;
use crate::world::Planted;

const HOUR: i64 = 3_600;

/// A second of the day and what the clock says.
type Stamp<'a> = (i64, Option<&'a str>);

impl Maker<'_> {
    /// One punched day of an engagement.
    pub(super) fn punch_day(&mut self, number: usize, day: i64, worked: &mut Worked) {
        let (in_, out) = (Some("in"), Some("out"));
        let start = 7 * HOUR + self.random.between(0, 7_199);
        let clean = !self.chance(self.spec.attendance_fault_permille * 8);
        let choice = if clean { 0 } else { self.random.below(13) };
        worked.days += 1;
        worked.minutes += 480;
        let day_of_stamps: (Vec<Stamp>, Option<(&'static str, bool)>) = match choice {
            0 => (vec![(start, in_), (start + 8 * HOUR, out)], None),
            1 => (vec![(start, in_)], Some(("punch_unpaired", true))),
            2 => (vec![(start, out)], Some(("punch_unpaired", true))),
            // A repeat within the two minutes, the end of them included.
            3 => {
                let repeat = self.random.pick(&[1, 119, 120]);
                let list = vec![(start, in_), (start + repeat, in_), (start + 8 * HOUR, out)];
                (list, Some(("punch_repeat", true)))
            }
            4 => {
                let list = vec![(start, in_), (start + 121, in_), (start + 8 * HOUR, out)];
                (list, Some(("punch_unpaired", true)))
            }
            // A night shift belongs to the day it began.
            5 => (vec![(20 * HOUR, in_), (30 * HOUR, out)], Some(("night_shift", false))),
            6 => (vec![(start, in_), (start + 16 * HOUR, out)], Some(("exactly_16_hours", false))),
            7 => (vec![(start, in_), (start + 16 * HOUR + 1, out)], Some(("punch_unpaired", true))),
            8 => (vec![(start, None), (start + 8 * HOUR, None)], Some(("no_direction", false))),
            9 => {
                let list = vec![(start, None), (start + 4 * HOUR, None), (start + 5 * HOUR, None)];
                (list, Some(("punch_unpaired", true)))
            }
            // Out and in at one second, then a short rest of the day.
            10 => {
                let noon = start + 4 * HOUR;
                let list =
                    vec![(start, in_), (noon, in_), (noon, out), (noon + 4 * HOUR + 59, out)];
                (list, Some(("out_before_in", false)))
            }
            11 => {
                let list = vec![(start, in_), (start, in_), (start + 8 * HOUR, out)];
                (list, Some(("duplicate_punch", true)))
            }
            _ => {
                self.punch_beside(number, day);
                (
                    vec![(start, in_), (start + 8 * HOUR, out)],
                    Some(("punches_beside_attendance", true)),
                )
            }
        };
        let (pairs, planted) = day_of_stamps;
        let kind_of_clock = if self.chance(300) { Some("001") } else { None };
        let mut rows = Vec::new();
        for (second, direction) in pairs {
            rows.push(self.punch(number, day, second, direction, kind_of_clock));
        }
        if let Some((kind, is_fault)) = planted {
            let place = match choice {
                4 => 0,
                9 => 2,
                _ => rows.len() / 2,
            };
            self.plant_punch(number, day, kind, is_fault, rows[place]);
        }
        self.punch_without_presence(number, day, start);
    }

    fn punch(
        &mut self,
        number: usize,
        day: i64,
        second: i64,
        direction: Option<&str>,
        kind_of_clock: Option<&str>,
    ) -> usize {
        let e = self.engagements[number].clone();
        let source = self.random.pick(&[None, Some("device")]);
        let cells: [(&str, Cell); 6] = [
            ("worker_id", some(&self.people[e.person].id)),
            ("project_id", some(&self.sites[e.site].id)),
            ("punched_at", Some(time_text(day, second))),
            ("direction", direction.map(str::to_owned)),
            ("punch_type", kind_of_clock.map(str::to_owned)),
            ("source", source.map(str::to_owned)),
        ];
        self.push("punches", &cells)
    }

    /// A gate opened from the office proves nobody's presence.
    fn punch_without_presence(&mut self, number: usize, day: i64, start: i64) {
        if self.chance(self.spec.attendance_fault_permille) {
            let kind_of_clock = self.random.pick(&["007", "008", "009"]);
            let row = self.punch(number, day, start + HOUR, Some("in"), Some(kind_of_clock));
            self.plant_punch(number, day, "punch_not_presence", true, row);
        }
    }

    fn punch_beside(&mut self, number: usize, day: i64) {
        let e = self.engagements[number].clone();
        let cells = [
            ("worker_id", some(&self.people[e.person].id)),
            ("project_id", some(&self.sites[e.site].id)),
            ("work_date", Some(crate::civil::day_text(day))),
            ("minutes", some("480")),
        ];
        self.push("attendance", &cells);
    }

    fn plant_punch(
        &mut self,
        number: usize,
        day: i64,
        kind: &'static str,
        is_fault: bool,
        row: usize,
    ) {
        let about = self.about(number, crate::civil::month_of_day(day));
        self.plant(Planted { kind, is_fault, table: "punches", row: Some(row), ..about });
    }
}
