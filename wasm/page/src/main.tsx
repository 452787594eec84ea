// Starts the engine, then the page.
import { render } from "preact";
import { App } from "./app.js";
import { started } from "./engine.js";
import "./style.css";

const place = document.getElementById("page")!;

async function start(): Promise<void> {
  const engine = await started();
  const vocabulary = { zh: await engine.ask("words", "zh"), en: await engine.ask("words", "en") };
  place.dataset.threads = String(engine.threads);
  render(<App engine={engine} vocabulary={vocabulary} />, place);
}

/** Where the page came from a server, it keeps itself for the next visit without one. */
async function keptForLater(): Promise<void> {
  if (!location.protocol.startsWith("http") || !("serviceWorker" in navigator)) return;
  const link = document.createElement("link");
  link.rel = "manifest";
  link.href = "manifest.webmanifest";
  document.head.append(link);
  await navigator.serviceWorker.register("service-worker.js");
}

start().catch((error: unknown) => {
  place.textContent = `这个浏览器不能运行本页。This browser cannot run the page: ${String(error)}`;
});
keptForLater().catch((error: unknown) => console.warn("not kept for later:", error));
