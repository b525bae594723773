import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { printHelp } from "../print-help.ts";
import { startProcesses } from "./start.ts";
import { stopProcesses } from "./stop.ts";

export const restart: Command = {
  name: "restart",
  summary: "Stop processes, then start them",
  help: [
    "restart <name>\t\tRestart a process",
    "restart <gname>:*\tRestart all processes in a group",
    "restart <name> <name>\tRestart multiple processes or groups",
    "restart all\t\tRestart all processes",
    "Note: restart does not reread config files. For that, see reread and update.",
  ],
  operands: "processes",
  checksServer: true,
  async run(session, operands) {
    if (operands.length === 0) {
      session.print("Error: restart requires a process name");
      printHelp(session, restart);
      session.exitStatus = exitStatus.generic;
      return;
    }
    await stopProcesses(session, operands);
    await startProcesses(session, operands);
  },
};
