import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** A package of the npm registry, in a directory below the given one; undefined if it cannot be fetched. */
export function fetchedPackage(name: string, version: string, below: string): string | undefined {
  const folder = join(below, `${name}@${version}`);
  mkdirSync(folder, { recursive: true });
  // With force, since it may be for another processor.
  const quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--force"];
  const args = ["install", "--prefix", folder, ...quiet, `${name}@${version}`];
  const { status } = spawnSync("npm", args, { cwd: folder, timeout: 300_000 });
  return status === 0 ? join(folder, "node_modules", name) : undefined;
}

/**
 * Node's executable, from the npm package that carries it; undefined if it cannot be fetched.
 *
 * @param platform as `linux-x64`
 */
export function fetchedNode(platform: string, version: string, below: string): string | undefined {
  const folder = fetchedPackage(`node-${platform}`, version, below);
  return folder === undefined ? undefined : join(folder, "bin", "node");
}
