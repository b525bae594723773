import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NativeAddon } from "./native-addon.ts";
import { platformTag } from "./platform-tag.ts";

let loaded: NativeAddon | undefined;

/**
 * The addon: the one compiled on this machine, else the one that the package carries for this platform. Throws one
 * `AddonError` that names everything that was tried and what to do.
 */
export function loadAddon(): NativeAddon {
  loaded ??= loadFirst(addonCandidates(ownPackageRoot(), platformTag()));
  return loaded;
}

/**
 * Files where the addon may lie, the most fitting first: an installation compiles one only where none that it carries loads, and in
 * a clone a prebuilt one may be older than the sources. Both are kept by platform, since a directory of packages may be shared.
 */
export function addonCandidates(root: string, tag: string): readonly string[] {
  return [compiledAddon(root, tag), join(root, "native", "prebuilds", tag, "supervisor.node")];
}

/** Where the addon compiled on this machine lies. */
export function compiledAddon(root: string, tag = platformTag()): string {
  return join(root, "build", "native", tag, "supervisor.node");
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
    `cannot load the native addon for ${platformTag()} (Node ${process.versions.node}); tried\n` +
      `${failures.join("\n")}\n` +
      `Compile it, with a C compiler present: node ${forShell(join(ownPackageRoot(), "dist", "build-native.cjs"))}`,
  );
}

function forShell(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
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

/** This module's file, in an ES module as in a CommonJS bundle (where import.meta is empty). */
function ownFile(): string {
  return typeof __filename === "string" ? __filename : fileURLToPath(import.meta.url);
}
