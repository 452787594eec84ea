// What the package gives: the same digests as the command, every format, errors, types, size.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { brotliCompressSync, constants } from "node:zlib";
import * as arrow from "apache-arrow";
import { anxin, files, inputs, modulePath, reconciled, root, rows, text } from "./engine.mjs";
import parquet from "parquet-wasm/node";

const DAY = "2025-12-31";
const samples = join(root, "datasets/samples");
const site = files(join(samples, "site")).filter(({ name }) => name.endsWith(".csv"));
const command = process.env.ANXIN_BIN ?? join(root, "target/release/anxin");

/** What the command says of a folder. */
function native(words) {
  return execFileSync(command, words, { encoding: "utf8", maxBuffer: 1 << 28, stdio: "pipe" });
}

for (const name of ["site", "site-chinese", "site-national", "mixed", "visit"]) {
  test(`the sample ${name}: summary and digests of the command`, () => {
    const folder = join(samples, name);
    const run = reconciled(files(folder), DAY);
    const words = ["reconcile", folder, "--as-of", DAY, "--json"];
    const told = JSON.parse(native(words));
    assert.ok(told.digests.length > 20);
    assert.deepEqual({ ...run.summary(), digests: run.digests() }, told);
  });
}

test("statements and reasons are those of the command", () => {
  const run = reconciled(site, DAY);
  const folder = join(samples, "site");
  const ask = (...words) => native(["explain", folder, "--as-of", DAY, ...words]);
  const worker = "990100197901011054";
  for (const lang of ["zh", "en"]) {
    const told = run.explain(worker, "P1", "2025-09");
    const asked = ["--worker", worker, "--project", "P1", "--period", "2025-09", "--lang", lang];
    assert.equal(told.html(lang).trimEnd(), ask(...asked, "--format", "html").trimEnd());
    assert.equal(told.text(lang).trimEnd(), ask(...asked).trimEnd());
    const why = ["--transfer", "T43", "--lang", lang];
    assert.equal(run.whyNot("T43").text(lang).trimEnd(), ask(...why).trimEnd());
  }
});

/** A table of texts, as other tools hand it over. */
function frame({ bytes }) {
  const [header, ...body] = rows(text(bytes).replaceAll("\r\n", "\n"));
  const utf8 = (at) =>
    arrow.vectorFromArray(body.map((row) => (row[at] === "" ? null : row[at])), new arrow.Utf8());
  return new arrow.Table(Object.fromEntries(header.map((name, at) => [name, utf8(at)])));
}

/** The site with each table written anew by `write`. */
const rewritten = (ending, write) =>
  site.map((file) => ({ name: file.name.replace(".csv", ending), bytes: write(frame(file)) }));

const digests = (list) => reconciled(list, DAY).digests();
const wanted = digests(site);

for (const codec of ["UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI", "LZ4_RAW", "ZSTD"]) {
  test(`Parquet, ${codec}`, () => {
    const properties = () =>
      new parquet.WriterPropertiesBuilder().setCompression(parquet.Compression[codec]).build();
    const write = (table) => {
      const held = parquet.Table.fromIPCStream(arrow.tableToIPC(table, "stream"));
      return parquet.writeParquet(held, properties());
    };
    assert.deepEqual(digests(rewritten(".parquet", write)), wanted);
  });
}

test("Arrow IPC, files and streams", () => {
  for (const [ending, kind] of [[".arrow", "file"], [".arrows", "stream"]]) {
    assert.deepEqual(digests(rewritten(ending, (table) => arrow.tableToIPC(table, kind))), wanted);
  }
});

test("results are Arrow tables with the rows of the CSV", () => {
  const run = reconciled(site, DAY);
  for (const name of anxin.outputTables()) {
    const table = arrow.tableFromIPC(run.arrow(name));
    const [header, ...body] = rows(text(run.csv(name)));
    assert.deepEqual(table.schema.fields.map((field) => field.name), header, name);
    assert.equal(table.numRows, body.length, name);
    header.forEach((column, at) => {
      if (!arrow.DataType.isUtf8(table.schema.fields[at].type)) return;
      const met = body.map((row) => row[at] || null);
      assert.deepEqual([...table.getChild(column)].map((cell) => cell || null), met, column);
    });
  }
});

