// The golden cases in Node: the same bytes as the engine everywhere else.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import test from "node:test";

const anxin = createRequire(import.meta.url)(process.env.ANXIN_WASM ?? "../pkg/node/anxin.js");
const root = new URL("../..", import.meta.url).pathname;
const cases = join(root, "datasets/cases");

const folders = readdirSync(cases, { withFileTypes: true })
  .filter((chapter) => chapter.isDirectory())
  .flatMap((chapter) =>
    readdirSync(join(cases, chapter.name), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(chapter.name, entry.name)),
  );

/** Rows of canonical CSV. */
function rows(text) {
  const found = [[""]];
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const row = found.at(-1);
    const letter = text[at];
    if (isQuoted) {
      if (letter === '"' && text[at + 1] === '"') row[row.length - 1] += text[++at];
      else if (letter === '"') isQuoted = false;
      else row[row.length - 1] += letter;
    } else if (letter === '"') isQuoted = true;
    else if (letter === ",") row.push("");
    else if (letter === "\n") found.push([""]);
    else row[row.length - 1] += letter;
  }
  found.pop();
  return found;
}

/** A table with the columns of a case alone; `detail` is for reading and empty in the cases. */
function known(text, columns) {
  const [header, ...body] = rows(text);
  const places = columns.map((name) => header.indexOf(name));
  assert.ok(!places.includes(-1), `${columns} are not all in ${header}`);
  return [columns, ...body.map((row) => places.map((at) => (header[at] === "detail" ? "" : row[at])))];
}

test("there are cases", () => assert.ok(folders.length > 200));

for (const folder of folders) {
  test(folder, () => {
    const path = join(cases, folder);
    const asOf = /^as_of: (.*)$/m.exec(readFileSync(join(path, "case.md"), "utf8"))[1].trim();
    const own = join(path, "policy.toml");
    const policy = existsSync(own)
      ? anxin.Policy.fromToml(readFileSync(own, "utf8"), own)
      : anxin.Policy.builtin();
    const inputs = new anxin.Inputs();
    for (const name of readdirSync(join(path, "in"))) {
      inputs.addBytes(name, readFileSync(join(path, "in", name)));
    }
    const run = anxin.reconcile(inputs, policy, asOf);
    const expected = readdirSync(join(path, "expected"));
    assert.ok(expected.length > 0);
    for (const name of expected) {
      const wanted = rows(readFileSync(join(path, "expected", name), "utf8"));
      const met = new TextDecoder().decode(run.csv(name.replace(".csv", "")));
      assert.deepEqual(known(met, wanted[0]), wanted, name);
    }
  });
}
