//! What early warning must tell: for each built-in rule whose definition is exact, a new project or
//! worker that meets it, and one that misses it by a fen, a day, a head or a word.
//!
//! A warning of a rule is judged on what was planted for that rule alone: `PF-<code>-…` and
//! `FW-<code>-…`.

use std::fmt::Write as _;

use anxin_datasets::civil::{date, day, day_class, day_text, first_day, month, month_text};
use anxin_datasets::table::{Table, yuan};

use super::{About, Class, Planter};
use crate::tables::{Sheet, Tables};

/// Rules of early warning, by code.
pub const WARNED: [Class; 26] = [
    Class { code: "account_late", plant: |p, is_near| account(p, "account_late", is_near) },
    Class { code: "account_low", plant: account_low },
    Class { code: "account_missing", plant: |p, is_near| account(p, "account_missing", is_near) },
    Class { code: "account_other_payee", plant: account_other_payee },
    Class { code: "account_other_purpose", plant: account_other_purpose },
    Class { code: "accounts_not_bound", plant: accounts_not_bound },
    Class { code: "arrears", plant: |p, is_near| short(p, "arrears", is_near) },
    Class { code: "arrears_uncovered", plant: arrears_uncovered },
    Class { code: "cases_overdue", plant: cases_overdue },
    Class { code: "data_stale", plant: data_stale },
    Class { code: "deposit_expired", plant: |p, is_near| ends(p, "deposit_expired", -1, is_near) },
    Class {
        code: "deposit_expiring",
        plant: |p, is_near| ends(p, "deposit_expiring", 30, is_near),
    },
    Class { code: "deposit_late", plant: |p, is_near| deposit(p, "deposit_late", is_near) },
    Class { code: "deposit_not_topped_up", plant: deposit_not_topped_up },
    Class { code: "deposit_short", plant: |p, is_near| deposit(p, "deposit_short", is_near) },
    Class { code: "high_monthly_wage", plant: high_monthly_wage },
    Class { code: "high_yearly_wage", plant: high_yearly_wage },
    Class { code: "many_without_payroll", plant: many_without_payroll },
    Class {
        code: "not_paid_by_general_contractor",
        plant: |p, is_near| {
            stated(p, "not_paid_by_general_contractor", "paid_by_general_contractor", is_near);
        },
    },
    Class {
        code: "notice_board_incomplete",
        plant: |p, is_near| {
            stated(p, "notice_board_incomplete", "notice_board_complete", is_near);
        },
    },
    Class { code: "partly_paid", plant: partly_paid },
    Class {
        code: "payroll_officer_missing",
        plant: |p, is_near| {
            stated(p, "payroll_officer_missing", "payroll_officer_named", is_near);
        },
    },
    Class {
        code: "real_name_missing",
        plant: |p, is_near| {
            stated(p, "real_name_missing", "real_name_in_place", is_near);
        },
    },
    Class { code: "three_months_in_arrears", plant: three_months_in_arrears },
    Class { code: "unpaid_for_two_months", plant: unpaid_for_two_months },
    Class { code: "workers_not_registered", plant: workers_not_registered },
];

/// The warnings about what was planted for their rule, in the form of findings.
#[must_use]
pub fn met(tables: &Tables) -> String {
    let mut text = "code,table,row,worker_id,project_id,period,amount\n".to_owned();
    let sheet = Sheet::read(&tables["warnings"]);
    for row in 0..sheet.rows.len() {
        let (code, id) = (sheet.cell(row, "code"), sheet.cell(row, "subject_id"));
        let (worker, project) = match sheet.cell(row, "subject") {
            "project" if id.starts_with(&format!("PF-{code}-")) => ("", id),
            _ if id.starts_with(&format!("FW-{code}-")) => (id, ""),
            _ => continue,
        };
        // Written into a text, which takes everything.
        let _taken = writeln!(text, "{code},warnings,,{worker},{project},,");
    }
    text
}

impl Planter {
    /// A project of which the works go on, made for a rule; writes down what it must lead to.
    fn project_for(&mut self, code: &'static str, is_near: bool, cells: &[(&str, &str)]) -> String {
        let id = format!("PF-{code}-{}", self.number());
        let row = self.push("projects", &[("project_id", &id), ("status", "active")]);
        self.set("projects", row, cells);
        let about = About { project: Some(id.clone()), ..About::default() };
        self.record(code, !is_near, "warnings", about);
        id
    }

    /// A worker of a project, made for a rule.
    fn worker_for(&mut self, code: &str) -> String {
        format!("FW-{code}-{}", self.number())
    }

