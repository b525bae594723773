/** What everybody who controls a daemon relies on; the real daemon and the one that tests use instead both pass it. */
import assert from "node:assert/strict";
import type { Control, ControlledProcess } from "./control.ts";

/** A daemon whose files name the groups `web` and `job`, one process each; only `web` starts by itself, and is active. */
export interface ContractSubject {
  readonly control: Control;
  /** Lets what is due come about: starts, promotions to RUNNING. */
  settle(): void;
  /** The run of a process ends with exit code 0, whether or not somebody has asked for it. */
  die(process: ControlledProcess): void;
  /** From now on the files have a fault. */
  breakFiles(): void;
}

/** A subject with `web` up, and what its listeners have seen. */
interface Scene extends ContractSubject {
  readonly web: ControlledProcess;
  /** States of `web`, as they were told. */
  readonly seen: readonly string[];
  /** The process of a group. */
  process(group: string): ControlledProcess;
  /** Ends the telling. */
  unsubscribe(): void;
}

function begin(subject: ContractSubject): Scene {
  const seen: string[] = [];
  const process = (group: string): ControlledProcess => {
    const found = subject.control.groups.get(group)?.processes[0];
    assert.ok(found, group);
    return found;
  };
  subject.settle();
  const web = process("web");
  assert.equal(web.state.name, "RUNNING");
  const unsubscribe = web.onStateChange((who, { to }) => {
    assert.equal(who, web);
    seen.push(who.startPending ? `${to}, pending` : to);
  });
  return { ...subject, process, web, seen, unsubscribe };
}

