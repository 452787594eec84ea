//! The law behind each part of a statement.

use super::phrases::{Lang, phrase};
use super::statement::{Law, Statement};

/// The laws that the parts of `statement` rest on, in the order of the parts.
pub(super) fn laws(statement: &Statement) -> Vec<Law> {
    let is_monthly = statement.wage_lines.iter().any(|line| line.pay_basis == "monthly");
    let has = |about, key, applies: bool| {
        let (basis, basis_zh) = (phrase(key, Lang::En), phrase(key, Lang::Zh));
        applies.then_some(Law { about, basis, basis_zh })
    };
    [
        has("calendar", "law_calendar", true),
        has("wage_lines", "law_overtime", !statement.wage_lines.is_empty()),
        has("wage_lines", "law_paid_days", is_monthly),
        has("deductions", "law_deductions", statement.deductions.is_some()),
        has("payroll", "law_payroll", !statement.payroll.is_empty()),
        has("due", "law_due", true),
        has("due_date", "law_due_date", true),
        has("due_date", "law_termination", statement.due_date.termination_date.is_some()),
        has("paid", "law_paid", !statement.transfers.is_empty()),
        has("arrears", "law_arrears", true),
        has("cover", "law_cover", !statement.cover.is_empty()),
    ]
    .into_iter()
    .flatten()
    .collect()
}
