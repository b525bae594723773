import type { Command } from "../command.ts";

export const version: Command = {
  name: "version",
  summary: "Print the version of supervisord",
  help: ["version\t\t\tShow the version of the remote supervisord process"],
  operands: "none",
  takesNothing: true,
  checksServer: true,
  async run(session) {
    session.print(await session.client.getSupervisorVersion());
  },
};
