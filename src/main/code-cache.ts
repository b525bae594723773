/**
 * Makes the code caches: what V8 compiles of each command for a usual run lies beside its bundle, so that a start need not compile it
 * again. `npm run build` runs this, and so does npm after an installation. Whatever goes wrong, there is no cache, the commands start
 * a little later, and nothing is said.
 *
 * The usual run is a real one, in a directory of its own: a daemon with one program, which supervisorctl asks for its status.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const dist = __dirname;
const longestWaitMs = 5_000;

void makeAll().catch(() => {});

async function makeAll(): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "supervisor-ts-"));
  try {
    const configuration = join(scratch, "supervisord.conf");
    writeFileSync(configuration, configurationIn(scratch));
    const run = (name: string, ...args: readonly string[]): ChildProcess =>
      spawn(
        process.execPath,
        [...nodeFlags(), join(dist, "code-cache-record.cjs"), name, join(scratch, `${name}.cache`), ...args],
        { cwd: scratch, env: { PATH: process.env["PATH"] }, stdio: "ignore" },
      );
    const ended = [
      once(run("pidproxy", join(scratch, "pid"), "/bin/true"), "exit"),
      once(run("echo_supervisord_conf"), "exit"),
    ];
    const daemon = run("supervisord", "-n", "-c", configuration);
    ended.push(once(daemon, "exit"));
    await isUp(daemon, join(scratch, "socket"));
    await once(run("supervisorctl", "-c", configuration, "status"), "exit");
    await askInXml(join(scratch, "socket"));
    daemon.kill("SIGTERM");
    await Promise.all(ended);
    for (const name of ["supervisord", "supervisorctl", "pidproxy", "echo_supervisord_conf"]) {
      keep(join(scratch, `${name}.cache`), join(dist, `${name}.main.cjs`));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What the launcher gives to Node: V8 refuses a cache that was made under other flags. */
function nodeFlags(): readonly string[] {
  const launcher = readFileSync(join(dist, "..", "bin", "supervisord"), "utf8");
  return /^exec node (.*) "\$0" "\$@"$/m.exec(launcher)?.[1]?.split(" ") ?? [];
}

function configurationIn(directory: string): string {
  return `[supervisord]
logfile=${directory}/log
pidfile=${directory}/pid
childlogdir=${directory}
[unix_http_server]
file=${directory}/socket
[supervisorctl]
serverurl=unix://${directory}/socket
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[program:sleep]
command=sleep 10
`;
}

async function isUp(daemon: ChildProcess, socket: string): Promise<void> {
  const deadline = Date.now() + longestWaitMs;
  while (!existsSync(socket) && daemon.exitCode === null && Date.now() < deadline) await sleep(5);
}

/** As other clients do; supervisorctl gets JSON. Without an answer the cache lacks what gives it. */
async function askInXml(socket: string): Promise<void> {
  const call = "<?xml version='1.0'?><methodCall><methodName>supervisor.getAllProcessInfo</methodName></methodCall>";
  const asked = request({ socketPath: socket, path: "/RPC2", method: "POST", timeout: longestWaitMs });
  asked.on("timeout", () => asked.destroy());
  asked.on("response", (response) => response.resume());
  asked.end(call);
  await once(asked, "close").catch(() => {});
}

/**
 * Moves a cache to its place beside the bundle. On the disc before it has its name, since V8 believes what it reads: a hole that a
 * power cut left in it would end every start. Nobody may write it who may not write the bundle.
 */
function keep(made: string, bundle: string): void {
  if (!existsSync(made)) return;
  const temporary = join(dirname(bundle), `.${process.pid}.cache`);
  const fd = openSync(temporary, "wx", 0o600);
  try {
    writeSync(fd, readFileSync(made));
    fchmodSync(fd, statSync(bundle).mode & 0o644);
    fsyncSync(fd);
    renameSync(temporary, `${bundle}.cache`);
  } catch {
    rmSync(temporary, { force: true });
  } finally {
    closeSync(fd);
  }
}
