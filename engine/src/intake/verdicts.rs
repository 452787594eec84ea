//! What a whole row shows that no single cell does: dates reversed, no scope, after `as_of` (step
//! 1).

use super::rows::{Cells, NAME_NULL, Rows};
use super::tables::TableName;
use super::tables::{
    account_entries, adjustments, cases, contractor_events, contracts, deposits, payroll, projects,
    punches, signals, transfers,
};
use crate::basics::day::{Day, Month};
use crate::basics::finding::Code;
use crate::intake::key::Spaces;
use crate::intake::tables::Space;

/// Sets rows aside for what their cells say together, in the order of precedence of [`Code`].
pub fn set_doubtful_aside(rows: &mut Rows, spaces: &Spaces, as_of: Day) {
    if rows.table.name == TableName::Transfers {
        settle_signs(rows);
    }
    let foreign = foreign_currencies(rows, spaces);
    for row in 0..rows.len() {
        if !rows.is_used(row) {
            continue;
        }
        if let Some(code) = doubt(rows, row, &foreign, as_of) {
            rows.set_aside(row, code);
        }
    }
}

/// The first fault of a row that could be read.
fn doubt(rows: &Rows, row: usize, foreign: &[bool], as_of: Day) -> Option<Code> {
    match rows.table.name {
        TableName::Contracts => {
            let start = rows.small_value(contracts::START_DATE, row);
            let end = rows.small_value(contracts::END_DATE, row);
            if end.is_some() && end < start {
                return Some(Code::ContractDatesReversed);
            }
        }
        TableName::Transfers
            if rows.number(transfers::AMOUNT, row).is_some_and(|amount| amount < 0) =>
        {
            return Some(Code::NegativeAmount);
        }
        _ => {}
    }
    if currency_column(rows.table.name)
        .map(|column| rows.name(column, row))
        .is_some_and(|name| name != NAME_NULL && foreign[name as usize])
    {
        return Some(Code::OtherCurrency);
    }
    if rows.table.name == TableName::Deposits && !has_scope(rows, row) {
        return Some(Code::DepositWithoutScope);
    }
    row_day(rows, row).filter(|&day| day > as_of).map(|_| Code::AfterAsOf)
}

/// A negative transfer that names what it reverses is a reversal of its absolute amount.
fn settle_signs(rows: &mut Rows) {
    let reversing: Vec<usize> =
        rows.used().filter(|&row| rows.name(transfers::REVERSES, row) != NAME_NULL).collect();
    if let Cells::Numbers(amounts) = &mut rows.columns[transfers::AMOUNT] {
        for row in reversing {
            amounts[row] = amounts[row].saturating_abs();
        }
    }
}

/// Whether a deposit says for whom it stands; an emergency fund may stand for a region.
fn has_scope(rows: &Rows, row: usize) -> bool {
    rows.name(deposits::PROJECT_ID, row) != NAME_NULL
        || rows.name(deposits::CONTRACTOR_ID, row) != NAME_NULL
        || rows.word(deposits::KIND, row) == Some("emergency_fund")
}

/// The currency column of a table that has one.
const fn currency_column(table: TableName) -> Option<usize> {
    Some(match table {
        TableName::Projects => projects::CURRENCY,
        TableName::Contracts => contracts::CURRENCY,
        TableName::Payroll => payroll::CURRENCY,
        TableName::Adjustments => adjustments::CURRENCY,
        TableName::Transfers => transfers::CURRENCY,
        TableName::AccountEntries => account_entries::CURRENCY,
        TableName::Deposits => deposits::CURRENCY,
        TableName::Cases => cases::CURRENCY,
        TableName::Signals => signals::CURRENCY,
        _ => return None,
    })
}

/// By number of a text: whether it names another currency than the renminbi.
fn foreign_currencies(rows: &Rows, spaces: &Spaces) -> Vec<bool> {
    let names = spaces.of(Space::Text);
    let has_currency = currency_column(rows.table.name)
        .is_some_and(|column| !matches!(rows.columns[column], Cells::Absent));
    if !has_currency {
        return Vec::new();
    }
    let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
    (0..count)
        .map(|number| {
            let own = ["CNY", "RMB", "156", "01", "人民币", "人民币元"];
            !own.iter().any(|word| word.eq_ignore_ascii_case(names.name(number)))
        })
        .collect()
}

/// The day a row is dated; `None` for tables whose rows have none.
#[must_use]
pub fn row_day(rows: &Rows, row: usize) -> Option<Day> {
    let column = match rows.table.name {
        TableName::Contracts => contracts::START_DATE,
        TableName::Transfers => transfers::PAID_DATE,
        TableName::AccountEntries => account_entries::ENTRY_DATE,
        TableName::ContractorEvents => contractor_events::EVENT_DATE,
        TableName::Cases => cases::RECEIVED_DATE,
        TableName::Signals => signals::SIGNAL_DATE,
        TableName::Punches => {
            let second = rows.number(punches::PUNCHED_AT, row)?;
            return Some(Day(i32::try_from(second.div_euclid(86_400)).unwrap_or(i32::MAX)));
        }
        TableName::Payroll => {
            return rows.small_value(payroll::PERIOD, row).map(|month| Month(month).first_day());
        }
        TableName::Adjustments => {
            return rows
                .small_value(adjustments::PERIOD, row)
                .map(|month| Month(month).first_day());
        }
        _ => return None,
    };
    rows.small_value(column, row).map(Day)
}
