// A ledger here and one of the command: the same steps, the same bytes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { anxin, files, inputs, root } from "./engine.mjs";

const command = process.env.ANXIN_BIN ?? join(root, "target/release/anxin");
const folder = mkdtempSync(join(tmpdir(), "anxin-ledger-"));
test.after(() => rmSync(folder, { recursive: true }));
const at = (name) => join(folder, name);
const native = (...words) => execFileSync(command, words, { encoding: "utf8", stdio: "pipe" });

const site = files(join(root, "datasets/samples/site")).filter(({ name }) => name.endsWith(".csv"));
const attendance = site.find(({ name }) => name === "attendance.csv").bytes.toString().split("\n");
const days = (from, to) => [attendance[0], ...attendance.slice(from, to), ""].join("\n");
const upload = (name, text) => [{ name, bytes: Buffer.from(text) }];

/** Uploads: all but the last days of attendance, these, a corrected row, a sheet more. */
const UPLOADS = [
  [...site.filter(({ name }) => name !== "attendance.csv"), ...upload("attendance.csv", days(1, 400))],
  upload("attendance.csv", days(400, 444)),
  upload("attendance.csv", days(6, 7).replace(",480,", ",600,")),
  upload("payroll.csv", "payroll_id,worker_id,project_id,period,net\nS99,990100197901011054,P1,2025-11,1.00\n"),
];

/** A folder of the command with an upload. */
function written(name, list) {
  mkdirSync(at(name), { recursive: true });
  for (const { name: file, bytes } of list) writeFileSync(join(at(name), file), bytes);
  return at(name);
}

/** Files of a ledger's folder by name, without the lock, which holds nothing. */
const kept = (list) =>
  Object.fromEntries(
    list.filter(({ name }) => name !== "lock").map(({ name, bytes }) => [name, Buffer.from(bytes)]),
  );

/** The steps in the command, with what it said of changes. */
function ofCommand() {
  const ledger = at("L");
  native("ledger", "init", ledger, "--as-of", "2025-11-30");
  const changed = (...words) => {
    native("ledger", ...words, "--changes", at("changes.csv"));
    return readFileSync(at("changes.csv"), "utf8");
  };
  const uploads = UPLOADS.map((list, number) => written(`upload-${number}`, list));
  return [
    changed("add", ledger, uploads[0]),
    changed("add", ledger, uploads[1]),
    changed("add", ledger, uploads[2], "--withdraw", "attendance:5"),
    changed("advance", ledger, "--as-of", "2025-12-31"),
    changed("add", ledger, uploads[3], "--withdraw", "transfers:3-4"),
  ];
}

/** The same steps here. */
function ofModule() {
  const ledger = anxin.Ledger.init(anxin.Policy.builtin(), "2025-11-30");
  const commit = (list, table, ...rows) => {
    const commit = new anxin.Commit();
    commit.add(inputs(list));
    if (table) commit.withdraw(table, Uint32Array.from(rows));
    return Buffer.from(ledger.commit(commit).csv()).toString();
  };
  const changes = [
    commit(UPLOADS[0]),
    commit(UPLOADS[1]),
    commit(UPLOADS[2], "attendance", 5),
    Buffer.from(ledger.advance("2025-12-31").csv()).toString(),
    commit(UPLOADS[3], "transfers", 3, 4),
  ];
  return { ledger, changes };
}

const wanted = ofCommand();
const { ledger, changes } = ofModule();

test("the same steps give the same files and tell the same changes", () => {
  assert.deepEqual(changes, wanted);
  assert.ok(changes[2].includes(",attendance 5 443"), changes[2]);
  assert.ok(changes[3].includes("as_of 2025-11-30 to 2025-12-31"));
  assert.deepEqual(kept(ledger.files()), kept(files(at("L"))));
  assert.equal(ledger.sum, files(at("L")).find(({ name }) => name === "log").bytes.toString().trim().slice(-64));
  assert.deepEqual([ledger.commits, ledger.asOf], [6, "2025-12-31"]);
  assert.deepEqual(ledger.rows("attendance"), { added: 444, withdrawn: 1 });
  assert.equal(ledger.policy.fingerprint, anxin.Policy.builtin().fingerprint);
});

