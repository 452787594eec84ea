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
  table_file: ["按表头识别的数据表", "a table, known by name or header"],
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

  /** What a finding code means. */
  finding(code: string): string {
    return this.words.findings[code] ?? code;
  }
}

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
