import { type XmlRpcValue } from "../xmlrpc/value.ts";
import { HttpConnection } from "./http-connection.ts";
import type { ConfigChanges, LogTail, MulticallResult, ProcessConfigInfo, ProcessInfo, ProcessResult, SupervisorState } from "./results.ts";
import { type Credentials, type ServerAddress } from "./server-address.ts";
/** Options of one call. */
export interface CallOptions {
    /** Ends the call: the promise rejects with the signal's reason. What the server has begun goes on. */
    readonly signal?: AbortSignal | undefined;
    /** Milliseconds until the answer must be there. A start or stop with `wait` takes as long as the processes do. */
    readonly timeoutMs?: number | undefined;
}
export interface ClientOptions extends CallOptions {
    /** User name and clear-text password for HTTP Basic authentication; they win over those in the URL. */
    readonly credentials?: Credentials | undefined;
}
/** Channel of a process's output. */
export type LogChannel = "stdout" | "stderr";
/**
 * A connection to one supervisord. Nothing is opened before the first call.
 *
 * @example
 * const client = new SupervisorClient("unix:///var/run/supervisor.sock");
 * for (const process of await client.getAllProcessInfo()) console.log(process.group, process.name, process.statename);
 * await client.startProcess("web", true, { timeoutMs: 30_000 });
 * client.close();
 */
