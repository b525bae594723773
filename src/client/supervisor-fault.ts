import { faultCodes } from "../xmlrpc/fault-codes.ts";

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
