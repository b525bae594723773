import type { FastCgiSocketConfig, GroupConfig, ProcessConfig } from "../config/configuration.ts";
import { type ConfigRecord, configRecord, recordedConfig } from "./config-record.ts";
import { ListenerPool, type PoolSnapshot } from "./listener-pool.ts";
import { Process } from "./process.ts";
import type { ProcessSnapshot } from "./process-snapshot.ts";
import { SharedSocket, type SocketSnapshot } from "./shared-socket.ts";
import type { OpenLogs, ProcessRole, Surroundings } from "./surroundings.ts";

/** Fit for JSON. */
export interface GroupSnapshot {
  /** The configuration that is active for it. */
  readonly config: ConfigRecord;
  readonly processes: readonly (ProcessSnapshot & { readonly name: string })[];
  readonly pool?: PoolSnapshot;
  readonly sockets?: readonly (SocketSnapshot & { readonly url: string })[];
}

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

  /** What `snapshot` told, taken up again, but for the processes: those go on in the order of their turns, whatever their groups. */
  static resume(snapshot: GroupSnapshot, openLogs: OpenLogs, surroundings: Surroundings): Group {
    const openSameLogs: OpenLogs = (config, groupName, hooks) => {
      const paths = snapshot.processes.find(({ name }) => name === config.name)?.runs.logPaths;
      return openLogs(config, groupName, { ...hooks, paths });
    };
    const group = new Group(recordedConfig(snapshot.config), openSameLogs, surroundings);
    if (snapshot.pool !== undefined) group.pool?.resume(snapshot.pool);
    for (const { url, ...socket } of snapshot.sockets ?? []) group.#sockets.get(url)?.resume(socket);
    return group;
  }

  get name(): string {
    return this.config.name;
  }

  /** No member is, or is about to be, alive. */
  get atRest(): boolean {
    return this.processes.every((process) => process.atRest);
  }

  snapshot(): GroupSnapshot {
    return {
      config: configRecord(this.config),
      processes: this.processes.map((process) => ({ name: process.config.name, ...process.snapshot() })),
      ...(this.pool && { pool: this.pool.snapshot() }),
      sockets: [...this.#sockets].map(([url, socket]) => ({ url, ...socket.snapshot() })),
    };
  }

  /** Falls silent: whoever has its snapshot goes on with it. */
  release(): void {
    this.pool?.release();
    for (const process of this.processes) process.release();
    for (const socket of this.#sockets.values()) socket.release();
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
