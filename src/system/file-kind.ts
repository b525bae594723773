import type { Stats } from "node:fs";
import { errnoError } from "./errno-error.ts";
import type { FileStatus } from "./system.ts";

type FileKind = FileStatus["kind"];

export function kindOf(stats: Stats): FileKind {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  if (stats.isFIFO()) return "pipe";
  if (stats.isSocket()) return "socket";
  if (stats.isSymbolicLink()) return "link";
  return stats.isCharacterDevice() ? "character-device" : "other";
}

const names: Readonly<Record<FileKind, string>> = {
  file: "a file",
  directory: "a directory",
  pipe: "a named pipe",
  socket: "a socket",
  "character-device": "a device",
  link: "a link",
  other: "no regular file",
};

/** Throws an Error that says what stands at `path`, unless it is one of the `wanted`. */
export function refuseUnless(wanted: readonly FileKind[], kind: FileKind, path: string): void {
  if (wanted.includes(kind)) return;
  if (kind === "directory") throw errnoError("EISDIR", "open", path);
  throw new Error(`it is ${names[kind]}`);
}
