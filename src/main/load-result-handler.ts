import { defaultResultHandler } from "../config/built-in-entry-points.ts";
import { defaultHandler, type LoadResultHandler, type ResultHandler } from "../supervisor/result-handler.ts";
import { exportLoader } from "./load-export.ts";

/** Finds what `result_handler=` names. */
export function resultHandlerLoader(configurationPath: string): LoadResultHandler {
  const load = exportLoader(configurationPath);
  return (name) => (name === defaultResultHandler ? defaultHandler : (load(name) as unknown as ResultHandler));
}
