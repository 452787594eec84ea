// The module in a worker: the same run several times over, timed. The first begins with starting the
// module and opening the files; the others with opened inputs.
import { initSync, Inputs, Policy, reconcile } from "/pkg/anxin.js";

addEventListener("message", ({ data: { module, files, policy, asOf, runs } }) => {
  let start = performance.now();
  const { memory } = initSync({ module });
  const inputs = new Inputs();
  for (const { name, file } of files) inputs.addFile(name, file);
  const told = { milliseconds: [] };
  for (let turn = 0; turn < runs; turn++) {
    const run = reconcile(inputs, Policy.fromToml(policy, "core_job.toml"), asOf);
    told.milliseconds.push(performance.now() - start);
    const { totals, counts } = run.summary();
    Object.assign(told, { totals, rows: counts.worker_periods });
    run.free();
    start = performance.now();
  }
  postMessage({ ...told, bytes: memory.buffer.byteLength });
});
