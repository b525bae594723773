/** What one or more INI files say together: sections by name, each entry with the place where it stands. */
export interface IniDocument {
  /** In order of first appearance. [DEFAULT] is not among them. */
  readonly sections: Map<string, IniSection>;
  /** [DEFAULT]: fall-back values of every section. */
  readonly defaults: IniSection;
}

export interface IniSection {
  readonly name: string;
  /** Where its header stands first; for [DEFAULT] that never appears the file is "" and the line 0. */
  readonly file: string;
  readonly line: number;
  /** By lower-case key, in order of first appearance. */
  readonly entries: Map<string, IniEntry>;
  /** Entries that a later one of the same key and file replaced: slips, mostly. */
  readonly replaced: IniEntry[];
  /** Lines of this section that could not be read: something may seem missing because of them. */
  brokenLines: number;
}

export interface IniEntry {
  readonly key: string;
  /** Continuation lines are joined with "\n". */
  readonly value: string;
  readonly file: string;
  /** Line of the key, 1-based. */
  readonly line: number;
  /** What an inline comment took off the value, from its `;` or `#` on; the last one where there are several. */
  readonly comment: string | undefined;
  /** The lines that continue the value, empty ones left out. Undefined: there are none. */
  readonly continued?: readonly Continuation[];
}

/** A line that is indented deeper than the key above it. */
export interface Continuation {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

export function emptyDocument(): IniDocument {
  return { sections: new Map(), defaults: emptySection("DEFAULT", "", 0) };
}

export function emptySection(name: string, file: string, line: number): IniSection {
  return { name, file, line, entries: new Map(), replaced: [], brokenLines: 0 };
}

/** The entry of a section, or the one it inherits from [DEFAULT]. */
export function findEntry(document: IniDocument, section: IniSection, key: string): IniEntry | undefined {
  return section.entries.get(key) ?? document.defaults.entries.get(key);
}

/** Sections whose name begins with `prefix`, in file order. */
export function sectionsStarting(document: IniDocument, prefix: string): IniSection[] {
  return [...document.sections.values()].filter((section) => section.name.startsWith(prefix));
}
