//! The same three codes by what they are meant to notice, not by the letter.
//!
//! A code that is a suspicion has a definition that is exact and a purpose that is not. Here the
//! truth is the purpose: money sent twice by mistake, a foreman who collects, money handed out by
//! the head. The mix is stated at each function: the figures are of this mix.

use anxin_datasets::civil::day_text;
use anxin_datasets::ids;
use anxin_datasets::table::yuan;

use super::{About, Class, Planter, Specimen, Terms};

/// The three suspicions.
pub const INTENTS: [Class; 3] = [
    Class { code: "possible_duplicate_payment", plant: sent_twice },
    Class { code: "shared_payee_account", plant: collected_by_one },
    Class { code: "round_flat_payment", plant: paid_by_the_head },
];

fn of_transfer(s: &Specimen, row: usize, fen: i64) -> About {
    About { amount_fen: Some(fen), ..s.about_row(row) }
}

/// Meant: a pay sent twice, of five times four on one day and once a day later. Innocent: two equal
/// instalments, of five times four on two days and once on one.
fn sent_twice(p: &mut Planter, is_innocent: bool) {
    let s = p.specimen_of(&Terms { days: 6, ..Terms::default() });
    let fen = if is_innocent { s.due_fen / 2 } else { s.due_fen };
    let (id, sum) = (p.transfer_id(), yuan(fen));
    p.set("transfers", s.transfer, &[("amount", &sum)]);
    let row = p.copy("transfers", s.transfer, &[("transfer_id", &id)]);
    let is_rare = p.random.chance(200);
    if is_rare != is_innocent {
        p.set("transfers", row, &[("paid_date", &day_text(s.paid_day + 1))]);
    }
    for row in [s.transfer, row] {
        let about = of_transfer(&s, row, fen);
        p.record("possible_duplicate_payment", !is_innocent, "transfers", about);
    }
}

/// Meant: a foreman takes the pay of two to nine. Innocent: a family of two, of five times once of
/// three.
fn collected_by_one(p: &mut Planter, is_innocent: bool) {
    let account = ids::card(700_000 + p.number());
    let count = match is_innocent {
        true => 2 + i64::from(p.random.chance(200)),
        false => p.random.between(2, 9),
    };
    let mut sum = 0;
    for _ in 0..count {
        let s = p.specimen_of(&Terms { has_account: false, ..Terms::default() });
        p.set("transfers", s.transfer, &[("payee_account", &account)]);
        sum += s.due_fen;
    }
    let about = About { amount_fen: Some(sum), ..About::default() };
    p.record("shared_payee_account", !is_innocent, "transfers", about);
}

/// Meant: 500 to 3000 yuan a head for a team of four to twelve, of ten times once no round sum.
/// Innocent: a team of four to twelve who all came on the same number of days for the same rate, of
/// ten times once a round sum.
fn paid_by_the_head(p: &mut Planter, is_innocent: bool) {
    let count = p.random.between(4, 12);
    let is_round = p.random.chance(100) == is_innocent;
    let steps = p.random.between(1, 6);
    let fen = steps * 50_000 + if is_round { 0 } else { 5_000 };
    let first = p.specimen_of(&Terms::default());
    let mut team = vec![first.clone()];
    for _ in 1..count {
        let site = Some((first.project.clone(), first.wage_account.clone()));
        let terms = Terms { team: format!("T-{}", first.worker), site, ..Terms::default() };
        team.push(p.specimen_of(&terms));
    }
    let (sum, day) = (yuan(fen), day_text(first.paid_day));
    for s in team {
        p.set("transfers", s.transfer, &[("amount", &sum), ("paid_date", &day)]);
        let about = of_transfer(&s, s.transfer, fen);
        p.record("round_flat_payment", !is_innocent, "transfers", about);
    }
}
