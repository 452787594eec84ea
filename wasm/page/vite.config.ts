// One HTML file that holds everything: script, style, worker and the compressed module. It is the
// file for a double click and, beside a service worker and a manifest, the hosted page.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const MODULE = new URL("../pkg/anxin_bg.wasm", import.meta.url);

/** What the page may do: run its own script and module, show itself, and nothing over a wire. */
function policy(script: string): string {
  const hash = createHash("sha256").update(script).digest("base64");
  return [
    "default-src 'none'",
    `script-src 'sha256-${hash}' 'wasm-unsafe-eval'`,
    "worker-src 'self' blob:",
    "style-src 'unsafe-inline'",
    "img-src data:",
    "manifest-src 'self'",
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "webrtc 'block'",
  ].join("; ");
}

/** A text inside a script element: nothing in it may end the element. */
const inScript = (text: string) => text.replaceAll(/<(?=\/script|!--)/gi, "\\x3c");

/** Puts all that was built into the page. */
function oneFile(): Plugin {
  return {
    name: "one-file",
    enforce: "post",
    generateBundle(_, bundle) {
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("no page was built");
      let script = "";
      let style = "";
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === "chunk") script += part.code;
        else if (name.endsWith(".css")) style += part.source;
        else continue;
        delete bundle[name];
      }
      script = inScript(script);
      const wasm = gzipSync(readFileSync(MODULE), { level: 9 }).toString("base64");
      const html = String(page.source)
        .replaceAll(/\s*<(script|link) [^>]*(crossorigin|stylesheet)[^>]*>(<\/script>)?/g, "")
        .replace(
          "<!-- policy -->",
          () => `<meta http-equiv="Content-Security-Policy" content="${policy(script)}" />`,
        )
        .replace("</head>", () => `<style>${style}</style>\n</head>`)
        .replace(
          "</body>",
          () =>
            `<script type="application/gzip" id="module">${wasm}</script>\n` +
            `<script type="module">${script}</script>\n</body>`,
        );
      page.source = html;
      this.emitFile({ type: "asset", fileName: "anxin.html", source: html });
      const worker = readFileSync(new URL("src/service-worker.js", import.meta.url), "utf8");
      const version = createHash("sha256").update(html).digest("hex").slice(0, 16);
      const source = worker.replace("{version}", version);
      this.emitFile({ type: "asset", fileName: "service-worker.js", source });
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [oneFile()],
  build: {
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
    assetsInlineLimit: 1 << 20,
  },
});
