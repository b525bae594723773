import { constants } from "node:os";
import type { Supervisor } from "../supervisor/supervisor.ts";

const exitSignals = ["SIGTERM", "SIGINT", "SIGQUIT"] as const;

/** What signals ask of the daemon. Returns the way to stop listening. */
export function listenToSignals(supervisor: Supervisor): () => void {
  const listeners: [NodeJS.Signals, () => void][] = [
    ...exitSignals.map((signal): [NodeJS.Signals, () => void] => [
      signal,
      () => {
        supervisor.log.log("warn", `received ${signal} indicating exit request`);
        supervisor.shutdown();
      },
    ]),
    [
      "SIGHUP",
      () => {
        if (supervisor.mood === "SHUTDOWN") {
          supervisor.log.log("warn", "ignored SIGHUP indicating restart request (shutdown in progress)");
          return;
        }
        supervisor.log.log("warn", "received SIGHUP indicating restart request");
        supervisor.restart();
      },
    ],
    [
      "SIGUSR2",
      () => {
        supervisor.log.log("info", "received SIGUSR2 indicating log reopen request");
        supervisor.reopenLogs();
      },
    ],
    // Node would open its debugger's port on this signal.
    ["SIGUSR1", () => supervisor.log.log("warn", "ignored SIGUSR1")],
  ];
  for (const [signal, listener] of listeners) process.on(signal, listener);
  return () => {
    for (const [signal, listener] of listeners) {
      // Between two lives a signal must still not kill the daemon, so a silent listener stays behind until the next.
      process.off(signal, listener);
    }
  };
}

/** 128 + number, as a shell tells a death by signal. */
export function statusOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
