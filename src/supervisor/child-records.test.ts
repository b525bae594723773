import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { exited, FakeSystem } from "../system/fake-system.ts";
import { ChildRecords } from "./child-records.ts";

const path = "/tmp/supervisord.pid.children";

/** A machine on which one daemon after another keeps notes. */
class Machine {
  readonly system = new FakeSystem();
  readonly lines: string[] = [];

  daemon(): ChildRecords {
    this.system.processes.addStranger(this.system.processes.ownPid);
    return new ChildRecords(path, this.system, { log: (level, message) => this.lines.push(`${level} ${message}`) });
  }

  /** The daemon is gone at once; its children live on. */
  crash(...children: readonly number[]): void {
    const { processes } = this.system;
    processes.removeStranger(processes.ownPid);
    processes.ownPid += 1000;
    for (const pid of children) processes.addStranger(pid);
  }

  get text(): string {
    return this.system.files.text(path);
  }
}

/** "group:process pid" of each. */
function survivorsOf(records: ChildRecords): readonly string[] | "unknown" {
  const survivors = records.load();
  if (survivors.kind === "unknown") return "unknown";
  return survivors.children.map(({ group, process, pid }) => `${group}:${process} ${pid}`);
}

/** Notes that children live that do. */
function bear(machine: Machine, records: ChildRecords, ...names: readonly string[]): number[] {
  return names.map((name) => {
    machine.system.processes.spawn({ file: "/x", argv: ["x"], env: {}, stdio: [0, 1, 2] });
    const { pid } = machine.system.processes.last;
    records.spawned(pid, name, name);
    return pid;
  });
}

