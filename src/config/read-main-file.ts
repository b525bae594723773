import type { Files } from "../system/system.ts";
import { readIni } from "./ini/read-ini.ts";
import type { Reading } from "./reading.ts";
import { absolutePath } from "./values/path.ts";

/** The text of the main file; undefined after a fault, which is recorded. */
export function readMainFile(reading: Reading, files: Pick<Files, "readText">): string | undefined {
  try {
    return files.readText(absolutePath(reading.path, reading.lookups));
  } catch (error) {
    const code = errorCode(error);
    const isMissing = code === "ENOENT" || code === "ENOTDIR";
    reading.addProblem({
      file: undefined,
      line: undefined,
      section: undefined,
      key: undefined,
      message: `could not ${isMissing ? "find" : "read"} config file ${reading.path}`,
      hint: isMissing ? "name an existing file with -c" : `the system says ${code}`,
    });
    return undefined;
  }
}

/** Adds a file's text to the document and its faults to the problems. */
export function addText(reading: Reading, text: string, file: string): void {
  for (const problem of readIni(reading.document, text, file)) reading.addProblem(problem);
}

/** The errno of a file call that failed. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : String(error);
}
