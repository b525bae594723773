import type { Files } from "../system/system.ts";

const keptLines = 1000;

/** Lines of former sessions, the oldest first; none if the file cannot be read or is none (a pipe has no end). */
export function readHistory(files: Pick<Files, "readOwnText">, path: string): readonly string[] {
  try {
    return files
      .readOwnText(path)
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    return [];
  }
}

/** Writes the newest lines, for the owner's eyes only. Returns why that was not possible. */
export function writeHistory(
  files: Pick<Files, "writeText">,
  path: string,
  lines: readonly string[],
): string | undefined {
  const kept = lines.slice(-keptLines).map((line) => `${line}\n`);
  try {
    files.writeText(path, kept.join(""), 0o600);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
