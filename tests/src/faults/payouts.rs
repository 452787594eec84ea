//! Debits of a wage account for a payroll sheet, without transfers of their own (step 4.4).
//!
//! A debit that the steps allowed cannot decide is no matter of a fen: a golden case has it.

use anxin_datasets::civil::{day_text, month_text};
use anxin_datasets::ids;
use anxin_datasets::table::yuan;

use super::{About, Class, Planter};

/// The ids of planted debits begin so.
pub const ENTRY: &str = "EPAYOUT";

pub(super) const CLASSES: [Class; 2] = [
    Class { code: "batch_payout_alternatives", plant: batch_payout_alternatives },
    Class { code: "batch_payout_impossible", plant: batch_payout_impossible },
];

/// Back pay of so many workers on a sheet of its own, and a debit that bears its name. Gives the
/// debit's row.
fn sheet_and_debit(p: &mut Planter, lines_fen: &[i64], debit_fen: i64) -> usize {
    let number = p.number();
    let (account, sheet) = (ids::company_account(60_000 + number), format!("{ENTRY}{number}"));
    for &fen in lines_fen {
        let s = p.specimen();
        let (sum, period) = (yuan(fen), month_text(s.month + 1));
        let cells = [
            ("payroll_id", sheet.as_str()),
            ("period", &period),
            ("gross", &sum),
            ("net", &sum),
            ("days", ""),
            ("is_back_pay", "true"),
        ];
        p.copy("payroll", s.sheet, &cells);
    }
    let (day, opening) = (p.as_of_day() - p.random.between(0, 9), format!("{sheet}-0"));
    let mut entry = |id: &str, day: i64, direction: &str, purpose: &str| {
        let (day, sum) = (day_text(day), yuan(debit_fen));
        let cells = [
            ("entry_id", id),
            ("wage_account", &account),
            ("entry_date", &day),
            ("direction", direction),
            ("amount", &sum),
            ("purpose", purpose),
        ];
        p.push("account_entries", &cells)
    };
    entry(&opening, day - 1, "credit", "opening");
    entry(&sheet, day, "debit", "wage")
}

/// Two lines of one amount for a debit of one; or one of them a fen more.
fn batch_payout_alternatives(p: &mut Planter, is_near: bool) {
    let fen = p.random.between(100_000, 400_000);
    let more = p.random.between(2, 90_000);
    let row = sheet_and_debit(p, &[fen, fen + i64::from(is_near), fen + more], fen);
    let about = About { row: Some(row), amount_fen: Some(fen), ..About::default() };
    p.record("batch_payout_alternatives", !is_near, "account_entries", about);
}

/// A fen more than all lines or less than the least; or exactly all, or all but the least.
fn batch_payout_impossible(p: &mut Planter, is_near: bool) {
    let least = p.random.between(100_000, 400_000);
    let next = least + p.random.between(1, 90_000);
    let lines = [least, next, next + p.random.between(1, 90_000)];
    let total: i64 = lines.iter().sum();
    let debit = match (is_near, p.random.chance(500)) {
        (false, true) => total + 1,
        (false, false) => least - 1,
        (true, true) => total,
        (true, false) => total - least,
    };
    let row = sheet_and_debit(p, &lines, debit);
    let about = About { row: Some(row), amount_fen: Some(debit - total), ..About::default() };
    p.record("batch_payout_impossible", !is_near, "account_entries", about);
}
