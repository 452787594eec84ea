use super::*;

#[test]
fn no_header_means_two_columns_of_one_table() {
    for name in TableName::ALL {
        let mut seen: Vec<(String, &str)> = Vec::new();
        for column in name.table().columns {
            for header in column.headers() {
                let key = header_key(&header);
                for (other, of) in &seen {
                    assert!(*other != key || *of == column.name, "{}: {header}", name.word());
                }
                seen.push((key, column.name));
            }
        }
    }
}

#[test]
fn no_word_means_two_codes_of_one_list() {
    for column in TableName::ALL.iter().flat_map(|name| name.table().columns) {
        let mut words: Vec<&str> = match column.kind {
            Kind::Code(words) => words
                .iter()
                .flat_map(|word| [word.word].into_iter().chain(word.others.iter().copied()))
                .collect(),
            _ => column.words.iter().flat_map(|(_, words)| words.iter().copied()).collect(),
        };
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count, "{}", column.name);
    }
}

#[test]
fn tables_stand_in_their_order_and_under_their_words() {
    for (place, name) in TableName::ALL.into_iter().enumerate() {
        assert_eq!(name as usize, place);
        assert_eq!(name.table().name, name);
        assert_eq!(TableName::from_word(name.word()), Some(name));
        assert!(name.table().key.iter().all(|&position| position < name.table().columns.len()));
    }
}

#[test]
fn keys_are_those_of_the_contract() {
    let key = |name: TableName| {
        let table = name.table();
        table.key.iter().map(|&position| table.columns[position].name).collect::<Vec<_>>()
    };
    assert_eq!(key(TableName::Contracts), ["worker_id", "project_id", "contract_id", "start_date"]);
    assert_eq!(key(TableName::Payroll), ["payroll_id", "worker_id", "project_id", "period"]);
    assert_eq!(key(TableName::Adjustments), ["adjustment_id", "worker_id", "project_id", "period"]);
    assert_eq!(key(TableName::Transfers), ["transfer_id"]);
    assert_eq!(key(TableName::Calendar), ["date"]);
    for keyless in
        [TableName::Attendance, TableName::Punches, TableName::ContractorEvents, TableName::Signals]
    {
        assert!(keyless.table().key.is_empty());
    }
}

#[test]
fn headers_are_found_whatever_their_case_and_blanks() {
    let payroll = TableName::Payroll.table();
    for header in ["pay month", "PAY_MONTH", "payMonth", "\u{feff}工资月份", "period", "Ｐeriod"]
    {
        assert_eq!(payroll.position(header), Some(payroll::PERIOD), "{header}");
    }
    assert_eq!(TableName::Workers.table().position("身份证号"), Some(workers::ID_NUMBER));
    assert_eq!(TableName::Punches.table().position("date"), Some(punches::PUNCHED_AT));
    assert_eq!(TableName::Attendance.table().position("date"), Some(attendance::WORK_DATE));
    for header in ["balanceDate", "备注", "序号", ""] {
        assert_eq!(payroll.position(header), None, "{header}");
    }
}

