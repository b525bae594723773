import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { runLogs } from "../logs/run-logs.ts";
import { printHelp } from "../print-help.ts";
import type { Session } from "../session.ts";
import { takeFlags } from "../take-flags.ts";

export const logs: Command = {
  name: "logs",
  summary: "Show the logs of processes together, rotated files included",
  help: [
    "logs <name> [...]\tLast lines of both logs of processes, groups, patterns or all",
    "logs -f <name> [...]\tThe same, and what is written later, until Ctrl-C",
  ],
  operands: "processes",
  flags: [
    { name: "-f", summary: "Follow: go on with what is written later", added: true },
    { name: "-n", value: "LINES", summary: "So many last lines of each log, or all; default 20", added: true },
    { name: "--since", value: "TIME", summary: "What was written since: 10m, 1h30m, 2026-01-31 08:00", added: true },
    { name: "--grep", value: "PATTERN", summary: "Lines that match a regular expression (of JavaScript)", added: true },
    { name: "--stdout", summary: "Only stdout", added: true },
    { name: "--stderr", summary: "Only stderr", added: true },
    {
      name: "--json",
      summary: "One JSON object a line: process, channel, text, and at where that is known",
      added: true,
    },
  ],
  checksServer: true,
  addedHere: true,
  async run(session, words) {
    const { given, operands, problem } = takeFlags(logs.flags ?? [], words);
    const unknown = operands.find((operand) => operand.startsWith("-"));
    if (problem !== undefined) refuse(session, problem);
    else if (unknown !== undefined) refuse(session, `bad argument ${unknown}`);
    else if (operands.length === 0) refuse(session, "logs requires a process name");
    else {
      const reason = await runLogs(session, given, operands);
      if (reason !== undefined) refuse(session, reason);
    }
  },
};

function refuse(session: Session, message: string): void {
  session.complain(`Error: ${message}`);
  printHelp(session, logs);
  session.exitStatus = exitStatus.invalidArguments;
}
