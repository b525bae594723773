import { isIPv6, type Server } from "node:net";
import type { InetServerConfig } from "../config/configuration.ts";
import type { Processes } from "../system/system.ts";
import { addressInUse, type Listening, socketError } from "./listening.ts";

/** Listens on TCP. An empty host means all interfaces, of IPv6 and IPv4 where the system has both. */
export function listenInet(
  server: Server,
  { host, port }: InetServerConfig,
  portHolder: Processes["portHolder"] = () => undefined,
): Promise<Listening> {
  return new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      if (error.code === "EADDRINUSE") {
        const holder = portHolder(port);
        const by = holder === undefined ? "" : ` is taken by pid ${holder.pid}: ${holder.command.slice(0, 200)}`;
        const shown = isIPv6(host) ? `[${host}]` : host || "*";
        resolve(addressInUse(`${shown}:${port}${by}`));
      } else if (error.syscall === "getaddrinfo") resolve(unknownHost(host));
      else resolve(socketError(error));
    };
    server.once("error", onError);
    server.listen({ port, ...(host === "" ? {} : { host }) }, () => {
      server.off("error", onError);
      resolve({ ok: true, release: () => {} });
    });
  });
}

function unknownHost(host: string): Listening {
  const advice = 'please try setting an explicit IP address in the "port" setting of your [inet_http_server] section.';
  const example = 'For example, instead of "port = 9001", try "port = 127.0.0.1:9001."';
  return { ok: false, reason: `Could not determine IP address for hostname ${host}, ${advice}  ${example}` };
}
