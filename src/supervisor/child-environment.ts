import type { ProcessConfig } from "../config/configuration.ts";

/**
 * The whole environment of a child: the daemon's own, then SUPERVISOR_*, then what the configuration says, which may
 * override both. HOME, USER and LOGNAME stay the daemon's, whatever `user=` says.
 * @param serverUrl the daemon's own address for clients, undefined when it has no server
 */
export function childEnvironment(
  daemon: Readonly<Record<string, string | undefined>>,
  config: ProcessConfig,
  groupName: string,
  serverUrl: string | undefined,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(daemon)) if (value !== undefined) environment[name] = value;
  environment["SUPERVISOR_ENABLED"] = "1";
  const url = config.serverurl ?? serverUrl;
  if (url !== undefined) environment["SUPERVISOR_SERVER_URL"] = url;
  environment["SUPERVISOR_PROCESS_NAME"] = config.name;
  environment["SUPERVISOR_GROUP_NAME"] = groupName;
  return Object.assign(environment, config.environment);
}
