//! Random worlds with what the generator seldom or never makes: people known by one row alone,
//! days that people and the platform recorded, projects with and without a wage account, deposits
//! about their deadlines, money that left a wage account, rates that somebody published.

use std::fmt::Write as _;
use std::path::Path;

use anxin_datasets::civil::{day_text, month_of_day, month_text};
use anxin_datasets::{Random, World};

use crate::worlds::{self, table_mut};

/// A world, its policy, and a table that no generated world has.
#[derive(Debug)]
pub struct Enriched {
    /// The world.
    pub world: World,
    /// The policy it is reconciled under.
    pub policy: Option<&'static str>,
    /// Published rates, as CSV.
    pub published_rates: String,
}

impl Enriched {
    /// Writes all tables as CSV into a folder.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn write_csv(&self, folder: &Path) -> std::io::Result<()> {
        self.world.write_csv(folder)?;
        std::fs::write(folder.join("published_rates.csv"), &self.published_rates)
    }
}

/// The world of a seed, enriched.
#[must_use]
pub fn of_seed(seed: u64) -> Enriched {
    let (world, policy) = worlds::of_seed(seed);
    let mut maker = Maker { world, random: Random::new(seed ^ 0x5eed) };
    for make in [
        Maker::known_by_one_row,
        Maker::sources,
        Maker::wage_accounts,
        Maker::deposits,
        Maker::emptied_account,
        Maker::orders,
        Maker::batch_payout,
    ] {
        if maker.random.below(4) > 0 {
            make(&mut maker);
        }
    }
    let published_rates = maker.published_rates();
    Enriched { world: maker.world, policy, published_rates }
}

struct Maker {
    world: World,
    random: Random,
}

impl Maker {
    /// A debit that names a sheet of three lines: all of it, one way, two ways, none.
    fn batch_payout(&mut self) {
        let month = self.month(2);
        for (worker, net) in [("W-B1", "100.00"), ("W-B2", "200.00"), ("W-B3", "300.00")] {
            let line = [
                ("payroll_id", "S-BATCH"),
                ("worker_id", worker),
                ("project_id", "P-BATCH"),
                ("period", month.as_str()),
                ("net", net),
            ];
            self.put("payroll", &line);
        }
        let amount = self.pick(&["600.00", "500.00", "300.00", "450.00"]);
        let day = self.day(-5);
        let debit = [
            ("entry_id", "S-BATCH"),
            ("wage_account", "4008888888888888888"),
            ("entry_date", day.as_str()),
            ("direction", "debit"),
            ("amount", amount),
            ("purpose", "wage"),
        ];
        self.put("account_entries", &debit);
    }

    /// Adds a row; an empty text is null.
    fn put(&mut self, table: &str, cells: &[(&str, &str)]) {
        let Some(table) = table_mut(&mut self.world, table) else { return };
        let row = table.push(&[]);
        for (column, text) in cells {
            table.set(row, column, Some((*text).to_owned()).filter(|text| !text.is_empty()));
        }
    }

    /// A day so many days from the day of the report.
    fn day(&self, offset: i64) -> String {
        day_text(self.world.as_of_day + offset)
    }

