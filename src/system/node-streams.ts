import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { errnoName, outcome } from "./errno.ts";
import { errnoError } from "./errno-error.ts";
import { loadAddon } from "./load-addon.ts";
import type { Datagrams, Streams, StreamWriter } from "./system.ts";

/**
 * Streams that never make the daemon wait. Setting a descriptor that we were given non-blocking would change it for the
 * shell, the container's runtime or whoever else has the same open file, so:
 * - a pipe or a terminal is opened once more through /proc, as a non-blocking open file of our own;
 * - a socket, which cannot be opened, is written with calls that do not wait;
 * - so is, as well as it can be, a pipe or a terminal that belongs to another user (after `user=`): see native/streams.c;
 * - a regular file is written as it is: a second open file would have an offset of its own and overwrite the first's.
 */
export const nodeStreams: Streams = {
  open: (target) => {
    if (typeof target === "string") return new DescriptorWriter(openForOurselves(target), true);
    const own = openAgain(target);
    return own === undefined ? new DescriptorWriter(target, false) : new DescriptorWriter(own, true);
  },
};

function openForOurselves(path: string): number {
  const { O_WRONLY, O_APPEND, O_NONBLOCK, O_NOCTTY } = constants;
  return openSync(path, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY);
}

/** Throws ErrnoException if `fd` is not open; undefined for what cannot, or must not, be opened once more. */
function openAgain(fd: number): number | undefined {
  const status = fstatSync(fd);
  // Elsewhere /dev/fd/N duplicates the descriptor, and with it shares the flags.
  if (process.platform !== "linux" || !(status.isFIFO() || status.isCharacterDevice())) return undefined;
  try {
    return openForOurselves(`/proc/self/fd/${fd}`);
  } catch {
    return undefined;
  }
}

class DescriptorWriter implements StreamWriter {
  readonly #fd: number;
  #owned: boolean;

  constructor(fd: number, owned: boolean) {
    this.#fd = fd;
    this.#owned = owned;
  }

  write(bytes: Uint8Array): number {
    let taken = 0;
    while (taken < bytes.length) {
      const count = loadAddon().writeNow(this.#fd, bytes.subarray(taken));
      if (count < 0 && taken === 0) throw errnoError(errnoName(-count), "write");
      if (count <= 0) break;
      taken += count;
    }
    return taken;
  }

  close(): void {
    if (this.#owned) closeSync(this.#fd);
    this.#owned = false;
  }
}

export const nodeDatagrams: Datagrams = {
  send: (path, bytes) => outcome(loadAddon().sendDatagram(Buffer.from(path), bytes)),
};
