import { AddonError } from "../system/load-addon.ts";

/** What is said of a fault that ends a command: with its place in the program, unless people can mend it by what it says. */
export function cannotGoOn(error: unknown, command = "supervisord"): string {
  if (error instanceof AddonError) return error.message;
  return `${command} cannot go on: ${error instanceof Error ? error.stack : String(error)}`;
}
