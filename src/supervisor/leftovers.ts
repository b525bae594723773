/**
 * After a crash of the daemon (SIGKILL, out of memory) its programs go on running as orphans. Starting them once more
 * beside those would give two instances of each, so the old ones are found, and stopped first: by the notes that the
 * old daemon kept, and where it left none by what it wrote into their environment.
 */
import type { ListedProcess, Processes, ProcessIdentity } from "../system/system.ts";
import type { Survivors } from "./child-records.ts";
import type { Process } from "./process.ts";

export type Leftovers = ReadonlyMap<Process, readonly ProcessIdentity[]>;

/** The survivors that are instances of `processes`, and those that no process is called like any more. */
export function matchSurvivors(
  processes: readonly Process[],
  survivors: Extract<Survivors, { kind: "known" }>["children"],
): { readonly leftovers: Leftovers; readonly strays: typeof survivors } {
  const byName = new Map(processes.map((process) => [nameKey(process.groupName, process.config.name), process]));
  const leftovers = new Map<Process, ProcessIdentity[]>();
  const strays: (typeof survivors)[number][] = [];
  for (const survivor of survivors) {
    const process = byName.get(nameKey(survivor.group, survivor.process));
    if (process === undefined) strays.push(survivor);
    else add(leftovers, process, survivor);
  }
  return { leftovers, strays };
}

/**
 * The same by the environment: true orphans that run as the program's user would and lead their process group. What has
 * another living parent belongs to that: to another daemon with a program of this name, or to a program's own shell.
 */
export function findByEnvironment(
  processes: readonly Process[],
  system: Pick<Processes, "identify" | "list" | "ownPid" | "ownUid">,
): Leftovers {
  const byIdentity = new Map(
    processes.map((process) => [identityOf(new Map(Object.entries(process.environment))), process]),
  );
  const listed = system.list();
  const byPid = new Map(listed.map((each) => [each.pid, each]));
  const ownLine = lineOf(system);
  // An orphan goes to the nearest ancestor that takes orphans: which one that is, the system does not tell. Another
  // supervisord above this one has children of its own, and so has a program that this daemon was started from.
  const hasOwnChildren = (each: ListedProcess): boolean =>
    identityOf(each.readEnvironment()) !== undefined || each.readCommand().some((word) => word.endsWith("supervisord"));
  const mayReap = (each: ListedProcess | undefined): boolean => each !== undefined && !hasOwnChildren(each);
  const reapers = new Set(ownLine.filter((pid) => pid === system.ownPid || mayReap(byPid.get(pid))));
  const leftovers = new Map<Process, ProcessIdentity[]>();
  for (const { pid, parentPid, groupId, startTicks, readEnvironment, readUid } of listed) {
    const found = { pid, parentPid, groupId, startTicks };
    if (ownLine.includes(found.pid) || found.groupId !== found.pid || !reapers.has(found.parentPid)) continue;
    const identity = identityOf(readEnvironment());
    const process = identity === undefined ? undefined : byIdentity.get(identity);
    if (process === undefined || readUid() !== (process.config.user?.uid ?? system.ownUid)) continue;
    add(leftovers, process, found);
  }
  return leftovers;
}

/** This daemon and its ancestors, up to 1. */
function lineOf(system: Pick<Processes, "identify" | "ownPid">): readonly number[] {
  const line = new Set([1]);
  for (let pid: number | undefined = system.ownPid; pid !== undefined && pid > 0 && !line.has(pid); ) {
    line.add(pid);
    pid = system.identify(pid)?.parentPid;
  }
  return [...line];
}

function add(leftovers: Map<Process, ProcessIdentity[]>, process: Process, found: ProcessIdentity): void {
  const others = leftovers.get(process) ?? [];
  leftovers.set(process, [...others, found]);
}

function nameKey(group: string, process: string): string {
  return JSON.stringify([group, process]);
}

/** Names a process of a daemon, of all daemons on this machine; undefined for what is no daemon's child. */
function identityOf(environment: ReadonlyMap<string, string>): string | undefined {
  const group = environment.get("SUPERVISOR_GROUP_NAME");
  const name = environment.get("SUPERVISOR_PROCESS_NAME");
  if (group === undefined || name === undefined) return undefined;
  return JSON.stringify([environment.get("SUPERVISOR_SERVER_URL") ?? "", group, name]);
}
