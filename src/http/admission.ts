import type { Exchange } from "./exchange.ts";

/**
 * Where requests wait until the daemon is up. The first server can be reached while the others are still being opened,
 * when there are no groups yet: an answer would be wrong, and what a call changed would be undone or done twice.
 */
export class Admission {
  #isOpen = false;
  #waiting: (() => void)[] = [];

  /** The daemon is up: all who wait go on, and nobody waits any more. */
  open(): void {
    this.#isOpen = true;
    for (const goOn of this.#waiting.splice(0)) goOn();
  }

  /** Resolves when the daemon is up; false: the client is gone before, or the daemon does not come up. */
  async passed(exchange: Exchange): Promise<boolean> {
    if (this.#isOpen) return true;
    return await new Promise((resolve) => {
      this.#waiting.push(() => resolve(true));
      exchange.onEnd(() => resolve(false));
    });
  }
}
