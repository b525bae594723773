import type { IniEntry } from "../ini/ini-document.ts";
import { commandWords } from "./command-words.ts";
import { type Daemonizing, findDaemonizing } from "./daemonizes.ts";
import type { Finding, Remark } from "./finding.ts";
import { about, type CheckSubject, commandOf } from "./subject.ts";

/** Programs that supervisord would lose sight of. */
export function* checkBackground(subject: CheckSubject): Iterable<Finding> {
  for (const [section, [process]] of subject.programs) {
    const entry = commandOf(subject, section);
    if (process === undefined || entry === undefined) continue;
    // It is meant to run once, and what it starts is nobody's business here.
    if (process.startsecs === 0 && process.autorestart !== true) continue;
    const words = commandWords(process.command) ?? [];
    const texts = words.map(({ text }) => text);
    const found = findDaemonizing(texts, { files: subject.lookups.files, directory: process.directory });
    if (found === undefined) continue;
    yield about(subject, "daemonizes", "warning", section, "command", remarkOf(found, entry));
  }
}

/** Supervisor's words for it: the process is started again until it is FATAL. */
const consequence = "supervisord takes that for its end, and starts it again until it is FATAL";

function remarkOf(found: Daemonizing, entry: IniEntry): Remark {
  if (found.kind === "script") {
    const message = `the shell leaves ${found.name} in the background and ends: ${consequence}`;
    return { message, hint: "leave out the & at the end, and write exec in front of the last command" };
  }
  const { row, name, option, file } = found;
  const unless = found.uncertain ? `, unless its configuration file says ${row.file?.line ?? ""}` : "";
  const cause = option ?? (row.background === undefined ? undefined : file);
  const because = cause === undefined ? "" : ` because of ${cause}`;
  const effect = row.effect ?? `puts itself into the background${because}${unless}`;
  return { message: `${name} ${effect}: ${consequence}`, ...mending(found, entry) };
}

function mending(
  { row, option, file, service, inScript }: Daemonizing & { kind: "program" },
  { value }: IniEntry,
): Omit<Remark, "message"> {
  const { mend } = row;
  if (option === undefined && row.background !== undefined) {
    return { hint: `take the line ${row.file?.line} out of ${file}` };
  }
  if (service !== undefined && "add" in service.mend) {
    const [program] = service.title.split(",");
    const hint = `write the program of the service itself, kept in the foreground, as in ${program} ${service.mend.add}`;
    return { hint };
  }
  if ("write" in mend) return { hint: `write ${mend.write}` };
  // In several lines, or in the script of a shell, it is for a person to find the place.
  const isSimple = !inScript && !value.includes("\n");
  if ("remove" in mend) {
    const lines = isSimple ? withoutOption(value, option ?? "") : [];
    return { hint: lines.length > 0 ? "write" : `leave out ${option}`, lines };
  }
  const inFile = row.file === undefined || file === undefined ? undefined : `write ${row.file.line} in ${file}`;
  if (!isSimple) return { hint: `give it ${mend.add}${inFile === undefined ? "" : `, or ${inFile}`}` };
  return { hint: inFile === undefined ? "write" : `${inFile}, or here`, lines: [`command=${value} ${mend.add}`] };
}

/** The command as it is written, without an option; none where it does not stand alone. */
function withoutOption(command: string, option: string): readonly string[] {
  const words = (commandWords(command) ?? []).map(({ raw }) => raw);
  const length = option.split(" ").length;
  const at = words.findIndex((_word, index) => words.slice(index, index + length).join(" ") === option);
  if (at === -1) return [];
  return [`command=${[...words.slice(0, at), ...words.slice(at + length)].join(" ")}`];
}
