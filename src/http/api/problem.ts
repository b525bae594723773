import { Refusal, type RefusalReason } from "../../control/refusal.ts";
import { faultCodes } from "../../xmlrpc/fault-codes.ts";

/** A refusal of the API; thrown by its implementations, answered as application/problem+json. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly title: string;
  readonly reason: RefusalReason | undefined;

  constructor(status: number, title: string, detail: string, reason?: RefusalReason) {
    super(detail);
    this.status = status;
    this.title = title;
    this.reason = reason;
  }

  get body(): Readonly<Record<string, unknown>> {
    const { status, title, message: detail, reason } = this;
    if (reason === undefined) return { type: "about:blank", title, status, detail };
    return { type: `urn:supervisor:fault:${reason}`, title, status, detail, fault: faultCodes[reason] };
  }
}

interface Mapping {
  readonly status: number;
  readonly title: string;
}

const mappings: Readonly<Record<RefusalReason, Mapping>> = {
  BAD_ARGUMENTS: { status: 400, title: "Arguments do not fit" },
  SHUTDOWN_STATE: { status: 503, title: "Supervisor is shutting down" },
  BAD_NAME: { status: 404, title: "No such process or group" },
  BAD_SIGNAL: { status: 400, title: "No such signal" },
  NO_FILE: { status: 404, title: "No such file" },
  NOT_EXECUTABLE: { status: 409, title: "The file is not executable" },
  FAILED: { status: 500, title: "It failed" },
  ABNORMAL_TERMINATION: { status: 409, title: "The process ended before it was up" },
  SPAWN_ERROR: { status: 409, title: "The process could not be started" },
  ALREADY_STARTED: { status: 409, title: "The process is started already" },
  NOT_RUNNING: { status: 409, title: "The process is not running" },
  ALREADY_ADDED: { status: 409, title: "The group is active already" },
  STILL_RUNNING: { status: 409, title: "The group still runs" },
  CANT_REREAD: { status: 409, title: "The configuration cannot be read" },
};

/** A refusal as a problem. */
export function problemOf({ reason, text }: Refusal): ApiProblem {
  const { status, title } = mappings[reason];
  return new ApiProblem(status, title, text, reason);
}

/** What was asked for, unless it is refused: then throws `ApiProblem`. */
export function unlessRefused<T>(outcome: T | Refusal): T {
  if (outcome instanceof Refusal) throw problemOf(outcome);
  return outcome;
}

export function badRequest(detail: string): ApiProblem {
  return new ApiProblem(400, "Bad request", detail);
}

export function noSuch(what: string): ApiProblem {
  return new ApiProblem(404, "Not found", what);
}
