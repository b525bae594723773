/**
 * Compiles the addon for this machine, in a clone as in an installed package:
 *
 *     node dist/build-native.cjs [--force] [--out FILE]
 *
 * Does nothing when the result is newer than every source.
 */
import { compiledAddon, ownPackageRoot } from "../system/load-addon.ts";
import { compileAddon } from "./compile-addon.ts";

const args = process.argv.slice(2);
const root = ownPackageRoot();
const named = args.includes("--out") ? args[args.indexOf("--out") + 1] : undefined;
const out = named ?? compiledAddon(root);
try {
  const compiled = compileAddon(root, { out, force: args.includes("--force") }, process.env);
  console.log(compiled ? `compiled ${out}` : `up to date: ${out}`);
} catch (error) {
  console.error(`build-native: ${(error as Error).message}`);
  process.exitCode = 1;
}
