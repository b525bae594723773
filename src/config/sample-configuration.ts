import type { Option } from "./options/option.ts";
import { programSectionOptions } from "./options/program.ts";
import { type SectionKind, sectionKinds } from "./options/sections.ts";

/** Sections that are in force in the sample; the others are comments. */
const active: ReadonlyMap<string, string> = new Map([
  ["unix_http_server", "unix_http_server"],
  ["supervisord", "supervisord"],
  ["rpcinterface", "rpcinterface:supervisor"],
  ["supervisorctl", "supervisorctl"],
]);

/** Names of the sections that are shown as comments, where the kind's name is not enough. */
const examples: ReadonlyMap<string, string> = new Map([
  ["program", "program:theprogramname"],
  ["eventlistener", "eventlistener:theeventlistenername"],
  ["fcgi-program", "fcgi-program:thefcgiprogramname"],
  ["group", "group:thegroupname"],
  ["ctlplugin", "ctlplugin:theplugin"],
]);

const width = 100;

/** What echo_supervisord_conf prints: every option with its default and its meaning, ready to be used. */
export function renderSampleConfiguration(): string {
  const lines = [
    "; Sample supervisor config file.",
    ";",
    "; A line that begins with ; or # is a comment, and so is what follows a ; or # with white space in front of it,",
    "; even between quotes. %(ENV_NAME)s stands for an environment variable, %(here)s for the directory of this file;",
    "; write %% for a percent sign. Lines that hold a setting and are commented out show its default, or an example.",
  ];
  for (const kind of sectionKinds) lines.push("", ...renderSection(kind));
  return `${lines.join("\n")}\n`;
}

function renderSection(kind: SectionKind): string[] {
  const activeName = active.get(kind.name);
  const isActive = activeName !== undefined;
  const header = `[${activeName ?? examples.get(kind.name) ?? kind.name}]`;
  const lines = [...comment(kind.doc), isActive ? header : `;${header}`];
  for (const [key, option] of Object.entries(kind.options)) {
    // What is said below [program:x] is not said again.
    const isKnown = kind.name !== "program" && isProgramOption(option);
    lines.push(...(isKnown ? [] : comment(describe(option), "  ")), renderOption(key, option, isActive));
  }
  return lines;
}

function isProgramOption(option: Option): boolean {
  return Object.values<Option>(programSectionOptions).includes(option);
}

function renderOption(key: string, option: Option, isActive: boolean): string {
  const value = option.sample ?? option.default ?? "";
  const inForce = isActive && (option.required !== undefined || (option.default ?? "") !== "");
  return `${inForce ? "" : ";"}${key}=${value}`;
}

function describe(option: Option): string {
  const shown = option.sample ?? option.default;
  if (option.required !== undefined) return `${option.doc} Required.`;
  if (option.default === undefined) return `${option.doc} Default: ${option.defaultNote ?? "none"}.`;
  if (option.default === shown) return option.doc;
  return `${option.doc} Default: ${option.default === "" ? "empty" : option.default}.`;
}

/** A text as comment lines. */
function comment(text: string, indent = ""): string[] {
  const lines: string[] = [];
  let line = `;${indent}`;
  for (const word of text.split(" ")) {
    if (line.length + 1 + word.length > width) {
      lines.push(line);
      line = `;${indent}`;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
