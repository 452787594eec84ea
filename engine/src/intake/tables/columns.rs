//! The columns of every table, in the order of the documented contract, and the headers people use.

use super::column::{
    BOOL, DATE, PERIOD, REGION, TIME, account, code, id, int, money, number, signed_money, text,
};
use super::{Column, Space, Table, TableName, codes, positions};

// Columns that several tables have, with the same headers in each.

/// The project a row is about.
const PROJECT_ID: Column = id(Space::Project).named(
    "project_id",
    &["projectCode", "project_no", "项目编号", "项目编码", "项目代码", "工程编号"],
);

/// The worker a row is about; platforms know him by the number of his identity card.
const WORKER_ID: Column = id(Space::Worker).named(
    "worker_id",
    &[
        "idCardNumber",
        "idcard",
        "idNumber",
        "身份证号",
        "身份证号码",
        "身份证",
        "公民身份号码",
        "证件号码",
        "工人编号",
        "工号",
        "worker_no",
        "personId",
        "userId",
    ],
);

/// The firm that employs.
const EMPLOYER_ID: Column = id(Space::Employer).named(
    "employer_id",
    &["corpCode", "用人单位统一社会信用代码", "用人单位编号", "企业统一社会信用代码"],
);

/// The payroll sheet.
const PAYROLL_ID: Column = id(Space::Sheet)
    .named("payroll_id", &["payRollCode", "payroll_no", "工资单编号", "工资表编号", "工资单号"]);

/// The month that was worked.
const WAGE_MONTH: Column =
    PERIOD.named("period", &["payMonth", "工资月份", "工资所属月份", "所属月份", "月份"]);

/// Where a row of attendance comes from.
const SOURCE: Column = code(codes::ATTENDANCE_SOURCE)
    .named("source", &["dataSource", "dataResource", "数据来源", "来源"]);

/// Where.
const REGION_CODE: Column =
    REGION.named("region_code", &["areaCode", "行政区划代码", "行政区划", "区划代码", "地区代码"]);

/// What the amounts of a row are counted in.
const CURRENCY: Column = text(Space::Text).named("currency", &["币种", "币别", "货币"]);

pub(super) const PROJECTS: Table = Table {
    name: TableName::Projects,
    columns: &[
        PROJECT_ID.required(),
        text(Space::Text).named("project_name", &["name", "项目名称", "工程名称"]),
        REGION_CODE,
        int(1, 99)
            .words(codes::CATEGORY)
            .named("category", &["工程类别", "项目类别", "项目分类", "工程分类"]),
        code(codes::INVESTMENT)
            .named("investment", &["investType", "investmentType", "投资性质", "投资类型"]),
        id(Space::Employer).named(
            "owner_id",
            &[
                "buildCorpCode",
                "ownerCode",
                "建设单位统一社会信用代码",
                "建设单位编号",
                "建设单位代码",
            ],
        ),
        id(Space::Contractor).named(
            "general_contractor_id",
            &[
                "contractorCorpCode",
                "施工总承包单位统一社会信用代码",
                "总承包单位统一社会信用代码",
                "总包单位统一社会信用代码",
                "总包单位编号",
                "总承包单位编号",
            ],
        ),
        money().named("contract_amount", &["合同金额", "合同价款", "合同造价", "工程合同额"]),
        money().named("annual_contract_amount", &["年度合同金额", "年度合同额"]),
        DATE.named("signed_date", &["signDate", "合同签订日期", "签订日期"]),
        DATE.named("permit_date", &["施工许可日期", "施工许可证日期", "施工许可证发放日期"]),
        DATE.named("start_date", &["开工日期", "实际开工日期"]),
        DATE.named("planned_end_date", &["planEndDate", "计划竣工日期", "计划完工日期"]),
        DATE.named("completed_date", &["completeDate", "竣工日期", "完工日期", "实际竣工日期"]),
        code(codes::PROJECT_STATUS)
            .named("status", &["prjStatus", "projectStatus", "项目状态", "工程状态"]),
        money().named(
            "labour_cost_monthly",
            &["laborCostMonthly", "月人工费", "每月人工费", "月人工费用"],
        ),
        number(4)
            .least(0)
            .named("labour_cost_ratio", &["laborCostRatio", "人工费比例", "人工费用比例"]),
        int(1, 31).named("labour_cost_day", &["laborCostDay", "人工费拨付日", "人工费用拨付日"]),
        account().named(
            "wage_account",
            &[
                "salaryAccount",
                "工资专户账号",
                "农民工工资专用账户",
                "专户账号",
                "工资专用账户账号",
            ],
        ),
        DATE.named("wage_account_opened_date", &["openAccountDate", "专户开户日期", "开户日期"]),
        BOOL.named("real_name_in_place", &["实名制落实", "实名制管理"]),
        BOOL.named("paid_by_general_contractor", &["总包代发", "总包代发工资"]),
        BOOL.named("notice_board_complete", &["维权告示牌", "维权信息公示牌", "维权公示牌"]),
        BOOL.named("payroll_officer_named", &["劳资专管员"]),
        BOOL.named("deposit_exempt", &["免缴保证金", "免存保证金"]),
        BOOL.named("wage_account_exempt", &["免设专户", "免开专户"]),
        money().named("unsettled_amount", &["未结工程款", "未支付工程款", "拖欠工程款"]),
        CURRENCY,
    ],
    key: &[positions::projects::PROJECT_ID],
};

