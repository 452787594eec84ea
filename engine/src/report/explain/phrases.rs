//! All that an explanation says, in Chinese and English, each phrase once.

use std::collections::BTreeMap;

use crate::basics::finding::Code;

/// The language of a text.
///
/// Example: [`Reconciliation::explain`](crate::Reconciliation::explain).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl std::str::FromStr for Lang {
    type Err = String;

    /// Reads `zh` or `en`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "zh" => Ok(Self::Zh),
            "en" => Ok(Self::En),
            _ => Err(format!("met `{text}`, expected zh or en")),
        }
    }
}

/// The phrase of a key, `{}` standing for what is put in; a key without phrase is its own.
pub(in crate::report) fn phrase(key: &'static str, lang: Lang) -> &'static str {
    let found = PHRASES.iter().find(|(known, _, _)| *known == key);
    found.map_or(key, |&(_, zh, en)| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    })
}

/// All words of tables and statements in a language, for who shows results himself.
///
/// # Example
///
/// ```
/// use anxin::report::explain::{Lang, words};
///
/// assert_eq!(words(Lang::Zh)["unmatched"], "无法对应");
/// assert_eq!(words(Lang::En).get("no such word"), None);
/// ```
#[must_use]
pub fn words(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    let spoken = |&(key, zh, en): &(&'static str, &'static str, &'static str)| match lang {
        Lang::Zh => (key, zh),
        Lang::En => (key, en),
    };
    let mut words = BTreeMap::new();
    #[cfg(feature = "workbook")]
    words.extend(crate::report::workbook::words::WORDS.iter().map(spoken));
    words.extend(PHRASES.iter().map(spoken));
    words
}

/// One sentence on each finding code.
///
/// # Example
///
/// ```
/// use anxin::report::explain::{Lang, finding_meanings};
///
/// assert_eq!(finding_meanings(Lang::Zh)["bad_cell"], "单元格无法读取，该行不计");
/// assert_eq!(finding_meanings(Lang::En).len(), anxin::Code::ALL.len());
/// ```
#[must_use]
pub fn finding_meanings(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    let codes = Code::ALL.iter();
    codes.map(|code| (code.word(), finding_meaning(code.word(), code.meaning(), lang))).collect()
}

/// A phrase with its places filled, one value a place.
pub(super) fn filled(key: &'static str, lang: Lang, values: &[&str]) -> String {
    let mut filled = String::new();
    let mut values = values.iter();
    for (place, part) in phrase(key, lang).split("{}").enumerate() {
        if place > 0 {
            filled.push_str(values.next().unwrap_or(&""));
        }
        filled.push_str(part);
    }
    filled
}

/// One sentence on a finding code; `meaning` is the English one.
pub(in crate::report) fn finding_meaning(
    code: &str,
    meaning: &'static str,
    lang: Lang,
) -> &'static str {
    let chinese = FINDINGS.iter().find(|(known, _)| *known == code);
    match (lang, chinese) {
        (Lang::Zh, Some((_, chinese))) => chinese,
        _ => meaning,
    }
}

