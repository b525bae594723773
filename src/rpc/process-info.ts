import type { ControlledProcess } from "../control/control.ts";
import { describeProcess } from "../control/description.ts";
import { shownLogPath } from "../control/logs.ts";
import { escapeText } from "../xmlrpc/escape-text.ts";
import { PreparedStruct } from "../xmlrpc/prepared-struct.ts";
import { afterMembers, beforeMembers, renderMembers } from "../xmlrpc/render-response.ts";

/** The struct of getProcessInfo. Names and order of its members are a contract. */
export function processInfo(process: ControlledProcess, nowWallMs: number) {
  const stdoutLogfile = shownLogPath(process, "stdout");
  const state = process.state;
  return {
    name: process.config.name,
    group: process.groupName,
    start: seconds(process.startedWallMs),
    stop: seconds(process.stoppedWallMs),
    now: seconds(nowWallMs),
    state: state.code,
    statename: state.name,
    spawnerr: process.spawnError ?? "",
    exitstatus: process.exitStatus,
    logfile: stdoutLogfile,
    stdout_logfile: stdoutLogfile,
    stderr_logfile: shownLogPath(process, "stderr"),
    pid: process.pid,
    description: describeProcess(process),
  };
}

/** The same for clients that ask for many, again and again: most of it is as it was the last time. */
export function preparedProcessInfo(process: ControlledProcess, nowWallMs: number): PreparedStruct {
  const info = processInfo(process, nowWallMs);
  return new PreparedStruct(info, () => render(process, info));
}

type ProcessInfo = ReturnType<typeof processInfo>;

/** The XML of an info, but for what moves by itself. */
interface Rendered {
  readonly info: ProcessInfo;
  readonly beforeNow: string;
  readonly afterNow: string;
}

const beforeNowText = "<member>\n<name>now</name>\n<value><int>";
const afterNowText = "</int></value>\n</member>\n";
const beforeDescription = "<member>\n<name>description</name>\n<value><string>";
const afterDescription = `</string></value>\n</member>\n${afterMembers}`;

const rendered = new WeakMap<ControlledProcess, Rendered>();

function render(process: ControlledProcess, info: ProcessInfo): readonly string[] {
  let known = rendered.get(process);
  if (known === undefined || !isAsBefore(info, known.info)) {
    const { name, group, start, stop, now: _now, description: _description, ...others } = info;
    const beforeNow = `${beforeMembers}${renderMembers({ name, group, start, stop })}${beforeNowText}`;
    known = { info, beforeNow, afterNow: `${afterNowText}${renderMembers(others)}${beforeDescription}` };
    rendered.set(process, known);
  }
  return [known.beforeNow, String(info.now), known.afterNow, escapeText(info.description), afterDescription];
}

function isAsBefore(a: ProcessInfo, b: ProcessInfo): boolean {
  return (
    a.pid === b.pid &&
    a.state === b.state &&
    a.start === b.start &&
    a.stop === b.stop &&
    a.exitstatus === b.exitstatus &&
    a.spawnerr === b.spawnerr &&
    a.stdout_logfile === b.stdout_logfile &&
    a.stderr_logfile === b.stderr_logfile
  );
}

/** Whole seconds; clients read 32 bits. */
function seconds(wallMs: number): number {
  return Math.min(Math.floor(wallMs / 1000), 0x7fffffff);
}
