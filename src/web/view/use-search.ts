import { useEffect, useState } from "preact/hooks";
import { PatternSearch, type PatternWorker } from "../log/pattern-search.ts";
import { readSearch, type Search, textSearch } from "../log/search.ts";

export interface RunningSearch {
  readonly search: Search | undefined;
  /** Why nothing is found; undefined: it is being looked for. */
  readonly trouble: { readonly short: string; readonly long: string } | undefined;
}

/** What is looked for. The search is another function when it has found more. */
export function useSearch(wanted: string): RunningSearch {
  const [search, setSearch] = useState<Search>();
  const [trouble, setTrouble] = useState<RunningSearch["trouble"]>();
  useEffect(() => {
    setTrouble(undefined);
    const asked = readSearch(wanted);
    if (asked !== undefined && "invalid" in asked) {
      setTrouble({ short: "invalid pattern", long: asked.invalid });
      setSearch(undefined);
      return;
    }
    if (asked === undefined || "text" in asked) {
      setSearch(() => asked && textSearch(asked.text));
      return;
    }
    const opened = new PatternSearch({
      pattern: asked.pattern,
      startWorker: () => new Worker("assets/search.js", { type: "module" }) as PatternWorker,
      onFound: () => setSearch(() => (text: string) => opened.find(text)),
      onGiveUp: () => setTrouble({ short: "takes too long", long: "The pattern takes too long on these lines" }),
    });
    setSearch(() => opened.find);
    return () => opened.close();
  }, [wanted]);
  return { search, trouble };
}
