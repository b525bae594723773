import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { test } from "node:test";
import { becomeSubreaper } from "../../src/system/node-signals.ts";
import { nodeSystem } from "../../src/system/node-system.ts";
import { endOf, kill, run, start } from "../helpers/children.ts";
import { until } from "../helpers/until.ts";

const { processes } = nodeSystem;

test("exit codes and deaths by signal are told apart", async () => {
  for (const code of [0, 1, 127, 255]) {
    assert.deepEqual(await start(["/bin/sh", "-c", `exit ${code}`]).ended, { kind: "exited", code });
  }
  for (const signal of [9, 15, 34, 64]) {
    const child = start(["/bin/cat"]);
    assert.equal(processes.kill(child.pid, signal), undefined);
    assert.deepEqual(await child.ended, { kind: "signaled", signal, coreDumped: false });
    child.closeInput();
  }
});

test("many children that end together are all collected", async () => {
  const children = Array.from({ length: 200 }, (_, i) => start(["/bin/sh", "-c", `read x; exit ${i}`]));
  for (const child of children) child.write("\n");
  for (const [code, child] of children.entries()) assert.deepEqual(await child.ended, { kind: "exited", code });
  for (const child of children) child.closeInput();
  assert.equal(processes.firstEnded(), undefined);
});

test("a stopped and continued child has not ended", async () => {
  const child = start(["/bin/cat"]);
  const state = () => /^State:\s+(\w)/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
  processes.kill(child.pid, constants.signals.SIGSTOP);
  await until("it has stopped", () => state() === "T");
  assert.equal(processes.firstEnded(), undefined);
  processes.kill(child.pid, constants.signals.SIGCONT);
  await kill(child);
});

test("a subreaper collects the orphans of its children", async () => {
  assert.equal(becomeSubreaper(), undefined);
  const text = await run(["/bin/sh", "-c", "(sleep 0.2; exit 7) & echo $!"]);
  assert.deepEqual(await endOf(Number(text)), { kind: "exited", code: 7 });
});

test("a signal to a group reaches every member", async () => {
  const child = start(["/bin/sh", "-c", "sleep 1000 & wait"]);
  await until("both are up", () => processes.list().filter((each) => each.groupId === child.pid).length >= 2);
  assert.equal(processes.kill(-child.pid, constants.signals.SIGKILL), undefined);
  assert.deepEqual(await child.ended, { kind: "signaled", signal: 9, coreDumped: false });
  child.closeInput();
  await child.output;
  await until("nobody is left", () => processes.kill(-child.pid, 0) === "ESRCH");
});

test("kill answers with the errno, and never signals everybody", async () => {
  const child = start(["/bin/cat"]);
  assert.equal(processes.kill(child.pid, 0), undefined);
  assert.equal(processes.kill(child.pid, 65), "EINVAL");
  await kill(child);
  assert.equal(processes.kill(child.pid, 0), "ESRCH");
  assert.equal(processes.kill(-child.pid, 15), "ESRCH");
  // Were these real, they would end this test, its runner and, as root, the machine: only signal 0 is tried.
  assert.equal(processes.kill(0, 0), "ESRCH");
  assert.equal(processes.kill(-1, 0), "ESRCH");
});
