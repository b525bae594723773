import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LifeEnd } from "../process/lives.ts";
import { exited, signaled } from "../system/fake-system.ts";
import { ControlFixture } from "./control-fixture.ts";
import type { FakeProcess } from "./fake-control.ts";
import { flappingOf, needsAttention, troubledLife, whyDown } from "./why-down.ts";

const failed: LifeEnd = { kind: "too-quick", status: exited(3), attempt: 4 };

function withWeb() {
  const fixture = new ControlFixture();
  const { system, control } = fixture;
  const web = control.program("web");
  web.stdoutLog.path = "/tmp/out";
  if (web.stderrLog) web.stderrLog.path = "/tmp/err";
  system.advance(60_000);
  const says = (path: string, text: string): void => {
    const fd = system.files.openAppend(path);
    system.files.write(fd, Buffer.from(text));
    system.files.close(fd);
  };
  /** It begins, and time passes. */
  const begin = (): void => {
    web.startedWallMs = system.clock.wallMs();
    system.advance(500);
  };
  const ends = (end: LifeEnd, state: Parameters<FakeProcess["become"]>[0]): void => {
    web.live(end, { endedMs: system.clock.monotonicMs(), comesBack: state === "BACKOFF" });
    web.become(state);
  };
  return { ...fixture, web, says, begin, ends };
}

describe("why a process is down", () => {
  it("is how it ended, after how many attempts, and what it said last on stderr", () => {
    const { caller, web, says, begin, ends } = withWeb();
    begin();
    says("/tmp/out", "starting\n");
    says("/tmp/err", "no such port\n");
    ends(failed, "FATAL");
    const why = whyDown(caller, web);
    assert.deepEqual([why?.how, why?.attempts, why?.lastLine], ["exit status 3", 4, "no such port"]);
    assert.equal(why?.life, web.lives.at(-1));
  });

  it("is on stdout where stderr has nothing of this life", () => {
    const { system, caller, web, says, begin, ends } = withWeb();
    says("/tmp/err", "of an earlier life\n");
    system.advance(1000);
    begin();
    says("/tmp/out", "cannot go on\n");
    ends(failed, "BACKOFF");
    assert.equal(whyDown(caller, web)?.lastLine, "cannot go on");
    web.stderrLog = undefined;
    system.advance(1000);
    begin();
    ends({ kind: "exited", status: signaled("SIGSEGV"), expected: false }, "EXITED");
    const why = whyDown(caller, web);
    assert.deepEqual([why?.how, why?.attempts, why?.lastLine], ["terminated by SIGSEGV", 0, undefined]);
  });

  it("is not what an event listener said to the daemon", () => {
    const { control, caller, web, says, begin, ends } = withWeb();
    const group = control.groups.get("web");
    if (group !== undefined) Object.assign(group.config, { kind: "eventlistener" });
    begin();
    says("/tmp/out", "READY\n");
    ends(failed, "FATAL");
    assert.equal(whyDown(caller, web)?.lastLine, undefined);
  });

  it("is why there was nothing to run, without a word of an earlier run", () => {
    const { caller, web, says, begin, ends } = withWeb();
    begin();
    says("/tmp/err", "text\n");
    ends({ kind: "not-spawned", reason: "can't find command 'x'", attempt: 1 }, "BACKOFF");
    const why = whyDown(caller, web);
    assert.deepEqual([why?.how, why?.attempts, why?.lastLine], ["can't find command 'x'", 1, undefined]);
  });

  it("is looked for in the logs once a life", () => {
    const { caller, web, says, begin, ends } = withWeb();
    begin();
    says("/tmp/err", "one\n");
    ends(failed, "BACKOFF");
    assert.equal(whyDown(caller, web)?.lastLine, "one");
    says("/tmp/err", "two\n");
    assert.equal(whyDown(caller, web)?.lastLine, "one");
    ends(failed, "BACKOFF");
    assert.equal(whyDown(caller, web)?.lastLine, "two");
  });

  it("is nothing while it runs, was stopped, or ended as it should", () => {
    const { web, begin, ends } = withWeb();
    assert.equal(troubledLife(web), undefined);
    begin();
    ends(failed, "BACKOFF");
    assert.notEqual(troubledLife(web), undefined);
    for (const state of ["STARTING", "RUNNING", "STOPPED"] as const) {
      web.become(state);
      assert.equal(troubledLife(web), undefined, state);
    }
    ends({ kind: "exited", status: exited(0), expected: true }, "EXITED");
    assert.equal(troubledLife(web), undefined);
  });
});

it("somebody should look at what is down without being asked, and at what is flapping", () => {
  const { system, web, begin, ends } = withWeb();
  const now = (): number => system.clock.monotonicMs();
  assert.equal(needsAttention(web, now()), false);
  for (let life = 1; life <= 3; life++) {
    begin();
    ends(failed, "BACKOFF");
    assert.equal(needsAttention(web, now()), true);
    web.become("RUNNING", 7);
    assert.equal(needsAttention(web, now()), life === 3);
  }
  assert.equal(flappingOf(web, now())?.ends, 3);
  system.advance(300_000);
  assert.equal(needsAttention(web, now()), false);
  web.become("UNKNOWN", 7);
  assert.equal(needsAttention(web, now()), true);
});
