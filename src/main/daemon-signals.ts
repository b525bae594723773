import type { Supervisor } from "../supervisor/supervisor.ts";

const actions: Readonly<Partial<Record<NodeJS.Signals, (supervisor: Supervisor, signal: NodeJS.Signals) => void>>> = {
  SIGTERM: exit,
  SIGINT: exit,
  SIGQUIT: exit,
  SIGHUP: restart,
  SIGUSR2: reopenLogs,
  // Node would open its debugger's port on this signal.
  SIGUSR1: ({ log }) => log.log("warn", "ignored SIGUSR1"),
};

function exit(supervisor: Supervisor, signal: NodeJS.Signals): void {
  supervisor.log.log("warn", `received ${signal} indicating exit request`);
  supervisor.shutdown();
}

function restart(supervisor: Supervisor): void {
  if (supervisor.mood === "SHUTDOWN") {
    supervisor.log.log("warn", "ignored SIGHUP indicating restart request (shutdown in progress)");
    return;
  }
  supervisor.log.log("warn", "received SIGHUP indicating restart request");
  supervisor.restart();
}

function reopenLogs(supervisor: Supervisor): void {
  supervisor.log.log("info", "received SIGUSR2 indicating log reopen request");
  supervisor.reopenLogs();
}

/**
 * What signals ask of the daemon. From its first life on they never have their default effect, which is death: one that
 * comes between two lives waits for the next.
 */
export class DaemonSignals {
  #supervisor: Supervisor | undefined;
  /** Each once, in the order in which they came. */
  readonly #waiting = new Set<NodeJS.Signals>();
  #installed = false;

  /** Passes signals to `supervisor` until the returned function is called. */
  attach(supervisor: Supervisor): () => void {
    this.#supervisor = supervisor;
    if (!this.#installed)
      for (const signal of Object.keys(actions)) process.on(signal, () => this.#onSignal(signal as NodeJS.Signals));
    this.#installed = true;
    return () => {
      this.#supervisor = undefined;
    };
  }

  /** Lets the supervisor that is attached do what came while there was none. */
  deliverWaiting(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const signal of waiting) this.#onSignal(signal);
  }

  #onSignal(signal: NodeJS.Signals): void {
    if (this.#supervisor === undefined) this.#waiting.add(signal);
    else actions[signal]?.(this.#supervisor, signal);
  }
}
