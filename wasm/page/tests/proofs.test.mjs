// Bundles and slips of the command, dropped on the page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { files } from "../../tests/engine.mjs";
import { drop, opened, picture, root, samples, served } from "./browser.mjs";

const command = process.env.ANXIN_BIN ?? join(root, "target/release/anxin");
const folder = mkdtempSync(join(tmpdir(), "anxin-proofs-"));
test.after(() => rmSync(folder, { recursive: true }));
const at = (name) => join(folder, name);
const native = (...words) => execFileSync(command, words, { encoding: "utf8", stdio: "pipe" });
const site = files(join(samples, "site"));
const DAY = ["--as-of", "2025-12-31", "--secret", at("key")];
const made = native("bundle", join(samples, "site"), ...DAY, "--new-secret", "--out", at("b.zip"));
const published = made.replace("root ", "").trim();
const bundle = { name: "工地证据.zip", bytes: readFileSync(at("b.zip")) };
const WORKER = ["--worker", "990100197901011054", "--secret", at("key")];
native("slip", at("b.zip"), ...WORKER, "--out", at("slip.json"));
const slip = { name: "凭条.json", bytes: readFileSync(at("slip.json")) };

/** The page, with files dropped and the verdict waited for. */
async function withProofs(t, list, viewport) {
  const server = await served();
  const browser = await opened(viewport);
  t.after(() => Promise.all([browser.close(), server.close()]));
  await browser.page.goto(server.address);
  await browser.page.waitForSelector("#sample");
  await drop(browser.page, list);
  await browser.page.waitForSelector("#proofs .verdict");
  return browser;
}

const verdict = (page) => page.textContent("#proofs .verdict");

test("a bundle agrees, alone, with the published root, and with its data", async (t) => {
  const { page, troubles } = await withProofs(t, [bundle]);
  assert.match(await verdict(page), /未被改动/);
  assert.match(await page.textContent("#proofs"), /未填公布的校验值/);
  assert.ok((await page.locator(".by-file tr").count()) > 25);
  await page.fill("#root", "00");
  assert.equal(await page.isDisabled("#check-root"), true);
  await page.fill("#root", published.toUpperCase());
  await page.click("#check-root");
  await page.getByText("与公布的校验值一致").waitFor();
  await drop(page, [...site, slip]);
  await page.getByText("全部一致，已重新计算").waitFor();
  const told = await page.textContent("#proofs");
  assert.match(told, /0 项不一致/);
  assert.match(told, /transfers\.csv一致输入/);
  assert.match(told, /凭条属实/);
  assert.match(told, /990100197901011054/);
  await picture(page, "bundle-agrees-1280");
  await page.fill("#root", "0".repeat(64));
  await page.click("#check-root");
  await page.getByText("不是公布的那一份").waitFor();
  await page.getByText("凭条与校验值不符").waitFor();
  await page.click("#language");
  await page.getByText("Its root is not the published one.").waitFor();
  await page.click("#clear");
  await page.waitForSelector("#proofs", { state: "detached" });
  assert.deepEqual(troubles, []);
});

test("one altered byte is named with its file and its place", async (t) => {
  const name = "tables/worker_periods.csv";
  const altered = Buffer.from(bundle.bytes);
  const where = altered.indexOf("3520.00", altered.indexOf(`${name}worker_id`));
  assert.ok(where > 0);
  altered[where] ^= 1;
  const { page, troubles } = await withProofs(t, [{ name: bundle.name, bytes: altered }, ...site]);
  assert.match(await verdict(page), /已被改动或损坏/);
  const told = await page.textContent("#proofs .where");
  const [, file, first, last] = /被改动之处： (\S+) · 证据包第 (\d+)–(\d+) 字节/.exec(told);
  assert.equal(file, name);
  assert.ok(Number(first) <= where && where <= Number(last), `${first} ${where} ${last}`);
  assert.ok(altered.subarray(Number(first), Number(last) + 1).toString().startsWith("worker_id,"));
  await picture(page, "bundle-damaged-1280");
  assert.deepEqual(troubles, []);
});

test("one altered value of the data is named, file by file, narrow too", async (t) => {
  const other = site.map(({ name, bytes }) => ({
    name,
    bytes: name === "transfers.csv" ? Buffer.from(bytes.toString().replace("settled", "failed")) : bytes,
  }));
  const { page, troubles } = await withProofs(t, [bundle, ...other], { width: 390, height: 844 });
  assert.match(await verdict(page), /^不一致/);
  const lines = await page.locator(".by-file tr.bad").allTextContents();
  assert.match(lines[0], /^transfers\.csv不一致输入/);
  assert.ok(lines.some((line) => /^tables\/transfer_fates\.csv不一致 · 首个不同的行 \d+/.test(line)));
  assert.ok((await page.locator(".by-file tr").count()) > lines.length);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 390, "the page is no wider than the screen");
  await picture(page, "bundle-differs-390");
  assert.deepEqual(troubles, []);
});

test("a slip waits for a root, and stands under the published one", async (t) => {
  const { page, troubles } = await withProofs(t, [slip]);
  assert.match(await verdict(page), /请填公布的校验值/);
  await page.fill("#root", published);
  await page.click("#check-root");
  await page.getByText("凭条属实").waitFor();
  await drop(page, [{ name: slip.name, bytes: Buffer.from(slip.bytes.toString().replace("3520.00", "9520.00")) }]);
  await page.getByText("凭条与校验值不符").waitFor();
  await drop(page, [{ name: slip.name, bytes: Buffer.from('{"manifest_sha256"') }]);
  await page.getByText("不是凭条，或已损坏").waitFor();
  await drop(page, [{ name: "别的.zip", bytes: Buffer.from("PK\x03\x04 something else") }]);
  await page.getByText("文件目录，或不是证据包").waitFor();
  assert.deepEqual(troubles, []);
});
