/** The end of the daemon: everything stops, step by step. */

import type { ActivityLog } from "../logging/logs.ts";
import { planSteps } from "../plan/plan-steps.ts";
import type { Clock } from "../system/system.ts";
import type { Group } from "./group.ts";
import type { Process } from "./process.ts";
import { RepeatedNotice } from "./repeated-notice.ts";

/** How often the activity log names those who are still being waited for. */
const noticeMs = 3000;

/** How long listeners may go on working on events before they are stopped. */
const patienceMs = 1000;

/** Fit for JSON. */
export interface ShutdownSnapshot {
  /** What is left to do; the first step is under way. */
  readonly steps: readonly (readonly ProcessName[])[];
  /** The first step has not been told to stop yet: listeners may finish their work. */
  readonly listeners?: {
    /** Groups of those who have not. */
    readonly groups: readonly string[];
    /** How long they may, in monotonic milliseconds. */
    readonly until: number;
  };
  /** When the activity log names next who is still being waited for, in monotonic milliseconds. */
  readonly noticeAt?: number;
}

type ProcessName = readonly [group: string, process: string];

/** Listeners of the first step may still work. */
interface Patience {
  readonly groups: Set<Group>;
  readonly until: number;
}

/** Stops all processes of all groups. */
export class Shutdown {
  readonly #groups: readonly Group[];
  readonly #processes: readonly Process[];
  readonly #clock: Clock;
  readonly #log: ActivityLog;
  /** The first one is under way. */
  readonly #steps: (readonly Process[])[];
  #patience: Patience | undefined;
  #isTold = false;
  #notice: RepeatedNotice | undefined;
  #released = false;

  /** @param earlier a shutdown of the same groups, to go on with */
  constructor(groups: Iterable<Group>, clock: Clock, log: ActivityLog, earlier?: ShutdownSnapshot) {
    this.#groups = [...groups];
    this.#processes = this.#groups.flatMap((group) => group.processes);
    this.#clock = clock;
    this.#log = log;
    this.#steps = earlier === undefined ? [...planSteps(this.#groups, "shutdown")] : this.#named(earlier.steps);
    if (earlier === undefined) return;
    const { listeners, noticeAt } = earlier;
    this.#isTold = listeners === undefined;
    if (listeners !== undefined) {
      const groups = this.#groups.filter(({ name }) => listeners.groups.includes(name));
      this.#patience = { groups: new Set(groups), until: listeners.until };
    }
    if (noticeAt !== undefined) this.#notice = this.#sayWaiting(noticeAt);
  }

  /** Resolves when none is left; never after a `release`. Never rejects: SIGKILL ends every wait. */
  async run(): Promise<void> {
    for (const process of this.#processes) process.hold();
    try {
      for (let [step] = this.#steps; step !== undefined; [step] = this.#steps) {
        if (!this.#isTold) {
          this.#patience ??= { groups: busyGroups(this.#groups, step), until: this.#clock.monotonicMs() + patienceMs };
          if (this.#patience.groups.size > 0) await this.#listenersDone(this.#patience);
          if (this.#released) return await never;
          this.#patience = undefined;
          this.#isTold = true;
          for (const process of step) process.shutdown();
        }
        // Not before: those of the first step that need no waiting for are not named.
        this.#notice ??= this.#sayWaiting();
        await Promise.all(step.map(whenAtRest));
        if (this.#released) return await never;
        this.#steps.shift();
        this.#isTold = false;
      }
    } finally {
      this.#notice?.cancel();
    }
  }

  snapshot(): ShutdownSnapshot {
    const nameOf = ({ groupName, config }: Process): ProcessName => [groupName, config.name];
    const noticeAt = this.#notice?.nextAt;
    const patience = this.#isTold ? undefined : (this.#patience ?? { groups: [], until: this.#clock.monotonicMs() });
    return {
      steps: this.#steps.map((step) => step.map(nameOf)),
      ...(patience && { listeners: { groups: [...patience.groups].map(({ name }) => name), until: patience.until } }),
      ...(noticeAt !== undefined && { noticeAt }),
    };
  }

  /** Falls silent: whoever has its snapshot goes on with it. */
  release(): void {
    this.#released = true;
    this.#notice?.cancel();
  }

  async #listenersDone({ groups, until }: Patience): Promise<void> {
    const limitMs = Math.max(0, until - this.#clock.monotonicMs());
    await Promise.all([...groups].map((group) => group.pool?.quiet(limitMs).then(() => groups.delete(group))));
  }

  #sayWaiting(firstAt?: number): RepeatedNotice {
    return new RepeatedNotice(this.#clock, noticeMs, () => sayWaiting(this.#processes, this.#log), firstAt);
  }

  /** Without those that are no more. */
  #named(steps: ShutdownSnapshot["steps"]): (readonly Process[])[] {
    return steps.map((step) =>
      step.flatMap(([group, process]) =>
        this.#processes.filter(({ groupName, config }) => groupName === group && config.name === process),
      ),
    );
  }
}

const never = new Promise<never>(() => {});

/**
 * Whose listeners, whose turn it is, may still work on what the steps before have caused: the end of the last programs is
 * what some of them are there for.
 */
function busyGroups(groups: readonly Group[], step: readonly Process[]): Set<Group> {
  const busy = groups.filter(({ pool, processes }) => {
    const concerned = processes.some((process) => step.includes(process));
    return concerned && pool !== undefined && !pool.isQuiet;
  });
  return new Set(busy);
}

/** Resolves as soon as the process is in a stopped state. */
function whenAtRest(process: Process): Promise<void> {
  return new Promise((resolve) => {
    if (process.atRest) return resolve();
    const unsubscribe = process.onStateChange(() => {
      if (!process.atRest) return;
      unsubscribe();
      resolve();
    });
  });
}

/** Names all who are still being waited for. */
function sayWaiting(processes: readonly Process[], log: ActivityLog): boolean {
  const unstopped = processes.filter((process) => !process.atRest);
  if (unstopped.length === 0) return false;
  log.log("info", `waiting for ${unstopped.map((process) => process.config.name).join(", ")} to die`);
  if (log.enabled("blather")) {
    for (const process of unstopped) log.log("blather", `${process.config.name} state: ${process.state.name}`);
  }
  return true;
}
