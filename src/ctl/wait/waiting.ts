import type { WatchedProcess } from "../watch/server-news.ts";
import type { Verdict, WaitCondition } from "./wait-conditions.ts";

/** Why it will not be so any more. */
export interface Failed {
  readonly id: string;
  /** Undefined: it is not there any more. */
  readonly process: WatchedProcess | undefined;
}

export interface Progress {
  /** What has just become so. */
  readonly fulfilled: readonly WatchedProcess[];
  readonly failed: Failed | undefined;
  readonly isDone: boolean;
}

/** Several processes that are waited for together: looks at them again after each piece of news. */
export class Waiting {
  readonly #names: readonly string[];
  readonly #condition: WaitCondition;
  /** Of which it has been told that they are so. */
  readonly #told = new Set<string>();

  constructor(names: readonly string[], condition: WaitCondition) {
    this.#names = names;
    this.#condition = condition;
  }

  look(get: (id: string) => WatchedProcess | undefined): Progress {
    const fulfilled: WatchedProcess[] = [];
    let open = 0;
    for (const id of this.#names) {
      const process = get(id);
      const verdict = this.#judge(id, process);
      if (process === undefined && verdict !== "so") return { fulfilled, failed: { id, process }, isDone: false };
      if (verdict === "never") return { fulfilled, failed: { id, process }, isDone: false };
      if (verdict === "not yet") open++;
      else if (process !== undefined && !this.#told.has(id)) {
        this.#told.add(id);
        fulfilled.push(process);
      }
    }
    return { fulfilled, failed: undefined, isDone: open === 0 };
  }

  #judge(id: string, process: WatchedProcess | undefined): Verdict {
    if (this.#condition.happens && this.#told.has(id)) return "so";
    return process === undefined ? "never" : this.#condition.judge(process);
  }
}
