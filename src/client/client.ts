/** What `import ... from "supervisor-ts/client"` gives. */

export type { XmlRpcStruct, XmlRpcValue } from "../xmlrpc/value.ts";
export { ConnectionError, type ConnectionProblem } from "./connection-error.ts";
export type {
  ConfigChanges,
  LogTail,
  MulticallResult,
  ProcessConfigInfo,
  ProcessInfo,
  ProcessResult,
  ProcessStateName,
  SupervisorState,
} from "./results.ts";
export { type Credentials, parseServerUrl, type ServerAddress, type ServerUrl } from "./server-address.ts";
export { type CallOptions, type ClientOptions, type LogChannel, SupervisorClient } from "./supervisor-client.ts";
export { type FaultName, faultCodes, isFault, SupervisorFault } from "./supervisor-fault.ts";
