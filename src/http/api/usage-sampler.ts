import type { Control, ControlledProcess } from "../../control/control.ts";
import { allProcesses } from "../../control/find.ts";
import type { Clock, Processes, Timer } from "../../system/system.ts";
import type { Usage } from "./shapes.ts";

interface Remembered {
  readonly pid: number;
  readonly atMs: number;
  readonly cpuSeconds: number;
  readonly cpuPercent: number | null;
}

export type AllUsage = ReadonlyMap<ControlledProcess, Usage>;

/** Time between two samples while somebody watches. */
const periodMs = 2_000;
/** A shorter time gives no figure worth showing: the kernel counts in hundredths of a second. */
const shortestSpanMs = 500;

/** What the processes use. Nothing is read while nobody asks or watches. */
export class UsageSampler {
  readonly #control: Control;
  readonly #processes: Pick<Processes, "sample">;
  readonly #clock: Clock;
  readonly #remembered = new WeakMap<ControlledProcess, Remembered>();
  readonly #watchers = new Set<(all: AllUsage) => void>();
  #timer: Timer | undefined;

  constructor(control: Control, processes: Pick<Processes, "sample">, clock: Clock) {
    this.#control = control;
    this.#processes = processes;
    this.#clock = clock;
  }

  /** What a process uses now; null without a process or where the system does not tell. */
  usage(process: ControlledProcess): Usage | null {
    const { pid } = process;
    const sample = pid === 0 ? undefined : this.#processes.sample(pid);
    if (sample === undefined) return null;
    const atMs = this.#clock.monotonicMs();
    const before = this.#remembered.get(process);
    // Who asks first learns of the time since its start.
    const since = before?.pid === pid ? before : { atMs: atMs - process.uptimeMs, cpuSeconds: 0, cpuPercent: null };
    const spanMs = atMs - since.atMs;
    if (spanMs < shortestSpanMs) return { ...sample, cpuPercent: since.cpuPercent };
    const used = Math.max(0, sample.cpuSeconds - since.cpuSeconds);
    const cpuPercent = Math.round((used / (spanMs / 1_000)) * 1_000) / 10;
    this.#remembered.set(process, { pid, atMs, cpuSeconds: sample.cpuSeconds, cpuPercent });
    return { ...sample, cpuPercent };
  }

  /** Calls `listener` every two seconds with what all use, until the function that it returns is called. */
  watch(listener: (all: AllUsage) => void): () => void {
    this.#watchers.add(listener);
    this.#timer ??= this.#clock.after(periodMs, () => this.#tick());
    return () => {
      this.#watchers.delete(listener);
      if (this.#watchers.size > 0) return;
      this.#timer?.cancel();
      this.#timer = undefined;
    };
  }

  /** What all living processes use. */
  all(): AllUsage {
    const found = new Map<ControlledProcess, Usage>();
    for (const process of allProcesses({ control: this.#control })) {
      const usage = this.usage(process);
      if (usage !== null) found.set(process, usage);
    }
    return found;
  }

  #tick(): void {
    this.#timer = this.#clock.after(periodMs, () => this.#tick());
    const all = this.all();
    for (const listener of [...this.#watchers]) listener(all);
  }
}
