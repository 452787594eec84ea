//! Which tables a header can be, and which of them it is.

use super::header::{Facts, Header, Match};
use crate::intake::tables::{
    TableName, account_entries, adjustments, attendance, contracts, payroll, projects, punches,
    transfers, workers,
};

/// Tables in the order in which equal scores are decided.
const ORDER: [TableName; 15] = [
    TableName::Payroll,
    TableName::Transfers,
    TableName::Attendance,
    TableName::Punches,
    TableName::Contracts,
    TableName::AccountEntries,
    TableName::Workers,
    TableName::Projects,
    TableName::Adjustments,
    TableName::Deposits,
    TableName::Contractors,
    TableName::ContractorEvents,
    TableName::Cases,
    TableName::Signals,
    TableName::Calendar,
];

/// Words of titles, sheets and files, and the table they speak for.
const WORDS: [(TableName, &[&str]); 7] = [
    (
        TableName::Payroll,
        &["工资表", "工资单", "工资支付表", "工资发放表", "工资结算", "薪资表", "payroll"],
    ),
    (
        TableName::Transfers,
        &[
            "代发明细",
            "代发",
            "转账",
            "回单",
            "发放明细",
            "到账",
            "批量支付",
            "发放结果",
            "transfers",
        ],
    ),
    (TableName::Attendance, &["考勤", "出勤", "attendance"]),
    (TableName::Punches, &["打卡", "刷卡", "进出记录", "通行记录", "punches"]),
    (TableName::Workers, &["花名册", "名册", "人员信息", "工人信息", "workers"]),
    (TableName::Contracts, &["花名册", "合同台账", "劳动合同", "用工合同", "contracts"]),
    (TableName::AccountEntries, &["交易明细", "账户明细", "对账单", "专户流水", "account_entries"]),
];

/// The tables of a header with its score; `None` where it can be none. With `hint` only that table.
///
/// A roster makes two tables, one of people and one of terms.
///
/// Example: [`read_sheet`](super::sheet::read_sheet).
#[must_use]
pub fn chosen(
    header: &Header,
    facts: &Facts,
    hint: Option<TableName>,
) -> Option<(usize, Vec<TableName>)> {
    let score = |table: TableName| {
        let (matches, _) = header.matches(table);
        let has = |position: usize| has_position(&matches, position, table, header);
        if !is_possible(table, facts, &has) || is_another(table, header) {
            return None;
        }
        let says = WORDS
            .iter()
            .any(|(of, words)| *of == table && words.iter().any(|word| facts.words.contains(word)));
        // A share of all labels keeps a wide sheet from being the table it mentions in passing.
        let share = matches.len() * 20 / header.labels.len().max(1);
        // One line is enough where two say no more.
        let single = usize::from(header.height == 1);
        Some(matches.len() * 20 + if says { 50 } else { 0 } + share + single)
    };
    if let Some(table) = hint {
        return score(table).map(|score| (score, vec![table]));
    }
    let mut best: Option<(usize, TableName)> = None;
    for table in ORDER {
        if let Some(score) = score(table)
            && best.is_none_or(|best| score > best.0)
        {
            best = Some((score, table));
        }
    }
    let (score_of_best, table) = best?;
    let is_roster = |one, other| table == one && score(other).is_some();
    let tables = if is_roster(TableName::Contracts, TableName::Workers)
        || is_roster(TableName::Workers, TableName::Contracts)
    {
        vec![TableName::Workers, TableName::Contracts]
    } else {
        vec![table]
    };
    Some((score_of_best, tables))
}

/// Whether a header speaks against a table: gross pay is a line of a sheet, not a payment, and a
/// voucher belongs to an entry to the site, not to a clock.
fn is_another(table: TableName, header: &Header) -> bool {
    let has = |table: TableName, position: usize| {
        header.matches(table).0.iter().any(|known| known.position == position)
    };
    match table {
        TableName::Transfers => {
            has(TableName::Payroll, payroll::GROSS) && has(TableName::Payroll, payroll::NET)
        }
        TableName::Punches => header.labels.iter().any(|label| label.text == "no_table"),
        _ => false,
    }
}

