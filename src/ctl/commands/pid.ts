import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { resolveProcesses } from "../resolve-names.ts";
import type { Session } from "../session.ts";

export const pid: Command = {
  name: "pid",
  summary: "Print the process id of supervisord, or of processes",
  help: [
    "pid\t\t\tGet the PID of supervisord.",
    "pid <name>\t\tGet the PID of a single child process by name.",
    "pid all\t\t\tGet the PID of every child process, one per line.",
  ],
  operands: "processes",
  checksServer: true,
  async run(session, operands) {
    if (operands.length === 0) {
      session.print(String(await session.client.getPID()));
    } else if (operands.includes("all")) {
      for (const process of await session.client.getAllProcessInfo()) session.print(String(process.pid));
    } else {
      for (const name of await resolveProcesses(session, operands)) await printPid(session, name);
    }
  },
};

async function printPid(session: Session, name: string): Promise<void> {
  try {
    const process = await session.client.getProcessInfo(name);
    session.print(String(process.pid));
    if (process.pid === 0) session.exitStatus = exitStatus.notRunning;
  } catch (error) {
    if (!isFault(error, "BAD_NAME")) throw error;
    session.print(`No such process ${name}`);
    session.exitStatus = exitStatus.generic;
  }
}
