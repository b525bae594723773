import { useEffect, useReducer, useRef } from "preact/hooks";

/** A value that components watch. Setting it to what it is tells nobody. */
export class Store<T> {
  #value: T;
  readonly #watchers = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const watcher of [...this.#watchers]) watcher();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }

  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }
}

/** What `select` makes of a store; the component is drawn again when that changes. */
export function useStore<T, S = T>(store: Store<T>, select: (value: T) => S = (value) => value as unknown as S): S {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const selected = select(store.value);
  const latest = useRef({ select, selected });
  latest.current = { select, selected };
  useEffect(() => {
    const look = (): void => {
      const { select: choose, selected: before } = latest.current;
      if (!Object.is(choose(store.value), before)) redraw(undefined as never);
    };
    // It may have changed since it was drawn.
    look();
    return store.watch(look);
  }, [store]);
  return selected;
}
