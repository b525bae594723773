import type { PortListener } from "../../system/system.ts";
import { standardInterface } from "../built-in-entry-points.ts";
import type { InetServerConfig } from "../configuration.ts";
import type { Finding } from "./finding.ts";
import { findingAt } from "./finding.ts";
import { about, type CheckSubject } from "./subject.ts";

/** Who can reach the daemon: nobody, too many, or somebody who finds nothing there. */
export function* checkServers(subject: CheckSubject): Iterable<Finding> {
  const { servers } = subject.read.configuration;
  if (servers.length === 0) {
    yield noServer(subject);
    return;
  }
  yield* missingInterface(subject);
  for (const server of servers) {
    if (server.kind !== "inet") continue;
    yield* openPort(subject, server);
    yield* portInUse(subject, server);
  }
}

const interfaceLines = ["[rpcinterface:supervisor]", `supervisor.rpcinterface_factory=${standardInterface}`];

function noServer({ read }: CheckSubject): Finding {
  const section = read.document.sections.get("supervisord");
  const { file, line } = section ?? { file: read.configuration.path, line: 1 };
  const isThere = (name: string) => read.document.sections.has(name);
  return {
    rule: "no-server",
    severity: "warning",
    file,
    line,
    section: undefined,
    key: undefined,
    message: "no server is configured: supervisorctl cannot connect, and nothing can be started or stopped by hand",
    hint: "add",
    lines: [
      "[unix_http_server]",
      "file=/run/supervisor.sock",
      ...(isThere("rpcinterface:supervisor") ? [] : interfaceLines),
      "[supervisorctl]",
      "serverurl=unix:///run/supervisor.sock",
    ],
  };
}

/** The page and the JSON API do without; supervisorctl does not. */
function* missingInterface({ read }: CheckSubject): Iterable<Finding> {
  const { rpcInterfaces, servers } = read.configuration;
  if (rpcInterfaces.some(({ name }) => name === "supervisor")) return;
  const named = rpcInterfaces.find(({ factory }) => factory === standardInterface);
  const name = named === undefined ? servers[0]?.section : `rpcinterface:${named.name}`;
  const section = read.document.sections.get(name ?? "");
  if (section === undefined) return;
  const message =
    named === undefined
      ? "there is a server and no [rpcinterface:supervisor]: supervisorctl is refused with UNKNOWN_METHOD"
      : `the standard interface is named ${named.name}: supervisorctl asks for supervisor, and is refused`;
  yield findingAt("no-rpcinterface", "warning", section, section, {
    message,
    hint: named === undefined ? "add" : "write",
    lines: named === undefined ? interfaceLines : ["[rpcinterface:supervisor]"],
  });
}

function* openPort(subject: CheckSubject, server: InetServerConfig): Iterable<Finding> {
  const section = subject.read.document.sections.get(server.section);
  if (section === undefined || server.credentials !== undefined || isLoopback(server.host)) return;
  const where = isEverywhere(server.host) ? "on every address of this machine" : `on ${server.host}`;
  yield about(subject, "open-port", "warning", section, "port", {
    message: `port ${server.port} is open ${where} without a password: whoever reaches it can stop every program and read the logs`,
    hint: "let only this machine in, or ask for a password, or use a unix socket",
    lines: [`port=127.0.0.1:${server.port}`],
  });
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "ip6-localhost" || /^(?:::ffff:)?127\./.test(host);
}

export function isEverywhere(host: string): boolean {
  return host === "" || host === "0.0.0.0" || host === "::";
}

function* portInUse(subject: CheckSubject, server: InetServerConfig): Iterable<Finding> {
  const { read, lookups } = subject;
  const section = read.document.sections.get(server.section);
  if (section === undefined) return;
  const listener = lookups.portListeners(server.port).find(({ address }) => collide(server.host, address));
  if (listener === undefined || isOwnDaemon(subject, listener)) return;
  const { holder } = listener;
  const by = holder === undefined ? "another program" : `pid ${holder.pid} (${holder.command.slice(0, 200)})`;
  yield about(subject, "port-in-use", "warning", section, "port", {
    message: `port ${server.port} is in use by ${by}: supervisord could not start now`,
    hint: "stop it first, or choose another port",
  });
}

/** The daemon that runs this configuration has the port by right. */
function isOwnDaemon({ lookups: { runningDaemon } }: CheckSubject, { holder }: PortListener): boolean {
  return runningDaemon !== undefined && (holder === undefined || holder.pid === runningDaemon);
}

/** Whether one cannot listen on the one address while somebody does on the other. Names are looked up by nobody here. */
function collide(host: string, address: string): boolean {
  if (isEverywhere(host) || isEverywhere(address)) return true;
  if (host === address) return true;
  return host === "localhost" && isLoopback(address);
}
