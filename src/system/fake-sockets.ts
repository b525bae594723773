import { errnoError } from "./errno-error.ts";
import type { FakeDescriptors, FakeListener } from "./fake-descriptors.ts";
import type { FakeFiles } from "./fake-files.ts";
import type { Sockets, UnixSocketFile } from "./system.ts";

/** Listening sockets in memory. As with the real ones, a unix socket's file stays when the socket is gone. */
export class FakeSockets implements Sockets {
  readonly #descriptors: FakeDescriptors;
  readonly #files: FakeFiles;
  readonly #listeners: FakeListener[] = [];

  constructor(descriptors: FakeDescriptors, files: FakeFiles) {
    this.#descriptors = descriptors;
    this.#files = files;
  }

  listenTcp(host: string, port: number, _backlog: number | undefined): number {
    return this.#listen(`${host}:${port}`);
  }

  listenUnix(path: string, { mode }: UnixSocketFile, _backlog: number | undefined): number {
    if (this.#files.exists(path)) throw errnoError("EADDRINUSE", "bind", path);
    const fd = this.#listen(path);
    this.#files.putSpecial(path, "socket", mode);
    return fd;
  }

  answers(path: string): boolean {
    return this.listening.includes(path);
  }

  /** Addresses that somebody, the daemon or a child, listens on: "host:port" or a path. */
  get listening(): readonly string[] {
    return this.#listeners.filter(({ holders }) => holders > 0).map(({ address }) => address);
  }

  /** Somebody else listens there. */
  occupy(address: string): FakeListener {
    const listener = { address, holders: 1 };
    this.#listeners.push(listener);
    return listener;
  }

  #listen(address: string): number {
    if (this.listening.includes(address)) throw errnoError("EADDRINUSE", "bind");
    const listener = this.occupy(address);
    return this.#descriptors.add({ kind: "listening-socket", listener }, "socket");
  }
}
