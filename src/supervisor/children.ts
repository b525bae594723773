import type { ActivityLog } from "../logging/logs.ts";
import type { ExitStatus, Processes } from "../system/system.ts";
import { describeExit } from "./activity-messages.ts";

/** Whose child is whose: hands each death to the process that it belongs to, and says so of adopted orphans. */
export class Children {
  readonly #processes: Processes;
  readonly #log: ActivityLog;
  readonly #owners = new Map<number, (status: ExitStatus) => void>();

  constructor(processes: Processes, log: ActivityLog) {
    this.#processes = processes;
    this.#log = log;
  }

  /** `onEnd` is called once, when the child `pid` has been reaped. */
  register(pid: number, onEnd: (status: ExitStatus) => void): void {
    this.#owners.set(pid, onEnd);
  }

  /** Collects all the dead there are. Called on SIGCHLD, and before any decision that assumes that a child lives. */
  reap(): void {
    const ended = this.#processes.reap();
    for (const { pid, status } of ended) {
      const onEnd = this.#owners.get(pid);
      this.#owners.delete(pid);
      if (onEnd === undefined) this.#log.log("info", `reaped unknown pid ${pid} (${describeExit(status)})`);
      else onEnd(status);
    }
    if (ended.length > 0) this.#log.log("debug", "received SIGCHLD indicating a child quit");
  }
}
