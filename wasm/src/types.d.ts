/** The call cannot be carried out. `code` is one of a short list that does not change. */
export interface AnxinError extends Error {
  name: "AnxinError";
  code: string;
}

/** The language of texts. */
export type Lang = "zh" | "en";

/** An input table. */
export type InputTable =
  | "projects"
  | "workers"
  | "contracts"
  | "attendance"
  | "punches"
  | "payroll"
  | "adjustments"
  | "transfers"
  | "account_entries"
  | "deposits"
  | "contractors"
  | "contractor_events"
  | "cases"
  | "signals"
  | "calendar"
  | "published_rates";

/** A table of results. */
export type OutputTable =
  | "worker_periods"
  | "worker_totals"
  | "project_totals"
  | "contractor_totals"
  | "region_totals"
  | "transfer_fates"
  | "allocations"
  | "findings"
  | "accounting"
  | "wage_lines"
  | "cover"
  | "labour_cost_months"
  | "deposit_status"
  | "deposit_days"
  | "matches"
  | "population"
  | "causes"
  | "six_systems"
  | "case_totals"
  | "employer_totals"
  | "credit_flags"
  | "rollup_totals"
  | "month_totals"
  | "warnings"
  | "batch_payouts"
  | "batch_payout_workers";

/** Told what is read (a table, or `wages`), rows or workers done, and of how many; `false` cancels. */
export type OnProgress = (stage: string, done: number, total: number | null) => boolean | void;

/** SHA-256 of the canonical CSV of a table. */
export interface TableDigest {
  table: string;
  sha256: string;
}

/** Words by code, and a sentence on each finding code. */
export interface Words {
  words: Record<string, string>;
  findings: Record<string, string>;
}

/** Names by id. */
export interface Names {
  workers: Record<string, string>;
  projects: Record<string, string>;
}

/** Which tables there are, and what became of files that are no table by name. */
export interface Recognised {
  tables: string[];
  files: RecognisedFile[];
  ignored: string[];
}

/** A file that was recognised by its content. */
export interface RecognisedFile {
  file: string;
  sort: string;
  why: string[];
  tables: { table: string; sheet: string; rows: number }[];
  notes: { kind: string; place: string; text: string }[];
  /** Headers that mean nothing. */
  unknown: string[];
}

/** Money is text in yuan with two decimals, days are `YYYY-MM-DD`. */
export interface Summary {
  engine_version: string;
  as_of: string;
  policy: { name: string; fingerprint: string };
  totals: Record<
    "due" | "paid" | "arrears" | "not_yet_due" | "advance" | "covered" | "uncovered",
    string
  >;
  ageing: { age_bracket: string; worker_periods: number; arrears: string }[];
  oldest_due_date: string | null;
  oldest_overdue_days: number | null;
  counts: Record<
    | "worker_periods"
    | "workers"
    | "workers_owed"
    | "engagements"
    | "projects"
    | "projects_in_arrears"
    | "provisional_worker_periods"
    | "provisional_deposits",
    number
  >;
  deposits: { required: string; held: string; shortfall: string };
  transfers: { fate: string; rows: number; amount: string }[];
  set_aside: { table: string; code: string; rows: number }[];
  inputs: Record<string, string>;
  warnings: Record<string, number>;
  digests?: TableDigest[];
}

/** All that was asked for of one worker. */
export interface Explained {
  /** The worker. */
  worker_id: string;
  /** The day it is about. */
  as_of: string;
  /** Name of the policy it followed. */
  policy: string;
  /** One a worker-period, by project, then period. */
  statements: Statement[];
}

/** One worker, project and month. */
export interface Statement {
  /** The worker. */
  worker_id: string;
  /** The project. */
  project_id: string;
  /** The wage month. */
  period: string;
  /** Employer of the contract that sets the due date. */
  employer_id: string | null;
  /** Whether an attended day lies in a year without calendar and so earned nothing yet. */
  provisional: boolean;
  /** Every day of the month. */
  calendar: CalendarDay[];
  /** Days with minutes above zero. */
  attended_days: number;
  /** Minutes, after the cap of 1440 a day. */
  attended_minutes: number;
  /** Contracts in force on some day of the month, the earliest first. */
  contracts: ContractTerms[];
  /** How each contract's wage came about. */
  wage_lines: WageLine[];
  /** Allowances, bonuses and deductions. */
  adjustments: AdjustmentLine[];
  /** What the law left of the deductions; `null` where there was none. */
  deductions: DeductionLimits | null;
  /** Due by attendance. */
  attendance_due: string;
  /** Lines of the payroll sheet. */
  payroll: PayrollSheetLine[];
  /** Due by the payroll sheet. */
  payroll_due: string;
  /** What is due. */
  due: string;
  /** Which of the two it is. */
  due_source: string;
  /** The policy by which it was chosen. */
  due_rule: string;
  /** How the due date came about. */
  due_date: DueDate;
  /** Every transfer that paid it, or that is the worker's and not another project's. */
  transfers: TransferLine[];
  /** Paid: what the transfers below allocate to this period. */
  paid: string;
  /** Of that, on or before the due date. */
  paid_on_time: string;
  /** Day of the latest payment of a period paid in full. */
  settled_date: string | null;
  /** Unpaid and overdue. */
  arrears: string;
  /** Unpaid and not yet overdue. */
  not_yet_due: string;
  /** Days from the due date to `as_of`, where something is in arrears. */
  overdue_days: number | null;
  /** Their bracket. */
  age_bracket: string | null;
  /** Findings about it. */
  findings: FindingLine[];
  /** What covers the worker's arrears on this project, all periods together. */
  cover: CoverLine[];
  /** The law behind each part. */
  laws: Law[];
  /** `due − paid − arrears − not_yet_due`: always `0.00`. */
  residual: string;
  /** Name of the worker, where known. */
  worker_name: string | null;
  /** The day it is about. */
  as_of: string;
  /** Name of the policy it followed. */
  policy: string;
}

