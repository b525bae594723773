/** What supervisorctl's terminal needs of Node's `process`. */
export interface ProcessStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly pid: number;
  on(event: NodeJS.Signals | "exit", listener: (signal: NodeJS.Signals) => void): unknown;
  once(event: NodeJS.Signals, listener: () => void): unknown;
  off(event: NodeJS.Signals | "exit", listener: (signal: NodeJS.Signals) => void): unknown;
  kill(pid: number, signal: NodeJS.Signals): unknown;
}
