/** The daemon itself. */
import { restartDaemon, shutDown } from "../../control/daemon.ts";
import { describeSupervisor } from "./describe.ts";
import { unlessRefused } from "./problem.ts";
import { type ApiRoute, defineRoute, ok } from "./route.ts";
import { supervisorShape } from "./shapes.ts";

const tag = "Supervisor";

export const supervisorRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: "GET",
    path: "",
    summary: "The daemon",
    tag,
    success: [{ status: 200, description: "The daemon.", shape: supervisorShape }],
    run: (context) => ok(describeSupervisor(context)),
  }),
  ...(["shutdown", "restart"] as const).map((action) =>
    defineRoute({
      method: "POST",
      path: `/${action}`,
      summary: action === "shutdown" ? "Stops everything and ends" : "Stops everything and starts afresh",
      tag,
      success: [{ status: 202, description: "It has begun.", shape: supervisorShape }],
      problems: [409, 503],
      run: (context) => {
        unlessRefused(action === "shutdown" ? shutDown(context) : restartDaemon(context));
        return { kind: "json", status: 202, body: describeSupervisor(context) };
      },
    }),
  ),
];
