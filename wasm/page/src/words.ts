// What the page itself says, in Chinese and English. Words of tables come from the engine.
import type { Lang, Words } from "../../pkg/anxin.js";

const SAID = {
  title: ["安薪 · 工资支付现场核对", "Anxin · wages checked on the spot"],
  local: ["数据只在本机计算，不上传", "Data stays on this computer"],
  other_language: ["English", "中文"],
  files: ["数据", "Data"],
  drop: ["把文件或文件夹拖到这里", "Drop files or folders here"],
  drop_more: [
    "考勤、合同、工资表、银行流水、专户与保证金：Excel、CSV、Parquet、Arrow、银行回单均可",
    "Attendance, contracts, payroll, bank statements, deposits: Excel, CSV, Parquet, Arrow, bank files",
  ],
  choose_files: ["选择文件", "Choose files"],
  choose_folder: ["选择文件夹", "Choose a folder"],
  sample: ["载入示例工地", "Load the sample site"],
  as_of: ["截止日", "As of"],
  policy: ["规则", "Policy"],
  policy_builtin: ["内置规则 cn", "built-in policy cn"],
  policy_own: ["载入规则文件（TOML）", "Load a policy file (TOML)"],
  policy_back: ["改用内置规则", "Use the built-in policy"],
  province: ["省份", "Province"],
  province_of_project: ["按项目所在地区", "where each project lies"],
  province_hint: [
    "未写明地区的项目适用所选省份的规则",
    "rules of this province hold for projects that name no region",
  ],
  run: ["开始核对", "Reconcile"],
  cancel: ["取消", "Cancel"],
  clear: ["清空", "Clear"],
  reading: ["正在读取", "Reading"],
  wages: ["正在核算工资", "Computing wages"],
  working: ["正在处理", "Working"],
  file: ["文件", "File"],
  taken_as: ["识别为", "Taken for"],
  rows: ["行数", "Rows"],
  files_given: ["个文件", "files"],
  table_file: ["按表头识别", "known by its header"],
  ignored: ["不是本系统的数据，未使用", "nothing of ours, not used"],
  unknown_headers: ["未识别的列", "Headers that mean nothing"],
  overview: ["总览", "Overview"],
  projects: ["项目", "Projects"],
  workers: ["工人", "Workers"],
  transfers: ["转账", "Transfers"],
  findings: ["数据问题", "Findings"],
  digests: ["校验", "Digests"],
  people: ["人", "people"],
  projects_of: ["个项目", "projects"],
  advance: ["预付", "Advance"],
  ageing: ["账龄", "Age of arrears"],
  age_days: ["逾期天数", "Days overdue"],
  worker_periods: ["人月", "worker-months"],
  coverage: ["欠薪的资金保障", "What stands behind the arrears"],
  coverage_hint: [
    "按法定次序，现有资金可清偿的部分；不代表责任认定",
    "Means at hand in their legal order; not a verdict on liability",
  ],
  months: ["各月应付、已付与拖欠", "Months: due, paid and arrears"],
  month: ["月份", "Month"],
  warnings: ["预警", "Warnings"],
  no_warnings: ["没有预警", "No warnings"],
  colour: ["颜色", "Colour"],
  red: ["红", "red"],
  yellow: ["黄", "yellow"],
  blue: ["蓝", "blue"],
  green: ["绿", "green"],
  deposits: ["工资保证金", "Wage deposit"],
  held: ["已缴", "Held"],
  required: ["应缴", "Required"],
  shortfall: ["缺口", "Short"],
  search: ["搜索编号或姓名", "Search ids and names"],
  only_owed: ["只看欠薪", "Owed only"],
  shown: ["行", "rows"],
  worker: ["工人", "Worker"],
  name: ["姓名", "Name"],
  project: ["项目", "Project"],
  transfer: ["转账", "Transfer"],
  amount: ["金额", "Amount"],
  paid_date: ["日期", "Date"],
  fate: ["结果", "Fate"],
  rule: ["如何对应", "Matched by"],
  table: ["数据表", "Table"],
  row: ["行", "Row"],
  code: ["问题", "Code"],
  meaning: ["含义", "Meaning"],
  detail: ["详情", "Detail"],
  statement: ["对账单", "Statement"],
  why: ["去向及原因", "What became of it"],
  open_statement: ["打开对账单", "Open the statement"],
  print: ["打印 / 存为 PDF", "Print or save as PDF"],
  save_html: ["保存网页", "Save page"],
  save_xlsx: ["保存 Excel", "Save workbook"],
  save_csv: ["保存 CSV", "Save CSV"],
  show_ids: ["显示完整证件号与姓名", "ids and names in full"],
  close: ["关闭", "Close"],
  inputs: ["输入数据", "Inputs"],
  results: ["结果", "Results"],
  policy_digest: ["规则指纹", "Fingerprint of the policy"],
  digest_hint: [
    "同样的数据与规则，在任何机器上都得到同样的校验值，可与平台核对",
    "The same data and policy give the same digests on every machine: compare them with the platform",
  ],
  ask_headers: ["这些列是什么？", "What do these columns hold?"],
  ask_headers_hint: [
    "表头未能识别。选择对应的列，本机会记住，下次不再询问。",
    "Their headers are not known. Choose the column; this computer remembers it.",
  ],
  means_nothing: ["不使用", "not used"],
  remember: ["确定", "Remember"],
  error: ["无法完成", "This could not be done"],
  stopped: [
    "计算模块已停止，文件可能已损坏。请移除该文件后重试。",
    "The module stopped; a file may be damaged. Remove it and try again.",
  ],
  unreadable: ["未能读取的行", "Rows that could not be read"],
  all_findings: ["全部问题", "All findings"],
  none: ["无", "none"],
  offline_ready: ["已可离线使用", "Works offline now"],
  key_warnings: ["关键性", "key"],
  general_warnings: ["一般性", "general"],
  basis: ["依据", "Basis"],
  value: ["数值", "Value"],
  deadline: ["整改期限", "Deadline"],
} as const satisfies Record<string, readonly [string, string]>;

