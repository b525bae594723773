import { isStruct, type XmlRpcValue } from "../xmlrpc/value.ts";

/**
 * A copy of what somebody else's code returned, of nothing but values that XML-RPC can carry; members that are undefined
 * are left out. Throws TypeError, with the place of the fault, for anything else.
 *
 * @param place what the value is, for the message
 */
export function plainValue(value: unknown, place: string, depth = 0): XmlRpcValue {
  if (depth > maxDepth) throw new TypeError(`${place.slice(0, 80)}... is nested too deeply, or contains itself`);
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
      return value;
    case "object":
      return plainObject(value, place, depth);
    default:
      throw new TypeError(`${place} is ${typeof value}, which XML-RPC cannot carry`);
  }
}

/** More than anybody writes, and far from the end of the stack. */
const maxDepth = 100;

function plainObject(value: object | null, place: string, depth: number): XmlRpcValue {
  if (value === null || value instanceof Uint8Array) return value;
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new TypeError(`${place} is an invalid date`);
    return value;
  }
  if (Array.isArray(value)) return value.map((item, index) => plainValue(item, `${place}[${index}]`, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!isStruct(value as XmlRpcValue) || (prototype !== null && Object.getPrototypeOf(prototype) !== null)) {
    throw new TypeError(`${place} is a ${value.constructor?.name}, which XML-RPC cannot carry`);
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, plainValue(member, `${place}.${name}`, depth + 1)]));
}
