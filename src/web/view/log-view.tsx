/** A log on the screen: it draws the rows that are seen, however many there are. */
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import { LogRows } from "../log/log-rows.ts";
import { LogStream, type StreamState } from "../log/log-stream.ts";
import { PatternSearch, type PatternWorker } from "../log/pattern-search.ts";
import { readSearch, type Search, textSearch } from "../log/search.ts";
import { followEnd, stepMatch, wrapLines } from "../state/log-choices.ts";
import { useStore } from "../state/store.ts";
import { IconButton } from "./icons.tsx";
import { LogRow } from "./log-row.tsx";
import { LogToolbar } from "./log-toolbar.tsx";

export interface LogViewProps {
  readonly path: string;
  readonly channel: "stdout" | "stderr" | "both" | undefined;
  readonly downloads: readonly { readonly label: string; readonly href: string }[];
  readonly onClear: () => void;
}

const rowHeight = 20;
const firstTail = 1 << 19;
const maxTail = 1 << 24;

export function LogView({ path, channel, downloads, onClear }: LogViewProps): VNode {
  const [tail, setTail] = useState(firstTail);
  const [state, setState] = useState<StreamState>("connecting");
  const [wanted, setWanted] = useState("");
  const [onlyMatches, setOnlyMatches] = useState(false);
  const [at, setAt] = useState<number>();
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const wrap = useStore(wrapLines);
  const follow = useStore(followEnd);
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 0, columns: 80, cell: 7.5 });
  const rows = useRef<LogRows>(undefined);
  const stream = useRef<LogStream>(undefined);
  const { search, gaveUp } = useSearch(wanted);
  const layout = { columns: wrap ? view.columns : undefined, search, onlyMatches };
  const latest = useRef(layout);
  latest.current = layout;

  useEffect(() => {
    setState("connecting");
    const opened = new LogStream({
      path,
      channel,
      tail,
      onState: setState,
      onLines: () => {
        const gone = rows.current?.refresh() ?? 0;
        const element = scroller.current;
        if (gone > 0 && element !== null && !followEnd.value) element.scrollTop -= gone * rowHeight;
        redraw(undefined as never);
      },
    });
    stream.current = opened;
    rows.current = new LogRows(opened.buffer);
    rows.current.lay(latest.current);
    return () => opened.close();
  }, [path, channel, tail]);

  useEffect(() => {
    rows.current?.lay(latest.current);
    redraw(undefined as never);
  }, [layout.columns, search, onlyMatches]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void => setView(() => measureView(element));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  const shown = rows.current?.rows ?? [];
  useLayoutEffect(() => {
    const element = scroller.current;
    if (follow && element !== null) element.scrollTop = element.scrollHeight;
  });

  const step = (by: 1 | -1): void => {
    const all = rows.current?.matches ?? [];
    if (all.length === 0) return;
    const next = nextMatch(all, at, by, shown[Math.floor(view.top / rowHeight)]?.line.number ?? 0);
    setAt(next);
    followEnd.set(false);
    const row = rows.current?.rowOf(next) ?? 0;
    scroller.current?.scrollTo({ top: row * rowHeight - view.height / 2 });
  };
  const stepper = useRef(step);
  stepper.current = step;
  useEffect(() => stepMatch.watch(() => stepMatch.value && stepper.current(stepMatch.value.by)), []);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - 10);
  const last = Math.min(shown.length, first + Math.ceil(view.height / rowHeight) + 20);
  const width = wrap ? undefined : `${Math.ceil((rows.current?.widest ?? 0) * view.cell) + 90}px`;
  const complete = stream.current?.complete ?? true;
  return (
    <div class="log">
      <LogToolbar
        wanted={wanted}
        onWanted={(text) => {
          setWanted(text);
          setAt(undefined);
        }}
        gaveUp={gaveUp}
        matches={rows.current?.matches.length ?? 0}
        position={at === undefined ? undefined : (rows.current?.matches.indexOf(at) ?? -1) + 1}
        onStep={step}
        onlyMatches={onlyMatches}
        onOnlyMatches={setOnlyMatches}
        downloads={downloads}
        onClear={onClear}
      />
      <div
        class="log-lines"
        ref={scroller}
        // A log is read with the arrow keys too.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label="Log"
        onScroll={(event) => {
          const element = event.currentTarget;
          const { scrollTop, scrollHeight, clientHeight } = element;
          const end = scrollHeight - scrollTop - clientHeight < rowHeight;
          // Being at the end by having scrolled up is impossible: the end means to follow.
          if (scrollTop !== view.top) followEnd.set(end);
          setView((before) => (before.top === scrollTop ? before : { ...before, top: scrollTop }));
        }}
      >
        <div class="log-space" style={{ height: `${shown.length * rowHeight}px`, minWidth: width }}>
          <div class="log-window" style={{ transform: `translateY(${first * rowHeight}px)` }}>
            {shown.slice(first, last).map((row) => (
              <LogRow
                key={`${row.line.number}.${row.start}`}
                row={row}
                text={row.line.text}
                search={search}
                current={row.line.number === at}
                both={channel === "both"}
              />
            ))}
          </div>
        </div>
      </div>
      <footer class="log-foot">
        <span class={`stream ${state}`}>{streamText(state, follow)}</span>
        <span>
          {shown.length === 0 && state === "open"
            ? "nothing logged yet"
            : lineCount(stream.current?.buffer.lines.length ?? 0)}
        </span>
        {!complete && tail < maxTail && (
          <button type="button" class="text-button" onClick={() => setTail(Math.min(maxTail, tail * 8))}>
            Load earlier lines
          </button>
        )}
        {!follow && (
          <IconButton icon="follow" label="To the end, and follow" class="to-end" onClick={() => followEnd.set(true)}>
            Follow
          </IconButton>
        )}
      </footer>
    </div>
  );
}

