// The core job on the real page, in headless Chromium: files are chosen, the run asked for, the
// result waited for. Time of each, of each question to the worker, and the memory of the processes
// that show the page: before files were chosen, and the most of each. The kernel keeps the most, so
// that nobody has to look while the run goes on, which costs a third of a processor.
//
//   node on-the-page.mjs DIR [ROUNDS] [isolated]
//
// With `isolated` the server isolates the page, so that the engine has several threads.
// DIR holds attendance, contracts, transfers and calendar; the page has been built. First the
// sample of the page is run in a browser of its own.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ISOLATED, opened, root, served } from "../page/tests/browser.mjs";

const [folder, rounds = "1", how] = process.argv.slice(2);
const headers = how === "isolated" ? ISOLATED : {};
const files = readdirSync(folder).filter((name) =>
  /^(attendance|contracts|transfers|calendar)\./.test(name),
);

/** Resident memory of a browser's processes that show pages, in bytes; `VmRSS` is now, `VmHWM` the most. */
function memory(profile, which) {
  const processes = new Map();
  for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${id}/cmdline`, "utf8");
      const [, parent] = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8"));
      processes.set(id, { command, parent });
    } catch {
      // It has ended.
    }
  }
  const isOurs = (id) => {
    const met = processes.get(id);
    return met ? met.command.includes(profile) || isOurs(met.parent) : false;
  };
  let bytes = 0;
  for (const [id, { command }] of processes) {
    if (!command.includes("--type=renderer") || !isOurs(id)) continue;
    try {
      const status = readFileSync(`/proc/${id}/status`, "utf8");
      const [, kib] = new RegExp(`^${which}:\\s+(\\d+)`, "m").exec(status);
      bytes += 1024 * Number(kib);
    } catch {
      // It has ended.
    }
  }
  return bytes;
}

/** Keeps how long each question to a worker took. */
function watchWorkers() {
  globalThis.asked = [];
  globalThis.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      const open = new Map();
      const post = this.postMessage.bind(this);
      this.postMessage = (message, ...more) => {
        if (message.call) open.set(message.id, [message, performance.now()]);
        post(message, ...more);
      };
      this.addEventListener("message", ({ data }) => {
        const [message, start] = open.get(data.id) ?? [];
        if (!message) return;
        open.delete(data.id);
        const of = message.call === "arrow" || message.call === "csv" ? ` ${message.given[0]}` : "";
        const took = Math.round(performance.now() - start);
        globalThis.asked.push(`${message.call}${of} ${took} at ${Math.round(start)}`);
      });
    }
  };
}

/** From an address to the figures of the sample, in a browser that has seen nothing. */
async function sample() {
  const server = await served(headers);
  const { page, close } = await opened();
  const start = performance.now();
  await page.goto(server.address);
  await page.click("#sample");
  await page.waitForSelector(".figure.owed strong");
  const took = performance.now() - start;
  await close();
  await server.close();
  return Math.round(took);
}

for (let round = 0; round < Number(rounds); round++) {
  const sampled = await sample();
  const server = await served(headers);
  const { page, troubles, profile, close } = await opened();
  const told = { sample_ms: sampled };
  const timed = async (name, task) => {
    const start = performance.now();
    await task();
    told[`${name}_ms`] = Math.round(performance.now() - start);
  };
  await page.addInitScript(watchWorkers);
  await timed("page", async () => {
    await page.goto(server.address);
    await page.waitForSelector("#sample");
  });
  const idle = memory(profile, "VmRSS");
  await page.setInputFiles("#choose-policy", join(root, "engine/policies/core_job.toml"));
  await page.getByText("core_job.toml").waitFor();
  await timed("files", async () => {
    await page.setInputFiles("#choose-files", files.map((name) => join(folder, name)));
    await page.waitForSelector(".files tbody tr");
  });
  await page.fill("#as-of", "2026-12-31");
  for (const name of ["first_run", "second_run"]) {
    await timed(name, async () => {
      await page.click("#run");
      await page.waitForSelector("#run:disabled");
      await page.waitForSelector("#run:enabled", { timeout: 600_000 });
      await page.waitForSelector("#result");
    });
  }
  told.threads = await page.getAttribute("#page", "data-threads");
  told.idle_mb = Math.round(idle / 1e6);
  told.most_mb = Math.round(memory(profile, "VmHWM") / 1e6);
  told.arrears = await page.textContent(".figure.owed strong");
  told.troubles = troubles;
  told.asked_ms = await page.evaluate(() => globalThis.asked);
  console.log(JSON.stringify(told, null, 1));
  await close();
  await server.close();
}
