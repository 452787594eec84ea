//! The input tables: columns in order, with kind, and the columns that make a key.

/// A column of an input table.
#[derive(Debug)]
pub struct Column {
    /// Its name in the header.
    pub name: &'static str,
    /// See `cells::read`.
    pub kind: String,
    /// A row without it is set aside.
    pub required: bool,
}

impl Column {
    /// A column that is read but is no part of the table.
    pub fn extra(name: &'static str, kind: &str) -> Column {
        Column { name, kind: kind.to_string(), required: false }
    }
}

/// Name, key columns, and columns as `name*=kind`; a kind without words is written as it is, code
/// lists in round brackets.
const TABLES: [(&str, &[&str], &str); 13] = [
    (
        "projects",
        &["project_id"],
        "project_id*=id project_name=text region_code=region category=category \
         investment=(government|state_owned|private) owner_id=id general_contractor_id=id \
         contract_amount=money annual_contract_amount=money signed_date=date permit_date=date \
         start_date=date planned_end_date=date completed_date=date \
         status=(preparing|active|suspended|completed) labour_cost_monthly=money \
         labour_cost_ratio=number4 labour_cost_day=int:1:31 wage_account=account \
         wage_account_opened_date=date real_name_in_place=bool paid_by_general_contractor=bool \
         notice_board_complete=bool payroll_officer_named=bool deposit_exempt=bool \
         wage_account_exempt=bool unsettled_amount=money",
    ),
    ("workers", &["worker_id"], "worker_id*=id worker_name=text id_number=id pay_account=account"),
    (
        "contracts",
        &["worker_id", "project_id", "contract_id", "start_date"],
        "contract_id*=id worker_id*=id project_id*=id employer_id=id team_id=id trade=text \
         pay_basis*=(hourly|daily|monthly|piece) rate*=number4 start_date*=date end_date=date \
         pay_day=int:1:31 pay_month_offset=int:0:12 \
         hours_system=(standard|comprehensive|flexible|none) daily_minutes=int:1:1440",
    ),
    (
        "attendance",
        &[],
        "worker_id*=id project_id*=id work_date*=date minutes*=int:0:1440 shift=text \
         quantity=number3 source=(device|manual|system)",
    ),
    (
        "punches",
        &[],
        "worker_id*=id project_id*=id punched_at*=time direction=(in=01|out=02) \
         punch_type=punch_type source=(device|manual|system)",
    ),
    (
        "payroll",
        &["payroll_id", "worker_id", "project_id", "period"],
        "payroll_id*=id worker_id*=id project_id*=id period*=period gross=money deductions=money \
         net*=signed confirmed=bool is_back_pay=bool days=signed2 minutes=int",
    ),
    (
        "adjustments",
        &["adjustment_id", "worker_id", "project_id", "period"],
        "worker_id*=id project_id*=id period*=period adjustment_id=id \
         kind*=(allowance|bonus|statutory_deduction|damage_deduction|other_deduction) \
         amount*=positive",
    ),
    (
        "transfers",
        &["transfer_id"],
        "transfer_id*=id amount*=signed paid_date*=date status*=(settled|pending|returned|failed) \
         worker_id=id project_id=id period=period payee_account=account payee_name=text \
         payer_account=account reverses=id payroll_id=id",
    ),
    (
        "account_entries",
        &["entry_id"],
        "entry_id*=id wage_account*=account entry_date*=date direction*=(credit|debit) \
         amount*=money purpose=(opening|labour_cost|wage|interest|other) project_id=id \
         counter_account=account payroll_id=id",
    ),
    (
        "deposits",
        &["deposit_id"],
        "deposit_id*=id kind*=(cash|bank_guarantee|insurance_bond|other_security|\
         payment_guarantee|emergency_fund) amount*=money drawn=money drawn_date=date \
         valid_from=date valid_to=date project_id=id contractor_id=id region_code=region",
    ),
    ("contractors", &["contractor_id"], "contractor_id*=id contractor_name=text credit_code=id"),
    (
        "contractor_events",
        &[],
        "contractor_id*=id event*=(arrears|blacklisted|order|order_disobeyed|punished|\
         mass_incident|cleared) event_date*=date until_date=date region_code=region",
    ),
    ("calendar", &["date"], "date*=date day_class*=(workday|rest_day|holiday)"),
];

/// Tables of what other offices know.
const OF_OTHERS: [(&str, &[&str], &str); 3] = [
    (
        "cases",
        &["case_id"],
        "case_id*=id region_code=region project_id=id employer_id=id channel=text \
         received_date*=date due_date=date closed_date=date workers=int amount_claimed=money \
         amount_recovered=money",
    ),
    (
        "signals",
        &[],
        "employer_id*=id signal*=(water|power|social_insurance|tax|opinion) signal_date*=date \
         amount=money days_overdue=int",
    ),
    (
        "published_rates",
        &["rate_id"],
        "rate_id*=id numerator*=int denominator*=int published_percent*=number4 decimals=int:0:4",
    ),
];

/// Every table with its columns in order.
pub fn tables() -> Vec<(&'static str, Vec<Column>)> {
    let all = TABLES.iter().chain(&OF_OTHERS);
    all.map(|(table, _, columns)| (*table, columns.split_whitespace().map(column).collect()))
        .collect()
}

/// The key columns of a table; empty where it has none.
pub fn key(table: &str) -> &'static [&'static str] {
    let all = TABLES.iter().chain(&OF_OTHERS);
    all.filter(|(name, _, _)| *name == table).map(|(_, key, _)| *key).next().unwrap_or(&[])
}

fn column(text: &'static str) -> Column {
    let (name, kind) = text.split_once('=').unwrap_or((text, "text"));
    let required = name.ends_with('*');
    let kind = kind.trim_start_matches('(').trim_end_matches(')').to_string();
    Column { name: name.trim_end_matches('*'), kind, required }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_keep_their_order_and_kind() {
        let tables = tables();
        let (name, columns) = &tables[4];
        assert_eq!(*name, "punches");
        assert_eq!((columns[3].name, columns[3].kind.as_str()), ("direction", "in=01|out=02"));
        assert!(columns[2].required && !columns[3].required);
        let deposits = &tables.iter().find(|(name, _)| *name == "deposits").unwrap().1;
        assert_eq!(deposits.len(), 10);
        assert!(key("signals").is_empty() && key("payroll").len() == 4);
    }
}
