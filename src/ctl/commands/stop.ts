import { actOnProcesses, type ProcessAction } from "../act-on-processes.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { printHelp } from "../print-help.ts";
import type { Session } from "../session.ts";

export const stop: Command = {
  name: "stop",
  summary: "Stop processes",
  help: [
    "stop <name>\t\tStop a process",
    "stop <gname>:*\t\tStop all processes in a group",
    "stop <name> <name>\tStop multiple processes or groups",
    "stop all\t\tStop all processes",
  ],
  operands: "processes",
  checksServer: true,
  async run(session, operands) {
    if (operands.length === 0) {
      session.print("Error: stop requires a process name");
      printHelp(session, stop);
      session.exitStatus = exitStatus.generic;
      return;
    }
    await stopProcesses(session, operands);
  },
};

/** Stops the named processes and waits for each to end. */
export function stopProcesses(session: Session, operands: readonly string[]): Promise<void> {
  return actOnProcesses(session, stopping, operands);
}

const stopping: ProcessAction = {
  done: "stopped",
  onAll: (client) => client.stopAllProcesses(),
  onGroup: (client, group) => client.stopProcessGroup(group),
  onProcess: (client, name) => client.stopProcess(name),
  complaints: { BAD_NAME: "no such process", BAD_SIGNAL: "bad signal name", NOT_RUNNING: "not running" },
  bareFault: "FAILED",
  harmless: "NOT_RUNNING",
  unknownGroupStatus: exitStatus.generic,
};
