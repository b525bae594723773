import { statSync } from "node:fs";
import { readStreamText } from "../system/read-text.ts";

/**
 * The text of a configuration that can be read only once: a pipe (`-c <(...)`), the standard input, or what another of
 * this process' descriptors is. Waits for its end. Undefined for a file with a name of its own, which each reread reads.
 */
export function configurationText(path: string): string | undefined {
  try {
    const status = statSync(path);
    if (status.isDirectory() || (status.isFile() && !isDescriptor(path))) return undefined;
    return readStreamText(path);
  } catch {
    return undefined; // reading it as a file will tell why that is not possible
  }
}

/** What may be taken for a configuration that nobody has named: a pipe in the current directory would be waited for. */
export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isDescriptor(path: string): boolean {
  return /^\/(?:dev\/stdin|(?:dev|proc\/self)\/fd\/\d+)$/.test(path);
}
