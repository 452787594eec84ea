//! The words of code columns: the English word, then national codes and Chinese words for it.

use super::CodeWord;

const fn word(word: &'static str, others: &'static [&'static str]) -> CodeWord {
    CodeWord { word, others }
}

/// National list of kinds of works: the number, then its words.
pub(super) const CATEGORY: &[(i32, &[&str])] = &[
    (1, &["房建", "房屋建筑", "房屋建筑工程"]),
    (2, &["市政", "市政工程"]),
    (3, &["机电", "机电安装"]),
    (4, &["铁路", "铁路工程"]),
    (5, &["公路", "公路工程"]),
    (6, &["港航", "港口与航道"]),
    (7, &["水利水电", "水利"]),
    (8, &["电力"]),
    (9, &["矿山"]),
    (10, &["冶炼"]),
    (11, &["化工石油"]),
    (12, &["通信"]),
    (99, &["其他", "其它"]),
];

pub(super) const INVESTMENT: &[CodeWord] = &[
    word("government", &["政府投资", "政府"]),
    word("state_owned", &["国有投资", "国企", "国有企业投资"]),
    word("private", &["社会投资", "民间投资", "私人投资", "民营"]),
];

pub(super) const PROJECT_STATUS: &[CodeWord] = &[
    word("preparing", &["001", "002", "筹备", "立项"]),
    word("active", &["003", "在建", "施工"]),
    word("suspended", &["005", "停工"]),
    word("completed", &["004", "完工", "竣工"]),
];

pub(super) const PAY_BASIS: &[CodeWord] = &[
    word("hourly", &["0", "计时", "小时工"]),
    word("daily", &["1", "计日", "计天", "日工"]),
    word("monthly", &["3", "包月", "月薪"]),
    word("piece", &["2", "计件", "计量"]),
];

pub(super) const HOURS_SYSTEM: &[CodeWord] = &[
    word("standard", &["标准工时", "标准工时制"]),
    word("comprehensive", &["综合工时", "综合计算工时", "综合工时制"]),
    word("flexible", &["不定时", "不定时工作制"]),
    word("none", &["无"]),
];

pub(super) const ATTENDANCE_SOURCE: &[CodeWord] = &[
    word("device", &["设备", "考勤机"]),
    word("manual", &["人工", "手工", "补录"]),
    word("system", &["系统", "系统生成"]),
];

pub(super) const PUNCH_DIRECTION: &[CodeWord] =
    &[word("in", &["01", "进", "进场", "入场", "入"]), word("out", &["02", "出", "出场"])];

pub(super) const ADJUSTMENT_KIND: &[CodeWord] = &[
    word("allowance", &["津贴", "补贴"]),
    word("bonus", &["奖金"]),
    word("statutory_deduction", &["法定扣款"]),
    word("damage_deduction", &["损失赔偿", "赔偿扣款"]),
    word("other_deduction", &["其他扣款", "其它扣款"]),
];

pub(super) const TRANSFER_STATUS: &[CodeWord] = &[
    word(
        "settled",
        &["20", "成功", "已发放", "已到账", "交易成功", "处理成功", "发放成功", "支付成功"],
    ),
    word("pending", &["0", "40", "处理中", "未发放", "重新发放中", "待处理", "待发放", "发放中"]),
    word("returned", &["退回", "已退回", "退票", "退汇", "已退汇"]),
    word("failed", &["30", "失败", "发放失败", "交易失败", "处理失败", "支付失败"]),
];

pub(super) const ENTRY_DIRECTION: &[CodeWord] =
    &[word("credit", &["1", "收入", "收", "贷"]), word("debit", &["2", "支出", "支", "借"])];

pub(super) const PURPOSE: &[CodeWord] = &[
    word("opening", &["期初余额", "期初"]),
    word("labour_cost", &["人工费", "人工费用"]),
    word("wage", &["工资", "代发工资"]),
    word("interest", &["利息"]),
    word("other", &["其他", "其它"]),
];

pub(super) const DEPOSIT_KIND: &[CodeWord] = &[
    word("cash", &["现金"]),
    word("bank_guarantee", &["银行保函", "保函"]),
    word("insurance_bond", &["保险保单", "保单", "保证保险"]),
    word("other_security", &["其他担保", "其它担保"]),
    word("payment_guarantee", &["工程款支付担保", "支付担保"]),
    word("emergency_fund", &["应急周转金"]),
];

pub(super) const CONTRACTOR_EVENT: &[CodeWord] = &[
    word("arrears", &["欠薪", "拖欠工资"]),
    word("blacklisted", &["列入失信名单", "列入黑名单"]),
    word("order", &["责令整改", "责令改正"]),
    word("order_disobeyed", &["拒不整改", "拒不改正"]),
    word("punished", &["行政处罚", "处罚"]),
    word("mass_incident", &["群体性事件"]),
    word("cleared", &["移出失信名单", "移出黑名单"]),
];

pub(super) const SIGNAL: &[CodeWord] = &[
    word("water", &["欠水费", "水费"]),
    word("power", &["欠电费", "电费"]),
    word("social_insurance", &["欠社保", "欠缴社保", "社保"]),
    word("tax", &["欠税", "税"]),
    word("opinion", &["舆情"]),
];

pub(super) const DAY_CLASS: &[CodeWord] = &[
    word("workday", &["工作日", "上班"]),
    word("rest_day", &["休息日", "公休日"]),
    word("holiday", &["法定节假日", "节假日", "法定假日"]),
];