test("progress is told, and an answer of false cancels", () => {
  const stages = new Set();
  const policy = anxin.Policy.builtin();
  anxin.reconcile(inputs(site), policy, DAY, (stage, done, total) => {
    assert.equal(typeof done, "number");
    assert.ok(total === null || total >= done);
    stages.add(stage);
  });
  assert.ok(stages.has("attendance") && stages.has("wages"), [...stages].join());
  assert.throws(() => anxin.reconcile(inputs(site), policy, DAY, () => false), {
    name: "AnxinError",
    code: "cancelled",
  });
});

test("errors have the codes of the engine", () => {
  const run = (list) => reconciled(list, DAY);
  const csv = (name, content) => ({ name, bytes: new TextEncoder().encode(content) });
  assert.throws(() => run([]), { name: "AnxinError", code: "missing_table" });
  assert.throws(() => run([csv("payroll.csv", "payroll_id,worker_id\n")]), {
    code: "missing_column",
    message: /payroll \(.*payroll.csv\).*is missing/,
  });
  const broken = { name: "payroll.parquet", bytes: new TextEncoder().encode("PAR1 no PAR1") };
  assert.throws(() => run([broken]), { code: "decode" });
  assert.throws(() => run(site).explain("nobody"), { code: "not_found" });
  assert.throws(() => run(site).arrow("no_table"), TypeError);
  assert.throws(() => anxin.Policy.fromToml("nonsense = 1", "p.toml"), { code: "policy" });
  assert.throws(() => anxin.reconcile(inputs(site), anxin.Policy.builtin(), "2025-13-01"), {
    name: "TypeError",
    message: /asOf/,
  });
});

test("a nested column is read past, and refused where it has a name of ours", () => {
  const texts = (list) => arrow.vectorFromArray(list, new arrow.Utf8());
  const item = new arrow.Field("item", new arrow.Utf8());
  const nested = [
    arrow.vectorFromArray([["W1"], ["W2", "W3"], []], new arrow.List(item)),
    arrow.vectorFromArray([{ item: "W1" }, { item: "W2" }, null], new arrow.Struct([item])),
  ];
  const plain = {
    worker_id: texts(["W1", "W2", "W2"]),
    project_id: texts(["P1", "P1", "P1"]),
    work_date: texts(["2025-03-03", "2025-03-03", "2025-03-04"]),
    minutes: texts(["480", "480", "480"]),
  };
  const files = (columns) => {
    const table = new arrow.Table(columns);
    const stream = arrow.tableToIPC(table, "stream");
    const written = parquet.writeParquet(parquet.Table.fromIPCStream(stream));
    const held = { arrow: arrow.tableToIPC(table, "file"), arrows: stream, parquet: written };
    return Object.entries(held).map(([kind, bytes]) => [{ name: `attendance.${kind}`, bytes }]);
  };
  for (const column of nested) {
    for (const list of files({ nested: column, ...plain })) {
      assert.equal(reconciled(list, DAY).summary().counts.workers, 2);
    }
    for (const list of files({ ...plain, worker_id: column })) {
      assert.throws(() => reconciled(list, DAY), { code: "column_type", message: /`worker_id`/ });
    }
  }
});

test("a codec that is not known is an error with its name", () => {
  const table = frame(site.find(({ name }) => name === "payroll.csv"));
  const held = parquet.Table.fromIPCStream(arrow.tableToIPC(table, "stream"));
  const bytes = parquet.writeParquet(
    held,
    new parquet.WriterPropertiesBuilder().setCompression(parquet.Compression.UNCOMPRESSED).build(),
  );
  assert.throws(() => reconciled([{ name: "payroll.parquet", bytes: asLzo(bytes) }], DAY), {
    code: "decode",
    message: /LZO/,
  });
});

