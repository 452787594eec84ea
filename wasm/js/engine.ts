// The engine as a page sees it: questions to a worker, answers as promises.
import type {
  Change,
  Explained,
  InputTable,
  Lang,
  LedgerPoint,
  Names,
  OutputTable,
  Recognised,
  SlipVerification,
  Summary,
  TableDigest,
  Verification,
  Words,
} from "../pkg/anxin.js";

/** A file of a data set: bytes, or one that the browser holds and that is read in slices. */
export interface Given {
  /** May hold folders. */
  name: string;
  data: Uint8Array | File;
}

/** How far a run is: what is read (a table, or `wages`), rows or workers done, and of how many. */
export interface Progress {
  stage: string;
  done: number;
  total: number | null;
}

/** A policy in force. */
export interface PolicyText {
  name: string;
  fingerprint: string;
  toml: string;
}

/** How a ledger stands. */
export interface LedgerState {
  /** Commits in its log, the beginning among them. */
  commits: number;
  asOf: string;
  /** The sum over all that was committed. */
  sum: string;
  policy: { name: string; fingerprint: string };
}

/** What is to be committed together: all of it is, or nothing. */
export interface LedgerCommit {
  /** Files with rows to be added, recognised as those of a data set. */
  add?: Given[];
  /** Rows to be taken back, by their positions in the log of their table. */
  withdraw?: Partial<Record<InputTable, number[]>>;
  /** The day to move to. */
  asOf?: string;
  /** The rules from here on, in TOML. */
  policyToml?: string;
}

/** What the worker answers. */
export interface Calls {
  words(lang: Lang): Words;
  /** Reads a policy in TOML; `null` is the built-in one. */
  policy(text: string | null, place: string): PolicyText;
  /** Takes a data set; what became of each file. */
  load(files: Given[]): Recognised;
  /** Reconciles what was loaded as of a day `YYYY-MM-DD`; `null` is the built-in policy. */
  reconcile(asOf: string, policyToml: string | null): Summary;
  digests(): TableDigest[];
  /** An output table as an Arrow IPC stream. */
  arrow(table: OutputTable): Uint8Array;
  /** Rows of the table `findings`, counted without making it. */
  findingCount(): number;
  /** An output table as canonical CSV. */
  csv(table: OutputTable): Uint8Array;
  /** Names of workers and projects by id. */
  names(): Names;
  /** What of the run merges with others. */
  partial(): string;
  /** The workbook; ids are masked unless asked for. */
  workbook(lang: Lang, showIds: boolean): Uint8Array;
  /** A worker's statements as a page that prints on A4. */
  statement(lang: Lang, worker: string, project?: string, period?: string): string;
  statementData(worker: string, project?: string, period?: string): Explained;
  statementWorkbook(lang: Lang, worker: string, project?: string, period?: string): Uint8Array;
  /** What became of a transfer, as a page. */
  whyNot(lang: Lang, transfer: string): string;
  /** Checks a bundle; `isComputed`: against the files that were loaded, everything computed again. */
  verify(bundle: Given, root: string | null, isComputed: boolean): Verification;
  /** Whether a slip stands under a root that is known from elsewhere. */
  verifySlip(slip: string, root: string): SlipVerification;
  /** Begins a ledger without rows; `null` is the built-in policy. The worker holds one ledger. */
  ledgerInit(asOf: string, policyToml: string | null): LedgerState;
  /** Opens what `ledgerBytes` gave, or a TAR file of a ledger's folder. */
  ledgerOpen(bytes: Uint8Array): LedgerState;
  /** All of the ledger as one TAR file. */
  ledgerBytes(): Uint8Array;
  /** Commits; which figures it changed, and which rows did it. */
  ledgerCommit(commit: LedgerCommit): { ledger: LedgerState; changes: Change[] };
  /** The result of all that stands, or of another state: what `arrow`, `csv` … then ask about. */
  ledgerReport(at?: LedgerPoint): Summary;
  /** What differs between two states; without `to` up to what stands today. */
  ledgerDiff(from: LedgerPoint, to?: LedgerPoint): Change[];
}

export interface Question {
  id: number;
  call: keyof Calls;
  given: unknown[];
}

export interface Failure {
  code: string;
  message: string;
}

