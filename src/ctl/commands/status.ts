import type { ProcessInfo } from "../../client/results.ts";
import type { Command } from "../command.ts";
import { statusExitStatus } from "../exit-status.ts";
import { showNamespec } from "../namespec.ts";
import { paint } from "../paint.ts";
import { jsonFlag, printJson, takeJson } from "../print-json.ts";
import { resolveAmong } from "../resolve-names.ts";
import type { Session } from "../session.ts";
import { stateColours } from "../state-colours.ts";

export const status: Command = {
  name: "status",
  summary: "Show the state of processes",
  help: [
    "status <name>\t\tGet status for a single process",
    "status <gname>:*\tGet status for all processes in a group",
    "status <name> <name>\tGet status for multiple named processes",
    "status\t\t\tGet all process status info",
  ],
  operands: "processes",
  flags: [jsonFlag("with processor time and memory")],
  checksServer: true,
  async run(session, operands) {
    const { asJson, operands: names } = takeJson(operands);
    const processes = await session.client.getAllProcessInfo();
    const chosen = choose(session, processes, names, asJson);
    if (asJson) await printProcesses(session, chosen);
    else printTable(session, chosen);
    if (chosen.some(({ statename }) => ended.has(statename))) session.exitStatus = statusExitStatus.notRunning;
  },
};

/** The processes that the names stand for; unknown names are complained about, on standard error beside JSON. */
function choose(
  session: Session,
  processes: readonly ProcessInfo[],
  names: readonly string[],
  asJson: boolean,
): readonly ProcessInfo[] {
  if (names.length === 0 || names.includes("all")) return processes;
  const chosen: ProcessInfo[] = [];
  for (const { text, targets } of resolveAmong(processes, names)) {
    for (const target of targets) {
      const found = processes.filter(
        ({ group, name }) => group === target.group && (target.kind === "group" || name === target.name),
      );
      chosen.push(...found);
      if (found.length > 0) continue;
      const complaint =
        target.kind === "group" ? `${target.group}: ERROR (no such group)` : `${text}: ERROR (no such process)`;
      session.complain(complaint, asJson);
      session.missName(text);
      session.exitStatus = statusExitStatus.unknown;
    }
  }
  return chosen;
}

/** Field `usage` is null for what does not run, and where the server is Supervisor, which cannot tell. */
async function printProcesses(session: Session, processes: readonly ProcessInfo[]): Promise<void> {
  const all = (await session.client.getAllProcessUsage()) ?? [];
  const usages = new Map(all.map(({ group, name, pid, ...usage }) => [pid, usage]));
  const shown = processes.map((process) => ({ ...process, usage: usages.get(process.pid) ?? null }));
  printJson(session, shown);
}

function printTable(session: Session, processes: readonly ProcessInfo[]): void {
  const { terminal } = session;
  const names = processes.map(({ group, name }) => showNamespec(group, name));
  const width = names.reduce((longest, name) => Math.max(longest, name.length), 30) + 3;
  const lines = processes.map(({ statename, description }, index) => {
    const name = terminal.shown(names[index] ?? "").padEnd(width);
    const state = terminal.shown(statename).padEnd(9);
    const painted = terminal.coloured ? paint(stateColours[statename] ?? "red", state) : state;
    return `${name}${painted} ${terminal.shown(description)}\n`;
  });
  // A write of each line takes longer than all the rest of a long table.
  terminal.write(lines.join(""));
}

const ended: ReadonlySet<string> = new Set(["STOPPED", "EXITED", "FATAL", "UNKNOWN"]);
