import { isStruct, type XmlRpcStruct, type XmlRpcValue } from "../xmlrpc/value.ts";
import type { LogTail, MulticallResult } from "./results.ts";
import { SupervisorFault } from "./supervisor-fault.ts";

/** Structs come without a prototype, which looks odd to those who print or compare them. */
export function withPrototypes(value: XmlRpcValue): XmlRpcValue {
  if (Array.isArray(value)) return value.map(withPrototypes);
  if (!isStruct(value)) return value;
  // A member `__proto__` becomes a property like any other here.
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withPrototypes(member)]));
}

/** The end of a log, from the list that comes over the wire. */
export function toLogTail([text, offset, overflow]: [string, number, boolean]): LogTail {
  return { text, offset, overflow };
}

/** One of the answers of `system.multicall`: a fault comes as a struct among the values. */
export function multicallResult(value: XmlRpcValue): MulticallResult {
  const fault = faultOf(value);
  return fault === undefined ? { ok: true, value } : { ok: false, fault };
}

function faultOf(value: XmlRpcValue): SupervisorFault | undefined {
  if (!isStruct(value)) return undefined;
  const { faultCode, faultString } = value as XmlRpcStruct;
  return typeof faultCode === "number" && typeof faultString === "string"
    ? new SupervisorFault(faultCode, faultString)
    : undefined;
}
