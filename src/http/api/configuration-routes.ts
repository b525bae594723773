/** The configuration files against what is active, and taking them over. */
import { formatProblem } from "../../config/problem.ts";
import { Fault } from "../../rpc/faults.ts";
import { actOnMany, callMethod } from "./actions.ts";
import type { ApiContext } from "./api-context.ts";
import { compareGroups } from "./option-difference.ts";
import { badRequest } from "./problem.ts";
import { type ApiRoute, defineRoute, ok } from "./route.ts";
import { configurationShape, groupSelectionShape, type Result, resultsShape } from "./shapes.ts";
import { idsOf } from "./targets.ts";

const tag = "Configuration";
/** Longest stopwaitsecs that an update waits for. */
const patienceSeconds = 3_600;

export const configurationRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: "GET",
    path: "/configuration",
    summary: "The files as they are now, and how they differ from what is active",
    description: "Nothing is taken over by asking.",
    tag,
    success: [{ status: 200, description: "The difference.", shape: configurationShape }],
    run: ({ control }) => {
      const read = control.readFiles();
      const { path, files } = read.ok ? read.configuration : control.pending;
      const active = [...control.groups.values()].map((group) => group.config);
      return ok({
        path,
        files,
        problems: read.ok ? [] : read.problems.map(formatProblem),
        difference: read.ok ? compareGroups(active, read.configuration.groups) : [],
      });
    },
  }),
  defineRoute({
    method: "POST",
    path: "/configuration/update",
    summary: "Reads the files and makes groups active as they say (`supervisorctl update`)",
    description: "Groups that changed are stopped, removed and added again. Answers when that is done.",
    tag,
    body: groupSelectionShape,
    success: [{ status: 200, description: "How each group fared.", shape: resultsShape }],
    problems: [409, 503],
    run: async (context, { body }) => {
      const [[added, changed, removed]] = (await callMethod(context, "supervisor.reloadConfig")) as [
        [readonly string[], readonly string[], readonly string[]],
      ];
      const differing = [...removed, ...changed, ...added];
      const unknown = body.groups?.find((name) => !differing.includes(name) && !context.control.groups.has(name));
      if (unknown !== undefined) throw badRequest(`no such group: ${unknown}`);
      const chosen = differing.filter((name) => body.groups?.includes(name) ?? true);
      const results = await Promise.all(
        chosen.map((name) => updateGroup(context, name, !added.includes(name), !removed.includes(name))),
      );
      return ok({ results });
    },
  }),
];

async function updateGroup(context: ApiContext, name: string, leaves: boolean, comes: boolean): Promise<Result> {
  if (leaves) {
    await actOnMany(context, idsOf(context.control, [`${name}:*`]), "stop", patienceSeconds);
    const removal = await context.dispatcher.call("supervisor.removeProcessGroup", [name]);
    if (removal instanceof Fault) return { process: name, ok: false, outcome: removal.text };
  }
  if (comes) {
    const addition = await context.dispatcher.call("supervisor.addProcessGroup", [name]);
    if (addition instanceof Fault) return { process: name, ok: false, outcome: addition.text };
  }
  return { process: name, ok: true, outcome: leaves ? (comes ? "updated" : "removed") : "added" };
}
