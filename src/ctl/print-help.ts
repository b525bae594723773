import type { Command } from "./command.ts";
import type { Session } from "./session.ts";

/** Prints what `help <action>` prints. */
export function printHelp(session: Session, command: Command): void {
  for (const line of command.help) session.print(line);
}
