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

/** The number of each signal of this platform by its name with SIG in front, other names for the same number included. */
export const signalNumbers: ReadonlyMap<string, number> = new Map([
  ...Object.entries(constants.signals),
  ["SIGCLD", constants.signals.SIGCHLD],
  // The C library's range on Linux; other systems number these elsewhere and Node does not say where.
  ...(process.platform === "linux"
    ? ([
        ["SIGRTMIN", 34],
        ["SIGRTMAX", 64],
      ] as const)
    : []),
]);
