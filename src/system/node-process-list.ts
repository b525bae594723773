import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { ListedProcess, ProcessIdentity } from "./system.ts";

/** Every process there is, from /proc; empty where there is none. */
export function listProcesses(): readonly ListedProcess[] {
  const found: ListedProcess[] = [];
  for (const name of numericNames("/proc")) {
    const identity = identifyProcess(Number(name));
    if (identity === undefined) continue;
    found.push({
      ...identity,
      readUid: () => realUid(read(`/proc/${name}/status`) ?? ""),
      readCommand: () => (read(`/proc/${name}/cmdline`) ?? "").split("\0").slice(0, -1),
      readEnvironment: () => parseEnvironment(read(`/proc/${name}/environ`) ?? ""),
      readOpenFiles: () => numericNames(`/proc/${name}/fd`).flatMap((fd) => linkTarget(`/proc/${name}/fd/${fd}`)),
    });
  }
  return found;
}

/** Undefined for what is gone or a zombie. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The command stands in parentheses and may hold anything, parentheses too; the fields after it are numbered from 3.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ", 20);
  const [state, parent, group] = fields;
  if (state === "Z" || state === "X") return undefined;
  return { pid, parentPid: Number(parent), groupId: Number(group), startTicks: Number(fields[19]) };
}

let bootId: string | undefined;

export function readBootId(): string | undefined {
  bootId ??= read("/proc/sys/kernel/random/boot_id")?.trim();
  return bootId;
}

function numericNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter((name) => /^[0-9]+$/.test(name));
  } catch {
    return [];
  }
}

/** Undefined for a process that has ended meanwhile, or that belongs to somebody else. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function realUid(status: string): number | undefined {
  const uid = /^Uid:\t(\d+)/m.exec(status)?.[1];
  return uid === undefined ? undefined : Number(uid);
}

/** None for a descriptor that has been closed meanwhile. */
function linkTarget(link: string): readonly string[] {
  try {
    return [readlinkSync(link)];
  } catch {
    return [];
  }
}

function parseEnvironment(text: string): Map<string, string> {
  const environment = new Map<string, string>();
  for (const entry of text.split("\0")) {
    const at = entry.indexOf("=");
    if (at > 0) environment.set(entry.slice(0, at), entry.slice(at + 1));
  }
  return environment;
}
