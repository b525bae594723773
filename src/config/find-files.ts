import { statOrUndefined } from "../system/stat-or-undefined.ts";
import type { Files } from "../system/system.ts";
import { matchesGlob } from "./glob.ts";

/**
 * The existing paths that a shell pattern names (`*`, `?`, `[...]`, in directories too), sorted. A leading dot must be
 * matched by a dot. `pattern` is absolute.
 */
export function findFiles(files: Pick<Files, "list" | "stat">, pattern: string): string[] {
  let found = [""];
  const parts = pattern.split("/").slice(1);
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    found = found.flatMap((directory) => expandPart(files, directory, part, isLast));
  }
  return found.sort(compareCodePoints);
}

function expandPart(files: Pick<Files, "list" | "stat">, directory: string, part: string, isLast: boolean): string[] {
  if (!/[*?[]/.test(part)) {
    const path = `${directory}/${part}`;
    return !isLast || statOrUndefined(files, path) !== undefined ? [path] : [];
  }
  let names: readonly string[];
  try {
    names = files.list(directory === "" ? "/" : directory);
  } catch {
    return [];
  }
  return names
    .filter((name) => (part.startsWith(".") || !name.startsWith(".")) && matchesGlob(part, name))
    .map((name) => `${directory}/${name}`);
}

/** As Python sorts texts, which differs from JavaScript for characters beyond U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
