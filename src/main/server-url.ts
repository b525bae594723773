import type { ServerConfig } from "../config/configuration.ts";

/** SUPERVISOR_SERVER_URL of children: the first unix server, else the last inet one, else none. */
export function serverUrl(servers: readonly ServerConfig[]): string | undefined {
  const unix = servers.find((server) => server.kind === "unix");
  if (unix?.kind === "unix") return `unix://${unix.file}`;
  const inet = servers.findLast((server) => server.kind === "inet");
  if (inet?.kind !== "inet") return undefined;
  const host = inet.host === "" ? "localhost" : inet.host;
  return `http://${host.includes(":") ? `[${host}]` : host}:${inet.port}`;
}
