import { errnoOf } from "../system/errno-error.ts";
import type { Clock, Streams, StreamWriter, Timer } from "../system/system.ts";
import { Backlog } from "./backlog.ts";
import type { LossReport } from "./loss-report.ts";
import type { PressureListener } from "./sink.ts";

/** Above this many waiting bytes the writers are asked to pause ... */
export const pauseAboveBytes = 1_048_576;
/** ... and below this many to go on. */
const resumeBelowBytes = 262_144;
/** Bytes that wait at most; what comes then is dropped. */
export const maxBacklogBytes = 8_388_608;
/** A reader that has taken nothing for this long stands still: nobody waits for it any longer. */
export const standstillMs = 5_000;

const firstRetryMs = 1;
const lastRetryMs = 250;

/**
 * A stream (pipe, socket, terminal) whose reader may be slow, or stand still: what it does not take at once waits in a
 * bounded backlog. While the reader is merely slow, writers are paused and nothing is lost; once it stands still they
 * go on, the backlog fills, and the rest is dropped and counted.
 *
 * The stream is tried again by a timer, which runs only while bytes wait: Node can tell when a bare descriptor is
 * writable only by taking it over, which switches a shared pipe or socket to non-blocking for everybody who has it.
 */
export class PatientStream {
  readonly #target: number | string;
  readonly #streams: Streams;
  readonly #clock: Clock;
  readonly #loss: LossReport;
  readonly #backlog = new Backlog();
  readonly #listeners = new Set<PressureListener>();
  readonly #onEmpty: (() => void)[] = [];
  #writer: StreamWriter | undefined;
  #retry: Timer | undefined;
  #retryMs = firstRetryMs;
  #lastProgressMs = 0;
  #pausing = false;
  #standstill = false;

  constructor(target: number | string, streams: Streams, clock: Clock, loss: LossReport) {
    this.#target = target;
    this.#streams = streams;
    this.#clock = clock;
    this.#loss = loss;
  }

  /** Opens what is not open yet. Throws ErrnoException. */
  open(): void {
    this.#writer ??= this.#streams.open(this.#target);
  }

  write(chunk: Uint8Array): void {
    const rest = this.#backlog.size === 0 ? this.#handOver(chunk) : chunk;
    if (rest.length === 0) return;
    if (this.#backlog.size + rest.length > maxBacklogBytes) {
      this.#loss.failed("its reader does not keep up", rest.length);
      return;
    }
    if (this.#backlog.size === 0) this.#lastProgressMs = this.#clock.monotonicMs();
    this.#backlog.put(rest);
    this.#adjustPressure();
    this.#retryLater(firstRetryMs);
  }

  /** Whether writers are asked to pause. */
  get pausing(): boolean {
    return this.#pausing;
  }

  listen(listener: PressureListener): void {
    this.#listeners.add(listener);
  }

  unlisten(listener: PressureListener): void {
    if (this.#listeners.delete(listener) && this.#pausing) listener(false);
  }

  /** Calls `callback` when nothing waits any more, at once if that is now. */
  whenEmpty(callback: () => void): void {
    if (this.#backlog.size === 0) callback();
    else this.#onEmpty.push(callback);
  }

  /** For a path: goes on in the node that has the name now, as soon as it can be opened. */
  reopen(): void {
    if (typeof this.#target === "string") this.#closeWriter();
  }

  /** Closes at once; what waits is dropped. Idempotent. */
  close(): void {
    this.#retry?.cancel();
    this.#retry = undefined;
    this.#backlog.clear();
    this.#closeWriter();
    this.#adjustPressure();
    this.#nothingWaits();
  }

  /** Returns what the stream has not taken yet. */
  #handOver(chunk: Uint8Array): Uint8Array {
    let rest = chunk;
    try {
      this.open();
      while (rest.length > 0) {
        const count = this.#writer?.write(rest) ?? 0;
        if (count === 0) return rest;
        rest = rest.subarray(count);
      }
      this.#loss.succeeded();
    } catch (error) {
      this.#failed(error, rest.length);
    }
    return rest.subarray(rest.length);
  }

  #failed(error: unknown, lostBytes: number): void {
    this.#loss.failed(errnoOf(error), lostBytes);
    // A named pipe whose reader went away has to be opened anew for the next one; a descriptor stays what it is.
    this.reopen();
  }

  #flush(): void {
    const before = this.#backlog.size;
    let failed = false;
    try {
      this.open();
      for (let next = this.#backlog.peek(); next.length > 0; next = this.#backlog.peek()) {
        const count = this.#writer?.write(next) ?? 0;
        if (count === 0) break;
        this.#backlog.take(count);
      }
    } catch (error) {
      this.#failed(error, this.#backlog.clear());
      failed = true;
    }
    const progress = !failed && this.#backlog.size < before;
    if (progress) {
      this.#lastProgressMs = this.#clock.monotonicMs();
      this.#standstill = false;
    } else if (this.#clock.monotonicMs() - this.#lastProgressMs >= standstillMs) {
      this.#standstill = true;
    }
    this.#adjustPressure();
    if (this.#backlog.size > 0) {
      this.#retryLater(progress ? firstRetryMs : Math.min(this.#retryMs * 2, lastRetryMs));
      return;
    }
    if (progress) this.#loss.succeeded();
    this.#nothingWaits();
  }

  #retryLater(delayMs: number): void {
    if (this.#retry) return;
    this.#retryMs = delayMs;
    this.#retry = this.#clock.after(delayMs, () => {
      this.#retry = undefined;
      this.#flush();
    });
  }

  #adjustPressure(): void {
    const pause = !this.#standstill && this.#backlog.size > (this.#pausing ? resumeBelowBytes : pauseAboveBytes);
    if (pause === this.#pausing) return;
    this.#pausing = pause;
    for (const listener of this.#listeners) listener(pause);
  }

  #nothingWaits(): void {
    for (const callback of this.#onEmpty.splice(0)) callback();
  }

  #closeWriter(): void {
    const writer = this.#writer;
    this.#writer = undefined;
    try {
      writer?.close();
    } catch {
      // Nothing is lost with it: a stream keeps what it took.
    }
  }
}
