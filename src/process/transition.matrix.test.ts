/**
 * The whole model as a table: what each event does in each state under each goal, reports and effects included. The
 * table is transition.matrix.txt; after a deliberate change, TEST_UPDATE=1 writes it anew, to be read line by line.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { type Effect, newProcess, type ProcessEvent, type ProcessModel, type ProcessPolicy } from "./model.ts";
import type { Goal, ProcessState } from "./state.ts";
import { isSettled, isStartPending, transition, wakeAt } from "./transition.ts";

const policy: ProcessPolicy = {
  startsecs: 1,
  startretries: 1,
  autorestart: "unexpected",
  exitcodes: [0],
  stopsignal: 15,
  stopwaitsecs: 10,
  stopasgroup: false,
  killasgroup: true,
};

const now = 100_000;
const young = { pid: 7, startedAt: now - 500 };
const grown = { pid: 7, startedAt: now - 5000 };

const states: Readonly<Record<string, Partial<ProcessModel> & { readonly state: ProcessState }>> = {
  STOPPED: { state: { name: "STOPPED" } },
  SPAWNING: { state: { name: "STARTING", phase: "spawning" } },
  STARTING: { state: { name: "STARTING", phase: "spawned", ...young } },
  "STARTING for startsecs": { state: { name: "STARTING", phase: "spawned", ...grown } },
  "STARTING for the last time": { state: { name: "STARTING", phase: "spawned", ...young }, failures: 1 },
  RUNNING: { state: { name: "RUNNING", ...grown } },
  BACKOFF: { state: { name: "BACKOFF", retryAt: now }, failures: 1 },
  STOPPING: { state: { name: "STOPPING", ...grown, killAt: now + 3000, leftover: false } },
  "STOPPING too long": { state: { name: "STOPPING", ...grown, killAt: now, leftover: false } },
  LEFTOVER: { state: { name: "STOPPING", ...grown, killAt: now + 3000, leftover: true } },
  EXITED: { state: { name: "EXITED" } },
  FATAL: { state: { name: "FATAL" } },
  UNKNOWN: { state: { name: "UNKNOWN", ...grown } },
};

const goals: readonly Goal[] = ["up", "down", "restarting", "over"];

const events: Readonly<Record<string, ProcessEvent>> = {
  start: { type: "start" },
  autostart: { type: "autostart" },
  stop: { type: "stop" },
  restart: { type: "restart" },
  hold: { type: "hold" },
  shutdown: { type: "shutdown" },
  timer: { type: "timer" },
  spawned: { type: "spawned", pid: 8 },
  "spawn-failed": { type: "spawn-failed", reason: "no such file" },
  "spawn-cancelled": { type: "spawn-cancelled" },
  "exited 0": { type: "exited", status: { kind: "exited", code: 0 } },
  "exited 1": { type: "exited", status: { kind: "exited", code: 1 } },
  "killed 9": { type: "exited", status: { kind: "signaled", signal: 9, coreDumped: false } },
  "signal-failed": { type: "signal-failed" },
  "leftover-found": { type: "leftover-found", pid: 8 },
  "leftover-gone": { type: "leftover-gone" },
};

function shown(effect: Effect): string {
  switch (effect.type) {
    case "spawn":
      return "spawn";
    case "signal":
      return `signal ${effect.signal} to ${effect.toGroup ? "the group of " : ""}${effect.pid}`;
    case "ended": {
      const { kind, ...facts } = effect.end;
      const shownFacts = Object.values(facts).map((fact) => JSON.stringify(fact));
      return ["life over", kind, ...shownFacts, `after ${effect.ranMs} ms`].join(" ");
    }
    case "changed": {
      const facts = [`pid ${effect.pid}`, `tries ${effect.tries}`, ...(effect.expected ? ["expected"] : [])];
      return `${effect.from} > ${effect.to} (${facts.join(", ")})`;
    }
    case "report": {
      const { kind, ...facts } = effect.report;
      return `report ${kind} ${Object.values(facts)
        .map((fact) => JSON.stringify(fact))
        .join(" ")}`.trim();
    }
  }
}

function line(model: ProcessModel, event: ProcessEvent): string {
  const { model: next, effects } = transition(model, event, policy, now);
  const wake = wakeAt(next, policy);
  const waits = wake === undefined ? "" : wake <= now ? ", due now" : `, due in ${wake - now} ms`;
  const moved = next.goal === model.goal ? "" : `; goal ${next.goal}`;
  const facts = next.failures === model.failures ? "" : `; failures ${next.failures}`;
  const pending = isStartPending(next) ? ", start pending" : "";
  const settled = isSettled(next) ? ", settled" : "";
  const acts = effects.map(shown).join("; ") || "-";
  return `${acts}${moved}${facts}${waits}${pending}${settled}`;
}

function table(): string {
  const lines: string[] = [];
  for (const [stateName, facts] of Object.entries(states)) {
    for (const goal of goals) {
      lines.push("", `${stateName}, goal ${goal}`);
      for (const [eventName, event] of Object.entries(events)) {
        lines.push(`  ${eventName.padEnd(16)}${line({ ...newProcess, ...facts, goal }, event)}`);
      }
    }
  }
  return `${lines.join("\n").trimStart()}\n`;
}

test("every event in every state under every goal does what the table says", () => {
  const file = new URL("transition.matrix.txt", import.meta.url);
  if (process.env["TEST_UPDATE"] === "1") writeFileSync(file, table());
  assert.equal(table(), readFileSync(file, "utf8"));
});
