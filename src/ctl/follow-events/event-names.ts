import { suggest } from "../../config/suggest.ts";

const states = ["STOPPED", "STARTING", "RUNNING", "BACKOFF", "STOPPING", "EXITED", "FATAL", "UNKNOWN"];

/** The types of Supervisor's events that are told here. */
export const eventNames: readonly string[] = [
  ...states.map((state) => `PROCESS_STATE_${state}`),
  "PROCESS_GROUP_ADDED",
  "PROCESS_GROUP_REMOVED",
  "SUPERVISOR_STATE_CHANGE_RUNNING",
  "SUPERVISOR_STATE_CHANGE_STOPPING",
];

/** Those that stand for several. */
const families = ["EVENT", "PROCESS_STATE", "PROCESS_GROUP", "SUPERVISOR_STATE_CHANGE"];

/**
 * The types that `--type` names, in any case: types of events, families of them, states alone. Text: what is wrong with it.
 * @param text undefined: all
 */
export function typesNamed(text: string | undefined): ReadonlySet<string> | string {
  if (text === undefined) return new Set(eventNames);
  const chosen = new Set<string>();
  for (const part of text.split(",")) {
    const name = part.trim().toUpperCase();
    const full = states.includes(name) ? `PROCESS_STATE_${name}` : name;
    const found = eventNames.filter((type) => type === full || (families.includes(full) && isOf(type, full)));
    if (found.length === 0) return unknown(part.trim(), full);
    for (const type of found) chosen.add(type);
  }
  return chosen;
}

function isOf(type: string, family: string): boolean {
  return family === "EVENT" || type.startsWith(`${family}_`);
}

function unknown(typed: string, name: string): string {
  const near = suggest(name, [...families, ...eventNames]);
  return `no type ${typed} is told here${near === undefined ? `; there are ${families.slice(1).join(", ")}` : `; did you mean ${near}?`}`;
}
