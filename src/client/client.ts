/** What `import ... from "supervisor-ts/client"` gives. */

export { faultCodes } from "../xmlrpc/fault-codes.ts";
export type { XmlRpcStruct, XmlRpcValue } from "../xmlrpc/value.ts";
export type { CallOptions, ClientOptions, LogChannel } from "./call-options.ts";
export { ConnectionError, type ConnectionProblem } from "./connection-error.ts";
export type {
  ConfigChanges,
  LogTail,
  MulticallResult,
  ProcessConfigInfo,
  ProcessDetails,
  ProcessFlapping,
  ProcessInfo,
  ProcessResult,
  ProcessStateName,
  ProcessTrouble,
  ProcessUsage,
  SupervisorState,
} from "./results.ts";
export { type Credentials, parseServerUrl, type ServerAddress, type ServerUrl } from "./server-address.ts";
export { SupervisorClient } from "./supervisor-client.ts";
export { type FaultName, isFault, SupervisorFault } from "./supervisor-fault.ts";
