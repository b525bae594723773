/** What is measured once, and how often. Smaller is better everywhere. */
import type { Contestant } from "./contestant.ts";

export interface Sample {
  /** The figure, whatever the unit of its measurement. */
  readonly wallMs: number;
  /** CPU seconds that the daemon (or, for a command, nobody) spent in the measured time. */
  readonly cpuSeconds?: number;
}

export interface Measurement {
  readonly name: string;
  readonly unit: "ms" | "s" | "kB" | "% of a core" | "ms per restart" | "ms per s" | "per s";
  readonly repetitions: number;
  run(contestant: Contestant): Promise<Sample>;
}
