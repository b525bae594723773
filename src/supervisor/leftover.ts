import type { ProcessIdentity, System, Timer } from "../system/system.ts";

/** Nobody tells when somebody else's child ends, so this asks; it lasts only while a leftover is being stopped. */
const askEveryMs = 50;

/** Fit for JSON. */
export interface LeftoverSnapshot {
  readonly found: readonly ProcessIdentity[];
  /** When it is asked next whether they are gone, in monotonic milliseconds. */
  readonly askAt: number;
}

/** What is left of one process, usually one instance: it can be signalled, and its end be noticed. */
export class Leftover {
  /** All that there was. */
  readonly found: readonly ProcessIdentity[];
  readonly #system: Pick<System, "clock" | "processes">;
  #living: readonly ProcessIdentity[];
  #askAt: number;
  #timer: Timer | undefined;
  #released = false;

  /** @param askAt see `LeftoverSnapshot`; default: at once */
  constructor(found: readonly ProcessIdentity[], system: Pick<System, "clock" | "processes">, askAt?: number) {
    this.found = found;
    this.#system = system;
    this.#living = found;
    this.#askAt = askAt ?? system.clock.monotonicMs();
  }

  signal(signal: number, toGroup: boolean): void {
    this.#forgetEnded();
    for (const { pid, groupId } of this.#living) {
      this.#system.processes.kill(toGroup && groupId === pid ? -pid : pid, signal);
    }
  }

  /** Calls `onGone` once, when nothing of it is alive any more; not before the caller has returned. */
  watch(onGone: () => void): void {
    const { clock } = this.#system;
    const delayMs = this.#askAt - clock.monotonicMs();
    if (delayMs > 0) this.#timer = clock.after(delayMs, () => this.#ask(onGone));
    else clock.soon(() => this.#ask(onGone));
  }

  snapshot(): LeftoverSnapshot {
    return { found: this.found, askAt: this.#askAt };
  }

  /** Falls silent. */
  release(): void {
    this.#released = true;
    this.#timer?.cancel();
  }

  #ask(onGone: () => void): void {
    if (this.#released) return;
    const { clock } = this.#system;
    this.#forgetEnded();
    if (this.#living.length === 0) {
      onGone();
      return;
    }
    this.#askAt = clock.monotonicMs() + askEveryMs;
    this.#timer = clock.after(askEveryMs, () => this.#ask(onGone));
  }

  /** By the time of the start: another process may have the pid by now. */
  #forgetEnded(): void {
    const { processes } = this.#system;
    this.#living = this.#living.filter(({ pid, startTicks }) => processes.identify(pid)?.startTicks === startTicks);
  }
}
