/**
 * A typed client of supervisord's XML-RPC interface, for Supervisor 3 and 4 as well as for supervisor-ts.
 *
 * Every method of the server is a method here, with the server's own name and order of arguments; options of the call
 * itself (a signal, a time limit) come last. All of them reject with
 * - `SupervisorFault` when the server refuses: an unknown name, a wrong state, ...
 * - `ConnectionError` when there is no answer, or none that Supervisor would give,
 * - the signal's reason when the call's AbortSignal fires.
 */
import { jsonResponseType } from "../xmlrpc/json-response.ts";
import { renderCall } from "../xmlrpc/render-response.ts";
import type { XmlRpcValue } from "../xmlrpc/value.ts";
import { multicallResult, parseAnswer, promisedDetails, toLogTail } from "./answers.ts";
import type { CallOptions, ClientOptions, LogChannel } from "./call-options.ts";
import { ConnectionError } from "./connection-error.ts";
import { connectTo, type HttpConnection, rpcPath } from "./http-connection.ts";
import { JsonApi } from "./json-api.ts";
import type {
  ConfigChanges,
  LogTail,
  MulticallResult,
  ProcessConfigInfo,
  ProcessDetails,
  ProcessInfo,
  ProcessResult,
  SupervisorState,
} from "./results.ts";
import type { ServerAddress } from "./server-address.ts";
import {
  anything,
  configChanges,
  listOf,
  logTail,
  number,
  processConfigs,
  processInfo,
  processResults,
  type Shape,
  supervisorState,
  text,
} from "./shape.ts";
import { SupervisorFault } from "./supervisor-fault.ts";

/**
 * A connection to one supervisord. Nothing is opened before the first call.
 *
 * @example
 * const client = new SupervisorClient("unix:///var/run/supervisor.sock");
 * for (const process of await client.getAllProcessInfo()) console.log(process.group, process.name, process.statename);
 * await client.startProcess("web", true, { timeoutMs: 30_000 });
 * client.close();
 */
export class SupervisorClient {
  /** The server's URL, without credentials. */
  readonly serverUrl: string;
  readonly #connection: HttpConnection;
  readonly #defaults: CallOptions;

  /**
   * @param server `unix:///path/to.sock` or `http://host:port` (throws RangeError for others), a parsed address, or
   *   another client, whose connections are then shared.
   * @param options credentials, and a signal and time limit that hold for every call without its own.
   */
  constructor(server: string | ServerAddress | SupervisorClient, options: ClientOptions = {}) {
    const { signal, timeoutMs } = options;
    this.#connection = server instanceof SupervisorClient ? server.#connection : connectTo(server, options.credentials);
    this.#defaults = { signal, timeoutMs };
    this.serverUrl = this.#connection.url;
  }

  /** The same connection with other defaults: `client.with({ signal })` makes calls that this signal ends. */
  with(options: CallOptions): SupervisorClient {
    return new SupervisorClient(this, { ...this.#defaults, ...options });
  }

  /** Closes the connections. Calls under way end; the client can still be used and then connects anew. */
  close(): void {
    this.#connection.close();
  }

  /**
   * Calls any method, e.g. one of an `[rpcinterface:x]` plugin.
   *
   * @param method full name, `namespace.method`
   */
  async call(method: string, params: readonly XmlRpcValue[] = [], options?: CallOptions): Promise<XmlRpcValue> {
    const body = renderCall(method, params);
    const answer = await this.#connection.exchange({
      method: "POST",
      path: rpcPath,
      body,
      accept: `${jsonResponseType}, text/xml`,
      ...this.#defaults,
      ...options,
    });
    const response = parseAnswer(answer);
    if (response.kind === "value") return response.value;
    if (response.kind === "fault") throw new SupervisorFault(response.code, response.text);
    throw new ConnectionError(
      "not-supervisord",
      this.serverUrl,
      `the answer to ${method} is not XML-RPC: ${response.reason}`,
    );
  }

