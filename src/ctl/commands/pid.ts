import type { ProcessInfo } from "../../client/results.ts";
import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { jsonFlag, printJson, takeJson } from "../print-json.ts";
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
  flags: [jsonFlag()],
  checksServer: true,
  async run(session, words) {
    const { asJson, operands } = takeJson(words);
    const { client } = session;
    if (operands.length === 0) {
      const own = await client.getPID();
      if (asJson) printJson(session, { pid: own });
      else session.print(String(own));
    } else if (asJson) {
      const processes = operands.includes("all")
        ? await client.getAllProcessInfo()
        : await find(session, operands, (name) => session.complain(`No such process ${name}`, true));
      printJson(
        session,
        processes.map((process) => ({ group: process.group, name: process.name, pid: process.pid })),
      );
    } else if (operands.includes("all")) {
      for (const process of await client.getAllProcessInfo()) session.print(String(process.pid));
    } else {
      await find(
        session,
        operands,
        (name) => session.print(`No such process ${name}`),
        (process) => session.print(String(process.pid)),
      );
    }
  },
};

/** Looks the processes up one by one, and tells of each as it is found or missed. */
async function find(
  session: Session,
  operands: readonly string[],
  onUnknown: (name: string) => void,
  onFound: (process: ProcessInfo) => void = () => {},
): Promise<readonly ProcessInfo[]> {
  const found: ProcessInfo[] = [];
  for (const name of await resolveProcesses(session, operands)) {
    try {
      const process = await session.client.getProcessInfo(name);
      found.push(process);
      onFound(process);
      if (process.pid === 0) session.exitStatus = exitStatus.notRunning;
    } catch (error) {
      if (!isFault(error, "BAD_NAME")) throw error;
      onUnknown(name);
      session.missName(name);
      session.exitStatus = exitStatus.generic;
    }
  }
  return found;
}
