import {
  eventSent,
  type ListenerOutcome,
  type ListenerProtocol,
  type ListenerProtocolRecord,
  listenerWrote,
  newListener,
  protocolRecord,
  recordedProtocol,
  type Verdict,
} from "../events/listener-protocol.ts";
import type { StateChange } from "../process/model.ts";
import type { StateName } from "../process/state.ts";
import { type PoolEvent, type PoolEventRecord, poolEventRecord, recordedPoolEvent } from "./event-queue.ts";
import type { Process } from "./process.ts";
import type { ProcessRole } from "./surroundings.ts";

/** A listener in one of these does not live; in UNKNOWN it may, and may answer. */
const endStates: ReadonlySet<StateName> = new Set(["EXITED", "STOPPED", "BACKOFF", "FATAL"]);

/** What a listener needs of its pool. */
export interface ListenerHost {
  readonly environment: Readonly<Record<string, string>>;
  /** An event as this pool's listeners get it. */
  render(event: PoolEvent): Uint8Array;
  judge(event: PoolEvent, result: Uint8Array): Verdict;
  say(level: "debug" | "warn", message: string): void;
  /** The event must be sent once more. */
  requeue(event: PoolEvent): void;
  /** Perhaps a listener can take an event now, or has finished one. */
  changed(): void;
  /** A listener has processed an event. */
  worked(listener: PoolListener): void;
  /** A listener broke the protocol. */
  broken(listener: PoolListener): void;
}

/** Fit for JSON. */
export interface ListenerSnapshot {
  readonly protocol: ListenerProtocolRecord;
  /** What it is working on. */
  readonly event?: PoolEventRecord;
  readonly deaf: boolean;
}

/** One process of a listener pool: what it has to do, and what it says about it. */
export class PoolListener {
  readonly process: Process;
  readonly #host: ListenerHost;
  #protocol: ListenerProtocol = newListener;
  /** What it is working on. */
  #event: PoolEvent | undefined;
  /** It cannot be written to any more. */
  #deaf = false;

  constructor(host: ListenerHost, create: (role: ProcessRole) => Process) {
    this.#host = host;
    this.process = create({
      environment: host.environment,
      onStdout: (pid, chunk) => {
        if (pid === this.process.pid) this.#wrote(chunk);
      },
      onStdinClosed: () => this.#closed(),
    });
    this.process.onStateChange((_process, change) => this.#moved(change));
  }

  /** It waits for an event. */
  get ready(): boolean {
    return this.#protocol.state === "READY" && this.process.state.name === "RUNNING" && !this.#deaf;
  }

  /** It has an event. */
  get busy(): boolean {
    return this.#event !== undefined;
  }

  /** It works on events, or will. */
  get useful(): boolean {
    return this.process.state.name === "RUNNING" && this.#protocol.state !== "UNKNOWN" && !this.#deaf;
  }

  /** Writes an event to it. False: it does not take it. */
  send(event: PoolEvent): boolean {
    const written = this.process.writeStdin(this.#host.render(event));
    if (written !== "ok") {
      if (written === "closed") this.#turnDeaf(event);
      return false;
    }
    this.#event = event;
    this.#protocol = eventSent(this.#protocol);
    this.#host.say("debug", `event ${event.serial} sent to listener ${this.#name}`);
    return true;
  }

  snapshot(): ListenerSnapshot {
    const own = { protocol: protocolRecord(this.#protocol), deaf: this.#deaf };
    return this.#event === undefined ? own : { ...own, event: poolEventRecord(this.#event) };
  }

  /** Goes on where another was; its process has a snapshot of its own. */
  resume({ protocol, event, deaf }: ListenerSnapshot): void {
    this.#protocol = recordedProtocol(protocol);
    this.#event = event && recordedPoolEvent(event);
    this.#deaf = deaf;
  }

  #wrote(chunk: Uint8Array): void {
    const event = this.#event;
    const judge = (result: Uint8Array): Verdict => (event === undefined ? "error" : this.#host.judge(event, result));
    const step = listenerWrote(this.#protocol, chunk, judge);
    this.#protocol = step.protocol;
    for (const outcome of step.outcomes) this.#follow(outcome);
    if (step.outcomes.length > 0) this.#host.changed();
  }

  #follow(outcome: ListenerOutcome): void {
    const { say } = this.#host;
    switch (outcome.type) {
      case "changed":
        say("debug", `${this.#name}: ${outcome.from} -> ${outcome.to}`);
        break;
      case "result":
        if (outcome.verdict === "processed") say("debug", `${this.#name}: event was processed`);
        else say("warn", `${this.#name}: event ${outcome.verdict === "rejected" ? "was rejected" : "caused an error"}`);
        this.#finish(outcome.verdict !== "processed");
        if (outcome.verdict === "processed") this.#host.worked(this);
        break;
      case "bad-result":
        say("warn", `${this.#name}: bad result line: '${outcome.line}'`);
        this.#finish(true);
        break;
      case "broken":
        say(
          "warn",
          `${this.#name}: has entered the UNKNOWN state and will no longer receive events, this usually indicates the process violated the eventlistener protocol`,
        );
        this.#host.broken(this);
        break;
    }
  }

  #moved(change: StateChange): void {
    if (change.to === "STARTING") {
      this.#protocol = newListener;
      this.#deaf = false;
    }
    if (endStates.has(change.to)) this.#finish(true);
    this.#host.changed();
  }

  #finish(again: boolean): void {
    const event = this.#event;
    this.#event = undefined;
    if (again && event !== undefined) this.#host.requeue(event);
  }

  /** The end of standard input was noticed after an event was handed over: others shall have it. */
  #closed(): void {
    const event = this.#event;
    if (event === undefined || this.#protocol.state !== "BUSY") {
      this.#deaf = true;
      return;
    }
    this.#turnDeaf(event);
    this.#protocol = { ...this.#protocol, state: "READY" };
    this.#finish(true);
    this.#host.changed();
  }

  #turnDeaf({ serial }: PoolEvent): void {
    this.#deaf = true;
    const message = `epipe occurred while sending event ${serial} to listener ${this.#name}, listener state unchanged`;
    this.#host.say("debug", message);
  }

  get #name(): string {
    return this.process.config.name;
  }
}
