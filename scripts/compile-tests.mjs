// Compiles test files, each into one file with everything of ours that it imports: a process that runs such a file is up
// in a third of the time that a loader takes. Source maps lead every failure back to file and line.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./prerequisites.mjs";

const out = join(root, "build", "tests");

/** @returns the compiled file of each source file (paths below the root). */
export async function compileTests(sources) {
  rmSync(out, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: sources,
    outbase: root,
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20.19",
    format: "esm",
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "warning",
    plugins: [ownUrls],
  });
  return new Map(sources.map((source) => [source, join(out, source.replace(/\.ts$/, ".mjs"))]));
}

/** A module's `import.meta.url` stays that of its source: tests find their files beside it. */
const ownUrls = {
  name: "own URLs",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes("import.meta.url")) return undefined;
      return { contents: text.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)), loader: "ts" };
    });
  },
};

/**
 * A file that runs several compiled test files, one after another, in its process. Each is still a bundle of its own, with
 * its own copy of every module.
 */
export function writeGroup(name, compiled) {
  const file = join(out, "groups", `${name.replaceAll("/", "-")}.mjs`);
  mkdirSync(dirname(file), { recursive: true });
  const specifier = (path) => relative(dirname(file), path);
  writeFileSync(file, compiled.map((path) => `import ${JSON.stringify(specifier(path))};\n`).join(""));
  return file;
}
