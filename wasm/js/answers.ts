// What a worker answers: one call at a time, answers and progress as messages.
import type * as Package from "../pkg/anxin.js";
import type { Changes, Commit, Explanation, InputTable, Inputs, Ledger, Run } from "../pkg/anxin.js";
import type {
  Answer,
  Calls,
  Failure,
  Given,
  LedgerCommit,
  LedgerState,
  Question,
  Start,
  Told,
} from "./engine.js";

/** The package, started. */
let anxin: typeof Package;

let inputs: Inputs | undefined;
let run: Run | undefined;
let ledger: Ledger | undefined;

/** The run that questions are about. */
function finished(): Run {
  if (!run) throw new TypeError("nothing has been reconciled yet");
  return run;
}

/** The ledger that questions are about. */
function open(): Ledger {
  if (!ledger) throw new TypeError("no ledger has been opened yet");
  return ledger;
}

function taken(files: Given[]): Inputs {
  const inputs = new anxin.Inputs();
  for (const { name, data } of files) {
    if (data instanceof Uint8Array) inputs.addBytes(name, data);
    else inputs.addFile(name, data);
  }
  return inputs;
}

const policyOf = (toml: string | null) =>
  toml === null ? anxin.Policy.builtin() : anxin.Policy.fromToml(toml, "policy");

let told = 0;
/** Tells the page how far a run is, now and then. */
function tell(stage: string, done: number, total: number | null): void {
  const now = performance.now();
  if (now - told < 50) return;
  told = now;
  postMessage({ progress: { stage, done, total } } satisfies Told);
}

function opened(next: Ledger): LedgerState {
  ledger?.free();
  ledger = next;
  return state(next);
}

function state({ commits, asOf, sum, policy }: Ledger): LedgerState {
  const { name, fingerprint } = policy;
  policy.free();
  return { commits, asOf, sum, policy: { name, fingerprint } };
}

function staged({ add, withdraw, asOf, policyToml }: LedgerCommit): Commit {
  const commit = new anxin.Commit();
  if (add) {
    const inputs = taken(add);
    commit.add(inputs);
    inputs.free();
  }
  for (const [table, rows] of Object.entries(withdraw ?? {})) {
    commit.withdraw(table as InputTable, Uint32Array.from(rows));
  }
  if (asOf !== undefined) commit.advance(asOf);
  if (policyToml !== undefined) commit.setPolicy(policyOf(policyToml));
  return commit;
}

function listed(changes: Changes) {
  const list = changes.data();
  changes.free();
  return list;
}

function explained(worker: string, project?: string, period?: string): Explanation {
  return finished().explain(worker, project, period);
}

/** What the page may ask for. */
const answers: { [Name in keyof Calls]: (...given: Parameters<Calls[Name]>) => ReturnType<Calls[Name]> } = {
  words: (lang) => anxin.words(lang),
  policy: (text, place) => {
    const policy = text === null ? anxin.Policy.builtin() : anxin.Policy.fromToml(text, place);
    return { name: policy.name, fingerprint: policy.fingerprint, toml: policy.toToml() };
  },
  load: (files) => {
    run?.free();
    run = undefined;
    inputs?.free();
    inputs = taken(files);
    return inputs.recognised();
  },
  reconcile: (asOf, policyToml) => {
    if (!inputs) throw new TypeError("no files have been given yet");
    const policy = policyOf(policyToml);
    run?.free();
    run = undefined;
    run = anxin.reconcile(inputs, policy, asOf, tell);
    return run.summary();
  },
  digests: () => finished().digests(),
  arrow: (table) => finished().arrow(table),
  findingCount: () => finished().findingCount,
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
    if (!isComputed) return anxin.verify(bytes, name, root ?? undefined);
    if (!inputs) throw new TypeError("no files have been given yet");
    return inputs.verify(bytes, name, root ?? undefined);
  },
  verifySlip: (slip, root) => anxin.verifySlip(slip, root),
  ledgerInit: (asOf, policyToml) => opened(anxin.Ledger.init(policyOf(policyToml), asOf)),
  ledgerOpen: (bytes) => opened(anxin.Ledger.fromBytes(bytes)),
  ledgerBytes: () => open().toBytes(),
  ledgerCommit: (given) => {
    const commit = staged(given);
    try {
      const changes = listed(open().commit(commit, tell));
      return { ledger: state(open()), changes };
    } finally {
      commit.free();
    }
  },
  ledgerReport: (at) => {
    run?.free();
    run = undefined;
    run = open().report(at, tell);
    return run.summary();
  },
  ledgerDiff: (from, to) => listed(open().diff(from, to, tell)),
};

function failure(error: unknown): Failure {
  // Where the module itself stopped, nothing in it may be used again.
  if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
    return { code: "stopped", message: error.message };
  }
  const { code, message } = error as { code?: string; message?: string };
  return { code: code ?? "usage", message: message ?? String(error) };
}

function answer({ id, call, given }: Question): void {
  let answer: Answer;
  try {
    const asked = answers[call] as (...given: unknown[]) => unknown;
    answer = { id, value: asked(...given) };
  } catch (error) {
    answer = { id, failure: failure(error) };
  }
  const { value } = answer as { value?: unknown };
  postMessage(answer satisfies Told, { transfer: value instanceof Uint8Array ? [value.buffer] : [] });
}

/** Answers questions with a package, which the first message starts. */
export function serve(own: typeof Package, start: (given: Start) => void): void {
  anxin = own;
  addEventListener("message", ({ data }: MessageEvent<Question | Start>) => {
    if ("module" in data) start(data);
    else answer(data);
  });
}
