/**
 * What a method of the interface is: one record, from which dispatch, system.listMethods, methodHelp, methodSignature
 * and the reference are made. It refuses to exist without documentation.
 */
import type { Caller } from "../control/caller.ts";
import type { Progress } from "../control/progress.ts";
import { Refusal } from "../control/refusal.ts";
import type { ResultValue } from "../xmlrpc/result-value.ts";
import type { Fault, FaultName } from "./faults.ts";
import type { Param, ParamType } from "./params.ts";

/** What implementations work with: who calls, and the facts that are asked for. */
export interface RpcContext extends Caller {
  /** Of this package. */
  readonly version: string;
}

export type MethodResult = ResultValue | Fault;

/** What an implementation returns: a refusal becomes the fault of its name. */
export type Returned = MethodResult | Refusal;

export interface Method {
  /** With its namespace: "supervisor.getState". */
  readonly name: string;
  /** The other name of the method that this one is. */
  readonly aliasOf: string | undefined;
  /** What it does, in sentences. */
  readonly doc: string;
  readonly params: readonly Param<unknown>[];
  readonly returns: { readonly type: ParamType; readonly doc: string };
  readonly faults: readonly FaultName[];
  /** Whether it answers while the daemon stops or restarts; else SHUTDOWN_STATE. */
  readonly whileStopping: boolean;
  /** `args` holds one value for each of `params`, of its type. */
  readonly run: (context: RpcContext, args: readonly unknown[]) => Returned | Promise<Returned>;
}

export interface MethodDefinition<P extends readonly Param<unknown>[]> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly doc: string;
  readonly params: P;
  readonly returns: { readonly type: ParamType; readonly doc: string };
  /** Beside the ones that every method has: INCORRECT_PARAMETERS, and SHUTDOWN_STATE unless `whileStopping`. */
  readonly faults?: readonly FaultName[];
  readonly whileStopping?: boolean;
  readonly run: (context: RpcContext, ...args: ArgumentsOf<P>) => Returned | Promise<Returned>;
}

type ArgumentsOf<P extends readonly Param<unknown>[]> = {
  [Index in keyof P]: P[Index] extends Param<infer T> ? T : never;
};

/** The record of a method, followed by those of its aliases. */
export function defineMethod<const P extends readonly Param<unknown>[]>(definition: MethodDefinition<P>): Method[] {
  const { name, aliases = [], doc, params, returns, faults = [], whileStopping = false, run } = definition;
  const shared = { doc, params, returns, faults, whileStopping };
  // `args` was checked against `params`; the dispatcher is the only caller.
  const call: Method["run"] = (context, args) => run(context, ...(args as ArgumentsOf<P>));
  const method: Method = { name, aliasOf: undefined, ...shared, run: call };
  return [method, ...aliases.map((alias): Method => ({ ...method, name: alias, aliasOf: name }))];
}

/** What most methods return: nobody is told more than that it has been done. */
export function trueUnlessRefused(progress: Progress): Returned | Promise<Returned> {
  if (progress instanceof Promise) return progress.then(trueUnlessRefused);
  return progress instanceof Refusal ? progress : true;
}
