// The core job in one Chromium: the module with one thread and with several against DuckDB-WASM, in
// turns.
//
//   node side-by-side.mjs DIR [ROUNDS]
//
// DIR holds attendance, contracts, transfers and calendar as Arrow IPC streams (`*.arrows`) and as
// Parquet (`*.parquet`). Each round starts every engine anew and runs the job six times in each. DuckDB
// has its tables in memory before its clock starts (its Parquet reader would have to be fetched); the
// module's clock runs over a whole run: reading the same streams, or the Parquet files, checking
// them, fingerprints, and all steps; in its first run over starting the module, too.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { chromium } from "playwright-core";

const [folder, rounds = "5"] = process.argv.slice(2);
const here = import.meta.dirname;
const places = {
  "/pkg/": join(here, "../pkg"),
  "/duckdb/": join(here, "node_modules/@duckdb/duckdb-wasm/dist"),
  "/data/": resolve(folder),
  "/policies/": join(here, "../../engine/policies"),
  "/arrow/": join(here, "node_modules/apache-arrow"),
  "/bench/": here,
};
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm" };
const server = createServer((request, response) => {
  const [prefix, path] = Object.entries(places).find(([prefix]) => request.url.startsWith(prefix)) ?? [];
  try {
    const bytes = request.url === "/" ? "<!doctype html>" : readFileSync(join(path, request.url.slice(prefix.length)));
    const type = request.url === "/" ? ".html" : extname(request.url);
    response.writeHead(200, {
      "content-type": TYPES[type] ?? "application/octet-stream",
      // What lets the page have several threads.
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(bytes);
  } catch {
    response.writeHead(404);
    response.end();
  }
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const page = await browser.newPage();
page.on("console", (message) => console.log(message.text()));
await page.goto(`http://127.0.0.1:${server.address().port}/`);
await page.addScriptTag({ type: "module", url: "/bench/page.js" });
await page.waitForFunction(() => globalThis.sideBySide);
const told = await page.evaluate((rounds) => globalThis.sideBySide(rounds), Number(rounds));
console.log(JSON.stringify(told, null, 2));
await browser.close();
server.close();
