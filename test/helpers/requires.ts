import { existsSync } from "node:fs";

/** Test options that skip by name where a system package's program is missing. */
export function requires(...files: readonly string[]): { readonly skip: string | false } {
  const missing = files.filter((file) => !existsSync(file));
  return { skip: missing.length === 0 ? false : `missing: ${missing.join(", ")}` };
}
