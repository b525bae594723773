import { isAbsolute } from "node:path/posix";
import { errnoOf } from "../system/errno-error.ts";
import type { Files } from "../system/system.ts";
import { readIni } from "./ini/read-ini.ts";
import type { Reading } from "./reading.ts";
import { absolutePath } from "./values/path.ts";

/** Where the text of the main file comes from. */
export interface MainFileSource {
  readonly files: Pick<Files, "readText">;
  /** The text itself, where it cannot be read again (a pipe, the standard input). */
  readonly text?: string | undefined;
}

/** The text of the main file; undefined after a fault, which is recorded. */
export function readMainFile(reading: Reading, { files, text }: MainFileSource): string | undefined {
  if (text !== undefined) return text;
  try {
    return files.readText(absolutePath(reading.path, reading.lookups));
  } catch (error) {
    const reason = errnoOf(error);
    const isMissing = reason === "ENOENT" || reason === "ENOTDIR";
    const isLost = reading.lookups.cwd === undefined && !isAbsolute(reading.path);
    const howToName = isLost
      ? "the current directory is gone, so its path must be absolute"
      : "name an existing file with -c";
    reading.addProblem({
      file: undefined,
      line: undefined,
      section: undefined,
      key: undefined,
      message: `could not ${isMissing ? "find" : "read"} config file ${reading.path}`,
      hint: isMissing ? howToName : `the reason: ${reason}`,
    });
    return undefined;
  }
}

/** Adds a file's text to the document and its faults to the problems. */
export function addText(reading: Reading, text: string, file: string): void {
  for (const problem of readIni(reading.document, text, file)) reading.addProblem(problem);
}
