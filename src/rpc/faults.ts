import type { Refusal } from "../control/refusal.ts";
import { faultCodes } from "../xmlrpc/fault-codes.ts";

/** Name of a fault. */
export type FaultName = Exclude<keyof typeof faultCodes, "SUCCESS">;

/** When each occurs; for the reference. */
export const faultMeanings: Readonly<Record<FaultName, string>> = {
  UNKNOWN_METHOD: "There is no such method.",
  INCORRECT_PARAMETERS: "Too many or too few arguments, or one of a wrong type.",
  BAD_ARGUMENTS: "Offset and length of a log do not fit each other.",
  SIGNATURE_UNSUPPORTED: "`system.methodHelp` and `system.methodSignature`: there is no such method.",
  SHUTDOWN_STATE: "The daemon is stopping or restarting.",
  BAD_NAME: "There is no such process or group, or a group was named where a single process is needed.",
  BAD_SIGNAL: "There is no such signal.",
  NO_FILE: "The command, or the log file, does not exist; or the process has closed its standard input.",
  NOT_EXECUTABLE: "The command is a directory, is not executable, or cannot be parsed.",
  FAILED: "The system refused, or something unexpected happened; the text tells what.",
  ABNORMAL_TERMINATION: "The process was stopped while its start was waited for.",
  SPAWN_ERROR: "The process could not be started, or ended too quickly.",
  ALREADY_STARTED: "The process is RUNNING, STARTING or in BACKOFF.",
  NOT_RUNNING: "The process is not in a state to be stopped, signalled or written to.",
  ALREADY_ADDED: "The group is active already.",
  STILL_RUNNING: "Not all processes of the group have stopped.",
  CANT_REREAD: "The configuration has problems; the text names all of them, one a line.",
};

/** A refusal as a value; methods return it, nothing throws it. */
export class Fault {
  readonly name: FaultName;
  readonly code: number;
  /** "BAD_NAME" or "BAD_NAME: detail". */
  readonly text: string;

  constructor(name: FaultName, detail?: string) {
    this.name = name;
    this.code = faultCodes[name];
    this.text = detail === undefined ? name : `${name}: ${detail}`;
  }

  /** What a refusal is called on the wire. */
  static of({ reason, detail }: Refusal): Fault {
    return new Fault(reason, detail);
  }
}
