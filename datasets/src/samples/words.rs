//! The words of the two sample variants: headers and codes beside the canonical ones.

/// One column: canonical name, national field, Chinese header. An empty word: the column is left
/// out.
type Header = (&'static str, &'static str, &'static str);

/// One code: canonical word, national code, Chinese word.
type Code = (&'static str, &'static str, &'static str);

/// Headers by table, in the order of the contract.
pub(super) const HEADERS: &[(&str, &[Header])] = &[
    (
        "projects",
        &[
            ("project_id", "projectCode", "项目编号"),
            ("project_name", "name", "项目名称"),
            ("region_code", "areaCode", "行政区划代码"),
            ("category", "category", "工程类别"),
            ("investment", "investment", "投资性质"),
            ("owner_id", "buildCorpCode", "建设单位统一社会信用代码"),
            ("general_contractor_id", "contractorCorpCode", "施工总承包单位统一社会信用代码"),
            ("contract_amount", "contractAmount", "合同金额"),
            ("annual_contract_amount", "annualContractAmount", "年度合同金额"),
            ("signed_date", "signedDate", "合同签订日期"),
            ("permit_date", "permitDate", "施工许可日期"),
            ("start_date", "startDate", "开工日期"),
            ("planned_end_date", "plannedEndDate", "计划竣工日期"),
            ("completed_date", "completeDate", "竣工日期"),
            ("status", "prjStatus", "项目状态"),
            ("labour_cost_monthly", "labourCostMonthly", "月人工费"),
            ("labour_cost_ratio", "labourCostRatio", "人工费比例"),
            ("labour_cost_day", "labourCostDay", "人工费拨付日"),
            ("wage_account", "salaryAccount", "工资专户账号"),
            ("wage_account_opened_date", "openAccountDate", "专户开户日期"),
            ("real_name_in_place", "realNameInPlace", "实名制落实"),
            ("paid_by_general_contractor", "paidByGeneralContractor", "总包代发"),
            ("notice_board_complete", "noticeBoardComplete", "维权告示牌"),
            ("payroll_officer_named", "payrollOfficerNamed", "劳资专管员"),
            ("deposit_exempt", "depositExempt", "免缴保证金"),
            ("wage_account_exempt", "wageAccountExempt", "免设专户"),
            ("unsettled_amount", "unsettledAmount", "未结工程款"),
        ],
    ),
    (
        "workers",
        &[
            ("worker_id", "", ""),
            ("worker_name", "workerName", "姓名"),
            ("id_number", "idCardNumber", "身份证号"),
            ("pay_account", "payRollBankCardNumber", "银行账号"),
        ],
    ),
    (
        "contracts",
        &[
            ("contract_id", "contractCode", "合同编号"),
            ("worker_id", "idCardNumber", "身份证号"),
            ("project_id", "projectCode", "项目编号"),
            ("employer_id", "corpCode", "用人单位统一社会信用代码"),
            ("team_id", "teamSysNo", "班组编号"),
            ("trade", "workType", "工种"),
            ("pay_basis", "payRollRuleType", "计薪方式"),
            ("rate", "unitPrice", "单价"),
            ("start_date", "startDate", "合同开始日期"),
            ("end_date", "endDate", "合同结束日期"),
            ("pay_day", "payDay", "发薪日"),
            ("pay_month_offset", "payMonthOffset", "发薪月间隔"),
            ("hours_system", "hoursSystem", "工时制度"),
            ("daily_minutes", "dailyMinutes", "日工时分钟"),
        ],
    ),
    (
        "attendance",
        &[
            ("worker_id", "idCardNumber", "身份证号"),
            ("project_id", "projectCode", "项目编号"),
            ("work_date", "date", "出勤日期"),
            ("minutes", "workHours", "工时"),
            ("shift", "shift", "班次"),
            ("quantity", "quantity", "完成数量"),
            ("source", "source", "数据来源"),
        ],
    ),
    (
        "punches",
        &[
            ("worker_id", "idCardNumber", "身份证号"),
            ("project_id", "projectCode", "项目编号"),
            ("punched_at", "date", "打卡时间"),
            ("direction", "direction", "进出方向"),
            ("punch_type", "attendType", "打卡方式"),
            ("source", "source", "数据来源"),
        ],
    ),
    (
        "payroll",
        &[
            ("payroll_id", "payRollCode", "工资单编号"),
            ("worker_id", "idCardNumber", "身份证号"),
            ("project_id", "projectCode", "项目编号"),
            ("period", "payMonth", "工资月份"),
            ("gross", "totalPayAmount", "应发工资"),
            ("deductions", "deductions", "扣款"),
            ("net", "actualAmount", "实发工资"),
            ("confirmed", "confirmed", "本人签字"),
            ("is_back_pay", "isBackPay", "是否补发"),
            ("days", "days", "出勤天数"),
            ("minutes", "minutes", "出勤分钟"),
        ],
    ),
    (
        "adjustments",
        &[
            ("worker_id", "idCardNumber", "身份证号"),
            ("project_id", "projectCode", "项目编号"),
            ("period", "payMonth", "工资月份"),
            ("adjustment_id", "adjustmentId", "调整编号"),
            ("kind", "kind", "调整类型"),
            ("amount", "amount", "金额"),
        ],
    ),
    (
        "transfers",
        &[
            ("transfer_id", "transferId", "流水号"),
            ("amount", "actualAmount", "发放金额"),
            ("paid_date", "balanceDate", "发放日期"),
            ("status", "payStatus", "发放状态"),
            ("worker_id", "idCardNumber", "身份证号"),
            ("project_id", "projectCode", "项目编号"),
            ("period", "payMonth", "工资月份"),
            ("payee_account", "payRollBankCardNumber", "收款账号"),
            ("payee_name", "workerName", "收款人姓名"),
            ("payer_account", "payBankCardNumber", "付款账号"),
            ("reverses", "reverses", "冲正流水号"),
            ("payroll_id", "payRollCode", "工资单编号"),
        ],
    ),
    (
        "account_entries",
        &[
            ("entry_id", "entryId", "流水号"),
            ("wage_account", "salaryAccount", "工资专户账号"),
            ("entry_date", "billDate", "交易日期"),
            ("direction", "billType", "收支方向"),
            ("amount", "billAmount", "交易金额"),
            ("purpose", "purpose", "用途"),
            ("project_id", "projectCode", "项目编号"),
            ("counter_account", "sourceBankAccount", "对方账号"),
        ],
    ),
    (
        "deposits",
        &[
            ("deposit_id", "depositId", "保证金编号"),
            ("kind", "kind", "保证金形式"),
            ("amount", "amount", "金额"),
            ("drawn", "drawn", "已动用金额"),
            ("drawn_date", "drawnDate", "动用日期"),
            ("valid_from", "validFrom", "生效日期"),
            ("valid_to", "validTo", "到期日期"),
            ("project_id", "projectCode", "项目编号"),
            ("contractor_id", "corpCode", "施工总承包单位统一社会信用代码"),
            ("region_code", "areaCode", "行政区划代码"),
        ],
    ),
    (
        "contractors",
        &[
            ("contractor_id", "corpCode", "企业编号"),
            ("contractor_name", "corpName", "企业名称"),
            ("credit_code", "creditCode", "统一社会信用代码"),
        ],
    ),
    (
        "contractor_events",
        &[
            ("contractor_id", "corpCode", "企业编号"),
            ("event", "event", "事件"),
            ("event_date", "eventDate", "事件日期"),
            ("until_date", "untilDate", "截止日期"),
            ("region_code", "areaCode", "行政区划代码"),
        ],
    ),
    (
        "cases",
        &[
            ("case_id", "caseId", "线索编号"),
            ("region_code", "areaCode", "行政区划代码"),
            ("project_id", "projectCode", "项目编号"),
            ("employer_id", "corpCode", "用人单位统一社会信用代码"),
            ("channel", "channel", "来源渠道"),
            ("received_date", "receivedDate", "受理日期"),
            ("due_date", "dueDate", "办理期限"),
            ("closed_date", "closedDate", "办结日期"),
            ("workers", "workers", "涉及人数"),
            ("amount_claimed", "amountClaimed", "诉求金额"),
            ("amount_recovered", "amountRecovered", "追回金额"),
        ],
    ),
    (
        "signals",
        &[
            ("employer_id", "corpCode", "用人单位统一社会信用代码"),
            ("signal", "signal", "预警信号"),
            ("signal_date", "signalDate", "信号日期"),
            ("amount", "amount", "金额"),
            ("days_overdue", "daysOverdue", "逾期天数"),
        ],
    ),
    ("calendar", &[("date", "date", "日期"), ("day_class", "dayClass", "日期类型")]),
];

/// Code lists by table and column.
pub(super) const CODES: &[(&str, &str, &[Code])] = &[
    ("projects", "status", STATUS),
    ("projects", "category", CATEGORY),
    ("projects", "investment", INVESTMENT),
    ("contracts", "pay_basis", PAY_BASIS),
    ("contracts", "hours_system", HOURS_SYSTEM),
    ("attendance", "source", SOURCE),
    ("punches", "direction", PUNCH_DIRECTION),
    ("punches", "source", SOURCE),
    ("adjustments", "kind", ADJUSTMENT_KIND),
    ("transfers", "status", TRANSFER_STATUS),
    ("account_entries", "direction", ENTRY_DIRECTION),
    ("account_entries", "purpose", PURPOSE),
    ("deposits", "kind", DEPOSIT_KIND),
    ("contractor_events", "event", EVENT),
    ("signals", "signal", SIGNAL),
    ("calendar", "day_class", DAY_CLASS),
];

const STATUS: &[Code] = &[
    ("preparing", "001", "筹备"),
    ("active", "003", "在建"),
    ("suspended", "005", "停工"),
    ("completed", "004", "完工"),
];

const CATEGORY: &[Code] = &[("01", "01", "房建"), ("02", "02", "市政")];

const INVESTMENT: &[Code] = &[
    ("government", "government", "政府投资"),
    ("state_owned", "state_owned", "国有投资"),
    ("private", "private", "社会投资"),
];

const PAY_BASIS: &[Code] = &[
    ("hourly", "0", "计时"),
    ("daily", "1", "计日"),
    ("piece", "2", "计件"),
    ("monthly", "3", "包月"),
];

const HOURS_SYSTEM: &[Code] = &[
    ("standard", "standard", "标准工时"),
    ("comprehensive", "comprehensive", "综合工时"),
    ("flexible", "flexible", "不定时"),
    ("none", "none", "无"),
];

const SOURCE: &[Code] =
    &[("device", "device", "设备"), ("manual", "manual", "人工"), ("system", "system", "系统")];

const PUNCH_DIRECTION: &[Code] = &[("in", "01", "进"), ("out", "02", "出")];

const ADJUSTMENT_KIND: &[Code] = &[
    ("allowance", "allowance", "津贴"),
    ("bonus", "bonus", "奖金"),
    ("statutory_deduction", "statutory_deduction", "法定扣款"),
    ("damage_deduction", "damage_deduction", "损失赔偿"),
    ("other_deduction", "other_deduction", "其他扣款"),
];

const TRANSFER_STATUS: &[Code] = &[
    ("settled", "20", "成功"),
    ("pending", "0", "处理中"),
    ("returned", "returned", "退回"),
    ("failed", "30", "失败"),
];

const ENTRY_DIRECTION: &[Code] = &[("credit", "1", "收入"), ("debit", "2", "支出")];

const PURPOSE: &[Code] = &[
    ("opening", "opening", "期初余额"),
    ("labour_cost", "labour_cost", "人工费"),
    ("wage", "wage", "工资"),
    ("interest", "interest", "利息"),
    ("other", "other", "其他"),
];

const DEPOSIT_KIND: &[Code] = &[
    ("cash", "cash", "现金"),
    ("bank_guarantee", "bank_guarantee", "银行保函"),
    ("insurance_bond", "insurance_bond", "保险保单"),
    ("other_security", "other_security", "其他担保"),
    ("payment_guarantee", "payment_guarantee", "工程款支付担保"),
    ("emergency_fund", "emergency_fund", "应急周转金"),
];

const EVENT: &[Code] = &[
    ("arrears", "arrears", "欠薪"),
    ("blacklisted", "blacklisted", "列入失信名单"),
    ("order", "order", "责令整改"),
    ("order_disobeyed", "order_disobeyed", "拒不整改"),
    ("punished", "punished", "行政处罚"),
    ("mass_incident", "mass_incident", "群体性事件"),
    ("cleared", "cleared", "移出失信名单"),
];

const SIGNAL: &[Code] = &[
    ("water", "water", "欠水费"),
    ("power", "power", "欠电费"),
    ("social_insurance", "social_insurance", "欠社保"),
    ("tax", "tax", "欠税"),
    ("opinion", "opinion", "舆情"),
];

const DAY_CLASS: &[Code] = &[
    ("workday", "workday", "工作日"),
    ("rest_day", "rest_day", "休息日"),
    ("holiday", "holiday", "法定节假日"),
];
