import { findEntry, type IniDocument, type IniEntry, type IniSection } from "../ini/ini-document.ts";
import { sectionKindOf } from "../options/sections.ts";
import { commandWords } from "./command-words.ts";
import { type Finding, findingAt, type Remark } from "./finding.ts";
import type { RuleName } from "./rules.ts";
import { shellItems } from "./shell-items.ts";
import { unquotedLines, withoutShell } from "./shell-replacement.ts";
import { findShellSyntax } from "./shell-syntax.ts";

export interface MisreadCommand extends Remark {
  readonly rule: RuleName & ("shell-syntax" | "quoted-command" | "line-backslash");
  readonly startsNothing: boolean;
}

/** A command that means something else than what its writer had in mind. */
export function misreadCommand(section: IniSection, entry: IniEntry): MisreadCommand | undefined {
  const present = {
    directory: section.entries.get("directory")?.value,
    environment: section.entries.get("environment")?.value,
  };
  const { value } = entry;
  if (/\\\n/.test(value)) {
    const message =
      "a \\ at the end of a line does not join it with the next one: it puts a line end into the argument";
    const lines = `command=${value.replace(/\s*\\?\n\s*/g, "\n    ")}`.split("\n");
    return {
      rule: "line-backslash",
      startsNothing: false,
      message,
      hint: "indent the next line, and leave it out",
      lines,
    };
  }
  const words = commandWords(value);
  const [first] = words ?? [];
  if (words === undefined || first === undefined) return undefined;
  if (words.length === 1 && /^(["']).*\1$/s.test(first.raw) && /\s/.test(first.text.trim())) {
    const message = "the quotes make one word of the whole command, the name of a program";
    const lines = unquotedLines(first.text, present);
    return { rule: "quoted-command", startsNothing: true, message, hint: "take them away", lines };
  }
  const items = shellItems(words);
  const syntax = findShellSyntax(items);
  if (syntax === undefined) return undefined;
  const message = `supervisord runs no shell: ${syntax.phrases.join("; ")}`;
  const lines = withoutShell(items, present);
  const dots = lines.some((line) => line.startsWith("environment=...")) ? " (... is what stands there)" : "";
  const hint = lines.length > 0 ? `write${dots}` : "put what needs a shell into /bin/sh -c '...'";
  const [start] = items;
  // `program;` is looked for under this very name.
  const isGlued = start?.kind === "word" && start.raw !== first.raw;
  return { rule: "shell-syntax", startsNothing: syntax.startsNothing || isGlued, message, hint, lines };
}

/** Of a configuration that is refused, whatever for. Whether the programs are there is not looked at then. */
export function* misreadCommands(document: IniDocument): Iterable<Finding> {
  for (const section of document.sections.values()) {
    if (!Object.hasOwn(sectionKindOf(section.name)?.options ?? {}, "command")) continue;
    const entry = findEntry(document, section, "command");
    const misread = entry === undefined ? undefined : misreadCommand(section, entry);
    if (entry !== undefined && misread !== undefined) yield findingAt(misread.rule, "warning", section, entry, misread);
  }
}
