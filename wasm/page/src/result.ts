// A finished run as the page holds it: what it shows first, and the rest when it is asked for.
import type { Engine } from "../../js/engine.js";
import type { Names, Summary, TableDigest } from "../../pkg/anxin.js";
import { Rows } from "./tables.js";

export interface Result {
  summary: Summary;
  names: Names;
  projects: Rows;
  months: Rows;
  warnings: Rows;
  /** Rows of the findings, which are among the long tables. */
  findingCount: number;
  /** Long tables, and digests that are made of long tables: of a large run seconds and memory. */
  later: Later;
}

interface Later {
  workers?: Rows;
  transfers?: Rows;
  findings?: Rows;
  digests?: TableDigest[];
}

/** What the first sight of a run needs. */
export async function result(engine: Engine, summary: Summary): Promise<Result> {
  const rows = async (table: "project_totals" | "month_totals" | "warnings") =>
    new Rows(await engine.ask("arrow", table));
  return {
    summary,
    names: await engine.ask("names"),
    projects: await rows("project_totals"),
    months: await rows("month_totals"),
    warnings: await rows("warnings"),
    findingCount: await engine.ask("findingCount"),
    later: {},
  };
}

const LATER: { [Part in keyof Later]-?: (engine: Engine) => Promise<NonNullable<Later[Part]>> } = {
  workers: async (engine) => new Rows(await engine.ask("arrow", "worker_totals")),
  transfers: async (engine) => new Rows(await engine.ask("arrow", "transfer_fates")),
  findings: async (engine) => new Rows(await engine.ask("arrow", "findings")),
  digests: (engine) => engine.ask("digests"),
};

/** Whether what a tab shows is not here yet. */
export function isAwaited(result: Result, tab: string): boolean {
  return tab in LATER && !(tab in result.later);
}

/** What a tab needs beside the first sight, where it is not there yet. */
export async function fetched(engine: Engine, result: Result, tab: string): Promise<Partial<Later>> {
  if (!isAwaited(result, tab)) return {};
  return { [tab]: await LATER[tab as keyof Later](engine) };
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
