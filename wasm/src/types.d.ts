/** The call cannot be carried out. `code` is one of a short list that does not change. */
export interface AnxinError extends Error {
  name: "AnxinError";
  code: string;
}

/** Told what is read (a table, or `wages`), rows or workers done, and of how many; `false` cancels. */
export type OnProgress = (stage: string, done: number, total: number | null) => boolean | void;

export interface TableDigest {
  table: string;
  rows: number;
  sha256: string;
}

/** Money is text in yuan with two decimals, days are `YYYY-MM-DD`. */
export interface Summary {
  engine_version: string;
  as_of: string;
  policy: { name: string; fingerprint: string };
  totals: Record<"due" | "paid" | "arrears" | "not_yet_due" | "advance" | "covered" | "uncovered", string>;
  ageing: { age_bracket: string; worker_periods: number; arrears: string }[];
  oldest_due_date: string | null;
  oldest_overdue_days: number | null;
  counts: Record<string, number>;
  deposits: { required: string; held: string; shortfall: string };
  transfers: { fate: string; rows: number; amount: string }[];
  set_aside: { table: string; code: string; rows: number }[];
  inputs: Record<string, string>;
  warnings: Record<string, number>;
  digests?: TableDigest[];
}
