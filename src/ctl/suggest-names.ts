import type { ProcessInfo } from "../client/results.ts";
import { isGlob } from "../config/glob.ts";
import { suggest } from "../config/suggest.ts";
import { groupNames } from "./complete-line.ts";
import { parseNamespec, showNamespec } from "./namespec.ts";
import type { Session } from "./session.ts";

/** Says on standard error which action was meant, where one is near. */
export function suggestAction(session: Session, name: string): void {
  const near = suggest(
    name,
    session.commands.filter(({ help }) => help.length > 0).map((command) => command.name),
  );
  if (near !== undefined) tell(session, near);
}

/**
 * Says on standard error what was meant by the names that an action did not find. The server is asked only then, and if it
 * does not answer nothing is said: what went wrong has been told.
 */
export async function suggestNames(session: Session): Promise<void> {
  const missed = session.takeMissedNames();
  if (missed.length === 0) return;
  try {
    const processes = await session.client.getAllProcessInfo({ timeoutMs: patienceMs });
    const near = missed.map(({ name, kind }) =>
      kind === "group" ? suggest(name, groupNames(processes)) : nearName(name, processes),
    );
    for (const name of new Set(near)) {
      if (name !== undefined) tell(session, name);
    }
  } catch {
    // The user waits for nothing here.
  }
}

const patienceMs = 2_000;

/** What a name that nobody has was meant for: a group's name alone means its processes. */
export function nearName(typed: string, processes: readonly Pick<ProcessInfo, "group" | "name">[]): string | undefined {
  if (isGlob(typed.replace(/:\*$/, ""))) return undefined;
  const groups = groupNames(processes);
  const spec = parseNamespec(typed);
  if (spec.kind === "group") {
    const near = suggest(spec.group, groups);
    return near === undefined ? undefined : `${near}:*`;
  }
  const short = !typed.includes(":");
  if (short && groups.includes(typed)) return `${typed}:*`;
  // `worker_00` for `worker:worker_00`, if there is but one of that name.
  const [member, ...others] = processes.filter(({ name }) => short && name === typed);
  if (member !== undefined && others.length === 0) return showNamespec(member.group, member.name);
  const near = suggest(
    typed,
    processes.map(({ group, name }) => showNamespec(group, name)),
  );
  const nearGroup = short && near === undefined ? suggest(typed, groups) : undefined;
  return nearGroup === undefined ? near : `${nearGroup}:*`;
}

function tell(session: Session, near: string): void {
  session.terminal.writeError(`supervisorctl: did you mean ${near}?\n`);
}
