import { closeSync, openSync, readSync } from "node:fs";

/**
 * As addons are named: `linux-x64`, `linux-x64-musl`, `darwin-arm64`. The C library counts, and only musl's has a name of its own.
 *
 * @param node the executable that will load the addon
 */
export function platformTag(node = process.execPath): string {
  const tag = `${process.platform}-${process.arch}`;
  return process.platform === "linux" && runsOnMusl(node) ? `${tag}-musl` : tag;
}

/** Whether an executable asks for musl's loader, which stands in its first page; asking Node's report takes 4 ms. */
function runsOnMusl(executable: string): boolean {
  try {
    const start = Buffer.alloc(4_096);
    const fd = openSync(executable, "r");
    try {
      return start.toString("latin1", 0, readSync(fd, start)).includes("/ld-musl-");
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
}
