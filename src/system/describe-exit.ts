import { signalName } from "./signal-names.ts";
import type { ExitStatus } from "./system.ts";

/** "exit status 1", "terminated by SIGSEGV (core dumped)". */
export function describeExit(status: ExitStatus): string {
  if (status.kind === "exited") return `exit status ${status.code}`;
  return `terminated by ${signalName(status.signal)}${status.coreDumped ? " (core dumped)" : ""}`;
}
