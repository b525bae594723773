/** Why processes are down, and which are flapping: asked for and put into words. */
import { ConnectionError } from "../client/connection-error.ts";
import type { ProcessDetails, ProcessFlapping, ProcessTrouble } from "../client/results.ts";
import { isFault } from "../client/supervisor-fault.ts";
import type { Failure } from "./act-on-processes.ts";
import { clockTime } from "./local-time.ts";
import { showNamespec } from "./namespec.ts";
import type { Session } from "./session.ts";

/** By the name under which a process is shown. */
export type Problems = ReadonlyMap<string, ProcessDetails>;

export const noProblems: Problems = new Map();

/** What is wrong with whatever somebody should look at; nothing where the server cannot tell. */
export async function findProblems(session: Session): Promise<Problems> {
  try {
    return byName((await session.client.getAllProcessDetails("problems")) ?? []);
  } catch (error) {
    // It is an addition: what was asked for has been answered.
    if (error instanceof ConnectionError) return noProblems;
    throw error;
  }
}

export function byName(details: readonly ProcessDetails[]): Problems {
  return new Map(details.map((each) => [showNamespec(each.group, each.name), each]));
}

/** Says on standard error why processes could not be started. */
export async function explainFailures(session: Session, failures: readonly Failure[]): Promise<void> {
  const isLookedUp = ({ fault }: Failure): boolean => isFault(fault, "SPAWN_ERROR", "ABNORMAL_TERMINATION");
  const problems = failures.some(isLookedUp) ? await findProblems(session) : noProblems;
  for (const failure of failures) {
    const { shown, fault } = failure;
    const trouble = isLookedUp(failure) ? problems.get(shown)?.trouble : undefined;
    const why = isFault(fault, "NO_FILE", "NOT_EXECUTABLE") ? fault.detail : trouble && describeTrouble(trouble);
    if (why) session.terminal.writeError(`${shown}: ${why}\n`);
  }
}

/**
 * "exit status 1, 4 attempts, the last at 02:09:05: no such port".
 * @param known what has been said already, and is left out
 */
export function describeTrouble({ how, attempts, at, lastLine }: ProcessTrouble, known?: string): string {
  const tries = attempts === 0 ? [] : [attempts === 1 ? "1 attempt" : `${attempts} attempts`];
  const when = `${attempts > 1 ? "the last " : ""}${clockTime(at)}`;
  const facts = [...(how === known ? [] : [how]), ...tries, when].join(", ");
  return lastLine === null ? facts : `${facts}: ${lastLine}`;
}

/** "flapping: 7 unexpected ends within 5 minutes, the last at 02:09:05, exit status 1". */
export function describeFlapping({ ends, withinSeconds, lastEnd, how }: ProcessFlapping): string {
  const time = withinSeconds < 120 ? `${withinSeconds} seconds` : `${Math.ceil(withinSeconds / 60)} minutes`;
  return `flapping: ${ends} unexpected ends within ${time}, the last ${clockTime(lastEnd)}, ${how}`;
}
