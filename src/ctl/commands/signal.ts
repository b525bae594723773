import { actOnProcesses, type ProcessAction } from "../act-on-processes.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { printHelp } from "../print-help.ts";

export const signal: Command = {
  name: "signal",
  summary: "Send a signal to processes",
  help: [
    "signal <signal name> <name>\t\tSignal a process",
    "signal <signal name> <gname>:*\t\tSignal all processes in a group",
    "signal <signal name> <name> <name>\tSignal multiple processes or groups",
    "signal <signal name> all\t\tSignal all processes",
  ],
  operands: "signal-and-processes",
  checksServer: true,
  async run(session, [signalName, ...names]) {
    if (signalName === undefined || names.length === 0) {
      session.print("Error: signal requires a signal name and a process name");
      printHelp(session, signal);
      session.exitStatus = exitStatus.generic;
      return;
    }
    await actOnProcesses(session, signalling(signalName), names);
  },
};

function signalling(signalName: string): ProcessAction {
  return {
    done: "signalled",
    onAll: (client) => client.signalAllProcesses(signalName),
    onGroup: (client, group) => client.signalProcessGroup(group, signalName),
    onProcess: (client, name) => client.signalProcess(name, signalName),
    complaints: { BAD_NAME: "no such process", BAD_SIGNAL: "bad signal name", NOT_RUNNING: "not running" },
    bareFault: "FAILED",
    unknownGroupStatus: exitStatus.generic,
  };
}
