import type { VNode } from "preact";
import type { ProcessShape } from "../../http/api/shapes.ts";
import { isProblem } from "../state/filter.ts";

export type Tone = "up" | "busy" | "bad" | "warn" | "off";

/** How a process is, as a colour; each has its own form too, for who does not see colours. */
export function toneOf(process: ProcessShape): Tone {
  switch (process.state) {
    case "RUNNING":
      return process.flapping === null ? "up" : "warn";
    case "STARTING":
    case "STOPPING":
      return "busy";
    case "BACKOFF":
      return "warn";
    case "FATAL":
    case "UNKNOWN":
      return "bad";
    default:
      return isProblem(process) ? "warn" : "off";
  }
}

export function StateMark({ tone }: { readonly tone: Tone }): VNode {
  return (
    <svg class={`mark ${tone}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {tone === "up" && <circle cx="6" cy="6" r="4" />}
      {tone === "busy" && <circle class="ring" cx="6" cy="6" r="3.6" />}
      {tone === "off" && <circle class="hollow" cx="6" cy="6" r="3.4" />}
      {tone === "warn" && <path d="M6 1.4 11 10.4H1z" />}
      {tone === "bad" && <path d="M6 .8 11.2 6 6 11.2.8 6z" />}
    </svg>
  );
}
