/**
 * What npm runs as it installs the package, before it makes links to the commands (afterwards it would leave them behind a failure): sees
 * that there is an addon that loads here, and compiles it if there is none. Where scripts are blocked nothing of it happens: a prebuilt
 * addon that fits needs nothing.
 */
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { AddonError, compiledAddon, loadAddon, ownPackageRoot } from "../system/load-addon.ts";
import { platformTag } from "../system/platform-tag.ts";
import { compileAddon } from "./compile-addon.ts";

const root = ownPackageRoot();
const refusal = whyNoAddon();
if (refusal !== undefined) {
  console.error(`supervisor-ts: ${refusal}`);
  process.exitCode = 1;
}

/** What to say to who installs, if there is no addon and none can be made. */
function whyNoAddon(): string | undefined {
  if (loads() === undefined) return undefined;
  const out = compiledAddon(root);
  try {
    compileAddon(root, { out, force: true }, process.env);
  } catch (error) {
    return (
      `the package has no addon that loads here (${platformTag()}), and none can be built: ${(error as Error).message} ` +
      "Then install again. With --ignore-scripts you get what needs no addon: supervisorctl and the libraries."
    );
  }
  const failure = loads();
  if (failure !== undefined) rmSync(dirname(out), { recursive: true, force: true });
  return failure;
}

function loads(): string | undefined {
  try {
    loadAddon();
    return undefined;
  } catch (error) {
    if (error instanceof AddonError) return error.message;
    throw error;
  }
}
