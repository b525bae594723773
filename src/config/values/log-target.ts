import { filePath } from "./path.ts";
import { parsed, type ValueType } from "./value-type.ts";

/** Where a log goes. "auto" becomes a file of its own name in childlogdir when the group is added. */
export type LogTarget =
  | { readonly kind: "none" }
  | { readonly kind: "auto" }
  | { readonly kind: "syslog" }
  | { readonly kind: "file"; readonly path: string };

/** `logfile=` and `*_logfile=`. */
export const logTarget: ValueType<LogTarget> = {
  name: "log file",
  accepts: "the path of a file in an existing directory, or NONE, AUTO or syslog",
  schema: { type: "string" },
  parse(text, lookups) {
    switch (text.toLowerCase()) {
      case "":
      case "none":
      case "off":
        return parsed({ kind: "none" });
      case "auto":
        return parsed({ kind: "auto" });
      case "syslog":
        return parsed({ kind: "syslog" });
    }
    const path = filePath.parse(text, lookups);
    return path.ok ? parsed({ kind: "file", path: path.value }) : path;
  },
};
