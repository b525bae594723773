/** Groups: what they are, and what is done to all of their members. */
import { addGroup, removeGroup } from "../../control/daemon.ts";
import { groupsByName, inOrder } from "../../control/find.ts";
import { actOnMany } from "./actions.ts";
import { describeGroup } from "./describe.ts";
import { unlessRefused } from "./problem.ts";
import { resultsSuccess, wait } from "./process-routes.ts";
import { type ApiRoute, defineRoute, ok } from "./route.ts";
import { array } from "./schema.ts";
import { groupShape } from "./shapes.ts";
import { groupOf } from "./targets.ts";

const tag = "Groups";

const actions = (["start", "stop", "restart"] as const).map((action) =>
  defineRoute({
    method: "POST",
    path: `/groups/{group}/${action}`,
    summary: `Does to all members what /processes/{process}/${action} does to one`,
    tag,
    query: { wait },
    success: resultsSuccess,
    problems: [404, 503],
    run: (context, { path, query }) => actOnMany(context, inOrder([groupOf(context, path.group)]), action, query.wait),
  }),
);

export const groupRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: "GET",
    path: "/groups",
    summary: "All active groups, by name",
    tag,
    success: [{ status: 200, description: "The groups.", shape: array(groupShape) }],
    run: (context) => ok(groupsByName(context).map((group) => describeGroup(context, group))),
  }),
  defineRoute({
    method: "GET",
    path: "/groups/{group}",
    summary: "One group",
    tag,
    success: [{ status: 200, description: "The group.", shape: groupShape }],
    problems: [404],
    run: (context, { path }) => ok(describeGroup(context, groupOf(context, path.group))),
  }),
  defineRoute({
    method: "PUT",
    path: "/groups/{group}",
    summary: "Activates a group of the configuration that was read last (`supervisorctl add`)",
    tag,
    success: [{ status: 200, description: "Active now.", shape: groupShape }],
    problems: [404, 409, 503],
    run: (context, { path }) => {
      unlessRefused(addGroup(context, path.group));
      return ok(describeGroup(context, groupOf(context, path.group)));
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "/groups/{group}",
    summary: "Forgets a group whose processes are all at rest (`supervisorctl remove`)",
    tag,
    success: [{ status: 200, description: "The group as it was.", shape: groupShape }],
    problems: [404, 409, 503],
    run: (context, { path }) => {
      const group = describeGroup(context, groupOf(context, path.group));
      unlessRefused(removeGroup(context, path.group));
      return ok(group);
    },
  }),
  ...actions,
];
