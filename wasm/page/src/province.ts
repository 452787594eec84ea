// The rules of a province for projects that name no region.

/**
 * A policy in its canonical form, in which the entries of a province hold for the whole country
 * too: projects with a region keep the rules of their own, those without one get these.
 */
export function ofProvince(toml: string, province: string): string {
  const parts = toml.split(/^(?=\[)/m);
  const own = parts.map((part) => entry(part)).filter((entry) => entry?.region === province);
  const replaced = new Set(own.map((entry) => `${entry!.table} ${entry!.from}`));
  const kept = parts.filter((part) => {
    const known = entry(part);
    return !(known?.region === "" && replaced.has(`${known.table} ${known.from}`));
  });
  const copies = own.map((entry) => entry!.text.replace(/^region = .*$/m, 'region = ""'));
  const renamed = kept.map((part, at) =>
    at === 0 ? part.replace(/^name = "(.*)"$/m, `name = "$1-${province}"`) : part,
  );
  return [...renamed, ...copies].join("");
}

interface Entry {
  text: string;
  table: string;
  region: string;
  from: string;
}

function entry(text: string): Entry | undefined {
  const table = /^\[\[(\w+)\]\]/.exec(text)?.[1];
  const region = /^region = "(\d*)"$/m.exec(text)?.[1];
  if (table === undefined || region === undefined) return undefined;
  return { text, table, region, from: /^valid_from = (\S+)$/m.exec(text)?.[1] ?? "" };
}
