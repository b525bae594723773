import type { Colour } from "./paint.ts";

/** By the name of the state; what is not here is none that is known, and red. */
export const stateColours: Readonly<Record<string, Colour | undefined>> = {
  RUNNING: "green",
  STARTING: "yellow",
  STOPPING: "yellow",
  BACKOFF: "yellow",
  STOPPED: "blue",
  EXITED: "blue",
  FATAL: "red",
  UNKNOWN: "red",
};
