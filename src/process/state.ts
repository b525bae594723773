/**
 * THE MODEL, part one: the states of a process. Each carries only its own facts, so that no pid "may be null".
 *
 * All times are milliseconds of the monotonic clock.
 */
export type ProcessState =
  /** `startDue`: a start that had to wait for the end of what was there begins as soon as its turn comes. */
  | { readonly name: "STOPPED"; readonly startDue?: boolean }
  /** Between the decision to spawn and the kernel's answer: there is no pid yet. */
  | { readonly name: "STARTING"; readonly phase: "spawning"; readonly stopRequested: boolean }
  | { readonly name: "STARTING"; readonly phase: "spawned"; readonly pid: number; readonly startedAt: number }
  | { readonly name: "RUNNING"; readonly pid: number; readonly startedAt: number }
  | { readonly name: "BACKOFF"; readonly retryAt: number }
  | {
      readonly name: "STOPPING";
      readonly pid: number;
      readonly startedAt: number;
      readonly killAt: number;
      /** It is no child of ours, but what an earlier daemon left running; `startAfter`: and then a start follows. */
      readonly leftover?: { readonly startAfter: boolean };
    }
  /** `restartDue`: autorestart wants it back, as soon as the rest of the daemon has had its turn. */
  | { readonly name: "EXITED"; readonly restartDue: boolean }
  | { readonly name: "FATAL" }
  /** The kernel refused a signal to it: alive, but out of our hands until it ends by itself. */
  | { readonly name: "UNKNOWN"; readonly pid: number; readonly startedAt: number; readonly stopping: boolean };

export type StateName = ProcessState["name"];

/** The numbers that the XML-RPC interface gives for the states. */
export const stateCodes: Readonly<Record<StateName, number>> = {
  STOPPED: 0,
  STARTING: 10,
  RUNNING: 20,
  BACKOFF: 30,
  STOPPING: 40,
  EXITED: 100,
  FATAL: 200,
  UNKNOWN: 1000,
};

/** Started as far as the user is concerned: a further start is refused, a stop has something to do. */
export function isRunningState(name: StateName): boolean {
  return name === "RUNNING" || name === "STARTING" || name === "BACKOFF";
}

/** At rest: a start may begin, and a group of such processes may be removed. */
export function isStoppedState(name: StateName): boolean {
  return name === "STOPPED" || name === "EXITED" || name === "FATAL" || name === "UNKNOWN";
}

/** There is a process that a user's signal can reach. */
export function isSignallableState(name: StateName): boolean {
  return name === "RUNNING" || name === "STARTING" || name === "STOPPING";
}

/** It will be started by itself, as soon as what is there has ended or its turn has come. */
export function isStartDue(state: ProcessState): boolean {
  if (state.name === "STOPPING") return state.leftover?.startAfter === true;
  return state.name === "STOPPED" && state.startDue === true;
}

/** The pid of the living process, or undefined while there is none. */
export function pidOf(state: ProcessState): number | undefined {
  return "pid" in state ? state.pid : undefined;
}