test("every state has the digests of the command", () => {
  for (const point of [undefined, 1, 2, 3, 4, "2025-11-15"]) {
    const words = point === undefined ? [] : ["--at", `${point}`];
    native("ledger", "report", at("L"), ...words, "--out", at("result"), "--format", "csv", "--quiet");
    const run = ledger.report(point);
    for (const { name, bytes } of files(at("result"))) {
      if (name.endsWith(".csv")) {
        assert.ok(bytes.equals(run.csv(name.replace(".csv", ""))), `${point}: ${name}`);
      }
    }
    rmSync(at("result"), { recursive: true });
    run.free();
  }
});

test("differences of two states are those of the command", () => {
  for (const [from, to] of [[2, 5], [1, 3], ["2025-11-15", "2025-12-31"], [3]]) {
    const words = to === undefined ? [] : ["--to", `${to}`];
    const told = native("ledger", "diff", at("L"), "--from", `${from}`, ...words);
    const found = ledger.diff(from, to);
    assert.equal(Buffer.from(found.csv()).toString(), told, `${from} to ${to}`);
    assert.ok(found.length > 0);
    assert.equal(found.data().length, found.length);
    const [first] = found.data();
    const line = [first.table, first.change].join(",");
    assert.ok(told.split("\n")[1].startsWith(line));
  }
});

test("what one wrote the other opens and goes on with", () => {
  const back = anxin.Ledger.open(files(at("L")));
  assert.equal(back.sum, ledger.sum);
  const day = new anxin.Commit();
  day.advance("2026-01-31");
  day.setPolicy(anxin.Policy.fromToml("[wages]\ndefault_pay_day = 25\n", "later.toml"));
  back.commit(day);
  const other = written("M", back.files());
  native("ledger", "add", other, at("upload-3"), "--quiet");
  const again = anxin.Ledger.open(files(other));
  assert.deepEqual([again.commits, again.asOf], [8, "2026-01-31"]);
  // As one archive: what comes out goes in, and another program unpacks it.
  const bytes = again.toBytes();
  assert.deepEqual(kept(anxin.Ledger.fromBytes(bytes).files()), kept(files(other)));
  writeFileSync(at("M.tar"), bytes);
  mkdirSync(at("unpacked"));
  execFileSync("tar", ["xf", at("M.tar"), "-C", at("unpacked")]);
  assert.deepEqual(kept(files(at("unpacked"))), kept(files(other)));
  execFileSync("tar", ["cf", at("packed.tar"), "-C", other, "."]);
  assert.equal(anxin.Ledger.fromBytes(readFileSync(at("packed.tar"))).sum, again.sum);
});

test("a damaged byte is refused in the words of the command", () => {
  for (const name of ["000001-3-attendance.csv", "000000-policy.toml", "log"]) {
    const list = files(at("L")).map((file) => ({ ...file, bytes: Buffer.from(file.bytes) }));
    const { bytes } = list.find((file) => file.name === name);
    bytes[bytes.length >> 1] ^= 1;
    const place = written("damaged", list);
    let said;
    try {
      native("ledger", "report", place);
    } catch (error) {
      said = error.stderr.replace(/^error: /, "").trim().replaceAll(place, "a ledger in memory");
    }
    assert.ok(said);
    assert.throws(() => anxin.Ledger.open(list), (error) => {
      assert.deepEqual([error.name, error.code], ["AnxinError", "decode"]);
      assert.ok(said.includes(error.message), `${said}\n${error.message}`);
      return true;
    });
  }
  const archive = ledger.toBytes();
  archive[130] ^= 1;
  assert.throws(() => anxin.Ledger.fromBytes(archive), { code: "decode", message: /at byte 0/ });
  assert.throws(() => anxin.Ledger.fromBytes(archive.subarray(0, 100)), { code: "decode" });
  assert.throws(() => anxin.Ledger.open([]), { code: "input", message: /no ledger/ });
});

