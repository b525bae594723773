/** Kinds of parameters: how a value from the wire becomes an argument. As lenient as Supervisor's clients are used to. */
import { isUtf8 } from "node:buffer";
import { isStruct, type XmlRpcStruct, type XmlRpcValue } from "../xmlrpc/value.ts";

export type ParamType = "string" | "int" | "double" | "boolean" | "array" | "struct";

export interface Param<T> {
  readonly name: string;
  readonly type: ParamType;
  readonly doc: string;
  /** What an absent argument means; a parameter without it is required. */
  readonly fallback: T | undefined;
  /** The argument, or undefined for a value that is none. */
  readonly read: (value: XmlRpcValue) => T | undefined;
}

/** Text; base64 is taken for its UTF-8. */
export function text(name: string, doc: string): Param<string> {
  return { name, type: "string", doc, fallback: undefined, read: readText };
}

/** Text, or a number for its digits: signals, and whatever clients send as event data. */
export function looseText(name: string, doc: string): Param<string> {
  const read = (value: XmlRpcValue): string | undefined => (typeof value === "number" ? `${value}` : readText(value));
  return { name, type: "string", doc, fallback: undefined, read };
}

/** A whole number; text of digits is taken for it (clients that send untyped values), fractions are cut off. */
export function int(name: string, doc: string): Param<number> {
  const read = (value: XmlRpcValue): number | undefined => {
    if (typeof value === "string") return /^\s*[+-]?\d{1,15}\s*$/.test(value) ? Number(value) : undefined;
    if (typeof value === "boolean") return value ? 1 : 0;
    if (typeof value !== "number") return undefined;
    const whole = Math.trunc(value);
    return Number.isSafeInteger(whole) ? whole : undefined;
  };
  return { name, type: "int", doc, fallback: undefined, read };
}

/** Any number. */
export function double(name: string, doc: string): Param<number> {
  const read = (value: XmlRpcValue): number | undefined => (typeof value === "number" ? value : undefined);
  return { name, type: "double", doc, fallback: undefined, read };
}

/** True or false, decided as Python decides it: zero and emptiness are false. */
export function flag(name: string, doc: string, fallback: boolean): Param<boolean> {
  const read = (value: XmlRpcValue): boolean => {
    if (value instanceof Uint8Array || Array.isArray(value)) return value.length > 0;
    if (value instanceof Date) return true;
    return typeof value === "object" && value !== null ? Object.keys(value).length > 0 : Boolean(value);
  };
  return { name, type: "boolean", doc, fallback, read };
}

export function array(name: string, doc: string): Param<readonly XmlRpcValue[]> {
  const read = (value: XmlRpcValue): readonly XmlRpcValue[] | undefined => (Array.isArray(value) ? value : undefined);
  return { name, type: "array", doc, fallback: undefined, read };
}

export function struct(name: string, doc: string): Param<XmlRpcStruct> {
  const read = (value: XmlRpcValue): XmlRpcStruct | undefined => (isStruct(value) ? value : undefined);
  return { name, type: "struct", doc, fallback: undefined, read };
}

/** Anything; the method itself checks. */
export function anything(name: string, doc: string): Param<XmlRpcValue> {
  return { name, type: "string", doc, fallback: undefined, read: (value) => value };
}

function readText(value: XmlRpcValue): string | undefined {
  if (typeof value === "string") return value;
  if (!(value instanceof Uint8Array) || !isUtf8(value)) return undefined;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("utf8");
}
