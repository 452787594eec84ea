// Headers that nobody knows: a person says once what they mean, and it is remembered.
import aliases from "../../../docs/aliases.md?raw";
import type { Given } from "../../js/engine.js";
import { kept } from "./store.js";

/** A column of an input table that a header may stand for. */
export interface Meaning {
  column: string;
  /** Tables that have it. */
  tables: string[];
  /** Its first Chinese name. */
  zh: string;
}

const KNOWN = new Set<string>();
const MEANINGS = new Map<string, Meaning>();
let table = "";
for (const line of aliases.split("\n")) {
  if (line.startsWith("## ")) table = line.slice(3).trim();
  const row = /^\| `(\w+)`\*? \| \w+ \| (.*) \|$/.exec(line);
  if (!row) continue;
  const column = row[1]!;
  const names = [...row[2]!.matchAll(/`([^`]+)`/g)].map((name) => name[1]!);
  for (const name of [column, ...names]) KNOWN.add(squeezed(name));
  const zh = names.find((name) => /\p{Script=Han}/u.test(name)) ?? column;
  const meaning = MEANINGS.get(column) ?? { column, tables: [], zh };
  meaning.tables.push(table);
  MEANINGS.set(column, meaning);
}

/** All columns that a header may stand for, by name. */
export const meanings: readonly Meaning[] = [...MEANINGS.values()].sort((a, b) =>
  a.column < b.column ? -1 : 1,
);

function squeezed(header: string): string {
  return header.replaceAll(/[\s_　]/g, "").toLowerCase();
}

/** The bytes of a header line, its cells, and where it ends. */
interface Header {
  cells: Uint8Array[];
  delimiter: number;
  length: number;
}

const HEAD_BYTES = 65_536;

async function header(given: Given): Promise<Header | null> {
  if (!/\.(csv|tsv|txt)$/i.test(given.name)) return null;
  const head =
    given.data instanceof Uint8Array
      ? given.data.subarray(0, HEAD_BYTES)
      : new Uint8Array(await given.data.slice(0, HEAD_BYTES).arrayBuffer());
  const isMarked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  let end = head.indexOf(10);
  if (end < 0) end = head.length;
  const length = head[end - 1] === 13 ? end - 1 : end;
  const line = head.subarray(isMarked ? 3 : 0, length);
  // No byte of a sign of several bytes, in UTF-8 or GB18030, is one of these.
  const counts = [44, 9, 59].map((byte) => line.filter((met) => met === byte).length);
  const most = Math.max(...counts);
  if (most === 0) return null;
  const delimiter = [44, 9, 59][counts.indexOf(most)]!;
  const cells: Uint8Array[] = [];
  let from = 0;
  for (let at = 0; at <= line.length; at++) {
    if (at < line.length && line[at] !== delimiter) continue;
    cells.push(line.subarray(from, at));
    from = at + 1;
  }
  return { cells, delimiter, length };
}

function read(cell: Uint8Array): string {
  for (const encoding of ["utf-8", "gb18030"]) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(cell);
      return text.trim().replace(/^"(.*)"$/, "$1");
    } catch {
      continue;
    }
  }
  return "";
}

/** Headers of a text file that are no name of any column. */
export async function unknownHeaders(given: Given): Promise<string[]> {
  const found = await header(given);
  return notKnown(found?.cells.map(read) ?? []);
}

/** The headers among these that are no name of any column, each once. */
export function notKnown(headers: readonly string[]): string[] {
  return [...new Set(headers)].filter((name) => name !== "" && !KNOWN.has(squeezed(name)));
}

/** What a person has explained, as the file that guides how workbooks are read. */
export function guide(files: readonly Given[]): Given[] {
  const name = "headers.toml";
  const told = Object.entries(kept().headers ?? {}).filter(([, column]) => column !== "");
  if (told.length === 0 || files.some((file) => file.name === name)) return [];
  // A text of JSON is one of TOML, but for the sign DEL, which TOML wants escaped.
  const text = (words: string) => JSON.stringify(words).replaceAll("\x7f", "\\u007f");
  const lines = told.map(([header, column]) => `${text(header)} = ${text(column)}\n`);
  return [{ name, data: new TextEncoder().encode(lines.join("")) }];
}

/** The file with headers that a person has explained replaced by the names of their columns. */
export async function explained(given: Given): Promise<Given> {
  const mapping = kept().headers ?? {};
  const found = await header(given);
  if (!found?.cells.some((cell) => mapping[read(cell)])) return given;
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  found.cells.forEach((cell, at) => {
    if (at > 0) parts.push(Uint8Array.of(found.delimiter));
    const column = mapping[read(cell)];
    parts.push(column ? encoder.encode(column) : cell);
  });
  const rest = given.data instanceof Uint8Array
    ? new Blob([given.data.slice(found.length) as BlobPart])
    : given.data.slice(found.length);
  const name = given.name.slice(given.name.lastIndexOf("/") + 1);
  return { name: given.name, data: new File([...(parts as BlobPart[]), rest], name) };
}
