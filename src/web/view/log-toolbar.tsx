import type { VNode } from "preact";
import { followEnd, showTimes, wrapLines } from "../state/log-choices.ts";
import { useStore } from "../state/store.ts";
import { Icon, IconButton } from "./icons.tsx";
import type { RunningSearch } from "./use-search.ts";

export interface LogToolbarProps {
  readonly wanted: string;
  readonly onWanted: (text: string) => void;
  readonly matches: number;
  readonly trouble: RunningSearch["trouble"];
  /** 1-based place of the current match. */
  readonly position: number | undefined;
  readonly onStep: (by: 1 | -1) => void;
  readonly onlyMatches: boolean;
  readonly onOnlyMatches: (only: boolean) => void;
  readonly downloads: readonly { readonly label: string; readonly href: string }[];
  readonly onClear: () => void;
}

export function LogToolbar(props: LogToolbarProps): VNode {
  const wrap = useStore(wrapLines);
  const follow = useStore(followEnd);
  const times = useStore(showTimes);
  const { wanted, onWanted, matches, trouble, position, onStep, onlyMatches, onOnlyMatches } = props;
  return (
    <div class="log-tools">
      <label class="filter">
        <Icon name="search" />
        <span class="hidden">Search the log</span>
        <input
          id="log-search"
          type="search"
          placeholder="Search, or /pattern/"
          autocomplete="off"
          spellcheck={false}
          value={wanted}
          onInput={(event) => onWanted(event.currentTarget.value)}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
            if (event.key === "Escape") {
              onWanted("");
              event.currentTarget.blur();
            }
          }}
        />
        {wanted !== "" && (
          <span class={`found-count ${trouble === undefined ? "" : "bad"}`} role="status" title={trouble?.long}>
            {trouble?.short ?? (position === undefined ? matches : `${position}/${matches}`)}
          </span>
        )}
      </label>
      {wanted !== "" && (
        <>
          <IconButton icon="up" label="Previous match" disabled={matches === 0} onClick={() => onStep(-1)} />
          <IconButton icon="down" label="Next match" disabled={matches === 0} onClick={() => onStep(1)} />
          <IconButton
            icon="filter"
            label="Only lines that match"
            pressed={onlyMatches}
            onClick={() => onOnlyMatches(!onlyMatches)}
          />
        </>
      )}
      <span class="grow" />
      <IconButton
        icon={follow ? "pause" : "follow"}
        label={follow ? "Pause" : "Follow the end"}
        pressed={follow}
        onClick={() => followEnd.set(!follow)}
      />
      <IconButton
        icon="clock"
        label="Times of arrival, from now on"
        pressed={times}
        onClick={() => showTimes.set(!times)}
      />
      <IconButton icon="wrap" label="Wrap long lines" pressed={wrap} onClick={() => wrapLines.set(!wrap)} />
      {props.downloads.map(({ label, href }) => (
        <a key={href} class="icon-button" href={href} title={label} aria-label={label} download>
          <Icon name="download" />
          {props.downloads.length > 1 && label.split(" ").at(-1)}
        </a>
      ))}
      <IconButton icon="clear" label="Clear the log" onClick={props.onClear} />
    </div>
  );
}
