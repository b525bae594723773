import { text } from "../values/text.ts";
import type { OptionTable } from "./option.ts";

/** [include] */
export const includeOptions = {
  files: {
    type: text,
    required: () => ".ini file has [include] section, but no files setting",
    expansions: "file",
    doc: "Files to read after this one, as patterns with white space between them. Relative patterns start in the directory of the main file. An included file cannot include others.",
    since: "3.0",
    change: "update",
    sample: "relative/directory/*.ini",
  },
} as const satisfies OptionTable;
