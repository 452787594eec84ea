//! Faults that no finding tells and a figure shows: late, short, ended, overdue, by a day or a fen.

use std::fmt::Write as _;

use anxin_datasets::civil::{day_text, due_day, first_day, month_text};
use anxin_datasets::ids;
use anxin_datasets::table::yuan;

use super::{About, Class, Planter, Terms};
use crate::tables::{Sheet, Tables};

/// What is planted, under the name of the figure.
pub const FIGURES: [Class; 10] = [
    Class { code: "paid_late", plant: paid_late },
    Class { code: "in_arrears", plant: in_arrears },
    Class { code: "deposit_expired", plant: deposit_expired },
    Class { code: "deposit_expiring", plant: deposit_expiring },
    Class { code: "deposit_too_short", plant: deposit_too_short },
    Class { code: "wage_account_late", plant: wage_account_late },
    Class { code: "wage_account_missing", plant: wage_account_missing },
    Class { code: "case_overdue", plant: case_overdue },
    Class { code: "labour_cost_short", plant: |p, is_near| labour_cost(p, true, is_near) },
    Class { code: "labour_cost_late", plant: |p, is_near| labour_cost(p, false, is_near) },
];

/// Where a figure is read: the table, the column, and the words that are no fault.
const READ: [(&str, &str, &str, &[&str]); 9] = [
    ("in_arrears", "worker_periods", "arrears", &["0.00"]),
    ("deposit_expired", "deposit_status", "is_expired", &["false"]),
    ("deposit_expiring", "deposit_status", "is_expiring", &["false"]),
    ("deposit_too_short", "deposit_status", "is_too_short", &["false", ""]),
    ("wage_account_late", "project_totals", "wage_account_status", &["missing"]),
    ("wage_account_missing", "project_totals", "wage_account_status", &["late"]),
    ("case_overdue", "case_totals", "overdue", &["0"]),
    ("labour_cost_short", "labour_cost_months", "short", &["0.00"]),
    ("labour_cost_late", "labour_cost_months", "received_late", &["0.00"]),
];

/// Words of `wage_account_status` that are no fault at all.
const IN_ORDER: [&str; 5] = ["not_known", "exempt", "not_yet_due", "on_time", "opened"];

/// The figures of what was planted, where they tell of a fault, in the form of findings.
#[must_use]
pub fn met(tables: &Tables) -> String {
    let mut text = "code,table,row,worker_id,project_id,period,amount\n".to_owned();
    for (code, table, column, good) in READ {
        let sheet = Sheet::read(&tables[table]);
        for row in 0..sheet.rows.len() {
            let cell = sheet.cell(row, column);
            if !good.contains(&cell) && !IN_ORDER.contains(&cell) {
                let amount = if cell.contains('.') { cell } else { "" };
                tell(&mut text, (code, table), (&sheet, row), amount);
            }
        }
    }
    let sheet = Sheet::read(&tables["worker_periods"]);
    for row in 0..sheet.rows.len() {
        // Dates as text stand in the order of time; a month that is not settled has none.
        if sheet.cell(row, "settled_date") > sheet.cell(row, "due_date") {
            tell(&mut text, ("paid_late", "worker_periods"), (&sheet, row), "");
        }
    }
    text
}

/// A line for a row that is about something planted.
fn tell(
    text: &mut String,
    (code, table): (&str, &str),
    (sheet, row): (&Sheet, usize),
    amount: &str,
) {
    let cell = |name: &str| match sheet.column(name) {
        Some(_) => sheet.cell(row, name),
        None => "",
    };
    let (worker, period) = (cell("worker_id"), cell("period"));
    let project = if table == "case_totals" { cell("subject_id") } else { cell("project_id") };
    if worker.starts_with('F') || project.starts_with("PF") {
        // Written into a text, which takes everything.
        let _taken = writeln!(text, "{code},{table},,{worker},{project},{period},{amount}");
    }
}

/// Paid a day after the pay day of his contract; or on it.
fn paid_late(p: &mut Planter, is_near: bool) {
    let s = p.specimen();
    let pay_day = p.random.pick(&[15, 20, 25, 28, 31]);
    p.set("contracts", s.contract, &[("pay_day", &pay_day.to_string())]);
    let day = due_day(s.month, pay_day, 1) + i64::from(!is_near);
    p.set("transfers", s.transfer, &[("paid_date", &day_text(day))]);
    p.record("paid_late", !is_near, "worker_periods", s.about_month());
}

/// Paid a fen less than due; or all of it, in two.
fn in_arrears(p: &mut Planter, is_near: bool) {
    let s = p.specimen_of(&Terms::default());
    let row = p.split(&s, s.due_fen / 3);
    let rest = s.due_fen - s.due_fen / 3 - i64::from(!is_near);
    p.set("transfers", row, &[("amount", &yuan(rest))]);
    let about = About { amount_fen: Some(1), ..s.about_month() };
    p.record("in_arrears", !is_near, "worker_periods", about);
}

impl Planter {
    /// A new project of which the works go on.
    fn project(&mut self, cells: &[(&str, &str)]) -> String {
        let id = format!("PF{}", self.number());
        let row = self.push("projects", &[("project_id", &id), ("status", "active")]);
        self.set("projects", row, cells);
        id
    }

