import type { FileStatus, Files } from "./system.ts";

/** What a path is, links followed; undefined where nothing is there that may be looked at. */
export function statOrUndefined(files: Pick<Files, "stat">, path: string): FileStatus | undefined {
  try {
    return files.stat(path);
  } catch {
    return undefined;
  }
}

/** Bytes of a file; undefined for what is none. */
export function fileSize(files: Pick<Files, "stat">, path: string): number | undefined {
  const status = statOrUndefined(files, path);
  return status?.kind === "file" ? status.size : undefined;
}
