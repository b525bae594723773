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
/** After a rest that gained nothing it takes so many times as many, up to so many. */
const [doubtFactor, mostFloodChunks] = [8, 4096];
/** Reading at one go, before the rest of the program has its turn. */
const sliceMs = 2;

/** A reader that is not called for each write while it rests, but looks by itself. */
export interface RestingReader {
  readonly flood: Flood;
  /** Delivers what has come meanwhile. Returns how many bytes that was; 0 ends the rest, undefined as well: it is closed or paused. */
  look(): number | undefined;
  /** Has itself called for the next write again. */
  wake(): void;
}

/** Tells by how the calls of one reader follow each other whether its writer floods the pipe. */
export class Flood {
  readonly #clock: Pick<Clock, "monotonicMs">;
  #lastMs = 0;
  #quick = 0;
  #needed = floodChunks;
  /** What the last call brought, in bytes. */
  #chunk = 0;

  constructor(clock: Pick<Clock, "monotonicMs">) {
    this.#clock = clock;
  }

  /** For each call: gets how much it brought, tells whether to rest now. */
  isOn(bytes: number): boolean {
    const nowMs = this.#clock.monotonicMs();
    this.#quick = nowMs - this.#lastMs < floodGapMs && bytes < smallBytes ? this.#quick + 1 : 0;
    this.#lastMs = nowMs;
    this.#chunk = bytes;
    if (this.#quick < this.#needed) return false;
    this.#quick = 0;
    return true;
  }

  /** Whether a long rest brought more than a call would have: else the writer waits for its reader, and a rest only holds it up. */
  gained(bytes: number): boolean {
    const hasGained = bytes > this.#chunk;
    this.#needed = hasGained ? floodChunks : Math.min(this.#needed * doubtFactor, mostFloodChunks);
    return hasGained;
  }
}

/**
 * Readers of pipes whose writers write in small pieces, one right after the other. To be called for each piece costs more
 * than its bytes: so they leave the pipe alone for a few milliseconds and take everything at once, all of them in the same
 * turns of the loop. Where nothing came, the next byte is told at once again: a lone line never waits.
 */
export class RestingReaders {
  readonly #clock: Pick<Clock, "monotonicMs" | "after" | "soon">;
  /** When each looks again, in monotonic milliseconds, after a rest of what length; those that have waited longest first. */
  readonly #rests = new Map<RestingReader, { readonly dueMs: number; readonly restMs: number }>();
  /** When the timer fires; infinite without one. */
  #timerMs = Number.POSITIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Pick<Clock, "monotonicMs" | "after" | "soon">) {
    this.#clock = clock;
  }

  add(reader: RestingReader): void {
    this.#restFor(reader, shortRestMs);
  }

  /** For a reader that is closed or paused; it is not woken. */
  remove(reader: RestingReader): void {
    this.#rests.delete(reader);
  }

  /** All look at multiples of their rest, so that many have few turns of the loop together. */
  #restFor(reader: RestingReader, restMs: number): void {
    const dueMs = (Math.floor(this.#clock.monotonicMs() / restMs) + 1) * restMs;
    this.#rests.set(reader, { dueMs, restMs });
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
    for (const [reader, { dueMs, restMs }] of [...this.#rests]) {
      if (dueMs > startMs || !this.#rests.delete(reader)) continue;
      const bytes = reader.look();
      if (bytes === undefined) continue;
      if (bytes === 0 || (restMs === longRestMs && !reader.flood.gained(bytes))) reader.wake();
      else this.#restFor(reader, bytes < muchBytes ? longRestMs : shortRestMs);
      if (this.#clock.monotonicMs() - startMs > sliceMs) break;
    }
    const nextMs = Math.min(...[...this.#rests.values()].map(({ dueMs }) => dueMs));
    if (nextMs <= startMs) this.#clock.soon(() => this.#look());
    else if (nextMs < this.#timerMs) this.#wakeAt(nextMs);
  }
}
