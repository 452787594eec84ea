//! Transfers that do not count, and whose they are (steps 4.1 and 4.2).

use anxin_datasets::civil::day_text;
use anxin_datasets::table::yuan;

use super::specimen::one_digit_off;
use super::{About, Class, Planter, Specimen};

pub(super) const CLASSES: [Class; 9] = [
    Class { code: "duplicate", plant: duplicate },
    Class { code: "pending", plant: |p, is_near| state(p, "pending", is_near) },
    Class { code: "returned", plant: |p, is_near| state(p, "returned", is_near) },
    Class { code: "failed", plant: |p, is_near| state(p, "failed", is_near) },
    Class { code: "unmatched", plant: unmatched },
    Class { code: "transfer_without_engagement", plant: transfer_without_engagement },
    Class { code: "payee_not_worker", plant: payee_not_worker },
    Class { code: "reversal_without_original", plant: reversal_without_original },
    Class { code: "over_reversal", plant: over_reversal },
];

fn of_transfer(s: &Specimen, row: usize, fen: i64) -> About {
    About { amount_fen: Some(fen), ..s.about_row(row) }
}

/// A transfer once more; or his pay in two, under ids that differ in a digit, a fen apart.
fn duplicate(p: &mut Planter, is_near: bool) {
    let s = p.specimen();
    if is_near {
        let row = p.split(&s, s.due_fen / 2 + 1);
        return p.record("duplicate", false, "transfers", of_transfer(&s, row, 0));
    }
    p.copy("transfers", s.transfer, &[]);
    p.fault("duplicate", "transfers", About { row: None, ..of_transfer(&s, 0, s.due_fen) });
}

/// A transfer that has not arrived; or one that has, told by another word.
fn state(p: &mut Planter, status: &'static str, is_near: bool) {
    let s = p.specimen();
    if is_near {
        // The rest of his pay, settled a day later.
        let row = p.split(&s, s.due_fen - 1);
        p.set("transfers", row, &[("paid_date", &day_text(s.paid_day + 1))]);
        return p.record(status, false, "transfers", of_transfer(&s, row, 1));
    }
    let id = p.transfer_id();
    let row = p.copy("transfers", s.transfer, &[("transfer_id", &id), ("status", status)]);
    p.fault(status, "transfers", of_transfer(&s, row, s.due_fen));
}

/// A transfer that says an account a digit off, or a name borne twice; or just enough.
fn unmatched(p: &mut Planter, is_near: bool) {
    let s = p.specimen();
    let nothing = [("worker_id", ""), ("project_id", ""), ("payer_account", "")];
    let row = s.transfer;
    if p.random.chance(500) {
        // By the account alone.
        p.set("transfers", row, &nothing);
        p.set("transfers", row, &[("payee_name", "")]);
        if !is_near {
            p.set("transfers", row, &[("payee_account", &one_digit_off(&s.account))]);
        }
    } else {
        // By the name and the project.
        p.set("transfers", row, &nothing);
        let named = [("payee_account", ""), ("project_id", s.project.as_str())];
        p.set("transfers", row, &named);
        let site = (s.project.clone(), s.wage_account.clone());
        let other = p.specimen_of(&super::Terms { site: Some(site), ..super::Terms::default() });
        if !is_near {
            p.set("workers", other.registered, &[("worker_name", &s.name)]);
        }
    }
    let project = Some(p.cell("transfers", row, "project_id")).filter(|id| !id.is_empty());
    let about = About { worker: None, project, ..of_transfer(&s, row, s.due_fen) };
    p.record("unmatched", !is_near, "transfers", about);
}

/// A worker a digit off, or a project he never was on; or the worker without the project.
fn transfer_without_engagement(p: &mut Planter, is_near: bool) {
    const CODE: &str = "transfer_without_engagement";
    let s = p.specimen();
    let row = s.transfer;
    if is_near {
        p.set("transfers", row, &[("project_id", "")]);
        return p.record(CODE, false, "transfers", s.about_row(row));
    }
    let mut about = of_transfer(&s, row, s.due_fen);
    if p.random.chance(500) {
        let nobody = format!("{}0", s.worker);
        p.set("transfers", row, &[("worker_id", &nobody)]);
        about.worker = Some(nobody);
    } else {
        let nowhere = format!("{}0", s.project);
        p.set("transfers", row, &[("project_id", &nowhere)]);
        about.project = Some(nowhere);
    }
    p.fault(CODE, "transfers", about);
}

/// An account a digit off; or the same one with spaces, or none.
fn payee_not_worker(p: &mut Planter, is_near: bool) {
    let s = p.specimen();
    let account = match (is_near, p.random.chance(500)) {
        (false, _) => one_digit_off(&s.account),
        (true, true) => format!("{} {}-{}", &s.account[..4], &s.account[4..8], &s.account[8..]),
        (true, false) => String::new(),
    };
    p.set("transfers", s.transfer, &[("payee_account", &account)]);
    let about = of_transfer(&s, s.transfer, s.due_fen);
    p.record("payee_not_worker", !is_near, "transfers", about);
}

/// A reversal of an id a digit off; or of the id itself, paid again later.
fn reversal_without_original(p: &mut Planter, is_near: bool) {
    let s = p.specimen();
    let original = p.cell("transfers", s.transfer, "transfer_id");
    let names = if is_near { original } else { format!("{original}0") };
    let row = reverse(p, &s, &names, s.due_fen);
    if is_near {
        let id = p.transfer_id();
        p.copy("transfers", s.transfer, &[("transfer_id", &id)]);
    }
    let about = of_transfer(&s, row, s.due_fen);
    p.record("reversal_without_original", !is_near, "transfers", about);
}

/// Two reversals of a fen more than came; or of exactly what came.
fn over_reversal(p: &mut Planter, is_near: bool) {
    let s = p.specimen();
    let original = p.cell("transfers", s.transfer, "transfer_id");
    let part = p.random.between(1, s.due_fen - 1);
    reverse(p, &s, &original, part);
    reverse(p, &s, &original, s.due_fen - part + i64::from(!is_near));
    p.record("over_reversal", !is_near, "transfers", of_transfer(&s, s.transfer, 1));
}

/// A settled transfer that takes back. Gives its row.
fn reverse(p: &mut Planter, s: &Specimen, names: &str, fen: i64) -> usize {
    let (id, sum, day) = (p.transfer_id(), yuan(fen), day_text(s.paid_day + 2));
    let cells =
        [("transfer_id", id.as_str()), ("amount", &sum), ("reverses", names), ("paid_date", &day)];
    p.copy("transfers", s.transfer, &cells)
}
