// The first page of a result: money, colours, ages, means, months, warnings.
import * as Plot from "@observablehq/plot";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Result } from "./result.js";
import { fen, grouped, share, yuan, type Rows } from "./tables.js";
import type { Key, Speech } from "./words.js";

const COLOURS = ["red", "yellow", "blue", "green"] as const;
const SOURCES = [
  "wage_account",
  "project_deposit",
  "contractor_deposit",
  "owner",
  "emergency_fund",
] as const;

export function Overview({ speech, result }: { speech: Speech; result: Result }): JSX.Element {
  const { summary } = result;
  const { counts, totals } = summary;
  return (
    <div class="overview">
      <section class="figures" aria-label={speech.say("overview")}>
        <Figure label={speech.word("due")} value={totals.due}>
          {counts.workers} {speech.say("people")} · {counts.projects} {speech.say("projects_of")} ·{" "}
          {counts.worker_periods} {speech.say("worker_periods")}
        </Figure>
        <Figure label={speech.word("paid")} value={totals.paid}>
          {speech.say("advance")} {grouped(totals.advance)}
        </Figure>
        <Figure label={speech.word("arrears")} value={totals.arrears} kind="owed">
          {counts.workers_owed} {speech.say("people")} · {counts.projects_in_arrears}{" "}
          {speech.say("projects_of")}
        </Figure>
        <Figure label={speech.word("not_yet_due")} value={totals.not_yet_due} />
      </section>
      <div class="pair">
        <Coverage speech={speech} result={result} />
        <Ageing speech={speech} result={result} />
      </div>
      <div class="pair">
        <Months speech={speech} rows={result.months} />
        <Deposits speech={speech} result={result} />
      </div>
      <Warnings speech={speech} result={result} />
    </div>
  );
}

function Figure(given: {
  label: string;
  value: string;
  kind?: string;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class={`figure ${given.kind ?? ""}`}>
      <span>{given.label}</span>
      <strong>{grouped(given.value)}</strong>
      <span class="quiet">{given.children}</span>
    </div>
  );
}

