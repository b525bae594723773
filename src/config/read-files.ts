import { isAbsolute } from "node:path/posix";
import { errnoOf } from "../system/errno-error.ts";
import type { Files } from "../system/system.ts";
import { findFiles } from "./find-files.ts";
import type { Expansions } from "./ini/expansions.ts";
import { splitWords } from "./ini/whitespace.ts";
import { includeOptions } from "./options/include.ts";
import { addText, type MainFileSource, readMainFile } from "./read-main-file.ts";
import { readOptions } from "./read-options.ts";
import type { Reading } from "./reading.ts";

export type ReadableFiles = Pick<Files, "readText" | "list" | "stat">;

/**
 * Reads the main file into `reading.document`, and the files that its [include] names. Returns the paths of all files
 * that were read, the main one first; undefined if there is no main file.
 */
export function readFiles(
  reading: Reading,
  source: MainFileSource & { readonly files: ReadableFiles },
  expansions: Expansions,
): string[] | undefined {
  const text = readMainFile(reading, source);
  if (text === undefined) return undefined;
  addText(reading, text, reading.path);
  return [reading.path, ...readIncludes(reading, source.files, expansions)];
}

/** One level only: an [include] in an included file is no more than a section of that name. */
function readIncludes(reading: Reading, files: ReadableFiles, expansions: Expansions): string[] {
  const section = reading.document.sections.get("include");
  if (section === undefined) return [];
  const values = readOptions(reading, section, includeOptions, expansions);
  if (values === undefined) return [];
  const read: string[] = [];
  const warn = (message: string) => reading.warnOfKey("include", section, "files", message, message);
  for (const word of splitWords(values.files)) {
    const pattern = isAbsolute(word) ? word : `${reading.hereOf(reading.path).replace(/\/$/, "")}/${word}`;
    const paths = findFiles(files, pattern);
    if (paths.length === 0) warn(`No file matches via include "${pattern}"`);
    for (const path of paths) {
      reading.addNotice("info", `Included extra file "${path}" during parsing`);
      if (readIncluded(reading, files, path, warn)) read.push(path);
    }
  }
  return read;
}

function readIncluded(reading: Reading, files: ReadableFiles, path: string, warn: (message: string) => void): boolean {
  let text: string;
  try {
    text = files.readText(path);
  } catch (error) {
    warn(`Could not read included file "${path}": ${errnoOf(error)}`);
    return false;
  }
  addText(reading, text, path);
  return true;
}
