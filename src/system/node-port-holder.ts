import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { endianness } from "node:os";
import type { PortHolder, PortListener } from "./system.ts";

const listening = "0A";

/** Who listens on a TCP port, as far as /proc tells: another user's processes show only to root. */
export function portHolder(port: number): PortHolder | undefined {
  return holderOf(new Set(listeningSockets(port).map(({ link }) => link)));
}

/** Every address at which somebody listens on a TCP port, and who, as far as /proc tells. */
export function portListeners(port: number): readonly PortListener[] {
  return listeningSockets(port).map(({ address, link }) => ({ address, holder: holderOf(new Set([link])) }));
}

function holderOf(sockets: ReadonlySet<string>): PortHolder | undefined {
  if (sockets.size === 0) return undefined;
  for (const name of names("/proc")) {
    if (!/^[0-9]+$/.test(name)) continue;
    const holds = names(`/proc/${name}/fd`).some((fd) => sockets.has(target(`/proc/${name}/fd/${fd}`)));
    if (holds) return { pid: Number(name), command: read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim() };
  }
  return undefined;
}

interface ListeningSocket {
  readonly address: string;
  /** "socket:[INODE]", as the link of a descriptor. */
  readonly link: string;
}

function listeningSockets(port: number): ListeningSocket[] {
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => socketsOf(table, port));
}

function socketsOf(table: string, port: number): ListeningSocket[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return read(table)
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
      if (state !== listening || !local.endsWith(suffix)) return [];
      return [{ address: addressText(local.slice(0, -suffix.length)), link: `socket:[${inode}]` }];
    });
}

/** From the hexadecimal form: words of 32 bits in the byte order of the machine. */
function addressText(hex: string): string {
  const bytes = Buffer.from(hex, "hex");
  if (endianness() === "LE") bytes.swap32();
  if (bytes.length === 4) return bytes.join(".");
  const text = bytes.toString("hex");
  if (/^0{20}ffff/.test(text)) return bytes.subarray(12).join(".");
  const groups = (text.match(/.{4}/g) ?? []).map((group) => Number.parseInt(group, 16).toString(16));
  return groups.join(":").replace(/(?:^|:)0(?::0)+(?:$|:)/, "::");
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