    /// A deposit of a new project between two days.
    fn deposit(&mut self, kind: &str, from: i64, to: i64) -> About {
        let (project, id) = (self.project(&[]), format!("DF{}", self.number()));
        let (from, to) = (day_text(from), day_text(to));
        let cells = [
            ("deposit_id", id.as_str()),
            ("kind", kind),
            ("amount", "5000.00"),
            ("valid_from", &from),
            ("valid_to", &to),
            ("project_id", &project),
        ];
        self.push("deposits", &cells);
        About { project: Some(project), ..About::default() }
    }
}

/// Its last day was yesterday; or is the day of the books.
fn deposit_expired(p: &mut Planter, is_near: bool) {
    let as_of = p.as_of_day();
    let about = p.deposit("cash", as_of - 500, as_of - i64::from(!is_near));
    p.record("deposit_expired", !is_near, "deposit_status", about.clone());
    if is_near {
        // What ends today ends soon.
        p.fault("deposit_expiring", "deposit_status", about);
    }
}

/// It ends thirty days from now; or thirty-one.
fn deposit_expiring(p: &mut Planter, is_near: bool) {
    let as_of = p.as_of_day();
    let about = p.deposit("other_security", as_of - 500, as_of + 30 + i64::from(is_near));
    p.record("deposit_expiring", !is_near, "deposit_status", about);
}

/// A guarantee a day short of twelve months; or of twelve months.
fn deposit_too_short(p: &mut Planter, is_near: bool) {
    let kind = p.random.pick(&["bank_guarantee", "insurance_bond"]);
    let (from, end) = (first_day(p.first_month), first_day(p.first_month + 12) - 1);
    let about = p.deposit(kind, from, end - i64::from(!is_near));
    p.record("deposit_too_short", !is_near, "deposit_status", about);
}

/// Opened thirty-one days after the signing; or thirty.
fn wage_account_late(p: &mut Planter, is_near: bool) {
    let signed = p.as_of_day() - p.random.between(60, 900);
    let opened = signed + 30 + i64::from(!is_near);
    let account = ids::company_account(40_000 + p.number());
    let (signed, opened) = (day_text(signed), day_text(opened));
    let cells = [
        ("signed_date", signed.as_str()),
        ("wage_account_opened_date", &opened),
        ("wage_account", &account),
    ];
    let about = About { project: Some(p.project(&cells)), ..About::default() };
    p.record("wage_account_late", !is_near, "project_totals", about);
}

/// Signed thirty-one days ago and no account; or thirty days.
fn wage_account_missing(p: &mut Planter, is_near: bool) {
    let signed = day_text(p.as_of_day() - 30 - i64::from(!is_near));
    let about = About { project: Some(p.project(&[("signed_date", &signed)])), ..About::default() };
    p.record("wage_account_missing", !is_near, "project_totals", about);
}

/// Open, and due yesterday; or today.
fn case_overdue(p: &mut Planter, is_near: bool) {
    let (id, project) = (format!("KF{}", p.number()), p.project(&[]));
    let due = p.as_of_day() - i64::from(!is_near);
    let (received, due) = (day_text(due - p.random.between(0, 60)), day_text(due));
    let cells = [
        ("case_id", id.as_str()),
        ("project_id", &project),
        ("received_date", &received),
        ("due_date", &due),
    ];
    p.push("cases", &cells);
    let about = About { project: Some(project), ..About::default() };
    p.record("case_overdue", !is_near, "case_totals", about);
}

/// Labour cost of one month came with a fen less, or a day after its last day; or whole on the day.
fn labour_cost(p: &mut Planter, is_short: bool, is_near: bool) {
    let account = ids::company_account(40_000 + p.number());
    let (first, last) = (first_day(p.first_month), first_day(p.first_month + 1) - 1);
    let expected = p.random.between(1_000, 9_000_000);
    let (start, end, sum) = (day_text(first), day_text(last), yuan(expected));
    let cells = [
        ("wage_account", account.as_str()),
        ("start_date", &start),
        ("planned_end_date", &end),
        ("labour_cost_monthly", &sum),
    ];
    let project = p.project(&cells);
    let off = i64::from(!is_near);
    let (fen, day) = if is_short { (expected - off, last) } else { (expected, last + off) };
    for (purpose, day, fen) in [("opening", first, 0), ("labour_cost", day, fen)] {
        let (id, date, sum) = (format!("EF{}", p.number()), day_text(day), yuan(fen));
        let cells = [
            ("entry_id", id.as_str()),
            ("wage_account", &account),
            ("entry_date", &date),
            ("direction", "credit"),
            ("amount", &sum),
            ("purpose", purpose),
            ("project_id", &project),
        ];
        p.push("account_entries", &cells);
    }
    let amount_fen = Some(if is_short { 1 } else { expected });
    let period = Some(month_text(p.first_month));
    let about = About { project: Some(project), period, amount_fen, ..About::default() };
    let code = if is_short { "labour_cost_short" } else { "labour_cost_late" };
    p.record(code, !is_near, "labour_cost_months", about);
}
