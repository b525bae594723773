/** Which program a command comes down to, and whether that goes into the background. */
import { isAbsolute } from "node:path/posix";
import { findFiles } from "../find-files.ts";
import { type Arguments, givenOption, readArguments } from "./arguments.ts";
import { commandWords } from "./command-words.ts";
import { type ConfigurationFile, type Daemonizer, initScript } from "./daemonizer.ts";
import { daemonizers } from "./daemonizers.ts";
import { shellItems } from "./shell-items.ts";
import type { CheckLookups } from "./subject.ts";
import { namedAs, unwrapCommand } from "./wrappers.ts";

export type Daemonizing =
  | {
      readonly kind: "program";
      readonly row: Daemonizer;
      /** As it is called, without the directory. */
      readonly name: string;
      /** The option that says so. */
      readonly option: string | undefined;
      /** The configuration file in which it is said, or could be. */
      readonly file: string | undefined;
      /** Its configuration file could not be read, and may say otherwise. */
      readonly uncertain: boolean;
      /** It stands in the script of a shell: what is added behind the command would be the shell's. */
      readonly inScript: boolean;
      /** Of a service: the row of the program behind it. */
      readonly service: Daemonizer | undefined;
    }
  /** `sh -c "program &"`. */
  | { readonly kind: "script"; readonly name: string };

export interface FileLookups extends Pick<CheckLookups, "files"> {
  /** In which the program is started; undefined: where we are. */
  readonly directory: string | undefined;
}

/** @param words of a command, quotes taken away */
export function findDaemonizing(words: readonly string[], lookups: FileLookups): Daemonizing | undefined {
  const command = unwrapCommand(words);
  const [program = "", ...args] = command;
  const script = scriptOf(command);
  if (script !== undefined) return ofScript(script, lookups);
  const [, service] = initScript.exec(program) ?? [];
  if (service !== undefined) return findDaemonizing(["service", service, ...args], lookups);
  for (const row of daemonizers) {
    if (!namedAs(row.program, program)) continue;
    const found = judge(row, program, readArguments(args, row.valued, row.endsAtOperand), lookups);
    if (found !== undefined) return found;
  }
  return undefined;
}

function judge(row: Daemonizer, program: string, args: Arguments, lookups: FileLookups): Daemonizing | undefined {
  if (row.command !== undefined && !namedAs(row.command, args.operands[0] ?? "")) return undefined;
  if (row.foreground !== undefined && givenOption(args, row.foreground) !== undefined) return undefined;
  const option = row.background === undefined ? undefined : givenOption(args, row.background);
  const files = row.file === undefined ? [] : configurationFiles(row.file, args, lookups);
  const texts = new Map(files.map((path) => [path, textOf(path, lookups)]));
  const says = (pattern: RegExp | undefined) =>
    pattern === undefined ? undefined : files.find((path) => pattern.test(texts.get(path) ?? ""));
  if (row.background !== undefined && option === undefined) {
    const file = says(row.file?.background);
    return file === undefined ? undefined : found(row, program, args, { file });
  }
  if (says(row.file?.foreground) !== undefined) return undefined;
  const uncertain = row.file?.foreground !== undefined && [...texts.values()].every((text) => text === undefined);
  return found(row, program, args, { option, file: files[0], uncertain });
}

function found(
  row: Daemonizer,
  program: string,
  { operands }: Arguments,
  { option, file, uncertain = false }: { option?: string | undefined; file?: string | undefined; uncertain?: boolean },
): Daemonizing {
  const name = program.slice(program.lastIndexOf("/") + 1);
  const service = daemonizers.find((other) =>
    operands.some((word) => namedAs(other.program, word.replace(/\.service$/, ""))),
  );
  const isStarter = row.effect?.includes("service") === true;
  return {
    kind: "program",
    row,
    name,
    option,
    file,
    uncertain,
    inScript: false,
    service: isStarter ? service : undefined,
  };
}

function configurationFiles(
  { options, usual }: ConfigurationFile,
  { words, operands }: Arguments,
  { files, directory }: FileLookups,
): readonly string[] {
  for (const option of options) {
    const at = words.indexOf(option);
    const attached = words.find((word) => word.startsWith(`${option}=`))?.slice(option.length + 1);
    const path = option === "" ? operands[0] : (attached ?? (at === -1 ? undefined : words[at + 1]));
    if (path !== undefined) return isAbsolute(path) || directory === undefined ? [path] : [`${directory}/${path}`];
  }
  return usual.flatMap((pattern) => findFiles(files, pattern));
}

/** Undefined where it may not be read, or is not there. */
function textOf(path: string, { files }: FileLookups): string | undefined {
  try {
    return files.readText(path, 1 << 20);
  } catch {
    return undefined;
  }
}

/** What stands behind -c of a shell. */
function scriptOf([shell = "", ...args]: readonly string[]): string | undefined {
  if (!namedAs(/(?:ba|da|a|z|k)?sh/, shell)) return undefined;
  const at = args.findIndex((word) => /^-[a-z]*c$/.test(word));
  // `bash -exo pipefail -c SCRIPT`
  return at === -1 || args.slice(0, at).some((word, index) => !/^[-+]/.test(word) && !args[index - 1]?.endsWith("o"))
    ? undefined
    : args.slice(at + 1).find((word) => !word.startsWith("-"));
}

/** The last command of a script counts: the shell waits for all others, and ends with it. */
function ofScript(script: string, lookups: FileLookups): Daemonizing | undefined {
  // Loops and functions may wait for something that goes on in the background.
  if (/\b(?:while|until|for|if|case|function|wait|trap|tail|sleep)\b/.test(script)) return undefined;
  const words = commandWords(script);
  if (words === undefined) return undefined;
  const items = [...shellItems(words)];
  const last = items.at(-1);
  const isBackground = last?.kind === "operator" && last.text === "&";
  if (last?.kind === "operator" && (isBackground || last.text === ";")) items.pop();
  const from = items.findLastIndex((item) => item.kind === "operator") + 1;
  const command = items.slice(from).flatMap((item, at, all) => {
    const isTarget = all[at - 1]?.kind === "redirection";
    return item.kind === "word" && !isTarget ? [item.text] : [];
  });
  const [program = ""] = unwrapCommand(command);
  if (isBackground) return { kind: "script", name: program.slice(program.lastIndexOf("/") + 1) };
  const found = findDaemonizing(command, lookups);
  return found?.kind === "program" ? { ...found, inScript: true } : found;
}
