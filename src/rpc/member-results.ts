import type { ControlledProcess } from "../control/control.ts";
import type { Ending, Part } from "../control/progress.ts";
import { Refusal } from "../control/refusal.ts";
import { faultCodes } from "../xmlrpc/fault-codes.ts";

/** One entry of the result of a call on several processes. */
export type MemberResult = {
  readonly name: string;
  readonly group: string;
  readonly status: number;
  readonly description: string;
};

/**
 * How each of several processes fared: first those whose outcome is known at once, then those that had to be waited for,
 * both in the order of the processes. With nobody to wait for the result is there at once as well.
 */
export function memberResults(parts: readonly Part[]): MemberResult[] | Promise<MemberResult[]> {
  const results: MemberResult[] = [];
  const waits: Promise<MemberResult>[] = [];
  for (const { process, progress } of parts) {
    if (!(progress instanceof Promise)) results.push(memberResult(process, progress));
    else waits.push(progress.then((ending) => memberResult(process, ending)));
  }
  return waits.length === 0 ? results : Promise.all(waits).then((waited) => [...results, ...waited]);
}

function memberResult(process: ControlledProcess, ending: Ending): MemberResult {
  const [status, description] =
    ending instanceof Refusal ? [faultCodes[ending.reason], ending.text] : [faultCodes.SUCCESS, "OK"];
  return { name: process.config.name, group: process.groupName, status, description };
}
