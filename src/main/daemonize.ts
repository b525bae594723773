/**
 * Going into the background. Node cannot fork itself, so the command starts a second supervisord in a session of its
 * own and waits for its word: it returns 0 only when the daemon is up, and the daemon's exit status otherwise. Until then the
 * daemon shares the terminal, so that whatever goes wrong is seen; then it lets go of it.
 */
import { spawn } from "node:child_process";
import { closeSync, writeSync } from "node:fs";

/** Set for the second supervisord only: the descriptor on which it says that it is up. */
const readyVariable = "SUPERVISOR_TS_READY_FD";
const readyFd = 3;
const readyWord = "up";

/** Starts this program once more as the daemon. Resolves with the exit status for the command. */
export function startDaemon(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const [node, ...args] = argv;
    const daemon = spawn(node ?? process.execPath, args, {
      detached: true,
      env: { ...env, [readyVariable]: String(readyFd) },
      stdio: ["ignore", "inherit", "inherit", "pipe"],
    });
    let word = "";
    daemon.stdio[readyFd]?.on("data", (chunk) => {
      word += String(chunk);
      if (word === readyWord) {
        daemon.unref();
        resolve(0);
      }
    });
    daemon.on("error", (error) => {
      process.stderr.write(`Error: could not start the daemon: ${error.message}\n`);
      resolve(1);
    });
    daemon.on("exit", (code, signal) => {
      if (signal !== null) process.stderr.write(`Error: the daemon was ended by ${signal} before it was up\n`);
      resolve(code === null || code === 0 ? 1 : code);
    });
  });
}

/** Whether this process is the daemon that `startDaemon` started. Takes the mark away, so that children do not get it. */
export function takeDaemonMark(env: NodeJS.ProcessEnv): boolean {
  const marked = env[readyVariable] === String(readyFd);
  delete env[readyVariable];
  return marked;
}

/** Tells the waiting command that the daemon is up. */
export function tellReady(): void {
  try {
    writeSync(readyFd, readyWord);
    closeSync(readyFd);
  } catch {
    // The command was interrupted; the daemon goes on.
  }
}
