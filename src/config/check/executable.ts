import { dirname, isAbsolute } from "node:path/posix";
import { statOrUndefined } from "../../system/stat-or-undefined.ts";
import type { ProcessConfig } from "../configuration.ts";
import type { IniSection } from "../ini/ini-document.ts";
import { readElf } from "./elf.ts";
import type { Finding, Remark } from "./finding.ts";
import { about, type CheckSubject } from "./subject.ts";

/** Whether the kernel can start a file that is there and may be executed: by its first bytes. */
export function* checkExecutable(
  subject: CheckSubject,
  section: IniSection,
  process: ProcessConfig,
  file: string,
): Iterable<Finding> {
  const start = subject.lookups.readStart(file);
  if (start === undefined) return;
  const text = Buffer.from(start.buffer, start.byteOffset, start.length).toString("latin1");
  const add = (severity: "error" | "warning", remark: Remark) =>
    about(subject, "unusable-program", severity, section, "command", remark);
  const elf = readElf(start, subject.lookups.architecture);
  if (elf !== undefined) {
    if (elf.foreign !== undefined) {
      const message = `${file} is a program for ${elf.foreign}, and this machine is ${subject.lookups.architecture}`;
      yield add("warning", { message, hint: "install the one for this machine" });
    } else if (elf.loader !== undefined && !exists(subject, elf.loader)) {
      const message = `${file} needs the loader ${elf.loader}, which is not there`;
      const hint = "it was built for another C library (musl or glibc): install one that is built for this system";
      yield add("error", { message, hint });
    }
    return;
  }
  if (!text.startsWith("#!")) {
    // What other formats the kernel has been taught cannot be known, but text is none of them.
    if (text.includes("\0")) return;
    const message = text === "" ? `${file} is empty` : `${file} is a text without a #! line: the kernel cannot run it`;
    const hint = text === "" ? "write the program" : "begin it with the line #!/bin/sh, or what else is to run it";
    yield add("error", { message, hint });
    return;
  }
  const remark = checkInterpreter(subject, process, file, text.slice(2).split("\n", 1)[0] ?? "");
  if (remark !== undefined) yield add("error", remark);
}

function checkInterpreter(
  subject: CheckSubject,
  process: ProcessConfig,
  file: string,
  line: string,
): Remark | undefined {
  const [, interpreter = "", argument = ""] = /^[ \t]*(\S*)[ \t]*(.*?)\r?$/.exec(line) ?? [];
  const cannot = `${file} cannot be run`;
  if (interpreter === "") {
    return { message: `${cannot}: its #! line names nothing`, hint: "name an interpreter, as in #!/bin/sh" };
  }
  const isEnv = /\/env$/.test(interpreter) && exists(subject, interpreter);
  const [, program = ""] = /^(?:-S[ \t]*)?([^-=\s][^=\s]*)(?:\s|$)/.exec(argument) ?? [];
  // The kernel takes the carriage return for a part of the last word.
  const last = isEnv ? program : argument === "" ? interpreter : "";
  if (line.endsWith("\r") && last !== "" && !exists(subject, `${last}\r`)) {
    const message = `${cannot}: its lines end as under Windows, so that its #! line asks for '${last}\\r'`;
    return { message, hint: `take the carriage returns out: sed -i 's/\\r$//' ${file}` };
  }
  if (isEnv) {
    if (program === "" || subject.lookups.findOnPath(program, process) !== undefined) return undefined;
    return {
      message: `${cannot}: its #! line asks for ${program}, which is not on the search path`,
      hint: `install ${program}, or set PATH in environment=`,
    };
  }
  if (exists(subject, isAbsolute(interpreter) ? interpreter : `${process.directory ?? dirname(file)}/${interpreter}`)) {
    return undefined;
  }
  const message = `${cannot}: its #! line names ${interpreter}, which is not there`;
  return { message, hint: "install it, or correct the first line of the file" };
}

function exists({ lookups }: CheckSubject, path: string): boolean {
  return statOrUndefined(lookups.files, path) !== undefined;
}
