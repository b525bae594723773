/** The configuration files against what is active, and taking them over. */
import { formatProblem } from "../../config/problem.ts";
import { update } from "../../control/daemon.ts";
import { Refusal } from "../../control/refusal.ts";
import { badRequest, unlessRefused } from "./problem.ts";
import { type ApiRoute, defineRoute, ok } from "./route.ts";
import { configurationShape, groupSelectionShape, type Result, resultsShape } from "./shapes.ts";
import { previewUpdate } from "./update-preview.ts";

const tag = "Configuration";

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
      return ok({
        path,
        files,
        problems: read.ok ? [] : read.problems.map(formatProblem),
        difference: read.ok ? previewUpdate(control, read.configuration.groups) : [],
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
      const updates = await update(context, body.groups);
      if (updates instanceof Refusal && updates.reason === "BAD_NAME") {
        throw badRequest(`no such group: ${updates.detail}`);
      }
      const results = unlessRefused(updates).map(({ group: process, outcome }): Result => {
        if (outcome instanceof Refusal) return { process, ok: false, outcome: outcome.text };
        return { process, ok: true, outcome };
      });
      return ok({ results });
    },
  }),
];
