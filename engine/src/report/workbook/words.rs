//! All that workbooks and forms say, in Chinese and English, each word once.

use crate::report::explain::Lang;

/// The word of a key; a key without word is its own.
pub(super) fn say(key: &str, lang: Lang) -> &'static str {
    let found = WORDS.iter().find(|(known, _, _)| *known == key);
    found.map_or("", |&(_, zh, en)| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    })
}

/// The word of a word of the tables, itself where there is none.
pub(super) fn word_or(key: &str, lang: Lang) -> String {
    match say(key, lang) {
        "" => key.to_owned(),
        word => word.to_owned(),
    }
}

/// A word with its places `{}` filled.
pub(super) fn filled(key: &str, lang: Lang, values: &[&str]) -> String {
    let mut text = String::new();
    let mut values = values.iter();
    for (place, part) in say(key, lang).split("{}").enumerate() {
        if place > 0 {
            text.push_str(values.next().unwrap_or(&""));
        }
        text.push_str(part);
    }
    text
}

/// Key, Chinese, English. Words of the tables are keys too.
pub(in crate::report) const WORDS: &[(&str, &str, &str)] = &[
    // Sheets and titles.
    ("sheet_summary", "汇总", "Summary"),
    ("sheet_register", "欠薪台账", "Register of arrears"),
    ("sheet_projects", "项目汇总", "Projects"),
    ("sheet_systems", "六项制度", "Six systems"),
    ("sheet_causes", "欠薪原因", "Causes"),
    ("sheet_cases", "欠薪案件", "Cases"),
    ("sheet_warnings", "预警", "Warnings"),
    ("sheet_findings", "数据问题", "Findings"),
    ("sheet_statement", "对账单", "Statement"),
    ("title_summary", "农民工工资支付对账汇总", "Reconciliation of building workers' wages"),
    ("title_register", "拖欠农民工工资台账", "Register of wages in arrears"),
    ("title_projects", "在建项目工资支付情况汇总表", "Wages paid and owed, project by project"),
    ("title_systems", "工程项目六项制度落实情况表", "The six systems, project by project"),
    ("title_causes", "欠薪原因与先行清偿责任", "Why wages are in arrears, and who pays first"),
    ("title_cases", "欠薪案件（线索）台账", "Register of complaints and clues"),
    ("title_warnings", "预警清单", "Warnings"),
    ("title_findings", "数据问题清单", "Findings"),
    ("title_project", "项目欠薪明细", "Arrears of a project"),
    // Lines below titles.
    ("as_of", "截止日", "As of"),
    ("policy", "规则", "Policy"),
    ("fingerprint", "规则指纹", "Fingerprint of the policy"),
    ("version", "软件版本", "Version"),
    ("masked", "身份证号与姓名", "Ids and names of workers"),
    ("are_masked", "已隐去（--show-ids 显示全部）", "masked (in full with --show-ids)"),
    ("are_shown", "全部显示", "in full"),
    ("note", "截止 {}　单位：元　规则 {}", "As of {}, yuan, policy {}"),
    ("total", "合计", "Total"),
    ("none", "无", "none"),
    (
        "signatures",
        "填表人：　　　　　审核人：　　　　　填报日期：",
        "Prepared by:          Checked by:          Date:",
    ),
    // Comparisons.
    ("equal", "一致", "equal"),
    ("differ", "相差", "differ by"),
    ("not_checked", "未核对", "not checked"),
    ("figure", "指标", "Figure"),
    ("engine", "引擎结果", "Engine"),
    ("formula", "公式重算", "By formula"),
    ("check", "核对", "Check"),
    ("from", "公式依据", "Formula over"),
    ("section_money", "一、金额与人数核对", "1. Money and people"),
    ("section_ageing", "二、账龄", "2. Age of arrears"),
    ("section_causes", "三、欠薪原因", "3. Causes of arrears"),
    ("section_liable", "四、先行清偿责任", "4. Who pays first"),
    ("section_notes", "五、说明", "5. Notes"),
    ("section_rows", "六、数据使用情况", "6. Rows of the input"),
    // Money and people.
    ("due", "应付工资", "Due"),
    ("paid", "已付工资", "Paid"),
    ("arrears", "拖欠金额", "Arrears"),
    ("not_yet_due", "未到期", "Not yet due"),
    ("residual", "应付 − 已付 − 拖欠 − 未到期", "due − paid − arrears − not yet due"),
    ("covered", "有保障", "Covered"),
    ("uncovered", "无保障", "Uncovered"),
    ("periods_in_arrears", "欠薪人月数", "Worker-months in arrears"),
    ("workers_owed", "欠薪人数（按项目）", "Workers owed, by project"),
    ("projects_in_arrears", "欠薪项目数", "Projects in arrears"),
    ("deposit_required", "应缴保证金", "Deposit required"),
    ("deposit_held", "已缴保证金", "Deposit held"),
    ("deposit_shortfall", "保证金缺口", "Deposit short"),
    ("age_days", "逾期 {} 天", "{} days overdue"),
    ("above", "超过{}", "over {}"),
    ("at_column", "{} {} 列", "{}, column {}"),
    ("age_over", "逾期超过 {} 天", "over {} days overdue"),
    ("rows_read", "读入", "read"),
    ("rows_used", "使用", "used"),
    ("table", "数据表", "Table"),
    ("what", "处理", "What became of it"),
    ("rows", "行数", "Rows"),
    ("meaning", "含义", "Meaning"),
    // Columns.
    ("number", "序号", "No."),
    ("project_id", "项目编号", "Project"),
    ("project_name", "项目名称", "Project name"),
    ("contractor", "总承包单位", "General contractor"),
    ("contractor_id", "总承包单位代码", "General contractor id"),
    ("employer", "用人单位", "Employer"),
    ("worker_name", "姓名", "Name"),
    ("worker_id", "身份证号/工号", "Worker"),
    ("period", "工资月份", "Wage month"),
    ("attended_days", "出勤天数", "Days attended"),
    ("due_source", "应付依据", "Rests on"),
    ("due_date", "应付日期", "Due date"),
    ("overdue_days", "逾期天数", "Days overdue"),
    ("age", "账龄（天）", "Age, days"),
    ("cause", "欠薪原因", "Cause"),
    ("liable_first", "先行清偿", "Pays first"),
    ("engine_arrears", "引擎拖欠", "Arrears by engine"),
    ("project_number", "项目号", "Project no."),
    ("person_number", "人次号", "Worker no."),
    ("is_first", "计人", "Counts"),
    ("region", "地区", "Region"),
    ("investment", "投资性质", "Investment"),
    ("status", "状态", "Status"),
    ("register_arrears", "台账合计", "By register"),
    ("workers", "用工人数", "Workers"),
    ("oldest_due_date", "最早应付日", "Oldest due date"),
    ("wage_account_balance", "专户余额", "Wage account"),
    ("deposit", "工资保证金", "Wage deposit"),
    ("wage_account", "工资专用账户", "Wage account"),
    ("paid_by_general_contractor", "总包代发", "Paid by contractor"),
    ("real_name", "实名制管理", "Real name"),
    ("monthly_full_payment", "按月足额支付", "Monthly in full"),
    ("notice_board", "维权告示牌", "Notice board"),
    ("systems_in_place", "已落实项数", "In place"),
    ("systems_missing", "未落实项数", "Missing"),
    ("amount", "金额", "Amount"),
    ("case_id", "案件编号", "Case"),
    ("received_date", "受理日期", "Received"),
    ("case_due_date", "办结期限", "Due"),
    ("closed_date", "办结日期", "Closed"),
    ("case_state", "办理状态", "State"),
    ("case_workers", "涉及人数", "Workers"),
    ("amount_claimed", "诉求金额", "Claimed"),
    ("amount_recovered", "追回金额", "Recovered"),
    ("amount_open", "未追回", "Open"),
    ("case_days", "办理天数", "Days"),
    ("code", "代码", "Code"),
    ("level", "级别", "Level"),
    ("subject", "对象类别", "Subject"),
    ("subject_id", "对象", "Which"),
    ("value", "数值", "Value"),
    ("threshold", "阈值", "Threshold"),
    ("basis", "依据", "Basis"),
    ("opened_date", "首次预警", "Opened"),
    ("deadline", "整改期限", "Deadline"),
    ("state", "状态", "State"),
    ("row", "行", "Row"),
    ("detail", "详情", "Detail"),
    // Statements.
    ("day", "日期", "Day"),
    ("day_class", "类别", "Class"),
    ("minutes", "分钟", "Minutes"),
    ("quantity", "件数", "Pieces"),
    ("terms", "合同条款", "Terms no."),
    ("attended_section", "出勤核对", "Attendance, added up"),
    ("wage", "工资", "Wage"),
    ("workday", "工作日", "workday"),
    ("rest_day", "休息日", "rest day"),
    ("holiday", "法定节假日", "holiday"),
    ("no_calendar", "无日历", "no calendar"),
    ("N", "工作日约定时间内分钟", "minutes within the agreed day"),
    ("X", "工作日加班分钟", "minutes beyond it"),
    ("R", "休息日分钟", "minutes on rest days"),
    ("F", "法定节假日分钟", "minutes on holidays"),
    ("T", "合同生效的工作日数", "workdays in force"),
    // Words of the tables.
    ("payroll_confirmed", "工人确认的工资表", "confirmed sheet"),
    ("payroll", "工资表", "payroll sheet"),
    ("attendance", "考勤与合同", "attendance"),
    ("evidence_missing", "缺少证据", "evidence missing"),
    ("bank_return", "银行退回", "bank return"),
    ("owner", "建设单位", "owner"),
    ("cause_owner", "人工费用未拨付", "labour cost not received"),
    ("cause_wage_account", "专户资金挪作他用", "wage account used otherwise"),
    ("payout", "工资表已列未代发", "payout"),
    ("payroll_sheet", "工资表未列足", "payroll sheet"),
    ("general_contractor", "总承包单位", "general contractor"),
    ("liable_employer", "用人单位", "employer"),
    ("not_known", "不明", "not known"),
    ("in_place", "已落实", "in place"),
    ("missing", "未落实", "missing"),
    ("exempt", "免除", "exempt"),
    ("unknown", "不明", "unknown"),
    ("government", "政府投资", "government"),
    ("state_owned", "国有投资", "state-owned"),
    ("private", "社会投资", "private"),
    ("preparing", "筹备", "preparing"),
    ("active", "在建", "active"),
    ("suspended", "停工", "suspended"),
    ("completed", "完工", "completed"),
    ("open", "未办结", "open"),
    ("overdue", "超期未办结", "overdue"),
    ("closed", "已办结", "closed"),
    ("key", "关键性", "key"),
    ("general", "一般性", "general"),
    ("warning_open", "整改中", "open"),
    ("warning_overdue", "逾期未整改", "overdue"),
    ("warning_cleared", "已消除", "cleared"),
    ("account", "账户", "account"),
    ("project", "项目", "project"),
    ("worker", "工人", "worker"),
    ("worker_period", "工人月", "worker-month"),
    // Notes.
    (
        "note_formulas",
        "拖欠金额、合计与核对均为公式，打开时重算；“引擎结果”是写入的数值。核对为“相差”的单元格标红。",
        "Arrears, totals and checks are formulas; what stands under “Engine” was written as a number. \
         A check that says “differ by” is marked red.",
    ),
    (
        "note_covered",
        "“有保障”是该工人在该项目上的保障金额，按应付日期从早到晚分摊到各欠薪月份。",
        "“Covered” is what means at hand would meet for the worker on the project, laid on his months \
         in arrears, the earliest due date first.",
    ),
    (
        "note_digits",
        "超过 15 位数字的金额以文本写入，电子表格无法准确保存，公式不予计算。",
        "Amounts of more than 15 digits are written as text: a spreadsheet cannot keep them.",
    ),
    (
        "note_sheets_left",
        "项目明细表只列欠薪最多的 {} 个项目，另有 {} 个欠薪项目未单列，其明细均在欠薪台账中。",
        "Sheets are given for the {} projects most in arrears; {} more are in the register alone.",
    ),
    (
        "note_rows_left",
        "工作表“{}”只列前 {} 行，另有 {} 行未列；全部数据见结果表 {}。",
        "Sheet “{}” holds the first {} rows; {} more are left out: see the table {}.",
    ),
    (
        "note_form_rest",
        "工作表只列前 {} 行，另有 {} 行未逐行列出；全部数据见 {}。",
        "This sheet lists the first {} lines; {} more stand in {} alone.",
    ),
    (
        "note_rest",
        "台账未逐行列出的 {} 个人月合并为最后一行。",
        "The last line of the register stands for {} worker-months that are not listed.",
    ),
    ("rest", "其余 {} 个人月", "{} more worker-months"),
    (
        "note_detail",
        "数据问题的详情可能含有个人信息，仅在 --show-ids 时列出。",
        "Details of findings may hold personal data: they are listed with --show-ids alone.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_once_and_in_both_languages() {
        for (place, (key, zh, en)) in WORDS.iter().enumerate() {
            assert!(!zh.is_empty() && !en.is_empty(), "{key}");
            assert!(WORDS[..place].iter().all(|(other, _, _)| other != key), "{key} stands twice");
            assert_eq!(zh.matches("{}").count(), en.matches("{}").count(), "{key}");
        }
    }

    #[test]
    fn every_key_that_is_said_has_a_word() {
        let mut keys = 0;
        for source in [
            include_str!("mod.rs"),
            include_str!("sheet.rs"),
            include_str!("register.rs"),
            include_str!("projects.rs"),
            include_str!("project_sheets.rs"),
            include_str!("summary.rs"),
            include_str!("lists.rs"),
            include_str!("cases.rs"),
            include_str!("forms.rs"),
        ] {
            for call in ["say(\"", "filled(\"", "Column::new(\"", "Column::total(\""] {
                for part in source.split(call).skip(1) {
                    let key = part.split('"').next().unwrap_or_default();
                    assert!(!say(key, Lang::Zh).is_empty(), "{key}");
                    keys += 1;
                }
            }
        }
        assert!(keys > 80, "{keys}");
    }
}