export declare class SupervisorClient {
    #private;
    /** The server's URL, without credentials. */
    readonly serverUrl: string;
    /**
     * @param serverUrl `unix:///path/to.sock`, `http://host:port` or a parsed address. Throws RangeError for others.
     * @param options credentials, and a signal and time limit that hold for every call without its own.
     */
    constructor(serverUrl: string | ServerAddress | HttpConnection, options?: ClientOptions);
    /** The same connection with other defaults: `client.with({ signal })` makes calls that this signal ends. */
    with(options: CallOptions): SupervisorClient;
    /** Closes the connections. Calls under way end; the client can still be used and then connects anew. */
    close(): void;
    /**
     * Calls any method, e.g. one of an `[rpcinterface:x]` plugin.
     *
     * @param method full name, `namespace.method`
     */
    call(method: string, params?: readonly XmlRpcValue[], options?: CallOptions): Promise<XmlRpcValue>;
    /** Version of the interface, "3.0". */
    getAPIVersion(options?: CallOptions): Promise<string>;
    /** Older name of `getAPIVersion`. */
    getVersion(options?: CallOptions): Promise<string>;
    /** Version of the server's software, e.g. "5.0.0". */
    getSupervisorVersion(options?: CallOptions): Promise<string>;
    /** The server's `identifier` option. */
    getIdentification(options?: CallOptions): Promise<string>;
    /** State of the server itself. */
    getState(options?: CallOptions): Promise<SupervisorState>;
    /** Process id of the server. */
    getPID(options?: CallOptions): Promise<number>;
    /**
     * Part of the activity log: `length` bytes from `offset`. A length of 0 reads to the end; an offset below 0 (with
     * length 0) counts from the end. Faults: BAD_ARGUMENTS, NO_FILE, FAILED.
     */
    readLog(offset: number, length: number, options?: CallOptions): Promise<string>;
    /** Older name of `readLog`. */
    readMainLog(offset: number, length: number, options?: CallOptions): Promise<string>;
    /** Empties the activity log. Faults: NO_FILE, FAILED. */
    clearLog(options?: CallOptions): Promise<true>;
    /** Asks the server to stop all processes and end. Resolves at once. Fault: SHUTDOWN_STATE if it already does. */
    shutdown(options?: CallOptions): Promise<true>;
    /** Asks the server to stop all processes and begin anew with its configuration. Fault: SHUTDOWN_STATE. */
    restart(options?: CallOptions): Promise<true>;
    /** Reads the configuration again and tells what differs from what runs; changes nothing. Fault: CANT_REREAD. */
    reloadConfig(options?: CallOptions): Promise<ConfigChanges>;
    /** Activates a group of the configuration that was last read. Faults: ALREADY_ADDED, BAD_NAME, FAILED. */
    addProcessGroup(group: string, options?: CallOptions): Promise<true>;
    /** Removes a group whose processes have all stopped. Faults: BAD_NAME, STILL_RUNNING. */
    removeProcessGroup(group: string, options?: CallOptions): Promise<true>;
    /**
     * Starts a process (`name` or `group:name`) and, with `wait`, waits until it is RUNNING. `group:*` starts a whole
     * group and gives its results instead. Faults: BAD_NAME, NO_FILE, NOT_EXECUTABLE, ALREADY_STARTED, SPAWN_ERROR,
     * ABNORMAL_TERMINATION.
     */
    startProcess(name: string, wait?: boolean, options?: CallOptions): Promise<true | readonly ProcessResult[]>;
    /** Starts those processes of a group that do not run. Fault: BAD_NAME. */
    startProcessGroup(group: string, wait?: boolean, options?: CallOptions): Promise<readonly ProcessResult[]>;
    /** Starts every process that does not run. */
    startAllProcesses(wait?: boolean, options?: CallOptions): Promise<readonly ProcessResult[]>;
    /**
     * Stops a process (`name` or `group:name`) and, with `wait`, waits until it has ended. `group:*` stops a whole group
     * and gives its results instead. Faults: BAD_NAME, NOT_RUNNING, FAILED.
     */
    stopProcess(name: string, wait?: boolean, options?: CallOptions): Promise<true | readonly ProcessResult[]>;
    /** Stops the running processes of a group. Fault: BAD_NAME. */
    stopProcessGroup(group: string, wait?: boolean, options?: CallOptions): Promise<readonly ProcessResult[]>;
    /** Stops every running process. */
    stopAllProcesses(wait?: boolean, options?: CallOptions): Promise<readonly ProcessResult[]>;
    /**
     * Sends a signal, by name ("HUP", "SIGHUP") or number, to a process, or with `group:*` to a group. Faults: BAD_NAME,
     * BAD_SIGNAL, NOT_RUNNING, FAILED.
     */
    signalProcess(name: string, signal: string | number, options?: CallOptions): Promise<true | readonly ProcessResult[]>;
    /** Sends a signal to the running processes of a group. Faults: BAD_NAME; BAD_SIGNAL comes in each result. */
    signalProcessGroup(group: string, signal: string | number, options?: CallOptions): Promise<readonly ProcessResult[]>;
    /** Sends a signal to every running process. BAD_SIGNAL comes in each result. */
    signalAllProcesses(signal: string | number, options?: CallOptions): Promise<readonly ProcessResult[]>;
    /** One process, by `name` or `group:name`. Fault: BAD_NAME. */
    getProcessInfo(name: string, options?: CallOptions): Promise<ProcessInfo>;
    /** Every process, sorted by group and name. */
    getAllProcessInfo(options?: CallOptions): Promise<readonly ProcessInfo[]>;
    /** The configuration that was last read, active or not, sorted by name. */
    getAllConfigInfo(options?: CallOptions): Promise<readonly ProcessConfigInfo[]>;
    /** Part of a process's stdout log, with the offsets of `readLog`. Faults: BAD_NAME, NO_FILE, BAD_ARGUMENTS, FAILED. */
    readProcessStdoutLog(name: string, offset: number, length: number, options?: CallOptions): Promise<string>;
    /** Older name of `readProcessStdoutLog`. */
    readProcessLog(name: string, offset: number, length: number, options?: CallOptions): Promise<string>;
    /** Part of a process's stderr log, with the offsets of `readLog`. Faults: BAD_NAME, NO_FILE, BAD_ARGUMENTS, FAILED. */
    readProcessStderrLog(name: string, offset: number, length: number, options?: CallOptions): Promise<string>;
    /** The end of a process's stdout log: what came after `offset`, at most `length` bytes. Fault: BAD_NAME. */
    tailProcessStdoutLog(name: string, offset: number, length: number, options?: CallOptions): Promise<LogTail>;
    /** Older name of `tailProcessStdoutLog`. */
    tailProcessLog(name: string, offset: number, length: number, options?: CallOptions): Promise<LogTail>;
    /** The end of a process's stderr log: what came after `offset`, at most `length` bytes. Fault: BAD_NAME. */
    tailProcessStderrLog(name: string, offset: number, length: number, options?: CallOptions): Promise<LogTail>;
    /** Empties both logs of a process. Faults: BAD_NAME, FAILED. */
    clearProcessLogs(name: string, options?: CallOptions): Promise<true>;
    /** Older name of `clearProcessLogs`. */
    clearProcessLog(name: string, options?: CallOptions): Promise<true>;
    /** Empties the logs of every process. */
    clearAllProcessLogs(options?: CallOptions): Promise<readonly ProcessResult[]>;
    /** Writes text, as UTF-8, to a process's stdin. Faults: BAD_NAME, NOT_RUNNING, NO_FILE (it is closed). */
    sendProcessStdin(name: string, chars: string, options?: CallOptions): Promise<true>;
    /** Sends a REMOTE_COMMUNICATION event to the event listeners. */
    sendRemoteCommEvent(type: string, data: string, options?: CallOptions): Promise<true>;
    /** Names of every method that the server has, sorted. */
    listMethods(options?: CallOptions): Promise<readonly string[]>;
    /** Documentation of a method, for people. Fault: SIGNATURE_UNSUPPORTED for an unknown name. */
    methodHelp(method: string, options?: CallOptions): Promise<string>;
    /** Type of the result, then those of the parameters. Fault: SIGNATURE_UNSUPPORTED for an unknown name. */
    methodSignature(method: string, options?: CallOptions): Promise<readonly string[]>;
    /** Several calls in one request, made one after another; each has its own result or fault, in the same order. */
    multicall(calls: readonly {
        readonly method: string;
        readonly params?: readonly XmlRpcValue[];
    }[], options?: CallOptions): Promise<readonly MulticallResult[]>;
    /**
     * Follows the log of a process: the last 1,024 bytes, then what is added, through rotation and clearing, until the
     * loop is left, the signal fires or the server ends. Yields bytes as they come: a character may be cut in two, so
     * decode with a `TextDecoder` and `{ stream: true }`. Throws ConnectionError with status 404 for an unknown process
     * and for one without a log. `timeoutMs` limits the time to the first answer only.
     *
     * @example
     * for await (const chunk of client.followProcessLog("web", "stderr")) process.stdout.write(chunk);
     */
    followProcessLog(name: string, channel?: LogChannel, options?: CallOptions): AsyncGenerator<Buffer, void>;
    /** Follows the activity log as `followProcessLog` does. Throws ConnectionError with status 404 if there is none. */
    followMainLog(options?: CallOptions): AsyncGenerator<Buffer, void>;
}
