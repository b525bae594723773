import type { SearchRequest } from "../search-worker.ts";
import type { Match, Search } from "./search.ts";

/** What of a worker is used. */
export interface PatternWorker {
  postMessage(request: SearchRequest): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<readonly (readonly Match[])[]>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface PatternSearchOptions {
  readonly pattern: string;
  readonly startWorker: () => PatternWorker;
  /** More is known: what was looked up before is worth another look. */
  readonly onFound: () => void;
  /** The pattern takes too long; nothing more will be found. */
  readonly onGiveUp: () => void;
}

/** What the worker gets at a time, and how long it may take for it. */
const sliceLines = 2_000;
const sliceCharacters = 500_000;
const patienceMs = 3_000;
/** The page is told of what was found at most this often. */
const tellMs = 300;
const maxKnown = 400_000;
const none: readonly Match[] = [];

/** Looks for a regular expression through a worker. What is not known yet counts as no match, and is asked for. */
export class PatternSearch {
  readonly #options: PatternSearchOptions;
  #worker: PatternWorker | undefined;
  readonly #known = new Map<string, readonly Match[]>();
  #asked: string[] = [];
  #searched: readonly string[] = [];
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #toldAt = 0;

  constructor(options: PatternSearchOptions) {
    this.#options = options;
    const worker = options.startWorker();
    worker.onmessage = ({ data }) => this.#take(data);
    worker.onerror = () => this.#giveUp();
    this.#worker = worker;
  }

  readonly find: Search = (text) => {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#worker === undefined) return none;
    this.#known.set(text, none);
    if (this.#asked.push(text) === 1) queueMicrotask(() => this.#ask());
    return none;
  };

  close(): void {
    clearTimeout(this.#watchdog);
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #ask(): void {
    if (this.#worker === undefined || this.#searched.length > 0 || this.#asked.length === 0) return;
    const { length } = this.#asked;
    let count = 0;
    for (let characters = 0; count < Math.min(length, sliceLines) && characters < sliceCharacters; count++) {
      characters += this.#asked[count]?.length ?? 0;
    }
    this.#searched = this.#asked.slice(0, count);
    this.#asked = this.#asked.slice(count);
    this.#watchdog = setTimeout(() => this.#giveUp(), patienceMs);
    this.#worker.postMessage({ pattern: this.#options.pattern, texts: this.#searched });
  }

  #take(found: readonly (readonly Match[])[]): void {
    clearTimeout(this.#watchdog);
    for (const [index, text] of this.#searched.entries()) {
      const matches = found[index] ?? none;
      if (matches.length > 0) this.#known.set(text, matches);
    }
    this.#searched = [];
    const finished = this.#asked.length === 0;
    // Those that are still shown are asked for again.
    if (finished && this.#known.size > maxKnown) this.#known.clear();
    const now = performance.now();
    if (finished || now - this.#toldAt > tellMs) {
      this.#toldAt = now;
      this.#options.onFound();
    }
    this.#ask();
  }

  #giveUp(): void {
    this.close();
    this.#options.onGiveUp();
  }
}
