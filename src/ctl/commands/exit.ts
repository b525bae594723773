import type { Command } from "../command.ts";
import { QuitShell } from "../quit-shell.ts";

export const exit: Command = {
  name: "exit",
  summary: "Leave the shell",
  help: ["exit\tExit the supervisor shell."],
  operands: "none",
  run(session) {
    session.print("");
    throw new QuitShell();
  },
};
