import type { Daemonizer } from "../src/config/check/daemonizer.ts";
import { daemonizers } from "../src/config/check/daemonizers.ts";
import { type Rule, rules } from "../src/config/check/rules.ts";

const severities: Readonly<Record<Rule["severity"], string>> = {
  error: "error",
  warning: "warning",
  either: "error where the program cannot be started because of it, else warning",
};

/** docs/reference/check.md: everything that `supervisord --check` finds, from the tables. */
export function renderCheckReference(): string {
  const lines = [
    "# Findings of supervisord --check",
    "",
    "<!-- Generated from src/config/check/rules.ts and daemonizers.ts by `npm run docs`. Do not edit. -->",
    "",
    "What each finding means, by the name of its rule, which `--json` tells and which stays what it is. [Checking a configuration](../check.md) says",
    "how to run it.",
    ...Object.entries<Rule>(rules).flatMap(([name, rule]) => renderRule(name, rule)),
    "",
    "## Programs that go into the background",
    "",
    "Those that `daemonizes` knows.",
    "",
    "| program | when | what to write |",
    "| --- | --- | --- |",
    ...daemonizers.map(renderDaemonizer),
  ];
  return `${lines.join("\n")}\n`;
}

function renderRule(name: string, { severity, finds, why, mend, example }: Rule): string[] {
  const shown = example === undefined ? [] : ["", "```ini", ...example.split("\n"), "```"];
  return [
    "",
    `## ${name}`,
    "",
    `${finds} ${why}`,
    ...shown,
    "",
    `- Severity: ${severities[severity]}`,
    `- To mend it: ${mend}`,
  ];
}

function renderDaemonizer(row: Daemonizer): string {
  return `| ${row.title} | ${when(row)} | ${mending(row)} |`.replaceAll("\\|", "/");
}

function when({ foreground, background, file }: Daemonizer): string {
  if (background === undefined) return foreground === undefined ? "always" : "unless it is told otherwise";
  // Patterns are for the program: the title says what they stand for.
  const options = background.flatMap((option) => (typeof option === "string" ? [`\`${option}\``] : []));
  const said = file?.background === undefined ? [] : [`\`${file.line}\` in its configuration file`];
  const all = [...options, ...said];
  return all.length === 0 ? "always" : `with ${all.join(", ")}`;
}

function mending({ mend, file }: Daemonizer): string {
  if ("write" in mend) return mend.write;
  if ("remove" in mend) return "leave it out";
  const or = file?.foreground === undefined ? "" : `, or \`${file.line}\` in its configuration file`;
  return `\`${mend.add}\`${or}`;
}
