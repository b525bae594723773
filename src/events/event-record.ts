import type { ProcessOutputEvent, SupervisorEvent } from "./event.ts";

/** An event fit for JSON: output as Base64. */
export type EventRecord =
  | Exclude<SupervisorEvent, ProcessOutputEvent>
  | (Omit<ProcessOutputEvent, "data"> & { readonly data: string });

export function eventRecord(event: SupervisorEvent): EventRecord {
  return isOutput(event) ? { ...event, data: Buffer.from(event.data).toString("base64") } : event;
}

/** What `eventRecord` made a record of. */
export function recordedEvent(record: EventRecord): SupervisorEvent {
  return isOutput(record) ? { ...record, data: Buffer.from(record.data, "base64") } : record;
}

function isOutput<Event extends { readonly type: string }>(
  event: Event,
): event is Extract<Event, { readonly type: ProcessOutputEvent["type"] }> {
  return event.type.startsWith("PROCESS_LOG_") || event.type.startsWith("PROCESS_COMMUNICATION_");
}
