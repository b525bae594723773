import type { LogChannel } from "../../client/call-options.ts";
import type { SupervisorClient } from "../../client/supervisor-client.ts";
import { isFault } from "../../client/supervisor-fault.ts";
import { fromLineStart, processLog } from "../follow-logs.ts";
import { lineTime } from "./line-time.ts";
import type { Wanted } from "./log-reader.ts";
import type { FoundLogs, LogSource, MissingLog, Past } from "./log-source.ts";

/** The logs of a process over XML-RPC: the files that are being written, from a server that knows no others. */
export async function findRpcLogs(
  client: SupervisorClient,
  process: string,
  channels: readonly LogChannel[],
): Promise<FoundLogs> {
  const sources: LogSource[] = [];
  const missing: MissingLog[] = [];
  for (const channel of channels) {
    try {
      await readLog(client, process, channel, -1, 0);
      sources.push(new RpcLog(client, process, channel));
    } catch (error) {
      if (!isFault(error, "NO_FILE", "FAILED")) throw error;
      missing.push({ process, channel, reason: "the server has no file of it", usual: channel === "stderr" });
    }
  }
  return { sources, missing };
}

/** The last lines of a log that is being written; the text ends as the log does. */
export async function readLastLines(
  client: SupervisorClient,
  process: string,
  channel: LogChannel,
  lines: number,
): Promise<string> {
  if (lines === 0) return "";
  for (let bytes = Math.min(lines * 200, 65_536); ; bytes *= 4) {
    const text = await readLog(client, process, channel, -bytes, 0);
    const whole = Buffer.byteLength(text) < bytes;
    const begin = beginOfLast(text, lines);
    if (begin > 0 || whole || bytes > 2 ** 30) return text.slice(begin);
  }
}

/** Where so many last lines begin; 0 if there are no more. */
function beginOfLast(text: string, lines: number): number {
  let at = text.endsWith("\n") ? text.length - 1 : text.length;
  for (let count = 0; count < lines; count++) {
    if (at <= 0) return 0;
    at = text.lastIndexOf("\n", at - 1);
  }
  return at + 1;
}

class RpcLog implements LogSource {
  readonly process: string;
  readonly channel: LogChannel;
  readonly #client: SupervisorClient;

  constructor(client: SupervisorClient, process: string, channel: LogChannel) {
    this.#client = client;
    this.process = process;
    this.channel = channel;
  }

  /** Who follows gets the end of the log from the server by itself. */
  async past({ lines }: Wanted, follow: boolean): Promise<Past> {
    if (follow) return { lines: linesOf(""), timed: true };
    const text =
      lines === undefined
        ? await readLog(this.#client, this.process, this.channel, 0, 0)
        : await readLastLines(this.#client, this.process, this.channel, lines);
    return {
      lines: linesOf(text),
      timed: text === "" || text.split("\n").some((line) => lineTime(line) !== undefined),
    };
  }

  async *follow(signal: AbortSignal): AsyncGenerator<string, void> {
    const decoder = new TextDecoder();
    const log = fromLineStart(processLog(this.#client, this.process, this.channel));
    for await (const chunk of log.open(signal)) {
      yield decoder.decode(chunk, { stream: true });
    }
  }
}

async function* linesOf(text: string): AsyncGenerator<string, void> {
  if (text === "") return;
  yield* (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

function readLog(
  client: SupervisorClient,
  process: string,
  channel: LogChannel,
  offset: number,
  length: number,
): Promise<string> {
  return channel === "stdout"
    ? client.readProcessStdoutLog(process, offset, length)
    : client.readProcessStderrLog(process, offset, length);
}
