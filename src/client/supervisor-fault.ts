/** Supervisor's fault codes by name. Code 5 is not used; 30 and up come from the methods themselves. */
export const faultCodes = {
  UNKNOWN_METHOD: 1,
  INCORRECT_PARAMETERS: 2,
  BAD_ARGUMENTS: 3,
  SIGNATURE_UNSUPPORTED: 4,
  SHUTDOWN_STATE: 6,
  BAD_NAME: 10,
  BAD_SIGNAL: 11,
  NO_FILE: 20,
  NOT_EXECUTABLE: 21,
  FAILED: 30,
  ABNORMAL_TERMINATION: 40,
  SPAWN_ERROR: 50,
  ALREADY_STARTED: 60,
  NOT_RUNNING: 70,
  SUCCESS: 80,
  ALREADY_ADDED: 90,
  STILL_RUNNING: 91,
  CANT_REREAD: 92,
} as const;

/** Name of a fault of Supervisor's own methods. */
export type FaultName = keyof typeof faultCodes;

/**
 * The server's refusal of a call.
 *
 * @example
 * try {
 *   await client.startProcess("web");
 * } catch (error) {
 *   if (!(error instanceof SupervisorFault) || error.faultName !== "ALREADY_STARTED") throw error;
 * }
 */
export class SupervisorFault extends Error {
  /** Number of the fault, see `faultCodes`; plugins may use numbers of their own. */
  readonly code: number;
  /** Name of the fault, undefined for a number that is not Supervisor's. */
  readonly faultName: FaultName | undefined;
  /** What the server added to the name, "" when nothing: of `BAD_NAME: web` it is `web`. */
  readonly detail: string;
  /** The whole text as it came, e.g. `BAD_NAME: web`. */
  readonly faultString: string;

  constructor(code: number, faultString: string) {
    super(`${faultString} (fault ${code})`);
    this.name = "SupervisorFault";
    this.code = code;
    this.faultString = faultString;
    this.faultName = namesByCode.get(code);
    const prefix = `${this.faultName}: `;
    if (faultString === this.faultName) this.detail = "";
    else this.detail = faultString.startsWith(prefix) ? faultString.slice(prefix.length) : faultString;
  }
}

/** Whether an error is one of these faults of the server. */
export function isFault<Name extends FaultName>(
  error: unknown,
  ...names: readonly Name[]
): error is SupervisorFault & { readonly faultName: Name } {
  return error instanceof SupervisorFault && names.some((name) => name === error.faultName);
}

const namesByCode = new Map(Object.entries(faultCodes).map(([name, code]) => [code as number, name as FaultName]));
