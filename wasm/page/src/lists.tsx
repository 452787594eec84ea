// Projects, workers, transfers and findings as tables that can be searched.
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Names, OutputTable, Summary, TableDigest } from "../../pkg/anxin.js";
import { Grid, type Column } from "./grid.js";
import { UNREADABLE } from "./result.js";
import { fen, grouped, type Rows } from "./tables.js";
import type { Speech } from "./words.js";

interface Given {
  speech: Speech;
  rows: Rows;
  onSave: (table: OutputTable) => void;
}

interface Named extends Given {
  names: Names;
}

/** A column of text. */
function text(rows: Rows, key: string, label: string, more: Partial<Column> = {}): Column {
  return { key, label, text: (row) => rows.cell(key, row) ?? "—", ...more };
}

/** A column of money. */
function money(rows: Rows, key: string, label: string, more: Partial<Column> = {}): Column {
  return {
    key,
    label,
    text: (row) => grouped(rows.cell(key, row)),
    order: (row) => fen(rows.cell(key, row)),
    isNumber: true,
    ...more,
  };
}

/** A column of counts. */
function count(rows: Rows, key: string, label: string, more: Partial<Column> = {}): Column {
  return {
    key,
    label,
    text: (row) => rows.cell(key, row) ?? "—",
    order: (row) => Number(rows.cell(key, row) ?? -1),
    isNumber: true,
    ...more,
  };
}

function SaveCsv({ speech, table, onSave }: Omit<Given, "rows"> & { table: OutputTable }): JSX.Element {
  return (
    <button type="button" onClick={() => onSave(table)}>
      {speech.say("save_csv")}
    </button>
  );
}

export function Projects({ speech, names, rows, onSave }: Named): JSX.Element {
  const columns = useMemo<Column[]>(
    () => [
      text(rows, "project_id", speech.say("project")),
      {
        key: "name",
        label: speech.say("name"),
        text: (row) => names.projects[rows.cell("project_id", row) ?? ""] ?? "",
        width: 1.4,
        isWide: true,
      },
      money(rows, "due", speech.word("due"), { isWide: true }),
      money(rows, "paid", speech.word("paid"), { isWide: true }),
      money(rows, "arrears", speech.word("arrears"), { width: 1.1 }),
      money(rows, "uncovered", speech.word("uncovered"), { isWide: true }),
      count(rows, "workers_owed", speech.say("people"), { width: 0.6 }),
      {
        key: "colour",
        label: speech.say("colour"),
        text: (row) => speech.say((rows.cell("colour", row) ?? "green") as "green"),
        show: (row) => (
          <span class={`badge ${rows.cell("colour", row)}`}>
            {speech.say((rows.cell("colour", row) ?? "green") as "green")}
          </span>
        ),
        width: 0.7,
      },
    ],
    [rows, speech],
  );
  const all = useMemo(() => [...rows.rows()], [rows]);
  return (
    <Grid
      speech={speech}
      label={speech.say("projects")}
      columns={columns}
      rows={all}
      tools={<SaveCsv speech={speech} table="project_totals" onSave={onSave} />}
    />
  );
}

export function Workers({
  speech,
  names,
  rows,
  onSave,
  onOpen,
}: Named & { onOpen: (worker: string) => void }): JSX.Element {
  const [isOwedOnly, setOwedOnly] = useState(false);
  const columns = useMemo<Column[]>(
    () => [
      {
        key: "name",
        label: speech.say("name"),
        text: (row) => names.workers[rows.cell("worker_id", row) ?? ""] ?? "—",
        width: 0.8,
      },
      text(rows, "worker_id", speech.say("worker"), { width: 1.6 }),
      money(rows, "due", speech.word("due"), { isWide: true }),
      money(rows, "paid", speech.word("paid"), { isWide: true }),
      money(rows, "arrears", speech.word("arrears"), { width: 1.1 }),
      count(rows, "overdue_days", speech.say("age_days"), { isWide: true, width: 0.8 }),
      money(rows, "covered", speech.word("covered"), { isWide: true }),
    ],
    [rows, speech],
  );
  const shown = useMemo(
    () => [...rows.rows()].filter((row) => !isOwedOnly || fen(rows.cell("arrears", row)) > 0n),
    [rows, isOwedOnly],
  );
  return (
    <Grid
      speech={speech}
      label={speech.say("workers")}
      columns={columns}
      rows={shown}
      onOpen={(row) => onOpen(rows.cell("worker_id", row) ?? "")}
      tools={
        <>
          <label class="check">
            <input
              type="checkbox"
              checked={isOwedOnly}
              onChange={(event) => setOwedOnly(event.currentTarget.checked)}
            />
            {speech.say("only_owed")}
          </label>
          <SaveCsv speech={speech} table="worker_totals" onSave={onSave} />
        </>
      }
    />
  );
}