export type Answer = { id: number; value: unknown } | { id: number; failure: Failure };

/** The call could not be carried out; `code` is one of a short list that does not change. */
export class EngineError extends Error {
  override name = "AnxinError";
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The first message to a worker. */
export interface Start {
  module: WebAssembly.Module;
  /** How many threads there are to be. */
  threads: number;
  /** The worker is one of the threads that share this memory. */
  memory?: WebAssembly.Memory;
}

/** What a worker tells. */
export type Told =
  | Answer
  | { progress: Progress }
  /** It needs one more worker for a thread, which shares this memory. */
  | { thread: WebAssembly.Memory }
  /** It has so many threads; 0 where several cannot be started. */
  | { threads: number };

/** More threads than this gain nothing on data that fit into a browser. */
const MOST_THREADS = 8;

/** Threads that a page may have: a browser allows several where the page is isolated. */
function allowed(): number {
  const { crossOriginIsolated, navigator } = globalThis;
  return crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, MOST_THREADS) : 1;
}

interface Waiting {
  question: Question;
  resolve: (value: never) => void;
  reject: (error: EngineError) => void;
}

/** The engine in a worker of its own, and in one more for each of several threads. */
export class Engine {
  #workers: Worker[] = [];
  #waiting = new Map<number, Waiting>();
  #asked = 0;
  /** Threads to be started. */
  #wanted: number;
  /** Threads that have been. */
  #threads = 0;
  /** Told how far a run is. */
  onProgress: ((progress: Progress) => void) | undefined;

  /**
   * `start` makes a worker; `module` is compiled once for all of them. Without `threads` there are as
   * many as the browser allows; where they cannot be started, one.
   */
  constructor(
    readonly start: () => Worker,
    readonly module: WebAssembly.Module,
    threads = allowed(),
  ) {
    this.#wanted = threads;
  }

  /** Threads that the engine has; 0 until it has been asked something. */
  get threads(): number {
    return this.#threads;
  }

  /** Asks the worker. */
  ask<Name extends keyof Calls>(
    call: Name,
    ...given: Parameters<Calls[Name]>
  ): Promise<ReturnType<Calls[Name]>> {
    const worker = this.#workers[0] ?? this.#started();
    const question: Question = { id: ++this.#asked, call, given };
    return new Promise((resolve, reject) => {
      this.#waiting.set(question.id, { question, resolve, reject });
      worker.postMessage(question);
    });
  }

  /** Ends whatever is going on, and forgets files and result; the next question starts anew. */
  cancel(): void {
    this.#stop(new EngineError("cancelled", "the run was cancelled"));
  }

  #stop(error: EngineError): void {
    this.#end();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #end(): void {
    for (const worker of this.#workers) worker.terminate();
    this.#workers = [];
    this.#threads = 0;
  }

  /** Starts the worker that is asked. */
  #started(): Worker {
    return this.#worker({ module: this.module, threads: this.#wanted });
  }

  #worker(start: Start): Worker {
    const worker = this.start();
    this.#workers.push(worker);
    worker.addEventListener("message", ({ data }: MessageEvent<Told>) => this.#told(data));
    worker.addEventListener("error", (event) => {
      if (this.#threads === 0 && this.#wanted > 1) this.#goOnWithOne();
      else this.#stop(new EngineError("stopped", event.message || "the worker cannot be started"));
    });
    worker.postMessage(start);
    return worker;
  }

  #told(data: Told): void {
    if ("progress" in data) this.onProgress?.(data.progress);
    else if ("id" in data) this.#answered(data);
    else if ("thread" in data) {
      this.#worker({ module: this.module, threads: this.#wanted, memory: data.thread });
    } else if (data.threads > 0) this.#threads = data.threads;
    else this.#goOnWithOne();
  }

  /** Several threads cannot be started: what was asked is asked of one. */
  #goOnWithOne(): void {
    this.#end();
    this.#wanted = 1;
    const worker = this.#started();
    for (const { question } of this.#waiting.values()) worker.postMessage(question);
  }

  #answered(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (!("failure" in answer)) {
      waiting?.resolve(answer.value as never);
      return;
    }
    const error = new EngineError(answer.failure.code, answer.failure.message);
    waiting?.reject(error);
    if (error.code === "stopped") this.#stop(error);
  }
}
