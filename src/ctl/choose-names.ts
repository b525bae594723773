import type { ProcessInfo } from "../client/results.ts";
import { exitStatus } from "./exit-status.ts";
import { namesOrAll } from "./resolve-names.ts";
import type { Session } from "./session.ts";

/**
 * The processes, as they are shown, that operands name: each once, in the order of the operands. Tells of unknown names on
 * standard error, and goes on with the others.
 */
export function chooseNames(
  session: Session,
  processes: readonly Pick<ProcessInfo, "group" | "name">[],
  operands: readonly string[],
): readonly string[] {
  const found = new Set<string>();
  for (const operand of operands) {
    const names = namesOrAll(processes, operand);
    for (const name of names) found.add(name);
    if (names.length > 0 || operand === "all") continue;
    session.complain(`${operand}: ERROR (no such process name)`, true);
    session.missName(operand);
    session.exitStatus = exitStatus.generic;
  }
  return [...found];
}
