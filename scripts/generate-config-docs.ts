// Writes docs/reference/configuration.md and docs/reference/supervisord-options.schema.json from the options tables.
// With --check it writes nothing and fails if they are not what they would be.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Option } from "../src/config/options/option.ts";
import { programSectionOptions } from "../src/config/options/program.ts";
import { type SectionKind, sectionKinds } from "../src/config/options/sections.ts";

const directory = fileURLToPath(new URL("../docs/reference/", import.meta.url));

const names: Readonly<Record<Option["expansions"], string>> = {
  file: "`here`, `host_node_name`, `ENV_*` of the environment of supervisord",
  daemon: "as above, and `ENV_*` of `[supervisord] environment`",
  program: "as above, and `program_name`, `group_name`",
  process: "as above, and `process_num`, `numprocs`, `ENV_*` of the program's own `environment`",
};

const effects: Readonly<Record<Option["change"], string>> = {
  restart: "a restart of supervisord",
  reload: "`supervisorctl reload`",
  update: "`supervisorctl update`",
  command: "the next supervisorctl",
};

function renderPage(): string {
  const lines = [
    "# Configuration",
    "",
    "<!-- Generated from src/config/options by `npm run docs`. Do not edit. -->",
    "",
    "Every section and option of supervisord.conf. `echo_supervisord_conf` prints the same as a file to start from, and",
    "[`supervisord --check`](../check.md) says what is wrong with one.",
    "",
    "## The file",
    "",
    "- `[section]` headers; `key=value` or `key: value` below them. Keys may be written in any case.",
    "- A line that begins with `;` or `#` is a comment. So is what follows a `;` or `#` with white space in front of it,",
    "  even between quotes.",
    "- A line that is indented deeper than the key above it continues its value.",
    "- A section or a key that comes again adds to the first one; of equal keys the last one counts.",
    "- `[DEFAULT]` holds values for all sections that do not set them.",
    "- `%(name)s` is replaced, with the conversions of Python's `%` operator (`%(process_num)02d`); `%%` is a percent sign.",
    "",
    "Names that an option may use:",
    "",
    "| where | names |",
    "| --- | --- |",
    ...Object.entries(names).map(([scope, text]) => `| ${scope} | ${text} |`),
    "",
    "`here` is the directory of the file that holds the option.",
    ...sectionKinds.flatMap(renderSection),
  ];
  return `${lines.join("\n")}\n`;
}

function renderSection(kind: SectionKind): string[] {
  const inherits = kind.options !== programSectionOptions && Object.hasOwn(kind.options, "command");
  const own = Object.entries(kind.options).filter(([, option]) => !inherits || !isProgramOption(option));
  return [
    "",
    `## [${kind.name}${kind.naming === "named" ? ":x" : ""}]`,
    "",
    kind.doc,
    ...own.flatMap(([key, option]) => renderOption(key, option)),
  ];
}

function isProgramOption(option: Option): boolean {
  return Object.values<Option>(programSectionOptions).includes(option);
}

function renderOption(key: string, option: Option): string[] {
  return [
    "",
    `### ${key}`,
    "",
    option.doc,
    "",
    `- Value: ${option.type.accepts}`,
    `- Default: ${describeDefault(option)}`,
    `- Names: ${option.expansions}`,
    `- A change takes effect with: ${effects[option.change]}`,
    ...(option.since === undefined ? [] : [`- In Supervisor since: ${option.since}`]),
  ];
}

function describeDefault(option: Option): string {
  if (option.required !== undefined) return "none, the option is required";
  if (option.default === undefined) return option.defaultNote ?? "none";
  return option.default === "" ? "empty" : `\`${option.default}\``;
}

function renderSchema(): string {
  const properties: Record<string, unknown> = {};
  const patternProperties: Record<string, unknown> = {};
  for (const kind of sectionKinds) {
    if (kind.naming === "fixed") properties[kind.name] = sectionSchema(kind);
    else patternProperties[`^${kind.name}${kind.naming === "named" ? ":" : ""}`] = sectionSchema(kind);
  }
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "supervisord.conf",
    description: "Sections and options of a configuration file of supervisord, as an object of objects of texts.",
    type: "object",
    properties: { DEFAULT: { type: "object", additionalProperties: { type: "string" } }, ...properties },
    patternProperties,
    additionalProperties: false,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function sectionSchema(kind: SectionKind): unknown {
  const entries = Object.entries(kind.options);
  return {
    type: "object",
    description: kind.doc,
    properties: Object.fromEntries(entries.map(([key, option]) => [key, optionSchema(option)])),
    required: entries.flatMap(([key, option]) => (option.required === undefined ? [] : [key])),
    additionalProperties: kind.open === true ? { type: "string" } : false,
  };
}

function optionSchema(option: Option): unknown {
  const { enum: words, ...rest } = option.type.schema;
  const alternatives: unknown[] = [];
  if (Array.isArray(words)) {
    // The words for completion, and the same words in any case.
    alternatives.push({ enum: words }, { type: "string", pattern: anyCase(words.map(String)) });
  } else {
    alternatives.push({ type: "string", ...rest });
  }
  const isText = alternatives.length === 1 && rest["pattern"] === undefined;
  return {
    description: option.doc,
    ...(option.default === undefined ? {} : { default: option.default }),
    ...(option.secret ? { writeOnly: true } : {}),
    // A %(name)s may stand for the value or a part of it.
    ...(isText ? { type: "string" } : { anyOf: [...alternatives, { type: "string", pattern: "%\\(" }] }),
  };
}

function anyCase(words: readonly string[]): string {
  const letters = (word: string) =>
    [...word].map((letter) => (/[a-z]/i.test(letter) ? `[${letter.toUpperCase()}${letter.toLowerCase()}]` : letter));
  return `^(${words.map((word) => letters(word).join("")).join("|")})$`;
}

const pages: readonly (readonly [file: string, text: string])[] = [
  ["configuration.md", renderPage()],
  ["supervisord-options.schema.json", renderSchema()],
];

if (process.argv.includes("--check")) {
  const stale = pages.filter(([file, text]) => !isCurrent(`${directory}${file}`, text)).map(([file]) => file);
  for (const file of stale) console.error(`docs/reference/${file} is stale: run npm run docs`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  mkdirSync(directory, { recursive: true });
  for (const [file, text] of pages) writeFileSync(`${directory}${file}`, text);
}

function isCurrent(path: string, text: string): boolean {
  try {
    return readFileSync(path, "utf8") === text;
  } catch {
    return false;
  }
}