/** A Parquet file whose footer says that its columns are packed with LZO. */
function asLzo(bytes) {
  const changed = bytes.slice();
  const length = new DataView(changed.buffer).getUint32(changed.length - 8, true);
  // Field 4 of a column, an i32 of the compact protocol, behind the list of its path (field 3):
  // the name, then 0x15 and the codec, 0 for none and 6 (zigzag of 3) for LZO.
  for (const name of ["payroll_id", "worker_id", "project_id", "period", "net"]) {
    const mark = [...new TextEncoder().encode(name), 0x15, 0x00];
    const from = changed.length - 8 - length;
    for (let at = from; at < changed.length - 8; at++) {
      if (mark.every((byte, place) => changed[at + place] === byte)) {
        changed[at + mark.length - 1] = 6;
      }
    }
  }
  return changed;
}

test("what became of each file is told", () => {
  const told = inputs(files(join(samples, "visit"))).recognised();
  assert.ok(told.tables.includes("payroll") && told.tables.includes("attendance"));
  const sheet = told.files.find(({ file }) => file === "花名册.xlsx");
  assert.equal(sheet.tables[0].table, "workers");
  assert.ok(sheet.tables[0].rows > 0);
});

test("partial results merge to the run over all", () => {
  const run = reconciled(site, DAY);
  const merged = anxin.merge([run.partial()], anxin.Policy.builtin());
  const whole = new Map(run.digests().map(({ table, sha256 }) => [table, sha256]));
  for (const { table, sha256 } of merged.digests()) assert.equal(sha256, whole.get(table), table);
  assert.equal(merged.summary().totals.arrears, "17125.00");
});

test("the workbook is one of the command", () => {
  const bytes = reconciled(site, DAY).workbook("zh", false);
  assert.equal(text(bytes.slice(0, 2)), "PK");
  assert.deepEqual(bytes, reconciled(site, DAY).workbook("zh", false));
});

/** A worker that only hears. */
class Silent extends EventTarget {
  heard = [];
  postMessage(message) {
    this.heard.push(message);
  }
  terminate() {
    this.heard.push("terminated");
  }
  tells(data) {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

test("what the package exports is there", async () => {
  assert.equal((await import("anxin")).version(), anxin.version());
  const { Engine, EngineError } = await import("anxin/engine");
  const worker = new Silent();
  const engine = new Engine(() => worker, "module");
  const asked = engine.ask("csv", "findings");
  engine.cancel();
  await assert.rejects(asked, (error) => error instanceof EngineError && error.code === "cancelled");
  const question = { id: 1, call: "csv", given: ["findings"] };
  assert.deepEqual(worker.heard, [{ module: "module", threads: 1 }, question, "terminated"]);
});

test("an engine of several threads has a worker for each, or goes on with one", async () => {
  const { Engine } = await import("anxin/engine");
  const workers = [];
  const start = () => workers[workers.push(new Silent()) - 1];
  const engine = new Engine(start, "module", 2);
  const asked = engine.ask("csv", "findings");
  const [first] = workers;
  first.tells({ thread: "memory" });
  first.tells({ thread: "memory" });
  const thread = { module: "module", threads: 2, memory: "memory" };
  assert.deepEqual(workers.map(({ heard }) => heard[0]), [{ module: "module", threads: 2 }, thread, thread]);
  assert.equal(engine.threads, 0);
  first.tells({ threads: 0 });
  // All of them end, and what was asked is asked of another one.
  assert.deepEqual(workers.slice(0, 3).map(({ heard }) => heard.at(-1)), Array(3).fill("terminated"));
  const question = { id: 1, call: "csv", given: ["findings"] };
  assert.deepEqual(workers[3].heard, [{ module: "module", threads: 1 }, question]);
  workers[3].tells({ threads: 1 });
  assert.equal(engine.threads, 1);
  workers[3].tells({ id: 1, value: "text" });
  assert.equal(await asked, "text");

  // Once they have been started, one that stops ends the run.
  const other = new Engine(start, "module", 2);
  const stopped = other.ask("csv", "findings");
  workers[4].tells({ thread: "memory" });
  workers[4].tells({ threads: 2 });
  assert.equal(other.threads, 2);
  workers[5].dispatchEvent(Object.assign(new Event("error"), { message: "unreachable" }));
  await assert.rejects(stopped, { code: "stopped", message: "unreachable" });
  assert.deepEqual(workers.slice(4).map(({ heard }) => heard.at(-1)), ["terminated", "terminated"]);
});

const types = readFileSync(join(root, "wasm/pkg/anxin.d.ts"), "utf8");

/** The names of an interface of the types. */
function names(type) {
  const body = new RegExp(`export interface ${type} \\{\\n([^}]*)\\n\\}`).exec(
    types.replaceAll(/\{[^{}\n]*\}/g, "object"),
  )[1];
  return [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, name]) => name);
}

