/** What can be seen in the files themselves, also where supervisord refuses them. */
import { cutQuoteHint, isQuoteCut } from "../cut-quote.ts";
import type { IniDocument, IniEntry, IniSection } from "../ini/ini-document.ts";
import { sectionKindOf, sectionKinds } from "../options/sections.ts";
import { type Finding, findingAt } from "./finding.ts";

export function* checkDocument(document: IniDocument): Iterable<Finding> {
  for (const section of [...document.sections.values(), document.defaults]) {
    for (const entry of section.entries.values()) {
      yield* indentedOptions(section, entry);
      yield* cutQuotes(section, entry);
    }
    yield* replacedOptions(section);
  }
}

const everyOption: ReadonlySet<string> = new Set(sectionKinds.flatMap(({ options }) => Object.keys(options)));

/** A `key=value` that is indented deeper than the key above it belongs to that one's value. */
function* indentedOptions(section: IniSection, entry: IniEntry): Iterable<Finding> {
  const options = sectionKindOf(section.name)?.options;
  const isKnown = (key: string) => (options === undefined ? everyOption.has(key) : Object.hasOwn(options, key));
  let before = entry.value.split("\n", 1)[0] ?? "";
  for (const { line, text } of entry.continued ?? []) {
    const [header] = /^\[[^\]]+\]$/.exec(text) ?? [];
    const [, key = ""] = /^([A-Za-z][\w.]*)\s*[=:]/.exec(text) ?? [];
    // Variables have names like options: USER="x" goes on with the list that the line above leaves open.
    const isVariable = entry.key === "environment" && (before === "" || /[,;]$/.test(before));
    before = text;
    if (header === undefined && (isVariable || !isKnown(key.toLowerCase()))) continue;
    const became = header === undefined ? "part of its value" : "a line of its value: there is no such section";
    const message = `${header ?? `${key}=`} is indented deeper than ${entry.key}= in line ${entry.line}, and so became ${became}`;
    const place = { key: entry.key, file: entry.file, line };
    yield findingAt("indented-option", "warning", section, place, {
      message,
      hint: "remove the white space in front of it",
      lines: [text],
    });
  }
}

/** Values in which a comment starts between quotes. Those of commands that no longer parse are problems already. */
function* cutQuotes(section: IniSection, entry: IniEntry): Iterable<Finding> {
  if (!isQuoteCut(entry) || entry.key === "command") return;
  const message = `the value is cut short before ${entry.comment}`;
  yield findingAt("value-cut", "warning", section, entry, { message, hint: cutQuoteHint });
}

/** Options that are set twice in one section of one file. Across files it is a way to override, and fine. */
function* replacedOptions(section: IniSection): Iterable<Finding> {
  for (const entry of section.replaced) {
    const later = section.entries.get(entry.key);
    const place = later?.file === entry.file ? `line ${later.line}` : `${later?.file}:${later?.line}`;
    const message = `is set again, which is what counts, in ${place}`;
    yield findingAt("option-twice", "warning", section, entry, { message, hint: "remove one of them" });
  }
}
