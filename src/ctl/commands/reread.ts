import type { ConfigChanges } from "../../client/results.ts";
import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { jsonFlag, printJson, takeJson } from "../print-json.ts";

export const reread: Command = {
  name: "reread",
  summary: "Read the configuration anew and show what differs",
  help: ["reread \t\t\tReload the daemon's configuration files without add/remove"],
  operands: "none",
  flags: [jsonFlag()],
  takesNothing: true,
  async run(session, operands) {
    const { asJson } = takeJson(operands);
    try {
      const changes = await session.client.reloadConfig();
      if (asJson) {
        printJson(session, changes);
        return;
      }
      const lines = describeChanges(changes);
      for (const line of lines) session.print(line);
      if (lines.length === 0) session.print("No config updates to processes");
    } catch (error) {
      if (isFault(error, "SHUTDOWN_STATE")) session.complain("ERROR: supervisor shutting down", asJson);
      else if (isFault(error, "CANT_REREAD")) session.complain(`ERROR: ${error.faultString}`, asJson);
      else throw error;
      session.exitStatus = exitStatus.generic;
    }
  },
};

function describeChanges({ added, changed, removed }: ConfigChanges): readonly string[] {
  const words = [
    ...added.map((group) => [group, "available"] as const),
    ...changed.map((group) => [group, "changed"] as const),
    ...removed.map((group) => [group, "disappeared"] as const),
  ];
  return words.sort(([one], [other]) => compare(one, other)).map(([group, word]) => `${group}: ${word}`);
}

// By code unit, as the server sorts; never by the user's language.
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
