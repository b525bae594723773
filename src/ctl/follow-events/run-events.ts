/** What `events` does: prints what happens, and goes on when the server is back. */
import { ConnectionError } from "../../client/connection-error.ts";
import { chooseNames } from "../choose-names.ts";
import { namesOrAll } from "../resolve-names.ts";
import { Interrupted, type Session } from "../session.ts";
import { KnownProcesses } from "../watch/known-processes.ts";
import { newsBetween } from "../watch/news-between.ts";
import type { ServerChange, ServerNews } from "../watch/server-news.ts";
import { pause, pollMs, watchServer } from "../watch/watch-server.ts";
import { EventPrinter } from "./event-printer.ts";
import { toldEvent } from "./told-event.ts";

export interface EventsRequest {
  /** Types of events. */
  readonly types: ReadonlySet<string>;
  readonly asJson: boolean;
}

export async function runEvents(session: Session, operands: readonly string[], request: EventsRequest): Promise<void> {
  const follower = new EventFollower(session, operands, request);
  try {
    await session.untilInterrupted((signal) => follower.run(signal));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    if (session.terminal.isTerminal) session.print("");
  }
}

class EventFollower {
  readonly #session: Session;
  readonly #operands: readonly string[];
  readonly #types: ReadonlySet<string>;
  readonly #printer: EventPrinter;
  readonly #known = new KnownProcesses();
  #phase: "new" | "connected" | "lost" = "new";

  constructor(session: Session, operands: readonly string[], { types, asJson }: EventsRequest) {
    this.#session = session;
    this.#operands = operands.includes("all") ? [] : operands;
    this.#types = types;
    this.#printer = new EventPrinter(session.terminal, asJson);
  }

  /** Throws the signal's reason; and ConnectionError where the server has never been reached. */
  async run(signal: AbortSignal): Promise<void> {
    for (;;) {
      let reason = "the server closed the connection";
      try {
        for await (const news of watchServer(this.#session, signal)) {
          if (!(await this.#take(news, signal))) return;
        }
      } catch (error) {
        if (!(error instanceof ConnectionError) || this.#phase === "new" || error.problem === "unauthorized")
          throw error;
        reason = error.detail;
      }
      if (this.#phase === "connected") this.#say(`${reason}; waiting for it to come back`);
      this.#phase = "lost";
      await pause(pollMs, signal);
    }
  }

  /** False: there is nobody to follow. */
  async #take(news: ServerNews, signal: AbortSignal): Promise<boolean> {
    if (news.kind === "snapshot") return await this.#takeSnapshot(news, signal);
    await this.#tell(news, signal);
    this.#known.take(news);
    return true;
  }

  async #takeSnapshot(news: Extract<ServerNews, { kind: "snapshot" }>, signal: AbortSignal): Promise<boolean> {
    const phase = this.#phase;
    this.#phase = "connected";
    if (phase === "new") {
      const { terminal } = this.#session;
      const names = this.#operands.length === 0 ? [] : chooseNames(this.#session, news.processes, this.#operands);
      if (this.#operands.length > 0 && names.length === 0) return false;
      this.#printer.expect(this.#operands.length === 0 ? news.processes.map(({ id }) => id) : names);
      if (terminal.isTerminal) terminal.writeError("==> Press Ctrl-C to exit <==\n");
    } else {
      if (phase === "lost") this.#say("the server is back; what has changed meanwhile:");
      for (const missed of newsBetween(this.#known.all, news.processes)) await this.#tell(missed, signal);
    }
    this.#known.take(news);
    return true;
  }

  async #tell(news: ServerChange, signal: AbortSignal): Promise<void> {
    const before = news.kind === "process" ? this.#known.get(news.process.id) : undefined;
    // A process that is settled by now has told its end before.
    if (news.kind === "process" && before?.state === news.process.state && before.pid === news.process.pid) return;
    const event = toldEvent(news, before, new Date().toISOString());
    if (this.#types.has(event.type) && this.#isWanted(news)) await this.#printer.print(event, signal);
  }

  #isWanted(news: ServerChange): boolean {
    if (this.#operands.length === 0) return true;
    if (news.kind === "supervisor") return false;
    // A group stands for whatever is in it.
    const processes = news.kind === "process" ? [news.process] : [{ group: news.group, name: news.group }];
    return this.#operands.some((operand) => namesOrAll(processes, operand).length > 0);
  }

  #say(text: string): void {
    this.#session.terminal.writeError(`supervisorctl: ${text}\n`);
  }
}
