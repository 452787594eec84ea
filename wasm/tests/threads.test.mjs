// Two threads give what one gives: the tests run once more with them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { anxin } from "./engine.mjs";

const here = new URL(".", import.meta.url).pathname;
const has = "startThreads" in anxin;
const skip = !has && "the standard library of rustup cannot share memory";

for (const name of ["evidence", "golden", "ledger", "package"]) {
  test(`${name}, with two threads`, { skip }, () => {
    const { NODE_TEST_CONTEXT, ...env } = process.env;
    const words = ["--test", "--test-reporter=tap", `${here}${name}.test.mjs`];
    const told = spawnSync(process.execPath, words, {
      encoding: "utf8",
      env: { ...env, ANXIN_THREADS: "2" },
      timeout: 300_000,
    });
    assert.equal(told.status, 0, told.stdout + told.stderr);
    assert.match(told.stdout, /^# fail 0$/m);
    assert.doesNotMatch(told.stdout, /^# pass 0$/m);
  });
}
