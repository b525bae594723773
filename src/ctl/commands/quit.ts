import type { Command } from "../command.ts";
import { QuitShell } from "../quit-shell.ts";

export const quit: Command = {
  name: "quit",
  summary: "Leave the shell",
  help: ["quit\tExit the supervisor shell."],
  operands: "none",
  run(session) {
    session.print("");
    throw new QuitShell();
  },
};
