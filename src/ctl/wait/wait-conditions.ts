import type { WatchedProcess } from "../watch/server-news.ts";

/** What a look at a process says of what is waited for. */
export type Verdict = "so" | "not yet" | "never";

export interface WaitCondition {
  /** In the past tense or as an adjective, behind the name of a process. */
  readonly name: string;
  /** What makes it so, for the help. */
  readonly meaning: string;
  readonly judge: (process: WatchedProcess) => Verdict;
  /** It happens, and need not stay so while others are waited for. */
  readonly happens: boolean;
}

/** What `wait --for` can wait for. */
export const waitConditions: readonly WaitCondition[] = [
  {
    name: "running",
    meaning: "RUNNING; never, once it is FATAL",
    judge: ({ state }) => (state === "RUNNING" ? "so" : state === "FATAL" ? "never" : "not yet"),
    happens: false,
  },
  {
    name: "stopped",
    meaning: "at rest (STOPPED, EXITED or FATAL), and not started again by itself",
    judge: ({ settled }) => (settled ? "so" : "not yet"),
    happens: false,
  },
  {
    name: "exited",
    meaning: "EXITED: it ended by itself; never, once it is stopped or FATAL",
    judge: ({ state, settled }) =>
      state === "EXITED" ? "so" : settled && (state === "STOPPED" || state === "FATAL") ? "never" : "not yet",
    happens: true,
  },
];