pub(super) const WORKERS: Table = Table {
    name: TableName::Workers,
    columns: &[
        id(Space::Worker)
            .named("worker_id", &["worker_no", "工人编号", "工号", "人员编号"])
            .required(),
        text(Space::Person).named("worker_name", &["name", "姓名", "工人姓名"]),
        id(Space::Text).named(
            "id_number",
            &[
                "idCardNumber",
                "idcard",
                "身份证号",
                "身份证号码",
                "身份证",
                "公民身份号码",
                "证件号码",
            ],
        ),
        account().named(
            "pay_account",
            &[
                "payRollBankCardNumber",
                "bankCardNumber",
                "salaryAccount",
                "银行账号",
                "银行卡号",
                "工资卡号",
                "工资账号",
                "卡号",
                "银行卡账号",
            ],
        ),
    ],
    key: &[positions::workers::WORKER_ID],
};

pub(super) const CONTRACTS: Table = Table {
    name: TableName::Contracts,
    columns: &[
        id(Space::Contract)
            .named("contract_id", &["contractCode", "contract_no", "合同编号", "劳动合同编号"])
            .required(),
        WORKER_ID.required(),
        PROJECT_ID.required(),
        EMPLOYER_ID,
        id(Space::Team).named("team_id", &["teamSysNo", "teamNo", "班组编号"]),
        text(Space::Text).named("trade", &["workType", "工种"]),
        code(codes::PAY_BASIS)
            .named("pay_basis", &["payRollRuleType", "计薪方式", "计价方式", "工资形式"])
            .required(),
        number(4).least(0).named("rate", &["unitPrice", "单价", "工资标准", "计薪单价"]).required(),
        DATE.named("start_date", &["合同开始日期", "合同起始日期", "开始日期", "起始日期"])
            .required(),
        DATE.named("end_date", &["合同结束日期", "合同终止日期", "结束日期", "终止日期"]),
        int(1, 31).named("pay_day", &["发薪日", "工资支付日"]),
        int(0, 12).named("pay_month_offset", &["发薪月间隔", "发薪月偏移"]),
        code(codes::HOURS_SYSTEM).named("hours_system", &["工时制度", "工时制"]),
        int(1, 1440).named("daily_minutes", &["日工时分钟", "每工分钟"]),
        CURRENCY,
    ],
    key: &[
        positions::contracts::WORKER_ID,
        positions::contracts::PROJECT_ID,
        positions::contracts::CONTRACT_ID,
        positions::contracts::START_DATE,
    ],
};

