/**
 * XML-RPC documents in the layout of Python's xmlrpc.client, byte for byte, since clients exist that take them apart
 * with string functions. Two deliberate differences keep text intact, see `escapeText`.
 */
import { escapeText } from "./escape-text.ts";
import { escapeUtf8 } from "./escape-utf8.ts";
import { LongText } from "./long-text.ts";
import { PreparedStruct } from "./prepared-struct.ts";
import type { ResultValue } from "./result-value.ts";
import type { XmlRpcStruct, XmlRpcValue } from "./value.ts";

/** A `<methodResponse>` with one result. */
export function renderResponse(value: XmlRpcValue): string {
  return `${beforeResult}${renderValue(value)}${afterResult}`;
}

/** The same for a result that may be long, piece by piece. What is bytes is UTF-8. */
export function* renderLongResponse(value: ResultValue): Generator<string | Uint8Array, void, undefined> {
  yield beforeResult;
  yield* renderLongValue(value);
  yield afterResult;
}

/** A `<methodResponse>` with a fault. */
export function renderFault(code: number, text: string): string {
  const fault = renderValue({ faultCode: code, faultString: text });
  return `${head}<methodResponse>\n<fault>\n${fault}</fault>\n</methodResponse>\n`;
}

/** A `<methodCall>`. */
export function renderCall(method: string, params: readonly XmlRpcValue[]): string {
  const rendered = params.map((param) => `<param>\n${renderValue(param)}</param>\n`).join("");
  const name = `<methodName>${escapeText(method)}</methodName>\n`;
  return `${head}<methodCall>\n${name}<params>\n${rendered}</params>\n</methodCall>\n`;
}

const head = "<?xml version='1.0'?>\n";
const beforeResult = `${head}<methodResponse>\n<params>\n<param>\n`;
const afterResult = "</param>\n</params>\n</methodResponse>\n";

function* renderLongValue(value: ResultValue): Generator<string | Uint8Array, void, undefined> {
  if (value instanceof LongText) {
    yield "<value><string>";
    for (const piece of value.take()) yield escapeUtf8(piece);
    yield "</string></value>\n";
  } else if (value instanceof PreparedStruct) yield* value.xml;
  else if (isArray(value)) {
    yield "<value><array><data>\n";
    for (const item of value) yield* renderLongValue(item);
    yield "</data></array></value>\n";
  } else yield renderValue(value);
}

export function renderValue(value: XmlRpcValue): string {
  if (typeof value === "string") return `<value><string>${escapeText(value)}</string></value>\n`;
  if (typeof value === "number") return `<value>${renderNumber(value)}</value>\n`;
  if (typeof value === "boolean") return `<value><boolean>${value ? 1 : 0}</boolean></value>\n`;
  // Python's writer leaves the line end out here, and only here.
  if (value === null) return "<value><nil/></value>";
  if (value instanceof Date) return `<value><dateTime.iso8601>${renderDate(value)}</dateTime.iso8601></value>\n`;
  if (value instanceof Uint8Array) return `<value><base64>\n${renderBase64(value)}</base64></value>\n`;
  if (isArray(value)) return `<value><array><data>\n${value.map(renderValue).join("")}</data></array></value>\n`;
  return `${beforeMembers}${renderMembers(value)}${afterMembers}`;
}

export const beforeMembers = "<value><struct>\n";
export const afterMembers = "</struct></value>\n";

/** The members of a struct, between `beforeMembers` and `afterMembers`. */
export function renderMembers(struct: XmlRpcStruct): string {
  let text = "";
  for (const [name, member] of Object.entries(struct)) {
    text += `<member>\n<name>${escapeText(name)}</name>\n${renderValue(member)}</member>\n`;
  }
  return text;
}

// Array.isArray does not narrow readonly arrays.
function isArray<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

/**
 * Integers beyond 32 bits (file sizes, `maxbytes` of 2GB) go out as `<int>` as well: Python, PHP, Ruby, Go and Node
 * read such a number exactly, clients that map results to typed fields get the integer they expect, and all of them
 * know the tag, which is not so of `<i8>`. (Supervisor answers these calls with HTTP 500.)
 */
function renderNumber(value: number): string {
  // `+ 0` makes -0 a plain 0.
  return Number.isSafeInteger(value) ? `<int>${value + 0}</int>` : `<double>${renderDouble(value)}</double>`;
}

/** The shortest digits that read back as the same number, spelled as Python's repr does. */
function renderDouble(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 16) {
    const plain = value.toFixed(Math.max(0, digits.replace(/[-.]/g, "").length - 1 - power));
    return plain.includes(".") ? plain : `${plain}.0`;
  }
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function renderDate(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll("-", "");
}

function renderBase64(bytes: Uint8Array): string {
  const digits = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  return digits.replace(/.{1,76}/g, "$&\n");
}
