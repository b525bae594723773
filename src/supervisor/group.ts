import type { FastCgiSocketConfig, GroupConfig, ProcessConfig } from "../config/configuration.ts";
import { ListenerPool } from "./listener-pool.ts";
import { Process } from "./process.ts";
import { SharedSocket } from "./shared-socket.ts";
import type { OpenLogs, ProcessRole, Surroundings } from "./surroundings.ts";

/** The processes of one section ([program:x], [group:x], ...), under the configuration that is active for them. */
export class Group {
  readonly config: GroupConfig;
  /** In the order in which they start. */
  readonly processes: readonly Process[];
  /** Of an [eventlistener:x]. */
  readonly pool: ListenerPool | undefined;
  readonly #surroundings: Surroundings;
  /** Of FastCGI programs, by URL. */
  readonly #sockets = new Map<string, SharedSocket>();

  constructor(config: GroupConfig, openLogs: OpenLogs, surroundings: Surroundings) {
    this.config = config;
    this.#surroundings = surroundings;
    this.pool = config.kind === "eventlistener" ? new ListenerPool(config, surroundings) : undefined;
    this.processes = config.processes.map((each) => {
      const create = (role?: ProcessRole): Process => new Process(each, config.name, openLogs, surroundings, role);
      if (this.pool !== undefined) return this.pool.add(create);
      const socket = socketOf(config, each);
      return socket === undefined ? create() : this.#sharing(socket, create);
    });
  }

  get name(): string {
    return this.config.name;
  }

  /** No member is, or is about to be, alive. */
  get atRest(): boolean {
    return this.processes.every((process) => process.atRest);
  }

  dispose(): void {
    this.pool?.dispose();
    for (const process of this.processes) process.dispose();
    for (const socket of this.#sockets.values()) socket.close();
  }

  /** A process with the socket as its standard input. The socket is closed when nobody will come back to it. */
  #sharing(config: FastCgiSocketConfig, create: (role: ProcessRole) => Process): Process {
    const { system, log } = this.#surroundings;
    const socket = this.#sockets.get(config.url) ?? new SharedSocket(config, system, log);
    this.#sockets.set(config.url, socket);
    const process = create({ prepare: () => socket.prepare(), stdin: () => socket.open() });
    process.onStateChange(() => {
      if (!process.settled) return;
      const sharers = this.processes.filter((each) => socketOf(this.config, each.config)?.url === config.url);
      if (sharers.every((each) => each.settled)) socket.close();
    });
    return process;
  }
}

function socketOf(group: GroupConfig, process: ProcessConfig): FastCgiSocketConfig | undefined {
  return group.kind === "fcgi-program" ? group.socket : process.socket;
}
