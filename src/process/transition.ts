/**
 * THE MODEL, part three: (model, event, policy, now) -> { next model, effects in order }. Pure and total.
 *
 * Invariants, held by transition.property.test.ts: never two live pids; STOPPING always ends in a stopped state; FATAL only
 * after more than `startretries` failures (or a shutdown); a stop is never undone by a respawn.
 */
import type { ExitStatus } from "../system/system.ts";
import type { Effect, ProcessEvent, ProcessModel, ProcessPolicy, StateChange, Trouble } from "./model.ts";
import type { ProcessState } from "./state.ts";

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
  const life = new Life(model);
  switch (event.type) {
    case "start":
      start(life);
      break;
    case "spawned":
      spawned(life, policy, event.pid, now);
      break;
    case "spawn-failed":
      spawnFailed(life, policy, event.reason, now);
      break;
    case "spawn-cancelled":
      if (life.state.name === "STARTING" && life.state.phase === "spawning") life.enter({ name: "STOPPED" });
      break;
    case "exited":
      exited(life, policy, event.status, now);
      break;
    case "timer":
      timer(life, policy, now);
      break;
    case "stop":
      stop(life, policy, now);
      break;
    case "hold":
      hold(life);
      break;
    case "shutdown":
      hold(life);
      if (life.state.name === "BACKOFF") giveUp(life);
      else stop(life, policy, now);
      break;
    case "signal-failed":
      signalFailed(life);
      break;
  }
  return { model: life.model, effects: life.effects };
}

/** When the process next needs a "timer" event, in monotonic milliseconds; undefined while only the world can move it. */
export function wakeAt(model: ProcessModel, policy: ProcessPolicy): number | undefined {
  const { state } = model;
  switch (state.name) {
    case "STARTING":
      return state.phase === "spawned" ? state.startedAt + policy.startsecs * 1000 : undefined;
    case "STOPPING":
      return state.killAt;
    case "BACKOFF":
      return model.held ? undefined : state.retryAt;
    case "EXITED":
      return state.restartDue ? 0 : undefined;
    default:
      return undefined;
  }
}

/** One transition in the making: the model so far and the effects so far. */
class Life {
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

