/**
 * THE MODEL, part two: what can happen to a process (`ProcessEvent`), and what then is to be done (`Effect`).
 *
 * `transition.ts` decides; `supervisor/process.ts` carries the effects out. Nothing here acts, reads a clock or knows text.
 */
import type { ExitStatus } from "../system/system.ts";
import type { LifeEnd } from "./lives.ts";
import type { Goal, ProcessState, StateName } from "./state.ts";

/** The options of a program that govern its life; a `ProcessConfig` is one. Seconds are seconds. */
export interface ProcessPolicy {
  readonly startsecs: number;
  readonly startretries: number;
  readonly autorestart: boolean | "unexpected";
  readonly exitcodes: readonly number[];
  readonly stopsignal: number;
  readonly stopwaitsecs: number;
  readonly stopasgroup: boolean;
  readonly killasgroup: boolean;
}

export interface ProcessModel {
  readonly state: ProcessState;
  readonly goal: Goal;
  /** Failed starts in a row (Supervisor's backoff counter): the next delay in seconds, and `tries` in events. */
  readonly failures: number;
  /** Why the process is not well, cleared by each spawn. */
  readonly trouble: Trouble | undefined;
  /** How the process of the current start ended, cleared by each spawn. */
  readonly exit: ExitStatus | undefined;
  /** The same, kept until the next end. */
  readonly lastExit: ExitStatus | undefined;
}

export type Trouble =
  | { readonly kind: "spawn-failed"; readonly reason: string }
  | { readonly kind: "exited-too-quickly" }
  | { readonly kind: "unexpected-exit"; readonly status: ExitStatus };

export type ProcessEvent =
  /** Somebody wants it up, now. */
  | { readonly type: "start" }
  /** It wants to be up without being asked, as soon as the rest of the daemon has had its turn. */
  | { readonly type: "autostart" }
  /** Answers to the effect "spawn". */
  | { readonly type: "spawned"; readonly pid: number }
  | { readonly type: "spawn-failed"; readonly reason: string }
  /** It was given up before it was tried, since the process is not wanted any more. */
  | { readonly type: "spawn-cancelled" }
  /** An earlier daemon has left an instance running, which has to go before there can be another. */
  | { readonly type: "leftover-found"; readonly pid: number }
  | { readonly type: "leftover-gone" }
  /** The kernel reported its end. */
  | { readonly type: "exited"; readonly status: ExitStatus }
  /** The time that `wakeAt` named has come (or a little later; or, harmlessly, earlier). */
  | { readonly type: "timer" }
  /** Somebody wants it down. */
  | { readonly type: "stop" }
  /** Somebody wants it down, and then up again. */
  | { readonly type: "restart" }
  /** The daemon goes down or restarts: spawn nothing from now on. */
  | { readonly type: "hold" }
  /** This process' turn in the daemon's shutdown. */
  | { readonly type: "shutdown" }
  /** kill(2) refused, and not because the process is gone. */
  | { readonly type: "signal-failed" };

export type Effect =
  | { readonly type: "spawn" }
  | { readonly type: "signal"; readonly pid: number; readonly signal: number; readonly toGroup: boolean }
  /** A life, or an attempt at one, is over. It comes before all that is told of that. */
  | { readonly type: "ended"; readonly ranMs: number; readonly end: LifeEnd }
  | ({ readonly type: "changed" } & StateChange)
  | { readonly type: "report"; readonly report: Report };

/** A public change of state: what PROCESS_STATE events and waiting clients are told. */
export interface StateChange {
  readonly from: StateName;
  readonly to: StateName;
  /** 0 where there is no process. The dead process' pid in EXITED and STOPPED. */
  readonly pid: number;
  readonly tries: number;
  /** Only in EXITED: whether the exit code is among `exitcodes`. */
  readonly expected: boolean;
}

/** What the activity log is told, still without words. */
export type Report =
  | { readonly kind: "already-running" }
  | { readonly kind: "leftover"; readonly pid: number }
  | { readonly kind: "spawned"; readonly pid: number }
  | { readonly kind: "spawn-failed"; readonly reason: string }
  | { readonly kind: "entered-running"; readonly startsecs: number }
  | { readonly kind: "exited"; readonly status: ExitStatus; readonly expected: boolean }
  | { readonly kind: "stopped"; readonly status: ExitStatus; readonly expected: boolean }
  | { readonly kind: "gave-up" }
  | { readonly kind: "stop-in-backoff" }
  | { readonly kind: "stopping"; readonly pid: number; readonly signal: number; readonly toGroup: boolean }
  | { readonly kind: "killing"; readonly pid: number };

export const newProcess: ProcessModel = {
  state: { name: "STOPPED" },
  goal: "down",
  failures: 0,
  trouble: undefined,
  exit: undefined,
  lastExit: undefined,
};
