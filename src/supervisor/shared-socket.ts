import { isIP } from "node:net";
import type { FastCgiSocketConfig } from "../config/configuration.ts";
import type { ActivityLog } from "../logging/logs.ts";
import { claimUnixSocket } from "../system/claim-unix-socket.ts";
import type { System } from "../system/system.ts";

/** Fit for JSON. */
export interface SocketSnapshot {
  /** Null: it is closed. */
  readonly fd: number | null;
  /** What the name of a TCP host meant when it was last asked for. */
  readonly address?: string;
}

/** The socket that the processes of a FastCGI program share: open from the first start until the last of them has ended. */
export class SharedSocket {
  readonly #config: FastCgiSocketConfig;
  readonly #system: Pick<System, "files" | "processes" | "sockets">;
  readonly #log: ActivityLog;
  #fd: number | undefined;
  /** What the name of a TCP host means. */
  #address: string | undefined;
  #lookup: Promise<void> | undefined;
  #lookupError: unknown;

  constructor(config: FastCgiSocketConfig, system: Pick<System, "files" | "processes" | "sockets">, log: ActivityLog) {
    this.#config = config;
    this.#system = system;
    this.#log = log;
  }

  /** Looks up the host, which can take long, before `open`. Undefined: that is not needed. */
  prepare(): Promise<void> | undefined {
    const config = this.#config;
    if (config.kind !== "tcp" || this.#fd !== undefined || isIP(config.host) !== 0) return undefined;
    this.#lookup ??= this.#system.sockets.lookup(config.host).then(
      (address) => this.#found(address, undefined),
      (error: unknown) => this.#found(undefined, error),
    );
    return this.#lookup;
  }

  /** The descriptor, bound and listening. Throws an Error that says why there is none. */
  open(): number {
    this.#fd ??= this.#listen();
    return this.#fd;
  }

  snapshot(): SocketSnapshot {
    return { fd: this.#fd ?? null, ...(this.#address !== undefined && { address: this.#address }) };
  }

  resume({ fd, address }: SocketSnapshot): void {
    this.#fd = fd ?? undefined;
    this.#address = address;
  }

  /** Lets go of the descriptor, which stays open for whoever takes it up again. */
  release(): void {
    this.#fd = undefined;
  }

  /** Idempotent. As under Supervisor a unix socket's file stays: the next `open` takes it over. */
  close(): void {
    if (this.#fd === undefined) return;
    this.#log.log("info", `Closing socket ${this.#config.url}`);
    this.#system.processes.closeDescriptor(this.#fd);
    this.#fd = undefined;
  }

  #listen(): number {
    const config = this.#config;
    this.#log.log("info", `Creating socket ${config.url}`);
    try {
      if (config.kind === "tcp") {
        if (this.#lookupError !== undefined) throw this.#lookupError;
        return this.#system.sockets.listenTcp(this.#address ?? config.host, config.port, config.backlog);
      }
      const claimed = claimUnixSocket(this.#system, config.path, config, config.backlog);
      if (claimed.kind === "no-socket") throw new Error(`${config.path} exists and is no socket`);
      if (claimed.kind === "in-use") throw new Error("another program listens on it");
      return claimed.fd;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Error(`Could not create FastCGI socket ${config.url}: ${code ?? message}`);
    }
  }

  /** Asked for again before the next `open`: an address may change. */
  #found(address: string | undefined, error: unknown): void {
    this.#address = address;
    this.#lookupError = error;
    this.#lookup = undefined;
  }
}
