import assert from "node:assert/strict";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ignoreSignal } from "../../src/system/node-signals.ts";
import { nodeSystem } from "../../src/system/node-system.ts";
import type { Credentials, SpawnRequest, SpawnResult } from "../../src/system/system.ts";
import { bundledProgram } from "../helpers/bundled-program.ts";
import { endOf, kill, run, start } from "../helpers/children.ts";
import { root } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

const { processes, limits } = nodeSystem;
const linux: { skip: string | false } = { skip: process.platform === "linux" ? false : "reads /proc" };
const linuxRoot = process.getuid?.() === 0 ? linux : { skip: "only root can change the user" };
const directory = mkdtempSync(join(tmpdir(), "supervisor-spawn-"));
const nowhere = openSync("/dev/null", "r+");
const nobody: Credentials = { uid: 65_534, gid: 65_534, groups: [65_534] };

after(() => {
  closeSync(nowhere);
  rmSync(directory, { recursive: true });
});

function status(pid: number | string): Map<string, string> {
  const lines = readFileSync(`/proc/${pid}/status`, "utf8").split("\n");
  return new Map(lines.map((line) => line.split(":\t") as [string, string]));
}

/** Fields 5 and 6 of /proc/PID/stat: process group and session. */
function groupAndSession(pid: number): [number, number] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return [Number(fields[2]), Number(fields[3])];
}

function ownDescriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

function ownChildren(): string {
  return readdirSync("/proc/self/task")
    .map((task) => readFileSync(`/proc/self/task/${task}/children`, "utf8"))
    .join("");
}

/** Spawns what must fail; proves that nothing stays behind. */
function refusal(changes: Partial<SpawnRequest>): string {
  const descriptors = ownDescriptors();
  const children = ownChildren();
  const request = { file: "/bin/true", argv: ["true"], env: {}, stdio: [nowhere, nowhere, nowhere] } as const;
  const result = processes.spawn({ ...request, ...changes });
  if (result.ok) {
    processes.kill(result.pid, 9);
    assert.fail("it started");
  }
  assert.equal(ownDescriptors(), descriptors);
  assert.equal(ownChildren(), children);
  assert.equal(processes.firstEnded(), undefined);
  return `${result.step} ${result.errno}`;
}

/** Both ways in which a child is made: in the parent's memory, or forked to become another user. */
const ways: [string, Partial<SpawnRequest>, { skip: string | false }][] = [
  ["a child of the same user", {}, linux],
  ["a child of another user", { credentials: nobody }, linuxRoot],
];

