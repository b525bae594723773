// What npm runs before it packs: a clone in which nothing is installed or built makes the same package as one in which all is.
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { buildIfStale, installPackages, requireNode, root, run } from "./prerequisites.mjs";

// With `npm pack --dry-run` everything happens but the tarball: an inner npm has to install in earnest.
delete process.env.npm_config_dry_run;
requireNode();
installPackages();
buildIfStale();
// This machine's, and those that were put there for others: none may be older than its sources.
const prebuilds = join(root, "native", "prebuilds");
const carried = existsSync(prebuilds) ? readdirSync(prebuilds) : [];
run(process.execPath, ["--import", "tsx", "scripts/prebuilds.ts", ...carried]);

// What an addon is compiled against where none fits: the installed package has no other packages.
const headers = join(root, "native", "headers");
const { include_dir } = createRequire(import.meta.url)("node-api-headers");
rmSync(headers, { recursive: true, force: true });
cpSync(include_dir, headers, { recursive: true });
cpSync(join(dirname(include_dir), "LICENSE"), join(headers, "LICENSE"));
