/** What several processes have in their past, and how they are configured: for whoever asks about more than one. */
import { nameOf } from "../../control/find.ts";
import { pastEvents } from "../../control/history.ts";
import { rememberedLives } from "../../process/lives.ts";
import { describePastEvent } from "./describe-lives.ts";
import { processOptions } from "./process-options.ts";
import { type ApiRoute, defineRoute, integerParameter, listParameter, ok } from "./route.ts";
import { array } from "./schema.ts";
import { optionsOfSeveralShape, pastEventShape } from "./shapes.ts";
import { processesOf } from "./targets.ts";

/** More names than that make an address that servers refuse. */
const mostNames = 100;

const process = listParameter(
  `Id of a process, or \`group:*\`; repeated, up to ${mostNames}. Missing: all.`,
  mostNames,
);

const tag = "Processes";

export const historyRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: "GET",
    path: "/history",
    summary: "The last starts and ends of several processes in one list",
    tag,
    query: {
      process,
      limit: integerParameter("So many at most.", 100, { minimum: 0, maximum: 100_000 }),
    },
    success: [
      {
        status: 200,
        description: `The newest last. The last ${rememberedLives} lives of each process are remembered.`,
        shape: array(pastEventShape),
      },
    ],
    problems: [404],
    run: (context, { query }) => {
      const processes = processesOf(context, named(query.process));
      return ok(pastEvents(context.clock, processes, query.limit).map(describePastEvent));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/options",
    summary: "How several processes are configured, and where that is written",
    description: "As `/processes/{process}/options` of each; the configuration files are read once.",
    tag,
    query: { process },
    success: [{ status: 200, description: "Their options.", shape: optionsOfSeveralShape }],
    problems: [404],
    run: (context, { query }) => {
      const processes = processesOf(context, named(query.process));
      const options = processOptions(context.control, processes);
      return ok(processes.map((each, index) => ({ process: nameOf(each), options: options[index] })));
    },
  }),
];

function named(names: readonly string[]): readonly string[] | undefined {
  return names.length === 0 ? undefined : names;
}
