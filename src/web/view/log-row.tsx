import type { VNode } from "preact";
import { classesOf, coloursOf, piecesOf } from "../log/pieces.ts";
import type { Row } from "../log/rows.ts";
import type { Search } from "../log/search.ts";
import { memo } from "../state/memo.tsx";

export interface LogRowProps {
  readonly row: Row;
  /** The line's text now: the last line of a log may grow. */
  readonly text: string;
  readonly search: Search | undefined;
  readonly current: boolean;
  /** Two logs are shown together: each line tells which one it is of. */
  readonly both: boolean;
}

/** All that is shown of a log is text, whatever it contains. */
export const LogRow = memo(function LogRow({ row, text, search, current, both }: LogRowProps): VNode {
  const { line, start } = row;
  if (line.mark === true) return <div class="log-row log-mark">— {line.text} —</div>;
  const pieces = piecesOf(row, search?.(text) ?? []);
  const classes = ["log-row", both && line.channel === "stderr" && "stderr", current && "current"];
  return (
    <div class={classes.filter(Boolean).join(" ")}>
      <span class="number" aria-hidden="true">
        {start === 0 ? line.number : ""}
      </span>
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
