/**
 * The built supervisorctl, run in the test's own process: where hundreds of commands are run, starting Node for each takes
 * most of the time. It gets a `process` of its own, with its arguments, its streams and its end; what only a real one has
 * (signals, a current directory for the names of files, the way its last words take through a pipe) needs a real one.
 */
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { Script } from "node:vm";
import { bin, type Completed, root } from "./daemon.ts";

type Program = (require: NodeJS.Require, process: unknown, filename: string) => void;

const filename = join(root, "dist/supervisorctl.main.cjs");
const requireFrom = createRequire(filename);
let compiled: Program | undefined;

export function ctlInProcess(args: readonly string[], input = ""): Promise<Completed> {
  compiled ??= new Script(`(function (require, process, __filename) {${readFileSync(filename, "utf8")}\n})`, {
    filename,
  }).runInThisContext() as Program;
  const run = compiled;
  const output = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof output): Writable =>
    new Writable({
      write(chunk, _encoding, done) {
        output[name] += String(chunk);
        done();
      },
    });
  return new Promise((resolve) => {
    const emitter = new EventEmitter();
    const own = {
      argv: [process.execPath, join(bin, "supervisorctl"), ...args],
      env: { ...process.env },
      stdin: Readable.from([input], { objectMode: false }),
      stdout: stream("stdout"),
      stderr: stream("stderr"),
      on: emitter.on.bind(emitter),
      off: emitter.off.bind(emitter),
      exit: (status: number) => resolve({ status, ...output }),
    };
    run(requireFrom, Object.create(process, Object.getOwnPropertyDescriptors(own)), filename);
  });
}
