/**
 * THE MODEL, part three: (model, event, policy, now) -> { next model, effects in order }. Pure and total.
 *
 * An event from a user, or from the daemon, moves the goal; what has to be done about it follows from the state, now or
 * when the world has moved on (`wakeAt`).
 *
 * Invariants, held by transition.property.test.ts: never two live pids; STOPPING always ends in a stopped state; FATAL only
 * after more than `startretries` failures (or a shutdown); a stop is never undone by a respawn; what is over stays over; every
 * life, and every attempt at one, ends once.
 */
import type { ExitStatus } from "../system/system.ts";
import type { LifeEnd } from "./lives.ts";
import type { Effect, ProcessEvent, ProcessModel, ProcessPolicy, Report, StateChange, Trouble } from "./model.ts";
import { type Goal, isStoppedState, type ProcessState } from "./state.ts";

export interface Step {
  readonly model: ProcessModel;
  readonly effects: readonly Effect[];
}

const SIGKILL = 9;

/**
 * Decides what `event` does to a process.
 * @param now monotonic milliseconds
 */
export function transition(model: ProcessModel, event: ProcessEvent, policy: ProcessPolicy, now: number): Step {
  const draft = new Draft(model);
  switch (event.type) {
    case "start":
      start(draft);
      break;
    case "autostart":
      if (draft.state.name === "STOPPED") draft.aim("up");
      else start(draft);
      break;
    case "spawned":
      spawned(draft, policy, event.pid, now);
      break;
    case "spawn-failed":
      spawnFailed(draft, policy, event.reason, now);
      break;
    case "leftover-found":
      leftoverFound(draft, policy, event.pid, now);
      break;
    case "leftover-gone":
      leftoverGone(draft);
      break;
    case "spawn-cancelled":
      if (draft.state.name === "STARTING" && draft.state.phase === "spawning") comeToRest(draft, 0);
      break;
    case "exited":
      exited(draft, policy, event.status, now);
      break;
    case "timer":
      timer(draft, policy, now);
      break;
    case "stop":
      draft.aim("down");
      goDown(draft, policy, now);
      break;
    case "restart":
      restart(draft, policy, now);
      break;
    case "hold":
      draft.aim("over");
      break;
    case "shutdown":
      draft.aim("over");
      if (draft.state.name === "BACKOFF") giveUp(draft);
      else goDown(draft, policy, now);
      break;
    case "signal-failed":
      signalFailed(draft);
      break;
  }
  return { model: draft.model, effects: draft.effects };
}

/** When the process next needs a "timer" event, in monotonic milliseconds; undefined while only the world can move it. */
export function wakeAt({ state, goal }: ProcessModel, policy: ProcessPolicy): number | undefined {
  switch (state.name) {
    case "STARTING":
      return state.phase === "spawned" ? state.startedAt + policy.startsecs * 1000 : undefined;
    case "STOPPING":
      return state.killAt;
    case "BACKOFF":
      return goal === "over" ? undefined : state.retryAt;
    // As soon as the rest of the daemon has had its turn.
    case "EXITED":
    case "STOPPED":
      return goal === "up" ? 0 : undefined;
    default:
      return undefined;
  }
}

/** It does not run, but will by itself once its end, or its turn, has come. */
export function isStartPending({ state, goal }: ProcessModel): boolean {
  if (goal === "restarting") return true;
  return goal === "up" && (state.name === "STOPPING" || state.name === "STOPPED");
}

/** At rest, and only a request will start it again. */
export function isSettled({ state, goal }: ProcessModel): boolean {
  return isStoppedState(state.name) && (goal === "down" || goal === "over");
}

/** One transition in the making: the model so far and the effects so far. */
class Draft {
  #model: ProcessModel;
  readonly effects: Effect[] = [];

  constructor(model: ProcessModel) {
    this.#model = model;
  }

  get model(): ProcessModel {
    return this.#model;
  }

  get state(): ProcessState {
    return this.#model.state;
  }

  get goal(): Goal {
    return this.#model.goal;
  }

  set(change: Partial<ProcessModel>): void {
    this.#model = { ...this.#model, ...change };
  }

  /** What is over stays over. */
  aim(goal: Goal): void {
    if (this.goal !== "over") this.set({ goal });
  }

