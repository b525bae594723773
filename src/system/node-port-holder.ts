import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { PortHolder } from "./system.ts";

const listening = "0A";

/** Who listens on a TCP port, as far as /proc tells: another user's processes show only to root. */
export function portHolder(port: number): PortHolder | undefined {
  const sockets = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => inodesOf(table, port)));
  if (sockets.size === 0) return undefined;
  for (const name of names("/proc")) {
    if (!/^[0-9]+$/.test(name)) continue;
    const holds = names(`/proc/${name}/fd`).some((fd) => sockets.has(target(`/proc/${name}/fd/${fd}`)));
    if (holds) return { pid: Number(name), command: read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim() };
  }
  return undefined;
}

/** "socket:[INODE]" of each listening socket on the port. */
function inodesOf(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return read(table)
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
      return state === listening && local.endsWith(suffix) ? [`socket:[${inode}]`] : [];
    });
}

function names(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