/** A day of the month. */
export interface CalendarDay {
  /** The day. */
  date: string;
  /** `workday`, `rest_day` or `holiday`; `null` in a year without calendar. */
  day_class: string | null;
  /** Minutes; `null` without a row, which differs from 0. */
  minutes: number | null;
  /** Pieces. */
  quantity: string | null;
  /** The contract in force. */
  contract_id: string | null;
}

/** The terms of a contract. */
export interface ContractTerms {
  /** Its id. */
  contract_id: string;
  /** The employer. */
  employer_id: string | null;
  /** The team. */
  team_id: string | null;
  /** `hourly`, `daily`, `monthly` or `piece`. */
  pay_basis: string;
  /** Yuan per hour, day, month or piece, four decimals. */
  rate: string;
  /** First day. */
  start_date: string;
  /** Last day; `null`: open. */
  end_date: string | null;
  /** Hours system, the policy's where the contract has none. */
  hours_system: string;
  /** Length of one 工. */
  daily_minutes: number;
  /** Days of this month on which it is the contract in force. */
  days_in_force: number;
}

/** The wage of one contract. */
export interface WageLine {
  /** The contract. */
  contract_id: string;
  /** `hourly`, `daily`, `monthly` or `piece`. */
  pay_basis: string;
  /** Weighted minutes in percent-minutes, as in the table. */
  weighted_minutes: number;
  /** Overtime in percent-minutes. */
  overtime_minutes: number;
  /** Absence in minutes, where it was deducted. */
  absence_minutes: number | null;
  /** How the weighted minutes came about, numbers put in; `null` for piece work. */
  weighted_formula: string | null;
  /** The formula in symbols. */
  formula: string;
  /** What the symbols are, in the order in which they occur. */
  symbols: Symbol[];
  /** The formula with numbers put in; its value is the exact wage in yuan. */
  numbers: string;
  /** The exact wage in fen: numerator, in lowest terms. */
  numerator: string;
  /** Denominator. */
  denominator: string;
  /** Rounded half up to a fen, once. */
  wage: string;
}

/** A symbol of a formula. */
export interface Symbol {
  /** The symbol. */
  symbol: string;
  /** Its number, or how that is made. */
  value: string;
}

/** An allowance, bonus or deduction. */
export interface AdjustmentLine {
  /** Its kind. */
  kind: string;
  /** Amount. */
  amount: string;
  /** `added`, `deducted`, `limited`, `not_lawful` or `no_wage` (nothing was earned). */
  treatment: string;
}

/** Limits of deductions and what they left. */
export interface DeductionLimits {
  /** Part of gross that damages may take. */
  damage_cap: string;
  /** The local minimum wage a month; `null` where not known. */
  minimum_wage: string | null;
  /** Of the damages, what could not be deducted. */
  damage_not_lawful: string;
  /** Of all deductions, what could not be deducted and stays due. */
  not_lawful: string;
}

/** A line of a payroll sheet. */
export interface PayrollSheetLine {
  /** The sheet. */
  payroll_id: string;
  /** Gross. */
  gross: string | null;
  /** Deductions. */
  deductions: string | null;
  /** Net. */
  net: string;
  /** Signed by the worker. */
  confirmed: boolean;
  /** Pays an earlier month; never a due. */
  is_back_pay: boolean;
  /** Days on the sheet. */
  days: string | null;
  /** What the line makes due. */
  due: string;
}

