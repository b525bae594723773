/** Debian's supervisorctl and supervisord as commands that are run to their ends, without a start of Python for each. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import type { Completed } from "../helpers/daemon.ts";

type Server = ChildProcessByStdio<Writable, Readable, null>;

interface Answer extends Completed {
  readonly id: number;
}

const waiting = new Map<number, (completed: Completed) => void>();
let server: Server | undefined;
let asked = 0;

after(async () => {
  if (server === undefined) return;
  server.stdin.end();
  if (server.exitCode === null) await once(server, "exit");
});

/** Runs a command (a path) to its end. */
export function runPeer(command: string, args: readonly string[], cwd: string, input = ""): Promise<Completed> {
  server ??= start();
  const id = asked++;
  server.stdin.write(`${JSON.stringify({ id, command, args, cwd, input })}\n`);
  return new Promise((resolve) => waiting.set(id, resolve));
}

function start(): Server {
  const script = fileURLToPath(new URL("peer-commands.py", import.meta.url));
  const child = spawn("/usr/bin/python3", [script], {
    env: { ...process.env, PYTHONUNBUFFERED: "1", LANG: "C.UTF-8" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  createInterface(child.stdout).on("line", (line) => {
    const { id, status, stdout, stderr } = JSON.parse(line) as Answer;
    waiting.get(id)?.({ status, stdout, stderr });
    waiting.delete(id);
  });
  return child;
}
