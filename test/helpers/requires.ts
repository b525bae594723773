import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Test options that skip by name where a system package's program is missing. */
export function requires(...files: readonly string[]): { readonly skip: string | false } {
  const missing = files.filter((file) => !existsSync(file));
  return { skip: missing.length === 0 ? false : `missing: ${missing.join(", ")}` };
}

/** The same for a module of Python's, as `python3` finds it. */
export function requiresPython(module: string): { skip: string | false } {
  const { status } = spawnSync("python3", ["-c", `import ${module}`]);
  return { skip: status === 0 ? false : `Python's ${module} is not installed` };
}
