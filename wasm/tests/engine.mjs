// The module as Node starts it, and the folders of the repository.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import * as anxin from "../pkg/anxin.js";

export const root = new URL("../..", import.meta.url).pathname;
export const modulePath = new URL("../pkg/anxin_bg.wasm", import.meta.url).pathname;

const module = new WebAssembly.Module(readFileSync(modulePath));
const { memory } = anxin.initSync({ module });
// One thread, or so many.
const threads = Number(process.env.ANXIN_THREADS ?? 1);
if (threads > 1) {
  anxin.startThreads(threads, () => {
    const workerData = { module, memory };
    new Worker(new URL("thread.mjs", import.meta.url), { workerData }).unref();
  });
}
export { anxin };

/** Files of a folder, those in folders within it too. */
export function files(folder, below = "") {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return files(folder, name);
    return [{ name, bytes: readFileSync(join(folder, name)) }];
  });
}

/** A data set of such files. */
export function inputs(list) {
  const inputs = new anxin.Inputs();
  for (const { name, bytes } of list) inputs.addBytes(name, bytes);
  return inputs;
}

/** A run under the built-in policy. */
export function reconciled(list, asOf, policy = anxin.Policy.builtin()) {
  return anxin.reconcile(inputs(list), policy, asOf);
}

/** Rows of canonical CSV. */
export function rows(text) {
  const found = [[""]];
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const row = found.at(-1);
    const letter = text[at];
    if (isQuoted) {
      if (letter === '"' && text[at + 1] === '"') row[row.length - 1] += text[++at];
      else if (letter === '"') isQuoted = false;
      else row[row.length - 1] += letter;
    } else if (letter === '"') isQuoted = true;
    else if (letter === ",") row.push("");
    else if (letter === "\n") found.push([""]);
    else row[row.length - 1] += letter;
  }
  found.pop();
  return found;
}

export const text = (bytes) => new TextDecoder().decode(bytes);
