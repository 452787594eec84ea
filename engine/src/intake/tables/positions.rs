//! Positions of the columns, table by table.

/// Positions in `projects`.
pub mod projects {
    /// Position of `project_id`.
    pub const PROJECT_ID: usize = 0;
    /// Position of `project_name`.
    pub const PROJECT_NAME: usize = 1;
    /// Position of `region_code`.
    pub const REGION_CODE: usize = 2;
    /// Position of `category`.
    pub const CATEGORY: usize = 3;
    /// Position of `investment`.
    pub const INVESTMENT: usize = 4;
    /// Position of `owner_id`.
    pub const OWNER_ID: usize = 5;
    /// Position of `general_contractor_id`.
    pub const GENERAL_CONTRACTOR_ID: usize = 6;
    /// Position of `contract_amount`.
    pub const CONTRACT_AMOUNT: usize = 7;
    /// Position of `annual_contract_amount`.
    pub const ANNUAL_CONTRACT_AMOUNT: usize = 8;
    /// Position of `signed_date`.
    pub const SIGNED_DATE: usize = 9;
    /// Position of `permit_date`.
    pub const PERMIT_DATE: usize = 10;
    /// Position of `start_date`.
    pub const START_DATE: usize = 11;
    /// Position of `planned_end_date`.
    pub const PLANNED_END_DATE: usize = 12;
    /// Position of `completed_date`.
    pub const COMPLETED_DATE: usize = 13;
    /// Position of `status`.
    pub const STATUS: usize = 14;
    /// Position of `labour_cost_monthly`.
    pub const LABOUR_COST_MONTHLY: usize = 15;
    /// Position of `labour_cost_ratio`.
    pub const LABOUR_COST_RATIO: usize = 16;
    /// Position of `labour_cost_day`.
    pub const LABOUR_COST_DAY: usize = 17;
    /// Position of `wage_account`.
    pub const WAGE_ACCOUNT: usize = 18;
    /// Position of `wage_account_opened_date`.
    pub const WAGE_ACCOUNT_OPENED_DATE: usize = 19;
    /// Position of `real_name_in_place`.
    pub const REAL_NAME_IN_PLACE: usize = 20;
    /// Position of `paid_by_general_contractor`.
    pub const PAID_BY_GENERAL_CONTRACTOR: usize = 21;
    /// Position of `notice_board_complete`.
    pub const NOTICE_BOARD_COMPLETE: usize = 22;
    /// Position of `payroll_officer_named`.
    pub const PAYROLL_OFFICER_NAMED: usize = 23;
    /// Position of `deposit_exempt`.
    pub const DEPOSIT_EXEMPT: usize = 24;
    /// Position of `wage_account_exempt`.
    pub const WAGE_ACCOUNT_EXEMPT: usize = 25;
    /// Position of `unsettled_amount`.
    pub const UNSETTLED_AMOUNT: usize = 26;
    /// Position of `currency`.
    pub const CURRENCY: usize = 27;
}

/// Positions in `workers`.
pub mod workers {
    /// Position of `worker_id`.
    pub const WORKER_ID: usize = 0;
    /// Position of `worker_name`.
    pub const WORKER_NAME: usize = 1;
    /// Position of `id_number`.
    pub const ID_NUMBER: usize = 2;
    /// Position of `pay_account`.
    pub const PAY_ACCOUNT: usize = 3;
}

/// Positions in `contracts`.
pub mod contracts {
    /// Position of `contract_id`.
    pub const CONTRACT_ID: usize = 0;
    /// Position of `worker_id`.
    pub const WORKER_ID: usize = 1;
    /// Position of `project_id`.
    pub const PROJECT_ID: usize = 2;
    /// Position of `employer_id`.
    pub const EMPLOYER_ID: usize = 3;
    /// Position of `team_id`.
    pub const TEAM_ID: usize = 4;
    /// Position of `trade`.
    pub const TRADE: usize = 5;
    /// Position of `pay_basis`.
    pub const PAY_BASIS: usize = 6;
    /// Position of `rate`.
    pub const RATE: usize = 7;
    /// Position of `start_date`.
    pub const START_DATE: usize = 8;
    /// Position of `end_date`.
    pub const END_DATE: usize = 9;
    /// Position of `pay_day`.
    pub const PAY_DAY: usize = 10;
    /// Position of `pay_month_offset`.
    pub const PAY_MONTH_OFFSET: usize = 11;
    /// Position of `hours_system`.
    pub const HOURS_SYSTEM: usize = 12;
    /// Position of `daily_minutes`.
    pub const DAILY_MINUTES: usize = 13;
    /// Position of `currency`.
    pub const CURRENCY: usize = 14;
}