export type Key = keyof typeof SAID;

/** Speaks one language. */
export class Speech {
  constructor(
    readonly lang: Lang,
    readonly words: Words,
  ) {}

  /** A phrase of the page. */
  say(key: Key): string {
    return SAID[key][this.lang === "zh" ? 0 : 1];
  }

  /** A word of the tables, itself where there is none. */
  word(code: string | null): string {
    return code === null ? "—" : (this.words.words[code] ?? code);
  }

  /** An input table. */
  table(name: string | null): string {
    return (this.lang === "zh" ? TABLES[name ?? ""] : undefined) ?? name ?? "—";
  }

  /** A rule of early warning; one of a policy file has its code alone. */
  warning(code: string): string {
    return WARNINGS[code]?.[this.lang === "zh" ? 0 : 1] ?? code;
  }

  /** A bracket of ages in days. */
  age(bracket: string): string {
    return bracket.replace(/^over_(\d+)$/, this.lang === "zh" ? "$1 以上" : "over $1");
  }

  /** What a finding code means. */
  finding(code: string): string {
    return this.words.findings[code] ?? code;
  }
}

const TABLES: Record<string, string> = {
  projects: "项目",
  workers: "工人花名册",
  contractors: "企业",
  contracts: "劳动合同",
  attendance: "考勤",
  punches: "打卡记录",
  payroll: "工资支付表",
  adjustments: "增减项",
  transfers: "工资转账",
  account_entries: "工资专户流水",
  deposits: "工资保证金",
  contractor_events: "企业记录",
  cases: "欠薪案件",
  signals: "风险线索",
  calendar: "工作日历",
  published_rates: "公布比率",
};

