import type { Principal } from "../control/caller.ts";
import { Refusal } from "../control/refusal.ts";
import { LongText } from "../xmlrpc/long-text.ts";
import { PreparedStruct } from "../xmlrpc/prepared-struct.ts";
import type { ResultValue } from "../xmlrpc/result-value.ts";
import { isStruct, type XmlRpcValue } from "../xmlrpc/value.ts";
import { Fault } from "./faults.ts";
import type { Method, MethodResult, RpcContext } from "./method.ts";
import { describeMethods } from "./system-methods.ts";

/**
 * Calls methods by name. A name is looked up in one Map and nowhere else: nothing that is not in the table can be
 * reached, however the name is spelled (CVE-2017-11610 was a walk along properties).
 */
export class Dispatcher {
  readonly #methods = new Map<string, Method>();
  readonly #context: Omit<RpcContext, "principal">;

  /** `methods` is the interface beside `system.*`, which always exists. The first of two equal names wins. */
  constructor(methods: readonly Method[], context: Omit<RpcContext, "principal">) {
    this.#context = context;
    const system = describeMethods({
      methods: () => this.methods,
      multicall: (principal, calls) => this.#multicall(principal, calls),
    });
    for (const method of [...system, ...methods]) {
      if (!this.#methods.has(method.name)) this.#methods.set(method.name, method);
    }
  }

  /** Everything that can be called, by name. */
  get methods(): ReadonlyMap<string, Method> {
    return this.#methods;
  }

  /** Carries out one call. Never rejects: what goes wrong is a Fault. */
  async call(principal: Principal, name: string, params: readonly XmlRpcValue[]): Promise<MethodResult> {
    const { log } = this.#context.control;
    const shown = log.enabled("trace") ? printable(name) : "";
    if (shown !== "") log.log("trace", `XML-RPC method called: ${shown}()`);
    const result = await this.#call(principal, name, params);
    if (shown !== "") {
      const end = result instanceof Fault ? `returned fault: [${result.code}] ${result.text}` : "returned successfully";
      log.log("trace", `XML-RPC method ${shown}() ${end}`);
    }
    return result;
  }

  async #call(principal: Principal, name: string, params: readonly XmlRpcValue[]): Promise<MethodResult> {
    const method = this.#methods.get(name);
    if (method === undefined) return new Fault("UNKNOWN_METHOD");
    if (params.length > method.params.length) return new Fault("INCORRECT_PARAMETERS");
    const required = method.params.filter((param) => param.fallback === undefined).length;
    if (params.length < required) return new Fault("INCORRECT_PARAMETERS");
    if (!method.whileStopping && this.#context.control.mood !== "RUNNING") return new Fault("SHUTDOWN_STATE");
    const args: unknown[] = [];
    for (const [index, param] of method.params.entries()) {
      const value = params[index];
      const arg = value === undefined ? param.fallback : param.read(value);
      if (arg === undefined) return new Fault("INCORRECT_PARAMETERS", `${param.name} must be of type ${param.type}`);
      args.push(arg);
    }
    try {
      const result = await method.run({ ...this.#context, principal }, args);
      return result instanceof Refusal ? Fault.of(result) : result;
    } catch (error) {
      // A fault of ours, or of a plugin: it costs this call and nothing else.
      this.#context.control.log.log(
        "critical",
        `XML-RPC method ${name}() failed unexpectedly: ${error instanceof Error ? error.stack : error}`,
      );
      return new Fault("FAILED", error instanceof Error ? `${error.name}:${error.message}` : String(error));
    }
  }

  /** One after another, each waiting call finishing before the next begins. */
  async #multicall(principal: Principal, calls: readonly XmlRpcValue[]): Promise<MethodResult> {
    const results: ResultValue[] = [];
    let size = 0;
    for (const [index, one] of calls.entries()) {
      // A long list of quick calls must not keep the daemon from its other work.
      if (index > 0) await this.#context.slices.rest();
      const result =
        size > maxResultSize
          ? new Fault("FAILED", "too much data for one answer")
          : await this.#callOne(principal, one);
      const value = result instanceof Fault ? { faultCode: result.code, faultString: result.text } : result;
      size += sizeOf(value);
      results.push(value);
    }
    return results;
  }

  #callOne(principal: Principal, call: XmlRpcValue): Promise<MethodResult> | Fault {
    const method = isStruct(call) ? call["methodName"] : undefined;
    if (!isStruct(call) || typeof method !== "string") return new Fault("INCORRECT_PARAMETERS", "No methodName");
    if (method === "system.multicall") {
      return new Fault("INCORRECT_PARAMETERS", "Recursive system.multicall forbidden");
    }
    const params = call["params"] ?? [];
    if (!Array.isArray(params)) return new Fault("INCORRECT_PARAMETERS");
    return this.call(principal, method, params);
  }
}

/** Characters (roughly) of all results of one multicall together. */
const maxResultSize = 1 << 26;

/** A lower bound of what a value costs in memory, in characters. */
function sizeOf(value: ResultValue): number {
  if (value instanceof LongText) return value.byteLength + 8;
  if (value instanceof PreparedStruct) return sizeOf(value.struct);
  if (typeof value === "string" || value instanceof Uint8Array) return value.length + 8;
  if (typeof value !== "object" || value === null) return 8;
  let size = 8;
  for (const [name, member] of Object.entries(value)) size += name.length + sizeOf(member);
  return size;
}

/** A client's method name as it may stand in the log. */
function printable(name: string): string {
  return name.slice(0, 200).replace(/[^\x20-\x7e]/g, "?");
}
