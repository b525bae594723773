import type { ConfigChanges } from "../../client/results.ts";
import { isFault } from "../../client/supervisor-fault.ts";
import { isGlob, matchesGlob } from "../../config/glob.ts";
import { faultCodes } from "../../xmlrpc/fault-codes.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import type { Session } from "../session.ts";

export const update: Command = {
  name: "update",
  summary: "Read the configuration anew and make what runs agree with it",
  help: [
    "update\t\t\tReload config and add/remove as necessary, and will restart affected programs",
    "update all\t\tReload config and add/remove as necessary, and will restart affected programs",
    "update <gname> [...]\tUpdate specific groups",
  ],
  operands: "groups-or-all",
  async run(session, operands) {
    const changes = await reloadConfig(session);
    if (changes === undefined) return;
    const isWanted =
      operands.length === 0 || operands.includes("all") ? () => true : await wanted(session, operands, changes);
    for (const group of changes.removed.filter(isWanted)) {
      if (!(await stopGroup(session, group))) continue;
      await session.client.removeProcessGroup(group);
      session.print(`${group}: removed process group`);
    }
    for (const group of changes.changed.filter(isWanted)) {
      await session.client.stopProcessGroup(group);
      session.print(`${group}: stopped`);
      await session.client.removeProcessGroup(group);
      await session.client.addProcessGroup(group);
      session.print(`${group}: updated process group`);
    }
    for (const group of changes.added.filter(isWanted)) {
      await session.client.addProcessGroup(group);
      session.print(`${group}: added process group`);
    }
  },
};

async function reloadConfig(session: Session): Promise<ConfigChanges | undefined> {
  try {
    return await session.client.reloadConfig();
  } catch (error) {
    if (isFault(error, "SHUTDOWN_STATE")) session.print("ERROR: already shutting down");
    else if (isFault(error, "CANT_REREAD")) session.print(`ERROR: ${error.faultString}`);
    else throw error;
    session.exitStatus = exitStatus.generic;
    return undefined;
  }
}

/** Whether a group is among those that were named. Complains about names that no group has. */
async function wanted(
  session: Session,
  operands: readonly string[],
  changes: ConfigChanges,
): Promise<(group: string) => boolean> {
  const active = (await session.client.getAllProcessInfo()).map(({ group }) => group);
  const known = new Set([...active, ...changes.added, ...changes.changed, ...changes.removed]);
  for (const operand of operands) {
    if (known.has(operand) || (isGlob(operand) && [...known].some((group) => matchesGlob(operand, group)))) continue;
    session.print(`ERROR: no such group: ${operand}`);
    session.missName(operand, "group");
    session.exitStatus = exitStatus.generic;
  }
  return (group) => operands.some((operand) => operand === group || matchesGlob(operand, group));
}

async function stopGroup(session: Session, group: string): Promise<boolean> {
  const results = await session.client.stopProcessGroup(group);
  session.print(`${group}: stopped`);
  if (!results.some(({ status }) => status === faultCodes.FAILED)) return true;
  session.print(`${group}: has problems; not removing`);
  session.exitStatus = exitStatus.generic;
  return false;
}
