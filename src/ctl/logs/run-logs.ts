import type { LogChannel } from "../../client/call-options.ts";
import { chooseNames } from "../choose-names.ts";
import type { Session } from "../session.ts";
import { parseSince } from "./parse-since.ts";
import { type LogsRequest, showLogs } from "./show-logs.ts";

/** Shows the logs that the words behind `logs` ask for. What is returned is wrong with the options. */
export async function runLogs(
  session: Session,
  options: ReadonlyMap<string, string>,
  operands: readonly string[],
): Promise<string | undefined> {
  const request = readOptions(options);
  if (typeof request === "string") return request;
  const processes = await findProcesses(session, operands);
  if (processes.length > 0) await showLogs(session, { ...request, processes });
  return undefined;
}

/** `tail -n LINES -f`: follows one channel of processes from its last lines on. */
export async function tailLogs(
  session: Session,
  operands: readonly string[],
  channel: LogChannel,
  lines: number,
): Promise<void> {
  const processes = await findProcesses(session, operands);
  const request = { channels: [channel], follow: true, lines, sinceMs: undefined, pattern: undefined, json: false };
  if (processes.length > 0) await showLogs(session, { ...request, processes });
}

async function findProcesses(session: Session, operands: readonly string[]): Promise<readonly string[]> {
  return chooseNames(session, await session.client.getAllProcessInfo(), operands);
}

const defaultLines = 20;

function readOptions(options: ReadonlyMap<string, string>): Omit<LogsRequest, "processes"> | string {
  const pattern = readPattern(options.get("--grep"));
  if (typeof pattern === "string") return pattern;
  const since = options.get("--since");
  const sinceMs = since === undefined ? undefined : parseSince(since, Date.now());
  if (since !== undefined && sinceMs === undefined) {
    return `bad time ${since}: write 90s, 10m, 1h30m, 2d, or 2026-01-31 08:00`;
  }
  const count = options.get("-n");
  if (count !== undefined && !/^(?:\d{1,9}|all)$/.test(count)) return `bad number of lines ${count}`;
  const everything = count === "all" || (count === undefined && (since !== undefined || pattern !== undefined));
  return {
    channels: readChannels(options),
    follow: options.has("-f"),
    lines: everything ? undefined : Number(count ?? defaultLines),
    sinceMs,
    pattern,
    json: options.has("--json"),
  };
}

function readChannels(options: ReadonlyMap<string, string>): readonly LogChannel[] {
  const both = ["stdout", "stderr"] as const;
  const chosen = both.filter((channel) => options.has(`--${channel}`));
  return chosen.length === 0 ? both : chosen;
}

function readPattern(source: string | undefined): RegExp | undefined | string {
  try {
    return source === undefined ? undefined : new RegExp(source, "u");
  } catch (error) {
    return `bad pattern: ${error instanceof Error ? error.message : error}`;
  }
}
