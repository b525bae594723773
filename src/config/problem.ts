/** Something wrong in a configuration. The reader collects all of them before it refuses. */
export interface Problem {
  /** The file as it was named, or undefined for the command line. */
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

/** One line: `file:line: [section] key: what is wrong, what would be right`. */
export function formatProblem(problem: Problem): string {
  let where = problem.file ?? "command line";
  if (problem.line !== undefined) where += `:${problem.line}`;
  where += ":";
  if (problem.section !== undefined) where += ` [${problem.section}]`;
  if (problem.key !== undefined) where += ` ${problem.key}:`;
  return `${where} ${problem.message}${problem.hint === undefined ? "" : `; ${problem.hint}`}`;
}
