// npm run coverage: how much of src/ its unit tests run, and a failure where that falls below the floor.
// Each module stays a file of its own here: a bundle of a test (see compile-tests.mjs) leaves out what nobody calls.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { buildIfStale, installPackages, requireNode, root, run } from "./prerequisites.mjs";

/** Percent. Raise them when there is more; what integration tests alone run counts as not covered. */
const floor = { lines: 88, functions: 81, branches: 90 };

requireNode();
installPackages();
buildIfStale();

// A package, so only now.
const { build } = await import("esbuild");
const out = join(root, "build", "coverage");
rmSync(out, { recursive: true, force: true });

const sources = ["src", "test/helpers"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file)),
);
await build({
  absWorkingDir: root,
  entryPoints: sources,
  outbase: root,
  outdir: out,
  outExtension: { ".js": ".mjs" },
  platform: "node",
  target: "node20.19",
  format: "esm",
  jsx: "automatic",
  sourcemap: "linked",
  plugins: [
    {
      name: "modules where they are",
      setup({ onLoad }) {
        onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
          const contents = readFileSync(path, "utf8")
            .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href))
            .replace(/((?:from|import\(|import) ?"\.[^"]*)\.tsx?"/g, '$1.mjs"');
          return { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
        });
      },
    },
  ],
});

/** Unit tests of a folder share a process, as in scripts/run-tests.mjs. */
const groups = new Map();
for (const source of sources.filter((file) => file.endsWith(".test.ts"))) {
  const [, folder = ""] = source.split("/");
  groups.set(folder, [...(groups.get(folder) ?? []), source]);
}
const runs = [...groups].map(([folder, files]) => {
  const file = join(out, "groups", `${folder}.mjs`);
  mkdirSync(dirname(file), { recursive: true });
  const specifier = (source) => relative(dirname(file), join(out, source.replace(/\.ts$/, ".mjs")));
  writeFileSync(file, files.map((source) => `import ${JSON.stringify(specifier(source))};\n`).join(""));
  return { file, name: `src/${folder}`, sources: files };
});
const [plan, result] = [join(out, "plan.json"), join(out, "outcomes.json")];
writeFileSync(plan, JSON.stringify({ runs, concurrency: 2, timeoutMs: 600_000, result }));

const raw = join(out, "raw");
run(process.execPath, ["--enable-source-maps", "scripts/run-compiled-tests.mjs", plan], {
  ...process.env,
  NODE_V8_COVERAGE: raw,
});
const { files, broken } = JSON.parse(readFileSync(result, "utf8"));
if (broken.length > 0 || Object.values(files).some(({ failures }) => failures.length > 0)) {
  console.error("Unit tests have failed: see npm test.");
  process.exit(1);
}
run(process.execPath, [
  "node_modules/c8/bin/c8.js",
  "report",
  ...[
    "--temp-directory",
    raw,
    "--reporter",
    "text-summary",
    "--reporter",
    "html",
    "--reports-dir",
    join(out, "report"),
  ],
  ...[
    "--exclude-after-remap",
    "--include",
    "src/**",
    "--exclude",
    "**/*.test.ts",
    "--exclude",
    "**/fake-*.ts",
    "--exclude",
    "**/*fixture*.ts",
  ],
  ...Object.entries(floor).flatMap(([what, percent]) => [`--${what}`, String(percent)]),
  "--check-coverage",
]);
