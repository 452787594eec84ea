//! Workers, and the contracts under which they work.

use super::{Engagement, Expected, Maker, Person, Terms, some};
use crate::civil::day_text;
use crate::ids;
use crate::table::Cell;
use crate::world::Planted;

const SURNAMES: &[&str] = &["甲", "乙", "丙", "丁"];
const GIVEN: &[&str] = &["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// Basis and rates in ten-thousandths of a yuan; many give half a fen for half a day.
const RATES: &[(&str, &[i64])] = &[
    ("daily", &[2_800_000, 3_000_100, 200_100, 2_999_900, 4_500_000, 100]),
    ("hourly", &[250_000, 333_300, 287_356, 200_100, 375_000]),
    ("monthly", &[65_250_000, 80_000_000, 50_000_100, 87_000_000]),
    ("piece", &[12_500, 35_050, 99, 1_234_567]),
];

impl Maker<'_> {
    pub(super) fn make_people(&mut self) {
        let count = self.spec.projects * self.spec.workers_per_project;
        for number in 0..count {
            let running = i64::try_from(number).unwrap_or(0);
            // Few names, so that some are borne twice.
            let name = format!("{}{}", self.random.pick(SURNAMES), self.random.pick(GIVEN));
            let name = if self.chance(100) { name } else { format!("{name}{}", number + 1) };
            let account = match number {
                // Each tenth worker and the two after him are paid into one account.
                _ if number % 10 < 3 && number > 9 && self.spec.payment_fault_permille > 0 => {
                    Some(ids::card(running / 10))
                }
                _ if self.chance(60) => None,
                _ => Some(ids::card(1_000 + running)),
            };
            let id = format!("W{:03}", number + 1);
            self.people.push(Person { id, name, account });
            // One worker in thirty has no row of his own.
            let is_faulty = self.spec.contract_fault_permille > 0;
            if is_faulty && (number == 4 || self.chance(20)) {
                self.plant_unknown_worker(number);
            } else {
                self.push_worker(number);
            }
        }
        self.push("workers", &[("worker_id", some("W-IDLE")), ("worker_name", some("甲一"))]);
    }

    fn push_worker(&mut self, number: usize) {
        let person = self.people[number].clone();
        let running = i64::try_from(number).unwrap_or(0);
        let born = day_text(2_000 + running * 37).replace('-', "");
        let id_number = ids::resident("990100", &born, 100 + running % 800);
        let cells = [
            ("worker_id", Some(person.id)),
            ("worker_name", Some(person.name).filter(|_| self.chance(960))),
            ("id_number", Some(id_number).filter(|_| self.chance(930))),
            ("pay_account", person.account),
        ];
        self.push("workers", &cells);
    }

    fn plant_unknown_worker(&mut self, number: usize) {
        let worker_id = self.people[number].id.clone();
        let planted = Planted {
            kind: "unknown_worker",
            is_fault: true,
            table: "workers",
            row: None,
            worker_id: some(&worker_id),
            project_id: None,
            period: None,
            amount: None,
        };
        let days = i64::MIN..=self.spec.as_of_day;
        self.expected.push(Expected { planted, worker_id, project_id: None, days });
    }

    pub(super) fn make_engagements(&mut self) {
        let homes = self.spec.projects;
        for person in 0..self.people.len() {
            let home = person / self.spec.workers_per_project.max(1);
            self.engage(person, home);
            if homes > 1 && self.chance(200) {
                self.engage(person, (home + 1) % homes);
                if homes > 2 && self.chance(350) {
                    self.engage(person, (home + 2) % homes);
                }
            }
            if person == 1 && self.spec.contract_fault_permille > 0 {
                self.engage(person, homes);
                let unknown = self.sites[homes].id.clone();
                let planted = Planted {
                    kind: "unknown_project",
                    is_fault: true,
                    table: "projects",
                    row: None,
                    worker_id: None,
                    project_id: Some(unknown.clone()),
                    period: None,
                    amount: None,
                };
                let worker_id = self.people[person].id.clone();
                let days = i64::MIN..=self.spec.as_of_day;
                let project_id = Some(unknown);
                self.expected.push(Expected { planted, worker_id, project_id, days });
            }
        }
    }

    fn engage(&mut self, person: usize, site: usize) {
        // Neighbours in the list work under like terms: equal amounts arise.
        let (basis, rates) = RATES[(person / 3) % RATES.len()];
        let place = self.random.below(rates.len().min(3));
        let systems =
            [None, Some("standard"), Some("comprehensive"), Some("flexible"), Some("none")];
        let system = self.random.pick(&systems);
        let daily_minutes =
            self.random.pick(&[None, None, Some(480), Some(450), Some(540), Some(600)]);
        let pay_day = self.random.pick(&[None, Some(15), Some(31), Some(5), Some(28), Some(10)]);
        let offset = self.random.pick(&[None, Some(1), Some(1), Some(0), Some(2), Some(12)]);
        let first_day = crate::civil::first_day(self.spec.first_month);
        let last_day = crate::civil::first_day(self.months().end) - 1;
        let is_plain = !self.chance(self.spec.contract_fault_permille);
        let terms = Terms {
            basis,
            rate_e4: rates[place],
            standard_minutes: daily_minutes.unwrap_or(480),
            pay_day: pay_day.unwrap_or(31),
            offset_months: offset.unwrap_or(1),
            is_plain,
            is_linear: is_plain
                && matches!(basis, "daily" | "hourly")
                && matches!(system, Some("flexible" | "none")),
        };
        let team = format!("T{}", site * 2 + person % 2);
        let engagement =
            Engagement { person, site, team, terms, first_day, last_day, is_punched: false };
        self.engagements.push(engagement);
        let extra = [
            ("pay_day", pay_day.map(|d: i64| d.to_string())),
            ("pay_month_offset", offset.map(|m: i64| m.to_string())),
            ("hours_system", system.map(str::to_owned)),
            ("daily_minutes", daily_minutes.map(|m: i64| m.to_string())),
        ];
        self.make_contracts(self.engagements.len() - 1, &extra);
    }

    /// The contracts of an engagement: one, or a pattern that is hard to read.
    fn make_contracts(&mut self, number: usize, extra: &[(&str, Cell)]) {
        let e = self.engagements[number].clone();
        let (first, last) = (e.first_day, e.last_day);
        let middle = first + (last - first) / 2;
        let before = first - 20;
        let rate = e.terms.rate_e4;
        if e.terms.is_plain {
            self.contract(number, 1, (before, None), rate, extra);
            return;
        }
        match self.random.below(12) {
            // It ends in the middle of a month: all falls due with it.
            0 => {
                self.contract(number, 1, (before, Some(middle)), rate, extra);
                self.engagements[number].last_day = middle;
            }
            // A raise from a day in the middle of a month.
            1 => {
                self.contract(number, 1, (before, Some(middle - 1)), rate, extra);
                self.contract(number, 2, (middle, None), rate + 55_555, extra);
            }
            // The later one begins while the earlier one runs.
            2 => {
                self.contract(number, 1, (before, None), rate, extra);
                self.contract(number, 2, (middle, Some(middle + 9)), rate + 100, extra);
            }
            3 => {
                self.contract(number, 1, (before, None), rate, extra);
                let row = self.contract(number, 2, (before, None), rate + 100, extra);
                self.expect("overlapping_contracts", number, Some(row), first..=last);
            }
            // A gap of five days.
            4 => {
                self.contract(number, 1, (before, Some(middle - 6)), rate, extra);
                let row = self.contract(number, 2, (middle, None), rate, extra);
                let gap = middle - 5..=middle - 1;
                self.expect("attendance_outside_contract", number, Some(row), gap);
            }
            5 => self.expect("attendance_without_contract", number, None, first..=last),
            // It begins in the middle of a month, after the worker did.
            6 => {
                self.contract(number, 1, (first + 10, None), rate, extra);
            }
            _ => self.make_odd_contracts(number, (before, middle), extra),
        }
    }

    /// Reversed, later than the books, ending after them, one day long, of another basis.
    fn make_odd_contracts(
        &mut self,
        number: usize,
        (before, middle): (i64, i64),
        extra: &[(&str, Cell)],
    ) {
        let rate = self.engagements[number].terms.rate_e4;
        match self.random.below(5) {
            0 => {
                self.contract(number, 1, (before, None), rate, extra);
                let row = self.contract(number, 2, (middle, Some(middle - 1)), rate, extra);
                self.plant_contract("contract_dates_reversed", number, Some(row));
            }
            1 => {
                self.contract(number, 1, (before, None), rate, extra);
                let day = self.spec.as_of_day + 1;
                let row = self.contract(number, 2, (day, None), rate * 2, extra);
                self.plant_contract("after_as_of", number, Some(row));
            }
            // Every contract ends, the last one after the day of the books.
            2 => {
                self.contract(number, 1, (before, Some(middle)), rate, extra);
                let end = self.spec.as_of_day + 40;
                self.contract(number, 2, (middle + 1, Some(end)), rate, extra);
            }
            // One day only.
            3 => {
                self.contract(number, 1, (before, None), rate, extra);
                self.contract(number, 2, (middle, Some(middle)), rate * 3, extra);
            }
            // The basis changes with the month.
            _ => {
                self.contract(number, 1, (before, Some(middle)), rate, extra);
                let row = self.contract(number, 2, (middle + 1, None), 80_000_000, extra);
                self.set_basis(row, "monthly");
            }
        }
    }

    fn contract(
        &mut self,
        number: usize,
        version: i64,
        (start, end): (i64, Option<i64>),
        rate_e4: i64,
        extra: &[(&str, Cell)],
    ) -> usize {
        let e = self.engagements[number].clone();
        let (worker, project) = (&self.people[e.person].id, &self.sites[e.site].id);
        let mut cells = vec![
            ("contract_id", Some(format!("C-{worker}-{project}-{version}"))),
            ("worker_id", some(worker)),
            ("project_id", some(project)),
            ("pay_basis", some(e.terms.basis)),
            ("rate", Some(format!("{}.{:04}", rate_e4 / 10_000, rate_e4 % 10_000))),
            ("start_date", Some(day_text(start))),
            ("end_date", end.map(day_text)),
        ];
        cells.push(("team_id", Some(e.team).filter(|_| self.chance(950))));
        let employer = format!("SUB{}", e.site % 4);
        cells.push(("employer_id", self.maybe(900, &employer)));
        let trade = self.random.pick(&["钢筋工", "木工", "瓦工"]);
        cells.push(("trade", self.maybe(700, trade)));
        cells.extend(extra.iter().cloned());
        self.push("contracts", &cells)
    }

    fn set_basis(&mut self, row: usize, basis: &str) {
        let place = self.world.tables.iter().position(|t| t.name == "contracts").unwrap_or(0);
        self.world.tables[place].set(row, "pay_basis", some(basis));
    }

    /// Plants a kind once it is known that the worker came on one of these days.
    fn expect(
        &mut self,
        kind: &'static str,
        number: usize,
        row: Option<usize>,
        days: std::ops::RangeInclusive<i64>,
    ) {
        let about = self.about(number, self.spec.first_month);
        let table = if row.is_some() { "contracts" } else { "attendance" };
        let worker_id = about.worker_id.clone().unwrap_or_default();
        let project_id = about.project_id.clone();
        let planted = Planted { kind, table, row, period: None, ..about };
        self.expected.push(Expected { planted, worker_id, project_id, days });
    }

    fn plant_contract(&mut self, kind: &'static str, number: usize, row: Option<usize>) {
        let about = self.about(number, self.spec.first_month);
        let table = if row.is_some() { "contracts" } else { "attendance" };
        self.plant(Planted { kind, table, row, period: None, ..about });
    }
}
