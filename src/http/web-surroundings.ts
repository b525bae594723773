/** What the page, the API and the figures are made of, and what is made: the two sides of `web-routes.ts`. */
import type { Dispatcher } from "../rpc/dispatcher.ts";
import type { System } from "../system/system.ts";
import type { TimeSlices } from "../system/time-slices.ts";
import type { Watched } from "./api/watched.ts";
import type { Exchange } from "./exchange.ts";
import type { QueueFigures } from "./metrics/families.ts";

export interface WebSurroundings {
  readonly control: Watched;
  readonly dispatcher: Pick<Dispatcher, "call">;
  readonly slices: TimeSlices;
  readonly system: Pick<System, "clock" | "files" | "processes">;
  /** Of this package. */
  readonly version: string;
  /** Where the built page lies. */
  readonly webDirectory: () => string;
  /** How full the queues of the listener pools are. */
  readonly queues?: () => readonly QueueFigures[];
}

export interface WebService {
  readonly api: (exchange: Exchange) => void | Promise<void>;
  readonly metrics: (exchange: Exchange) => void | Promise<void>;
  readonly page: (exchange: Exchange) => void | Promise<void>;
}
