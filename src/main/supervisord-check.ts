/** `supervisord --check`: what it says of a configuration, and its exit status. A bundle of its own in dist/. */
import { checkConfiguration } from "../config/check/check-configuration.ts";
import type { Finding } from "../config/check/finding.ts";
import type { CheckLookups } from "../config/check/subject.ts";
import { formatProblem } from "../config/problem.ts";
import type { ConfigurationRequest, ConfigurationResult } from "../config/read-configuration.ts";
import { visible } from "../ctl/visible.ts";
import type { Files } from "../system/system.ts";
import { checkLookups } from "./check-lookups.ts";
import { exportLoader, refusalOf } from "./load-export.ts";

export interface CheckReport {
  readonly stdout: string;
  readonly stderr: string;
  /** 0: nothing that cannot work, warnings allowed. 2: as when supervisord refuses to start. */
  readonly status: 0 | 2;
}

export interface CheckOptions {
  /** Warnings count as errors. */
  readonly strict: boolean;
  readonly json: boolean;
}

/** `read` is what readConfiguration returned for `request`. */
export function supervisordCheck(
  request: ConfigurationRequest,
  read: ConfigurationResult,
  files: Files,
  options: CheckOptions,
): CheckReport {
  const refuseEntryPoint = refusalOf(exportLoader(request.path));
  return reportCheck(request.path, read, checkLookups(request, read, files, refuseEntryPoint), options);
}

export function reportCheck(
  path: string,
  read: ConfigurationResult,
  lookups: CheckLookups,
  { strict, json }: CheckOptions,
): CheckReport {
  const findings = checkConfiguration(read, lookups);
  const isBad = findings.some(({ severity }) => severity === "error" || strict);
  const status = isBad ? 2 : 0;
  if (json) return { stdout: `${JSON.stringify(asJson(path, read, findings), null, 2)}\n`, stderr: "", status };
  return { stdout: isBad ? "" : validLine(path, read), stderr: findings.map(textOf).join(""), status };
}

function validLine(path: string, read: ConfigurationResult): string {
  const { processes, groups } = counted(read);
  return `${visible(path)}: valid, ${amount(processes, "process", "processes")} in ${amount(groups, "group", "groups")}\n`;
}

function counted(read: ConfigurationResult): { readonly groups: number; readonly processes: number } {
  if (!read.ok) return { groups: 0, processes: 0 };
  const { groups } = read.configuration;
  return { groups: groups.length, processes: groups.reduce((count, group) => count + group.processes.length, 0) };
}

/** One line, and below it, indented, the lines to write. */
function textOf(finding: Finding): string {
  const { severity, lines = [] } = finding;
  const kind = severity === "error" ? "Error" : "Warning";
  const text = visible(formatProblem(finding).replaceAll("\n", "\\n"));
  if (lines.length === 0) return `${kind}: ${text}\n`;
  return `${kind}: ${text}:\n${lines.map((line) => `    ${visible(line).replaceAll("\n", "\n        ")}\n`).join("")}`;
}

/** The form is described in docs/check.md. */
function asJson(path: string, read: ConfigurationResult, findings: readonly Finding[]): unknown {
  return {
    file: path,
    valid: !findings.some(({ severity }) => severity === "error"),
    ...counted(read),
    findings: findings.map(({ severity, rule, file, line, section, key, message, hint, lines = [] }) => ({
      severity,
      rule,
      file: file ?? null,
      line: line ?? null,
      section: section ?? null,
      option: key ?? null,
      message,
      instead: hint ?? null,
      lines,
    })),
  };
}

function amount(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
