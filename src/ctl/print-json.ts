import type { CommandFlag } from "./command-info.ts";
import type { Session } from "./session.ts";

/** The option of every action that lists something. What went wrong is told on standard error then. */
export function jsonFlag(what?: string): CommandFlag {
  return { name: "--json", summary: `Print JSON${what === undefined ? "" : `, ${what}`}`, added: true };
}

/** Whether JSON is wanted, and the words without that option. */
export function takeJson(words: readonly string[]): { readonly asJson: boolean; readonly operands: readonly string[] } {
  const operands = words.filter((word) => word !== "--json");
  return { asJson: operands.length < words.length, operands };
}

export function printJson(session: Session, value: unknown): void {
  session.print(JSON.stringify(value, undefined, 2));
}