  /** Enters a state that the public can see. */
  enter(state: ProcessState, facts: Partial<Pick<StateChange, "pid" | "expected">> = {}): void {
    const from = this.#model.state.name;
    this.set({ state });
    this.effects.push({
      type: "changed",
      from,
      to: state.name,
      pid: facts.pid ?? ("pid" in state ? state.pid : 0),
      tries: this.#model.failures,
      expected: facts.expected ?? false,
    });
  }

  ended(ranMs: number, end: LifeEnd): void {
    this.effects.push({ type: "ended", ranMs, end });
  }

  report(report: Report): void {
    this.effects.push({ type: "report", report });
  }
}

function start(draft: Draft): void {
  const { state } = draft;
  switch (state.name) {
    case "STOPPED":
    case "EXITED":
    case "FATAL":
      draft.aim("up");
      if (draft.goal === "up") spawn(draft);
      break;
    case "STOPPING":
      // A stop that somebody has asked for is not taken back; what an earlier daemon has left was never started by us.
      if (state.leftover || draft.goal === "restarting") draft.aim("up");
      else draft.report({ kind: "already-running" });
      break;
    case "STARTING":
    case "RUNNING":
    case "UNKNOWN":
      draft.report({ kind: "already-running" });
      break;
    case "BACKOFF":
      break; // a start is under way already; its own timer goes on
  }
}

function spawn(draft: Draft): void {
  draft.set({ trouble: undefined, exit: undefined });
  draft.enter({ name: "STARTING", phase: "spawning" });
  draft.effects.push({ type: "spawn" });
}

function spawned(draft: Draft, policy: ProcessPolicy, pid: number, now: number): void {
  const { state } = draft;
  if (state.name !== "STARTING" || state.phase !== "spawning") return;
  draft.report({ kind: "spawned", pid });
  draft.set({ state: { name: "STARTING", phase: "spawned", pid, startedAt: now } });
  // Somebody has changed his mind between the decision and the kernel's answer.
  if (draft.goal !== "up") goDown(draft, policy, now);
}

function spawnFailed(draft: Draft, policy: ProcessPolicy, reason: string, now: number): void {
  const { state } = draft;
  if (state.name !== "STARTING" || state.phase !== "spawning") return;
  draft.ended(0, { kind: "not-spawned", reason, attempt: draft.model.failures + 1 });
  draft.report({ kind: "spawn-failed", reason });
  backOff(draft, policy, { kind: "spawn-failed", reason }, now);
  if (draft.goal !== "up") goDown(draft, policy, now);
}

function backOff(draft: Draft, policy: ProcessPolicy, trouble: Trouble, now: number): void {
  const failures = draft.model.failures + 1;
  draft.set({ trouble, failures });
  draft.enter({ name: "BACKOFF", retryAt: now + failures * 1000 });
  if (failures > policy.startretries && draft.goal !== "over") {
    giveUp(draft);
    draft.report({ kind: "gave-up" });
  }
}

function giveUp(draft: Draft): void {
  draft.aim("down");
  draft.set({ failures: 0 });
  draft.enter({ name: "FATAL" });
}

function leftoverFound(draft: Draft, policy: ProcessPolicy, pid: number, now: number): void {
  if (draft.state.name !== "STOPPED") return;
  draft.report({ kind: "leftover", pid });
  beginStopping(draft, policy, { pid, startedAt: now, leftover: true }, now);
}

/** How it ended nobody tells: it was somebody else's child. */
function leftoverGone(draft: Draft): void {
  const { state } = draft;
  if (state.name === "STOPPING" && state.leftover) comeToRest(draft, state.pid);
}

/** At rest after a stop; what is to be up again has its turn next. */
function comeToRest(draft: Draft, pid: number): void {
  draft.enter({ name: "STOPPED" }, { pid });
  if (draft.goal === "restarting") draft.aim("up");
}