    /// The month so many months before that of the report.
    fn month(&self, before: i64) -> String {
        month_text(month_of_day(self.world.as_of_day) - before)
    }

    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        self.random.pick(words)
    }

    fn contract(&mut self, worker: &str, project: &str, start: &str) {
        let employer = self.pick(&["", "SUB0", "GC01"]);
        let id = format!("C-{worker}");
        let cells = [
            ("contract_id", id.as_str()),
            ("worker_id", worker),
            ("project_id", project),
            ("employer_id", employer),
            ("pay_basis", "daily"),
            ("rate", "300.00"),
            ("start_date", start),
        ];
        self.put("contracts", &cells);
    }

    fn transfer(&mut self, worker: &str, project: &str, yuan: &str, day: &str) {
        let id = format!("T-{worker}-{}", self.random.below(3));
        let status = self.pick(&["settled", "settled", "returned"]);
        let cells = [
            ("transfer_id", id.as_str()),
            ("amount", yuan),
            ("paid_date", day),
            ("status", status),
            ("worker_id", worker),
            ("project_id", project),
        ];
        self.put("transfers", &cells);
    }

    /// Workers of whom one row tells, or rows of one kind.
    fn known_by_one_row(&mut self) {
        let (paid, month, early) = (self.day(-9), self.month(2), self.day(-70));
        let time = format!("{} 07:30:00", self.day(-20));
        let of = |worker| [("worker_id", worker), ("project_id", "P01")];
        let [one, two] = of("LONE-PUNCH");
        self.put("punches", &[one, two, ("punched_at", &time), ("direction", "in")]);
        self.transfer("LONE-PUNCH", "", "12.34", &paid);
        let [one, two] = of("LONE-BACK-PAY");
        let line = [one, two, ("payroll_id", "B1"), ("period", &month), ("net", "150.00")];
        self.put("payroll", &[&line[..], &[("is_back_pay", "true")]].concat());
        let [one, two] = of("LONE-BAD-ROW");
        self.put("attendance", &[one, two, ("work_date", &early), ("minutes", "2000")]);
        self.contract("LONE-CONTRACT", "P01", &early);
        self.contract("LONE-PAID", "P01", &early);
        self.transfer("LONE-PAID", "P01", "99.00", &paid);
        self.transfer("LONE-TRANSFER", "", "60.00", &paid);
        self.transfer("LONE-TRANSFER", "P01", "61.00", &paid);
        self.put("workers", &[("worker_id", "LONE-WORKER"), ("id_number", "不详")]);
        let [one, _] = of("LONE-NAME");
        self.put("attendance", &[one, ("work_date", &early), ("minutes", "480")]);
        let later = self.day(3);
        self.contract("LONE-LATER", "P01", &later);
    }

    /// Days that devices, people and the platform recorded, one beside the other.
    fn sources(&mut self) {
        let start = self.day(-90);
        for worker in ["S1", "S2"] {
            self.contract(worker, "P01", &start);
            for _ in 0..4 {
                let offset = -self.random.between(0, 40);
                let day = self.day(offset);
                for _ in 0..=self.random.below(3) {
                    let source = self.pick(&["", "device", "manual", "system"]);
                    let minutes = self.pick(&["0", "300", "480", "480", "700", "1000"]);
                    let shift = self.pick(&["", "", "night"]);
                    let cells = [
                        ("worker_id", worker),
                        ("project_id", "P01"),
                        ("work_date", &day),
                        ("minutes", minutes),
                        ("source", source),
                        ("shift", shift),
                    ];
                    self.put("attendance", &cells);
                }
            }
            let offset = -self.random.between(0, 40);
            let day = self.day(offset);
            let source = self.pick(&["device", "manual", "system"]);
            for (hour, direction) in [("08:00", "in"), ("17:00", "out")] {
                let time = format!("{day} {hour}:00");
                let cells = [
                    ("worker_id", worker),
                    ("project_id", "P01"),
                    ("punched_at", &time),
                    ("direction", direction),
                    ("source", source),
                ];
                self.put("punches", &cells);
            }
        }
    }

    /// Projects about the duty to open a wage account.
    fn wage_accounts(&mut self) {
        for number in 0..4 {
            let id = format!("X-ACCOUNT-{number}");
            let signed = -self.random.pick(&[29, 30, 31, 400]);
            let (signed, opened) = (self.day(signed), self.random.between(-31, 3));
            let signed = if self.random.below(5) == 0 { String::new() } else { signed };
            let opened = self.day(opened);
            let opened = if self.random.below(2) == 0 { String::new() } else { opened };
            let account = self.pick(&["", "", "77000001"]);
            let exempt = self.pick(&["", "false", "true"]);
            let status = self.pick(&["", "active", "suspended", "completed"]);
            let cells = [
                ("project_id", id.as_str()),
                ("region_code", "520102"),
                ("general_contractor_id", "GC01"),
                ("signed_date", &signed),
                ("wage_account", account),
                ("wage_account_opened_date", &opened),
                ("wage_account_exempt", exempt),
                ("status", status),
                ("notice_board_complete", "true"),
            ];
            self.put("projects", &cells);
        }
    }

    /// Projects with deposits that come about their deadline, are drawn, topped up and returned.
    fn deposits(&mut self) {
        for number in 0..4 {
            let id = format!("X-DEPOSIT-{number}");
            let permit = -self.random.pick(&[20, 27, 28, 29, 60, 120]);
            let completed = self.random.pick(&[-61, -31, -30, -1, 20]);
            let (from, day) = (self.day(permit), self.day(completed));
            let completed = if self.random.below(2) == 0 { String::new() } else { day };
            let contractor = self.pick(&["GC01", "GC02", "GC-X"]);
            let cells = [
                ("project_id", id.as_str()),
                ("region_code", "520115"),
                ("general_contractor_id", contractor),
                ("contract_amount", "4000000.00"),
                ("permit_date", &from),
                ("completed_date", &completed),
                ("status", "suspended"),
            ];
            self.put("projects", &cells);
            for part in 0..=self.random.below(3) {
                self.deposit(&format!("{id}-{part}"), &id, permit);
            }
        }
        let valid_to = self.random.between(-3, 40);
        let valid_to = self.day(valid_to);
        let cells = [
            ("deposit_id", "X-GUARANTEE"),
            ("kind", "payment_guarantee"),
            ("amount", "100.00"),
            ("contractor_id", "GC-X"),
            ("valid_to", &valid_to),
        ];
        self.put("deposits", &cells);
    }

    fn deposit(&mut self, id: &str, project: &str, permit: i64) {
        let amount = self.pick(&["20000.00", "60000.00", "80000.00", "90000.00"]);
        let from = permit + self.random.pick(&[0, 20, 27, 28, 29, 40]);
        let to = self.random.pick(&[-20, -1, 0, 9, 30, 31, 500]);
        let drawn = self.random.pick(&[-40, -15, -14, -5, 2]);
        let (from, to, drawn) = (self.day(from), self.day(to), self.day(drawn));
        let is_drawn = self.random.below(2) == 0;
        let kind = self.pick(&["cash", "bank_guarantee", "insurance_bond"]);
        let cells = [
            ("deposit_id", id),
            ("kind", kind),
            ("amount", amount),
            ("drawn", if is_drawn { "10000.00" } else { "" }),
            ("drawn_date", if is_drawn { &drawn } else { "" }),
            ("valid_from", &from),
            ("valid_to", if self.random.below(3) == 0 { "" } else { &to }),
            ("project_id", project),
        ];
        self.put("deposits", &cells);
    }

    /// Wages that are overdue, and an account from which money left for something else.
    fn emptied_account(&mut self) {
        let account = "77000099";
        for (project, unsettled) in [("X-EMPTY-1", ""), ("X-EMPTY-2", "100.00")] {
            let start = self.day(-200);
            let cells = [
                ("project_id", project),
                ("wage_account", account),
                ("start_date", &start),
                ("labour_cost_monthly", "900.00"),
                ("labour_cost_day", "15"),
                ("unsettled_amount", unsettled),
                ("status", "active"),
            ];
            self.put("projects", &cells);
            for worker in ["E1", "E2"] {
                let before = self.random.between(3, 5);
                let month = self.month(before);
                let net = self.pick(&["700.00", "1000.01", "333.33"]);
                let line = [
                    ("payroll_id", "X1"),
                    ("worker_id", worker),
                    ("project_id", project),
                    ("period", &month),
                    ("net", net),
                    ("confirmed", "true"),
                ];
                self.put("payroll", &line);
            }
        }
        let movements = [("credit", "labour_cost", "4000.00"), ("debit", "other", "3300.01")];
        for (number, (direction, purpose, amount)) in movements.into_iter().enumerate() {
            let (id, offset) = (format!("X-E{number}"), -self.random.between(20, 190));
            let day = self.day(offset);
            let project = self.pick(&["", "X-EMPTY-1"]);
            let cells = [
                ("entry_id", id.as_str()),
                ("wage_account", account),
                ("entry_date", &day),
                ("direction", direction),
                ("amount", amount),
                ("purpose", purpose),
                ("project_id", project),
                ("counter_account", "88000001"),
            ];
            self.put("account_entries", &cells);
        }
    }

    /// What is known against contractors, and cases about projects.
    fn orders(&mut self) {
        for _ in 0..3 {
            let words = ["order_disobeyed", "mass_incident", "punished", "cleared", "blacklisted"];
            let (event, offset) = (self.pick(&words), -self.random.between(0, 800));
            let contractor = self.pick(&["GC01", "GC02", "GC-X"]);
            let (day, region) = (self.day(offset), self.pick(&["", "52", "520102", "35"]));
            let cells = [
                ("contractor_id", contractor),
                ("event", event),
                ("event_date", &day),
                ("region_code", region),
            ];
            self.put("contractor_events", &cells);
        }
        for number in 0..2 {
            let (id, offset) = (format!("KX{number}"), -self.random.between(0, 120));
            let (received, due) = (self.day(offset), self.day(offset + 60));
            let project = self.pick(&["P01", "X-EMPTY-1", "P-NOBODY"]);
            let cells = [
                ("case_id", id.as_str()),
                ("project_id", project),
                ("received_date", &received),
                ("due_date", &due),
                ("amount_claimed", "100.01"),
            ];
            self.put("cases", &cells);
        }
    }

    fn published_rates(&mut self) -> String {
        let mut text = String::from("rate_id,numerator,denominator,published_percent,decimals\n");
        for number in 0..4 {
            let (part, whole) = (self.random.between(0, 300), self.random.between(0, 300));
            let percent = self.pick(&["50", "33.3", "33.33", "92.2", "0", "100.0000"]);
            let decimals = self.pick(&["", "0", "1", "2"]);
            let exact = if whole > 0 { part * 10_000 / whole } else { 0 };
            let near = format!("{}.{:02}", exact / 100, exact % 100);
            let percent = if self.random.below(2) == 0 { percent } else { near.as_str() };
            // Written into a text, which takes everything.
            let _taken = writeln!(text, "R{number},{part},{whole},{percent},{decimals}");
        }
        text
    }
}
