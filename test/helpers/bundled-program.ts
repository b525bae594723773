import { rmSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { buildSync } from "esbuild";
import { root } from "./daemon.ts";

/**
 * One of test/programs that is written in TypeScript, as one file that Node itself runs: no loader changes what is measured.
 * The file is removed after the tests.
 */
export function bundledProgram(name: string): string {
  // Under the package's root, where the addon is looked for.
  const file = join(root, "build", `${name}-${process.pid}.cjs`);
  buildSync({
    entryPoints: [join(root, "test/programs", `${name}.ts`)],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "error",
    logOverride: { "empty-import-meta": "silent" },
  });
  after(() => rmSync(file));
  return file;
}