describe("notes of children", () => {
  test("tell the next daemon who is left", () => {
    const machine = new Machine();
    const first = machine.daemon();
    assert.equal(survivorsOf(first), "unknown");
    const [a = 0, b = 0, c = 0] = bear(machine, first, "a", "b", "c");
    first.ended(b);
    machine.crash(a);
    machine.system.processes.child(c).exit(exited(0));
    assert.deepEqual(survivorsOf(machine.daemon()), [`a:a ${a}`]);
    machine.crash(a);
    assert.deepEqual(survivorsOf(machine.daemon()), [`a:a ${a}`], "also the one after the next");
  });

  test("do not take another process with the same pid for a child, nor one of another boot", () => {
    const machine = new Machine();
    const [pid = 0] = bear(machine, machine.daemon(), "a");
    machine.crash();
    machine.system.processes.child(pid).exit(exited(0));
    machine.system.processes.addStranger(pid, { startTicks: pid + 1 });
    assert.deepEqual(survivorsOf(machine.daemon()), []);
    machine.crash();
    machine.system.processes.addStranger(pid);
    machine.system.processes.bootId = () => "boot-2";
    assert.deepEqual(survivorsOf(machine.daemon()), []);
  });

  test("are not believed if somebody else could have written them", () => {
    for (const change of [{ uid: 1000 }, { mode: 0o622 }]) {
      const machine = new Machine();
      const [pid = 0] = bear(machine, machine.daemon(), "a");
      machine.crash(pid);
      const { files } = machine.system;
      const real = files.stat.bind(files);
      files.stat = (target) => ({ ...real(target), ...change });
      assert.equal(survivorsOf(machine.daemon()), "unknown");
    }
  });

  test("that are torn or rubbish are read as far as they go", () => {
    const machine = new Machine();
    const [pid = 0] = bear(machine, machine.daemon(), "a");
    const text = `${machine.text}rubbish\n["+",1,1,"init","init"]\n["+",null]\n["-"`;
    machine.crash(pid);
    machine.system.files.put(path, text, 0o600);
    assert.deepEqual(survivorsOf(machine.daemon()), [`a:a ${pid}`]);
    machine.system.files.put(path, "another format\n", 0o600);
    assert.equal(survivorsOf(machine.daemon()), "unknown");
  });

  test("of another living daemon are left alone", () => {
    const machine = new Machine();
    bear(machine, machine.daemon(), "a");
    const before = machine.text;
    machine.system.processes.ownPid++;
    const second = machine.daemon();
    assert.equal(survivorsOf(second), "unknown");
    bear(machine, second, "b");
    second.remove();
    assert.equal(machine.text, before);
    assert.match(machine.lines[0] ?? "", /^info .* belongs to the supervisord with pid \d+/);
  });

  test("are bounded, and gone with the daemon that ends in order", () => {
    const machine = new Machine();
    const records = machine.daemon();
    const [keeper = 0] = bear(machine, records, "keeper");
    for (let life = 0; life < 3000; life++) {
      const [pid = 0] = bear(machine, records, "flapper");
      machine.system.processes.child(pid).exit(exited(1));
      machine.system.processes.collect(pid);
      records.ended(pid);
    }
    assert.ok(machine.text.split("\n").length < 600, `${machine.text.split("\n").length} lines`);
    assert.match(machine.text, new RegExp(`\\["\\+",${keeper},`));
    records.remove();
    assert.equal(machine.system.files.exists(path), false);
  });

  test("that cannot be kept are told once, and dropped rather than left incomplete", () => {
    const machine = new Machine();
    const records = machine.daemon();
    bear(machine, records, "a");
    machine.system.files.freeBytes = 0;
    bear(machine, records, "b", "c");
    assert.equal(machine.system.files.exists(path), false);
    assert.equal(machine.lines.length, 1);
    assert.match(machine.lines[0] ?? "", /^warn cannot keep notes of children in .*: ENOSPC; /);
    machine.system.files.freeBytes = Number.POSITIVE_INFINITY;
    machine.system.advance(10_000);
    const pids = bear(machine, records, "d");
    assert.equal(machine.text.split("\n").filter((line) => line.startsWith('["+"')).length, 4, "all that live");
    assert.equal(machine.lines.length, 2);
    assert.equal(pids.length, 1);
  });

  test("cost nothing where processes cannot be told apart", () => {
    const machine = new Machine();
    const records = new ChildRecords(path, machine.system, { log: () => {} });
    bear(machine, records, "a");
    assert.equal(machine.system.files.exists(path), false);
  });

  test("go on in the same file under the daemon's next version, which finds nobody left", () => {
    const machine = new Machine();
    const first = machine.daemon();
    const [a = 0] = bear(machine, first, "a");
    for (let past = 0; past < 250; past++) first.ended(bear(machine, first, "b")[0] ?? 0);
    const { count } = machine.system.descriptors;
    const next = machine.daemon();
    next.resume(JSON.parse(JSON.stringify(first.snapshot())));
    assert.equal(survivorsOf(next), "unknown");
    const size = machine.text.length;
    next.ended(a);
    assert.ok(machine.text.length < size, "it is as long as it was, and is written anew when it was to be");
    assert.equal(machine.system.descriptors.count, count);
    next.remove();
    assert.equal(machine.system.files.exists(path), false);
  });

  test("that cannot be kept for a while are tried again by the next version when it is time", () => {
    const machine = new Machine();
    const first = machine.daemon();
    machine.system.files.fail("createExclusive", /children/, "ENOSPC", 1);
    bear(machine, first, "a");
    const next = machine.daemon();
    next.resume(JSON.parse(JSON.stringify(first.snapshot())));
    bear(machine, next, "b");
    assert.equal(machine.system.files.exists(path), false);
    machine.system.advance(10_000);
    bear(machine, next, "c");
    assert.match(machine.text, /"a".*\n.*"b".*\n.*"c"/);
  });

  test("are not kept by the next version either where they belong to another daemon", () => {
    const machine = new Machine();
    const first = machine.daemon();
    bear(machine, first, "a");
    machine.system.processes.ownPid += 1;
    const second = machine.daemon();
    assert.equal(survivorsOf(second), "unknown");
    const next = machine.daemon();
    next.resume(JSON.parse(JSON.stringify(second.snapshot())));
    const { text } = machine;
    bear(machine, next, "b");
    assert.equal(machine.text, text);
  });
});