    /// A confirmed line, so many months after the first of the world.
    fn line(&mut self, worker: &str, project: &str, after: i64, fen: i64) {
        let (period, sum) = (month_text(self.first_month + after), yuan(fen));
        let cells = [
            ("payroll_id", "SF"),
            ("worker_id", worker),
            ("project_id", project),
            ("period", &period),
            ("net", &sum),
            ("confirmed", "true"),
        ];
        self.push("payroll", &cells);
    }

    /// A payment to a worker of a project, for a month.
    fn pay(&mut self, worker: &str, project: &str, after: i64, fen: i64) {
        let (id, sum) = (self.transfer_id(), yuan(fen));
        let (period, day) = (month_text(self.first_month + after), day_text(self.as_of_day() - 1));
        let cells = [
            ("transfer_id", id.as_str()),
            ("amount", &sum),
            ("paid_date", &day),
            ("status", "settled"),
            ("worker_id", worker),
            ("project_id", project),
            ("period", &period),
        ];
        self.push("transfers", &cells);
    }

    /// A day of eight hours under a contract of 300 yuan a day, told by a device.
    fn worked(&mut self, worker: &str, project: &str, day: i64) {
        let start = day_text(first_day(self.first_month) - 40);
        let cells = [
            ("contract_id", "CF"),
            ("worker_id", worker),
            ("project_id", project),
            ("pay_basis", "daily"),
            ("rate", "300.00"),
            ("start_date", &start),
            ("hours_system", "none"),
        ];
        self.push("contracts", &cells);
        let day = day_text(day);
        let cells = [
            ("worker_id", worker),
            ("project_id", project),
            ("work_date", &day),
            ("minutes", "480"),
        ];
        self.push("attendance", &cells);
    }

    /// A movement of a wage account a week before the books.
    fn movement(&mut self, account: &str, fen: i64, cells: &[(&str, &str)]) {
        let (id, sum) = (format!("EF{}", self.number()), yuan(fen));
        let day = day_text(self.as_of_day() - 7);
        let all = [
            ("entry_id", id.as_str()),
            ("wage_account", account),
            ("entry_date", &day),
            ("amount", &sum),
        ];
        self.push("account_entries", &[&all[..], cells].concat());
    }

    fn account_number(&mut self) -> String {
        anxin_datasets::ids::company_account(60_000 + self.number())
    }
}

/// The row says no; or yes.
fn stated(p: &mut Planter, code: &'static str, column: &str, is_near: bool) {
    p.project_for(code, is_near, &[(column, if is_near { "true" } else { "false" })]);
}

/// Opened thirty-one days after the signing, or thirty; or signed so long ago, and not opened.
fn account(p: &mut Planter, code: &'static str, is_near: bool) {
    let days = 30 + i64::from(!is_near);
    let is_late = code == "account_late";
    let signed = p.as_of_day() - if is_late { 300 } else { days };
    let opened = if is_late { day_text(signed + days) } else { String::new() };
    let signed = day_text(signed);
    let number = if is_late { p.account_number() } else { String::new() };
    let cells = [
        ("signed_date", signed.as_str()),
        ("wage_account_opened_date", &opened),
        ("wage_account", &number),
    ];
    p.project_for(code, is_near, &cells);
}

/// The account holds a fen less than what falls due at the end of the month; or as much.
fn account_low(p: &mut Planter, is_near: bool) {
    let number = p.account_number();
    let project = p.project_for("account_low", is_near, &[("wage_account", &number)]);
    let (worker, fen) = (p.worker_for("account_low"), p.random.between(1_000, 900_000));
    p.line(&worker, &project, 2, fen);
    p.movement(
        &number,
        fen - i64::from(!is_near),
        &[("direction", "credit"), ("purpose", "opening")],
    );
}

/// A fen of wages went to an account that nobody has registered; or to the worker's own.
fn account_other_payee(p: &mut Planter, is_near: bool) {
    let (number, own) = (p.account_number(), p.account_number());
    let project = p.project_for("account_other_payee", is_near, &[("wage_account", &number)]);
    let worker = p.worker_for("account_other_payee");
    p.push("workers", &[("worker_id", &worker), ("pay_account", &own)]);
    p.line(&worker, &project, 2, 100);
    let other = p.account_number();
    let payee = if is_near { own } else { other };
    let cells = [("direction", "debit"), ("purpose", "wage"), ("counter_account", payee.as_str())];
    p.movement(&number, 1, &cells);
}

/// A fen left the account for something else; or as wages.
fn account_other_purpose(p: &mut Planter, is_near: bool) {
    let number = p.account_number();
    p.project_for("account_other_purpose", is_near, &[("wage_account", &number)]);
    let other = p.random.pick(&["interest", "other", "labour_cost"]);
    let purpose = if is_near { "wage" } else { other };
    p.movement(&number, 1, &[("direction", "debit"), ("purpose", purpose)]);
}

