import { ConnectionError } from "../client/connection-error.ts";
import { checkServer } from "./check-server.ts";
import type { Command } from "./command.ts";
import { exitStatus, statusExitStatus } from "./exit-status.ts";
import { adviceOn, describeFailure } from "./failure.ts";
import { printHelp } from "./print-help.ts";
import { QuitShell } from "./quit-shell.ts";
import { Interrupted, type Session } from "./session.ts";
import { splitLine } from "./split-line.ts";
import { suggestAction, suggestNames } from "./suggest-names.ts";
import { takeFlags } from "./take-flags.ts";

/** Runs one line as it is typed in the shell. */
export async function runLine(session: Session<Command>, line: string): Promise<void> {
  const { name, operands } = splitLine(line, { quotes: true });
  await runAction(session, line.trim(), name, operands);
}

/**
 * Runs the words of a command line. Supervisor's own actions get them as Supervisor would, joined and cut at white space;
 * those that it does not have get them as they are, a pattern with a blank in it as one.
 */
export async function runWords(session: Session<Command>, words: readonly string[]): Promise<void> {
  const line = words.join(" ").trim();
  const { name, operands } = splitLine(line, { quotes: false });
  const asTheyAre = words[0] === name && session.findCommand(name)?.addedHere;
  await runAction(session, line, name, asTheyAre ? words.slice(1) : operands);
}

async function runAction(
  session: Session<Command>,
  line: string,
  name: string,
  operands: readonly string[],
): Promise<void> {
  if (line === "") return;
  const command = session.findCommand(name);
  if (command === undefined) {
    session.print(`*** Unknown syntax: ${line}`);
    session.exitStatus = exitStatus.generic;
    suggestAction(session, name);
    return;
  }
  await runCommand(session, command, operands);
  await suggestNames(session);
}

async function runCommand(session: Session<Command>, command: Command, operands: readonly string[]): Promise<void> {
  if (command.takesNothing && takeFlags(command.flags ?? [], operands).operands.length > 0) {
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
