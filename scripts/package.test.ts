import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function run(command: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

test("the package is what its package.json promises", () => {
  run(process.execPath, "node_modules/publint/src/cli.js", "--strict");
});

test("the package holds what runs and what is to be read, and nothing else", () => {
  const [packed] = JSON.parse(run("npm", "pack", "--dry-run", "--json", "--ignore-scripts")) as [
    { files: readonly { path: string }[] },
  ];
  const paths = packed.files.map(({ path }) => path);
  for (const wanted of [
    "LICENSE",
    "README.md",
    "CHANGELOG.md",
    "bin/supervisord",
    "dist/supervisord.cjs",
    "dist/client.mjs",
    "dist/types/plugin/plugin.d.ts",
    "docs/plugins.md",
    "examples/plugins/counters.cjs",
    "native/spawn.c",
    "packaging/grafana-dashboard.json",
  ]) {
    assert.ok(paths.includes(wanted), wanted);
  }
  const unwanted = paths.filter((path) => /(^|\/)(src|test|build|node_modules)\/|\.test\./.test(path));
  assert.deepEqual(unwanted, []);
});
