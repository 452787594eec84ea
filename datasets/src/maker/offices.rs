//! What other offices know: complaints, signs of trouble, changed calendar days.

use super::{Maker, money, some};
use crate::civil::{day_class, day_text};
use crate::table::Cell;
use crate::world::Planted;

impl Maker<'_> {
    pub(super) fn make_cases(&mut self) {
        let as_of = self.spec.as_of_day;
        for number in 0..self.spec.projects + 2 {
            let site = self.random.below(self.sites.len());
            let (id, region) = (self.sites[site].id.clone(), self.sites[site].region);
            let received = as_of - self.random.pick(&[0, 10, 30, 60, 100]);
            let due = received + self.random.pick(&[15, 30]);
            let closed = due + self.random.pick(&[-5, 0, 1, 200]);
            let claimed = self.random.between(0, 5_000_000);
            let cells: [(&str, Cell); 11] = [
                ("case_id", Some(format!("K{:03}", number + 1))),
                ("region_code", region.map(str::to_owned)),
                ("project_id", self.maybe(800, &id)),
                ("employer_id", self.maybe(600, &format!("SUB{}", site % 4))),
                ("channel", self.maybe(700, "hotline")),
                ("received_date", Some(day_text(received))),
                ("due_date", Some(day_text(due)).filter(|_| self.chance(800))),
                ("closed_date", Some(day_text(closed)).filter(|_| self.chance(700))),
                ("workers", self.maybe(800, "7")),
                ("amount_claimed", money(claimed).filter(|_| self.chance(800))),
                ("amount_recovered", money(claimed / 3).filter(|_| self.chance(600))),
            ];
            self.push("cases", &cells);
        }
    }

    pub(super) fn make_signals(&mut self) {
        let signals = ["water", "power", "social_insurance", "tax", "opinion"];
        for (number, signal) in signals.into_iter().enumerate() {
            let day = self.spec.as_of_day - self.random.pick(&[0, 20, 90]);
            let fen = self.random.between(1, 9_000_000);
            let cells = [
                ("employer_id", Some(format!("FIRM{}", number % 2))),
                ("signal", some(signal)),
                ("signal_date", Some(day_text(day))),
                ("amount", money(fen).filter(|_| signal != "opinion")),
                ("days_overdue", self.maybe(700, "45")),
            ];
            self.push("signals", &cells);
        }
    }

    /// The twelfth of each month changes its class; no built-in pay day falls on it.
    pub(super) fn make_calendar(&mut self) {
        for month in self.months() {
            let day = Self::days_of(month).0 + 11;
            let class = match day_class(day) {
                "workday" => "rest_day",
                _ => "workday",
            };
            let cells = [("date", Some(day_text(day))), ("day_class", some(class))];
            let row = self.push("calendar", &cells);
            self.plant(Planted {
                kind: "calendar_override",
                is_fault: false,
                table: "calendar",
                row: Some(row),
                worker_id: None,
                project_id: None,
                period: None,
                amount: None,
            });
        }
        let day = Self::days_of(self.spec.first_month).0 + 5;
        let cells = [("date", Some(day_text(day))), ("day_class", some("holiday"))];
        self.push("calendar", &cells);
    }
}
