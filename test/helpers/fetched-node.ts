import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Node's executable of a version, for a platform, from the npm package that carries it; undefined if it cannot be fetched.
 *
 * @param platform as `linux-x64`
 */
export function fetchedNode(platform: string, version: string, directory: string): string | undefined {
  const folder = join(directory, `node-${platform}-${version}`);
  mkdirSync(folder, { recursive: true });
  const quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--force"];
  const args = ["install", "--prefix", folder, ...quiet, `node-${platform}@${version}`];
  const { status } = spawnSync("npm", args, { cwd: folder, timeout: 300_000 });
  return status === 0 ? join(folder, "node_modules", `node-${platform}`, "bin", "node") : undefined;
}
