/**
 * THE MODEL, part one: what a process is (its actual state, which the public sees), and what it shall be (its goal).
 * Each state carries only its own facts, so that no pid "may be null".
 *
 * All times are milliseconds of the monotonic clock.
 */
export type ProcessState =
  | { readonly name: "STOPPED" }
  /** Between the decision to spawn and the kernel's answer: there is no pid yet. */
  | { readonly name: "STARTING"; readonly phase: "spawning" }
  | { readonly name: "STARTING"; readonly phase: "spawned"; readonly pid: number; readonly startedAt: number }
  | { readonly name: "RUNNING"; readonly pid: number; readonly startedAt: number }
  | { readonly name: "BACKOFF"; readonly retryAt: number }
  | {
      readonly name: "STOPPING";
      readonly pid: number;
      readonly startedAt: number;
      readonly killAt: number;
      /** No child of ours, but what an earlier daemon has left running. */
      readonly leftover: boolean;
    }
  | { readonly name: "EXITED" }
  | { readonly name: "FATAL" }
  /** The kernel refused a signal to it: alive, but out of our hands until it ends by itself. */
  | { readonly name: "UNKNOWN"; readonly pid: number; readonly startedAt: number };

export type StateName = ProcessState["name"];

/**
 * Where a process is to go. Whoever wants something of it moves the goal; the way there follows from the state.
 *
 * - `up`: it runs, or is started as soon as nothing stands against it
 * - `down`: it is at rest, until somebody asks for it
 * - `restarting`: it is stopped, and then up
 * - `over`: the daemon goes down or restarts; nothing is spawned any more
 */
export type Goal = "up" | "down" | "restarting" | "over";

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

/** The pid of the living process, or undefined while there is none. */
export function pidOf(state: ProcessState): number | undefined {
  return "pid" in state ? state.pid : undefined;
}
