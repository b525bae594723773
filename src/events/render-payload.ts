import type { SupervisorEvent } from "./event.ts";

/**
 * What `len` of the header counts. Supervisor counts characters (Python's), although its documentation says bytes:
 * listeners that read text depend on it, listeners that read bytes lose step at the first character beyond ASCII.
 */
export type LengthUnit = "characters" | "bytes";

export interface Payload {
  readonly bytes: Uint8Array;
  /** In the unit that was asked for. */
  readonly length: number;
}

/**
 * The payload as a listener gets it: formats of Supervisor's documentation ("Event Types").
 *
 * Counted in characters it is always text: output that is no UTF-8 is shown by `undecodable` (as Python shows bytes).
 * Counted in bytes, output goes through as it is.
 */
export function renderPayload(
  event: SupervisorEvent,
  unit: LengthUnit,
  undecodable: (data: Uint8Array) => string,
): Payload {
  const { head, data } = render(event);
  const headBytes = Buffer.from(head);
  if (unit === "bytes") {
    const bytes = data === undefined ? headBytes : Buffer.concat([headBytes, data]);
    return { bytes, length: bytes.length };
  }
  if (data === undefined) return { bytes: headBytes, length: countCharacters(headBytes) };
  const text = isUtf8(data) ? data : Buffer.from(`Undecodable: ${undecodable(data)}`);
  const bytes = Buffer.concat([headBytes, text]);
  return { bytes, length: countCharacters(bytes) };
}

interface Rendered {
  readonly head: string;
  readonly data?: Uint8Array;
}

function render(event: SupervisorEvent): Rendered {
  switch (event.type) {
    case "PROCESS_STATE_STARTING":
    case "PROCESS_STATE_BACKOFF":
      return { head: `${processOf(event)} from_state:${event.from} tries:${event.tries}` };
    case "PROCESS_STATE_RUNNING":
    case "PROCESS_STATE_STOPPING":
    case "PROCESS_STATE_STOPPED":
      return { head: `${processOf(event)} from_state:${event.from} pid:${event.pid}` };
    case "PROCESS_STATE_EXITED":
      return {
        head: `${processOf(event)} from_state:${event.from} expected:${event.expected ? 1 : 0} pid:${event.pid}`,
      };
    case "PROCESS_STATE_FATAL":
    case "PROCESS_STATE_UNKNOWN":
      return { head: `${processOf(event)} from_state:${event.from}` };
    case "PROCESS_LOG_STDOUT":
      return { head: `${processOf(event)} pid:${event.pid} channel:stdout\n`, data: event.data };
    case "PROCESS_LOG_STDERR":
      return { head: `${processOf(event)} pid:${event.pid} channel:stderr\n`, data: event.data };
    case "PROCESS_COMMUNICATION_STDOUT":
    case "PROCESS_COMMUNICATION_STDERR":
      return { head: `${processOf(event)} pid:${event.pid}\n`, data: event.data };
    case "REMOTE_COMMUNICATION":
      return { head: `type:${event.kind}\n${event.data}` };
    case "SUPERVISOR_STATE_CHANGE_RUNNING":
    case "SUPERVISOR_STATE_CHANGE_STOPPING":
      return { head: "" };
    case "TICK_5":
    case "TICK_60":
    case "TICK_3600":
      return { head: `when:${event.when}` };
    case "PROCESS_GROUP_ADDED":
    case "PROCESS_GROUP_REMOVED":
      return { head: `groupname:${event.group}\n` };
  }
}

function processOf(event: { readonly process: string; readonly group: string }): string {
  return `processname:${event.process} groupname:${event.group}`;
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

function isUtf8(data: Uint8Array): boolean {
  try {
    strictUtf8.decode(data);
    return true;
  } catch {
    return false;
  }
}

/** Code points of well-formed UTF-8: Python's characters. */
function countCharacters(utf8: Uint8Array): number {
  let count = 0;
  for (const byte of utf8) if ((byte & 0xc0) !== 0x80) count++;
  return count;
}
