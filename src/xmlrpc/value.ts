/**
 * Values that XML-RPC carries, as they look on our side of the wire.
 *
 * - int, i4, i8 and double are one `number`; on the way out an integer becomes `<int>`, anything else `<double>`.
 * - dateTime.iso8601 names no zone; it is read and written as UTC.
 * - base64 is a Uint8Array; nil is null.
 * - A parsed struct has no prototype, so that a member called `__proto__` or `constructor` is only a member.
 */
export type XmlRpcValue = string | number | boolean | null | Date | Uint8Array | readonly XmlRpcValue[] | XmlRpcStruct;

/** Members in the order in which they are written (JavaScript puts integer-like names first). */
export interface XmlRpcStruct {
  readonly [member: string]: XmlRpcValue;
}

/** Whether a value is a struct, i.e. none of the other kinds of object. */
export function isStruct(value: XmlRpcValue | undefined): value is XmlRpcStruct {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}
