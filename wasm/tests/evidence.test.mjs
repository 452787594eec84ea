// Bundles and slips that the command made, checked here.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { anxin, files, inputs, root } from "./engine.mjs";

const command = process.env.ANXIN_BIN ?? join(root, "target/release/anxin");
const site = join(root, "datasets/samples/site");
const folder = mkdtempSync(join(tmpdir(), "anxin-evidence-"));
test.after(() => rmSync(folder, { recursive: true }));
const at = (name) => join(folder, name);
const native = (...words) => execFileSync(command, words, { encoding: "utf8", stdio: "pipe" });
const made = native(
  ...["bundle", site, "--as-of", "2025-12-31", "--secret", at("key"), "--new-secret"],
  ...["--out", at("b.zip")],
);
const published = made.replace("root ", "").trim();
const bytes = readFileSync(at("b.zip"));
const data = files(site);

test("a bundle of the command agrees, with its data and its root", () => {
  const found = inputs(data).verify(bytes, "b.zip", published);
  assert.equal(found.agrees, true);
  assert.equal(found.damage, null);
  assert.equal(found.root, published);
  assert.equal(found.root_agrees, true);
  assert.equal(found.manifest.as_of, "2025-12-31");
  assert.ok(found.compared.length > 35);
  assert.ok(found.compared.every(({ verdict }) => verdict === "agrees"));
  const alone = anxin.verify(bytes, "b.zip");
  assert.deepEqual([alone.agrees, alone.root_agrees, alone.compared], [true, null, []]);
  assert.equal(anxin.verify(bytes, "b.zip", "0".repeat(64)).root_agrees, false);
  assert.throws(() => anxin.verify(bytes, "b.zip", "ab"), TypeError);
});

test("one altered byte is found and named", () => {
  for (const name of ["tables/worker_periods.csv", "summary.json"]) {
    const altered = Uint8Array.from(bytes);
    const header = bytes.indexOf(`${name}`, bytes.lastIndexOf(`"${name}"`) + name.length + 2);
    altered[header + name.length + 9] ^= 1;
    const found = inputs(data).verify(altered, "b.zip", published);
    assert.equal(found.agrees, false);
    assert.equal(found.damage.name, name);
    assert.equal(found.root, null);
  }
  assert.equal(anxin.verify(bytes.subarray(0, -1), "b.zip").damage.name, null);
});

test("one altered value of the data is found and named", () => {
  const other = data.map(({ name, bytes }) => ({
    name,
    bytes: name === "transfers.csv" ? Buffer.from(bytes.toString().replace("settled", "failed")) : bytes,
  }));
  const found = inputs(other).verify(bytes, "b.zip", published);
  assert.equal(found.agrees, false);
  const differing = found.compared.filter(({ verdict }) => verdict !== "agrees");
  assert.equal(differing[0].name, "transfers.csv");
  assert.ok(differing.some(({ name }) => name === "tables/transfer_fates.csv"));
});

test("a slip stands under its root and under no other", () => {
  const worker = "990100197901011054";
  native("slip", at("b.zip"), "--worker", worker, "--secret", at("key"), "--out", at("slip.json"));
  const text = readFileSync(at("slip.json"), "utf8");
  const found = anxin.verifySlip(text, published);
  assert.deepEqual([found.agrees, found.root, found.slip.worker_id], [true, published, worker]);
  assert.equal(anxin.verifySlip(text, "0".repeat(64)).agrees, false);
  const altered = text.replace("3520.00", "9520.00");
  assert.notEqual(altered, text);
  assert.equal(anxin.verifySlip(altered, published).agrees, false);
  assert.throws(() => anxin.verifySlip("{}", published), { name: "AnxinError", code: "decode" });
});
