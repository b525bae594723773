/** A child's output as records: line by line, each with who wrote it and when it came. */

/** Where a process writes. */
export type Channel = "stdout" | "stderr";

/** Whose output it is: one channel of one run. */
export interface LogSource {
  readonly group: string;
  readonly process: string;
  /** 0 for what the daemon itself says in a child's log. */
  readonly pid: number;
  readonly channel: Channel;
}

export interface LogRecord extends LogSource {
  /** Milliseconds since the epoch, when the line was whole: with its line end, or the end of the output. */
  readonly at: number;
  /** Without its line end; a view that is valid for the call only. */
  readonly line: Uint8Array;
  /** The line is too long for one record, and goes on in the next. */
  readonly partial: boolean;
}

/** Where records end up. Never throws, never waits, and copies what it must keep. */
export type RecordSink = (record: LogRecord) => void;

/** What a record looks like somewhere: a pure function, whose result may be kept. */
export type RecordFormat = (record: LogRecord) => Uint8Array;

/** A line for a log of many programs, as Supervisor has it in syslog: `<process name> <line>`. */
export const namedLine: RecordFormat = ({ process, line }) => {
  const name = Buffer.byteLength(process);
  const bytes = Buffer.allocUnsafe(name + 1 + line.length);
  bytes.write(`${process} `);
  bytes.set(line, name + 1);
  return bytes;
};
