//! The sheets, the money and the offices of a region.

use std::io;

use super::about;
use super::region::{Region, county, number};
use super::sink::{Type, Value};
use crate::civil::{day_class, due_day, first_day, month_text};
use crate::ids;

impl Region<'_> {
    /// A sheet a project and month, a line for everybody who came.
    pub(super) fn write_payroll(&self) -> io::Result<i64> {
        let mut sink = self.open(
            "payroll",
            &[
                ("payroll_id", Type::Text),
                ("worker_id", Type::Text),
                ("project_id", Type::Text),
                ("period", Type::Month),
                ("gross", Type::Money),
                ("deductions", Type::Money),
                ("net", Type::Money),
                ("confirmed", Type::Bool),
                ("is_back_pay", Type::Bool),
                ("days", Type::Int),
            ],
        )?;
        let mut written = 0;
        for month in self.all_months() {
            for (place, worker) in self.workers.iter().enumerate() {
                let (days, fen) = self.wage(place, month);
                let mut random = about(self.seed, 9, number(place), month);
                // A few come without being on the sheet.
                if fen == 0 || random.chance(15) {
                    continue;
                }
                let project = &self.projects[self.project_of(place)];
                let sheet = format!("S{project}-{}", month_text(month));
                let net = if random.chance(10) { fen - fen / 20 } else { fen };
                sink.row(&[
                    Value::Text(&sheet),
                    Value::Text(worker),
                    Value::Text(project),
                    Value::Month(month),
                    Value::Fen(fen),
                    if random.chance(900) { Value::Fen(0) } else { Value::Null },
                    Value::Fen(net),
                    Value::Bool(random.chance(960)),
                    Value::Bool(false),
                    Value::Int(days),
                ])?;
                written += 1;
            }
        }
        sink.close()?;
        Ok(written)
    }

    pub(super) fn write_adjustments(&self) -> io::Result<()> {
        let mut sink = self.open(
            "adjustments",
            &[
                ("worker_id", Type::Text),
                ("project_id", Type::Text),
                ("period", Type::Month),
                ("adjustment_id", Type::Text),
                ("kind", Type::Text),
                ("amount", Type::Money),
            ],
        )?;
        for month in self.all_months() {
            for (place, worker) in self.workers.iter().enumerate() {
                let mut random = about(self.seed, 10, number(place), month);
                // The first worker always, so that the smallest region has a row too.
                if place > 0 && !random.chance(30) {
                    continue;
                }
                let id = format!("A{place}-{}", month_text(month));
                sink.row(&[
                    Value::Text(worker),
                    Value::Text(&self.projects[self.project_of(place)]),
                    Value::Month(month),
                    Value::Text(&id),
                    Value::Text(random.pick(&["allowance", "bonus", "damage_deduction"])),
                    Value::Fen(random.between(50, 800) * 100),
                ])?;
            }
        }
        sink.close()
    }

    /// Most in full and in time; some late, in part, missing, returned.
    pub(super) fn write_transfers(&self) -> io::Result<i64> {
        let mut sink = self.open(
            "transfers",
            &[
                ("transfer_id", Type::Text),
                ("amount", Type::Money),
                ("paid_date", Type::Day),
                ("status", Type::Text),
                ("worker_id", Type::Text),
                ("project_id", Type::Text),
                ("period", Type::Month),
                ("payee_account", Type::Text),
                ("payer_account", Type::Text),
            ],
        )?;
        let mut written = 0;
        for month in self.all_months() {
            let due = due_day(month, 20, 1);
            for (place, worker) in self.workers.iter().enumerate() {
                let (_, fen) = self.wage(place, month);
                let mut random = about(self.seed, 11, number(place), month);
                let lot = random.between(0, 999);
                if fen == 0 || lot < 25 {
                    continue;
                }
                let fen = if lot < 75 { fen * random.between(30, 95) / 100 } else { fen };
                let late =
                    if lot % 20 == 3 { random.between(1, 60) } else { -random.between(0, 9) };
                let project = self.project_of(place);
                let (id, payee) = (format!("T{written}"), ids::card(number(place)));
                let payer = ids::company_account(number(project) + 1);
                // One in twenty bears no project, one in fifty only the account.
                let (no_project, no_worker) = (lot % 20 == 7, lot % 50 == 9);
                let named = |text| if no_worker { Value::Null } else { Value::Text(text) };
                sink.row(&[
                    Value::Text(&id),
                    Value::Fen(fen),
                    Value::Day(due + late),
                    Value::Text(if lot % 250 == 11 { "returned" } else { "settled" }),
                    named(worker),
                    if no_project { Value::Null } else { named(&self.projects[project]) },
                    if no_project { Value::Null } else { Value::Month(month) },
                    Value::Text(&payee),
                    Value::Text(&payer),
                ])?;
                written += 1;
            }
        }
        sink.close()?;
        Ok(written)
    }

    pub(super) fn write_entries(&self) -> io::Result<()> {
        let mut sink = self.open(
            "account_entries",
            &[
                ("entry_id", Type::Text),
                ("wage_account", Type::Text),
                ("entry_date", Type::Day),
                ("direction", Type::Text),
                ("amount", Type::Money),
                ("purpose", Type::Text),
                ("project_id", Type::Text),
            ],
        )?;
        let crew = number(self.workers.len()) / number(self.projects.len()).max(1);
        for (place, project) in self.projects.iter().enumerate() {
            let account = ids::company_account(number(place) + 1);
            for (turn, month) in self.all_months().enumerate() {
                let mut random = about(self.seed, 12, number(place), month);
                let inflow = crew * random.between(550_000, 800_000);
                let debit = crew * random.between(450_000, 700_000);
                let first = first_day(month);
                let late = if random.chance(80) { random.between(5, 40) } else { 0 };
                for (side, day, direction, fen, purpose) in [
                    ("I", first + 8 + late, "credit", inflow, "labour_cost"),
                    ("O", first + 19, "debit", debit, "other"),
                ] {
                    let id = format!("E{place}-{turn}{side}");
                    sink.row(&[
                        Value::Text(&id),
                        Value::Text(&account),
                        Value::Day(day),
                        Value::Text(direction),
                        Value::Fen(fen),
                        Value::Text(purpose),
                        Value::Text(project),
                    ])?;
                }
            }
        }
        sink.close()
    }

    pub(super) fn write_deposits(&self) -> io::Result<()> {
        let mut sink = self.open(
            "deposits",
            &[
                ("deposit_id", Type::Text),
                ("kind", Type::Text),
                ("amount", Type::Money),
                ("drawn", Type::Money),
                ("valid_from", Type::Day),
                ("valid_to", Type::Day),
                ("project_id", Type::Text),
                ("contractor_id", Type::Text),
                ("region_code", Type::Text),
            ],
        )?;
        let start = first_day(self.all_months().start);
        for (place, project) in self.projects.iter().enumerate() {
            let mut random = about(self.seed, 13, number(place), 0);
            let id = format!("D{place}");
            let contractor = ids::credit_code(number(place / 3));
            let is_shared = place % 3 == 0 && random.chance(300);
            let (project, contractor, area) = if is_shared {
                (Value::Null, Value::Text(&contractor), Value::Text(&county(number(place))[..4]))
            } else {
                (Value::Text(project), Value::Null, Value::Null)
            };
            sink.row(&[
                Value::Text(&id),
                Value::Text(random.pick(&[
                    "cash",
                    "bank_guarantee",
                    "bank_guarantee",
                    "insurance_bond",
                ])),
                Value::Fen(random.between(50_000, 800_000) * 100),
                if random.chance(60) {
                    Value::Fen(random.between(1, 50_000) * 100)
                } else {
                    Value::Null
                },
                Value::Day(start - random.between(0, 300)),
                if random.chance(700) {
                    Value::Day(start + random.between(30, 900))
                } else {
                    Value::Null
                },
                project,
                contractor,
                area,
            ])?;
        }
        for region in ["15", "64", "3713", "6523", "330282"] {
            let (id, none) = (format!("F{region}"), Value::Null);
            let (kind, fen) = (Value::Text("emergency_fund"), Value::Fen(1_000_000_000));
            let cells =
                [Value::Text(&id), kind, fen, none, none, none, none, none, Value::Text(region)];
            sink.row(&cells)?;
        }
        sink.close()
    }

    pub(super) fn write_events(&self) -> io::Result<()> {
        let mut sink = self.open(
            "contractor_events",
            &[
                ("contractor_id", Type::Text),
                ("event", Type::Text),
                ("event_date", Type::Day),
                ("region_code", Type::Text),
            ],
        )?;
        let start = first_day(self.all_months().start);
        for contractor in 0..self.projects.len().div_ceil(3) {
            let mut random = about(self.seed, 14, number(contractor), 0);
            if contractor > 0 && !random.chance(80) {
                continue;
            }
            let code = ids::credit_code(number(contractor));
            let event = random.pick(&["arrears", "arrears", "order", "punished", "blacklisted"]);
            let area = &county(number(contractor) * 3)[..4];
            let day = Value::Day(start - random.between(1, 1_000));
            sink.row(&[Value::Text(&code), Value::Text(event), day, Value::Text(area)])?;
        }
        sink.close()
    }

    pub(super) fn write_cases(&self) -> io::Result<()> {
        let mut sink = self.open(
            "cases",
            &[
                ("case_id", Type::Text),
                ("region_code", Type::Text),
                ("project_id", Type::Text),
                ("channel", Type::Text),
                ("received_date", Type::Day),
                ("due_date", Type::Day),
                ("closed_date", Type::Day),
                ("workers", Type::Int),
                ("amount_claimed", Type::Money),
                ("amount_recovered", Type::Money),
            ],
        )?;
        let months = self.all_months();
        let (first, last) = (first_day(months.start), first_day(months.end) - 1);
        for (place, project) in self.projects.iter().enumerate() {
            let mut random = about(self.seed, 15, number(place), 0);
            if place > 0 && !random.chance(250) {
                continue;
            }
            let id = format!("K{place}");
            let received = random.between(first, last);
            let fen = random.between(1_000, 300_000) * 100;
            sink.row(&[
                Value::Text(&id),
                Value::Text(county(number(place))),
                Value::Text(project),
                Value::Text("hotline"),
                Value::Day(received),
                Value::Day(received + 30),
                if random.chance(950) {
                    Value::Day(received + random.between(3, 45))
                } else {
                    Value::Null
                },
                Value::Int(random.between(1, 30)),
                Value::Fen(fen),
                Value::Fen(fen * random.between(0, 100) / 100),
            ])?;
        }
        sink.close()
    }

    pub(super) fn write_signals(&self) -> io::Result<()> {
        let mut sink = self.open(
            "signals",
            &[
                ("employer_id", Type::Text),
                ("signal", Type::Text),
                ("signal_date", Type::Day),
                ("amount", Type::Money),
                ("days_overdue", Type::Int),
            ],
        )?;
        let first = first_day(self.all_months().start);
        for firm in 0..self.projects.len().div_ceil(20) {
            let mut random = about(self.seed, 16, number(firm), 0);
            let id = ids::credit_code(8_000_000 + number(firm));
            let signal = random.pick(&["water", "power", "social_insurance", "tax"]);
            sink.row(&[
                Value::Text(&id),
                Value::Text(signal),
                Value::Day(first + random.between(0, 27)),
                Value::Fen(random.between(100, 90_000) * 100),
                Value::Int(random.between(1, 120)),
            ])?;
        }
        sink.close()
    }

    pub(super) fn write_calendar(&self) -> io::Result<()> {
        let mut sink = self.open("calendar", &[("date", Type::Day), ("day_class", Type::Text)])?;
        let months = self.all_months();
        for day in first_day(months.start)..first_day(months.end) {
            sink.row(&[Value::Day(day), Value::Text(day_class(day))])?;
        }
        sink.close()
    }

    /// Rates that an office published of its counties; one in ten does not follow from its counts.
    pub(super) fn write_published_rates(&self) -> io::Result<()> {
        let mut sink = self.open(
            "published_rates",
            &[
                ("rate_id", Type::Text),
                ("numerator", Type::Int),
                ("denominator", Type::Int),
                ("published_percent", Type::Money),
                ("decimals", Type::Int),
            ],
        )?;
        for rate in 0..20 {
            let mut random = about(self.seed, 17, rate, 0);
            let (of, id) = (random.between(100, 100_000), format!("R{rate}"));
            let counted = random.between(0, of);
            // Hundredths of a percent, half up, are written like fen.
            let right = (20_000 * counted + of) / (2 * of);
            let wrong = i64::from(random.chance(100));
            sink.row(&[
                Value::Text(&id),
                Value::Int(counted),
                Value::Int(of),
                Value::Fen(right + wrong),
                Value::Int(2),
            ])?;
        }
        sink.close()
    }
}
