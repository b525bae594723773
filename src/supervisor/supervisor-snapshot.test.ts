import assert from "node:assert/strict";
import { test } from "node:test";
import type { Configuration, GroupConfig } from "../config/configuration.ts";
import { readText } from "../config/fixtures.ts";
import { exited, FakeSystem } from "../system/fake-system.ts";
import { configRecord, recordedConfig } from "./config-record.ts";
import { groupConfig, programConfig, Workshop } from "./fixtures.ts";
import { Supervisor, type SupervisorSnapshot } from "./supervisor.ts";

const pool: GroupConfig = {
  kind: "eventlistener",
  name: "pool",
  priority: -1,
  events: ["TICK_5", "PROCESS_STATE_EXITED"],
  buffer_size: 10,
  result_handler: "supervisor.dispatchers:default_handler",
  len_in_bytes: false,
  restart_on_protocol_error: false,
  processes: [programConfig({ name: "listener", startsecs: 0 })],
};

/** A daemon in memory that runs some groups, and can be put down and taken up again. */
class Daemon {
  readonly system = new FakeSystem();
  /** Of this only the logs are used. */
  readonly workshop = new Workshop();
  readonly #configuration: Configuration;
  supervisor: Supervisor;

  constructor(...groups: readonly GroupConfig[]) {
    this.#configuration = { supervisord: { identifier: "supervisor" }, groups } as unknown as Configuration;
    this.system.files.put("/bin/cat", "", 0o755);
    this.supervisor = this.#make();
    this.supervisor.start(false);
    this.system.advance(2000);
  }

  /** What the daemon leaves. Nobody goes on with it yet. */
  putDown(): string {
    const text = JSON.stringify(this.supervisor.snapshot());
    this.supervisor.release();
    return text;
  }

  takeUp(text: string): void {
    this.supervisor = this.#make();
    this.supervisor.resume(JSON.parse(text) as SupervisorSnapshot);
  }

  stateOf(name: string): string | undefined {
    return this.supervisor.groups.get(name)?.processes[0]?.state.name;
  }

  #make(): Supervisor {
    const { log, openLogs, surroundings } = this.workshop;
    return new Supervisor({
      system: this.system,
      configuration: this.#configuration,
      readConfiguration: () => ({ ok: true, configuration: this.#configuration }),
      log,
      openLogs,
      loadResultHandler: surroundings.loadResultHandler,
      environment: { PATH: "/bin" },
      serverUrl: undefined,
    });
  }
}

const cat = groupConfig("cat", [programConfig()]);

test("whoever has ended while there was nobody to be told is noticed", () => {
  const daemon = new Daemon(cat);
  const { system } = daemon;
  const text = daemon.putDown();
  system.exit(system.processes.last.pid, exited(0));
  assert.equal(system.processes.last.state, "zombie", "a released daemon collects nobody");
  daemon.takeUp(text);
  system.settle();
  assert.equal(daemon.stateOf("cat"), "EXITED");
});

test("what fell due while nobody was there comes at once, and once: deadlines, ticks", () => {
  const daemon = new Daemon(groupConfig("cat", [programConfig({ startsecs: 5 })]), pool);
  const { system } = daemon;
  const [, listener] = system.processes.spawned;
  listener?.write(1, "READY\n");
  system.settle();
  const text = daemon.putDown();
  assert.equal(system.clock.pendingTimers, 0);
  system.advance(4000);
  assert.equal(listener?.readInput(), "");
  daemon.takeUp(text);
  system.advance(0);
  assert.equal(daemon.stateOf("cat"), "RUNNING");
  assert.match(listener?.readInput() ?? "", /^ver:3\.0 .* serial:0 .* poolserial:0 eventname:TICK_5 [\s\S]*when:\d+$/);
  system.advance(4000);
  assert.equal(listener?.readInput().split("ver:3.0").length, 2, "the next one waits for an answer");
  listener?.write(1, "RESULT 2\nOKREADY\n");
  system.settle();
  assert.equal(listener?.readInput().split("TICK_5").length, 3);
});

test("a daemon that was put down does nothing any more, whatever is asked of it", () => {
  const daemon = new Daemon(cat, pool);
  const { system, supervisor } = daemon;
  const { log } = daemon.workshop;
  const spawned = system.processes.spawned.length;
  daemon.putDown();
  const lines = log.lines.length;
  for (const { processes } of supervisor.groups.values()) {
    for (const process of processes)
      for (const act of ["start", "restart", "shutdown", "hold"] as const) process[act]();
  }
  for (const child of system.processes.living) child.write(1, "READY\n");
  system.advance(60_000);
  assert.deepEqual(system.processes.kills, []);
  assert.equal(system.processes.spawned.length, spawned);
  assert.equal(log.lines.length, lines);
});

test("optional facts may be absent: an older daemon did not have them", () => {
  const daemon = new Daemon(cat, pool);
  const { system } = daemon;
  const optional = ["leftover", "stopNoticeAt", "turn", "logPaths", "pendingInput", "overflow", "restart", "event"];
  const text = daemon.putDown();
  const older = JSON.parse(text, (key, value) => (optional.includes(key) ? undefined : value)) as SupervisorSnapshot;
  assert.notEqual(JSON.stringify(older), text);
  daemon.takeUp(JSON.stringify(older));
  system.advance(1000);
  assert.deepEqual([daemon.stateOf("cat"), daemon.stateOf("pool")], ["RUNNING", "RUNNING"]);
  system.exit(system.processes.living[0]?.pid ?? 0, exited(0));
  assert.equal(daemon.stateOf("cat"), "EXITED");
});

test("a group that cannot be taken up costs no other", () => {
  const daemon = new Daemon(cat, groupConfig("dog", [programConfig({ name: "dog" })]));
  const snapshot = JSON.parse(daemon.putDown());
  snapshot.groups[0].config = {};
  daemon.takeUp(JSON.stringify(snapshot));
  assert.equal(daemon.stateOf("dog"), "RUNNING");
  assert.match(daemon.workshop.messages("error").join("\n"), /^unexpected error in taking up a group, going on: /);
});

test("a configuration comes through JSON as it was, and is not taken for a changed one", () => {
  const text = `[supervisord]
[program:cat]
command=/bin/cat
environment=A="1",__proto__="2"
user=root
[eventlistener:pool]
command=/bin/cat
events=TICK
[fcgi-program:web]
command=/bin/cat
socket=tcp://localhost:9000
[inet_http_server]
port=127.0.0.1:9001
[unix_http_server]
file=/tmp/supervisor.sock
`;
  const { configuration } = readText(text);
  const record: unknown = JSON.parse(JSON.stringify(configRecord(configuration)));
  assert.deepStrictEqual(recordedConfig<Configuration>(record), configuration);
});
