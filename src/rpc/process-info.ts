import type { ControlledProcess } from "../control/control.ts";
import { describeProcess } from "../control/description.ts";
import { shownLogPath } from "../control/logs.ts";
import type { XmlRpcStruct } from "../xmlrpc/value.ts";

/** The struct of getProcessInfo. Names and order of its members are a contract. */
export function processInfo(process: ControlledProcess, nowWallMs: number): XmlRpcStruct {
  const stdoutLogfile = shownLogPath(process, "stdout");
  return {
    name: process.config.name,
    group: process.groupName,
    start: seconds(process.startedWallMs),
    stop: seconds(process.stoppedWallMs),
    now: seconds(nowWallMs),
    state: process.state.code,
    statename: process.state.name,
    spawnerr: process.spawnError ?? "",
    exitstatus: process.exitStatus,
    logfile: stdoutLogfile,
    stdout_logfile: stdoutLogfile,
    stderr_logfile: shownLogPath(process, "stderr"),
    pid: process.pid,
    description: describeProcess(process),
  };
}

/** Whole seconds; clients read 32 bits. */
function seconds(wallMs: number): number {
  return Math.min(Math.floor(wallMs / 1000), 0x7fffffff);
}
