import type { Method } from "./method.ts";

/** The text of system.methodHelp: the documentation, then `@param <type> <name> <text>` and `@return <type> <text>`. */
export function methodHelp(method: Method): string {
  const lines = [method.doc, ""];
  if (method.aliasOf !== undefined) lines.push(`Another name of ${method.aliasOf}.`, "");
  for (const param of method.params) lines.push(`@param ${param.type} ${param.name} ${param.doc}`);
  lines.push(`@return ${method.returns.type} result ${method.returns.doc}`, "");
  return lines.join("\n");
}
