/** What the page, the API and the figures are made of, and what is made: the two sides of `web-routes.ts`. */
import type { Control } from "../control/control.ts";
import type { System } from "../system/system.ts";
import type { TimeSlices } from "../system/time-slices.ts";
import type { Exchange } from "./exchange.ts";

export interface WebSurroundings {
  readonly control: Control;
  readonly slices: TimeSlices;
  readonly system: Pick<System, "clock" | "files" | "processes">;
  /** Of this package. */
  readonly version: string;
  /** Where the built page lies. */
  readonly webDirectory: () => string;
}

export interface WebService {
  readonly api: (exchange: Exchange) => void | Promise<void>;
  readonly metrics: (exchange: Exchange) => void | Promise<void>;
  readonly page: (exchange: Exchange) => void | Promise<void>;
}