/// Positions in `attendance`.
pub mod attendance {
    /// Position of `worker_id`.
    pub const WORKER_ID: usize = 0;
    /// Position of `project_id`.
    pub const PROJECT_ID: usize = 1;
    /// Position of `work_date`.
    pub const WORK_DATE: usize = 2;
    /// Position of `minutes`.
    pub const MINUTES: usize = 3;
    /// Position of `shift`.
    pub const SHIFT: usize = 4;
    /// Position of `quantity`.
    pub const QUANTITY: usize = 5;
    /// Position of `source`.
    pub const SOURCE: usize = 6;
    /// Position of `hours`.
    pub const HOURS: usize = 7;
}

/// Positions in `punches`.
pub mod punches {
    /// Position of `worker_id`.
    pub const WORKER_ID: usize = 0;
    /// Position of `project_id`.
    pub const PROJECT_ID: usize = 1;
    /// Position of `punched_at`.
    pub const PUNCHED_AT: usize = 2;
    /// Position of `direction`.
    pub const DIRECTION: usize = 3;
    /// Position of `punch_type`.
    pub const PUNCH_TYPE: usize = 4;
    /// Position of `source`.
    pub const SOURCE: usize = 5;
}

/// Positions in `payroll`.
pub mod payroll {
    /// Position of `payroll_id`.
    pub const PAYROLL_ID: usize = 0;
    /// Position of `worker_id`.
    pub const WORKER_ID: usize = 1;
    /// Position of `project_id`.
    pub const PROJECT_ID: usize = 2;
    /// Position of `period`.
    pub const PERIOD: usize = 3;
    /// Position of `gross`.
    pub const GROSS: usize = 4;
    /// Position of `deductions`.
    pub const DEDUCTIONS: usize = 5;
    /// Position of `net`.
    pub const NET: usize = 6;
    /// Position of `confirmed`.
    pub const CONFIRMED: usize = 7;
    /// Position of `is_back_pay`.
    pub const IS_BACK_PAY: usize = 8;
    /// Position of `days`.
    pub const DAYS: usize = 9;
    /// Position of `minutes`.
    pub const MINUTES: usize = 10;
    /// Position of `currency`.
    pub const CURRENCY: usize = 11;
}

/// Positions in `adjustments`.
pub mod adjustments {
    /// Position of `worker_id`.
    pub const WORKER_ID: usize = 0;
    /// Position of `project_id`.
    pub const PROJECT_ID: usize = 1;
    /// Position of `period`.
    pub const PERIOD: usize = 2;
    /// Position of `adjustment_id`.
    pub const ADJUSTMENT_ID: usize = 3;
    /// Position of `kind`.
    pub const KIND: usize = 4;
    /// Position of `amount`.
    pub const AMOUNT: usize = 5;
    /// Position of `currency`.
    pub const CURRENCY: usize = 6;
}

/// Positions in `transfers`.
pub mod transfers {
    /// Position of `transfer_id`.
    pub const TRANSFER_ID: usize = 0;
    /// Position of `amount`.
    pub const AMOUNT: usize = 1;
    /// Position of `paid_date`.
    pub const PAID_DATE: usize = 2;
    /// Position of `status`.
    pub const STATUS: usize = 3;
    /// Position of `worker_id`.
    pub const WORKER_ID: usize = 4;
    /// Position of `project_id`.
    pub const PROJECT_ID: usize = 5;
    /// Position of `period`.
    pub const PERIOD: usize = 6;
    /// Position of `payee_account`.
    pub const PAYEE_ACCOUNT: usize = 7;
    /// Position of `payee_name`.
    pub const PAYEE_NAME: usize = 8;
    /// Position of `payer_account`.
    pub const PAYER_ACCOUNT: usize = 9;
    /// Position of `reverses`.
    pub const REVERSES: usize = 10;
    /// Position of `payroll_id`.
    pub const PAYROLL_ID: usize = 11;
    /// Position of `currency`.
    pub const CURRENCY: usize = 12;
}

/// Positions in `account_entries`.
pub mod account_entries {
    /// Position of `entry_id`.
    pub const ENTRY_ID: usize = 0;
    /// Position of `wage_account`.
    pub const WAGE_ACCOUNT: usize = 1;
    /// Position of `entry_date`.
    pub const ENTRY_DATE: usize = 2;
    /// Position of `direction`.
    pub const DIRECTION: usize = 3;
    /// Position of `amount`.
    pub const AMOUNT: usize = 4;
    /// Position of `purpose`.
    pub const PURPOSE: usize = 5;
    /// Position of `project_id`.
    pub const PROJECT_ID: usize = 6;
    /// Position of `counter_account`.
    pub const COUNTER_ACCOUNT: usize = 7;
    /// Position of `currency`.
    pub const CURRENCY: usize = 8;
    /// Position of `payroll_id`.
    pub const PAYROLL_ID: usize = 9;
}

