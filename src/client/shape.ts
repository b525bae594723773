import { isStruct, type XmlRpcValue } from "../xmlrpc/value.ts";

/** Whether an answer looks as its method promises, as far as callers rely on it. */
export type Shape = (value: XmlRpcValue | undefined) => boolean;

export const text: Shape = (value) => typeof value === "string";
export const number: Shape = (value) => typeof value === "number";
export const truth: Shape = (value) => typeof value === "boolean";
/** What nobody looks at: `true` for "done". */
export const anything: Shape = () => true;

export function listOf(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(shape);
}

function tuple(...shapes: readonly Shape[]): Shape {
  return (value) => Array.isArray(value) && shapes.every((shape, index) => shape(value[index]));
}

export function orNull(shape: Shape): Shape {
  return (value) => value === null || shape(value);
}

export function struct(members: Readonly<Record<string, Shape>>): Shape {
  const entries = Object.entries(members);
  return (value) => isStruct(value) && entries.every(([name, shape]) => shape(value[name]));
}

export const processInfo = struct({ name: text, group: text, statename: text, description: text, pid: number });
export const processResults = listOf(struct({ name: text, group: text, status: number, description: text }));
export const processConfigs = listOf(struct({ name: text, group: text }));
export const supervisorState = struct({ statecode: number, statename: text });
export const configChanges = tuple(tuple(listOf(text), listOf(text), listOf(text)));
export const logTail = tuple(text, number, truth);
const trouble = struct({ how: text, attempts: number, at: text, lastLine: orNull(text) });
const flapping = struct({ ends: number, withinSeconds: number, lastEnd: text, how: text });
export const listedProcesses = listOf(
  struct({
    name: text,
    group: text,
    pid: orNull(number),
    usage: orNull(isStruct),
    trouble: orNull(trouble),
    flapping: orNull(flapping),
  }),
);
