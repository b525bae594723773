import { commandWords } from "./command-words.ts";
import { type ShellItem, shellItems } from "./shell-items.ts";
import { assignment, findShellSyntax, isWordOfShell, openScriptAt } from "./shell-syntax.ts";

/** Options of the program as they stand, which a suggestion adds to. */
export interface PresentOptions {
  readonly directory: string | undefined;
  readonly environment: string | undefined;
}

/** The lines that do what a command in a shell's language asks for; none where that cannot be said. */
export function withoutShell(items: readonly ShellItem[], present: PresentOptions): readonly string[] {
  const left = [...items];
  const options: string[] = [];
  const directory = takeDirectory(left);
  if (directory !== undefined) options.push(`directory=${below(present.directory, replaceVariables(directory))}`);
  const variables = takeAssignments(left);
  if (variables.length > 0) {
    // Secrets may stand there: they are not repeated.
    const known = present.environment === undefined ? [] : ["..."];
    options.push(`environment=${[...known, ...variables.map(variableText)].join(",")}`);
  }
  while (isWord(left[0], "exec") || isWord(left[0], "nohup")) left.shift();
  const last = left.at(-1);
  if (last?.kind === "operator" && (last.text === "&" || last.text === ";")) left.pop();
  const logs = takeLogs(left);
  const command = openShellLine(left) ?? commandLine(left);
  return command === undefined ? [] : [...options, `command=${command}`, ...logs, ...groupOptions(command)];
}

/** `cd DIRECTORY &&` at the beginning. */
function takeDirectory(items: ShellItem[]): string | undefined {
  const [cd, directory, then] = items;
  if (!isWord(cd, "cd") || directory?.kind !== "word" || then?.kind !== "operator") return undefined;
  if (!["&&", ";"].includes(then.text) || /\$\(|`/.test(directory.open)) return undefined;
  items.splice(0, 3);
  return directory.text;
}

function takeAssignments(items: ShellItem[]): string[] {
  const found: string[] = [];
  for (let [first] = items; first?.kind === "word" && assignment.test(first.bare); [first] = items) {
    found.push(first.text);
    items.shift();
  }
  return found;
}

function variableText(text: string): string {
  const equals = text.indexOf("=");
  const value = replaceVariables(text.slice(equals + 1)).replace(/[\\"]/g, "\\$&");
  return `${text.slice(0, equals)}="${value}"`;
}

/** Redirections of the output, if the command is a single one: supervisord does that itself. */
function takeLogs(items: ShellItem[]): string[] {
  if (items.some((item) => item.kind === "operator" || (item.kind === "redirection" && !isOutput(item.text))))
    return [];
  const logs = new Map<string, string>();
  for (let at = items.findIndex(isRedirection); at !== -1; at = items.findIndex(isRedirection)) {
    const [redirection, target] = items.splice(at, 2);
    if (redirection === undefined || target?.kind !== "word") continue;
    const path = replaceVariables(target.text);
    const file = path === "/dev/null" ? "NONE" : path;
    const operator = redirection.kind === "redirection" ? redirection.text : "";
    if (operator.endsWith("&")) {
      if (operator.startsWith("2") && path === "1") logs.set("redirect_stderr", "true");
      else if (!/^\d$/.test(path)) logs.set("stdout_logfile", file).set("redirect_stderr", "true");
    } else if (operator.startsWith("&")) logs.set("stdout_logfile", file).set("redirect_stderr", "true");
    else logs.set(operator.startsWith("2") ? "stderr_logfile" : "stdout_logfile", file);
  }
  return [...logs].map(([key, value]) => `${key}=${value}`);
}

function isOutput(operator: string): boolean {
  return /^[12]?>>?$|^[12]?>\|$|^[12]?>&$|^&>>?$/.test(operator);
}

function isRedirection(item: ShellItem): boolean {
  return item.kind === "redirection";
}

/** `bash -c cd /x && y`, with the quotes that it lacks. */
function openShellLine(items: readonly ShellItem[]): string | undefined {
  const at = openScriptAt(items);
  const start = items.slice(0, at).flatMap((item) => (item.kind === "word" ? [item] : []));
  const [first] = start;
  if (at === undefined || first === undefined || start.length < at || isWordOfShell(first)) return undefined;
  return `${start.map(({ raw }) => replaceVariables(raw)).join(" ")} ${quoted(script(items.slice(at)))}`;
}

/** The rest as a plain command if it is one, else in a shell. */
function commandLine(items: readonly ShellItem[]): string | undefined {
  if (!items.some((item) => item.kind === "word")) return undefined;
  const plain = items.every((item) => item.kind === "word");
  const [first] = items;
  const isProgram = first?.kind === "word" && !isWordOfShell(first);
  if (plain && isProgram && findShellSyntax(items)?.needsShell !== true) {
    return items.map((item) => replaceVariables(item.kind === "word" ? item.raw : item.text)).join(" ");
  }
  const isForBash = items.some((item) => isWord(item, "source") || isWord(item, "[["));
  return `/bin/${isForBash ? "bash" : "sh"} -c ${quoted(script(items))}`;
}

/** Several commands in one, which exec would tear apart. */
const compound = /^(?:if|then|fi|while|until|for|do|done|case|esac|function|[{}]|\(.*|[^$(]*\))$/;

/** With exec in front of the last command, which then is the process that supervisord knows. */
function script(items: readonly ShellItem[]): string {
  const lastOperator = items.findLastIndex((item) => item.kind === "operator");
  const operator = items[lastOperator];
  const isPipe = operator?.kind === "operator" && operator.text.startsWith("|") && operator.text !== "||";
  const from = lastOperator + 1;
  const execAt = items.findIndex((item, at) => at >= from && item.kind === "word" && !assignment.test(item.bare));
  const command = items[execAt];
  const isCompound = items.some((item) => item.kind === "word" && compound.test(item.bare));
  const wantsExec = !isPipe && !isCompound && command?.kind === "word" && !/^(?:exec|\.|source)$/.test(command.bare);
  let text = "";
  for (const [at, item] of items.entries()) {
    const shown = item.kind === "word" ? item.raw : item.text;
    // A ; with white space in front of it would begin a comment.
    const glued = text === "" || shown.startsWith(";") || (text.endsWith("&") && items[at - 1]?.kind === "redirection");
    text += `${glued ? "" : " "}${wantsExec && at === execAt ? "exec " : ""}${shown}`;
  }
  return text;
}

function quoted(text: string): string {
  if (!text.includes("'")) return `'${text}'`;
  if (!/[\\"$`]/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A shell that goes on to run does not hand signals on to its commands. */
function groupOptions(command: string): readonly string[] {
  return / -[a-z]*c ['"]/.test(command) && !/\bexec /.test(command) ? ["stopasgroup=true"] : [];
}

/** `$NAME` as supervisord understands it, and ~ as the home directory. */
export function replaceVariables(text: string): string {
  return text
    .replace(/\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)/g, (_all, braced, plain) => `%(ENV_${braced ?? plain})s`)
    .replace(/^~(?=\/|$)/, "%(ENV_HOME)s");
}

function below(directory: string | undefined, path: string): string {
  return directory === undefined || /^(?:\/|%\()/.test(path) ? path : `${directory.replace(/\/$/, "")}/${path}`;
}

function isWord(item: ShellItem | undefined, text: string): boolean {
  return item?.kind === "word" && item.bare === text;
}

/** For a whole command line that stands between quotes. */
export function unquotedLines(commandText: string, present: PresentOptions): readonly string[] {
  const words = commandWords(commandText);
  return words === undefined ? [] : withoutShell(shellItems(words), present);
}
