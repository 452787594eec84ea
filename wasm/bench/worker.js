// The module in a worker: one run, timed.
import { initSync, Inputs, Policy, reconcile } from "/pkg/anxin.js";

addEventListener("message", ({ data: { module, files, policy, asOf } }) => {
  const start = performance.now();
  const { memory } = initSync({ module });
  const inputs = new Inputs();
  for (const { name, file } of files) inputs.addFile(name, file);
  const run = reconcile(inputs, Policy.fromToml(policy, "core_job.toml"), asOf);
  const milliseconds = performance.now() - start;
  const { totals, counts } = run.summary();
  postMessage({ milliseconds, totals, rows: counts.worker_periods, bytes: memory.buffer.byteLength });
});
