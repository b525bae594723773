import type { JsonApi } from "../../client/json-api.ts";
import type { ProcessOptions } from "../../client/json-process-results.ts";
import type { ProcessReport } from "./process-report.ts";

/** Everything of one process over the JSON API. Undefined: it is gone. */
export async function apiReport(
  api: JsonApi,
  name: string,
  configured: ProcessOptions,
): Promise<ProcessReport | undefined> {
  const [process, lives, logs] = await Promise.all([api.process(name), api.lives(name), api.processLogs(name)]);
  if (process === undefined || lives === undefined) return undefined;
  return { ...process, lives, logs: logs ?? null, ...configured.options };
}
