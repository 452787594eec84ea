// A finished run as the page holds it: what it shows first, and tables when they are asked for.
import type { Engine } from "../../js/engine.js";
import type { Names, Summary, TableDigest } from "../../pkg/anxin.js";
import { Rows } from "./tables.js";

const SHOWN = [
  "project_totals",
  "worker_totals",
  "transfer_fates",
  "findings",
  "warnings",
  "month_totals",
] as const;

type Shown = (typeof SHOWN)[number];

export interface Result {
  summary: Summary;
  digests: TableDigest[];
  names: Names;
  tables: Record<Shown, Rows>;
}

/** Everything the page shows of the run that the engine has just finished. */
export async function result(engine: Engine, summary: Summary): Promise<Result> {
  const tables = {} as Record<Shown, Rows>;
  for (const table of SHOWN) tables[table] = new Rows(await engine.ask("arrow", table));
  return {
    summary,
    names: await engine.ask("names"),
    tables,
    digests: await engine.ask("digests"),
  };
}

/** Findings of rows that could not be read or used at all. */
export const UNREADABLE = new Set([
  "missing_required",
  "bad_cell",
  "contract_dates_reversed",
  "negative_amount",
  "other_currency",
  "deposit_without_scope",
]);
