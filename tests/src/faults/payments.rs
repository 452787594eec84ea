//! Payments that are odd among others (step 4.3), by the letter of their definition.

use anxin_datasets::civil::day_text;
use anxin_datasets::ids;
use anxin_datasets::table::yuan;

use super::specimen::one_digit_off;
use super::{About, Class, Planter, Specimen, Terms};

pub(super) const CLASSES: [Class; 5] = [
    Class { code: "possible_duplicate_payment", plant: possible_duplicate_payment },
    Class { code: "shared_payee_account", plant: shared_payee_account },
    Class { code: "paid_outside_wage_account", plant: paid_outside_wage_account },
    Class { code: "transfer_without_attendance", plant: transfer_without_attendance },
    Class { code: "round_flat_payment", plant: round_flat_payment },
];

fn of_transfer(s: &Specimen, row: usize, fen: i64) -> About {
    About { amount_fen: Some(fen), ..s.about_row(row) }
}

/// Payer, payee, amount and day are the same; or the day, a fen or a known payer differs.
fn possible_duplicate_payment(p: &mut Planter, is_near: bool) {
    const CODE: &str = "possible_duplicate_payment";
    let days = 2 + 2 * p.random.below(4);
    let s = p.specimen_of(&Terms { days, ..Terms::default() });
    let half = s.due_fen / 2;
    let row = p.split(&s, half);
    if is_near {
        match p.random.below(3) {
            0 => p.set("transfers", row, &[("paid_date", &day_text(s.paid_day + 1))]),
            1 => p.set("transfers", row, &[("amount", &yuan(half + 1))]),
            _ => p.set("transfers", row, &[("payer_account", "")]),
        }
        return p.record(CODE, false, "transfers", s.about_row(row));
    }
    for row in [s.transfer, row] {
        p.fault(CODE, "transfers", of_transfer(&s, row, half));
    }
}

/// Three are paid into one account; or two are, several times.
fn shared_payee_account(p: &mut Planter, is_near: bool) {
    let account = ids::card(700_000 + p.number());
    let mut sum = 0;
    for _ in 0..if is_near { 2 } else { 3 } {
        let s = p.specimen_of(&Terms { has_account: false, ..Terms::default() });
        p.set("transfers", s.transfer, &[("payee_account", &account)]);
        if is_near {
            p.split(&s, s.due_fen / 3);
        }
        sum += s.due_fen;
    }
    let about = About { amount_fen: Some(sum), ..About::default() };
    p.record("shared_payee_account", !is_near, "transfers", about);
}

/// Paid from an account a digit off; or from the wage account, written with spaces, or unknown.
fn paid_outside_wage_account(p: &mut Planter, is_near: bool) {
    let s = p.specimen();
    let payer = match (is_near, p.random.chance(500)) {
        (false, _) => one_digit_off(&s.wage_account),
        (true, true) => format!("{} {}", &s.wage_account[..4], &s.wage_account[4..]),
        (true, false) => String::new(),
    };
    p.set("transfers", s.transfer, &[("payer_account", &payer)]);
    let about = of_transfer(&s, s.transfer, s.due_fen);
    p.record("paid_outside_wage_account", !is_near, "transfers", about);
}

/// Paid, and on no day there; or there on one day, for no minutes.
fn transfer_without_attendance(p: &mut Planter, is_near: bool) {
    let s = p.specimen();
    // Another worker, under the same contract, of whom no day is known.
    let idle = format!("{}I", s.worker);
    p.push("workers", &[("worker_id", &idle)]);
    p.copy("contracts", s.contract, &[("worker_id", &idle), ("team_id", "T-IDLE")]);
    if is_near {
        let cells = [("worker_id", idle.as_str()), ("minutes", "0")];
        p.copy("attendance", s.attendance[0], &cells);
    }
    let id = p.transfer_id();
    let cells = [("transfer_id", id.as_str()), ("worker_id", &idle), ("payee_account", "")];
    let row = p.copy("transfers", s.transfer, &cells);
    let about = About { worker: Some(idle), ..of_transfer(&s, row, s.due_fen) };
    p.record("transfer_without_attendance", !is_near, "transfers", about);
}

/// Five of a team, one day, one amount of whole 500 yuan; or four, or a fen, a day, a team apart.
fn round_flat_payment(p: &mut Planter, is_near: bool) {
    let first = p.specimen_of(&Terms { rate_yuan: 250, days: 8, ..Terms::default() });
    let team = format!("T-{}", first.worker);
    let site = (first.project.clone(), first.wage_account.clone());
    let choice = p.random.below(4);
    let count = if is_near && choice == 0 { 3 } else { 4 };
    let mut rows = vec![(first.clone(), first.transfer)];
    for place in 0..count {
        let is_other = is_near && place == 0;
        let team = if is_other && choice == 1 { String::new() } else { team.clone() };
        let site = Some(site.clone());
        let terms = Terms { rate_yuan: 250, days: 8, team, site, ..Terms::default() };
        let s = p.specimen_of(&terms);
        let day = first.paid_day + i64::from(is_other && choice == 2);
        p.set("transfers", s.transfer, &[("paid_date", &day_text(day))]);
        if is_other && choice == 3 {
            p.set("transfers", s.transfer, &[("amount", "1999.99")]);
        }
        rows.push((s.clone(), s.transfer));
    }
    for (s, row) in rows {
        p.record("round_flat_payment", !is_near, "transfers", of_transfer(&s, row, 200_000));
    }
}
