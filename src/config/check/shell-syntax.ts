import type { CommandWord } from "./command-words.ts";
import type { ShellItem } from "./shell-items.ts";

/** What of a shell's language a command is written in. */
export interface ShellSyntax {
  /** A phrase for each thing that would not happen, e.g. "&& is passed to node as an argument". */
  readonly phrases: readonly string[];
  /** The first word is for a shell and no program: the command cannot be started. */
  readonly startsNothing: boolean;
  /** Only a shell can do it: a list of commands, a pipe, a substitution, a pattern. */
  readonly needsShell: boolean;
}

/** Commands that only shells have. */
const shellWords = new Set(
  ". source cd export exec eval set unset alias trap ulimit umask if while until for case function { ! [[".split(" "),
);

export const assignment = /^[A-Za-z_]\w*=/;

/** Undefined: there is nothing in it that a shell is needed for. */
export function findShellSyntax(items: readonly ShellItem[]): ShellSyntax | undefined {
  const phrases: string[] = [];
  const words = items.filter((item) => item.kind === "word");
  const first = words[0];
  const assigned = first !== undefined && assignment.test(first.bare) ? first : undefined;
  const isShellWord = first !== undefined && isWordOfShell(first);
  if (assigned !== undefined) phrases.push(`${assigned.raw} is taken for the program`);
  else if (isShellWord) phrases.push(`${first.bare} is a word of the shell and no program`);
  const operators = [...new Set(items.flatMap((item, at) => operatorText(item, items[at + 1])))];
  if (operators.length > 0) phrases.push(passed(operators, isShellWord ? undefined : programOf(words)));
  const script = items[openScriptAt(items) ?? -1];
  if (script?.kind === "word") phrases.push(`the script behind -c ends after its first word, ${script.raw}`);
  const tildes = words.filter(({ bare }) => /^~(?:\/|$|[a-z_][\w-]*\/)/.test(bare));
  if (tildes.length > 0) phrases.push(`${tildes[0]?.raw} is not in the home directory: ~ stays ~`);
  const variables = words.flatMap((word, index) => variablesIn(word, words[index - 1]));
  if (variables.length > 0) phrases.push(unchanged([...new Set(variables)], "is not replaced by its value"));
  const substitutions = words.flatMap(({ open, bare }, index) =>
    isScript(words[index - 1], open, bare) ? [] : (/\$\([^(]|`/.exec(open) ?? []),
  );
  if (substitutions.length > 0) phrases.push("$(...) is not replaced by what a command prints");
  const patterns = words.filter((word, index) => isFilePattern(word, words[index - 1]));
  if (patterns.length > 0) phrases.push(`${patterns[0]?.raw} is not replaced by names of files`);
  if (phrases.length === 0) return undefined;
  return {
    phrases,
    startsNothing: assigned !== undefined || isShellWord || tildes[0] === first,
    needsShell: substitutions.length > 0 || patterns.length > 0 || hasExpression(words),
  };
}

/**
 * Where the script of a `sh -c` begins that lacks its quotes, as in `sh -c cd /x && y`: the shell gets its first word only, and
 * all others as $0 and on.
 */
export function openScriptAt(items: readonly ShellItem[]): number | undefined {
  const at = items.findIndex((item) => item.kind === "word" && /^-[a-z]*c$/.test(item.bare));
  const [shell, script, more] = [items[at - 1], items[at + 1], items[at + 2]];
  const isShell = shell?.kind === "word" && /(?:^|\/)(?:ba|da|z|k)?sh$/.test(shell.bare);
  const isOpen = script?.kind === "word" && script.bare === script.raw && more !== undefined;
  // What ends the whole command, like > /x, has no part in it.
  const belongs = more?.kind === "word" || (more?.kind === "operator" && items.length > at + 3);
  return isShell && isOpen && belongs ? at + 1 : undefined;
}

/** Whether a command begins as only a shell can read it. */
export function isWordOfShell({ bare }: CommandWord): boolean {
  return shellWords.has(bare) || bare.startsWith("(");
}

/** As it is written: the 1 belongs to a `2>&1`. */
function operatorText(item: ShellItem, next: ShellItem | undefined): readonly string[] {
  if (item.kind === "word") return [];
  return [
    item.text.endsWith(">&") && next?.kind === "word" && /^\d$/.test(next.raw) ? item.text + next.raw : item.text,
  ];
}

function passed(operators: readonly string[], program: string | undefined): string {
  const [be, arguments_] = operators.length === 1 ? ["is", "an argument"] : ["are", "arguments"];
  const names = list(operators);
  return program === undefined
    ? `${names} ${be} not understood`
    : `${names} ${be} passed to ${program} as ${arguments_}`;
}

function unchanged(names: readonly string[], what: string): string {
  return names.length === 1 ? `${names[0]} ${what}` : `${list(names)} are not replaced by their values`;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 4);
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

function programOf(words: readonly CommandWord[]): string | undefined {
  const program = words.find(({ bare }) => !assignment.test(bare));
  return program?.text.slice(program.text.lastIndexOf("/") + 1);
}

/** `$NAME` and `${NAME}`: between double quotes only in capitals, as variables of the environment are written. */
function variablesIn({ open, bare }: CommandWord, before: CommandWord | undefined): readonly string[] {
  if (isScript(before, open, bare)) return bare.match(/\$(?:\{[A-Za-z_]\w*[^}]*\}|[A-Za-z_]\w*)/g) ?? [];
  const found = open.match(/\$(?:\{[A-Za-z_]\w*[^}]*\}|[A-Za-z_]\w*)/g) ?? [];
  return found.filter((name) => bare.includes(name) || /^\$\{?[A-Z_][A-Z0-9_]*\b/.test(name));
}

/** A text between quotes that some other program will read: a script after -c or -e, or whatever has several words. */
function isScript(before: CommandWord | undefined, open: string, bare: string): boolean {
  const isQuoted = open !== bare;
  return isQuoted && (/\s/.test(open) || /^-[A-Za-z]*[ceE]$/.test(before?.text ?? ""));
}

/**
 * A path with * or ?: not the value of an option, not a pattern that the program wants itself (a class path of Java, what
 * find or an --include takes), not a URL.
 */
function isFilePattern({ bare }: CommandWord, before: CommandWord | undefined): boolean {
  if (!/[*?]/.test(bare) || !/^(?:\.{0,2}\/|~\/|[\w.-]+\/|%\(\w+\)s\/|\*\.\w+$)/.test(bare)) return false;
  if (bare.includes("**") || bare.includes("://") || bare.includes(":")) return false;
  return !/^(?:--?[A-Za-z][\w-]+|-i)$/.test(before?.text ?? "") || /^-[A-Za-z]$/.test(before?.text ?? "");
}

/** `${NAME:-default}`. */
function hasExpression(words: readonly CommandWord[]): boolean {
  return words.some(({ open }) => /\$\{\w+[^\w}]/.test(open));
}
