/** A log on the screen: it draws the rows that are seen, however many there are. */
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import { levelSpans } from "../log/levels.ts";
import { fileLineOf } from "../log/log-buffer.ts";
import { LogRows } from "../log/log-rows.ts";
import { LogStream, type StreamState } from "../log/log-stream.ts";
import { followEnd, showTimes, stepMatch, wrapLines } from "../state/log-choices.ts";
import { useStore } from "../state/store.ts";
import { IconButton } from "./icons.tsx";
import { LogRow } from "./log-row.tsx";
import { LogToolbar } from "./log-toolbar.tsx";
import { measureLog } from "./measure-log.ts";
import { useSearch } from "./use-search.ts";

export interface LogViewProps {
  readonly path: string;
  /** Nothing: supervisord's own log. */
  readonly channel?: "stdout" | "stderr" | "both";
  /** Several processes together. */
  readonly processes?: readonly string[];
  readonly downloads: readonly { readonly label: string; readonly href: string }[];
  readonly onClear: () => void;
}

const none: readonly string[] = [];
const rowHeight = 20;
const firstTail = 1 << 19;
const maxTail = 1 << 24;

export function LogView({ path, channel, processes = none, downloads, onClear }: LogViewProps): VNode {
  const [tail, setTail] = useState(processes.length > 4 ? firstTail / 8 : firstTail);
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
  const digits = Math.max(4, String(stream.current?.buffer.highest ?? 0).length);
  const { search, trouble } = useSearch(wanted);
  const times = useStore(showTimes);
  /** What was typed has not been gone to yet; the first match at or after this line is meant. */
  const goal = useRef<number>(undefined);
  const origin = useRef(0);
  const layout = { columns: wrap ? view.columns : undefined, search, onlyMatches };
  const latest = useRef(layout);
  latest.current = layout;

  useEffect(() => {
    setState("connecting");
    const opened = new LogStream({
      path,
      query: [
        ...(channel === undefined ? [] : [["channel", channel] as const]),
        ...processes.map((id) => ["process", id] as const),
      ],
      several: processes.length > 0,
      stylePlain: channel === undefined ? levelSpans : undefined,
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
  }, [path, channel, processes, tail]);

  useEffect(() => {
    rows.current?.lay(latest.current);
    redraw(undefined as never);
  }, [layout.columns, search, onlyMatches]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const before = ["number", ...(times ? ["time"] : []), ...(processes.length > 0 ? ["program"] : [])];
    const measure = (): void => setView(() => measureLog(element, before));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [times, processes, digits]);

  const shown = rows.current?.rows ?? [];
  useLayoutEffect(() => {
    const element = scroller.current;
    if (follow && element !== null) element.scrollTop = element.scrollHeight;
  });

  const topLine = shown[Math.floor(view.top / rowHeight)]?.line.number ?? 0;
  const step = (by: 1 | -1): void => {
    const all = rows.current?.matches ?? [];
    if (all.length > 0) goTo(nextMatch(all, at, by, topLine));
  };
  const goTo = (next: number): void => {
    setAt(next);
    followEnd.set(false);
    const row = rows.current?.rowOf(next) ?? 0;
    scroller.current?.scrollTo({ top: row * rowHeight - view.height / 2 });
  };
  const stepper = useRef(step);
  stepper.current = step;
  useEffect(() => stepMatch.watch(() => stepMatch.value && stepper.current(stepMatch.value.by)), []);

  useEffect(() => {
    const all = rows.current?.matches ?? [];
    if (goal.current === undefined || search === undefined || all.length === 0) return;
    goTo(nextMatch(all, undefined, 1, goal.current));
    goal.current = undefined;
  }, [search, shown]);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - 10);
  const last = Math.min(shown.length, first + Math.ceil(view.height / rowHeight) + 20);
  const width = wrap
    ? undefined
    : `${Math.ceil((rows.current?.widest ?? 0) * view.cell) + 130 + (times ? 100 : 0) + (processes.length > 0 ? 190 : 0)}px`;
  const complete = stream.current?.complete ?? true;
  return (
    <div class="log">
      <LogToolbar
        wanted={wanted}
        onWanted={(text) => {
          setWanted(text);
          setAt(undefined);
          // While more is typed it begins from the same place.
          if (wanted === "") origin.current = topLine;
          goal.current = text === "" ? undefined : origin.current;
        }}
        trouble={trouble}
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
        style={{ "--digits": digits, "--name": longestName(processes) }}
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
                number={row.start === 0 ? fileLineOf(row.line) : undefined}
                time={times}
                programs={processes}
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

/** The match after (or before) the current one; without one, the first that is not above the screen. */
function nextMatch(all: readonly number[], at: number | undefined, by: 1 | -1, top: number): number {
  const here = at === undefined ? -1 : all.indexOf(at);
  if (here === -1)
    return (by === 1 ? all.find((number) => number >= top) : all.findLast((number) => number < top)) ?? all[0] ?? 0;
  return all[(here + by + all.length) % all.length] ?? 0;
}

/** In characters. */
function longestName(names: readonly string[]): number {
  return Math.min(28, Math.max(0, ...names.map(({ length }) => length)));
}

function streamText(state: StreamState, follow: boolean): string {
  if (state === "lost") return "connection lost, trying again";
  if (state === "connecting") return "connecting";
  return follow ? "following" : "paused";
}

function lineCount(count: number): string {
  return count === 1 ? "1 line" : `${count.toLocaleString("en")} lines`;
}
