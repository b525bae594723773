import { closeSync, constants, openSync } from "node:fs";
import { errnoName, outcome } from "./errno.ts";
import { errnoError } from "./errno-error.ts";
import { loadAddon } from "./load-addon.ts";
import type { Datagrams, Streams, StreamWriter } from "./system.ts";

/**
 * Streams that never make the daemon wait. A descriptor given by number is written as it is, with calls that do not wait:
 * setting it non-blocking would change it for the shell, the container's runtime or whoever else has the same open file.
 * What is given by path is opened for ourselves.
 */
export const nodeStreams: Streams = {
  open: (target) => {
    if (typeof target === "number") return new DescriptorWriter(target, false);
    const { O_WRONLY, O_APPEND, O_NONBLOCK, O_NOCTTY } = constants;
    return new DescriptorWriter(openSync(target, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY), true);
  },
};

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
