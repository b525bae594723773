import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { buildSync } from "esbuild";
import { addonCandidates, loadAddon, loadFirst, packageRoot } from "../../src/system/load-addon.ts";
import { complete, root } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";

const directory = mkdtempSync(join(tmpdir(), "supervisor-addon-"));
const script = join(root, "dist/build-native.cjs");
const platform = `${process.platform}-${process.arch}`;
after(() => rmSync(directory, { recursive: true }));

function build(out: string, changes: NodeJS.ProcessEnv = {}, ...args: readonly string[]) {
  return complete(process.execPath, [script, "--out", out, ...args], { env: { ...process.env, ...changes } });
}

test("the addon compiles without a warning, strictly, and is built again only for a newer source", () => {
  const out = join(directory, "built/supervisor.node");
  const first = build(out, { CFLAGS: "-Werror -Wpedantic -Wshadow -Wstrict-prototypes" });
  assert.deepEqual(first, { status: 0, stdout: `compiled ${out}\n`, stderr: "" });
  assert.equal(build(out).stdout, `up to date: ${out}\n`);
  utimesSync(out, new Date(0), new Date(0));
  assert.equal(build(out).stdout, `compiled ${out}\n`);
  assert.equal(build(out, {}, "--force").stdout, `compiled ${out}\n`);
  assert.ok(statSync(out).size < 200_000);
  const addon = createRequire(import.meta.url)(out);
  assert.deepEqual(Object.keys(addon).sort(), Object.keys(loadAddon()).sort());
});

test("the addon needs no newer C library than Node itself", {
  skip: process.platform === "linux" ? requires("/usr/bin/objdump").skip : "the versions are glibc's",
}, () => {
  loadAddon();
  const symbols = complete("/usr/bin/objdump", ["-T", join(root, "build/native", platform, "supervisor.node")]).stdout;
  const versions = [...symbols.matchAll(/GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
  assert.ok(versions.length > 0);
  // Node 20 asks for glibc 2.28 (its BUILDING.md).
  assert.ok(Math.max(...versions) <= 28, `glibc 2.${Math.max(...versions)}`);
});

test("a missing or failing compiler is named with what to do, and leaves nothing half-made", () => {
  const out = join(directory, "refused/supervisor.node");
  const missing = build(out, { CC: "/missing/cc" });
  assert.equal(missing.status, 1);
  assert.match(missing.stderr, /^build-native: cannot run the C compiler "\/missing\/cc": .*ENOENT.* apt install gcc/);
  const failing = build(out, { CC: "/bin/false" });
  assert.equal(failing.status, 1);
  assert.match(failing.stderr, /build-native: the C compiler "\/bin\/false" could not build the addon \(status 1\)/);
  assert.throws(() => statSync(dirname(out)), { code: "ENOENT" });
});

test("the root is found from any depth, past other packages, and its absence is told", () => {
  const inner = join(directory, "node_modules/supervisor-ts/node_modules/other/dist");
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(directory, "node_modules/supervisor-ts/package.json"), '{"name":"supervisor-ts"}');
  writeFileSync(join(inner, "../package.json"), '{"name":"other"}');
  writeFileSync(join(inner, "package.json"), "not JSON");
  assert.equal(packageRoot(inner), join(directory, "node_modules/supervisor-ts"));
  assert.throws(() => packageRoot(directory), { message: /no package.json of supervisor-ts above / });
});

test("the addon compiled here goes before the prebuilt one, and either is looked for by its C library", () => {
  assert.deepEqual(addonCandidates("/pkg", "linux-x64-musl"), [
    "/pkg/build/native/linux-x64-musl/supervisor.node",
    "/pkg/native/prebuilds/linux-x64-musl/supervisor.node",
  ]);
});

test("when none loads, one error names every file and its reason", () => {
  const broken = join(directory, "broken.node");
  writeFileSync(broken, "no shared object");
  const missing = join(directory, "missing.node");
  assert.throws(
    () => loadFirst([missing, broken]),
    (error: Error) => {
      const [head, first, second, hint] = error.message.split("\n");
      assert.match(head ?? "", new RegExp(`cannot load the native addon for ${platform} `));
      assert.equal(first, `  ${missing}: no such file`);
      assert.match(second ?? "", new RegExp(`^  ${broken}: .*(invalid ELF|file too short|not a mach-o)`, "i"));
      assert.equal(hint, `Compile it, with a C compiler present: node ${script}`);
      return true;
    },
  );
});

test("a CommonJS bundle in dist/ finds the addon, prebuilt or compiled, from any directory", () => {
  const entry = join(directory, "entry.ts");
  writeFileSync(
    entry,
    `import { nodeSystem } from ${JSON.stringify(join(root, "src/system/node-system.ts"))};
console.log(nodeSystem.limits.get("nofile").soft > 0);`,
  );
  for (const place of [`native/prebuilds/${platform}`, `build/native/${platform}`]) {
    const copy = mkdtempSync(join(directory, "package-"));
    writeFileSync(join(copy, "package.json"), '{"name":"supervisor-ts","type":"module"}');
    buildSync({
      entryPoints: [entry],
      outfile: join(copy, "dist/entry.cjs"),
      bundle: true,
      platform: "node",
      format: "cjs",
      logOverride: { "empty-import-meta": "silent" },
    });
    const run = () => complete(process.execPath, [join(copy, "dist/entry.cjs")], { cwd: "/" });
    const without = run();
    assert.equal(without.status, 1);
    assert.match(without.stderr, /cannot load the native addon/);
    cpSync(join(root, "build/native", platform), join(copy, place), { recursive: true });
    assert.deepEqual(run(), { status: 0, stdout: "true\n", stderr: "" });
  }
});
