// The core job in Node: one run of the module, its processor time and memory.
//
//   node in-node.mjs DIR [PKG]
//
// DIR holds attendance, contracts, transfers and calendar (Parquet, Arrow or CSV); PKG is a built
// module (../pkg unless told), so that two of them can be measured in turns.
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const [folder, pkg = join(import.meta.dirname, "../pkg")] = process.argv.slice(2);
const anxin = await import(join(resolve(pkg), "anxin.js"));
const bytes = readFileSync(join(pkg, "anxin_bg.wasm"));
const begun = performance.now();
const { memory } = anxin.initSync({ module: bytes });
const started = performance.now();
const inputs = new anxin.Inputs();
for (const name of readdirSync(folder)) {
  if (!/^(attendance|contracts|transfers|calendar)\./.test(name)) continue;
  inputs.addBytes(name, readFileSync(join(folder, name)));
}
const policy = join(import.meta.dirname, "../../engine/policies/core_job.toml");
const before = process.cpuUsage();
const start = performance.now();
const core = anxin.Policy.fromToml(readFileSync(policy, "utf8"), policy);
const run = anxin.reconcile(inputs, core, "2026-12-31");
const { totals, counts } = run.summary();
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    started_ms: Math.round(started - begun),
    run_ms: Math.round(performance.now() - start),
    processor_ms: Math.round((user + system) / 1000),
    memory_mb: Math.round(memory.buffer.byteLength / 1e6),
    worker_periods: counts.worker_periods,
    arrears: totals.arrears,
  }),
);
