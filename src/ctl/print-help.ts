import type { CommandInfo } from "./command-info.ts";
import type { Session } from "./session.ts";

/** Prints how an action is used, as Supervisor does: beside an error message. */
export function printHelp(session: Session, command: CommandInfo): void {
  for (const line of command.help) session.print(line);
}

/** All that `help <action>` says: Supervisor's lines, then those about what Supervisor does not have. */
export function helpLines({ help, addedHelp = [], flags = [] }: CommandInfo): readonly string[] {
  const added = flags.filter((flag) => flag.added);
  const width = Math.max(...added.map((flag) => spelling(flag).length));
  return [...help, ...addedHelp, ...added.map((flag) => `  ${spelling(flag).padEnd(width)}  ${flag.summary}`)];
}

function spelling({ name, value }: { readonly name: string; readonly value?: string }): string {
  return value === undefined ? name : `${name} ${value}`;
}
