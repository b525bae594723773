import { constants } from "node:os";
import { getSystemErrorMap } from "node:util";
import type { Errno } from "./system.ts";

/** An error of the shape that Node's own file calls throw: `code`, `errno`, `syscall`, `path` and the usual text. */
export function errnoError(errno: Errno, syscall: string, path?: string): NodeJS.ErrnoException {
  const number = (constants.errno as Readonly<Record<string, number>>)[errno];
  const text = (number !== undefined && getSystemErrorMap().get(-number)?.[1]) || "unknown error";
  const where = path === undefined ? "" : ` '${path}'`;
  const error: NodeJS.ErrnoException = new Error(`${errno}: ${text}, ${syscall}${where}`);
  error.code = errno;
  error.syscall = syscall;
  if (number !== undefined) error.errno = -number;
  if (path !== undefined) error.path = path;
  return error;
}

/** Errno name of what a call of the port threw, or its message where the kernel had no part in it. */
export function errnoOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
