import { closeSync, constants, openSync } from "node:fs";
import { loadAddon } from "./load-addon.ts";
import type { Claim } from "./system.ts";

const { O_DIRECTORY, O_RDONLY } = constants;

/**
 * A shared lock on one byte of the directory itself: it leaves no file behind, ends with the process however that ends,
 * and is seen by processes in other containers that share the directory.
 */
export function claim(directory: string, name: string): Claim | undefined {
  const { lockShared, isLockedByOthers } = loadAddon();
  let fd: number;
  try {
    fd = openSync(directory, O_RDONLY | O_DIRECTORY);
  } catch {
    return undefined;
  }
  const offset = byteOf(name);
  if (lockShared(fd, offset) !== 0) {
    closeSync(fd);
    return undefined;
  }
  return {
    get isShared() {
      return isLockedByOthers(fd, offset) === 1;
    },
    release: () => closeSync(fd),
  };
}

/** The largest prime below 2 ** 44: times 257 it is still exact. */
const modulus = 17_592_186_044_399;

/** Names have bytes of their own, as good as always; if not, they are taken for the same, which does no harm. */
function byteOf(name: string): number {
  return Buffer.from(name).reduce((hash, byte) => (hash * 257 + byte + 1) % modulus, 0);
}
