/** From `command=` to a file that can be executed, without a shell. */
import { pythonRepr } from "../config/ini/python-repr.ts";
import { shellSplit } from "../config/values/shell-split.ts";
import { statOrUndefined } from "../system/stat-or-undefined.ts";
import type { FileStatus, Files } from "../system/system.ts";

export type Command =
  | { readonly ok: true; readonly file: string; readonly argv: readonly string[] }
  | ({ readonly ok: false } & CommandRefusal);

/** Why a command cannot be started; `fault` is the name of the XML-RPC fault for it. */
export interface CommandRefusal {
  readonly fault: "NO_FILE" | "NOT_EXECUTABLE";
  readonly reason: string;
}

export interface CommandSurroundings {
  readonly files: Files;
  /** The environment that the program will get: its PATH is searched. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `directory=`: what a relative path with a slash in it is relative to. */
  readonly directory: string | undefined;
}

const defaultPath = "/bin:/usr/bin:/usr/local/bin";

/** Splits `command` as a POSIX shell would (quotes and backslashes, nothing else) and finds its program. */
export function resolveCommand(command: string, surroundings: CommandSurroundings): Command {
  const split = shellSplit(command);
  if (!split.ok) return refuse("NOT_EXECUTABLE", `can't parse command ${pythonRepr(command)}: ${split.reason}`);
  const [program] = split.words;
  if (program === undefined || program === "") return refuse("NOT_EXECUTABLE", "command is empty");

  let firstRefusal: Command | undefined;
  for (const candidate of candidates(program, surroundings)) {
    const status = statOrUndefined(surroundings.files, candidate.look);
    if (status === undefined) continue;
    const refusal = refuseFile(surroundings.files, status, candidate.look, candidate.file);
    if (refusal === undefined) return { ok: true, file: candidate.file, argv: split.words };
    firstRefusal ??= refusal;
  }
  return firstRefusal ?? refuse("NO_FILE", `can't find command '${program}'`);
}

interface Candidate {
  /** What the child executes, after it has changed to `directory`. */
  readonly file: string;
  /** The same file as seen from here. */
  readonly look: string;
}

function* candidates(program: string, { environment, directory }: CommandSurroundings): Iterable<Candidate> {
  if (program.includes("/")) {
    const relative = !program.startsWith("/") && directory !== undefined;
    yield { file: program, look: relative ? `${directory}/${program}` : program };
    return;
  }
  for (const folder of (environment["PATH"] ?? defaultPath).split(":")) {
    const file = `${folder === "" ? "." : folder}/${program}`;
    yield { file, look: file };
  }
}

function refuseFile(files: Files, status: FileStatus, look: string, file: string): Command | undefined {
  if (status.kind === "directory") return refuse("NOT_EXECUTABLE", `command at '${file}' is a directory`);
  if ((status.mode & 0o111) === 0) return refuse("NOT_EXECUTABLE", `command at '${file}' is not executable`);
  if (!files.canExecute(look)) return refuse("NOT_EXECUTABLE", `no permission to run command '${file}'`);
  return undefined;
}

function refuse(fault: CommandRefusal["fault"], reason: string): Command {
  return { ok: false, fault, reason };
}
