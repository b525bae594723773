import type { SupervisorEvent } from "../events/event.ts";

/**
 * Decides what a listener's answer to an event means (`result_handler=`): returns normally if the event was processed,
 * throws a `RejectEvent` if it is to be sent again, and anything else if the listener is not to be trusted any more.
 *
 *     export function handler(event, result) {
 *       if (result.toString() !== "OK") throw Object.assign(new Error("rejected"), { name: "RejectEvent" });
 *     }
 */
export type ResultHandler = (event: SupervisorEvent, result: Buffer) => unknown;

/** Finds the handler that `result_handler=` names. Throws an Error that says why there is none. */
export type LoadResultHandler = (name: string) => ResultHandler;

/** Any error of this name rejects the event; it need not be of this class, which plugins cannot import. */
class RejectEvent extends Error {
  override readonly name = "RejectEvent";
}

/** OK is processed, everything else is rejected. */
export const defaultHandler: ResultHandler = (_event, result) => {
  if (result.toString("latin1") !== "OK") throw new RejectEvent();
};

export function isRejection(error: unknown): boolean {
  return error instanceof Error && error.name === "RejectEvent";
}
