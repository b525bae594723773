/**
 * Going into the background. Node cannot fork itself, so the command starts a second supervisord in a session of its
 * own and waits for its word: it returns 0 only when the daemon is up, and the daemon's exit status otherwise. Until then the
 * daemon shares the terminal, so that whatever goes wrong is seen; then it lets go of it.
 */
import { spawn } from "node:child_process";
import { closeSync, writeSync } from "node:fs";
import type { Writable } from "node:stream";
import { readToEnd } from "../system/read-text.ts";

/** Set for the second supervisord only: the descriptor on which it says that it is up. */
const readyVariable = "SUPERVISOR_TS_READY_FD";
const readyFd = 3;
const readyWord = "up";
/** Set for the second supervisord where the first has used up the configuration: the descriptor that it comes from. */
const textVariable = "SUPERVISOR_TS_CONFIGURATION_FD";
const textFd = 4;

/**
 * Starts this program once more as the daemon. Resolves with the exit status for the command.
 * @param text the configuration, where it can be read only once
 */
export function startDaemon(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  text: string | undefined,
): Promise<number> {
  return new Promise((resolve) => {
    const [node, ...args] = argv;
    const hasText = text !== undefined;
    const daemon = spawn(node ?? process.execPath, args, {
      detached: true,
      env: { ...env, [readyVariable]: String(readyFd), ...(hasText ? { [textVariable]: String(textFd) } : {}) },
      stdio: ["ignore", "inherit", "inherit", "pipe", ...(hasText ? ["pipe" as const] : [])],
    });
    if (hasText) giveText(daemon.stdio[textFd] as Writable, text);
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
      if (code === 0) process.stderr.write("Error: the daemon ended before it was up\n");
      resolve(code === null || code === 0 ? 1 : code);
    });
  });
}

function giveText(stream: Writable, text: string): void {
  stream.on("error", () => {}); // it has ended early, and its exit status tells
  stream.end(text);
}

/** What the daemon was told by the command that started it. */
export interface DaemonMark {
  /** The text of the configuration, where the command has used it up. */
  readonly configuration: string | undefined;
}

/**
 * The mark of the daemon that `startDaemon` started; undefined in any other process. Takes it away, so that children do
 * not get it.
 */
export function takeDaemonMark(env: NodeJS.ProcessEnv): DaemonMark | undefined {
  const marked = env[readyVariable] === String(readyFd);
  const hasText = env[textVariable] === String(textFd);
  delete env[readyVariable];
  delete env[textVariable];
  if (!marked) return undefined;
  return { configuration: hasText ? takeText() : undefined };
}

function takeText(): string {
  const text = readToEnd(textFd, "the configuration");
  closeSync(textFd);
  return text;
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
