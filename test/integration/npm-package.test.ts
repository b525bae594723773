/** What `npm pack` makes of an unbuilt clone, and what becomes of it by `npm install`, without the network and without a compiler. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { complete, Daemon, isAlive, root } from "../helpers/daemon.ts";
import { filesBelow, NpmPackage } from "../helpers/npm-package.ts";
import { until } from "../helpers/until.ts";

const nobody = 65_534;
const platform = `${process.platform}-${process.arch}`;
const isRoot = process.getuid?.() === 0;
const packages = new NpmPackage();
after(() => packages[Symbol.dispose]());

const packing = packages.pack("--json");
assert.equal(packing.status, 0, packing.stderr);
const [packed] = JSON.parse(packing.stdout.slice(packing.stdout.indexOf("[\n"))) as [
  { filename: string; size: number; unpackedSize: number; files: readonly { path: string; mode: number }[] },
];
const tarball = packages.path(packed.filename);
const bare = { ...process.env, PATH: packages.searchPath(), CC: "" };

/** The same without an addon that loads here. */
const unfitting = packages.changed(tarball, (directory) => {
  writeFileSync(join(directory, "native/prebuilds", platform, "supervisor.node"), "of another machine");
});

/** A prefix into which the package is installed on a machine without a compiler. */
function installed(name: string, ...args: readonly string[]): string {
  const prefix = packages.path(name);
  const { status, stdout, stderr } = packages.install(prefix, tarball, bare, ...args);
  assert.equal(status, 0, stdout + stderr);
  return prefix;
}

/** Neither a file nor a link nor a directory of ours. */
function assertNothingIn(prefix: string): void {
  assert.deepEqual(filesBelow(prefix), []);
  assert.equal(existsSync(join(prefix, "lib/node_modules/supervisor-ts")), false);
}

const program = "[program:greeter]\ncommand=/bin/sh -c 'echo hello from $(id -u); exec sleep 1000'\n";

/** A daemon of an installed package that is to run one program; `before` stands in front of its command line. */
async function runsProgram(prefix: string, uid: number, ...before: readonly string[]): Promise<void> {
  await using daemon = new Daemon({ programs: program, env: bare });
  chownSync(daemon.directory, uid, uid);
  const become = uid === 0 ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
  const supervisord = [`${prefix}/bin/supervisord`, "-n", "-c", daemon.configuration];
  const [command = "", ...args] = [...before, ...become, ...supervisord];
  await daemon.startAs(command, args);
  await daemon.untilState("greeter", "RUNNING");
  const ctl = complete(`${prefix}/bin/supervisorctl`, ["-c", daemon.configuration, "status"], { env: bare });
  assert.match(ctl.stdout, /^greeter +RUNNING +pid \d+/);
  const log = readdirSync(daemon.directory).find((name) => name.startsWith("greeter-stdout")) ?? "";
  await until("its output is logged", () => daemon.read(log) === `hello from ${uid}\n`);
}

describe("npm pack of an unbuilt clone", () => {
  const paths = packed.files.map(({ path }) => path);
  const below = (folder: string): string[] =>
    paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));

  test("carries what runs, what is read, and what an addon is built from", () => {
    const commands = ["echo_supervisord_conf", "package.json", "pidproxy", "supervisorctl", "supervisord"];
    assert.deepEqual(below("bin").sort(), commands);
    assert.deepEqual(
      below("dist")
        .filter((path) => !/^(types|web)\//.test(path))
        .sort(),
      [
        "build-native.cjs",
        "client.mjs",
        "code-cache-record.cjs",
        "code-cache.cjs",
        ...["echo_supervisord_conf", "preinstall", "pidproxy", "supervisorctl"].flatMap(entryAndBundle),
        "listener.mjs",
        "supervisord-check.cjs",
        ...entryAndBundle("supervisord"),
      ].sort(),
    );
    const sources = readdirSync(join(root, "native")).filter((name) => /\.[ch]$/.test(name));
    const headers = ["js_native_api.h", "js_native_api_types.h", "node_api.h", "node_api_types.h", "LICENSE"];
    assert.deepEqual(
      below("native").sort(),
      [...sources, ...headers.map((name) => `headers/${name}`), `prebuilds/${platform}/supervisor.node`].sort(),
    );
    for (const wanted of ["docs/install.md", "examples/plugins/counters.cjs", "dist/types/plugin/plugin.d.ts"]) {
      assert.ok(paths.includes(wanted), wanted);
    }
  });

  test("carries nothing else: no tests, no TypeScript sources, no source maps, no scripts of the project", () => {
    const known =
      /^(bin|native|packaging|examples)\/|^docs\/([\w/-]+\.md|reference\/.*)$|^dist\/([\w-]+(\.main)?\.[cm]js|types\/.*\.d\.ts|web\/.*)$|^(CHANGELOG|README)\.md$|^(LICENSE|package\.json)$/;
    assert.deepEqual(
      paths.filter((path) => !known.test(path)),
      [],
    );
    assert.deepEqual(
      paths.filter((path) => /(^|\/)(src|test|node_modules)\/|\.test\.|\.map$|\.cache$/.test(path)),
      [],
    );
    // Twice as much before source maps stayed out.
    assert.ok(packed.size < 700_000, `${packed.size} bytes packed`);
    assert.ok(packed.unpackedSize < 2_500_000, `${packed.unpackedSize} bytes unpacked`);
  });

  test("makes the same again when all is built, and no tarball with --dry-run", () => {
    const folder = packages.path("dry");
    mkdirSync(folder);
    const { status, stdout } = packages.npm(bare, "pack", "--dry-run", "--json", "--pack-destination", folder);
    assert.equal(status, 0);
    const [again] = JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as [typeof packed];
    assert.deepEqual(
      again.files.map(({ path }) => path),
      paths,
    );
    assert.deepEqual(readdirSync(folder), []);
  });

  test("is what its package.json promises (publint)", () => {
    const publint = join(root, "node_modules/publint/src/cli.js");
    const { status, stdout, stderr } = complete(process.execPath, [publint, "run", tarball, "--strict"]);
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /All good/);
  });
});

