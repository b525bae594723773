import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ProcessConfig } from "../config/configuration.ts";
import { exited, signaled } from "../system/fake-system.ts";
import { programConfig, Workshop } from "./fixtures.ts";
import { Process } from "./process.ts";

function workbench(change: Partial<ProcessConfig> = {}) {
  const workshop = new Workshop();
  const config = programConfig(change);
  const process = new Process(config, "group", workshop.openLogs, workshop.surroundings);
  const changes: string[] = [];
  process.onStateChange((_process, { from, to }) => changes.push(`${from} -> ${to}`));
  return { ...workshop, workshop, process, changes };
}

describe("life", () => {
  test("a started process is RUNNING once it has stayed up for startsecs", () => {
    const { system, process, workshop } = workbench();
    process.start();
    assert.equal(process.state.name, "STARTING");
    system.advance(999);
    assert.equal(process.state.name, "STARTING");
    system.advance(1);
    assert.equal(process.state.name, "RUNNING");
    assert.equal(process.pid, system.processes.last.pid);
    assert.deepEqual(workshop.messages("info"), [
      `spawned: 'cat' with pid ${process.pid}`,
      "success: cat entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)",
    ]);
  });

  test("a killed process is spawned again without any time passing", () => {
    const { system, process } = workbench();
    process.start();
    system.advance(1000);
    const first = process.pid;
    system.exit(first, signaled("SIGKILL"));
    assert.equal(process.state.name, "STARTING");
    assert.notEqual(process.pid, first);
  });

  test("exitStatus is that of the current start, lastExit that of the last run", () => {
    const { system, process } = workbench({ startretries: 9 });
    process.start();
    system.exit(process.pid, exited(3)); // too quickly
    assert.equal(process.exitStatus, 3);
    system.advance(1000);
    assert.equal(process.state.name, "STARTING");
    assert.equal(process.exitStatus, 0);
    system.advance(1000);
    assert.equal(process.state.name, "RUNNING");
    assert.equal(process.exitStatus, 0);
    assert.deepEqual(process.lastExit, exited(3));
    system.files.remove("/bin/cat");
    system.exit(process.pid, exited(4));
    assert.equal(process.state.name, "BACKOFF");
    assert.equal(process.exitStatus, 0, "nothing has run since the spawn that failed");
    assert.deepEqual(process.lastExit, exited(4));
  });

  test("its lives are remembered: how long by the monotonic clock, when by the other, and how they ended", () => {
    const { system, process } = workbench({ startretries: 0, autorestart: true });
    process.start();
    system.advance(3000);
    system.jumpWall(-5000);
    const started = process.startedWallMs;
    const status = signaled("SIGKILL");
    system.exit(process.pid, status);
    const [first] = process.lives;
    assert.deepEqual(first, {
      startedWallMs: started,
      endedWallMs: started - 2000,
      endedMs: system.clock.monotonicMs(),
      ranMs: 3000,
      end: { kind: "exited", status, expected: false },
      comesBack: true,
    });
    process.stop();
    system.settle();
    assert.equal(process.lives[1]?.end.kind, "stopped");
    process.start();
    system.exit(process.pid, exited(2));
    assert.deepEqual(process.lives[2]?.end, { kind: "too-quick", status: exited(2), attempt: 1 });
    assert.equal(process.lives[2]?.comesBack, false, "it is FATAL");
    system.files.remove("/bin/cat");
    process.start();
    const end = process.lives[3]?.end;
    assert.deepEqual(end, { kind: "not-spawned", reason: "can't find command '/bin/cat'", attempt: 1 });
    assert.equal(process.lives.length, 4);
  });

  test("a process that is dead already is not promoted to RUNNING when its time comes", () => {
    const { system, process, changes } = workbench();
    process.start();
    system.clock.after(999.5, () => system.processes.last.exit(exited(1)));
    system.advance(1000);
    assert.deepEqual(changes.slice(0, 2), ["STOPPED -> STARTING", "STARTING -> BACKOFF"]);
  });

  test("a stop kills with stopsignal, then with SIGKILL after stopwaitsecs, each once", () => {
    const { system, process, workshop } = workbench({ stopsignal: 2, stopwaitsecs: 3 });
    process.start();
    system.advance(1000);
    const child = system.processes.last;
    child.onSignal = (signal) => {
      if (signal === 9) child.exit(signaled(9));
    };
    assert.equal(process.stop(), true);
    system.advance(2999);
    assert.deepEqual(child.signals, [2]);
    system.advance(1);
    assert.deepEqual(child.signals, [2, 9]);
    assert.equal(process.state.name, "STOPPED");
    assert.deepEqual(workshop.messages("warn"), [
      `killing 'cat' (${child.pid}) with SIGKILL`,
      "stopped: cat (terminated by SIGKILL)",
    ]);
  });

  test("stopasgroup and killasgroup signal the whole process group", () => {
    const { system, process } = workbench({ stopasgroup: true, killasgroup: true, stopwaitsecs: 1 });
    process.start();
    system.advance(1000);
    const { pid } = system.processes.last;
    system.processes.last.onSignal = () => {};
    process.stop();
    system.advance(1000);
    assert.deepEqual(system.processes.kills, [
      { pid: -pid, signal: 15 },
      { pid: -pid, signal: 9 },
    ]);
  });

  test("a year's jump of the wall clock, either way, changes no delay", () => {
    const year = 365 * 86_400_000;
    for (const jump of [year, -year]) {
      const { system, process } = workbench({ stopwaitsecs: 5 });
      process.start();
      system.jumpWall(jump);
      system.exit(process.pid, exited(1));
      assert.equal(process.state.name, "BACKOFF");
      system.jumpWall(jump);
      system.advance(1000);
      assert.equal(process.state.name, "STARTING");
      system.jumpWall(jump);
      system.advance(1000);
      assert.equal(process.state.name, "RUNNING");
      assert.equal(process.uptimeMs, 1000);
      system.processes.last.onSignal = (signal) => {
        if (signal === 9) system.processes.last.exit(signaled(9));
      };
      process.stop();
      system.jumpWall(jump);
      system.advance(5000);
      assert.equal(process.state.name, "STOPPED");
    }
  });

  test("a signal that the kernel refuses leads to UNKNOWN, and its later end to STOPPED", () => {
    const { system, process, workshop } = workbench();
    process.start();
    system.advance(1000);
    system.processes.failKillIf = () => "EPERM";
    process.stop();
    assert.equal(process.state.name, "UNKNOWN");
    assert.match(workshop.messages("critical")[0] ?? "", /unknown problem killing cat/);
    system.exit(process.pid, exited(0));
    assert.equal(process.state.name, "STOPPED");
  });
});