  set(change: Partial<ProcessModel>): void {
    this.#model = { ...this.#model, ...change };
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

  report(report: Extract<Effect, { type: "report" }>["report"]): void {
    this.effects.push({ type: "report", report });
  }
}

function start(life: Life): void {
  switch (life.state.name) {
    case "STOPPED":
    case "EXITED":
    case "FATAL":
      if (!life.model.held) spawn(life);
      break;
    case "STARTING":
    case "RUNNING":
    case "STOPPING":
    case "UNKNOWN":
      life.report({ kind: "already-running" });
      break;
    case "BACKOFF":
      break; // a start is under way already; its own timer goes on
  }
}

function spawn(life: Life): void {
  life.set({ trouble: undefined, exit: undefined });
  life.enter({ name: "STARTING", phase: "spawning", stopRequested: false });
  life.effects.push({ type: "spawn" });
}

function spawned(life: Life, policy: ProcessPolicy, pid: number, now: number): void {
  const { state } = life;
  if (state.name !== "STARTING" || state.phase !== "spawning") return;
  life.report({ kind: "spawned", pid });
  life.set({ state: { name: "STARTING", phase: "spawned", pid, startedAt: now } });
  if (state.stopRequested) stop(life, policy, now);
}

function spawnFailed(life: Life, policy: ProcessPolicy, reason: string, now: number): void {
  const { state } = life;
  if (state.name !== "STARTING" || state.phase !== "spawning") return;
  life.report({ kind: "spawn-failed", reason });
  backOff(life, policy, { kind: "spawn-failed", reason }, now);
  if (state.stopRequested) stop(life, policy, now);
}

function backOff(life: Life, policy: ProcessPolicy, trouble: Trouble, now: number): void {
  const failures = life.model.failures + 1;
  life.set({ trouble, failures });
  life.enter({ name: "BACKOFF", retryAt: now + failures * 1000 });
  if (failures > policy.startretries && !life.model.held) {
    giveUp(life);
    life.report({ kind: "gave-up" });
  }
}

function giveUp(life: Life): void {
  life.set({ failures: 0 });
  life.enter({ name: "FATAL" });
}

function exited(life: Life, policy: ProcessPolicy, status: ExitStatus, now: number): void {
  const { state } = life;
  if (!("pid" in state)) return;
  life.set({ exit: status, lastExit: status });
  if (state.name === "STARTING" && now - state.startedAt < policy.startsecs * 1000) {
    life.report({ kind: "exited", status, expected: false });
    backOff(life, policy, { kind: "exited-too-quickly" }, now);
    return;
  }
  const expected = isExpected(status, policy);
  if (state.name === "STOPPING" || (state.name === "UNKNOWN" && state.stopping)) {
    life.report({ kind: "stopped", status, expected });
    life.enter({ name: "STOPPED" }, { pid: state.pid });
    return;
  }
  // It stayed up long enough and died before its promotion was due to be noticed: the public sees both steps.
  if (state.name === "STARTING") promote(life, policy, state);
  life.set({ failures: 0, trouble: expected ? undefined : { kind: "unexpected-exit", status } });
  life.report({ kind: "exited", status, expected });
  const wanted = policy.autorestart === "unexpected" ? !expected : policy.autorestart;
  life.enter({ name: "EXITED", restartDue: wanted && !life.model.held }, { pid: state.pid, expected });
}

function isExpected(status: ExitStatus, policy: ProcessPolicy): boolean {
  return status.kind === "exited" && policy.exitcodes.includes(status.code);
}

function promote(life: Life, policy: ProcessPolicy, run: { readonly pid: number; readonly startedAt: number }): void {
  life.set({ failures: 0, trouble: undefined });
  life.enter({ name: "RUNNING", pid: run.pid, startedAt: run.startedAt });
  life.report({ kind: "entered-running", startsecs: policy.startsecs });
}

function timer(life: Life, policy: ProcessPolicy, now: number): void {
  const due = wakeAt(life.model, policy);
  if (due === undefined || now < due) return;
  const { state } = life;
  if (state.name === "BACKOFF" || state.name === "EXITED") {
    spawn(life);
  } else if (state.name === "STARTING" && state.phase === "spawned") {
    promote(life, policy, state);
  } else if (state.name === "STOPPING") {
    const [pid, toGroup] = [state.pid, policy.killasgroup];
    life.report({ kind: "killing", pid });
    life.report({ kind: "stopping", pid, signal: SIGKILL, toGroup });
    life.effects.push({ type: "signal", pid, signal: SIGKILL, toGroup });
    // Again and again until it is reaped; stopwaitsecs=0 must not become a busy loop.
    life.set({ state: { ...state, killAt: now + Math.max(policy.stopwaitsecs, 1) * 1000 } });
  }
}

function stop(life: Life, policy: ProcessPolicy, now: number): void {
  const { state } = life;
  switch (state.name) {
    case "BACKOFF":
      life.report({ kind: "stop-in-backoff" });
      life.enter({ name: "STOPPED" });
      break;
    case "EXITED":
      // A restart that is due but has not happened yet: the stop wins.
      if (state.restartDue) life.set({ state: { name: "EXITED", restartDue: false } });
      break;
    case "RUNNING":
    case "STARTING": {
      if (state.name === "STARTING" && state.phase === "spawning") {
        life.set({ state: { ...state, stopRequested: true } });
        break;
      }
      const { pid, startedAt } = state;
      const [signal, toGroup] = [policy.stopsignal, policy.stopasgroup];
      life.report({ kind: "stopping", pid, signal, toGroup });
      life.enter({ name: "STOPPING", pid, startedAt, killAt: now + policy.stopwaitsecs * 1000 });
      life.effects.push({ type: "signal", pid, signal, toGroup });
      break;
    }
    case "UNKNOWN":
      life.set({ state: { ...state, stopping: true } }); // no signal reaches it, but its end is final
      break;
    default:
      break;
  }
}

function hold(life: Life): void {
  life.set({ held: true });
  if (life.state.name === "EXITED") life.set({ state: { name: "EXITED", restartDue: false } });
}

function signalFailed(life: Life): void {
  const { state } = life;
  if (!("pid" in state) || state.name === "UNKNOWN") return;
  const { pid, startedAt } = state;
  life.enter({ name: "UNKNOWN", pid, startedAt, stopping: state.name === "STOPPING" });
}
