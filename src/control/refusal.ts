/** Why something that is asked for is not done: by the names that Supervisor's faults have. */
export type RefusalReason =
  | "SHUTDOWN_STATE"
  | "BAD_NAME"
  | "BAD_SIGNAL"
  | "BAD_ARGUMENTS"
  | "NO_FILE"
  | "NOT_EXECUTABLE"
  | "FAILED"
  | "ABNORMAL_TERMINATION"
  | "SPAWN_ERROR"
  | "ALREADY_STARTED"
  | "NOT_RUNNING"
  | "ALREADY_ADDED"
  | "STILL_RUNNING"
  | "CANT_REREAD";

/** A refusal as a value: use cases return it, nothing throws it. */
export class Refusal {
  readonly reason: RefusalReason;
  /** What it is about: a name, or a sentence. */
  readonly detail: string | undefined;

  constructor(reason: RefusalReason, detail?: string) {
    this.reason = reason;
    this.detail = detail;
  }

  /** "BAD_NAME" or "BAD_NAME: detail". */
  get text(): string {
    return this.detail === undefined ? this.reason : `${this.reason}: ${this.detail}`;
  }
}