/// Key, Chinese, English. Words of the tables are keys too.
pub(super) const PHRASES: &[(&str, &str, &str)] = &[
    // Heads of sections and lines.
    ("title", "工资对账说明", "How the wage came about"),
    ("worker", "工人", "worker"),
    ("project", "项目", "project"),
    ("period", "工资月份", "wage month"),
    ("employer", "用人单位", "employer"),
    ("as_of", "截止日", "as of"),
    ("policy", "规则", "policy"),
    ("calendar", "考勤", "Attendance"),
    (
        "calendar_legend",
        "工=工作日 休=休息日 假=法定节假日 ?=无日历；数字为分钟，·为无记录",
        "W workday, R rest day, H holiday, ? no calendar; minutes, · no row",
    ),
    ("attended", "出勤 {} 天，{} 分钟", "attended {} days, {} minutes"),
    (
        "provisional",
        "暂定：有出勤日所在年份没有日历，未计酬",
        "provisional: attended days of a year without calendar earned nothing yet",
    ),
    ("contracts", "合同与工资", "Contracts and wages"),
    ("no_contract", "本月没有生效的合同", "no contract is in force in this month"),
    (
        "contract",
        "合同 {}（{}）：{}，{} 元；{} 至 {}；{}；一个工 {} 分钟；本月生效 {} 天",
        "contract {} ({}): {}, {} yuan; {} to {}; {}; day of {} minutes; in force on {} days",
    ),
    ("open_end", "无固定期限", "open"),
    ("wage_of", "合同 {} 的工资", "wage under contract {}"),
    ("weighted", "加权分钟（百分之一）", "weighted minutes (percent)"),
    ("formula", "公式", "formula"),
    ("numbers", "代入", "numbers"),
    ("exact", "精确值 {}/{} 分，四舍五入一次", "exactly {}/{} fen, rounded half up once"),
    ("adjustments", "增减项", "Allowances and deductions"),
    ("not_lawful_sum", "不得扣除、仍应支付", "not deductible, stays due"),
    (
        "damage_limit",
        "赔偿扣除上限：当月应发的 {}，且余额不低于最低工资 {}；其中不得扣除 {}",
        "damages at most {} of gross, leaving the minimum wage {}; not deductible {}",
    ),
    ("minimum_unknown", "（未知）", "(not known)"),
    ("payroll", "工资支付表", "Payroll sheet"),
    (
        "sheet_line",
        "表 {}：应发 {}，扣除 {}，实发 {}；{}；据此应付 {}",
        "sheet {}: gross {}, deductions {}, net {}; {}; makes due {}",
    ),
    ("confirmed", "已签字确认", "confirmed by the worker"),
    ("unconfirmed", "未确认", "not confirmed"),
    ("back_pay", "补发以前月份，不作为应付", "back pay of an earlier month, never a due"),
    ("no_payroll", "无工资支付表", "no payroll line"),
    ("due_section", "应付", "Due"),
    ("attendance_due", "按考勤应付", "due by attendance"),
    ("payroll_due", "按工资支付表应付", "due by the payroll sheet"),
    ("due", "应付", "due"),
    ("why", "依据", "because"),
    ("due_date_section", "应付日期", "Due date"),
    ("due_date_agreed", "约定 {} 日，次后第 {} 个月", "day {}, {} months after the period"),
    ("by_policy", "（按规则默认）", "(policy)"),
    ("nominal", "名义日期", "nominal day"),
    ("moved", "提前到工作日", "moved back to a workday"),
    ("calendar_missing", "该年没有日历，未移动", "its year has no calendar: not moved"),
    ("termination", "全部合同终止，提前到期", "earlier, as all contracts ended"),
    ("last_attended", "不早于最后出勤日", "not before the last attended day"),
    ("due_date", "应付日期", "due date"),
    ("paid_section", "支付", "Payments"),
    ("no_transfer", "无转账", "no transfer"),
    ("transfer", "转账 {}，{}，{} 元：{}", "transfer {}, {}, {} yuan: {}"),
    ("allocation", "→ {} {}：{}（{}）", "→ {} {}: {} ({})"),
    ("here", "本期", "this period"),
    ("advance", "预付（无欠款可抵）", "advance (no period could take it)"),
    ("taken_back", "冲回", "taken back"),
    ("set_aside", "不计入", "set aside"),
    ("paid", "已付", "paid"),
    ("paid_on_time", "其中按期", "of that on time"),
    ("settled", "付清日期", "settled on"),
    ("arrears_section", "欠付", "Arrears"),
    ("arrears", "拖欠", "arrears"),
    ("not_yet_due", "未到期", "not yet due"),
    ("overdue", "逾期 {} 天，账龄 {}", "{} days overdue, age {}"),
    ("residual", "核对：应付 − 已付 − 拖欠 − 未到期", "check: due − paid − arrears − not yet due"),
    (
        "cover_section",
        "保障来源（该工人在本项目的全部拖欠）",
        "What covers his arrears on this project",
    ),
    ("cover_line", "{} {}：{}", "{} {}: {}"),
    ("findings", "提示", "Findings"),
    ("finding", "{}：{}", "{}: {}"),
    ("none", "无", "none"),
    ("laws", "依据", "Law"),
    // Heads of pages and columns.
    ("result", "结果（元）", "Result (yuan)"),
    ("contracts_in_force", "本月生效的合同", "Contracts in force"),
    ("wages", "工资的计算", "How the wage was computed"),
    ("no_wage_line", "本月没有可计的工资", "no wage was earned"),
    ("terms_pay", "{} {} 元；{}；一个工 {} 分钟", "{} {} yuan; {}; day of {} minutes"),
    ("terms_span", "{} 至 {}", "{} to {}"),
    ("terms_team", "；班组 {}", "; team {}"),
    ("by_contract", "，合同 {}", ", contract {}"),
    ("exact_value", "{}/{} 分", "{}/{} fen"),
    ("pieces", "{} 件", "{} pcs"),
    ("mark_unknown", "?", "?"),
    ("overdue_days", "逾期天数", "days overdue"),
    ("age_bracket", "账龄（天）", "age (days)"),
    ("col_contract", "合同", "contract"),
    ("col_terms", "条件", "terms"),
    ("col_days", "本月天数", "days"),
    ("col_step", "步骤", "step"),
    ("col_sum", "算式", "sum"),
    ("col_value", "结果（四舍五入一次）", "value, rounded once"),
    ("col_kind", "项目", "item"),
    ("col_amount", "金额（元）", "yuan"),
    ("col_treatment", "处理", "what became of it"),
    ("col_sheet", "工资表", "sheet"),
    ("col_gross", "应发", "gross"),
    ("col_deductions", "扣除", "deductions"),
    ("col_net", "实发", "net"),
    ("col_sheet_days", "天数", "days"),
    ("col_makes", "据此应付", "makes due"),
    ("col_transfer", "转账", "transfer"),
    ("col_date", "日期", "date"),
    ("col_fate", "结果", "fate"),
    ("col_rule", "如何对应", "matched by"),
    ("col_where", "去向", "where it went"),
    ("col_part", "其中（元）", "of it, yuan"),
    ("col_source", "来源", "source"),
    ("col_source_id", "编号", "id"),
    ("col_code", "代码", "code"),
    ("col_meaning", "含义", "meaning"),
    ("col_detail", "详情", "detail"),
    ("col_row", "数据行", "row"),
    ("more_lines", "另有 {} 条未列出，见数据形式", "{} more in the data form"),
    ("made_by", "Anxin {}，规则 {}", "Anxin {}, policy {}"),
    ("unit", "金额单位：元", "money in yuan"),
    ("worker_and_project", "工人和项目编号", "worker and project"),
    ("worker_and_wage_account", "工人和付款专户", "worker and paying account"),
    ("worker_only", "工人唯一的用工关系", "the worker's only engagement"),
    ("payee_account", "收款账户", "payee account"),
    ("payroll_line", "工资支付表", "payroll sheet"),
    ("name_and_project", "姓名和项目", "name and project"),
    ("worker_split", "工人全部用工关系", "all his engagements"),
    ("batch_payout", "专户整笔代发", "batch payout of the account"),
    // The fate of a transfer.
    ("why_title", "转账 {} 的去向及原因", "Transfer {}: what became of it, and why"),
    ("why_about", "截止 {}，规则 {}", "as of {}, policy {}"),
    ("why_row", "转账表第 {} 行（自 0 起）", "row {} of transfers (from 0)"),
    ("why_verdict", "结论", "Verdict"),
    ("why_given", "该行内容", "What the row says"),
    ("why_fate", "{}：{}（第 {} 步）", "{}: {} (step {})"),
    ("why_matched", "对应工人 {}、项目 {}：按{}", "put down to worker {}, project {}: by {}"),
    ("why_rules", "第 4.2 步的七条规则", "The seven rules of step 4.2"),
    ("why_changes", "只改一处即可计入", "One change with which it would count, the nearest first"),
    ("why_nears", "最接近的用工关系", "Engagements it could have meant"),
    (
        "why_change",
        "{}：由“{}”改为“{}” → 工人 {}、项目 {}（按{}）",
        "{}: “{}” becomes “{}” → worker {}, project {} (by {})",
    ),
    ("why_near", "相同：{}；不同：{}", "agrees: {}; differs: {}"),
    ("nothing", "无", "none"),
    ("all_projects", "全部项目", "all of his"),
    (
        "counts_instead",
        "计入的是转账 {} 第 {} 行，{} 元",
        "transfer {}, row {}, {} yuan counts instead",
    ),
    ("reverses_it", "被转账 {} 第 {} 行冲回 {} 元", "transfer {}, row {}, takes back {} yuan"),
    (
        "is_reversed",
        "冲回转账 {} 第 {} 行，原额 {} 元",
        "takes back transfer {}, row {}, of {} yuan",
    ),
    ("row_not_usable", "该行不能使用，见提示", "the row cannot be used, see findings"),
    ("paid_after_the_day", "付款日晚于截止日", "paid after the day of the report"),
    (
        "equal_row_counts",
        "同一编号、内容相同的行只计一次",
        "an equal row of the same id counts already",
    ),
    (
        "other_row_counts",
        "同一编号、内容不同，只计排序在前的一行",
        "of rows of one id with different content the first in canonical order counts",
    ),
    ("not_settled", "尚未到账", "it has not settled"),
    ("bank_returned_it", "被银行退回", "the bank returned it"),
    ("payment_failed", "支付失败", "the payment failed"),
    (
        "takes_another_back",
        "本行冲回另一笔转账，本身不付款",
        "it takes another back and pays nothing",
    ),
    (
        "reverses_nothing_settled",
        "所指原转账不存在或未到账，冲回无效",
        "what it reverses is not there or has not settled: it has no effect",
    ),
    ("taken_back_in_full", "已被全额冲回", "it was taken back in full"),
    (
        "worker_without_engagement",
        "所指工人没有任何用工关系",
        "the worker it names has no engagement",
    ),
    (
        "project_without_engagement",
        "所指项目没有任何用工关系",
        "the project it names has no engagement",
    ),
    (
        "worker_not_on_project",
        "所指工人不在所指项目",
        "the worker it names has no engagement on the project it names",
    ),
    ("several_candidates", "不止一个可能的用工关系", "more than one engagement is left"),
    ("no_candidate", "没有规则留下任何用工关系", "no rule leaves an engagement"),
    ("says_too_little", "该行没有足以对应的信息", "the row says too little for any rule"),
    (
        "foreign_account",
        "收款账户不是工人登记的账户，规则规定不计",
        "paid to another account than the registered one, which the policy sets aside",
    ),
    ("took", "对应成功", "took it"),
    ("left_several", "余 {} 个，不唯一", "left {}: not one"),
    ("left_none", "余 {} 个", "left {}"),
    ("not_asked", "未询问", "not asked"),
    ("came_later", "在后，未询问", "came later, not asked"),
    ("needs_worker_and_project", "需工人和项目编号", "needs worker_id and project_id"),
    (
        "needs_worker_and_wage_account",
        "需工人编号和付款账户，且未给项目",
        "needs worker_id and payer_account, and no project_id",
    ),
    ("needs_worker_only", "需工人编号，且未给项目", "needs worker_id, and no project_id"),
    ("needs_payee_account", "需收款账户，且未给工人编号", "needs payee_account, and no worker_id"),
    ("needs_payroll_line", "需工资表编号", "needs payroll_id"),
    (
        "needs_name_and_project",
        "需收款人姓名，及项目或付款账户",
        "needs payee_name, and project_id or payer_account",
    ),
    (
        "needs_worker_split",
        "需工人编号或收款账户，且未给项目",
        "needs worker_id or payee_account, and no project_id",
    ),
    ("col_number", "序", "no."),
    ("col_outcome", "结果", "outcome"),
    ("col_candidates", "候选数", "left"),
    ("col_left", "候选用工关系（或所需内容）", "engagements left (or what it needs)"),
    ("col_compared", "与该行比较", "compared with the row"),
    // Marks of days, one character's place each.
    ("mark_workday", "工", "W"),
    ("mark_rest_day", "休", "R"),
    ("mark_holiday", "假", "H"),
    ("monday", "一", "Mon"),
    ("tuesday", "二", "Tue"),
    ("wednesday", "三", "Wed"),
    ("thursday", "四", "Thu"),
    ("friday", "五", "Fri"),
    ("saturday", "六", "Sat"),
    ("sunday", "日", "Sun"),
    // Symbols of formulas.
    ("r", "工资标准（元）", "rate (yuan)"),
    ("W", "加权分钟（百分之一）", "weighted minutes (percent)"),
    ("O", "加班分钟（百分之一）", "overtime minutes (percent)"),
    ("s", "一个工的分钟数", "minutes of an agreed day"),
    ("d", "月计薪天数", "paid days a month"),
    ("A", "缺勤分钟", "minutes of absence"),
    ("H", "当月约定分钟的一半", "half the month's agreed minutes"),
    ("P", "计薪分钟", "paid minutes"),
    ("Q", "件数", "pieces"),
    // Words of the tables.
    ("hourly", "计时（小时）", "hourly"),
    ("daily", "日薪", "daily"),
    ("monthly", "月薪", "monthly"),
    ("piece", "计件", "piece"),
    ("standard", "标准工时", "standard hours"),
    ("comprehensive", "综合计算工时", "comprehensive hours"),
    ("flexible", "不定时", "flexible hours"),
    ("no_system", "未约定工时制", "no hours system"),
    ("allowance", "津贴补贴", "allowance"),
    ("bonus", "奖金", "bonus"),
    ("statutory_deduction", "法定扣除", "statutory deduction"),
    ("damage_deduction", "赔偿扣除", "deduction for damages"),
    ("other_deduction", "其他扣除", "other deduction"),
    ("added", "计入", "added"),
    ("deducted", "全额扣除", "deducted in full"),
    ("limited", "限额内扣除", "deducted up to the limit"),
    ("not_lawful", "不得扣除", "not lawful"),
    ("no_wage", "当月无工资，不计", "no wage was earned: changes nothing"),
    ("payroll_confirmed", "工人确认的工资支付表", "the payroll sheet the worker confirmed"),
    ("by_payroll", "工资支付表较高或相等", "the payroll sheet is the greater, or equal"),
    ("by_attendance", "考勤较高", "attendance is the greater"),
    ("forced_payroll", "规则指定工资支付表", "the policy takes the payroll sheet"),
    ("forced_attendance", "规则指定考勤", "the policy takes attendance"),
    ("nothing_due", "两者均为零", "both are zero"),
    (
        "evidence_missing",
        "有出勤，但无从确定工资",
        "minutes were attended, nothing says what they earn",
    ),
    ("named", "指定月份", "named period"),
    ("oldest", "最早到期", "oldest debt"),
    ("counted", "计入", "counted"),
    ("reversed", "已全额冲回", "reversed"),
    ("reversal", "冲回", "reversal"),
    ("after_as_of", "晚于截止日", "after the day of the report"),
    ("duplicate", "重复", "duplicate"),
    ("conflicting_duplicate", "编号重复且内容不同", "same id, other content"),
    ("pending", "未到账", "pending"),
    ("returned", "退回", "returned"),
    ("failed", "失败", "failed"),
    ("unmatched", "无法对应", "unmatched"),
    ("payee_not_worker", "收款账户非本人", "paid to a foreign account"),
    ("wage_account", "工资专用账户", "wage account"),
    ("project_deposit", "项目工资保证金", "project deposit"),
    ("contractor_deposit", "总包工资保证金", "contractor deposit"),
    ("owner_unsettled", "建设单位未付工程款", "the project owner's unsettled amount"),
    ("payment_guarantee", "工程款支付担保", "payment guarantee"),
    ("emergency_fund", "应急周转金", "emergency fund"),
    // Laws.
    (
        "law_calendar",
        "《全国年节及纪念日放假办法》及当年放假通知",
        "Regulation on Public Holidays, and the notice of the year",
    ),
    (
        "law_overtime",
        "《劳动法》第四十四条（150%、200%、300%）",
        "Labour Law Art. 44 (150, 200, 300 percent)",
    ),
    (
        "law_paid_days",
        "人社部发〔2025〕2号（月计薪天数 21.75）",
        "人社部发〔2025〕2号 (21.75 paid days a month)",
    ),
    ("law_deductions", "劳部发〔1994〕489号第十五、十六条", "劳部发〔1994〕489号 Art. 15 and 16"),
    ("law_payroll", "国务院令第724号第十五、三十一条", "Decree 724 Art. 15 and 31"),
    ("law_due", "国务院令第724号第三十一、五十条", "Decree 724 Art. 31 and 50"),
    (
        "law_due_date",
        "国务院令第724号第十四条；劳部发〔1994〕489号第七条",
        "Decree 724 Art. 14; 劳部发〔1994〕489号 Art. 7",
    ),
    ("law_termination", "劳部发〔1994〕489号第九条", "劳部发〔1994〕489号 Art. 9"),
    ("law_paid", "《民法典》第五百六十条", "Civil Code Art. 560"),
    ("law_arrears", "国务院令第724号第三、十二条", "Decree 724 Art. 3 and 12"),
    ("law_cover", "国务院令第724号第二十九、三十二、六十三条", "Decree 724 Art. 29, 32 and 63"),
];