const clauses: Readonly<Record<string, (scene: Scene) => void>> = {
  "groups are added once, from the files, and start what starts by itself": ({ control, settle, process }) => {
    assert.deepEqual(control.addGroup("web"), { ok: false, reason: "already-added" });
    assert.deepEqual(control.addGroup("nope"), { ok: false, reason: "bad-name" });
    assert.deepEqual(control.addGroup("job"), { ok: true });
    settle();
    assert.equal(process("job").state.name, "STOPPED");
    assert.deepEqual([...control.groups.keys()], ["web", "job"]);
  },

  "groups are removed when nothing of them is alive": ({ control, web, settle, die, process }) => {
    assert.deepEqual(control.removeGroup("nope"), { ok: false, reason: "bad-name" });
    assert.deepEqual(control.removeGroup("web"), { ok: false, reason: "still-running" });
    web.stop();
    assert.deepEqual(control.removeGroup("web"), { ok: false, reason: "still-running" });
    die(web);
    assert.deepEqual(control.removeGroup("web"), { ok: true });
    assert.equal(control.groups.has("web"), false);
    assert.deepEqual(control.addGroup("web"), { ok: true });
    settle();
    assert.equal(process("web").state.name, "RUNNING");
  },

  "settled is what only a request would start": ({ web, die, settle }) => {
    assert.equal(web.settled, false);
    web.stop();
    assert.equal(web.settled, false);
    die(web);
    assert.equal(web.settled, true);
    web.restart();
    settle();
    web.restart();
    assert.equal(web.settled, false);
  },

  "groups that come and go are told, and so is the mood, until nobody listens": ({ control, web, die }) => {
    let told = 0;
    const unsubscribe = control.onChange(() => told++);
    control.addGroup("job");
    assert.equal(told, 1);
    web.stop();
    die(web);
    control.removeGroup("web");
    assert.equal(told, 2);
    control.addGroup("nope");
    assert.equal(told, 2);
    unsubscribe();
    control.addGroup("web");
    assert.equal(told, 2);
  },

  "the end is a mood that is told at once": ({ control }) => {
    let told = 0;
    control.onChange(() => told++);
    control.shutdown();
    assert.deepEqual([control.mood, told], ["SHUTDOWN", 1]);
    assert.deepEqual(control.restart(), { ok: true });
    assert.equal(control.mood, "SHUTDOWN");
  },

  "the end turns a restart into a shutdown, not the other way round": ({ control }) => {
    assert.deepEqual(control.restart(), { ok: true });
    assert.equal(control.mood, "RESTARTING");
    control.shutdown();
    assert.equal(control.mood, "SHUTDOWN");
  },

  "the end does not begin with files that have a fault": ({ control, breakFiles }) => {
    breakFiles();
    const outcome = control.restart();
    assert.equal(!outcome.ok && outcome.problems.length, 1);
    assert.equal(control.mood, "RUNNING");
  },

  "the files are read without being taken over, and keep their last good reading": ({ control, breakFiles }) => {
    const before = control.pending.groups.map((group) => group.name).sort();
    assert.deepEqual(before, ["job", "web"]);
    assert.equal(control.readFiles().ok, true);
    breakFiles();
    for (const reading of [control.readFiles(), control.reload()]) {
      assert.equal(!reading.ok && reading.problems.length, 1);
    }
    assert.deepEqual(control.pending.groups.map((group) => group.name).sort(), before);
  },

  "a process is stopped, ends and is started again; every state is told after it has come": ({
    web,
    seen,
    settle,
    die,
  }) => {
    assert.notEqual(web.pid, 0);
    assert.deepEqual([web.starts, web.exitStatus, web.lastExit], [1, 0, undefined]);
    assert.equal(web.stop(), true);
    assert.deepEqual([web.state.name, web.state.code, web.startPending], ["STOPPING", 40, false]);
    assert.equal(web.stop(), false);
    die(web);
    assert.deepEqual([web.state.name, web.pid], ["STOPPED", 0]);
    assert.deepEqual(web.lastExit, { kind: "exited", code: 0 });
    assert.deepEqual([...web.exits], [["0", 1]]);
    assert.equal(web.stop(), false);
    settle();
    assert.equal(web.state.name, "STOPPED");
    web.start();
    assert.equal(web.state.name, "STARTING");
    settle();
    assert.deepEqual([web.state.name, web.starts], ["RUNNING", 2]);
    assert.deepEqual(seen, ["STOPPING", "STOPPED", "STARTING", "RUNNING"]);
  },

  "a process remembers its lives and how they ended": ({ web, settle, die }) => {
    assert.deepEqual(web.lives, []);
    web.stop();
    die(web);
    web.start();
    settle();
    die(web);
    const status = { kind: "exited", code: 0 };
    assert.deepEqual(
      web.lives.map(({ end, comesBack }) => ({ end, comesBack })),
      [
        { end: { kind: "stopped", status }, comesBack: false },
        { end: { kind: "exited", status, expected: true }, comesBack: false },
      ],
    );
  },

  "a process that runs is not started again": ({ web, seen }) => {
    web.start();
    assert.deepEqual([web.state.name, web.starts, seen], ["RUNNING", 1, []]);
  },

  "a process that is to be restarted is pending until it has ended, and then started": ({ web, seen, settle, die }) => {
    web.restart();
    assert.deepEqual([web.state.name, web.startPending], ["STOPPING", true]);
    die(web);
    settle();
    assert.deepEqual([web.state.name, web.startPending], ["RUNNING", false]);
    assert.deepEqual(seen, ["STOPPING, pending", "STOPPED, pending", "STARTING", "RUNNING"]);
  },

  "a process that is to be restarted is stopped by who stops it": ({ web, settle, die }) => {
    web.restart();
    assert.equal(web.stop(), true);
    die(web);
    settle();
    assert.deepEqual([web.state.name, web.startPending], ["STOPPED", false]);
  },

  "a process at rest is started by a restart": ({ control, process, settle }) => {
    control.addGroup("job");
    process("job").restart();
    assert.equal(process("job").state.name, "STARTING");
    settle();
    assert.equal(process("job").state.name, "RUNNING");
  },

  "a process at rest has nobody to signal or to write to": ({ control, process, web }) => {
    control.addGroup("job");
    assert.equal(process("job").signal(1), "not-running");
    assert.equal(process("job").writeStdin(Buffer.from("x")), "not-running");
    assert.equal(web.writeStdin(Buffer.from("x")), "ok");
    web.stop();
    assert.equal(web.writeStdin(Buffer.from("x")), "not-running");
  },

  "a process that stops can be signalled": ({ web }) => {
    web.stop();
    assert.equal(web.signal(0), "ok");
  },

  "a process ends by itself as EXITED": ({ web, seen, die }) => {
    die(web);
    assert.deepEqual(seen, ["EXITED"]);
    assert.deepEqual([web.exitStatus, web.pid], [0, 0]);
  },

  "a process tells nobody who does not listen any more": ({ web, seen, unsubscribe }) => {
    unsubscribe();
    web.stop();
    assert.deepEqual(seen, []);
  },
};

/** Each clause with its title; whoever checks one gives it a daemon of its own. */
export const controlContract = Object.entries(clauses).map(([title, holds]) => ({
  title,
  check: (subject: ContractSubject): void => holds(begin(subject)),
}));
