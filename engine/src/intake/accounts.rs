//! Every row is accounted for: findings and accounting lines of tables kept whole (steps 0.2 and
//! 1).

use std::collections::BTreeMap;

use super::rows::{NAME_NULL, Rows};
use super::tables::TableName;
use super::tables::transfers as transfer_columns;
use super::transfers::{Fate, Transfers};
use super::verdicts::row_day;
use crate::basics::day::{Day, Month};
use crate::basics::finding::Code;
use crate::basics::finding::{AccountingLine, Finding};
use crate::basics::ids::{ProjectId, WorkerId};

/// A finding about no worker, project or month.
#[must_use]
pub fn finding(code: Code, table: TableName) -> Finding {
    Finding {
        code,
        table: table.word(),
        worker: WorkerId::NONE,
        project: ProjectId::NONE,
        month: None,
        amount_fen: None,
        detail: Box::default(),
        row: None,
    }
}

/// Findings for the rows of a table that step 1 set aside. Names must already be ranked.
///
/// Rows after `as_of` are one finding a day; transfers with a fate get theirs with it.
pub fn findings(rows: &Rows, found: &mut Vec<Finding>) {
    let table = rows.table.name;
    let mut faults = rows.faults.iter().peekable();
    let mut late: BTreeMap<Day, (u64, usize, i128)> = BTreeMap::new();
    for row in 0..rows.len() {
        let mut missing: Vec<&str> = Vec::new();
        while let Some(fault) = faults.next_if(|fault| fault.row as usize == row) {
            let column = rows.table.columns[fault.column as usize].name;
            if fault.code == Code::MissingRequired {
                missing.push(column);
            } else {
                let detail = format!("{column}: {}", fault.met).into();
                found.push(Finding { detail, ..about(rows, row, Code::BadCell) });
            }
        }
        if !missing.is_empty() {
            let detail = missing.join(", ").into();
            found.push(Finding { detail, ..about(rows, row, Code::MissingRequired) });
        }
        match rows.verdict[row] {
            None | Some(Code::MissingRequired | Code::BadCell) => {}
            Some(Code::AfterAsOf) => {
                let day = row_day(rows, row).unwrap_or(Day::NONE);
                let entry = late.entry(day).or_insert((0, row, 0));
                entry.0 += 1;
                entry.2 += i128::from(amount(rows, row).unwrap_or(0));
            }
            // Days of unpaired punches and fates of transfers have findings of their own.
            Some(Code::Duplicate | Code::PunchUnpaired) => {}
            Some(Code::ConflictingDuplicate) if table == TableName::Transfers => {}
            Some(code) => found.push(about(rows, row, code)),
        }
    }
    let is_money = table == TableName::Transfers;
    found.extend(late.into_iter().map(|(day, (count, row, sum))| Finding {
        row: Some(row as u64),
        amount_fen: i64::try_from(sum).ok().filter(|_| is_money),
        detail: format!("{day}: {count} rows").into(),
        ..finding(Code::AfterAsOf, table)
    }));
}

/// A finding about one row: what the row says of worker, project, period and amount.
#[must_use]
pub fn about(rows: &Rows, row: usize, code: Code) -> Finding {
    let place = |name| rows.table.columns.iter().position(|column| column.name == name);
    let name = |column| place(column).map_or(NAME_NULL, |place| rows.name(place, row));
    Finding {
        worker: WorkerId(name("worker_id")),
        project: ProjectId(name("project_id")),
        month: place("period").and_then(|place| rows.small_value(place, row)).map(Month),
        amount_fen: amount(rows, row),
        row: Some(row as u64),
        ..finding(code, rows.table.name)
    }
}

/// The row's `amount`, where the table has one and it could be read.
fn amount(rows: &Rows, row: usize) -> Option<i64> {
    let place = rows.table.columns.iter().position(|column| column.name == "amount")?;
    rows.number(place, row)
}

/// The finding of a group of equal adjustments, from its first row.
#[must_use]
pub fn equal_adjustment(rows: &Rows, row: usize) -> Finding {
    Finding { row: None, ..about(rows, row, Code::EqualAdjustments) }
}

