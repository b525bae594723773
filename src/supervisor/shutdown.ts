/** The end of the daemon: everything stops, step by step. */

import type { ActivityLog } from "../logging/logs.ts";
import { planSteps } from "../plan/plan-steps.ts";
import type { Clock } from "../system/system.ts";
import type { Group } from "./group.ts";
import type { ListenerPool } from "./listener-pool.ts";
import type { Process } from "./process.ts";
import { RepeatedNotice } from "./repeated-notice.ts";

/** How often the activity log names those who are still being waited for. */
const noticeMs = 3000;

/** How long listeners may go on working on events before they are stopped. */
const listenerPatienceMs = 1000;

/** Stops all processes of all groups. Resolves when none is left. Never rejects: SIGKILL ends every wait. */
export async function stopEverything(groups: Iterable<Group>, clock: Clock, log: ActivityLog): Promise<void> {
  const all = [...groups];
  const processes = all.flatMap((group) => group.processes);
  for (const process of processes) process.hold();
  let notice: RepeatedNotice | undefined;
  try {
    for (const step of planSteps(all, "shutdown")) {
      const pools = busyPools(all, step);
      if (pools.length > 0) await Promise.all(pools.map((pool) => pool.quiet(listenerPatienceMs)));
      for (const process of step) process.shutdown();
      // Not before: those of the first step that need no waiting for are not named.
      notice ??= new RepeatedNotice(clock, noticeMs, () => sayWaiting(processes, log));
      await Promise.all(step.map(whenAtRest));
    }
  } finally {
    notice?.cancel();
  }
}

/**
 * Listeners whose turn it is may still work on what the steps before have caused: the end of the last programs is what
 * some of them are there for.
 */
function busyPools(groups: readonly Group[], step: readonly Process[]): readonly ListenerPool[] {
  return groups.flatMap(({ pool, processes }) => {
    const concerned = processes.some((process) => step.includes(process));
    return concerned && pool !== undefined && !pool.isQuiet ? [pool] : [];
  });
}

/** Resolves as soon as the process is in a stopped state. */
function whenAtRest(process: Process): Promise<void> {
  return new Promise((resolve) => {
    if (process.atRest) return resolve();
    const unsubscribe = process.onStateChange(() => {
      if (!process.atRest) return;
      unsubscribe();
      resolve();
    });
  });
}

/** Names all who are still being waited for. */
function sayWaiting(processes: readonly Process[], log: ActivityLog): boolean {
  const unstopped = processes.filter((process) => !process.atRest);
  if (unstopped.length === 0) return false;
  log.log("info", `waiting for ${unstopped.map((process) => process.config.name).join(", ")} to die`);
  if (log.enabled("blather")) {
    for (const process of unstopped) log.log("blather", `${process.config.name} state: ${process.state.name}`);
  }
  return true;
}
