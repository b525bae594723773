import type { ProcessInfo } from "../../client/results.ts";
import type { Command } from "../command.ts";
import { statusExitStatus } from "../exit-status.ts";
import { showNamespec } from "../namespec.ts";
import { dim, paint } from "../paint.ts";
import { jsonFlag, printJson, takeJson } from "../print-json.ts";
import { byName, describeFlapping, describeTrouble, findProblems, noProblems, type Problems } from "../problems.ts";
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
  flags: [jsonFlag("with processor time, memory and what is wrong")],
  checksServer: true,
  async run(session, operands) {
    const { asJson, operands: names } = takeJson(operands);
    const processes = await session.client.getAllProcessInfo();
    const chosen = choose(session, processes, names, asJson);
    if (asJson) await printProcesses(session, chosen);
    else printTable(session, chosen, session.terminal.isTerminal ? await findProblems(session) : noProblems);
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

/** Fields `usage`, `trouble` and `flapping` are null where there is nothing to tell, and where the server is Supervisor, which cannot. */
async function printProcesses(session: Session, processes: readonly ProcessInfo[]): Promise<void> {
  const details = byName((await session.client.getAllProcessDetails()) ?? []);
  const shown = processes.map((process) => {
    const {
      pid,
      usage = null,
      trouble = null,
      flapping = null,
    } = details.get(showNamespec(process.group, process.name)) ?? {};
    return { ...process, usage: pid === process.pid ? usage : null, trouble, flapping };
  });
  printJson(session, shown);
}

function printTable(session: Session, processes: readonly ProcessInfo[], problems: Problems): void {
  const { terminal } = session;
  const names = processes.map(({ group, name }) => showNamespec(group, name));
  const width = names.reduce((longest, name) => Math.max(longest, name.length), 30) + 3;
  const aside = (text: string): string => (terminal.coloured ? dim(terminal.shown(text)) : terminal.shown(text));
  const lines = processes.map((process, index) => {
    const { statename, description } = process;
    const named = names[index] ?? "";
    const name = terminal.shown(named).padEnd(width);
    const state = terminal.shown(statename).padEnd(9);
    const painted = terminal.coloured ? paint(stateColours[statename] ?? "red", state) : state;
    const { trouble = null, flapping = null } = problems.get(named) ?? {};
    const suffix = flapping === null ? "" : ` ${aside(`(${describeFlapping(flapping)})`)}`;
    const why = trouble === null ? "" : `  ${aside(describeTrouble(trouble, description))}\n`;
    return `${name}${painted} ${terminal.shown(description)}${suffix}\n${why}`;
  });
  // A write of each line takes longer than all the rest of a long table.
  terminal.write(lines.join(""));
}

const ended: ReadonlySet<string> = new Set(["STOPPED", "EXITED", "FATAL", "UNKNOWN"]);
