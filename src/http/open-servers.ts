import type { Configuration, ServerConfig } from "../config/configuration.ts";
import type { Control } from "../control/control.ts";
import { Dispatcher } from "../rpc/dispatcher.ts";
import { resolveInterfaces } from "../rpc/resolve-interfaces.ts";
import { type MakeInterface, pluginLife } from "../rpc/rpc-plugin.ts";
import type { Processes, System } from "../system/system.ts";
import { TimeSlices } from "../system/time-slices.ts";
import { Admission } from "./admission.ts";
import { HttpServer } from "./http-server.ts";
import { listenInet } from "./listen-inet.ts";
import { listenUnix } from "./listen-unix.ts";
import type { Listening } from "./listening.ts";
import { logRoutes } from "./log-routes.ts";
import { okRoute, type Route } from "./routes.ts";
import { rpcRoute } from "./rpc-route.ts";
import { watchFile } from "./watch-file.ts";

export interface ServerSurroundings {
  readonly control: Control;
  readonly system: Pick<System, "clock" | "files" | "sockets">;
  /** Of this package, for getSupervisorVersion. */
  readonly version: string;
  /** Finds the factory of a user's RPC interface by what the configuration names. Throws an Error that says why not. */
  readonly loadInterface?: (name: string) => MakeInterface;
  /** Who has a TCP port that is taken. */
  readonly portHolder?: Processes["portHolder"];
  /** Tells the operator something on standard error. */
  readonly say: (line: string) => void;
  /** See `HttpServerOptions`. */
  readonly maxStallMs?: number;
  /** Further rows of the route table. */
  readonly moreRoutes?: (slices: TimeSlices) => readonly Route[];
}

export type OpenedServers =
  | { readonly ok: true; readonly servers: HttpServers }
  | { readonly ok: false; readonly reason: string };

export interface HttpServers {
  /** Ports of the inet servers, in order: the system's choice for port 0. */
  readonly inetPorts: readonly number[];
  /** How many connections are open. */
  readonly connections: number;
  /** The daemon is up. Requests that came before were waiting for that. */
  admit(): void;
  /** Gives up all addresses, ends streams at once and connections soon. */
  close(): Promise<void>;
}

/** Opens all configured servers, or none: then `reason` says why, in Supervisor's words. */
export async function openServers(
  configuration: Pick<Configuration, "servers" | "rpcInterfaces">,
  surroundings: ServerSurroundings,
): Promise<OpenedServers> {
  const { control, system } = surroundings;
  const noPlugins = (): never => {
    throw new Error("no plugins can be loaded here");
  };
  const { loadInterface = noPlugins } = surroundings;
  const ended = new AbortController();
  const life = pluginLife(ended.signal);
  const interfaces = await resolveInterfaces(configuration.rpcInterfaces, control, loadInterface, life);
  if (!interfaces.ok) return interfaces;
  const slices = new TimeSlices(system.clock);
  const dispatcher = new Dispatcher(interfaces.methods, {
    control,
    clock: system.clock,
    files: system.files,
    slices,
    version: surroundings.version,
  });
  const routes = routeTable(dispatcher, slices, surroundings, configuration.servers);
  const admission = new Admission();
  const opened: OpenServer[] = [];
  for (const config of configuration.servers) {
    const { maxStallMs } = surroundings;
    const options = { routes, config, log: control.log, clock: system.clock, admission };
    const http = new HttpServer(maxStallMs === undefined ? options : { ...options, maxStallMs });
    const listening = await listen(http, config, surroundings);
    if (!listening.ok) {
      ended.abort();
      await closeAll(opened);
      return listening;
    }
    opened.push({ http, release: listening.release });
    for (const { name } of configuration.rpcInterfaces) control.log.log("info", `RPC interface '${name}' initialized`);
    if (config.credentials === undefined) {
      control.log.log("critical", `Server '${config.section}' running without any HTTP authentication checking`);
    }
  }
  return {
    ok: true,
    servers: {
      inetPorts: opened.flatMap(({ http }) => portOf(http)),
      get connections() {
        return opened.reduce((sum, { http }) => sum + http.connections, 0);
      },
      admit: () => admission.open(),
      close: async () => {
        await closeAll(opened);
        ended.abort();
      },
    },
  };
}

interface OpenServer {
  readonly http: HttpServer;
  readonly release: () => void;
}

/** What the servers serve; the first row that matches answers. */
function routeTable(
  dispatcher: Dispatcher,
  slices: TimeSlices,
  surroundings: ServerSurroundings,
  servers: readonly ServerConfig[],
): readonly Route[] {
  const { control, system } = surroundings;
  const largest = servers.map(({ request_maxbytes }) => request_maxbytes);
  const limits = { maxPauseMs: 60_000, budget: { bytes: Math.max(64 << 20, ...largest) } };
  return [
    rpcRoute({ dispatcher, log: control.log, clock: system.clock, slices, limits }),
    ...logRoutes(control, { files: system.files, clock: system.clock, watch: watchFile }),
    okRoute,
    ...(surroundings.moreRoutes?.(slices) ?? []),
  ];
}

function listen(http: HttpServer, config: ServerConfig, surroundings: ServerSurroundings): Promise<Listening> {
  const { system, say, portHolder } = surroundings;
  return config.kind === "unix"
    ? listenUnix(http.server, config, system, say)
    : listenInet(http.server, config, system.sockets, portHolder);
}

function portOf({ server }: HttpServer): readonly number[] {
  const address = server.address();
  return typeof address === "object" && address !== null ? [address.port] : [];
}

async function closeAll(opened: readonly OpenServer[]): Promise<void> {
  for (const { release } of opened) release();
  await Promise.all(opened.map(({ http }) => http.close()));
}
