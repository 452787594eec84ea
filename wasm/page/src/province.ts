// The rules of a province for projects that name no region.
import { PROVINCES } from "./words.js";

/**
 * A policy in its canonical form, in which the entries of a province hold where no region is named.
 * Every other province keeps what held for it: of its own entries, or those of the whole country.
 */
export function ofProvince(toml: string, province: string): string {
  const parts = toml.split(/^(?=\[)/m);
  const entries = parts.map(entry);
  const own = entries.filter((entry) => entry?.region === province) as Entry[];
  const tables = new Set(own.map(({ table }) => table));
  const national = entries.filter(
    (entry) => entry?.region === "" && tables.has(entry.table),
  ) as Entry[];
  const replaced = new Set(own.map(({ table, from }) => `${table} ${from}`));
  const kept = parts.filter((_, at) => {
    const known = entries[at];
    return !(known?.region === "" && replaced.has(`${known.table} ${known.from}`));
  });
  const renamed = kept.map((part, at) =>
    at === 0 ? part.replace(/^name = "(.*)"$/m, `name = "$1-${province}"`) : part,
  );
  const is = (known: Entry, other: Entry | undefined, region: string) =>
    other?.table === known.table && other.region === region && other.from === known.from;
  const others = PROVINCES.map(([code]) => code).flatMap((code) =>
    national
      .filter((known) => !entries.some((other) => is(known, other, code)))
      .map((known) => moved(known, code)),
  );
  return [...renamed, ...own.map((known) => moved(known, "")), ...others].join("\n");
}

interface Entry {
  text: string;
  table: string;
  region: string;
  from: string;
}

/** An entry for another region. */
function moved({ text }: Entry, region: string): string {
  return `${text.trimEnd().replace(/^region = .*$/m, `region = "${region}"`)}\n\n`;
}

function entry(text: string): Entry | undefined {
  const table = /^\[\[(\w+)\]\]/.exec(text)?.[1];
  const region = /^region = "(\d*)"$/m.exec(text)?.[1];
  if (table === undefined || region === undefined) return undefined;
  return { text, table, region, from: /^valid_from = (\S+)$/m.exec(text)?.[1] ?? "" };
}
