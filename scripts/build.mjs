// Builds what the launchers in bin/ run: in dist/ an entry and a bundle for each command, and the native addon.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildWeb } from "./build-web.mjs";
import { entryFile, programName } from "./entry-file.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** File in dist/ (and command in bin/) -> composition root. */
const commands = {
  supervisord: "src/main/supervisord.ts",
  supervisorctl: "src/main/supervisorctl.ts",
  pidproxy: "src/main/pidproxy.ts",
  echo_supervisord_conf: "src/main/echo-supervisord-conf.ts",
};

/** What makes the code caches of the commands: name in dist/ -> source. */
const cacheMakers = { "code-cache": "src/main/code-cache.ts", "code-cache-record": "src/main/code-cache-record.ts" };

/** What npm runs as it installs. As a command it has an entry, which tells an old Node. */
const installer = { preinstall: "src/main/preinstall.ts" };

/** What compiles the addon, here and on machines for which the package has none. */
const addonMaker = { "build-native": "src/main/build-native.ts" };

/** What a command loads when it is asked for: name in dist/ -> source. */
const parts = { "supervisord-check": "src/main/supervisord-check.ts" };

/** What programs import from the package: name in dist/ -> source. */
const libraries = { client: "src/client/client.ts", listener: "src/listener/listen.ts" };

rmSync(`${root}dist`, { recursive: true, force: true });
const bundling = {
  absWorkingDir: root,
  outdir: "dist",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  target: "node20.19",
  // CommonJS starts several milliseconds faster than an ES module, at every supervisorctl call.
  format: "cjs",
  minifySyntax: true,
  legalComments: "none",
  sourcemap: "linked",
  logLevel: "warning",
  logOverride: { "empty-import-meta": "silent" }, // load-addon.ts knows
};
const { supervisorctl, ...others } = { ...commands, ...installer };
await build({
  ...bundling,
  entryPoints: [
    ...Object.entries(others).map(([name, source]) => ({ in: source, out: `${name}.main` })),
    ...Object.entries({ ...cacheMakers, ...addonMaker, ...parts }).map(([name, source]) => ({ in: source, out: name })),
  ],
});
// What it reads at every call is shorter by a fourth then: a millisecond. The daemon's traces, which land in logs, keep their lines.
await build({
  ...bundling,
  minifyWhitespace: true,
  entryPoints: [{ in: supervisorctl, out: "supervisorctl.main" }],
});
for (const name of Object.keys(commands)) {
  const text = readFileSync(`${root}dist/${name}.main.cjs`, "latin1");
  // What comes from V8's cache has lost how to import; and one byte a character is read fastest.
  if (/\bimport\(/.test(text)) throw new Error(`${name}: use process.getBuiltinModule instead of import()`);
  if (/[^\0-\x7f]/.test(text))
    throw new Error(`${name}: a pattern or template has characters beyond ASCII; write \\u....`);
}
const { engines, version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const { supervisordHelp, usage } = await helpTexts();
const [supervisordText, ctlText] = [supervisordHelp(programName), usage(programName)];
const versions = { "-v": `${version}\n`, "--version": `${version}\n` };
const answers = {
  supervisord: { ...versions, "-h": supervisordText, "--help": supervisordText },
  supervisorctl: { ...versions, "-h": ctlText, "--help": ctlText },
};
for (const name of Object.keys(commands)) {
  writeFileSync(`${root}dist/${name}.cjs`, entryFile(name, `${name}.main.cjs`, engines.node, answers[name] ?? {}));
}
writeFileSync(`${root}dist/preinstall.cjs`, entryFile("supervisor-ts", "preinstall.main.cjs", engines.node, {}));
run(`${root}dist/build-native.cjs`);
await build({
  absWorkingDir: root,
  entryPoints: Object.entries(libraries).map(([out, source]) => ({ in: source, out })),
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  legalComments: "none",
  logLevel: "warning",
});
run("node_modules/typescript/bin/tsc", "-p", "tsconfig.types.json");
await buildWeb();
spawnSync(process.execPath, [`${root}dist/code-cache.cjs`]);

/** Runs a program of Node's and ends this one if it fails. */
function run(file, ...args) {
  const { status } = spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** The functions that give the help texts. */
async function helpTexts() {
  const contents = `export { supervisordHelp } from "./src/main/supervisord-arguments.ts";
export { usage } from "./src/ctl/usage.ts";`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
  });
  return await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