/** How a due date came about. */
export interface DueDate {
  /** The contract that sets it; `null`: the policy. */
  contract_id: string | null;
  /** Day of the month. */
  pay_day: number;
  /** Whether that is the policy's. */
  pay_day_is_policy: boolean;
  /** Months after the period. */
  pay_month_offset: number;
  /** Whether that is the policy's. */
  pay_month_offset_is_policy: boolean;
  /** The day so named, clamped to the end of its month. */
  nominal_date: string;
  /** The last workday on or before it; the same day where the calendar of its year is not known. */
  moved_date: string;
  /** Whether a calendar was missing to move it. */
  calendar_missing: boolean;
  /** The end of all contracts, where the wage falls due earlier for it. */
  termination_date: string | null;
  /** The last attended day, where the wage cannot fall due before it. */
  last_attended_date: string | null;
  /** The due date. */
  due_date: string;
}

/** A transfer and where each fen of it went. */
export interface TransferLine {
  /** The transfer. */
  transfer_id: string;
  /** Row in the table as handed over, 0-based. */
  row: number;
  /** Day of payment. */
  paid_date: string;
  /** Amount. */
  amount: string;
  /** What became of it. */
  fate: string;
  /** The rule by which it is his. */
  match_rule: string | null;
  /** The project it is bound to; `null`: all of the worker's. */
  project_id: string | null;
  /** The period it names. */
  named_period: string | null;
  /** What it pays, period by period. */
  allocations: AllocationLine[];
  /** What no period could take. */
  advance: string;
  /** Taken back. */
  taken_back: string;
  /** Set aside under its fate. */
  set_aside: string;
}

/** A part of a transfer. */
export interface AllocationLine {
  /** The project. */
  project_id: string;
  /** The period. */
  period: string;
  /** `named` or `oldest`. */
  pass: string;
  /** Amount. */
  amount: string;
  /** Whether it pays the period of this statement. */
  is_here: boolean;
}

/** A finding. */
export interface FindingLine {
  /** What it is about. */
  code: string;
  /** The input table. */
  table: string;
  /** Row in the table as handed over, 0-based. */
  row: number | null;
  /** The money it is about. */
  amount: string | null;
  /** For a reader. */
  detail: string;
  /** One sentence on the code. */
  meaning: string;
}

/** Money that covers arrears. */
export interface CoverLine {
  /** What kind of means. */
  source: string;
  /** Which one. */
  source_id: string | null;
  /** How much of the arrears. */
  amount: string;
}

/** A law and the part of the statement that rests on it. */
export interface Law {
  /** The part. */
  about: string;
  /** Document and article, in English. */
  basis: string;
  /** The same in Chinese. */
  basis_zh: string;
}

/** What became of the rows of one transfer id. */
export interface TransferExplained {
  /** The transfer. */
  transfer_id: string;
  /** The day it is about. */
  as_of: string;
  /** Name of the policy it followed. */
  policy: string;
  /** One a row of that id, in row order. */
  rows: TransferVerdict[];
}

/** What became of one row, and why. */
export interface TransferVerdict {
  /** Row in the table as handed over, 0-based. */
  row: number;
  /** What the row says, in the order of the columns; what is not given is left out. */
  given: Field[];
  /** The fate, or the code of step 1 with which the row was set aside. */
  fate: string;
  /** The step that decided it. */
  step: string;
  /** Why, as a word: `paid` where it counts. */
  reason: string;
  /** The rule by which it is his. */
  match_rule: string | null;
  /** The worker it is put down to. */
  worker_id: string | null;
  /** The project it is bound to; `null`: all of the worker's, or none. */
  project_id: string | null;
  /** Engagements left, as in `transfer_fates`. */
  candidates: number | null;
  /** Other transfers that decided its fate. */
  others: OtherRow[];
  /** The seven rules of step 4.2, in their order; empty where the row did not pass step 1. */
  rules: RuleTrial[];
  /** Changes of one thing after which it would have counted, the nearest first; at most five. */
  changes: ChangeLine[];
  /** Engagements it could have meant, those that differ least first; at most five. */
  near: NearLine[];
  /** What it pays, period by period. */
  allocations: AllocationLine[];
  /** What no period could take. */
  advance: string;
  /** Taken back. */
  taken_back: string;
  /** Set aside. */
  set_aside: string;
  /** Findings about the row. */
  findings: FindingLine[];
}

/** A field and its value. */
export interface Field {
  /** A column of the table `transfers`. */
  field: string;
  /** What stands there. */
  value: string;
}

/** Another row that decided a fate. */
export interface OtherRow {
  /** `counts_instead`, `reverses_it`, `is_reversed`. */
  relation: string;
  /** The transfer. */
  transfer_id: string;
  /** Its row. */
  row: number;
  /** Its fate. */
  fate: string;
  /** Its amount. */
  amount: string;
  /** Where the row at hand says something else. */
  differs: Difference[];
}

