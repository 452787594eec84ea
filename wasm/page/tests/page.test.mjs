// The built page in Chromium, as an inspector uses it.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import test from "node:test";
import * as arrow from "apache-arrow";
import parquet from "parquet-wasm/node";
import { anxin, files, inputs } from "../../tests/engine.mjs";
import { ISOLATED, dist, drop, opened, picture, samples, searched, served } from "./browser.mjs";
import { workbook } from "./workbook.mjs";

const DAY = "2025-12-31";
const site = files(join(samples, "site")).filter(({ name }) => name.endsWith(".csv"));
const run = anxin.reconcile(inputs(site), anxin.Policy.builtin(), DAY);

/** The sample on a page that was opened at an address. */
async function withSample(page, address) {
  await page.goto(address);
  await page.click("#sample");
  await page.waitForSelector("#result");
}

/** What a person reads as the sum of arrears. */
const arrears = (page) => page.textContent(".figure.owed strong");

/** Threads that the engine of the page has. */
const threads = (page) => page.getAttribute("#page[data-threads]", "data-threads").then(Number);
/** How many it has where the page is isolated. */
const MOST = Math.min(availableParallelism(), 8);
assert.ok(MOST > 1, "a machine of one processor says nothing about several threads");

/** The file that a click saves. */
async function download(page, selector) {
  const [saved] = await Promise.all([page.waitForEvent("download"), page.click(selector)]);
  return { name: saved.suggestedFilename(), bytes: readFileSync(await saved.path()) };
}

test("files are dropped, figures read, a statement and a reason opened, the workbook saved", async () => {
  const server = await served();
  const { page, troubles, close } = await opened();
  await page.goto(server.address);
  await page.waitForSelector("#sample");
  await picture(page, "start-1280");
  await drop(page, site);
  await page.waitForSelector(".files tbody tr");
  await page.fill("#as-of", DAY);
  await page.click("#run");
  await page.waitForSelector("#result");
  assert.equal(await arrears(page), "17,125.00");
  await picture(page, "overview-1280");

  await page.click("#tab-digests");
  const shown = await page.textContent(".digests");
  for (const { sha256 } of run.digests()) assert.ok(shown.includes(sha256));
  await picture(page, "digests-1280");

  await page.click("#tab-projects");
  await page.waitForSelector(".body .line");
  await picture(page, "projects-1280");
  assert.ok((await page.textContent("#tab-findings")).endsWith(` ${run.findingCount}`));
  await page.click("#tab-findings");
  await page.getByText("未能读取的行").waitFor();
  await picture(page, "findings-1280");

  await page.click("#tab-workers");
  await searched(page, "甲三", 1);
  await page.focus(".body .line");
  await page.keyboard.press("Enter");
  const frame = page.frameLocator(".sheet iframe");
  await frame.getByText("3520.00").first().waitFor();
  assert.match(await frame.locator("body").innerText(), /甲三/);
  await picture(page, "statement-1280", false);
  const statement = await download(page, "#save-statement");
  assert.equal(statement.bytes.subarray(0, 2).toString(), "PK");
  await page.click("#close-sheet");

  await page.click("#tab-transfers");
  await searched(page, "T43", 1);
  await page.click(".body .line");
  await frame.getByText("T43").first().waitFor();
  await picture(page, "why-1280", false);
  await page.click("#close-sheet");

  await page.check(".saves input[type=checkbox]");
  const workbook = await download(page, "#save-workbook");
  assert.equal(workbook.name, `anxin-${DAY}.xlsx`);
  assert.deepEqual(new Uint8Array(workbook.bytes), run.workbook("zh", true));
  // It is read back: the register of the workbook is a sheet that the engine knows.
  const back = inputs([{ name: workbook.name, bytes: workbook.bytes }]).recognised();
  assert.equal(back.files[0].file, workbook.name);

  const csv = await download(page, ".tools button");
  assert.deepEqual(new Uint8Array(csv.bytes), run.csv("transfer_fates"));

  await page.click("#language");
  await page.click("#tab-overview");
  await page.getByText("What stands behind the arrears").waitFor();
  await picture(page, "overview-english-1280");
  assert.deepEqual(troubles, []);
  await close();
  await server.close();
});

