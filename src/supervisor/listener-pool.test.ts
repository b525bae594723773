import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { EventListenerPoolConfig } from "../config/configuration.ts";
import type { FakeChild } from "../system/fake-child.ts";
import { exited, signaled } from "../system/fake-system.ts";
import { programConfig, Workshop } from "./fixtures.ts";
import type { Group } from "./group.ts";
import { Shutdown } from "./shutdown.ts";

let workshop: Workshop;

function poolConfig(change: Partial<EventListenerPoolConfig> = {}, listeners = 1): EventListenerPoolConfig {
  const names = Array.from({ length: listeners }, (_, index) => `listener_${index}`);
  return {
    kind: "eventlistener",
    name: "pool",
    priority: -1,
    processes: names.map((name) => programConfig({ name, startsecs: 0 })),
    events: ["REMOTE_COMMUNICATION"],
    buffer_size: 10,
    result_handler: "supervisor.dispatchers:default_handler",
    len_in_bytes: false,
    restart_on_protocol_error: false,
    ...change,
  };
}

/** A pool whose listeners run; `children` are they. */
function pool(change: Partial<EventListenerPoolConfig> = {}, listeners = 1): { group: Group; children: FakeChild[] } {
  const group = workshop.group(poolConfig(change, listeners));
  for (const process of group.processes) process.autostart();
  workshop.system.advance(10);
  return { group, children: [...workshop.system.processes.spawned] };
}

function publish(...data: readonly string[]): void {
  for (const each of data) workshop.events.publish({ type: "REMOTE_COMMUNICATION", kind: "t", data: each });
  workshop.system.settle();
}

function says(child: FakeChild | undefined, text: string): void {
  child?.write(1, text);
  workshop.system.settle();
}

/** What a listener got so far: "poolserial:data" of each event. */
function got(child: FakeChild | undefined): string[] {
  const input = child?.readInput() ?? "";
  workshop.system.settle();
  return [...input.matchAll(/poolserial:(\d+) eventname:REMOTE_COMMUNICATION len:\d+\ntype:t\n([^v]*)/g)].map(
    ([, poolserial, data]) => `${poolserial}:${data}`,
  );
}

beforeEach(() => {
  workshop = new Workshop();
});

describe("dispatch", () => {
  test("nothing is sent before READY, then one event, the next after its answer", () => {
    const { children } = pool();
    publish("a", "b");
    assert.deepEqual(got(children[0]), []);
    says(children[0], "READY\n");
    assert.deepEqual(got(children[0]), ["0:a"]);
    says(children[0], "RESULT 2\nOK");
    assert.deepEqual(got(children[0]), ["0:a"]);
    says(children[0], "READY\n");
    assert.deepEqual(got(children[0]), ["0:a", "1:b"]);
  });

  test("nothing is sent to a listener that is not RUNNING yet", () => {
    const { children } = pool({ processes: [programConfig({ name: "slow", startsecs: 5 })] });
    says(children[0], "READY\n");
    publish("a");
    assert.deepEqual(got(children[0]), []);
    workshop.system.advance(5000);
    assert.deepEqual(got(children[0]), ["0:a"]);
  });

  test("each event goes to one listener, in the pool's order", () => {
    const { children } = pool({}, 3);
    for (const child of children) says(child, "READY\n");
    publish("a", "b", "c", "d");
    assert.deepEqual(children.map(got), [["0:a"], ["1:b"], ["2:c"]]);
    says(children[1], "RESULT 2\nOKREADY\n");
    assert.deepEqual(got(children[1]), ["1:b", "3:d"]);
  });

  test("subscriptions that overlap bring an event once", () => {
    const { children } = pool({ events: ["EVENT", "REMOTE_COMMUNICATION"], buffer_size: 100 });
    publish("a");
    for (let i = 0; i < 10; i++) says(children[0], i === 0 ? "READY\n" : "RESULT 2\nOKREADY\n");
    assert.equal(got(children[0]).length, 1);
  });

  test("the whole text: header and payload", () => {
    const { children } = pool();
    says(children[0], "READY\n");
    publish("ä");
    assert.equal(
      children[0]?.readInput(),
      "ver:3.0 server:supervisor serial:0 pool:pool poolserial:0 eventname:REMOTE_COMMUNICATION len:8\ntype:t\nä",
    );
  });

  test("len_in_bytes counts bytes and tells the listener so", () => {
    const { children } = pool({ len_in_bytes: true });
    says(children[0], "READY\n");
    publish("ä");
    assert.match(children[0]?.readInput() ?? "", / len:9\n/);
    assert.equal(children[0]?.request.env["SUPERVISOR_EVENT_LEN"], "bytes");
  });
});

