//! The shape of every input table: columns, kinds, keys and the column that dates a row.

/// How the text of a cell is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An identifier.
    Id,
    /// An account number.
    Account,
    /// Free text.
    Text,
    /// Yuan with up to two decimals.
    Money,
    /// A decimal number.
    Number,
    /// A whole number.
    Int,
    /// A date, `2025-03-01`.
    Date,
    /// A local time, `2025-03-01 07:58:03`.
    Time,
    /// A month, `2025-03`.
    Period,
    /// `true` or `false`.
    Bool,
    /// A word of a code list.
    Code,
    /// A region of 2, 4 or 6 digits.
    Region,
}

/// One column of an input table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnShape {
    /// The canonical name.
    pub name: &'static str,
    /// How its text is to be read.
    pub kind: Kind,
    /// Whether a row without it is set aside.
    pub is_required: bool,
}

/// One input table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableShape {
    /// The canonical name.
    pub name: &'static str,
    /// The columns in canonical order.
    pub columns: &'static [ColumnShape],
    /// The columns that make a row's key; empty where rows have none.
    pub key: &'static [&'static str],
    /// The column whose date is the row's date; empty where rows are not dated.
    pub dated_by: &'static str,
}

const fn required(name: &'static str, kind: Kind) -> ColumnShape {
    ColumnShape { name, kind, is_required: true }
}

const fn optional(name: &'static str, kind: Kind) -> ColumnShape {
    ColumnShape { name, kind, is_required: false }
}

