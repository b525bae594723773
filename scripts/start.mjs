// npm start: installs and builds what is missing, then runs the example configuration in the foreground.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildIfStale, installPackages, requireNode, root } from "./prerequisites.mjs";

requireNode();
installPackages();
buildIfStale();

/** Who of the example listens where, on 127.0.0.1. */
const listeners = { 9001: "supervisord's page and interface", 9080: "the web application" };

for (const [port, who] of Object.entries(listeners)) {
  const reason = await whyNotFree(Number(port));
  if (reason === undefined) continue;
  console.error(`Cannot run the example: 127.0.0.1:${port}, which ${who} needs, is not free (${reason}).
End what listens there (ss -ltnp 'sport = :${port}' shows it), then run npm start again.`);
  process.exit(1);
}

// The example writes its socket, pid file and logs here, so that the checkout stays clean.
const directory = mkdtempSync(join(tmpdir(), "supervisor-example-"));
const env = {
  ...process.env,
  EXAMPLE_DIR: directory,
  EXAMPLE_NODE: process.execPath,
  EXAMPLE_USER: String(userInfo().uid),
};
const configuration = join(root, "examples", "supervisord.conf");

const greeting = `
Running examples/supervisord.conf: a small web application, a worker, and a program that crashes now and then.
Look at it from another terminal:

  the page of all programs   http://127.0.0.1:9001/
  the web application        http://127.0.0.1:9080/
  all programs               bin/supervisorctl -s http://127.0.0.1:9001 status
  one program's output       bin/supervisorctl -s http://127.0.0.1:9001 tail worker:worker_00
  stop and start one         bin/supervisorctl -s http://127.0.0.1:9001 restart web
  the same over the socket   bin/supervisorctl -s unix://${directory}/supervisor.sock status

Ctrl-C stops everything.
`;

const daemon = spawn(join(root, "bin", "supervisord"), ["-n", "-c", configuration], {
  cwd: root,
  env,
  stdio: "inherit",
});
let ended = false;
// The terminal sends Ctrl-C to the daemon as well; here it only must not end this program before the daemon has ended.
for (const signal of ["SIGINT", "SIGQUIT"]) process.on(signal, () => {});
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => daemon.kill(signal));
daemon.on("error", (error) => {
  ended = true;
  console.error(`cannot run bin/supervisord: ${error.message}`);
  process.exitCode = 1;
});
daemon.on("exit", (code) => {
  ended = true;
  rmSync(directory, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});

while (!ended && !(await answers())) await sleep(50);
if (!ended) console.log(greeting);

/** Why nobody can listen on a port; undefined if it is free. */
function whyNotFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(error.code === "EADDRINUSE" ? "something listens there" : error.message));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(undefined)));
  });
}

/** Whether this very daemon, known by its socket, is up. */
function answers() {
  return new Promise((resolve) => {
    const socketPath = join(directory, "supervisor.sock");
    const request = get({ socketPath, path: "/api/v1", agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("error", () => resolve(false));
  });
}
