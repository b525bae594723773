import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { errnoName, outcome } from "./errno.ts";
import { errnoError } from "./errno-error.ts";
import { loadAddon } from "./load-addon.ts";
import { openOwnFile } from "./own-files.ts";
import type { Datagrams, Streams, StreamWriter } from "./system.ts";

const { O_WRONLY, O_APPEND, O_NONBLOCK, O_NOCTTY } = constants;
const withoutWaiting = O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY;

/**
 * Streams that never make the daemon wait. A descriptor given by number is never set non-blocking itself: that would
 * change it for the shell, the container's runtime or whoever else has the same open file.
 */
export const nodeStreams: Streams = {
  open: (target) => {
    if (typeof target === "string") return new DescriptorWriter(openOwnFile(target, withoutWaiting), true);
    const own = reopened(target);
    return own === undefined ? new DescriptorWriter(target, false) : new DescriptorWriter(own, true);
  },
};

/**
 * The same pipe or terminal as an open file of our own. Undefined where that is refused (the pipe belongs to another
 * user) or does not exist (sockets, other systems); then each write asks first whether it would wait.
 */
function reopened(fd: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  const status = fstatSync(fd);
  if (!status.isFIFO() && !status.isCharacterDevice()) return undefined;
  try {
    return openSync(`/proc/self/fd/${fd}`, withoutWaiting);
  } catch {
    return undefined;
  }
}

class DescriptorWriter implements StreamWriter {
  readonly #fd: number;
  readonly #owned: boolean;
  #open = true;

  constructor(fd: number, owned: boolean) {
    this.#fd = fd;
    this.#owned = owned;
  }

  write(bytes: Uint8Array): number {
    if (!this.#open) throw errnoError("EBADF", "write");
    const count = loadAddon().writeNow(this.#fd, fstatSync(this.#fd).mode, bytes);
    if (count < 0) throw errnoError(errnoName(-count), "write");
    return count;
  }

  close(): void {
    if (this.#open && this.#owned) closeSync(this.#fd);
    this.#open = false;
  }
}

export const nodeDatagrams: Datagrams = {
  send: (path, bytes) => outcome(loadAddon().sendDatagram(Buffer.from(path), bytes)),
};
