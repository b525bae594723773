/** `supervisord --check`: what it says of a configuration, and its exit status. */
import { type CheckLookups, checkConfiguration } from "../config/check-configuration.ts";
import { formatProblem } from "../config/problem.ts";
import type { ConfigurationResult } from "../config/read-configuration.ts";

export interface CheckReport {
  readonly stdout: string;
  readonly stderr: string;
  /** 0: nothing that cannot work, warnings allowed. 2: as when supervisord refuses to start. */
  readonly status: 0 | 2;
}

/** `read` is what readConfiguration returned for `path`. */
export function reportCheck(path: string, read: ConfigurationResult, lookups: CheckLookups): CheckReport {
  if (!read.ok) return refusal(read.problems.map(formatProblem), []);
  const { problems, warnings } = checkConfiguration(read, lookups);
  const { notices, groups } = read.configuration;
  const warned = [
    ...notices.filter(({ level }) => level !== "info").map(({ message }) => message),
    ...warnings.map(formatProblem),
  ];
  if (problems.length > 0) return refusal(problems.map(formatProblem), warned);
  const processes = groups.reduce((count, group) => count + group.processes.length, 0);
  const stdout = `${path}: valid, ${amount(processes, "process", "processes")} in ${amount(groups.length, "group", "groups")}\n`;
  return { stdout, stderr: warningLines(warned), status: 0 };
}

function refusal(problems: readonly string[], warnings: readonly string[]): CheckReport {
  const errors = problems.map((problem) => `Error: ${problem}\n`).join("");
  return { stdout: "", stderr: errors + warningLines(warnings), status: 2 };
}

function warningLines(warnings: readonly string[]): string {
  return warnings.map((warning) => `Warning: ${warning}\n`).join("");
}

function amount(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
