import type { ProcessResult } from "../client/results.ts";
import type { SupervisorClient } from "../client/supervisor-client.ts";
import { type FaultName, isFault, SupervisorFault } from "../client/supervisor-fault.ts";
import { faultCodes } from "../xmlrpc/fault-codes.ts";
import { exitStatus } from "./exit-status.ts";
import { type Namespec, showNamespec } from "./namespec.ts";
import { resolveNames } from "./resolve-names.ts";
import type { Session } from "./session.ts";

/** What start, stop, signal and clear have in common: one request a name, one line a process. */
export interface ProcessAction {
  /** Said of a process when it worked: `started`. */
  readonly done: string;
  readonly onAll: (client: SupervisorClient) => Promise<readonly ProcessResult[]>;
  readonly onGroup: (client: SupervisorClient, group: string) => Promise<readonly ProcessResult[]>;
  readonly onProcess: (client: SupervisorClient, name: string) => Promise<unknown>;
  /** What is said in parentheses for a fault. */
  readonly complaints: Partial<Record<FaultName, string>>;
  /** The fault whose text stands alone on the line. */
  readonly bareFault?: FaultName;
  /** The fault that leaves the exit status alone, since the wish is already fulfilled. */
  readonly harmless?: FaultName;
  readonly unknownGroupStatus: number;
  /** Says on standard error what is known of failures; standard output is for scripts. */
  readonly explain?: (session: Session, failures: readonly Failure[]) => Promise<void>;
}

export interface Failure {
  /** The process, as it is shown. */
  readonly shown: string;
  readonly fault: SupervisorFault;
}

/** Applies an action to `all`, or to each of the names in turn. Only what a pattern stands for is done at once. */
export async function actOnProcesses(
  session: Session,
  action: ProcessAction,
  operands: readonly string[],
): Promise<void> {
  if (operands.includes("all")) {
    await reportAll(session, action, (await action.onAll(session.client)).map(resultOf));
    return;
  }
  for (const { targets } of await resolveNames(session, operands)) {
    const outcomes = targets.map((target) => actOnTarget(session, action, target));
    for (const outcome of outcomes) outcome.catch(() => {});
    for (const outcome of outcomes) await reportAll(session, action, await outcome);
  }
}

interface Outcome {
  /** The process, as it is shown. */
  readonly shown: string;
  readonly fault: SupervisorFault | undefined;
  readonly unknownGroup?: true;
}

async function actOnTarget(session: Session, action: ProcessAction, target: Namespec): Promise<readonly Outcome[]> {
  try {
    if (target.kind === "group") return (await action.onGroup(session.client, target.group)).map(resultOf);
    await action.onProcess(session.client, showNamespec(target.group, target.name));
    return [{ shown: showNamespec(target.group, target.name), fault: undefined }];
  } catch (error) {
    if (target.kind === "group" && isFault(error, "BAD_NAME")) {
      return [{ shown: target.group, fault: error, unknownGroup: true }];
    }
    if (target.kind === "group" || !(error instanceof SupervisorFault) || isFault(error, "SHUTDOWN_STATE")) throw error;
    return [{ shown: showNamespec(target.group, target.name), fault: error }];
  }
}

function resultOf({ group, name, status, description }: ProcessResult): Outcome {
  const fault = status === faultCodes.SUCCESS ? undefined : new SupervisorFault(status, description);
  return { shown: showNamespec(group, name), fault };
}

async function reportAll(session: Session, action: ProcessAction, outcomes: readonly Outcome[]): Promise<void> {
  for (const outcome of outcomes) report(session, action, outcome);
  const failures = outcomes.flatMap(({ shown, fault }) => (fault === undefined ? [] : [{ shown, fault }]));
  if (failures.length > 0) await action.explain?.(session, failures);
}

function report(session: Session, action: ProcessAction, { shown, fault, unknownGroup }: Outcome): void {
  if (fault === undefined || fault.faultName === "SUCCESS") {
    session.print(`${shown}: ${action.done}`);
    return;
  }
  if (unknownGroup) {
    session.print(`${shown}: ERROR (no such group)`);
    session.missName(`${shown}:*`);
    session.exitStatus = action.unknownGroupStatus;
    return;
  }
  const complaint = fault.faultName === undefined ? undefined : action.complaints[fault.faultName];
  if (fault.faultName === "BAD_NAME") session.missName(shown);
  const bare = fault.faultName !== undefined && fault.faultName === action.bareFault;
  session.print(bare ? fault.faultString : `${shown}: ERROR (${complaint ?? fault.faultString})`);
  if (fault.faultName === undefined || fault.faultName !== action.harmless) session.exitStatus = statusOf(fault);
}

function statusOf(fault: SupervisorFault): number {
  return isFault(fault, "SPAWN_ERROR", "ABNORMAL_TERMINATION", "NOT_RUNNING")
    ? exitStatus.notRunning
    : exitStatus.generic;
}
