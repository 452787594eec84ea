// The module in a worker: the same run several times over, timed. The first begins with starting the
// module and its threads and opening the files; the others with opened inputs.
import * as anxin from "/pkg/anxin.js";

addEventListener("message", ({ data: { module, memory, files, policy, asOf, runs, threads } }) => {
  if (memory) {
    anxin.initSync({ module, memory });
    anxin.runThread();
    return;
  }
  let start = performance.now();
  const own = anxin.initSync({ module }).memory;
  if (threads > 1) anxin.startThreads(threads, () => postMessage({ memory: own }));
  const inputs = new anxin.Inputs();
  for (const { name, file } of files) inputs.addFile(name, file);
  const told = { milliseconds: [] };
  for (let turn = 0; turn < runs; turn++) {
    const run = anxin.reconcile(inputs, anxin.Policy.fromToml(policy, "core_job.toml"), asOf);
    told.milliseconds.push(performance.now() - start);
    const { totals, counts } = run.summary();
    Object.assign(told, { totals, rows: counts.worker_periods });
    run.free();
    start = performance.now();
  }
  postMessage({ told: { ...told, bytes: own.buffer.byteLength } });
});
