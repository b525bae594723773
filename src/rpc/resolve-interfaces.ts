import { standardInterface } from "../config/built-in-entry-points.ts";
import type { FactoryConfig } from "../config/configuration.ts";
import { formatProblem } from "../config/problem.ts";
import type { Control } from "../control/control.ts";
import type { Method } from "./method.ts";
import { type MakeInterface, type PluginLife, pluginMethods } from "./rpc-plugin.ts";
import { supervisorMethods } from "./supervisor-methods.ts";

export type Interfaces =
  | { readonly ok: true; readonly methods: readonly Method[] }
  | { readonly ok: false; readonly reason: string };

/**
 * The methods that the [rpcinterface:x] sections ask for, in namespaces of their names.
 * `reason` begins with the file and line of what cannot be made.
 * @param load finds the factory of a user's interface; throws an Error that says why it cannot
 */
export async function resolveInterfaces(
  factories: readonly FactoryConfig[],
  control: Control,
  load: (name: string) => MakeInterface,
  life: PluginLife,
): Promise<Interfaces> {
  const methods: Method[] = [];
  for (const { name, factory, options, source } of factories) {
    if (factory === standardInterface) {
      methods.push(...supervisorMethods.map((method) => inNamespace(name, method)));
      continue;
    }
    try {
      methods.push(...pluginMethods(name, await load(factory)(control, options, life)));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `Could not make ${name} rpc interface: ${reason} (${factory})`;
      const place = { ...source, section: `rpcinterface:${name}`, key: "supervisor.rpcinterface_factory" };
      return { ok: false, reason: formatProblem({ ...place, message, hint: undefined }) };
    }
  }
  return { ok: true, methods };
}

function inNamespace(namespace: string, method: Method): Method {
  return { ...method, name: method.name.replace(/^supervisor(?=\.)/, () => namespace) };
}