/// One worker has registered no account; or has.
fn accounts_not_bound(p: &mut Planter, is_near: bool) {
    let project = p.project_for("accounts_not_bound", is_near, &[]);
    for is_bound in [true, is_near] {
        let worker = p.worker_for("accounts_not_bound");
        let own = if is_bound { p.account_number() } else { String::new() };
        p.push("workers", &[("worker_id", &worker), ("pay_account", &own)]);
        p.line(&worker, &project, 2, 100);
    }
}

/// One worker has no identity number; or has.
fn workers_not_registered(p: &mut Planter, is_near: bool) {
    let project = p.project_for("workers_not_registered", is_near, &[]);
    let missing = p.random.pick(&["", "未知", "不详", "无", "未提供"]);
    for number in ["N-1", if is_near { "N-2" } else { missing }] {
        let worker = p.worker_for("workers_not_registered");
        p.push("workers", &[("worker_id", &worker), ("id_number", number)]);
        p.line(&worker, &project, 2, 100);
    }
}

/// Of an overdue month a fen is not paid; or nothing.
fn short(p: &mut Planter, code: &'static str, is_near: bool) {
    let project = p.project_for(code, is_near, &[]);
    let (worker, fen) = (p.worker_for(code), p.random.between(1_000, 900_000));
    p.line(&worker, &project, 0, fen);
    p.pay(&worker, &project, 0, fen - i64::from(!is_near));
}

/// A fen of an overdue month is paid, or all but a fen; or nothing.
fn partly_paid(p: &mut Planter, is_near: bool) {
    let project = p.project_for("partly_paid", is_near, &[]);
    let (worker, fen) = (p.worker_for("partly_paid"), p.random.between(1_000, 900_000));
    p.line(&worker, &project, 0, fen);
    let part = p.random.pick(&[1, fen - 1]);
    p.pay(&worker, &project, 0, if is_near { fen } else { part });
}

/// The account holds a fen less than what is overdue; or as much. No fund of the whole country is
/// there to cover that fen.
fn arrears_uncovered(p: &mut Planter, is_near: bool) {
    for row in 0..p.world.table("deposits").map_or(0, Table::rows) {
        if p.cell("deposits", row, "kind") == "emergency_fund" {
            p.set("deposits", row, &[("region_code", "52")]);
        }
    }
    let number = p.account_number();
    let project = p.project_for("arrears_uncovered", is_near, &[("wage_account", &number)]);
    let (worker, fen) = (p.worker_for("arrears_uncovered"), p.random.between(1_000, 900_000));
    p.line(&worker, &project, 0, fen);
    p.movement(
        &number,
        fen - i64::from(!is_near),
        &[("direction", "credit"), ("purpose", "opening")],
    );
}

/// Open, and due yesterday; or today.
fn cases_overdue(p: &mut Planter, is_near: bool) {
    let project = p.project_for("cases_overdue", is_near, &[]);
    let due = p.as_of_day() - i64::from(!is_near);
    let (id, received) = (format!("KW{}", p.number()), day_text(due - p.random.between(0, 60)));
    let due = day_text(due);
    let cells = [
        ("case_id", id.as_str()),
        ("project_id", &project),
        ("received_date", &received),
        ("due_date", &due),
    ];
    p.push("cases", &cells);
}

/// The latest day a device sent is the seventh before the books; or the sixth.
fn data_stale(p: &mut Planter, is_near: bool) {
    let project = p.project_for("data_stale", is_near, &[]);
    let worker = p.worker_for("data_stale");
    let day = p.as_of_day() - if is_near { 6 } else { 7 };
    p.worked(&worker, &project, day);
}

/// The last day of a deposit is the last that meets the rule; or the next that does not.
fn ends(p: &mut Planter, code: &'static str, offset: i64, is_near: bool) {
    let project = p.project_for(code, is_near, &[]);
    let id = format!("DW{}", p.number());
    let day = day_text(p.as_of_day() + offset + i64::from(is_near));
    let cells = [
        ("deposit_id", id.as_str()),
        ("kind", "cash"),
        ("amount", "5000.00"),
        ("valid_to", &day),
        ("project_id", &project),
    ];
    p.push("deposits", &cells);
}

/// Twenty working days after a day, by the published calendar.
fn deadline(permit: i64) -> i64 {
    (permit + 1..).filter(|day| day_class(*day) == "workday").nth(19).unwrap_or(permit)
}

