/**
 * Makes addons that go into the package: native/prebuilds/PLATFORM/supervisor.node.
 *
 *     npm run prebuilds [-- PLATFORM ...]
 *
 * This machine's always, compiled by cc (or $CC); others (linux-arm64, linux-x64-musl) by the cross compilers of Debian.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileAddon, isUpToDate } from "../src/main/compile-addon.ts";
import { platformTag } from "../src/system/platform-tag.ts";

interface CrossCompiler {
  readonly command: string;
  /** What brings it. */
  readonly install: string;
  readonly flags?: () => readonly string[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const own = platformTag();
/** glibc's minor version that Node 20 asks for (its BUILDING.md): no prebuilt addon may ask for more. */
const newestGlibcMinor = 28;

/** What Debian and macOS have compilers for. Every other platform's addon is built on a machine of its kind. */
const crossCompilers: Readonly<Record<string, CrossCompiler>> = {
  "linux-x64": {
    command: "x86_64-linux-gnu-gcc",
    install: "apt install gcc-x86-64-linux-gnu libc6-dev-amd64-cross",
  },
  "linux-arm64": {
    command: "aarch64-linux-gnu-gcc",
    install: "apt install gcc-aarch64-linux-gnu libc6-dev-arm64-cross",
  },
  [`linux-${process.arch}-musl`]: {
    command: "musl-gcc",
    install: "apt install musl-tools linux-libc-dev",
    flags: kernelHeaders,
  },
  ...(process.platform === "darwin" ? { "darwin-x64": apple("x86_64"), "darwin-arm64": apple("arm64") } : {}),
};

/** Smaller by what only a debugger reads. */
const strip = process.platform === "darwin" ? "-Wl,-x" : "-s";

try {
  for (const platform of new Set([own, ...process.argv.slice(2)])) makePrebuild(platform);
} catch (error) {
  console.error(`prebuilds: ${(error as Error).message}`);
  process.exitCode = 1;
}

function makePrebuild(platform: string): void {
  const out = join(root, "native", "prebuilds", platform, "supervisor.node");
  const cross = platform === own ? undefined : crossCompilers[platform];
  if (platform !== own && cross === undefined && !isUpToDate(root, out)) {
    const known = [...new Set([own, ...Object.keys(crossCompilers)])].join(", ");
    const state = existsSync(out) ? `${out} is older than its sources` : `no compiler for ${platform} is known here`;
    throw new Error(`${state}; only ${known} can be built here: run this on a machine of that kind`);
  }
  const env = { ...process.env };
  env["CFLAGS"] = [env["CFLAGS"] ?? "", strip, ...(cross?.flags?.() ?? [])].join(" ");
  if (cross !== undefined) env["CC"] = cross.command;
  try {
    console.log(`${compileAddon(root, { out }, env) ? "compiled" : "up to date:"} ${out}`);
  } catch (error) {
    const hint = cross === undefined ? "" : ` For ${platform}: ${cross.install}`;
    throw new Error((error as Error).message + hint);
  }
  const minor = glibcMinorOf(readFileSync(out));
  if (minor <= newestGlibcMinor) return;
  rmSync(out);
  throw new Error(
    `${platform} would ask for glibc 2.${minor}, Node asks for 2.${newestGlibcMinor}: use an older system`,
  );
}

/** Apple's one compiler makes code for both of its processors. */
function apple(processor: string): CrossCompiler {
  return { command: `cc -arch ${processor}`, install: "xcode-select --install" };
}

/** Which glibc an addon asks for: the versions stand in it as text. */
function glibcMinorOf(addon: Buffer): number {
  const versions = [...addon.toString("latin1").matchAll(/\0GLIBC_2\.(\d+)/g)];
  return Math.max(0, ...versions.map(([, minor]) => Number(minor)));
}

/** The kernel's headers for musl-gcc, which leaves out all of /usr/include, and must: the rest there is glibc's. */
function kernelHeaders(): readonly string[] {
  const folder = join(root, "build", "kernel-headers");
  const machine = process.arch === "arm64" ? "aarch64" : "x86_64";
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  symlinkSync("/usr/include/linux", join(folder, "linux"));
  symlinkSync("/usr/include/asm-generic", join(folder, "asm-generic"));
  symlinkSync(`/usr/include/${machine}-linux-gnu/asm`, join(folder, "asm"));
  return ["-idirafter", folder];
}
