//! Accounts, deposits, complaints and published figures.

use std::fmt::Write as _;

use anxin_datasets::civil::day_text;
use anxin_datasets::ids;
use anxin_datasets::table::yuan;

use super::{About, Class, Planter};

pub(super) const CLASSES: [Class; 4] = [
    Class { code: "balance_from_movements", plant: balance_from_movements },
    Class { code: "overdrawn_deposit", plant: overdrawn_deposit },
    Class { code: "case_dates_reversed", plant: case_dates_reversed },
    Class { code: "published_rate_differs", plant: published_rate_differs },
];

/// An account of which no opening is known; or an opening of nothing.
fn balance_from_movements(p: &mut Planter, is_near: bool) {
    let account = ids::company_account(40_000 + p.number());
    let (received, spent) = (p.random.between(1, 9_000_000), p.random.between(1, 9_000_000));
    let mut entries = vec![("credit", received, "labour_cost"), ("debit", spent, "wage")];
    if is_near {
        entries.push(("credit", 0, "opening"));
    }
    for (direction, fen, purpose) in entries {
        let (id, sum) = (format!("EF{}", p.number()), yuan(fen));
        let date = day_text(p.as_of_day() - p.random.between(0, 90));
        let cells = [
            ("entry_id", id.as_str()),
            ("wage_account", &account),
            ("entry_date", &date),
            ("direction", direction),
            ("amount", &sum),
            ("purpose", purpose),
        ];
        p.push("account_entries", &cells);
    }
    let about = About { amount_fen: Some(received - spent), ..About::default() };
    p.record("balance_from_movements", !is_near, "account_entries", about);
}

/// A fen more drawn than there was; or all of it.
fn overdrawn_deposit(p: &mut Planter, is_near: bool) {
    let (id, project) = (format!("DF{}", p.number()), p.site().project);
    let fen = p.random.between(1, 9_000_000);
    let (sum, drawn) = (yuan(fen), yuan(fen + i64::from(!is_near)));
    let kinds = ["cash", "bank_guarantee", "insurance_bond", "payment_guarantee"];
    let cells = [
        ("deposit_id", id.as_str()),
        ("kind", p.random.pick(&kinds)),
        ("amount", &sum),
        ("drawn", &drawn),
        ("drawn_date", &day_text(p.as_of_day() - p.random.between(0, 90))),
        ("project_id", &project),
    ];
    let row = p.push("deposits", &cells);
    let about = About { row: Some(row), amount_fen: Some(1), ..About::default() };
    let about = About { project: Some(project), ..about };
    p.record("overdrawn_deposit", !is_near, "deposits", about);
}

/// A complaint closed a day before it came; or on the day.
fn case_dates_reversed(p: &mut Planter, is_near: bool) {
    let id = format!("KF{}", p.number());
    let received = p.as_of_day() - p.random.between(0, 90);
    let (received, closed) = (day_text(received), day_text(received - i64::from(!is_near)));
    let project = p.site().project;
    let cells = [
        ("case_id", id.as_str()),
        ("received_date", &received),
        ("closed_date", &closed),
        ("project_id", &project),
    ];
    let row = p.push("cases", &cells);
    let about = About { row: Some(row), project: Some(project), ..About::default() };
    p.record("case_dates_reversed", !is_near, "cases", about);
}

/// A percentage that is not its counts, in the last decimal it shows; or is, half up.
fn published_rate_differs(p: &mut Planter, is_near: bool) {
    let id = format!("R{}", p.number());
    let whole = p.random.between(1_000, 9_999);
    let part = p.random.between(1, whole);
    let exact = (part * 10_000 * 2 + whole) / (2 * whole);
    let published = yuan(exact + i64::from(!is_near));
    let row = p.rates.lines().count() - 1;
    // Written into a text, which takes everything.
    let _taken = writeln!(p.rates, "{id},{part},{whole},{published},2");
    let about = About { row: Some(row), ..About::default() };
    p.record("published_rate_differs", !is_near, "published_rates", about);
}
