/** Names of signals, from the platform's own table. */
import { constants } from "node:os";

/** Numbers with several names print the one that Supervisor prints. */
const preferred = new Set(["SIGABRT", "SIGCHLD", "SIGPOLL", "SIGSYS"]);

const names = new Map<number, string>();
for (const [name, number] of Object.entries(constants.signals)) {
  if (!names.has(number) || preferred.has(name)) names.set(number, name);
}

/** "SIGTERM" for 15; "signal 99" for a number without a name (real-time signals among them). */
export function signalName(signal: number): string {
  return names.get(signal) ?? `signal ${signal}`;
}
