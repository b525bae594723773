import type { VNode } from "preact";
import type { MarkKind } from "../log/log-buffer.ts";
import { classesOf, coloursOf, piecesOf } from "../log/pieces.ts";
import type { Row } from "../log/rows.ts";
import type { Search } from "../log/search.ts";
import { programColours, sourceOf } from "../log/source.ts";
import { clockTime } from "../state/format.ts";
import { memo } from "../state/memo.tsx";

export interface LogRowProps {
  readonly row: Row;
  /** The line's text now: the last line of a log may grow. */
  readonly text: string;
  readonly search: Search | undefined;
  readonly current: boolean;
  /** Both channels are shown together: each line tells which one it is of. */
  readonly both: boolean;
  /** Of the line in its file. */
  readonly number: number | undefined;
  /** Whether to show when it came. */
  readonly time: boolean;
  /** Those that are shown together; empty: only one. */
  readonly programs: readonly string[];
}

/** All that is shown of a log is text, whatever it contains. */
export const LogRow = memo(function LogRow(props: LogRowProps): VNode {
  const { row, text, search, current, both, number, time, programs } = props;
  const { line, start } = row;
  const at = time && start === 0 && line.at !== undefined ? clockTime(line.at) : "";
  if (line.mark !== undefined) return <Mark kind={line.mark} text={line.text} at={at} />;
  const pieces = piecesOf(row, search?.(text) ?? []);
  const { channel, process } = sourceOf(line.channel);
  return (
    <div class={["log-row", both && channel, current && "current"].filter(Boolean).join(" ")}>
      <span class="number" aria-hidden="true">
        {number}
      </span>
      {time && <span class="time">{at}</span>}
      {process !== undefined && (
        <span class={`program program-${programs.indexOf(process) % programColours}`} title={process}>
          {start === 0 ? process : ""}
        </span>
      )}
      <span class="text">
        {pieces.map((piece, index) => {
          const names = classesOf(piece);
          if (names === "" && piece.style.foreground === undefined && piece.style.background === undefined)
            return piece.text;
          return (
            <span key={index} class={names} style={coloursOf(piece)}>
              {piece.text}
            </span>
          );
        })}
      </span>
    </div>
  );
});

function Mark({ kind, text, at }: { readonly kind: MarkKind; readonly text: string; readonly at: string }): VNode {
  return (
    <div class={`log-row log-mark ${kind}`}>
      {kind === "note" ? `— ${text} —` : text}
      {at !== "" && <span class="time">{at}</span>}
    </div>
  );
}