for (const [who, way, options] of ways) {
  test(`${who} has default dispositions, no handlers and an empty mask`, options, async () => {
    ignoreSignal("SIGHUP");
    const handler = () => {};
    process.on("SIGUSR2", handler);
    assert.notEqual(status("self").get("SigIgn"), "0000000000000000", "the test would prove nothing");
    assert.notEqual(status("self").get("SigCgt"), "0000000000000000", "the test would prove nothing");
    const child = start(["/bin/cat"], way);
    const seen = status(child.pid);
    for (const set of ["SigIgn", "SigCgt", "SigBlk", "SigPnd", "ShdPnd"]) {
      assert.equal(seen.get(set), "0000000000000000", set);
    }
    process.off("SIGUSR2", handler);
    await kill(child);
    assert.equal(status("self").get("SigBlk"), "0000000000000000", "the parent's own mask is as it was");
  });

  test(`${who} has descriptors 0 to 2 and no others, whatever the parent holds`, options, async () => {
    // dup2 leaves it without close-on-exec, as an inherited descriptor is.
    assert.equal(processes.duplicate(nowhere, 300), undefined);
    const child = start(["/bin/cat"], way);
    // Before its first line a program's loader has its libraries open, one after another.
    const open = (): string => readdirSync(`/proc/${child.pid}/fd`).join();
    await until("it has these and no others", () => open() === "0,1,2");
    for (const fd of [0, 1, 2]) assert.match(readlinkSync(`/proc/${child.pid}/fd/${fd}`), /^pipe:/);
    closeSync(300);
    await kill(child);
  });

  test(`${who} leads a process group, or a session`, options, async () => {
    const [, ownSession] = groupAndSession(process.pid);
    const first = start(["/bin/cat"], way);
    assert.deepEqual(groupAndSession(first.pid), [first.pid, ownSession]);
    await kill(first);
    const second = start(["/bin/cat"], { ...way, leader: "session" });
    assert.deepEqual(groupAndSession(second.pid), [second.pid, second.pid]);
    await kill(second);
  });

  test(`${who} gets its umask, directory, arguments and environment, and no others`, options, async () => {
    const script = 'umask; pwd; printf "%s|" "$0" "$@"; echo; /usr/bin/env';
    const lines = await run(["/bin/sh", "-c", script, "argv zero", "", "ümläut"], {
      ...way,
      umask: 0o027,
      cwd: "/usr",
      env: { GREETING: "grüß\nGott", EMPTY: "" },
    });
    assert.equal(
      lines
        .split("\n")
        .filter((line) => !/^(PWD|OLDPWD|SHLVL|_)=/.test(line))
        .join("\n"),
      "0027\n/usr\nargv zero||ümläut|\nGREETING=grüß\nGott\nEMPTY=\n",
    );
    const plain = await run(["/bin/sh", "-c", "umask; pwd"], way);
    const ownUmask = `0${process.umask().toString(8).padStart(3, "0")}`;
    assert.equal(plain, `${ownUmask}\n${process.cwd()}\n`);
  });

  test(`${who} can open /dev/stdout and /dev/stderr`, options, async () => {
    const script = "echo out > /dev/stdout; echo err > /dev/stderr; echo in > /dev/fd/1";
    assert.equal(await run(["/bin/sh", "-c", script], way), "out\nerr\nin\n");
  });

  test(`${who} that fails names the step and the errno, and leaves nothing behind`, options, () => {
    const text = join(directory, "no-interpreter");
    writeFileSync(text, "just text\n");
    chmodSync(text, 0o755);
    chmodSync(directory, 0o755);
    writeFileSync(join(directory, "not-executable"), "#!/bin/sh\n");
    assert.equal(refusal({ ...way, file: join(directory, "missing") }), "exec ENOENT");
    assert.equal(refusal({ ...way, file: join(directory, "not-executable") }), "exec EACCES");
    assert.equal(refusal({ ...way, file: directory }), "exec EACCES");
    assert.equal(refusal({ ...way, file: text }), "exec ENOEXEC");
    assert.equal(refusal({ ...way, argv: ["x".repeat(4 << 20)] }), "exec E2BIG");
    assert.equal(refusal({ ...way, cwd: join(directory, "missing") }), "chdir ENOENT");
    assert.equal(refusal({ ...way, cwd: text }), "chdir ENOTDIR");
    assert.equal(refusal({ ...way, cwd: "" }), "chdir ENOENT");
    assert.equal(refusal({ ...way, stdio: [nowhere, 9_999, nowhere] }), "stdio EBADF");
    assert.equal(refusal({ ...way, stdio: [nowhere, nowhere, -1] }), "stdio EBADF");
    assert.equal(refusal({ ...way, argv: ["a\0b"] }), "exec EINVAL");
    assert.equal(refusal({ ...way, env: { "A\0": "" } }), "exec EINVAL");
    assert.equal(refusal({ ...way, file: "/bin/true\0" }), "exec EINVAL");
  });
}

test(
  "a child becomes the user with exactly the groups asked for, and no thread of the parent changes",
  linuxRoot,
  async () => {
    const credentials = { uid: 12_345, gid: 23_456, groups: [23_456, 4, 4_000_000_000] };
    const child = start(["/bin/cat"], { credentials });
    const seen = status(child.pid);
    assert.equal(seen.get("Uid"), "12345\t12345\t12345\t12345");
    assert.equal(seen.get("Gid"), "23456\t23456\t23456\t23456");
    assert.deepEqual(seen.get("Groups")?.trim().split(" "), ["4", "23456", "4000000000"]);
    assert.match(seen.get("CapEff") ?? "", /^0+$/);
    await kill(child);
    for (const task of readdirSync("/proc/self/task")) {
      assert.equal(status(`self/task/${task}`).get("Uid"), "0\t0\t0\t0");
    }
    assert.equal(readFileSync("/proc/self/status", "utf8").length > 0, true, "the parent can still read its own /proc");
    const bare = start(["/bin/cat"], { credentials: { ...credentials, groups: [] } });
    assert.equal(status(bare.pid).get("Groups")?.trim(), "");
    await kill(bare);
  },
);

test("each step of becoming a user fails by its own name", linuxRoot, () => {
  const none = 2 ** 32 - 1;
  assert.equal(refusal({ credentials: { ...nobody, groups: [none] } }), "groups EINVAL");
  assert.equal(refusal({ credentials: { ...nobody, gid: none } }), "gid EINVAL");
  assert.equal(refusal({ credentials: { ...nobody, uid: none } }), "uid EINVAL");
});

