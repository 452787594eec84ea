// The golden cases in Node: the same bytes as the engine everywhere else.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { anxin, files, reconciled, root, rows, text } from "./engine.mjs";

const cases = join(root, "datasets/cases");
const below = (folder) =>
  readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const folders = below(cases).flatMap((chapter) =>
  below(join(cases, chapter.name)).map((entry) => join(chapter.name, entry.name)),
);

/** A table with the columns of a case alone; `detail` is for reading and empty in the cases. */
function known(csv, columns) {
  const [header, ...body] = rows(csv);
  const places = columns.map((name) => header.indexOf(name));
  assert.ok(!places.includes(-1), `${columns} are not all in ${header}`);
  const cell = (row, at) => (header[at] === "detail" ? "" : row[at]);
  return [columns, ...body.map((row) => places.map((at) => cell(row, at)))];
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
    const run = reconciled(files(join(path, "in")), asOf, policy);
    const expected = readdirSync(join(path, "expected"));
    assert.ok(expected.length > 0);
    for (const name of expected) {
      const wanted = rows(readFileSync(join(path, "expected", name), "utf8"));
      assert.deepEqual(known(text(run.csv(name.replace(".csv", ""))), wanted[0]), wanted, name);
    }
    assert.equal(run.findingCount, rows(text(run.csv("findings"))).length - 1);
    run.free();
  });
}
