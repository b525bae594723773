import { isJsonResponse, parseJsonResponse } from "../xmlrpc/json-response.ts";
import { type ParsedResponse, parseResponse } from "../xmlrpc/parse-response.ts";
import { isStruct, type XmlRpcStruct, type XmlRpcValue } from "../xmlrpc/value.ts";
import type { LogTail, MulticallResult, ProcessDetails } from "./results.ts";
import { SupervisorFault } from "./supervisor-fault.ts";

/** Reads an answer, in JSON or XML. Takes any input. */
export function parseAnswer(bytes: Uint8Array): ParsedResponse {
  if (isJsonResponse(bytes)) return parseJsonResponse(bytes);
  const response = parseResponse(bytes);
  return response.kind === "value" ? { ...response, value: withPrototypes(response.value) } : response;
}

/** Structs come out of XML without a prototype, which looks odd to those who print or compare them. */
function withPrototypes(value: XmlRpcValue): XmlRpcValue {
  if (Array.isArray(value)) return value.map(withPrototypes);
  if (!isStruct(value)) return value;
  // A member `__proto__` becomes a property like any other here.
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withPrototypes(member)]));
}

/** Of all that the server tells, what is promised. */
export function promisedDetails({ group, name, pid, usage, trouble, flapping }: ProcessDetails): ProcessDetails {
  return { group, name, pid, usage, trouble, flapping };
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
