/**
 * Compiles native/*.c with the system's own C compiler: no Python, no node-gyp, no download of headers.
 *
 *     node scripts/build-native.mjs [--force] [--out FILE]
 *
 * $CC and $CFLAGS are honoured. Does nothing when the result is newer than every source and this script.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the addon built on this machine lies. */
export const builtAddon = join(root, "build", "native", `${process.platform}-${process.arch}`, "supervisor.node");

/**
 * Brings the addon up to date. Throws an Error whose message says what to do.
 *
 * @param {{ force?: boolean, out?: string }} [options]
 * @returns {{ file: string, compiled: boolean }}
 */
export function buildNative({ force = false, out = builtAddon } = {}) {
  const folder = join(root, "native");
  const sources = readdirSync(folder).filter((name) => /\.[ch]$/.test(name));
  const inputs = [...sources.map((name) => join(folder, name)), fileURLToPath(import.meta.url)];
  if (!force && isNewer(out, inputs)) return { file: out, compiled: false };

  mkdirSync(dirname(out), { recursive: true });
  // Compiled beside its place and moved there: a daemon that has the old one loaded keeps it intact.
  const temporary = `${out}.${process.pid}.tmp`;
  const [compiler = "cc", ...compilerFlags] = words(process.env.CC || "cc");
  const arguments_ = [
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
    headersFolder(),
    ...words(process.env.CFLAGS ?? ""),
    "-o",
    temporary,
    ...sources.filter((name) => name.endsWith(".c")).map((name) => join(folder, name)),
  ];
  const result = spawnSync(compiler, arguments_, { stdio: ["ignore", "inherit", "inherit"] });
  if (result.error) {
    throw new Error(
      `cannot run the C compiler "${compiler}": ${result.error.message}. ` +
        "Install one (Debian: apt install gcc libc6-dev; Alpine: apk add gcc musl-dev; macOS: xcode-select --install) " +
        "or name yours in CC.",
    );
  }
  if (result.status !== 0) {
    rmSync(temporary, { force: true });
    throw new Error(
      `the C compiler "${compiler}" could not build the addon (${result.signal ?? `status ${result.status}`}); its messages are above. ` +
        "If a header such as errno.h is missing, install the C library's headers (Debian: apt install libc6-dev).",
    );
  }
  renameSync(temporary, out);
  return { file: out, compiled: true };
}

function headersFolder() {
  try {
    return createRequire(import.meta.url)("node-api-headers").include_dir;
  } catch {
    throw new Error('the npm package "node-api-headers" is missing; run npm ci');
  }
}

/**
 * @param {string} file
 * @param {readonly string[]} inputs
 */
function isNewer(file, inputs) {
  const built = statSync(file, { throwIfNoEntry: false });
  return built !== undefined && inputs.every((input) => statSync(input).mtimeMs < built.mtimeMs);
}

/** @param {string} text */
function words(text) {
  return text.split(/\s+/).filter((word) => word !== "");
}

if (process.argv[1] && fileURLToPath(import.meta.url) === realpathSync(process.argv[1])) {
  const out = process.argv.indexOf("--out");
  try {
    const { file, compiled } = buildNative({
      force: process.argv.includes("--force"),
      ...(out > 0 && process.argv[out + 1] ? { out: process.argv[out + 1] } : {}),
    });
    console.log(compiled ? `compiled ${file}` : `up to date: ${file}`);
  } catch (error) {
    console.error(`build-native: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