pub(super) const ATTENDANCE: Table = Table {
    name: TableName::Attendance,
    columns: &[
        WORKER_ID.required(),
        PROJECT_ID.required(),
        DATE.named(
            "work_date",
            &["date", "attendanceDate", "出勤日期", "考勤日期", "工作日期", "日期"],
        )
        .required(),
        int(0, 1440)
            .named("minutes", &["workMinutes", "分钟", "出勤分钟", "工时分钟", "工作分钟"])
            .required(),
        text(Space::Shift).named("shift", &["班次"]),
        number(3).least(0).named("quantity", &["完成数量", "数量", "计件数量"]),
        SOURCE,
        number(4).least(0).named("hours", &["workHours", "工时", "出勤工时", "工作小时", "小时"]),
    ],
    key: &[],
};

pub(super) const PUNCHES: Table = Table {
    name: TableName::Punches,
    columns: &[
        WORKER_ID.required(),
        PROJECT_ID.required(),
        TIME.named(
            "punched_at",
            &[
                "date",
                "checkTime",
                "punchTime",
                "打卡时间",
                "刷卡时间",
                "考勤时间",
                "签到时间",
                "eventTime",
                "通行时间",
                "进出时间",
            ],
        )
        .required(),
        code(codes::PUNCH_DIRECTION)
            .named("direction", &["checkType", "inOut", "进出方向", "方向", "考勤方向"]),
        id(Space::Text).named("punch_type", &["attendType", "打卡方式", "考勤方式", "通行方式"]),
        SOURCE,
    ],
    key: &[],
};

pub(super) const PAYROLL: Table = Table {
    name: TableName::Payroll,
    columns: &[
        PAYROLL_ID.required(),
        WORKER_ID.required(),
        PROJECT_ID.required(),
        WAGE_MONTH.required(),
        money().named(
            "gross",
            &[
                "totalPayAmount",
                "grossAmount",
                "应发工资",
                "应发金额",
                "应发",
                "应发合计",
                "应发工资合计",
                "应付工资",
                "本月应发",
            ],
        ),
        money().named(
            "deductions",
            &["deduction", "扣款", "扣款合计", "扣除", "扣款小计", "应扣合计", "扣款金额"],
        ),
        signed_money()
            .named(
                "net",
                &[
                    "actualAmount",
                    "netAmount",
                    "实发工资",
                    "实发金额",
                    "实发",
                    "实发合计",
                    "实领工资",
                    "实领金额",
                    "实付工资",
                    "本月实发",
                ],
            )
            .required(),
        BOOL.named(
            "confirmed",
            &[
                "本人签字",
                "签字确认",
                "工人确认",
                "是否签字",
                "签字",
                "签名",
                "本人签名",
                "领款人签字",
                "领款签字",
                "签收",
            ],
        ),
        BOOL.named("is_back_pay", &["是否补发", "补发"]),
        number(2)
            .least(0)
            .named("days", &["出勤天数", "天数", "workDays", "出勤工日", "工日", "实际出勤天数"]),
        int(0, i32::MAX).named("minutes", &["workMinutes", "出勤分钟", "分钟"]),
        CURRENCY,
    ],
    key: &[
        positions::payroll::PAYROLL_ID,
        positions::payroll::WORKER_ID,
        positions::payroll::PROJECT_ID,
        positions::payroll::PERIOD,
    ],
};

pub(super) const ADJUSTMENTS: Table = Table {
    name: TableName::Adjustments,
    columns: &[
        WORKER_ID.required(),
        PROJECT_ID.required(),
        WAGE_MONTH.required(),
        id(Space::Adjustment).named("adjustment_id", &["调整编号"]),
        code(codes::ADJUSTMENT_KIND)
            .named("kind", &["adjustmentKind", "调整类型", "类型"])
            .required(),
        money().least(1).named("amount", &["金额", "调整金额"]).required(),
        CURRENCY,
    ],
    key: &[
        positions::adjustments::ADJUSTMENT_ID,
        positions::adjustments::WORKER_ID,
        positions::adjustments::PROJECT_ID,
        positions::adjustments::PERIOD,
    ],
};

