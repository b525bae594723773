import type { Processes } from "../system/system.ts";

/** Whether a command line is that of a supervisord, this one or Supervisor's own, under whatever interpreter. */
export function isSupervisord(command: readonly string[]): boolean {
  return command.some((word) => /supervisord(?:\.c?js|\.py)?$/.test(word));
}

/** Whether a supervisord other than this process has a file open whose path is `wanted`. Asks all processes there are. */
export function anotherDaemonHasOpen(
  processes: Pick<Processes, "list" | "ownPid">,
  wanted: (path: string) => boolean,
): boolean {
  return processes
    .list()
    .some(
      (each) => each.pid !== processes.ownPid && isSupervisord(each.readCommand()) && each.readOpenFiles().some(wanted),
    );
}
