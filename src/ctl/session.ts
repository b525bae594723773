import { setMaxListeners } from "node:events";
import { HttpConnection } from "../client/http-connection.ts";
import { JsonApi } from "../client/json-api.ts";
import type { ProcessInfo } from "../client/results.ts";
import { type Credentials, parseServerUrl, type ServerUrl } from "../client/server-address.ts";
import { SupervisorClient } from "../client/supervisor-client.ts";
import type { CommandInfo } from "./command-info.ts";
import { completeLine } from "./complete-line.ts";
import { UnusableUrl } from "./failure.ts";
import type { InputLine, LineSource } from "./line-source.ts";
import type { Terminal } from "./terminal.ts";
import type { UrlOrigin } from "./url-origin.ts";

export interface SessionOptions<Action extends CommandInfo> {
  readonly terminal: Terminal;
  /** Every action, those of plugins included. */
  readonly commands: readonly Action[];
  readonly serverUrl: string;
  readonly urlOrigin: UrlOrigin;
  readonly credentials: Credentials | undefined;
  /** Whether there is somebody to ask: `-i`, or the shell. */
  readonly interactive: boolean;
  /** Lines of former sessions, the oldest first. */
  readonly history?: readonly string[];
}

/** A name that nobody has, and what it was typed for: processes (`web`, `app:*`), or a group by its own name. */
export interface MissedName {
  readonly name: string;
  readonly kind: "processes" | "group";
}

/** One run of supervisorctl: the server that it talks to, the terminal, and the exit status so far. */
export class Session<Action extends CommandInfo = CommandInfo> {
  readonly terminal: Terminal;
  readonly interactive: boolean;
  readonly commands: readonly Action[];
  /** The last assignment during a command wins. */
  exitStatus = 0;
  #serverUrl: string;
  #urlOrigin: UrlOrigin;
  #credentials: Credentials | undefined;
  #client: SupervisorClient | undefined;
  #api: JsonApi | undefined;
  #interruption = abortOfMany();
  #lines: Promise<LineSource> | undefined;
  /** Asked for once a line, when something is completed. */
  #processes: Promise<readonly ProcessInfo[]> | undefined;
  readonly #history: readonly string[];
  readonly #missedNames: MissedName[] = [];

  constructor(options: SessionOptions<Action>) {
    this.terminal = options.terminal;
    this.interactive = options.interactive;
    this.commands = options.commands;
    this.#serverUrl = options.serverUrl;
    this.#urlOrigin = options.urlOrigin;
    this.#credentials = options.credentials;
    this.#history = options.history ?? [];
  }

