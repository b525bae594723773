import type { StateName } from "../process/state.ts";
import type { Control, ControlledGroup, ControlledProcess } from "./control.ts";
import { nameOf } from "./find.ts";

/** One numbered change. What a process is like is asked for when it is told, not kept. */
export type Change = { readonly sequence: number } & (
  | { readonly kind: "process"; readonly process: ControlledProcess; readonly to: StateName }
  | { readonly kind: "group-added" | "group-removed"; readonly group: string }
  | { readonly kind: "mood"; readonly mood: Control["mood"] }
);

type NewChange = Change extends infer C ? (C extends Change ? Omit<C, "sequence"> : never) : never;

/** Changes that a reader may miss and still be told. */
const remembered = 4_000;

/**
 * Every change of a process' state, of the set of groups and of the daemon's mood, numbered, so that a reader can go on
 * where it was cut off. It listens from the first reader on, and costs nothing before.
 */
export class ChangeFeed {
  readonly #control: Control;
  /** Names this feed: the numbers of another life of the daemon mean nothing here. */
  readonly #era: string;
  readonly #readers = new Set<(change: Change) => void>();
  readonly #groups = new Map<ControlledGroup, () => void>();
  readonly #past: Change[] = [];
  #sequence = 0;
  #mood: Control["mood"];
  #listening = false;

  constructor(control: Control, era: string) {
    this.#control = control;
    this.#era = era;
    this.#mood = control.mood;
  }

  /** Id of the last change, for Last-Event-ID. */
  get lastId(): string {
    return this.idOf(this.#sequence);
  }

  idOf(sequence: number): string {
    return `${this.#era}-${sequence}`;
  }

  /** What came after `id`, or undefined if that is not known any more. */
  since(id: string): readonly Change[] | undefined {
    const match = /^(.*)-(\d+)$/.exec(id);
    const sequence = Number(match?.[2]);
    if (match?.[1] !== this.#era || !this.#listening || sequence > this.#sequence) return undefined;
    if (sequence < this.#sequence - this.#past.length) return undefined;
    return this.#past.filter((change) => change.sequence > sequence);
  }

  /** Calls `reader` at each change, until the function that it returns is called. */
  read(reader: (change: Change) => void): () => void {
    if (!this.#listening) {
      this.#listening = true;
      this.#mood = this.#control.mood;
      for (const group of this.#control.groups.values()) this.#follow(group);
      this.#control.onChange(() => this.#compare());
    }
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  #compare(): void {
    const { mood, groups } = this.#control;
    const active = new Set(groups.values());
    for (const [group, unfollow] of this.#groups) {
      if (active.has(group)) continue;
      unfollow();
      this.#groups.delete(group);
      this.#tell({ kind: "group-removed", group: group.name });
    }
    for (const group of active) {
      if (this.#groups.has(group)) continue;
      this.#follow(group);
      this.#tell({ kind: "group-added", group: group.name });
    }
    if (mood !== this.#mood) {
      this.#mood = mood;
      this.#tell({ kind: "mood", mood });
    }
  }

  #follow(group: ControlledGroup): void {
    const stops = group.processes.map((process) =>
      process.onStateChange((_process, { to }) => this.#tell({ kind: "process", process, to })),
    );
    this.#groups.set(group, () => {
      for (const stop of stops) stop();
    });
  }

  #tell(news: NewChange): void {
    const change: Change = { ...news, sequence: ++this.#sequence };
    this.#past.push(change);
    if (this.#past.length > remembered) this.#past.shift();
    for (const reader of [...this.#readers]) reader(change);
  }
}

/** Name under which a reader knows the subject of a change. */
export function subjectOf(change: Change): string {
  switch (change.kind) {
    case "process":
      return nameOf(change.process);
    case "mood":
      return change.mood;
    default:
      return change.group;
  }
}
