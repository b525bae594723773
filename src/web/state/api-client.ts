/** Requests to the daemon. Addresses are relative to the page, so that any path before it will do. */
import type { ConfigurationShape, LifeShape, ProcessOptionsShape, Result } from "../../http/api/shapes.ts";

const base = "api/v1";

export type Action = "start" | "stop" | "restart";

/** A refusal, in the daemon's words. */
export class Refused extends Error {}

export function processPath(id: string): string {
  return `${base}/processes/${encodeURIComponent(id)}`;
}

export const eventsPath = `${base}/events?usage=1`;
export const logPath = `${base}/log`;
/** Of several processes together. */
export const logsPath = `${base}/logs`;

export function act(action: Action, processes: readonly string[]): Promise<{ readonly results: readonly Result[] }> {
  return ask("POST", `${base}/processes/${action}`, { processes });
}

export function sendSignal(
  signal: string,
  processes: readonly string[],
): Promise<{ readonly results: readonly Result[] }> {
  return ask("POST", `${base}/processes/signal`, { signal, processes });
}

export function clearLogs(processes: readonly string[]): Promise<{ readonly results: readonly Result[] }> {
  return ask("POST", `${base}/processes/clear-logs`, { processes });
}

export function clearMainLog(): Promise<unknown> {
  return ask("DELETE", logPath);
}

export function readConfiguration(): Promise<ConfigurationShape> {
  return ask("GET", `${base}/configuration`);
}

export function readOptions(id: string): Promise<ProcessOptionsShape> {
  return ask("GET", `${processPath(id)}/options`);
}

export function readLives(id: string): Promise<readonly LifeShape[]> {
  return ask("GET", `${processPath(id)}/lives`);
}

export function updateConfiguration(groups: readonly string[]): Promise<{ readonly results: readonly Result[] }> {
  return ask("POST", `${base}/configuration/update`, { groups });
}

export function end(action: "shutdown" | "restart"): Promise<unknown> {
  return ask("POST", `${base}/${action}`);
}

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  } catch {
    throw new Refused("supervisord does not answer");
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as T;
  throw new Refused(detailOf(text) ?? `${response.status} ${response.statusText}`);
}

function detailOf(text: string): string | undefined {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown };
    return typeof detail === "string" ? detail : undefined;
  } catch {
    return undefined;
  }
}