test("a workbook and a folder of mixed files are recognised by their content", async () => {
  const { page, close } = await opened();
  await page.goto(pathToFileURL(join(dist, "anxin.html")).href);
  const visit = files(join(samples, "visit"));
  await page.waitForSelector("#choose-files", { state: "attached" });
  await page.setInputFiles("#choose-folder", join(samples, "visit"));
  await page.getByText("花名册.xlsx").first().waitFor();
  await picture(page, "files-1280");
  await page.fill("#as-of", DAY);
  await page.click("#run");
  await page.waitForSelector("#result");
  const summary = anxin.reconcile(inputs(visit), anxin.Policy.builtin(), DAY).summary();
  const plain = (await arrears(page)).replaceAll(",", "");
  assert.equal(plain, summary.totals.arrears);
  await close();
});

test("the one file works by double click, narrow too", async () => {
  const { page, troubles, close } = await opened({ width: 390, height: 844 });
  await withSample(page, pathToFileURL(join(dist, "anxin.html")).href);
  assert.equal(await arrears(page), "17,125.00");
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok((await width()) <= 390, "the page is no wider than the screen");
  await picture(page, "overview-390");
  for (const tab of ["projects", "workers", "transfers", "findings", "digests"]) {
    await page.click(`#tab-${tab}`);
    assert.ok((await width()) <= 390, tab);
    await picture(page, `${tab}-390`, false);
  }
  await page.click("#tab-workers");
  await page.click(".body .line");
  await page.frameLocator(".sheet iframe").getByText("甲一").first().waitFor();
  await picture(page, "statement-390", false);
  assert.deepEqual(troubles, []);
  await close();
});

test("after the first visit it opens with the network off", async () => {
  const server = await served();
  const { page, context, close } = await opened();
  await page.goto(server.address);
  assert.equal(await threads(page), 1);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await server.close();
  await page.reload();
  await page.click("#sample");
  await page.waitForSelector("#result");
  assert.equal(await arrears(page), "17,125.00");
  // The page that it keeps is isolated, whatever the server said.
  assert.equal(await threads(page), MOST);
  await close();
});