/** One field in two rows. */
export interface Difference {
  /** A column of the table `transfers`. */
  field: string;
  /** In the row at hand. */
  given: string | null;
  /** There. */
  other: string | null;
}

/** One rule of step 4.2. */
export interface RuleTrial {
  /** 1 to 7. */
  number: number;
  /** Its word. */
  rule: string;
  /** `took`, `left_several`, `left_none`, `not_asked` (the row does not say enough, or says what
   * forbids the rule) or `came_later` (an earlier rule had taken it). */
  outcome: string;
  /** Engagements it leaves, also where it came later. */
  candidates: number;
  /** The first of them. */
  engagements: Pair[];
}

/** A worker on a project. */
export interface Pair {
  /** The worker. */
  worker_id: string;
  /** The project; `null`: all of his. */
  project_id: string | null;
}

/** A change of one thing after which a transfer would have counted. */
export interface ChangeLine {
  /** A column of the table `transfers`, or `as_of`. */
  field: string;
  /** What stands there. */
  from: string | null;
  /** What should; `null`: nothing. */
  to: string | null;
  /** The rule that would find whose it is. */
  rule: string;
  /** The worker it would be put down to. */
  worker_id: string;
  /** The project it would be bound to; `null`: all of the worker's. */
  project_id: string | null;
}

/** An engagement that a transfer could have meant. */
export interface NearLine {
  /** The worker. */
  worker_id: string;
  /** The project. */
  project_id: string;
  /** Fields that are given and are its own. */
  agrees: string[];
  /** Fields that are given and are not. */
  differs: Difference[];
}

/** What was checked of a bundle, and how it stands. */
export interface Verification {
  /** Whether all that was asked for agrees. */
  agrees: boolean;
  /** Where its bytes are not as they were written; then nothing else is known. */
  damage: Damage | null;
  /** The root that its bytes lead to. */
  root: string | null;
  /** Whether that is the root that was given; `null` where none was. */
  root_agrees: boolean | null;
  /** Always `null` here: it needs the secret of the office. */
  workers_agree: boolean | null;
  /** What it says of itself. */
  manifest: Manifest | null;
  /** Every input and output beside what was computed again; empty without data. */
  compared: Compared[];
}

/** Bytes of a bundle that are not as they were written. */
export interface Damage {
  /** The file of the bundle; `null` where it is in what holds the files together. */
  name: string | null;
  /** What is wrong, with its place. */
  message: string;
}

/** One file of a bundle beside what was computed again. */
export interface Compared {
  /** What was handed over, or what came out. */
  kind: "input" | "output";
  /** Its name. */
  name: string;
  /** `missing`: in the bundle alone; `added`: in the data alone. */
  verdict: "agrees" | "differs" | "missing" | "added";
  /** Of an output that differs: the line where it first does, the header being 1. */
  record: number | null;
}

/** What a bundle says of itself. */
export interface Manifest {
  format: number;
  engine_version: string;
  as_of: string;
  policy: { name: string; fingerprint: string };
  /** Every file that was handed over. */
  inputs: { name: string; tables: string[]; bytes: number; sha256: string }[];
  /** Every other file of the bundle. */
  files: { name: string; bytes: number; sha256: string }[];
  /** Workers that can be given a slip. */
  workers: number;
  workers_root: string;
  salt: string;
}

/** Whether a slip stands under a root. */
export interface SlipVerification {
  agrees: boolean;
  /** The root that it leads to; `null` where its salt, path or place leads nowhere. */
  root: string | null;
  slip: Slip;
}

/** What a worker is given: his lines, and the way from them to the root. */
export interface Slip {
  format: number;
  worker_id: string;
  as_of: string;
  policy_fingerprint: string;
  engine_version: string;
  /** His lines as canonical CSV with headers. */
  lines: { worker_periods: string; worker_totals: string; cover: string; transfer_fates: string };
  salt: string;
  index: number;
  workers: number;
  path: string[];
  manifest_sha256: string;
}

/** A file of a ledger's folder. */
export interface LedgerFile {
  name: string;
  bytes: Uint8Array;
}

/** A state of a ledger: a commit, counted from 0, or a day `YYYY-MM-DD`. */
export type LedgerPoint = number | string;

/** Rows of a table of a ledger. */
export interface LedgerRows {
  /** Rows ever added. */
  added: number;
  /** How many of them were taken back. */
  withdrawn: number;
}

/** A figure that differs between two states, and what made it differ. */
export interface Change {
  table: OutputTable;
  change: "changed" | "added" | "removed";
  /** The cells of the sort key as canonical CSV. */
  key: string;
  /** Empty for a row that came or went, as are `from` and `to`. */
  column: string;
  /** As canonical CSV writes it; empty: null. */
  from: string;
  to: string;
  /** The rows, the day or the key of the policy. */
  cause: string;
}