test("the directory is entered as the new user", linuxRoot, () => {
  const secret = join(directory, "secret");
  mkdirSync(secret, { mode: 0o700 });
  assert.equal(refusal({ credentials: nobody, cwd: secret }), "chdir EACCES");
});

/** What a spawn does when not one number is free. */
function spawnWithoutDescriptors(way: Partial<SpawnRequest>): SpawnResult {
  const before = limits.get("nofile");
  const fillers: number[] = [];
  assert.equal(limits.set("nofile", { ...before, soft: 64 }), undefined);
  try {
    for (;;) fillers.push(openSync("/dev/null", "r"));
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, "EMFILE");
  }
  const request = { file: "/bin/true", argv: ["true"], env: {}, stdio: [nowhere, nowhere, nowhere] } as const;
  const result = processes.spawn({ ...request, ...way });
  assert.throws(() => processes.pipe(), { code: "EMFILE" });
  for (const fd of fillers) closeSync(fd);
  assert.equal(limits.set("nofile", before), undefined);
  return result;
}

test("without a free descriptor the spawn fails as a fork does, and works again with one", linuxRoot, () => {
  const result = spawnWithoutDescriptors({ credentials: nobody });
  assert.deepEqual(result, { ok: false, step: "fork", errno: "EMFILE" });
  assert.equal(refusal({ credentials: nobody, file: "/missing" }), "exec ENOENT");
});

test(
  "without a free descriptor a child of the same user is made all the same, or fails as a fork does",
  linux,
  async () => {
    const result = spawnWithoutDescriptors({});
    if (result.ok) assert.deepEqual(await endOf(result.pid), { kind: "exited", code: 0 });
    else assert.deepEqual(result, { ok: false, step: "fork", errno: "EMFILE" });
    assert.equal(refusal({ file: "/missing" }), "exec ENOENT");
  },
);

const python = "/usr/bin/python3";
const older = [python, join(root, "test/programs/without-close-range.py")];
const kernels: [string, readonly string[], { skip: string | false }][] = [
  ["this kernel", [], linux],
  ["a kernel without close_range", older, { skip: linux.skip || requires(python).skip }],
];

for (const [kernel, prefix, options] of kernels) {
  test(
    `on ${kernel}, children have their own descriptors and no others while threads open files`,
    options,
    async () => {
      const result = join(directory, "beside-threads");
      const [file, ...words] = [...prefix, process.execPath, bundledProgram("spawn-beside-threads"), result];
      assert.ok(file);
      assert.equal(await run([file, ...words]), "");
      assert.equal(readFileSync(result, "utf8"), "");
    },
  );
}

test("descriptors 0 to 2 of the parent reach the child in any order", linux, async () => {
  const result = join(directory, "permutations");
  const files = ["zero", "one", "two"].map((name) => join(directory, name));
  const fds = files.map((file) => openSync(file, "a+"));
  const [zero = -1, one = -1, two = -1] = fds;
  await run([process.execPath, bundledProgram("permute-stdio"), result], {
    stdio: [zero, one, two],
  });
  for (const fd of fds) closeSync(fd);
  assert.equal(readFileSync(files[2] ?? "", "utf8"), "");
  const lines = readFileSync(result, "utf8").split("\n");
  assert.equal(lines.length, 27);
  for (const line of lines) {
    const fields = line.split(" ");
    const expected = fields.slice(0, 3).map((fd) => files[Number(fd)]);
    assert.deepEqual(fields.slice(3), [...expected, "0"], line);
  }
});

test("a user who stops the child before its program runs does not hold up the daemon", {
  skip: linuxRoot.skip || requires("/usr/bin/python3").skip,
}, async (context) => {
  const credentials = { uid: 54_321, gid: 54_321, groups: [54_321] };
  const attack =
    "import os, signal\nwhile True:\n  try: os.kill(-1, signal.SIGSTOP)\n  except ProcessLookupError: pass";
  const attacker = start(["/usr/bin/python3", "-c", attack], { credentials });
  let held = false;
  for (const deadline = performance.now() + 10_000; !held && performance.now() < deadline; ) {
    // This call is what hung for as long as the attacker liked.
    const child = start(["/bin/true"], { credentials });
    held = executable(child.pid) === process.execPath;
    await kill(child);
  }
  await kill(attacker);
  if (!held) context.skip("the attacker never hit the moment between setuid and exec");
});

function executable(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}
