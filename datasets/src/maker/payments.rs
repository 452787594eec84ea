//! Bank transfers: paid in time, late, in part, never, twice, to others, without a label.

use super::{Engagement, Maker, Owed, money, some};
use crate::civil::{day_text, due_day, first_day, month_text};
use crate::ids;
use crate::table::{Cell, Table, yuan};
use crate::world::Planted;

/// One transfer before it is written.
#[derive(Debug, Clone, Copy)]
struct Payment {
    fen: i64,
    day: i64,
    status: &'static str,
    label: Label,
}

/// What the bank says about whom and what a transfer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Full,
    Worker,
    WorkerAndPayer,
    Account,
    AccountAndPayer,
    NameAndProject,
    NameAndPayer,
    Sheet,
    Nothing,
    OtherProject,
    UnknownWorker,
    ForeignAccount,
    ColleaguesAccount,
    WrongPeriod,
}

const LABELS: &[Label] = &[
    Label::Worker,
    Label::WorkerAndPayer,
    Label::Account,
    Label::AccountAndPayer,
    Label::NameAndProject,
    Label::NameAndPayer,
    Label::Sheet,
    Label::WrongPeriod,
];

impl Maker<'_> {
    pub(super) fn make_payments(&mut self) {
        for place in 0..self.owed.len() {
            let owed = self.owed[place].clone();
            if owed.net_fen > 0 {
                self.pay(&owed);
            }
        }
        if self.spec.payment_fault_permille > 0 {
            self.make_round_flat_payments();
            self.make_stray_payments();
        }
    }

    fn pay(&mut self, owed: &Owed) {
        let terms = self.engagements[owed.engagement].terms;
        let due = due_day(owed.month, terms.pay_day, terms.offset_months);
        let earliest = first_day(owed.month + 1);
        let nominal = due;
        let due = due.max(earliest - 1).min(self.spec.as_of_day - 1);
        let is_sure =
            owed.is_certain && terms.is_plain && terms.offset_months > 0 && due == nominal;
        let day = self.random.between(due.min(earliest), due);
        let is_plain = self.spec.payment_fault_permille == 0;
        let label =
            if !is_plain && self.chance(300) { self.random.pick(LABELS) } else { Label::Full };
        let payment = Payment { fen: owed.net_fen, day, status: "settled", label };
        if self.chance(self.spec.payment_fault_permille) {
            let first_row = self.world.table("transfers").map_or(0, Table::rows);
            match self.random.below(3) {
                0 => self.pay_late_or_less(owed, payment, due, is_sure),
                1 => self.pay_twice_or_back(owed, payment),
                _ => self.pay_astray(owed, payment),
            }
            let rows = first_row..self.world.table("transfers").map_or(0, Table::rows);
            self.kept.extend(rows.map(|row| ("transfers", row)));
        } else {
            self.transfer(owed, payment, None);
        }
    }

    fn pay_late_or_less(&mut self, owed: &Owed, payment: Payment, due: i64, is_sure: bool) {
        let fen = payment.fen;
        let label = Label::Full;
        let full = Payment { label, ..payment };
        if is_sure {
            self.kept.extend(owed.row.map(|row| ("payroll", row)));
        }
        match self.random.below(7) {
            0 => {
                let row = self.transfer(owed, Payment { day: due, ..full }, None);
                if is_sure {
                    self.plant_payment(owed, "paid_on_due_date", false, Some(row), fen);
                }
            }
            1 => {
                let row = self.transfer(owed, Payment { day: due + 1, ..full }, None);
                if is_sure {
                    self.plant_payment(owed, "late_payment", true, Some(row), fen);
                }
            }
            2 => {
                let row = self.transfer(owed, Payment { fen: fen - fen.min(1), ..full }, None);
                self.plant_payment(owed, "partial_payment", true, Some(row), fen.min(1));
            }
            3 => {
                let row = self.transfer(owed, Payment { fen: fen / 2, ..full }, None);
                self.plant_payment(owed, "partial_payment", true, Some(row), fen - fen / 2);
            }
            4 => self.plant_payment(owed, "missing_payment", true, None, fen),
            5 => {
                // In two parts, both in time.
                self.transfer(owed, Payment { fen: fen / 3, ..full }, None);
                let row = self.transfer(owed, Payment { fen: fen - fen / 3, ..full }, None);
                self.plant_payment(owed, "split_payment", false, Some(row), fen);
            }
            _ => {
                // More than is due: the rest pays other months or is an advance.
                let row = self.transfer(owed, Payment { fen: fen * 2 + 1, ..full }, None);
                self.plant_payment(owed, "overpayment", false, Some(row), fen + 1);
            }
        }
    }

    fn pay_twice_or_back(&mut self, owed: &Owed, payment: Payment) {
        let fen = payment.fen;
        let row = match self.random.below(10) {
            0 | 1 => {
                let status = self.random.pick(&["returned", "failed", "pending"]);
                let row = self.transfer(owed, Payment { status, ..payment }, None);
                self.plant_payment(owed, status, true, Some(row), fen);
                if self.chance(500) {
                    self.transfer(owed, Payment { day: payment.day + 3, ..payment }, None);
                }
                return;
            }
            2 => {
                let row = self.transfer(owed, payment, None);
                let copy = self.copy_transfer(row);
                return self.plant_payment(owed, "duplicate", true, Some(copy), fen);
            }
            3 => {
                // One id, two states: the latest state counts.
                let row = self.transfer(owed, payment, None);
                let copy = self.copy_transfer(row);
                let status = self.random.pick(&["returned", "pending", "failed"]);
                self.set_transfer(copy, "status", some(status));
                return self.plant_payment(owed, "conflicting_duplicate", true, Some(copy), fen);
            }
            4 => {
                let both = Payment { label: Label::Full, ..payment };
                self.transfer(owed, both, None);
                let row = self.transfer(owed, both, None);
                let account = self.people[self.engagements[owed.engagement].person].account.clone();
                if account.is_none() || self.transfer_cell(row, "payer_account").is_none() {
                    return;
                }
                return self.plant_payment(
                    owed,
                    "possible_duplicate_payment",
                    true,
                    Some(row),
                    fen,
                );
            }
            _ => self.transfer(owed, payment, None),
        };
        self.take_back(owed, payment, row);
    }

    /// A reversal of a transfer: whole, in part, too much, of nothing.
    fn take_back(&mut self, owed: &Owed, payment: Payment, row: usize) {
        let fen = payment.fen;
        let original = self.transfer_cell(row, "transfer_id");
        let day = (payment.day + 2).min(self.spec.as_of_day);
        let back = Payment { day, label: Label::Worker, ..payment };
        match self.random.below(6) {
            0 => {
                let row = self.transfer(owed, back, original);
                self.plant_payment(owed, "reversal", true, Some(row), fen);
            }
            1 => {
                let row = self.transfer(owed, Payment { fen: fen - fen / 4, ..back }, original);
                self.plant_payment(owed, "reversal", true, Some(row), fen - fen / 4);
            }
            2 => {
                self.transfer(owed, back, original.clone());
                self.transfer(owed, Payment { fen: 100, ..back }, original);
                self.plant_payment(owed, "over_reversal", true, Some(row), 100);
            }
            3 => {
                let row = self.transfer(owed, back, some("T-NEVER"));
                self.plant_payment(owed, "reversal_without_original", true, Some(row), fen);
            }
            4 => {
                // Written with a sign: still a reversal of its absolute amount.
                let row = self.transfer(owed, Payment { fen: -fen, ..back }, original);
                self.plant_payment(owed, "reversal", true, Some(row), fen);
            }
            _ => {
                let row = self.transfer(owed, Payment { fen: -fen, ..back }, None);
                self.plant_payment(owed, "negative_amount", true, Some(row), fen);
            }
        }
    }

    fn pay_astray(&mut self, owed: &Owed, payment: Payment) {
        let fen = payment.fen;
        let (label, kind) = match self.random.below(8) {
            0 => (Label::Nothing, "unmatched"),
            1 => (Label::UnknownWorker, "transfer_without_engagement"),
            2 => (Label::OtherProject, "transfer_without_engagement"),
            3 => (Label::ForeignAccount, "payee_not_worker"),
            4 => (Label::ColleaguesAccount, "payee_not_worker"),
            5 => {
                let row = self.transfer(owed, Payment { label: Label::Full, ..payment }, None);
                self.set_transfer(row, "payer_account", Some(ids::company_account(999)));
                let site = self.engagements[owed.engagement].site;
                if self.sites[site].account.is_some() {
                    self.plant_payment(owed, "paid_outside_wage_account", true, Some(row), fen);
                }
                return;
            }
            6 => {
                let row = self.transfer(owed, payment, None);
                let currency = self.random.pick(&["USD", "CNY"]);
                self.set_transfer(row, "currency", some(currency));
                if currency == "USD" {
                    self.plant_payment(owed, "other_currency", true, Some(row), fen);
                }
                return;
            }
            _ => {
                let day = self.spec.as_of_day + self.random.pick(&[1, 10]);
                let row = self.transfer(owed, Payment { day, ..payment }, None);
                return self.plant_payment(owed, "after_as_of", true, Some(row), fen);
            }
        };
        let row = self.transfer(owed, Payment { label, ..payment }, None);
        let who = &self.engagements[owed.engagement];
        let (account, person) = (self.people[who.person].account.clone(), who.person);
        let is_true = match label {
            Label::OtherProject => {
                let project = self.transfer_cell(row, "project_id");
                let sites = &self.sites;
                let is_his = |e: &Engagement| {
                    e.person == person && project.as_deref() == Some(&*sites[e.site].id)
                };
                !self.engagements.iter().any(is_his)
            }
            Label::ColleaguesAccount => {
                account.is_some() && account != self.transfer_cell(row, "payee_account")
            }
            Label::ForeignAccount => account.is_some(),
            _ => true,
        };
        // A worker without a row has no registered account.
        let worker = self.people[who.person].id.as_str();
        let workers = self.world.table("workers");
        let is_registered =
            workers.is_some_and(|t| (0..t.rows()).any(|r| t.cell(r, "worker_id") == Some(worker)));
        if is_true && (kind != "payee_not_worker" || is_registered) {
            self.plant_payment(owed, kind, true, Some(row), fen);
        }
    }

    /// Writes a transfer and gives its row.
    fn transfer(&mut self, owed: &Owed, payment: Payment, reverses: Cell) -> usize {
        let e = self.engagements[owed.engagement].clone();
        let person = self.people[e.person].clone();
        let site = self.sites[e.site].clone();
        self.transfers += 1;
        let label = payment.label;
        let (worker, project) = (Some(person.id), Some(site.id));
        let period = Some(month_text(owed.month)).filter(|_| self.chance(800));
        let mut cells: Vec<(&str, Cell)> = vec![
            ("transfer_id", Some(format!("T{:06}", self.transfers))),
            ("amount", money(payment.fen)),
            ("paid_date", Some(day_text(payment.day))),
            ("status", some(payment.status)),
            ("reverses", reverses),
        ];
        let payer = ("payer_account", site.account);
        let payee = ("payee_account", person.account);
        let name = ("payee_name", Some(person.name));
        let sheet = ("payroll_id", owed.payroll_id.clone());
        match label {
            Label::Full => {
                let sheet = (sheet.0, sheet.1.filter(|_| self.chance(500)));
                cells.extend([("worker_id", worker), ("project_id", project), ("period", period)]);
                cells.extend([payer, payee, name, sheet]);
            }
            Label::Worker => cells.push(("worker_id", worker)),
            Label::WorkerAndPayer => cells.extend([("worker_id", worker), payer]),
            Label::Account => cells.push(payee),
            Label::AccountAndPayer => cells.extend([payee, payer]),
            Label::NameAndProject => cells.extend([name, ("project_id", project)]),
            Label::NameAndPayer => cells.extend([name, payer]),
            Label::Sheet => cells.extend([sheet, payee]),
            Label::Nothing => cells.push(("payee_account", Some(ids::card(77_777)))),
            Label::OtherProject => {
                let other = self.sites[(e.site + 3) % self.sites.len()].id.clone();
                cells.extend([("worker_id", worker), ("project_id", Some(other))]);
            }
            Label::UnknownWorker => cells.push(("worker_id", some("W-NOBODY"))),
            Label::ForeignAccount => {
                let other = Some(ids::card(88_888));
                cells.extend([("worker_id", worker), ("project_id", project), payer]);
                cells.push(("payee_account", other));
            }
            Label::ColleaguesAccount => {
                let other = self.people[(e.person + 3) % self.people.len()].account.clone();
                cells.extend([("worker_id", worker), ("project_id", project)]);
                cells.push(("payee_account", other));
            }
            Label::WrongPeriod => {
                let other = Some(month_text(owed.month + 7));
                cells.extend([("worker_id", worker), ("project_id", project), ("period", other)]);
            }
        }
        self.push("transfers", &cells)
    }

    /// Five men of a team, one day, one round sum.
    fn make_round_flat_payments(&mut self) {
        let day = Self::days_of(self.spec.first_month).1;
        for site in 0..self.spec.projects.min(3) {
            let team: Vec<usize> = (0..self.engagements.len())
                .filter(|&n| {
                    self.engagements[n].site == site && self.engagements[n].person.is_multiple_of(2)
                })
                .take(if site == 1 { 4 } else { 6 })
                .collect();
            for engagement in team {
                let month = self.spec.first_month;
                let owed = Owed {
                    engagement,
                    month,
                    payroll_id: None,
                    net_fen: 50_000,
                    is_certain: false,
                    row: None,
                };
                let status = "settled";
                let payment = Payment { fen: 50_000, day, status, label: Label::Full };
                self.transfer(&owed, payment, None);
            }
        }
    }

    /// Money before any work, and money for a name borne by several.
    fn make_stray_payments(&mut self) {
        if self.engagements.is_empty() {
            return;
        }
        let month = self.spec.first_month;
        let last = self.engagements.len() - 1;
        let early = first_day(month) - 40;
        let owed = Owed {
            engagement: last,
            month,
            payroll_id: None,
            net_fen: 99_999,
            is_certain: false,
            row: None,
        };
        let payment = Payment { fen: 99_999, day: early, status: "settled", label: Label::Worker };
        let row = self.transfer(&owed, payment, None);
        self.plant_payment(&owed, "advance", false, Some(row), 99_999);
        let name = self.people[0].name.clone();
        let row = self.transfer(&owed, Payment { label: Label::Nothing, fen: 1, ..payment }, None);
        self.set_transfer(row, "payee_name", Some(name));
    }

    fn copy_transfer(&mut self, row: usize) -> usize {
        let place = self.world.tables.iter().position(|t| t.name == "transfers").unwrap_or(0);
        self.world.tables[place].push_copy(row)
    }

    fn set_transfer(&mut self, row: usize, column: &str, cell: Cell) {
        let place = self.world.tables.iter().position(|t| t.name == "transfers").unwrap_or(0);
        self.world.tables[place].set(row, column, cell);
    }

    fn transfer_cell(&self, row: usize, column: &str) -> Cell {
        self.world.table("transfers")?.cell(row, column).map(str::to_owned)
    }

    fn plant_payment(
        &mut self,
        owed: &Owed,
        kind: &'static str,
        is_fault: bool,
        row: Option<usize>,
        fen: i64,
    ) {
        let about = self.about(owed.engagement, owed.month);
        let amount = Some(yuan(fen));
        self.plant(Planted { kind, is_fault, table: "transfers", row, amount, ..about });
    }
}