export function Transfers({
  speech,
  rows,
  onSave,
  onOpen,
}: Given & { onOpen: (transfer: string) => void }): JSX.Element {
  const columns = useMemo<Column[]>(
    () => [
      text(rows, "transfer_id", speech.say("transfer")),
      text(rows, "paid_date", speech.say("paid_date"), { isWide: true }),
      money(rows, "amount", speech.say("amount")),
      {
        key: "fate",
        label: speech.say("fate"),
        text: (row) => speech.word(rows.cell("fate", row)),
        show: (row) => (
          <span class={`badge ${rows.cell("fate", row) === "counted" ? "green" : "yellow"}`}>
            {speech.word(rows.cell("fate", row))}
          </span>
        ),
      },
      {
        key: "match_rule",
        label: speech.say("rule"),
        text: (row) => speech.word(rows.cell("match_rule", row)),
        isWide: true,
      },
      text(rows, "worker_id", speech.say("worker"), { isWide: true, width: 1.4 }),
      text(rows, "project_id", speech.say("project"), { isWide: true, width: 0.7 }),
    ],
    [rows, speech],
  );
  // Those that count for nobody are asked about first.
  const all = useMemo(() => {
    const every = [...rows.rows()];
    const isCounted = (row: number) => rows.cell("fate", row) === "counted";
    return [...every.filter((row) => !isCounted(row)), ...every.filter(isCounted)];
  }, [rows]);
  return (
    <Grid
      speech={speech}
      label={speech.say("transfers")}
      columns={columns}
      rows={all}
      onOpen={(row) => onOpen(rows.cell("transfer_id", row) ?? "")}
      tools={<SaveCsv speech={speech} table="transfer_fates" onSave={onSave} />}
    />
  );
}

export function Findings({ speech, rows, onSave }: Given): JSX.Element {
  const [isUnreadableOnly, setUnreadableOnly] = useState(false);
  const columns = useMemo<Column[]>(
    () => [
      text(rows, "table", speech.say("table"), {
        text: (row) => speech.table(rows.cell("table", row)),
        width: 0.7,
        isWide: true,
      }),
      count(rows, "row", speech.say("row"), { width: 0.4, isWide: true }),
      {
        key: "code",
        label: speech.say("code"),
        text: (row) => `${speech.finding(rows.cell("code", row) ?? "")} ${rows.cell("code", row)}`,
        show: (row) => speech.finding(rows.cell("code", row) ?? ""),
        width: 2,
      },
      text(rows, "worker_id", speech.say("worker"), { isWide: true, width: 1.2 }),
      money(rows, "amount", speech.say("amount"), { isWide: true, width: 0.8 }),
      text(rows, "detail", speech.say("detail"), { width: 2.4 }),
    ],
    [rows, speech],
  );
  const [unreadable, all] = useMemo(() => {
    const every = [...rows.rows()];
    const isUnreadable = (row: number) => UNREADABLE.has(rows.cell("code", row) ?? "");
    const first = every.filter(isUnreadable);
    return [first, [...first, ...every.filter((row) => !isUnreadable(row))]];
  }, [rows]);
  return (
    <Grid
      speech={speech}
      label={speech.say("findings")}
      columns={columns}
      rows={isUnreadableOnly ? unreadable : all}
      tools={
        <>
          <label class="check">
            <input
              type="checkbox"
              checked={isUnreadableOnly}
              onChange={(event) => setUnreadableOnly(event.currentTarget.checked)}
            />
            {speech.say("unreadable")} ({unreadable.length})
          </label>
          <SaveCsv speech={speech} table="findings" onSave={onSave} />
        </>
      }
    />
  );
}

export function Digests({
  speech,
  summary,
  digests,
}: {
  speech: Speech;
  summary: Summary;
  digests: TableDigest[];
}): JSX.Element {
  const lines = (entries: [string, string][]) =>
    entries.map(([name, digest]) => (
      <tr>
        <th scope="row">{name}</th>
        <td>
          <code>{digest}</code>
        </td>
      </tr>
    ));
  return (
    <section class="card digests">
      <p>{speech.say("digest_hint")}</p>
      <table>
        <tbody>
          {lines([
            ["anxin", summary.engine_version],
            [speech.say("as_of"), summary.as_of],
            [`${speech.say("policy_digest")} ${summary.policy.name}`, summary.policy.fingerprint],
          ])}
        </tbody>
      </table>
      <h2>{speech.say("inputs")}</h2>
      <table>
        <tbody>{lines(Object.entries(summary.inputs))}</tbody>
      </table>
      <h2>{speech.say("results")}</h2>
      <table>
        <tbody>{lines(digests.map(({ table, sha256 }) => [table, sha256]))}</tbody>
      </table>
    </section>
  );
}
