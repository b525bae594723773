/** What a sink of messages takes, in its parts: each such sink frames them in the way of its protocol. */
export interface LogMessage {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly severity: Severity;
  /** Which program it is from, as its readers sort it: syslog's ident. */
  readonly tag: string;
  /** One line, without its line end. */
  readonly text: Uint8Array;
}

/** As RFC 5424 numbers them, from an emergency to debugging. */
export type Severity = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** What syslog(3) takes when nothing else is said; all of Supervisor's messages have it. */
export const informational: Severity = 6;
