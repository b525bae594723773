import type { Files, Users } from "../../system/system.ts";

/** How one kind of option value is written, read and described. */
export interface ValueType<T> {
  /** What the documentation calls it, e.g. "byte size". */
  readonly name: string;
  /** What is accepted, as one phrase: used in hints and in the documentation. */
  readonly accepts: string;
  /** For the JSON Schema: every accepted value is a string; some also are naturally numbers or booleans. */
  readonly schema: Readonly<Record<string, unknown>>;
  parse(text: string, lookups: ValueLookups): ParsedValue<T>;
}

export type ParsedValue<T> =
  | { readonly ok: true; readonly value: T; readonly warnings?: readonly string[] }
  /** `reason` has Supervisor's own text where it has one; the hint defaults to what the type accepts. */
  | { readonly ok: false; readonly reason: string; readonly hint?: string | undefined };

/** What values are checked against. */
export interface ValueLookups {
  readonly files: Pick<Files, "stat">;
  readonly users: Pick<Users, "byName" | "byUid" | "groupByName" | "groupByGid">;
  /** HOME of the daemon, for `~`. */
  readonly home: string | undefined;
  readonly effectiveUid: number;
  /** Absolute; relative paths start here. Undefined: the directory is gone, and they lead nowhere. */
  readonly cwd: string | undefined;
}

export function parsed<T>(value: T, warnings: readonly string[] = []): ParsedValue<T> {
  return { ok: true, value, warnings };
}

export function rejected(reason: string, hint?: string): { ok: false; reason: string; hint: string | undefined } {
  return { ok: false, reason, hint };
}