test("nothing leaves the page", async () => {
  const server = await served();
  const stranger = await served();
  const { page, close } = await opened();
  await withSample(page, server.address);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const own = [...new Set(server.asked)].sort();
  assert.deepEqual(own, [
    "GET /",
    "GET /icon.svg",
    "GET /manifest.webmanifest",
    "GET /service-worker.js",
  ]);
  const before = server.asked.length;
  const refused = await page.evaluate(
    async ([stranger, own]) => {
      const told = {};
      const attempt = async (name, task) => {
        told[name] = await Promise.race([
          Promise.resolve().then(task).then(
            (value) => (value === false ? "refused" : "done"),
            () => "refused",
          ),
          new Promise((resolve) => setTimeout(resolve, 1500, "refused")),
        ]);
      };
      const heard = (element, name, place) =>
        new Promise((resolve, reject) => {
          element.onload = resolve;
          element.onerror = reject;
          element[name] = place;
          document.body.append(element);
        });
      for (const [kind, place] of [["stranger", stranger], ["own", `${own}secret`]]) {
        await attempt(`${kind} fetch`, () => fetch(place, { method: "POST", body: "wages" }));
        await attempt(`${kind} no-cors`, () => fetch(place, { mode: "no-cors" }));
        await attempt(`${kind} xhr`, () =>
          new Promise((resolve, reject) => {
            const request = new XMLHttpRequest();
            request.onload = resolve;
            request.onerror = reject;
            request.open("GET", place);
            request.send();
          }),
        );
        await attempt(`${kind} socket`, () =>
          new Promise((resolve, reject) => {
            const socket = new WebSocket(place.replace("http", "ws"));
            socket.onopen = resolve;
            socket.onerror = reject;
          }),
        );
        await attempt(`${kind} events`, () =>
          new Promise((resolve, reject) => {
            const source = new EventSource(place);
            source.onopen = resolve;
            source.onerror = reject;
          }),
        );
        await attempt(`${kind} beacon`, async () => {
          navigator.sendBeacon(place, "wages");
          await new Promise((resolve) => setTimeout(resolve, 300));
          return false;
        });
        await attempt(`${kind} image`, () => heard(new Image(), "src", `${place}?wages`));
        await attempt(`${kind} script`, () =>
          heard(document.createElement("script"), "src", place),
        );
        await attempt(`${kind} style`, () => {
          const link = document.createElement("link");
          link.rel = "stylesheet";
          return heard(link, "href", place);
        });
        await attempt(`${kind} form`, async () => {
          const form = document.createElement("form");
          form.action = place;
          form.method = "post";
          form.target = "_blank";
          document.body.append(form);
          form.submit();
          await new Promise((resolve) => setTimeout(resolve, 300));
          return false;
        });
        await attempt(`${kind} frame`, async () => {
          const frame = document.createElement("iframe");
          frame.src = place;
          document.body.append(frame);
          await new Promise((resolve) => setTimeout(resolve, 300));
          return false;
        });
        await attempt(`${kind} worker`, () =>
          new Promise((resolve, reject) => {
            const text = `fetch(${JSON.stringify(place)}).then(() => postMessage(1), () => postMessage(0))`;
            const worker = new Worker(URL.createObjectURL(new Blob([text])));
            worker.onmessage = ({ data }) => (data ? resolve() : reject());
            worker.onerror = reject;
          }),
        );
      }
      await attempt("webrtc", async () => {
        const peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:3478" }] });
        peer.createDataChannel("wages");
        await peer.setLocalDescription();
        await new Promise((resolve) => setTimeout(resolve, 300));
        return false;
      });
      await attempt("eval", () => new Function("return 1")());
      return told;
    },
    [stranger.address, server.address],
  );
  await page.waitForTimeout(500);
  assert.deepEqual(Object.entries(refused).filter(([, what]) => what !== "refused"), []);
  assert.deepEqual(stranger.asked, []);
  assert.deepEqual(server.asked.slice(before), []);
  await close();
  await server.close();
  await stranger.close();
});

test("a wrong file is told and does no harm", async () => {
  const { page, close } = await opened();
  await page.goto(pathToFileURL(join(dist, "anxin.html")).href);
  await page.waitForSelector(".drop");
  await drop(page, [{ name: "假期.jpg", bytes: Buffer.from("\xff\xd8\xff\xe0 no table", "latin1") }]);
  await page.getByText("假期.jpg").waitFor();
  await page.fill("#as-of", DAY);
  await page.click("#run");
  await page.waitForSelector("#error");
  assert.match(await page.textContent("#error"), /missing_table/);
  const good = readFileSync(join(samples, "visit", "花名册.xlsx"));
  await page.click("#clear");
  await drop(page, [{ name: "工资.xlsx", bytes: good.subarray(0, good.length / 2) }]);
  await page.waitForSelector("#error");
  await picture(page, "wrong-file-1280");
  await page.click("#clear");
  await page.click("#sample");
  await page.waitForSelector("#result");
  assert.equal(await arrears(page), "17,125.00");
  await close();
});

const UNKNOWN = [
  ["凭据", "人员代号", "工地", "所属月", "到手"],
  ["S1", "甲", "P1", "2025-03", "4500.00"],
];
const asText = UNKNOWN.map((row) => `${row.join(",")}\n`).join("");
const unknown = {
  text: { name: "到手.csv", bytes: Buffer.from(asText) },
  // A workbook has lines above its header.
  workbook: { name: "到手.xlsx", bytes: workbook([["三月发放"], ...UNKNOWN]) },
};

