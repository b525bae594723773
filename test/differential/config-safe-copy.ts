import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { systemUsers } from "./config-peer.ts";

const programHeader = /^\s*\[(?:program|fcgi-program|eventlistener):/;
const header = /^\s*\[(.+)\]/;
const pathKey = /^(\s*(?:stdout_logfile|stderr_logfile)\s*[=:]\s*)(\S.*?)\s*$/i;

/**
 * A copy of a published configuration that runs nothing and touches nothing outside `directory`; otherwise as it was,
 * faults included.
 */
export function safeCopy(text: string, directory: string): string {
  const out: string[] = [];
  let section = "";
  const lines = text.split(/\r\n|\n|\r/);
  for (const [index, line] of lines.entries()) {
    const name = header.exec(line)?.[1];
    if (name !== undefined) section = name;
    if (/^(?:unix|inet)_http_server|^rpcinterface:supervisor$/.test(section)) continue;
    if (name !== undefined) {
      out.push(line);
      // As deep as the next line, which would else become a continuation of the one that is put in front of it.
      const indent = /^\s*/.exec(lines.slice(index + 1).find((next) => next.trim() !== "") ?? "")?.[0] ?? "";
      if (programHeader.test(line)) out.push(`${indent}autostart=false`);
      if (name === "supervisord") out.push(...supervisordLines(directory).map((added) => indent + added));
      continue;
    }
    const kept = keepLine(section, line, directory);
    if (kept !== undefined) out.push(kept);
  }
  return `${out.join("\n")}\n${serverSections(directory)}`;
}

function supervisordLines(directory: string): string[] {
  return [`logfile=${directory}/s.log`, `pidfile=${directory}/s.pid`, `childlogdir=${directory}`];
}

function serverSections(directory: string): string {
  return `[unix_http_server]
file=${directory}/s.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
`;
}

function keepLine(section: string, line: string, directory: string): string | undefined {
  const [, key = "", value = ""] = /^\s*([^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
  const lower = key.toLowerCase();
  if (section === "supervisord") {
    return ["logfile", "pidfile", "childlogdir", "user", "directory"].includes(lower) ? undefined : line;
  }
  if (lower === "autostart") return undefined;
  if (lower === "user" && systemUsers.byName(value) === undefined && !/^\d+$/.test(value)) return undefined;
  // The peer cannot show a program that has true here.
  if (lower === "autorestart") return line.replace(/[=:]\s*(?:true|yes|on|1)\b/i, "=unexpected");
  const path = pathKey.exec(line);
  if (path !== null) return moveLog(path[1] ?? "", path[2] ?? "", directory);
  return line;
}

function moveLog(start: string, value: string, directory: string): string {
  const isFixed = isAbsolute(value) && !dirname(value).includes("%");
  if (!value.includes("/") || (isFixed && existsSync(dirname(value)))) return start + value;
  return start + join(directory, basename(value));
}