/// Every input table, in the order of the contract. `attendance` has `hours` beside `minutes`,
/// `transfers` has `currency`: both are accepted, neither is needed.
pub const TABLES: &[TableShape] = &[
    TableShape {
        name: "projects",
        columns: &[
            required("project_id", Kind::Id),
            optional("project_name", Kind::Text),
            optional("region_code", Kind::Region),
            optional("category", Kind::Code),
            optional("investment", Kind::Code),
            optional("owner_id", Kind::Id),
            optional("general_contractor_id", Kind::Id),
            optional("contract_amount", Kind::Money),
            optional("annual_contract_amount", Kind::Money),
            optional("signed_date", Kind::Date),
            optional("permit_date", Kind::Date),
            optional("start_date", Kind::Date),
            optional("planned_end_date", Kind::Date),
            optional("completed_date", Kind::Date),
            optional("status", Kind::Code),
            optional("labour_cost_monthly", Kind::Money),
            optional("labour_cost_ratio", Kind::Number),
            optional("labour_cost_day", Kind::Int),
            optional("wage_account", Kind::Account),
            optional("wage_account_opened_date", Kind::Date),
            optional("real_name_in_place", Kind::Bool),
            optional("paid_by_general_contractor", Kind::Bool),
            optional("notice_board_complete", Kind::Bool),
            optional("payroll_officer_named", Kind::Bool),
            optional("deposit_exempt", Kind::Bool),
            optional("wage_account_exempt", Kind::Bool),
            optional("unsettled_amount", Kind::Money),
        ],
        key: &["project_id"],
        dated_by: "",
    },
    TableShape {
        name: "workers",
        columns: &[
            required("worker_id", Kind::Id),
            optional("worker_name", Kind::Text),
            optional("id_number", Kind::Id),
            optional("pay_account", Kind::Account),
        ],
        key: &["worker_id"],
        dated_by: "",
    },
    TableShape {
        name: "contracts",
        columns: &[
            required("contract_id", Kind::Id),
            required("worker_id", Kind::Id),
            required("project_id", Kind::Id),
            optional("employer_id", Kind::Id),
            optional("team_id", Kind::Id),
            optional("trade", Kind::Text),
            required("pay_basis", Kind::Code),
            required("rate", Kind::Number),
            required("start_date", Kind::Date),
            optional("end_date", Kind::Date),
            optional("pay_day", Kind::Int),
            optional("pay_month_offset", Kind::Int),
            optional("hours_system", Kind::Code),
            optional("daily_minutes", Kind::Int),
        ],
        key: &["worker_id", "project_id", "contract_id", "start_date"],
        dated_by: "start_date",
    },
    TableShape {
        name: "attendance",
        columns: &[
            required("worker_id", Kind::Id),
            required("project_id", Kind::Id),
            required("work_date", Kind::Date),
            required("minutes", Kind::Int),
            optional("hours", Kind::Number),
            optional("shift", Kind::Text),
            optional("quantity", Kind::Number),
            optional("source", Kind::Code),
        ],
        key: &[],
        dated_by: "work_date",
    },
    TableShape {
        name: "punches",
        columns: &[
            required("worker_id", Kind::Id),
            required("project_id", Kind::Id),
            required("punched_at", Kind::Time),
            optional("direction", Kind::Code),
            optional("punch_type", Kind::Code),
            optional("source", Kind::Code),
        ],
        key: &[],
        dated_by: "punched_at",
    },
    TableShape {
        name: "payroll",
        columns: &[
            required("payroll_id", Kind::Id),
            required("worker_id", Kind::Id),
            required("project_id", Kind::Id),
            required("period", Kind::Period),
            optional("gross", Kind::Money),
            optional("deductions", Kind::Money),
            required("net", Kind::Money),
            optional("confirmed", Kind::Bool),
            optional("is_back_pay", Kind::Bool),
            optional("days", Kind::Number),
            optional("minutes", Kind::Int),
        ],
        key: &["payroll_id", "worker_id", "project_id", "period"],
        dated_by: "period",
    },
    TableShape {
        name: "adjustments",
        columns: &[
            required("worker_id", Kind::Id),
            required("project_id", Kind::Id),
            required("period", Kind::Period),
            optional("adjustment_id", Kind::Id),
            required("kind", Kind::Code),
            required("amount", Kind::Money),
        ],
        key: &["adjustment_id", "worker_id", "project_id", "period"],
        dated_by: "period",
    },
    TableShape {
        name: "transfers",
        columns: &[
            required("transfer_id", Kind::Id),
            required("amount", Kind::Money),
            required("paid_date", Kind::Date),
            required("status", Kind::Code),
            optional("worker_id", Kind::Id),
            optional("project_id", Kind::Id),
            optional("period", Kind::Period),
            optional("payee_account", Kind::Account),
            optional("payee_name", Kind::Text),
            optional("payer_account", Kind::Account),
            optional("reverses", Kind::Id),
            optional("payroll_id", Kind::Id),
            optional("currency", Kind::Text),
        ],
        key: &["transfer_id"],
        dated_by: "paid_date",
    },
    TableShape {
        name: "account_entries",
        columns: &[
            required("entry_id", Kind::Id),
            required("wage_account", Kind::Account),
            required("entry_date", Kind::Date),
            required("direction", Kind::Code),
            required("amount", Kind::Money),
            optional("purpose", Kind::Code),
            optional("project_id", Kind::Id),
            optional("counter_account", Kind::Account),
        ],
        key: &["entry_id"],
        dated_by: "entry_date",
    },
    TableShape {
        name: "deposits",
        columns: &[
            required("deposit_id", Kind::Id),
            required("kind", Kind::Code),
            required("amount", Kind::Money),
            optional("drawn", Kind::Money),
            optional("drawn_date", Kind::Date),
            optional("valid_from", Kind::Date),
            optional("valid_to", Kind::Date),
            optional("project_id", Kind::Id),
            optional("contractor_id", Kind::Id),
            optional("region_code", Kind::Region),
        ],
        key: &["deposit_id"],
        dated_by: "",
    },
    TableShape {
        name: "contractors",
        columns: &[
            required("contractor_id", Kind::Id),
            optional("contractor_name", Kind::Text),
            optional("credit_code", Kind::Id),
        ],
        key: &["contractor_id"],
        dated_by: "",
    },
    TableShape {
        name: "contractor_events",
        columns: &[
            required("contractor_id", Kind::Id),
            required("event", Kind::Code),
            required("event_date", Kind::Date),
            optional("until_date", Kind::Date),
            optional("region_code", Kind::Region),
        ],
        key: &[],
        dated_by: "event_date",
    },
    TableShape {
        name: "cases",
        columns: &[
            required("case_id", Kind::Id),
            optional("region_code", Kind::Region),
            optional("project_id", Kind::Id),
            optional("employer_id", Kind::Id),
            optional("channel", Kind::Text),
            required("received_date", Kind::Date),
            optional("due_date", Kind::Date),
            optional("closed_date", Kind::Date),
            optional("workers", Kind::Int),
            optional("amount_claimed", Kind::Money),
            optional("amount_recovered", Kind::Money),
        ],
        key: &["case_id"],
        dated_by: "received_date",
    },
    TableShape {
        name: "signals",
        columns: &[
            required("employer_id", Kind::Id),
            required("signal", Kind::Code),
            required("signal_date", Kind::Date),
            optional("amount", Kind::Money),
            optional("days_overdue", Kind::Int),
        ],
        key: &[],
        dated_by: "signal_date",
    },
    TableShape {
        name: "calendar",
        columns: &[required("date", Kind::Date), required("day_class", Kind::Code)],
        key: &["date"],
        dated_by: "",
    },
];

/// The shape of a table by its name.
///
/// ```
/// assert_eq!(anxin_datasets::shape::shape_of("workers").map(|t| t.key), Some(&["worker_id"][..]));
/// ```
#[must_use]
pub fn shape_of(table: &str) -> Option<&'static TableShape> {
    TABLES.iter().find(|shape| shape.name == table)
}
