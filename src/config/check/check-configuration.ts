/**
 * What `supervisord --check` looks at beyond reading: whether the programs could run here, and whether the files say what
 * was meant. Pure, but for the look-ups; the daemon itself never loads it.
 */
import type { Problem } from "../problem.ts";
import type { ConfigurationResult } from "../read-configuration.ts";
import { checkBackground } from "./background.ts";
import { checkCommands } from "./commands.ts";
import { checkDocument } from "./document.ts";
import type { Finding } from "./finding.ts";
import { checkLogs } from "./logs.ts";
import { withoutSecrets } from "./mask-secrets.ts";
import { misreadCommands } from "./misread-command.ts";
import { checkPaths } from "./paths.ts";
import { checkServers } from "./servers.ts";
import { type CheckLookups, type CheckSubject, subjectOf } from "./subject.ts";
import { checkSupervisorctl } from "./supervisorctl.ts";

/** Of a configuration that was read without faults. */
const checks: readonly ((subject: CheckSubject) => Iterable<Finding>)[] = [
  checkPaths,
  checkCommands,
  checkBackground,
  checkLogs,
  checkServers,
  checkSupervisorctl,
];

/** Errors first, each kind in the order in which it stands in the files. What is broken is still looked at as a text. */
export function checkConfiguration(result: ConfigurationResult, lookups: CheckLookups): readonly Finding[] {
  const findings: Finding[] = [...refusals(result), ...checkDocument(result.document), ...warningsOfReading(result)];
  if (result.ok) {
    const subject = subjectOf(result, lookups);
    for (const check of checks) findings.push(...check(subject));
  } else findings.push(...misreadCommands(result.document));
  return inOrder(
    findings.map(withoutSecrets),
    result.ok ? result.configuration.files : findings.map(({ file }) => file),
  );
}

function refusals(result: ConfigurationResult): Finding[] {
  const problems: readonly Problem[] = result.ok ? [] : result.problems;
  return problems.map((problem) => ({ ...problem, rule: "invalid", severity: "error" }));
}

function warningsOfReading(result: ConfigurationResult): Finding[] {
  const { notices } = result.ok ? result.configuration : result;
  return notices.flatMap(({ level, message, warning }): Finding[] => {
    if (warning !== undefined) return [{ ...warning, severity: "warning" }];
    if (level === "info") return [];
    const nowhere = { file: undefined, line: undefined, section: undefined, key: undefined, hint: undefined };
    return [{ ...nowhere, message, rule: "unknown-option", severity: "warning" }];
  });
}

function inOrder(findings: readonly Finding[], files: readonly (string | undefined)[]): readonly Finding[] {
  const places = new Map([...new Set(files)].map((name, index) => [name, index]));
  const file = (finding: Finding) => places.get(finding.file) ?? -1;
  const rank = ({ severity }: Finding) => (severity === "error" ? 0 : 1);
  return [...findings].sort((a, b) => rank(a) - rank(b) || file(a) - file(b) || (a.line ?? 0) - (b.line ?? 0));
}
