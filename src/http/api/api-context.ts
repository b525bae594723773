import type { Caller } from "../../control/caller.ts";
import type { ChangeFeed } from "../../control/change-feed.ts";
import type { Clock, Files, Processes } from "../../system/system.ts";
import type { UsageSampler } from "./usage-sampler.ts";

/** What the implementations of the routes work with. */
export interface ApiContext extends Caller {
  readonly files: Files;
  readonly clock: Clock;
  readonly processes: Pick<Processes, "sample" | "countDescriptors">;
  /** Of this package. */
  readonly version: string;
  /** When this life of the daemon began. */
  readonly startedWallMs: number;
  readonly startedMs: number;
  readonly usage: UsageSampler;
  readonly changes: ChangeFeed;
}
