import { type EventTypeName, eventTypeNames, eventTypes } from "../src/events/event-types.ts";

/** docs/reference/events.md: every event type, from the table. */
export function renderEventReference(): string {
  const lines = [
    "# Event types",
    "",
    "<!-- Generated from src/events/event-types.ts by `npm run docs`. Do not edit. -->",
    "",
    "What `events=` of an `[eventlistener:x]` may name. A type without a payload is never sent: it stands for all types under it.",
    "[Events](../events.md) says what surrounds a payload and when events are sent.",
    "",
    "| type | payload | sent when |",
    "| --- | --- | --- |",
  ];
  for (const name of eventTypeNames) {
    const record: { readonly payload?: string; readonly doc: string } = eventTypes[name];
    const indent = "&nbsp;&nbsp;".repeat(depth(name));
    const payload = record.payload === undefined ? "" : record.payload === "" ? "(empty)" : `\`${record.payload}\``;
    lines.push(`| ${indent}\`${name}\` | ${payload} | ${record.doc} |`);
  }
  return `${lines.join("\n")}\n`;
}

function depth(name: EventTypeName): number {
  const { parent } = eventTypes[name];
  return parent === undefined ? 0 : 1 + depth(parent);
}
