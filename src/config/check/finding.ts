import type { IniSection } from "../ini/ini-document.ts";
import type { Problem } from "../problem.ts";
import type { RuleName } from "./rules.ts";

/**
 * - "error": it cannot work, or supervisord would refuse it;
 * - "warning": it may be meant otherwise, or it works only elsewhere.
 */
export type Severity = "error" | "warning";

/** What `supervisord --check` has to say of one place. */
export interface Finding extends Problem {
  readonly severity: Severity;
  readonly rule: RuleName;
  /** Lines of the configuration that would be right, to be put in the place of those that are there. */
  readonly lines?: readonly string[];
}

/** What is said, without the place. */
export type Remark = Pick<Finding, "message" | "hint" | "lines">;

/** Of an option, with the line on which it stands, in this section or another. */
export function findingAt(
  rule: RuleName,
  severity: Severity,
  section: IniSection,
  at: { readonly key?: string | undefined; readonly file: string; readonly line: number },
  remark: Remark,
): Finding {
  const { file, line, key } = at;
  return { rule, severity, file, line, section: section.name, key, ...remark };
}