function exited(draft: Draft, policy: ProcessPolicy, status: ExitStatus, now: number): void {
  const { state } = draft;
  if (!("pid" in state) || (state.name === "STOPPING" && state.leftover)) return;
  draft.set({ exit: status, lastExit: status });
  const ranMs = now - state.startedAt;
  if (state.name === "STARTING" && ranMs < policy.startsecs * 1000) {
    draft.ended(ranMs, { kind: "too-quick", status, attempt: draft.model.failures + 1 });
    draft.report({ kind: "exited", status, expected: false });
    backOff(draft, policy, { kind: "exited-too-quickly" }, now);
    return;
  }
  const expected = isExpected(status, policy);
  if (state.name === "STOPPING" || (state.name === "UNKNOWN" && draft.goal !== "up")) {
    draft.ended(ranMs, { kind: "stopped", status });
    draft.report({ kind: "stopped", status, expected });
    comeToRest(draft, state.pid);
    return;
  }
  draft.ended(ranMs, { kind: "exited", status, expected });
  // It stayed up long enough and died before its promotion was due to be noticed: the public sees both steps.
  if (state.name === "STARTING") promote(draft, policy, state);
  draft.set({ failures: 0, trouble: expected ? undefined : { kind: "unexpected-exit", status } });
  draft.report({ kind: "exited", status, expected });
  const comesBack = policy.autorestart === "unexpected" ? !expected : policy.autorestart;
  if (!comesBack) draft.aim("down");
  draft.enter({ name: "EXITED" }, { pid: state.pid, expected });
}

function isExpected(status: ExitStatus, policy: ProcessPolicy): boolean {
  return status.kind === "exited" && policy.exitcodes.includes(status.code);
}

function promote(draft: Draft, policy: ProcessPolicy, run: { readonly pid: number; readonly startedAt: number }): void {
  draft.set({ failures: 0, trouble: undefined });
  draft.enter({ name: "RUNNING", pid: run.pid, startedAt: run.startedAt });
  draft.report({ kind: "entered-running", startsecs: policy.startsecs });
}

function timer(draft: Draft, policy: ProcessPolicy, now: number): void {
  const due = wakeAt(draft.model, policy);
  if (due === undefined || now < due) return;
  const { state } = draft;
  if (state.name === "BACKOFF" || state.name === "EXITED" || state.name === "STOPPED") {
    spawn(draft);
  } else if (state.name === "STARTING" && state.phase === "spawned") {
    promote(draft, policy, state);
  } else if (state.name === "STOPPING") {
    const [pid, toGroup] = [state.pid, policy.killasgroup];
    draft.report({ kind: "killing", pid });
    draft.report({ kind: "stopping", pid, signal: SIGKILL, toGroup });
    draft.effects.push({ type: "signal", pid, signal: SIGKILL, toGroup });
    // Again and again until it is reaped; stopwaitsecs=0 must not become a busy loop.
    draft.set({ state: { ...state, killAt: now + Math.max(policy.stopwaitsecs, 1) * 1000 } });
  }
}

function restart(draft: Draft, policy: ProcessPolicy, now: number): void {
  if (isStoppedState(draft.state.name) && draft.state.name !== "UNKNOWN") {
    start(draft);
    return;
  }
  draft.aim("restarting");
  goDown(draft, policy, now);
}

/** Begins to stop what runs. The goal is set: it says what follows. */
function goDown(draft: Draft, policy: ProcessPolicy, now: number): void {
  const { state } = draft;
  if (state.name === "BACKOFF") {
    draft.report({ kind: "stop-in-backoff" });
    comeToRest(draft, 0);
  } else if (state.name === "RUNNING" || (state.name === "STARTING" && state.phase === "spawned")) {
    const { pid, startedAt } = state;
    draft.report({ kind: "stopping", pid, signal: policy.stopsignal, toGroup: policy.stopasgroup });
    beginStopping(draft, policy, { pid, startedAt, leftover: false }, now);
  }
}

function beginStopping(
  draft: Draft,
  policy: ProcessPolicy,
  run: { readonly pid: number; readonly startedAt: number; readonly leftover: boolean },
  now: number,
): void {
  draft.enter({ name: "STOPPING", ...run, killAt: now + policy.stopwaitsecs * 1000 });
  draft.effects.push({ type: "signal", pid: run.pid, signal: policy.stopsignal, toGroup: policy.stopasgroup });
}

function signalFailed(draft: Draft): void {
  const { state } = draft;
  if (!("pid" in state) || state.name === "UNKNOWN" || (state.name === "STOPPING" && state.leftover)) return;
  draft.enter({ name: "UNKNOWN", pid: state.pid, startedAt: state.startedAt });
}
