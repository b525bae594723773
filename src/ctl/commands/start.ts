import { actOnProcesses, type ProcessAction } from "../act-on-processes.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { printHelp } from "../print-help.ts";
import { explainFailures } from "../problems.ts";
import type { Session } from "../session.ts";

export const start: Command = {
  name: "start",
  summary: "Start processes",
  help: [
    "start <name>\t\tStart a process",
    "start <gname>:*\t\tStart all processes in a group",
    "start <name> <name>\tStart multiple processes or groups",
    "start all\t\tStart all processes",
  ],
  operands: "processes",
  checksServer: true,
  async run(session, operands) {
    if (operands.length === 0) {
      session.print("Error: start requires a process name");
      printHelp(session, start);
      session.exitStatus = exitStatus.invalidArguments;
      return;
    }
    await startProcesses(session, operands);
  },
};

/** Starts the named processes and waits for each to be RUNNING. */
export function startProcesses(session: Session, operands: readonly string[]): Promise<void> {
  return actOnProcesses(session, starting, operands);
}

const starting: ProcessAction = {
  done: "started",
  onAll: (client) => client.startAllProcesses(),
  onGroup: (client, group) => client.startProcessGroup(group),
  onProcess: (client, name) => client.startProcess(name),
  complaints: {
    BAD_NAME: "no such process",
    NO_FILE: "no such file",
    NOT_EXECUTABLE: "file is not executable",
    ALREADY_STARTED: "already started",
    SPAWN_ERROR: "spawn error",
    ABNORMAL_TERMINATION: "abnormal termination",
  },
  harmless: "ALREADY_STARTED",
  unknownGroupStatus: exitStatus.invalidArguments,
  explain: explainFailures,
};
