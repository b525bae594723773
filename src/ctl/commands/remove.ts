import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { resolveGroups } from "../resolve-names.ts";

export const remove: Command = {
  name: "remove",
  summary: "Remove stopped groups from the running configuration",
  help: ["remove <name> [...]\tRemoves process/group from active config"],
  operands: "groups",
  async run(session, operands) {
    const findActive = async () => (await session.client.getAllProcessInfo()).map(({ group }) => group);
    for (const group of await resolveGroups(operands, findActive)) {
      try {
        await session.client.removeProcessGroup(group);
        session.print(`${group}: removed process group`);
      } catch (error) {
        if (isFault(error, "STILL_RUNNING")) session.print(`ERROR: process/group still running: ${group}`);
        else if (isFault(error, "BAD_NAME")) {
          session.print(`ERROR: no such process/group: ${group}`);
          session.missName(group, "group");
        } else throw error;
        session.exitStatus = exitStatus.generic;
      }
    }
  },
};
