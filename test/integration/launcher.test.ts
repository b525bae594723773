/** The launcher in front of Node: what is meant for programs does not reach Node, and programs get it all the same. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { bin, complete, Daemon, isAlive, peerSupervisord } from "../helpers/daemon.ts";
import { requires } from "../helpers/requires.ts";
import { until } from "../helpers/until.ts";

const scratch = mkdtempSync(join(tmpdir(), "supervisor-launcher-"));
after(() => rmSync(scratch, { recursive: true }));
const commands = ["supervisord", "supervisorctl", "pidproxy", "echo_supervisord_conf"];
const hostile = { NODE_OPTIONS: "--require ./tracing.js --inspect=127.0.0.1:0", NODE_PRESERVE_SYMLINKS_MAIN: "1" };
const text = readFileSync(join(bin, "supervisord"), "utf8");

test("is the same for all commands", () => {
  for (const command of commands) assert.equal(readFileSync(join(bin, command), "utf8"), text, command);
});

test("sets every variable aside on which this Node acts", () => {
  const binding = (process as unknown as { binding(name: string): Record<string, string> }).binding("natives");
  const read = Object.values(binding).flatMap((source) => [...String(source).matchAll(/env\.(NODE_[A-Z0-9_]+)/g)]);
  const help = spawnSync(process.execPath, ["--help"], { encoding: "utf8" }).stdout;
  const documented = [...help.matchAll(/^(NODE_[A-Z0-9_]+)/gm)];
  const names = new Set([...read, ...documented].map(([, name]) => name ?? ""));
  assert.ok(names.has("NODE_OPTIONS") || names.has("NODE_PATH"));
  // Set by Node itself for scripts that it runs, and read by nothing of it.
  const harmless = /^NODE_RUN_/;
  const missing = [...names].filter((name) => !harmless.test(name) && !new RegExp(`\\b${name}\\b`).test(text));
  assert.deepEqual(missing, []);
});

describe("with NODE_OPTIONS that would break or subvert Node", () => {
  const env = { ...process.env, ...hostile };

  test("every command works, also through links", () => {
    const link = join(scratch, "link");
    symlinkSync(join(bin, "supervisord"), link);
    for (const file of [join(bin, "supervisord"), link]) {
      const { status, stdout, stderr } = complete(file, ["-v"], { env });
      assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
      assert.match(stdout, /^5\./);
    }
    assert.match(complete(join(bin, "echo_supervisord_conf"), [], { env }).stdout, /\[supervisord\]/);
    assert.equal(complete(join(bin, "supervisorctl"), ["help"], { env }).stderr, "");
  });

  test("pidproxy gives them on", () => {
    const { stdout } = complete(join(bin, "pidproxy"), [join(scratch, "pid"), "/usr/bin/printenv", "NODE_OPTIONS"], {
      env,
    });
    assert.equal(stdout, `${hostile.NODE_OPTIONS}\n`);
  });
});

test("without Node it says so in a sentence", () => {
  const { status, stderr } = spawnSync("/bin/sh", [join(bin, "supervisord"), "-v"], {
    env: { PATH: scratch },
    encoding: "utf8",
  });
  assert.deepEqual(
    [status, stderr],
    [
      127,
      `${join(bin, "supervisord")}: cannot find node on the search path (PATH). Node.js 20.19 or newer is needed.\n`,
    ],
  );
});

for (const background of [false, true]) {
  test(`programs get the environment as it was, ${background ? "in the background" : "in the foreground"}`, async () => {
    const given = {
      ...hostile,
      PATH: process.env["PATH"] ?? "",
      "dotted.name": "kept",
      EMPTY: "",
      NODE_PATH: "/somewhere",
      LINES: "one\ntwo = three\n",
      QUOTES: `'"$(x)\``,
      BLOCK: "x".repeat(20_000),
    };
    await using daemon = new Daemon({
      programs:
        "[program:env]\ncommand=/usr/bin/env -0\nstartsecs=0\nautorestart=false\nstdout_logfile=@DIR@/env.log\n",
      env: given,
    });
    if (background) {
      const { status } = complete(join(bin, "supervisord"), ["-c", daemon.configuration], { env: given });
      assert.equal(status, 0);
    } else await daemon.start();
    await until(
      "it has ended",
      () => existsSync(daemon.path("env.log")) && daemon.read("env.log").includes("SUPERVISOR_"),
    );
    const got = Object.fromEntries(
      daemon
        .read("env.log")
        .split("\0")
        .filter(Boolean)
        .map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
    );
    assert.deepEqual(got, {
      ...given,
      SUPERVISOR_ENABLED: "1",
      SUPERVISOR_GROUP_NAME: "env",
      SUPERVISOR_PROCESS_NAME: "env",
      SUPERVISOR_SERVER_URL: `unix://${daemon.socket}`,
    });
  });
}

describe("the soft limit of open files", { skip: requires(peerSupervisord).skip }, () => {
  for (const [minfds, expected] of [
    ["", "1500"],
    ["minfds=2000", "2000"],
  ] as const) {
    test(`of programs is that of the start or minfds (${minfds || "1024"}), as with Supervisor`, async () => {
      for (const executable of [join(bin, "supervisord"), peerSupervisord]) {
        await using daemon = new Daemon({
          supervisord: minfds,
          programs:
            "[program:limit]\ncommand=/bin/sh -c 'ulimit -Sn'\nstartsecs=0\nautorestart=false\nstdout_logfile=@DIR@/limit.log\n",
        });
        await daemon.startAs("/bin/sh", [
          "-c",
          'ulimit -Sn 1500; exec "$@"',
          "sh",
          executable,
          "-n",
          "-c",
          daemon.configuration,
        ]);
        await until("it has ended", () => existsSync(daemon.path("limit.log")) && daemon.read("limit.log") !== "");
        assert.equal(daemon.read("limit.log").trim(), expected, executable);
        assert.equal(
          /Increased RLIMIT_NOFILE limit to (\d+)/.exec(daemon.log)?.[1],
          minfds === "" ? undefined : "2000",
          executable,
        );
      }
    });
  }
});

test("SIGUSR1 while the daemon starts opens no port", {
  skip: existsSync("/proc/self/net/tcp") ? false : "no /proc",
}, async () => {
  await using daemon = new Daemon();
  const child = spawn(join(bin, "supervisord"), ["-n", "-c", daemon.configuration], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += String(chunk);
  });
  const { pid = 0 } = child;
  const opened = new Set<string>();
  await until("the daemon is up", () => {
    // Not before Node has a handler: until then the signal ends any program.
    const caught = /^SigCgt:\s+([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0";
    if ((BigInt(`0x${caught}`) & (1n << 9n)) !== 0n) process.kill(pid, "SIGUSR1");
    for (const port of listeningPorts(pid)) opened.add(port);
    return existsSync(daemon.socket);
  });
  for (const port of listeningPorts(pid)) opened.add(port);
  assert.ok(isAlive(pid));
  child.kill("SIGTERM");
  await once(child, "exit");
  assert.doesNotMatch(errors, /Debugger listening/);
  assert.deepEqual([...opened], []);
});

/** TCP ports on which a process listens. */
function listeningPorts(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
      } catch {
        return [];
      }
    }),
  );
  return readFileSync(`/proc/${pid}/net/tcp`, "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === "0A" && sockets.has(`socket:[${inode}]`))
    .map(([, local = ""]) => local);
}