const WARNINGS: Record<string, readonly [string, string]> = {
  account_late: ["工资专户开设逾期", "wage account opened late"],
  account_low: ["工资专户余额不足", "wage account runs low"],
  account_missing: ["未开设工资专户", "no wage account"],
  account_other_payee: ["专户资金付给他人", "wage account paid someone else"],
  account_other_purpose: ["专户资金挪作他用", "wage account used otherwise"],
  accounts_not_bound: ["工人未绑定工资卡", "workers without a bound account"],
  arrears: ["拖欠工资", "wages in arrears"],
  arrears_uncovered: ["欠薪无资金保障", "arrears that nothing covers"],
  attendance_outside_contract: ["考勤不在合同期内", "attendance outside contracts"],
  attendance_without_contract: ["有考勤而无合同", "attendance without a contract"],
  attendance_without_payroll: ["有考勤而未列入工资表", "attendance without payroll"],
  blacklist_candidate: ["可能列入失信名单", "may be listed for arrears"],
  cases_overdue: ["案件超期未办结", "cases past their time"],
  closing_rate_low: ["案件办结率偏低", "few cases closed"],
  crime_one_worker: ["拖欠一人数额较大", "much owed to one worker"],
  crime_ten_workers: ["拖欠十人以上数额较大", "much owed to ten workers"],
  data_stale: ["考勤数据未及时更新", "attendance is out of date"],
  day_over_24h: ["一天出勤超过24小时", "days of more than 24 hours"],
  days_mismatch: ["工资表天数与考勤不符", "days of sheet and clock differ"],
  deduction_over_limit: ["扣款超过法定限度", "deductions over the limit"],
  deposit_expired: ["保证金（保函）已过期", "deposit has expired"],
  deposit_expiring: ["保证金（保函）即将到期", "deposit is about to expire"],
  deposit_late: ["保证金缴存逾期", "deposit made late"],
  deposit_not_topped_up: ["保证金动用后未补足", "deposit not topped up"],
  deposit_short: ["保证金不足", "deposit too small"],
  deposit_too_short: ["保函有效期不足", "guarantee ends too early"],
  evidence_missing: ["缺少工资凭证", "evidence is missing"],
  high_monthly_wage: ["月工资异常偏高", "a very high monthly wage"],
  high_yearly_wage: ["年工资异常偏高", "a very high yearly wage"],
  labour_cost_late: ["人工费用拨付逾期", "labour cost came late"],
  labour_cost_overdue: ["人工费用尚未拨付", "labour cost is overdue"],
  many_without_payroll: ["多人有考勤而无工资表", "many without payroll"],
  not_paid_by_general_contractor: ["未实行总包代发", "not paid by the general contractor"],
  notice_board_incomplete: ["维权告示牌不全", "notice board incomplete"],
  paid_late: ["工资支付逾期", "wages paid late"],
  paid_outside_wage_account: ["工资未经专户支付", "paid outside the wage account"],
  partly_paid: ["工资未足额支付", "wages paid in part"],
  payee_not_worker: ["工资付入他人账户", "paid to another's account"],
  payment_guarantee_missing: ["未提供工程款支付担保", "no payment guarantee"],
  payroll_above_attendance: ["工资表高于考勤", "payroll above attendance"],
  payroll_below_attendance: ["工资表低于考勤", "payroll below attendance"],
  payroll_officer_missing: ["未配备劳资专管员", "no payroll officer"],
  payroll_unconfirmed: ["工资表未经工人确认", "payroll not confirmed"],
  payroll_without_attendance: ["有工资而无考勤", "payroll without attendance"],
  payroll_without_transfer: ["有工资表而无转账", "payroll without a transfer"],
  possible_duplicate_payment: ["可能重复支付", "may be paid twice"],
  punch_unpaired: ["打卡不成对", "punches without a pair"],
  real_name_missing: ["未落实实名制", "no real-name system"],
  round_flat_payment: ["同班组同额整数付款", "round sums for a whole team"],
  shared_payee_account: ["多人共用收款账户", "one account for several workers"],
  signs_of_trouble: ["存在欠薪隐患线索", "signs of trouble"],
  three_months_in_arrears: ["连续三个月欠薪", "three months in arrears"],
  transfer_failed: ["转账失败", "failed transfers"],
  transfer_returned: ["转账退回", "returned transfers"],
  transfer_without_attendance: ["无考勤而付款", "transfers without attendance"],
  transfer_without_payroll: ["有转账而无工资表", "transfers without payroll"],
  unpaid_for_two_months: ["两个月未付工资", "unpaid for two months"],
  update_rate_low: ["数据更新率偏低", "few sites up to date"],
  workers_not_registered: ["工人未实名登记", "workers not registered"],
};

/** Provinces by the first two digits of their region codes. */
export const PROVINCES: readonly (readonly [string, string, string])[] = [
  ["11", "北京", "Beijing"],
  ["12", "天津", "Tianjin"],
  ["13", "河北", "Hebei"],
  ["14", "山西", "Shanxi"],
  ["15", "内蒙古", "Inner Mongolia"],
  ["21", "辽宁", "Liaoning"],
  ["22", "吉林", "Jilin"],
  ["23", "黑龙江", "Heilongjiang"],
  ["31", "上海", "Shanghai"],
  ["32", "江苏", "Jiangsu"],
  ["33", "浙江", "Zhejiang"],
  ["34", "安徽", "Anhui"],
  ["35", "福建", "Fujian"],
  ["36", "江西", "Jiangxi"],
  ["37", "山东", "Shandong"],
  ["41", "河南", "Henan"],
  ["42", "湖北", "Hubei"],
  ["43", "湖南", "Hunan"],
  ["44", "广东", "Guangdong"],
  ["45", "广西", "Guangxi"],
  ["46", "海南", "Hainan"],
  ["50", "重庆", "Chongqing"],
  ["51", "四川", "Sichuan"],
  ["52", "贵州", "Guizhou"],
  ["53", "云南", "Yunnan"],
  ["54", "西藏", "Tibet"],
  ["61", "陕西", "Shaanxi"],
  ["62", "甘肃", "Gansu"],
  ["63", "青海", "Qinghai"],
  ["64", "宁夏", "Ningxia"],
  ["65", "新疆", "Xinjiang"],
];
