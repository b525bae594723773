import { readFileSync, statSync, writeFileSync } from "node:fs";

/** Lines of former sessions, the oldest first; none if the file cannot be read or is none (a pipe has no end). */
export function readHistory(path: string): readonly string[] {
  try {
    if (!statSync(path).isFile()) return [];
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    return [];
  }
}

/** Writes the newest lines, for the owner's eyes only. Returns why that was not possible. */
export function writeHistory(path: string, lines: readonly string[]): string | undefined {
  try {
    writeFileSync(
      path,
      lines
        .slice(-keptLines)
        .map((line) => `${line}\n`)
        .join(""),
      { mode: 0o600 },
    );
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const keptLines = 1000;
