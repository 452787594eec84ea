//! The day by which a period must be paid (step 3.7).

use super::rules::Rules;
use crate::basics::day::{Day, Month};
use crate::intake::terms::Contract;

/// The due date of a period, and the year whose calendar it lacked.
///
/// Step 3.7. `deciding` is the contract in force on the latest day of the period that has one;
/// `last_attended` the last day with minutes above zero; it is asked where it can matter.
///
/// Basis: Decree 724 Art. 14, 劳部发〔1994〕489号 Art. 7: where the pay day is a holiday or rest day,
/// pay before it. Choice: without agreement the last day of the next month; a day in a year without
/// calendar, or one whose workday before lies in such a year, is not moved.
#[must_use]
pub fn due_date(
    month: Month,
    deciding: Option<&Contract>,
    contracts: &[Contract],
    last_attended: impl FnOnce() -> Day,
    rules: &Rules<'_>,
) -> (Day, Option<i32>) {
    let (moved, missing_year) = rules.due_day(month, deciding);
    let due_day = match termination(month, contracts, rules) {
        Some(day) if day < moved => day,
        _ => moved,
    };
    // No day of the month is attended after its last.
    let is_after = due_day >= month.last_day();
    (if is_after { due_day } else { due_day.max(last_attended()) }, missing_year)
}

/// The day all periods fall due because every contract has an end, where `month` is not after it.
fn termination(month: Month, contracts: &[Contract], rules: &Rules<'_>) -> Option<Day> {
    let last_end = contracts.iter().map(|contract| contract.end_day).max()?;
    if last_end == Day::OPEN || month > last_end.month() {
        return None;
    }
    let days = i32::try_from(rules.policy.wages.pay_on_termination_days).unwrap_or(i32::MAX);
    Some(last_end.plus_days(days))
}
