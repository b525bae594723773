import { createHash } from "node:crypto";
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

/** Each name has a byte of its own. */
function byteOf(name: string): number {
  return createHash("sha256").update(name).digest().readUIntBE(0, 6);
}