fn has_position(matches: &[Match], position: usize, table: TableName, header: &Header) -> bool {
    matches.iter().any(|known| known.position == position)
        || table == TableName::Contracts
            && matches!(position, contracts::RATE | contracts::PAY_BASIS)
            && header.labels.iter().any(|label| basis_of(&label.text).is_some())
}

/// Whether the columns at hand can make rows of a table, with what can be taken from elsewhere.
///
/// # Example
///
/// ```
/// use anxin::TableName;
/// use anxin::intake::foreign::header::Facts;
/// use anxin::intake::foreign::sorts::is_possible;
/// use anxin::intake::tables::payroll;
///
/// let has = |position: usize| [payroll::WORKER_ID, payroll::NET].contains(&position);
/// assert!(is_possible(TableName::Payroll, &Facts::default(), &has));
/// assert!(!is_possible(TableName::Punches, &Facts::default(), &has));
/// ```
#[must_use]
pub fn is_possible(table: TableName, facts: &Facts, has: &dyn Fn(usize) -> bool) -> bool {
    let any = |positions: &[usize]| positions.iter().any(|&position| has(position));
    match table {
        TableName::Payroll => has(payroll::WORKER_ID) && has(payroll::NET),
        TableName::Attendance => {
            has(attendance::WORKER_ID)
                && has(attendance::WORK_DATE)
                && any(&[attendance::MINUTES, attendance::HOURS])
        }
        TableName::Punches => has(punches::WORKER_ID) && has(punches::PUNCHED_AT),
        TableName::Contracts => {
            has(contracts::WORKER_ID) && has(contracts::RATE) && has(contracts::PAY_BASIS)
        }
        TableName::Workers => {
            any(&[workers::WORKER_ID, workers::ID_NUMBER])
                && any(&[workers::WORKER_NAME, workers::PAY_ACCOUNT])
        }
        TableName::Transfers => {
            let says = ["代发", "转账", "汇款", "发放明细", "批量支付"];
            has(transfers::AMOUNT)
                && any(&[transfers::PAYEE_ACCOUNT, transfers::WORKER_ID])
                && (any(&[
                    transfers::PAID_DATE,
                    transfers::STATUS,
                    transfers::TRANSFER_ID,
                    transfers::PAYER_ACCOUNT,
                ]) || says.iter().any(|word| facts.words.contains(word)))
        }
        TableName::AccountEntries => {
            has(account_entries::ENTRY_DATE)
                && has(account_entries::AMOUNT)
                && has(account_entries::DIRECTION)
                && (has(account_entries::WAGE_ACCOUNT) || facts.account.is_some())
        }
        TableName::Projects => {
            has(projects::PROJECT_ID)
                && any(&[
                    projects::GENERAL_CONTRACTOR_ID,
                    projects::CONTRACT_AMOUNT,
                    projects::WAGE_ACCOUNT,
                    projects::REGION_CODE,
                ])
        }
        TableName::Adjustments => {
            has(adjustments::WORKER_ID) && has(adjustments::KIND) && has(adjustments::AMOUNT)
        }
        _ => {
            let columns = table.table().columns;
            (0..columns.len()).all(|position| !columns[position].required || has(position))
        }
    }
}

/// The basis of pay that a label of a rate names.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::sorts::basis_of;
///
/// assert_eq!(basis_of("日工资（元）"), Some("daily"));
/// assert_eq!(basis_of("月工资标准"), Some("monthly"));
/// assert_eq!(basis_of("日期"), None);
/// ```
#[must_use]
pub fn basis_of(label: &str) -> Option<&'static str> {
    let label = super::grid::squeezed(label);
    let starts = |words: &[&str]| words.iter().any(|word| label.starts_with(word));
    if starts(&["日工资", "日薪", "日单价", "工日单价", "元/天", "元/工日"]) {
        Some("daily")
    } else if starts(&["月工资", "月薪", "元/月"]) {
        Some("monthly")
    } else if starts(&["小时工资", "时薪", "小时单价", "元/小时", "时工资"]) {
        Some("hourly")
    } else {
        None
    }
}
