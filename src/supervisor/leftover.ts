import type { ProcessIdentity, System } from "../system/system.ts";

/** Nobody tells when somebody else's child ends, so this asks; it lasts only while a leftover is being stopped. */
const askEveryMs = 50;

/** What is left of one process, usually one instance: it can be signalled, and its end be noticed. */
export class Leftover {
  readonly #system: Pick<System, "clock" | "processes">;
  #living: readonly ProcessIdentity[];

  constructor(found: readonly ProcessIdentity[], system: Pick<System, "clock" | "processes">) {
    this.#system = system;
    this.#living = found;
  }

  /** As far as was found out. */
  get living(): readonly ProcessIdentity[] {
    return this.#living;
  }

  signal(signal: number, toGroup: boolean): void {
    this.#forgetEnded();
    for (const { pid, groupId } of this.#living) {
      this.#system.processes.kill(toGroup && groupId === pid ? -pid : pid, signal);
    }
  }

  /** Calls `onGone` once, when nothing of it is alive any more. */
  watch(onGone: () => void): void {
    this.#forgetEnded();
    if (this.#living.length === 0) onGone();
    else this.#system.clock.after(askEveryMs, () => this.watch(onGone));
  }

  /** By the time of the start: another process may have the pid by now. */
  #forgetEnded(): void {
    const { processes } = this.#system;
    this.#living = this.#living.filter(({ pid, startTicks }) => processes.identify(pid)?.startTicks === startTicks);
  }
}
