//! Attendance, day by day, with what goes wrong at the gate.

use super::{Maker, Worked, some};
use crate::civil::{day, day_class, day_text, month_of_day};
use crate::table::Cell;
use crate::world::Planted;

const MINUTES: &[i64] = &[480, 480, 480, 240, 239, 450, 481, 510, 540, 600, 660, 720, 0, 1, 1_439];

/// One attendance row before it is written.
#[derive(Debug, Clone, Copy)]
struct Shift<'a> {
    engagement: usize,
    day: i64,
    minutes: i64,
    shift: Option<&'a str>,
    source: Option<&'a str>,
}

impl Maker<'_> {
    pub(super) fn make_days(&mut self) {
        for engagement in 0..self.engagements.len() {
            let by_punches = self.chance(200);
            self.engagements[engagement].is_punched = by_punches;
            for month in self.months() {
                let mut worked = Worked::default();
                // Some months nobody came.
                if !self.chance(120) {
                    self.make_month(engagement, month, by_punches, &mut worked);
                }
                self.worked.push(worked);
            }
        }
        if self.spec.attendance_fault_permille > 0 {
            self.make_two_site_days();
            self.make_rows_after_the_day();
            self.make_day_without_calendar();
        }
    }

    fn make_month(&mut self, number: usize, month: i64, by_punches: bool, worked: &mut Worked) {
        let (first, last) = Self::days_of(month);
        // Two in five work every workday, so that a full month occurs.
        let is_full = self.chance(400);
        for day in first..=last.min(self.engagements[number].last_day) {
            let presence = match day_class(day) {
                "workday" if is_full => 1_000,
                "workday" => 600,
                "rest_day" => 150,
                _ => 100,
            };
            if !self.chance(presence) {
                continue;
            }
            let minutes = if is_full { 480 } else { self.random.pick(MINUTES) };
            if by_punches {
                self.punch_day(number, day, worked);
            } else {
                self.attend(number, day, minutes, worked);
            }
        }
    }

    fn attend(&mut self, number: usize, day: i64, minutes: i64, worked: &mut Worked) {
        let source = self.random.pick(&[None, Some("device"), Some("device"), Some("manual")]);
        let row = Shift { engagement: number, day, minutes, shift: None, source };
        let pieces = self.push_shift(row);
        worked.minutes += minutes;
        worked.days += i64::from(minutes > 0);
        worked.pieces_e3 += pieces;
        if !self.chance(self.spec.attendance_fault_permille) {
            return;
        }
        match self.random.below(7) {
            0 | 1 => self.plant_copy(row),
            // The same again by hand: the record of the device counts.
            2 => self.plant_copy(Shift { source: Some("manual"), ..row }),
            // A second shift is no copy.
            3 => {
                let second = Shift { minutes: 120, shift: Some("夜"), ..row };
                let last = self.row_of_shift(second);
                self.plant_day(false, "second_shift", second, last);
                worked.minutes += 120.min(1_440 - minutes);
            }
            // Other minutes, no shift named: also a shift of its own.
            4 => {
                let other = if minutes < 2 { minutes + 5 } else { minutes - 1 };
                let second = Shift { minutes: other, ..row };
                let last = self.row_of_shift(second);
                self.plant_day(false, "second_shift", second, last);
                worked.minutes += other.min(1_440 - minutes);
                worked.days += i64::from(minutes == 0);
            }
            5 => {
                let second = Shift { minutes: 1_440, shift: Some("夜"), ..row };
                let last = self.row_of_shift(second);
                if minutes > 0 {
                    self.plant_day(true, "day_over_24h", second, last);
                }
                worked.minutes += 1_440 - minutes;
                worked.days += i64::from(minutes == 0);
            }
            // A day of zero minutes beside.
            _ => {
                self.push_shift(Shift {
                    minutes: 0,
                    shift: Some("早"),
                    source: Some("system"),
                    ..row
                });
            }
        }
    }

    /// Writes a row; gives its pieces in thousandths.
    fn push_shift(&mut self, row: Shift) -> i64 {
        let e = self.engagements[row.engagement].clone();
        let is_piece = e.terms.basis == "piece";
        let pieces = if is_piece && row.minutes > 0 { row.minutes * 25 } else { 0 };
        let quantity = format!("{}.{:03}", pieces / 1_000, pieces % 1_000);
        let quantity = Some(quantity).filter(|_| is_piece && self.chance(930));
        // A few rows state hours instead of minutes.
        let by_hours = row.minutes % 30 == 0 && self.chance(15);
        let hours = format!("{}.{}", row.minutes / 60, row.minutes % 60 / 6);
        let cells: [(&str, Cell); 8] = [
            ("worker_id", some(&self.people[e.person].id)),
            ("project_id", some(&self.sites[e.site].id)),
            ("work_date", Some(day_text(row.day))),
            ("minutes", Some(row.minutes.to_string()).filter(|_| !by_hours)),
            ("hours", Some(hours).filter(|_| by_hours)),
            ("shift", row.shift.map(str::to_owned)),
            ("quantity", quantity.clone()),
            ("source", row.source.map(str::to_owned)),
        ];
        self.push("attendance", &cells);
        if quantity.is_some() { pieces } else { 0 }
    }

    fn row_of_shift(&mut self, row: Shift) -> usize {
        self.push_shift(row);
        self.world.table("attendance").map_or(0, |table| table.rows() - 1)
    }

    /// The row just written, uploaded again.
    fn plant_copy(&mut self, row: Shift) {
        let Some(place) = self.world.tables.iter().position(|t| t.name == "attendance") else {
            return;
        };
        let table = &mut self.world.tables[place];
        let copy = table.push_copy(table.rows() - 1);
        table.set(copy, "source", row.source.map(str::to_owned));
        self.plant_day(true, "duplicate_attendance", row, copy);
    }

    fn plant_day(&mut self, is_fault: bool, kind: &'static str, shift: Shift, row: usize) {
        let about = self.about(shift.engagement, month_of_day(shift.day));
        let (table, row) = ("attendance", Some(row));
        self.plant(Planted { kind, is_fault, table, row, ..about });
    }

    /// More than a day's minutes over two sites, and exactly a day's.
    fn make_two_site_days(&mut self) {
        let day = Self::days_of(self.spec.first_month).0 + 6;
        for (place, minutes) in [(0, 900), (1, 720)] {
            let pairs: Vec<usize> = (1..self.engagements.len())
                .filter(|&n| self.engagements[n].person == self.engagements[n - 1].person)
                .collect();
            let Some(&second) = pairs.get(place) else { return };
            for engagement in [second - 1, second] {
                let shift = Shift { engagement, day, minutes, shift: Some("双"), source: None };
                let row = self.row_of_shift(shift);
                if let Some(worked) = self.worked.get_mut(engagement * self.spec.months) {
                    worked.minutes += minutes;
                    worked.is_muddled = true;
                }
                if minutes == 900 {
                    self.plant_day(true, "day_over_24h", shift, row);
                }
            }
        }
    }

    fn make_rows_after_the_day(&mut self) {
        let day = self.spec.as_of_day;
        for engagement in 0..self.engagements.len().min(5) {
            let shift = Shift { engagement, day, minutes: 480, shift: None, source: None };
            let row = self.row_of_shift(shift);
            self.plant_day(false, "on_the_day", shift, row);
            let shift = Shift { day: day + 1, ..shift };
            let row = self.row_of_shift(shift);
            self.plant_day(true, "after_as_of", shift, row);
        }
    }

    /// A day of a year that no calendar knows.
    fn make_day_without_calendar(&mut self) {
        if self.engagements.is_empty() || !self.chance(300) {
            return;
        }
        let day = day(2017, 12, 30);
        let shift = Shift { engagement: 0, day, minutes: 480, shift: None, source: None };
        let row = self.row_of_shift(shift);
        self.plant_day(true, "calendar_year_missing", shift, row);
        let (worker, project) = (&self.people[0].id, &self.sites[0].id);
        let cells = [
            ("contract_id", some("C-OLD")),
            ("worker_id", some(worker)),
            ("project_id", some(project)),
            ("pay_basis", some("daily")),
            ("rate", some("100.00")),
            ("start_date", some("2017-12-01")),
            ("end_date", some("2018-01-31")),
        ];
        self.push("contracts", &cells);
    }
}
