import { faultCodes } from "../xmlrpc/fault-codes.ts";
import type { ControlledProcess } from "./control.ts";
import type { Fault } from "./faults.ts";

/** How one member fared in a call on several: at once, or later. */
export type Progress = true | Fault | Promise<true | Fault>;

/** One entry of the result of a call on several processes. */
export type MemberResult = {
  readonly name: string;
  readonly group: string;
  readonly status: number;
  readonly description: string;
};

/**
 * Acts on all processes at once and collects how each fared: first those whose outcome is known at once, then those that
 * had to be waited for, both in the order of the processes. With no promise among them the result is there at once as well.
 */
export function forEachProcess(
  processes: readonly ControlledProcess[],
  act: (process: ControlledProcess) => Progress,
): MemberResult[] | Promise<MemberResult[]> {
  const results: MemberResult[] = [];
  const waits: Promise<MemberResult>[] = [];
  for (const process of processes) {
    const progress = act(process);
    if (!(progress instanceof Promise)) results.push(memberResult(process, progress));
    else waits.push(progress.then((outcome) => memberResult(process, outcome)));
  }
  return waits.length === 0 ? results : Promise.all(waits).then((waited) => [...results, ...waited]);
}

function memberResult(process: ControlledProcess, outcome: true | Fault): MemberResult {
  const [status, description] = outcome === true ? [faultCodes.SUCCESS, "OK"] : [outcome.code, outcome.text];
  return { name: process.config.name, group: process.groupName, status, description };
}
