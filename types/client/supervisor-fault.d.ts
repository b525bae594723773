/** Supervisor's fault codes by name. Code 5 is not used; 30 and up come from the methods themselves. */
export declare const faultCodes: {
    readonly UNKNOWN_METHOD: 1;
    readonly INCORRECT_PARAMETERS: 2;
    readonly BAD_ARGUMENTS: 3;
    readonly SIGNATURE_UNSUPPORTED: 4;
    readonly SHUTDOWN_STATE: 6;
    readonly BAD_NAME: 10;
    readonly BAD_SIGNAL: 11;
    readonly NO_FILE: 20;
    readonly NOT_EXECUTABLE: 21;
    readonly FAILED: 30;
    readonly ABNORMAL_TERMINATION: 40;
    readonly SPAWN_ERROR: 50;
    readonly ALREADY_STARTED: 60;
    readonly NOT_RUNNING: 70;
    readonly SUCCESS: 80;
    readonly ALREADY_ADDED: 90;
    readonly STILL_RUNNING: 91;
    readonly CANT_REREAD: 92;
};
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
export declare class SupervisorFault extends Error {
    /** Number of the fault, see `faultCodes`; plugins may use numbers of their own. */
    readonly code: number;
    /** Name of the fault, undefined for a number that is not Supervisor's. */
    readonly faultName: FaultName | undefined;
    /** What the server added to the name, "" when nothing: of `BAD_NAME: web` it is `web`. */
    readonly detail: string;
    /** The whole text as it came, e.g. `BAD_NAME: web`. */
    readonly faultString: string;
    constructor(code: number, faultString: string);
}
/** Whether an error is one of these faults of the server. */
export declare function isFault<Name extends FaultName>(error: unknown, ...names: readonly Name[]): error is SupervisorFault & {
    readonly faultName: Name;
};
