/** Requests to a daemon under test, and its event streams. */
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { until } from "./until.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request on a connection of its own. */
export function ask(url: string, { method = "GET", headers = {}, body }: AskOptions = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** The same with a JSON body, and a JSON answer. */
export async function askJson(url: string, method = "GET", body?: unknown): Promise<{ status: number; body: unknown }> {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const reply = await ask(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { status: reply.status, body: reply.text === "" ? undefined : JSON.parse(reply.text) };
}

export interface ServerEvent {
  readonly event: string;
  readonly id: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests know what they asked for
  readonly body: any;
}

/** A reader of server-sent events. */
export class EventReader {
  readonly events: ServerEvent[] = [];
  ended = false;
  readonly #request: ClientRequest;
  #response: IncomingMessage | undefined;
  #rest = "";
  #lastId: string | undefined;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#request = httpRequest(url, { headers, agent: false }, (response) => {
      this.#response = response;
      response.setEncoding("utf8");
      response.on("data", (text: string) => this.#take(text));
      response.on("close", () => {
        this.ended = true;
      });
      response.on("error", () => {});
    });
    this.#request.on("error", () => {
      this.ended = true;
    });
    this.#request.end();
  }

  get status(): number | undefined {
    return this.#response?.statusCode;
  }

  get lastId(): string | undefined {
    return this.#lastId;
  }

  /** Reads nothing more from the connection. */
  pause(): void {
    this.#response?.pause();
  }

  resume(): void {
    this.#response?.resume();
  }

  of(event: string): readonly ServerEvent[] {
    return this.events.filter((one) => one.event === event);
  }

  async until(what: string, condition: (reader: this) => boolean): Promise<void> {
    await until(what, () => condition(this));
  }

  close(): void {
    this.#request.destroy();
  }

  #take(text: string): void {
    const blocks = (this.#rest + text).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = new Map(
        block.split("\n").map((line): [string, string] => {
          const colon = line.indexOf(": ");
          return [line.slice(0, colon), line.slice(colon + 2)];
        }),
      );
      const data = fields.get("data");
      if (data === undefined) continue;
      this.#lastId = fields.get("id") ?? this.#lastId;
      this.events.push({ event: fields.get("event") ?? "message", id: fields.get("id"), body: JSON.parse(data) });
    }
  }
}
