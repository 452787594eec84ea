// Chromium, a server that counts what it is asked for, and what the tests do on the page.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { afterEach } from "node:test";
import { chromium } from "playwright-core";

// A test that fails leaves nothing open: the process would never end.
const leftOpen = new Set();
afterEach(async () => {
  for (const close of leftOpen) await close();
});

/** What closes something, once. */
function closing(work) {
  const close = async () => {
    if (leftOpen.delete(close)) await work();
  };
  leftOpen.add(close);
  return close;
}

export const root = new URL("../../..", import.meta.url).pathname;
export const dist = join(root, "wasm/page/dist");
export const samples = join(root, "datasets/samples");
const pictures = join(root, "target/page");
mkdirSync(pictures, { recursive: true });

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

/** What isolates a page from others: the engine may have several threads then. */
export const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Serves the built page on this machine and keeps what it was asked for. */
export async function served(headers = {}) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const path = request.url === "/" ? "index.html" : request.url.slice(1);
    try {
      const bytes = readFileSync(join(dist, path));
      response.writeHead(200, {
        "content-type": TYPES[extname(path)] ?? "text/plain",
        ...headers,
      });
      response.end(bytes);
    } catch {
      response.writeHead(404);
      response.end();
    }
  });
  server.on("upgrade", (request, socket) => {
    asked.push(`UPGRADE ${request.url}`);
    socket.destroy();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${server.address().port}/`;
  const close = closing(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { asked, address, close };
}

/** A fresh Chromium. */
export async function opened(viewport = { width: 1280, height: 900 }) {
  const folder = mkdtempSync(join(tmpdir(), "anxin-page-"));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    acceptDownloads: true,
    viewport,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(String(error)));
  const close = closing(async () => {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { context, page, troubles, profile: folder, close };
}

/** A picture of the page, kept as output of the test. */
export function picture(page, name, whole = true) {
  return page.screenshot({ path: join(pictures, `${name}.png`), fullPage: whole });
}

/** Searches the table that is shown until so many of its rows are left. */
export async function searched(page, text, count) {
  await page.fill(".tools input[type=search]", text);
  const isFound = (count) => document.querySelectorAll(".body .line").length === count;
  await page.waitForFunction(isFound, count);
}

/** Drops files on the page as a hand does. */
export async function drop(page, files) {
  const list = files.map(({ name, bytes }) => ({ name, base64: bytes.toString("base64") }));
  const transfer = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, list);
  await page.dispatchEvent(".drop", "drop", { dataTransfer: transfer });
}
