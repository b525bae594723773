import { isXmlSpace, type XmlDocument } from "./document.ts";
import type { XmlRpcStruct, XmlRpcValue } from "./value.ts";
import { XmlError } from "./xml-reader.ts";

/** Levels of arrays and structs within each other; the API needs four, the stack would bear some thousands. */
const maxDepth = 64;

/** Reads `<value>...</value>`. Throws XmlError. */
export function readValue(document: XmlDocument, depth = 0): XmlRpcValue {
  if (depth > maxDepth) throw new XmlError(`values nested deeper than ${maxDepth} levels`);
  document.open("value");
  let text = "";
  if (document.current.kind === "text") {
    text = document.current.text;
    document.advance();
  }
  const token = document.current;
  if (token.kind !== "open") {
    // A value without a type is a string, its white space included.
    document.close("value");
    return text;
  }
  if (!isXmlSpace(text)) throw new XmlError("text beside a typed value");
  document.advance();
  const value = readTyped(document, token.name, depth);
  document.close("value");
  return value;
}

function readTyped(document: XmlDocument, type: string, depth: number): XmlRpcValue {
  if (type === "array") return readArray(document, depth);
  if (type === "struct") return readStruct(document, depth);
  const read = scalars.get(type);
  if (read === undefined) throw new XmlError(`unknown type <${type}>`);
  return read(document.textUntilClose(type));
}

function readArray(document: XmlDocument, depth: number): XmlRpcValue[] {
  const items: XmlRpcValue[] = [];
  // Some writers leave <data> out of an empty array.
  if (document.at("data")) {
    document.open("data");
    while (document.at("value")) items.push(readValue(document, depth + 1));
    document.close("data");
  }
  document.close("array");
  return items;
}

function readStruct(document: XmlDocument, depth: number): XmlRpcStruct {
  const members: Record<string, XmlRpcValue> = Object.create(null);
  while (document.at("member")) {
    document.open("member");
    document.open("name");
    const name = document.textUntilClose("name");
    members[name] = readValue(document, depth + 1);
    document.close("member");
  }
  document.close("struct");
  return members;
}

const scalars = new Map<string, (text: string) => XmlRpcValue>([
  ["string", (text) => text],
  ["int", readInteger],
  ["i4", readInteger],
  ["i8", readInteger],
  ["ex:i8", readInteger],
  ["boolean", readBoolean],
  ["double", readDouble],
  ["dateTime.iso8601", readDateTime],
  ["base64", readBase64],
  ["nil", readNil],
  ["ex:nil", readNil],
]);

function readInteger(text: string): number {
  const digits = text.trim();
  if (!/^[+-]?\d+$/.test(digits)) throw new XmlError("malformed integer");
  return Number(digits);
}

function readBoolean(text: string): boolean {
  const word = text.trim();
  if (word === "1" || word === "true") return true;
  if (word === "0" || word === "false") return false;
  throw new XmlError("malformed boolean");
}

/** Python writes the values that are no numbers as inf, -inf and nan. */
const notNumbers = new Map([
  ["inf", Number.POSITIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["nan", Number.NaN],
]);

function readDouble(text: string): number {
  const digits = text.trim();
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(digits)) return Number(digits);
  const special = notNumbers.get(digits.toLowerCase());
  if (special === undefined) throw new XmlError("malformed double");
  return special;
}

function readDateTime(text: string): Date {
  const match = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)(?:\.\d{1,9})?Z?$/.exec(text.trim());
  const date = match === null ? undefined : new Date(`${match.slice(1, 4).join("-")}T${match.slice(4, 7).join(":")}Z`);
  if (date === undefined || Number.isNaN(date.getTime())) throw new XmlError("malformed date");
  return date;
}

function readBase64(text: string): Uint8Array {
  const digits = text.replace(/[ \t\r\n]+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits) || digits.length % 4 === 1) throw new XmlError("malformed base64");
  return Uint8Array.from(Buffer.from(digits, "base64"));
}

function readNil(text: string): null {
  if (text !== "") throw new XmlError("malformed nil");
  return null;
}
