/** What the API does to processes, and how it tells the outcome. */
import type { ControlledProcess } from "../../control/control.ts";
import { nameOf } from "../../control/find.ts";
import { clearLogsOf, clearProcessLogs } from "../../control/logs.ts";
import type { Ending, Part } from "../../control/progress.ts";
import { Refusal } from "../../control/refusal.ts";
import { restartProcess, restartProcesses } from "../../control/restart-process.ts";
import { signalProcesses } from "../../control/signal-process.ts";
import { startProcess, startProcesses } from "../../control/start-process.ts";
import { stopProcess, stopProcesses } from "../../control/stop-process.ts";
import type { ApiContext } from "./api-context.ts";
import { describe } from "./describe.ts";
import { problemOf } from "./problem.ts";
import type { Answer } from "./route.ts";
import type { Result } from "./shapes.ts";
import { processOf } from "./targets.ts";

export type Action = "start" | "stop" | "restart" | "clear";

const onOne = { start: startProcess, stop: stopProcess, restart: restartProcess, clear: clearProcessLogs };
const onMany = { start: startProcesses, stop: stopProcesses, restart: restartProcesses, clear: clearLogsOf };
const words = { start: "started", stop: "stopped", restart: "restarted", clear: "cleared", signal: "signalled" };

/** One action on one process. Throws `ApiProblem`. */
export async function actOnOne(context: ApiContext, id: string, action: Action, waitSeconds: number): Promise<Answer> {
  const process = processOf(context, id);
  const ending = await onOne[action](context, process, waitSeconds, id);
  if (ending instanceof Refusal) throw problemOf(ending);
  return { kind: "json", status: ending === "done" ? 200 : 202, body: describe(context, process) };
}

/** The same action on several, all at once; who does not need it is left out. */
export async function actOnMany(
  context: ApiContext,
  processes: readonly ControlledProcess[],
  action: Action,
  waitSeconds: number,
): Promise<Answer> {
  return await answerOf(action, onMany[action](context, processes, waitSeconds));
}

/** Sends a signal to those that have a process. Throws `ApiProblem`. */
export async function signalMany(
  context: ApiContext,
  processes: readonly ControlledProcess[],
  signal: string | number,
): Promise<Answer> {
  const parts = signalProcesses(context, processes, String(signal));
  for (const { progress } of parts) {
    if (progress instanceof Refusal && progress.reason === "BAD_SIGNAL") throw problemOf(progress);
  }
  return await answerOf("signal", parts);
}

async function answerOf(action: keyof typeof words, parts: readonly Part[]): Promise<Answer> {
  const results = await Promise.all(
    parts.map(async ({ process, progress }) => resultOf(nameOf(process), action, await progress)),
  );
  const begun = results.some(({ outcome }) => outcome === "begun");
  return { kind: "json", status: begun ? 202 : 200, body: { results } };
}

function resultOf(process: string, action: keyof typeof words, ending: Ending): Result {
  if (ending instanceof Refusal) return { process, ok: false, outcome: ending.text };
  return { process, ok: true, outcome: ending === "done" ? words[action] : ending };
}
