import type { Command } from "./command.ts";
import { QuitShell } from "./quit-shell.ts";
import { runLine } from "./run-line.ts";
import { Interrupted, type Session } from "./session.ts";

/** The interactive shell: shows the status, then runs lines until the end of input, `quit` or Ctrl-C at the prompt. */
export async function runShell(session: Session<Command>, prompt: string): Promise<void> {
  const lines = await session.lines();
  if ((await runInterruptibly(session, "status")) === "quit") return;
  for (;;) {
    session.beginLine();
    const unlisten = session.terminal.onInterrupt(() => lines.interrupt());
    const line = await lines.read(`${prompt}> `);
    unlisten();
    if (line.kind !== "line") {
      session.print("");
      return;
    }
    if ((await runInterruptibly(session, line.text)) === "quit") return;
  }
}

/** Ctrl-C ends the line's calls and leads back to the prompt. What the server has begun goes on. */
async function runInterruptibly(session: Session<Command>, line: string): Promise<"ran" | "quit"> {
  const unlisten = session.terminal.onInterrupt(() => session.interrupt());
  try {
    await runLine(session, line);
  } catch (error) {
    if (error instanceof QuitShell) return "quit";
    if (!(error instanceof Interrupted)) throw error;
    session.print("");
  } finally {
    unlisten();
    session.resume();
  }
  return "ran";
}
