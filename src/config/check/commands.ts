/** What is wrong with the command of a program: written for a shell, or not to be started. */
import { statOrUndefined } from "../../system/stat-or-undefined.ts";
import type { ProcessConfig } from "../configuration.ts";
import { cutQuoteHint, isQuoteCut } from "../cut-quote.ts";
import type { IniSection } from "../ini/ini-document.ts";
import { isDirectory } from "../values/path.ts";
import { commandWords } from "./command-words.ts";
import { checkExecutable } from "./executable.ts";
import type { Finding, Remark } from "./finding.ts";
import { type MisreadCommand, misreadCommand } from "./misread-command.ts";
import { about, type CheckSubject, commandOf } from "./subject.ts";

export function* checkCommands(subject: CheckSubject): Iterable<Finding> {
  for (const [section, processes] of subject.programs) {
    const reported = new Set<string>();
    const written = commandOf(subject, section);
    const misread = written === undefined ? undefined : misreadCommand(section, written);
    let failed = false;
    for (const process of processes) {
      for (const finding of checkProcess(subject, section, process, misread)) {
        failed ||= finding.severity === "error";
        // Processes of one program share their faults.
        const key = `${finding.rule} ${finding.message}`;
        if (!reported.has(key)) yield finding;
        reported.add(key);
      }
    }
    if (misread !== undefined && !(failed && misread.startsNothing)) {
      yield about(subject, misread.rule, "warning", section, "command", misread);
    }
  }
}

function* checkProcess(
  subject: CheckSubject,
  section: IniSection,
  process: ProcessConfig,
  misread: MisreadCommand | undefined,
): Iterable<Finding> {
  const { lookups } = subject;
  const resolved = lookups.resolve(process);
  if (resolved.ok) {
    yield* checkExecutable(subject, section, process, resolved.file);
    return;
  }
  const { reason } = resolved;
  const isLost = process.directory !== undefined && !isDirectory(process.directory, lookups);
  // A command in a directory that is missing is missing, too: that has been said.
  if (isLost && /^can't find/.test(reason)) return;
  if (misread?.startsNothing) {
    const message = `${reason}: ${misread.message}`;
    yield about(subject, misread.rule, "error", section, "command", { ...misread, message });
    return;
  }
  const rule = /^can't find/.test(reason) ? "command-not-found" : "command-not-executable";
  yield about(subject, rule, "error", section, "command", {
    message: reason,
    ...mending(subject, section, process, reason),
  });
}

function mending(
  subject: CheckSubject,
  section: IniSection,
  process: ProcessConfig,
  reason: string,
): Omit<Remark, "message"> {
  const entry = commandOf(subject, section);
  if (entry !== undefined && isQuoteCut(entry)) return { hint: cutQuoteHint };
  const [word] = commandWords(process.command) ?? [];
  const program = word?.text ?? "";
  const path = /'([^']+)'/.exec(reason)?.[1] ?? program;
  if (reason.startsWith("can't parse")) return { hint: `give every " and ' a second one` };
  if (reason.endsWith("is empty")) return { hint: "name a program" };
  if (reason.endsWith("is a directory")) return { hint: "name a program in it" };
  if (reason.endsWith("is not executable")) return { hint: `make it executable: chmod +x ${path}` };
  if (reason.startsWith("no permission"))
    return { hint: "let the user of supervisord execute it, and search its directories" };
  const { directory } = process;
  if (directory !== undefined && !program.includes("/") && isThere(subject, `${directory}/${program}`)) {
    const hint = `${directory} is not searched; write ./${program} for the file in it`;
    return { hint };
  }
  const spaced = pathWithSpaces(subject, process.command);
  if (spaced !== undefined) return { hint: "put quotes around the path", lines: [`command=${spaced}`] };
  return { hint: program.includes("/") ? "correct the path, or install it" : "give its full path, or install it" };
}

function isThere({ lookups }: CheckSubject, path: string): boolean {
  return statOrUndefined(lookups.files, path)?.kind === "file";
}

/** `/opt/My App/run`: the command, with quotes around as many words as are the path of a file. */
function pathWithSpaces(subject: CheckSubject, command: string): string | undefined {
  const words = command.split(" ");
  if (!command.startsWith("/") || /["'\\]/.test(command)) return undefined;
  for (let count = 2; count <= Math.min(words.length, 6); count++) {
    const path = words.slice(0, count).join(" ");
    if (isThere(subject, path)) return [`"${path}"`, ...words.slice(count)].join(" ");
  }
  return undefined;
}
