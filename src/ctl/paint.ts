/** SGR parameters of the colours in use. */
const codes = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;

export type Colour = keyof typeof codes;

/** Text in a colour, for a terminal. */
export function paint(colour: Colour, text: string): string {
  return `\x1b[${codes[colour]}m${text}\x1b[0m`;
}

/** Text that stands back behind the rest, for a terminal. */
export function dim(text: string): string {
  return `\x1b[2m${text}\x1b[0m`;
}

/** Text on a bar, also for terminals without colours. */
export function reversed(text: string): string {
  return `\x1b[7m${text}\x1b[0m`;
}

/** Colours that tell the processes of a `tail -f` apart. */
export const distinctColours: readonly Colour[] = ["cyan", "yellow", "magenta", "green", "blue", "red"];
