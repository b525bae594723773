import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { LifeShape, ProcessShape } from "../../http/api/shapes.ts";
import { readLives } from "../state/api-client.ts";
import { dateTimeSeconds, exactDuration } from "../state/format.ts";
import { toneOf } from "./state-mark.tsx";
import { useAnswer } from "./use-answer.ts";

/** So many are shown before all are asked for. */
const few = 6;

/** When it ran lately, for how long, and how that ended. */
export function ProcessLives({ process }: { readonly process: ProcessShape }): VNode | null {
  const { id, state, starts } = process;
  const lives = useAnswer(() => readLives(id), [id, state, starts]);
  const [all, setAll] = useState(false);
  if (lives === undefined || lives.length === 0) return null;
  return (
    <section class="lives">
      <h3>Last lives</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">Started</th>
            <th scope="col">Lasted</th>
            <th scope="col">Ended</th>
          </tr>
        </thead>
        <tbody>
          {(all ? lives : lives.slice(0, few)).map((life) => (
            <tr key={`${life.startedAt} ${life.attempt}`} class={toneOfEnd(life, process)}>
              <td>{dateTimeSeconds(life.startedAt)}</td>
              <td>{life.endedAt === null ? "still running" : exactDuration(life.seconds)}</td>
              <td>{endText(life)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!all && lives.length > few && (
        <button type="button" class="text-button" onClick={() => setAll(true)}>
          All {lives.length}
        </button>
      )}
    </section>
  );
}

function endText({ end, how, attempt }: LifeShape): string {
  if (how === null) return "";
  if (end === "stopped") return `stopped, ${how}`;
  return attempt === null ? how : `${how}, attempt ${attempt}`;
}

function toneOfEnd({ end }: LifeShape, process: ProcessShape): string {
  if (end === null) return toneOf(process);
  return end === "unexpected" || end === "not-started" ? "bad" : "off";
}
