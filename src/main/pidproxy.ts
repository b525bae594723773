/**
 * pidproxy: runs a launcher that ignores signals or does not pass them on (mysqld_safe and the like), and sends the signals
 * that it gets itself to the pid in the launched daemon's pid file. It ends when the launcher has ended, never before, and
 * with its status.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { resolve } from "node:path";
import { readText } from "../system/read-text.ts";
import { readLaunched } from "./launched.ts";

const forwarded = ["SIGTERM", "SIGHUP", "SIGINT", "SIGUSR1", "SIGUSR2", "SIGQUIT"] as const;

const [, program = "pidproxy", pidfile, command, ...args] = process.argv;
if (pidfile === undefined || command === undefined) {
  process.stdout.write(`Usage: ${program} <pidfile name> <command> [<cmdarg1> ...]\n`);
  process.exit(1);
}
proxy(pidfile, absolute(command), args);

function absolute(command: string): string {
  try {
    return resolve(command);
  } catch {
    process.stderr.write(`pidproxy: cannot run ${command}: the current directory is gone\n`);
    process.exit(127);
  }
}

function proxy(pidfile: string, command: string, args: readonly string[]): void {
  for (const signal of forwarded) process.on(signal, () => forward(pidfile, signal));
  const child = spawn(command, args, { stdio: "inherit", env: readLaunched(process.env).environment });
  child.on("error", (error: NodeJS.ErrnoException) => {
    process.stderr.write(`pidproxy: cannot run ${command}: ${error.code ?? error.message}\n`);
    process.exit(127);
  });
  child.on("exit", (code, signal) => {
    if (signal !== null) endBySignal(signal);
    else process.exit(code ?? 1);
  });
}

function forward(pidfile: string, signal: NodeJS.Signals): void {
  const pid = readPid(pidfile);
  if (pid === undefined) {
    process.stdout.write(`Can't read child pidfile ${pidfile}!\n`);
    return;
  }
  try {
    process.kill(pid, signal);
  } catch (error) {
    process.stderr.write(`pidproxy: cannot send ${signal} to ${pid}: ${(error as NodeJS.ErrnoException).code}\n`);
  }
}

/** A program may write more into it than its pid; not as much as this. */
const maxPidfileBytes = 4096;

/** Only a plain positive number will do: 0 and negative numbers would mean whole process groups. */
function readPid(pidfile: string): number | undefined {
  try {
    const text = readText(pidfile, maxPidfileBytes).trim();
    return /^[1-9][0-9]{0,9}$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Ends as the child did, so that supervisord sees the same. A signal that dumps core becomes 128 + its number. */
function endBySignal(signal: NodeJS.Signals): void {
  const quiet = ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGPIPE"].includes(signal);
  if (quiet) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
  // Reached at once for core-dumping signals, and should the signal above be ignored here.
  setTimeout(() => process.exit(128 + constants.signals[signal]), quiet ? 100 : 0);
}
