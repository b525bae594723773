import { ConnectionError } from "../client/connection-error.ts";
import { checkServer } from "./check-server.ts";
import type { Command } from "./command.ts";
import { exitStatus, statusExitStatus } from "./exit-status.ts";
import { adviceOn, describeFailure } from "./failure.ts";
import { printHelp } from "./print-help.ts";
import { QuitShell } from "./quit-shell.ts";
import { Interrupted, type Session } from "./session.ts";

/**
 * Runs one line as it is typed in the shell, or the arguments of the command line joined by spaces. As in Supervisor
 * there is no quoting: operands are separated by white space, and the action ends at the first character that cannot
 * be in one (`?start` is `help start`).
 */
export async function runLine(session: Session<Command>, line: string): Promise<void> {
  const trimmed = line.trim();
  if (trimmed === "") return;
  const spelled = trimmed.startsWith("?") ? `help ${trimmed.slice(1)}` : trimmed;
  const name = /^\w*/.exec(spelled)?.[0] ?? "";
  const rest = spelled.slice(name.length).trim();
  const command = session.findCommand(name);
  if (command === undefined) {
    session.print(`*** Unknown syntax: ${trimmed}`);
    session.exitStatus = exitStatus.generic;
    return;
  }
  await runCommand(session, command, rest === "" ? [] : rest.split(/\s+/));
}

async function runCommand(session: Session<Command>, command: Command, operands: readonly string[]): Promise<void> {
  if (command.takesNothing && operands.length > 0) {
    session.print(`Error: ${command.name} accepts no arguments`);
    printHelp(session, command);
    session.exitStatus = exitStatus.generic;
    return;
  }
  for (let attempt = 1; ; attempt++) {
    try {
      if (command.checksServer && !(await checkServer(session))) {
        // To an init script any failure to ask means "unknown".
        if (command.name === "status") session.exitStatus = statusExitStatus.unknown;
        return;
      }
      await command.run(session, operands);
      return;
    } catch (error) {
      if (error instanceof Interrupted || error instanceof QuitShell) throw error;
      const unauthorized = error instanceof ConnectionError && error.problem === "unauthorized";
      if (unauthorized) {
        session.print("Server requires authentication");
        if (session.interactive && attempt < maxAttempts && (await askCredentials(session))) continue;
      }
      reportFailure(session, error, unauthorized);
      return;
    }
  }
}

/** As often as a login asks. */
const maxAttempts = 4;

function reportFailure(session: Session<Command>, error: unknown, alreadyTold: boolean): void {
  if (!alreadyTold) session.print(`error: ${describeFailure(error, session.serverUrl)}`);
  const advice = adviceOn(error, session);
  if (advice !== undefined) session.terminal.writeError(`${advice}\n`);
  session.exitStatus = exitStatus.generic;
}

async function askCredentials(session: Session): Promise<boolean> {
  const username = await session.ask("Username:");
  if (username.kind !== "line") return false;
  const password = await (await session.lines()).readSecret("Password:");
  if (password.kind !== "line") return false;
  session.authenticate({ username: username.text, password: password.text });
  return true;
}
