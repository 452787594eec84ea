//! Rows that cannot be used as they stand (step 1).

use anxin_datasets::civil::{day_text, first_day, month_text};
use anxin_datasets::table::yuan;

use super::specimen::pay;
use super::{About, Class, Planter, Specimen, Terms};

pub(super) const CLASSES: [Class; 9] = [
    Class { code: "missing_required", plant: missing_required },
    Class { code: "bad_cell", plant: bad_cell },
    Class { code: "contract_dates_reversed", plant: contract_dates_reversed },
    Class { code: "negative_amount", plant: negative_amount },
    Class { code: "other_currency", plant: other_currency },
    Class { code: "deposit_without_scope", plant: deposit_without_scope },
    Class { code: "after_as_of", plant: after_as_of },
    Class { code: "duplicate_row", plant: duplicate_row },
    Class { code: "conflicting_duplicate", plant: conflicting_duplicate },
];

/// A cell that must be there is empty; or one that need not be.
fn missing_required(p: &mut Planter, is_near: bool) {
    const CODE: &str = "missing_required";
    let s = p.specimen();
    let choice = p.random.below(3);
    let (table, row, about) = match (choice, is_near) {
        (0, false) => {
            let row = p.copy("attendance", s.attendance[0], &[("minutes", "")]);
            ("attendance", row, s.about())
        }
        (0, true) => {
            // No minutes are known minutes.
            let row = p.attend(&s, s.free_day(), 0);
            ("attendance", row, s.about())
        }
        (1, false) => {
            let row = p.copy("payroll", s.sheet, &[("payroll_id", "S-EMPTY"), ("net", "")]);
            ("payroll", row, s.about_month())
        }
        (1, true) => {
            p.set("payroll", s.sheet, &[("gross", ""), ("deductions", ""), ("days", "")]);
            ("payroll", s.sheet, s.about_month())
        }
        (_, false) => {
            let id = p.transfer_id();
            let row = p.copy("transfers", s.transfer, &[("transfer_id", &id), ("paid_date", "")]);
            ("transfers", row, About { amount_fen: Some(s.due_fen), ..s.about_month() })
        }
        (_, true) => {
            let none = [("project_id", ""), ("payee_account", ""), ("payer_account", "")];
            p.set("transfers", s.transfer, &none);
            ("transfers", s.transfer, s.about_month())
        }
    };
    p.record(CODE, !is_near, table, About { row: Some(row), ..about });
}

/// A minute too many, a day the month does not have, a tenth of a fen; or the last that is allowed.
fn bad_cell(p: &mut Planter, is_near: bool) {
    const CODE: &str = "bad_cell";
    let mut s = p.specimen_of(&Terms::flexible());
    let choice = p.random.below(3);
    let (table, row, about) = match (choice, is_near) {
        (0, false) => {
            let row = p.copy("attendance", s.attendance[0], &[("minutes", "1441")]);
            ("attendance", row, s.about())
        }
        (0, true) => {
            let row = s.attendance[0];
            p.set("attendance", row, &[("minutes", "1440")]);
            let fen = s.due_fen + 2 * s.rate_fen;
            p.earn(&mut s, fen);
            ("attendance", row, s.about())
        }
        (1, _) => {
            let last = first_day(s.month + 1) - 1;
            let text = day_text(last);
            let day: i64 = text[8..].parse().unwrap_or(0);
            let text = if is_near { text } else { format!("{}-{}", &text[..7], day + 1) };
            // No minutes: the day itself is what is told.
            let row = p.attend(&s, last, 0);
            p.set("attendance", row, &[("work_date", &text)]);
            ("attendance", row, s.about())
        }
        (_, false) => {
            let net = format!("{}1", yuan(s.due_fen));
            let row = p.copy("payroll", s.sheet, &[("payroll_id", "S-TENTH"), ("net", &net)]);
            ("payroll", row, s.about_month())
        }
        (_, true) => {
            let net = format!("{}0", yuan(s.due_fen));
            p.set("payroll", s.sheet, &[("net", &net)]);
            ("payroll", s.sheet, s.about_month())
        }
    };
    p.record(CODE, !is_near, table, About { row: Some(row), ..about });
}

/// A contract that ends a day before it begins; or on the day itself.
fn contract_dates_reversed(p: &mut Planter, is_near: bool) {
    let s = p.specimen();
    let start = s.days[0];
    let (end, start) = (day_text(start - i64::from(!is_near)), day_text(start));
    let cells = [("contract_id", "C-DAY"), ("start_date", start.as_str()), ("end_date", &end)];
    let row = p.copy("contracts", s.contract, &cells);
    let about = About { row: Some(row), ..s.about() };
    p.record("contract_dates_reversed", !is_near, "contracts", about);
}

/// A negative transfer that does not say what it takes back; or says it, and was paid again.
fn negative_amount(p: &mut Planter, is_near: bool) {
    let s = p.specimen();
    let (id, again) = (p.transfer_id(), p.transfer_id());
    let original = p.cell("transfers", s.transfer, "transfer_id");
    let amount_fen = -s.due_fen;
    let reverses = if is_near { original.as_str() } else { "" };
    let sum = yuan(amount_fen);
    let cells = [("transfer_id", id.as_str()), ("amount", &sum), ("reverses", reverses)];
    let row = p.copy("transfers", s.transfer, &cells);
    if is_near {
        p.copy("transfers", s.transfer, &[("transfer_id", &again)]);
    }
    let about = About { amount_fen: Some(amount_fen), ..s.about_row(row) };
    p.record("negative_amount", !is_near, "transfers", about);
}

