/**
 * A daemon can be put down and taken up again at any moment: its state goes through JSON into new objects over the same
 * children and pipes, and nothing that anybody can see is different from a daemon that was never touched.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fc } from "../../test/helpers/fast-check.ts";
import type { ProcessConfig } from "../config/configuration.ts";
import type { FakeChild } from "../system/fake-child.ts";
import { exited, signaled } from "../system/fake-system.ts";
import { groupConfig, programConfig, Workshop } from "./fixtures.ts";
import { Group } from "./group.ts";
import type { Process } from "./process.ts";
import type { ProcessSnapshot } from "./process-snapshot.ts";

type Move =
  | { readonly kind: "start" | "stop" | "restart" | "autostart"; readonly who: number }
  | { readonly kind: "die"; readonly who: number; readonly code: number; readonly keepsPipes: boolean }
  | { readonly kind: "write"; readonly who: number; readonly text: string }
  | { readonly kind: "wait"; readonly ms: number };

const who = fc.nat(2);
const moves: fc.Arbitrary<Move> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("start" as const, "stop" as const, "restart" as const, "autostart" as const),
    who,
  }),
  fc.record({ kind: fc.constant("die" as const), who, code: fc.nat(2), keepsPipes: fc.boolean() }),
  fc.record({ kind: fc.constant("write" as const), who, text: fc.constantFrom("text", "line\n", "\x1b[3", "1mred") }),
  fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(0, 1, 500, 1000, 3000, 10_000) }),
);

const names = ["a", "b", "c"];

function configOf(name: string): ProcessConfig {
  return programConfig({ name, autorestart: name === "a" ? true : "unexpected", startsecs: name === "c" ? 0 : 1 });
}

/** A daemon's processes over a system in memory. */
class World {
  readonly workshop = new Workshop();
  #processes: readonly Process[];

  constructor() {
    // TERM ends a, and the others only when they are killed.
    this.workshop.system.processes.onSignal = (child, signal) => {
      if (signal === 9 || child.request.env["SUPERVISOR_PROCESS_NAME"] === "a") child.exit(signaled(signal));
    };
    this.#processes = this.#make();
  }

  #make(): readonly Process[] {
    return names.flatMap((name) => {
      const config = groupConfig(name, [configOf(name)]);
      return new Group(config, this.workshop.openLogs, this.workshop.surroundings).processes;
    });
  }

  /** New objects go on where the old ones are. */
  replace(): void {
    const snapshots = this.#processes.map((process) => process.snapshot());
    for (const process of this.#processes) process.release();
    const text = JSON.stringify(snapshots);
    const written = names.map((name) => this.workshop.logs.get(name)?.stdout.text ?? "");
    this.#processes = this.#make();
    for (const [index, snapshot] of (JSON.parse(text) as ProcessSnapshot[]).entries()) {
      const log = this.workshop.logs.get(names[index] ?? "")?.stdout;
      if (log !== undefined) log.text = written[index] ?? "";
      this.#processes[index]?.resume(snapshot);
    }
  }

  #child(index: number): FakeChild | undefined {
    return this.workshop.system.processes.living.find(({ pid }) => pid === this.#processes[index]?.pid);
  }

  /** Then time passes a little: of two timers for one moment, the one that was set first would come first. */
  move(move: Move): void {
    this.#act(move);
    this.workshop.system.advance(1);
  }

  #act(move: Move): void {
    const { system } = this.workshop;
    switch (move.kind) {
      case "wait":
        system.advance(move.ms);
        return;
      case "die":
        this.#child(move.who)?.exit(exited(move.code), { keepPipes: move.keepsPipes });
        break;
      case "write":
        this.#child(move.who)?.write(1, move.text);
        break;
      default:
        this.#processes[move.who]?.[move.kind]();
    }
  }

  /** Everything that can be seen from outside. */
  get sight(): unknown {
    const { system } = this.workshop;
    return {
      processes: this.#processes.map((process) => ({
        state: process.state.name,
        pid: process.pid,
        startPending: process.startPending,
        uptimeMs: process.uptimeMs,
        times: [process.startedWallMs, process.stoppedWallMs, process.retryInMs],
        exits: [process.exitStatus, process.lastExit, [...process.exits], process.starts],
        spawnError: process.spawnError,
        lives: process.lives,
      })),
      children: system.processes.spawned.map(({ pid, state, signals }) => [pid, state, signals]),
      logs: names.map((name) => this.workshop.logs.get(name)?.stdout.text),
      lines: this.workshop
        .messages("critical", "error", "warn", "info")
        .filter((line) => !line.startsWith("waiting for")),
      descriptors: system.descriptors.count,
    };
  }
}

test("a daemon that is replaced at any moments cannot be told from one that is not", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(moves, fc.boolean()), { maxLength: 40 }), (history) => {
      const still = new World();
      const replaced = new World();
      for (const [index, [move, replaces]] of history.entries()) {
        still.move(move);
        replaced.move(move);
        if (replaces) replaced.replace();
        assert.deepEqual(replaced.sight, still.sight, `after move ${index}`);
      }
      for (const world of [still, replaced]) world.move({ kind: "wait", ms: 60_000 });
      assert.deepEqual(replaced.sight, still.sight);
    }),
    { numRuns: 400 },
  );
});
