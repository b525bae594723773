import type { Fault, FaultName } from "../../rpc/faults.ts";

/** A refusal of the API; thrown by its implementations, answered as application/problem+json. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly title: string;
  readonly fault: { readonly name: FaultName; readonly code: number } | undefined;

  constructor(
    status: number,
    title: string,
    detail: string,
    fault?: { readonly name: FaultName; readonly code: number },
  ) {
    super(detail);
    this.status = status;
    this.title = title;
    this.fault = fault;
  }

  get body(): Readonly<Record<string, unknown>> {
    const { status, title, message: detail, fault } = this;
    if (fault === undefined) return { type: "about:blank", title, status, detail };
    return { type: `urn:supervisor:fault:${fault.name}`, title, status, detail, fault: fault.code };
  }
}

interface Mapping {
  readonly status: number;
  readonly title: string;
}

const mappings: Readonly<Record<FaultName, Mapping>> = {
  UNKNOWN_METHOD: { status: 404, title: "This interface is not configured" },
  INCORRECT_PARAMETERS: { status: 400, title: "Parameters do not fit" },
  BAD_ARGUMENTS: { status: 400, title: "Arguments do not fit" },
  SIGNATURE_UNSUPPORTED: { status: 404, title: "Signature unsupported" },
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

/** A fault of an XML-RPC method as a problem. */
export function problemOf(fault: Fault): ApiProblem {
  const { status, title } = mappings[fault.name];
  return new ApiProblem(status, title, fault.text, fault);
}

export function badRequest(detail: string): ApiProblem {
  return new ApiProblem(400, "Bad request", detail);
}

export function noSuch(what: string): ApiProblem {
  return new ApiProblem(404, "Not found", what);
}
