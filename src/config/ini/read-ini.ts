/**
 * Reader of the INI dialect of Supervisor's files, which is that of Python's RawConfigParser with `strict=False` and
 * `;` and `#` as inline comment prefixes. Never throws; its time is linear in the length of the text.
 */
import type { Problem } from "../problem.ts";
import { type Continuation, emptySection, type IniDocument, type IniEntry, type IniSection } from "./ini-document.ts";
import { pythonRepr } from "./python-repr.ts";
import { indentOf, isSpace, strip, stripEnd } from "./whitespace.ts";

/**
 * Adds what a file says to `document`: sections of the same name merge and of equal keys the last one wins. Returns
 * what could not be read; the rest of the file is read all the same, so that every fault comes out at once.
 */
export function readIni(document: IniDocument, text: string, file: string): Problem[] {
  const problems: Problem[] = [];
  let section: IniSection | undefined;
  let open: OpenEntry | undefined;
  let keyIndent = 0;
  let warnedAboutHeader = false;

  const close = () => {
    if (open === undefined) return;
    const former = open.section.entries.get(open.key);
    if (former?.file === file) open.section.replaced.push(former);
    open.section.entries.set(open.key, finish(open, file));
  };

  for (const [index, line] of linesOf(text).entries()) {
    const commentAt = commentStart(line);
    const content = strip(line.slice(0, commentAt));
    if (content === "") {
      // An empty line belongs to the value above it; a line that only holds a comment does not.
      if (commentAt === undefined) open?.pieces.push("");
      continue;
    }
    if (content.includes("\ufffd")) problems.push(undecodableLine(file, index + 1, section?.name));
    const indent = indentOf(line);
    if (open !== undefined && indent > keyIndent) {
      open.pieces.push(content);
      open.continued ??= [];
      open.continued.push({ line: index + 1, text: content });
      if (commentAt !== undefined) open.comment = line.slice(commentAt);
      continue;
    }
    keyIndent = indent;
    const header = headerName(content);
    if (header !== undefined) {
      close();
      open = undefined;
      section = findOrAddSection(document, header, file, index + 1);
      continue;
    }
    if (section === undefined) {
      if (!warnedAboutHeader) problems.push(missingHeader(file, index + 1, line));
      warnedAboutHeader = true;
      continue;
    }
    const delimiter = content.search(/[=:]/);
    const key = stripEnd(content.slice(0, Math.max(delimiter, 0))).toLowerCase();
    if (key === "") {
      // As in Python a line without a delimiter leaves the value above open for the lines that follow.
      if (delimiter !== -1) {
        close();
        open = undefined;
      }
      section.brokenLines++;
      problems.push(unreadableLine(file, index + 1, section.name, line, delimiter));
      continue;
    }
    close();
    const comment = commentAt === undefined ? undefined : line.slice(commentAt);
    open = {
      section,
      key,
      line: index + 1,
      pieces: [strip(content.slice(delimiter + 1))],
      comment,
      continued: undefined,
    };
  }
  close();
  return problems;
}

interface OpenEntry {
  readonly section: IniSection;
  readonly key: string;
  readonly line: number;
  readonly pieces: string[];
  comment: string | undefined;
  continued: Continuation[] | undefined;
}

function finish(open: OpenEntry, file: string): IniEntry {
  const { pieces } = open;
  // Empty lines between this value and what comes next are no part of it.
  let end = pieces.length;
  while (end > 1 && pieces[end - 1] === "") end--;
  const { key, line, comment, continued } = open;
  const entry = { key, value: stripEnd(pieces.slice(0, end).join("\n")), file, line, comment };
  return continued === undefined ? entry : { ...entry, continued };
}

/** Lines end with "\n", "\r\n" or "\r". A byte order mark at the start, which editors leave, is no part of the text. */
function linesOf(text: string): string[] {
  return text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
}

/**
 * Where the comment of a line begins, if it has one: at its first character other than white space, or after white
 * space. Quotes protect nothing. Like Python before 3.13 this looks at the first `;` and the first `#`, then at the
 * second ones, and so on, and takes the first round that finds one; so in `a;b ; c # d` it is the `#` that counts.
 */
function commentStart(line: string): number | undefined {
  const first = line[indentOf(line)];
  if (first === "#" || first === ";") return 0;
  let semicolon = line.indexOf(";");
  let hash = line.indexOf("#");
  while (semicolon !== -1 || hash !== -1) {
    const starts = [semicolon, hash].filter((at) => at > 0 && isSpace(line[at - 1]));
    if (starts.length > 0) return Math.min(...starts);
    if (semicolon !== -1) semicolon = line.indexOf(";", semicolon + 1);
    if (hash !== -1) hash = line.indexOf("#", hash + 1);
  }
  return undefined;
}

/** `[name]`, where the last bracket of the line closes and what stands behind it is ignored. */
function headerName(content: string): string | undefined {
  if (!content.startsWith("[")) return undefined;
  const end = content.lastIndexOf("]");
  return end > 1 ? content.slice(1, end) : undefined;
}

function findOrAddSection(document: IniDocument, name: string, file: string, line: number): IniSection {
  if (name === "DEFAULT") return document.defaults;
  let section = document.sections.get(name);
  if (section === undefined) {
    section = emptySection(name, file, line);
    document.sections.set(name, section);
  }
  return section;
}

function missingHeader(file: string, line: number, text: string): Problem {
  return {
    file,
    line,
    section: undefined,
    key: undefined,
    message: `File contains no section headers: ${pythonRepr(text)} stands before the first one`,
    hint: "begin with a header such as [supervisord] or [program:name]",
  };
}

/** U+FFFD is what bytes that are not UTF-8 have become by now; a path or a password with it would be another one. */
function undecodableLine(file: string, line: number, section: string | undefined): Problem {
  return {
    file,
    line,
    section,
    key: undefined,
    message: "'utf-8' codec can't decode this line",
    hint: "save the file as UTF-8",
  };
}

function unreadableLine(file: string, line: number, section: string, text: string, delimiter: number): Problem {
  const content = strip(text);
  const hint =
    content.startsWith("[") && delimiter === -1
      ? "a section header needs a name and a closing bracket, [name]"
      : delimiter === -1
        ? "write key=value, or indent the line if it continues the value above"
        : "put the name of an option in front of it";
  return {
    file,
    line,
    section,
    key: undefined,
    message: `Source contains parsing errors: ${pythonRepr(content)} has no ${delimiter === -1 ? "'=' or ':'" : "key"}`,
    hint,
  };
}
