import type { GroupDifference } from "../client/json-results.ts";
import { exitStatus } from "./exit-status.ts";
import { printJson } from "./print-json.ts";
import type { Session } from "./session.ts";

/** In the order in which an update goes through them. */
const verbs = { removed: "removed", changed: "updated", added: "added" } as const;

/**
 * `update --dry-run`: what an update would do, and why.
 *
 * @param chooser makes of the groups that differ the way to tell those that were named
 */
export async function previewUpdate(
  session: Session,
  asJson: boolean,
  chooser: (differing: readonly string[]) => Promise<(group: string) => boolean>,
): Promise<void> {
  const configuration = await session.api.configuration();
  if (configuration === undefined) {
    session.complain(
      "ERROR: this server cannot tell what an update would do: it is not supervisor-ts, or an older one",
      true,
    );
    session.exitStatus = exitStatus.unimplementedFeature;
    return;
  }
  const { problems, difference: all } = configuration;
  const isWanted = await chooser(all.map(({ group }) => group));
  const difference = all.filter(({ group }) => isWanted(group));
  if (asJson) printJson(session, { problems, difference });
  else if (problems.length > 0) for (const problem of problems) session.print(`ERROR: ${problem}`);
  else if (difference.length === 0) session.print("No config updates to processes");
  else for (const line of describe(difference)) session.print(line);
  if (problems.length > 0) session.exitStatus = exitStatus.generic;
}

function describe(difference: readonly GroupDifference[]): readonly string[] {
  return Object.entries(verbs).flatMap(([change, verb]) =>
    difference
      .filter((group) => group.change === change)
      .flatMap(({ group, options, stops, starts }) => [
        `${group}: would be ${verb}${list("stops", stops)}${list("starts", starts)}`,
        ...options.map((option) => `  ${describeOption(group, option)}`),
      ]),
  );
}

function list(verb: string, names: readonly string[]): string {
  return names.length === 0 ? "" : `, ${verb} ${names.join(" ")}`;
}

function describeOption(group: string, { process, option, from, to }: GroupDifference["options"][number]): string {
  const whose = process === null || process === group ? "" : `${process}: `;
  if (option === "process")
    return `${whose || `${group}: `}${from === null ? "new in the group" : "no longer in the group"}`;
  return `${whose}${option}: ${from ?? "(none)"} -> ${to ?? "(none)"}`;
}