  /** The server's URL as the user wrote it, but for a password in it. */
  get serverUrl(): string {
    return withoutPassword(this.#serverUrl);
  }

  get urlOrigin(): UrlOrigin {
    return this.#urlOrigin;
  }

  /** Ended by Ctrl-C during a command of the shell. Throws UnusableUrl when the URL cannot be one of a server. */
  get client(): SupervisorClient {
    if (this.#client === undefined) {
      const { address, credentials } = this.#server();
      this.#client = new SupervisorClient(address, { credentials, signal: this.#interruption.signal });
    }
    return this.#client;
  }

  /** An action did not find a name that was typed: when it has told so, what was meant is looked for. */
  missName(name: string, kind: MissedName["kind"] = "processes"): void {
    this.#missedNames.push({ name, kind });
  }

  /** The names that were missed since this was last asked. */
  takeMissedNames(): readonly MissedName[] {
    return this.#missedNames.splice(0);
  }

  /** The server's JSON API, over a connection of its own. Throws UnusableUrl as `client` does. */
  get api(): JsonApi {
    if (this.#api === undefined) {
      const { address, credentials } = this.#server();
      this.#api = new JsonApi(new HttpConnection({ address, credentials }), { signal: this.#interruption.signal });
    }
    return this.#api;
  }

  #server(): Extract<ServerUrl, { ok: true }> {
    const parsed = parseServerUrl(this.#serverUrl);
    if (!parsed.ok) throw new UnusableUrl(withoutPassword(parsed.reason));
    return { ...parsed, credentials: this.#credentials ?? parsed.credentials };
  }

  /** The action of this exact name. */
  findCommand(name: string): Action | undefined {
    return this.commands.find((command) => command.name === name);
  }

  /** Prints a line, or what a server sent as several. */
  print(line: string): void {
    this.terminal.write(`${this.terminal.shown(line)}\n`);
  }

  /**
   * Says what went wrong: on standard output, where scripts expect what Supervisor says too, or on standard error, beside JSON
   * and logs.
   */
  complain(line: string, onStandardError = false): void {
    if (onStandardError) this.terminal.writeError(`${line}\n`);
    else this.print(line);
  }

  /** Prints a log that came as text. */
  printLog(text: string): void {
    this.terminal.write(`${this.terminal.shownLog(text)}\n`);
  }

  /** Turns to another server, with the credentials of its URL if it has some. */
  open(serverUrl: string): void {
    const parsed = parseServerUrl(serverUrl);
    if (parsed.ok && parsed.credentials !== undefined) this.#credentials = parsed.credentials;
    this.#serverUrl = serverUrl;
    this.#urlOrigin = { kind: "opened" };
    this.#disconnect();
  }

  /** Uses other credentials from now on. */
  authenticate(credentials: Credentials): void {
    this.#credentials = credentials;
    this.#disconnect();
  }

  /** Ends the calls that are under way; calls after `resume` work again. */
  interrupt(): void {
    this.#interruption.abort(new Interrupted());
  }

  resume(): void {
    if (!this.#interruption.signal.aborted) return;
    this.#interruption = abortOfMany();
    this.#disconnect();
  }

  /** Standard input; reading begins with the first call. */
  lines(): Promise<LineSource> {
    this.#lines ??= this.terminal.openLines({
      history: this.#history,
      complete: (line) => completeLine(line, this.commands, () => this.#findProcesses()),
    });
    return this.#lines;
  }

  /** What was looked up for the completion of the last line may have changed. */
  beginLine(): void {
    this.#processes = undefined;
  }

  /** Asks a question when there is somebody to ask; true for an answer that begins with y or Y, or without -i. */
  async confirms(question: string): Promise<boolean> {
    if (!this.interactive) return true;
    const answer = await this.ask(question);
    return answer.kind === "line" && /^y/i.test(answer.text);
  }

  /** The answer to a question; it belongs to no history. */
  async ask(question: string): Promise<InputLine> {
    const answer = await (await this.lines()).read(question, { history: false, completion: false });
    if (answer.kind !== "line") this.print("");
    return answer;
  }

  /** Runs `work` with a signal that Ctrl-C fires. Afterwards Ctrl-C means again what it meant before. */
  async untilInterrupted<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const abort = abortOfMany();
    const unlisten = this.terminal.onInterrupt(() => abort.abort(new Interrupted()));
    try {
      return await work(abort.signal);
    } finally {
      unlisten();
    }
  }

  /** Runs `work` while it has the keys to itself. */
  async withoutLines<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#lines === undefined ? await work() : await (await this.#lines).without(work);
  }

  async close(): Promise<void> {
    this.#disconnect();
    if (this.#lines !== undefined) (await this.#lines).close();
  }

  #findProcesses(): Promise<readonly ProcessInfo[]> {
    this.#processes ??= this.client.getAllProcessInfo({ timeoutMs: completionTimeoutMs });
    return this.#processes;
  }

  #disconnect(): void {
    this.#client?.close();
    this.#client = undefined;
    this.#api?.close();
    this.#api = undefined;
  }
}

/** Each of many requests that are under way, or logs that are followed, listens: that is no leak. */
function abortOfMany(): AbortController {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  return abort;
}

/** Messages end up in logs and in tickets. */
function withoutPassword(text: string): string {
  return text.replace(/(http:\/\/[^:@/\s]*:)[^/\s]*@/, "$1***@");
}

/** Nobody waits longer for a Tab. */
const completionTimeoutMs = 2_000;

/** Reason of what Ctrl-C ended. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
    this.name = "Interrupted";
  }
}