/// Money of another currency; or of this one, by another name.
fn other_currency(p: &mut Planter, is_near: bool) {
    let s = p.specimen();
    let about = About { amount_fen: Some(s.due_fen), ..s.about_month() };
    let row = if is_near {
        let currency = p.random.pick(&["CNY", "RMB", "156", "人民币"]);
        p.set("transfers", s.transfer, &[("currency", currency)]);
        s.transfer
    } else {
        let (id, currency) = (p.transfer_id(), p.random.pick(&["USD", "CNH", "HKD", "157"]));
        p.copy("transfers", s.transfer, &[("transfer_id", &id), ("currency", currency)])
    };
    p.record("other_currency", !is_near, "transfers", About { row: Some(row), ..about });
}

/// Money that stands for nobody, a region named or not; or for a contractor, or, as a fund may, for
/// a region or everywhere.
fn deposit_without_scope(p: &mut Planter, is_near: bool) {
    let id = format!("DF{}", p.number());
    let region = p.random.pick(&["520102", "350102", ""]);
    let kind = p.random.pick(&["cash", "bank_guarantee", "payment_guarantee"]);
    let (kind, contractor) = match (is_near, p.random.chance(500)) {
        (false, _) => (kind, ""),
        (true, true) => ("emergency_fund", ""),
        (true, false) => (kind, "GC01"),
    };
    let cells = [("kind", kind), ("region_code", region), ("contractor_id", contractor)];
    let row = p.push("deposits", &[("deposit_id", &id), ("amount", "77.00")]);
    p.set("deposits", row, &cells);
    let about = About { row: Some(row), amount_fen: Some(7_700), ..About::default() };
    p.record("deposit_without_scope", !is_near, "deposits", about);
}

/// A row dated after the books; or on the day itself.
fn after_as_of(p: &mut Planter, is_near: bool) {
    let s = p.specimen();
    // Rows of one day and table are one finding: each row planted has a day of its own.
    let day = if is_near {
        p.as_of_day()
    } else {
        p.days_after += 1;
        p.as_of_day() + p.days_after
    };
    let date = day_text(day);
    let (table, row, amount_fen) = match p.random.below(4) {
        0 => ("attendance", p.attend(&s, day, 0), None),
        1 => {
            let cells = [("contract_id", "C-LATER"), ("start_date", date.as_str())];
            ("contracts", p.copy("contracts", s.contract, &cells), None)
        }
        2 if !is_near => {
            let time = format!("{date} 08:00");
            let row = p.push("punches", &[("punched_at", &time), ("direction", "in")]);
            p.set("punches", row, &s.ids());
            ("punches", row, None)
        }
        _ if is_near => {
            p.set("transfers", s.transfer, &[("paid_date", &date)]);
            ("transfers", s.transfer, None)
        }
        _ => {
            let id = p.transfer_id();
            let cells = [("transfer_id", id.as_str()), ("paid_date", &date)];
            ("transfers", p.copy("transfers", s.transfer, &cells), Some(s.due_fen))
        }
    };
    let about = About { row: Some(row), amount_fen, ..About::default() };
    p.record("after_as_of", !is_near, table, about);
}

/// A row of a table with a key, once more; or the same terms again from a later day.
fn duplicate_row(p: &mut Planter, is_near: bool) {
    const CODE: &str = "duplicate_row";
    let s = p.specimen();
    if is_near {
        let start = day_text(s.days[1]);
        let row = p.copy("contracts", s.contract, &[("start_date", &start)]);
        return p.record(CODE, false, "contracts", s.about_row(row));
    }
    let (table, about) = match p.random.below(3) {
        0 => {
            p.copy("contracts", s.contract, &[]);
            ("contracts", s.about())
        }
        1 => {
            p.copy("workers", s.registered, &[]);
            ("workers", About { worker: Some(s.worker.clone()), ..About::default() })
        }
        _ => {
            p.copy("payroll", s.sheet, &[]);
            ("payroll", s.about_month())
        }
    };
    p.fault(CODE, table, about);
}

/// Two rows of one key that differ in a letter; or in the key.
fn conflicting_duplicate(p: &mut Planter, is_near: bool) {
    const CODE: &str = "conflicting_duplicate";
    let mut s = p.specimen_of(&Terms::flexible());
    if is_near {
        return near_conflict(p, &mut s);
    }
    let (table, about) = match p.random.below(3) {
        0 => {
            p.copy("contracts", s.contract, &[("trade", "瓦工")]);
            ("contracts", s.about())
        }
        1 => {
            p.copy("workers", s.registered, &[("id_number", "1")]);
            ("workers", About { worker: Some(s.worker.clone()), ..About::default() })
        }
        _ => {
            p.copy("transfers", s.transfer, &[("payee_name", "戊")]);
            ("transfers", About { amount_fen: Some(s.due_fen), ..s.about_month() })
        }
    };
    p.fault(CODE, table, about);
}

/// A second line of one sheet for the month after, and a namesake with a number of his own.
fn near_conflict(p: &mut Planter, s: &mut Specimen) {
    const CODE: &str = "conflicting_duplicate";
    if p.random.chance(500) {
        let worker = format!("{}A", s.worker);
        let row = p.copy("workers", s.registered, &[("worker_id", &worker), ("pay_account", "")]);
        return p.record(CODE, false, "workers", About { row: Some(row), ..About::default() });
    }
    let day = first_day(s.month + 1) + 1;
    p.attend(s, day, 240);
    let (period, sum) = (month_text(s.month + 1), yuan(pay(s.rate_fen, 240)));
    let id = p.cell("payroll", s.sheet, "payroll_id");
    let cells = [
        ("payroll_id", id.as_str()),
        ("period", &period),
        ("net", &sum),
        ("gross", &sum),
        ("days", "1"),
    ];
    let row = p.copy("payroll", s.sheet, &cells);
    p.record(CODE, false, "payroll", About { row: Some(row), period: Some(period), ..s.about() });
}
