import type { PortListener } from "../../system/system.ts";
import { standardInterface } from "../built-in-entry-points.ts";
import type { InetServerConfig } from "../configuration.ts";
import type { IniSection } from "../ini/ini-document.ts";
import type { Finding } from "./finding.ts";
import { findingAt } from "./finding.ts";
import { about, type CheckSubject } from "./subject.ts";

/** Who can reach the daemon: nobody, too many, or somebody who finds nothing there. */
export function* checkServers(subject: CheckSubject): Iterable<Finding> {
  const { servers } = subject.read.configuration;
  yield* portsInUse(subject);
  if (servers.length === 0) {
    yield noServer(subject);
    return;
  }
  yield* missingInterface(subject);
  for (const server of servers) {
    if (server.kind === "inet") yield* openPort(subject, server);
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

/** A port that shall be listened on, by supervisord itself or for its FastCGI programs. */
interface WantedPort {
  readonly section: IniSection;
  readonly key: "port" | "socket";
  readonly host: string;
  readonly port: number;
  readonly consequence: string;
}

function* wantedPorts({ read }: CheckSubject): Iterable<WantedPort> {
  const { servers, groups } = read.configuration;
  for (const { section: name, ...server } of servers) {
    const section = read.document.sections.get(name);
    if (server.kind !== "inet" || section === undefined) continue;
    yield { section, key: "port", ...server, consequence: "supervisord could not start now" };
  }
  for (const group of groups) {
    for (const owner of group.kind === "fcgi-program" ? [group] : group.processes) {
      const section = read.sources.get(owner);
      const { socket } = owner;
      if (socket?.kind !== "tcp" || section === undefined) continue;
      yield { section, key: "socket", ...socket, consequence: "its processes could not start now" };
    }
  }
}

/** Each port once, though many processes share it. */
function* portsInUse(subject: CheckSubject): Iterable<Finding> {
  const asked = new Set<string>();
  for (const { section, key, host, port, consequence } of wantedPorts(subject)) {
    const name = `${section.name} ${host}:${port}`;
    if (asked.has(name)) continue;
    asked.add(name);
    const listener = subject.lookups.portListeners(port).find(({ address }) => collide(host, address));
    if (listener === undefined || isOwnDaemon(subject, listener)) continue;
    const { holder } = listener;
    const by = holder === undefined ? "another program" : `pid ${holder.pid} (${holder.command.slice(0, 200)})`;
    yield about(subject, "port-in-use", "warning", section, key, {
      message: `port ${port} is in use by ${by}: ${consequence}`,
      hint: "stop it first, or choose another port",
    });
  }
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
