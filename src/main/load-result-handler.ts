import { createRequire } from "node:module";
import { resolve } from "node:path";
import {
  defaultHandler,
  defaultHandlerName,
  type LoadResultHandler,
  type ResultHandler,
} from "../supervisor/result-handler.ts";

/**
 * Finds what `result_handler=` names: `MODULE:EXPORT`, where the module is a file or a package that can be found from the
 * directory of the configuration file. A module is loaded once; the daemon keeps it until its end.
 */
export function resultHandlerLoader(configurationPath: string): LoadResultHandler {
  const require = createRequire(resolve(configurationPath));
  return (name) => {
    if (name === defaultHandlerName) return defaultHandler;
    const separator = name.lastIndexOf(":");
    const module = name.slice(0, Math.max(0, separator));
    const exported = name.slice(separator + 1);
    if (module === "") throw new Error("it is not of the form module:name");
    let exports: unknown;
    try {
      exports = require(module);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "MODULE_NOT_FOUND") throw new Error(`no module named '${module}'`);
      throw new Error(`module '${module}' cannot be loaded: ${message}`);
    }
    const isObject = typeof exports === "object" && exports !== null && Object.hasOwn(exports, exported);
    const handler = isObject ? (exports as Readonly<Record<string, unknown>>)[exported] : undefined;
    if (typeof handler !== "function") throw new Error(`module '${module}' exports no function '${exported}'`);
    return handler as ResultHandler;
  };
}

/** For the reading of the configuration: why a handler cannot be used, undefined if it can. */
export function resultHandlerCheck(configurationPath: string): (name: string) => string | undefined {
  const load = resultHandlerLoader(configurationPath);
  return (name) => {
    try {
      load(name);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
}
