/** Processes, one or several: what they are, and what can be done to them. */
import { allProcesses } from "../../control/find.ts";
import { signalProcess } from "../../control/signal-process.ts";
import { needsAttention } from "../../control/why-down.ts";
import { writeStdin } from "../../control/write-stdin.ts";
import { rememberedLives } from "../../process/lives.ts";
import { type Action, actOnMany, actOnOne, signalMany } from "./actions.ts";
import { describe } from "./describe.ts";
import { describeLives } from "./describe-lives.ts";
import { unlessRefused } from "./problem.ts";
import { processOptions } from "./process-options.ts";
import { type ApiRoute, choiceParameter, defineRoute, integerParameter, ok, type Success } from "./route.ts";
import { array } from "./schema.ts";
import {
  lifeShape,
  processOptionsShape,
  processShape,
  resultsShape,
  selectionShape,
  selectionSignalShape,
  signalShape,
  stdinShape,
} from "./shapes.ts";
import { processesOf, processOf } from "./targets.ts";

const tag = "Processes";

export const wait = integerParameter("Seconds to wait for the outcome; 0 answers 202 as soon as it has begun.", 0, {
  minimum: 0,
  maximum: 3_600,
});

export const resultsSuccess: readonly Success[] = [
  { status: 200, description: "How each fared.", shape: resultsShape },
  { status: 202, description: "Begun; not for all of them the outcome is known.", shape: resultsShape },
];

const processSuccess: readonly Success[] = [
  { status: 200, description: "Done: the process as it is now.", shape: processShape },
  { status: 202, description: "Begun: the process as it is now.", shape: processShape },
];

const actions = [
  ["start", "Starts it", "Starts those of a selection that are not running"],
  ["stop", "Stops it", "Stops those of a selection that are running"],
  ["restart", "Stops it if it runs, and starts it", "Restarts a selection"],
] as const satisfies readonly (readonly [Action, string, string])[];

const one = actions.map(([action, summary]) =>
  defineRoute({
    method: "POST",
    path: `/processes/{process}/${action}`,
    summary,
    tag,
    query: { wait },
    success: processSuccess,
    problems: [404, 409, 503],
    run: (context, { path, query }) => actOnOne(context, path.process, action, query.wait),
  }),
);

const several = actions.map(([action, , summary]) =>
  defineRoute({
    method: "POST",
    path: `/processes/${action}`,
    summary,
    tag,
    query: { wait },
    body: selectionShape,
    success: resultsSuccess,
    problems: [404, 503],
    run: (context, { query, body }) => actOnMany(context, processesOf(context, body.processes), action, query.wait),
  }),
);

export const processRoutes: readonly ApiRoute[] = [
  defineRoute({
    method: "GET",
    path: "/processes",
    summary: "All processes, by group and name",
    tag,
    query: {
      only: choiceParameter(
        "`problems`: those that somebody should look at (FATAL, BACKOFF, UNKNOWN, unexpectedly EXITED, or flapping).",
        ["all", "problems"],
        "all",
      ),
    },
    success: [{ status: 200, description: "The processes.", shape: array(processShape) }],
    run: (context, { query }) => {
      const nowMs = context.clock.monotonicMs();
      const all = allProcesses(context);
      const chosen = query.only === "all" ? all : all.filter((process) => needsAttention(process, nowMs));
      return ok(chosen.map((process) => describe(context, process)));
    },
  }),
  ...several,
  defineRoute({
    method: "POST",
    path: "/processes/signal",
    summary: "Sends a signal to those of a selection that have a process",
    tag,
    body: selectionSignalShape,
    success: [{ status: 200, description: "How each fared.", shape: resultsShape }],
    problems: [404, 503],
    run: (context, { body }) => signalMany(context, processesOf(context, body.processes), body.signal),
  }),
  defineRoute({
    method: "POST",
    path: "/processes/clear-logs",
    summary: "Empties the logs of a selection; rotated files stay",
    tag,
    body: selectionShape,
    success: [{ status: 200, description: "How each fared.", shape: resultsShape }],
    problems: [404, 503],
    run: (context, { body }) => actOnMany(context, processesOf(context, body.processes), "clear", 0),
  }),
  defineRoute({
    method: "GET",
    path: "/processes/{process}",
    summary: "One process",
    tag,
    success: [{ status: 200, description: "The process.", shape: processShape }],
    problems: [404],
    run: (context, { path }) => ok(describe(context, processOf(context, path.process))),
  }),
  defineRoute({
    method: "GET",
    path: "/processes/{process}/options",
    summary: "How a process is configured, and where that is written",
    description: "The values are the active ones; the configuration files are read to find their places.",
    tag,
    success: [{ status: 200, description: "Its options.", shape: processOptionsShape }],
    problems: [404],
    run: (context, { path }) => ok(processOptions(context.control, [processOf(context, path.process)])[0]),
  }),
  defineRoute({
    method: "GET",
    path: "/processes/{process}/lives",
    summary: "Its last lives, the newest first",
    tag,
    success: [
      {
        status: 200,
        description: `The life that goes on, if there is one, and the last ${rememberedLives} that are over.`,
        shape: array(lifeShape),
      },
    ],
    problems: [404],
    run: (context, { path }) => ok(describeLives(processOf(context, path.process))),
  }),
  ...one,
  defineRoute({
    method: "POST",
    path: "/processes/{process}/signal",
    summary: "Sends a signal to its process",
    tag,
    body: signalShape,
    success: [{ status: 200, description: "Sent: the process as it is now.", shape: processShape }],
    problems: [404, 409, 503],
    run: (context, { path, body }) => {
      const process = processOf(context, path.process);
      unlessRefused(signalProcess(context, process, String(body.signal), path.process));
      return ok(describe(context, process));
    },
  }),
  defineRoute({
    method: "POST",
    path: "/processes/{process}/stdin",
    summary: "Writes to its standard input",
    tag,
    body: stdinShape,
    success: [{ status: 200, description: "Written: the process as it is now.", shape: processShape }],
    problems: [404, 409, 503],
    run: (context, { path, body }) => {
      const process = processOf(context, path.process);
      unlessRefused(writeStdin(context, process, Buffer.from(body.text, "utf8"), path.process));
      return ok(describe(context, process));
    },
  }),
];
