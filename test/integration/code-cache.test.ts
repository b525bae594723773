/** What V8 has compiled before lies beside each bundle: it is used where it fits, and missed by nobody. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { complete, Daemon, root } from "../helpers/daemon.ts";
import { NpmPackage } from "../helpers/npm-package.ts";

const scratch = mkdtempSync(join(tmpdir(), "supervisor-code-cache-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
chmodSync(scratch, 0o755);

const commands = ["supervisord", "supervisorctl", "pidproxy", "echo_supervisord_conf"];
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** A program that says, at its end, whether V8 took the cache of the command that it is loaded before. */
const witness = join(scratch, "witness.cjs");
writeFileSync(
  witness,
  `const vm = require("node:vm");
let said = "none";
vm.Script = class extends vm.Script {
  constructor(...args) { super(...args); said = this.cachedDataRejected ? "refused" : "used"; }
};
process.on("exit", () => process.stderr.write("cache " + said));`,
);

/** The package as it lies on a disc, of its own for each test. */
function installed(name: string): string {
  const directory = join(scratch, name);
  mkdirSync(directory);
  for (const part of ["bin", "dist", "package.json", "build/native"]) {
    if (existsSync(join(root, part))) cpSync(join(root, part), join(directory, part), { recursive: true });
  }
  for (const command of commands) rmSync(cacheOf(directory, command), { force: true });
  return directory;
}

const cacheOf = (directory: string, command: string): string => join(directory, "dist", `${command}.main.cjs.cache`);

function makeCaches(directory: string, uid?: number): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(directory, "dist", "code-cache.cjs")], {
    encoding: "utf8",
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "", stderr: "" });
}

/** Runs a command as its launcher does. */
function witnessed(directory: string, command: string, args: readonly string[], flags: readonly string[] = []) {
  const entry = join(directory, "dist", `${command}.cjs`);
  const ours = /^exec node (.*) "\$0" "\$@"$/m.exec(readFileSync(join(root, "bin", command), "utf8"))?.[1] ?? "";
  const { status, stdout, stderr } = complete(process.execPath, [
    ...ours.split(" "),
    ...flags,
    "--require",
    witness,
    entry,
    ...args,
  ]);
  return { status, stdout, cache: /cache (\w+)$/.exec(stderr)?.[1] };
}

const help = (directory: string, flags: readonly string[] = []) =>
  witnessed(directory, "supervisord", ["-h", "-h"], flags);

describe("a code cache", () => {
  test("is made for every command, is used, and leaves nothing else behind", () => {
    const directory = installed("made");
    const before = readdirSync(join(directory, "dist"));
    const temporary = () => readdirSync(tmpdir()).filter((name) => name.startsWith("supervisor-ts-"));
    const temporaryBefore = temporary();
    makeCaches(directory);
    const made = readdirSync(join(directory, "dist")).filter((name) => !before.includes(name));
    assert.deepEqual(made.sort(), commands.map((command) => `${command}.main.cjs.cache`).sort());
    for (const command of commands) assert.equal(statSync(cacheOf(directory, command)).mode & 0o133, 0, command);
    assert.deepEqual(
      temporary().filter((name) => !temporaryBefore.includes(name)),
      [],
    );
    assert.equal(help(directory).cache, "used");
    assert.equal(witnessed(directory, "supervisorctl", ["-h", "-h"]).cache, "used");
    assert.equal(witnessed(directory, "pidproxy", ["pid", "/bin/true"]).cache, "used");
    assert.equal(witnessed(directory, "echo_supervisord_conf", []).cache, "used");
  });

  test("holds what a daemon needs until its first answer", () => {
    const directory = installed("functions");
    makeCaches(directory);
    const bundle = readFileSync(join(directory, "dist", "supervisord.main.cjs"));
    const cache = readFileSync(cacheOf(directory, "supervisord"));
    // Of a bundle that is only loaded V8 keeps far less.
    assert.ok(cache.length > bundle.length * 1.7, `${cache.length} of ${bundle.length}`);
  });

  test("serves a daemon, its programs and supervisorctl", async () => {
    const directory = installed("serves");
    makeCaches(directory);
    await using daemon = new Daemon({
      executable: join(directory, "bin", "supervisord"),
      programs: "[program:cat]\ncommand=/bin/cat\n",
    });
    await daemon.start();
    const { stdout } = complete(join(directory, "bin", "supervisorctl"), ["-c", daemon.configuration, "status"]);
    assert.match(stdout, /^cat +(STARTING|RUNNING)/);
  });
});

