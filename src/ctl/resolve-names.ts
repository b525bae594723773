import type { ProcessInfo } from "../client/results.ts";
import { isGlob, matchesGlob } from "../config/glob.ts";
import { type Namespec, parseNamespec, showNamespec } from "./namespec.ts";
import type { Session } from "./session.ts";

/** One operand: what the server is to be asked for, in order. A plain name is one target, a pattern may be many. */
export interface ResolvedName {
  /** The operand as it was typed. */
  readonly text: string;
  readonly targets: readonly Namespec[];
}

/**
 * Replaces patterns (`web-*`, `web-*:*`, `*:worker_?`) by the names that they match. The server is asked for its
 * processes only if there is a pattern. A pattern without a match stays as it is, so that the server's answer to an
 * unknown name is what the user sees.
 */
export async function resolveNames(session: Session, operands: readonly string[]): Promise<readonly ResolvedName[]> {
  return operands.some(isPattern)
    ? resolveAmong(await session.client.getAllProcessInfo(), operands)
    : operands.map(plain);
}

/** The same, among processes that are already known. */
export function resolveAmong(
  processes: readonly Pick<ProcessInfo, "group" | "name">[],
  operands: readonly string[],
): readonly ResolvedName[] {
  return operands.map((text) => (isPattern(text) ? { text, targets: matchNames(text, processes) } : plain(text)));
}

/**
 * The names, as `status` shows them, of the processes that patterns and `group:*` stand for. The server is asked only if
 * there is one; what matches nothing stays as it is.
 */
export async function resolveProcesses(session: Session, operands: readonly string[]): Promise<readonly string[]> {
  const isSeveral = (operand: string) => isGlob(operand) || parseNamespec(operand).kind === "group";
  if (!operands.some(isSeveral)) return operands;
  const processes = await session.client.getAllProcessInfo();
  return operands.flatMap((operand) => {
    const names = isSeveral(operand) ? namesAmong(processes, operand) : [];
    return names.length === 0 ? [operand] : names;
  });
}

/** Names, as `status` shows them, of those processes that an operand stands for: none for an unknown name. */
export function namesAmong(
  processes: readonly Pick<ProcessInfo, "group" | "name">[],
  operand: string,
): readonly string[] {
  const targets = resolveAmong(processes, [operand]).flatMap((resolved) => resolved.targets);
  return processes
    .filter(({ group, name }) =>
      targets.some((target) => target.group === group && (target.kind === "group" || target.name === name)),
    )
    .map(({ group, name }) => showNamespec(group, name));
}

/** The same, where `all` stands for every process. */
export function namesOrAll(
  processes: readonly Pick<ProcessInfo, "group" | "name">[],
  operand: string,
): readonly string[] {
  if (operand !== "all") return namesAmong(processes, operand);
  return processes.map(({ group, name }) => showNamespec(group, name));
}

/** Replaces patterns by those of the groups that they match; the groups are looked up only if there is a pattern. */
export async function resolveGroups(
  operands: readonly string[],
  findGroups: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  if (!operands.some(isGlob)) return operands;
  const groups = [...new Set(await findGroups())];
  return operands.flatMap((operand) => {
    const matches = isGlob(operand) ? groups.filter((group) => matchesGlob(operand, group)) : [];
    return matches.length > 0 ? matches : [operand];
  });
}

/** `group:*` alone is no pattern but Supervisor's own way to name a group. */
function isPattern(operand: string): boolean {
  const spec = parseNamespec(operand);
  return isGlob(spec.group) || (spec.kind === "process" && isGlob(spec.name));
}

function plain(text: string): ResolvedName {
  return { text, targets: [parseNamespec(text)] };
}

/** What a pattern stands for: whole groups for `pattern:*`, else processes by shown name or by `group:name`. */
export function matchNames(
  pattern: string,
  processes: readonly Pick<ProcessInfo, "group" | "name">[],
): readonly Namespec[] {
  const spec = parseNamespec(pattern);
  const matches: Namespec[] =
    spec.kind === "group"
      ? [...new Set(processes.map(({ group }) => group))]
          .filter((group) => matchesGlob(spec.group, group))
          .map((group) => ({ kind: "group", group }))
      : processes
          .filter(
            ({ group, name }) =>
              matchesGlob(pattern, showNamespec(group, name)) || matchesGlob(pattern, `${group}:${name}`),
          )
          .map(({ group, name }) => ({ kind: "process", group, name }));
  return matches.length === 0 ? [spec] : matches;
}
