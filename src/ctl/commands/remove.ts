import { isFault } from "../../client/supervisor-fault.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { isGlob, matchesGlob } from "../glob.ts";
import type { Session } from "../session.ts";

export const remove: Command = {
  name: "remove",
  summary: "Remove stopped groups from the running configuration",
  help: ["remove <name> [...]\tRemoves process/group from active config"],
  operands: "groups",
  async run(session, operands) {
    for (const group of await resolveGroups(session, operands)) {
      try {
        await session.client.removeProcessGroup(group);
        session.print(`${group}: removed process group`);
      } catch (error) {
        if (isFault(error, "STILL_RUNNING")) session.print(`ERROR: process/group still running: ${group}`);
        else if (isFault(error, "BAD_NAME")) session.print(`ERROR: no such process/group: ${group}`);
        else throw error;
        session.exitStatus = exitStatus.generic;
      }
    }
  },
};

async function resolveGroups(session: Session, operands: readonly string[]): Promise<readonly string[]> {
  if (!operands.some(isGlob)) return operands;
  const active = new Set((await session.client.getAllProcessInfo()).map(({ group }) => group));
  return operands.flatMap((operand) => {
    const matches = isGlob(operand) ? [...active].filter((group) => matchesGlob(operand, group)) : [];
    return matches.length > 0 ? matches : [operand];
  });
}
