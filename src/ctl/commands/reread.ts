import type { ConfigChanges } from "../../client/results.ts";
import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";

export const reread: Command = {
  name: "reread",
  summary: "Read the configuration anew and show what differs, without changing anything",
  help: ["reread \t\t\tReload the daemon's configuration files without add/remove"],
  operands: "none",
  takesNothing: true,
  async run(session) {
    try {
      const lines = describeChanges(await session.client.reloadConfig());
      for (const line of lines) session.print(line);
      if (lines.length === 0) session.print("No config updates to processes");
    } catch (error) {
      if (isFault(error, "SHUTDOWN_STATE")) session.print("ERROR: supervisor shutting down");
      else if (isFault(error, "CANT_REREAD")) session.print(`ERROR: ${error.faultString}`);
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