/// Two percent of 4,000,000.00 came a day after the deadline, or on it; or a fen of it lacks.
fn deposit(p: &mut Planter, code: &'static str, is_near: bool) {
    // Before the days whose class the worlds change.
    let permit = day(2024, 1, 2) + p.random.between(0, 20);
    let (from, is_late) = (day_text(permit), code == "deposit_late");
    let cells =
        [("region_code", "520102"), ("contract_amount", "4000000.00"), ("permit_date", &from)];
    let project = p.project_for(code, is_near, &cells);
    let off = i64::from(!is_near);
    let fen = if is_late { 8_000_000 } else { 8_000_000 - off };
    let from = if is_late { deadline(permit) + off } else { permit };
    let (id, from, sum) = (format!("DW{}", p.number()), day_text(from), yuan(fen));
    let cells = [
        ("deposit_id", id.as_str()),
        ("kind", "cash"),
        ("amount", &sum),
        ("valid_from", &from),
        ("project_id", &project),
    ];
    p.push("deposits", &cells);
}

/// A fen was drawn two months ago and nothing came; or a fen came the next day.
fn deposit_not_topped_up(p: &mut Planter, is_near: bool) {
    let permit = p.as_of_day() - 280;
    let (from, drawn) = (day_text(permit), p.as_of_day() - 60);
    let cells =
        [("region_code", "520102"), ("contract_amount", "4000000.00"), ("permit_date", &from)];
    let project = p.project_for("deposit_not_topped_up", is_near, &cells);
    let (drawn, next) = (day_text(drawn), day_text(drawn + 1));
    let parts = [("80000.00", from.as_str(), "0.01", drawn.as_str()), ("0.01", &next, "", "")];
    for (amount, from, fen, day) in parts.into_iter().take(if is_near { 2 } else { 1 }) {
        let id = format!("DW{}", p.number());
        let cells = [
            ("deposit_id", id.as_str()),
            ("kind", "cash"),
            ("amount", amount),
            ("drawn", fen),
            ("drawn_date", day),
            ("valid_from", from),
            ("project_id", &project),
        ];
        p.push("deposits", &cells);
    }
}

/// Writes down what a worker must lead to.
fn of_worker(p: &mut Planter, code: &'static str, is_near: bool) -> (String, String) {
    let worker = p.worker_for(code);
    let about = About { worker: Some(worker.clone()), ..About::default() };
    p.record(code, !is_near, "warnings", about);
    (worker, p.site().project)
}

/// A fen more than 50,000.00 in a month; or that.
fn high_monthly_wage(p: &mut Planter, is_near: bool) {
    let (worker, project) = of_worker(p, "high_monthly_wage", is_near);
    p.line(&worker, &project, 1, 5_000_000 + i64::from(!is_near));
}

/// A fen more than 300,000.00 in a calendar year; or that, and a fen in the next.
fn high_yearly_wage(p: &mut Planter, is_near: bool) {
    let (worker, project) = of_worker(p, "high_yearly_wage", is_near);
    let january = month(date(first_day(p.first_month)).0 - 1, 1) - p.first_month;
    for after in 0..6 {
        p.line(&worker, &project, january + 2 * after, 5_000_000);
    }
    p.line(&worker, &project, january + if is_near { 12 } else { 11 }, 1);
}

/// Two of ten who worked stand on no sheet; or one, which is a tenth.
fn many_without_payroll(p: &mut Planter, is_near: bool) {
    let project = p.project_for("many_without_payroll", is_near, &[]);
    let listed = if is_near { 9 } else { 8 };
    for number in 0..10 {
        let worker = p.worker_for("many_without_payroll");
        let day = first_day(p.first_month) + p.random.between(0, 20);
        p.worked(&worker, &project, day);
        if number < listed {
            p.line(&worker, &project, 0, 30_000);
        }
    }
}

/// Three months of one worker are open; or two, and one of another.
fn three_months_in_arrears(p: &mut Planter, is_near: bool) {
    let project = p.project_for("three_months_in_arrears", is_near, &[]);
    let own = p.worker_for("three_months_in_arrears");
    let other = p.worker_for("three_months_in_arrears");
    for after in [-1, 0, 1] {
        let worker = if is_near && after == 0 { &other } else { &own };
        p.line(worker, &project, after, 100);
    }
}

/// Worked in a month whose next one is over, and was paid nothing; or whose next one is not.
fn unpaid_for_two_months(p: &mut Planter, is_near: bool) {
    let project = p.project_for("unpaid_for_two_months", is_near, &[]);
    let worker = p.worker_for("unpaid_for_two_months");
    let of = p.first_month + if is_near { 2 } else { 1 };
    let day = first_day(of) + p.random.between(0, 27);
    p.worked(&worker, &project, day);
}
