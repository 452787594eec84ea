//! Payroll sheets and adjustments.

use super::{Engagement, Maker, Owed, Worked, half_up, money, some};
use crate::civil::month_text;
use crate::table::{Cell, yuan};
use crate::world::Planted;

/// About what a month's work earned, in fen. Overtime is left to the rules: the sheet of a careless
/// clerk.
fn estimate_fen(engagement: &Engagement, worked: Worked) -> i64 {
    let terms = engagement.terms;
    let s = terms.standard_minutes;
    match terms.basis {
        "daily" => half_up(terms.rate_e4 * worked.minutes, 100 * s),
        "hourly" => half_up(terms.rate_e4 * worked.minutes, 100 * 60),
        "piece" => half_up(terms.rate_e4 * worked.pieces_e3, 100 * 1_000),
        _ => half_up(terms.rate_e4 * worked.minutes.min(21 * s) * 4, 100 * s * 87),
    }
}

impl Maker<'_> {
    pub(super) fn make_sheets(&mut self) {
        for number in 0..self.engagements.len() {
            for (place, month) in self.months().enumerate() {
                let worked = self.worked[number * self.spec.months + place];
                let net_fen = estimate_fen(&self.engagements[number], worked);
                if worked.minutes > 0 && net_fen > 0 {
                    self.make_line(number, month, worked, net_fen);
                } else if self.spec.payroll_fault_permille > 0 && self.chance(60) {
                    self.ghost_line(number, month);
                }
            }
        }
    }

    /// The line of an engagement and month: in order, or with one fault.
    fn make_line(&mut self, number: usize, month: i64, worked: Worked, fen: i64) {
        let is_clean = !self.chance(self.spec.payroll_fault_permille);
        let choice = if is_clean { 0 } else { self.random.below(13) };
        let sheet = self.sheet_id(number, month);
        let half = fen / 2;
        let (gross, deductions, net, confirmed): (Option<i64>, Option<i64>, i64, Option<bool>) =
            match choice {
                1 => (Some(fen), Some(0), fen, Some(false)),
                2 => (Some(fen), None, fen, None),
                // Less than gross less deductions, with the deduction stated and not stated.
                3 => (Some(fen), Some(half / 2), half, Some(true)),
                4 => (Some(fen), None, half, Some(true)),
                // One percent and a fen below, exactly one percent below, above.
                5 => (Some(fen - fen / 100 - 1), None, fen - fen / 100 - 1, Some(false)),
                6 => (Some(fen - fen / 100), None, fen - fen / 100, Some(false)),
                7 => (Some(fen * 2), Some(0), fen * 2, Some(true)),
                8 => (None, None, fen, Some(true)),
                9 => (Some(100), Some(500), -400, Some(true)),
                _ => (Some(fen), Some(0), fen, Some(true)),
            };
        if choice == 10 {
            let e = &self.engagements[number];
            let earns = matches!(e.terms.basis, "daily" | "hourly") && e.terms.is_plain;
            if earns && !e.is_punched {
                self.settled.push((number, month));
                let about = self.about(number, month);
                let (kind, table) = ("attendance_without_payroll", "payroll");
                self.plant(Planted { kind, table, amount: None, ..about });
            }
            self.owe(number, month, None, (fen, false), None);
            return;
        }
        // More days than a month has.
        let days = if choice == 11 { worked.days + 31 } else { worked.days };
        let stated_days = Some(format!("{days}")).filter(|_| choice == 11 || self.chance(700));
        let numbers =
            [("gross", gross.and_then(money)), ("deductions", deductions.and_then(money))];
        let mut cells = vec![
            ("net", money(net)),
            ("confirmed", confirmed.map(|c| c.to_string())),
            ("is_back_pay", self.maybe(500, "false")),
            ("days", stated_days.clone()),
            ("minutes", Some(worked.minutes.to_string()).filter(|_| self.chance(400))),
        ];
        cells.extend(numbers);
        let row = self.push_line(number, month, &sheet, &cells);
        let e = &self.engagements[number];
        let is_exact = e.terms.is_linear && !e.is_punched && !worked.is_muddled && fen >= 1_000;
        if is_exact || !matches!(choice, 5..=7) {
            self.plant_line(number, month, choice, row, (gross, deductions, net));
        }
        if is_exact && matches!(choice, 5..=7) {
            self.settled.push((number, month));
        }
        let due = gross.map_or(net, |g| net.max(g - deductions.unwrap_or(0))).max(0);
        let is_certain = confirmed == Some(true) && choice != 12;
        self.owe(number, month, Some(&sheet), (due, is_certain), Some(row));
        self.make_other_lines(number, month, &sheet, (choice == 12, half));
    }

    /// A second sheet for the same month, and money for an earlier one.
    fn make_other_lines(
        &mut self,
        number: usize,
        month: i64,
        sheet: &str,
        (has_second, half): (bool, i64),
    ) {
        if has_second {
            // A second sheet for the same month.
            let second = [("net", money(half)), ("confirmed", some("false"))];
            self.push_line(number, month, &format!("{sheet}-B"), &second);
        }
        if self.spec.payroll_fault_permille > 0 && self.chance(60) {
            // Money for an earlier month is no due of this one.
            let back = [
                ("net", money(half)),
                ("gross", money(half)),
                ("confirmed", some("true")),
                ("is_back_pay", some("true")),
            ];
            let row = self.push_line(number, month, &format!("{sheet}-R"), &back);
            let about = self.about(number, month);
            let (kind, table) = ("back_pay", "payroll");
            self.plant(Planted { kind, is_fault: false, table, row: Some(row), ..about });
        }
    }

    fn plant_line(
        &mut self,
        number: usize,
        month: i64,
        choice: usize,
        row: usize,
        (gross, deductions, net): (Option<i64>, Option<i64>, i64),
    ) {
        let short = gross.map_or(0, |g| g - deductions.unwrap_or(0) - net);
        let (kind, amount) = match choice {
            1 | 2 => ("payroll_unconfirmed", Some(net)),
            3 | 4 => ("payroll_net_short", Some(short)),
            5 => ("payroll_below_attendance", None),
            6 => ("exactly_one_percent_below", None),
            7 => ("payroll_above_attendance", None),
            11 => ("days_mismatch", None),
            12 => ("two_sheets", None),
            _ => return,
        };
        let is_fault = !matches!(choice, 6 | 12);
        let about = self.about(number, month);
        let amount = amount.map(yuan);
        self.plant(Planted { kind, is_fault, table: "payroll", row: Some(row), amount, ..about });
    }

    /// A line for a month in which nobody of that name came.
    fn ghost_line(&mut self, number: usize, month: i64) {
        let sheet = self.sheet_id(number, month);
        let cells =
            [("gross", some("3000.00")), ("net", some("3000.00")), ("confirmed", some("true"))];
        let row = self.push_line(number, month, &sheet, &cells);
        let about = self.about(number, month);
        let (kind, table) = ("payroll_without_attendance", "payroll");
        self.plant(Planted { kind, table, row: Some(row), amount: money(300_000), ..about });
        self.owe(number, month, Some(&sheet), (300_000, true), Some(row));
    }

    fn push_line(
        &mut self,
        number: usize,
        month: i64,
        sheet: &str,
        cells: &[(&str, Cell)],
    ) -> usize {
        let e = &self.engagements[number];
        let mut all = vec![
            ("payroll_id", some(sheet)),
            ("worker_id", some(&self.people[e.person].id)),
            ("project_id", some(&self.sites[e.site].id)),
            ("period", Some(month_text(month))),
        ];
        all.extend(cells.iter().cloned());
        self.push("payroll", &all)
    }

    fn sheet_id(&self, number: usize, month: i64) -> String {
        let site = &self.sites[self.engagements[number].site].id;
        format!("S-{site}-{}", month_text(month))
    }

    fn owe(
        &mut self,
        engagement: usize,
        month: i64,
        sheet: Option<&str>,
        (net_fen, is_certain): (i64, bool),
        row: Option<usize>,
    ) {
        let payroll_id = sheet.map(str::to_owned);
        self.owed.push(Owed { engagement, month, payroll_id, net_fen, is_certain, row });
    }

    pub(super) fn make_adjustments(&mut self) {
        const KINDS: [&str; 5] =
            ["allowance", "bonus", "statutory_deduction", "damage_deduction", "other_deduction"];
        for number in 0..self.engagements.len() {
            for month in self.months() {
                if self.settled.contains(&(number, month)) || !self.chance(100) {
                    continue;
                }
                let kind = self.random.pick(&KINDS);
                let fen = self.random.pick(&[10_000, 20_005, 50_000, 1, 200_000]);
                let with_id = self.chance(600);
                let row = self.adjust(number, month, kind, fen, with_id);
                // Two of a kind: with an id a copy, without one both count.
                if self.spec.payroll_fault_permille > 0 && self.chance(250) {
                    let place = self.world.tables.iter().position(|t| t.name == "adjustments");
                    let copy = place.map_or(0, |place| self.world.tables[place].push_copy(row));
                    let kind = if with_id { "duplicate_row" } else { "equal_adjustments" };
                    let (table, about) = ("adjustments", self.about(number, month));
                    self.plant(Planted {
                        kind,
                        table,
                        row: Some(copy),
                        amount: money(fen),
                        ..about
                    });
                }
            }
        }
    }

    fn adjust(&mut self, number: usize, month: i64, kind: &str, fen: i64, with_id: bool) -> usize {
        let e = self.engagements[number].clone();
        let id = format!("A{}-{number}", month_text(month));
        let cells = [
            ("worker_id", some(&self.people[e.person].id)),
            ("project_id", some(&self.sites[e.site].id)),
            ("period", Some(month_text(month))),
            ("adjustment_id", Some(id).filter(|_| with_id)),
            ("kind", some(kind)),
            ("amount", money(fen)),
        ];
        self.push("adjustments", &cells)
    }
}
