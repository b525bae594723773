import { isIP, isIPv6, type Server } from "node:net";
import type { InetServerConfig } from "../config/configuration.ts";
import type { Processes, Sockets } from "../system/system.ts";
import { acceptOn, addressInUse, type Listening, socketError } from "./listening.ts";

/** All interfaces, of IPv6 and IPv4 together; the second where the system has no IPv6. */
const everywhere = ["::", "0.0.0.0"] as const;

/** Listens on TCP. An empty host means all interfaces. */
export async function listenInet(
  server: Server,
  { host, port }: InetServerConfig,
  sockets: Sockets,
  portHolder: Processes["portHolder"] = () => undefined,
): Promise<Listening> {
  let addresses: readonly string[] = everywhere;
  if (host !== "") {
    try {
      addresses = [isIP(host) === 0 ? await sockets.lookup(host) : host];
    } catch {
      return unknownHost(host);
    }
  }
  try {
    await acceptOn(server, listenOnFirst(sockets, addresses, port));
    return { ok: true, release: () => {} };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") return socketError(error);
    const holder = portHolder(port);
    const by = holder === undefined ? "" : ` is taken by pid ${holder.pid}: ${holder.command.slice(0, 200)}`;
    const shown = isIPv6(host) ? `[${host}]` : host || "*";
    return addressInUse(`${shown}:${port}${by}`);
  }
}

/** The next one is for a system that does not know the family of the one before. */
function listenOnFirst(sockets: Sockets, addresses: readonly string[], port: number): number {
  for (const [index, address] of addresses.entries()) {
    try {
      return sockets.listenTcp(address, port, undefined);
    } catch (error) {
      const { code = "" } = error as NodeJS.ErrnoException;
      const isUnknownFamily = code === "EAFNOSUPPORT" || code === "EADDRNOTAVAIL";
      if (!isUnknownFamily || index === addresses.length - 1) throw error;
    }
  }
  throw new Error("no address to listen on");
}

function unknownHost(host: string): Listening {
  const advice = 'please try setting an explicit IP address in the "port" setting of your [inet_http_server] section.';
  const example = 'For example, instead of "port = 9001", try "port = 127.0.0.1:9001."';
  return { ok: false, reason: `Could not determine IP address for hostname ${host}, ${advice}  ${example}` };
}
