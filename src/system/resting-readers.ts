import type { Clock } from "./system.ts";

/** Longest rest of a pipe that is written to all the time. With the clock's own grain it stays below 5 ms. */
const longRestMs = 4;
/** Rest of one that fills faster than that. */
const shortRestMs = 1;
/** As much in one rest makes the next one short. */
const muchBytes = 1 << 15;
/** Chunks that are smaller than this (to be called for larger ones costs little for each byte) ... */
const smallBytes = 1 << 12;
/** ... and follow each other faster than this ... */
const floodGapMs = 1.5;
/** ... so often in a row are a flood. */
const floodChunks = 4;
/** Reading at one go, before the rest of the program has its turn. */
const sliceMs = 2;

/** A reader that is not called for each write while it rests, but looks by itself. */
export interface RestingReader {
  /** Delivers what has come meanwhile. Returns how many bytes that was; 0 ends the rest, undefined as well: it is closed or paused. */
  look(): number | undefined;
  /** Has itself called for the next write again. */
  wake(): void;
}

/**
 * Readers of pipes whose writers write in small pieces, one right after the other. To be called for each piece costs more
 * than its bytes: so they leave the pipe alone for a few milliseconds and take everything at once, all of them in the same
 * turns of the loop. Where nothing came, the next byte is told at once again: a lone line never waits.
 */
export class RestingReaders {
  readonly #clock: Pick<Clock, "monotonicMs" | "after" | "soon">;
  /** When each looks again, in monotonic milliseconds; those that have waited longest first. */
  readonly #dueMs = new Map<RestingReader, number>();
  /** When the timer fires; infinite without one. */
  #timerMs = Number.POSITIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Pick<Clock, "monotonicMs" | "after" | "soon">) {
    this.#clock = clock;
  }

  /** For one reader that is called for each write: gets how much each call brought, tells whether to rest now. */
  watch(): (bytes: number) => boolean {
    let [lastMs, quick] = [0, 0];
    return (bytes) => {
      const nowMs = this.#clock.monotonicMs();
      quick = nowMs - lastMs < floodGapMs && bytes < smallBytes ? quick + 1 : 0;
      lastMs = nowMs;
      if (quick < floodChunks) return false;
      quick = 0;
      return true;
    };
  }

  add(reader: RestingReader): void {
    this.#restFor(reader, shortRestMs);
  }

  /** For a reader that is closed or paused; it is not woken. */
  remove(reader: RestingReader): void {
    this.#dueMs.delete(reader);
  }

  /** All look at multiples of their rest, so that many have few turns of the loop together. */
  #restFor(reader: RestingReader, restMs: number): void {
    const dueMs = (Math.floor(this.#clock.monotonicMs() / restMs) + 1) * restMs;
    this.#dueMs.set(reader, dueMs);
    if (dueMs < this.#timerMs) this.#wakeAt(dueMs);
  }

  #wakeAt(dueMs: number): void {
    this.#cancelTimer?.();
    this.#timerMs = dueMs;
    const timer = this.#clock.after(Math.max(0, dueMs - this.#clock.monotonicMs()), () => this.#look());
    this.#cancelTimer = () => timer.cancel();
  }

  #look(): void {
    this.#cancelTimer = undefined;
    this.#timerMs = Number.POSITIVE_INFINITY;
    const startMs = this.#clock.monotonicMs();
    for (const [reader, dueMs] of [...this.#dueMs]) {
      if (dueMs > startMs || !this.#dueMs.delete(reader)) continue;
      const bytes = reader.look();
      if (bytes === undefined) continue;
      if (bytes === 0) reader.wake();
      else this.#restFor(reader, bytes < muchBytes ? longRestMs : shortRestMs);
      if (this.#clock.monotonicMs() - startMs > sliceMs) break;
    }
    const nextMs = Math.min(...this.#dueMs.values());
    if (nextMs <= startMs) this.#clock.soon(() => this.#look());
    else if (nextMs < this.#timerMs) this.#wakeAt(nextMs);
  }
}