for (const [kind, file] of Object.entries(unknown)) {
  test(`unknown headers of a ${kind} are asked about once, and remembered`, async () => {
    const server = await served();
    const { page, close } = await opened();
    await page.goto(server.address);
    await page.waitForSelector(".drop");
    await drop(page, [file]);
    await page.waitForSelector("#ask-headers");
    const meanings = { 凭据: "payroll_id", 人员代号: "worker_id", 工地: "project_id" };
    for (const [header, column] of Object.entries({ ...meanings, 所属月: "period", 到手: "net" })) {
      await page.selectOption(`[data-header="${header}"]`, column);
    }
    await picture(page, `headers-${kind}-1280`, false);
    await page.click("#ask-headers button");
    await page.fill("#as-of", DAY);
    await page.click("#run");
    await page.waitForSelector("#result");
    assert.equal(await arrears(page), "4,500.00");
    await page.reload();
    await page.waitForSelector(".drop");
    await drop(page, [file]);
    await page.fill("#as-of", DAY);
    await page.click("#run");
    await page.waitForSelector("#result");
    assert.equal(await page.locator("#ask-headers").count(), 0);
    assert.equal(await arrears(page), "4,500.00");
    await close();
    await server.close();
  });
}

test("the rules of a province hold for projects that name no region", async () => {
  const { page, close } = await opened();
  await page.goto(pathToFileURL(join(dist, "anxin.html")).href);
  await page.waitForSelector("#province");
  await page.selectOption("#province", "52");
  await page.click("#sample");
  await page.waitForSelector("#result");
  // The projects of the sample name their region: no figure moves, the policy is another.
  assert.equal(await arrears(page), "17,125.00");
  await page.click("#tab-digests");
  const shown = await page.textContent(".digests");
  assert.match(shown, /cn-52/);
  const same = run.digests().filter(({ sha256 }) => shown.includes(sha256));
  assert.equal(same.length, run.digests().length);
  await close();
});

/** The page from a server that isolates it, where the engine has several threads, and as a file. */
const PLACES = [
  ["one thread", 1, () => ({ address: pathToFileURL(join(dist, "anxin.html")).href, close() {} })],
  ["several threads", MOST, () => served(ISOLATED)],
];

for (const [name, count, place] of PLACES) {
  test(`${name}: a long run is cancelled, and the page goes on`, async (t) => {
    const { page, close } = await opened();
    const server = await place();
    t.after(server.close);
    await page.goto(server.address);
    await page.waitForSelector(".drop");
    assert.equal(await threads(page), count);
    await page.evaluate(() => {
      const lines = ["worker_id,project_id,work_date,minutes"];
      for (let at = 0; at < 400_000; at++) {
        lines.push(`W${at % 20_000},P1,2025-03-${String((at % 28) + 1).padStart(2, "0")},480`);
      }
      const transfer = new DataTransfer();
      transfer.items.add(new File([lines.join("\n")], "attendance.csv"));
      const drop = new DragEvent("drop", { dataTransfer: transfer, bubbles: true });
      document.querySelector(".drop").dispatchEvent(drop);
    });
    await page.waitForSelector(".files tbody tr");
    await page.fill("#as-of", DAY);
    await page.click("#run");
    await page.click("#cancel");
    await page.waitForSelector("#run:enabled");
    assert.equal(await page.locator("#result").count(), 0);
    await page.click("#run");
    await page.waitForSelector("#result", { timeout: 60_000 });
    await page.click("#tab-workers");
    assert.match(await page.textContent(".grid .tools"), /20,000/);
    // The last row of twenty thousand comes into sight at once.
    await page.evaluate(() => {
      const body = document.querySelector(".grid .body");
      body.scrollTop = body.scrollHeight;
    });
    await page.getByText("W9999", { exact: true }).waitFor();
    assert.ok((await page.locator(".body .line").count()) < 80);
    await close();
  });
}

