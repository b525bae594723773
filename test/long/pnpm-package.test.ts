/** The package as pnpm installs it: scripts are blocked by default, and commands are scripts of its own that call ours. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { complete, Daemon } from "../helpers/daemon.ts";
import { fetchedPackage } from "../helpers/fetched-package.ts";
import { NpmPackage } from "../helpers/npm-package.ts";
import { until } from "../helpers/until.ts";

test("pnpm with its defaults and without a compiler installs commands that run programs", {
  skip: process.platform === "linux" && process.arch === "x64" ? false : "the addon is prebuilt for linux-x64",
}, async (context) => {
  using packages = new NpmPackage();
  const pnpm = fetchedPackage("pnpm", "10", packages.directory);
  if (pnpm === undefined) return context.skip("pnpm cannot be fetched");
  const packing = packages.pack();
  assert.equal(packing.status, 0, packing.stderr);
  const tarball = packages.path(packing.stdout.trim().split("\n").at(-1) ?? "");
  const project = packages.path("project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{"name":"project","private":true}');
  const env = { ...process.env, HOME: packages.directory, PATH: packages.searchPath(), CC: "" };
  const args = ["--offline", "--store-dir", packages.path("store"), "add", tarball];
  const { status, stdout, stderr } = complete(process.execPath, [join(pnpm, "bin/pnpm.cjs"), ...args], {
    cwd: project,
    env,
  });
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /Ignored build scripts/);

  const commands = join(project, "node_modules/.bin");
  await using daemon = new Daemon({
    env,
    executable: join(commands, "supervisord"),
    programs: "[program:greeter]\ncommand=/bin/sh -c 'echo hello; exec cat'\nstdout_logfile=@DIR@/greeter.log\n",
  });
  await daemon.start();
  await daemon.untilState("greeter", "RUNNING");
  await until("its output is logged", () => daemon.read("greeter.log") === "hello\n");
  const ctl = complete(join(commands, "supervisorctl"), ["-c", daemon.configuration, "status"], { env });
  assert.match(ctl.stdout, /^greeter +RUNNING/);
});
