/**
 * Everything that the supervisor calls may throw once, at any time: an observer (a plugin, a listener to states, a
 * subscriber to events), or the port to the operating system. Whatever it is, nothing else is lost with it.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import { exited } from "../system/fake-system.ts";
import type { System } from "../system/system.ts";
import { groupConfig, programConfig, Workshop } from "./fixtures.ts";
import type { Group } from "./group.ts";
import { Group as RealGroup } from "./group.ts";
import { Shutdown } from "./shutdown.ts";

/** Counts calls, and throws at the one that is due. */
class Bomb {
  #left: number;

  constructor(calls: number) {
    this.#left = calls;
  }

  tick(): void {
    if (this.#left-- === 0) throw new Error("boom");
  }
}

/** The port with a bomb in every call of it. Timers are memory of this very process: they do not fail. */
function mined(system: System, bomb: Bomb): System {
  const mine = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return (...args: unknown[]): unknown => {
          bomb.tick();
          return Reflect.apply(value, target, args);
        };
      },
    });
  const { processes, files, users, limits, sockets } = system;
  const parts = { processes: mine(processes), files: mine(files), users: mine(users), limits: mine(limits) };
  return {
    ...parts,
    sockets: mine(sockets),
    clock: system.clock,
    streams: system.streams,
    datagrams: system.datagrams,
  };
}

/** Starts, deaths, retries, restarts, stops, then the daemon's own end. */
async function live(workshop: Workshop, groups: readonly Group[]): Promise<void> {
  const { system } = workshop;
  const each = groups.flatMap((group) => group.processes);
  const alive = (): void => {
    for (const { config } of each) {
      const pids = system.processes.living.filter(
        ({ request }) => request.env["SUPERVISOR_PROCESS_NAME"] === config.name,
      );
      assert.ok(pids.length <= 1, `${config.name} lives ${pids.length} times`);
    }
  };
  for (const process of each) process.autostart();
  for (const wait of [0, 1000, 1000]) system.advance(wait);
  alive();
  for (const child of [...system.processes.living]) child.exit(exited(1));
  for (let second = 0; second < 20; second++) system.advance(1000);
  alive();
  each[0]?.stop();
  for (let second = 0; second < 20; second++) system.advance(1000);
  each[0]?.start();
  system.advance(2000);
  alive();
  for (const process of each) process.start();
  system.advance(3000);
  alive();
  assert.deepEqual(
    each.map(({ state }) => state.name),
    each.map(() => "RUNNING"),
  );
  let done = false;
  void new Shutdown(groups, system.clock, workshop.log).run().then(() => {
    done = true;
  });
  for (let second = 0; second < 40 && !done; second++) {
    system.advance(1000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(done, "the shutdown ends");
  assert.deepEqual(system.processes.living, []);
}

function programs(workshop: Workshop, surroundings = workshop.surroundings): Group[] {
  return ["a", "b", "c"].map((name) => {
    const config = groupConfig(name, [programConfig({ name, autorestart: true, startretries: 100 })]);
    return new RealGroup(config, workshop.openLogs, surroundings);
  });
}

test("an observer that throws at any time costs nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(60), async (calls) => {
      const workshop = new Workshop();
      const bomb = new Bomb(calls);
      const groups = programs(workshop);
      for (const process of groups.flatMap((group) => group.processes)) process.onStateChange(() => bomb.tick());
      workshop.events.subscribe(["PROCESS_STATE_STARTING", "PROCESS_STATE_RUNNING", "PROCESS_STATE_EXITED"], () =>
        bomb.tick(),
      );
      await live(workshop, groups);
    }),
    { numRuns: 60 },
  );
});

test("a call to the system that throws at any time costs nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(400), async (calls) => {
      const workshop = new Workshop();
      const system = mined(workshop.system, new Bomb(calls));
      await live(workshop, programs(workshop, { ...workshop.surroundings, system }));
    }),
    { numRuns: 150 },
  );
});
