/** What is carried along while sections are read: the text, what to check against, and what came out so far. */
import { dirname, isAbsolute, join } from "node:path/posix";
import type { Notice, ProcessConfig } from "./configuration.ts";
import { findEntry, type IniDocument, type IniEntry, type IniSection } from "./ini/ini-document.ts";
import { formatProblem, type Problem, type ReadingRule, type ReadingWarning } from "./problem.ts";
import { suggest } from "./suggest.ts";
import { absolutePath } from "./values/path.ts";
import type { ValueLookups } from "./values/value-type.ts";

export class Reading {
  readonly document: IniDocument;
  readonly lookups: ValueLookups;
  /** The main file, as it was given. */
  readonly path: string;
  /** The first process that was read: all others share with it what is equal. */
  model: ProcessConfig | undefined;
  readonly #problems = new Map<string, Problem>();
  readonly #notices = new Map<string, Notice>();
  /** Suggestions cost more than the rest of reading; a file with thousands of faults gets some of them only. */
  #suggestionsLeft = 100;

  constructor(path: string, document: IniDocument, lookups: ValueLookups) {
    this.path = path;
    this.document = document;
    this.lookups = lookups;
  }

  get problems(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  /** In the order in which Supervisor writes them: the most severe first. */
  get notices(): readonly Notice[] {
    const order = ["critical", "error", "warn", "info"];
    return [...this.#notices.values()].sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level));
  }

  /** A problem that several processes share, or several heirs of a [DEFAULT], is kept once. */
  addProblem(problem: Problem): void {
    const place = problem.line === undefined ? problem.section : problem.line;
    const key = JSON.stringify([problem.file, place, problem.key, problem.message]);
    if (!this.#problems.has(key)) this.#problems.set(key, problem);
  }

  /** Something wrong with the value of one option. */
  refuseEntry(section: IniSection, entry: IniEntry, message: string, hint: string | undefined): void {
    this.addProblem({ file: entry.file, line: entry.line, section: section.name, key: entry.key, message, hint });
  }

  /** Something wrong with the value of one option, or with its default. */
  refuseKey(section: IniSection, key: string, message: string, hint: string | undefined): void {
    const { file, line } = findEntry(this.document, section, key) ?? section;
    this.addProblem({ file, line, section: section.name, key, message, hint });
  }

  /** Something wrong with a section as a whole, or missing in it. */
  refuseSection(section: IniSection, message: string, hint: string | undefined): void {
    const { file, line, name } = section;
    this.addProblem({ file, line, section: name, key: undefined, message, hint });
  }

  /** What a mistyped word most likely means. */
  suggest(word: string, candidates: Iterable<string>): string | undefined {
    if (this.#suggestionsLeft === 0) return undefined;
    this.#suggestionsLeft--;
    return suggest(word, candidates);
  }

  addNotice(level: Notice["level"], message: string): void {
    this.#notices.set(message, { level, message });
  }

  /** @param message what the activity log says, where Supervisor has a text of its own */
  addWarning(warning: ReadingWarning, message: string = formatProblem(warning)): void {
    this.#notices.set(message, { level: "warn", message, warning });
  }

  /** The same about an option that is written, or missing, in a section. */
  warnOfKey(rule: ReadingRule, section: IniSection, key: string, text: string, message?: string): void {
    const { file, line } = findEntry(this.document, section, key) ?? section;
    this.addWarning({ rule, file, line, section: section.name, key, message: text, hint: undefined }, message);
  }

  /** What a factory or handler is found by: a relative file is that of the directory of the file that names it. */
  entryPoint(section: IniSection, key: string, written: string): string {
    const { file } = findEntry(this.document, section, key) ?? section;
    return /^\.\.?\//.test(written) ? join(this.hereOf(file), written) : written;
  }

  /** Makes the path that an option has, or its default, absolute; tells it where that is not possible. */
  absolutePath(section: IniSection, key: string, path: string): string {
    const absolute = absolutePath(path, this.lookups);
    if (!isAbsolute(absolute)) {
      const message = `${path} is relative, and the current directory is gone`;
      this.refuseKey(section, key, message, "give an absolute path, or start from another directory");
    }
    return absolute;
  }

  /** What %(here)s means in a file: its directory, absolute. */
  hereOf(file: string): string {
    return dirname(absolutePath(file === "" ? this.path : file, this.lookups));
  }
}
