/** What the API does to processes: through the methods of XML-RPC, so that both interfaces mean the same. */
import { isRunningState } from "../../process/state.ts";
import { Fault } from "../../rpc/faults.ts";
import type { ApiContext } from "./api-context.ts";
import { describe } from "./describe.ts";
import { problemOf } from "./problem.ts";
import type { Answer } from "./route.ts";
import type { Result } from "./shapes.ts";
import { processOf } from "./targets.ts";

export type Action = "start" | "stop" | "restart" | "clear";

/** "begun": how it ends is not known (yet). */
type Progress = Fault | "done" | "begun";

const words = { start: "started", stop: "stopped", restart: "restarted", clear: "cleared", signal: "signalled" };

/** One action on one process. Throws `ApiProblem`. */
export async function actOnOne(context: ApiContext, id: string, action: Action, waitSeconds: number): Promise<Answer> {
  const process = processOf(context.control, id);
  const progress = await perform(context, id, action, waitSeconds);
  if (progress instanceof Fault) throw problemOf(progress);
  return { kind: "json", status: progress === "done" ? 200 : 202, body: describe(context, process) };
}

/** The same action on several, all at once; who needs it not is left out. */
export async function actOnMany(
  context: ApiContext,
  ids: readonly string[],
  action: Action,
  waitSeconds: number,
): Promise<Answer> {
  const concerned = ids.filter((id) => concerns(context, id, action));
  const results = await Promise.all(
    concerned.map(async (id) => resultOf(id, action, await perform(context, id, action, waitSeconds))),
  );
  const begun = results.some(({ outcome }) => outcome === "begun");
  return { kind: "json", status: begun ? 202 : 200, body: { results } };
}

/** Sends a signal to those that have a process. Throws `ApiProblem`. */
export async function signalMany(
  context: ApiContext,
  ids: readonly string[],
  signal: string | number,
): Promise<Answer> {
  const results: Result[] = [];
  for (const id of ids) {
    if (processOf(context.control, id).pid === 0) continue;
    const value = await context.dispatcher.call("supervisor.signalProcess", [id, String(signal)]);
    if (value instanceof Fault && value.name === "BAD_SIGNAL") throw problemOf(value);
    results.push(resultOf(id, "signal", value instanceof Fault ? value : "done"));
  }
  return { kind: "json", status: 200, body: { results } };
}

/** Calls a method of XML-RPC. Throws `ApiProblem`. */
export async function callMethod(
  { dispatcher }: ApiContext,
  method: string,
  ...params: readonly (string | number | boolean)[]
): Promise<unknown> {
  const value = await dispatcher.call(method, params);
  if (value instanceof Fault) throw problemOf(value);
  return value;
}

/** In a selection, who is up already need not be started, nor who is at rest be stopped. */
function concerns({ control }: ApiContext, id: string, action: Action): boolean {
  const running = isRunningState(processOf(control, id).state.name);
  if (action === "start") return !running;
  return action === "stop" ? running : true;
}

async function perform(context: ApiContext, id: string, action: Action, waitSeconds: number): Promise<Progress> {
  const waits = waitSeconds > 0;
  const call = async (method: string, ...params: readonly boolean[]): Promise<Progress> => {
    const value = await context.dispatcher.call(method, [id, ...params]);
    if (value instanceof Fault) return value;
    return params[0] === false ? "begun" : "done";
  };
  switch (action) {
    case "clear":
      return call("supervisor.clearProcessLogs");
    case "start":
      return within(context, waitSeconds, call("supervisor.startProcess", waits));
    case "stop":
      return within(context, waitSeconds, call("supervisor.stopProcess", waits));
    case "restart": {
      if (!isRunningState(processOf(context.control, id).state.name)) {
        return within(context, waitSeconds, call("supervisor.startProcess", waits));
      }
      const stopped = call("supervisor.stopProcess", true);
      const both = stopped.then((end) => (end instanceof Fault ? end : call("supervisor.startProcess", waits)));
      return waits ? within(context, waitSeconds, both) : "begun";
    }
  }
}

/** The outcome, or "begun" when it is not known in time. */
function within({ clock }: ApiContext, seconds: number, outcome: Promise<Progress>): Promise<Progress> {
  if (seconds === 0) return outcome;
  return new Promise((resolve, reject) => {
    const timer = clock.after(seconds * 1_000, () => resolve("begun"));
    outcome.then(resolve, reject).finally(() => timer.cancel());
  });
}

function resultOf(process: string, action: keyof typeof words, progress: Progress): Result {
  if (progress instanceof Fault) return { process, ok: false, outcome: progress.text };
  return { process, ok: true, outcome: progress === "done" ? words[action] : progress };
}
