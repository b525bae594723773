/**
 * `supervisor-ts/client`: a client of supervisord's XML-RPC interface.
 *
 * @example
 * import { SupervisorClient } from "supervisor-ts/client";
 *
 * const client = new SupervisorClient("unix:///var/run/supervisor.sock");
 * console.log(await client.getAllProcessInfo());
 * client.close();
 */
export type { XmlRpcStruct, XmlRpcValue } from "../xmlrpc/value.ts";
export { ConnectionError, type ConnectionProblem } from "./connection-error.ts";
export type { ConfigChanges, LogTail, MulticallResult, ProcessConfigInfo, ProcessInfo, ProcessResult, ProcessStateName, SupervisorState, } from "./results.ts";
export type { Credentials, ServerAddress } from "./server-address.ts";
export { type CallOptions, type ClientOptions, type LogChannel, SupervisorClient } from "./supervisor-client.ts";
export { type FaultName, faultCodes, isFault, SupervisorFault } from "./supervisor-fault.ts";