test("what cannot be committed changes nothing", () => {
  const sum = ledger.sum;
  const commit = new anxin.Commit();
  assert.throws(() => ledger.commit(commit), { code: "input" });
  commit.withdraw("attendance", Uint32Array.of(5));
  assert.throws(() => ledger.commit(commit), { code: "input", message: /attendance/ });
  assert.throws(() => commit.withdraw("wages", Uint32Array.of(1)), TypeError);
  assert.throws(() => ledger.advance("soon"), TypeError);
  assert.throws(() => ledger.report(99), { code: "not_found" });
  assert.throws(() => ledger.report("soon"), TypeError);
  const stop = new anxin.Commit();
  stop.advance("2026-03-31");
  assert.throws(() => ledger.commit(stop, () => false), { code: "cancelled" });
  const empty = anxin.Ledger.init(anxin.Policy.builtin(), "2025-12-31");
  assert.throws(() => empty.report(), { code: "missing_table" });
  assert.deepEqual([ledger.sum, ledger.commits], [sum, 6]);
});

test("the worker answers for a ledger as the module does", async () => {
  // A worker in Node: what it hears and what it says.
  const { Engine } = await import("anxin/engine");
  let hear;
  class Inside extends EventTarget {
    postMessage(data) {
      hear?.({ data });
    }
    terminate() {}
  }
  const outside = new Inside();
  globalThis.addEventListener = (_, listener) => (hear = listener);
  globalThis.postMessage = (data) => outside.dispatchEvent(new MessageEvent("message", { data }));
  await import("anxin/worker");
  const engine = new Engine(() => outside, null);
  // The module stands already in this process, and is not handed over.
  outside.postMessage = (data) => data && hear({ data });
  const given = (list) => list.map(({ name, bytes }) => ({ name, data: new Uint8Array(bytes) }));
  await assert.rejects(engine.ask("ledgerBytes"), { code: "usage" });
  const begun = await engine.ask("ledgerInit", "2025-11-30", null);
  assert.deepEqual([begun.commits, begun.asOf, begun.policy.name], [1, "2025-11-30", "cn"]);
  await engine.ask("ledgerCommit", { add: given(UPLOADS[0]) });
  await engine.ask("ledgerCommit", { add: given(UPLOADS[1]) });
  const corrected = await engine.ask("ledgerCommit", {
    add: given(UPLOADS[2]),
    withdraw: { attendance: [5] },
  });
  assert.equal(corrected.changes.length, wanted[2].trimEnd().split("\n").length - 1);
  await engine.ask("ledgerCommit", { asOf: "2025-12-31" });
  const last = { add: given(UPLOADS[3]), withdraw: { transfers: [3, 4] } };
  const { ledger: stands } = await engine.ask("ledgerCommit", last);
  assert.equal(stands.sum, ledger.sum);
  assert.deepEqual(Buffer.from(await engine.ask("ledgerBytes")), Buffer.from(ledger.toBytes()));
  const diff = await engine.ask("ledgerDiff", 2, 5);
  assert.deepEqual(diff, ledger.diff(2, 5).data());
  const run = ledger.report(2);
  assert.deepEqual(await engine.ask("ledgerReport", 2), run.summary());
  assert.deepEqual(await engine.ask("csv", "worker_periods"), run.csv("worker_periods"));
  const again = await engine.ask("ledgerOpen", ledger.toBytes());
  assert.deepEqual(again, stands);
  await assert.rejects(engine.ask("ledgerOpen", new Uint8Array(9)), { code: "decode" });
});