test("the types name what there is", () => {
  const run = reconciled(site, DAY);
  const same = (type, value, left = []) =>
    assert.deepEqual(names(type), [...Object.keys(value), ...left], type);
  same("Summary", run.summary(), ["digests"]);
  same("TableDigest", run.digests()[0]);
  const told = run.explain("990100197901011054", "P1", "2025-09").data();
  same("Explained", told);
  const [statement] = told.statements;
  same("Statement", statement);
  same("CalendarDay", statement.calendar[0]);
  same("ContractTerms", statement.contracts[0]);
  same("WageLine", statement.wage_lines[0]);
  same("PayrollSheetLine", statement.payroll[0]);
  same("DueDate", statement.due_date);
  same("TransferLine", statement.transfers[0]);
  same("AllocationLine", statement.transfers[0].allocations[0]);
  const why = run.whyNot("T43").data();
  same("TransferExplained", why);
  same("TransferVerdict", why.rows[0]);
  same("RuleTrial", why.rows[0].rules[0]);
  for (const name of Object.keys(anxin)) {
    if (/^(init|default)/.test(name)) continue;
    assert.match(types, new RegExp(`export (class|function) ${name}\\b`));
  }
  const words = (type) => {
    const [, union] = new RegExp(`export type ${type} =\\n([^;]*);`).exec(types);
    return [...union.matchAll(/"(\w+)"/g)].map(([, word]) => word).sort();
  };
  assert.deepEqual(words("InputTable"), anxin.inputTables().sort());
  assert.deepEqual(words("OutputTable"), anxin.outputTables().sort());
  // What the module itself exports is nobody's business but the generator's.
  const own = types.replace(/export interface InitOutput \{[^}]*\}/, "");
  assert.doesNotMatch(own, /[:<|] any\b|<any>|\bany\[/);
});

test("the module does not grow; its size by section", () => {
  const bytes = readFileSync(modulePath);
  const packed = (part, quality = 9) =>
    brotliCompressSync(part, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).length;
  const kinds = ["custom", "type", "import", "function", "table", "memory", "global", "export"];
  kinds.push("start", "element", "code", "data", "data count", "tag");
  const line = (name, size, small) => `${name.padEnd(12)} ${size} ${small}`;
  console.log(line("section", "bytes", "brotli"));
  for (let at = 8; at < bytes.length; ) {
    const kind = kinds[bytes[at]];
    let [size, shift] = [0, 0];
    do {
      size += (bytes[++at] & 127) * 2 ** shift;
      shift += 7;
    } while (bytes[at] > 127);
    const part = bytes.subarray(at + 1, at + 1 + size);
    if (size > 10_000) console.log(line(kind, size, packed(part)));
    at += 1 + size;
  }
  // What a page waits for: at the best quality of brotli. With the standard library as rustup has it
  // the module is larger.
  const std = text(readFileSync(join(root, "wasm/pkg/std.txt"))).trim();
  const most = { source: 1_500_000, rustup: 1_750_000 }[std];
  const whole = packed(bytes, 11);
  console.log(line("whole at 11", bytes.length, whole));
  console.log(`standard library: ${std}; at most ${most}`);
  assert.ok(whole <= most, `${whole} bytes`);
});