describe("a cache that does not fit", () => {
  const spoilt: Readonly<Record<string, (file: string) => void>> = {
    missing: (file) => rmSync(file),
    empty: (file) => truncateSync(file, 0),
    "cut off near its begin": (file) => truncateSync(file, 1_000),
    "cut off near its end": (file) => truncateSync(file, statSync(file).size - 5_000),
    "of the right length, with a hole at its end": (file) => {
      const { size } = statSync(file);
      truncateSync(file, size - 5_000);
      truncateSync(file, size);
    },
    "longer than it should be": (file) => appendFileSync(file, "x"),
    "a directory": (file) => {
      rmSync(file);
      mkdirSync(file);
    },
  };
  for (const [what, spoil] of Object.entries(spoilt)) {
    test(`is not missed: ${what}`, () => {
      const directory = installed(what);
      const { stdout } = help(directory);
      makeCaches(directory);
      spoil(cacheOf(directory, "supervisord"));
      const { status, stdout: now, cache } = help(directory);
      assert.deepEqual([status, now], [0, stdout]);
      assert.notEqual(cache, "used");
    });
  }

  test("is not missed: made under other flags of V8", () => {
    const directory = installed("flags");
    makeCaches(directory);
    const { status, cache } = help(directory, ["--no-opt"]);
    assert.deepEqual([status, cache], [0, "refused"]);
  });

  test("is not missed: of a bundle that has been changed since, though its length is the same", () => {
    const directory = installed("changed");
    makeCaches(directory);
    const bundle = join(directory, "dist", "supervisord.main.cjs");
    writeFileSync(
      bundle,
      readFileSync(bundle, "utf8").replaceAll("run a set of applications", "RUN A SET OF APPLICATIONS"),
    );
    const { stdout, cache } = help(directory);
    assert.match(stdout, /RUN A SET OF APPLICATIONS/);
    assert.equal(cache, "none");
  });

  test("is not missed: of source maps Node's own loader knows", () => {
    const directory = installed("maps");
    makeCaches(directory);
    assert.equal(help(directory, ["--enable-source-maps"]).cache, "none");
  });

  test("is not missed: not for this user to read", { skip: isRoot ? false : "needs root" }, () => {
    const directory = installed("unreadable");
    makeCaches(directory);
    chmodSync(cacheOf(directory, "supervisord"), 0);
    const { status, stderr } = spawnSync(join(directory, "bin", "supervisord"), ["-h", "-h"], {
      encoding: "utf8",
      uid: nobody,
      gid: nobody,
    });
    assert.deepEqual([status, stderr], [0, ""]);
  });
});

test("help and version are told without the bundle, as the bundle tells them", () => {
  const directory = installed("help");
  for (const [command, word] of [
    ["supervisord", "-v"],
    ["supervisord", "--version"],
    ["supervisord", "-h"],
    ["supervisord", "--help"],
    ["supervisorctl", "-h"],
    ["supervisorctl", "--help"],
  ] as const) {
    const byBundle = witnessed(directory, command, [word, word]);
    const bundle = join(directory, "dist", `${command}.main.cjs`);
    const text = readFileSync(bundle);
    rmSync(bundle);
    const { status, stdout } = witnessed(directory, command, [word]);
    writeFileSync(bundle, text);
    assert.deepEqual([status, stdout], [0, byBundle.stdout], `${command} ${word}`);
    assert.notEqual(stdout, "");
  }
});

test("where a user may not write, nothing is made and nothing is said", { skip: isRoot ? false : "needs root" }, () => {
  const directory = installed("read-only");
  makeCaches(directory, nobody);
  assert.deepEqual(
    commands.filter((command) => existsSync(cacheOf(directory, command))),
    [],
  );
});

test("where the daemon cannot run there are caches all the same", () => {
  const directory = installed("no addon");
  rmSync(join(directory, "build"), { recursive: true, force: true });
  makeCaches(directory);
  assert.equal(help(directory).cache, "used");
});

describe("npm", () => {
  const made = new NpmPackage();
  after(() => made[Symbol.dispose]());
  const tarball = (): string => {
    const { status, stdout, stderr } = made.pack();
    assert.equal(status, 0, stderr);
    return made.path(stdout.trim().split("\n").at(-1) ?? "");
  };
  const install = (name: string, ...options: readonly string[]): string => {
    const prefix = join(scratch, name);
    const args = ["install", "--global", "--offline", "--no-audit", "--no-fund", "--prefix", prefix, ...options];
    const { status, stderr } = complete("npm", [...args, packed]);
    assert.equal(status, 0, stderr);
    return join(prefix, "lib", "node_modules", "supervisor-ts");
  };
  const packed = tarball();

  test("packs none: they are for one version of V8", () => {
    const { stdout } = complete("tar", ["tzf", packed]);
    assert.doesNotMatch(stdout, /\.cache$/m);
    assert.match(stdout, /dist\/code-cache\.cjs$/m);
  });

  test("makes them when it installs, and runs nothing when it is told so", () => {
    const directory = install("with scripts", "--ignore-scripts=false");
    assert.equal(help(directory).cache, "used");
    const without = install("without scripts", "--ignore-scripts");
    const { status, cache } = help(without);
    assert.deepEqual([status, cache], [0, "none"]);
  });
});
