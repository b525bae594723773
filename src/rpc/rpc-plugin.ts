/**
 * Interfaces of users: `[rpcinterface:x]` with `supervisor.rpcinterface_factory = ./plugin.js:makeInterface`.
 *
 * The factory is called at the start of the daemon and returns methods, which clients then find as `x.NAME` in system.listMethods,
 * with help and signature. A method that throws costs its call a FAILED fault and a line in the activity log, nothing else.
 */

import type { Control } from "../control/control.ts";
import { faultCodes } from "../xmlrpc/fault-codes.ts";
import type { XmlRpcValue } from "../xmlrpc/value.ts";
import { Fault, type FaultName } from "./faults.ts";
import type { Method, MethodResult } from "./method.ts";
import { array, double, flag, int, type Param, type ParamType, struct, text } from "./params.ts";
import { plainValue } from "./plain-value.ts";

/**
 * What `supervisor.rpcinterface_factory` names.
 * @param control the daemon: its groups and processes, and what can be done with them
 * @param options the other options of the section, as they are written
 * @param life what belongs to this life of the daemon; `supervisorctl reload` ends it and calls the factory again
 * @returns the methods, or a promise of them; what is thrown keeps the daemon from starting
 */
export type MakeInterface = (
  control: Control,
  options: Readonly<Record<string, string>>,
  life: PluginLife,
) => readonly PluginMethod[] | Promise<readonly PluginMethod[]>;

/** What belongs to one life of the daemon: a reload ends it and begins another. */
export interface PluginLife {
  /** Fires when this life of the daemon ends: the time to let go of timers, sockets and subscriptions. */
  readonly signal: AbortSignal;
  /**
   * A refusal, to be returned or thrown by a method: its caller gets the fault's code and "NAME: detail".
   * Throws RangeError for a name that is no fault.
   */
  fault(name: FaultName, detail?: string): Fault;
}

/** What a plugin gets in a life that `signal` ends. */
export function pluginLife(signal: AbortSignal): PluginLife {
  return {
    signal,
    fault: (name, detail) => {
      if (!Object.hasOwn(faultCodes, name)) throw new RangeError(`there is no fault ${name}`);
      return new Fault(name, detail);
    },
  };
}

/** One method of a `[rpcinterface:x]`. */
export interface PluginMethod {
  /** Without its namespace, which is the section's name. */
  readonly name: string;
  /** What it does, in sentences: system.methodHelp prints it. */
  readonly doc: string;
  readonly params?: readonly PluginParam[];
  readonly returns: { readonly type: ParamType; readonly doc: string };
  /** Gets one argument for each of `params`; undefined for an optional one that is absent. */
  readonly run: (...args: readonly (XmlRpcValue | undefined)[]) => XmlRpcValue | Fault | Promise<XmlRpcValue | Fault>;
}

/** One parameter of a method. Optional ones stand last. */
export interface PluginParam {
  readonly name: string;
  readonly type: ParamType;
  readonly doc: string;
  readonly optional?: boolean;
}

/** Stands for an optional argument that is absent. */
const absent = Symbol("absent");

/** The methods of a plugin as the dispatcher knows them. Throws an Error that says what is wrong with them. */
export function pluginMethods(namespace: string, plugin: unknown): readonly Method[] {
  // The methods of `system` exist already, and would win without a word.
  if (namespace === "system") throw new Error("the namespace system is taken");
  if (!Array.isArray(plugin)) throw new Error("the factory did not return an array of methods");
  const names = new Set<string>();
  return (plugin as readonly PluginMethod[]).map((method) => {
    const { name, doc, params = [], returns, run } = method;
    if (typeof name !== "string" || !/^[A-Za-z][A-Za-z0-9]*$/.test(name))
      throw new Error(`bad method name ${String(name)}`);
    if (typeof doc !== "string" || typeof returns?.type !== "string" || typeof run !== "function") {
      throw new Error(`method ${name} needs doc, returns and run`);
    }
    if (names.has(name)) throw new Error(`there are two methods named ${name}`);
    names.add(name);
    const firstOptional = params.findIndex(({ optional }) => optional === true);
    if (firstOptional !== -1 && params.slice(firstOptional).some(({ optional }) => optional !== true)) {
      throw new Error(`the optional params of ${name} must stand last`);
    }
    const fullName = `${namespace}.${name}`;
    return {
      name: fullName,
      aliasOf: undefined,
      doc,
      params: params.map((param) => asParam(name, param)),
      returns,
      faults: ["FAILED"],
      whileStopping: false,
      run: (_context, args) => {
        const given = args.map((arg) => (arg === absent ? undefined : (arg as XmlRpcValue)));
        return resultOf(fullName, () => run(...given));
      },
    };
  });
}

/** A result is checked: nobody's compiler has seen the plugin, and half an answer is worse than a fault. */
async function resultOf(name: string, run: () => unknown): Promise<MethodResult> {
  try {
    const result: unknown = await run();
    return result instanceof Fault ? result : plainValue(result, `the result of ${name}`);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/** As lenient as the standard interface: text of digits is an int, anything that is not empty is true. */
const readers: Readonly<Record<ParamType, (name: string, doc: string) => Param<unknown>>> = {
  string: text,
  int,
  double,
  boolean: (name, doc) => flag(name, doc, false),
  array,
  struct,
};

function asParam(method: string, param: PluginParam): Param<unknown> {
  const { name, type, doc, optional = false } = param;
  if (typeof name !== "string" || typeof doc !== "string") throw new Error(`a param of ${method} needs name and doc`);
  if (!Object.hasOwn(readers, type)) {
    throw new Error(`param ${name} of ${method} has no type of these: ${Object.keys(readers).join(", ")}`);
  }
  return { ...readers[type](name, doc), fallback: optional ? absent : undefined };
}
