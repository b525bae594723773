import { posix } from "node:path";
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

  readonly nameServer = new FakeNameServer();

  lookup(host: string): Promise<string> {
    return this.nameServer.lookup(host);
  }

  listenTcp(address: string, port: number, _backlog: number | undefined): number {
    return this.#listen(`${address}:${port}`);
  }

  listenUnix(path: string, { mode }: UnixSocketFile, _backlog: number | undefined): number {
    if (this.#files.exists(path)) throw errnoError("EADDRINUSE", "bind", path);
    if (this.#files.stat(posix.dirname(path)).kind !== "directory") throw errnoError("ENOTDIR", "bind", path);
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

/** Answers when the test does. */
class FakeNameServer {
  /** Names that were asked for. */
  readonly asked: string[] = [];
  readonly #answers = new Map<string, Promise<string | undefined>>();

  /** Takes questions for a name; they are answered by the function that this returns (undefined: not known). */
  ask(host: string): (address: string | undefined) => void {
    let answer: (address: string | undefined) => void = () => {};
    this.#answers.set(host, new Promise((resolve) => (answer = resolve)));
    return (address) => answer(address);
  }

  async lookup(host: string): Promise<string> {
    this.asked.push(host);
    const address = await this.#answers.get(host);
    if (address === undefined) throw errnoError("ENOTFOUND", "getaddrinfo");
    return address;
  }
}