/// Table, column, national header, Chinese header.
#[rustfmt::skip]
const SAMPLE_HEADERS: &[(&str, &str, &str, &str)] = &[
    ("projects", "project_id", "projectCode", "项目编号"),
    ("projects", "project_name", "name", "项目名称"),
    ("projects", "region_code", "areaCode", "行政区划代码"),
    ("projects", "category", "category", "工程类别"),
    ("projects", "investment", "investment", "投资性质"),
    ("projects", "owner_id", "buildCorpCode", "建设单位统一社会信用代码"),
    ("projects", "general_contractor_id", "contractorCorpCode", "施工总承包单位统一社会信用代码"),
    ("projects", "contract_amount", "contractAmount", "合同金额"),
    ("projects", "annual_contract_amount", "annualContractAmount", "年度合同金额"),
    ("projects", "signed_date", "signedDate", "合同签订日期"),
    ("projects", "permit_date", "permitDate", "施工许可日期"),
    ("projects", "start_date", "startDate", "开工日期"),
    ("projects", "planned_end_date", "plannedEndDate", "计划竣工日期"),
    ("projects", "completed_date", "completeDate", "竣工日期"),
    ("projects", "status", "prjStatus", "项目状态"),
    ("projects", "labour_cost_monthly", "labourCostMonthly", "月人工费"),
    ("projects", "labour_cost_ratio", "labourCostRatio", "人工费比例"),
    ("projects", "labour_cost_day", "labourCostDay", "人工费拨付日"),
    ("projects", "wage_account", "salaryAccount", "工资专户账号"),
    ("projects", "wage_account_opened_date", "openAccountDate", "专户开户日期"),
    ("projects", "real_name_in_place", "realNameInPlace", "实名制落实"),
    ("projects", "paid_by_general_contractor", "paidByGeneralContractor", "总包代发"),
    ("projects", "notice_board_complete", "noticeBoardComplete", "维权告示牌"),
    ("projects", "payroll_officer_named", "payrollOfficerNamed", "劳资专管员"),
    ("projects", "deposit_exempt", "depositExempt", "免缴保证金"),
    ("projects", "wage_account_exempt", "wageAccountExempt", "免设专户"),
    ("projects", "unsettled_amount", "unsettledAmount", "未结工程款"),
    ("workers", "worker_name", "workerName", "姓名"),
    ("workers", "id_number", "idCardNumber", "身份证号"),
    ("workers", "pay_account", "payRollBankCardNumber", "银行账号"),
    ("contracts", "contract_id", "contractCode", "合同编号"),
    ("contracts", "worker_id", "idCardNumber", "身份证号"),
    ("contracts", "project_id", "projectCode", "项目编号"),
    ("contracts", "employer_id", "corpCode", "用人单位统一社会信用代码"),
    ("contracts", "team_id", "teamSysNo", "班组编号"),
    ("contracts", "trade", "workType", "工种"),
    ("contracts", "pay_basis", "payRollRuleType", "计薪方式"),
    ("contracts", "rate", "unitPrice", "单价"),
    ("contracts", "start_date", "startDate", "合同开始日期"),
    ("contracts", "end_date", "endDate", "合同结束日期"),
    ("contracts", "pay_day", "payDay", "发薪日"),
    ("contracts", "pay_month_offset", "payMonthOffset", "发薪月间隔"),
    ("contracts", "hours_system", "hoursSystem", "工时制度"),
    ("contracts", "daily_minutes", "dailyMinutes", "日工时分钟"),
    ("attendance", "worker_id", "idCardNumber", "身份证号"),
    ("attendance", "project_id", "projectCode", "项目编号"),
    ("attendance", "work_date", "date", "出勤日期"),
    ("attendance", "hours", "workHours", "工时"),
    ("attendance", "shift", "shift", "班次"),
    ("attendance", "quantity", "quantity", "完成数量"),
    ("attendance", "source", "source", "数据来源"),
    ("punches", "worker_id", "idCardNumber", "身份证号"),
    ("punches", "project_id", "projectCode", "项目编号"),
    ("punches", "punched_at", "date", "打卡时间"),
    ("punches", "direction", "direction", "进出方向"),
    ("punches", "punch_type", "attendType", "打卡方式"),
    ("punches", "source", "source", "数据来源"),
    ("payroll", "payroll_id", "payRollCode", "工资单编号"),
    ("payroll", "worker_id", "idCardNumber", "身份证号"),
    ("payroll", "project_id", "projectCode", "项目编号"),
    ("payroll", "period", "payMonth", "工资月份"),
    ("payroll", "gross", "totalPayAmount", "应发工资"),
    ("payroll", "deductions", "deductions", "扣款"),
    ("payroll", "net", "actualAmount", "实发工资"),
    ("payroll", "confirmed", "confirmed", "本人签字"),
    ("payroll", "is_back_pay", "isBackPay", "是否补发"),
    ("payroll", "days", "days", "出勤天数"),
    ("payroll", "minutes", "minutes", "出勤分钟"),
    ("adjustments", "worker_id", "idCardNumber", "身份证号"),
    ("adjustments", "project_id", "projectCode", "项目编号"),
    ("adjustments", "period", "payMonth", "工资月份"),
    ("adjustments", "adjustment_id", "adjustmentId", "调整编号"),
    ("adjustments", "kind", "kind", "调整类型"),
    ("adjustments", "amount", "amount", "金额"),
    ("transfers", "transfer_id", "transferId", "流水号"),
    ("transfers", "amount", "actualAmount", "发放金额"),
    ("transfers", "paid_date", "balanceDate", "发放日期"),
    ("transfers", "status", "payStatus", "发放状态"),
    ("transfers", "worker_id", "idCardNumber", "身份证号"),
    ("transfers", "project_id", "projectCode", "项目编号"),
    ("transfers", "period", "payMonth", "工资月份"),
    ("transfers", "payee_account", "payRollBankCardNumber", "收款账号"),
    ("transfers", "payee_name", "workerName", "收款人姓名"),
    ("transfers", "payer_account", "payBankCardNumber", "付款账号"),
    ("transfers", "reverses", "reverses", "冲正流水号"),
    ("transfers", "payroll_id", "payRollCode", "工资单编号"),
    ("account_entries", "entry_id", "entryId", "流水号"),
    ("account_entries", "wage_account", "salaryAccount", "工资专户账号"),
    ("account_entries", "entry_date", "billDate", "交易日期"),
    ("account_entries", "direction", "billType", "收支方向"),
    ("account_entries", "amount", "billAmount", "交易金额"),
    ("account_entries", "purpose", "purpose", "用途"),
    ("account_entries", "project_id", "projectCode", "项目编号"),
    ("account_entries", "counter_account", "sourceBankAccount", "对方账号"),
    ("account_entries", "payroll_id", "payRollCode", "工资单编号"),
    ("deposits", "deposit_id", "depositId", "保证金编号"),
    ("deposits", "kind", "kind", "保证金形式"),
    ("deposits", "amount", "amount", "金额"),
    ("deposits", "drawn", "drawn", "已动用金额"),
    ("deposits", "drawn_date", "drawnDate", "动用日期"),
    ("deposits", "valid_from", "validFrom", "生效日期"),
    ("deposits", "valid_to", "validTo", "到期日期"),
    ("deposits", "project_id", "projectCode", "项目编号"),
    ("deposits", "contractor_id", "corpCode", "施工总承包单位统一社会信用代码"),
    ("deposits", "region_code", "areaCode", "行政区划代码"),
    ("contractors", "contractor_id", "corpCode", "企业编号"),
    ("contractors", "contractor_name", "corpName", "企业名称"),
    ("contractors", "credit_code", "creditCode", "统一社会信用代码"),
    ("contractor_events", "contractor_id", "corpCode", "企业编号"),
    ("contractor_events", "event", "event", "事件"),
    ("contractor_events", "event_date", "eventDate", "事件日期"),
    ("contractor_events", "until_date", "untilDate", "截止日期"),
    ("contractor_events", "region_code", "areaCode", "行政区划代码"),
    ("cases", "case_id", "caseId", "线索编号"),
    ("cases", "region_code", "areaCode", "行政区划代码"),
    ("cases", "project_id", "projectCode", "项目编号"),
    ("cases", "employer_id", "corpCode", "用人单位统一社会信用代码"),
    ("cases", "channel", "channel", "来源渠道"),
    ("cases", "received_date", "receivedDate", "受理日期"),
    ("cases", "due_date", "dueDate", "办理期限"),
    ("cases", "closed_date", "closedDate", "办结日期"),
    ("cases", "workers", "workers", "涉及人数"),
    ("cases", "amount_claimed", "amountClaimed", "诉求金额"),
    ("cases", "amount_recovered", "amountRecovered", "追回金额"),
    ("signals", "employer_id", "corpCode", "用人单位统一社会信用代码"),
    ("signals", "signal", "signal", "预警信号"),
    ("signals", "signal_date", "signalDate", "信号日期"),
    ("signals", "amount", "amount", "金额"),
    ("signals", "days_overdue", "daysOverdue", "逾期天数"),
    ("calendar", "date", "date", "日期"),
    ("calendar", "day_class", "dayClass", "日期类型"),
];

