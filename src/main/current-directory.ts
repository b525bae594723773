/** Undefined when it has been deleted, or may not be seen: then only absolute paths lead anywhere. */
export function currentDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
