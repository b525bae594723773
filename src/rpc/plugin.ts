/**
 * Interfaces of users: `[rpcinterface:x]` with `supervisor.rpcinterface_factory = ./plugin.js:makeInterface`.
 *
 * The factory is called at the start of the daemon and returns methods, which clients then find as `x.NAME` in system.listMethods,
 * with help and signature. A method that throws costs its call a FAILED fault and a line in the activity log, nothing else.
 */
import type { XmlRpcValue } from "../xmlrpc/value.ts";
import type { Control } from "./control.ts";
import type { Method, ReturnType } from "./method.ts";
import type { Param } from "./params.ts";

/**
 * What `supervisor.rpcinterface_factory` names.
 * @param control the daemon: its groups and processes, and what can be done with them
 * @param options the other options of the section, as they are written
 */
export type MakeInterface = (control: Control, options: Readonly<Record<string, string>>) => readonly PluginMethod[];

export interface PluginMethod {
  /** Without its namespace, which is the section's name. */
  readonly name: string;
  /** What it does, in sentences: system.methodHelp prints it. */
  readonly doc: string;
  readonly params?: readonly PluginParam[];
  readonly returns: { readonly type: ReturnType; readonly doc: string };
  /** Gets one argument for each of `params`; undefined for an optional one that is absent. */
  readonly run: (...args: readonly (XmlRpcValue | undefined)[]) => XmlRpcValue | Promise<XmlRpcValue>;
}

export interface PluginParam {
  readonly name: string;
  readonly type: "string" | "int" | "boolean" | "array";
  readonly doc: string;
  readonly optional?: boolean;
}

/** Stands for an optional argument that is absent. */
const absent = Symbol("absent");

/** The methods of a plugin as the dispatcher knows them. Throws an Error that says what is wrong with them. */
export function pluginMethods(namespace: string, plugin: unknown): readonly Method[] {
  if (!Array.isArray(plugin)) throw new Error("the factory did not return an array of methods");
  return (plugin as readonly PluginMethod[]).map((method) => {
    const { name, doc, params = [], returns, run } = method;
    if (typeof name !== "string" || !/^[A-Za-z][A-Za-z0-9]*$/.test(name))
      throw new Error(`bad method name ${String(name)}`);
    if (typeof doc !== "string" || typeof returns?.type !== "string" || typeof run !== "function") {
      throw new Error(`method ${name} needs doc, returns and run`);
    }
    return {
      name: `${namespace}.${name}`,
      aliasOf: undefined,
      doc,
      params: params.map(asParam),
      returns,
      faults: ["FAILED"],
      whileStopping: false,
      run: (_context, args) => run(...args.map((arg) => (arg === absent ? undefined : (arg as XmlRpcValue)))),
    };
  });
}

function asParam({ name, type, doc, optional }: PluginParam): Param<unknown> {
  const fits = (value: XmlRpcValue): boolean => {
    if (type === "array") return Array.isArray(value);
    if (type === "int") return typeof value === "number" && Number.isInteger(value);
    return typeof value === type;
  };
  const fallback = optional === true ? absent : undefined;
  return { name, type, doc, fallback, read: (value) => (fits(value) ? value : undefined) };
}
