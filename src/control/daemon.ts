/** What concerns the daemon as a whole: its end, its configuration, its groups. */
import { formatProblem, type Problem } from "../config/problem.ts";
import { type Caller, change } from "./caller.ts";
import type { GroupChanges } from "./control.ts";
import { Refusal } from "./refusal.ts";
import { stopProcesses } from "./stop-process.ts";

/** Begins to stop everything; then the daemon ends. */
export function shutDown(caller: Caller): "begun" | Refusal {
  return change(caller, () => {
    caller.control.shutdown();
    return "begun";
  });
}

/** Begins to stop everything; then the daemon starts afresh. Nothing happens if the configuration is wrong. */
export function restartDaemon(caller: Caller): "begun" | Refusal {
  return change(caller, () => {
    const outcome = caller.control.restart();
    return outcome.ok ? "begun" : cannotReread(outcome.problems);
  });
}

/** Reads the configuration files again and tells which groups differ. Nothing that runs is touched. */
export function reread(caller: Caller): GroupChanges | Refusal {
  return change(caller, () => {
    const reload = caller.control.reload();
    return reload.ok ? reload : cannotReread(reload.problems);
  });
}

/** Activates a group of the configuration as it was last read, and starts what is to be started of it. */
export function addGroup(caller: Caller, name: string): "done" | Refusal {
  return change(caller, () => {
    const outcome = caller.control.addGroup(name);
    return outcome.ok ? "done" : new Refusal(outcome.reason === "already-added" ? "ALREADY_ADDED" : "BAD_NAME", name);
  });
}

/** Forgets a group whose processes are all at rest. */
export function removeGroup(caller: Caller, name: string): "done" | Refusal {
  return change(caller, () => {
    const outcome = caller.control.removeGroup(name);
    return outcome.ok ? "done" : new Refusal(outcome.reason === "still-running" ? "STILL_RUNNING" : "BAD_NAME", name);
  });
}

export interface GroupUpdate {
  readonly group: string;
  readonly outcome: "added" | "removed" | "updated" | Refusal;
}

/** Longest stopwaitsecs that an update waits for. */
const patienceSeconds = 3_600;

/**
 * Reads the configuration files again and makes groups active as they say: what has changed is stopped, removed and added.
 * @param names only these groups; undefined: all that differ
 */
export async function update(
  caller: Caller,
  names: readonly string[] | undefined,
): Promise<readonly GroupUpdate[] | Refusal> {
  const changes = reread(caller);
  if (changes instanceof Refusal) return changes;
  const { added, changed, removed } = changes;
  const differing = [...removed, ...changed, ...added];
  const unknown = names?.find((name) => !differing.includes(name) && !caller.control.groups.has(name));
  if (unknown !== undefined) return new Refusal("BAD_NAME", unknown);
  const chosen = names === undefined ? differing : differing.filter((name) => names.includes(name));
  return await Promise.all(
    chosen.map(async (group) => {
      const refusal = added.includes(group) ? undefined : await leave(caller, group);
      if (refusal !== undefined) return { group, outcome: refusal };
      if (removed.includes(group)) return { group, outcome: "removed" as const };
      const addition = addGroup(caller, group);
      if (addition instanceof Refusal) return { group, outcome: addition };
      return { group, outcome: added.includes(group) ? ("added" as const) : ("updated" as const) };
    }),
  );
}

/** Tells the event listeners REMOTE_COMMUNICATION; also while the daemon stops. */
export function sendRemoteCommEvent({ control }: Caller, type: string, data: string): "done" {
  control.sendRemoteCommEvent(type, data);
  return "done";
}

/** Stops a group and removes it; undefined: that went well. */
async function leave(caller: Caller, name: string): Promise<Refusal | undefined> {
  const processes = caller.control.groups.get(name)?.processes ?? [];
  await Promise.all(stopProcesses(caller, processes, patienceSeconds).map(({ progress }) => progress));
  const removal = removeGroup(caller, name);
  return removal === "done" ? undefined : removal;
}

function cannotReread(problems: readonly Problem[]): Refusal {
  return new Refusal("CANT_REREAD", problems.map(formatProblem).join("\n"));
}
