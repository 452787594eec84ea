// The module that the page carries, and the worker it runs in.
import { Engine } from "../../js/engine.js";
import EngineWorker from "../../js/worker.ts?worker&inline";

/** Unpacks and compiles the module. */
export async function started(): Promise<Engine> {
  const packed = document.getElementById("module")?.textContent ?? "";
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const module = await WebAssembly.compile(await new Response(unpacked).arrayBuffer());
  return new Engine(() => new EngineWorker(), module);
}
