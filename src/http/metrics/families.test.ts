import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { FakeControl } from "../../control/fake-control.ts";
import { FakeSystem } from "../../system/fake-system.ts";
import { renderFamilies } from "./exposition.ts";
import { gatherFamilies, type MetricsContext } from "./families.ts";

function fixture(): { control: FakeControl; system: FakeSystem; context: MetricsContext } {
  const control = new FakeControl();
  const system = new FakeSystem();
  const { clock, files, processes } = system;
  control.eventQueues = [{ pool: "ear", length: 2, limit: 10, dropped: 3 }];
  return {
    control,
    system,
    context: { control, clock, files, processes, version: "5.0.0", startedMs: 0 },
  };
}

function program(control: FakeControl, name: string): ReturnType<FakeControl["program"]> {
  return Object.assign(control.program(name), { starts: 2, exits: new Map([["1", 1]]) });
}

test("a process that runs, as the exporters for Supervisor tell it", () => {
  const { control, context } = fixture();
  const web = program(control, "web");
  web.become("RUNNING", 12);
  web.uptimeMs = 90_500;
  const text = renderFamilies(gatherFamilies(context));
  assert.match(text, /^supervisor_process_info\{name="web",group="web",state="RUNNING",exit_status="0"\} 1$/m);
  assert.match(text, /^supervisor_process_uptime\{name="web",group="web"\} 90.5$/m);
  web.become("EXITED");
  web.exitStatus = 3;
  const later = renderFamilies(gatherFamilies(context));
  assert.match(later, /^supervisor_process_info\{name="web",group="web",state="EXITED",exit_status="3"\} 0$/m);
  assert.doesNotMatch(later, /^supervisor_process_uptime\{/m);
});

test("what is flapping", () => {
  const { control, system, context } = fixture();
  const web = program(control, "web");
  web.become("RUNNING", 12);
  const shown = (): string | undefined =>
    /^supervisor_process_flapping\{name="web",group="web"\} (\d)$/m.exec(renderFamilies(gatherFamilies(context)))?.[1];
  assert.equal(shown(), "0");
  const status = { kind: "exited", code: 1 } as const;
  const endedMs = system.clock.monotonicMs();
  for (let ends = 0; ends < 3; ends++)
    web.live({ kind: "exited", status, expected: false }, { endedMs, comesBack: true });
  assert.equal(shown(), "1");
});

test("what it uses, and what the queues hold", () => {
  const { control, system, context } = fixture();
  program(control, "web").become("RUNNING", 12);
  system.processes.samples.set(12, { cpuSeconds: 1.5, residentBytes: 4096 });
  const text = renderFamilies(gatherFamilies(context));
  assert.match(text, /^supervisor_process_cpu_seconds_total\{name="web",group="web"\} 1.5$/m);
  assert.match(text, /^supervisor_process_resident_memory_bytes\{name="web",group="web"\} 4096$/m);
  assert.match(text, /^supervisor_event_queue_dropped_total\{pool="ear"\} 3$/m);
});

test("names cannot break out of their labels", () => {
  const { control, context } = fixture();
  program(control, 'a"b\\c\nd').become("RUNNING", 12);
  assert.match(renderFamilies(gatherFamilies(context)), /name="a\\"b\\\\c\\nd",group=/);
});

test("the dashboard asks for nothing that is not told", () => {
  const { control, system, context } = fixture();
  const web = program(control, "web");
  web.become("RUNNING", 12);
  web.startedWallMs = 1;
  web.stdoutLog.path = "/out.log";
  system.files.writeText("/out.log", "x");
  system.processes.samples.set(12, { cpuSeconds: 1, residentBytes: 1 });
  const told = new Set(
    gatherFamilies(context)
      .filter(({ samples }) => samples.length > 0)
      .map(({ name }) => name),
  );
  const dashboard = readFileSync(new URL("../../../packaging/grafana-dashboard.json", import.meta.url), "utf8");
  const asked = new Set(dashboard.match(/\bsupervisord?_[a-z_]+/g));
  assert.ok(asked.size > 10);
  assert.deepEqual(
    [...asked].filter((name) => !told.has(name)),
    [],
  );
});
