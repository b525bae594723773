/** A key as it is meant: a printable character, or one of these names. */
export type Key = string;

/** What node:readline tells of a key. */
export interface PressedKey {
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly shift?: boolean | undefined;
  readonly meta?: boolean | undefined;
  readonly sequence?: string | undefined;
}

const named: Readonly<Record<string, Key>> = {
  up: "up",
  down: "down",
  pageup: "page-up",
  pagedown: "page-down",
  home: "home",
  end: "end",
  return: "enter",
  enter: "enter",
  escape: "escape",
  backspace: "backspace",
  space: "space",
};

/** Undefined for a key that means nothing here. */
export function keyOf(
  character: string | undefined,
  { name = "", ctrl, meta, sequence = "" }: PressedKey,
): Key | undefined {
  if (ctrl) return name === "c" || name === "z" ? `ctrl-${name}` : undefined;
  if (Object.hasOwn(named, name)) return named[name];
  const text = character ?? sequence;
  return !meta && [...text].length === 1 && !/\p{C}/u.test(text) ? text : undefined;
}
