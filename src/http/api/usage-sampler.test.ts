import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeControl } from "../../control/fake-control.ts";
import { FakeSystem } from "../../system/fake-system.ts";
import { UsageSampler } from "./usage-sampler.ts";

function fixture() {
  const control = new FakeControl();
  const system = new FakeSystem();
  const web = control.program("web");
  web.become("RUNNING", 7);
  const burn = (cpuSeconds: number): void => void system.processes.samples.set(7, { cpuSeconds, residentBytes: 100 });
  burn(1);
  web.uptimeMs = 4_000;
  const sampler = new UsageSampler(control, system.processes, system.clock);
  return { system, burn, sampler, web, process: web };
}

test("the share of a core is that since the last look; two looks at once give the same", () => {
  const { system, burn, sampler, process } = fixture();
  assert.deepEqual(sampler.usage(process), { cpuSeconds: 1, residentBytes: 100, cpuPercent: 25 });
  system.clock.advance(2_000);
  burn(2);
  assert.equal(sampler.usage(process)?.cpuPercent, 50);
  system.clock.advance(10);
  burn(2.01);
  assert.equal(sampler.usage(process)?.cpuPercent, 50);
});

test("another pid is another process, of whose first moments nothing is said", () => {
  const { system, burn, sampler, web, process } = fixture();
  sampler.usage(process);
  system.clock.advance(2_000);
  burn(0.1);
  web.become("RUNNING", 8);
  web.uptimeMs = 100;
  system.processes.samples.set(8, { cpuSeconds: 0.1, residentBytes: 1 });
  assert.equal(sampler.usage(process)?.cpuPercent, null);
  web.become("STOPPED");
  assert.equal(sampler.usage(process), null);
});

test("nothing is read and no timer runs while nobody watches", () => {
  const { system, sampler } = fixture();
  let looks = 0;
  const sample = system.processes.sample.bind(system.processes);
  system.processes.sample = (pid) => {
    looks++;
    return sample(pid);
  };
  system.clock.advance(10_000);
  assert.equal(looks, 0);
  let ticks = 0;
  const stops = [sampler.watch(() => ticks++), sampler.watch(() => ticks++)];
  system.clock.advance(4_000);
  assert.deepEqual([ticks, looks], [4, 2], "one look for all who watch");
  for (const stop of stops) stop();
  system.clock.advance(10_000);
  assert.deepEqual([ticks, looks], [4, 2]);
});