describe("an event that was not processed", () => {
  test("FAIL: comes again with the same numbers, before all others", () => {
    const { children } = pool();
    publish("a", "b");
    says(children[0], "READY\n");
    says(children[0], "RESULT 4\nFAILREADY\n");
    says(children[0], "RESULT 2\nOKREADY\n");
    assert.deepEqual(got(children[0]), ["0:a", "0:a", "1:b"]);
    assert.deepEqual(workshop.messages("warn"), ["listener_0: event was rejected"]);
  });

  test("goes to its own pool only", () => {
    const { children } = pool();
    const other = workshop.group({ ...poolConfig({ events: ["TICK_5"] }), name: "other" });
    for (const process of other.processes) process.autostart();
    workshop.system.advance(10);
    const stranger = workshop.system.processes.last;
    says(stranger, "READY\n");
    says(children[0], "READY\n");
    publish("a");
    says(children[0], "RESULT 4\nFAIL");
    assert.equal(stranger.readInput(), "");
    assert.equal(other.pool?.waiting, 0);
  });

  test("the death of its listener: goes to another one, or waits for the next", () => {
    const { group, children } = pool({}, 2);
    says(children[0], "READY\n");
    publish("a", "b");
    says(children[1], "READY\n");
    assert.deepEqual(children.map(got), [["0:a"], ["1:b"]]);
    workshop.system.exit(children[0]?.pid ?? 0, signaled("SIGKILL"));
    assert.equal(group.pool?.waiting, 1);
    says(children[1], "RESULT 2\nOKREADY\n");
    assert.deepEqual(got(children[1]), ["1:b", "0:a"]);
  });

  test("an answer in a listener's last words counts", () => {
    const { group, children } = pool({ processes: [programConfig({ name: "l", startsecs: 0, autorestart: false })] });
    says(children[0], "READY\n");
    publish("a");
    children[0]?.write(1, "RESULT 2\nOK");
    workshop.system.exit(children[0]?.pid ?? 0, exited(0));
    assert.equal(group.pool?.waiting, 0);
  });

  test("a restarted listener begins anew and gets what has waited for it", () => {
    const { children } = pool();
    says(children[0], "READY\n");
    publish("a", "b");
    workshop.system.exit(children[0]?.pid ?? 0, signaled("SIGKILL"));
    workshop.system.advance(10);
    const next = workshop.system.processes.last;
    assert.notEqual(next, children[0]);
    says(next, "READY\n");
    says(next, "RESULT 2\nOKREADY\n");
    assert.deepEqual(got(next), ["0:a", "1:b"]);
  });
});

describe("a listener that breaks the protocol", () => {
  test("is said, gets nothing more, and its event goes to another", () => {
    const { children } = pool({}, 2);
    says(children[0], "READY\n");
    publish("a");
    says(children[1], "READY\n");
    says(children[0], "RESULT much\n");
    assert.deepEqual(workshop.messages("warn"), [
      "listener_0: bad result line: 'RESULT much'",
      "listener_0: has entered the UNKNOWN state and will no longer receive events, this usually indicates the process violated the eventlistener protocol",
    ]);
    assert.deepEqual(got(children[1]), ["0:a"]);
    says(children[0], "READY\n");
    publish("b");
    assert.deepEqual(got(children[0]), ["0:a"]);
    assert.equal(children[0]?.state, "alive");
  });

  test("is restarted where that is asked for, each time in a row after twice the wait", () => {
    const { system } = workshop;
    const { children } = pool({ restart_on_protocol_error: true });
    says(children[0], "Hello there\n");
    system.advance(999);
    assert.equal(children[0]?.state, "alive");
    system.advance(2);
    const second = system.processes.last;
    assert.notEqual(second, children[0]);
    says(second, "Hello there\n");
    system.advance(1999);
    assert.equal(second.state, "alive");
    system.advance(2);
    const third = system.processes.last;
    assert.notEqual(third, second);
    says(third, "READY\n");
    publish("a");
    says(third, "RESULT 2\nOKREADY\n");
    says(third, "Hello there\n"); // it has worked: the shortest wait again
    system.advance(1002);
    assert.notEqual(system.processes.last, third);
  });

  test("is not restarted if somebody stops it in the meantime", () => {
    const { system } = workshop;
    const { group, children } = pool({ restart_on_protocol_error: true });
    says(children[0], "Hello there\n");
    group.processes[0]?.stop();
    system.advance(60_000);
    assert.equal(system.processes.spawned.length, 1);
  });

  test("a result handler that fails is said, and its listener gets nothing more", () => {
    workshop.resultHandler = () => {
      throw new Error("boom");
    };
    const { group, children } = pool();
    says(children[0], "READY\n");
    publish("a");
    says(children[0], "RESULT 2\nOK");
    assert.match(workshop.messages("error")[0] ?? "", /^result_handler .* of pool pool failed: Error: boom/);
    assert.match(workshop.messages("warn")[0] ?? "", /^listener_0: event caused an error$/);
    assert.equal(group.pool?.waiting, 1);
  });
});