for (const [name, count, place] of PLACES) {
  test(`${name}: a Parquet file of many blocks gives the digests of its bytes`, async (t) => {
    const rows = Array.from({ length: 120_000 }, (_, at) => at);
    const table = new arrow.Table({
      worker_id: arrow.vectorFromArray(rows.map((at) => `WORKER-${at % 9_973}`), new arrow.Utf8()),
      project_id: arrow.vectorFromArray(rows.map((at) => `PROJECT-${at % 11}`), new arrow.Utf8()),
      work_date: arrow.vectorFromArray(
        rows.map((at) => `2025-03-${String((at % 28) + 1).padStart(2, "0")}`),
        new arrow.Utf8(),
      ),
      minutes: arrow.vectorFromArray(rows.map((at) => at % 600), new arrow.Int32()),
    });
    const properties = new parquet.WriterPropertiesBuilder()
      .setCompression(parquet.Compression.UNCOMPRESSED)
      .setDictionaryEnabled(false)
      .build();
    const held = parquet.Table.fromIPCStream(arrow.tableToIPC(table, "stream"));
    const bytes = Buffer.from(parquet.writeParquet(held, properties));
    assert.ok(bytes.length > 4 << 20, `${bytes.length} bytes`);
    const list = [{ name: "attendance.parquet", bytes }];
    const wanted = anxin.reconcile(inputs(list), anxin.Policy.builtin(), DAY);
    const { page, close } = await opened();
    t.after(close);
    const server = await place();
    t.after(server.close);
    await page.goto(server.address);
    await page.waitForSelector(".drop");
    assert.equal(await threads(page), count);
    await drop(page, list);
    await page.waitForSelector(".files tbody tr");
    await page.fill("#as-of", DAY);
    await page.click("#run");
    await page.waitForSelector("#result");
    await page.click("#tab-digests");
    const shown = await page.textContent(".digests");
    for (const { sha256 } of wanted.digests()) assert.ok(shown.includes(sha256));
    assert.ok(shown.includes(wanted.summary().inputs.attendance));
  });
}

for (const [name, count, place] of PLACES) {
  test(`${name}: a file at which the module stops is told, and the page goes on`, async (t) => {
    const rows = Array.from({ length: 3000 }, (_, at) => at);
    const texts = (of) => arrow.vectorFromArray(rows.map(of), new arrow.Utf8());
    const table = new arrow.Table({
      worker_id: texts((at) => `W${at % 97}`),
      project_id: texts((at) => `P${at % 3}`),
      work_date: texts((at) => `2025-03-${String((at % 28) + 1).padStart(2, "0")}`),
      minutes: arrow.vectorFromArray(rows.map((at) => at % 600), new arrow.Int32()),
    });
    const properties = new parquet.WriterPropertiesBuilder()
      .setCompression(parquet.Compression.UNCOMPRESSED)
      .build();
    const held = parquet.Table.fromIPCStream(arrow.tableToIPC(table, "stream"));
    const bytes = Buffer.from(parquet.writeParquet(held, properties));
    // Numbers of words, beyond the words there are: the decoder has no error for them.
    for (let at = 600; at < 900; at++) bytes[at] ^= 0xff;
    const { page, close } = await opened();
    t.after(close);
    const server = await place();
    t.after(server.close);
    await page.goto(server.address);
    await page.waitForSelector(".drop");
    assert.equal(await threads(page), count);
    await drop(page, [{ name: "attendance.parquet", bytes }]);
    await page.waitForSelector(".files tbody tr");
    await page.fill("#as-of", DAY);
    await page.click("#run");
    await page.waitForSelector("#error");
    assert.match(await page.textContent("#error"), /模块/);
    await page.click("#clear");
    await page.click("#sample");
    await page.waitForSelector("#result");
    assert.equal(await arrears(page), "17,125.00");
  });
}

test("the two deliveries are one file", () => {
  const page = readFileSync(join(dist, "index.html"), "utf8");
  assert.equal(page, readFileSync(join(dist, "anxin.html"), "utf8"));
  const names = readdirSync(dist).sort();
  assert.deepEqual(names, [
    "anxin.html",
    "icon.svg",
    "index.html",
    "manifest.webmanifest",
    "service-worker.js",
  ]);
  assert.doesNotMatch(page, /<(script|link|img)[^>]+(src|href)="(?!data:)/);
});
