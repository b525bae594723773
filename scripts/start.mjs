// npm start: installs and builds what is missing, then runs the example configuration in the foreground.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { buildIfStale, installPackages, requireNode, root } from "./prerequisites.mjs";

requireNode();
installPackages();
buildIfStale();

// The example writes its socket, pid file and logs here, so that the checkout stays clean.
const directory = mkdtempSync(join(tmpdir(), "supervisor-example-"));
const env = {
  ...process.env,
  EXAMPLE_DIR: directory,
  EXAMPLE_NODE: process.execPath,
  EXAMPLE_USER: String(userInfo().uid),
};
const configuration = join(root, "examples", "supervisord.conf");

console.log(`
Running examples/supervisord.conf: a small web application, a worker, and a program that crashes now and then.
Look at it from another terminal:

  the page of all programs   http://127.0.0.1:9001/
  the web application        http://127.0.0.1:9080/
  all programs               bin/supervisorctl -s http://127.0.0.1:9001 status
  one program's output       bin/supervisorctl -s http://127.0.0.1:9001 tail worker:worker_00
  stop and start one         bin/supervisorctl -s http://127.0.0.1:9001 restart web
  the same over the socket   bin/supervisorctl -s unix://${directory}/supervisor.sock status

Ctrl-C stops everything.
`);

const daemon = spawn(join(root, "bin", "supervisord"), ["-n", "-c", configuration], {
  cwd: root,
  env,
  stdio: "inherit",
});
// The terminal sends Ctrl-C to the daemon as well; here it only must not end this program before the daemon has ended.
for (const signal of ["SIGINT", "SIGQUIT"]) process.on(signal, () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => daemon.kill(signal));
daemon.on("error", (error) => {
  console.error(`cannot run bin/supervisord: ${error.message}`);
  process.exitCode = 1;
});
daemon.on("exit", (code) => {
  rmSync(directory, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});