describe("npm install -g from the tarball, without network and compiler", { skip: !isRoot && "needs root" }, () => {
  const prefix = isRoot ? installed("usual") : "";
  const home = join(prefix, "lib/node_modules/supervisor-ts");

  test("makes commands that answer, and compiles nothing", () => {
    for (const command of ["supervisord", "supervisorctl", "pidproxy", "echo_supervisord_conf"]) {
      const { status, stderr } = complete(`${prefix}/bin/${command}`, ["-h"], { env: bare });
      assert.ok(status === 0 || command === "pidproxy", `${command}: ${stderr}`);
    }
    assert.equal(existsSync(join(home, "build")), false);
    assert.ok(existsSync(join(home, "dist/supervisord.main.cjs.cache")), "the code caches are made");
  });

  test("a daemon runs a program as root", () => runsProgram(prefix, 0));

  test("a daemon runs a program as nobody", () => runsProgram(prefix, nobody));

  const inReadOnly = [
    "unshare",
    "--mount",
    "sh",
    "-c",
    'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"',
    prefix,
  ];
  const canMount = isRoot && spawnSync("unshare", [...inReadOnly.slice(1), "true"]).status === 0;
  for (const uid of [0, nobody]) {
    test(
      `a daemon runs a program as ${uid === 0 ? "root" : "nobody"} from a read-only file system`,
      {
        skip: !canMount && "missing: the right to mount",
      },
      () => runsProgram(prefix, uid, ...inReadOnly),
    );
  }

  test("an upgrade keeps the daemon and its programs running, and supervisorctl of the new one controls them", async () => {
    const env = { ...bare, PATH: `${prefix}/bin:${bare.PATH}` };
    await using daemon = new Daemon({ programs: program, executable: `${prefix}/bin/supervisord`, env });
    await daemon.start();
    await daemon.untilState("greeter", "RUNNING");
    const pids = [daemon.pid, await daemon.pidOf("greeter")];
    const newer = packages.changed(tarball, (directory) => writeFileSync(join(directory, "new"), ""));
    assert.equal(packages.install(prefix, newer, bare, "--force").status, 0);
    assert.ok(existsSync(join(home, "new")));
    assert.deepEqual(pids.map(isAlive), [true, true]);
    const ctl = (...args: readonly string[]) =>
      complete(`${prefix}/bin/supervisorctl`, ["-c", daemon.configuration, ...args], { env }).stdout;
    assert.match(ctl("status"), new RegExp(`^greeter +RUNNING +pid ${pids[1]},`));
    assert.equal(ctl("restart", "greeter"), "greeter: stopped\ngreeter: started\n");
  });

  test("an upgrade that cannot be installed leaves the installed version as it is", async () => {
    assert.equal(packages.install(prefix, unfitting, bare, "--force").status, 1);
    await runsProgram(prefix, nobody);
  });

  test("uninstalling leaves nothing, with a daemon still running and its code caches made", async () => {
    await using daemon = new Daemon({ programs: program, executable: `${prefix}/bin/supervisord`, env: bare });
    await daemon.start();
    await daemon.untilState("greeter", "RUNNING");
    const { status, stderr } = packages.npm(bare, "uninstall", "-g", "--prefix", prefix, "supervisor-ts");
    assert.equal(status, 0, stderr);
    assertNothingIn(prefix);
    assert.equal(await daemon.stateOf("greeter"), "RUNNING");
  });
});

test("with scripts blocked and without a compiler the prebuilt addon works", {
  skip: !isRoot && "needs root",
}, async () => {
  const prefix = installed("blocked", "--ignore-scripts");
  assert.equal(existsSync(join(prefix, "lib/node_modules/supervisor-ts/dist/supervisord.main.cjs.cache")), false);
  await runsProgram(prefix, 0);
  await runsProgram(prefix, nobody);
});