#[test]
fn headers_of_the_samples_are_known() {
    for (table, name, national, chinese) in SAMPLE_HEADERS {
        let table = TableName::from_word(table).unwrap().table();
        let position = table.columns.iter().position(|column| column.name == *name);
        assert!(position.is_some(), "{name}");
        for header in [name, national, chinese] {
            assert_eq!(table.position(header), position, "{header}");
        }
    }
}

/// Table, column, word, national code, Chinese word.
#[rustfmt::skip]
const SAMPLE_WORDS: &[(&str, &str, &str, &str, &str)] = &[
    ("projects", "status", "preparing", "001", "筹备"),
    ("projects", "status", "active", "003", "在建"),
    ("projects", "status", "suspended", "005", "停工"),
    ("projects", "status", "completed", "004", "完工"),
    ("projects", "investment", "government", "government", "政府投资"),
    ("projects", "investment", "state_owned", "state_owned", "国有投资"),
    ("projects", "investment", "private", "private", "社会投资"),
    ("contracts", "pay_basis", "hourly", "0", "计时"),
    ("contracts", "pay_basis", "daily", "1", "计日"),
    ("contracts", "pay_basis", "piece", "2", "计件"),
    ("contracts", "pay_basis", "monthly", "3", "包月"),
    ("contracts", "hours_system", "standard", "standard", "标准工时"),
    ("contracts", "hours_system", "comprehensive", "comprehensive", "综合工时"),
    ("contracts", "hours_system", "flexible", "flexible", "不定时"),
    ("contracts", "hours_system", "none", "none", "无"),
    ("attendance", "source", "device", "device", "设备"),
    ("attendance", "source", "manual", "manual", "人工"),
    ("attendance", "source", "system", "system", "系统"),
    ("punches", "direction", "in", "01", "进"),
    ("punches", "direction", "out", "02", "出"),
    ("adjustments", "kind", "allowance", "allowance", "津贴"),
    ("adjustments", "kind", "bonus", "bonus", "奖金"),
    ("adjustments", "kind", "statutory_deduction", "statutory_deduction", "法定扣款"),
    ("adjustments", "kind", "damage_deduction", "damage_deduction", "损失赔偿"),
    ("adjustments", "kind", "other_deduction", "other_deduction", "其他扣款"),
    ("transfers", "status", "settled", "20", "成功"),
    ("transfers", "status", "pending", "0", "处理中"),
    ("transfers", "status", "returned", "returned", "退回"),
    ("transfers", "status", "failed", "30", "失败"),
    ("account_entries", "direction", "credit", "1", "收入"),
    ("account_entries", "direction", "debit", "2", "支出"),
    ("account_entries", "purpose", "opening", "opening", "期初余额"),
    ("account_entries", "purpose", "labour_cost", "labour_cost", "人工费"),
    ("account_entries", "purpose", "wage", "wage", "工资"),
    ("account_entries", "purpose", "interest", "interest", "利息"),
    ("account_entries", "purpose", "other", "other", "其他"),
    ("deposits", "kind", "cash", "cash", "现金"),
    ("deposits", "kind", "bank_guarantee", "bank_guarantee", "银行保函"),
    ("deposits", "kind", "insurance_bond", "insurance_bond", "保险保单"),
    ("deposits", "kind", "other_security", "other_security", "其他担保"),
    ("deposits", "kind", "payment_guarantee", "payment_guarantee", "工程款支付担保"),
    ("deposits", "kind", "emergency_fund", "emergency_fund", "应急周转金"),
    ("contractor_events", "event", "arrears", "arrears", "欠薪"),
    ("contractor_events", "event", "blacklisted", "blacklisted", "列入失信名单"),
    ("contractor_events", "event", "order", "order", "责令整改"),
    ("contractor_events", "event", "order_disobeyed", "order_disobeyed", "拒不整改"),
    ("contractor_events", "event", "punished", "punished", "行政处罚"),
    ("contractor_events", "event", "mass_incident", "mass_incident", "群体性事件"),
    ("contractor_events", "event", "cleared", "cleared", "移出失信名单"),
    ("signals", "signal", "water", "water", "欠水费"),
    ("signals", "signal", "power", "power", "欠电费"),
    ("signals", "signal", "social_insurance", "social_insurance", "欠社保"),
    ("signals", "signal", "tax", "tax", "欠税"),
    ("signals", "signal", "opinion", "opinion", "舆情"),
    ("calendar", "day_class", "workday", "workday", "工作日"),
    ("calendar", "day_class", "rest_day", "rest_day", "休息日"),
    ("calendar", "day_class", "holiday", "holiday", "法定节假日"),
];