/** Lines with an amount and a bar beside it. */
function Bars(given: {
  lines: { label: string; amount: bigint; note?: string; kind?: string; before?: bigint }[];
  whole: bigint;
}): JSX.Element {
  return (
    <table class="bars">
      <tbody>
        {given.lines.map((line) => (
          <tr class={line.kind ?? ""}>
            <th scope="row">
              {line.label}
              {line.note && <span class="quiet"> {line.note}</span>}
            </th>
            <td class="bar" aria-hidden="true">
              <span
                style={
                  `margin-left: ${share(line.before ?? 0n, given.whole)}%; ` +
                  `width: ${share(line.amount, given.whole)}%`
                }
              />
            </td>
            <td class="number">{grouped(yuan(line.amount))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Ageing({ speech, result }: { speech: Speech; result: Result }): JSX.Element {
  const lines = result.summary.ageing.map((line) => ({
    label: speech.age(line.age_bracket),
    note: `${line.worker_periods} ${speech.say("worker_periods")}`,
    amount: fen(line.arrears),
    kind: "owed",
  }));
  return (
    <section class="card">
      <h2>
        {speech.say("ageing")} <span class="quiet">{speech.say("age_days")}</span>
      </h2>
      <Bars lines={lines} whole={fen(result.summary.totals.arrears)} />
    </section>
  );
}

/** What meets the arrears, source by source: each bar begins where the one above it ends. */
function Coverage({ speech, result }: { speech: Speech; result: Result }): JSX.Element {
  const projects = result.projects;
  const whole = fen(result.summary.totals.arrears);
  const lines: { label: string; amount: bigint; before: bigint; kind: string }[] = [
    { label: speech.word("arrears"), amount: whole, before: 0n, kind: "owed" },
  ];
  let before = 0n;
  for (const source of SOURCES) {
    let amount = 0n;
    for (const row of projects.rows()) amount += fen(projects.cell(`covered_by_${source}`, row));
    const label = speech.word(source === "owner" ? "owner_unsettled" : source);
    lines.push({ label, amount, before, kind: "covered" });
    before += amount;
  }
  const uncovered = fen(result.summary.totals.uncovered);
  lines.push({ label: speech.word("uncovered"), amount: uncovered, before, kind: "uncovered" });
  return (
    <section class="card">
      <h2>{speech.say("coverage")}</h2>
      <Bars lines={lines} whole={whole} />
      <p class="quiet">{speech.say("coverage_hint")}</p>
    </section>
  );
}

function Deposits({ speech, result }: { speech: Speech; result: Result }): JSX.Element {
  const { required, held, shortfall } = result.summary.deposits;
  const most = [required, held].map(fen).reduce((a, b) => (a > b ? a : b));
  const line = (key: Key, amount: string, kind: string) => {
    return { label: speech.say(key), amount: fen(amount), kind };
  };
  const { warnings } = result.summary;
  return (
    <section class="card">
      <h2>{speech.say("deposits")}</h2>
      <Bars
        whole={most}
        lines={[
          line("required", required, ""),
          line("held", held, "covered"),
          line("shortfall", shortfall, "owed"),
        ]}
      />
      <h2>
        {speech.say("projects")} · {speech.say("colour")}
      </h2>
      <ul class="colours">
        {COLOURS.map((colour) => (
          <li class={colour}>
            <strong>{warnings[`projects_${colour}`] ?? 0}</strong> {speech.say(colour)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Months({ speech, rows }: { speech: Speech; rows: Rows }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const kinds = ["due", "paid", "arrears"] as const;
  useEffect(() => {
    // A chart is for the eye: its heights are approximate, the tables hold the exact figures.
    const points = [...rows.rows()].flatMap((row) =>
      kinds.map((kind) => ({
        month: rows.cell("period", row),
        kind: speech.word(kind),
        amount: Number(rows.cell(kind, row)) / 10_000,
      })),
    );
    const chart = Plot.plot({
      height: 240,
      width: place.current?.clientWidth || 480,
      marginLeft: 44,
      marginBottom: 24,
      ariaLabel: speech.say("months"),
      style: { background: "none", fontSize: "12px", overflow: "visible" },
      color: { legend: true, domain: kinds.map((kind) => speech.word(kind)), range: ["#8aa4b4", "#2f7d5b", "#b3261e"] },
      x: { axis: null, domain: kinds.map((kind) => speech.word(kind)) },
      fx: { label: null },
      y: { grid: true, label: speech.lang === "zh" ? "万元" : "10,000 yuan", ticks: 5 },
      marks: [
        Plot.barY(points, { fx: "month", x: "kind", y: "amount", fill: "kind", tip: false }),
        Plot.ruleY([0]),
      ],
    });
    place.current?.replaceChildren(chart);
  }, [rows, speech]);
  return (
    <section class="card">
      <h2>{speech.say("months")}</h2>
      <div ref={place} class="chart" />
    </section>
  );
}

function Warnings({ speech, result }: { speech: Speech; result: Result }): JSX.Element {
  const rows = result.warnings;
  const colours = new Map<string, string>();
  const projects = result.projects;
  for (const row of projects.rows()) {
    colours.set(projects.cell("project_id", row) ?? "", projects.cell("colour", row) ?? "");
  }
  const all = [...rows.rows()];
  const isKey = (row: number) => rows.cell("level", row) === "key";
  const ordered = [...all.filter(isKey), ...all.filter((row) => !isKey(row))].slice(0, 200);
  return (
    <section class="card">
      <h2>
        {speech.say("warnings")}{" "}
        <span class="quiet">
          {speech.say("key_warnings")} {result.summary.warnings.key ?? 0} ·{" "}
          {speech.say("general_warnings")} {result.summary.warnings.general ?? 0}
        </span>
      </h2>
      {all.length === 0 && <p>{speech.say("no_warnings")}</p>}
      <ul class="warnings">
        {ordered.map((row) => {
          const subject = rows.cell("subject", row) ?? "";
          const id = rows.cell("subject_id", row) ?? "";
          const project = subject === "project" ? id : rows.cell("project_id", row);
          const name = project ? result.names.projects[project] : undefined;
          const colour = project ? colours.get(project) : undefined;
          return (
            <li class={isKey(row) ? "key" : "general"}>
              <span class={`badge ${isKey(row) ? "red" : "yellow"}`}>
                {speech.word(rows.cell("level", row))}
              </span>
              <span class="what">
                <strong>{speech.warning(rows.cell("code", row) ?? "")}</strong>{" "}
                {colour && <span class={`dot ${colour}`} title={colour} />}
                {speech.word(subject)} {id} {name ?? ""}
              </span>
              <span class="quiet">
                {rows.cell("value", row) ?? "—"} · {speech.say("deadline")}{" "}
                {rows.cell("deadline", row)} · {rows.cell("basis", row)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
