import type { CommandInfo } from "./command-info.ts";
import { exitStatus } from "./exit-status.ts";
import { printHelp } from "./print-help.ts";
import type { Session } from "./session.ts";
import { type TakenFlags, takeFlags } from "./take-flags.ts";

/** The options and names behind an action that Supervisor does not have. Undefined: wrong ones, which has been told. */
export function readOperands(
  session: Session,
  command: CommandInfo,
  words: readonly string[],
): Omit<TakenFlags, "problem"> | undefined {
  const { given, operands, problem } = takeFlags(command.flags ?? [], words);
  const unknown = operands.find((operand) => operand.startsWith("-"));
  const wrong = problem ?? (unknown === undefined ? undefined : `bad argument ${unknown}`);
  if (wrong === undefined) return { given, operands };
  refuse(session, command, wrong);
  return undefined;
}

/** Says what is wrong with the words behind an action, and how it is used. */
export function refuse(session: Session, command: CommandInfo, message: string): void {
  session.complain(`Error: ${message}`);
  printHelp(session, command);
  session.exitStatus = exitStatus.invalidArguments;
}
