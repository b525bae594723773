import type { ConfigChanges } from "../../client/results.ts";
import { isFault } from "../../client/supervisor-fault.ts";
import { isGlob, matchesGlob } from "../../config/glob.ts";
import { faultCodes } from "../../xmlrpc/fault-codes.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { previewUpdate } from "../preview-update.ts";
import { jsonFlag, printJson } from "../print-json.ts";
import type { Session } from "../session.ts";
import { takeFlags } from "../take-flags.ts";

export const update: Command = {
  name: "update",
  summary: "Read the configuration anew and make what runs agree with it",
  help: [
    "update\t\t\tReload config and add/remove as necessary, and will restart affected programs",
    "update all\t\tReload config and add/remove as necessary, and will restart affected programs",
    "update <gname> [...]\tUpdate specific groups",
  ],
  operands: "groups-or-all",
  flags: [
    { name: "--dry-run", summary: "Only say what would be stopped and started, and which options differ", added: true },
    jsonFlag(),
  ],
  async run(session, words) {
    const { given, operands } = takeFlags(update.flags ?? [], words);
    const asJson = given.has("--json");
    const choose = (differing: readonly string[]) => chooser(session, operands, differing, asJson);
    if (given.has("--dry-run")) {
      await previewUpdate(session, asJson, choose);
      return;
    }
    const changes = await reloadConfig(session, asJson);
    if (changes === undefined) return;
    const isWanted = await choose([...changes.added, ...changes.changed, ...changes.removed]);
    const done: Outcome[] = [];
    const tell = (group: string, text: string, outcome?: Outcome["outcome"]): void => {
      if (outcome !== undefined) done.push({ group, outcome });
      if (!asJson) session.print(`${group}: ${text}`);
    };
    for (const group of changes.removed.filter(isWanted)) {
      if (!(await stopGroup(session, group, tell))) continue;
      await session.client.removeProcessGroup(group);
      tell(group, "removed process group", "removed");
    }
    for (const group of changes.changed.filter(isWanted)) {
      await session.client.stopProcessGroup(group);
      tell(group, "stopped");
      await session.client.removeProcessGroup(group);
      await session.client.addProcessGroup(group);
      tell(group, "updated process group", "updated");
    }
    for (const group of changes.added.filter(isWanted)) {
      await session.client.addProcessGroup(group);
      tell(group, "added process group", "added");
    }
    if (asJson) printJson(session, done);
  },
};

interface Outcome {
  readonly group: string;
  readonly outcome: "removed" | "updated" | "added" | "not-removed";
}

async function reloadConfig(session: Session, asJson: boolean): Promise<ConfigChanges | undefined> {
  try {
    return await session.client.reloadConfig();
  } catch (error) {
    if (isFault(error, "SHUTDOWN_STATE")) session.complain("ERROR: already shutting down", asJson);
    else if (isFault(error, "CANT_REREAD")) session.complain(`ERROR: ${error.faultString}`, asJson);
    else throw error;
    session.exitStatus = exitStatus.generic;
    return undefined;
  }
}

/** Whether a group is among those that were named. Complains about names that no group has. */
async function chooser(
  session: Session,
  operands: readonly string[],
  differing: readonly string[],
  asJson: boolean,
): Promise<(group: string) => boolean> {
  if (operands.length === 0 || operands.includes("all")) return () => true;
  const active = (await session.client.getAllProcessInfo()).map(({ group }) => group);
  const known = new Set([...active, ...differing]);
  for (const operand of operands) {
    if (known.has(operand) || (isGlob(operand) && [...known].some((group) => matchesGlob(operand, group)))) continue;
    session.complain(`ERROR: no such group: ${operand}`, asJson);
    session.missName(operand, "group");
    session.exitStatus = exitStatus.generic;
  }
  return (group) => operands.some((operand) => operand === group || matchesGlob(operand, group));
}

async function stopGroup(
  session: Session,
  group: string,
  tell: (group: string, text: string, outcome?: Outcome["outcome"]) => void,
): Promise<boolean> {
  const results = await session.client.stopProcessGroup(group);
  tell(group, "stopped");
  if (!results.some(({ status }) => status === faultCodes.FAILED)) return true;
  tell(group, "has problems; not removing", "not-removed");
  session.exitStatus = exitStatus.generic;
  return false;
}
