// Bundles and slips among the files of a person, and what the engine says of them.
import { EngineError, type Engine, type Given } from "../../js/engine.js";
import type { SlipVerification, Verification } from "../../pkg/anxin.js";

/** A bundle that was checked. */
export interface CheckedBundle {
  name: string;
  found: Verification;
  /** Where the damaged file lies in the bundle: its first and last byte, counted from 0. */
  place: [number, number] | null;
  /** Why nothing was computed again, although there are data. */
  failure: string | null;
}

/** A slip that was checked; `null` where nobody knows a root yet. */
export interface CheckedSlip {
  name: string;
  found: SlipVerification | null;
  /** Why it is none. */
  failure: string | null;
}

export interface Proofs {
  bundles: CheckedBundle[];
  slips: CheckedSlip[];
}

const ROOT = /^[0-9a-f]{64}$/;
/** Bytes of the header in front of a file of an archive. */
const HEADER_BYTES = 30;
/** A slip is a few kilobytes. */
const SLIP_BYTES = 1 << 20;

const isSlipName = ({ name }: Given) => /\.json$/i.test(name);

async function bytes({ data }: Given, start: number, end: number): Promise<Uint8Array> {
  if (data instanceof Uint8Array) return data.subarray(start, end);
  return new Uint8Array(await data.slice(start, end).arrayBuffer());
}

const text = async (given: Given) => new TextDecoder().decode(await bytes(given, 0, SLIP_BYTES));

/** Whether a file proves figures and brings none: a bundle (whatever its bytes), or a slip. */
export async function isProof(given: Given): Promise<boolean> {
  if (/\.zip$/i.test(given.name)) return true;
  return isSlipName(given) && (await text(given)).includes('"manifest_sha256"');
}

/** A root as it was typed or pasted, or nothing. */
export function rootOf(typed: string): string | null {
  const root = typed.replaceAll(/\s/g, "").toLowerCase();
  return ROOT.test(root) ? root : null;
}

/** Checks everything; with `isComputed` against the files that the engine holds. */
export async function checked(
  engine: Engine,
  proofs: Given[],
  root: string | null,
  isComputed: boolean,
): Promise<Proofs> {
  const bundles: CheckedBundle[] = [];
  for (const bundle of proofs.filter((proof) => !isSlipName(proof))) {
    bundles.push(await checkedBundle(engine, bundle, root, isComputed));
  }
  // A slip is held against the root that was published, else against that of the bundle beside it.
  const whole = bundles.find(({ found }) => found.root !== null);
  const known = root ?? whole?.found.root ?? null;
  const slips: CheckedSlip[] = [];
  for (const slip of proofs.filter(isSlipName)) slips.push(await checkedSlip(engine, slip, known));
  return { bundles, slips };
}

async function checkedBundle(
  engine: Engine,
  bundle: Given,
  root: string | null,
  isComputed: boolean,
): Promise<CheckedBundle> {
  let failure: string | null = null;
  let found: Verification;
  try {
    found = await engine.ask("verify", bundle, root, isComputed);
  } catch (error) {
    if (!isComputed || !(error instanceof EngineError) || error.code === "stopped") throw error;
    failure = error.message;
    found = await engine.ask("verify", bundle, root, false);
  }
  const damaged = found.damage?.name ?? null;
  const place = damaged === null ? null : await placeOf(bundle, damaged);
  return { name: bundle.name, found, place, failure };
}

async function checkedSlip(engine: Engine, slip: Given, root: string | null): Promise<CheckedSlip> {
  if (root === null) return { name: slip.name, found: null, failure: null };
  try {
    const found = await engine.ask("verifySlip", await text(slip), root);
    return { name: slip.name, found, failure: null };
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== "decode") throw error;
    return { name: slip.name, found: null, failure: error.message };
  }
}

/** The first and the last byte of a file in a bundle, whose files stand one after the other. */
async function placeOf(bundle: Given, wanted: string): Promise<[number, number] | null> {
  for (let at = 0; ; ) {
    const header = await bytes(bundle, at, at + HEADER_BYTES);
    if (header.length < HEADER_BYTES) return null;
    const view = new DataView(header.buffer, header.byteOffset);
    if (view.getUint32(0, true) !== 0x04034b50) return null;
    const [length, named] = [view.getUint32(22, true), view.getUint16(26, true)];
    const start = at + HEADER_BYTES + named;
    const name = new TextDecoder().decode(await bytes(bundle, at + HEADER_BYTES, start));
    if (name === wanted) return [start, start + length - 1];
    at = start + length;
  }
}
