import type { Principal } from "../control/caller.ts";
import type { XmlRpcValue } from "../xmlrpc/value.ts";
import { Fault } from "./faults.ts";
import { defineMethod, type Method, type MethodResult } from "./method.ts";
import { methodHelp } from "./method-help.ts";
import { anything, array } from "./params.ts";

export interface MethodsOfItself {
  readonly methods: () => ReadonlyMap<string, Method>;
  readonly multicall: (principal: Principal, calls: readonly XmlRpcValue[]) => Promise<MethodResult>;
}

/** The `system.*` methods, which tell about the others and call several of them at once. */
export function describeMethods({ methods, multicall }: MethodsOfItself): readonly Method[] {
  const find = (name: XmlRpcValue): Method | undefined => (typeof name === "string" ? methods().get(name) : undefined);
  return [
    ...defineMethod({
      name: "system.listMethods",
      doc: "Lists the names of all methods that this server has, sorted.",
      params: [],
      returns: { type: "array", doc: "Names of methods" },
      whileStopping: true,
      run: () => [...methods().keys()].sort(),
    }),
    ...defineMethod({
      name: "system.methodHelp",
      doc: "Gives the documentation of a method.",
      params: [anything("name", "Name of the method")],
      returns: { type: "string", doc: "Its documentation" },
      faults: ["SIGNATURE_UNSUPPORTED"],
      whileStopping: true,
      run: (_context, name) => {
        const method = find(name);
        return method === undefined ? new Fault("SIGNATURE_UNSUPPORTED") : methodHelp(method);
      },
    }),
    ...defineMethod({
      name: "system.methodSignature",
      doc: "Gives the type of a method's result, followed by the types of its parameters.",
      params: [anything("name", "Name of the method")],
      returns: { type: "array", doc: "Result type, then parameter types" },
      faults: ["SIGNATURE_UNSUPPORTED"],
      whileStopping: true,
      run: (_context, name) => {
        const method = find(name);
        if (method === undefined) return new Fault("SIGNATURE_UNSUPPORTED");
        return [method.returns.type, ...method.params.map((param) => param.type)];
      },
    }),
    ...defineMethod({
      name: "system.multicall",
      doc:
        "Makes several calls, one after another, each finishing before the next begins. A call is a struct with the " +
        "members methodName (string) and params (array). Its result is the value that the method returned (not " +
        "wrapped in an array), or a struct with the members faultCode (int) and faultString (string).",
      params: [array("calls", "Calls to make")],
      returns: { type: "array", doc: "One result for each call" },
      whileStopping: true,
      run: ({ principal }, calls) => multicall(principal, calls),
    }),
  ];
}
