import { resolve } from "node:path";

// biome-ignore lint/complexity/noBannedTypes: what it takes and returns is known to the caller only
type AnyFunction = Function;

/**
 * Finds the functions that a configuration names as `MODULE:EXPORT`, where the module is a file (`./plugin.js`) or a package that can
 * be found from the directory of the configuration file. A module is loaded once and kept to the end. Throws an Error whose
 * message says why a name cannot be used.
 */
export function exportLoader(configurationPath: string): (name: string) => AnyFunction {
  return (name) => {
    const require = process.getBuiltinModule("node:module").createRequire(resolve(configurationPath));
    const separator = name.lastIndexOf(":");
    const module = name.slice(0, Math.max(0, separator));
    const exported = name.slice(separator + 1);
    if (module === "") throw new Error("it is not of the form module:name");
    let exports: unknown;
    try {
      exports = require(module);
    } catch (error) {
      throw new Error(whyNot(module, error));
    }
    const isObject = typeof exports === "object" && exports !== null && Object.hasOwn(exports, exported);
    const value = isObject ? (exports as Readonly<Record<string, unknown>>)[exported] : undefined;
    if (typeof value !== "function") throw new Error(`module '${module}' exports no function '${exported}'`);
    return value;
  };
}

function whyNot(module: string, error: unknown): string {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) };
  // The module may be there, and something that it wants itself may not.
  if (code === "MODULE_NOT_FOUND" && message.includes(`'${module}'`)) return `no module named '${module}'`;
  const [firstLine = ""] = message.split("\n", 1);
  const reason = code === "ERR_REQUIRE_ASYNC_MODULE" ? "it has an await outside of functions" : firstLine;
  return `module '${module}' cannot be loaded: ${reason}`;
}

/** Why a name cannot be used; undefined if it can. For the reading of the configuration. */
export function refusalOf(load: (name: string) => unknown): (name: string) => string | undefined {
  return (name) => {
    try {
      load(name);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
}
