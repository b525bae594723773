import type { EventType } from "./event-types.ts";
import type { Payload } from "./render-payload.ts";

/** The keys of an event's header line. */
export interface EventHeader {
  /** `identifier=` of the daemon. */
  readonly server: string;
  /** Counts the events of the daemon, from 0. */
  readonly serial: number;
  readonly pool: string;
  /** Counts the events of the pool, from 0. */
  readonly poolserial: number;
  readonly eventname: EventType;
}

/** What is written to a listener: a header line, and the payload right behind it with nothing after it. */
export function renderEvent(header: EventHeader, payload: Payload): Uint8Array {
  const { server, serial, pool, poolserial, eventname } = header;
  const line =
    `ver:3.0 server:${server} serial:${serial} pool:${pool} poolserial:${poolserial} ` +
    `eventname:${eventname} len:${payload.length}\n`;
  return Buffer.concat([Buffer.from(line), payload.bytes]);
}
