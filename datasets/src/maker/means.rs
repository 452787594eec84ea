//! Wage accounts, deposits, and what is known against contractors.

use super::{Maker, money, some};
use crate::civil::{day_text, month_text};
use crate::ids;
use crate::table::Cell;
use crate::world::Planted;

impl Maker<'_> {
    pub(super) fn make_entries(&mut self) {
        let mut number = 0;
        for site in 0..self.spec.projects {
            let Some(account) = self.sites[site].account.clone() else { continue };
            let id = self.sites[site].id.clone();
            let mut entries: Vec<(i64, &str, i64, Cell)> = Vec::new();
            if self.chance(600) {
                let day = Self::days_of(self.spec.first_month).0;
                entries.push((day, "credit", self.random.between(0, 5_000_000), some("opening")));
            }
            for month in self.months() {
                let (first, last) = Self::days_of(month);
                let inflow = self.random.pick(&[30_000_000, 10_000_000, 25_000_050]);
                let day = self.random.pick(&[first + 4, first + 14, last, last + 3]);
                entries.push((day, "credit", inflow, some("labour_cost")));
                let paid = self.random.between(1_000_000, 9_000_000);
                entries.push((last + 20, "debit", paid, some("wage")));
                if self.chance(250) {
                    entries.push((last, "credit", 1_234, some("interest")));
                    entries.push((last, "debit", 300_000, some("other")));
                    entries.push((last, "debit", 70_000, None));
                }
            }
            for (day, direction, fen, purpose) in entries {
                number += 1;
                let counter = ids::company_account(500);
                let cells = [
                    ("entry_id", Some(format!("E{number:05}"))),
                    ("wage_account", some(&account)),
                    ("entry_date", Some(day_text(day))),
                    ("direction", some(direction)),
                    ("amount", money(fen)),
                    ("purpose", purpose),
                    ("project_id", self.maybe(700, &id)),
                    ("counter_account", self.maybe(600, &counter)),
                ];
                self.push("account_entries", &cells);
            }
        }
        self.make_batch_payout();
    }

    /// One debit for a whole sheet of the last project with an account.
    fn make_batch_payout(&mut self) {
        let month = self.spec.first_month;
        let Some(site) = (0..self.spec.projects).rev().find(|&s| self.sites[s].account.is_some())
        else {
            return;
        };
        let lines = self.owed.iter().filter(|o| {
            o.month == month
                && self.engagements[o.engagement].site == site
                && o.payroll_id.is_some()
        });
        let fen: i64 = lines.map(|o| o.net_fen).sum();
        let day = Self::days_of(month).1 + 15;
        let cells = [
            ("entry_id", some("E-BATCH")),
            ("wage_account", self.sites[site].account.clone()),
            ("entry_date", Some(day_text(day))),
            ("direction", some("debit")),
            ("amount", money(fen.max(1))),
            ("purpose", some("wage")),
            ("project_id", some(&self.sites[site].id)),
        ];
        let row = self.push("account_entries", &cells);
        self.plant(Planted {
            kind: "batch_payout",
            is_fault: false,
            table: "account_entries",
            row: Some(row),
            worker_id: None,
            project_id: some(&self.sites[site].id),
            period: Some(month_text(month)),
            amount: money(fen.max(1)),
        });
    }

    pub(super) fn make_deposits(&mut self) {
        let mut number = 0;
        for site in 0..self.spec.projects {
            for _ in 0..self.random.below(3) {
                let kinds = ["cash", "bank_guarantee", "insurance_bond", "other_security"];
                let kind = self.random.pick(&kinds);
                let project = ("project_id", some(&self.sites[site].id));
                self.deposit(&mut number, kind, &[project]);
            }
            if self.chance(400) {
                let project = ("project_id", some(&self.sites[site].id));
                self.deposit(&mut number, "payment_guarantee", &[project]);
            }
        }
        for contractor in self.contractors.clone() {
            let region = self.sites.iter().find_map(|s| s.region).map(|r| r[..2].to_owned());
            let area = self.sites.iter().filter_map(|s| s.region).find(|r| r.len() == 6);
            let whose = ("contractor_id", Some(contractor));
            let area = area.map(|a| a[..4].to_owned());
            self.deposit(&mut number, "bank_guarantee", &[whose.clone(), ("region_code", area)]);
            if self.chance(500) {
                self.deposit(&mut number, "cash", std::slice::from_ref(&whose));
            }
            if self.chance(300) {
                self.deposit(&mut number, "payment_guarantee", &[whose]);
            }
            if self.chance(300) {
                self.deposit(&mut number, "emergency_fund", &[("region_code", region)]);
            }
        }
        let fund = [("region_code", Some("52".to_owned()))];
        self.deposit(&mut number, "emergency_fund", &fund);
        if self.spec.row_fault_permille > 0 {
            self.make_doubtful_deposits(&mut number);
        }
    }

    fn make_doubtful_deposits(&mut self, number: &mut i64) {
        let as_of = self.spec.as_of_day;
        // Expired yesterday, valid to the day itself, drawn beyond its amount, nobody's.
        let project = ("project_id", some(&self.sites[0].id));
        let cases: [(&'static str, bool, &str, i64); 4] = [
            ("deposit_expired", true, "valid_to", as_of - 1),
            ("valid_on_the_day", false, "valid_to", as_of),
            ("overdrawn_deposit", true, "drawn_date", as_of - 30),
            ("deposit_without_scope", true, "valid_from", as_of - 90),
        ];
        for (kind, is_fault, column, day) in cases {
            let scope = if kind == "deposit_without_scope" {
                ("drawn", some("0"))
            } else {
                project.clone()
            };
            let dated = (column, Some(day_text(day)));
            let row = self.deposit(number, "cash", &[scope, dated]);
            if kind == "overdrawn_deposit" {
                let place =
                    self.world.tables.iter().position(|t| t.name == "deposits").unwrap_or(0);
                self.world.tables[place].set(row, "amount", money(100_000));
                self.world.tables[place].set(row, "drawn", money(150_000));
            }
            let project_id = project.1.clone().filter(|_| kind != "deposit_without_scope");
            self.plant(Planted {
                kind,
                is_fault,
                table: "deposits",
                row: Some(row),
                worker_id: None,
                project_id,
                period: None,
                amount: None,
            });
        }
    }

    fn deposit(&mut self, number: &mut i64, kind: &str, cells: &[(&'static str, Cell)]) -> usize {
        *number += 1;
        let as_of = self.spec.as_of_day;
        let fen = self.random.pick(&[0, 100_000, 2_000_000, 5_000_001, 20_000_000]);
        let drawn = self.random.pick(&[0, 50_000, 100_000]);
        let (from, to) =
            (as_of - self.random.between(0, 400), as_of + self.random.pick(&[10, 30, 400]));
        let mut all: Vec<(&str, Cell)> = vec![
            ("deposit_id", Some(format!("D{number:03}"))),
            ("kind", some(kind)),
            ("amount", money(fen)),
        ];
        if self.chance(300) && fen >= drawn {
            let day = as_of - self.random.pick(&[-5, 0, 5, 40]);
            all.push(("drawn", money(drawn)));
            all.push(("drawn_date", Some(day_text(day)).filter(|_| self.chance(800))));
        }
        all.push(("valid_from", Some(day_text(from)).filter(|_| self.chance(700))));
        all.push(("valid_to", Some(day_text(to)).filter(|_| self.chance(700))));
        all.extend(cells.iter().cloned());
        self.push("deposits", &all)
    }

    pub(super) fn make_events(&mut self) {
        const EVENTS: [&str; 7] = [
            "arrears",
            "blacklisted",
            "order",
            "order_disobeyed",
            "punished",
            "mass_incident",
            "cleared",
        ];
        for contractor in self.contractors.clone() {
            for _ in 0..self.random.below(4) {
                let event = self.random.pick(&EVENTS);
                let day =
                    self.spec.as_of_day - self.random.pick(&[-3, 0, 30, 200, 365, 366, 700, 800]);
                let until = (event == "blacklisted").then(|| day + self.random.pick(&[100, 1_095]));
                let region = self.sites.iter().find_map(|s| s.region).unwrap_or("52");
                let cells = [
                    ("contractor_id", some(&contractor)),
                    ("event", some(event)),
                    ("event_date", Some(day_text(day))),
                    ("until_date", until.map(day_text).filter(|_| self.chance(600))),
                    ("region_code", self.maybe(600, region)),
                ];
                self.push("contractor_events", &cells);
            }
        }
        let day = self.spec.as_of_day - 50;
        let cells = [
            ("contractor_id", some(&self.contractors[1])),
            ("event", some("blacklisted")),
            ("event_date", Some(day_text(day))),
            ("until_date", Some(day_text(self.spec.as_of_day))),
            ("region_code", some("52")),
        ];
        let row = self.push("contractor_events", &cells);
        self.plant(Planted {
            kind: "blacklisted_contractor",
            is_fault: true,
            table: "contractor_events",
            row: Some(row),
            worker_id: None,
            project_id: None,
            period: None,
            amount: None,
        });
    }
}