describe("spawning", () => {
  test("the child gets the daemon's environment, SUPERVISOR_*, and the program's own over them", () => {
    const { system, process } = workbench({ environment: { A: "1", SUPERVISOR_GROUP_NAME: "mine" } });
    process.start();
    assert.deepEqual(system.processes.last.request.env, {
      PATH: "/bin",
      SUPERVISOR_ENABLED: "1",
      SUPERVISOR_PROCESS_NAME: "cat",
      SUPERVISOR_GROUP_NAME: "mine",
      A: "1",
    });
  });

  test("a missing command is a spawn error, retried, then FATAL", () => {
    const { system, process, changes, workshop } = workbench({ command: "nope --x", startretries: 1 });
    process.start();
    assert.equal(process.spawnError, "can't find command 'nope'");
    assert.deepEqual(changes, ["STOPPED -> STARTING", "STARTING -> BACKOFF"]);
    system.advance(1000);
    assert.equal(process.state.name, "FATAL");
    assert.deepEqual(workshop.messages("info"), [
      "spawnerr: can't find command 'nope'",
      "spawnerr: can't find command 'nope'",
      "gave up: cat entered FATAL state, too many start retries too quickly",
    ]);
  });

  test("no descriptors left: BACKOFF with the reason, nothing leaks, and it recovers", () => {
    const { system, process } = workbench();
    const before = system.descriptors.count;
    for (const failing of [0, 1, 2]) {
      system.descriptors.limit = before + 2 * failing + 1;
      process.start();
      assert.equal(process.spawnError, "too many open files to spawn 'cat'");
      assert.equal(system.descriptors.count, before);
      process.stop();
    }
    system.descriptors.limit = Number.POSITIVE_INFINITY;
    process.start();
    assert.equal(process.state.name, "STARTING");
  });

  test("a full process table is a spawn error with its own words", () => {
    const { system, process } = workbench();
    const before = system.descriptors.count;
    system.processes.failNextSpawn({ step: "fork", errno: "EAGAIN" });
    process.start();
    assert.equal(process.spawnError, "Too many processes in process table to spawn 'cat'");
    assert.equal(system.descriptors.count, before);
  });

  test("a child that cannot change its directory tells its log", () => {
    const { system, process, workshop } = workbench({ directory: "/nope" });
    system.processes.failNextSpawn({ step: "chdir", errno: "ENOENT" });
    process.start();
    assert.equal(process.spawnError, "couldn't chdir to /nope: ENOENT");
    assert.equal(
      workshop.logs.get("cat")?.stderr?.text,
      "supervisor: couldn't chdir to /nope: ENOENT\nsupervisor: child process was not spawned\n",
    );
  });

  test("descriptors are back to the baseline after each life", () => {
    const { system, process } = workbench({ autorestart: false });
    const before = system.descriptors.count;
    for (let i = 0; i < 20; i++) {
      process.start();
      system.advance(1000);
      process.stop();
      system.settle();
    }
    assert.equal(process.state.name, "STOPPED");
    assert.equal(system.descriptors.count, before);
  });
});

