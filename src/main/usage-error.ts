/** How every refusal of a command line or configuration looks on the standard error; the exit status is then 2. */
export function usageError(messages: readonly string[], programName: string): string {
  return `${messages.map((message) => `Error: ${message}\n`).join("")}For help, use ${programName} -h\n`;
}