#[test]
fn words_of_the_samples_are_known() {
    for (table, name, word, national, chinese) in SAMPLE_WORDS {
        let table = TableName::from_word(table).unwrap().table();
        let column = table.columns.iter().find(|column| column.name == *name).unwrap();
        let Kind::Code(words) = column.kind else { panic!("{name} has no codes") };
        let place = words.iter().position(|known| known.word == *word);
        let place = place.and_then(|place| i32::try_from(place).ok());
        assert!(place.is_some(), "{word}");
        for text in [word, national, chinese] {
            assert_eq!(crate::intake::check::cells::code(text, words), place, "{text}");
        }
    }
}

/// Each table with its positions in order, beside the names they stand for.
#[rustfmt::skip]
const POSITIONS: &[(TableName, &[(usize, &str)])] = &[
    (TableName::Projects, &[
        (projects::PROJECT_ID, "project_id"), (projects::PROJECT_NAME, "project_name"),
        (projects::REGION_CODE, "region_code"), (projects::CATEGORY, "category"),
        (projects::INVESTMENT, "investment"), (projects::OWNER_ID, "owner_id"),
        (projects::GENERAL_CONTRACTOR_ID, "general_contractor_id"),
        (projects::CONTRACT_AMOUNT, "contract_amount"),
        (projects::ANNUAL_CONTRACT_AMOUNT, "annual_contract_amount"),
        (projects::SIGNED_DATE, "signed_date"), (projects::PERMIT_DATE, "permit_date"),
        (projects::START_DATE, "start_date"), (projects::PLANNED_END_DATE, "planned_end_date"),
        (projects::COMPLETED_DATE, "completed_date"), (projects::STATUS, "status"),
        (projects::LABOUR_COST_MONTHLY, "labour_cost_monthly"),
        (projects::LABOUR_COST_RATIO, "labour_cost_ratio"),
        (projects::LABOUR_COST_DAY, "labour_cost_day"), (projects::WAGE_ACCOUNT, "wage_account"),
        (projects::WAGE_ACCOUNT_OPENED_DATE, "wage_account_opened_date"),
        (projects::REAL_NAME_IN_PLACE, "real_name_in_place"),
        (projects::PAID_BY_GENERAL_CONTRACTOR, "paid_by_general_contractor"),
        (projects::NOTICE_BOARD_COMPLETE, "notice_board_complete"),
        (projects::PAYROLL_OFFICER_NAMED, "payroll_officer_named"),
        (projects::DEPOSIT_EXEMPT, "deposit_exempt"),
        (projects::WAGE_ACCOUNT_EXEMPT, "wage_account_exempt"),
        (projects::UNSETTLED_AMOUNT, "unsettled_amount"), (projects::CURRENCY, "currency"),
    ]),
    (TableName::Workers, &[
        (workers::WORKER_ID, "worker_id"), (workers::WORKER_NAME, "worker_name"),
        (workers::ID_NUMBER, "id_number"), (workers::PAY_ACCOUNT, "pay_account"),
    ]),
    (TableName::Contracts, &[
        (contracts::CONTRACT_ID, "contract_id"), (contracts::WORKER_ID, "worker_id"),
        (contracts::PROJECT_ID, "project_id"), (contracts::EMPLOYER_ID, "employer_id"),
        (contracts::TEAM_ID, "team_id"), (contracts::TRADE, "trade"),
        (contracts::PAY_BASIS, "pay_basis"), (contracts::RATE, "rate"),
        (contracts::START_DATE, "start_date"), (contracts::END_DATE, "end_date"),
        (contracts::PAY_DAY, "pay_day"), (contracts::PAY_MONTH_OFFSET, "pay_month_offset"),
        (contracts::HOURS_SYSTEM, "hours_system"), (contracts::DAILY_MINUTES, "daily_minutes"),
        (contracts::CURRENCY, "currency"),
    ]),
    (TableName::Attendance, &[
        (attendance::WORKER_ID, "worker_id"), (attendance::PROJECT_ID, "project_id"),
        (attendance::WORK_DATE, "work_date"), (attendance::MINUTES, "minutes"),
        (attendance::SHIFT, "shift"), (attendance::QUANTITY, "quantity"),
        (attendance::SOURCE, "source"), (attendance::HOURS, "hours"),
    ]),
    (TableName::Punches, &[
        (punches::WORKER_ID, "worker_id"), (punches::PROJECT_ID, "project_id"),
        (punches::PUNCHED_AT, "punched_at"), (punches::DIRECTION, "direction"),
        (punches::PUNCH_TYPE, "punch_type"), (punches::SOURCE, "source"),
    ]),
    (TableName::Payroll, &[
        (payroll::PAYROLL_ID, "payroll_id"), (payroll::WORKER_ID, "worker_id"),
        (payroll::PROJECT_ID, "project_id"), (payroll::PERIOD, "period"), (payroll::GROSS, "gross"),
        (payroll::DEDUCTIONS, "deductions"), (payroll::NET, "net"),
        (payroll::CONFIRMED, "confirmed"), (payroll::IS_BACK_PAY, "is_back_pay"),
        (payroll::DAYS, "days"), (payroll::MINUTES, "minutes"), (payroll::CURRENCY, "currency"),
    ]),
    (TableName::Adjustments, &[
        (adjustments::WORKER_ID, "worker_id"), (adjustments::PROJECT_ID, "project_id"),
        (adjustments::PERIOD, "period"), (adjustments::ADJUSTMENT_ID, "adjustment_id"),
        (adjustments::KIND, "kind"), (adjustments::AMOUNT, "amount"),
        (adjustments::CURRENCY, "currency"),
    ]),
    (TableName::Transfers, &[
        (transfers::TRANSFER_ID, "transfer_id"), (transfers::AMOUNT, "amount"),
        (transfers::PAID_DATE, "paid_date"), (transfers::STATUS, "status"),
        (transfers::WORKER_ID, "worker_id"), (transfers::PROJECT_ID, "project_id"),
        (transfers::PERIOD, "period"), (transfers::PAYEE_ACCOUNT, "payee_account"),
        (transfers::PAYEE_NAME, "payee_name"), (transfers::PAYER_ACCOUNT, "payer_account"),
        (transfers::REVERSES, "reverses"), (transfers::PAYROLL_ID, "payroll_id"),
        (transfers::CURRENCY, "currency"),
    ]),
    (TableName::AccountEntries, &[
        (account_entries::ENTRY_ID, "entry_id"), (account_entries::WAGE_ACCOUNT, "wage_account"),
        (account_entries::ENTRY_DATE, "entry_date"), (account_entries::DIRECTION, "direction"),
        (account_entries::AMOUNT, "amount"), (account_entries::PURPOSE, "purpose"),
        (account_entries::PROJECT_ID, "project_id"),
        (account_entries::COUNTER_ACCOUNT, "counter_account"),
        (account_entries::CURRENCY, "currency"), (account_entries::PAYROLL_ID, "payroll_id"),
    ]),
    (TableName::Deposits, &[
        (deposits::DEPOSIT_ID, "deposit_id"), (deposits::KIND, "kind"),
        (deposits::AMOUNT, "amount"), (deposits::DRAWN, "drawn"),
        (deposits::DRAWN_DATE, "drawn_date"), (deposits::VALID_FROM, "valid_from"),
        (deposits::VALID_TO, "valid_to"), (deposits::PROJECT_ID, "project_id"),
        (deposits::CONTRACTOR_ID, "contractor_id"), (deposits::REGION_CODE, "region_code"),
        (deposits::CURRENCY, "currency"),
    ]),
    (TableName::Contractors, &[
        (contractors::CONTRACTOR_ID, "contractor_id"),
        (contractors::CONTRACTOR_NAME, "contractor_name"),
        (contractors::CREDIT_CODE, "credit_code"),
    ]),
    (TableName::ContractorEvents, &[
        (contractor_events::CONTRACTOR_ID, "contractor_id"), (contractor_events::EVENT, "event"),
        (contractor_events::EVENT_DATE, "event_date"),
        (contractor_events::UNTIL_DATE, "until_date"),
        (contractor_events::REGION_CODE, "region_code"),
    ]),
    (TableName::Cases, &[
        (cases::CASE_ID, "case_id"), (cases::REGION_CODE, "region_code"),
        (cases::PROJECT_ID, "project_id"), (cases::EMPLOYER_ID, "employer_id"),
        (cases::CHANNEL, "channel"), (cases::RECEIVED_DATE, "received_date"),
        (cases::DUE_DATE, "due_date"), (cases::CLOSED_DATE, "closed_date"),
        (cases::WORKERS, "workers"), (cases::AMOUNT_CLAIMED, "amount_claimed"),
        (cases::AMOUNT_RECOVERED, "amount_recovered"), (cases::CURRENCY, "currency"),
    ]),
    (TableName::Signals, &[
        (signals::EMPLOYER_ID, "employer_id"), (signals::SIGNAL, "signal"),
        (signals::SIGNAL_DATE, "signal_date"), (signals::AMOUNT, "amount"),
        (signals::DAYS_OVERDUE, "days_overdue"), (signals::CURRENCY, "currency"),
    ]),
    (TableName::Calendar, &[(calendar::DATE, "date"), (calendar::DAY_CLASS, "day_class")]),
    (TableName::PublishedRates, &[
        (published_rates::RATE_ID, "rate_id"), (published_rates::NUMERATOR, "numerator"),
        (published_rates::DENOMINATOR, "denominator"),
        (published_rates::PUBLISHED_PERCENT, "published_percent"),
        (published_rates::DECIMALS, "decimals"),
    ]),
];

#[test]
fn positions_are_those_of_the_list() {
    for (table, positions) in POSITIONS {
        let columns = table.table().columns;
        assert_eq!(columns.len(), positions.len());
        for (place, &(position, name)) in positions.iter().enumerate() {
            assert_eq!((place, columns[position].name), (position, name));
        }
    }
}
