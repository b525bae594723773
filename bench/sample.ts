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
  readonly unit:
    | "ms"
    | "us"
    | "s"
    | "kB"
    | "% of a core"
    | "ms per restart"
    | "ms per s"
    | "per s"
    | "CPU s/GB"
    | "CPU us";
  readonly repetitions: number;
  /** It takes few seconds and tells much: part of `--quick`, where it is done once. */
  readonly quick?: boolean;
  run(contestant: Contestant): Promise<Sample>;
}
