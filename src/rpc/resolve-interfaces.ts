import type { FactoryConfig } from "../config/configuration.ts";
import type { Method } from "./method.ts";
import { supervisorMethods } from "./supervisor-methods.ts";

export type Interfaces =
  | { readonly ok: true; readonly methods: readonly Method[] }
  | { readonly ok: false; readonly reason: string };

/** The name that every supervisord.conf gives for the standard interface. */
const standardFactory = "supervisor.rpcinterface:make_main_rpcinterface";

/** The methods that the [rpcinterface:x] sections ask for, in namespaces of their names. */
export function resolveInterfaces(factories: readonly FactoryConfig[]): Interfaces {
  const methods: Method[] = [];
  for (const { name, factory } of factories) {
    if (factory.trim() !== standardFactory) {
      const problem = `${factory} cannot be resolved within [rpcinterface:${name}]`;
      return { ok: false, reason: `${problem}: only ${standardFactory} is known` };
    }
    methods.push(...supervisorMethods.map((method) => inNamespace(name, method)));
  }
  return { ok: true, methods };
}

function inNamespace(namespace: string, method: Method): Method {
  return { ...method, name: method.name.replace(/^supervisor(?=\.)/, () => namespace) };
}
