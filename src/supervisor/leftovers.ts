/**
 * After a crash of the daemon (SIGKILL, out of memory) its programs go on running as orphans. Starting them once more beside
 * those would give two instances of each, so the old ones are found by what the old daemon wrote into their environment,
 * and stopped first.
 */
import type { ProcessConfig } from "../config/configuration.ts";
import type { ActivityLog } from "../logging/logs.ts";
import type { Processes, System } from "../system/system.ts";
import type { Process } from "./process.ts";

const SIGKILL = 9;
/** Nobody tells when somebody else's child ends, so this asks; it lasts only while a leftover is being stopped. */
const askEveryMs = 50;
/** What survives SIGKILL for this long is a zombie that nobody reaps, or in the kernel's hands. */
const killWaitMs = 2000;

/** The orphans of an earlier daemon that are instances of `processes`, by process. */
export function findLeftovers(
  processes: readonly Process[],
  { list, ownPid }: Pick<Processes, "list" | "ownPid">,
): Map<Process, number> {
  const byIdentity = new Map(
    processes.map((process) => [identityOf(new Map(Object.entries(process.environment))), process]),
  );
  const leftovers = new Map<Process, number>();
  for (const { pid, parentPid, groupId, readEnvironment } of list()) {
    // A child of a daemon leads its own process group; one of a living daemon has that as its parent, not init.
    if (pid === ownPid || groupId !== pid || parentPid === ownPid) continue;
    const identity = identityOf(readEnvironment());
    const process = identity === undefined ? undefined : byIdentity.get(identity);
    if (process !== undefined) leftovers.set(process, pid);
  }
  return leftovers;
}

/** Names a process of a daemon, of all daemons on this machine; undefined for what is no daemon's child. */
function identityOf(environment: ReadonlyMap<string, string>): string | undefined {
  const group = environment.get("SUPERVISOR_GROUP_NAME");
  const name = environment.get("SUPERVISOR_PROCESS_NAME");
  if (group === undefined || name === undefined) return undefined;
  return JSON.stringify([environment.get("SUPERVISOR_SERVER_URL") ?? "", group, name]);
}

/** Stops an orphan as its program is stopped: its signal, its patience, then SIGKILL. Resolves when it is gone. */
export async function stopLeftover(
  config: ProcessConfig,
  pid: number,
  { clock, processes }: Pick<System, "clock" | "processes">,
  log: ActivityLog,
): Promise<void> {
  log.log("warn", `stopping '${config.name}' (${pid}), which a supervisord that did not end in order left behind`);
  const gone = (): boolean => processes.kill(pid, 0) === "ESRCH";
  const goneWithin = (limitMs: number): Promise<boolean> =>
    new Promise((resolve) => {
      const deadline = clock.monotonicMs() + limitMs;
      const ask = (): void => {
        if (gone()) resolve(true);
        else if (clock.monotonicMs() >= deadline) resolve(false);
        else clock.after(askEveryMs, ask);
      };
      ask();
    });
  processes.kill(config.stopasgroup ? -pid : pid, config.stopsignal);
  if (await goneWithin(config.stopwaitsecs * 1000)) return;
  log.log("warn", `killing '${config.name}' (${pid}) with SIGKILL`);
  processes.kill(config.killasgroup ? -pid : pid, SIGKILL);
  await goneWithin(killWaitMs);
}