pub(super) const TRANSFERS: Table = Table {
    name: TableName::Transfers,
    columns: &[
        id(Space::Transfer)
            .named(
                "transfer_id",
                &[
                    "bankReference",
                    "thirdPayRollCode",
                    "流水号",
                    "交易流水号",
                    "银行流水号",
                    "转账流水号",
                ],
            )
            .required(),
        signed_money()
            .named(
                "amount",
                &[
                    "actualAmount",
                    "发放金额",
                    "金额",
                    "交易金额",
                    "转账金额",
                    "实发金额",
                    "代发金额",
                ],
            )
            .required(),
        DATE.named(
            "paid_date",
            &["balanceDate", "payDate", "发放日期", "支付日期", "交易日期", "到账日期", "转账日期"],
        )
        .required(),
        code(codes::TRANSFER_STATUS)
            .named(
                "status",
                &[
                    "payStatus",
                    "发放状态",
                    "状态",
                    "支付状态",
                    "交易状态",
                    "处理结果",
                    "处理状态",
                    "交易结果",
                    "发放结果",
                ],
            )
            .required(),
        WORKER_ID,
        PROJECT_ID,
        WAGE_MONTH,
        account().named(
            "payee_account",
            &[
                "payRollBankCardNumber",
                "收款账号",
                "收款人账号",
                "银行账号",
                "银行卡号",
                "收款卡号",
                "卡号",
                "工资卡号",
                "收款方账号",
                "收款账户",
            ],
        ),
        text(Space::Person).named(
            "payee_name",
            &[
                "workerName",
                "收款人姓名",
                "收款人",
                "收款户名",
                "户名",
                "姓名",
                "收款方户名",
                "收款账号名称",
            ],
        ),
        account().named(
            "payer_account",
            &[
                "payBankCardNumber",
                "salaryAccount",
                "付款账号",
                "付款人账号",
                "代发账号",
                "付款账户",
            ],
        ),
        id(Space::Transfer)
            .named("reverses", &["reversedTransferId", "冲正流水号", "原流水号", "原交易流水号"]),
        PAYROLL_ID,
        CURRENCY,
    ],
    key: &[positions::transfers::TRANSFER_ID],
};

pub(super) const ACCOUNT_ENTRIES: Table = Table {
    name: TableName::AccountEntries,
    columns: &[
        id(Space::Entry).named("entry_id", &["流水号", "交易流水号", "银行流水号"]).required(),
        account()
            .named(
                "wage_account",
                &["salaryAccount", "工资专户账号", "专户账号", "账号", "本方账号"],
            )
            .required(),
        DATE.named("entry_date", &["billDate", "交易日期", "记账日期", "入账日期"]).required(),
        code(codes::ENTRY_DIRECTION)
            .named("direction", &["billType", "收支方向", "借贷方向", "借贷", "收支"])
            .required(),
        money().named("amount", &["billAmount", "交易金额", "金额", "发生额"]).required(),
        code(codes::PURPOSE).named("purpose", &["用途", "资金用途"]),
        PROJECT_ID,
        account().named("counter_account", &["sourceBankAccount", "对方账号", "对方账户"]),
        CURRENCY,
        PAYROLL_ID,
    ],
    key: &[positions::account_entries::ENTRY_ID],
};

pub(super) const DEPOSITS: Table = Table {
    name: TableName::Deposits,
    columns: &[
        id(Space::Deposit)
            .named("deposit_id", &["deposit_no", "保证金编号", "保函编号", "编号"])
            .required(),
        code(codes::DEPOSIT_KIND)
            .named("kind", &["depositKind", "depositType", "保证金形式", "保证金类型", "存储形式"])
            .required(),
        money().named("amount", &["金额", "保证金金额", "担保金额"]).required(),
        money().named("drawn", &["drawnAmount", "已动用金额", "动用金额", "已使用金额"]),
        DATE.named("drawn_date", &["动用日期", "使用日期"]),
        DATE.named("valid_from", &["startDate", "生效日期", "起始日期", "有效期起"]),
        DATE.named(
            "valid_to",
            &["endDate", "expiryDate", "到期日期", "到期日", "截止日期", "有效期止"],
        ),
        PROJECT_ID,
        id(Space::Contractor).named(
            "contractor_id",
            &[
                "corpCode",
                "contractorCorpCode",
                "施工总承包单位统一社会信用代码",
                "总承包单位统一社会信用代码",
                "总包单位统一社会信用代码",
                "企业编号",
            ],
        ),
        REGION_CODE,
        CURRENCY,
    ],
    key: &[positions::deposits::DEPOSIT_ID],
};

