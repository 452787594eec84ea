// Both engines on one page.
const TABLES = ["attendance", "contracts", "transfers", "calendar"];
const SQL = `CREATE OR REPLACE TABLE result AS
WITH k AS (SELECT date, date_trunc('month', date) AS period,
             CASE day_class WHEN 'workday' THEN 0 WHEN 'rest_day' THEN 1 ELSE 2 END AS kind
           FROM calendar),
c AS (SELECT row_number() OVER () AS number, worker_id, project_id, start_date,
        coalesce(end_date, CAST('9999-12-31' AS DATE)) AS end_date,
        CAST(rate * 100 AS BIGINT) * CASE pay_basis WHEN 'monthly' THEN 100 ELSE 1 END AS rate,
        CASE pay_basis WHEN 'daily' THEN 960 WHEN 'hourly' THEN 120 ELSE 2088000 END AS unit
      FROM contracts),
w AS (SELECT c.number AS number, k.period AS period,
        sum(CASE k.kind WHEN 0 THEN 2 * a.minutes + greatest(a.minutes - 480, 0)
                        WHEN 1 THEN 4 * a.minutes ELSE 6 * a.minutes END) AS worked
      FROM attendance a JOIN k ON k.date = a.work_date
        JOIN c ON c.worker_id = a.worker_id AND c.project_id = a.project_id
      WHERE a.work_date BETWEEN c.start_date AND c.end_date GROUP BY 1, 2),
due AS (SELECT c.worker_id AS worker_id, c.project_id AS project_id, w.period AS period,
          sum((2 * c.rate * CAST(w.worked AS BIGINT) + c.unit) // (2 * c.unit)) AS due
        FROM w JOIN c ON c.number = w.number GROUP BY 1, 2, 3),
paid AS (SELECT worker_id, project_id, sum(CAST(amount * 100 AS BIGINT)) AS paid
         FROM transfers WHERE status = 'settled' GROUP BY 1, 2),
run AS (SELECT d.worker_id AS worker_id, d.project_id AS project_id, d.period AS period,
          CAST(d.due AS BIGINT) AS due, CAST(coalesce(p.paid, 0) AS BIGINT) AS total,
          CAST(sum(d.due) OVER (PARTITION BY d.worker_id, d.project_id ORDER BY d.period
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) - CAST(d.due AS BIGINT)
            AS before
        FROM due d LEFT JOIN paid p ON p.worker_id = d.worker_id AND p.project_id = d.project_id)
SELECT worker_id, project_id, period, due, greatest(0, least(due, total - before)) AS paid,
  due - greatest(0, least(due, total - before)) AS arrears FROM run`;

/** DuckDB's worker, spoken to by its own messages: no library on the page. */
class DuckDB {
  #worker = new Worker("/duckdb/duckdb-browser-eh.worker.js");
  #waiting = new Map();
  #asked = 0;

  constructor() {
    this.#worker.onmessage = ({ data }) => {
      const { resolve, reject } = this.#waiting.get(data.requestId) ?? {};
      if (data.type === "INSTANTIATE_PROGRESS" || data.type === "LOG") return;
      this.#waiting.delete(data.requestId);
      if (data.type === "ERROR") reject?.(new Error(data.data.message));
      else resolve?.(data.data);
    };
  }

  ask(type, data) {
    const messageId = ++this.#asked;
    return new Promise((resolve, reject) => {
      this.#waiting.set(messageId, { resolve, reject });
      this.#worker.postMessage({ messageId, type, data });
    });
  }

  close() {
    this.#worker.terminate();
  }
}

async function duckdb(tables, runs) {
  const db = new DuckDB();
  const from = (path) => new URL(path, location.href).href;
  await db.ask("INSTANTIATE", [from("/duckdb/duckdb-eh.wasm"), null]);
  await db.ask("OPEN", {});
  const connection = await db.ask("CONNECT", null);
  for (const [name, bytes] of Object.entries(tables)) {
    await db.ask("INSERT_ARROW_FROM_IPC_STREAM", [connection, bytes, { name, create: true }]);
  }
  const milliseconds = [];
  for (let turn = 0; turn < runs; turn++) {
    const start = performance.now();
    await db.ask("RUN_QUERY", [connection, SQL]);
    milliseconds.push(performance.now() - start);
  }
  db.close();
  return milliseconds;
}

function anxin(module, threads, given) {
  const workers = [];
  return new Promise((resolve, reject) => {
    const start = (message) => {
      const worker = new Worker("/bench/worker.js", { type: "module" });
      workers.push(worker);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data: { memory, told } }) => {
        if (memory) start({ module, memory, threads });
        else resolve(told);
      };
      worker.postMessage(message);
    };
    start({ module, threads, ...given });
  }).finally(() => workers.forEach((worker) => worker.terminate()));
}

globalThis.sideBySide = async (rounds) => {
  if (!crossOriginIsolated) throw new Error("the page is not isolated: no threads");
  const fetched = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  const threads = navigator.hardwareConcurrency;
  const module = await WebAssembly.compile(await fetched("/pkg/anxin_bg.wasm"));
  const policy = await (await fetch("/policies/core_job.toml")).text();
  const tables = {};
  const files = { arrows: [], parquet: [] };
  for (const table of TABLES) {
    for (const [format, list] of Object.entries(files)) {
      const name = `${table}.${format}`;
      const bytes = await fetched(`/data/${name}`);
      if (format === "arrows") tables[table] = bytes;
      list.push({ name, file: new File([bytes], name) });
    }
  }
  const engines = {
    anxin: [1, files.arrows],
    anxin_threads: [threads, files.arrows],
    anxin_parquet: [1, files.parquet],
    anxin_parquet_threads: [threads, files.parquet],
  };
  // By run of an engine that was just started: the first finds nothing compiled for speed.
  const runs = 6;
  const given = { policy, asOf: "2026-12-31", runs };
  const told = { threads, duckdb: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [name, [count, files]] of Object.entries(engines)) {
      const run = await anxin(module, count, { ...given, files });
      (told[name] ??= []).push(run.milliseconds.map(Math.round));
      told[`${name}_totals`] = run.totals;
      told[`${name}_bytes`] = run.bytes;
      told.rows = run.rows;
    }
    const copies = Object.fromEntries(TABLES.map((table) => [table, tables[table].slice()]));
    told.duckdb.push((await duckdb(copies, runs)).map(Math.round));
  }
  const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
  const of = (rows) => rows[0].map((_, turn) => median(rows.map((row) => row[turn])));
  told.median = { duckdb: of(told.duckdb) };
  told.times_as_fast = {};
  for (const name of Object.keys(engines)) {
    told.median[name] = of(told[name]);
    const ratio = (time, turn) => Math.round((10 * told.median.duckdb[turn]) / time) / 10;
    told.times_as_fast[name] = told.median[name].map(ratio);
  }
  return told;
};
