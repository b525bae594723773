import { SupervisorFault } from "../../client/supervisor-fault.ts";
import { faultCodes } from "../../xmlrpc/fault-codes.ts";
import { actOnProcesses, type ProcessAction } from "../act-on-processes.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { showNamespec } from "../namespec.ts";
import { printHelp } from "../print-help.ts";

export const clear: Command = {
  name: "clear",
  summary: "Empty the logs of processes",
  help: [
    "clear <name>\t\tClear a process' log files.",
    "clear <name> <name>\tClear multiple process' log files",
    "clear all\t\tClear all process' log files",
  ],
  operands: "processes",
  checksServer: true,
  async run(session, operands) {
    if (operands.length === 0) {
      session.print("Error: clear requires a process name");
      printHelp(session, clear);
      session.exitStatus = exitStatus.generic;
      return;
    }
    await actOnProcesses(session, clearing, operands);
  },
};

const clearing: ProcessAction = {
  done: "cleared",
  onAll: (client) => client.clearAllProcessLogs(),
  // The server has no method for a group, so its members are cleared one by one.
  async onGroup(client, group) {
    const members = (await client.getAllProcessInfo()).filter((process) => process.group === group);
    if (members.length === 0) throw new SupervisorFault(faultCodes.BAD_NAME, `BAD_NAME: ${group}`);
    return Promise.all(
      members.map(async ({ name }) => {
        try {
          await client.clearProcessLogs(showNamespec(group, name));
          return { name, group, status: faultCodes.SUCCESS, description: "OK" };
        } catch (error) {
          if (!(error instanceof SupervisorFault)) throw error;
          return { name, group, status: error.code, description: error.faultString };
        }
      }),
    );
  },
  onProcess: (client, name) => client.clearProcessLogs(name),
  complaints: { BAD_NAME: "no such process", FAILED: "failed" },
  unknownGroupStatus: exitStatus.generic,
};