describe("where no prebuilt addon fits", () => {
  test("it is compiled at the installation, from what the package carries, and the daemon runs", {
    skip: spawnSync("cc", ["--version"]).error !== undefined && "missing: cc",
  }, async () => {
    const prefix = packages.path("compiled");
    const { status, stdout, stderr } = packages.install(prefix, unfitting, process.env);
    assert.equal(status, 0, stdout + stderr);
    const built = join(prefix, "lib/node_modules/supervisor-ts/build/native", platform);
    assert.deepEqual(readdirSync(built), ["supervisor.node"]);
    await runsProgram(prefix, process.getuid?.() ?? 0);
    assert.equal(packages.npm(process.env, "uninstall", "-g", "--prefix", prefix, "supervisor-ts").status, 0);
    assertNothingIn(prefix);
  });

  test("without a compiler the installation says what to install, and nothing half-installed stays", () => {
    const prefix = packages.path("refused");
    const { status, stderr } = packages.install(prefix, unfitting, bare);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /supervisor-ts: the package has no addon that loads here \([\w-]+\), and none can be built: cannot run the C compiler "cc": .*\. Install one \(Debian: apt install gcc libc6-dev; .*\) or name yours in CC\. Then install again\./,
    );
    assertNothingIn(prefix);
  });

  test("with a compiler that fails it is the same", () => {
    const prefix = packages.path("failed");
    const { status, stderr } = packages.install(prefix, unfitting, { ...bare, CC: "/bin/false" });
    assert.equal(status, 1);
    assert.match(stderr, /the C compiler "\/bin\/false" could not build the addon \(status 1\)/);
    assertNothingIn(prefix);
  });

  test("with scripts blocked the daemon names a command that builds the addon, and it does", {
    skip: spawnSync("cc", ["--version"]).error !== undefined && "missing: cc",
  }, async () => {
    const prefix = packages.path("it's told");
    assert.equal(packages.install(prefix, unfitting, bare, "--ignore-scripts").status, 0);
    const { status, stderr } = complete(`${prefix}/bin/supervisord`, ["-n", "-c", "/dev/null"], { env: bare });
    assert.equal(status, 1);
    const remedy = /^Compile it, with a C compiler present: (node .*)$/m.exec(stderr)?.[1] ?? stderr;
    const refused = complete("/bin/sh", ["-c", remedy], { env: bare });
    assert.match(refused.stderr, /^build-native: cannot run the C compiler "cc".* apt install gcc/);
    if (isRoot) {
      const asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", remedy];
      const denied = complete("setpriv", asNobody, { env: { ...process.env, CC: "" } });
      assert.match(denied.stderr, /^build-native: EACCES: .*\. Whoever owns the package has to build the addon\.\n$/);
    }
    assert.equal(complete("/bin/sh", ["-c", remedy], { env: { ...process.env, CC: "" } }).status, 0);
    await runsProgram(prefix, process.getuid?.() ?? 0);
  });
});

test("on a Node that is too old the installation says so", () => {
  const change = packages.path("old.cjs");
  writeFileSync(change, 'Object.defineProperty(process, "versions", { value: { node: "18.20.8" } });');
  const { status, stderr } = complete(process.execPath, ["--require", change, join(root, "dist/preinstall.cjs")]);
  const expected = `Error: supervisor-ts needs Node.js 20.19 or newer, and this is 18.20.8 (${process.execPath})\n`;
  assert.deepEqual({ status, stderr }, { status: 1, stderr: expected });
});

describe("a user without rights", { skip: !isRoot && "needs root" }, () => {
  function install(prefix: string) {
    const home = mkdtempSync(packages.path("home-"));
    chownSync(home, nobody, nobody);
    const env = { PATH: bare.PATH, HOME: home, npm_config_cache: join(home, "cache") };
    const npm = ["npm", "install", "-g", "--offline", "--prefix", prefix, tarball];
    return complete("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", ...npm], { env });
  }

  test("installs into a prefix of his own, and runs a daemon", async () => {
    const prefix = packages.path("of-nobody");
    mkdirSync(prefix);
    chownSync(prefix, nobody, nobody);
    const { status, stderr } = install(prefix);
    assert.equal(status, 0, stderr);
    assert.ok(existsSync(join(prefix, "lib/node_modules/supervisor-ts/dist/supervisord.main.cjs.cache")));
    await runsProgram(prefix, nobody);
  });

  test("cannot install into a prefix that he may not write: npm says which, and nothing is left", () => {
    const prefix = packages.path("read-only");
    mkdirSync(join(prefix, "lib"), { recursive: true });
    const { status, stderr } = install(prefix);
    assert.notEqual(status, 0);
    assert.match(stderr, /EACCES: permission denied, mkdir/);
    assertNothingIn(prefix);
  });
});

function entryAndBundle(name: string): readonly string[] {
  return [`${name}.cjs`, `${name}.main.cjs`];
}
