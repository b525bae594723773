/** Something wrong in a configuration. The reader collects all of them before it refuses. */
export interface Problem {
  /** The file as it was named; undefined where the message names it. */
  readonly file: string | undefined;
  /** 1-based; undefined where there is no line (a missing file, a missing section). */
  readonly line: number | undefined;
  readonly section: string | undefined;
  readonly key: string | undefined;
  /** What is wrong, quoting the value. Contains Supervisor's own text where clients may know it. */
  readonly message: string;
  /** What would be right. */
  readonly hint: string | undefined;
}

/** What the reader warns of, by the names of the rules that `supervisord --check` gives them. */
export type ReadingRule = "unknown-section" | "unknown-option" | "include" | "value-cut" | "log-option" | "name-twice";

/** Something that may be meant otherwise, and keeps nothing from running. */
export interface ReadingWarning extends Problem {
  readonly rule: ReadingRule;
}

/**
 * One line: `file:line: [section] key: what is wrong; what would be right`. Some of Supervisor's texts name the section
 * and the key: they are not named twice then.
 */
export function formatProblem(problem: Problem): string {
  const { file, line, section, key, message, hint } = problem;
  const place: string[] = [];
  if (file !== undefined) place.push(line === undefined ? `${file}: ` : `${file}:${line}: `);
  const isNamed = section !== undefined && namesSection(message, section);
  if (section !== undefined && !isNamed) place.push(`[${section}] `);
  if (key !== undefined && !(isNamed && message.includes(key))) place.push(`${key}: `);
  return `${place.join("")}${message}${hint === undefined ? "" : `; ${hint}`}`;
}

function namesSection(message: string, section: string): boolean {
  return [`[${section}]`, ` section ${section} `, ` for '${section}.`].some((form) => message.includes(form));
}
