import type { ActivityLog } from "../logging/logs.ts";
import { describeExit } from "../system/describe-exit.ts";
import type { Clock, ExitStatus, Processes } from "../system/system.ts";
import { contain } from "./contain.ts";

/**
 * Whose child is whose: hands each death to the process that it belongs to. What else ends below this daemon is an
 * orphan that it has adopted (as PID 1, or with `subreaper`), or a child that a plugin has started by means of Node's
 * own, which collects it at SIGCHLD as well: so a stranger is taken only after the loop has gone round.
 */
export class Children {
  readonly #processes: Pick<Processes, "firstEnded" | "collect">;
  readonly #clock: Pick<Clock, "soon">;
  readonly #log: ActivityLog;
  readonly #owners = new Map<number, (status: ExitStatus) => void>();
  /** Has ended, and may still be collected by Node. */
  #stranger: number | undefined;
  #released = false;

  constructor(processes: Pick<Processes, "firstEnded" | "collect">, clock: Pick<Clock, "soon">, log: ActivityLog) {
    this.#processes = processes;
    this.#clock = clock;
    this.#log = log;
  }

  /** `onEnd` is called once, when the child `pid` has been reaped. */
  register(pid: number, onEnd: (status: ExitStatus) => void): void {
    this.#owners.set(pid, onEnd);
  }

  /** It has not ended, as far as is known. */
  owns(pid: number): boolean {
    return this.#owners.has(pid);
  }

  /** Collects nobody any more: they belong to whoever goes on in this one's place. */
  release(): void {
    this.#released = true;
  }

  /** Collects all the dead there are. Called on SIGCHLD. */
  reap(): void {
    if (this.#released) return;
    const ends: (() => void)[] = [];
    for (let pid = this.#next(); pid !== undefined; pid = this.#next()) {
      if (!this.#owners.has(pid)) {
        // The kernel shows one at a time: ours may have ended behind it.
        for (const own of [...this.#owners.keys()]) this.#collect(own, ends);
        this.#giveTime(pid);
        break;
      }
      if (!this.#collect(pid, ends)) break;
    }
    this.#tell(ends);
  }

  /**
   * Collects this child if it is dead: before any decision that assumes that it lives. For `reap` the kernel looks through
   * all children there are.
   */
  reapOne(pid: number): void {
    if (this.#released || !this.#owners.has(pid)) return;
    const ends: (() => void)[] = [];
    this.#collect(pid, ends);
    this.#tell(ends);
  }

  #tell(ends: readonly (() => void)[]): void {
    for (const end of ends) contain(this.#log, "the handling of a child's end", end);
    if (ends.length > 0) this.#log.log("debug", "received SIGCHLD indicating a child quit");
  }

  #next(): number | undefined {
    return this.#processes.firstEnded();
  }

  #collect(pid: number, ends: (() => void)[]): boolean {
    const status = this.#processes.collect(pid);
    const onEnd = this.#owners.get(pid);
    if (status === undefined || onEnd === undefined) return false;
    this.#owners.delete(pid);
    ends.push(() => onEnd(status));
    return true;
  }

  /** Node's own handler runs in the same turn of the loop as ours, or, if the child ended just now, in the next one. */
  #giveTime(stranger: number): void {
    if (this.#stranger !== undefined) return;
    this.#stranger = stranger;
    this.#clock.soon(() => this.#clock.soon(() => this.#takeStranger(stranger)));
  }

  #takeStranger(stranger: number): void {
    this.#stranger = undefined;
    if (this.#released) return;
    // Node had it, and the kernel has given its number to a child of ours.
    const status = this.#owners.has(stranger) ? undefined : this.#processes.collect(stranger);
    if (status !== undefined) this.#log.log("info", `reaped unknown pid ${stranger} (${describeExit(status)})`);
    this.reap();
  }
}