/// Positions in `deposits`.
pub mod deposits {
    /// Position of `deposit_id`.
    pub const DEPOSIT_ID: usize = 0;
    /// Position of `kind`.
    pub const KIND: usize = 1;
    /// Position of `amount`.
    pub const AMOUNT: usize = 2;
    /// Position of `drawn`.
    pub const DRAWN: usize = 3;
    /// Position of `drawn_date`.
    pub const DRAWN_DATE: usize = 4;
    /// Position of `valid_from`.
    pub const VALID_FROM: usize = 5;
    /// Position of `valid_to`.
    pub const VALID_TO: usize = 6;
    /// Position of `project_id`.
    pub const PROJECT_ID: usize = 7;
    /// Position of `contractor_id`.
    pub const CONTRACTOR_ID: usize = 8;
    /// Position of `region_code`.
    pub const REGION_CODE: usize = 9;
    /// Position of `currency`.
    pub const CURRENCY: usize = 10;
}

/// Positions in `contractors`.
pub mod contractors {
    /// Position of `contractor_id`.
    pub const CONTRACTOR_ID: usize = 0;
    /// Position of `contractor_name`.
    pub const CONTRACTOR_NAME: usize = 1;
    /// Position of `credit_code`.
    pub const CREDIT_CODE: usize = 2;
}

/// Positions in `contractor_events`.
pub mod contractor_events {
    /// Position of `contractor_id`.
    pub const CONTRACTOR_ID: usize = 0;
    /// Position of `event`.
    pub const EVENT: usize = 1;
    /// Position of `event_date`.
    pub const EVENT_DATE: usize = 2;
    /// Position of `until_date`.
    pub const UNTIL_DATE: usize = 3;
    /// Position of `region_code`.
    pub const REGION_CODE: usize = 4;
}

/// Positions in `cases`.
pub mod cases {
    /// Position of `case_id`.
    pub const CASE_ID: usize = 0;
    /// Position of `region_code`.
    pub const REGION_CODE: usize = 1;
    /// Position of `project_id`.
    pub const PROJECT_ID: usize = 2;
    /// Position of `employer_id`.
    pub const EMPLOYER_ID: usize = 3;
    /// Position of `channel`.
    pub const CHANNEL: usize = 4;
    /// Position of `received_date`.
    pub const RECEIVED_DATE: usize = 5;
    /// Position of `due_date`.
    pub const DUE_DATE: usize = 6;
    /// Position of `closed_date`.
    pub const CLOSED_DATE: usize = 7;
    /// Position of `workers`.
    pub const WORKERS: usize = 8;
    /// Position of `amount_claimed`.
    pub const AMOUNT_CLAIMED: usize = 9;
    /// Position of `amount_recovered`.
    pub const AMOUNT_RECOVERED: usize = 10;
    /// Position of `currency`.
    pub const CURRENCY: usize = 11;
}

/// Positions in `signals`.
pub mod signals {
    /// Position of `employer_id`.
    pub const EMPLOYER_ID: usize = 0;
    /// Position of `signal`.
    pub const SIGNAL: usize = 1;
    /// Position of `signal_date`.
    pub const SIGNAL_DATE: usize = 2;
    /// Position of `amount`.
    pub const AMOUNT: usize = 3;
    /// Position of `days_overdue`.
    pub const DAYS_OVERDUE: usize = 4;
    /// Position of `currency`.
    pub const CURRENCY: usize = 5;
}

/// Positions in `calendar`.
pub mod calendar {
    /// Position of `date`.
    pub const DATE: usize = 0;
    /// Position of `day_class`.
    pub const DAY_CLASS: usize = 1;
}

/// Positions in `published_rates`.
pub mod published_rates {
    /// Position of `rate_id`.
    pub const RATE_ID: usize = 0;
    /// Position of `numerator`.
    pub const NUMERATOR: usize = 1;
    /// Position of `denominator`.
    pub const DENOMINATOR: usize = 2;
    /// Position of `published_percent`.
    pub const PUBLISHED_PERCENT: usize = 3;
    /// Position of `decimals`.
    pub const DECIMALS: usize = 4;
}