/// Chinese meanings of the codes of findings; English ones are those of `Code::meaning`.
pub(super) const FINDINGS: &[(&str, &str)] = &[
    ("missing_required", "必填项为空，该行不计"),
    ("bad_cell", "单元格无法读取，该行不计"),
    ("contract_dates_reversed", "合同终止早于开始，该行不计"),
    ("negative_amount", "负数转账未指明冲回对象，该行不计"),
    ("other_currency", "币种不同，该行不计"),
    ("deposit_without_scope", "保证金没有适用范围，该行不计"),
    ("punch_not_presence", "该类打卡不证明在场，该行不计"),
    ("after_as_of", "晚于截止日的行不计"),
    ("duplicate_row", "重复行，不计"),
    ("conflicting_duplicate", "主键相同、内容不同，不计"),
    ("duplicate", "重复转账，不计"),
    ("pending", "转账未到账，不计"),
    ("returned", "转账被银行退回，不计"),
    ("failed", "转账失败，不计"),
    ("unmatched", "转账无法对应到唯一用工关系，不计"),
    ("transfer_without_engagement", "转账所指工人或项目没有用工关系，不计"),
    ("payee_not_worker", "收款账户不是工人登记的账户"),
    ("equal_adjustments", "无编号的增减项完全相同，均计入"),
    ("id_types_differ", "同一编号列混有整数和文本"),
    ("duplicate_punch", "重复打卡，不计"),
    ("punch_repeat", "防抖时间内的同向打卡，不计"),
    ("punch_unpaired", "打卡没有配对，不计"),
    ("punches_beside_attendance", "当日已有考勤，打卡仅作比对"),
    ("unknown_worker", "工人表中没有该工人"),
    ("unknown_project", "项目表中没有该项目"),
    ("duplicate_attendance", "考勤重复上传，只计一次"),
    ("day_over_24h", "一天超过 1440 分钟"),
    ("overlapping_contracts", "同一开始日期的两份合同同日生效"),
    ("attendance_without_contract", "有考勤而无合同，不计酬"),
    ("attendance_outside_contract", "考勤日不在任何合同期内，不计酬"),
    ("calendar_year_missing", "该年没有日历：不计酬，日期不移动"),
    ("piece_without_quantity", "计件合同的出勤日没有件数"),
    ("piece_overtime_not_priced", "计件合同的超时未计价"),
    ("minimum_wage_unknown", "最低工资未知，赔偿扣除只受 20% 限制"),
    ("deduction_over_limit", "超过法定限度的扣除，仍应支付"),
    ("payroll_net_short", "实发低于应发减扣除"),
    ("payroll_without_attendance", "有工资支付表而无考勤"),
    ("attendance_without_payroll", "有应得工资而无工资支付表"),
    ("payroll_below_attendance", "工资支付表低于考勤所得"),
    ("payroll_above_attendance", "工资支付表高于考勤所得"),
    ("payroll_unconfirmed", "工资支付表未经工人确认"),
    ("days_mismatch", "工资支付表天数与出勤天数不同"),
    ("reversal_without_original", "冲回没有对应的原转账"),
    ("over_reversal", "冲回超过原金额"),
    ("possible_duplicate_payment", "可能重复支付"),
    ("shared_payee_account", "同一账户收取三名以上工人的工资"),
    ("paid_outside_wage_account", "工资不是从工资专用账户支付"),
    ("transfer_without_attendance", "向没有出勤的用工关系付款"),
    ("round_flat_payment", "同班组同日同额整数付款"),
    ("balance_from_movements", "专户没有期初余额，余额为流水合计"),
    ("overdrawn_deposit", "保证金动用超过其金额"),
    ("case_dates_reversed", "案件办结日期早于受理日期"),
    ("published_rate_differs", "公布的比率与其计数不符"),
    ("file_sum_differs", "文件自述的合计、笔数或余额与其明细不符"),
    ("batch_payout_alternatives", "整笔代发可由多组工资行构成，未计入任何人"),
    ("batch_payout_impossible", "整笔代发与未付工资行无法吻合，未计入任何人"),
    ("batch_payout_undecided", "整笔代发在规定步数内无法判定，未计入任何人"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::finding::Code;

    #[test]
    fn keys_stand_once_and_both_languages_put_in_the_same() {
        let mut keys: Vec<_> = PHRASES.iter().map(|(key, _, _)| *key).collect();
        keys.sort_unstable();
        assert!(keys.windows(2).all(|pair| pair[0] != pair[1]));
        for (key, zh, en) in PHRASES {
            assert_eq!(zh.matches("{}").count(), en.matches("{}").count(), "{key}");
        }
    }

    #[test]
    fn every_code_has_a_chinese_meaning() {
        let mut codes: Vec<_> = Code::ALL.iter().map(|code| code.word()).collect();
        let mut known: Vec<_> = FINDINGS.iter().map(|(code, _)| *code).collect();
        codes.sort_unstable();
        known.sort_unstable();
        assert_eq!(known, codes);
    }
}
