import type { ExpansionValue } from "./expand.ts";

/** The names that %(name)s may use at one place: a layer over those of the place around it. */
export class Expansions {
  readonly #own: ReadonlyMap<string, ExpansionValue>;
  readonly #outer: Expansions | undefined;

  constructor(own: Iterable<readonly [string, ExpansionValue]>, outer?: Expansions) {
    this.#own = new Map(own);
    this.#outer = outer;
  }

  get(name: string): ExpansionValue | undefined {
    return this.#own.get(name) ?? this.#outer?.get(name);
  }

  /** These names, and `own` over them. */
  with(own: Iterable<readonly [string, ExpansionValue]>): Expansions {
    return new Expansions(own, this);
  }

  names(): Set<string> {
    return new Set([...(this.#outer?.names() ?? []), ...this.#own.keys()]);
  }
}

/** Environment variables as they are named in expansions. */
export function environmentNames(variables: Readonly<Record<string, string | undefined>>): [string, string][] {
  return Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[`ENV_${name}`, value]]));
}