  /** Rejects an answer of another shape, so that what has a type here has it at run time, too. */
  async #ask<Result>(
    method: string,
    params: readonly XmlRpcValue[],
    options: CallOptions | undefined,
    shape: Shape,
  ): Promise<Result> {
    const answer = await this.call(method, params, options);
    if (shape(answer)) return answer as unknown as Result;
    throw new ConnectionError(
      "not-supervisord",
      this.serverUrl,
      `the answer to ${method} is not what Supervisor gives`,
    );
  }

  #supervisor<Result>(
    method: string,
    params: readonly XmlRpcValue[],
    options: CallOptions | undefined,
    shape: Shape = anything,
  ): Promise<Result> {
    return this.#ask(`supervisor.${method}`, params, options, shape);
  }

  /** Version of the interface, "3.0". */
  getAPIVersion(options?: CallOptions): Promise<string> {
    return this.#supervisor("getAPIVersion", [], options, text);
  }

  /** Older name of `getAPIVersion`. */
  getVersion(options?: CallOptions): Promise<string> {
    return this.#supervisor("getVersion", [], options, text);
  }

  /** Version of the server's software, e.g. "5.0.0". */
  getSupervisorVersion(options?: CallOptions): Promise<string> {
    return this.#supervisor("getSupervisorVersion", [], options, text);
  }

  /** The server's `identifier` option. */
  getIdentification(options?: CallOptions): Promise<string> {
    return this.#supervisor("getIdentification", [], options, text);
  }

  /** State of the server itself. */
  getState(options?: CallOptions): Promise<SupervisorState> {
    return this.#supervisor("getState", [], options, supervisorState);
  }

  /** Process id of the server. */
  getPID(options?: CallOptions): Promise<number> {
    return this.#supervisor("getPID", [], options, number);
  }

  /**
   * Part of the activity log: `length` bytes from `offset`. A length of 0 reads to the end; an offset below 0 (with
   * length 0) counts from the end. Faults: BAD_ARGUMENTS, NO_FILE, FAILED.
   */
  readLog(offset: number, length: number, options?: CallOptions): Promise<string> {
    return this.#supervisor("readLog", [offset, length], options, text);
  }

  /** Older name of `readLog`. */
  readMainLog(offset: number, length: number, options?: CallOptions): Promise<string> {
    return this.#supervisor("readMainLog", [offset, length], options, text);
  }

  /** Empties the activity log. Faults: NO_FILE, FAILED. */
  clearLog(options?: CallOptions): Promise<true> {
    return this.#supervisor("clearLog", [], options);
  }

  /** Asks the server to stop all processes and end. Resolves at once. Fault: SHUTDOWN_STATE if it already does. */
  shutdown(options?: CallOptions): Promise<true> {
    return this.#supervisor("shutdown", [], options);
  }

  /** Asks the server to stop all processes and begin anew with its configuration. Fault: SHUTDOWN_STATE. */
  restart(options?: CallOptions): Promise<true> {
    return this.#supervisor("restart", [], options);
  }

  /** Reads the configuration again and tells what differs from what runs; changes nothing. Fault: CANT_REREAD. */
  async reloadConfig(options?: CallOptions): Promise<ConfigChanges> {
    const [changes] = await this.#supervisor<[[string[], string[], string[]]]>(
      "reloadConfig",
      [],
      options,
      configChanges,
    );
    const [added, changed, removed] = changes;
    return { added, changed, removed };
  }

  /** Activates a group of the configuration that was last read. Faults: ALREADY_ADDED, BAD_NAME, FAILED. */
  addProcessGroup(group: string, options?: CallOptions): Promise<true> {
    return this.#supervisor("addProcessGroup", [group], options);
  }

  /** Removes a group whose processes have all stopped. Faults: BAD_NAME, STILL_RUNNING. */
  removeProcessGroup(group: string, options?: CallOptions): Promise<true> {
    return this.#supervisor("removeProcessGroup", [group], options);
  }

  /**
   * Starts a process (`name` or `group:name`) and, with `wait`, waits until it is RUNNING. `group:*` starts a whole
   * group and gives its results instead. Faults: BAD_NAME, NO_FILE, NOT_EXECUTABLE, ALREADY_STARTED, SPAWN_ERROR,
   * ABNORMAL_TERMINATION.
   */
  startProcess(name: string, wait = true, options?: CallOptions): Promise<true | readonly ProcessResult[]> {
    return this.#supervisor("startProcess", [name, wait], options);
  }

  /** Starts those processes of a group that do not run. Fault: BAD_NAME. */
  startProcessGroup(group: string, wait = true, options?: CallOptions): Promise<readonly ProcessResult[]> {
    return this.#supervisor("startProcessGroup", [group, wait], options, processResults);
  }

  /** Starts every process that does not run. */
  startAllProcesses(wait = true, options?: CallOptions): Promise<readonly ProcessResult[]> {
    return this.#supervisor("startAllProcesses", [wait], options, processResults);
  }

  /**
   * Stops a process (`name` or `group:name`) and, with `wait`, waits until it has ended. `group:*` stops a whole group
   * and gives its results instead. Faults: BAD_NAME, NOT_RUNNING, FAILED.
   */
  stopProcess(name: string, wait = true, options?: CallOptions): Promise<true | readonly ProcessResult[]> {
    return this.#supervisor("stopProcess", [name, wait], options);
  }

  /** Stops the running processes of a group. Fault: BAD_NAME. */
  stopProcessGroup(group: string, wait = true, options?: CallOptions): Promise<readonly ProcessResult[]> {
    return this.#supervisor("stopProcessGroup", [group, wait], options, processResults);
  }

  /** Stops every running process. */
  stopAllProcesses(wait = true, options?: CallOptions): Promise<readonly ProcessResult[]> {
    return this.#supervisor("stopAllProcesses", [wait], options, processResults);
  }

  /**
   * Sends a signal, by name ("HUP", "SIGHUP") or number, to a process, or with `group:*` to a group. Faults: BAD_NAME,
   * BAD_SIGNAL, NOT_RUNNING, FAILED.
   */
  signalProcess(
    name: string,
    signal: string | number,
    options?: CallOptions,
  ): Promise<true | readonly ProcessResult[]> {
    return this.#supervisor("signalProcess", [name, signal], options);
  }

  /** Sends a signal to the running processes of a group. Faults: BAD_NAME; BAD_SIGNAL comes in each result. */
  signalProcessGroup(group: string, signal: string | number, options?: CallOptions): Promise<readonly ProcessResult[]> {
    return this.#supervisor("signalProcessGroup", [group, signal], options, processResults);
  }

  /** Sends a signal to every running process. BAD_SIGNAL comes in each result. */
  signalAllProcesses(signal: string | number, options?: CallOptions): Promise<readonly ProcessResult[]> {
    return this.#supervisor("signalAllProcesses", [signal], options, processResults);
  }

  /** One process, by `name` or `group:name`. Fault: BAD_NAME. */
  getProcessInfo(name: string, options?: CallOptions): Promise<ProcessInfo> {
    return this.#supervisor("getProcessInfo", [name], options, processInfo);
  }

  /** Every process, sorted by group and name. */
  getAllProcessInfo(options?: CallOptions): Promise<readonly ProcessInfo[]> {
    return this.#supervisor("getAllProcessInfo", [], options, listOf(processInfo));
  }

  /**
   * What supervisor-ts knows beyond `getAllProcessInfo`, from its JSON API: what processes use, why they are down, whether
   * they are flapping. Undefined where the server cannot tell.
   * @param only "problems": only of those that somebody should look at
   */
  async getAllProcessDetails(
    only: "all" | "problems" = "all",
    options?: CallOptions,
  ): Promise<readonly ProcessDetails[] | undefined> {
    const details = await new JsonApi(this.#connection, this.#defaults).details(only, options);
    return details?.map(promisedDetails);
  }

  /** The configuration that was last read, active or not, sorted by name. */
  getAllConfigInfo(options?: CallOptions): Promise<readonly ProcessConfigInfo[]> {
    return this.#supervisor("getAllConfigInfo", [], options, processConfigs);
  }

  /** Part of a process's stdout log, with the offsets of `readLog`. Faults: BAD_NAME, NO_FILE, BAD_ARGUMENTS, FAILED. */
  readProcessStdoutLog(name: string, offset: number, length: number, options?: CallOptions): Promise<string> {
    return this.#supervisor("readProcessStdoutLog", [name, offset, length], options, text);
  }

  /** Older name of `readProcessStdoutLog`. */
  readProcessLog(name: string, offset: number, length: number, options?: CallOptions): Promise<string> {
    return this.#supervisor("readProcessLog", [name, offset, length], options, text);
  }

  /** Part of a process's stderr log, with the offsets of `readLog`. Faults: BAD_NAME, NO_FILE, BAD_ARGUMENTS, FAILED. */
  readProcessStderrLog(name: string, offset: number, length: number, options?: CallOptions): Promise<string> {
    return this.#supervisor("readProcessStderrLog", [name, offset, length], options, text);
  }

  /** The end of a process's stdout log: what came after `offset`, at most `length` bytes. Fault: BAD_NAME. */
  async tailProcessStdoutLog(name: string, offset: number, length: number, options?: CallOptions): Promise<LogTail> {
    return toLogTail(await this.#supervisor("tailProcessStdoutLog", [name, offset, length], options, logTail));
  }

  /** Older name of `tailProcessStdoutLog`. */
  async tailProcessLog(name: string, offset: number, length: number, options?: CallOptions): Promise<LogTail> {
    return toLogTail(await this.#supervisor("tailProcessLog", [name, offset, length], options, logTail));
  }

  /** The end of a process's stderr log: what came after `offset`, at most `length` bytes. Fault: BAD_NAME. */
  async tailProcessStderrLog(name: string, offset: number, length: number, options?: CallOptions): Promise<LogTail> {
    return toLogTail(await this.#supervisor("tailProcessStderrLog", [name, offset, length], options, logTail));
  }

  /** Empties both logs of a process. Faults: BAD_NAME, FAILED. */
  clearProcessLogs(name: string, options?: CallOptions): Promise<true> {
    return this.#supervisor("clearProcessLogs", [name], options);
  }

  /** Older name of `clearProcessLogs`. */
  clearProcessLog(name: string, options?: CallOptions): Promise<true> {
    return this.#supervisor("clearProcessLog", [name], options);
  }

  /** Empties the logs of every process. */
  clearAllProcessLogs(options?: CallOptions): Promise<readonly ProcessResult[]> {
    return this.#supervisor("clearAllProcessLogs", [], options, processResults);
  }

  /** Writes text, as UTF-8, to a process's stdin. Faults: BAD_NAME, NOT_RUNNING, NO_FILE (it is closed). */
  sendProcessStdin(name: string, chars: string, options?: CallOptions): Promise<true> {
    return this.#supervisor("sendProcessStdin", [name, chars], options);
  }

  /** Sends a REMOTE_COMMUNICATION event to the event listeners. */
  sendRemoteCommEvent(type: string, data: string, options?: CallOptions): Promise<true> {
    return this.#supervisor("sendRemoteCommEvent", [type, data], options);
  }

  /** Names of every method that the server has, sorted. */
  async listMethods(options?: CallOptions): Promise<readonly string[]> {
    return await this.#ask("system.listMethods", [], options, listOf(text));
  }

  /** Documentation of a method, for people. Fault: SIGNATURE_UNSUPPORTED for an unknown name. */
  async methodHelp(method: string, options?: CallOptions): Promise<string> {
    return await this.#ask("system.methodHelp", [method], options, text);
  }

  /** Type of the result, then those of the parameters. Fault: SIGNATURE_UNSUPPORTED for an unknown name. */
  async methodSignature(method: string, options?: CallOptions): Promise<readonly string[]> {
    return await this.#ask("system.methodSignature", [method], options, listOf(text));
  }

  /** Several calls in one request, made one after another; each has its own result or fault, in the same order. */
  async multicall(
    calls: readonly { readonly method: string; readonly params?: readonly XmlRpcValue[] }[],
    options?: CallOptions,
  ): Promise<readonly MulticallResult[]> {
    const structs = calls.map(({ method, params = [] }) => ({ methodName: method, params }));
    const results = await this.#ask<readonly XmlRpcValue[]>("system.multicall", [structs], options, listOf(anything));
    return results.map(multicallResult);
  }

  /**
   * Follows the log of a process: the last 1,024 bytes, then what is added, through rotation and clearing, until the
   * loop is left (which closes the connection), the signal fires or the server ends. Where the log was cleared the server
   * may put a line `==> File truncated <==`. Yields bytes as they come: a character may be cut in two, so decode with a
   * `TextDecoder` and `{ stream: true }`. Throws ConnectionError with status 404 for an unknown process
   * and for one without a log. `timeoutMs` limits the time to the first answer only.
   *
   * @example
   * for await (const chunk of client.followProcessLog("web", "stderr")) process.stdout.write(chunk);
   */
  followProcessLog(name: string, channel: LogChannel = "stdout", options?: CallOptions): AsyncGenerator<Buffer, void> {
    return this.#follow(`/logtail/${encodeURIComponent(name).replaceAll("%3A", ":")}/${channel}`, options);
  }

  /** Follows the activity log as `followProcessLog` does. Throws ConnectionError with status 404 if there is none. */
  followMainLog(options?: CallOptions): AsyncGenerator<Buffer, void> {
    return this.#follow("/mainlogtail", options);
  }

  #follow(path: string, options?: CallOptions): AsyncGenerator<Buffer, void> {
    return this.#connection.stream({ method: "GET", path, ...this.#defaults, ...options });
  }
}