/// Lines of `accounting` for a table: read, used, and each code rows were set aside with.
///
/// `aside` gives the number of rows by code word.
pub fn row_lines(
    table: TableName,
    read: u64,
    aside: &BTreeMap<&'static str, u64>,
    lines: &mut Vec<AccountingLine>,
) {
    let mut push = |code, rows| {
        let table = table.word();
        lines.push(AccountingLine { table, what: "rows", code, rows, amount_fen: None });
    };
    push("read", read);
    push("used", read.saturating_sub(aside.values().sum()));
    aside.iter().filter(|line| *line.1 > 0).for_each(|(&code, &rows)| push(code, rows));
}

/// Brings the lines of [`row_lines`] to another number of rows read, all of which are used.
pub(crate) fn count_rows(lines: &mut [AccountingLine], table: TableName, before: u64, after: u64) {
    let own = lines.iter_mut().filter(|line| line.table == table.word() && line.what == "rows");
    for line in own.filter(|line| ["read", "used"].contains(&line.code)) {
        line.rows = (line.rows + after).saturating_sub(before);
    }
}

/// Rows of a table kept whole, by the code they were set aside with.
#[must_use]
pub fn set_aside(rows: &Rows) -> BTreeMap<&'static str, u64> {
    let mut aside = BTreeMap::new();
    for code in rows.verdict.iter().flatten() {
        *aside.entry(code.word()).or_insert(0) += 1;
    }
    aside
}

/// Lines of `accounting` for transfers: rows by fate, and money by fate or code.
pub fn transfer_lines(rows: &Rows, transfers: &Transfers, lines: &mut Vec<AccountingLine>) {
    let mut aside: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut money: BTreeMap<&'static str, (u64, i128)> = BTreeMap::new();
    for row in 0..rows.len() {
        let Some(code) = rows.verdict[row].filter(|&code| code < Code::AfterAsOf) else { continue };
        *aside.entry(code.word()).or_insert(0) += 1;
        if let Some(amount_fen) = rows.number(transfer_columns::AMOUNT, row) {
            let entry = money.entry(code.word()).or_insert((0, 0));
            entry.0 += 1;
            entry.1 += i128::from(amount_fen.saturating_abs());
        }
    }
    let mut of_fates = [(0, 0); Fate::ALL.len()];
    for (&fate, &amount_fen) in transfers.fate.iter().zip(&transfers.amount_fen) {
        let (rows, sum_fen) = &mut of_fates[fate as usize];
        *rows += 1;
        *sum_fen += i128::from(amount_fen);
    }
    for fate in Fate::ALL {
        let (rows, sum_fen) = of_fates[fate as usize];
        if rows == 0 {
            continue;
        }
        if !fate.is_used() {
            *aside.entry(fate.word()).or_insert(0) += rows;
        }
        let entry = money.entry(fate.word()).or_insert((0, 0));
        entry.0 += rows;
        entry.1 += sum_fen;
    }
    row_lines(TableName::Transfers, rows.len() as u64, &aside, lines);
    lines.extend(money.into_iter().map(|(code, (rows, amount_fen))| AccountingLine {
        table: TableName::Transfers.word(),
        what: "money",
        code,
        rows,
        amount_fen: Some(amount_fen),
    }));
}

/// Whether a fate's finding is named by its own word; `None` where the transfer is used.
#[must_use]
pub const fn fate_code(fate: Fate) -> Option<Code> {
    Some(match fate {
        Fate::Duplicate => Code::Duplicate,
        Fate::ConflictingDuplicate => Code::ConflictingDuplicate,
        Fate::Pending => Code::Pending,
        Fate::Returned => Code::Returned,
        Fate::Failed => Code::Failed,
        Fate::Unmatched => Code::Unmatched,
        Fate::PayeeNotWorker => Code::PayeeNotWorker,
        Fate::AfterAsOf | Fate::Reversal | Fate::Reversed | Fate::Counted => return None,
    })
}
