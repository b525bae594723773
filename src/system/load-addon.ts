import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NativeAddon } from "./native-addon.ts";

let loaded: NativeAddon | undefined;

/**
 * The addon: the one that the package carries for this platform, else the one compiled on this machine. Throws one
 * `AddonError` that names everything that was tried and what to do.
 */
export function loadAddon(): NativeAddon {
  loaded ??= loadFirst(addonCandidates(ownPackageRoot(), platformTag()));
  return loaded;
}

/** Files where the addon may lie, the most fitting first. */
export function addonCandidates(root: string, tag: string): readonly string[] {
  return [
    join(root, "native", "prebuilds", tag, "supervisor.node"),
    join(root, "build", "native", `${process.platform}-${process.arch}`, "supervisor.node"),
  ];
}

/** What is tried and what to do, for people; where it came from does not help them. */
export class AddonError extends Error {}

/** Loads the first candidate that loads, without the search that `require` would make of it. Throws `AddonError`. */
export function loadFirst(candidates: readonly string[]): NativeAddon {
  const failures: string[] = [];
  for (const file of candidates) {
    const addon = { exports: {} as NativeAddon };
    try {
      if (!existsSync(file)) throw new Error("no such file");
      process.dlopen(addon, file);
      return addon.exports;
    } catch (error) {
      failures.push(`  ${file}: ${(error as Error).message.split("\n")[0]}`);
    }
  }
  throw new AddonError(
    `cannot load the native addon for ${process.platform}-${process.arch} (Node ${process.versions.node}); tried\n` +
      `${failures.join("\n")}\n` +
      "Compile it with a C compiler present: node scripts/build-native.mjs, or npm rebuild supervisor-ts",
  );
}

/** Nearest directory upwards whose package.json is ours: src/system/ when run from source, dist/ when bundled. */
export function packageRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (packageName(join(folder, "package.json")) === "supervisor-ts") return folder;
    if (folder === dirname(folder)) {
      throw new Error(`cannot find the package's root: no package.json of supervisor-ts above ${start}`);
    }
  }
}

/** Root of the package that this program is part of. */
export function ownPackageRoot(): string {
  return packageRoot(dirname(ownFile()));
}

function packageName(file: string): unknown {
  if (!existsSync(file)) return undefined;
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { name?: unknown }).name;
  } catch {
    return undefined;
  }
}

/** As prebuilt addons are named: the C library counts, and only musl's has a name of its own. */
function platformTag(): string {
  const tag = `${process.platform}-${process.arch}`;
  return process.platform === "linux" && runsOnMusl() ? `${tag}-musl` : tag;
}

/** Whether Node's executable asks for musl's loader, which stands in its first page; asking Node's report takes 4 ms. */
function runsOnMusl(): boolean {
  try {
    const start = Buffer.alloc(4_096);
    const fd = openSync(process.execPath, "r");
    try {
      return start.toString("latin1", 0, readSync(fd, start)).includes("/ld-musl-");
    } finally {
      closeSync(fd);
    }
  } catch {
    return false;
  }
}

/** This module's file, in an ES module as in a CommonJS bundle (where import.meta is empty). */
function ownFile(): string {
  return typeof __filename === "string" ? __filename : fileURLToPath(import.meta.url);
}
