import { columns } from "../columns.ts";
import type { Command } from "../command.ts";
import type { CommandInfo } from "../command-info.ts";
import { helpLines } from "../print-help.ts";
import type { Session } from "../session.ts";

export const help: Command = {
  name: "help",
  summary: "Print the actions, or help for one",
  help: ["help\t\tPrint a list of available actions", "help <action>\tPrint help for <action>"],
  operands: "actions",
  run(session, operands) {
    if (operands.length === 0) {
      printOverview(session);
      return;
    }
    const topic = operands.join(" ");
    const command = session.findCommand(topic);
    if (command === undefined || command.help.length === 0) {
      session.print(`*** No help on ${topic}`);
      return;
    }
    for (const line of helpLines(command)) session.print(line);
  },
};

function printOverview(session: Session): void {
  session.print("");
  const blocks = new Set(["default", "more", ...session.commands.map(blockOf)]);
  for (const block of blocks) printBlock(session, block);
}

/** Supervisor's own commands, those added here, and those of each plugin stand apart. */
function blockOf({ plugin, addedHere }: CommandInfo): string {
  return plugin ?? (addedHere === true ? "more" : "default");
}

function printBlock(session: Session, title: string): void {
  const commands = session.commands.filter(
    (command) => blockOf(command) === title && command !== help && command.help.length > 0,
  );
  if (commands.length === 0) return;
  const heading = `${title} commands (type help <topic>):`;
  session.print(heading);
  session.print("=".repeat(heading.length));
  const sorted = [...commands].sort((one, other) => (one.name < other.name ? -1 : 1));
  const names = sorted.map(({ name }) => name);
  const width = Math.max(...names.map((name) => name.length));
  const lines = session.terminal.isTerminal
    ? sorted.map(({ name, summary }) => `${name.padEnd(width)}  ${summary}`)
    : columns(names, screenWidth);
  for (const line of lines) session.print(line);
  session.print("");
}

const screenWidth = 80;
