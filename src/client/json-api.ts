import type { CallOptions, LogChannel } from "./call-options.ts";
import { ConnectionError } from "./connection-error.ts";
import type { HttpConnection } from "./http-connection.ts";
import {
  type DaemonNews,
  type DescribedProcess,
  describedShape,
  historyShape,
  livesShape,
  optionsShape,
  type PastEvent,
  type ProcessLife,
  type ProcessOptions,
  processesShape,
  readDaemonNews,
} from "./json-process-results.ts";
import {
  type ConfigurationDifference,
  configurationShape,
  type FollowedNews,
  outputShape,
  type ProcessLog,
  processLogsShape,
  restartedShape,
} from "./json-results.ts";
import type { ProcessDetails } from "./results.ts";
import { serverSentEvents } from "./server-sent-events.ts";
import { listedProcesses, type Shape } from "./shape.ts";

/** A byte of a log, wherever its file is by now. */
export interface LogPlace {
  readonly channel: LogChannel;
  readonly inode: number;
  readonly offset: number;
}

/**
 * The part of the server's JSON API that supervisorctl uses. What a server does not have, since it is Supervisor or older, is
 * undefined; all else that goes wrong is a ConnectionError, or the signal's reason.
 */
export class JsonApi {
  readonly #connection: HttpConnection;
  readonly #defaults: CallOptions;

  constructor(connection: HttpConnection, defaults: CallOptions) {
    this.#connection = connection;
    this.#defaults = defaults;
  }

  close(): void {
    this.#connection.close();
  }

  /** Every process, by group and name. */
  processes(options?: CallOptions): Promise<readonly DescribedProcess[] | undefined> {
    return this.#get("/processes", processesShape, options);
  }

  /** The same, as far as programs see it. @param only "problems": only those that somebody should look at */
  details(only: "all" | "problems", options?: CallOptions): Promise<readonly ProcessDetails[] | undefined> {
    return this.#get(`/processes${only === "all" ? "" : `?only=${only}`}`, listedProcesses, options);
  }

  /** What an `update` would do. */
  configuration(options?: CallOptions): Promise<ConfigurationDifference | undefined> {
    return this.#get("/configuration", configurationShape, options);
  }

  /** The files of a process's logs. */
  processLogs(process: string, options?: CallOptions): Promise<readonly ProcessLog[] | undefined> {
    return this.#get(`/processes/${encodeURIComponent(process)}/logs`, processLogsShape, options);
  }

  /** Bytes of one of the files of a log; fewer than `length` at its end, none where it has gone meanwhile. */
  async readLogFile(process: string, { channel, inode, offset }: LogPlace, length: number): Promise<Buffer> {
    const query = `inode=${inode}&offset=${offset}&length=${length}`;
    const path = `/processes/${encodeURIComponent(process)}/logs/${channel}?${query}`;
    try {
      return await this.#connection.exchange({ method: "GET", path: prefix + path, ...this.#defaults });
    } catch (error) {
      if (isMissing(error)) return Buffer.alloc(0);
      throw error;
    }
  }

  /** What is written to a process's logs after these places, through rotations, until the signal fires or the server ends. */
  async *followLogs(
    process: string,
    channel: LogChannel | "both",
    places: readonly LogPlace[],
    options: CallOptions,
  ): AsyncGenerator<FollowedNews, void> {
    const path = `/processes/${encodeURIComponent(process)}/logs/events?channel=${channel}&tail=0`;
    // As a reader that was cut off there would come back.
    const lastId = places.map(({ channel: name, inode, offset }) => `${name}:${inode}.${offset}`).join(",");
    const query = lastId === "" ? "" : `&lastEventId=${lastId}`;
    const request = { method: "GET", path: prefix + path + query, ...this.#defaults, ...options } as const;
    for await (const { event, body } of serverSentEvents(this.#connection.stream(request))) {
      if (event === "output" && fits(outputShape, body)) yield { kind: event, ...(body as Told<"output">) };
      if (event === "restarted" && fits(restartedShape, body)) yield { kind: event, ...(body as Told<"restarted">) };
    }
  }

  /** One process; undefined also where there is none of this name. */
  process(process: string, options?: CallOptions): Promise<DescribedProcess | undefined> {
    return this.#get(`/processes/${encodeURIComponent(process)}`, describedShape, options);
  }

  /** The last lives of a process, the newest first. */
  lives(process: string, options?: CallOptions): Promise<readonly ProcessLife[] | undefined> {
    return this.#get(`/processes/${encodeURIComponent(process)}/lives`, livesShape, options);
  }

  /** How processes are configured. @param processes at most `mostNames` */
  options(processes: readonly string[], options?: CallOptions): Promise<readonly ProcessOptions[] | undefined> {
    return this.#get(`/options?${namesOf(processes)}`, optionsShape, options);
  }

  /** The last starts and ends of processes, the newest last. @param processes at most `mostNames`; none: all */
  history(
    processes: readonly string[],
    limit: number,
    options?: CallOptions,
  ): Promise<readonly PastEvent[] | undefined> {
    return this.#get(`/history?limit=${limit}&${namesOf(processes)}`, historyShape, options);
  }

  /** What happens from now on, after a snapshot of everything, until the signal fires or the server ends. */
  async *followEvents(options: CallOptions): AsyncGenerator<DaemonNews, void> {
    const request = { method: "GET", path: `${prefix}/events`, ...this.#defaults, ...options } as const;
    for await (const { event, body } of serverSentEvents(this.#connection.stream(request))) {
      const news = readDaemonNews(event, body);
      if (news !== undefined) yield news;
    }
  }

  /** Undefined: the server has no such thing. */
  async #get<Result>(path: string, shape: Shape, options?: CallOptions): Promise<Result | undefined> {
    try {
      const request = { method: "GET", path: prefix + path, ...this.#defaults, ...options } as const;
      const body: unknown = JSON.parse((await this.#connection.exchange(request)).toString("utf8"));
      return fits(shape, body) ? (body as Result) : undefined;
    } catch (error) {
      if (error instanceof SyntaxError || isMissing(error)) return undefined;
      throw error;
    }
  }
}

type Told<Kind extends FollowedNews["kind"]> = Omit<Extract<FollowedNews, { kind: Kind }>, "kind">;

const prefix = "/api/v1";

/** So many processes can be named in one request. */
export const mostNames = 100;

function namesOf(processes: readonly string[]): string {
  return processes.map((process) => `process=${encodeURIComponent(process)}`).join("&");
}

function fits(shape: Shape, body: unknown): boolean {
  return shape(body as Parameters<Shape>[0]);
}

function isMissing(error: unknown): boolean {
  return error instanceof ConnectionError && error.status === 404;
}
