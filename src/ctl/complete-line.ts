import type { ProcessInfo } from "../client/results.ts";
import type { CommandInfo, Operands } from "./command-info.ts";
import type { Completion } from "./line-source.ts";
import { showNamespec } from "./namespec.ts";

/** Asks the server for its processes; an unreachable server has none. */
export type FindProcesses = () => Promise<readonly Pick<ProcessInfo, "group" | "name">[]>;

/** Candidates for the last word of a line of the shell, each with a space after it. */
export async function completeLine(
  line: string,
  commands: readonly CommandInfo[],
  findProcesses: FindProcesses,
): Promise<Completion> {
  const words = line.trimStart().split(/\s+/);
  const word = words.at(-1) ?? "";
  const candidates = words.length <= 1 ? namesOf(commands) : await operandsOf(words, commands, findProcesses);
  return { candidates: candidates.filter((it) => it.startsWith(word)).map((it) => `${it} `), word };
}

async function operandsOf(
  [action, ...operands]: readonly string[],
  commands: readonly CommandInfo[],
  findProcesses: FindProcesses,
): Promise<readonly string[]> {
  const command = commands.find(({ name }) => name === action);
  if (command === undefined) return [];
  if (operands.at(-1)?.startsWith("-")) return (command.flags ?? []).map(({ name }) => name);
  return await candidatesFor(command.operands, operands, commands, findProcesses);
}

async function candidatesFor(
  operands: Operands,
  words: readonly string[],
  commands: readonly CommandInfo[],
  findProcesses: FindProcesses,
): Promise<readonly string[]> {
  const word = words.at(-1) ?? "";
  switch (operands) {
    case "actions":
      return namesOf(commands);
    case "groups":
    case "groups-or-all":
      return groupNames(await findProcesses());
    case "processes":
    case "running-process":
    case "log-of-process":
      return processNames(await findProcesses(), word);
    case "signal-and-processes":
      return words.length === 1 ? signalNames : processNames(await findProcesses(), word);
    case "shell-name":
      return ["bash", "zsh", "fish"];
    case "none":
    case "url":
      return [];
  }
}

function namesOf(commands: readonly CommandInfo[]): readonly string[] {
  return commands.filter(({ help }) => help.length > 0).map(({ name }) => name);
}

/** What people send; any other signal can still be typed. */
const signalNames = ["HUP", "INT", "QUIT", "TERM", "KILL", "USR1", "USR2", "STOP", "CONT", "WINCH"];

/** Names as `status` shows them, and `group:*` once a group; with a colon typed also `name:name` in full. */
export function processNames(
  processes: readonly Pick<ProcessInfo, "group" | "name">[],
  word: string,
): readonly string[] {
  const names: string[] = [];
  const groups = new Set<string>();
  for (const { group, name } of processes) {
    const shown = word.includes(":") ? `${group}:${name}` : showNamespec(group, name);
    if (shown.includes(":") && !groups.has(group)) {
      groups.add(group);
      names.push(`${group}:*`);
    }
    names.push(shown);
  }
  return names.filter(canBeTyped);
}

/** The same, each as `group:name`. */
export function fullNames(processes: readonly Pick<ProcessInfo, "group" | "name">[]): readonly string[] {
  return processes.map(({ group, name }) => `${group}:${name}`).filter(canBeTyped);
}

export function groupNames(processes: readonly Pick<ProcessInfo, "group">[]): readonly string[] {
  return [...new Set(processes.map(({ group }) => group))].filter(canBeTyped);
}

/** A line ends a name at white space, and a terminal would act on control characters that are offered. */
function canBeTyped(name: string): boolean {
  return !/[\s\p{C}]/u.test(name);
}
