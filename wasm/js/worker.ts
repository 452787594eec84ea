// The engine in a worker: one call at a time, answers and progress as messages.
import {
  initSync,
  Inputs,
  Policy,
  reconcile,
  verify,
  verifySlip,
  words,
  type Explanation,
  type Run,
} from "../pkg/anxin.js";
import type { Answer, Calls, Failure, Question, Progress } from "./engine.js";

let inputs: Inputs | undefined;
let run: Run | undefined;

/** The run that questions are about. */
function finished(): Run {
  if (!run) throw new TypeError("nothing has been reconciled yet");
  return run;
}

function explained(worker: string, project?: string, period?: string): Explanation {
  return finished().explain(worker, project, period);
}

/** What the page may ask for. */
const answers: { [Name in keyof Calls]: (...given: Parameters<Calls[Name]>) => ReturnType<Calls[Name]> } = {
  words: (lang) => words(lang),
  policy: (text, place) => {
    const policy = text === null ? Policy.builtin() : Policy.fromToml(text, place);
    return { name: policy.name, fingerprint: policy.fingerprint, toml: policy.toToml() };
  },
  load: (files) => {
    run?.free();
    run = undefined;
    inputs?.free();
    inputs = new Inputs();
    for (const { name, data } of files) {
      if (data instanceof Uint8Array) inputs.addBytes(name, data);
      else inputs.addFile(name, data);
    }
    return inputs.recognised();
  },
  reconcile: (asOf, policyToml) => {
    if (!inputs) throw new TypeError("no files have been given yet");
    const policy = policyToml === null ? Policy.builtin() : Policy.fromToml(policyToml, "policy");
    let told = 0;
    run?.free();
    run = undefined;
    run = reconcile(inputs, policy, asOf, (stage, done, total) => {
      const now = performance.now();
      if (now - told < 50) return;
      told = now;
      postMessage({ progress: { stage, done, total } satisfies Progress });
    });
    return run.summary();
  },
  digests: () => finished().digests(),
  arrow: (table) => finished().arrow(table),
  csv: (table) => finished().csv(table),
  names: () => finished().names(),
  partial: () => finished().partial(),
  workbook: (lang, showIds) => finished().workbook(lang, showIds),
  statement: (lang, worker, project, period) => explained(worker, project, period).html(lang),
  statementData: (worker, project, period) => explained(worker, project, period).data(),
  statementWorkbook: (lang, worker, project, period) =>
    explained(worker, project, period).workbook(lang),
  whyNot: (lang, transfer) => finished().whyNot(transfer).html(lang),
  verify: ({ name, data }, root, isComputed) => {
    const bytes =
      data instanceof Uint8Array
        ? data
        : new Uint8Array(new FileReaderSync().readAsArrayBuffer(data));
    if (!isComputed) return verify(bytes, name, root ?? undefined);
    if (!inputs) throw new TypeError("no files have been given yet");
    return inputs.verify(bytes, name, root ?? undefined);
  },
  verifySlip: (slip, root) => verifySlip(slip, root),
};

function failure(error: unknown): Failure {
  // Where the module itself stopped, nothing in it may be used again.
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
    return { code: "stopped", message: error.message };
  }
  const { code, message } = error as { code?: string; message?: string };
  return { code: code ?? "usage", message: message ?? String(error) };
}

addEventListener("message", ({ data }: MessageEvent<Question | WebAssembly.Module>) => {
  if (data instanceof WebAssembly.Module) {
    initSync({ module: data });
    return;
  }
  const { id, call, given } = data;
  let answer: Answer;
  try {
    const asked = answers[call] as (...given: unknown[]) => unknown;
    answer = { id, value: asked(...given) };
  } catch (error) {
    answer = { id, failure: failure(error) };
  }
  const { value } = answer as { value?: unknown };
  postMessage(answer, { transfer: value instanceof Uint8Array ? [value.buffer] : [] });
});
