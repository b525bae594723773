/** `top`: asks the server every other second, draws, and does what keys say. */
import { isFault } from "../../client/supervisor-fault.ts";
import { describeFailure } from "../failure.ts";
import { findApiLogs } from "../logs/api-logs.ts";
import type { LogSource } from "../logs/log-source.ts";
import { findRpcLogs } from "../logs/rpc-logs.ts";
import type { Screen } from "../screen.ts";
import type { Session } from "../session.ts";
import { layout } from "./layout.ts";
import { readRows } from "./read-rows.ts";
import { type LogText, newTopModel, step, type TopEffect, type TopEvent, type TopModel } from "./top-model.ts";

const periodMs = 2_000;
/** Lines of a log to begin with. */
const pastLines = 500;

export async function runTop(session: Session): Promise<void> {
  // What goes wrong at first is told as by any other action.
  const rows = await readRows(session);
  await session.withoutLines(async () => {
    const top = new Top(session);
    await top.run(rows);
  });
}

class Top {
  readonly #session: Session;
  readonly #ended: Promise<void>;
  #end: () => void = () => {};
  #screen: Screen | undefined;
  #model: TopModel | undefined;
  #timer: NodeJS.Timeout | undefined;
  #log: AbortController | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async run(rows: Parameters<typeof newTopModel>[1]): Promise<void> {
    const screen = await this.#session.terminal.openScreen({
      onKey: (key) => this.#take({ kind: "key", key }),
      onResize: () => this.#take({ kind: "resized", size: screen.size }),
      onGone: () => this.#end(),
    });
    this.#screen = screen;
    try {
      this.#model = newTopModel(screen.size, rows);
      this.#draw();
      this.#lookLater();
      await this.#ended;
    } finally {
      clearTimeout(this.#timer);
      this.#log?.abort();
      this.#screen = undefined;
      screen.close();
    }
  }

  #take(event: TopEvent): void {
    if (this.#model === undefined || this.#screen === undefined) return;
    const { model, effects } = step(this.#model, event);
    this.#model = model;
    for (const effect of effects) this.#do(effect);
    this.#draw();
  }

  #draw(): void {
    if (this.#model !== undefined) this.#screen?.draw(layout(this.#model, this.#session.terminal.coloured));
  }

  #do(effect: TopEffect): void {
    switch (effect.kind) {
      case "quit":
        this.#end();
        break;
      case "suspend":
        this.#screen?.suspend();
        break;
      case "act":
        void this.#act(effect);
        break;
      case "open-log":
        void this.#followLog(effect.id);
        break;
      case "close-log":
        this.#log?.abort();
        break;
    }
  }

  #lookLater(): void {
    this.#timer = setTimeout(async () => {
      await this.#look();
      if (this.#screen !== undefined) this.#lookLater();
    }, periodMs);
  }

  async #look(): Promise<void> {
    try {
      this.#take({ kind: "facts", rows: await readRows(this.#session) });
    } catch (error) {
      this.#take({ kind: "lost", reason: this.#reasonOf(error) });
    }
  }

  async #act({ action, id }: Extract<TopEffect, { kind: "act" }>): Promise<void> {
    const { client } = this.#session;
    const tell = (text: string): void => this.#take({ kind: "notice", text: `${id}: ${text}` });
    tell(`${action} ...`);
    try {
      if (action !== "start") await client.stopProcess(id).catch((error) => this.#unlessAtRest(action, error));
      if (action !== "stop") await client.startProcess(id);
      tell(done[action]);
    } catch (error) {
      tell(this.#reasonOf(error));
    }
    await this.#look();
  }

  /** A restart starts what did not run. */
  #unlessAtRest(action: string, error: unknown): void {
    if (action !== "restart" || !isFault(error, "NOT_RUNNING")) throw error;
  }

  async #followLog(id: string): Promise<void> {
    this.#log?.abort();
    const log = new AbortController();
    this.#log = log;
    const tell = (text: string): void => this.#take({ kind: "log", id, lines: [{ channel: "stderr", text }] });
    try {
      const channels = ["stdout", "stderr"] as const;
      const { sources, missing } =
        (await findApiLogs(this.#session.api, id, channels)) ?? (await findRpcLogs(this.#session.client, id, channels));
      for (const { channel, reason, usual } of missing) if (!usual) tell(`no ${channel} log to read: ${reason}`);
      await Promise.all(sources.map((source) => this.#copy(id, source, log.signal)));
      if (!log.signal.aborted) tell("(the server closed the connection)");
    } catch (error) {
      if (!log.signal.aborted) tell(this.#reasonOf(error));
    }
  }

  async #copy(id: string, source: LogSource, signal: AbortSignal): Promise<void> {
    const show = (texts: readonly string[]): void => {
      const lines = texts.map((text): LogText => ({ channel: source.channel, text }));
      if (lines.length > 0 && !signal.aborted) this.#take({ kind: "log", id, lines });
    };
    const past: string[] = [];
    for await (const line of (await source.past({ lines: pastLines, sinceMs: undefined }, true)).lines) past.push(line);
    show(past);
    let begun = "";
    for await (const text of source.follow(signal)) {
      const lines = (begun + text).split("\n");
      begun = lines.pop() ?? "";
      show(lines);
    }
  }

  #reasonOf(error: unknown): string {
    return describeFailure(error, this.#session.serverUrl);
  }
}

const done = { start: "started", stop: "stopped", restart: "restarted" } as const;
