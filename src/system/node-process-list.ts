import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { ListedProcess } from "./system.ts";

/** Every process there is, from /proc; empty where there is none. */
export function listProcesses(): readonly ListedProcess[] {
  const found: ListedProcess[] = [];
  for (const name of numericNames("/proc")) {
    const stat = read(`/proc/${name}/stat`);
    if (stat === undefined) continue;
    // The command stands in parentheses and may hold anything, parentheses too.
    const [state, parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z") continue;
    found.push({
      pid: Number(name),
      parentPid: Number(parent),
      groupId: Number(group),
      readEnvironment: () => parseEnvironment(read(`/proc/${name}/environ`) ?? ""),
      readCommand: () => (read(`/proc/${name}/cmdline`) ?? "").split("\0").slice(0, -1),
      readOpenFiles: () => numericNames(`/proc/${name}/fd`).flatMap((fd) => linkTarget(`/proc/${name}/fd/${fd}`)),
    });
  }
  return found;
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
