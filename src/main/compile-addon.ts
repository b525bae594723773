import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface CompileOptions {
  /** Where the addon comes to lie. */
  readonly out: string;
  /** Also when it is newer than its sources. */
  readonly force?: boolean;
}

/**
 * Compiles native/*.c with the system's own C compiler: no Python, no node-gyp, no download of headers. $CC and $CFLAGS are honoured.
 * Throws an Error whose message says what to do; then nothing half-made is left.
 *
 * @param root of the package, or of a clone
 * @returns whether it had to be compiled
 */
export function compileAddon(root: string, { out, force = false }: CompileOptions, env: NodeJS.ProcessEnv): boolean {
  if (!force && isUpToDate(root, out)) return false;
  const folder = dirname(out);
  const made = makeFolder(folder);
  // Compiled beside its place and moved there: a daemon that has the old one loaded keeps it intact.
  const temporary = `${out}.${process.pid}.tmp`;
  try {
    runCompiler(root, temporary, env);
    renameSync(temporary, out);
  } catch (error) {
    rmSync(made ?? temporary, { recursive: true, force: true });
    throw error;
  }
  return true;
}

function runCompiler(root: string, out: string, env: NodeJS.ProcessEnv): void {
  const [compiler = "cc", ...compilerFlags] = words(env["CC"] || "cc");
  const args = [
    ...compilerFlags,
    "-std=c11",
    "-O2",
    "-Wall",
    "-Wextra",
    "-fPIC",
    "-fvisibility=hidden",
    "-shared",
    // Bound at once: the child of a spawn must not meet the dynamic linker in memory that it shares.
    ...(process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : ["-Wl,-z,now"]),
    "-I",
    headersFolder(root),
    ...words(env["CFLAGS"] ?? ""),
    "-o",
    out,
    ...sources(root).filter((file) => file.endsWith(".c")),
  ];
  // What it has to say goes to standard error: the output is the caller's.
  const { error, signal, status } = spawnSync(compiler, args, { stdio: ["ignore", 2, 2], env });
  if (error !== undefined) {
    throw new Error(
      `cannot run the C compiler "${compiler}": ${error.message}. ` +
        "Install one (Debian: apt install gcc libc6-dev; Alpine: apk add gcc musl-dev linux-headers; " +
        "macOS: xcode-select --install) or name yours in CC.",
    );
  }
  if (status !== 0) {
    throw new Error(
      `the C compiler "${compiler}" could not build the addon (${signal ?? `status ${status}`}); its messages are above. ` +
        "If a header such as errno.h or linux/futex.h is missing, install the system's headers " +
        "(Debian: apt install libc6-dev; Alpine: apk add musl-dev linux-headers).",
    );
  }
}

/** @returns the first directory that had to be made */
function makeFolder(folder: string): string | undefined {
  try {
    const made = mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return made;
  } catch (error) {
    throw new Error(`${(error as Error).message}. Whoever owns the package has to build the addon.`);
  }
}

/** Node-API's headers: a package carries them, a clone has them among its packages. */
function headersFolder(root: string): string {
  const carried = join(root, "native", "headers");
  if (existsSync(carried)) return carried;
  try {
    const { include_dir } = createRequire(join(root, "package.json"))("node-api-headers") as { include_dir: string };
    return include_dir;
  } catch {
    throw new Error('the npm package "node-api-headers" is missing; run npm ci');
  }
}

/** Whether an addon is newer than all that it is made of (in a clone also than the compiler's flags, which stand here). */
export function isUpToDate(root: string, addon: string): boolean {
  const built = statSync(addon, { throwIfNoEntry: false });
  const changedMs = (input: string) => statSync(input, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const inputs = [...sources(root), join(root, "src", "main", "compile-addon.ts")];
  return built !== undefined && inputs.every((input) => changedMs(input) < built.mtimeMs);
}

function sources(root: string): readonly string[] {
  const folder = join(root, "native");
  return readdirSync(folder).flatMap((name) => (/\.[ch]$/.test(name) ? [join(folder, name)] : []));
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