describe("output and input", () => {
  test("what a dying child left in its pipes is logged before its end is told", () => {
    const { system, process, workshop } = workbench();
    const seen: string[] = [];
    process.onStateChange((_process, { to }) => seen.push(`${to}: ${workshop.logs.get("cat")?.stdout.text}`));
    process.start();
    system.advance(1000);
    const child = system.processes.last;
    child.write(1, "last words without a newline");
    child.exit(exited(0));
    system.settle();
    assert.equal(seen.at(-1), "EXITED: last words without a newline");
  });

  test("with redirect_stderr both streams share one pipe and one log", () => {
    const { system, process, workshop } = workbench({ redirect_stderr: true });
    process.start();
    system.processes.last.write(1, "out ");
    system.processes.last.write(2, "err");
    system.settle();
    assert.equal(workshop.logs.get("cat")?.stdout.text, "out err");
  });

  test("stdin reaches the child; a stopped process takes none", () => {
    const { system, process } = workbench();
    assert.equal(process.writeStdin(Buffer.from("x")), "not-running");
    process.start();
    assert.equal(process.writeStdin(Buffer.from("hello\n")), "ok");
    system.settle();
    assert.equal(system.processes.last.readInput(), "hello\n");
  });

  test("a child that never reads its stdin costs bounded memory", () => {
    const { process } = workbench();
    process.start();
    const chunk = Buffer.alloc(1 << 16);
    const results = Array.from({ length: 40 }, () => process.writeStdin(chunk));
    assert.equal(results[0], "ok");
    assert.equal(results.at(-1), "full");
  });
});

test("programs leave some descriptors to the daemon, so that it can still be controlled", () => {
  const { system, process } = workbench();
  system.limits.set("nofile", { soft: system.descriptors.count + 6 + 20, hard: 1024 });
  process.start();
  assert.equal(process.spawnError, "too many open files to spawn 'cat'");
});

test("a process that is removed while its start waits for its turn is never started", () => {
  const { system, process } = workbench();
  process.autostart();
  process.dispose();
  system.advance(1000);
  assert.equal(system.processes.spawned.length, 0);
});
