/**
 * Answers to XML-RPC calls in JSON, for clients that ask for it: Node reads and writes JSON natively, and XML by code that is cold in
 * a command's short life. Only what both carry alike goes this way: no dates, no bytes, no long texts, and no character that
 * `escapeText` has to replace.
 */
import type { ParsedResponse } from "./parse-response.ts";
import { PreparedStruct } from "./prepared-struct.ts";
import type { ResultValue } from "./result-value.ts";
import type { XmlRpcValue } from "./value.ts";

/** What a client accepts that can read these. A type of its own: others name application/json and mean no RPC. */
export const jsonResponseType = "application/vnd.supervisor-ts.rpc+json";

/**
 * A result in pieces, each the work of a moment: the caller may rest after each. A piece is undefined, and the last, where JSON
 * cannot carry the value.
 */
export function* renderJsonResponse(value: ResultValue): Generator<string | undefined, void, undefined> {
  if (!Array.isArray(value)) {
    const text = toJson(value);
    yield text && `{"result":${text}}`;
    return;
  }
  yield '{"result":[';
  for (let from = 0; from < value.length; from += itemsAtOnce) {
    const text = toJson(value.slice(from, from + itemsAtOnce));
    yield text && `${from === 0 ? "" : ","}${text.slice(1, -1)}`;
    if (text === undefined) return;
  }
  yield "]}";
}

const itemsAtOnce = 100;

/** A fault; undefined where JSON cannot carry its text. */
export function renderJsonFault(code: number, text: string): string | undefined {
  return toJson({ faultCode: code, faultString: text });
}

/** Reads what either gives. Takes any input. */
export function parseJsonResponse(bytes: Uint8Array): ParsedResponse {
  let answer: unknown;
  try {
    answer = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  } catch {
    return { kind: "malformed", reason: "not valid JSON" };
  }
  const { result, faultCode, faultString } = (answer ?? {}) as Readonly<Record<string, XmlRpcValue | undefined>>;
  if (result !== undefined) return { kind: "value", value: result };
  if (typeof faultCode === "number" && typeof faultString === "string") {
    return { kind: "fault", code: faultCode, text: faultString };
  }
  return { kind: "malformed", reason: "neither a result nor a fault" };
}

/** Whether an answer is to be read as JSON: no XML document begins so. */
export function isJsonResponse(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7b;
}

function toJson(result: ResultValue): string | undefined {
  const value = Array.isArray(result) ? result.map(structOf) : structOf(result);
  if (!isCarried(value)) return undefined;
  const text = JSON.stringify(value);
  return replacedInXml.test(text) ? undefined : text;
}

function structOf(value: ResultValue): ResultValue {
  return value instanceof PreparedStruct ? value.struct : value;
}

/** As JSON writes them. A backslash before one of these letters is taken for it, and costs only the way over XML. */
const replacedInXml = /\\[ubf]|[\uFFFE\uFFFF]/;

/** Plugins may answer anything. */
function isCarried(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "string" || typeof value === "boolean" || value === null) return true;
  if (Array.isArray(value)) return value.every(isCarried);
  if (typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isCarried);
}
