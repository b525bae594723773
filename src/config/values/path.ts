import { dirname, isAbsolute, resolve } from "node:path/posix";
import { statOrUndefined } from "../../system/stat-or-undefined.ts";
import { parsed, rejected, type ValueLookups, type ValueType } from "./value-type.ts";

/** Replaces `~` and `~user` at the start by a home directory, where it is known. */
export function expandUser(path: string, { users, home, effectiveUid }: ValueLookups): string {
  const match = /^~([^/]*)/.exec(path);
  if (match === null) return path;
  const name = match[1] ?? "";
  const directory = name === "" ? (home ?? users.byUid(effectiveUid)?.home) : users.byName(name)?.home;
  if (directory === undefined) return path;
  const expanded = directory.replace(/\/+$/, "") + path.slice(match[0].length);
  return expanded === "" ? "/" : expanded;
}

/** Makes a path absolute, from the directory in which the daemon was started; where that is gone, it stays relative. */
export function absolutePath(path: string, { cwd }: ValueLookups): string {
  if (isAbsolute(path)) return resolve(path);
  return cwd === undefined ? path : resolve(cwd, path);
}

export function isDirectory(path: string, lookups: ValueLookups): boolean {
  if (path === "") return false;
  // A text with a NUL or of absurd length is refused by the system: then there is no such directory.
  return statOrUndefined(lookups.files, absolutePath(path, lookups))?.kind === "directory";
}

/** A directory that must exist. */
export const existingDirectory: ValueType<string> = {
  name: "existing directory",
  accepts: "the path of an existing directory",
  schema: { type: "string" },
  parse(text, lookups) {
    const path = expandUser(text, lookups);
    return isDirectory(path, lookups) ? parsed(path) : rejected(`${text} is not an existing directory`);
  },
};

/** A file in a directory that must exist; relative paths stay relative. */
export const filePath: ValueType<string> = {
  name: "file",
  accepts: "the path of a file in an existing directory",
  schema: { type: "string" },
  parse(text, lookups) {
    const path = expandUser(text, lookups);
    const directory = path.endsWith("/") ? path : dirname(path);
    if (!path.includes("/") || isDirectory(directory, lookups)) return parsed(path);
    return rejected(
      `The directory named as part of the path ${text} does not exist`,
      `create ${directory} or name a file in an existing directory`,
    );
  },
};