/** What is looked for, and whether it takes too long. The search is another function when it has found more. */
function useSearch(wanted: string): { readonly search: Search | undefined; readonly gaveUp: boolean } {
  const [search, setSearch] = useState<Search>();
  const [gaveUp, setGaveUp] = useState(false);
  useEffect(() => {
    setGaveUp(false);
    const asked = readSearch(wanted);
    if (asked === undefined || "text" in asked) {
      setSearch(() => asked && textSearch(asked.text));
      return;
    }
    const opened = new PatternSearch({
      pattern: asked.pattern,
      startWorker: () => new Worker("assets/search.js", { type: "module" }) as PatternWorker,
      onFound: () => setSearch(() => (text: string) => opened.find(text)),
      onGiveUp: () => setGaveUp(true),
    });
    setSearch(() => opened.find);
    return () => opened.close();
  }, [wanted]);
  return { search, gaveUp };
}

function measureView(element: HTMLElement): { top: number; height: number; columns: number; cell: number } {
  const row = document.createElement("div");
  row.className = "log-row log-probe";
  const [number, probe] = ["number", "text"].map((name) => {
    const span = document.createElement("span");
    span.className = name;
    return span;
  }) as [HTMLElement, HTMLElement];
  probe.textContent = "0".repeat(100);
  row.append(number, probe);
  element.append(row);
  const box = probe.getBoundingClientRect();
  const cell = box.width / 100 || 7.5;
  // What stands before the text, and a little room behind it.
  const gutter = box.left - row.getBoundingClientRect().left + 12;
  row.remove();
  const columns = Math.max(20, Math.floor((element.clientWidth - gutter) / cell));
  return { top: element.scrollTop, height: element.clientHeight, columns, cell };
}

/** The match after (or before) the current one; without one, the first that is not above the screen. */
function nextMatch(all: readonly number[], at: number | undefined, by: 1 | -1, top: number): number {
  const here = at === undefined ? -1 : all.indexOf(at);
  if (here === -1)
    return (by === 1 ? all.find((number) => number >= top) : all.findLast((number) => number < top)) ?? all[0] ?? 0;
  return all[(here + by + all.length) % all.length] ?? 0;
}

function streamText(state: StreamState, follow: boolean): string {
  if (state === "lost") return "connection lost, trying again";
  if (state === "connecting") return "connecting";
  return follow ? "following" : "paused";
}

function lineCount(count: number): string {
  return count === 1 ? "1 line" : `${count.toLocaleString("en")} lines`;
}
