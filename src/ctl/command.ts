import type { CommandInfo } from "./command-info.ts";
import type { Session } from "./session.ts";

/**
 * One action of supervisorctl. The table of them (`command-table.ts`) drives dispatch, `help`, completion and the
 * reference page.
 */
export interface Command extends CommandInfo {
  /** Prints, and sets `session.exitStatus`. Throws what the client throws; the caller reports it. */
  run(session: Session<Command>, operands: readonly string[]): Promise<void> | void;
}
