import { createHash } from "node:crypto";
import type { ServerConfig } from "../configuration.ts";
import type { IniSection } from "../ini/ini-document.ts";
import { supervisorctlOptions } from "../options/supervisorctl.ts";
import type { SupervisorctlConfig } from "../read-supervisorctl.ts";
import { absolutePath } from "../values/path.ts";
import { type Finding, findingAt } from "./finding.ts";
import { isEverywhere, isLoopback } from "./servers.ts";
import { about, type CheckLookups, type CheckSubject } from "./subject.ts";

/** Whether supervisorctl with this file would find the daemon, and be let in. */
export function* checkSupervisorctl(subject: CheckSubject): Iterable<Finding> {
  const { read, lookups } = subject;
  const { document, configuration } = read;
  const section = document.sections.get("supervisorctl");
  if (section === undefined) return;
  if (section.file !== configuration.path) {
    const message = `supervisorctl reads ${configuration.path} alone, and does not see this section`;
    yield findingAt("serverurl", "warning", section, section, { message, hint: "move it there" });
    return;
  }
  const result = lookups.readSupervisorctl();
  if (!result.ok) {
    for (const problem of result.problems) yield { ...problem, rule: "serverurl", severity: "warning" };
    return;
  }
  yield* missingPlugins(subject, result.config);
  // That there is none has been said.
  if (configuration.servers.length === 0) return;
  const server = serverAt(result.config.serverurl, configuration.servers, lookups);
  if (server === undefined) yield wrongUrl(subject, section, result.config.serverurl);
  else if (server !== "elsewhere") yield* wrongLogin(subject, section, result.config, server);
}

/** "elsewhere": another machine, whose servers are not to be found in this file. */
function serverAt(
  url: string,
  servers: readonly ServerConfig[],
  lookups: CheckLookups,
): ServerConfig | "elsewhere" | undefined {
  if (url.startsWith("unix://")) {
    const path = absolutePath(url.slice("unix://".length), lookups);
    return servers.find((server) => server.kind === "unix" && server.file === path);
  }
  const address = addressOf(url);
  if (address === undefined) return undefined;
  const isHere = isLoopback(address.host) || isEverywhere(address.host);
  const inet = servers.filter((server) => server.kind === "inet");
  const found = inet.find(({ host, port }) => {
    const meets = isEverywhere(host) || host === address.host || (isHere && isLoopback(host));
    return meets && port === address.port;
  });
  if (found !== undefined || isHere) return found;
  return inet.some(({ host }) => host === address.host) ? undefined : "elsewhere";
}

function addressOf(url: string): { readonly host: string; readonly port: number } | undefined {
  try {
    const { protocol, hostname, port } = new URL(url);
    if (protocol !== "http:") return undefined;
    return { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: port === "" ? 80 : Number(port) };
  } catch {
    return undefined;
  }
}

function wrongUrl(subject: CheckSubject, section: IniSection, url: string): Finding {
  const { servers } = subject.read.configuration;
  const right = servers.find(({ kind }) => kind === "unix") ?? servers[0];
  const isDefault = !section.entries.has("serverurl");
  const shown = isDefault ? `${supervisorctlOptions.serverurl.default}, the default,` : url;
  return about(subject, "serverurl", "warning", section, "serverurl", {
    message: `${shown} is none of the servers of this file: supervisorctl cannot connect`,
    hint: isDefault ? "add" : "write",
    lines: right === undefined ? [] : [`serverurl=${urlOf(right)}`],
  });
}

function urlOf(server: ServerConfig): string {
  if (server.kind === "unix") return `unix://${server.file}`;
  const host = isEverywhere(server.host) ? "127.0.0.1" : server.host;
  return `http://${host.includes(":") ? `[${host}]` : host}:${server.port}`;
}

function* wrongLogin(
  subject: CheckSubject,
  section: IniSection,
  { username, password }: SupervisorctlConfig,
  server: ServerConfig,
): Iterable<Finding> {
  const { credentials } = server;
  if (credentials === undefined) return;
  const add = (key: string, message: string, lines: readonly string[]) =>
    about(subject, "login", "warning", section, key, { message, hint: "write", lines });
  const copied = /^[\x21-\x7e]+$/.test(credentials.username) ? credentials.username : "...";
  if (!username) {
    const message = `[${server.section}] asks for a password, and there is none here: supervisorctl is refused`;
    yield add("username", message, [`username=${copied}`, "password=..."]);
  } else if (username !== credentials.username) {
    const message = `${username} is not the username of [${server.section}]: supervisorctl is refused`;
    yield add("username", message, [`username=${copied}`]);
  } else if (!isPassword(password ?? "", credentials.password)) {
    const message = `this is not the password of [${server.section}]: supervisorctl is refused`;
    yield add("password", message, ["password=..."]);
  }
}

function isPassword(given: string, wanted: string): boolean {
  if (!wanted.startsWith("{SHA}")) return given === wanted;
  return createHash("sha1").update(given).digest("hex") === wanted.slice("{SHA}".length);
}

/** What stands in [rpcinterface:x] and result_handler is loaded when the configuration is read; this is not. */
function* missingPlugins({ read, lookups }: CheckSubject, { plugins }: SupervisorctlConfig): Iterable<Finding> {
  for (const { name, factory, source } of plugins) {
    const reason = lookups.refuseEntryPoint(factory);
    const section = read.document.sections.get(`ctlplugin:${name}`);
    if (reason === undefined || section === undefined) continue;
    yield findingAt(
      "ctl-plugin",
      "warning",
      section,
      { ...source, key: "supervisor.ctl_factory" },
      {
        message: `${factory} cannot be used: ${reason}; supervisorctl refuses to start`,
        hint: "name a JavaScript file or package, as in ./plugin.js:makeCommands; modules of Python cannot be loaded",
      },
    );
  }
}