describe("a listener that does not read", () => {
  test("blocks neither the daemon nor other listeners", () => {
    const { children } = pool({}, 2);
    const big = "x".repeat(200_000); // more than its pipe takes
    says(children[0], "READY\n");
    publish(big);
    says(children[1], "READY\n");
    publish("b");
    assert.deepEqual(got(children[1]), ["1:b"]);
    for (let i = 0; i < 5; i++) got(children[0]);
    assert.deepEqual(got(children[0]), [`0:${big}`]);
  });

  test("and has closed its standard input: its event goes to another, the listener is passed over", () => {
    const { children } = pool({}, 2);
    children[0]?.close(0);
    says(children[0], "READY\n");
    says(children[1], "READY\n");
    publish("a");
    assert.deepEqual(got(children[1]), ["0:a"]);
    says(children[1], "RESULT 2\nOKREADY\n");
    publish("b");
    assert.deepEqual(got(children[1]), ["0:a", "1:b"]);
    assert.deepEqual(
      workshop.messages("debug").filter((line) => line.startsWith("epipe")),
      ["epipe occurred while sending event 0 to listener listener_0, listener state unchanged"],
    );
    assert.deepEqual(workshop.messages("warn"), []);
  });

  test("an event larger than what may wait for a child gets through all the same", () => {
    const { children } = pool();
    const big = "x".repeat(3 << 20);
    says(children[0], "READY\n");
    publish(big);
    for (let i = 0; i < 100; i++) got(children[0]);
    assert.ok((children[0]?.readInput().length ?? 0) > 3 << 20);
  });
});

describe("a full buffer", () => {
  test("drops the oldest events, and says so once with a count at the end", () => {
    const { system } = workshop;
    const { group } = pool({ buffer_size: 3 });
    publish(...Array.from({ length: 1000 }, (_, index) => `${index}`));
    assert.equal(group.pool?.waiting, 3);
    assert.deepEqual(workshop.messages("error"), ["pool pool event buffer overflowed, discarding event 0"]);
    system.advance(10_000);
    assert.deepEqual(workshop.messages("error").slice(1), [
      "pool pool event buffer overflowed, discarded 996 more events, the last was event 996",
    ]);
    system.advance(10_000);
    publish("again");
    assert.equal(workshop.messages("error").length, 3);
    assert.equal(workshop.messages("error")[2], "pool pool event buffer overflowed, discarding event 997");
  });

  test("a burst that goes on is said every ten seconds", () => {
    const { system } = workshop;
    pool({ buffer_size: 1 });
    for (let second = 0; second < 60; second++) {
      publish("a", "b", "c");
      system.advance(1000);
    }
    assert.equal(workshop.messages("error").length, 7);
  });
});

describe("a pool that goes", () => {
  test("gets no more events and leaves no timer", () => {
    const { system } = workshop;
    const { group, children } = pool({ buffer_size: 1 });
    publish("a", "b", "c");
    group.processes[0]?.stop();
    system.settle();
    group.dispose();
    publish("d");
    assert.equal(group.pool?.waiting, 1);
    assert.equal(system.clock.pendingTimers, 0);
    assert.equal(children[0]?.state, "reaped");
    assert.equal(
      workshop.messages("error").at(-1),
      "pool pool event buffer overflowed, discarded 1 more event, the last was event 1",
    );
  });
});

describe("at the end of the daemon", () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  test("listeners may finish what they have, for a second", async () => {
    const { system, log } = workshop;
    const { group, children } = pool();
    says(children[0], "READY\n");
    publish("a", "b");
    let done = false;
    void new Shutdown([group], system.clock, log).run().then(() => {
      done = true;
    });
    await turn();
    assert.deepEqual(children[0]?.signals, []);
    says(children[0], "RESULT 2\nOKREADY\n");
    await turn();
    assert.deepEqual(children[0]?.signals, []);
    says(children[0], "RESULT 2\nOK");
    await turn();
    assert.deepEqual(children[0]?.signals, [15]);
    system.settle();
    await turn();
    assert.equal(done, true);
  });

  test("a listener that does not answer is stopped after a second", async () => {
    const { system, log } = workshop;
    const { group, children } = pool();
    says(children[0], "READY\n");
    publish("a");
    void new Shutdown([group], system.clock, log).run();
    await turn();
    system.advance(999);
    await turn();
    assert.deepEqual(children[0]?.signals, []);
    system.advance(1);
    await turn();
    assert.deepEqual(children[0]?.signals, [15]);
  });
});
