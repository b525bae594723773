/**
 * Runs a command as its entry does, and writes beside what V8 had compiled of it when it ends: what a start uses, and nothing else.
 *
 *     node code-cache-record.cjs NAME OUT [ARGUMENT ...]
 *
 * The file holds V8's cache (first, since V8 copies what begins at an odd address), and the text of the bundle in its wrapper, by which the
 * entry sees that it belongs to this bundle and is whole.
 */
import { readFileSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";

/** Whatever a command waits for: an installation does not. */
const longestRunMs = 5_000;

const [node = "", , name = "", out = "", ...args] = process.argv;
const bundle = join(__dirname, `${name}.main.cjs`);
const text = Module.wrap(readFileSync(bundle, "latin1"));
const script = new Script(text, { filename: bundle });
process.argv = [node, join(__dirname, `${name}.cjs`), ...args];
process.on("exit", () => {
  // A cache fits one set of flags: that with which the entry runs, before the daemon sets its own.
  setFlagsFromString("--semi-space-growth-factor=2");
  writeFileSync(out, Buffer.concat([script.createCachedData(), Buffer.from(text, "latin1")]));
});
setTimeout(() => process.exit(1), longestRunMs).unref();
script.runInThisContext()(module.exports, require, module, bundle, __dirname);
