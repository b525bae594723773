import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { resolveGroups } from "../resolve-names.ts";

export const add: Command = {
  name: "add",
  summary: "Activate groups of the configuration that was last read",
  help: ["add <name> [...]\tActivates any updates in config for process/group"],
  operands: "groups",
  async run(session, operands) {
    const findInactive = async () =>
      (await session.client.getAllConfigInfo()).filter(({ inuse }) => !inuse).map(({ group }) => group);
    for (const group of await resolveGroups(operands, findInactive)) {
      try {
        await session.client.addProcessGroup(group);
        session.print(`${group}: added process group`);
      } catch (error) {
        if (isFault(error, "ALREADY_ADDED")) {
          session.print("ERROR: process group already active");
          continue;
        }
        if (isFault(error, "SHUTDOWN_STATE")) session.print("ERROR: shutting down");
        else if (isFault(error, "BAD_NAME")) session.print(`ERROR: no such process/group: ${group}`);
        else throw error;
        session.exitStatus = exitStatus.generic;
      }
    }
  },
};
