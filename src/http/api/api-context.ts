import type { Dispatcher } from "../../rpc/dispatcher.ts";
import type { Clock, Files, Processes } from "../../system/system.ts";
import type { ChangeFeed } from "./change-feed.ts";
import type { UsageSampler } from "./usage-sampler.ts";
import type { Watched } from "./watched.ts";

/** What the implementations of the routes work with. */
export interface ApiContext {
  readonly control: Watched;
  readonly dispatcher: Pick<Dispatcher, "call">;
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
