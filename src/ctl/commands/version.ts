import type { Command } from "../command.ts";
import { jsonFlag, printJson, takeJson } from "../print-json.ts";

export const version: Command = {
  name: "version",
  summary: "Print the version of supervisord",
  help: ["version\t\t\tShow the version of the remote supervisord process"],
  operands: "none",
  flags: [jsonFlag()],
  takesNothing: true,
  checksServer: true,
  async run(session, operands) {
    const version = await session.client.getSupervisorVersion();
    if (takeJson(operands).asJson) printJson(session, { version });
    else session.print(version);
  },
};