pub(super) const CONTRACTORS: Table = Table {
    name: TableName::Contractors,
    columns: &[
        id(Space::Contractor)
            .named("contractor_id", &["corpCode", "企业编号", "单位编号"])
            .required(),
        text(Space::Text).named("contractor_name", &["corpName", "企业名称", "单位名称"]),
        text(Space::Text).named("credit_code", &["统一社会信用代码", "社会信用代码"]),
    ],
    key: &[positions::contractors::CONTRACTOR_ID],
};

pub(super) const CONTRACTOR_EVENTS: Table = Table {
    name: TableName::ContractorEvents,
    columns: &[
        id(Space::Contractor)
            .named("contractor_id", &["corpCode", "企业编号", "单位编号", "统一社会信用代码"])
            .required(),
        code(codes::CONTRACTOR_EVENT).named("event", &["eventType", "事件", "事件类型"]).required(),
        DATE.named("event_date", &["date", "事件日期", "发生日期", "日期"]).required(),
        DATE.named("until_date", &["截止日期", "到期日期"]),
        REGION_CODE,
    ],
    key: &[],
};

pub(super) const CASES: Table = Table {
    name: TableName::Cases,
    columns: &[
        id(Space::Case)
            .named("case_id", &["caseNo", "caseCode", "线索编号", "案件编号", "投诉编号"])
            .required(),
        REGION_CODE,
        PROJECT_ID,
        EMPLOYER_ID,
        text(Space::Text).named("channel", &["来源渠道", "渠道", "线索来源"]),
        DATE.named(
            "received_date",
            &["receiveDate", "acceptDate", "受理日期", "接收日期", "投诉日期"],
        )
        .required(),
        DATE.named("due_date", &["deadline", "办理期限", "办结期限"]),
        DATE.named("closed_date", &["closeDate", "办结日期", "结案日期"]),
        int(0, i32::MAX).named("workers", &["workerCount", "涉及人数", "人数"]),
        money().named("amount_claimed", &["claimedAmount", "诉求金额", "涉及金额", "投诉金额"]),
        money().named("amount_recovered", &["recoveredAmount", "追回金额", "已追回金额"]),
        CURRENCY,
    ],
    key: &[positions::cases::CASE_ID],
};

pub(super) const SIGNALS: Table = Table {
    name: TableName::Signals,
    columns: &[
        id(Space::Employer)
            .named(
                "employer_id",
                &[
                    "corpCode",
                    "用人单位统一社会信用代码",
                    "用人单位编号",
                    "企业统一社会信用代码",
                    "统一社会信用代码",
                ],
            )
            .required(),
        code(codes::SIGNAL)
            .named("signal", &["signalType", "预警信号", "信号", "信号类型"])
            .required(),
        DATE.named("signal_date", &["date", "信号日期", "日期"]).required(),
        money().named("amount", &["金额", "欠费金额"]),
        int(0, i32::MAX).named("days_overdue", &["overdueDays", "逾期天数"]),
        CURRENCY,
    ],
    key: &[],
};

pub(super) const CALENDAR: Table = Table {
    name: TableName::Calendar,
    columns: &[
        DATE.named("date", &["日期"]).required(),
        code(codes::DAY_CLASS).named("day_class", &["dayType", "日期类型", "日类型"]).required(),
    ],
    key: &[positions::calendar::DATE],
};

pub(super) const PUBLISHED_RATES: Table = Table {
    name: TableName::PublishedRates,
    columns: &[
        id(Space::Text).named("rate_id", &["指标编号", "指标名称", "指标"]).required(),
        int(0, i32::MAX).named("numerator", &["分子"]).required(),
        int(0, i32::MAX).named("denominator", &["分母"]).required(),
        number(4).named("published_percent", &["公布比率", "公布百分比"]).required(),
        int(0, 4).named("decimals", &["小数位数"]),
    ],
    key: &[positions::published_rates::RATE_ID],
};
